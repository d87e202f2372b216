//! What a browser carries through a sign-in at a provider: the state, the nonce and the verifier of PKCE (RFC 7636), and
//! the page to go to afterwards.
//!
//! They are in a cookie of the browser that began, so this service keeps nothing for who never comes back. Nothing in it
//! opens anything: the code that goes with it can be exchanged once, by this service, with the verifier.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::provider::{ClientIdentity, Metadata, ProviderSettings};
use crate::access::token::decode;
use crate::app::prepare;
use crate::log::LogError;

/// How long a browser keeps the cookie, in seconds: somebody looks for their second factor.
pub const LASTS_SECONDS: u32 = 600;

/// The longest cookie: browsers drop one of more than 4,096 bytes with its name and attributes.
const COOKIE_MAX: usize = 3_800;

/// A sign-in that was begun.
pub struct SignIn {
    /// The name of the provider: what was begun at one does not end at another.
    provider: String,
    state: Zeroizing<String>,
    /// What the ID token repeats.
    pub nonce: String,
    /// What shows that who exchanges the code is who asked for it.
    pub verifier: Zeroizing<String>,
    /// The page to go to afterwards.
    pub to: Option<String>,
}

impl SignIn {
    /// Begins a sign-in with random values.
    ///
    /// # Errors
    /// [`LogError::Io`] if the system gives none.
    pub fn begin(provider: &str, to: Option<String>) -> Result<SignIn, LogError> {
        let random = || Ok::<_, LogError>(hex::encode(prepare::random_bytes::<32>()?));
        let (state, nonce, verifier) = (Zeroizing::new(random()?), random()?, Zeroizing::new(random()?));
        Ok(SignIn { provider: provider.to_owned(), state, nonce, verifier, to })
    }

    /// Returns the value of the cookie. A page whose address does not fit in it is left out: the browser goes to the first.
    pub fn to_cookie(&self) -> Zeroizing<String> {
        let own = Zeroizing::new(format!("{}.{}.{}.{}.", *self.state, self.nonce, *self.verifier, self.provider));
        let to = utf8_percent_encode(self.to.as_deref().unwrap_or_default(), NON_ALPHANUMERIC).to_string();
        let to = if own.len() + to.len() > COOKIE_MAX { "" } else { to.as_str() };
        Zeroizing::new(format!("{}{to}", *own))
    }

    /// Reads the value of the cookie, for the answer of this provider with this state.
    pub fn from_cookie(cookie: &str, provider: &str, state: &str) -> Option<SignIn> {
        let mut parts = cookie.splitn(5, '.');
        let mut random = || parts.next().filter(|part| decode::<32>(part).is_some()).map(str::to_owned);
        let (own, nonce, verifier) = (Zeroizing::new(random()?), random()?, Zeroizing::new(random()?));
        let begun_at = parts.next().filter(|begun_at| *begun_at == provider)?.to_owned();
        let to = percent_decode_str(parts.next()?).decode_utf8().ok().filter(|to| !to.is_empty());
        let is_same: bool = own.as_bytes().ct_eq(state.as_bytes()).into();
        is_same.then(|| SignIn { provider: begun_at, state: own, nonce, verifier, to: to.map(Into::into) })
    }

    /// Returns the address at the provider where the browser goes.
    pub fn address(
        &self,
        metadata: &Metadata,
        client: &ClientIdentity,
        settings: &ProviderSettings,
        back: &str,
    ) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes()));
        let scope =
            std::iter::once("openid").chain(settings.scopes.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
        let classes = settings.strength.classes.join(" ");
        let age = settings.strength.age_max.map(|seconds| seconds.to_string());
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", client.id.as_str()),
            ("redirect_uri", back),
            ("scope", &scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        query.extend(Some(("acr_values", classes.as_str())).filter(|(_, classes)| !classes.is_empty()));
        query.extend(age.as_deref().map(|age| ("max_age", age)));
        with_query(&metadata.authorization, &query)
    }
}

/// Returns the address at the provider where somebody signs out, to come back to `back`.
pub fn sign_out_address(end_session: &str, client: &ClientIdentity, hint: Option<&str>, back: &str) -> String {
    let mut query = vec![("client_id", client.id.as_str()), ("post_logout_redirect_uri", back)];
    query.extend(hint.map(|hint| ("id_token_hint", hint)));
    with_query(end_session, &query)
}

/// Adds a query to an address that may have one.
fn with_query(address: &str, query: &[(&str, &str)]) -> String {
    let mut all = address.to_owned();
    for (key, value) in query {
        all.push(if all.contains('?') { '&' } else { '?' });
        all.push_str(key);
        all.push('=');
        all.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_is_that_of_the_browser_that_began_it() {
        let begun = SignIn::begin("stad", Some("/rondes/2019-vr1?versie=2&x=a.b".to_owned())).unwrap();
        let cookie = begun.to_cookie();
        let read = SignIn::from_cookie(&cookie, "stad", &begun.state).unwrap();
        assert_eq!((&read.nonce, &read.to), (&begun.nonce, &begun.to));
        assert_eq!(*read.verifier, *begun.verifier);
        let other = SignIn::begin("stad", None).unwrap();
        assert!(SignIn::from_cookie(&cookie, "stad", &other.state).is_none(), "the state of another browser");
        assert!(SignIn::from_cookie(&cookie, "elders", &begun.state).is_none(), "another provider");
        let long = SignIn::begin("stad", Some(format!("/zoeken?tekst={}", "é".repeat(900)))).unwrap();
        assert!(
            long.to_cookie().len() < 4_000 && SignIn::from_cookie(&long.to_cookie(), "stad", &long.state).is_some()
        );
        for wrong in ["", "a.b.c.d", "a.b.c.d.e", &cookie[..80]] {
            assert!(
                SignIn::from_cookie(wrong, "stad", "").is_none()
                    && SignIn::from_cookie(wrong, "stad", &begun.state).is_none()
            );
        }
        assert!(SignIn::from_cookie(&other.to_cookie(), "stad", &other.state).unwrap().to.is_none());
    }

    #[test]
    fn a_query_is_added_to_an_address_with_and_without_one() {
        assert_eq!(with_query("https://a.example/x", &[("a", "b c"), ("d", "&")]), "https://a.example/x?a=b%20c&d=%26");
        assert_eq!(with_query("https://a.example/x?p=1", &[("a", "b")]), "https://a.example/x?p=1&a=b");
    }
}
