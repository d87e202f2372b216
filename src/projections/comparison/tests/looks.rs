//! Comparisons by example: differences that come only from the view, as a round, as another round or as a plain day.

use serde_json::{Value, json};

use super::examples::{programme, round};
use super::{compared, point, shorts};
use crate::comparison::ComparisonPoint;

#[test]
fn what_differs_only_by_how_one_looks_is_neither_a_correction_nor_news() {
    let mut log = programme();
    round(&mut log, "r", "voortgangsrapportage", 2019, "2019-06-01");
    let mut note = |text: &str, more: Value| {
        let mut data = json!({ "tekst": text });
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-06-01", data)
    };
    let known = note("Zoals gerapporteerd.", json!({ "ronde": "r", "kop": "Ronde" }));
    let head = note("Van dezelfde dag, later vastgelegd.", json!({ "kop": "Los" }));
    let as_round = |position| ComparisonPoint { round: Some("r".to_owned()), ..point("2019-06-01", position) };
    let natures = |from: ComparisonPoint, to: ComparisonPoint| {
        let told = compared(&log, from, to);
        let counts = (told.counts.corrections, told.counts.views, told.counts.new);
        (counts, told.warnings.iter().any(|warning| warning.name() == "andere-weergave"))
    };
    // One state viewed as a round and as its day: the world can not have changed between a day and itself.
    let ((corrected, viewed, new), warned) = natures(as_round(head), point("2019-06-01", head));
    assert!((corrected, new) == (0, 0) && viewed > 0 && warned, "{viewed} {warned}");
    // Known later by one note, with the same view: only a correction.
    let ((corrected, viewed, new), warned) = natures(point("2019-06-01", known), point("2019-06-01", head));
    assert!(corrected > 0 && (viewed, new) == (0, 0) && !warned);
    // The round itself shows its own notes, whatever was recorded beside them.
    assert_eq!(natures(as_round(known), as_round(head)), ((0, 0, 0), false));
    // Both: what came in late is not a view, and what the day shows beside it is.
    let told = compared(&log, as_round(known), point("2019-06-01", head));
    assert!(
        told.differences.iter().all(|row| row.nature.name() == "weergave" && row.ground.is_none()),
        "{:#?}",
        shorts(&told)
    );
}

#[test]
fn what_a_later_round_says_is_new_whichever_of_the_two_was_known_first_and_wherever_one_stands() {
    let mut log = programme();
    round(&mut log, "r1", "voortgangsrapportage", 2019, "2019-06-01");
    round(&mut log, "r2", "voortgangsrapportage", 2019, "2019-10-01");
    let mut note = |day: &str, text: &str, round: &str| {
        log.add("toelichting.vastgelegd", "onderdeel/9A1.1", day, json!({ "tekst": text, "ronde": round, "kop": text }))
    };
    note("2019-06-01", "Eerst.", "r1");
    let sealed = note("2019-10-01", "Daarna.", "r2");
    // An unrelated event: the open round knows one event more than the sealed one.
    let head = log.add("onderdeel.gewijzigd", "onderdeel/9", "2019-01-01", json!({ "missie": "Zorg voor iedereen" }));
    let of = |round: &str, on: &str, position| ComparisonPoint { round: Some(round.to_owned()), ..point(on, position) };
    for (first, second) in [(head, head), (sealed, head), (head, sealed)] {
        let (a, b) = (of("r1", "2019-06-01", first), of("r2", "2019-10-01", second));
        for (from, to) in [(a.clone(), b.clone()), (b, a)] {
            let told = compared(&log, from, to);
            let notes: Vec<&str> =
                told.differences.iter().filter(|row| row.note.is_some()).map(|row| row.nature.name()).collect();
            assert!(!notes.is_empty() && notes.iter().all(|nature| *nature == "nieuw"), "{:#?}", shorts(&told));
            assert_eq!(told.counts.views, 0);
        }
    }
}
