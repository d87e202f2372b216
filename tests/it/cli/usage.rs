//! Wrong usage: exit code 2, one line on stderr with the error and advice, nothing on stdout.

use super::{Place, run};

#[test]
fn wrong_use_ends_with_2_and_one_line() {
    run(&["report", "--on", "2019-04-01"]).refused(2, &["--data", "--url"]);
    run(&["report", "--data", "a", "--url", "http://127.0.0.1:1", "--on", "2019-04-01"]).refused(2, &["--url"]);
    run(&["report", "--data", "a"]).refused(2, &["--on", "--round"]);
    run(&["report", "--data", "a", "--on", "2019-04-31"]).refused(2, &["2019-04-31", "JJJJ-MM-DD"]);
    run(&["report", "--data", "a", "--on", "2019-04-01", "--known-at", "gisteren"]).refused(2, &["gisteren", "Z"]);
    run(&["report", "--data", "a", "--on", "2019-04-01", "--position", "0"]).refused(2, &["--position"]);
    run(&["report", "--data", "a", "--on", "2019-04-01", "--round", "2019-vr1"]).refused(2, &["--round"]);
    run(&["history", "gebouw-c", "--data", "a"]).refused(2, &["gebouw-c", "voorziening/gebouw-c"]);
    run(&["import", "--data", "a"]).refused(2, &["BESTAND"]);
    run(&["import", "--data", "a", "--actor", "jan de vries", "/dev/null"]).refused(2, &["jan de vries", "lokaal:jan"]);
    run(&["verify", "--url", "127.0.0.1:8080"]).refused(2, &["http://127.0.0.1:8080"]);
    run(&["nonsense"]).refused(2, &["nonsense"]);
}

#[test]
fn formats_that_are_not_there_yet_are_refused_with_those_that_are() {
    run(&["report", "--data", "a", "--on", "2019-04-01", "--format", "pdf"])
        .refused(2, &["pdf", "text, json, csv, xlsx, html"]);
    for format in ["csv", "xlsx"] {
        run(&["history", "onderdeel/9", "--data", "a", "--format", format]).refused(2, &[format, "text, json"]);
    }
    run(&["report", "--data", "a", "--round", "2019-vr1/burgemeester"])
        .refused(2, &["2019-vr1/burgemeester", "2019-vr1/college"]);
}

#[test]
fn what_is_not_there_is_named_and_nothing_is_made() {
    let place = Place::new();
    let data = place.path("data");
    run(&["report", "--data", &data, "--on", "2019-04-01"]).refused(2, &[&data, "import"]);
    run(&["history", "onderdeel/9", "--data", &data]).refused(2, &[&data]);
    run(&["export", "--data", &data]).refused(2, &[&data]);
    run(&["verify", "--data", &data]).refused(2, &[&data]);
    run(&["import", "--data", &data, &place.path("none.ndjson")]).refused(2, &["none.ndjson"]);
    run(&["extract", &place.path("none.txt"), "--round", "2019-berap"]).refused(2, &["none.txt"]);
    run(&["verify", "--url", "http://127.0.0.1:1"]).refused(2, &["http://127.0.0.1:1"]);
    assert_eq!(place.names(), Vec::<String>::new());
}

#[test]
fn help_and_version_are_what_was_asked_for() {
    let help = run(&["--help"]).done();
    let commands = [
        "demo", "serve", "extract", "import", "export", "report", "compare", "history", "rounds", "findings",
        "finance", "seal", "bundle", "verify", "erase", "backup", "restore",
    ];
    for command in commands {
        assert!(help.out.contains(&format!("\n  {command} ")), "{}", help.out);
        assert!(run(&[command, "--help"]).done().out.contains("Gebruik: peildatum"));
    }
    assert!(run(&["--version"]).done().out.starts_with("peildatum "));
}

#[test]
fn one_run_speaks_one_language() {
    let english = run(&["report", "--help", "--lang", "en"]).done().out;
    assert!(english.contains("Usage: peildatum report") && english.contains("The reporting date"), "{english}");
    assert!(!english.contains("Gebruik") && !english.contains("Standaard"), "{english}");
    let dutch = run(&["report", "--help"]).done().out;
    assert!(dutch.contains("De peildatum, zoals 2019-04-01") && dutch.contains("--on <DATUM>"), "{dutch}");
    for word in ["Usage", "Options", "default:", "possible values", "Print help"] {
        assert!(!dutch.contains(word), "{word}: {dutch}");
    }
    let told = |args: &[&str]| run(args).refused(2, &[]).err;
    assert!(told(&["report", "--on", "2019-04-31"]).starts_with("fout: "));
    assert!(told(&["--lang", "en", "report", "--on", "2019-04-31"]).starts_with("error: "));
    assert!(told(&["repport"]).contains("bedoel je report?"));
    assert!(told(&["report", "--lang", "fr", "--on", "2019-04-01"]).contains("nl, en"));
}

#[test]
fn the_surroundings_may_ask_for_english_and_the_run_goes_before_them() {
    let asked = |more: &[&str]| {
        let mut command = super::command(&[&["report", "--on", "2019-04-31"], more].concat());
        super::ran(command.env("PEILDATUM_LANG", "en_GB.UTF-8")).refused(2, &[]).err
    };
    assert!(asked(&[]).starts_with("error: "));
    assert!(asked(&["--lang", "nl"]).starts_with("fout: "));
}

#[test]
fn a_number_below_zero_is_a_wrong_value_and_no_unknown_option() {
    for command in [
        &["report", "--data", "d", "--on", "2019-04-01", "--position", "-3"][..],
        &["export", "--data", "d", "--until", "-3"],
        &["finance", "--data", "d", "--position", "-3"],
        &["findings", "2019-vr1", "--data", "d", "--position", "-3"],
        &["seal", "2019-vr1", "--data", "d", "--body", "college", "--position", "-3"],
        &["report", "--data", "d", "--on", "2019-04-01", "--fiscal-year", "-3"],
        &["record", "voorziening.gesloten", "c", "--on", "2019-04-01", "--data", "d", "--if-match", "-3"],
    ] {
        let told = run(command).refused(2, &["-3"]).err;
        assert!(told.contains("getal") && !told.contains("onbekend"), "{command:?}: {told}");
    }
}
