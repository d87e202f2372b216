//! Tests of reports by example: building C, trees that are redrawn, notes and lights by round, money.

use serde_json::{Value, json};

use super::kit::{TestLog, request};
use crate::domain::state::State;
use crate::{FacilityView, NodeView, ReportError};

fn node<'r>(nodes: &'r [NodeView], code: &str) -> Option<&'r NodeView> {
    nodes.iter().find_map(|n| if n.code == code { Some(n) } else { node(&n.nodes, code) })
}

fn programme(log: &mut TestLog) {
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    for (code, level, above) in [
        ("9A", "beleidsterrein", "9"),
        ("9A1", "doel", "9A"),
        ("9A1.1", "prestatie", "9A1"),
        ("9A1.2", "prestatie", "9A1"),
    ] {
        let data = json!({ "niveau": level, "titel": format!("Titel {code}"), "bovenliggend": above });
        log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
    }
}

/// The closing of building C (effective 2019-04-01) is recorded on 2019-03-20; a correction recorded on 2019-06-03
/// moves it to 2019-04-08.
#[test]
fn building_c_is_open_or_closed_by_the_day_and_by_what_was_known() {
    let mut log = TestLog::default();
    let mut push = |kind: &str, subject: &str, day: &str, recorded: &str, data: Value, corrects: Option<u64>| {
        let mut event = super::kit::event(kind, subject, day, data);
        event["geregistreerdOp"] = recorded.into();
        if let Some(position) = corrects {
            event["herstelt"] = super::kit::id(position).into();
        }
        log.push(&event)
    };
    push(
        "onderdeel.opgenomen",
        "onderdeel/9",
        "2019-01-01",
        "2019-01-02T09:00:00Z",
        json!({ "niveau": "programma", "titel": "Zorg" }),
        None,
    );
    let opened = json!({ "naam": "Gebouw C", "soort": "maatschappelijke-opvang", "onderdeel": "9" });
    push("voorziening.geopend", "voorziening/gebouw-c", "2018-01-01", "2019-01-02T10:00:00Z", opened, None);
    let closing =
        push("voorziening.gesloten", "voorziening/gebouw-c", "2019-04-01", "2019-03-20T10:00:00Z", json!({}), None);
    push(
        "voorziening.gesloten",
        "voorziening/gebouw-c",
        "2019-04-08",
        "2019-06-03T10:00:00Z",
        json!({}),
        Some(closing),
    );

    let building = |on: &str, known: &str| -> FacilityView {
        let answer = log.report(on, log.known_at(known));
        answer.report.nodes[0].facilities[0].clone()
    };
    let before = building("2019-03-31", "2019-03-25T12:00:00Z");
    assert_eq!(
        (before.status, before.announced[0].what, before.announced[0].due.as_str()),
        ("open", "voorziening.gesloten", "2019-04-01")
    );
    assert_eq!(building("2019-04-01", "2019-03-25T12:00:00Z").status, "gesloten");
    assert_eq!(building("2019-04-01", "2019-05-28T12:00:00Z").status, "gesloten");
    let after = building("2019-04-01", "2019-06-04T12:00:00Z");
    assert_eq!((after.status, after.announced[0].due.as_str(), after.announced[0].position), ("open", "2019-04-08", 4));
}

#[test]
fn what_was_recorded_on_a_dropped_code_is_shown_with_its_heir() {
    let mut log = TestLog::default();
    programme(&mut log);
    log.add(
        "dossier.geopend",
        "dossier/w",
        "2019-02-01",
        json!({ "titel": "Wachtlijst", "soort": "wachtlijst", "onderdeel": "9A1.1" }),
    );
    log.add("toelichting.vastgelegd", "onderdeel/9A1.1", "2019-02-01", json!({ "tekst": "Loopt." }));
    let dropped = log.add("onderdeel.vervallen", "onderdeel/9A1.1", "2019-06-01", json!({ "opvolgers": ["9A1.2"] }));
    let report = log.report("2019-07-01", dropped).report;
    let heir = node(&report.nodes, "9A1.2").unwrap();
    assert_eq!(heir.cases[0].dropped_node.as_deref(), Some("9A1.1"));
    assert_eq!(heir.notes[0].dropped_node.as_deref(), Some("9A1.1"));
    assert!(node(&report.nodes, "9A1.1").is_none());
    // Without a sole successor the reference passes to the parent.
    log.correct(dropped, "2019-06-01", json!({ "opvolgers": [] }));
    let report = log.report("2019-07-01", dropped + 1).report;
    assert_eq!(node(&report.nodes, "9A1").unwrap().cases[0].id, "w");
    // A code that is used again starts empty; what was recorded before stays with the node it passed to.
    log.add(
        "onderdeel.opgenomen",
        "onderdeel/9A1.1",
        "2019-08-01",
        json!({ "niveau": "prestatie", "titel": "Nieuw", "bovenliggend": "9A1" }),
    );
    let report = log.report("2019-09-01", dropped + 2).report;
    let again = node(&report.nodes, "9A1.1").unwrap();
    assert_eq!((again.title.as_deref(), again.cases.len(), again.notes.len()), (Some("Nieuw"), 0, 0));
    assert_eq!(node(&report.nodes, "9A1").unwrap().cases[0].id, "w");
}

#[test]
fn swapped_codes_do_not_loop() {
    let mut log = TestLog::default();
    programme(&mut log);
    log.add(
        "dossier.geopend",
        "dossier/w",
        "2019-02-01",
        json!({ "titel": "W", "soort": "overig", "onderdeel": "9A1.1" }),
    );
    log.add("onderdeel.vervallen", "onderdeel/9A1.1", "2019-06-01", json!({ "opvolgers": ["9A1.2"] }));
    log.add("onderdeel.vervallen", "onderdeel/9A1.2", "2019-06-01", json!({ "opvolgers": ["9A1.1"] }));
    let gone = log.report("2019-07-01", log.state.head()).report;
    let shown = node(&gone.nodes, "9A1.1").unwrap();
    assert!(shown.dropped && shown.cases[0].id == "w", "nothing falls out of the report");
    for code in ["9A1.1", "9A1.2"] {
        log.add(
            "onderdeel.opgenomen",
            &format!("onderdeel/{code}"),
            "2019-06-01",
            json!({ "niveau": "prestatie", "titel": format!("Ander {code}"), "bovenliggend": "9A1" }),
        );
    }
    let report = log.report("2019-07-01", log.state.head()).report;
    assert_eq!(node(&report.nodes, "9A1.2").unwrap().cases[0].id, "w", "the code passed to its successor once");
}

#[test]
fn notes_stand_side_by_side_in_the_newest_group_and_are_carried_over_in_a_round() {
    let mut log = TestLog::default();
    programme(&mut log);
    for (id, date) in [("r1", "2019-06-01"), ("r2", "2019-10-01"), ("r0", "2019-03-01")] {
        log.add(
            "ronde.geopend",
            &format!("ronde/{id}"),
            "2019-01-01",
            json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2019, "titel": id, "peildatum": date }),
        );
    }
    let mut note = |day: &str, text: &str, round: Option<&str>, order: Option<u32>| {
        let mut data = json!({ "tekst": text });
        if let Some(round) = round {
            data["ronde"] = round.into();
        }
        if let Some(order) = order {
            data["volgorde"] = order.into();
        }
        log.add("toelichting.vastgelegd", "onderdeel/9A1.1", day, data)
    };
    note("2019-02-01", "los", None, None);
    note("2019-05-30", "twee", Some("r1"), Some(2));
    note("2019-05-29", "een", Some("r1"), Some(1));
    let head = note("2019-09-30", "later", Some("r2"), None);
    let shown = |on: &str, round: Option<&str>| {
        let mut request = request(on, head);
        request.round = round.map(str::to_owned);
        let report = log.try_report(&request).unwrap().report;
        let notes = &node(&report.nodes, "9A1.1").unwrap().notes;
        notes.iter().map(|n| (n.body.clone().unwrap(), n.carried_over)).collect::<Vec<_>>()
    };
    let of = |texts: &[&str], over: bool| texts.iter().map(|t| ((*t).to_owned(), over)).collect::<Vec<_>>();
    assert_eq!(shown("2019-03-01", None), of(&["los"], false));
    assert_eq!(shown("2019-06-01", None), of(&["een", "twee"], false));
    assert_eq!(shown("2019-10-01", None), of(&["later"], false));
    assert_eq!(shown("2019-06-01", Some("r1")), of(&["een", "twee"], false));
    assert_eq!(shown("2019-12-31", Some("r1")), of(&["een", "twee"], false));
    assert_eq!(shown("2019-12-31", Some("r0")), of(&["los"], true), "what is bound to a later round is not taken over");
}

#[test]
fn amounts_are_summed_and_pm_is_counted_never_read_as_zero() {
    let mut log = TestLog::default();
    programme(&mut log);
    let amount = |cents: Option<i64>, kind: &str, year: Option<i32>| {
        let mut data = json!({ "onderdeel": "9A1.1", "omschrijving": "x", "soort": kind, "effect": "nadeel", "stand": "prognose" });
        match cents {
            Some(cents) => data["bedragInCenten"] = cents.into(),
            None => data["pm"] = true.into(),
        }
        if let Some(year) = year {
            data["begrotingsjaar"] = year.into();
        }
        data
    };
    log.add("bijstelling.vastgelegd", "bijstelling/doel", "2019-01-01", amount(Some(35_000_000), "taakstelling", None));
    let mut realised = amount(Some(10_000_000), "realisatie", Some(2019));
    realised["realiseert"] = "doel".into();
    log.add("bijstelling.vastgelegd", "bijstelling/deel", "2019-02-01", realised);
    log.add("bijstelling.vastgelegd", "bijstelling/tekort", "2019-02-01", amount(None, "tekort", Some(2019)));
    let mut cover = amount(Some(41_500_000), "meevaller", Some(2018));
    cover["dekt"] = "tekort".into();
    log.add("bijstelling.vastgelegd", "bijstelling/meevaller", "2019-02-01", cover);
    log.add("bijstelling.vastgelegd", "bijstelling/oud", "2019-02-01", amount(Some(1), "overig", Some(2017)));
    let head =
        log.add("bijstelling.gewijzigd", "bijstelling/deel", "2019-03-01", json!({ "bedragInCenten": 12_000_000 }));
    let report = log.report("2019-04-01", head).report;
    let shown = &node(&report.nodes, "9A1.1").unwrap().adjustments;
    let of = |id: &str| shown.iter().find(|a| a.id == id);
    assert_eq!(of("doel").unwrap().open_cents, Some(23_000_000));
    assert_eq!(of("doel").unwrap().realised_by, ["deel"]);
    assert_eq!(
        (of("tekort").unwrap().open_cents, of("tekort").unwrap().covered_by.as_slice()),
        (None, &["meevaller".to_owned()][..])
    );
    assert_eq!(of("meevaller").unwrap().fiscal_year, Some(2018), "shown, for it covers a shortfall that is");
    assert!(of("oud").is_none());
    let shortfall = report.finance.iter().find(|row| row.kind.as_deref() == Some("tekort")).unwrap();
    assert_eq!((shortfall.cents, shortfall.pro_memorie_count), (0, 1));
    let moved = of("deel").unwrap();
    assert_eq!(moved.trace.positions["bedragInCenten"], head);
    assert_eq!(moved.trace.positions["omschrijving"], head - 4);
}

#[test]
fn what_is_not_there_is_an_error_and_never_an_empty_report() {
    let mut log = TestLog::default();
    programme(&mut log);
    for position in [0, 6] {
        assert!(matches!(
            log.try_report(&request("2019-01-01", position)),
            Err(ReportError::NoSuchPosition { head: 5, .. })
        ));
    }
    let mut unknown = request("2019-01-01", 5);
    unknown.node = Some("8".into());
    assert!(matches!(log.try_report(&unknown), Err(ReportError::NoSuchNode(_))));
    let mut early = request("2018-12-31", 5);
    early.node = Some("9A".into());
    assert!(matches!(log.try_report(&early), Err(ReportError::NoSuchNode(_))));
    let mut round = request("2019-01-01", 5);
    round.round = Some("r9".into());
    assert!(matches!(log.try_report(&round), Err(ReportError::NoSuchRound(_))));
}

#[test]
fn the_report_of_a_node_is_that_part_of_the_whole_and_its_bytes_are_canonical() {
    for stream in ["leiden", "voorbeeldstad"] {
        let path = format!("{}/../../replay/streams/{stream}.v1.ndjson", env!("CARGO_MANIFEST_DIR"));
        let log = TestLog::of_stream(&std::fs::read_to_string(path).unwrap());
        for (on, position) in
            [("2019-04-01", 20), ("2019-07-01", log.state.head() / 2), ("2021-09-01", log.state.head())]
        {
            let whole = log.report(on, position);
            let value: Value = serde_json::from_slice(&whole.canonical).unwrap();
            assert_eq!(serde_json_canonicalizer::to_vec(&value).unwrap(), whole.canonical, "{stream} {on}");
            assert_ne!(whole.digest, whole.skeleton_digest);
            let mut nodes: Vec<&NodeView> = whole.report.nodes.iter().collect();
            while let Some(expected) = nodes.pop() {
                if expected.code.is_empty() {
                    continue;
                }
                let mut request = request(on, position);
                request.node = Some(expected.code.clone());
                let part = log
                    .try_report(&request)
                    .unwrap_or_else(|e| panic!("{stream} {on} {position} {}: {e}", expected.code))
                    .report;
                assert_eq!(&part.nodes[0], expected, "{stream} {on}");
                nodes.extend(&expected.nodes);
            }
        }
    }
}

/// A state restored from a snapshot must equal a state rebuilt from the first event.
#[test]
fn a_snapshot_and_a_rebuild_give_the_same_bytes() {
    let path = format!("{}/../../replay/streams/voorbeeldstad.v1.ndjson", env!("CARGO_MANIFEST_DIR"));
    let log = TestLog::of_stream(&std::fs::read_to_string(path).unwrap());
    let rebuilt = |state: State| TestLog { state, records: log.records.clone() };
    for kept in [0, 1, 40, log.state.head()] {
        let mut state = State::new();
        log.records[..kept as usize].iter().for_each(|r| assert!(state.apply(&r.folded().unwrap()).is_ok()));
        let mut bytes = Vec::new();
        state.to_snapshot(&mut bytes);
        let mut again = State::from_snapshot(&bytes).unwrap();
        log.records[kept as usize..].iter().for_each(|r| assert!(again.apply(&r.folded().unwrap()).is_ok()));
        let (mut one, mut other) = (Vec::new(), Vec::new());
        log.state.to_snapshot(&mut one);
        again.to_snapshot(&mut other);
        assert!(one == other, "the state itself, from {kept} on");
        let again = rebuilt(again);
        for on in ["2019-04-01", "2020-12-31"] {
            assert_eq!(again.report(on, log.state.head()).canonical, log.report(on, log.state.head()).canonical);
        }
    }
}

#[test]
fn bytes_that_are_no_snapshot_are_refused_and_never_a_panic() {
    let mut log = TestLog::default();
    programme(&mut log);
    log.add(
        "voorziening.geopend",
        "voorziening/v",
        "2019-01-01",
        json!({ "naam": "V", "soort": "wijkteam", "onderdeel": "9A" }),
    );
    let mut bytes = Vec::new();
    log.state.to_snapshot(&mut bytes);
    for cut in 0..bytes.len() {
        assert!(State::from_snapshot(&bytes[..cut]).is_none(), "cut at {cut}");
    }
    for at in 0..bytes.len() {
        for bit in [0x01, 0x80] {
            let mut flipped = bytes.clone();
            flipped[at] ^= bit;
            // A flipped day or number may still be a valid state, which the checksum of the file detects. Reading it
            // must not panic.
            drop(State::from_snapshot(&flipped));
        }
    }
}

#[test]
fn a_facility_says_whether_it_is_temporary() {
    let mut log = TestLog::default();
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "Zorg" }));
    for (id, temporary) in [("a", json!(true)), ("b", json!(false)), ("c", Value::Null)] {
        let mut data = json!({ "naam": "Opvang", "soort": "maatschappelijke-opvang", "onderdeel": "9" });
        if !temporary.is_null() {
            data["tijdelijk"] = temporary;
        }
        log.add("voorziening.geopend", &format!("voorziening/{id}"), "2019-01-01", data);
    }
    let report: Value = serde_json::from_slice(&log.report("2019-04-01", 4).canonical).unwrap();
    let shown = report["onderdelen"][0]["voorzieningen"].as_array().unwrap();
    let shown: Vec<&Value> = shown.iter().map(|facility| &facility["tijdelijk"]).collect();
    assert_eq!(shown, [&json!(true), &json!(false), &Value::Null]);
}
