//! Reports and histories on the command line: as text, as JSON, and through a service.

use peildatum::app::clock::{Clock as _, SystemClock};
use serde_json::Value;

use super::{Place, Running, command, ran, run};

#[test]
fn building_c_is_closed_or_open_as_was_known() {
    let place = Place::new();
    let data = place.loaded();
    let shown = |on: &str, known_at: &str| -> String {
        let text = run(&["report", "--data", &data, "--on", on, "--known-at", known_at, "--node", "9C1.1"]).done().out;
        let at = text.find("Voorziening Gebouw C").unwrap_or_else(|| panic!("no building C in\n{text}"));
        text[at..].lines().next().expect("a line").to_owned()
    };
    let (march, may, june) = ("2019-03-25T10:00:00Z", "2019-05-28T10:00:00Z", "2019-06-04T10:00:00Z");
    assert!(shown("2019-03-31", march).contains(": open"));
    assert!(shown("2019-04-01", march).contains(": gesloten sinds 1 april 2019"));
    assert!(shown("2019-04-01", may).contains(": gesloten sinds 1 april 2019"));
    assert!(shown("2019-04-01", june).contains(": open"));
}

#[test]
fn a_day_is_known_at_its_end_and_the_moment_asked_is_told_before_the_event_it_led_to() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |at: &[&str], known_at: &str| -> String {
        let args = [&["report", "--on", "2019-04-01", "--node", "9C1.1", "--known-at", known_at], at].concat();
        let text = ran(command(&args).env("COLUMNS", "160")).done().out;
        let line = text.lines().find(|line| line.starts_with("Zoals bekend op"));
        line.unwrap_or_else(|| panic!("no moment in\n{text}")).split_once("op ").expect("a value").1.trim().to_owned()
    };
    let folder = ["--data", data.as_str()];
    let day = ask(&folder, "2019-05-28");
    assert_eq!(
        day,
        "28 mei 2019, einde van de dag (Nederlandse tijd); laatste gebeurtenis tot dan: positie 119 van 27 mei 2019, \
         10:00:00 (Nederlandse tijd)"
    );
    assert!(ask(&folder, "2019-05-28 12:00").starts_with("28 mei 2019, 12:00:00 (Nederlandse tijd); "));
    assert!(ask(&folder, "2019-05-28T12:00Z").starts_with("28 mei 2019, 14:00:00 (Nederlandse tijd); "));
    let today = SystemClock.now().amsterdam_day().to_string();
    assert!(
        ask(&folder, &today).contains("einde van de dag (Nederlandse tijd); laatste gebeurtenis tot dan: positie 291 ")
    );
    let json = |known_at: &str| {
        run(&["report", "--on", "2019-04-01", "--known-at", known_at, "--data", &data, "--json"]).done().out
    };
    assert_eq!(json("2019-05-28"), json("2019-05-28T21:59:59.999999Z"), "the JSON names the state alone");
    let service = Running::serve(&data);
    assert_eq!(ask(&["--url", &service.address], "2019-05-28"), day);
}

#[test]
fn a_text_report_is_as_wide_as_it_may_be_and_no_wider() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [&[&str]; 3] =
        [&["report", "--on", "2019-09-01"], &["report", "--round", "2020-vr1"], &["history", "voorziening/gebouw-c"]];
    for ask in asks {
        let widest = |columns: Option<&str>| -> usize {
            let mut command = command(&[ask, &["--data", &data]].concat());
            columns.map(|columns| command.env("COLUMNS", columns));
            let text = ran(&mut command).done().out;
            assert!(!text.contains('\u{1b}'), "no colour in a pipe");
            text.lines().map(|line| line.chars().count()).max().expect("a report has lines")
        };
        let (pipe, narrow, wide) = (widest(None), widest(Some("80")), widest(Some("120")));
        assert!(pipe <= 80 && narrow == pipe, "{ask:?}: {pipe} and {narrow} columns");
        assert!(wide > 80 && wide <= 120, "{ask:?}: {wide} columns");
    }
}

#[test]
fn json_is_all_there_is_on_stdout() {
    let place = Place::new();
    let data = place.loaded();
    let report = |flag: &[&str]| run(&[&["report", "--data", &data, "--on", "2019-04-01"], flag].concat()).done();
    let short = report(&["--json"]);
    assert_eq!((short.out.as_str(), short.err.as_str()), (report(&["--format", "json"]).out.as_str(), ""));
    let value: Value = serde_json::from_str(&short.out).expect("only JSON");
    assert_eq!(value["basis"]["peildatum"], "2019-04-01");
    assert_eq!(value["basis"]["positie"], 291);
    assert!(value["staat"]["digest"].as_str().expect("a digest").starts_with("sha256:"));

    let history = run(&["history", "voorziening/gebouw-c", "--data", &data, "--json"]).done();
    let history: Value = serde_json::from_str(&history.out).expect("only JSON");
    assert_eq!(history["onderwerp"], "voorziening/gebouw-c");
    let verified = run(&["verify", "--data", &data, "--json"]).done();
    let verified: Value = serde_json::from_str(&verified.out).expect("only JSON");
    assert_eq!((&verified["klopt"], &verified["gebeurtenissen"]), (&Value::from(true), &Value::from(291)));
}

#[test]
fn the_digest_is_that_of_the_report_without_its_state() {
    use sha2::{Digest as _, Sha256};
    let place = Place::new();
    let json = run(&["report", "--data", &place.loaded(), "--on", "2019-04-01", "--json"]).done().out;
    let mut report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(format!("{report}\n"), json, "the whole is in the order of RFC 8785 too");
    let state = report.as_object_mut().expect("an object").remove("staat").expect("staat");
    let digest = format!("sha256:{}", hex::encode(Sha256::digest(report.to_string())));
    assert_eq!(state["digest"], digest.as_str());
}

#[test]
fn a_report_goes_to_a_file_when_asked() {
    let place = Place::new();
    let (data, file) = (place.loaded(), place.path("rapportage.txt"));
    let args = ["report", "--data", &data, "--on", "2019-04-01"];
    let shown = run(&args).done().out;
    let written = run(&[&args[..], &["-o", &file]].concat()).done();
    assert_eq!((written.out.as_str(), written.err.as_str()), ("", ""));
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), shown);
    run(&[&args[..], &["-o", &place.path("none/rapportage.txt")]].concat()).refused(2, &["none/rapportage.txt"]);
}

#[test]
fn a_question_without_an_answer_says_why() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |more: &[&str]| run(&[&["report", "--data", &data], more].concat());
    ask(&["--on", "2019-04-01", "--known-at", "2018-01-01T00:00:00Z"])
        .refused(2, &["7 januari 2019, 09:00:00 (Nederlandse tijd)"]);
    ask(&["--on", "2019-04-01", "--known-at", "9999-01-01T00:00:00Z"]).refused(2, &["--known-at"]);
    ask(&["--on", "2019-04-01", "--position", "292"]).refused(2, &["292", "291"]);
    ask(&["--on", "2019-04-01", "--node", "8Z"]).refused(2, &["8Z", "--node"]);
    ask(&["--round", "2031-vr1"]).refused(2, &["2031-vr1"]);
    run(&["history", "voorziening/gebouw-z", "--data", &data]).refused(2, &["voorziening/gebouw-z"]);
}

#[test]
fn a_service_gives_what_its_folder_gives() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [&[&str]; 9] = [
        &["report", "--on", "2019-04-01"],
        &["report", "--on", "2019-04-01", "--known-at", "2019-05-28T10:00:00Z", "--json"],
        &["report", "--on", "2020-04-01", "--position", "200", "--node", "9", "--fiscal-year", "2019", "--json"],
        &["report", "--round", "2019-vr1", "--json"],
        &["history", "voorziening/gebouw-c"],
        &["history", "ronde/2019-vr1", "--json"],
        &["export", "--until", "20"],
        &["verify"],
        &["verify", "--json"],
    ];
    let folder: Vec<String> = asks.iter().map(|ask| run(&[*ask, &["--data", &data]].concat()).done().out).collect();
    let service = Running::serve(&data);
    for (ask, expected) in asks.iter().zip(folder) {
        let through = run(&[*ask, &["--url", &service.address]].concat()).done();
        assert!(through.out == expected, "{ask:?} differs:\n{}\n{expected}", through.out);
        assert_eq!(through.err, "");
    }
    let url = service.address.as_str();
    run(&["report", "--url", url, "--on", "2019-04-01", "--node", "8Z"]).refused(2, &["8Z"]);
    run(&["report", "--url", url, "--round", "2031-vr1"]).refused(2, &["2031-vr1"]);
    run(&["report", "--url", url, "--on", "2019-04-01", "--position", "292"]).refused(2, &["292"]);
    run(&["report", "--url", url, "--round", "geen ronde"]).refused(2, &["geen ronde"]);
    run(&["history", "voorziening/gebouw-z", "--url", url]).refused(2, &["voorziening/gebouw-z"]);
    run(&["export", "--url", url, "--until", "292"]).refused(2, &["291"]);
}

#[test]
fn a_reader_that_has_read_enough_ends_it_quietly() {
    use std::io::Read;
    let place = Place::new();
    let data = place.loaded();
    let mut child = command(&["export", "--data", &data]).spawn().expect("the binary was built");
    let mut some = [0; 100];
    child.stdout.take().expect("it was piped").read_exact(&mut some).expect("it prints"); // and closes the pipe
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
}
