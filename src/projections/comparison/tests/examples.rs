//! Comparisons by example: building C, late facts, notes, nodes that are replaced, continued, moved and used again.

use serde_json::{Value, json};

use super::{compared, point, shorts};
use crate::projections::tests::kit::{TestLog, event, id};

/// Building C: its closing (effective 2019-04-01) is recorded on 2019-03-20; a correction recorded on 2019-06-03 moves it to 8 April.
fn building_c() -> TestLog {
    let mut log = TestLog::default();
    let mut push = |kind: &str, subject: &str, day: &str, recorded: &str, data: Value, corrects: Option<u64>| {
        let mut event = event(kind, subject, day, data);
        event["geregistreerdOp"] = recorded.into();
        if let Some(position) = corrects {
            event["herstelt"] = id(position).into();
        }
        log.push(&event)
    };
    let programme = json!({ "niveau": "programma", "titel": "Zorg" });
    push("onderdeel.opgenomen", "onderdeel/9", "2018-01-01", "2019-01-02T09:00:00Z", programme, None);
    let opened = json!({ "naam": "Gebouw C", "soort": "maatschappelijke-opvang", "onderdeel": "9" });
    push("voorziening.geopend", "voorziening/gebouw-c", "2018-01-01", "2019-01-02T10:00:00Z", opened, None);
    let closing = ("voorziening.gesloten", "voorziening/gebouw-c");
    let at = push(closing.0, closing.1, "2019-04-01", "2019-03-20T10:00:00Z", json!({}), None);
    push(closing.0, closing.1, "2019-04-08", "2019-06-03T10:00:00Z", json!({}), Some(at));
    log
}

#[test]
fn a_closing_that_was_corrected_is_a_correction_and_no_change_of_the_world() {
    let log = building_c();
    let at = |on: &str, known: &str| point(on, log.known_at(known));
    let told = compared(&log, at("2019-04-01", "2019-05-28T12:00:00Z"), at("2019-04-01", "2019-06-04T12:00:00Z"));
    assert_eq!(
        shorts(&told),
        [
            r#"voorziening/gebouw-c sinds: "2019-04-01" -> "2018-01-01" gewijzigd herstel gecorrigeerd [2, 4]"#,
            r#"voorziening/gebouw-c status: "gesloten" -> "open" gewijzigd herstel gecorrigeerd [2, 4]"#,
        ]
    );
    assert_eq!(
        (told.counts.corrections, told.counts.new, told.differences[0].title.as_deref()),
        (2, 0, Some("Gebouw C"))
    );
    // The closing itself, seen as it was known before the correction, is the world's doing.
    let told = compared(&log, at("2019-03-31", "2019-05-28T12:00:00Z"), at("2019-04-01", "2019-05-28T12:00:00Z"));
    assert_eq!(
        shorts(&told),
        [
            r#"voorziening/gebouw-c sinds: "2018-01-01" -> "2019-04-01" gewijzigd nieuw  [3]"#,
            r#"voorziening/gebouw-c status: "open" -> "gesloten" gewijzigd nieuw  [3]"#,
        ]
    );
}
