//! Erasing from the command line, in a folder and through a service.

use serde_json::{Value, json};

use super::{Place, Running, run};

const WHY: [&str; 4] = ["--ground", "artikel 17 AVG", "--decision", "B&W 26.0012"];

/// A sentence that occurs in several events.
const SAID: &str = "Mevrouw Jansen wacht al een jaar op opvang.";

fn erase(event: &str, place: [&str; 2]) -> super::Ran {
    run(&[&["erase", event, "--yes"], &place[..], &WHY].concat())
}

/// Returns the position and id of each note of a log that is part of a chain of corrections.
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
    let gone = format!("De teksten van positie {} zijn gewist; positie 292 zegt dat.\n", corrected["positie"]);
    assert!(said.starts_with(&gone), "{said}");
    let related = format!("  positie {}: dezelfde keten van herstel\n", correction["positie"]);
    assert!(said.contains(&related), "{said}");

    let id = correction["id"].as_str().expect("an id");
    let served = Running::serve(&data);
    let said = erase(id, ["--url", &served.address]).done().out;
    assert!(
        said.starts_with(&format!("De teksten van positie {} zijn gewist; positie 293", correction["positie"])),
        "{said}"
    );
    erase(id, ["--url", &served.address]).refused(2, &["al gewist"]);
    erase("9999", ["--url", &served.address]).refused(2, &["geen gebeurtenis op positie 9999"]);
    served.stop("-TERM");

    erase("0", ["--data", &data]).refused(2, &["geen gebeurtenis op positie 0"]);
    erase("292", ["--data", &data]).refused(2, &["zelf een wissing"]);
    let verified = run(&["verify", "--data", &data]).done().out;
    assert!(verified.contains(", 2 gewist\n") && verified.contains("wat te controleren was klopt"), "{verified}");
    // An export that ends before the erasure event lacks the texts too, and reports that.
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

/// A log in which a sentence occurs in a note (2), the description of an amount (3), a reason (5), a name of a document
/// (6), and not in an event with the same meaning in other words (7).
fn with_the_same_words(place: &Place) -> String {
    let event = |kind: &str, subject: &str, data: Value| json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": subject, "ingangsdatum": "2019-01-01", "gegevens": data });
    let with = |mut event: Value, key: &str, value: Value| {
        event[key] = value;
        event
    };
    let note = |text: &str| event("toelichting.vastgelegd", "onderdeel/9", json!({ "tekst": text }));
    let amount = json!({ "soort": "tekort", "omschrijving": format!("Tekort opvang: {}", SAID.to_lowercase()), "onderdeel": "9",
        "stand": "primitief", "duur": "incidenteel", "lastenBaten": "lasten", "bedragInCenten": 2_000_000, "begrotingsjaar": 2019, "effect": "nadeel" });
    let light = event("stoplicht.gezet", "onderdeel/9", json!({ "kleur": "rood" }));
    let events = [
        event(
            "onderdeel.opgenomen",
            "onderdeel/9",
            json!({ "niveau": "programma", "titel": "Maatschappelijke ondersteuning" }),
        ),
        note(&format!("De wachtlijst groeit. {SAID}")),
        event("bijstelling.vastgelegd", "bijstelling/tekort-opvang", amount),
        light.clone(),
        with(light, "toelichtingWijziging", json!(format!("{SAID} Daarom rood."))),
        with(note("Niets bijzonders te melden hier."), "herkomst", json!({ "document": SAID })),
        note("Een mevrouw staat een jaar op de lijst."),
    ];
    let lines: String = events.iter().map(|event| format!("{event}\n")).collect();
    let data = place.path("data");
    run(&["import", "--data", &data, &place.file("events.ndjson", &lines)]).done();
    data
}

/// Returns position, field and extent of each field with the same words.
fn same_words(told: &Value) -> Vec<(u64, &str, &str)> {
    let word = |one: &'_ Value, key: &str| one[key].as_str().map(str::to_owned).expect("a word");
    let all = told["zelfdeWoorden"].as_array().expect("it was looked for");
    assert_eq!(told["aantalZelfdeWoorden"], all.len());
    all.iter()
        .map(|one| {
            assert!(!word(one, "onderwerp").is_empty() && word(one, "type").starts_with("nl.peildatum."), "{one}");
            let (field, extent) = (one["veld"].as_str().expect("a field"), one["omvang"].as_str().expect("an extent"));
            (one["positie"].as_u64().expect("a position"), field, extent)
        })
        .collect()
}

/// The other places of the words of the note.
const SAME: [(u64, &str, &str); 3] =
    [(3, "gegevens.omschrijving", "deel"), (5, "toelichtingWijziging", "deel"), (6, "herkomst.document", "deel")];

#[test]
fn an_erasure_names_each_field_that_holds_the_same_words_before_and_after_in_a_folder_and_through_a_service() {
    for through_service in [false, true] {
        let place = Place::new();
        let data = with_the_same_words(&place);
        let served = through_service.then(|| Running::serve(&data));
        let at = served.as_ref().map_or(["--data", &data], |served| ["--url", &served.address]);
        let asked = |more: &[&str]| run(&[&["erase", "2"], &at[..], &WHY, more].concat()).done().out;
        let parsed = |told: &str| serde_json::from_str::<Value>(told).expect("JSON");
        let before = parsed(&asked(&["--dry-run", "--json"]));
        assert_eq!((&before["proef"], &before["wist"]), (&json!(true), &json!(2)), "{before}");
        assert_eq!(same_words(&before), SAME);
        let told = asked(&["--dry-run"]);
        assert!(told.starts_with("De teksten van positie 2 zouden worden gewist; er is nog niets gewist."), "{told}");
        let line = "  positie 3, gegevens.omschrijving: bijstelling.vastgelegd over\n    bijstelling/tekort-opvang (een deel van de tekst)\n";
        assert!(told.contains("Dezelfde woorden staan ook in 3 andere velden") && told.contains(line), "{told}");
        assert!(!told.contains("Jansen"), "where the words stand is told, never the words: {told}");
        let english = asked(&["--dry-run", "--lang", "en"]);
        assert!(
            english.starts_with("The texts of position 2 would be erased; nothing was yet.")
                && !english.contains("woorden"),
            "{english}"
        );
        let after = parsed(&asked(&["--yes", "--json"]));
        assert_eq!((&after["wist"], &after["positie"]), (&json!(2), &json!(8)), "the dry runs erased nothing: {after}");
        assert_eq!(same_words(&after), SAME);
        if let Some(served) = served {
            served.stop("-TERM");
        }
        let lines = exported(&data);
        assert!(
            lines[1]["gewist"] == true && lines[2]["gegevens"]["omschrijving"].is_string(),
            "one text, and no other"
        );
    }
}

#[test]
fn an_erasure_in_a_pipe_wants_yes_and_says_in_a_line_what_it_would_do() {
    let place = Place::new();
    let data = with_the_same_words(&place);
    let refused = run(&[&["erase", "2", "--data", &data], &WHY[..]].concat());
    let refused = refused.refused(2, &["positie 2 worden gewist", "3 andere velden", "--dry-run", "--yes"]);
    assert!(!refused.err.contains("Jansen"), "{refused:?}");
    assert!(exported(&data).iter().all(|record| record.get("gewist").is_none()));
    let none = erase("7", ["--data", &data]).done().out;
    assert!(none.contains("Geen andere gebeurtenis heeft dezelfde woorden."), "{none}");
}

#[test]
fn an_erasure_that_comes_by_import_or_record_names_what_holds_the_same_words() {
    let place = Place::new();
    let data = with_the_same_words(&place);
    let id = exported(&data)[1]["id"].as_str().expect("an id").to_owned();
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "onderwerp": format!("gebeurtenis/{id}"),
        "ingangsdatum": "2026-11-02", "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    let file = place.file("wissing.ndjson", &format!("{erasure}\n"));
    let trial =
        ["record", "gebeurtenis.gewist", "2", "grondslag=artikel 17 AVG", "besluit=B&W 26.0012", "--data", &data];
    let seen = run(&[&trial[..], &["--dry-run"]].concat()).done().out;
    assert!(seen.contains("Dezelfde woorden staan ook in 3 andere velden"), "{seen}");
    assert!(!seen.contains("blijft zoals"), "a report does not stay as it is when a text goes: {seen}");
    for more in [&["--dry-run"][..], &[]] {
        let told = run(&[&["import", "--data", &data, &file], more].concat()).done().err;
        let line =
            "dezelfde woorden staan ook in 3 andere velden, en daar is niets gewist: positie 3 (gegevens.omschrijving)";
        assert!(told.contains("wissing.ndjson:1") && told.contains(line), "{told}");
        assert!(!told.contains("Jansen"), "{told}");
    }
    assert_eq!(exported(&data)[1]["gewist"], true);
    // After the erasure nothing can be compared with the words any more, so a repeat reports nothing.
    let again = run(&["import", "--data", &data, &file]).done().err;
    assert!(!again.contains("dezelfde woorden"), "{again}");
}
