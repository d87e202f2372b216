//! The section `[[access.openid]]` of the configuration file of `serve`: one provider of OpenID Connect each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use zeroize::Zeroizing;

use super::webhooks;
use crate::access::openid::Providers;
use crate::access::openid::claims::{AccountRules, ClaimPath};
use crate::access::openid::client::{HttpClient, must_be_safe};
use crate::access::openid::provider::{ClientIdentity, NAME_MAX, Provider, ProviderSettings};
use crate::access::openid::signatures::{ALGORITHMS, algorithm};
use crate::domain::access::Role;
use crate::domain::moment::parse_known_at;
use crate::domain::text::Slug;
use crate::domain::time::Instant;
use crate::language::{Message, describe_io_error};
use crate::message;

/// The names that ids of other actors begin with.
const TAKEN_NAMES: [&str; 2] = ["token", "lokaal"];

/// By how many seconds clocks may differ, unless it is configured, and at most.
const LEEWAY_DEFAULT: i64 = 60;
const LEEWAY_MAX: i64 = 300;

/// What is wrong, with the key where it stands.
type Wrong = (&'static str, Message);

/// The contents of one section.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OpenIdConfig {
    /// Its name in addresses and in the ids of actors.
    name: String,
    /// Its name on the page to sign in.
    label: Option<String>,
    /// The issuer, exactly as its tokens name it.
    issuer: String,
    /// The client with which people sign in.
    client_id: Option<String>,
    /// A file with the secret of that client.
    client_secret_file: Option<PathBuf>,
    /// The audience of what programs send.
    audience: Option<String>,
    /// How its tokens are signed.
    algorithm: Option<String>,
    /// What is asked of the provider beside `openid`.
    scopes: Option<Vec<String>>,
    /// The claim with the roles or groups.
    role_claim: ClaimConfig,
    /// The claim with the nodes of a reporter.
    nodes_claim: Option<ClaimConfig>,
    /// The claim with the name to show.
    name_claim: Option<ClaimConfig>,
    /// The claim with the end of an account.
    end_claim: Option<ClaimConfig>,
    /// Which role each word of the role claim stands for.
    #[serde(default)]
    roles: BTreeMap<String, Role>,
    /// The words of the role claim that mark an external auditor.
    #[serde(default)]
    auditors: BTreeSet<String>,
    /// The end of accounts, by subject.
    #[serde(default)]
    ends: BTreeMap<String, String>,
    /// By how many seconds its clock may differ from ours.
    leeway_seconds: Option<u16>,
    /// A PEM file with the certificate authorities for the provider.
    ca_file: Option<PathBuf>,
}

/// A claim: keys with dots between them, or a list of keys.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum ClaimConfig {
    Dotted(String),
    Keys(Vec<String>),
}

impl Default for ClaimConfig {
    fn default() -> ClaimConfig {
        ClaimConfig::Keys(Vec::new())
    }
}

impl ClaimConfig {
    fn path(&self, key: &'static str) -> Result<ClaimPath, Wrong> {
        let path = match self {
            ClaimConfig::Dotted(text) => ClaimPath::dotted(text),
            ClaimConfig::Keys(keys) => ClaimPath::of(keys.clone()),
        };
        path.ok_or_else(|| (key, message!("config-openid-claim")))
    }
}

/// Returns the providers of these sections; the error has the key, and what is wrong there.
pub fn providers(all: &[OpenIdConfig]) -> Result<Providers, Wrong> {
    let mut made: Vec<Provider> = Vec::new();
    for config in all {
        let provider = config.provider()?;
        let settings = &provider.settings;
        if made.iter().any(|other| other.settings.name == settings.name) {
            return Err(("name", message!("config-openid-name", max = NAME_MAX)));
        }
        if made.iter().any(|other| other.settings.issuer == settings.issuer) {
            return Err(("issuer", message!("config-openid-issuer-twice", issuer = settings.issuer.as_str())));
        }
        made.push(provider);
    }
    Ok(Providers::of(made))
}

impl OpenIdConfig {
    /// Returns true if people sign in there.
    pub fn is_for_people(&self) -> bool {
        self.client_id.is_some()
    }

    fn provider(&self) -> Result<Provider, Wrong> {
        let name = Slug::parse(&self.name).ok().map(|name| name.as_str().to_owned());
        let name = name.filter(|name| name.len() <= NAME_MAX && !TAKEN_NAMES.contains(&name.as_str()));
        let name = name.ok_or_else(|| ("name", message!("config-openid-name", max = NAME_MAX)))?;
        must_be_safe(&self.issuer)
            .map_err(|_| ("issuer", message!("config-openid-url", url = self.issuer.as_str())))?;
        if self.client_id.is_none() && self.audience.is_none() {
            return Err(("[[access.openid]]", message!("config-openid-use")));
        }
        let known = || ALGORITHMS.map(|(name, _)| name).join(", ");
        let named = self.algorithm.as_deref().unwrap_or("RS256");
        let refused = || ("algorithm", message!("config-openid-algorithm", found = named, known = known()));
        let algorithm = algorithm(named).ok_or_else(refused)?;
        let leeway = self.leeway_seconds.map_or(LEEWAY_DEFAULT, i64::from);
        if leeway > LEEWAY_MAX {
            return Err(("leeway-seconds", message!("config-openid-leeway", found = leeway, max = LEEWAY_MAX)));
        }
        let settings = ProviderSettings {
            label: self.label.clone().unwrap_or_else(|| name.clone()),
            name,
            issuer: self.issuer.clone(),
            client: self.client()?,
            audience: self.audience.clone(),
            algorithm,
            scopes: self.scopes.clone().unwrap_or_else(|| vec!["profile".to_owned()]),
            account: self.account()?,
            leeway,
        };
        let roots = webhooks::roots(self.ca_file.as_deref())?;
        Ok(Provider::new(settings, Arc::new(HttpClient::new(&roots))))
    }

    fn client(&self) -> Result<Option<ClientIdentity>, Wrong> {
        match (&self.client_id, &self.client_secret_file) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(("client-secret-file", message!("config-openid-secret"))),
            (Some(id), None) => Ok(Some(ClientIdentity { id: id.clone(), secret: None })),
            (Some(id), Some(file)) => Ok(Some(ClientIdentity { id: id.clone(), secret: Some(secret(file)?) })),
        }
    }

    fn account(&self) -> Result<AccountRules, Wrong> {
        let optional = |claim: &Option<ClaimConfig>, key| claim.as_ref().map(|claim| claim.path(key)).transpose();
        if self.roles.is_empty() {
            return Err(("role-claim", message!("config-openid-roles", roles = Role::ALL.map(Role::name).join(", "))));
        }
        let reads = |word: &String| matches!(self.roles.get(word), Some(Role::Reader | Role::Controller));
        if let Some(word) = self.auditors.iter().find(|word| !reads(word)) {
            return Err(("auditors", message!("config-openid-auditor", word = word.as_str())));
        }
        let end = |(subject, text): (&String, &String)| {
            let end: Result<Instant, _> = parse_known_at(text);
            let wrong = || ("[access.openid.ends]", message!("config-openid-end", found = text.as_str()));
            end.map(|end| (subject.clone(), end)).map_err(|_| wrong())
        };
        let name = optional(&self.name_claim, "name-claim")?;
        Ok(AccountRules {
            role: self.role_claim.path("role-claim")?,
            roles: self.roles.clone(),
            auditors: self.auditors.clone(),
            nodes: optional(&self.nodes_claim, "nodes-claim")?,
            name: name.unwrap_or_else(|| ClaimPath::dotted("name").expect("one key")),
            end: optional(&self.end_claim, "end-claim")?,
            ends: self.ends.iter().map(end).collect::<Result<_, _>>()?,
        })
    }
}

/// Reads the secret of a client; white space around it is not part of it.
fn secret(file: &Path) -> Result<Zeroizing<String>, Wrong> {
    let shown = file.display().to_string();
    let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        let why = describe_io_error(&error);
        ("client-secret-file", message!("config-openid-file", file = shown.as_str(), why = why))
    })?;
    let secret = Zeroizing::new(text.trim().to_owned());
    if secret.is_empty() {
        return Err(("client-secret-file", message!("config-openid-secret-empty", file = shown)));
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "name = \"stad\"\nissuer = \"https://login.example/realms/stad\"\nclient-id = \"peildatum\"\n\
        role-claim = \"realm_access.roles\"\n[roles]\npd-lezer = \"lezen\"\n";

    fn read(text: &str) -> Result<Providers, Wrong> {
        providers(&[toml::from_str(text).unwrap()])
    }

    #[test]
    fn a_provider_is_read_and_what_means_nothing_is_refused_by_name() {
        assert!(read(WHOLE).unwrap().named("stad").is_some());
        let wrong = |from: &str, to: &str| {
            assert!(WHOLE.contains(from));
            read(&WHOLE.replace(from, to)).unwrap_err().0
        };
        assert_eq!(wrong("\"stad\"", "\"Stad\""), "name");
        assert_eq!(wrong("\"stad\"", "\"token\""), "name");
        assert_eq!(wrong("https:", "http:"), "issuer");
        assert_eq!(wrong("client-id = \"peildatum\"\n", ""), "[[access.openid]]");
        assert_eq!(
            wrong("client-id = \"peildatum\"", "audience = \"x\"\nclient-secret-file = \"x\""),
            "client-secret-file"
        );
        assert_eq!(wrong("client-id", "client-secret-file = \"/nergens\"\nclient-id"), "client-secret-file");
        for refused in ["none", "HS256", "rs256", ""] {
            assert_eq!(wrong("client-id", &format!("algorithm = \"{refused}\"\nclient-id")), "algorithm");
        }
        assert_eq!(wrong("realm_access.roles", "realm_access..roles"), "role-claim");
        assert_eq!(wrong("pd-lezer = \"lezen\"\n", ""), "role-claim");
        assert_eq!(wrong("[roles]", "leeway-seconds = 301\n[roles]"), "leeway-seconds");
        assert_eq!(wrong("[roles]", "auditors = [\"pd-accountant\"]\n[roles]"), "auditors", "no role is mapped");
        assert_eq!(wrong("[roles]", "auditors = [\"x\"]\n[roles]\nx = \"beheren\""), "auditors", "a role that changes");
        assert_eq!(wrong("[roles]", "[ends]\njan = \"ooit\"\n[roles]"), "[access.openid.ends]");
        let one = || toml::from_str::<OpenIdConfig>(WHOLE).unwrap();
        assert_eq!(providers(&[one(), one()]).unwrap_err().0, "name");
        let other = OpenIdConfig { name: "anders".to_owned(), ..one() };
        assert_eq!(providers(&[one(), other]).unwrap_err().0, "issuer");
        assert!(toml::from_str::<OpenIdConfig>(&WHOLE.replace("lezen", "alles")).is_err());
    }
}
