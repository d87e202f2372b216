//! Warnings in responses: each kind through each entry point, without the number or address itself, never stored and
//! never blocking.

use serde_json::{Value, json};

use crate::cli::{Place, Running, run, run_with};
use crate::http::{TestApp, node};

/// A text of each kind, with the part that must not be repeated.
const KINDS: [(&str, &str, &str); 4] = [
    ("Vragen aan j.jansen@voorbeeld.nl", "e-mailadres", "jansen"),
    ("Bel 071-5165165 na tienen", "telefoonnummer", "5165165"),
    ("Gestort op NL91 ABNA 0417 1643 00", "iban", "0417"),
    ("Onder nummer 123456782 bekend", "mogelijk-bsn", "123456782"),
];

fn note(text: &str) -> Value {
    json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-04-01",
        "gegevens": { "tekst": text } })
}

/// Returns a file with a node, a note without and a note with something of each kind.
fn lines() -> String {
    let mut lines = format!("{}\n{}\n", node("9"), note("Niets bijzonders"));
    KINDS.iter().for_each(|(text, ..)| lines.push_str(&format!("\n{}\n", note(text))));
    lines
}

/// Returns the line and code of each warning about `lines`.
const TOLD: [(u64, &str); 4] = [(4, "e-mailadres"), (6, "telefoonnummer"), (8, "iban"), (10, "mogelijk-bsn")];

/// Returns the line and code of each warning of an import. All must name the field and give advice.
#[track_caller]
fn told(done: &Value) -> Vec<(u64, &str)> {
    let listed = done["waarschuwingen"].as_array().expect("a list");
    assert_eq!(done["aantalWaarschuwingen"], listed.len());
    assert!(KINDS.iter().all(|(_, _, secret)| !done.to_string().contains(secret)), "{done}");
    for one in listed {
        assert_eq!(one["veld"], "gegevens.tekst");
        assert!(one["melding"].as_str().is_some_and(|text| text.contains("controleer")), "{one}");
    }
    listed.iter().map(|one| (one["regel"].as_u64().expect("a line"), one["code"].as_str().expect("a code"))).collect()
}

#[tokio::test]
async fn a_text_with_each_kind_is_recorded_and_its_answer_warns() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    for (text, code, secret) in KINDS {
        let answer = app.append(&note(text)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let mut record = answer.json();
        let warnings = record.as_object_mut().unwrap().remove("waarschuwingen").unwrap();
        let [one] = &warnings.as_array().unwrap()[..] else { panic!("{warnings}") };
        assert_eq!((&one["veld"], &one["code"]), (&json!("gegevens.tekst"), &json!(code)));
        assert!(one["melding"].as_str().unwrap().contains("controleer") && !warnings.to_string().contains(secret));
        // The warning is not part of the record: readers get the response without it.
        assert_eq!(app.get(answer.header("location")).await.json(), record);
    }
    for path in ["/v1/gebeurtenissen", "/v1/gebeurtenissen/stroom", "/v1/export"] {
        let text = app.get(path).await.text;
        assert!(text.contains("Onderdeel 9") && !text.contains("waarschuwingen"), "{path}: {text}");
    }
}

#[tokio::test]
async fn each_record_of_a_list_has_its_own_warnings_and_a_repeat_warns_again() {
    let app = TestApp::new();
    let mut doubtful = note("Bel 06-12345678 of mail jan@voorbeeld.nl");
    doubtful["toelichtingWijziging"] = json!("op verzoek van 123456782");
    doubtful["id"] = json!("019a4000-0000-7000-8000-000000000001");
    let answer = app.append(&json!([node("9"), doubtful, note("Niets")])).await;
    let codes = |record: &Value| {
        let warnings = record["waarschuwingen"].as_array().cloned().unwrap_or_default();
        warnings.iter().map(|one| format!("{} {}", one["veld"], one["code"]).replace('"', "")).collect::<Vec<_>>()
    };
    let told = ["gegevens.tekst e-mailadres", "gegevens.tekst telefoonnummer", "toelichtingWijziging mogelijk-bsn"];
    let answered = answer.json();
    assert_eq!(codes(&answered[1]), told);
    assert!([0, 2].iter().all(|index| answered[*index].get("waarschuwingen").is_none()), "{answered}");
    let again = app.append(&doubtful).await;
    assert_eq!(
        (again.status.as_u16(), again.json()),
        (200, answered[1].clone()),
        "the first answer may have been lost"
    );

    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2026-11-02",
        "onderwerp": "gebeurtenis/019a4000-0000-7000-8000-000000000001",
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    assert_eq!(app.append(&erasure).await.status, 201);
    let after = app.append(&doubtful).await.json();
    assert_eq!((&after["gewist"], codes(&after)), (&json!(true), vec![]), "nothing of it is kept any more");
    let file = format!("{doubtful}\n");
    let imported = app.post("/v1/invoer", "application/x-ndjson", file).await.json();
    assert_eq!((&imported["bekend"], &imported["aantalWaarschuwingen"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn an_import_lists_what_it_warns_of_by_line_also_as_a_trial_and_again() {
    let app = TestApp::new();
    let import = async |query: &str| app.post(&format!("/v1/invoer{query}"), "application/x-ndjson", lines()).await;
    let trial = import("?proef=true").await;
    assert_eq!((trial.status.as_u16(), told(&trial.json())), (200, TOLD.to_vec()));
    assert_eq!(app.service.durable_head(), 0);
    let done = import("").await;
    assert_eq!((done.status.as_u16(), told(&done.json()), &done.json()["toegevoegd"]), (201, TOLD.to_vec(), &json!(6)));
    let again = import("").await;
    assert_eq!((again.status.as_u16(), told(&again.json()), &again.json()["bekend"]), (200, TOLD.to_vec(), &json!(6)));
    // Full records are imported unchanged and cause no new warnings.
    let export = app.get("/v1/export").await.text;
    let other = TestApp::new();
    let restored = other.post("/v1/invoer?metTijden=true", "application/x-ndjson", export).await.json();
    assert_eq!((&restored["toegevoegd"], &restored["waarschuwingen"]), (&json!(6), &json!([])));
}

#[tokio::test]
async fn a_file_with_more_than_can_be_listed_is_counted_whole() {
    let app = TestApp::new();
    let mut file = format!("{}\n", node("9"));
    (0..1_001).for_each(|_| file.push_str(&format!("{}\n", note("Bel 06-12345678"))));
    let done = app.post("/v1/invoer?proef=true", "application/x-ndjson", file).await.json();
    assert_eq!(done["aantalWaarschuwingen"], 1_001);
    let listed = done["waarschuwingen"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[999]["regel"]), (1_000, &json!(1_001)));
}

#[test]
fn the_command_line_names_file_and_line_whether_it_writes_or_not() {
    let place = Place::new();
    let (data, plain) = (place.path("data"), place.file("plain.ndjson", &format!("{}\n", node("8"))));
    let file = place.file("notes.ndjson", &lines());
    let all = |err: &str| {
        let warned: Vec<&str> = err.lines().filter(|line| line.contains(": let op: ")).collect();
        assert_eq!(warned.len(), TOLD.len(), "{err}");
        for ((line, _), warned) in TOLD.iter().zip(warned) {
            let begin = format!("{file}:{line}: let op: gegevens.tekst: hier lijkt een ");
            assert!(warned.starts_with(&begin), "{warned}");
        }
        assert!(KINDS.iter().all(|(_, _, secret)| !err.contains(secret)), "{err}");
    };
    for more in [&["--dry-run"][..], &[], &[]] {
        all(&run(&[&["import", "--data", &data, &plain, &file], more].concat()).done().err);
    }
    let stdin = run_with(&["import", "--data", &data, "--dry-run", "-"], lines().as_bytes()).done();
    assert!(stdin.err.starts_with("stdin:4: let op: gegevens.tekst: "), "{stdin:?}");
    let json = run(&["import", "--data", &data, "--json", &plain, &file]).done();
    let done: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(told(&done), TOLD);
    assert_eq!((done["waarschuwingen"][0]["bestand"].as_str(), json.err.as_str()), (Some(&*file), ""));

    let served = Running::serve(&data);
    let by_url = run(&["import", "--url", &served.address, &plain, &file]).done();
    all(&by_url.err);
    let by_url = run(&["import", "--url", &served.address, "--json", &plain, &file]).done();
    assert_eq!(serde_json::from_str::<Value>(&by_url.out).unwrap()["waarschuwingen"], done["waarschuwingen"]);
}
