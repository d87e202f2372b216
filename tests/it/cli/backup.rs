//! Back-up and restore: the whole way round, erasures done again, and nothing half when it goes wrong.

use std::process::Command;

use super::{Place, Ran, Running, command, ran, run};

fn backup(place: [&str; 2], file: &str) -> Ran {
    run(&["backup", place[0], place[1], "-o", file])
}

/// Restores under a new key, which every back-up allows.
fn restore(file: &str, data: &str, more: &[&str]) -> Ran {
    run(&[&["restore", file, "--data", data, "--new-key"], more].concat())
}

fn export(data: &str) -> String {
    run(&["export", "--data", data]).done().out
}

fn verified(data: &str) -> String {
    let verified = run(&["verify", "--data", data]).done().out;
    assert!(
        verified.lines().last().is_some_and(|line| line.starts_with("wat te controleren was klopt; ")),
        "{verified}"
    );
    verified
}

fn erase(position: &str, data: &str) {
    run(&["erase", position, "--data", data, "--ground", "artikel 17 AVG", "--decision", "B&W 26.0012"]).done();
}

/// The position of the first note of an export, and its text.
fn a_note(exported: &str) -> (String, String) {
    let lines = exported.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let note =
        lines.into_iter().find(|record| record["type"] == "nl.peildatum.toelichting.vastgelegd").expect("a note");
    (note["positie"].to_string(), note["gegevens"]["tekst"].as_str().expect("a text").to_owned())
}

#[test]
fn a_back_up_put_back_is_the_same_log_and_its_first_file_tells_no_text() {
    let place = Place::new();
    let data = place.loaded();
    let before = export(&data);
    let (file, copy) = (place.path("backup"), place.path("copy"));
    backup(["--data", &data], &file).done();
    backup(["--data", &data], &file).refused(2, &["is er al"]);

    let (records, secrets) =
        (std::fs::read(&file).expect("it is there"), std::fs::read(format!("{file}.geheim")).expect("it is there"));
    let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let (_, text) = a_note(&before);
    assert!(!holds(&records, &text.as_bytes()[..20]) && !holds(&secrets, &text.as_bytes()[..20]));
    let salts = before.lines().map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        hex::decode(record["zoutTekst"].as_str().expect("nothing was erased")).expect("hexadecimal")
    });
    for salt in salts.step_by(29) {
        assert!(!holds(&records, &salt) && holds(&secrets, &salt));
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(format!("{file}.geheim")).expect("there").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);

    let said = restore(&file, &copy, &[]).done().err;
    assert!(said.starts_with("291 events restored to "), "{said}");
    assert_eq!(export(&copy), before);
    assert_eq!(verified(&copy), verified(&data));
}

#[test]
fn a_service_is_backed_up_while_it_runs() {
    let place = Place::new();
    let data = place.loaded();
    let before = export(&data);
    let served = Running::serve(&data);
    let file = place.path("backup");
    backup(["--url", &served.address], &file).done();
    served.stop("-TERM");
    let copy = place.path("copy");
    restore(&file, &copy, &[]).done();
    assert_eq!(export(&copy), before);
    assert_eq!(place.names().len(), 4, "{:?}", place.names());
}

#[test]
fn what_was_erased_stays_erased_after_yesterdays_back_up() {
    let place = Place::new();
    let data = place.loaded();
    let (position, text) = a_note(&export(&data));
    let yesterday = place.path("yesterday");
    backup(["--data", &data], &yesterday).done();
    erase(&position, &data);
    let newer = place.file("newer.ndjson", &export(&data));
    assert!(!export(&data).contains(&text));

    let old = place.path("old");
    restore(&yesterday, &old, &[]).done();
    assert!(export(&old).contains(&text), "the back-up knows of no erasure: that is what the list is for");
    let again = place.path("again");
    let said = restore(&yesterday, &again, &["--erasures", &newer]).done().err;
    assert!(said.contains("1 erased since"), "{said}");
    assert!(!export(&again).contains(&text));
    assert!(verified(&again).contains(", 1 gewist\n"));

    // A back-up that knows of it has no slot of it, and its restore erases by itself.
    let today = place.path("today");
    backup(["--data", &data], &today).done();
    let copy = place.path("copy");
    let said = restore(&today, &copy, &["--erasures", &newer]).done().err;
    assert!(said.contains("1 texts erased by the back-up itself, 0 erased since"), "{said}");
    assert_eq!(export(&copy), export(&data));
    // Yesterday's secrets with today's records do not pass for today's.
    std::fs::copy(format!("{yesterday}.geheim"), format!("{today}.geheim")).expect("it is there");
    restore(&today, &place.path("mixed"), &[]).refused(2, &["belong to different back-ups"]);
}

#[test]
fn a_back_up_that_is_not_whole_restores_nothing() {
    let place = Place::new();
    let data = place.loaded();
    let file = place.path("backup");
    backup(["--data", &data], &file).done();
    let other = place.path("other");
    let (records, secrets) =
        (std::fs::read(&file).expect("there"), std::fs::read(format!("{file}.geheim")).expect("there"));
    let tried = |records: &[u8], secrets: &[u8], said: &[&str]| {
        std::fs::write(&other, records).expect("it can be written");
        std::fs::write(format!("{other}.geheim"), secrets).expect("it can be written");
        restore(&other, &place.path("copy"), &[]).refused(2, said);
        assert!(!place.names().iter().any(|name| name == "copy" || name.starts_with('.')), "{:?}", place.names());
    };
    tried(&records[..records.len() / 2], &secrets, &["cut off"]);
    tried(&records, &secrets[..secrets.len() - 1], &["cut off", "geheim"]);
    tried(b"{}", &secrets, &["no back-up"]);
    let flipped = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
        bytes
    };
    tried(&records, &flipped(&secrets), &["digest"]);
    std::fs::write(&other, flipped(&records)).expect("it can be written");
    assert_eq!(restore(&other, &place.path("copy"), &[]).code, 2);
    std::fs::remove_file(format!("{other}.geheim")).expect("it was there");
    std::fs::write(&other, &records).expect("it can be written");
    restore(&other, &place.path("copy"), &[]).refused(2, &["is missing", "--without-secrets"]);
    assert!(!place.names().contains(&"copy".to_owned()));
    restore(&other, &place.path("copy"), &["--without-secrets"]).done();
    let report = run(&["report", "--data", &place.path("copy"), "--on", "2019-04-01", "--json"]).done().out;
    assert!(report.contains("bedragInCenten") && report.contains("\"titel\":null"));
}

#[test]
fn a_folder_that_is_there_is_put_aside_only_when_that_is_said() {
    let place = Place::new();
    let data = place.loaded();
    let file = place.path("backup");
    backup(["--data", &data], &file).done();
    restore(&file, &data, &[]).refused(2, &["not empty", "--replace"]);
    let served = Running::serve(&data);
    restore(&file, &data, &["--replace"]).refused(3, &["in use"]);
    served.stop("-TERM");
    restore(&file, &data, &["--replace"]).done();
    verified(&data);
    verified(&format!("{data}.before-restore-1"));
}

/// The command, stopped at its first write past a few blocks: killed, or told that there is no room.
pub(super) fn cut_off(killed: bool, args: &[&str]) -> Ran {
    let program = command(args);
    let mut words: Vec<String> = vec![program.get_program().to_string_lossy().into_owned()];
    words.extend(program.get_args().map(|word| word.to_string_lossy().into_owned()));
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let trap = if killed { "" } else { "trap '' XFSZ;" };
    let script = format!("{trap} ulimit -f 16; {}; exit $?", quoted.join(" "));
    ran(Command::new("sh").args(["-c", &script]).env_remove("PEILDATUM_TOKEN"))
}

#[test]
fn a_kill_or_a_full_disk_in_the_middle_leaves_nothing_half() {
    let place = Place::new();
    let data = place.loaded();
    let file = place.path("backup");
    // Of a service, so that the two files are all that this process writes.
    let served = Running::serve(&data);
    for killed in [true, false] {
        let ended = cut_off(killed, &["backup", "--url", &served.address, "-o", &file]);
        assert!(if killed { ended.code > 128 } else { ended.err.contains("too large") }, "{ended:?}");
        assert!(!place.names().iter().any(|name| name.starts_with("backup")), "{:?}", place.names());
    }
    served.stop("-TERM");
    verified(&data);
    backup(["--data", &data], &file).done();
    let copy = place.path("copy");
    for killed in [true, false] {
        let ended = cut_off(killed, &["restore", &file, "--data", &copy, "--new-key"]);
        assert_ne!(ended.code, 0, "{ended:?}");
        assert!(!place.names().contains(&"copy".to_owned()), "{:?}", place.names());
    }
    restore(&file, &copy, &[]).done();
    assert_eq!(export(&copy), export(&data));
}
