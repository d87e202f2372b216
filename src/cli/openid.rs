//! The sections `[[access.openid]]` of the configuration of `serve`: one provider of OpenID Connect each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use ureq::tls::Certificate;
use zeroize::Zeroizing;

use super::authorities;
use super::settings::{self, Given, PROVIDERS, Section, Setting};
use crate::access::openid::Providers;
use crate::access::openid::claims::{AccountRules, ClaimPath};
use crate::access::openid::client::{HttpClient, must_be_safe};
use crate::access::openid::provider::{ClientIdentity, NAME_MAX, Provider, ProviderSettings};
use crate::access::openid::signatures::{ALGORITHMS, algorithm};
use crate::access::openid::verify::Strength;
use crate::domain::access::Role;
use crate::domain::moment::parse_known_at;
use crate::domain::text::Slug;
use crate::language::{Message, describe_io_error};
use crate::message;

/// The names that ids of other actors begin with.
const TAKEN_NAMES: [&str; 2] = ["token", "lokaal"];

/// Returns the providers of all sections that are right; what is wrong with the others is noted. `of_service` are the
/// certificate authorities for all that the service calls.
pub fn providers(given: &Given, of_service: &[Certificate<'static>]) -> Providers {
    let mut made: Vec<Provider> = Vec::new();
    for section in given.providers() {
        let Some(provider) = provider(section, of_service) else { continue };
        let settings = &provider.settings;
        if made.iter().any(|other| other.settings.name == settings.name) {
            section.refuse(&settings::PROVIDER_NAME, message!("config-openid-name", max = NAME_MAX));
        } else if made.iter().any(|other| other.settings.issuer == settings.issuer) {
            let twice = message!("config-openid-issuer-twice", issuer = settings.issuer.as_str());
            section.refuse(&settings::ISSUER, twice);
        } else {
            made.push(provider);
        }
    }
    Providers::of(made)
}

/// Returns true if people sign in at the provider of a section.
pub fn is_for_people(section: Section<'_>) -> bool {
    section.is_given(&settings::CLIENT_ID)
}

/// Reads one section. Everything is looked at before the first thing that is wrong counts.
fn provider(section: Section<'_>, of_service: &[Certificate<'static>]) -> Option<Provider> {
    let name = named(section, &settings::PROVIDER_NAME, |text| {
        let name = Slug::parse(text).ok().map(|name| name.as_str().to_owned());
        let free = name.filter(|name| name.len() <= NAME_MAX && !TAKEN_NAMES.contains(&name.as_str()));
        free.ok_or_else(|| message!("config-openid-name", max = NAME_MAX))
    });
    let issuer = named(section, &settings::ISSUER, |url| match must_be_safe(url) {
        Ok(()) => Ok(url.to_owned()),
        Err(_) => Err(message!("config-openid-url", url = url)),
    });
    let has_use = section.is_given(&settings::CLIENT_ID) || section.is_given(&settings::AUDIENCE);
    if !has_use {
        section.refuse_section(PROVIDERS, message!("config-openid-use"));
    }
    let algorithm = section.parsed(&settings::ALGORITHM, |name| {
        let known = || ALGORITHMS.map(|(name, _)| name).join(", ");
        algorithm(name).ok_or_else(|| message!("config-openid-algorithm", found = name, known = known()))
    });
    let (client, account) = (client(section), account(section));
    let strength = strength(section);
    let roots = authorities::of_setting(section, &settings::PROVIDER_CA, of_service);
    let text = |setting| section.text(setting).map(str::to_owned);
    let name = name?;
    let settings = ProviderSettings {
        label: text(&settings::PROVIDER_LABEL).unwrap_or_else(|| name.clone()),
        name,
        issuer: issuer?,
        client: client?,
        audience: text(&settings::AUDIENCE),
        algorithm: algorithm?,
        scopes: section.texts(&settings::SCOPES),
        account: account?,
        leeway: i64::from(section.small_number(&settings::LEEWAY_SECONDS)),
        strength: strength?,
    };
    has_use.then(|| Provider::new(settings, Arc::new(HttpClient::new(&roots))))
}

/// Returns how people must have signed in; nothing where that is wrong.
fn strength(section: Section<'_>) -> Option<Strength> {
    let classes = section.texts(&settings::ACR_VALUES);
    let is_word = |word: &String| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    if let Some(word) = classes.iter().find(|word| !is_word(word)) {
        section.refuse(&settings::ACR_VALUES, message!("config-openid-acr", word = word.as_str()));
        return None;
    }
    let age = section.given_number(&settings::MAX_AGE_SECONDS);
    Some(Strength { classes, age_max: age.map(|age| i64::try_from(age).expect("the bounds are those of 32 bits")) })
}

/// Reads a text that must be there: a missing one is read as an empty one, which `parse` refuses.
fn named<T>(section: Section<'_>, setting: &Setting, parse: impl Fn(&str) -> Result<T, Message>) -> Option<T> {
    if section.is_given(setting) {
        return section.parsed(setting, parse);
    }
    parse("").map_err(|what| section.refuse(setting, what)).ok()
}

/// Returns the client with which people sign in, if there is one; nothing where it is wrong.
fn client(section: Section<'_>) -> Option<Option<ClientIdentity>> {
    let (id, secret_file) = (&settings::CLIENT_ID, &settings::CLIENT_SECRET);
    match (section.text(id), section.is_given(secret_file)) {
        (None, true) if !section.is_given(id) => {
            section.refuse(secret_file, message!("config-openid-secret"));
            None
        }
        (None, _) => Some(None),
        (Some(id), false) => Some(Some(ClientIdentity { id: id.to_owned(), secret: None })),
        (Some(id), true) => {
            let secret = section.parsed(secret_file, |file| secret(Path::new(file)))?;
            Some(Some(ClientIdentity { id: id.to_owned(), secret: Some(secret) }))
        }
    }
}

/// Returns what a provider says about an account; nothing where that is wrong.
fn account(section: Section<'_>) -> Option<AccountRules> {
    let claim = |setting: &Setting| match section.claim(setting) {
        None => Ok(None),
        Some(given) => {
            let path = match given {
                Ok(keys) => ClaimPath::of(keys.to_vec()),
                Err(dotted) => ClaimPath::dotted(dotted),
            };
            path.map(Some).ok_or_else(|| section.refuse(setting, message!("config-openid-claim")))
        }
    };
    let role = claim(&settings::ROLE_CLAIM).and_then(|path| {
        let missing = || !section.is_given(&settings::ROLE_CLAIM);
        path.ok_or_else(|| {
            if missing() {
                section.refuse(&settings::ROLE_CLAIM, message!("config-openid-claim"));
            }
        })
    });
    let (nodes, name, end) = (claim(&settings::NODES_CLAIM), claim(&settings::NAME_CLAIM), claim(&settings::END_CLAIM));
    let known = || Role::ALL.map(Role::name).join(", ");
    let mut is_right = true;
    let mut wrong = |setting: &Setting, what: Message| {
        section.refuse(setting, what);
        is_right = false;
    };
    let mut roles = BTreeMap::new();
    for (word, role) in section.pairs(&settings::ROLES) {
        match Role::ALL.into_iter().find(|known| known.name() == role) {
            Some(role) => drop(roles.insert(word, role)),
            None => wrong(&settings::ROLES, message!("config-openid-role", found = role, roles = known())),
        }
    }
    if section.pairs(&settings::ROLES).is_empty() {
        wrong(&settings::ROLES, message!("config-openid-roles", roles = known()));
    }
    let auditors: BTreeSet<String> = section.texts(&settings::AUDITORS).into_iter().collect();
    let reads = |word: &&String| !matches!(roles.get(*word), Some(Role::Reader | Role::Controller));
    for word in auditors.iter().filter(reads) {
        wrong(&settings::AUDITORS, message!("config-openid-auditor", word = word.as_str()));
    }
    let mut ends = BTreeMap::new();
    for (subject, text) in section.pairs(&settings::ENDS) {
        match parse_known_at(&text) {
            Ok(end) => drop(ends.insert(subject, end)),
            Err(_) => wrong(&settings::ENDS, message!("config-openid-end", found = text)),
        }
    }
    let (role, nodes, name, end) = (role.ok()?, nodes.ok()?, name.ok()?, end.ok()?);
    let name = name.unwrap_or_else(|| ClaimPath::dotted("name").expect("one key"));
    is_right.then_some(AccountRules { role, roles, auditors, nodes, name, end, ends })
}

/// Reads the secret of a client; white space around it is not part of it.
fn secret(file: &Path) -> Result<Zeroizing<String>, Message> {
    // What was given is not told: it may be the secret itself.
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.map_err(|error| message!("config-openid-file", why = describe_io_error(&error)))?;
    let secret = Zeroizing::new(text.trim().to_owned());
    if secret.is_empty() { Err(message!("config-openid-secret-empty")) } else { Ok(secret) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "name = \"stad\"\nissuer = \"https://login.example/realms/stad\"\nclient-id = \"peildatum\"\n\
        role-claim = \"realm_access.roles\"\n[access.openid.roles]\npd-lezer = \"lezen\"\n";

    /// Returns the providers of these sections, and the keys that are wrong with what is wrong there.
    fn read(sections: &[&str]) -> (Providers, Vec<String>) {
        let text: String = sections.iter().map(|text| format!("[[access.openid]]\n{text}\n")).collect();
        let given = Given::of_text(&text);
        let providers = providers(&given, &[]);
        let told = given.problems();
        (providers, told.iter().map(|told| told.to_string().split(": ").nth(1).unwrap().to_owned()).collect())
    }

    #[test]
    fn a_provider_is_read_and_what_means_nothing_is_refused_by_name() {
        let (providers, wrong) = read(&[WHOLE]);
        assert!(providers.named("stad").is_some() && wrong.is_empty(), "{wrong:?}");
        let wrong = |from: &str, to: &str| {
            assert!(WHOLE.contains(from));
            let (providers, wrong) = read(&[&WHOLE.replace(from, to)]);
            assert!(providers.named("stad").is_none(), "{to}");
            let [one] = &wrong[..] else { panic!("{to}: {wrong:?}") };
            one.strip_prefix("access.openid.").unwrap_or("section").to_owned()
        };
        assert_eq!(wrong("\"stad\"", "\"Stad\""), "name");
        assert_eq!(wrong("\"stad\"", "\"token\""), "name");
        assert_eq!(wrong("name = \"stad\"\n", ""), "name");
        assert_eq!(wrong("https:", "http:"), "issuer");
        assert_eq!(wrong("client-id = \"peildatum\"\n", ""), "section");
        assert_eq!(
            wrong("client-id = \"peildatum\"", "audience = \"x\"\nclient-secret-file = \"x\""),
            "client-secret-file"
        );
        assert_eq!(wrong("client-id", "client-secret-file = \"/nergens\"\nclient-id"), "client-secret-file");
        for refused in ["none", "HS256", "rs256", ""] {
            assert_eq!(wrong("client-id", &format!("algorithm = \"{refused}\"\nclient-id")), "algorithm");
        }
        assert_eq!(wrong("realm_access.roles", "realm_access..roles"), "role-claim");
        assert_eq!(wrong("role-claim = \"realm_access.roles\"\n", ""), "role-claim");
        assert_eq!(wrong("pd-lezer = \"lezen\"\n", ""), "roles");
        assert_eq!(wrong("\"lezen\"", "\"alles\""), "roles");
        assert_eq!(wrong("client-id", "acr-values = [\"twee woorden\"]\nclient-id"), "acr-values");
        assert_eq!(wrong("client-id", "auditors = [\"pd-accountant\"]\nclient-id"), "auditors", "no role is mapped");
        let changing = "auditors = [\"x\"]\n[access.openid.roles]\nx = \"beheren\"";
        assert_eq!(wrong("[access.openid.roles]", changing), "auditors", "a role that changes");
        assert_eq!(
            wrong("[access.openid.roles]", "[access.openid.ends]\njan = \"ooit\"\n[access.openid.roles]"),
            "ends"
        );
        assert_eq!(read(&[WHOLE, WHOLE]).1, ["access.openid.name"]);
        assert_eq!(read(&[WHOLE, &WHOLE.replace("\"stad\"", "\"ander\"")]).1, ["access.openid.issuer"]);
    }

    #[test]
    fn everything_that_is_wrong_with_a_provider_is_told_at_once() {
        let text = WHOLE.replace("\"stad\"", "\"token\"").replace("https:", "http:").replace("lezen", "alles");
        let text = text.replacen("client-id", "leeway-seconds = 301\nclient-id", 1);
        let (_, mut wrong) = read(&[&text]);
        wrong.sort();
        assert_eq!(wrong, ["issuer", "leeway-seconds", "name", "roles"].map(|key| format!("access.openid.{key}")));
    }
}
