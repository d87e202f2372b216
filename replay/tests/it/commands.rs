//! The commands on an export in a file: answers, refusals with the line number, and exit codes.

use std::io::Write as _;
use std::process::{Command, Output};

use peildatum_domain::time::Day;
use peildatum_projections::{InMemoryLog, ReportRequest, report};
use peildatum_records::record::RecordView;
use serde_json::Value;
use tempfile::NamedTempFile;

use crate::recorded::stream;

pub fn lines(log: &InMemoryLog) -> Vec<String> {
    log.all().iter().map(|record| record.to_json(RecordView::Export).to_string()).collect()
}

pub fn file_of(lines: &[String]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    for line in lines {
        writeln!(file, "{line}").expect("it can be written");
    }
    file
}

pub fn replay(file: &NamedTempFile, command: &str, args: &[&str]) -> Output {
    let mut replay = Command::new(env!("CARGO_BIN_EXE_replay"));
    replay.arg(command).arg(file.path()).args(args).output().expect("replay runs")
}

pub fn stdout(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Returns the exit code and the single line on stderr, without the path of the file.
pub fn refused(output: &Output, file: &NamedTempFile) -> String {
    assert!(output.stdout.is_empty(), "nothing is half-done");
    let told = String::from_utf8_lossy(&output.stderr).replace(&file.path().display().to_string(), "FILE");
    assert_eq!(told.lines().count(), 1, "{told}");
    format!("{} {}", output.status.code().expect("an exit code"), told.trim())
}

#[test]
fn a_report_is_the_one_of_the_library_with_its_digests_and_the_root() {
    let log = stream("voorbeeldstad.v1.ndjson");
    let file = file_of(&lines(&log));
    let told = stdout(&replay(&file, "report", &["--on", "2019-04-01", "--position", "120", "--node", "9C1"]));
    let mut told: Value = serde_json::from_str(&told).expect("JSON");
    let state = told.as_object_mut().expect("an object").remove("staat").expect("a state");
    let on = Day::parse("2019-04-01").expect("a day");
    let request = ReportRequest { on, position: 120, node: Some("9C1".into()), fiscal_year: None, round: None };
    let answer = report(log.state(), &log, &request).expect("a report");
    assert_eq!(told, serde_json::from_slice::<Value>(&answer.canonical).expect("JSON"));
    assert_eq!(state["digest"], answer.digest);
    let known_at = log.state().recorded_at(120).expect("a moment").to_string();
    let by_moment = stdout(&replay(&file, "report", &["--on", "2019-04-01", "--known-at", &known_at, "--node", "9C1"]));
    let by_moment: Value = serde_json::from_str(&by_moment).expect("JSON");
    assert_eq!(by_moment["staat"], state, "the moment is turned into the position");
}

#[test]
fn a_report_is_text_where_that_is_asked_for_in_either_language_and_the_usage_names_a_round() {
    let file = file_of(&lines(&stream("voorbeeldstad.v2.ndjson")));
    let told = |args: &[&str]| stdout(&replay(&file, "report", args));
    let text = told(&["--round", "2019-vr1", "--format", "text"]);
    for said in ["\nPeildatum         1 april 2019 (2019-04-01)\n", "\nVastgesteld       versie 4: ", "€"] {
        assert!(text.contains(said), "{said} in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let day = told(&["--on", "2019-04-01", "--position", "120", "--format", "text"]);
    assert!(day.contains("Bekend tot en met positie 120 van 14 mei 2019, 16:10:00 (Nederlandse tijd)"), "{day}");
    let day = told(&["--on", "2019-04-01", "--known-at", "2019-05-28", "--format", "text"]);
    assert!(day.contains("Zoals bekend op") && day.contains("28 mei 2019"), "{day}");
    let english = told(&["--on", "2019-04-01", "--format", "text", "--lang", "en"]);
    assert!(english.contains("1 April 2019"), "{english}");
    let json = told(&["--on", "2019-04-01"]);
    assert_eq!(json, told(&["--on", "2019-04-01", "--format", "json"]));
    assert!(serde_json::from_str::<Value>(&json).is_ok(), "JSON stays what is given where nobody asks");
    let both = replay(&file, "report", &["--on", "2019-04-01", "--canonical", "--format", "text"]);
    assert_eq!(both.status.code(), Some(2), "the bytes of the digest are no text");
    let rounds = stdout(&replay(&file, "rounds", &["--format", "json"]));
    assert_eq!(rounds, stdout(&replay(&file, "rounds", &["--json"])));
    let help = Command::new(env!("CARGO_BIN_EXE_replay")).args(["report", "--help"]).output().expect("replay runs");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let usage = help.lines().find(|line| line.contains("replay report")).expect("a usage");
    assert!(usage.contains("--round") && usage.contains("--on"), "{help}");
}

#[test]
fn an_export_that_breaks_off_its_order_is_refused_input_where_a_report_is_asked() {
    let mut gap = lines(&stream("leiden.v1.ndjson"));
    gap.remove(9);
    let file = file_of(&gap);
    let report = replay(&file, "report", &["--on", "2019-04-01"]);
    assert!(refused(&report, &file).starts_with("2 replay: FILE:10: "), "the line after the gap");
    assert!(refused(&replay(&file, "rounds", &[]), &file).starts_with("2 replay: FILE:10: "));
}

#[test]
fn steps_show_the_state_around_each_event_as_known_at_a_position() {
    let file = file_of(&lines(&stream("voorbeeldstad.v1.ndjson")));
    let steps: Value = serde_json::from_str(&stdout(&replay(
        &file,
        "steps",
        &["voorziening/gebouw-c", "--position", "120", "--json"],
    )))
    .expect("JSON");
    let rows = steps["gebeurtenissen"].as_array().expect("rows");
    let states: Vec<_> = rows.iter().map(|row| (&row["voor"]["status"], &row["na"]["sinds"])).collect();
    let (none, open, closed) = (Value::Null, Value::from("open"), Value::from("gesloten"));
    let days = ["2019-01-01", "2019-04-01", "2019-04-08"].map(Value::from);
    assert_eq!(states, [(&none, &days[0]), (&open, &days[1]), (&closed, &days[2])]);
}

#[test]
fn steps_are_text_unless_json_is_asked_for() {
    let file = file_of(&lines(&stream("voorbeeldstad.v1.ndjson")));
    let steps = |more: &[&str]| {
        stdout(&replay(&file, "steps", &[&["voorziening/gebouw-c", "--position", "120"], more].concat()))
    };
    let text = steps(&[]);
    assert_eq!(text, steps(&["--format", "text"]));
    assert!(
        text.starts_with("Onderwerp voorziening/gebouw-c\nBekend tot en met positie 120 van 3 juni 2019, "),
        "{text}"
    );
    let closed = "\n77, sluiting van voorziening gebouw-c van 1 april 2019\n  Vastgelegd op 20 maart 2019, 10:00:00 (Nederlandse tijd) door lokaal:proef\n  \
                  Telt niet meer: hersteld door positie 120\n  = capaciteit: 40\n";
    assert!(text.contains(closed), "{text}");
    for changed in [
        "  ~ status: open → gesloten\n",
        "  ~ sinds: 1 april 2019 → 8 april 2019\n",
        "  + vervangen door: opvang-kade\n",
    ] {
        assert!(text.contains(changed), "no {changed:?} in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let json = steps(&["--json"]);
    assert_eq!(json, steps(&["--format", "json"]));
    assert!(serde_json::from_str::<Value>(&json).is_ok());
    let both = replay(&file, "steps", &["voorziening/gebouw-c", "--json", "--format", "text"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn what_is_not_there_is_refused_with_what_to_do() {
    let file = file_of(&lines(&stream("leiden.v1.ndjson")));
    let told = |command: &str, args: &[&str]| refused(&replay(&file, command, args), &file);
    assert_eq!(
        told("report", &["--on", "2019-04-01", "--position", "127"]),
        "2 replay: positie 127 staat niet in het logboek; het heeft 1 tot en met 126"
    );
    assert!(
        told("report", &["--on", "2019-04-01", "--known-at", "2019-01-01T00:00:00Z"])
            .starts_with("2 replay: op 1 januari 2019, 01:00:00 (Nederlandse tijd) was nog niets bekend")
    );
    let early = told("report", &["--on", "2017-01-01"]);
    assert!(early.starts_with("2 replay: op 1 januari 2017 gold nog niets"), "{early}");
    assert!(
        told("report", &["--on", "2019-04-01", "--node", "99"])
            .starts_with("2 replay: onderdeel 99 staat er op die dag niet")
    );
    assert!(
        told("steps", &["voorziening/nergens"])
            .starts_with("2 replay: over voorziening/nergens is tot dan niets vastgelegd; ")
    );
    assert!(told("steps", &["nergens"]).starts_with("2 replay: nergens is geen onderwerp: "));
    let wrong = replay(&file, "report", &["--on", "2019-02-30"]);
    assert_eq!(wrong.status.code(), Some(2));
    let other = file_of(&["# Een andere tekst".to_owned(), String::new(), "met regels".to_owned()]);
    let other = replay(&other, "verify", &[]);
    assert_eq!(other.status.code(), Some(2), "no export at all is told once, and not line by line");
    let told = String::from_utf8(other.stderr).expect("UTF-8");
    assert!(told.contains("geen enkele regel is een gebeurtenis") && told.lines().count() == 1, "{told}");
    let nowhere = Command::new(env!("CARGO_BIN_EXE_replay")).args(["verify", "/nergens/is/dit.ndjson"]).output();
    assert_eq!(nowhere.expect("replay runs").status.code(), Some(2), "not to be read is no answer");
}

#[test]
fn every_sealing_is_recomputed_from_the_export_alone() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let file = file_of(&lines(&log));
    let told = stdout(&replay(&file, "rounds", &[]));
    assert_eq!(told.lines().count(), 8, "{told}");
    assert!(told.starts_with("2019-vr1/1  college  peildatum 1 april 2019  positie 119  klopt\n"), "{told}");
    let json: Value = serde_json::from_str(&stdout(&replay(&file, "rounds", &["--json"]))).expect("JSON");
    assert_eq!((&json[3]["orgaan"], &json[3]["oordeel"]), (&Value::from("raad"), &Value::from("klopt")));
    let none = file_of(&lines(&stream("leiden.v1.ndjson")));
    assert_eq!(stdout(&replay(&none, "rounds", &[])), "geen vaststellingen\n");
}

#[test]
fn a_sealing_that_does_not_hold_is_told_aloud_with_exit_1() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let whole = lines(&log);
    let mut altered = whole.clone();
    altered[119] = committed_anew(&log, 120, "digest", &format!("sha256:{}", "0".repeat(64)));
    let file = file_of(&altered);
    let told = replay(&file, "rounds", &[]);
    assert_eq!(told.status.code(), Some(1));
    let text = String::from_utf8(told.stdout).expect("UTF-8");
    assert!(text.starts_with("2019-vr1/1  college  peildatum 1 april 2019  positie 119  AFWIJKEND\n"), "{text}");
    assert!(
        text.contains("\n2019-vr1/2  raad  peildatum 1 april 2019  positie 123  AFWIJKEND\n"),
        "its root covers it: {text}"
    );
    let json = replay(&file, "rounds", &["--json"]);
    assert_eq!(json.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json[0]["oordeel"], "afwijkend");
    let mut altered = whole;
    altered[36] = altered[36].replacen("Gebouw C", "Gebouw D", 1);
    let file = file_of(&altered);
    assert!(
        refused(&replay(&file, "rounds", &[]), &file).starts_with("1 replay: FILE: 1 van "),
        "a text that was altered"
    );
}

/// Returns the line at a position with another word in its data and a recomputed commitment.
pub fn committed_anew(log: &InMemoryLog, position: u64, field: &str, word: &str) -> String {
    use peildatum_records::commitment::{SplitEvent, canonical_json, commit};
    let mut record = (*log.all()[usize::try_from(position).expect("small") - 1]).clone();
    record.data[field] = word.into();
    let split = SplitEvent::of_record(&record).expect("known fields");
    let core = split.core_json(&record.text_commitment).expect("known fields");
    record.commitment = commit(&record.core_salt, &canonical_json(&core));
    record.to_json(RecordView::Export).to_string()
}
