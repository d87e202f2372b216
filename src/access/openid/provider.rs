//! One provider: how it is configured, the document in which it says where its addresses are, and its keys.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::Algorithm;
use parking_lot::Mutex;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::claims::AccountRules;
use super::client::{ProviderHttp, must_be_safe};
use super::keys::{KeySet, Lookup};
use super::signatures::ALGORITHMS;
use super::verify::{Expected, Strength, Unverified, Use, numeric_date, subject};
use super::withdrawn::{Person, Withdrawn};
use crate::access::grant::{Credential, Grant, Refused};
use crate::access::sessions::LENGTH_MAX_MICROS;
use crate::domain::actor::Actor;
use crate::domain::text::Slug;
use crate::domain::time::Instant;

/// The most that is asked of one provider at once, also by clients that hung up: each holds a thread, and more people do
/// not sign in at one moment. For one more it counts as out of reach.
const CALLS_MAX: usize = 8;

/// How long the document of a provider is used before it is fetched again, in microseconds: an hour.
const DOCUMENT_FRESH_MICROS: i64 = 60 * 60 * 1_000_000;

/// As whom this service is known to a provider.
pub struct ClientIdentity {
    /// The client id.
    pub id: String,
    /// The secret, where the client is a confidential one.
    pub secret: Option<Zeroizing<String>>,
}

/// How a provider is configured.
pub struct ProviderSettings {
    /// Its name in addresses and in the ids of actors.
    pub name: String,
    /// Its name on the page to sign in.
    pub label: String,
    /// The issuer, exactly as its tokens name it.
    pub issuer: String,
    /// The client with which people sign in; none where only programs are let in.
    pub client: Option<ClientIdentity>,
    /// The audience of what programs send; none where only people are let in.
    pub audience: Option<String>,
    /// How its tokens are signed.
    pub algorithm: Algorithm,
    /// What is asked of the provider beside `openid`.
    pub scopes: Vec<String>,
    /// What its claims mean.
    pub account: AccountRules,
    /// By how many seconds its clock may differ from ours.
    pub leeway: i64,
    /// How people sign in there.
    pub strength: Strength,
}

impl ProviderSettings {
    /// Checks the claims of a token whose signature was checked.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check(&self, claims: &Value, used: &Use, now: Instant) -> Result<(), Refused> {
        let client = self.client.as_ref().map(|client| client.id.as_str());
        let audience = if *used == Use::Bearer { self.audience.as_deref() } else { client };
        Expected { issuer: &self.issuer, audience, leeway: self.leeway, strength: &self.strength }
            .check(claims, used, now)
    }

    /// Returns what the account of these claims may do.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn grant(&self, claims: &Value, withdrawn: &Arc<Withdrawn>, now: Instant) -> Result<Grant, Refused> {
        let subject = subject(claims)?;
        let account = self.account.account(subject, claims, now)?;
        let seconds = |key: &str| {
            let seconds = numeric_date(&claims[key])?;
            Ok::<_, Refused>(seconds.map(|at| Instant::from_micros(at.saturating_mul(1_000_000))))
        };
        let is_sign_in = !claims["nonce"].is_null();
        // A session lasts as sessions do; what a program sends lasts as it says.
        let lasts = match seconds("exp")?.filter(|_| !is_sign_in) {
            Some(until) => Instant::from_micros(until.micros().saturating_add(self.leeway.saturating_mul(1_000_000))),
            None => Instant::from_micros(now.micros().saturating_add(LENGTH_MAX_MICROS)),
        };
        let actor = self.actor(subject, &account);
        let person = Person {
            actor: actor.id().to_owned(),
            provider: self.name.clone(),
            subject: subject.to_owned(),
            session: claims["sid"].as_str().map(str::to_owned),
            issued_at: seconds("iat")?.unwrap_or(Instant::from_micros(0)),
        };
        Ok(Grant {
            by: Credential::Person(person, Arc::clone(withdrawn)),
            actor,
            role: account.role,
            is_auditor: account.is_auditor,
            nodes: account.nodes,
            expires_at: account.ends_at.map_or(lasts, |ends| ends.min(lasts)),
        })
    }

    /// Returns the actor: the name of the provider, which stands for its issuer, and the subject. A subject that does not
    /// fit in the id of an actor is named by its digest.
    fn actor(&self, subject: &str, account: &super::claims::Account) -> Actor {
        let role = Slug::parse(account.role.name()).expect("the word of a role is a slug");
        let digest = || hex::encode(&Sha256::digest(subject)[..16]);
        let id = |subject: &str| Actor::new(&format!("{}:{subject}", self.name), account.name.clone(), role.clone());
        let own = Some(subject).filter(|subject| !subject.starts_with(DIGESTED)).and_then(|subject| id(subject).ok());
        own.unwrap_or_else(|| id(&format!("{DIGESTED}{}", digest())).expect("a short name and hexadecimal digits"))
    }
}

/// What the digest of a subject begins with.
const DIGESTED: &str = "sha256.";

/// The longest name of a provider, so that the digest of a subject fits in the id of an actor.
pub const NAME_MAX: usize = 40;

/// The addresses of a provider, from its own document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Where people sign in.
    pub authorization: String,
    /// Where a code is exchanged.
    pub token: String,
    /// Where its keys are.
    pub keys: String,
    /// Where people sign out, if it offers that.
    pub end_session: Option<String>,
    /// Whether a client shows its secret in the form instead of the header.
    secret_in_form: bool,
    /// Whether it names itself in the answer to a browser (RFC 9207).
    pub names_itself: bool,
}

impl Metadata {
    fn parse(document: &Value, issuer: &str) -> Result<Metadata, String> {
        let text = |key: &str| document[key].as_str().map(str::to_owned);
        let needed = |key: &str| text(key).ok_or_else(|| format!("its document has no {key}"));
        if text("issuer").as_deref() != Some(issuer) {
            return Err(format!("its document is that of {:?}", text("issuer").unwrap_or_default()));
        }
        let methods = document["token_endpoint_auth_methods_supported"].as_array();
        let secret_in_form = methods.is_some_and(|all| !all.iter().any(|method| method == "client_secret_basic"));
        let metadata = Metadata {
            authorization: needed("authorization_endpoint")?,
            token: needed("token_endpoint")?,
            keys: needed("jwks_uri")?,
            end_session: text("end_session_endpoint"),
            secret_in_form,
            names_itself: document["authorization_response_iss_parameter_supported"] == true,
        };
        let all =
            [Some(&metadata.authorization), Some(&metadata.token), Some(&metadata.keys), metadata.end_session.as_ref()];
        all.into_iter().flatten().try_for_each(|url| must_be_safe(url))?;
        Ok(metadata)
    }
}

/// One provider.
pub struct Provider {
    /// How it is configured.
    pub settings: ProviderSettings,
    http: Arc<dyn ProviderHttp>,
    document: Mutex<Option<(Instant, Arc<Metadata>)>>,
    keys: Mutex<KeySet>,
    /// Held while something is fetched, so that many who wait for the same fetch it once.
    fetching: Mutex<()>,
    calls: Arc<Semaphore>,
}

impl Provider {
    /// Returns a provider that is asked nothing until somebody signs in.
    pub fn new(settings: ProviderSettings, http: Arc<dyn ProviderHttp>) -> Provider {
        let (document, keys) = (Mutex::default(), Mutex::default());
        let calls = Arc::new(Semaphore::new(CALLS_MAX));
        Provider { settings, http, document, keys, fetching: Mutex::default(), calls }
    }

    /// Does work that asks the provider, on a thread that may block.
    ///
    /// # Errors
    /// [`Refused::Unreachable`] where it is asked as much as it may be, and the error of the work.
    async fn ask<T: Send + 'static>(
        self: &Arc<Provider>,
        work: impl FnOnce(&Provider) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let call = Arc::clone(&self.calls).try_acquire_owned().map_err(|_| Refused::Unreachable)?;
        let provider = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || {
            let _call = call;
            work(&provider)
        });
        asked.await.unwrap_or(Err(Refused::Unreachable))
    }

    /// Checks the algorithm and the signature of a token, and returns its claims. The keys are fetched on a thread that
    /// may block, where its key is not known or the set is old. An old key counts where the provider is asked too much
    /// already.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn verify(self: &Arc<Provider>, token: Unverified<'_>, now: Instant) -> Result<Value, Refused> {
        let algorithm = self.settings.algorithm;
        if !ALGORITHMS.contains(&(token.algorithm.as_str(), algorithm)) {
            return Err(Refused::Algorithm);
        }
        let name = token.key.clone();
        let found = self.keys.lock().find(name.as_deref(), now);
        let key = match found {
            Lookup::Found(key) => key,
            before @ (Lookup::Stale(_) | Lookup::Unknown) => {
                let looked = self.ask(move |provider| provider.look_again(name.as_deref(), now)).await;
                match (looked, before) {
                    (Err(Refused::Unreachable), Lookup::Stale(key)) => key,
                    (looked, _) => looked?,
                }
            }
        };
        token.signed_by(&key, algorithm)
    }

    /// Fetches the keys again, and looks a key up. Where they can not be fetched, those that are known are used.
    fn look_again(&self, name: Option<&str>, now: Instant) -> Result<jsonwebtoken::DecodingKey, Refused> {
        let _turn = self.fetching.lock();
        // Who held the turn before may have fetched them.
        let found = self.keys.lock().find(name, now);
        if let Lookup::Found(key) = found {
            return Ok(key);
        }
        if self.keys.lock().may_ask(now)
            && let Err(error) = self.fetch_keys(now)
        {
            tracing::warn!(provider = self.settings.name, error, "the keys of a provider were not fetched");
        }
        let keys = self.keys.lock();
        match keys.find(name, now) {
            Lookup::Found(key) | Lookup::Stale(key) => Ok(key),
            Lookup::Unknown if keys.is_usable(now) => Err(Refused::UnknownKey),
            Lookup::Unknown => Err(Refused::Unreachable),
        }
    }

    fn fetch_keys(&self, now: Instant) -> Result<(), String> {
        let set = self.http.get(&self.metadata_blocking(now)?.keys)?;
        if self.keys.lock().read(&set, self.settings.algorithm, now) {
            Ok(())
        } else {
            Err("no set of keys".to_owned())
        }
    }

    /// Returns the addresses of the provider. It blocks where its document has to be fetched; one that is known is used
    /// where the provider does not answer.
    ///
    /// # Errors
    /// Why there are none, for the log.
    pub fn metadata_blocking(&self, now: Instant) -> Result<Arc<Metadata>, String> {
        if let Some(metadata) = self.fresh_metadata(now) {
            return Ok(metadata);
        }
        let known = self.document.lock().clone();
        let address = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let fetched = self.http.get(&address).and_then(|document| Metadata::parse(&document, &self.settings.issuer));
        match (fetched, known) {
            (Ok(metadata), _) => {
                let metadata = Arc::new(metadata);
                *self.document.lock() = Some((now, Arc::clone(&metadata)));
                Ok(metadata)
            }
            (Err(error), Some((_, metadata))) => {
                tracing::warn!(provider = self.settings.name, error, "the document of a provider was not fetched");
                Ok(metadata)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Returns the addresses of the provider that need not be fetched again yet.
    fn fresh_metadata(&self, now: Instant) -> Option<Arc<Metadata>> {
        let known = self.document.lock();
        let (then, metadata) = known.as_ref()?;
        (now.micros() - then.micros() < DOCUMENT_FRESH_MICROS).then(|| Arc::clone(metadata))
    }

    /// Returns the addresses of the provider, fetched on a thread that may block.
    ///
    /// # Errors
    /// [`Refused::Unreachable`].
    pub async fn metadata(self: &Arc<Provider>, now: Instant) -> Result<Arc<Metadata>, Refused> {
        if let Some(metadata) = self.fresh_metadata(now) {
            return Ok(metadata);
        }
        let fetch = move |provider: &Provider| {
            provider.metadata_blocking(now).map_err(|error| {
                tracing::warn!(provider = provider.settings.name, error, "a provider");
                Refused::Unreachable
            })
        };
        self.ask(fetch).await
    }

    /// Exchanges the code of a sign-in for an ID token, on a thread that may block.
    ///
    /// # Errors
    /// [`Refused::Unreachable`], [`Refused::Provider`].
    pub async fn exchange(
        self: &Arc<Provider>,
        (code, verifier, back): (String, Zeroizing<String>, String),
        now: Instant,
    ) -> Result<Zeroizing<String>, Refused> {
        let metadata = self.metadata(now).await?;
        self.ask(move |provider| provider.ask_for_token(&metadata, (&code, &verifier, &back))).await
    }

    fn ask_for_token(
        &self,
        metadata: &Metadata,
        (code, verifier, back): (&str, &str, &str),
    ) -> Result<Zeroizing<String>, Refused> {
        let client = self.settings.client.as_ref().ok_or(Refused::Provider)?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", verifier),
        ];
        let mut authorization = None;
        match &client.secret {
            Some(secret) if !metadata.secret_in_form => authorization = Some(basic(&client.id, secret)),
            secret => {
                form.push(("client_id", &client.id));
                form.extend(secret.as_ref().map(|secret| ("client_secret", secret.as_str())));
            }
        }
        let asked = self.http.post(&metadata.token, &form, authorization.as_ref().map(|value| value.as_str()));
        let (status, answer) = asked.map_err(|error| {
            tracing::warn!(provider = self.settings.name, error, "a provider did not answer");
            Refused::Unreachable
        })?;
        match answer["id_token"].as_str().filter(|_| status == 200) {
            Some(token) => Ok(Zeroizing::new(token.to_owned())),
            None => {
                let why = answer["error"].as_str().unwrap_or_default();
                tracing::warn!(provider = self.settings.name, status, why, "a provider gave nothing for a code");
                Err(if status >= 500 { Refused::Unreachable } else { Refused::Provider })
            }
        }
    }
}

/// Returns the header with which a client shows its secret (RFC 6749, 2.3.1).
fn basic(id: &str, secret: &str) -> Zeroizing<String> {
    let escaped = |text: &str| Zeroizing::new(utf8_percent_encode(text, NON_ALPHANUMERIC).to_string());
    let pair = Zeroizing::new(format!("{}:{}", *escaped(id), *escaped(secret)));
    Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
}
