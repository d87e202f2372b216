//! The section `[webhooks]` of the configuration file of `serve`.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use ureq::tls::Certificate;

use super::authorities;
use crate::language::Message;
use crate::message;
use crate::subscriptions::DeliverySettings;
use crate::subscriptions::guard::{Guard, Network};
use crate::subscriptions::settings::SUBSCRIPTIONS_MAX;

/// The contents of the section.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WebhooksConfig {
    /// The first wait after a failure.
    retry_first_seconds: Option<u32>,
    /// The factor between one wait and the next.
    retry_factor: Option<u32>,
    /// The longest wait.
    retry_cap_seconds: Option<u32>,
    /// The number of retries after the first attempt.
    retries: Option<u32>,
    /// By how many percent a wait may grow, so that subscribers do not come back together.
    retry_jitter_percent: Option<u32>,
    /// The time to resolve an address and connect.
    connect_seconds: Option<u32>,
    /// The time for a call as a whole.
    answer_seconds: Option<u32>,
    /// Networks that may be called though they are not public.
    #[serde(default)]
    allow_networks: Vec<String>,
    /// The DNS name that deliveries are sent as.
    sender: Option<String>,
    /// The number of deliveries per minute that is asked for.
    rate_per_minute: Option<u32>,
    /// The most subscriptions.
    subscriptions: Option<u32>,
    /// A PEM file with the certificate authorities for receivers.
    ca_file: Option<PathBuf>,
}

/// The most subscriptions that may be configured: each takes a thread while it calls.
const SUBSCRIPTIONS_MOST: u32 = 1_000;

impl WebhooksConfig {
    /// The most subscriptions, with the default for a missing key.
    pub fn subscriptions(&self) -> usize {
        self.subscriptions.and_then(|number| usize::try_from(number).ok()).unwrap_or(SUBSCRIPTIONS_MAX)
    }

    /// The settings of deliveries, with defaults for missing keys; `host` is the host by which others reach the
    /// service, and `roots` are the certificate authorities of the whole service. The error has the key, and what is
    /// wrong there.
    pub fn delivering(
        &self,
        host: &str,
        roots: &[Certificate<'static>],
    ) -> Result<DeliverySettings, (&'static str, Message)> {
        let mut all = DeliverySettings::default();
        let number = |key, given: Option<u32>, (from, to): (u32, u32), usual: u64| match given {
            None => Ok(usual),
            Some(given) if (from..=to).contains(&given) => Ok(u64::from(given)),
            Some(_) => Err((key, message!("use-number-between", least = from.to_string(), most = to.to_string()))),
        };
        let seconds =
            |key, given, range, usual: Duration| number(key, given, range, usual.as_secs()).map(Duration::from_secs);
        let small = |key, given, range, usual: u32| {
            number(key, given, range, u64::from(usual)).map(|n| u32::try_from(n).expect("it was one before"))
        };
        let (week, day) = (604_800, 86_400);
        let rule = &mut all.rule;
        rule.first = seconds("retry-first-seconds", self.retry_first_seconds, (1, day), rule.first)?;
        rule.factor = small("retry-factor", self.retry_factor, (1, 100), rule.factor)?;
        rule.cap = seconds("retry-cap-seconds", self.retry_cap_seconds, (1, week), rule.cap)?;
        rule.retries = small("retries", self.retries, (0, 100), rule.retries)?;
        rule.jitter_percent = small("retry-jitter-percent", self.retry_jitter_percent, (0, 100), rule.jitter_percent)?;
        let patience = &mut all.timeouts;
        patience.connect = seconds("connect-seconds", self.connect_seconds, (1, 60), patience.connect)?;
        patience.total = seconds("answer-seconds", self.answer_seconds, (1, 120), patience.total)?;
        all.rate = small("rate-per-minute", self.rate_per_minute, (1, 1_000_000), all.rate)?;
        let most = u32::try_from(all.subscriptions_max).expect("a constant of three digits");
        let most = small("subscriptions", self.subscriptions, (1, SUBSCRIPTIONS_MOST), most)?;
        all.subscriptions_max = usize::try_from(most).expect("at most a thousand");
        let networks = self.allow_networks.iter().map(|text| Network::parse(text));
        let allowed = networks.collect::<Result<_, _>>().map_err(|bad| ("allow-networks", bad))?;
        all.guard = Guard { allowed };
        all.sender = self.sender(host)?;
        all.roots = authorities::of_key(self.ca_file.as_deref(), roots)?;
        Ok(all)
    }

    fn sender(&self, host: &str) -> Result<String, (&'static str, Message)> {
        let Some(sender) = &self.sender else { return Ok(host.to_owned()) };
        let letters = sender.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
        if letters && (1..=253).contains(&sender.len()) {
            Ok(sender.clone())
        } else {
            Err(("sender", message!("config-sender", name = sender)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<DeliverySettings, (&'static str, Message)> {
        let config: WebhooksConfig = toml::from_str(text).unwrap();
        config.delivering("peildatum.example", &[])
    }

    #[test]
    fn what_the_file_does_not_say_is_as_usual() {
        let (usual, read) = (DeliverySettings::default(), read("").unwrap());
        assert_eq!(
            (read.rule, read.guard, read.subscriptions_max, read.rate),
            (usual.rule, usual.guard, usual.subscriptions_max, usual.rate)
        );
        assert_eq!(read.sender, "peildatum.example");
    }

    #[test]
    fn each_key_is_read_and_what_means_nothing_is_refused_by_name() {
        let read_all = read(
            "retry-first-seconds = 1\nretry-factor = 2\nretry-cap-seconds = 8\nretries = 3\nretry-jitter-percent = 0\n\
             connect-seconds = 1\nanswer-seconds = 2\nallow-networks = [\"10.1.0.0/16\"]\nsender = \"p.example\"\n\
             rate-per-minute = 60\nsubscriptions = 5\n",
        );
        let all = read_all.unwrap();
        assert_eq!(
            (all.rule.first, all.rule.retries, all.rule.window()),
            (Duration::from_secs(1), 3, Duration::from_secs(7))
        );
        assert_eq!(
            (all.sender.as_str(), all.rate, all.subscriptions_max, all.guard.allowed.len()),
            ("p.example", 60, 5, 1)
        );
        for (text, key) in [
            ("retries = 101", "retries"),
            ("retry-factor = 0", "retry-factor"),
            ("answer-seconds = 0", "answer-seconds"),
            ("subscriptions = 100000", "subscriptions"),
            ("allow-networks = [\"10.0.0.1/8\"]", "allow-networks"),
            ("sender = \"a b\"", "sender"),
            ("ca-file = \"/nowhere/ca.pem\"", "ca-file"),
        ] {
            assert_eq!(read(text).unwrap_err().0, key, "{text}");
        }
    }
}
