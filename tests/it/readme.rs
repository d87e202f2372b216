//! The shell lines of the README and of the pages in `docs/` that continue it, run as written and in their order, after the demo.

use std::path::{Path, PathBuf};
use std::process::Command;

use peildatum::app::clock::{Clock as _, SystemClock};
use peildatum::domain::time::Day;

use crate::cli::{Place, Running};

/// Lines that this test does not run itself: the programs are already built, the whole suite is running, and clients
/// that follow a stream never exit by themselves (`clients` runs those).
const LEFT_TO_OTHERS: [&str; 3] = ["cargo ", "tests/all", "curl -sN "];

/// The pages in the order in which their lines are typed. The README sets the variables that all of them use.
const PAGES: [&str; 6] = [
    include_str!("../../README.md"),
    include_str!("../../docs/how-to.md"),
    include_str!("../../docs/auditing.md"),
    include_str!("../../docs/api.md"),
    include_str!("../../docs/following-events.md"),
    include_str!("../../docs/webhooks.md"),
];

/// The shell lines of one page.
fn lines(page: &str) -> impl Iterator<Item = &str> {
    page.split("\n```sh\n").skip(1).flat_map(|rest| rest.split("\n```").next().unwrap_or_default().lines())
}

/// The shell lines of some pages in their order, with the address of a running demo.
fn script(pages: &[&str], address: &str) -> String {
    let run_here = |line: &&str| !LEFT_TO_OTHERS.iter().any(|start| line.starts_with(start));
    let lines = pages.iter().flat_map(|page| lines(page)).filter(run_here);
    lines.map(|line| line.replace("http://127.0.0.1:8080", address) + "\n").collect()
}

/// Returns the folder with both programs. The auditor's tool is built if only this package was.
pub fn programs() -> PathBuf {
    let ours = Path::new(env!("CARGO_BIN_EXE_peildatum"));
    let folder = ours.parent().expect("a binary lies in a folder").to_owned();
    if !folder.join("replay").is_file() {
        let build = ["build", "--locked", "--offline", "-p", "replay"];
        let built = Command::new(env!("CARGO")).args(build).current_dir(env!("CARGO_MANIFEST_DIR")).status();
        assert!(built.is_ok_and(|ended| ended.success()), "replay builds");
    }
    folder
}

/// Runs the lines of some pages beside a demo of their own.
fn run_beside_a_demo(pages: &[&str], at_least: usize) {
    let demo = Running::start(&["demo", "--listen", "127.0.0.1:0"], "Ctrl-C");
    let place = Place::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(root.join("docs"), place.path("docs")).expect("a link can be made");
    let path = std::env::var("PATH").unwrap_or_default();
    let script = script(pages, &demo.address);
    assert!(script.lines().count() >= at_least, "the pages were not read: {script}");
    // Each line is printed before it runs, so that a failing line is the last one printed.
    let ran = Command::new("bash")
        .args(["-xeuo", "pipefail", "-c", &script])
        .current_dir(place.path("."))
        .env("PATH", format!("{}:{path}", programs().display()))
        .env_remove("PEILDATUM_LANG")
        .env_remove("PEILDATUM_TOKEN")
        .output()
        .expect("bash is there");
    let err = String::from_utf8_lossy(&ran.stderr);
    let last: Vec<&str> = err.lines().rev().take(12).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    assert!(ran.status.success(), "{}", last.join("\n"));
    demo.stop("-TERM").done();
}

#[test]
fn every_line_of_the_readme_and_the_pages_after_it_runs_as_written_beside_the_demo() {
    assert!(PAGES.iter().all(|page| lines(page).next().is_some()), "a page without lines has no place in the list");
    run_beside_a_demo(&PAGES, 50);
}

#[test]
fn every_line_of_the_dutch_readme_runs_as_written_beside_the_demo() {
    run_beside_a_demo(&[include_str!("../../README.nl.md")], 5);
}

#[test]
fn every_line_of_the_pages_for_administrators_runs_as_written() {
    run_beside_a_demo(&[include_str!("../../docs/beheer/instellingen.md")], 1);
}

/// Returns the pages for administrators.
fn beheer() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/beheer");
    let files =
        |folder: PathBuf| std::fs::read_dir(folder).expect("it can be listed").map(|file| file.expect("a file").path());
    let pages = files(folder.clone()).chain(files(folder.join("alarmen")));
    let mut pages: Vec<PathBuf> = pages.filter(|path| path.extension().is_some_and(|kind| kind == "md")).collect();
    pages.sort();
    pages.iter().map(|path| std::fs::read_to_string(path).expect("a page is UTF-8")).collect()
}

/// Their commands are for a machine that has the service installed: here they run with the places of this test.
#[test]
fn every_command_of_the_pages_for_administrators_runs_with_places_of_here() {
    let (place, demo) = (Place::new(), Running::start(&["demo", "--listen", "127.0.0.1:0"], "Ctrl-C"));
    let data = place.loaded();
    let config = place.file("peildatum.toml", &format!("data = \"{data}\"\nlisten = \"127.0.0.1:0\"\n"));
    let until = Day::from_number(SystemClock.now().amsterdam_day().number() + 200).to_string();
    let pages = beheer();
    let blocks = pages.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let commands = blocks.flat_map(str::lines).filter_map(|line| {
        let line = line.trim().trim_start_matches("runuser -u peildatum -- ");
        line.starts_with("peildatum ").then_some(line)
    });
    let mut ran = 0;
    for command in commands {
        let here = command
            .replace("https://peildatum.gemeente.example", &demo.address)
            .replace("/var/lib/peildatum", &data)
            .replace("/etc/peildatum/peildatum.toml", &config)
            .replace("2027-06-30", &until)
            // What a shell makes of it.
            .replace("$(date +%F)", "2026-11-30")
            .replace('"', "")
            .replace("/srv/werk", &data)
            .replace("/srv/back-up/", "");
        let output = format!("-o {}", place.path(&format!("uit-{ran}-")));
        let here = here.replace("-o ", &output);
        let words: Vec<&str> = here.split_whitespace().skip(1).collect();
        crate::cli::run(&words).done();
        ran += 1;
    }
    assert!(ran >= 7, "{ran} commands");
    demo.stop("-TERM").done();
}
