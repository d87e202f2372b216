//! Appending: one event or several, repeats, `If-Match`, and every way in which a body is refused.

use axum::body::Body;
use insta::assert_snapshot;
use peildatum::domain::actor::Actor;
use peildatum::domain::text::Slug;
use peildatum::http::HttpSettings;
use serde_json::{Value, json};

use super::{TestApp, closed, node, opened};

#[tokio::test]
async fn one_event_is_answered_with_its_record() {
    let app = TestApp::new();
    let answer = app.append(&node("9")).await;
    assert_eq!(answer.status, 201);
    let record = answer.json();
    assert_eq!((&record["positie"], &record["onderwerpVersie"]), (&json!(1), &json!(1)));
    assert_eq!(record["geregistreerdOp"], super::NOW);
    assert_eq!(record["actor"], json!({ "id": "lokaal:toets", "rol": "beheren" }));
    assert!(record.get("zoutKern").is_none() && record.get("zoutTekst").is_none(), "no salt leaves by the API");
    assert_eq!(answer.header("etag"), "\"1\"");
    let location = answer.header("location").to_owned();
    assert_eq!(app.get(&location).await.json(), record);
    assert_eq!(app.get("/v1/gebeurtenissen").await.json(), json!([record]));
}

#[tokio::test]
async fn several_events_are_recorded_all_or_none() {
    let app = TestApp::new();
    let answer = app.append(&json!([node("9"), opened("a"), closed("a", "2019-04-01")])).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json().as_array().unwrap().len(), 3);
    assert_eq!(answer.header("etag"), "");
    let refused = app.append(&json!([opened("b"), closed("a", "2019-05-01")])).await;
    assert_snapshot!(refused.problem("/v1/gebeurtenissen"), @"409 voorziening-al-gesloten; [1]: voorziening-al-gesloten");
    assert_eq!(refused.json()["posities"], json!([3]));
    assert_eq!(app.service.durable_head(), 3);
}

#[tokio::test]
async fn closing_a_closed_facility_is_refused_with_a_stable_code() {
    let app = TestApp::with_stream("leiden");
    let answer = app.append(&closed("gebouw-c", "2019-05-01")).await;
    assert_snapshot!(answer.problem("/v1/gebeurtenissen"), @"409 voorziening-al-gesloten; : voorziening-al-gesloten");
}

#[tokio::test]
async fn the_same_event_twice_is_recorded_once() {
    let app = TestApp::new();
    let mut event = node("9");
    event["id"] = json!("019a4000-0000-7000-8000-000000000001");
    let first = app.append(&event).await;
    let again = app.append(&event).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200));
    assert_eq!(first.json(), again.json());
    let mixed = app.append(&json!([event, opened("a")])).await;
    assert_eq!(mixed.status, 201);
    event["gegevens"]["titel"] = json!("Anders");
    let other = app.append(&event).await;
    assert_snapshot!(other.problem("/v1/gebeurtenissen"), @"409 id-bestaat-met-andere-inhoud; id: id-bestaat-met-andere-inhoud");
    assert_eq!(app.service.durable_head(), 2);
}

#[tokio::test]
async fn if_match_refuses_what_was_decided_on_an_older_version() {
    let app = TestApp::new();
    app.append(&json!([node("9"), opened("a")])).await;
    let path = "/v1/gebeurtenissen";
    let stale = app.append_if("\"0\"", &closed("a", "2019-04-01")).await;
    assert_snapshot!(stale.problem(path), @"412 onderwerp-gewijzigd");
    assert_eq!(stale.json()["onderwerpVersie"], 1);
    assert_eq!(app.append_if("\"1\"", &closed("a", "2019-04-01")).await.status, 201);
    assert_snapshot!(app.append_if("\"1\"", &json!([node("8"), node("7")])).await.problem(path), @"400 ongeldige-invoer; If-Match: if-match-bij-meer");
    for bad in ["1", "W/\"1\"", "*", "\"1\", \"2\"", "\"\"", "\"-1\""] {
        assert_eq!(
            app.append_if(bad, &node("8")).await.problem(path),
            "400 ongeldige-invoer; If-Match: ongeldige-waarde",
            "{bad}"
        );
    }
}

#[tokio::test]
async fn everything_wrong_with_an_input_is_told_at_once() {
    let app = TestApp::new();
    let event = json!({ "type": "nl.peildatum.voorziening.geopend", "onderwerp": "voorziening/a", "ingangsdatum": "2019-02-30",
        "gegevens": { "soort": "hotel", "kleur": "rood" } });
    let answer = app.append(&json!([node("9"), event])).await;
    assert_eq!(answer.status, 400);
    let errors = answer.json()["fouten"].clone();
    let fields: Vec<&str> = errors.as_array().unwrap().iter().map(|error| error["veld"].as_str().unwrap()).collect();
    for wanted in ["[1].gegevens.kleur", "[1].gegevens.naam", "[1].gegevens.soort"] {
        assert!(fields.contains(&wanted), "{wanted} in {fields:?}");
    }
    let alone = app.append(&closed("a", "2019-02-30")).await;
    assert!(alone.problem("/v1/gebeurtenissen").starts_with("400 ongeldige-invoer; ingangsdatum: "), "{}", alone.text);
    assert_eq!(app.service.durable_head(), 0);
}

#[tokio::test]
async fn a_body_that_is_no_list_of_events_is_refused() {
    let app = TestApp::new();
    let path = "/v1/gebeurtenissen";
    let gist = async |body: &str| app.post(path, "application/json", body.to_owned()).await.problem(path);
    assert_snapshot!(gist("").await, @"400 ongeldige-invoer; : ongeldige-json");
    assert_snapshot!(gist("[]").await, @"400 ongeldige-invoer; : aantal-gebeurtenissen");
    assert_snapshot!(gist("3").await, @"400 ongeldige-invoer; : verkeerd-type");
    assert_snapshot!(gist("{\"a\": 1, \"a\": 2}").await, @"400 ongeldige-invoer; : ongeldige-json");
    let thousand_and_one = Value::Array(vec![node("9"); 1001]);
    assert_snapshot!(gist(&thousand_and_one.to_string()).await, @"400 ongeldige-invoer; : aantal-gebeurtenissen");
    let broken = app.post(path, "application/json", "{\n  \"type\": \"x\",\n}").await;
    assert_eq!(broken.problem(path), "400 ongeldige-invoer; : ongeldige-json");
    assert_eq!((&broken.json()["regel"], &broken.json()["kolom"]), (&json!(3), &json!(1)));
}

#[tokio::test]
async fn a_body_of_another_type_or_too_large_is_refused() {
    let app = TestApp::new();
    let path = "/v1/gebeurtenissen";
    for kind in ["text/plain", "application/xml", ""] {
        let answer = app.post(path, kind, node("9").to_string()).await;
        assert_eq!(answer.problem(path), "415 mediatype-niet-ondersteund", "{kind}");
    }
    assert_eq!(app.post(path, "Application/JSON; charset=utf-8", node("9").to_string()).await.status, 201);
    let large = vec![b' '; 17_000_000];
    assert_eq!(app.post(path, "application/json", large).await.problem(path), "413 verzoek-te-groot");
    let compressed =
        axum::http::Request::post(path).header("content-type", "application/json").header("content-encoding", "gzip");
    let answer = app.send(compressed.body(Body::from("x")).unwrap()).await;
    assert_eq!(answer.problem(path), "415 mediatype-niet-ondersteund");
}

#[tokio::test]
async fn a_thousand_events_fit_one_request() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    let events: Vec<Value> = (0..1000).map(|n| opened(&format!("v{n}"))).collect();
    let answer = app.append(&Value::Array(events)).await;
    assert_eq!((answer.status.as_u16(), app.service.durable_head()), (201, 1001));
}

#[tokio::test]
async fn an_erasure_is_answered_with_what_else_may_hold_the_words() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    let first = app.append(&opened("a")).await.json();
    let mut corrected = opened("a");
    corrected["herstelt"] = first["id"].clone();
    let second = app.append(&corrected).await.json();
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2026-11-02",
        "onderwerp": format!("gebeurtenis/{}", first["id"].as_str().unwrap()),
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    let answer = app.append(&erasure).await;
    assert_eq!(answer.status, 201);
    let answer = answer.json();
    assert_eq!(answer["wist"], 2);
    assert_eq!(answer["verwant"], json!([{ "positie": 3, "id": second["id"], "verband": "herstel" }]));
    let shown = app.get(&format!("/v1/gebeurtenissen/{}", first["id"].as_str().unwrap())).await.json();
    assert_eq!((&shown["gewist"], &shown["gegevens"]["naam"]), (&json!(true), &json!(null)));
    let stored = app.get(&format!("/v1/gebeurtenissen/{}", answer["id"].as_str().unwrap())).await.json();
    assert_eq!((&stored["wist"], &stored["verwant"]), (&json!(null), &json!(null)), "no part of the record");
    assert_eq!(app.append(&erasure).await.problem("/v1/gebeurtenissen"), "409 al-gewist; : al-gewist");
    let mut again = opened("a");
    again["id"] = first["id"].clone();
    let again = app.append(&again).await;
    assert_eq!((again.status.as_u16(), &again.json()["gewist"]), (200, &json!(true)));
}

#[tokio::test]
async fn an_erasure_and_its_trial_name_the_fields_that_hold_the_same_words() {
    let app = TestApp::new();
    app.append(&node("9")).await;
    let said = "Mevrouw Jansen wacht al een jaar op opvang.";
    let note = |text: &str| {
        json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
        "ingangsdatum": "2021-09-01", "gegevens": { "tekst": text } })
    };
    let first = app.append(&note(said)).await.json();
    let second = app.append(&note(&format!("De wachtlijst groeit. {}", said.to_uppercase()))).await.json();
    app.append(&note("Er is nog niets veranderd.")).await;
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2026-11-02",
        "onderwerp": format!("gebeurtenis/{}", first["id"].as_str().unwrap()),
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    let same = json!([{ "positie": 3, "id": second["id"], "onderwerp": "onderdeel/9",
        "type": "nl.peildatum.toelichting.vastgelegd", "veld": "gegevens.tekst", "omvang": "deel" }]);
    let trial = app.post("/v1/gebeurtenissen?proef=true", "application/json", erasure.to_string()).await.json();
    assert_eq!((&trial["wist"], &trial["zelfdeWoorden"], &trial["aantalZelfdeWoorden"]), (&json!(2), &same, &json!(1)));
    let lines = format!("{erasure}\n");
    let tried = app.post("/v1/invoer?proef=true", "application/x-ndjson", lines).await.json();
    assert_eq!(tried["waarschuwingenPerCode"], json!({ "zelfde-woorden": 1 }));
    assert_eq!(
        (&tried["waarschuwingen"][0]["regel"], &tried["waarschuwingen"][0]["veld"]),
        (&json!(1), &json!("onderwerp"))
    );
    let answer = app.append(&json!([erasure])).await.json();
    assert_eq!((&answer[0]["wist"], &answer[0]["zelfdeWoorden"]), (&json!(2), &same));
    let stored = app.get(&format!("/v1/gebeurtenissen/{}", answer[0]["id"].as_str().unwrap())).await.json();
    assert_eq!(stored["zelfdeWoorden"], json!(null), "no part of the record");
    assert!(
        app.get(&format!("/v1/gebeurtenissen/{}", second["id"].as_str().unwrap())).await.json().get("gewist").is_none()
    );
}

#[tokio::test]
async fn erasing_belongs_to_the_role_that_administers() {
    let recorder = Actor::new("oidc:jan", None, Slug::parse("vastleggen").unwrap()).unwrap();
    let app = TestApp::with(HttpSettings::of(recorder));
    let id = app.append(&node("9")).await.json()["id"].as_str().unwrap().to_owned();
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2026-11-02",
        "onderwerp": format!("gebeurtenis/{id}"), "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    let refused = app.append(&erasure).await;
    assert_eq!(refused.problem("/v1/gebeurtenissen"), "409 rol-niet-bevoegd; : rol-niet-bevoegd");
    let line = format!("{erasure}\n");
    // Another actor name does not give another role.
    for path in ["/v1/invoer", "/v1/invoer?proef=true", "/v1/invoer?actor=lokaal:beheer"] {
        let refused = app.post(path, "application/x-ndjson", line.clone()).await;
        assert_eq!(refused.problem(path), "409 rol-niet-bevoegd; : rol-niet-bevoegd");
    }
    assert!(app.get(&format!("/v1/gebeurtenissen/{id}")).await.json().get("gewist").is_none());
}
