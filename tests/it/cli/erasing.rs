//! Erasing from the command line, in a folder and through a service.

use serde_json::Value;

use super::{Place, Running, run};

const WHY: [&str; 4] = ["--ground", "artikel 17 AVG", "--decision", "B&W 26.0012"];

fn erase(event: &str, place: [&str; 2]) -> super::Ran {
    run(&[&["erase", event], &place[..], &WHY].concat())
}

/// The notes of a log that are part of a chain of corrections: position and id of each.
fn exported(data: &str) -> Vec<Value> {
    let lines = run(&["export", "--data", data]).done().out;
    lines.lines().map(|line| serde_json::from_str(line).expect("an export is JSON")).collect()
}

#[test]
fn a_text_is_erased_by_position_or_id_and_the_rest_still_holds() {
    let place = Place::new();
    let data = place.loaded();
    let before = exported(&data);
    let correction = before.iter().find(|record| record["herstelt"].is_string()).expect("the stream has a correction");
    let corrected = before.iter().find(|record| record["id"] == correction["herstelt"]).expect("it is there");
    let said = erase(&corrected["positie"].to_string(), ["--data", &data]).done().out;
    assert!(
        said.starts_with(&format!("the texts of position {} are gone; position 292 says so\n", corrected["positie"]))
    );
    let related = format!("  {} {} (same chain", correction["positie"], correction["id"].as_str().expect("an id"));
    assert!(said.contains(&related), "{said}");

    let id = correction["id"].as_str().expect("an id");
    let served = Running::serve(&data);
    let said = erase(id, ["--url", &served.address]).done().out;
    assert!(
        said.starts_with(&format!("the texts of position {} are gone; position 293", correction["positie"])),
        "{said}"
    );
    erase(id, ["--url", &served.address]).refused(2, &["al gewist"]);
    erase("9999", ["--url", &served.address]).refused(2, &["no event at position 9999"]);
    served.stop("-TERM");

    erase("0", ["--data", &data]).refused(2, &["no event at position 0"]);
    erase("292", ["--data", &data]).refused(2, &["zelf een wissing"]);
    let verified = run(&["verify", "--data", &data]).done().out;
    assert!(verified.contains(", 2 gewist\n") && verified.contains("wat te controleren was klopt"), "{verified}");
    // Up to before what says so the texts are gone as well, and that is said.
    let part = run(&["export", "--data", &data, "--until", "291"]).done();
    let told = format!("de teksten van positie {}, {} zijn gewist door", corrected["positie"], correction["positie"]);
    assert!(part.err.contains(&told), "{}", part.err);
    assert!(run(&["export", "--data", &data, "--until", "293"]).done().err.is_empty());
    let after = exported(&data);
    for erased in [corrected, correction] {
        let now = &after[erased["positie"].as_u64().expect("a position") as usize - 1];
        assert_eq!((&now["gewist"], &now["verbintenis"]), (&Value::from(true), &erased["verbintenis"]));
        assert!(now.get("zoutTekst").is_none());
    }
}
