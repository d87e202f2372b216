//! `POST /v1/gebeurtenissen?proef=true`: one event is checked and the resulting report of its day is returned; nothing
//! is recorded.

use serde_json::{Value, json};

use super::{Answer, TestApp};

async fn tried(app: &TestApp, event: &Value) -> Answer {
    app.post("/v1/gebeurtenissen?proef=true", "application/json", event.to_string()).await
}

fn closing(day: &str) -> Value {
    json!({ "type": "nl.peildatum.voorziening.gesloten", "onderwerp": "voorziening/opvang-kade", "ingangsdatum": day,
        "gegevens": { "reden": "Bel 06-12345678" } })
}

#[tokio::test]
async fn a_trial_tells_what_the_report_would_say_and_records_nothing() {
    let app = TestApp::with_stream("voorbeeldstad");
    let answer = tried(&app, &closing("2020-10-01")).await;
    assert_eq!(answer.status, 200);
    let told = answer.json();
    assert_eq!(
        (&told["proef"], &told["toegevoegd"], &told["geldigOp"]),
        (&true.into(), &1.into(), &"2020-10-01".into())
    );
    assert_eq!((&told["voor"]["status"], &told["na"]["status"]), (&"open".into(), &"gesloten".into()));
    assert_eq!(told["gebeurtenis"]["positie"], 292);
    assert_eq!(told["waarschuwingen"][0]["code"], "telefoonnummer");
    let fields: Vec<&str> =
        told["verschillen"].as_array().unwrap().iter().map(|row| row["veld"].as_str().unwrap()).collect();
    assert!(fields.contains(&"status"), "{fields:?}");
    assert_eq!(app.service.durable_head(), 291);
    // Recording it has the previewed result.
    app.append(&closing("2020-10-01")).await;
    let now = app.get("/v1/voorzieningen/opvang-kade?geldigOp=2020-10-01").await.json();
    assert_eq!(now, told["na"]);
    let again = tried(&app, &closing("2020-10-01")).await;
    assert_eq!(again.gist(), "409 voorziening-al-gesloten; : voorziening-al-gesloten");
}

#[tokio::test]
async fn a_trial_is_refused_by_the_rules_of_recording_and_takes_one_event() {
    let app = TestApp::with_stream("voorbeeldstad");
    let two = json!([closing("2020-10-01"), closing("2020-10-02")]);
    assert_eq!(tried(&app, &two).await.gist(), "400 ongeldige-invoer; proef: proef-bij-meer");
    let mut wrong = closing("2020-10-01");
    wrong["type"] = "nl.peildatum.voorziening.sloten".into();
    let answer = tried(&app, &wrong).await;
    assert_eq!(answer.gist(), "400 ongeldige-invoer; type: onbekend-type");
    assert!(answer.text.contains("bedoel je nl.peildatum.voorziening.gesloten"), "{}", answer.text);
    let moved = app
        .send(
            axum::http::Request::post("/v1/gebeurtenissen?proef=true")
                .header("content-type", "application/json")
                .header("if-match", "\"1\"")
                .body(closing("2020-10-01").to_string().into())
                .unwrap(),
        )
        .await;
    assert_eq!(moved.status, 412);
}

#[tokio::test]
async fn a_trial_of_a_withdrawal_tells_what_comes_back() {
    let app = TestApp::with_stream("voorbeeldstad");
    let feed = app.get("/v1/gebeurtenissen?cursor=281&limit=1").await.json();
    let id = feed[0]["id"].as_str().unwrap();
    let event = json!({ "type": "nl.peildatum.gebeurtenis.ingetrokken", "onderwerp": format!("gebeurtenis/{id}"),
        "ingangsdatum": "2026-11-01", "gegevens": { "reden": "Toch niet" } });
    let told = tried(&app, &event).await.json();
    assert_eq!(told["geldigOp"], "2021-04-01", "the day of what is withdrawn");
    assert_eq!((&told["voor"]["status"], &told["na"]["status"]), (&"gesloten".into(), &"open".into()));
}

#[tokio::test]
async fn the_first_event_of_a_log_can_be_tried() {
    let app = TestApp::new();
    let event = json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": "onderdeel/9", "ingangsdatum": "2026-01-01",
        "gegevens": { "niveau": "programma", "titel": "Zorg" } });
    let told = tried(&app, &event).await.json();
    assert_eq!((&told["voor"], &told["na"]["titel"], &told["verschillen"]), (&Value::Null, &"Zorg".into(), &json!([])));
}
