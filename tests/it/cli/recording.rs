//! Recording one event from the command line: in a folder and through a service, as a dry run and for real, and the
//! errors of invalid input.

use std::process::Command;

use peildatum::domain::event::EventType;
use serde_json::Value;

use super::{Place, Ran, Running, command, ran, run, run_with};

const CLOSE: [&str; 6] =
    ["record", "voorziening.gesloten", "voorziening/opvang-kade", "--on", "2020-10-01", "reden=Brand"];

fn close(more: &[&str]) -> Ran {
    run(&[&CLOSE, more].concat())
}

fn positions(data: &str) -> usize {
    run(&["export", "--data", data]).done().out.lines().count()
}

/// Returns the last record of a log.
fn last(data: &str) -> Value {
    let exported = run(&["export", "--data", data]).done().out;
    serde_json::from_str(exported.lines().last().expect("it has records")).expect("an export is JSON")
}

#[test]
fn recording_says_where_it_stands_and_what_it_changed() {
    let place = Place::new();
    let data = place.loaded();
    let said = close(&["--data", &data, "--why", "Melding van de brandweer"]).done().out;
    assert!(said.starts_with("Vastgelegd op positie 292: voorziening.gesloten over voorziening/opvang-kade"), "{said}");
    assert!(said.contains("1 oktober 2020") && said.contains("versie 6"), "{said}");
    assert!(said.contains("Status: open → gesloten"), "{said}");
    let record = last(&data);
    assert_eq!(
        (&record["gegevens"]["reden"], &record["toelichtingWijziging"]),
        (&"Brand".into(), &"Melding van de brandweer".into())
    );
    // The same through a service, in English and as JSON.
    let served = Running::serve(&data);
    let url = ["--url", &served.address];
    let reopen = ["record", "--lang", "en", "nl.peildatum.voorziening.heropend", "opvang-kade", "--on", "2020-11-01"];
    let said = run(&[&reopen[..], &url].concat()).done().out;
    assert!(said.starts_with("Recorded at position 293: voorziening.heropend about voorziening/opvang-kade"), "{said}");
    let json = close(&["--url", &served.address, "--on", "2020-12-01", "--json"]);
    assert_eq!(json.code, 2, "--on stands twice: {json:#?}");
    let again = ["record", "voorziening.gesloten", "voorziening/opvang-kade", "--on", "2020-12-01", "--json"];
    let record: Value = serde_json::from_str(&run(&[&again[..], &url].concat()).done().out).expect("only JSON");
    assert_eq!((&record["positie"], &record["onderwerpVersie"]), (&294.into(), &8.into()));
    served.stop("-TERM");
}

#[test]
fn a_dry_run_shows_what_the_report_will_say_and_records_nothing() {
    let place = Place::new();
    let data = place.loaded();
    let tell = |at: [&str; 2]| {
        let said = close(&[&at[..], &["--dry-run"]].concat()).done().out;
        assert!(said.starts_with("Proef, er is niets vastgelegd."), "{said}");
        assert!(said.contains("De rapportage voor 1 oktober 2020 zegt dan:"), "{said}");
        assert!(said.contains("voorziening/opvang-kade (Opvang De Kade)"), "{said}");
        assert!(said.contains("Status: open → gesloten"), "{said}");
        let json = close(&[&at[..], &["--dry-run", "--json"]].concat()).done().out;
        let preview: Value = serde_json::from_str(&json).expect("only JSON");
        assert_eq!((&preview["voor"]["status"], &preview["na"]["status"]), (&"open".into(), &"gesloten".into()));
        assert_eq!(preview["gebeurtenis"]["positie"], 292);
        preview["verschillen"].clone()
    };
    let in_folder = tell(["--data", &data]);
    let served = Running::serve(&data);
    assert_eq!(tell(["--url", &served.address]), in_folder, "folder and service tell the same");
    served.stop("-TERM");
    assert_eq!(positions(&data), 291);
    // Warnings about personal data are shown too, as is what a withdrawal restores.
    let note = [
        "record",
        "toelichting.vastgelegd",
        "onderdeel/9A1.1",
        "--on",
        "2021-03-09",
        "tekst=Bel 06-12345678",
        "--dry-run",
    ];
    let said = run(&[&note[..], &["--data", &data]].concat()).done().out;
    assert!(said.contains("Let op: tekst: hier lijkt een telefoonnummer te staan"), "{said}");
    let withdraw = ["record", "gebeurtenis.ingetrokken", "282", "reden=Toch niet", "--dry-run", "--data", &data];
    let said = run(&withdraw).done().out;
    assert!(said.contains("voorziening/gebouw-c") && said.contains("Status: gesloten → open"), "{said}");
}

#[test]
fn a_folder_that_is_not_there_is_made_by_what_is_recorded_and_by_nothing_else() {
    let place = Place::new();
    let data = place.path("nieuw");
    let first =
        ["record", "onderdeel.opgenomen", "onderdeel/9", "--on", "2026-01-01", "niveau=programma", "titel=Zorg"];
    run(&[&first[..], &["--dry-run", "--data", &data]].concat()).done();
    let wrong = ["record", "onderdeel.gewijzigd", "onderdeel/9", "--on", "2026-01-01", "titel=Zorg", "--data", &data];
    run(&wrong).refused(2, &["onderdeel/9 is nooit vastgelegd", "peildatum record onderdeel.opgenomen onderdeel/9"]);
    assert_eq!(place.names(), Vec::<String>::new());
    run(&[&first[..], &["--data", &data]].concat()).done();
    assert_eq!(last(&data)["gegevens"]["titel"], "Zorg");
}

#[test]
fn what_can_not_be_recorded_is_refused_with_what_to_do() {
    let place = Place::new();
    let data = place.loaded();
    let record = |more: &[&str]| run(&[&["record"], more, &["--data", &data]].concat());
    record(&["voorziening.gesloten", "voorziening/gebouw-c", "--on", "2021-05-01"])
        .refused(2, &["voorziening/gebouw-c is al gesloten op 1 mei 2021", "positie 282"]);
    record(&["voorziening.sloten", "voorziening/gebouw-c", "--on", "2021-05-01"])
        .refused(2, &["geen type gebeurtenis; bedoel je voorziening.gesloten"]);
    record(&["quux", "voorziening/gebouw-c"]).refused(2, &["peildatum record --help"]);
    record(&["voorziening.gesloten", "voorziening/gebouw-c", "--on", "2021-05-01", "redn=x"])
        .refused(2, &["redn is hier geen veld; bedoel je reden?", "peildatum record voorziening.gesloten --help"]);
    record(&["voorziening.geopend", "voorziening/nieuw", "--on", "2021-05-01", "soort=hotel", "onderdeel=9"])
        .refused(2, &["naam: dit veld is verplicht", "soort: kies uit maatschappelijke-opvang"]);
    record(&["voorziening.capaciteit-gewijzigd", "opvang-kade", "--on", "2021-05-01", "capaciteit=veel"])
        .refused(2, &["capaciteit: hier hoort een geheel getal"]);
    record(&["voorziening.gesloten", "dossier/wachtlijst-jeugd", "--on", "2021-05-01"])
        .refused(2, &["onderwerp van de soort voorziening"]);
    record(&["voorziening.gesloten", "voorziening/gebouw-c"]).refused(2, &["--on DATUM"]);
    record(&["ronde.vastgesteld", "ronde/2020-vr2"]).refused(2, &["peildatum seal 2020-vr2 --body college"]);
    let seal = ["seal", "2019-vr1", "--body", "college", "--purport", "aangeboden", "--accept-unreviewed"];
    run(&[&seal[..], &["--data", &data]].concat()).done();
    record(&["toelichting.vastgelegd", "onderdeel/9A1.1", "--on", "2019-04-02", "tekst=Nog iets", "ronde=2019-vr1"])
        .refused(2, &["ronde/2019-vr1 is vastgesteld", "peildatum record ronde.heropend ronde/2019-vr1 reden="]);
    record(&["voorziening.gesloten", "opvang-kade", "--on", "2020-10-01", "--if-match", "3"])
        .refused(2, &["versie 5", "3"]);
    record(&["voorziening.gesloten", "opvang-kade", "--on", "2020-10-01", "--corrects", "9999"])
        .refused(2, &["geen gebeurtenis op positie 9999"]);
    assert_eq!(positions(&data), 292, "the sealing alone");
}

#[test]
fn a_correction_names_the_event_by_its_position_and_the_same_id_records_once() {
    let place = Place::new();
    let data = place.loaded();
    let id = "0198c0de-0000-7000-8000-000000000001";
    let correct =
        ["record", "voorziening.gesloten", "gebouw-c", "--on", "2021-04-08", "reden=Einde", "--corrects", "282"];
    let correct = [&correct[..], &["--id", id, "--why", "Een week later", "--data", &data]].concat();
    let said = run(&correct).done().out;
    assert!(said.contains("Vastgelegd op positie 292"), "{said}");
    assert!(run(&correct).done().out.starts_with("Stond al op positie 292"));
    let record = last(&data);
    assert_eq!(record["id"], id);
    assert_eq!(positions(&data), 292);
}

#[test]
fn a_text_is_read_from_stdin_and_kept_as_it_came() {
    let place = Place::new();
    let data = place.loaded();
    let note = [
        "record",
        "toelichting.vastgelegd",
        "onderdeel/9A1.1",
        "--on",
        "2021-03-10",
        "kop=2021",
        "tekst=-",
        "--data",
        &data,
    ];
    let Ran { code, err, .. } = run_with(&note, "Eerste alinea.\n\nTweede: = 'x' @ 100%\n".as_bytes());
    assert_eq!(code, 0, "{err}");
    let record = last(&data);
    assert_eq!(record["gegevens"]["tekst"], "Eerste alinea.\n\nTweede: = 'x' @ 100%");
    assert_eq!(record["gegevens"]["kop"], "2021", "a heading of digits is a text");
}

#[test]
fn help_lists_every_type_and_of_one_its_fields_in_one_language() {
    let all = run(&["record", "--help"]).done().out;
    for kind in EventType::ALL {
        assert!(all.contains(kind.name()), "{}", kind.name());
    }
    assert!(all.contains("een voorziening is dicht"), "{all}");
    let one = run(&["record", "bijstelling.vastgelegd", "--help"]).done().out;
    let one = one.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "omschrijving *",
        "tekst van hooguit 2000 tekens",
        "kies uit voordeel, nadeel",
        "taakveld.code *",
        "bedrag=125.000,00",
    ] {
        assert!(one.contains(said), "{said:?} is not in {one}");
    }
    let english = run(&["record", "bijstelling.vastgelegd", "--help", "--lang", "en"]).done().out;
    assert!(english.contains("An amount was recorded") && english.contains("one of voordeel, nadeel"), "{english}");
    assert!(!english.contains("hooguit") && !english.contains("verplicht"), "{english}");
}

/// Returns the example of the help as typed into a shell.
#[test]
fn the_example_of_the_help_works_as_it_is_typed() {
    let place = Place::new();
    let data = place.path("data");
    for kind in ["onderdeel.opgenomen", "dossier.geopend", "bijstelling.vastgelegd", "besluit.genomen"] {
        let help = run(&["record", kind, "--help"]).done().out;
        let example = help[help.rfind("peildatum record ").expect("an example")..].trim_end();
        let typed = example.replace("--data DIR", &format!("--data {data}"));
        let typed = typed.replacen("peildatum", env!("CARGO_BIN_EXE_peildatum"), 1);
        let mut shell = Command::new("sh");
        shell.args(["-c", &typed]);
        ran(&mut shell).done();
    }
    assert_eq!(positions(&data), 4);
    assert_eq!(last(&data)["gegevens"]["kenmerk"], "B&W 26.0017");
    ran(command(&["record", "voorziening.gesloten", "--help"]).env("COLUMNS", "60")).done();
}

#[test]
fn a_shell_completes_types_fields_and_the_words_they_allow() {
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&["--completions", shell]).done().out;
        // The fish shell does not complete values of positional arguments.
        let values = ["vervangenDoor=", "soort=wachtlijst"].into_iter().filter(|_| shell != "fish");
        for word in ["voorziening.gesloten", "known-at"].into_iter().chain(values) {
            assert!(script.contains(word), "{word} is not in what {shell} completes with");
        }
    }
    run(&["--completions", "nushell"]).refused(2, &["nushell", "bash"]);
}

#[test]
fn what_does_not_come_back_is_asked_for_in_a_pipe() {
    let place = Place::new();
    let data = place.loaded();
    let erase =
        ["record", "gebeurtenis.gewist", "81", "grondslag=artikel 17 AVG", "besluit=B&W 26.0012", "--data", &data];
    run(&erase).refused(2, &["voorgoed vernietigd", "--yes"]);
    assert_eq!(positions(&data), 291);
    run(&[&erase[..], &["--dry-run"]].concat()).done();
    let said = run(&[&erase[..], &["--yes"]].concat()).done().out;
    assert!(said.starts_with("Vastgelegd op positie 292: gebeurtenis.gewist"), "{said}");
    assert!(!run(&["record", "voorziening.gesloten", "--help"]).done().out.contains("--yes"));
}
