//! Tests how notes and lights of one day are shown together, in both versions of the report.

use serde_json::{Value, json};

use super::kit::{TestLog, request};
use crate::report_in_version;

/// Returns a log with an output, the rounds `vr1` (1 May), `vr2` (1 September) and `vr3` (1 December), and the notes
/// and the light of the output in the first two.
fn sealed() -> TestLog {
    let mut log = TestLog::default();
    let output = json!({ "niveau": "prestatie", "titel": "Opvang" });
    log.add("onderdeel.opgenomen", "onderdeel/9C1.1", "2021-01-01", output);
    for (id, date) in [("vr1", "2021-05-01"), ("vr2", "2021-09-01"), ("vr3", "2021-12-01")] {
        let round = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2021, "titel": id, "peildatum": date });
        log.add("ronde.geopend", &format!("ronde/{id}"), "2021-01-01", round);
    }
    note(&mut log, "2021-05-01", "Wachtlijst groeit.", Some("vr1"));
    note(&mut log, "2021-09-01", "Wachtlijst is lang.", Some("vr2"));
    light(&mut log, "2021-09-01", json!({ "kleur": "oranje", "tijd": "rood", "ronde": "vr2" }));
    log.seal("vr2", "college").unwrap();
    log
}

fn note(log: &mut TestLog, day: &str, text: &str, round: Option<&str>) -> u64 {
    let mut data = json!({ "tekst": text });
    if let Some(round) = round {
        data["ronde"] = round.into();
    }
    log.add("toelichting.vastgelegd", "onderdeel/9C1.1", day, data)
}

fn light(log: &mut TestLog, day: &str, data: Value) -> u64 {
    log.add("stoplicht.gezet", "onderdeel/9C1.1", day, data)
}

/// Returns the output in the report of a version.
fn output(log: &TestLog, version: u32, on: &str, round: Option<&str>) -> Value {
    let mut request = request(on, log.state.head());
    request.round = round.map(str::to_owned);
    let answer = report_in_version(version, &log.state, log, &request).unwrap();
    let report: Value = serde_json::from_slice(&answer.canonical).unwrap();
    assert_eq!(report["rapportageVersie"], version);
    report["onderdelen"][0].clone()
}

fn texts(output: &Value) -> Vec<&str> {
    output["toelichtingen"].as_array().unwrap().iter().map(|note| note["tekst"].as_str().unwrap()).collect()
}

#[test]
fn a_late_note_without_a_round_stands_beside_the_sealed_one_and_hides_nothing() {
    let mut log = sealed();
    note(&mut log, "2021-09-01", "Alles is inmiddels opgelost.", None);
    let both = ["Wachtlijst is lang.", "Alles is inmiddels opgelost."];
    for on in ["2021-09-01", "2021-09-02", "2021-11-30"] {
        assert_eq!(texts(&output(&log, 2, on, None)), both, "{on}");
    }
    assert_eq!(texts(&output(&log, 2, "2021-08-31", None)), ["Wachtlijst groeit."]);
    assert_eq!(texts(&output(&log, 2, "2021-09-01", Some("vr2"))), ["Wachtlijst is lang."], "its own alone");
    assert_eq!(
        texts(&output(&log, 1, "2021-09-01", None)),
        ["Alles is inmiddels opgelost."],
        "as the first shape said"
    );
    note(&mut log, "2021-09-02", "Nieuwe dag.", None);
    assert_eq!(texts(&output(&log, 2, "2021-09-01", None)), both);
    assert_eq!(texts(&output(&log, 2, "2021-09-02", None)), ["Nieuwe dag."], "a newer day is another matter");
}

#[test]
fn a_round_that_takes_notes_over_takes_all_groups_of_the_newest_day() {
    let mut log = sealed();
    note(&mut log, "2021-09-01", "Alles is inmiddels opgelost.", None);
    let taken = output(&log, 2, "2021-12-01", Some("vr3"));
    assert_eq!(texts(&taken), ["Wachtlijst is lang.", "Alles is inmiddels opgelost."]);
    assert!(taken["toelichtingen"].as_array().unwrap().iter().all(|note| note["overgenomen"] == true));
    assert_eq!(texts(&output(&log, 2, "2021-05-01", Some("vr1"))), ["Wachtlijst groeit."]);
}

#[test]
fn a_group_of_a_round_stands_on_its_reporting_date_and_before_it_where_its_newest_member_does() {
    let mut log = sealed();
    note(&mut log, "2021-11-01", "Vroeg voor de derde.", Some("vr3"));
    note(&mut log, "2021-11-15", "Zonder ronde.", None);
    assert_eq!(texts(&output(&log, 2, "2021-11-10", None)), ["Vroeg voor de derde."]);
    assert_eq!(texts(&output(&log, 2, "2021-11-20", None)), ["Zonder ronde."], "the round has not come yet");
    assert_eq!(texts(&output(&log, 2, "2021-12-01", None)), ["Vroeg voor de derde."], "it stands on its date now");
    assert_eq!(texts(&output(&log, 1, "2021-12-01", None)), ["Zonder ronde."]);
}

#[test]
fn lights_of_one_day_stand_side_by_side_and_never_mix() {
    let mut log = sealed();
    light(&mut log, "2021-09-01", json!({ "kleur": "groen" }));
    let shown = &output(&log, 2, "2021-09-01", None)["stoplicht"];
    assert_eq!((&shown["kleur"], &shown["tijd"], &shown["ronde"]), (&json!("groen"), &Value::Null, &Value::Null));
    let beside = &shown["daarnaast"][0];
    assert_eq!(
        (&beside["kleur"], &beside["tijd"], &beside["ronde"]),
        (&json!("oranje"), &json!("rood"), &json!("vr2"))
    );
    assert_eq!((&beside["daarnaast"], shown["daarnaast"].as_array().unwrap().len()), (&json!([]), 1));
    let of_round = &output(&log, 2, "2021-09-01", Some("vr2"))["stoplicht"];
    assert_eq!((&of_round["kleur"], &of_round["daarnaast"]), (&json!("oranje"), &json!([])));
    let first = &output(&log, 1, "2021-09-01", None)["stoplicht"];
    assert_eq!(first["kleur"], "groen");
    assert!(first.get("daarnaast").is_none(), "the first shape has no such field");
}
