//! Comparisons by example: building C, late facts, notes, nodes that are replaced, continued, moved and reused.

use serde_json::{Value, json};

use super::{compared, point, shorts};
use crate::comparison::ComparisonPoint;
use crate::tests::kit::{TestLog, event, id};

/// Builds building C: its closing (effective 2019-04-01) is recorded on 2019-03-20; a correction recorded on 2019-06-03
/// moves it to 8 April.
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
    // The closing itself, as known before the correction, is a change in the world.
    let told = compared(&log, at("2019-03-31", "2019-05-28T12:00:00Z"), at("2019-04-01", "2019-05-28T12:00:00Z"));
    assert_eq!(
        shorts(&told),
        [
            r#"voorziening/gebouw-c sinds: "2018-01-01" -> "2019-04-01" gewijzigd nieuw  [3]"#,
            r#"voorziening/gebouw-c status: "open" -> "gesloten" gewijzigd nieuw  [3]"#,
        ]
    );
}

pub(super) fn round(log: &mut TestLog, id: &str, kind: &str, year: i64, on: &str) -> u64 {
    let data = json!({ "soort": kind, "begrotingsjaar": year, "titel": id, "peildatum": on });
    log.add("ronde.geopend", &format!("ronde/{id}"), on, data)
}

/// Builds a programme with an area, a goal and two outputs, from the first day of 2019.
pub(super) fn programme() -> TestLog {
    let mut log = TestLog::default();
    for (code, level, above) in [
        ("9", "programma", None),
        ("9A", "beleidsterrein", Some("9")),
        ("9A1", "doel", Some("9A")),
        ("9A1.1", "prestatie", Some("9A1")),
        ("9A1.2", "prestatie", Some("9A1")),
    ] {
        let mut data = json!({ "niveau": level, "titel": format!("Titel {code}") });
        if let Some(above) = above {
            data["bovenliggend"] = above.into();
        }
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
    log
}

pub(super) fn node(log: &mut TestLog, code: &str, day: &str, more: Value) -> u64 {
    let mut data = json!({ "niveau": "prestatie", "titel": format!("Titel {code}"), "bovenliggend": "9A1" });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), day, data)
}

pub(super) fn drop_node(log: &mut TestLog, code: &str, day: &str, successors: &[&str]) -> u64 {
    log.add("onderdeel.vervallen", &format!("onderdeel/{code}"), day, json!({ "opvolgers": successors }))
}

/// Returns only the rows about nodes, between two days as known at the head.
fn of_nodes(log: &TestLog, from: &str, to: &str) -> Vec<String> {
    let head = log.state.head();
    let all = shorts(&compared(log, point(from, head), point(to, head)));
    all.into_iter().filter(|row| row.contains("onderdeel/") && !row.contains("(toelichting)")).collect()
}

#[test]
fn a_late_fact_is_told_as_late_and_no_error() {
    let mut log = programme();
    let known = log.state.head();
    let opened =
        json!({ "naam": "Nachtopvang", "soort": "maatschappelijke-opvang", "onderdeel": "9A1.1", "capaciteit": 20 });
    log.add("voorziening.geopend", "voorziening/nacht", "2019-02-01", opened);
    let head = log.add("voorziening.gesloten", "voorziening/nacht", "2019-05-01", json!({ "reden": "Verhuisd" }));
    let told = compared(&log, point("2019-04-01", known), point("2019-06-01", head));
    let rows = shorts(&told);
    assert!(
        rows.contains(&r#"voorziening/nacht bestaan: false -> true toegevoegd herstel nagekomen [6]"#.to_owned()),
        "{rows:#?}"
    );
    assert!(rows.contains(&r#"voorziening/nacht capaciteit: null -> 20 toegevoegd herstel nagekomen [6]"#.to_owned()));
    assert!(
        rows.contains(&r#"voorziening/nacht status: "open" -> "gesloten" gewijzigd nieuw  [7]"#.to_owned()),
        "{rows:#?}"
    );
    assert_eq!(told.counts.corrections, 7, "bestaan, capaciteit, naam, onderdeel, sinds, soort, status: {rows:#?}");
}

#[test]
fn what_was_withdrawn_is_a_correction_and_says_so() {
    let mut log = programme();
    let amount = json!({ "onderdeel": "9A1.1", "omschrijving": "Windvoordeel", "bedragInCenten": 41_500_000, "soort": "meevaller",
        "effect": "voordeel", "stand": "realisatie", "begrotingsjaar": 2020 });
    let recorded = log.add("bijstelling.vastgelegd", "bijstelling/m", "2019-03-01", amount);
    let withdrawn = log.withdraw(recorded);
    let told = compared(&log, point("2019-04-01", recorded), point("2019-04-01", withdrawn));
    assert!(
        told.differences.iter().all(|row| row.ground.unwrap().name() == "ingetrokken" && row.positions == [withdrawn])
    );
    let total = &told.totals[0];
    assert_eq!((total.from, total.correction, total.late, total.new, total.to), (41_500_000, -41_500_000, 0, 0, 0));
}

#[test]
fn a_node_that_is_replaced_goes_on_under_the_code_of_its_successor() {
    let mut log = programme();
    log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-02-01", json!({ "tekst": "Loopt." }));
    node(&mut log, "9A1.3", "2019-06-01", json!({ "titel": "Nieuwe naam" }));
    drop_node(&mut log, "9A1.1", "2019-06-01", &["9A1.3"]);
    assert_eq!(
        of_nodes(&log, "2019-05-01", "2019-07-01"),
        [
            r#"onderdeel/9A1.1 -> onderdeel/9A1.3 code: "9A1.1" -> "9A1.3" gewijzigd nieuw  [7, 8]"#,
            r#"onderdeel/9A1.1 -> onderdeel/9A1.3 titel: "Titel 9A1.1" -> "Nieuwe naam" gewijzigd nieuw  [7, 8]"#,
        ]
    );
    let told = compared(&log, point("2019-05-01", 8), point("2019-07-01", 8));
    assert!(told.differences.iter().all(|row| row.note.is_none()), "its note went with it, which is no difference");
    assert!(told.warnings.iter().any(|warning| warning.name() == "andere-doelenboom"));
}

#[test]
fn a_node_that_says_what_it_goes_on_from_is_that_node() {
    let mut log = programme();
    drop_node(&mut log, "9A1.1", "2019-06-01", &[]);
    node(&mut log, "9A1.4", "2019-06-01", json!({ "voortzettingVan": ["9A1.1"], "titel": "Titel 9A1.1" }));
    let rows = of_nodes(&log, "2019-05-01", "2019-07-01");
    assert!(rows[0].starts_with(r#"onderdeel/9A1.1 -> onderdeel/9A1.4 code: "9A1.1" -> "9A1.4""#), "{rows:#?}");
    assert_eq!(rows.len(), 2, "its code, and what it says it goes on from: {rows:#?}");
}

#[test]
fn a_node_that_moved_is_the_same_node_elsewhere() {
    let mut log = programme();
    log.add(
        "onderdeel.opgenomen",
        "onderdeel/9A2",
        "2019-01-01",
        json!({ "niveau": "doel", "titel": "Ander doel", "bovenliggend": "9A" }),
    );
    log.add("onderdeel.gewijzigd", "onderdeel/9A1.1", "2019-06-01", json!({ "bovenliggend": "9A2" }));
    assert_eq!(
        of_nodes(&log, "2019-05-01", "2019-07-01"),
        [r#"onderdeel/9A1.1 bovenliggend: "9A1" -> "9A2" verplaatst nieuw  [7]"#]
    );
}

#[test]
fn a_code_that_was_dropped_and_used_again_is_another_node() {
    let mut log = programme();
    drop_node(&mut log, "9A1.1", "2019-06-01", &[]);
    node(&mut log, "9A1.1", "2019-08-01", json!({ "titel": "Iets anders" }));
    let rows = of_nodes(&log, "2019-05-01", "2019-09-01");
    let whole: Vec<&String> = rows.iter().filter(|row| row.contains("bestaan")).collect();
    assert_eq!(
        whole,
        [
            "onderdeel/9A1.1 bestaan: true -> false vervallen nieuw  [6, 7]",
            "onderdeel/9A1.1 bestaan: false -> true toegevoegd nieuw  [6, 7]",
        ]
    );
    assert!(rows.iter().all(|row| row.contains("toegevoegd") || row.contains("vervallen")), "{rows:#?}");
    // Unless it records itself that it continues the other.
    node(&mut log, "9A1.2", "2019-08-01", json!({ "titel": "Titel 9A1.2" }));
    let mut log = programme();
    drop_node(&mut log, "9A1.1", "2019-06-01", &[]);
    node(&mut log, "9A1.1", "2019-08-01", json!({ "voortzettingVan": ["9A1.1"] }));
    let rows = of_nodes(&log, "2019-05-01", "2019-09-01");
    assert!(rows.len() == 1 && rows[0].contains("voortzettingVan"), "{rows:#?}");
}

#[test]
fn swapped_codes_are_each_others_nodes() {
    let mut log = programme();
    drop_node(&mut log, "9A1.1", "2019-06-01", &["9A1.2"]);
    drop_node(&mut log, "9A1.2", "2019-06-01", &["9A1.1"]);
    node(&mut log, "9A1.1", "2019-06-01", json!({ "titel": "Titel 9A1.2" }));
    node(&mut log, "9A1.2", "2019-06-01", json!({ "titel": "Titel 9A1.1" }));
    let rows = of_nodes(&log, "2019-05-01", "2019-07-01");
    assert!(rows.len() == 2 && rows.iter().all(|row| row.contains(" code: ")), "{rows:#?}");
}

#[test]
fn notes_are_paired_by_what_they_go_on_from_by_heading_and_as_the_only_ones_left() {
    let mut log = programme();
    round(&mut log, "r1", "voortgangsrapportage", 2019, "2019-06-01");
    round(&mut log, "r2", "voortgangsrapportage", 2019, "2019-10-01");
    let mut note = |day: &str, text: &str, more: Value| {
        let mut data = json!({ "tekst": text });
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        log.add("toelichting.vastgelegd", "onderdeel/9A1.1", day, data)
    };
    let first = note("2019-06-01", "De wachtlijst is 3 weken.", json!({ "ronde": "r1" }));
    note("2019-06-01", "Oud personeel.", json!({ "ronde": "r1", "kop": "Personeel" }));
    note("2019-06-01", "Blijft over.", json!({ "ronde": "r1", "kop": "A" }));
    note("2019-10-01", "Nieuw personeel.", json!({ "ronde": "r2", "kop": "Personeel" }));
    note("2019-10-01", "De wachtlijst is 4 weken.", json!({ "ronde": "r2", "vervolgOp": id(first) }));
    let head = note("2019-10-01", "Blijft nog over.", json!({ "ronde": "r2", "kop": "B" }));
    let of = |round: &str, on: &str| ComparisonPoint { round: Some(round.to_owned()), ..point(on, head) };
    let told = compared(&log, of("r1", "2019-06-01"), of("r2", "2019-10-01"));
    let texts: Vec<(&str, &str, usize)> = told
        .differences
        .iter()
        .filter(|row| row.field == "tekst")
        .map(|row| (row.from.as_str().unwrap(), row.to.as_str().unwrap(), row.words.len()))
        .collect();
    assert_eq!(
        texts,
        [
            ("Oud personeel.", "Nieuw personeel.", 3),
            ("De wachtlijst is 3 weken.", "De wachtlijst is 4 weken.", 4),
            ("Blijft over.", "Blijft nog over.", 3),
        ]
    );
    assert!(told.differences.iter().all(|row| ["tekst", "kop"].contains(&row.field.as_str())), "{:#?}", shorts(&told));
}

#[test]
fn what_covers_and_realises_an_amount_changes_what_is_open_of_it() {
    let mut log = programme();
    let amount = |kind: &str, cents: Value, more: Value| {
        let mut data = json!({ "onderdeel": "9A1.1", "omschrijving": kind, "soort": kind, "effect": "nadeel", "stand": "prognose", "begrotingsjaar": 2021 });
        data.as_object_mut().unwrap().extend(cents.as_object().unwrap().clone());
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    // The amounts of a page of 2021: a target of 350,000 with 100,000 realised.
    log.add(
        "bijstelling.vastgelegd",
        "bijstelling/doel",
        "2021-01-01",
        amount("taakstelling", json!({ "bedragInCenten": 35_000_000 }), json!({})),
    );
    let head = log.add(
        "bijstelling.vastgelegd",
        "bijstelling/deel",
        "2021-08-01",
        amount("realisatie", json!({ "bedragInCenten": 10_000_000 }), json!({ "realiseert": "doel" })),
    );
    let told = compared(&log, point("2021-06-01", head), point("2021-09-01", head));
    let rows: Vec<String> = shorts(&told).into_iter().filter(|row| row.starts_with("bijstelling/doel")).collect();
    assert_eq!(
        rows,
        [
            r#"bijstelling/doel gerealiseerdDoor: [] -> ["deel"] toegevoegd nieuw  [7]"#,
            r#"bijstelling/doel openInCenten: 35000000 -> 25000000 gewijzigd nieuw  [7]"#,
        ]
    );
}

#[test]
fn a_reservation_is_fulfilled_when_the_decision_it_waits_for_is_taken() {
    let mut log = programme();
    let decision = |number: &str, more: Value| {
        let mut data =
            json!({ "soort": "raadsvoorstel", "kenmerk": number, "titel": number, "strekking": "voorgesteld" });
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    log.add("besluit.genomen", "besluit/raad", "2019-09-01", decision("RV 19.0006", json!({})));
    let waits = json!({ "voorbehoud": { "tekst": "mits de raad instemt", "vervuldDoor": "raad" } });
    let head = log.add("besluit.genomen", "besluit/college", "2019-03-01", decision("RV 19.0005", waits));
    let told = compared(&log, point("2019-04-01", head), point("2019-10-01", head));
    let rows: Vec<String> = shorts(&told).into_iter().filter(|row| row.starts_with("besluit/college")).collect();
    assert_eq!(rows, [r#"besluit/college voorbehoudVervuld: false -> true gewijzigd nieuw  [6]"#]);
}

#[test]
fn an_erased_text_shows_as_erased_on_both_sides() {
    let mut log = programme();
    let old = log.add(
        "toelichting.vastgelegd",
        "onderdeel/9A1.1",
        "2019-02-01",
        json!({ "tekst": "Eerst.", "kop": "Stand" }),
    );
    let new = log.add(
        "toelichting.vastgelegd",
        "onderdeel/9A1.1",
        "2019-06-01",
        json!({ "tekst": "Later.", "kop": "Stand" }),
    );
    let told = |log: &TestLog| compared(log, point("2019-03-01", new), point("2019-07-01", new));
    assert_eq!(told(&log).differences.len(), 1);
    log.erase(old);
    let half = told(&log);
    let texts: Vec<(&Value, &Value, bool)> = half
        .differences
        .iter()
        .filter(|row| row.field == "tekst")
        .map(|row| (&row.from, &row.to, row.erased))
        .collect();
    assert_eq!(texts, [(&Value::Null, &json!("Later."), true)]);
    assert!(half.warnings.iter().any(|warning| warning.name() == "gewiste-teksten"));
    log.erase(new);
    assert_eq!(shorts(&told(&log)), Vec::<String>::new(), "nobody can tell any more whether they differed");
    assert!(told(&log).warnings.iter().any(|warning| warning.name() == "gewiste-teksten"), "and that is said");
    assert!(compared(&log, point("2019-03-01", new), point("2019-03-01", new + 2)).differences.is_empty());
}

#[test]
fn texts_that_are_missing_on_both_sides_are_no_difference_and_are_warned_of() {
    let mut log = programme();
    let note = |text: &str| json!({ "tekst": text, "kop": "Stand" });
    let old = log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-02-01", note("Eerst."));
    let new = log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-06-01", note("Later."));
    let told = |log: &TestLog| {
        let found = compared(log, point("2019-03-01", new), point("2019-07-01", new));
        let warnings: Vec<&str> = found.warnings.iter().map(|warning| warning.name()).collect();
        (found.differences.len(), warnings.contains(&"ontbrekende-teksten"), warnings.contains(&"gewiste-teksten"))
    };
    assert_eq!(told(&log), (1, false, false));
    log.lose(old);
    assert!(told(&log).1, "one side is missing");
    log.lose(new);
    assert_eq!(told(&log), (0, true, false), "nobody can tell whether they differed");
}

#[test]
fn warnings_are_given_on_their_conditions_alone() {
    let mut log = programme();
    round(&mut log, "b", "programmabegroting", 2020, "2019-05-01");
    round(&mut log, "tussen", "voortgangsrapportage", 2019, "2019-07-01");
    let first = round(&mut log, "v", "voortgangsrapportage", 2019, "2019-09-01");
    log.add("stoplicht.gezet", "onderdeel/9A1", "2019-05-01", json!({ "kleur": "groen", "ronde": "b" }));
    log.add("stoplicht.gezet", "onderdeel/9A1.1", "2019-09-01", json!({ "kleur": "groen", "ronde": "v" }));
    let pm = json!({ "onderdeel": "9A1.1", "omschrijving": "Tekort", "pm": true, "soort": "tekort", "effect": "nadeel", "stand": "prognose" });
    let head = log.add("bijstelling.vastgelegd", "bijstelling/pm", "2019-08-01", pm);
    let of = |round: &str, on: &str| ComparisonPoint { round: Some(round.to_owned()), ..point(on, head) };
    let names = |from, to| compared(&log, from, to).warnings.iter().map(|warning| warning.name()).collect::<Vec<_>>();
    assert_eq!(
        names(of("b", "2019-05-01"), of("v", "2019-09-01")),
        ["andere-soort-ronde", "ander-begrotingsjaar", "ander-detailniveau", "pm-bedragen", "tussenliggende-rondes"]
    );
    assert_eq!(names(of("tussen", "2019-07-01"), of("v", "2019-09-01")), ["pm-bedragen"]);
    assert_eq!(names(point("2019-03-01", head), point("2019-04-01", head)), Vec::<&str>::new());
    assert_eq!(
        names(point("2019-04-01", head), point("2019-03-01", first)),
        ["naar-eerder-bekend", "naar-eerdere-peildatum"]
    );
}
