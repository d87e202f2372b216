//! The history of a subject: what each event changed on its own day, and whether it still counts.

use insta::assert_snapshot;
use peildatum::projections::{HistoryError, InMemoryLog, history, steps};
use serde_json::{Value, json};

use crate::recorded::{id, log_of, stream};

fn event(kind: &str, subject: &str, day: &str, data: Value) -> Value {
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": subject, "ingangsdatum": day, "gegevens": data })
}

fn correcting(position: u64, mut event: Value) -> Value {
    event["herstelt"] = id(position).into();
    event
}

fn withdrawing(position: u64) -> Value {
    event(
        "gebeurtenis.ingetrokken",
        &format!("gebeurtenis/{}", id(position)),
        "2019-12-31",
        json!({ "reden": "Fout." }),
    )
}

/// Formats one line per event: its position, what it changed, and whether it counts.
fn told(log: &InMemoryLog, subject: &str, position: u64) -> String {
    let history = history(log.state(), log, subject, position).expect("a history");
    let rows = history["gebeurtenissen"].as_array().expect("rows").iter().map(|row| {
        let changes = row["wijzigingen"].as_array().expect("changes").iter();
        let changes: Vec<String> =
            changes.map(|c| format!("{} {} > {}", c["veld"].as_str().expect("a name"), c["van"], c["naar"])).collect();
        let since = match &row["teltNietMeerSinds"] {
            Value::Null => String::new(),
            since => format!(" ({} {})", since["reden"].as_str().expect("a reason"), since["positie"]),
        };
        assert_eq!(row["teltMee"].as_bool(), Some(since.is_empty()));
        let kind = row["gebeurtenis"]["type"].as_str().expect("a type").trim_start_matches("nl.peildatum.");
        format!("{} {kind}{since}: {}", row["positie"], changes.join(", "))
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_closing_that_was_moved_shows_from_which_day_to_which() {
    let log = log_of([
        event(
            "voorziening.geopend",
            "voorziening/gebouw-c",
            "2019-01-01",
            json!({ "naam": "Gebouw C", "soort": "maatschappelijke-opvang", "onderdeel": "9C1.1", "capaciteit": 15 }),
        ),
        event("voorziening.gesloten", "voorziening/gebouw-c", "2019-04-01", json!({ "reden": "Huur loopt af." })),
        correcting(
            2,
            event("voorziening.gesloten", "voorziening/gebouw-c", "2019-04-08", json!({ "reden": "Huur loopt af." })),
        ),
        event("voorziening.capaciteit-gewijzigd", "voorziening/gebouw-c", "2019-02-01", json!({ "capaciteit": 20 })),
    ]);
    assert_snapshot!(told(&log, "voorziening/gebouw-c", 4), @r#"
    1 voorziening.geopend: status null > "open", sinds null > "2019-01-01", soort null > "maatschappelijke-opvang", onderdeel null > "9C1.1", naam null > "Gebouw C", capaciteit null > 15
    2 voorziening.gesloten (hersteld 3): status "open" > "gesloten", sinds "2019-01-01" > "2019-04-01", reden null > "Huur loopt af."
    3 voorziening.gesloten: sinds "2019-04-01" > "2019-04-08", ingangsdatum "2019-04-01" > "2019-04-08"
    4 voorziening.capaciteit-gewijzigd: capaciteit 15 > 20
    "#);
    assert_snapshot!(told(&log, "voorziening/gebouw-c", 2), @r#"
    1 voorziening.geopend: status null > "open", sinds null > "2019-01-01", soort null > "maatschappelijke-opvang", onderdeel null > "9C1.1", naam null > "Gebouw C", capaciteit null > 15
    2 voorziening.gesloten: status "open" > "gesloten", sinds "2019-01-01" > "2019-04-01", reden null > "Huur loopt af."
    "#);
}

#[test]
fn a_withdrawal_stands_in_the_history_of_what_it_hits_and_brings_back_what_was_corrected() {
    let log = log_of([
        event(
            "toelichting.vastgelegd",
            "onderdeel/9A1.1",
            "2019-04-01",
            json!({ "tekst": "Eerste tekst.", "kop": "Kop" }),
        ),
        correcting(
            1,
            event("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-04-02", json!({ "tekst": "Tweede tekst." })),
        ),
        withdrawing(2),
        withdrawing(1),
    ]);
    assert_snapshot!(told(&log, "onderdeel/9A1.1", 4), @r#"
    1 toelichting.vastgelegd (ingetrokken 4): tekst null > "Eerste tekst.", kop null > "Kop"
    2 toelichting.vastgelegd (ingetrokken 3): tekst "Eerste tekst." > "Tweede tekst.", ingangsdatum "2019-04-01" > "2019-04-02", kop "Kop" > null
    3 gebeurtenis.ingetrokken: tekst "Tweede tekst." > "Eerste tekst.", kop null > "Kop", ingangsdatum "2019-04-02" > "2019-04-01"
    4 gebeurtenis.ingetrokken: tekst "Eerste tekst." > null, kop "Kop" > null
    "#);
    assert_snapshot!(told(&log, "onderdeel/9A1.1", 3), @r#"
    1 toelichting.vastgelegd: tekst null > "Eerste tekst.", kop null > "Kop"
    2 toelichting.vastgelegd (ingetrokken 3): tekst "Eerste tekst." > "Tweede tekst.", ingangsdatum "2019-04-01" > "2019-04-02", kop "Kop" > null
    3 gebeurtenis.ingetrokken: tekst "Tweede tekst." > "Eerste tekst.", kop null > "Kop", ingangsdatum "2019-04-02" > "2019-04-01"
    "#);
}

#[test]
fn a_light_changes_the_light_before_it_and_a_measurement_only_its_period() {
    let light = |day: &str, colour: &str, round: &str| {
        event("stoplicht.gezet", "onderdeel/9A1.1", day, json!({ "kleur": colour, "ronde": round }))
    };
    let measured = |period: &str, value: &str| {
        event(
            "indicator.gemeten",
            "indicator/bereik",
            "2019-07-01",
            json!({ "periode": period, "waarde": value, "status": "voorlopig" }),
        )
    };
    let log = log_of([
        light("2019-04-01", "groen", "2019-vr1"),
        light("2019-09-01", "oranje", "2019-vr2"),
        measured("2018", "70"),
        measured("2019", "78"),
        correcting(4, measured("2019", "78.5")),
        correcting(3, measured("2017", "70")),
    ]);
    assert_snapshot!(told(&log, "onderdeel/9A1.1", 6), @r#"
    1 stoplicht.gezet: ronde null > "2019-vr1", kleur null > "groen"
    2 stoplicht.gezet: ronde "2019-vr1" > "2019-vr2", kleur "groen" > "oranje"
    "#);
    assert_snapshot!(told(&log, "indicator/bereik", 6), @r#"
    3 indicator.gemeten (hersteld 6): periode null > "2018", waarde null > "70", status null > "voorlopig"
    4 indicator.gemeten (hersteld 5): periode null > "2019", waarde null > "78", status null > "voorlopig"
    5 indicator.gemeten: waarde "78" > "78.5"
    6 indicator.gemeten: periode "2018" > "2017"
    "#);
}

#[test]
fn a_review_changes_the_judgement_alone() {
    let mut draft =
        event("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    draft["herkomst"] = json!({ "document": "Bladzijde", "oordeel": "nakijken" });
    let mut reviewed = correcting(1, draft.clone());
    reviewed["herkomst"]["oordeel"] = "zeker".into();
    assert_snapshot!(told(&log_of([draft, reviewed]), "onderdeel/9", 2), @r#"
    1 onderdeel.opgenomen (hersteld 2): bestaan null > true, niveau null > "programma", titel null > "Zorg"
    2 onderdeel.opgenomen: oordeel "nakijken" > null
    "#);
}

#[test]
fn steps_show_the_whole_state_before_and_after() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let steps = steps(log.state(), &log, "voorziening/gebouw-c", log.state().head()).expect("steps");
    let rows = steps["gebeurtenissen"].as_array().expect("rows");
    assert_eq!(rows[0]["voor"], json!({}));
    assert_eq!(rows[0]["na"]["status"], "open");
    let closing = rows.iter().find(|row| row["na"]["status"] == "gesloten").expect("a closing");
    assert_eq!((&closing["voor"]["status"], &closing["na"]["sinds"]), (&json!("open"), &json!("2019-04-01")));
}

#[test]
fn a_subject_of_which_nothing_was_recorded_by_then_has_no_history() {
    let log = log_of([event(
        "onderdeel.opgenomen",
        "onderdeel/9A",
        "2019-01-01",
        json!({ "niveau": "beleidsterrein", "titel": "Ouderen", "bovenliggend": "9" }),
    )]);
    let asked = |subject, position| history(log.state(), &log, subject, position);
    assert!(matches!(asked("onderdeel/9", 1), Err(HistoryError::UnknownSubject(_))), "only referred to");
    assert!(matches!(asked("onderdeel/9A", 0), Err(HistoryError::UnknownSubject(_))));
    assert!(asked("onderdeel/9A", 1).is_ok());
}

#[test]
fn a_code_that_is_used_again_starts_without_the_light_it_had() {
    let node = |day: &str, title: &str| {
        event("onderdeel.opgenomen", "onderdeel/9", day, json!({ "niveau": "programma", "titel": title }))
    };
    let light = |day: &str, colour: &str| event("stoplicht.gezet", "onderdeel/9", day, json!({ "kleur": colour }));
    let log = log_of([
        node("2019-01-01", "Zorg"),
        light("2019-04-01", "groen"),
        event("onderdeel.vervallen", "onderdeel/9", "2020-01-01", json!({ "opvolgers": [] })),
        node("2020-07-01", "Wonen"),
        light("2020-09-01", "rood"),
    ]);
    assert_snapshot!(told(&log, "onderdeel/9", 5), @r#"
    1 onderdeel.opgenomen: bestaan null > true, niveau null > "programma", titel null > "Zorg"
    2 stoplicht.gezet: kleur null > "groen"
    3 onderdeel.vervallen: bestaan true > false
    4 onderdeel.opgenomen: bestaan false > true, titel "Zorg" > "Wonen"
    5 stoplicht.gezet: kleur null > "rood"
    "#);
}
