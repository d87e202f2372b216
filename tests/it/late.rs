//! Events recorded after a sealing about a day that it covers, from outside: accepted, warned about, marked and found.

use serde_json::{Value, json};

use crate::cli::{Place, Running, run};
use crate::http::{TestApp, node};

const CODE: &str = "na-vaststelling";

fn event(kind: &str, subject: &str, day: &str, data: Value) -> Value {
    json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": subject, "ingangsdatum": day, "gegevens": data })
}

fn note(day: &str, text: &str, round: Option<&str>) -> Value {
    let mut data = json!({ "tekst": text });
    round.iter().for_each(|round| data["ronde"] = (*round).into());
    event("toelichting.vastgelegd", "onderdeel/9", day, data)
}

/// The events before the sealing.
fn begin() -> [Value; 3] {
    let round =
        json!({ "soort": "voortgangsrapportage", "begrotingsjaar": 2021, "titel": "VR 2", "peildatum": "2021-09-01" });
    [
        node("9"),
        event("ronde.geopend", "ronde/2021-vr2", "2021-09-01", round),
        note("2021-09-01", "Lang.", Some("2021-vr2")),
    ]
}

async fn sealed() -> TestApp {
    let app = TestApp::new();
    assert_eq!(app.append(&json!(begin())).await.status, 201);
    let said = json!({ "orgaan": "college", "strekking": "aangeboden" }).to_string();
    assert_eq!(app.post("/v1/rondes/2021-vr2/vaststellingen", "application/json", said).await.status, 201);
    app
}

/// Returns the field of the only warning in a response, which must name the round; `None` if there is no warning.
#[track_caller]
fn warned(record: &Value) -> Option<&str> {
    let [one] = &record["waarschuwingen"].as_array()?[..] else { panic!("{record}") };
    assert_eq!(one["code"], CODE);
    assert!(one["melding"].as_str().is_some_and(|text| text.contains("ronde 2021-vr2 door het college")), "{one}");
    one["veld"].as_str()
}

#[tokio::test]
async fn a_late_fact_is_taken_and_the_answer_names_the_sealing() {
    let app = sealed().await;
    let late = app.append(&note("2021-09-01", "Alles is inmiddels opgelost.", None)).await;
    assert_eq!((late.status.as_u16(), warned(&late.json())), (201, Some("ingangsdatum")));
    let first = late.json()["waarschuwingen"][0]["melding"].as_str().unwrap().to_owned();
    assert!(first.starts_with("1 september 2021 is al vastgesteld"), "{first}");
    let on_time = app.append(&note("2021-09-02", "Nieuw.", None)).await.json();
    assert_eq!(warned(&on_time), None);

    let mut moved = note("2021-10-01", "Lang.", Some("2021-vr2"));
    let feed = app.get("/v1/gebeurtenissen").await.json();
    moved["herstelt"] = feed[2]["id"].clone();
    let moved = app.append(&moved).await.json();
    assert_eq!(warned(&moved), Some("herstelt"), "it takes away what was sealed");
    let withdrawal = format!("gebeurtenis/{}", moved["id"].as_str().unwrap());
    let withdrawal = event("gebeurtenis.ingetrokken", &withdrawal, "2026-11-02", json!({ "reden": "vergissing" }));
    assert_eq!(warned(&app.append(&withdrawal).await.json()), Some("onderwerp"));
    let several =
        app.append(&json!([note("2021-01-01", "Een.", None), note("2022-01-01", "Twee.", None)])).await.json();
    assert_eq!((warned(&several[0]), warned(&several[1])), (Some("ingangsdatum"), None));
    // It is part of the response to recording only.
    assert!(!app.get("/v1/gebeurtenissen").await.text.contains(CODE));
}

#[tokio::test]
async fn a_late_note_shows_beside_the_sealed_one_marked_and_is_a_finding_and_the_sealing_holds() {
    let app = sealed().await;
    app.append(&note("2021-09-01", "Alles is inmiddels opgelost.", None)).await;
    let report = app.get("/v1/rapportage?geldigOp=2021-09-01").await.json();
    let notes = report["onderdelen"][0]["toelichtingen"].as_array().unwrap();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_eq!(notes[0]["naVaststelling"], json!([]));
    assert_eq!(notes[1]["naVaststelling"], json!([{ "orgaan": "college", "ronde": "2021-vr2", "versie": 1 }]));
    let of_round = app.get("/v1/rondes/2021-vr2/rapportage").await.json();
    assert_eq!(of_round["staat"]["oordeel"], "klopt");
    assert_eq!(of_round["onderdelen"][0]["toelichtingen"].as_array().unwrap().len(), 1);
    let findings = app.get("/v1/rondes/2021-vr2/signalen").await.json();
    let found = findings["signalen"].as_array().unwrap().iter().find(|finding| finding["code"] == CODE);
    assert_eq!(found.map(|finding| &finding["posities"]), Some(&json!([5])));
}

#[tokio::test]
async fn an_import_that_comes_late_lists_some_and_counts_all_also_as_a_trial_and_again() {
    let app = sealed().await;
    let mut file = format!("{}\n", note("2021-09-01", "Mail jan@voorbeeld.nl", None));
    (0..30).for_each(|number| file.push_str(&format!("{}\n", note("2021-08-01", &format!("Nummer {number}."), None))));
    for (query, status) in [("?proef=true", 200), ("", 201), ("", 200)] {
        let done = app.post(&format!("/v1/invoer{query}"), "application/x-ndjson", file.clone()).await;
        assert_eq!(done.status.as_u16(), status);
        let done = done.json();
        assert_eq!(done["waarschuwingenPerCode"], json!({ "e-mailadres": 1, "na-vaststelling": 31 }));
        assert_eq!(done["aantalWaarschuwingen"], 32);
        let listed = done["waarschuwingen"].as_array().unwrap();
        assert_eq!(listed.iter().filter(|one| one["code"] == CODE).count(), 20);
        assert_eq!(listed.len(), 21, "none of the others is hidden");
    }
    let export = app.get("/v1/export").await.text;
    let restored = TestApp::new().post("/v1/invoer?metTijden=true", "application/x-ndjson", export).await.json();
    assert_eq!(restored["waarschuwingen"], json!([]), "what comes back is not late");
}

#[test]
fn the_command_line_tells_of_a_late_fact_in_a_folder_and_over_a_service() {
    let place = Place::new();
    let data = place.path("data");
    let lines = |events: &[Value]| events.iter().map(|event| format!("{event}\n")).collect::<String>();
    let begin = place.file("begin.ndjson", &lines(&begin()));
    run(&["import", "--data", &data, &begin]).done();
    let late = place.file("late.ndjson", &lines(&[note("2021-09-01", "Alles is opgelost.", None)]));
    let tells = |err: &str| {
        let told = err.lines().find(|line| line.contains("is al vastgesteld")).unwrap_or_else(|| panic!("{err}"));
        assert!(told.contains("late.ndjson:1") && told.contains("ronde 2021-vr2 door de raad"), "{told}");
    };
    let seal = ["seal", "2021-vr2", "--data", &data, "--body", "raad", "--purport", "vastgesteld", "--out-of-order"];
    run(&seal).done();
    tells(&run(&["import", "--data", &data, "--dry-run", &late]).done().err);
    let served = Running::serve(&data);
    tells(&run(&["import", "--url", &served.address, "--dry-run", &late]).done().err);
    drop(served);
    tells(&run(&["import", "--data", &data, &late]).done().err);
    let report = run(&["report", "--data", &data, "--on", "2021-09-01", "--format", "text"]).done().out;
    assert!(report.contains("Lang.") && report.contains("Alles is opgelost."), "{report}");
    assert!(report.contains("vastgelegd na vaststelling van 2021-vr2"), "{report}");
    let findings = run(&["findings", "2021-vr2", "--data", &data]).done().out.replace("\n    ", " ");
    assert!(findings.contains("na de vaststelling van ronde 2021-vr2 door de raad"), "{findings}");
}
