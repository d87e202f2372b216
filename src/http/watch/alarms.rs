//! The alarms: each is declared once, with the bound at which it goes off, as a rule for Prometheus and as a judgement of
//! what was measured. A test holds the two equal; the file of rules is made from the table.

use std::fmt::Write as _;

use super::Measured;
use super::samples::{
    BACKED_UP_AT, CERTIFICATE_END, CLOCK_TRUSTED, DISK_FREE, DISK_SIZE, FAULTS, HEAD, SIGNED, SIGNED_AT, VERIFIED_AT,
    WEBHOOK_FAILING, WEBHOOKS, WRITABLE,
};

/// How long the log may be ahead of its signature: signing takes a second, and this is three hundred times that.
const UNSIGNED_SECONDS: u32 = 300;
/// How old a verification may be: once a month, and a few days of grace.
const VERIFICATION_SECONDS: u32 = 35 * DAY;
/// How old a back-up may be: once a day, and half a day of grace.
const BACKUP_SECONDS: u32 = 36 * 3_600;
/// How much of the disk must be free, in percent.
const FREE_PERCENT: u32 = 10;
/// How long before its end a certificate is spoken of; those that renew themselves do so some thirty days ahead.
const CERTIFICATE_SECONDS: u32 = 14 * DAY;
/// How long a webhook may fail: after an hour four retries have failed, and the receiver is not just restarting.
const FAILING_SECONDS: u32 = 3_600;
const DAY: u32 = 86_400;

/// How bad an alarm is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Somebody must look now, also at night: what is promised is broken, or nothing can be recorded.
    Critical,
    /// Somebody must look on a working day.
    Warning,
}

impl Severity {
    /// Returns the word for it in the rules.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::Warning => "warning",
        }
    }
}

/// An alarm.
pub struct Alarm {
    /// The name of its page in `docs/beheer/alarmen/`, and of its place on `/beheer`.
    pub slug: &'static str,
    /// The name of the rule.
    pub alert: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// For how many minutes it must be so before Prometheus tells anybody.
    minutes: u32,
    /// When it goes off, for Prometheus.
    rule: fn() -> String,
    /// When it goes off, by what was measured; nothing where it can not be told.
    judge: fn(&Measured) -> Option<bool>,
}

impl Alarm {
    /// Returns when it goes off, as an expression of Prometheus.
    pub fn expression(&self) -> String {
        (self.rule)()
    }

    /// Returns whether it goes off; nothing where it can not be told.
    pub fn is_on(&self, measured: &Measured) -> Option<bool> {
        (self.judge)(measured)
    }
}

/// All alarms, the worst first.
pub const ALL: [Alarm; 9] = [
    Alarm {
        slug: "controle-mislukt",
        alert: "PeildatumVerificationFailed",
        severity: Severity::Critical,
        minutes: 0,
        rule: || format!("{FAULTS} > 0"),
        judge: |measured| Some(measured.verified.is_some_and(|(_, faults)| faults > 0)),
    },
    Alarm {
        slug: "niets-vastgelegd",
        alert: "PeildatumNotWritable",
        severity: Severity::Critical,
        minutes: 2,
        rule: || format!("{WRITABLE} == 0"),
        judge: |measured| Some(!measured.is_writable),
    },
    Alarm {
        slug: "klok",
        alert: "PeildatumClockDoubted",
        severity: Severity::Critical,
        minutes: 2,
        rule: || format!("{CLOCK_TRUSTED} == 0"),
        judge: |measured| Some(!measured.is_clock_right),
    },
    Alarm {
        slug: "niet-ondertekend",
        alert: "PeildatumCheckpointBehind",
        severity: Severity::Critical,
        minutes: 2,
        rule: || format!("{HEAD} > {SIGNED} and time() - {SIGNED_AT} > {UNSIGNED_SECONDS}"),
        judge: |measured| {
            let since = measured.now - measured.signed_at?;
            Some(measured.head > measured.signed && since > f64::from(UNSIGNED_SECONDS))
        },
    },
    Alarm {
        slug: "schijf",
        alert: "PeildatumDiskNearlyFull",
        severity: Severity::Warning,
        minutes: 10,
        rule: || format!("{DISK_FREE} * 100 < {DISK_SIZE} * {FREE_PERCENT}"),
        judge: |measured| measured.disk.map(|disk| disk.free < disk.size / 100 * u64::from(FREE_PERCENT)),
    },
    Alarm {
        slug: "back-up",
        alert: "PeildatumBackupTooOld",
        severity: Severity::Warning,
        minutes: 10,
        rule: || format!("{HEAD} > 0 and time() - {BACKED_UP_AT} > {BACKUP_SECONDS}"),
        judge: |measured| {
            let at = measured.backed_up.map_or(0.0, |(at, _)| at);
            Some(measured.head > 0 && measured.now - at > f64::from(BACKUP_SECONDS))
        },
    },
    Alarm {
        slug: "controle-te-oud",
        alert: "PeildatumVerificationTooOld",
        severity: Severity::Warning,
        minutes: 10,
        rule: || format!("{HEAD} > 0 and time() - {VERIFIED_AT} > {VERIFICATION_SECONDS}"),
        judge: |measured| {
            let at = measured.verified.map_or(0.0, |(at, _)| at);
            Some(measured.head > 0 && measured.now - at > f64::from(VERIFICATION_SECONDS))
        },
    },
    Alarm {
        slug: "certificaat",
        alert: "PeildatumCertificateEnds",
        severity: Severity::Warning,
        minutes: 10,
        rule: || format!("{CERTIFICATE_END} - time() < {CERTIFICATE_SECONDS}"),
        judge: |measured| measured.certificate_end.map(|end| end - measured.now < f64::from(CERTIFICATE_SECONDS)),
    },
    Alarm {
        slug: "webhooks",
        alert: "PeildatumWebhookBehind",
        severity: Severity::Warning,
        minutes: 10,
        rule: || {
            format!(
                "sum without (status) ({WEBHOOKS}{{status=\"stuck\"}}) > 0 or ({WEBHOOK_FAILING} > 0 and time() - {WEBHOOK_FAILING} > {FAILING_SECONDS})"
            )
        },
        judge: |measured| {
            let since = measured.webhooks.failing_since.map(|since| measured.now - super::seconds(since));
            Some(measured.webhooks.stuck > 0 || since.is_some_and(|since| since > f64::from(FAILING_SECONDS)))
        },
    },
];

/// Returns the file of rules for Prometheus, of `sentence` for each alarm in Dutch.
///
/// Where each leads is the page `/beheer` of the service itself, which is where its administrator already signs in.
pub fn rules(sentence: impl Fn(&Alarm) -> String) -> String {
    let mut text = String::from(
        "# Made from src/http/watch/alarms.rs; a test holds it equal. docs/beheer/bewaking.md says how to use it.\n\
         groups:\n  - name: peildatum\n    rules:\n",
    );
    text.push_str(&rule("PeildatumDown", "up{job=\"peildatum\"} == 0", 2, Severity::Critical, None));
    for alarm in &ALL {
        let Alarm { alert, severity, minutes, slug, .. } = alarm;
        text.push_str(&rule(alert, &alarm.expression(), *minutes, *severity, Some((slug, &sentence(alarm)))));
    }
    text
}

fn rule(alert: &str, expr: &str, minutes: u32, severity: Severity, about: Option<(&str, &str)>) -> String {
    let (slug, summary) = about.unwrap_or(("onbereikbaar", "De dienst antwoordt niet"));
    let mut text = format!("      - alert: {alert}\n        expr: '{expr}'\n");
    if minutes > 0 {
        writeln!(text, "        for: {minutes}m").expect("a string takes all");
    }
    let severity = severity.word();
    write!(
        text,
        "        labels:\n          severity: {severity}\n        annotations:\n          summary: \"{summary}\"\n          \
         runbook: docs/beheer/alarmen/{slug}.md\n"
    )
    .expect("a string takes all");
    // A service that does not answer shows no page.
    if about.is_some() {
        writeln!(text, "          runbook_url: \"https://{{{{ $labels.instance }}}}/beheer#{slug}\"")
            .expect("a string takes all");
    }
    text
}
