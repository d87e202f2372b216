//! Comparisons by example: differences that follow from another subject, over several steps, and every event that
//! explains them.

use serde_json::{Value, json};

use super::examples::{drop_node, node, programme};
use super::{compared, point, shorts};
use crate::tests::kit::TestLog;

/// Returns the rows of one field of one subject, between two days as known at the head.
fn rows(log: &TestLog, subject: &str, field: &str, from: &str, to: &str) -> Vec<String> {
    let head = log.state.head();
    let all = shorts(&compared(log, point(from, head), point(to, head)));
    all.into_iter().filter(|row| row.contains(&format!("{subject} {field}: "))).collect()
}

fn facility(log: &mut TestLog, day: &str, place: Value) -> u64 {
    let mut data = json!({ "naam": "Nachtopvang", "soort": "maatschappelijke-opvang" });
    data.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
    log.add("voorziening.geopend", "voorziening/nacht", day, data)
}

fn goal(log: &mut TestLog, code: &str, above: &str) -> u64 {
    let data = json!({ "niveau": "doel", "titel": code, "bovenliggend": above });
    log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data)
}

#[test]
fn a_reference_that_passed_on_twice_is_explained_by_both_ends_and_by_the_ancestor_it_fell_back_on() {
    let mut log = programme();
    facility(&mut log, "2019-01-01", json!({ "onderdeel": "9A1.1" }));
    drop_node(&mut log, "9A1.1", "2019-03-01", &["9A1.2"]);
    drop_node(&mut log, "9A1.2", "2019-06-01", &[]);
    let of = |from, to| rows(&log, "voorziening/nacht", "onderdeel", from, to);
    let first = r#"voorziening/nacht onderdeel: "9A1.1" -> "9A1.2" verplaatst nieuw  [7]"#;
    assert_eq!(of("2019-02-01", "2019-04-01"), [first], "the successor is named by the end alone");
    let second = r#"voorziening/nacht onderdeel: "9A1.2" -> "9A1" verplaatst nieuw  [5, 8]"#;
    assert_eq!(of("2019-04-01", "2019-07-01"), [second], "what the second was part of stands in its own recording");
    let both = r#"voorziening/nacht onderdeel: "9A1.1" -> "9A1" verplaatst nieuw  [5, 7, 8]"#;
    assert_eq!(of("2019-02-01", "2019-07-01"), [both]);
}

#[test]
fn a_reference_falls_back_on_what_the_node_was_part_of_before_it_ended_and_not_on_what_its_code_is_part_of_after() {
    let mut log = programme();
    facility(&mut log, "2019-01-01", json!({ "onderdeel": "9A1.1" }));
    goal(&mut log, "9A2", "9A");
    drop_node(&mut log, "9A1.1", "2019-06-01", &[]);
    node(&mut log, "9A1.1", "2019-06-01", json!({ "bovenliggend": "9A2" }));
    let moved = r#"voorziening/nacht onderdeel: "9A1.1" -> "9A1" verplaatst nieuw  [4, 8]"#;
    assert_eq!(rows(&log, "voorziening/nacht", "onderdeel", "2019-05-01", "2019-07-01"), [moved]);
}

#[test]
fn what_an_ended_node_was_part_of_explains_a_reference_when_it_is_corrected_late() {
    let mut log = programme();
    facility(&mut log, "2019-01-01", json!({ "onderdeel": "9A1.1" }));
    goal(&mut log, "9A2", "9A");
    let known = drop_node(&mut log, "9A1.1", "2019-03-01", &[]);
    let other = json!({ "niveau": "prestatie", "titel": "Titel 9A1.1", "bovenliggend": "9A2" });
    let head = log.correct(4, "2019-01-01", other);
    let told = compared(&log, point("2019-05-01", known), point("2019-05-01", head));
    let moved = r#"voorziening/nacht onderdeel: "9A1" -> "9A2" verplaatst herstel gecorrigeerd [9]"#;
    assert_eq!(shorts(&told), [moved]);
}

#[test]
fn a_case_that_is_not_open_yet_lends_its_node_and_what_became_of_that() {
    let mut log = programme();
    let opened = json!({ "titel": "Later", "soort": "overig", "onderdeel": "9A1.1" });
    log.add("dossier.geopend", "dossier/later", "2019-12-01", opened);
    // From 1 December the case refers to a code that has ended by then and stands until June.
    facility(&mut log, "2019-01-01", json!({ "dossier": "later" }));
    drop_node(&mut log, "9A1.1", "2019-06-01", &["9A1.2"]);
    let moved = r#"voorziening/nacht onderdeel: "9A1.1" -> "9A1.2" verplaatst nieuw  [8]"#;
    assert_eq!(rows(&log, "voorziening/nacht", "onderdeel", "2019-05-01", "2019-07-01"), [moved]);
}

#[test]
fn a_case_that_shows_from_now_on_explains_what_hangs_on_it() {
    let mut log = programme();
    log.add("dossier.gewijzigd", "dossier/zonder", "2019-06-01", json!({ "samenvatting": "Begin." }));
    log.add("dossier.gewijzigd", "dossier/zonder", "2019-12-01", json!({ "onderdeel": "9A1.2" }));
    facility(&mut log, "2019-01-01", json!({ "dossier": "zonder" }));
    log.add("toelichting.vastgelegd", "dossier/zonder", "2019-06-02", json!({ "tekst": "Loopt." }));
    // Until the case shows, its attachments inherit the node it will have; from then on the node it has, which is none
    // yet.
    let moved = r#"voorziening/nacht onderdeel: "9A1.2" -> null verplaatst nieuw  [6, 7]"#;
    assert_eq!(rows(&log, "voorziening/nacht", "onderdeel", "2019-05-01", "2019-07-01"), [moved]);

    let mut log = programme();
    let opened = json!({ "titel": "Later", "soort": "overig", "onderdeel": "9A1.1" });
    log.add("dossier.geopend", "dossier/later", "2019-06-01", opened);
    log.add("toelichting.vastgelegd", "dossier/later", "2019-03-01", json!({ "tekst": "Alvast." }));
    let told = compared(&log, point("2019-05-01", 7), point("2019-07-01", 7));
    let note: Vec<String> = shorts(&told).into_iter().filter(|row| row.contains("(toelichting) tekst")).collect();
    let shown = r#"dossier/later (toelichting) tekst: null -> "Alvast." toegevoegd nieuw  [6, 7]"#;
    assert_eq!(note, [shown], "it was recorded for an earlier day, and shows from the first day of its case on");
}

#[test]
fn a_node_that_goes_on_by_way_of_another_is_explained_by_every_end_on_the_way() {
    let mut log = programme();
    node(&mut log, "9A1.3", "2019-03-01", json!({ "titel": "Tussen" }));
    drop_node(&mut log, "9A1.1", "2019-03-01", &["9A1.3"]);
    node(&mut log, "9A1.4", "2019-06-01", json!({ "titel": "Nieuw" }));
    drop_node(&mut log, "9A1.3", "2019-06-01", &["9A1.4"]);
    let of = |field| rows(&log, "onderdeel/9A1.1 -> onderdeel/9A1.4", field, "2019-02-01", "2019-07-01");
    let goes_on = "onderdeel/9A1.1 -> onderdeel/9A1.4";
    assert_eq!(of("code"), [format!(r#"{goes_on} code: "9A1.1" -> "9A1.4" gewijzigd nieuw  [7, 8, 9]"#)]);
    assert_eq!(of("titel"), [format!(r#"{goes_on} titel: "Titel 9A1.1" -> "Nieuw" gewijzigd nieuw  [7, 8, 9]"#)]);
    // With the later date on the left the same events explain it, with the event that introduced the first node.
    let back = rows(&log, "onderdeel/9A1.4 -> onderdeel/9A1.1", "code", "2019-07-01", "2019-02-01");
    assert!(back.len() == 1 && back[0].ends_with("nieuw  [4, 7, 8, 9]"), "{back:?}");
}

#[test]
fn a_node_that_says_later_what_it_goes_on_from_is_explained_by_that() {
    let mut log = programme();
    drop_node(&mut log, "9A1.1", "2019-06-01", &[]);
    node(&mut log, "9A1.4", "2019-06-01", json!({}));
    log.add("onderdeel.gewijzigd", "onderdeel/9A1.4", "2019-06-02", json!({ "voortzettingVan": ["9A1.1"] }));
    let of = rows(&log, "onderdeel/9A1.1 -> onderdeel/9A1.4", "code", "2019-05-01", "2019-07-01");
    let row = r#"onderdeel/9A1.1 -> onderdeel/9A1.4 code: "9A1.1" -> "9A1.4" gewijzigd nieuw  [6, 7, 8]"#;
    assert_eq!(of, [row]);
}

/// Builds 9A below 9B below 9C, which is a top, in positions 1 to 3.
fn chain() -> TestLog {
    let mut log = TestLog::default();
    for (code, above) in [("9C", None), ("9B", Some("9C")), ("9A", Some("9B"))] {
        let mut data = json!({ "niveau": "beleidsterrein", "titel": code });
        above.into_iter().for_each(|above: &str| data["bovenliggend"] = above.into());
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
    log
}

#[test]
fn a_circle_is_explained_by_every_node_in_it() {
    let mut log = chain();
    log.add("onderdeel.gewijzigd", "onderdeel/9C", "2019-06-01", json!({ "bovenliggend": "9A" }));
    let closed = r#"onderdeel/9A bovenliggend: "9B" -> null verplaatst nieuw  [2, 3, 4]"#;
    assert_eq!(rows(&log, "onderdeel/9A", "bovenliggend", "2019-05-01", "2019-07-01"), [closed]);
    // One event opens it again.
    log.add("onderdeel.gewijzigd", "onderdeel/9C", "2019-08-01", json!({ "bovenliggend": null }));
    let opened = r#"onderdeel/9A bovenliggend: null -> "9B" verplaatst nieuw  [5]"#;
    assert_eq!(rows(&log, "onderdeel/9A", "bovenliggend", "2019-07-01", "2019-09-01"), [opened]);
}

#[test]
fn a_circle_that_closes_where_a_reference_passed_on_is_explained_by_that_end_too() {
    let mut log = chain();
    let other = json!({ "niveau": "programma", "titel": "Acht" });
    log.add("onderdeel.opgenomen", "onderdeel/8", "2019-01-01", other);
    log.add("onderdeel.gewijzigd", "onderdeel/9C", "2019-01-02", json!({ "bovenliggend": "8" }));
    drop_node(&mut log, "8", "2019-06-01", &["9A"]);
    let closed = r#"onderdeel/9A bovenliggend: "9B" -> null verplaatst nieuw  [2, 3, 5, 6]"#;
    assert_eq!(rows(&log, "onderdeel/9A", "bovenliggend", "2019-05-01", "2019-07-01"), [closed]);
    let passed = r#"onderdeel/9C bovenliggend: "8" -> "9A" verplaatst nieuw  [6]"#;
    assert_eq!(rows(&log, "onderdeel/9C", "bovenliggend", "2019-05-01", "2019-07-01"), [passed]);
}

#[test]
fn what_is_open_of_an_amount_rests_on_the_amount_that_covers_it_and_not_on_what_covers_that() {
    let mut log = programme();
    let amount = |log: &mut TestLog, id: &str, cents: i64, more: Value| {
        let mut data = json!({ "onderdeel": "9A1.1", "omschrijving": id, "soort": "tekort", "bedragInCenten": cents,
            "effect": "nadeel", "stand": "prognose", "begrotingsjaar": 2021 });
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2019-01-01", data)
    };
    amount(&mut log, "a", 50_000, json!({}));
    amount(&mut log, "b", 20_000, json!({ "dekt": "a" }));
    amount(&mut log, "c", 10_000, json!({ "dekt": "b" }));
    log.add("bijstelling.gewijzigd", "bijstelling/b", "2019-06-01", json!({ "bedragInCenten": 30_000 }));
    log.add("bijstelling.gewijzigd", "bijstelling/c", "2019-06-02", json!({ "bedragInCenten": 15_000 }));
    let open = |id: &str, from, to| rows(&log, &format!("bijstelling/{id}"), "openInCenten", from, to);
    let of_a = "bijstelling/a openInCenten: 30000 -> 20000 gewijzigd nieuw  [9]";
    assert_eq!(open("a", "2019-05-01", "2019-07-01"), [of_a]);
    let of_b = "bijstelling/b openInCenten: 10000 -> 15000 gewijzigd nieuw  [9, 10]";
    assert_eq!(open("b", "2019-05-01", "2019-07-01"), [of_b]);
    assert_eq!(rows(&log, "bijstelling/a", "gedektDoor", "2018-12-31", "2019-07-01").len(), 1);
    let by = rows(&log, "bijstelling/a", "gedektDoor", "2018-12-31", "2019-07-01");
    assert!(by[0].ends_with("[6, 7]"), "which amounts cover it does not rest on how large they are: {by:?}");
}

#[test]
fn what_came_is_explained_by_its_opening_also_where_it_closed_since() {
    let mut log = programme();
    facility(&mut log, "2019-03-01", json!({ "onderdeel": "9A1.1" }));
    log.add("voorziening.gesloten", "voorziening/nacht", "2019-06-01", json!({}));
    let came = "voorziening/nacht bestaan: false -> true toegevoegd nieuw  [6, 7]";
    assert_eq!(rows(&log, "voorziening/nacht", "bestaan", "2019-02-01", "2019-07-01"), [came]);
}

#[test]
fn the_gravest_ground_of_all_that_explains_a_row_is_told() {
    let mut log = programme();
    let amount = |cents: i64, covers: bool| {
        let mut data = json!({ "onderdeel": "9A1.1", "omschrijving": "b", "soort": "tekort", "bedragInCenten": cents,
            "effect": "nadeel", "stand": "prognose" });
        if covers {
            data["dekt"] = "a".into();
        }
        data
    };
    let mut record =
        |id: &str, data: Value| log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2019-01-01", data);
    record("a", amount(50_000, false));
    let first = record("b", amount(10_000, true));
    let known = record("c", amount(5_000, true));
    log.correct(first, "2019-01-01", amount(12_000, true));
    log.withdraw(known);
    let head = log.add("bijstelling.vastgelegd", "bijstelling/d", "2019-01-01", amount(1_000, true));
    let told = compared(&log, point("2019-02-01", known), point("2019-02-01", head));
    let open: Vec<String> =
        shorts(&told).into_iter().filter(|row| row.contains("bijstelling/a openInCenten")).collect();
    let corrected = "bijstelling/a openInCenten: 35000 -> 37000 gewijzigd herstel gecorrigeerd [9, 10, 11]";
    assert_eq!(open, [corrected], "one cover was corrected, one withdrawn, one came in late");
}

#[test]
fn a_fact_that_came_in_late_and_was_corrected_before_b_knew_is_late_and_no_correction() {
    let mut log = programme();
    let known = log.state.head();
    let opened = |seats: u64| json!({ "naam": "Nachtopvang", "soort": "maatschappelijke-opvang", "onderdeel": "9A1.1", "capaciteit": seats });
    let late = log.add("voorziening.geopend", "voorziening/nacht", "2019-02-01", opened(20));
    let head = log.correct(late, "2019-02-01", opened(24));
    let told = compared(&log, point("2019-04-01", known), point("2019-04-01", head));
    assert!(!told.differences.is_empty());
    assert!(told.differences.iter().all(|row| row.ground.unwrap().name() == "nagekomen"), "{:#?}", shorts(&told));
}

#[test]
fn amounts_turn_their_sign_where_b_was_known_before_a() {
    let mut log = programme();
    let known = log.state.head();
    let amount = json!({ "onderdeel": "9A1.1", "omschrijving": "b", "bedragInCenten": 5_000, "soort": "tekort", "effect": "nadeel",
        "stand": "prognose" });
    let head = log.add("bijstelling.vastgelegd", "bijstelling/b", "2019-02-01", amount);
    let sums = |from: u64, to: u64| {
        let told = compared(&log, point("2019-04-01", from), point("2019-04-01", to));
        let total = &told.totals[0];
        (total.from, total.correction, total.late, total.new, total.to)
    };
    assert_eq!((sums(known, head), sums(head, known)), ((0, 5_000, 5_000, 0, 5_000), (5_000, -5_000, -5_000, 0, 0)));
}

#[test]
fn a_note_that_was_corrected_is_itself_among_others() {
    let mut log = programme();
    let mut note =
        |text: &str| log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-02-01", json!({ "tekst": text }));
    let first = note("De wachttijd is 3 weken.");
    let known = note("Er is een tweede locatie.");
    let head = log.correct(first, "2019-02-01", json!({ "tekst": "De wachttijd is 4 weken." }));
    let told = shorts(&compared(&log, point("2019-03-01", known), point("2019-03-01", head)));
    let corrected = r#"onderdeel/9A1.1 (toelichting) tekst: "De wachttijd is 3 weken." -> "De wachttijd is 4 weken." gewijzigd herstel gecorrigeerd [8]"#;
    assert_eq!(told, [corrected]);
}
