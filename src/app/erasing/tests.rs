//! An erasure interrupted by a crash between every two of its steps: after reopening it either never happened or is
//! complete.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::app::{AppendOptions, OpenOptions, Service};
use crate::domain::actor::Actor;
use crate::domain::testkit::event;
use crate::domain::text::Slug;
use crate::input;
use crate::log::folder::IfMissing;
use crate::log::test_hooks;

const FOLDER: &str = "PEILDATUM_TEST_ERASE_IN";
const STEPS: &str = "PEILDATUM_TEST_STEPS";
const NAME: &str = "Jan Jansen";

fn open(folder: &Path) -> Service {
    Service::open(folder, OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() }).unwrap()
}

fn append(service: &Service, events: &[serde_json::Value]) {
    let events = events.iter().map(|event| input::proposal(event).unwrap()).collect();
    let actor = Actor::new("lokaal:test", None, Slug::parse("beheren").unwrap()).unwrap();
    service.append(events, &actor, AppendOptions::default()).unwrap();
}

fn note(number: u32) -> serde_json::Value {
    let mut note = event("toelichting.vastgelegd", "onderdeel/9", "2019-01-01", json!({ "tekst": NAME }));
    note["id"] = format!("00000000-0000-7000-8000-{number:012x}").into();
    note
}

fn erasure(number: u32) -> serde_json::Value {
    let subject = format!("gebeurtenis/00000000-0000-7000-8000-{number:012x}");
    event(
        "gebeurtenis.gewist",
        &subject,
        "2022-01-01",
        json!({ "grondslag": "AVG artikel 17", "besluit": "B&W 22.0001" }),
    )
}

/// Not a test by itself: the test below runs it as another process. It erases two events at once and prints a line when
/// that was answered.
#[test]
fn child_that_erases() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let service = open(Path::new(&folder));
    test_hooks::stop_after(env::var(STEPS).unwrap().parse().unwrap());
    append(&service, &[erasure(1), erasure(2)]);
    test_hooks::stop_after(0);
    io::stdout().lock().write_all(b"answered\n").unwrap();
    service.close().unwrap();
}

fn stopped_after(folder: &Path, steps: usize) -> String {
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "app::erasing::tests::child_that_erases", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(STEPS, steps.to_string())
        .stderr(Stdio::null())
        .output();
    String::from_utf8(child.unwrap().stdout).unwrap()
}

#[test]
fn an_erasure_that_a_stop_cut_off_is_done_or_was_never_asked_for() {
    let mut seen = Vec::new();
    for steps in 1.. {
        let dir = tempfile::tempdir().unwrap();
        let service = open(dir.path());
        append(
            &service,
            &[event(
                "onderdeel.opgenomen",
                "onderdeel/9",
                "2019-01-01",
                json!({ "niveau": "programma", "titel": "T" }),
            )],
        );
        append(&service, &[note(1), note(2)]);
        let slots = [2, 3].map(|position| service.record(position).unwrap().unwrap().text_salt.unwrap());
        service.close().unwrap();
        drop(service);

        let said = stopped_after(dir.path(), steps);
        let answered = said.contains("answered");
        let step = said.lines().find_map(|line| line.split("stopped after ").nth(1)).map(str::to_owned);

        let service = open(dir.path());
        let asked = service.durable_head() == 5;
        assert!(asked || service.durable_head() == 3, "both or neither, after {step:?}");
        assert!(asked || !answered);
        for position in [2, 3] {
            assert_eq!(service.record(position).unwrap().unwrap().is_erased(), asked, "{position} after {step:?}");
        }
        assert!(crate::app::verify::verify(&service, &mut |_, _| {}).unwrap().holds());
        let secrets = std::fs::read(dir.path().join("secrets")).unwrap();
        let left = slots.iter().filter(|salt| secrets.windows(32).any(|window| window == *salt)).count();
        assert_eq!(left, if asked { 0 } else { 2 }, "after {step:?}");
        service.close().unwrap();
        match step {
            Some(step) => seen.push((step, asked)),
            None => {
                assert!(answered && asked, "it ended by itself: {said}");
                break;
            }
        }
    }
    let seen: Vec<(&str, bool)> = seen.iter().map(|(step, asked)| (step.as_str(), *asked)).collect();
    // The system may or may not have written a staged frame; a killed process leaves that open.
    assert_eq!(
        seen,
        [
            ("frame staged", seen[0].1),
            ("frame durable", true),
            ("head noted", true),
            ("tree written", true),
            ("slot overwritten", true),
            ("slot overwritten", true),
            ("published", true),
            ("slot synced", true),
            ("followed on", true),
        ]
    );
}
