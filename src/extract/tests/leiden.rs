//! The two real pages, where they lie beside the repository: everything a careful reader finds, and nothing else.
//!
//! Where they are not, `tests/all` leaves these tests out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::against::Log;
use super::{import, messages};
use crate::{Extraction, Options, extract, leave_out_known};

/// The folder of the pages; absent in a clone of the repository alone.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/leiden");
    assert!(folder.is_dir(), "the report pages of {} are not here", folder.display());
    folder
}

fn page(folder: &Path, name: &str, round: &str, date: &str) -> Extraction {
    let bytes = std::fs::read(folder.join(format!("{name}.txt"))).expect("the page lies in the folder");
    let options = Options {
        round: round.into(),
        reporting_date: Some(date.into()),
        document: format!("{name}.txt"),
        ..Options::default()
    };
    extract(&bytes, &options).expect("it is a report page")
}

fn pages(folder: &Path) -> [(&'static str, Extraction); 2] {
    [
        ("bestuursrapportage-2019-programma-9", "2019-berap", "2019-04-01"),
        ("voortgangsrapportage-2021-2-programma-9", "2021-vr2", "2021-09-01"),
    ]
    .map(|(name, round, date)| (name, page(folder, name, round, date)))
}

#[test]
fn the_real_pages_give_every_fact_and_nothing_else() {
    let folder = folder();
    for (name, extraction) in pages(&folder) {
        let mut check = Command::new("python3")
            .arg(folder.join("check.py"))
            .arg(folder.join("facts.json"))
            .arg(name)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is here: the package `python3` brings it");
        let mut input = check.stdin.take().expect("stdin is piped");
        input.write_all(extraction.to_ndjson().as_bytes()).expect("the check reads its input");
        drop(input);
        let output = check.wait_with_output().expect("the check ends");
        let report = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}\n{report}");
    }
}

#[test]
fn a_log_takes_both_real_pages_one_after_the_other() {
    let folder = folder();
    let [(_, first), (_, second)] = pages(&folder);
    let rest = leave_out_known(second, &Log::of(&first));
    assert!(rest.drafts.iter().all(|draft| draft.subject() != "onderdeel/9"), "the first page has the programme");
    import(&[&first, &rest]);
}

#[test]
fn the_real_pages_say_what_the_history_of_building_c_needs() {
    let folder = folder();
    let [(_, first), _] = pages(&folder);
    let rows: Vec<String> = first
        .drafts
        .iter()
        .filter(|draft| draft.subject() == "voorziening/gebouw-c")
        .map(|draft| format!("{} {}", draft.event["ingangsdatum"].as_str().unwrap_or_default(), draft.kind()))
        .collect();
    assert_eq!(rows, ["2019-01-01 voorziening.geopend", "2019-04-01 voorziening.gesloten"]);
}

#[test]
fn the_real_target_cover_and_shortfall_are_linked() {
    let folder = folder();
    let [_, (_, second)] = pages(&folder);
    let data = |id: &str| {
        let subject = format!("bijstelling/{id}");
        let draft = second.drafts.iter().find(|draft| draft.subject() == subject);
        draft.map(|draft| draft.event["gegevens"].clone()).unwrap_or_default()
    };
    assert_eq!(data("9C1.1-realisatie-2021")["realiseert"], "9C1.1-taakstelling", "{}", second.to_ndjson());
    assert_eq!(data("9D1.3-tekort-2021")["pm"], true, "{}", second.to_ndjson());
    assert_eq!(data("9D1.3-meevaller-2020")["dekt"], "9D1.3-tekort-2021");
    assert!(messages(&second).contains("9B2.1 is titled"), "{}", messages(&second));
}

#[test]
fn the_real_reservation_is_fulfilled_by_the_framework_letter_that_the_next_sentence_names() {
    let folder = folder();
    let [_, (_, second)] = pages(&folder);
    let paper = second.drafts.iter().find(|draft| draft.subject() == "besluit/bw-21.0317").expect("it is drafted");
    let under = &paper.event["gegevens"]["voorbehoud"];
    assert_eq!((&under["orgaan"], &under["vervuldDoor"]), (&"raad".into(), &"kaderbrief-2021-2025".into()));
    assert!(paper.is_unreviewed(), "{}", paper.event);
}
