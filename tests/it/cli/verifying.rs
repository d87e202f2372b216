//! Verification from outside: against a foreign checkpoint, and of a real bundle by the auditor's tool, in one run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Place, Ran, Running, ran, run, run_with, stream};

const LATER: &str = r#"{"type":"nl.peildatum.onderdeel.opgenomen","onderwerp":"onderdeel/3","ingangsdatum":"2019-01-01","gegevens":{"niveau":"programma","titel":"Nieuw"}}"#;

fn loaded(place: &Place) -> String {
    let data = place.path("data");
    run(&["import", "--data", &data, "--keep-times", "--accept-unreviewed", &stream("voorbeeldstad.v2.ndjson")]).done();
    data
}

fn last(ran: &Ran) -> &str {
    ran.out.lines().last().unwrap_or_default()
}

/// The auditor's tool, which a build of the whole workspace puts beside the server's.
fn replay(args: &[&str]) -> Ran {
    let program: PathBuf = Path::new(env!("CARGO_BIN_EXE_peildatum")).with_file_name("replay");
    assert!(program.exists(), "{} was not built: cargo build -p replay", program.display());
    ran(Command::new(program).args(args).env_remove("COLUMNS").stdin(Stdio::null()))
}

#[test]
fn the_last_line_of_verify_says_what_the_log_was_held_against() {
    let place = Place::new();
    let data = loaded(&place);
    let alone = run(&["verify", "--data", &data]).done();
    assert_eq!(last(&alone), "wat te controleren was klopt; niet gecontroleerd: handtekening, volledigheid");
    let page = run(&["bundle", "2019-vr1", "--data", &data, "--half-page"]).done().out;
    let paper =
        place.file("raadsvoorstel.txt", &format!("Voorstel 12\r\n{}\r\nDe griffier", page.replace('\n', "\r\n")));
    let held = run(&["verify", "--data", &data, "--checkpoint", &paper]).done();
    // It is checked with the key of the folder itself, which somebody who rewrote the history would have replaced.
    assert_eq!(last(&held), "wat te controleren was klopt; niet gecontroleerd: herkomst van de sleutel");
    let both = run(&["verify", "--data", &data, "--checkpoint", &paper, "--key", &paper]).done();
    assert_eq!(last(&both), "alles klopt");
    let service = Running::serve(&data);
    let far = run(&["verify", "--url", &service.address, "--checkpoint", &paper, "--key", &paper]).done();
    assert_eq!(last(&far), "alles klopt");
    let unsigned = run(&["verify", "--url", &service.address, "--checkpoint", &paper]).done();
    assert_eq!(last(&unsigned), "wat te controleren was klopt; niet gecontroleerd: handtekening");
    service.stop("-TERM");

    run_with(&["import", "--data", &data, "-"], LATER.as_bytes()).done();
    let later = run(&["verify", "--data", &data, "--checkpoint", &paper, "--json"]).done();
    let later: Value = serde_json::from_str(&later.out).expect("JSON");
    assert_eq!(
        (&later["klopt"], &later["nietGecontroleerd"]),
        (&true.into(), &json!(["herkomst-sleutel", "na-checkpoint"]))
    );
    // Another log fails against it, even if that log is valid by itself.
    let other = place.path("other");
    run(&["import", "--data", &other, "--keep-times", "--accept-unreviewed", &stream("leiden.v1.ndjson")]).done();
    let told = run(&["verify", "--data", &other, "--checkpoint", &paper]);
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.out.contains("AFWIJKEND: de handtekening onder het checkpoint klopt niet: "), "{told:?}");
    assert!(
        told.out.contains("127 tot en met 308: ontbreekt; het checkpoint gaat over 308 gebeurtenissen"),
        "{told:?}"
    );
    run(&["verify", "--data", &data, "--checkpoint", &place.file("brief.txt", "niets")])
        .refused(2, &["brief.txt", "geen checkpoint"]);
    let english = run(&["verify", "--data", &data, "--lang", "en"]).done();
    assert_eq!(last(&english), "what could be checked holds; not checked: signature, completeness");
}

#[test]
fn a_bundle_as_it_is_made_is_verified_by_the_auditors_tool_in_one_go() {
    let place = Place::new();
    let data = loaded(&place);
    for (round, version) in [("2019-vr1", 4), ("2019-vr1/college", 3), ("2020-pb", 1)] {
        let file = place.path("bundel.zip");
        let made = run(&["bundle", round, "--data", &data, "-o", &file]).done();
        assert!(made.err.contains("replay verify ") && made.err.contains("--key"), "{made:?}");
        let page = run(&["bundle", round, "--data", &data, "--half-page"]).done().out;
        let paper = place.file("raadsstuk.txt", &page);
        let alone = replay(&["verify", &file]).done();
        assert_eq!(last(&alone), "wat te controleren was klopt; niet gecontroleerd: herkomst van de sleutel");
        assert!(alone.out.contains(&format!(", vaststelling {version} door ")), "{alone:?}");
        let held = replay(&["verify", &file, "--key", &paper]).done();
        assert_eq!(last(&held), "alles klopt", "{held:?}");
        std::fs::remove_file(&file).expect("it was made");
    }
}
