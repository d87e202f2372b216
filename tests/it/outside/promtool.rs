//! The checks of Prometheus itself: of what is measured, of the rules and the dashboard, and of what each alarm says.

use std::process::Command;

use peildatum::domain::time::Instant;
use peildatum::http::watch::alarms::ALL;
use peildatum::http::watch::samples::{self, Sample};
use peildatum::http::watch::{DiskUse, Measured};
use peildatum::subscriptions::SubscriptionsSummary;
use serde_json::json;

use super::{run, service};
use crate::cli::Place;
use crate::http::watching::{expressions, rules};
use crate::tools::{need, on_path};

/// The moment at which everything is measured, in seconds since 1970.
const NOW: u32 = 4_000_000;

#[test]
fn promtool_finds_nothing_in_the_measurements() {
    need("promtool", on_path("promtool"));
    let (place, running) = service();
    // Every kind of metric must have a sample before it is checked.
    ureq::get(format!("{}/v1/rondes", running.address)).call().unwrap();
    let mut answer = ureq::get(format!("{}/metrics", running.address)).call().unwrap();
    let file = place.path("metrics");
    std::fs::write(&file, answer.body_mut().read_to_vec().unwrap()).unwrap();
    let mut check = Command::new("promtool");
    let found = check.args(["check", "metrics"]).stdin(std::fs::File::open(&file).unwrap());
    let ended = found.output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).into_owned() + &String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success() && told.trim().is_empty(), "{told}");
}

/// Returns states in which each alarm alone goes off, just does not, and one in which none does.
fn states() -> Vec<Measured> {
    let now = f64::from(NOW);
    let disk = DiskUse { free: 50_000, size: 100_000, folder: 1_000, has_room: true };
    let fine = Measured {
        now,
        head: 10,
        signed: 10,
        last_event: Some(now - 10.0),
        signed_at: Some(now - 9.0),
        is_clock_right: true,
        is_writable: true,
        verified: Some((now - 100_000.0, 0)),
        backed_up: Some((now - 3_600.0, 9)),
        disk: Some(disk),
        certificate_end: Some(now + 5_000_000.0),
        ..Measured::default()
    };
    let failing = |ago: i64| SubscriptionsSummary {
        failing_since: Some(Instant::from_micros((i64::from(NOW) - ago) * 1_000_000)),
        ..SubscriptionsSummary::default()
    };
    vec![
        Measured { verified: Some((now - 5.0, 3)), ..fine.clone() },
        Measured { is_writable: false, ..fine.clone() },
        Measured { is_clock_right: false, ..fine.clone() },
        Measured { head: 11, signed_at: Some(now - 301.0), ..fine.clone() },
        Measured { head: 11, signed_at: Some(now - 299.0), ..fine.clone() },
        Measured { disk: Some(DiskUse { free: 9_999, ..disk }), ..fine.clone() },
        Measured { disk: Some(DiskUse { free: 10_000, ..disk }), ..fine.clone() },
        Measured { disk: None, certificate_end: None, ..fine.clone() },
        Measured { backed_up: None, verified: None, ..fine.clone() },
        Measured { backed_up: None, verified: None, head: 0, signed: 0, ..fine.clone() },
        Measured { backed_up: Some((now - 129_601.0, 9)), ..fine.clone() },
        Measured { verified: Some((now - 3_024_001.0, 0)), ..fine.clone() },
        Measured { certificate_end: Some(now + 1_209_599.0), ..fine.clone() },
        Measured { webhooks: SubscriptionsSummary { stuck: 1, ..SubscriptionsSummary::default() }, ..fine.clone() },
        Measured { webhooks: failing(3_601), ..fine.clone() },
        Measured { webhooks: failing(3_599), ..fine.clone() },
        fine,
    ]
}

/// Prometheus and the page judge by the same bounds: in each state the same alarms go off.
#[test]
fn promtool_says_of_each_state_the_alarms_that_the_service_says() {
    need("promtool", on_path("promtool"));
    let place = Place::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut tests = Vec::new();
    for state in states() {
        // Promtool begins at 1970, so what is measured stays until the moment at which it is asked.
        let series = samples::samples(&state).into_iter().map(|Sample { name, label, value }| {
            let label = label.map_or_else(String::new, |(key, word)| format!(",{key}=\"{word}\""));
            let series = format!("{name}{{job=\"peildatum\",instance=\"p\"{label}}}");
            json!({ "series": series, "values": format!("{value}+0x1000") })
        });
        let asked = ALL.iter().map(|alarm| {
            let is_on = alarm.is_on(&state) == Some(true);
            if is_on {
                seen.insert(alarm.slug);
            }
            let expr = format!("count({}) or vector(0)", alarm.expression());
            let found = json!([{ "labels": "{}", "value": u8::from(is_on) }]);
            json!({ "expr": expr, "eval_time": format!("{NOW}s"), "exp_samples": found })
        });
        let asked: Vec<_> = asked.collect();
        tests.push(
            json!({ "interval": "4000s", "input_series": series.collect::<Vec<_>>(), "promql_expr_test": asked }),
        );
    }
    assert_eq!(seen.len(), ALL.len(), "each alarm goes off in a state");
    let file = json!({ "rule_files": [], "evaluation_interval": "4000s", "tests": tests });
    std::fs::write(place.path("tests.yml"), file.to_string()).unwrap();
    run(Command::new("promtool").current_dir(place.path(".")).args(["test", "rules", "tests.yml"]));
}

#[test]
fn promtool_reads_the_rules_and_every_expression_of_the_dashboard() {
    need("promtool", on_path("promtool"));
    let place = Place::new();
    let record = |(at, expr): (usize, String)| json!({ "record": format!("paneel:{at}"), "expr": expr });
    let panels: Vec<_> = expressions().into_iter().enumerate().map(record).collect();
    assert!(panels.len() > 15);
    let file = json!({ "groups": [{ "name": "dashboard", "rules": panels }] });
    std::fs::write(place.path("dashboard.yml"), file.to_string()).unwrap();
    std::fs::write(place.path("peildatum.rules.yml"), rules()).unwrap();
    run(Command::new("promtool").current_dir(place.path(".")).args([
        "check",
        "rules",
        "peildatum.rules.yml",
        "dashboard.yml",
    ]));
}
