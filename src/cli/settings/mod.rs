//! The settings of `serve`: each is declared once, in the table below, and given by the command line, the environment or
//! the configuration file, in that order.
//!
//! The parser of the command line, the reader of the file (`file`), that of the environment (`given`), the help and
//! `docs/beheer/instellingen.md` (`table`) all read this table. What a setting means is a message in both languages,
//! `setting-` with its key. How a value is checked and used stands where it is used: `config` and what it calls.

mod file;
mod given;
mod section;
mod shown;
mod table;

pub use given::{Given, Sources};
pub use section::{Section, SettingArgs};
pub use shown::shown;

/// One setting.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its key in the file, with the sections in front of it: `limits.connections`.
    pub key: &'static str,
    /// Its option on the command line, where it has one.
    pub flag: Option<&'static str>,
    /// Its variable where that does not follow from its key.
    variable: Option<&'static str>,
    /// What its values are.
    pub kind: Kind,
    /// What counts where nobody gives one.
    pub usual: Usual,
    /// In what a number is counted.
    pub unit: Unit,
}

/// What the values of a setting are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A file or a folder. `$CREDENTIALS_DIRECTORY/` in front stands for the folder in which systemd puts credentials.
    Path,
    /// Yes or no.
    Switch,
    /// A whole number between these two, which it may be.
    Number(u64, u64),
    /// Several texts; in the environment with commas between them.
    Texts,
    /// A claim of a token: a text with dots, or the keys as a list. Only in the file.
    Claim,
    /// Texts by name. Only in the file.
    Pairs,
}

/// What counts where nobody gives a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usual {
    /// Nothing: it is off, or its meaning says what then counts.
    Nothing,
    /// A text.
    Text(&'static str),
    /// A number.
    Number(u64),
}

/// In what a number is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// It is no number, or one without a unit.
    None,
    /// Seconds.
    Seconds,
    /// Percent.
    Percent,
    /// So many in a minute.
    PerMinute,
}

impl Setting {
    const fn of(key: &'static str, kind: Kind) -> Setting {
        Setting { key, flag: None, variable: None, kind, usual: Usual::Nothing, unit: Unit::None }
    }

    const fn flag(mut self, flag: &'static str) -> Setting {
        self.flag = Some(flag);
        self
    }

    const fn variable(mut self, name: &'static str) -> Setting {
        self.variable = Some(name);
        self
    }

    const fn usually(mut self, value: &'static str) -> Setting {
        self.usual = Usual::Text(value);
        self
    }

    /// Returns the section of the file that it is in; empty at the top of the file.
    pub fn section(&self) -> &'static str {
        self.key.rsplit_once('.').map_or("", |(section, _)| section)
    }

    /// Returns the variable of the environment; none for what only the file can say.
    pub fn variable_name(&self) -> Option<String> {
        let in_file_only = self.section() == PROVIDERS || matches!(self.kind, Kind::Claim | Kind::Pairs);
        let derived = || format!("PEILDATUM_{}", self.key.to_uppercase().replace(['.', '-'], "_"));
        (!in_file_only).then(|| self.variable.map_or_else(derived, str::to_owned))
    }

    /// Returns the name of the message that says what it means.
    pub fn meaning(&self) -> String {
        format!("setting-{}", self.key.replace('.', "-"))
    }
}

const fn text(key: &'static str) -> Setting {
    Setting::of(key, Kind::Text)
}

const fn path(key: &'static str) -> Setting {
    Setting::of(key, Kind::Path)
}

const fn switch(key: &'static str) -> Setting {
    Setting::of(key, Kind::Switch)
}

const fn texts(key: &'static str) -> Setting {
    Setting::of(key, Kind::Texts)
}

const fn number(key: &'static str, (least, most): (u64, u64), usual: u64, unit: Unit) -> Setting {
    Setting { usual: Usual::Number(usual), unit, ..Setting::of(key, Kind::Number(least, most)) }
}

/// The section of the file that may come several times: one provider of OpenID Connect each.
pub const PROVIDERS: &str = "access.openid";

/// The default address to listen on.
pub const LISTEN_DEFAULT: &str = "127.0.0.1:8080";

const DAY: u64 = 86_400;
const WEEK: u64 = 7 * DAY;
/// The most that a number of 16 bits holds: more connections than a machine has ports, and more seconds than a day.
const SMALL: u64 = 65_535;

/// Makes a constant of each setting, and [`ALL`] of all of them.
macro_rules! settings {
    ($($name:ident = $setting:expr;)*) => {
        $(#[doc = "See its meaning in the catalogue."] pub const $name: Setting = $setting;)*
        /// Every setting, in the order in which people read them.
        pub const ALL: &[Setting] = &[$($name),*];
    };
}

settings! {
    DATA = path("data").flag("data");
    LISTEN = text("listen").flag("listen").usually(LISTEN_DEFAULT);
    PUBLIC_URL = text("public-url").flag("public-url");
    LOG_NAME = text("log-name");
    EVENT_SOURCE = text("event-source");
    SECURITY_CONTACT = text("security-contact");
    TRACES_ENDPOINT =
        text("traces-endpoint").flag("traces-endpoint").variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    OTLP_ENDPOINT = text("otlp-endpoint").flag("otlp-endpoint").variable("OTEL_EXPORTER_OTLP_ENDPOINT");
    CA_FILE = path("ca-file").flag("ca").variable("PEILDATUM_CA");
    TLS_CERTIFICATE = path("tls.certificate").flag("tls-cert").variable("PEILDATUM_TLS_CERT");
    TLS_KEY = path("tls.key").flag("tls-key");
    CONNECTIONS = number("limits.connections", (1, SMALL), 16_384, Unit::None);
    HEAD_SECONDS = number("limits.head-seconds", (1, SMALL), 30, Unit::Seconds);
    READER_SILENCE_SECONDS = number("limits.reader-silence-seconds", (1, SMALL), 30, Unit::Seconds);
    FAREWELL_SECONDS = number("limits.farewell-seconds", (1, SMALL), 30, Unit::Seconds);
    TOKENS = switch("access.tokens");
    TRUSTED_PROXIES = texts("access.trusted-proxies");
    ACCESS_LOG = path("access.access-log");
    SECOND_PERSON = switch("access.second-person-for-erasing");
    // A thousand a second of a caller, and ten thousand at once: more than a program sends that waits for each answer, and
    // less than what one service answers, so that others have room beside one that runs wild. Two such callers behind one
    // address.
    PER_CALLER = number("access.rates.per-caller", (0, 4_294_967_295), 60_000, Unit::PerMinute);
    PER_ADDRESS = number("access.rates.per-address", (0, 4_294_967_295), 120_000, Unit::PerMinute);
    PROVIDER_NAME = text("access.openid.name");
    PROVIDER_LABEL = text("access.openid.label");
    ISSUER = text("access.openid.issuer");
    CLIENT_ID = text("access.openid.client-id");
    CLIENT_SECRET = path("access.openid.client-secret-file");
    AUDIENCE = text("access.openid.audience");
    ALGORITHM = text("access.openid.algorithm").usually("RS256");
    SCOPES = texts("access.openid.scopes").usually("profile");
    ROLE_CLAIM = Setting::of("access.openid.role-claim", Kind::Claim);
    NODES_CLAIM = Setting::of("access.openid.nodes-claim", Kind::Claim);
    NAME_CLAIM = Setting::of("access.openid.name-claim", Kind::Claim).usually("name");
    END_CLAIM = Setting::of("access.openid.end-claim", Kind::Claim);
    ROLES = Setting::of("access.openid.roles", Kind::Pairs);
    AUDITORS = texts("access.openid.auditors");
    ENDS = Setting::of("access.openid.ends", Kind::Pairs);
    ACR_VALUES = texts("access.openid.acr-values");
    MAX_AGE_SECONDS = Setting { unit: Unit::Seconds, ..Setting::of("access.openid.max-age-seconds", Kind::Number(0, 4_294_967_295)) };
    LEEWAY_SECONDS = number("access.openid.leeway-seconds", (0, 300), 60, Unit::Seconds);
    PROVIDER_CA = path("access.openid.ca-file");
    ALLOW_NETWORKS = texts("webhooks.allow-networks");
    SENDER = text("webhooks.sender");
    RETRY_FIRST_SECONDS = number("webhooks.retry-first-seconds", (1, DAY), 25, Unit::Seconds);
    RETRY_FACTOR = number("webhooks.retry-factor", (1, 100), 4, Unit::None);
    RETRY_CAP_SECONDS = number("webhooks.retry-cap-seconds", (1, WEEK), 52_000, Unit::Seconds);
    RETRIES = number("webhooks.retries", (0, 100), 7, Unit::None);
    RETRY_JITTER_PERCENT = number("webhooks.retry-jitter-percent", (0, 100), 10, Unit::Percent);
    CONNECT_SECONDS = number("webhooks.connect-seconds", (1, 60), 5, Unit::Seconds);
    ANSWER_SECONDS = number("webhooks.answer-seconds", (1, 120), 20, Unit::Seconds);
    RATE_PER_MINUTE = number("webhooks.rate-per-minute", (1, 1_000_000), 1_200, Unit::PerMinute);
    // Each takes a thread while it calls.
    SUBSCRIPTIONS = number("webhooks.subscriptions", (1, 1_000), 200, Unit::None);
    RECEIVERS_CA = path("webhooks.ca-file");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::language::{Language, names};

    #[test]
    fn every_setting_says_what_it_means_and_nothing_else_does() {
        let wanted: BTreeSet<String> = ALL.iter().map(Setting::meaning).collect();
        let there = names(Language::Dutch).iter().filter(|(name, _)| name.starts_with("setting-"));
        let there: BTreeSet<String> = there.map(|(name, _)| name.clone()).collect();
        assert_eq!(wanted, there);
    }

    #[test]
    fn no_two_settings_share_a_key_an_option_or_a_variable() {
        let distinct = |names: Vec<String>| {
            let count = names.len();
            assert_eq!(names.into_iter().collect::<BTreeSet<_>>().len(), count);
        };
        distinct(ALL.iter().map(|setting| setting.key.to_owned()).collect());
        distinct(ALL.iter().filter_map(|setting| setting.flag.map(str::to_owned)).collect());
        distinct(ALL.iter().filter_map(Setting::variable_name).collect());
        assert_eq!(CONNECTIONS.variable_name().as_deref(), Some("PEILDATUM_LIMITS_CONNECTIONS"));
        assert_eq!(ISSUER.variable_name(), None, "which provider would it be of");
    }
}
