//! Series by example.

use serde_json::{Value, json};

use super::{asked, everything};
use crate::sealing::SealingSelector;
use crate::series::{RoundSelection, SeriesError, SeriesRequest, SeriesView, series};
use crate::tests::kit::TestLog;

fn round(log: &mut TestLog, id: &str, year: i64, day: &str) {
    let data =
        json!({ "soort": "jaarstukken", "begrotingsjaar": year, "titel": format!("Ronde {id}"), "peildatum": day });
    log.add("ronde.geopend", &format!("ronde/{id}"), day, data);
}

/// Two rounds of two years. Goal 8A of the first goes on as 9A in the second; between them a waiting list opens, and
/// the shelter grows.
fn log() -> TestLog {
    let mut log = TestLog::default();
    let area = |title: &str| json!({ "niveau": "beleidsterrein", "titel": title });
    log.add("onderdeel.opgenomen", "onderdeel/8A", "2019-01-01", area("Opvang voor iedereen"));
    let place = json!({ "naam": "De Brug", "soort": "wijkteam", "onderdeel": "8A", "capaciteit": 20 });
    log.add("voorziening.geopend", "voorziening/brug", "2019-01-01", place);
    let target = json!({ "omschrijving": "Taakstelling", "soort": "taakstelling", "effect": "nadeel", "stand": "prognose",
        "onderdeel": "8A", "bedragInCenten": 35_000 });
    log.add("bijstelling.vastgelegd", "bijstelling/taak", "2019-01-01", target);
    let series = json!({ "naam": "Wachttijd", "eenheid": "dagen", "richting": "lager-is-beter", "onderdeel": "8A" });
    log.add("indicator.opgenomen", "indicator/wacht", "2019-01-01", series);
    let measured = |log: &mut TestLog, day: &str, value: &str| {
        let data = json!({ "periode": "2019", "waarde": value, "status": "voorlopig" });
        log.add("indicator.gemeten", "indicator/wacht", day, data)
    };
    measured(&mut log, "2019-05-01", "40");
    round(&mut log, "2019-js", 2019, "2019-06-01");
    log.add("stoplicht.gezet", "onderdeel/8A", "2019-06-01", json!({ "kleur": "rood", "ronde": "2019-js" }));
    let note = json!({ "kop": "Wachten", "tekst": "Er wachten twaalf gezinnen.", "ronde": "2019-js" });
    log.add("toelichting.vastgelegd", "onderdeel/8A", "2019-06-01", note);
    log.seal("2019-js", "college");

    log.add("onderdeel.opgenomen", "onderdeel/9A", "2020-01-01", area("Opvang"));
    log.add("onderdeel.vervallen", "onderdeel/8A", "2020-01-01", json!({ "opvolgers": ["9A"] }));
    let case = json!({ "titel": "Wachtlijst crèche", "soort": "wachtlijst", "onderdeel": "9A" });
    log.add("dossier.geopend", "dossier/wachtlijst", "2020-02-01", case);
    log.add("voorziening.capaciteit-gewijzigd", "voorziening/brug", "2020-02-01", json!({ "capaciteit": 30 }));
    let part = json!({ "omschrijving": "Ingevuld", "soort": "realisatie", "effect": "voordeel", "stand": "realisatie",
        "onderdeel": "9A", "bedragInCenten": 10_000, "begrotingsjaar": 2020, "realiseert": "taak" });
    log.add("bijstelling.vastgelegd", "bijstelling/deel", "2020-02-01", part);
    measured(&mut log, "2020-02-01", "45");
    round(&mut log, "2020-js", 2020, "2020-06-01");
    log.add("stoplicht.gezet", "dossier/wachtlijst", "2020-06-01", json!({ "kleur": "oranje", "ronde": "2020-js" }));
    log
}

fn row<'v>(answer: &'v Value, subject: &str) -> &'v Value {
    let rows = answer["rijen"].as_array().unwrap();
    rows.iter().find(|row| row["onderwerp"] == subject).unwrap_or_else(|| panic!("no {subject} in {answer:#}"))
}

/// Returns one field of each cell of a row.
fn cells(row: &Value, field: &str) -> Vec<Value> {
    let path = |cell: &Value| field.split('.').fold(cell.clone(), |value, part| value[part].clone());
    row["cellen"].as_array().unwrap().iter().map(path).collect()
}

#[test]
fn a_node_that_goes_on_under_another_code_keeps_its_row_with_its_light_and_notes() {
    let log = log();
    let answer = asked(&log, &everything(&log));
    let area = row(&answer, "onderdeel/9A");
    assert_eq!(cells(area, "code"), ["8A", "9A"]);
    assert_eq!(cells(area, "titel"), ["Opvang voor iedereen", "Opvang"]);
    assert_eq!(cells(area, "stoplicht.kleur"), ["rood", "rood"]);
    assert_eq!(cells(area, "stoplicht.overgenomen"), [false, true]);
    assert_eq!(cells(area, "toelichting.overgenomen"), [false, true]);
    assert!(!answer.to_string().contains("onderdeel/8A"), "the old code has no row of its own");
}

#[test]
fn every_subject_has_one_row_and_every_round_one_column() {
    let log = log();
    let answer = asked(&log, &everything(&log));
    assert_eq!(answer["rondes"][0]["id"], "2019-js");
    assert_eq!((&answer["rondes"][0]["versie"], &answer["rondes"][0]["orgaan"]), (&json!(1), &json!("college")));
    assert_eq!(
        (&answer["rondes"][1]["versie"], &answer["rondes"][1]["titel"]),
        (&Value::Null, &json!("Ronde 2020-js"))
    );
    assert_eq!(cells(row(&answer, "voorziening/brug"), "capaciteit"), [20, 30]);
    assert_eq!(cells(row(&answer, "bijstelling/taak"), "openInCenten"), [35_000, 25_000]);
    assert_eq!(cells(row(&answer, "bijstelling/taak"), "gemeld"), ["nieuw".into(), Value::Null], "nobody said so");
    assert_eq!(cells(row(&answer, "dossier/wachtlijst"), "stoplicht.kleur"), [Value::Null, "oranje".into()]);
    let width = answer["rondes"].as_array().unwrap().len();
    for row in answer["rijen"].as_array().unwrap() {
        assert_eq!(row["cellen"].as_array().unwrap().len(), width, "{row}");
    }
}

#[test]
fn a_value_that_a_later_round_gives_otherwise_for_the_same_period_is_revised() {
    let mut log = log();
    let later = json!({ "soort": "jaarstukken", "begrotingsjaar": 2021, "titel": "Later", "peildatum": "2021-12-31" });
    log.add("ronde.geopend", "ronde/later", "2021-12-31", later);
    let answer = asked(&log, &everything(&log));
    let period = row(&answer, "indicator/wacht");
    assert_eq!(period["periode"], "2019");
    assert_eq!(
        (cells(period, "waarde"), cells(period, "herzien")),
        (vec!["40".into(), "45".into(), "45".into()], vec![false.into(), true.into(), false.into()]),
        "the last round gives what the one before it gave"
    );
}

#[test]
fn a_round_shows_what_it_reported_unless_what_is_known_now_is_asked_for() {
    let mut log = log();
    log.correct(
        2,
        "2019-01-01",
        json!({ "naam": "De Brug", "soort": "wijkteam", "onderdeel": "8A", "capaciteit": 18 }),
    );
    let reported = asked(&log, &everything(&log));
    let now = asked(&log, &SeriesRequest { view: SeriesView::AsKnownNow, ..everything(&log) });
    assert_eq!(cells(row(&reported, "voorziening/brug"), "capaciteit"), [20, 30]);
    assert_eq!(cells(row(&now, "voorziening/brug"), "capaciteit"), [18, 30]);
}

#[test]
fn a_node_brings_the_rows_that_were_at_its_earlier_code() {
    let log = log();
    let answer = asked(&log, &SeriesRequest { node: Some("9A".into()), ..everything(&log) });
    row(&answer, "voorziening/brug");
    let old = series(&log.state, &log, &SeriesRequest { node: Some("8A".into()), ..everything(&log) }).unwrap();
    assert_eq!(serde_json::to_value(old.rows).unwrap(), answer["rijen"], "its earlier code means the same node");
    let nowhere = series(&log.state, &log, &SeriesRequest { node: Some("7".into()), ..everything(&log) });
    assert!(matches!(nowhere, Err(SeriesError::Report(crate::ReportError::NoSuchNode(_)))));
}

#[test]
fn a_title_is_found_whatever_its_capitals_and_accents() {
    let log = log();
    let answer = asked(&log, &SeriesRequest { title: Some("CRECHE".into()), ..everything(&log) });
    assert_eq!(answer["rijen"].as_array().unwrap().len(), 1);
    row(&answer, "dossier/wachtlijst");
    let earlier = asked(&log, &SeriesRequest { title: Some("voor iedereen".into()), ..everything(&log) });
    assert_eq!(cells(row(&earlier, "onderdeel/9A"), "code"), ["8A", "9A"], "an earlier title counts");
}

#[test]
fn one_subject_has_the_texts_that_each_round_renewed_and_an_erased_text_is_null() {
    let mut log = log();
    let only = |log: &TestLog| SeriesRequest { subject: Some("onderdeel/9A".into()), ..everything(log) };
    let answer = asked(&log, &only(&log));
    let texts = cells(row(&answer, "onderdeel/9A"), "toelichting.teksten");
    assert_eq!(texts, [json!([{ "kop": "Wachten", "positie": 8, "tekst": "Er wachten twaalf gezinnen." }]), json!([])]);
    log.erase(8);
    let answer = asked(&log, &only(&log));
    assert!(!answer.to_string().contains("twaalf"), "{answer}");
    assert_eq!(cells(row(&answer, "onderdeel/9A"), "toelichting.aantal"), [1, 1]);
    let whole = asked(&log, &everything(&log));
    assert!(!whole.to_string().contains("Wachten"), "no texts where not one subject was asked for");
}

#[test]
fn an_amount_is_shown_in_the_rounds_of_its_year_and_a_node_that_ended_says_so() {
    let mut log = log();
    log.add("onderdeel.vervallen", "onderdeel/9A", "2020-05-01", json!({ "opvolgers": [] }));
    let answer = asked(&log, &everything(&log));
    assert_eq!(cells(row(&answer, "bijstelling/deel"), "bedragInCenten"), [Value::Null, 10_000.into()]);
    // Its successor ended before the second round, so no round shows it and the row ends with its own code.
    let ended = row(&answer, "onderdeel/8A");
    assert_eq!(cells(ended, "status"), [Value::Null, "vervallen".into()]);
    assert_eq!((&cells(ended, "sinds")[1], &cells(ended, "opvolgers")[1]), (&json!("2020-01-01"), &json!(["9A"])));
}

#[test]
fn rounds_are_chosen_by_name_or_by_day_and_an_unknown_one_is_refused() {
    let log = log();
    let ids = |rounds: RoundSelection| {
        let answer = asked(&log, &SeriesRequest { rounds, ..everything(&log) });
        cells(&json!({ "cellen": answer["rondes"] }), "id")
    };
    let day = |text: &str| crate::domain::time::Day::parse(text).unwrap();
    assert_eq!(ids(RoundSelection::Between { from: Some(day("2019-06-02")), until: None }), ["2020-js"]);
    assert_eq!(ids(RoundSelection::Between { from: None, until: Some(day("2019-06-01")) }), ["2019-js"]);
    let named = |id: &str, which| RoundSelection::Named(vec![(id.to_owned(), which)]);
    assert_eq!(ids(named("2019-js", SealingSelector::Version(1))), ["2019-js"]);
    for (id, which) in [("2031-js", SealingSelector::Newest), ("2020-js", SealingSelector::Version(1))] {
        let refused = series(&log.state, &log, &SeriesRequest { rounds: named(id, which), ..everything(&log) });
        assert!(matches!(refused, Err(SeriesError::Round(_))), "{id}");
    }
    let unknown = SeriesRequest { subject: Some("dossier/niets".into()), ..everything(&log) };
    assert!(matches!(series(&log.state, &log, &unknown), Err(SeriesError::NoSuchSubject(_))));
}

#[test]
fn an_amount_is_carried_over_only_where_the_round_tells_another_of_its_programme_again() {
    let mut log = TestLog::default();
    for code in ["7", "9"] {
        let data = json!({ "niveau": "programma", "titel": code });
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
    round(&mut log, "een", 2019, "2019-04-01");
    for (id, code) in [("stil", "9"), ("weer", "9"), ("elders", "7")] {
        let data = json!({ "onderdeel": code, "omschrijving": id, "bedragInCenten": 100, "soort": "tekort",
            "effect": "nadeel", "stand": "prognose", "begrotingsjaar": 2019 });
        log.add("bijstelling.vastgelegd", &format!("bijstelling/{id}"), "2019-04-01", data);
    }
    round(&mut log, "twee", 2019, "2019-09-01");
    log.add("bijstelling.opnieuw-gemeld", "bijstelling/weer", "2019-09-01", json!({ "ronde": "twee" }));
    let answer = asked(&log, &everything(&log));
    let told = |id: &str| cells(row(&answer, &format!("bijstelling/{id}")), "gemeld");
    assert_eq!(told("weer"), ["nieuw", "opnieuw-gemeld"]);
    assert_eq!(told("stil"), ["nieuw", "overgenomen"]);
    assert_eq!(told("elders"), ["nieuw".into(), Value::Null], "of programme 7 the round tells nothing");
}
