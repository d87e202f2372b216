//! The section `[webhooks]` of the configuration of `serve`.

use ureq::tls::Certificate;

use super::authorities;
use super::settings::{self, Section};
use crate::language::Message;
use crate::message;
use crate::subscriptions::DeliverySettings;
use crate::subscriptions::guard::{Guard, Network};
use crate::subscriptions::http_sender::Timeouts;
use crate::subscriptions::retry::RetryRule;
use crate::subscriptions::settings::calls_of;

/// Returns the settings of deliveries; `host` is the host by which others reach the service, and `of_service` are the
/// certificate authorities for all that it calls.
pub fn delivering(given: Section<'_>, host: &str, of_service: &[Certificate<'static>]) -> DeliverySettings {
    let subscriptions = usize::try_from(given.number(&settings::SUBSCRIPTIONS)).expect("at most a thousand");
    let network =
        |text: &String| Network::parse(text).map_err(|what| given.refuse(&settings::ALLOW_NETWORKS, what)).ok();
    DeliverySettings {
        rule: RetryRule {
            first: given.seconds(&settings::RETRY_FIRST_SECONDS),
            factor: given.small_number(&settings::RETRY_FACTOR),
            cap: given.seconds(&settings::RETRY_CAP_SECONDS),
            retries: given.small_number(&settings::RETRIES),
            jitter_percent: given.small_number(&settings::RETRY_JITTER_PERCENT),
        },
        guard: Guard { allowed: given.texts(&settings::ALLOW_NETWORKS).iter().filter_map(network).collect() },
        timeouts: Timeouts {
            connect: given.seconds(&settings::CONNECT_SECONDS),
            total: given.seconds(&settings::ANSWER_SECONDS),
        },
        subscriptions_max: subscriptions,
        calls: calls_of(subscriptions),
        sender: given.parsed(&settings::SENDER, sender).unwrap_or(host).to_owned(),
        rate: given.small_number(&settings::RATE_PER_MINUTE),
        roots: authorities::of_setting(given, &settings::RECEIVERS_CA, of_service),
    }
}

fn sender(name: &str) -> Result<&str, Message> {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    if letters && (1..=253).contains(&name.len()) { Ok(name) } else { Err(message!("config-sender", name = name)) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cli::settings::Given;

    /// Returns the settings of this section, and everything that is wrong in it.
    fn read(text: &str) -> (DeliverySettings, Vec<String>) {
        let given = Given::of_text(&format!("[webhooks]\n{text}"));
        let all = delivering(given.top(), "peildatum.example", &[]);
        (all, given.problems().iter().map(Message::to_string).collect())
    }

    #[test]
    fn what_the_file_does_not_say_is_as_usual() {
        let (usual, (read, wrong)) = (DeliverySettings::default(), read(""));
        assert_eq!(
            (read.rule, read.guard, read.timeouts, read.subscriptions_max, read.rate, read.calls),
            (usual.rule, usual.guard, usual.timeouts, usual.subscriptions_max, usual.rate, usual.calls)
        );
        assert_eq!((read.sender.as_str(), wrong), ("peildatum.example", vec![]));
    }

    #[test]
    fn each_key_is_read_and_all_that_mean_nothing_are_refused_by_name_at_once() {
        let (all, wrong) = read(
            "retry-first-seconds = 1\nretry-factor = 2\nretry-cap-seconds = 8\nretries = 3\nretry-jitter-percent = 0\n\
             connect-seconds = 1\nanswer-seconds = 2\nallow-networks = [\"10.1.0.0/16\"]\nsender = \"p.example\"\n\
             rate-per-minute = 60\nsubscriptions = 5\n",
        );
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(
            (all.rule.first, all.rule.retries, all.rule.window()),
            (Duration::from_secs(1), 3, Duration::from_secs(7))
        );
        assert_eq!(
            (all.sender.as_str(), all.rate, all.subscriptions_max, all.guard.allowed.len()),
            ("p.example", 60, 5, 1)
        );
        let lines = [
            "retries = 101",
            "retry-factor = 0",
            "answer-seconds = -1",
            "subscriptions = 100000",
            "allow-networks = [\"10.0.0.1/8\"]",
            "sender = \"a b\"",
            "ca-file = \"/nowhere/ca.pem\"",
        ];
        let (_, wrong) = read(&lines.join("\n"));
        assert_eq!(wrong.len(), lines.len(), "{wrong:#?}");
        for (at, (line, told)) in lines.iter().zip(&wrong).enumerate() {
            let key = line.split(' ').next().unwrap();
            assert!(told.starts_with(&format!("test.toml:{}: webhooks.{key}: ", at + 2)), "{told}");
        }
    }
}
