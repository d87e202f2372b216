//! Comparisons by example: subjects that were recorded more than once, and values that several withdrawals restore
//! together.

use serde_json::{Value, json};

use super::examples::programme;
use super::{compared, point, shorts};
use crate::comparison::ComparisonPoint;
use crate::tests::kit::TestLog;

/// Returns the rows of one field of one subject, on one day, as known at a position and at the head.
fn rows(log: &TestLog, subject: &str, field: &str, on: &str, known: u64) -> Vec<String> {
    let all = shorts(&compared(log, point(on, known), point(on, log.state.head())));
    all.into_iter().filter(|row| row.contains(&format!("{subject} {field}: "))).collect()
}

fn amount(log: &mut TestLog, id: &str, day: &str, more: Value) -> u64 {
    let mut data = json!({ "onderdeel": "9A1.1", "omschrijving": id, "soort": "tekort", "bedragInCenten": 50_000,
        "effect": "nadeel", "stand": "prognose" });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), day, data)
}

#[test]
fn what_hid_an_earlier_life_of_an_amount_explains_its_fields_when_it_is_withdrawn() {
    let mut log = programme();
    let known = amount(&mut log, "a", "2019-03-01", json!({}));
    let earlier = amount(&mut log, "a", "2018-12-01", json!({ "begrotingsjaar": 2020 }));
    let of_year = |log: &TestLog| rows(log, "bijstelling/a", "begrotingsjaar", "2019-06-01", known);
    assert_eq!(of_year(&log), [""; 0], "the recording of March begins a life without a budget year");
    let withdrawn = log.withdraw(known);
    let row =
        format!("bijstelling/a begrotingsjaar: null -> 2020 toegevoegd herstel ingetrokken [{earlier}, {withdrawn}]");
    assert_eq!(of_year(&log), [row]);
}

#[test]
fn what_hid_that_an_amount_covers_another_explains_the_one_that_is_covered() {
    let mut log = programme();
    amount(&mut log, "a", "2019-01-01", json!({}));
    let covers = amount(&mut log, "b", "2019-01-01", json!({ "dekt": "a" }));
    let known = amount(&mut log, "b", "2019-03-01", json!({}));
    let withdrawn = log.withdraw(known);
    let by = rows(&log, "bijstelling/a", "gedektDoor", "2019-06-01", known);
    let row =
        format!(r#"bijstelling/a gedektDoor: [] -> ["b"] toegevoegd herstel ingetrokken [{covers}, {withdrawn}]"#);
    assert_eq!(by, [row]);
}

#[test]
fn a_node_that_was_recorded_anew_without_a_parent_is_explained_by_that() {
    let mut log = programme();
    let known = log.add("onderdeel.gewijzigd", "onderdeel/9A1.2", "2019-02-01", json!({ "missie": "Thuis" }));
    let anew =
        log.add("onderdeel.opgenomen", "onderdeel/9A1.2", "2019-03-01", json!({ "niveau": "doel", "titel": "Anders" }));
    let of = |field| rows(&log, "onderdeel/9A1.2", field, "2019-06-01", known);
    let row = |said: &str| format!("onderdeel/9A1.2 {said} herstel nagekomen [{anew}]");
    assert_eq!(of("missie"), [row(r#"missie: "Thuis" -> null vervallen"#)]);
    assert_eq!(of("bovenliggend"), [row(r#"bovenliggend: "9A1" -> null verplaatst"#)]);
}

#[test]
fn every_withdrawal_that_gives_an_older_value_back_is_listed() {
    let mut log = programme();
    let opened =
        json!({ "naam": "Nachtopvang", "soort": "maatschappelijke-opvang", "onderdeel": "9A1.1", "capaciteit": 20 });
    log.add("voorziening.geopend", "voorziening/nacht", "2019-01-01", opened);
    let mut seats = |day, seats: u64| {
        log.add("voorziening.capaciteit-gewijzigd", "voorziening/nacht", day, json!({ "capaciteit": seats }))
    };
    let (second, known) = (seats("2019-02-01", 24), seats("2019-03-01", 28));
    let gone = [log.withdraw(known), log.withdraw(second)];
    let row =
        format!("voorziening/nacht capaciteit: 28 -> 20 gewijzigd herstel ingetrokken [6, {}, {}]", gone[0], gone[1]);
    assert_eq!(rows(&log, "voorziening/nacht", "capaciteit", "2019-06-01", known), [row]);
}

#[test]
fn every_withdrawal_that_lets_an_older_note_be_shown_is_listed() {
    let mut log = programme();
    let mut note =
        |day, text: &str| log.add("toelichting.vastgelegd", "onderdeel/9A1.1", day, json!({ "tekst": text }));
    let first = note("2019-01-01", "Loopt.");
    let (second, known) = (note("2019-02-01", "Hapert."), note("2019-03-01", "Staat stil."));
    let gone = [log.withdraw(known), log.withdraw(second)];
    let row = format!(
        r#"onderdeel/9A1.1 (toelichting) tekst: "Staat stil." -> "Loopt." gewijzigd herstel ingetrokken [{first}, {}, {}]"#,
        gone[0], gone[1]
    );
    let told = shorts(&compared(&log, point("2019-06-01", known), point("2019-06-01", gone[1])));
    assert_eq!(told, [row]);
}

#[test]
fn a_sealing_explains_nothing_of_a_note_that_was_corrected_before_the_next() {
    let mut log = programme();
    let round = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "titel": "Eerste", "peildatum": "2019-06-01" });
    log.add("ronde.geopend", "ronde/r", "2019-06-01", round);
    let note = |text: &str| json!({ "tekst": text, "ronde": "r" });
    let first = log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-06-01", note("Twaalf weken."));
    let sealed = log.seal("r", "college").unwrap();
    log.add("ronde.heropend", "ronde/r", "2019-07-01", json!({ "reden": "getal" }));
    let corrected = log.correct(first, "2019-06-01", note("Elf weken."));
    let again = log.seal("r", "college").unwrap();
    let of = |position| ComparisonPoint { round: Some("r".to_owned()), ..point("2019-06-01", position) };
    let told = compared(&log, of(sealed), of(again));
    let positions: Vec<&[u64]> = told.differences.iter().map(|row| &row.positions[..]).collect();
    assert_eq!(positions, [&[corrected][..]]);
}
