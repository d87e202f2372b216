//! Comparisons by example: warnings that depend on single events, and what was not renewed.

use std::sync::Arc;

use serde_json::{Value, json};

use super::examples::{programme, round};
use super::{between, compared, point, shorts};
use crate::comparison::{ComparisonPoint, ComparisonRequest, NotRenewed, compare};
use crate::domain::time::Instant;
use crate::tests::kit::{TestLog, event, id};

/// Returns true when the comparison of two points as known has the warning.
fn warns(log: &TestLog, word: &str, a: (&str, u64), b: (&str, u64)) -> bool {
    let told = compared(log, point(a.0, a.1), point(b.0, b.1));
    told.warnings.iter().any(|warning| warning.name() == word)
}

/// Changes an event so that the log wrote it long after the moment at which it was recorded.
fn imported(log: &mut TestLog, position: u64) {
    let mut record = (*log.records[position as usize - 1]).clone();
    record.logged_at = Instant::parse("2026-01-01T00:00:00Z").unwrap();
    log.records[position as usize - 1] = Arc::new(record);
}

#[test]
fn what_was_put_into_the_log_after_the_moment_that_is_named_is_warned_of() {
    const WORD: &str = "achteraf-ingevoerd";
    let mut log = programme();
    let (a, b) = (("2019-02-01", 3), ("2019-03-01", 5));
    assert!(!warns(&log, WORD, a, b), "written as it was recorded");
    imported(&mut log, 4);
    assert!(!warns(&log, WORD, a, b), "it lies between: neither A nor B names its moment");
    imported(&mut log, 5);
    assert!(
        warns(&log, WORD, a, b) && warns(&log, WORD, b, a),
        "B names a moment at which the log did not hold it yet"
    );
    let mut log = programme();
    imported(&mut log, 3);
    assert!(warns(&log, WORD, a, b), "so does A");
}

#[test]
fn a_difference_that_rests_on_a_draft_is_warned_of_until_it_was_looked_at() {
    const WORD: &str = "nog-na-te-kijken";
    let mut log = programme();
    let note = event("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-02-01", json!({ "tekst": "Gelezen." }));
    let mut draft = note.clone();
    draft["herkomst"] = json!({ "document": "pagina", "oordeel": "nakijken" });
    let drafted = log.push(&draft);
    let (before, after) = ("2019-01-15", "2019-03-01");
    assert!(warns(&log, WORD, (before, drafted), (after, drafted)));
    assert!(!warns(&log, WORD, (after, drafted), (after, drafted)), "nothing differs");
    let mut reviewed = note;
    reviewed["herstelt"] = id(drafted).into();
    reviewed["herkomst"] = json!({ "document": "pagina", "oordeel": "zeker" });
    let head = log.push(&reviewed);
    assert!(!warns(&log, WORD, (before, head), (after, head)), "somebody looked at it");
    assert_eq!(shorts(&compared(&log, point(after, drafted), point(after, head))), Vec::<String>::new());
    // A filter that leaves out the difference also leaves out the warning.
    log.push(&{
        let mut other = draft;
        other["onderwerp"] = "onderdeel/9A1.2".into();
        other
    });
    let head = log.state.head();
    let part =
        |node: &str| ComparisonRequest { node: Some(node.into()), ..between(point(before, head), point(after, head)) };
    let warned = |node: &str| compare(&log.state, &log, &part(node)).unwrap().warnings.iter().any(|w| w.name() == WORD);
    assert!(warned("9A1.2") && !warned("9A1.1"));
}

/// Returns what was not renewed between two points, in short.
fn left(
    log: &TestLog,
    from: ComparisonPoint,
    to: ComparisonPoint,
    change: impl Fn(&mut ComparisonRequest),
) -> Vec<String> {
    let mut request = ComparisonRequest { unrenewed: true, ..between(from, to) };
    change(&mut request);
    let short = |row: &NotRenewed| {
        let (round, title) = (row.round.as_deref().unwrap_or("-"), row.title.as_deref().unwrap_or("-"));
        format!("{} {} {round} {} {:?} {title}", row.subject, row.what, row.effective_on, row.positions)
    };
    compare(&log.state, log, &request).unwrap().not_renewed.iter().map(short).collect()
}

/// Builds two rounds: for 9A1.1 the note is not renewed and the light is, for a case the light is not.
fn two_rounds() -> (TestLog, ComparisonPoint, ComparisonPoint) {
    let mut log = programme();
    round(&mut log, "r1", "voortgangsrapportage", 2019, "2019-06-01");
    round(&mut log, "r2", "voortgangsrapportage", 2019, "2019-10-01");
    let opened = json!({ "titel": "Wachtlijst", "soort": "wachtlijst", "onderdeel": "9A1.2" });
    log.add("dossier.geopend", "dossier/w", "2019-01-01", opened);
    let mut add = |kind: &str, subject: &str, day: &str, data: Value| log.add(kind, subject, day, data);
    add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-06-01", json!({ "tekst": "Oud.", "ronde": "r1" })); // 9
    add("stoplicht.gezet", "onderdeel/9A1.1", "2019-06-01", json!({ "kleur": "groen", "ronde": "r1" }));
    add("stoplicht.gezet", "dossier/w", "2019-06-01", json!({ "kleur": "rood", "ronde": "r1" })); // 11
    let head = add("stoplicht.gezet", "onderdeel/9A1.1", "2019-10-01", json!({ "kleur": "rood", "ronde": "r2" }));
    let of = |round: &str, on: &str| ComparisonPoint { round: Some(round.to_owned()), ..point(on, head) };
    (log, of("r1", "2019-06-01"), of("r2", "2019-10-01"))
}

#[test]
fn what_a_round_carries_over_was_not_renewed() {
    let (mut log, from, to) = two_rounds();
    let note = "onderdeel/9A1.1 toelichtingen r1 2019-06-01 [9] Titel 9A1.1";
    let light = "dossier/w stoplicht r1 2019-06-01 [11] Wachtlijst";
    assert_eq!(left(&log, from.clone(), to.clone(), |_| {}), [note, light]);
    assert_eq!(left(&log, from.clone(), to.clone(), |request| request.unrenewed = false), Vec::<String>::new());
    assert_eq!(left(&log, from.clone(), to.clone(), |request| request.node = Some("9A1.2".into())), [light]);
    assert_eq!(left(&log, from.clone(), to.clone(), |request| request.kinds = vec!["toelichting".into()]), [note]);
    assert_eq!(left(&log, from.clone(), to.clone(), |request| request.kinds = vec!["wachtlijst".into()]), [light]);
    // A closed case is not listed, and neither is a note that is renewed.
    log.add("dossier.gesloten", "dossier/w", "2019-09-01", json!({ "uitkomst": "Opgelost." }));
    let renewed = json!({ "tekst": "Nieuw.", "ronde": "r2" });
    let head = log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-10-01", renewed);
    assert_eq!(left(&log, from, ComparisonPoint { position: head, ..to }, |_| {}), Vec::<String>::new());
}

#[test]
fn by_date_what_both_sides_show_just_so_was_not_renewed() {
    let (log, ..) = two_rounds();
    let head = log.state.head();
    let told = left(&log, point("2019-07-01", head), point("2019-11-01", head), |_| {});
    let note = "onderdeel/9A1.1 toelichtingen r1 2019-06-01 [9] Titel 9A1.1";
    assert_eq!(told, [note, "dossier/w stoplicht r1 2019-06-01 [11] Wachtlijst"]);
    let told = left(&log, point("2019-05-01", head), point("2019-07-01", head), |_| {});
    assert_eq!(told, Vec::<String>::new(), "all of it is new since");
}
