//! Back-up and restore: the full cycle, erasures applied again, and no partial result after a failure.

use std::process::Command;

use super::{Place, Ran, Running, command, ran, run, stream};

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
    run(&["erase", position, "--data", data, "--ground", "artikel 17 AVG", "--decision", "B&W 26.0012", "--yes"])
        .done();
}

/// Returns the position and the text of the first note of an export.
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
    assert!(said.starts_with("291 gebeurtenissen teruggezet in "), "{said}");
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
    assert!(served.get("/metrics").1.contains("peildatum_backup_position 291\n"), "both parts went out to their end");
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
    assert!(said.contains("gewist: 0 teksten volgens de back-up zelf, en 1 die daarna zijn gewist"), "{said}");
    assert!(!export(&again).contains(&text));
    assert!(verified(&again).contains(", 1 gewist\n"));

    // A back-up made after the erasure has no slot for the text, and its restore applies the erasure itself.
    let today = place.path("today");
    backup(["--data", &data], &today).done();
    let copy = place.path("copy");
    let said = restore(&today, &copy, &["--erasures", &newer]).done().err;
    assert!(said.contains("gewist: 1 tekst volgens de back-up zelf, en 0 die daarna zijn gewist"), "{said}");
    assert_eq!(export(&copy), export(&data));
    // The secrets of yesterday do not fit the records of today.
    std::fs::copy(format!("{yesterday}.geheim"), format!("{today}.geheim")).expect("it is there");
    restore(&today, &place.path("mixed"), &[]).refused(2, &["horen bij verschillende back-ups"]);
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
    tried(&records[..records.len() / 2], &secrets, &["houdt te vroeg op"]);
    tried(&records, &secrets[..secrets.len() - 1], &["houdt te vroeg op", "geheim"]);
    tried(b"{}", &secrets, &["geen back-up"]);
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
    restore(&other, &place.path("copy"), &[]).refused(2, &["is er niet", "--without-secrets"]);
    assert!(!place.names().contains(&"copy".to_owned()));
}

#[test]
fn texts_that_nothing_opens_are_one_line_everywhere_and_never_told_as_erased() {
    let place = Place::new();
    let data = place.loaded();
    let erased = a_note(&export(&data)).0;
    erase(&erased, &data);
    let (file, copy) = (place.path("backup"), place.path("copy"));
    backup(["--data", &data], &file).done();
    std::fs::remove_file(format!("{file}.geheim")).expect("it was there");
    restore(&file, &copy, &[]).refused(2, &["is er niet", "--without-secrets"]);
    let missing = "291 teksten ontbreken: teruggezet zonder geheim"; // of 292 events one is erased
    let said = restore(&file, &copy, &["--without-secrets"]).done().err;
    assert!(said.lines().any(|line| line == missing), "{said}");
    assert!(said.contains("gewist: 1 tekst volgens de back-up zelf"), "{said}");

    let verified = run(&["verify", "--data", &copy]);
    assert_eq!(verified.code, 1, "it can not be told that they are what they were");
    let faults: Vec<&str> = verified.out.lines().filter(|line| line.starts_with("AFWIJKEND")).collect();
    assert_eq!(faults, [format!("AFWIJKEND: {missing}")], "{verified:?}");
    assert!(verified.out.starts_with("292 gebeurtenissen, 1 gewist\n"), "{verified:?}");

    let asked = ["report", "--data", &copy, "--on", "2019-04-01"];
    let text = run(&asked).done().out;
    assert!(
        text.contains(" teksten ontbreken: teruggezet zonder geheim") && text.contains("(tekst ontbreekt)"),
        "{text}"
    );
    assert_eq!(text.matches("(tekst gewist)").count(), 1, "{text}");
    let json = run(&[&asked[..], &["--json"]].concat()).done().out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["staat"]["gewist"].to_string(), format!("[{erased}]"));
    assert!(json["staat"]["ontbrekendeTeksten"].as_array().is_some_and(|all| all.len() > 10));
    assert!(json.to_string().contains("bedragInCenten"), "figures are there");
    let history = run(&["history", "onderdeel/9", "--data", &copy]).done().out;
    assert!(history.contains("Tekst ontbreekt: teruggezet zonder geheim"), "{history}");

    let exported = run(&["export", "--data", &copy]).done();
    assert!(exported.err.contains(missing), "{}", exported.err);
    let lines: Vec<serde_json::Value> =
        exported.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.iter().filter(|line| line["geheimOntbreekt"] == true).count(), 291);
    assert_eq!(lines.iter().filter(|line| line["gewist"] == true).count(), 1);
    let import = place.file("export.ndjson", &exported.out);
    run(&["import", "--data", &place.path("again"), "--keep-times", "--accept-unreviewed", &import])
        .refused(2, &["export.ndjson:1: ", "teruggezet zonder geheim"]);
    missing_where_it_is_told(&copy);
    let missing = "290 teksten ontbreken: teruggezet zonder geheim"; // one text was just erased
    // A back-up of the restored log has the same gaps and reports them.
    let second = place.path("second");
    let made = backup(["--data", &copy], &second).done().err;
    assert!(made.contains(&format!("\n{missing}; ook {second}.geheim opent die niet\n")), "{made}");
    let service = Running::serve(&copy);
    let far = backup(["--url", &service.address], &place.path("far")).done().err;
    assert!(far.contains(missing), "{far}");
    service.stop("-TERM");
    let said = restore(&second, &place.path("third"), &[]).done().err;
    assert!(said.contains(missing), "{said}");
}

/// Comparisons, tables, sealed reports and erasures of a log without its texts.
fn missing_where_it_is_told(copy: &str) {
    let compared = run(&["compare", "2019-vr1", "2020-vr2", "--data", copy]).done().out;
    assert!(compared.contains("(tekst ontbreekt)") && !compared.contains("(tekst gewist)"), "{compared}");
    let counted = compared.lines().filter(|line| line.ends_with(" teksten ontbreken: teruggezet zonder geheim"));
    assert_eq!(counted.count(), 1, "{compared}");
    let english = run(&["compare", "2019-vr1", "2020-vr2", "--data", copy, "--lang", "en"]).done().out;
    assert!(english.contains("(text missing)") && !english.contains("(text erased)"), "{english}");
    let rows = run(&["compare", "2019-vr1", "2020-vr2", "--data", copy, "--format", "csv"]).done().out;
    assert!(rows.contains("(tekst ontbreekt)"), "{rows}");
    let table = run(&["report", "--on", "2020-09-01", "--data", copy, "--format", "csv"]).done().out;
    assert!(table.contains("(tekst ontbreekt)"), "{table}");

    let erasure = ["erase", "58", "--ground", "a", "--decision", "B&W 26.1", "--data", copy];
    let said = |run: Ran| run.done().out;
    let told = [said(run(&[&erasure[..], &["--dry-run"]].concat())), said(run(&[&erasure[..], &["--yes"]].concat()))];
    for told in told {
        assert!(told.contains("niet gewist maar ontbreekt") && !told.contains("al gewist"), "{told}");
    }
}

#[test]
fn a_sealed_report_whose_texts_are_missing_has_the_verdict_that_verify_gives() {
    let place = Place::new();
    let (data, file, copy) = (place.path("data"), place.path("backup"), place.path("copy"));
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &stream("voorbeeldstad.v2.ndjson")]).done();
    backup(["--data", &data], &file).done();
    restore(&file, &copy, &["--without-secrets"]).done();
    let verdict = "NIET NA TE GAAN (teksten ontbreken)";
    assert!(run(&["verify", "--data", &copy]).out.contains(verdict));
    let sealed = ["report", "--round", "2019-vr1", "--data", &copy];
    let text = run(&sealed).done().out;
    assert!(text.contains(&format!("Oordeel\n  {verdict}\n")), "{text}");
    let json = run(&[&sealed[..], &["--json"]].concat()).done().out;
    assert!(json.contains("\"oordeel\":null"), "its shape is published");
    assert!(!run(&["report", "--on", "2019-04-01", "--data", &copy]).done().out.contains(verdict), "no body fixed it");
}

#[test]
fn the_first_thing_that_is_wrong_with_a_restore_is_named_first() {
    let place = Place::new();
    let data = place.loaded();
    let (file, full) = (place.path("backup"), place.path("full"));
    backup(["--data", &data], &file).done();
    std::fs::create_dir(&full).expect("it can be made");
    std::fs::write(format!("{full}/iets"), "van iemand anders").expect("it can be written");
    let nowhere = place.path("nergens");
    let refused = run(&["restore", &nowhere, "--data", &full]).refused(2, &[&nowhere, "het is er niet"]);
    assert!(!refused.err.contains(".geheim"), "{refused:?}");
    let other = place.file("brief.txt", "Geachte raad");
    let refused = run(&["restore", &other, "--data", &full]).refused(2, &[&other, "geen back-up van Peildatum"]);
    assert!(!refused.err.contains(".geheim"), "{refused:?}");
    run(&["restore", &format!("{file}.geheim"), "--data", &full]).refused(2, &["zonder .geheim"]);
    std::fs::rename(format!("{file}.geheim"), place.path("elders")).expect("it is there");
    run(&["restore", &file, "--data", &full]).refused(2, &[&format!("{file}.geheim"), "--without-secrets"]);
    std::fs::rename(place.path("elders"), format!("{file}.geheim")).expect("it is there");
    run(&["restore", &file, "--data", &full]).refused(2, &[&full, "niet leeg", "--yes"]);
    // The other commands check the log first too: no other file is reported while there is no log.
    run(&["backup", "--data", &nowhere, "-o", &file]).refused(2, &[&nowhere]);
    run(&["bundle", "2019-vr1", "--data", &nowhere, "-o", &other]).refused(2, &[&nowhere]);
    run(&["export", "--data", &nowhere, "--tiles", &full]).refused(2, &[&nowhere]);
    run(&["verify", "--data", &nowhere, "--checkpoint", &other]).refused(2, &[&nowhere]);
}

#[test]
fn a_restore_needs_no_flag_and_signs_under_the_old_key_only_where_that_promises_nothing_twice() {
    let place = Place::new();
    let data = place.loaded();
    let key = run(&["key", "--data", &data]).done().out.trim().to_owned();
    let (file, copy) = (place.path("backup"), place.path("copy"));
    backup(["--data", &data], &file).done();
    // Restoring beside the original log is refused: two logs that sign with one key would commit to different
    // histories.
    let said = run(&["restore", &file, "--data", &copy]).done().err;
    assert!(said.contains("ondertekend met een nieuwe sleutel: ") && said.contains("--sign-on"), "{said}");
    assert_ne!(run(&["key", "--data", &copy]).done().out.trim(), key);
    // Restoring in place of the original log is accepted if the back-up reaches its last checkpoint.
    let said = run(&["restore", &file, "--data", &data, "--yes"]).done().err;
    assert!(said.contains(&format!("ondertekend met de oude sleutel: {key}\n")), "{said}");
    assert_eq!(run(&["key", "--data", &data]).done().out.trim(), key);
    verified(&data);
    // After the log has signed further checkpoints, the old key is refused.
    erase("2", &data);
    let said = run(&["restore", &file, "--data", &data, "--yes"]).done().err;
    assert!(said.contains("nieuwe sleutel") && said.contains("al tot en met positie 292 ondertekend"), "{said}");
    let word = run(&["restore", &file, "--data", &place.path("woord"), "--sign-on"]).done().err;
    assert!(word.contains(&format!("ondertekend met de oude sleutel: {key}")), "{word}");
}

#[test]
fn a_folder_that_is_there_is_put_aside_only_when_that_is_said() {
    let place = Place::new();
    let data = place.loaded();
    let file = place.path("backup");
    backup(["--data", &data], &file).done();
    restore(&file, &data, &[]).refused(2, &["niet leeg", "--yes"]);
    let served = Running::serve(&data);
    restore(&file, &data, &["--replace"]).refused(3, &["in gebruik"]);
    served.stop("-TERM");
    restore(&file, &data, &["--replace"]).done();
    verified(&data);
    verified(&format!("{data}.before-restore-1"));
}

/// The command, stopped at its first write after a few blocks: killed, or with a full disk.
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
    // The back-up is taken from a service, so that the two files are the only ones this process writes.
    let served = Running::serve(&data);
    for killed in [true, false] {
        let ended = cut_off(killed, &["backup", "--url", &served.address, "-o", &file]);
        assert!(if killed { ended.code > 128 } else { ended.err.contains("groter") }, "{ended:?}");
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
