//! Five things that look alike between two rounds and are not: carried over, dropped, new, first entered, not reported.

use serde_json::json;

use super::between;
use super::examples::{node, round};
use super::reach::of_round;
use crate::comparison::{Comparison, ComparisonPoint, Reach, compare};
use crate::findings::{FindingsRequest, findings};
use crate::tests::kit::{TestLog, request};
use crate::{ReportRequest, RoundContext};

const FATES: [(&str, &str); 5] = [
    ("onderdeel/3A1.1", "carried over"),
    ("onderdeel/4A1.1", "dropped"),
    ("onderdeel/5A1.2", "new"),
    ("onderdeel/6A1.1", "first entered"),
    ("onderdeel/7A1.1", "not reported"),
];

/// Two rounds, and an output for each of [`FATES`].
fn two_rounds() -> (TestLog, [ComparisonPoint; 2]) {
    let mut log = TestLog::default();
    let note = |log: &mut TestLog, code: &str, on: &str, round: &str| {
        let data = json!({ "tekst": format!("Van {round}"), "ronde": round });
        log.add("toelichting.vastgelegd", &format!("onderdeel/{code}"), on, data)
    };
    let programme = |log: &mut TestLog, number: &str, outputs: &[&str]| {
        let data = json!({ "niveau": "programma", "titel": format!("Programma {number}") });
        log.add("onderdeel.opgenomen", &format!("onderdeel/{number}"), "2019-01-01", data);
        for output in outputs {
            node(log, output, "2019-01-01", json!({ "bovenliggend": number }));
        }
    };
    round(&mut log, "r1", "voortgangsrapportage", 2019, "2019-06-01");
    for number in ["3", "4", "5", "7"] {
        programme(&mut log, number, &[&format!("{number}A1.1"), &format!("{number}A1.3")]);
        note(&mut log, &format!("{number}A1.1"), "2019-06-01", "r1");
        note(&mut log, &format!("{number}A1.3"), "2019-06-01", "r1");
    }
    let first = of_round("r1", "2019-06-01", log.state.head());
    round(&mut log, "r2", "voortgangsrapportage", 2020, "2020-06-01");
    programme(&mut log, "6", &["6A1.1"]);
    note(&mut log, "6A1.1", "2020-06-01", "r2");
    log.add("onderdeel.vervallen", "onderdeel/4A1.1", "2020-01-01", json!({ "opvolgers": [] }));
    node(&mut log, "5A1.2", "2020-01-01", json!({ "bovenliggend": "5" }));
    for number in ["3", "4", "5"] {
        note(&mut log, &format!("{number}A1.3"), "2020-06-01", "r2");
    }
    let second = of_round("r2", "2020-06-01", log.state.head());
    (log, [first, second])
}

/// Returns everything that a comparison says became of an element.
fn said(told: &Comparison, subject: &str) -> Vec<&'static str> {
    let (summary, code) = (&told.summary, subject.trim_start_matches("onderdeel/"));
    let programme = &code[..1];
    let named = |list: &[String]| list.iter().any(|one| one == subject);
    let left_out = |reach: Reach| told.unreported.iter().any(|one| one.code == programme && one.reach == reach);
    let all = [
        ("carried over", told.not_renewed.iter().any(|row| row.subject == subject)),
        ("dropped", named(&summary.new.nodes.dropped)),
        ("new", named(&summary.new.nodes.added)),
        ("first entered", named(&summary.first_entered.nodes.added)),
        ("first entered", left_out(Reach::FirstEntered) && !named(&summary.first_entered.nodes.added)),
        ("not reported", left_out(Reach::NotReported)),
    ];
    all.into_iter().filter(|(_, holds)| *holds).map(|(word, _)| word).collect()
}

#[test]
fn a_comparison_says_one_of_five_things_about_each() {
    let (log, [first, second]) = two_rounds();
    let mut asked = between(first, second);
    asked.unrenewed = true;
    let told = compare(&log.state, &log, &asked).unwrap();
    for (subject, fate) in FATES {
        assert_eq!(said(&told, subject), [fate], "{subject}");
    }
}

/// Returns the codes of the findings of the second round about an element.
fn found(log: &TestLog, code: &str) -> Vec<&'static str> {
    let head = log.state.head();
    let round = "r2".to_owned();
    let asked = FindingsRequest { round, position: head, version: None, head, node: None, with_since: false };
    let all = findings(&log.state, log, &asked).unwrap().findings;
    let about = format!("onderdeel/{code}");
    all.into_iter().filter(|one| one.subject == about).map(|one| one.code.name()).collect()
}

#[test]
fn a_report_and_its_findings_say_the_same_five_things() {
    let (log, [_, second]) = two_rounds();
    let asked = ReportRequest { round: Some("r2".to_owned()), ..request("2020-06-01", second.position) };
    let report = log.try_report(&asked).unwrap();
    assert_eq!(report.context, RoundContext { not_reported: vec!["7".to_owned()], ..RoundContext::default() });
    let text = String::from_utf8(report.canonical).unwrap();
    for (subject, fate) in FATES {
        let code = subject.trim_start_matches("onderdeel/");
        assert_eq!(text.contains(&format!("\"code\":\"{code}\"")), fate != "dropped", "{code}");
        let codes = found(&log, code);
        let wanted: &[&str] = match fate {
            "carried over" | "new" => &["prestatie-zonder-toelichting"],
            _ => &[],
        };
        assert_eq!(codes, wanted, "{code} is {fate}");
    }
    assert_eq!(found(&log, "7"), ["programma-niet-gerapporteerd"]);
}
