//! Import and export: whole or not at all, once, and back again.

use serde_json::Value;

use super::{Place, Running, run, run_with, stream};

/// Two nodes and a closing of what was never opened.
const OPENED: &str = r#"{"type":"nl.peildatum.onderdeel.opgenomen","onderwerp":"onderdeel/9","ingangsdatum":"2019-01-01","gegevens":{"niveau":"programma","titel":"Maatschappelijke ondersteuning"}}"#;
const SECOND: &str = r#"{"type":"nl.peildatum.onderdeel.opgenomen","onderwerp":"onderdeel/9A","ingangsdatum":"2019-01-01","gegevens":{"niveau":"beleidsterrein","titel":"Opvang","bovenliggend":"9"}}"#;
const CLOSED: &str = r#"{"type":"nl.peildatum.voorziening.gesloten","onderwerp":"voorziening/gebouw-c","ingangsdatum":"2019-04-01","gegevens":{}}"#;

#[test]
fn a_repeated_file_adds_nothing_and_a_pipe_sees_no_progress() {
    let place = Place::new();
    let data = place.path("data");
    let voorbeeldstad = stream("voorbeeldstad.v1.ndjson");
    let args = ["import", "--data", &data, "--keep-times", "--accept-unreviewed", &voorbeeldstad];
    let first = run(&args).done();
    assert!(first.err.contains("291 added, 0 known"), "{first:?}");
    let again = run(&args).done();
    assert!(again.err.contains("0 added, 291 known"), "{again:?}");
    assert!(first.err.starts_with("this new log is signed; its verifier key is peildatum/"), "{first:?}");
    for (ran, lines) in [(first, 3), (again, 1)] {
        assert_eq!((ran.out.as_str(), ran.err.lines().count()), ("", lines), "{ran:?}");
        assert!(!ran.err.contains(['\r', '\u{1b}']), "{ran:?}");
    }
}

#[test]
fn a_file_without_ids_is_recognised_too() {
    let place = Place::new();
    let (data, file) = (place.path("data"), place.file("a.ndjson", &format!("{OPENED}\n\n{SECOND}\n")));
    assert!(run(&["import", "--data", &data, &file]).done().err.contains("2 added"));
    assert!(run(&["import", "--data", &data, &file]).done().err.contains("0 added, 2 known"));
}

#[test]
fn the_first_bad_line_is_named_and_nothing_is_written() {
    let place = Place::new();
    let data = place.path("data");
    let by_rule = place.file("rule.ndjson", &format!("{OPENED}\n{SECOND}\n\n{CLOSED}\n"));
    run(&["import", "--data", &data, &by_rule]).refused(2, &["rule.ndjson:4: "]);
    let by_form = place.file("form.ndjson", &format!("{OPENED}\nnot json\n"));
    run(&["import", "--data", &data, &by_form]).refused(2, &["form.ndjson:2: "]);
    run_with(&["import", "--data", &data, "-"], b"{}\n").refused(2, &["stdin:1: "]);
    assert!(!place.names().contains(&"data".to_owned()), "no folder is made for what was refused");

    run(&["import", "--data", &data, &place.file("good.ndjson", OPENED)]).done();
    run(&["import", "--data", &data, &by_rule]).refused(2, &["rule.ndjson:4: "]);
    assert_eq!(run(&["export", "--data", &data]).done().out.lines().count(), 1);
}

#[test]
fn drafts_that_nobody_looked_at_are_refused_unless_asked_for() {
    let place = Place::new();
    let (data, voorbeeldstad) = (place.path("data"), stream("voorbeeldstad.v1.ndjson"));
    let refused = run(&["import", "--data", &data, "--keep-times", &voorbeeldstad]);
    refused.refused(2, &["voorbeeldstad.v1.ndjson:", "--accept-unreviewed"]);
}

#[test]
fn a_dry_run_judges_everything_and_leaves_nothing() {
    let place = Place::new();
    let (data, file) = (place.path("data"), place.file("a.ndjson", OPENED));
    let judged = run(&["import", "--data", &data, "--dry-run", "--json", &file]).done();
    let judged: Value = serde_json::from_str(&judged.out).expect("only JSON");
    assert_eq!((&judged["toegevoegd"], &judged["proef"]), (&Value::from(1), &Value::from(true)));
    assert_eq!(place.names(), ["a.ndjson"]);
}

#[test]
fn the_default_actor_is_the_one_at_the_keyboard() {
    let place = Place::new();
    let (data, file) = (place.path("data"), place.file("a.ndjson", OPENED));
    let actor = |data: &str| -> String {
        let line = run(&["export", "--data", data]).done().out;
        let record: Value = serde_json::from_str(&line).expect("one record");
        record["actor"]["id"].as_str().expect("an actor").to_owned()
    };
    run(&["import", "--data", &data, &file]).done();
    assert!(actor(&data).starts_with("lokaal:"));
    let other = place.path("other");
    run(&["import", "--data", &other, "--actor", "lokaal:jan", &file]).done();
    assert_eq!(actor(&other), "lokaal:jan");
}

#[test]
fn an_export_imported_into_an_empty_folder_is_the_same_log() {
    let place = Place::new();
    let data = place.loaded();
    let exported = run(&["export", "--data", &data]).done().out;
    let copy = place.path("copy");
    run_with(&["import", "--data", &copy, "--keep-times", "--accept-unreviewed", "-"], exported.as_bytes()).done();
    let key = |line: &str, key: &str| serde_json::from_str::<Value>(line).expect("JSON")[key].clone();
    let again = run(&["export", "--data", &copy]).done().out;
    for (before, after) in exported.lines().zip(again.lines()) {
        for name in ["positie", "id", "geregistreerdOp", "actor", "verbintenis", "zoutTekst"] {
            assert_eq!(key(before, name), key(after, name));
        }
    }
    let root = |data: &str| run(&["verify", "--data", data, "--json"]).done().out;
    assert_eq!(root(&data), root(&copy));

    let until = run(&["export", "--data", &data, "--until", "3"]).done().out;
    assert_eq!(until.lines().count(), 3);
    assert!(exported.starts_with(&until));
    run(&["export", "--data", &data, "--until", "292"]).refused(2, &["292", "291"]);
}

#[test]
fn files_through_a_service_are_whole_or_nothing_too() {
    let place = Place::new();
    let data = place.loaded();
    let service = Running::serve(&data);
    let good = place.file("first.ndjson", &OPENED.replace("onderdeel/9", "onderdeel/5"));
    let bad = place.file("second.ndjson", &format!("\n{}", CLOSED.replace("gebouw-c", "gebouw-q")));
    run(&["import", "--url", &service.address, &good, &bad]).refused(2, &["second.ndjson:2: "]);
    run(&["import", "--url", &service.address, &bad]).refused(2, &["second.ndjson:2: "]);
    assert!(run(&["import", "--url", &service.address, &good, &good]).done().err.contains("1 added, 1 known"));
    assert!(run(&["import", "--url", &service.address, &good]).done().err.contains("0 added, 1 known"));
}
