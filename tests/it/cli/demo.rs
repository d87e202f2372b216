//! `demo`: it prints an address and three working examples, and leaves no files behind.

use std::path::Path;
use std::process::Command;

use super::{Place, Running, run};

/// Starts a demo on a free port and waits for its last line.
fn demo(more: &[&str]) -> Running {
    Running::start(&[&["demo", "--listen", "127.0.0.1:0"], more].concat(), "Ctrl-C beëindigt de demo.")
}

/// Returns the commands that a demo prints, with their output.
fn try_all(demo: &Running) -> Vec<(String, String)> {
    let lines = demo.said.lines().map(str::trim);
    let commands: Vec<&str> =
        lines.filter(|line| line.contains(&format!("{}/", demo.address)) || line.contains("--url ")).collect();
    assert_eq!(commands.len(), 3, "{}", demo.said);
    let typed = |command: &&str| {
        let here = Place::new();
        let typed = command.replace("target/", concat!(env!("CARGO_MANIFEST_DIR"), "/target/"));
        let tried = Command::new("sh").args(["-c", &typed]).current_dir(here.path(".")).output();
        let tried = tried.expect("a shell is there");
        let (out, err) = (String::from_utf8_lossy(&tried.stdout), String::from_utf8_lossy(&tried.stderr));
        assert!(tried.status.success() && !format!("{out}{err}").is_empty(), "{command}: {out}{err}");
        ((*command).to_owned(), format!("{out}{err}{}", here.names().join(" ")))
    };
    commands.iter().map(typed).collect()
}

#[test]
fn each_of_the_three_things_works_and_nothing_is_left_behind() {
    let demo = demo(&[]);
    assert!(demo.said.contains("308 gebeurtenissen van voorbeeldstad"), "{}", demo.said);
    let folder = demo.said.lines().find_map(|line| line.strip_prefix("Gegevensmap: ")).expect("it says where");
    let folder = folder.split(" (").next().expect("a path").to_owned();
    assert!(Path::new(&folder).is_dir(), "{folder}");
    for (command, gave) in try_all(&demo) {
        let wanted = match command.split(' ').nth(1) {
            Some("compare") => "herstel",
            Some("report") => "Oordeel\n  klopt",
            Some(_) | None => "bundel-2019-vr1.zip",
        };
        assert!(gave.contains(wanted), "{command}: {gave}");
    }
    let ended = demo.stop("-INT").done();
    assert_eq!(ended.err, "");
    assert!(!Path::new(&folder).exists(), "{folder} is left behind");
}

#[test]
fn the_stream_of_leiden_shows_in_the_same_way() {
    let demo = demo(&["--stream", "leiden"]);
    for (command, gave) in try_all(&demo) {
        let wanted = match command.split(' ').nth(1) {
            Some("history") => "voorziening.gesloten",
            Some(_) | None => "2021",
        };
        assert!(gave.contains(wanted), "{command}: {gave}");
    }
    demo.stop("-TERM").done();
}

#[test]
fn a_folder_that_holds_the_stream_is_used_again_and_another_log_is_not() {
    let place = Place::new();
    let data = place.path("data");
    for _ in 0..2 {
        let demo = demo(&["--data", &data]);
        assert!(demo.said.contains("308 gebeurtenissen van voorbeeldstad"), "{}", demo.said);
        demo.stop("-TERM").done();
    }
    run(&["demo", "--listen", "127.0.0.1:0", "--data", &data, "--stream", "leiden"]).refused(2, &[&data, "lege map"]);
    assert_eq!(run(&["export", "--data", &data]).done().out.lines().count(), 308);
}
