//! Import and export: atomic, idempotent, and a round trip.

use serde_json::Value;

use super::{Place, Running, run, run_with, stream};

/// Two nodes, and the closing of a facility that was never opened.
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
    assert!(first.err.contains("291 toegevoegd, 0 al bekend"), "{first:?}");
    let again = run(&args).done();
    assert!(again.err.contains("0 toegevoegd, 291 al bekend"), "{again:?}");
    assert!(
        first.err.starts_with("dit nieuwe logboek wordt ondertekend; de controlesleutel is peildatum/"),
        "{first:?}"
    );
    for (ran, lines) in [(first, 3), (again, 1)] {
        assert_eq!((ran.out.as_str(), ran.err.lines().count()), ("", lines), "{ran:?}");
        assert!(!ran.err.contains(['\r', '\u{1b}']), "{ran:?}");
    }
}

#[test]
fn a_file_without_ids_is_recognised_too() {
    let place = Place::new();
    let (data, file) = (place.path("data"), place.file("a.ndjson", &format!("{OPENED}\n\n{SECOND}\n")));
    assert!(run(&["import", "--data", &data, &file]).done().err.contains("2 toegevoegd"));
    assert!(run(&["import", "--data", &data, &file]).done().err.contains("0 toegevoegd, 2 al bekend"));
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
    assert!(run(&["import", "--url", &service.address, &good, &good]).done().err.contains("1 toegevoegd, 1 al bekend"));
    assert!(run(&["import", "--url", &service.address, &good]).done().err.contains("0 toegevoegd, 1 al bekend"));
}

#[test]
fn an_import_without_an_event_is_refused_and_makes_no_folder() {
    let place = Place::new();
    let (data, empty, blank) = (place.path("data"), place.file("leeg.ndjson", ""), place.file("wit.ndjson", "\n \n"));
    let refused = |ran: super::Ran| {
        ran.refused(2, &["er staat geen gebeurtenis in", "leeg.ndjson", "wit.ndjson", "niets vastgelegd"]);
    };
    refused(run(&["import", "--data", &data, &empty, &blank]));
    assert!(!std::path::Path::new(&data).exists());
    run_with(&["import", "--data", &data, "-"], b"").refused(2, &["geen gebeurtenis in stdin"]);
    // An empty file among others may be intended, so it is only reported.
    let one = place.file("een.ndjson", OPENED);
    let told = run(&["import", "--data", &data, &empty, &one]).done().err;
    assert!(told.contains("leeg.ndjson: hier staat geen gebeurtenis in") && told.contains("1 toegevoegd"), "{told}");
    let service = Running::serve(&data);
    refused(run(&["import", "--url", &service.address, &empty, &blank]));
    let told = run(&["import", "--url", &service.address, &one, &empty]).done().err;
    assert!(told.contains("leeg.ndjson: hier staat geen gebeurtenis in") && told.contains("1 al bekend"), "{told}");
}

#[test]
fn a_line_that_is_no_json_is_told_at_its_character() {
    let place = Place::new();
    let (data, whole) = (place.path("data"), OPENED.trim_end());
    let told = |text: &str, said: &[&str]| {
        let file = place.file("kapot.ndjson", text);
        run(&["import", "--data", &data, &file]).refused(2, said);
    };
    told(&format!("{}\n", whole.replacen("{\"type\"", "{type", 1)), &["kapot.ndjson:1: ", "bij teken 2"]);
    let cut = &whole[..whole.len() - 1];
    told(cut, &["kapot.ndjson:1: ", &format!("na teken {}", cut.len()), "op één regel"]);
    told(&format!("{cut}\n"), &["kapot.ndjson:1: ", &format!("na teken {}", cut.len())]);
    // An event that spans several lines, and a list.
    told(&whole.replace(",", ",\n"), &["kapot.ndjson:1: ", "op één regel"]);
    told(&format!("{OPENED}\n{{\"é\": Nee}}\n"), &["kapot.ndjson:2: ", "bij teken 7"]);
    assert!(!std::path::Path::new(&data).exists());
    // A byte order mark before the first line is ignored.
    let file = place.file("bom.ndjson", &format!("\u{feff}{OPENED}"));
    run(&["import", "--data", &data, &file]).done();
}

#[test]
fn a_type_that_is_not_there_is_answered_with_the_nearest_and_not_with_all() {
    let place = Place::new();
    let data = place.path("data");
    let told = |name: &str| {
        let file = place.file("a.ndjson", &OPENED.replace("nl.peildatum.onderdeel.opgenomen", name));
        run(&["import", "--data", &data, &file]).refused(2, &[name]).err
    };
    let near = told("nl.peildatum.onderdeel.opgenome");
    assert!(near.contains("bedoel je nl.peildatum.onderdeel.opgenomen"), "{near}");
    let bare = told("onderdeel.opgenomen");
    assert!(bare.contains("bedoel je nl.peildatum.onderdeel.opgenomen?"), "{bare}");
    for told in [near, bare, told("quux")] {
        assert!(told.matches("nl.peildatum.").count() <= 4 && told.len() < 300, "{told}");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused_wherever_json_comes_in() {
    let place = Place::new();
    let (data, twice) = (place.path("data"), OPENED.replacen('{', r#"{"onderwerp":"onderdeel/8","#, 1));
    let file = place.file("a.ndjson", &twice);
    run(&["import", "--data", &data, &file]).refused(2, &["a.ndjson:1: ", "twee keer"]);
    assert!(!std::path::Path::new(&data).exists());
}

#[test]
fn an_import_says_how_many_lines_say_when_they_were_recorded_which_is_not_kept() {
    let place = Place::new();
    let data = place.path("data");
    let line = |code: &str, said: &str| {
        format!(
            "{{\"type\":\"nl.peildatum.onderdeel.opgenomen\",\"onderwerp\":\"onderdeel/{code}\",\"ingangsdatum\":\"2019-01-01\",\
             \"gegevens\":{{\"niveau\":\"programma\",\"titel\":\"Programma\"}}{said}}}\n"
        )
    };
    let said = ",\"geregistreerdOp\":\"2019-01-05T10:00:00Z\"";
    let file = place.file("lines.ndjson", &(line("1", said) + &line("2", said) + &line("3", "")));
    for dry_run in [&["--dry-run"][..], &[]] {
        let ran = run(&[&["import", "--data", &data, &file], dry_run].concat()).done();
        assert!(ran.err.contains("2 regels zeggen met geregistreerdOp"), "{ran:#?}");
    }
    let again = run(&["import", "--data", &data, &file]).done();
    assert!(!again.err.contains("geregistreerdOp"), "nothing of it is new: {again:#?}");
    let kept = run(&["import", "--data", &place.path("other"), "--keep-times", &file]).done();
    assert!(!kept.err.contains("geregistreerdOp"), "{kept:#?}");
    let service = super::Running::serve(&place.path("third"));
    let body = std::fs::read_to_string(&file).expect("it was written");
    let (status, answer) = service.post_lines("/v1/invoer?proef=true", &body);
    assert!(status == 200 && answer.contains("\"tijdenNietBewaard\":2"), "{status} {answer}");
    let (status, answer) = service.post_lines("/v1/invoer", &body);
    assert!(status == 201 && answer.contains("\"tijdenNietBewaard\":2"), "{status} {answer}");
}
