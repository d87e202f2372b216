//! The reports of the recorded streams, frozen in `replay/expected`: a later version must produce the same bytes.
//!
//! The digest of each report in each report version is frozen, and for one part of each stream the complete report, so
//! that a difference can be read. `PEILDATUM_WRITE=1 cargo test -p replay` writes the files; a report that has been
//! sealed by then may not change. The files of the first report version have the name of the stream alone, those of
//! later versions also its number.

use std::path::Path;

use peildatum_domain::time::Day;
use peildatum_projections::sealing::{Sealing, SealingVerdict, all_sealings, check_sealing};
use peildatum_projections::{BuiltReport, InMemoryLog, ReportRequest, ReportRules, report_in_version};
use serde_json::{Value, json};

use crate::recorded::stream;

fn answer(rules: ReportRules, log: &InMemoryLog, on: &str, position: u64, node: Option<&str>) -> BuiltReport {
    let on = Day::parse(on).expect("a day");
    let request = ReportRequest { on, position, node: node.map(str::to_owned), fiscal_year: None, round: None };
    report_in_version(rules.version(), log.state(), log, &request).expect("a report")
}

/// Builds the digests at these dates and positions, and one node at the last of them in full.
fn frozen(rules: ReportRules, log: &InMemoryLog, points: &[(&str, u64)], node: &str) -> Value {
    let digest = |(on, position): &(&str, u64)| {
        let answer = answer(rules, log, on, *position, None);
        json!({ "peildatum": on, "positie": position, "bytes": answer.canonical.len(),
            "digest": answer.digest, "digestGeraamte": answer.skeleton_digest })
    };
    let (on, position) = points.last().expect("a point");
    let whole = answer(rules, log, on, *position, Some(node)).canonical;
    let whole: Value = serde_json::from_slice(&whole).expect("a report is JSON");
    json!({ "rapportages": points.iter().map(digest).collect::<Vec<_>>(), "voorbeeld": whole })
}

/// Returns the file name for a stream in a report version.
fn file(stream: &str, rules: ReportRules) -> String {
    match rules {
        ReportRules::V1 => format!("{stream}.json"),
        ReportRules::V2 => format!("{stream}.rapportage-{}.json", rules.version()),
    }
}

fn same(name: &str, value: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("expected").join(name);
    let text = format!("{value:#}\n");
    if std::env::var_os("PEILDATUM_WRITE").is_some() {
        std::fs::write(&path, &text).expect("the repository can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{} is not what this version gives; see the head of this test", path.display());
}

#[test]
fn the_reports_of_two_real_pages_are_the_frozen_ones() {
    let log = stream("leiden.v1.ndjson");
    let head = log.state().head();
    for rules in ReportRules::ALL {
        let points = [("2019-04-01", 30), ("2019-04-01", head), ("2021-09-01", head)];
        same(&file("leiden.v1", rules), &frozen(rules, &log, &points, "9C2"));
    }
}

#[test]
fn the_reports_of_the_invented_municipality_are_the_frozen_ones() {
    let log = stream("voorbeeldstad.v1.ndjson");
    // The closing of building C: announced, in effect, corrected; then two later reporting dates.
    let points =
        [("2020-09-01", 291), ("2021-04-01", 291), ("2019-03-31", 110), ("2019-04-01", 119), ("2019-04-01", 120)];
    for rules in ReportRules::ALL {
        same(&file("voorbeeldstad.v1", rules), &frozen(rules, &log, &points, "9C1"));
    }
}

/// Builds every sealing of a stream with the size of its report, and the last report in full.
fn frozen_sealings(log: &InMemoryLog) -> Value {
    let sealings = all_sealings(log.state(), log, log.state().head()).expect("the stream has every record");
    let built = |sealing: &Sealing| {
        let request = sealing.request().expect("a day");
        let answer = report_in_version(sealing.report_version, log.state(), log, &request).expect("a report");
        assert_eq!((&answer.digest, &answer.skeleton_digest), (&sealing.digest, &sealing.skeleton_digest));
        answer.canonical
    };
    let told = |sealing: &Sealing| {
        let verdict =
            check_sealing(log.state(), log, sealing, Some(&log.root(sealing.position))).expect("it can be checked");
        assert_eq!(verdict, SealingVerdict::Holds, "{sealing:?}");
        json!({ "vaststelling": sealing, "bytes": built(sealing).len() })
    };
    let example = sealings.iter().rfind(|sealing| sealing.round == "2019-vr1").expect("that round is sealed");
    let whole: Value = serde_json::from_slice(&built(example)).expect("a report is JSON");
    json!({ "vaststellingen": sealings.iter().map(told).collect::<Vec<_>>(), "voorbeeld": whole })
}

#[test]
fn what_was_sealed_in_the_invented_municipality_is_frozen() {
    same("voorbeeldstad.v2.json", &frozen_sealings(&stream("voorbeeldstad.v2.ndjson")));
}
