//! Tests of who may record where: own nodes, what is below them, and nothing of another.

use serde_json::{Value, json};

use super::*;
use crate::domain::testkit::{TestLog, event, proposal};

/// Two programmes, each with a policy area, a case and a facility.
fn log() -> TestLog {
    let mut log = TestLog::new();
    let node = |code: &str, level: &str, parent: Value| {
        let data = json!({ "niveau": level, "titel": code, "bovenliggend": parent });
        event("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data)
    };
    for code in ["8", "9"] {
        log.take(&node(code, "programma", Value::Null));
        log.take(&node(&format!("{code}A"), "beleidsterrein", json!(code)));
        log.take(&case(&format!("d{code}"), &format!("{code}A")));
        let data = json!({ "naam": "Opvang", "soort": "maatschappelijke-opvang", "onderdeel": format!("{code}A") });
        log.take(&event("voorziening.geopend", &format!("voorziening/v{code}"), "2019-02-01", data));
    }
    log
}

fn case(id: &str, node: &str) -> Value {
    let data = json!({ "titel": "Zaak", "soort": "wachtlijst", "onderdeel": node });
    event("dossier.geopend", &format!("dossier/{id}"), "2019-02-01", data)
}

fn note(subject: &str) -> Value {
    event("toelichting.vastgelegd", subject, "2019-03-01", json!({ "tekst": "stuk" }))
}

fn outside(log: &TestLog, events: &[Value], nodes: &[&str]) -> Option<usize> {
    let nodes: Vec<String> = nodes.iter().map(|&code| code.to_owned()).collect();
    first_outside(&log.state, &events.iter().map(proposal).collect::<Vec<_>>(), &nodes)
}

#[test]
fn own_nodes_are_those_of_the_token_with_all_below_them() {
    let log = log();
    for subject in ["onderdeel/9", "onderdeel/9A", "dossier/d9"] {
        assert_eq!(outside(&log, &[note(subject)], &["9"]), None, "{subject}");
        assert_eq!(outside(&log, &[note(subject)], &["8"]), Some(0), "{subject}");
    }
    assert_eq!(outside(&log, &[note("onderdeel/9")], &["9A"]), Some(0), "above is not below");
    assert_eq!(outside(&log, &[note("dossier/d9")], &["9A", "8"]), None);
    assert_eq!(outside(&log, &[note("dossier/d9")], &[]), Some(0));
    assert_eq!(outside(&log, &[note("dossier/nergens")], &["8", "9"]), Some(0), "what stands nowhere is nobody's");
}

#[test]
fn nothing_is_handed_over_to_another_or_taken_over_from_one() {
    let log = log();
    let dropped = |to: Value| event("onderdeel.vervallen", "onderdeel/9A", "2019-03-01", json!({ "opvolgers": to }));
    assert_eq!(outside(&log, &[dropped(json!(["9"]))], &["9"]), None);
    assert_eq!(outside(&log, &[dropped(json!(["8A"]))], &["9"]), Some(0), "all that hangs on it would go along");
    let next = |of: Value| {
        let data = json!({ "niveau": "prestatie", "titel": "x", "bovenliggend": "9A", "voortzettingVan": of });
        event("onderdeel.opgenomen", "onderdeel/9A1", "2019-03-01", data)
    };
    assert_eq!(outside(&log, &[next(json!(["9A"]))], &["9"]), None);
    assert_eq!(outside(&log, &[next(json!(["9A", "8A"]))], &["9"]), Some(0));
    let taken = |about: Value| {
        let data = json!({ "kenmerk": "B&W 19.0001", "soort": "collegebesluit", "titel": "x", "strekking": "vastgesteld", "betreft": about });
        event("besluit.genomen", "besluit/bw-19.0001", "2019-03-01", data)
    };
    assert_eq!(outside(&log, &[taken(json!(["dossier/d9", "onderdeel/9A"]))], &["9"]), None);
    assert_eq!(
        outside(&log, &[taken(json!(["dossier/d9", "dossier/d8"]))], &["9"]),
        Some(0),
        "one of its own is not enough"
    );
    assert_eq!(outside(&log, &[taken(json!([]))], &["9"]), Some(0), "what is about nothing is nobody's");
}

#[test]
fn a_new_subject_stands_where_its_data_say() {
    let log = log();
    assert_eq!(outside(&log, &[case("nieuw", "9A")], &["9"]), None);
    assert_eq!(outside(&log, &[case("nieuw", "8A")], &["9"]), Some(0));
    let below = json!({ "niveau": "prestatie", "titel": "x", "bovenliggend": "9A" });
    assert_eq!(outside(&log, &[event("onderdeel.opgenomen", "onderdeel/9A1", "2019-03-01", below)], &["9"]), None);
    let top = json!({ "niveau": "programma", "titel": "x" });
    assert_eq!(outside(&log, &[event("onderdeel.opgenomen", "onderdeel/7", "2019-03-01", top)], &["9"]), Some(0));
    let round = json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2026, "volgnummer": 1, "titel": "t", "peildatum": "2026-04-01" });
    assert_eq!(outside(&log, &[event("ronde.geopend", "ronde/2026-vr1", "2026-01-01", round)], &["9", "8"]), Some(0));
    let decision = |about: &str| {
        let data = json!({ "soort": "collegebesluit", "kenmerk": "B&W 26.0017", "titel": "t", "strekking": "vastgesteld",
            "betreft": [about] });
        event("besluit.genomen", "besluit/bw-26.0017", "2019-03-01", data)
    };
    assert_eq!(outside(&log, &[decision("dossier/d9")], &["9"]), None);
    assert_eq!(outside(&log, &[decision("dossier/d8")], &["9"]), Some(0));
}

#[test]
fn nothing_of_another_is_taken_over_and_nothing_of_ones_own_given_away() {
    let log = log();
    let moved = |kind: &str, subject: &str, data: Value| event(kind, subject, "2019-04-01", data);
    let taken = moved("dossier.gewijzigd", "dossier/d8", json!({ "onderdeel": "9A" }));
    assert_eq!(outside(&log, std::slice::from_ref(&taken), &["9"]), Some(0));
    assert_eq!(outside(&log, &[taken], &["8", "9"]), None);
    let given = moved("onderdeel.gewijzigd", "onderdeel/9A", json!({ "bovenliggend": "8" }));
    assert_eq!(outside(&log, &[given], &["9"]), Some(0));
    let planned = |case: &str| {
        moved("mijlpaal.gepland", "mijlpaal/m", json!({ "omschrijving": "x", "dossier": case, "per": "2026-06-01" }))
    };
    assert_eq!(outside(&log, &[planned("d9")], &["9"]), None);
    assert_eq!(outside(&log, &[planned("d8")], &["9"]), Some(0));
}

#[test]
fn a_list_may_be_about_what_it_introduces_itself() {
    let log = log();
    assert_eq!(outside(&log, &[case("nieuw", "9A"), note("dossier/nieuw")], &["9"]), None);
    assert_eq!(
        outside(&log, &[note("dossier/nieuw"), case("nieuw", "9A")], &["9"]),
        Some(0),
        "in the order of the list"
    );
    assert_eq!(outside(&log, &[case("nieuw", "9A"), note("dossier/d8")], &["9"]), Some(1));
}

#[test]
fn a_programme_of_another_is_not_taken_by_a_parent_of_ones_own() {
    let below = event("onderdeel.gewijzigd", "onderdeel/8", "2019-04-01", json!({ "bovenliggend": "9A" }));
    assert_eq!(outside(&log(), &[below], &["9"]), Some(0), "it stands at itself, which is no own node");
}
