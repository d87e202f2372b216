//! Versions and tags: what a client sends in `If-Match` without reading a history, and in `If-None-Match` to avoid
//! reading twice.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use super::conformance::resources;
use super::{TestApp, closed};

#[tokio::test]
async fn every_subject_tells_its_version_and_takes_its_own_tag_in_if_match() {
    let app = TestApp::with_stream("voorbeeldstad");
    for (resource, ..) in resources() {
        let list = app.get(&format!("{resource}?limit=1000")).await.json();
        for item in list.as_array().unwrap() {
            let id = item.get("code").unwrap_or(&item["id"]).as_str().unwrap();
            let path = format!("{resource}/{id}");
            let (one, history) = (app.get(&path).await, app.get(&format!("{path}/geschiedenis")).await.json());
            let version = one.json()["onderwerpVersie"].clone();
            assert_eq!(item["onderwerpVersie"], version, "{path}: in the list as alone");
            assert!(one.header("etag").starts_with(&format!("\"{version}-")), "{path}: {}", one.header("etag"));
            let counted = history["gebeurtenissen"].as_array().unwrap().len();
            assert_eq!(version, counted, "{path}: events of any day, and what hit them");
        }
    }
}

#[tokio::test]
async fn a_tag_of_a_subject_lets_an_event_in_once_and_a_version_of_earlier_does_not() {
    let app = TestApp::with_stream("voorbeeldstad");
    let seen = app.get("/v1/voorzieningen/gebouw-c").await;
    let earlier = app.get("/v1/voorzieningen/gebouw-c?positie=100").await;
    assert!(earlier.json()["onderwerpVersie"].as_u64() < seen.json()["onderwerpVersie"].as_u64());
    let event = json!({ "type": "nl.peildatum.voorziening.capaciteit-gewijzigd", "onderwerp": "voorziening/gebouw-c",
        "ingangsdatum": "2021-02-01", "gegevens": { "capaciteit": 12 } });
    let refused = app.append_if(earlier.header("etag"), &event).await;
    assert_eq!(refused.status, 412, "what was seen then is not how it is now: {}", refused.text);
    assert_eq!(app.append_if(seen.header("etag"), &event).await.status, 201);
    let again = app.append_if(seen.header("etag"), &closed("gebouw-c", "2021-03-01")).await;
    assert_eq!(again.status, 412);
    let bare = format!("\"{}\"", again.json()["onderwerpVersie"]);
    assert_eq!(app.append_if(&bare, &event).await.status, 201, "the version alone does as well");
}

/// Returns the response of an address to a client that has this tag.
async fn again(app: &TestApp, path: &str, tag: &str, accept: &str) -> super::Answer {
    let request = Request::get(path).header("if-none-match", tag).header("accept", accept);
    app.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn who_has_an_answer_already_is_told_so_and_gets_it_when_it_changed() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    for path in [
        "/v1/rondes/2019-vr1/rapportage?versie=1",
        "/v1/rapportage?geldigOp=2019-04-01",
        "/v1/rondes",
        "/v1/rondes/2019-vr1/signalen",
        "/v1/financien?geldigOp=2019-04-01",
        "/v1/agenda?van=2019-01-01&tot=2019-12-31",
        "/v1/vergelijking?van=2019-04-01&naar=2019-09-01",
    ] {
        let mut tags = std::collections::BTreeSet::new();
        for accept in ["application/json", "text/csv", xlsx] {
            let first = app.get_with(path, "accept", accept).await;
            let tag = first.header("etag").to_owned();
            assert!(tag.starts_with('"'), "{path}: a strong one: {tag}");
            assert_eq!(
                app.get_with(path, "accept", accept).await.bytes,
                first.bytes,
                "{path}: the same bytes by the same tag"
            );
            let second = again(&app, path, &tag, accept).await;
            assert_eq!((second.status.as_u16(), second.text.as_str()), (304, ""), "{path}");
            assert_eq!(second.header("etag"), tag);
            tags.insert(tag);
        }
        assert_eq!(tags.len(), 3, "{path}: each form has its own");
    }
    let path = "/v1/rapportage?geldigOp=2019-04-01";
    let tag = app.get(path).await.header("etag").to_owned();
    app.append(
        &json!({ "type": "nl.peildatum.dossier.geopend", "onderwerp": "dossier/nieuw", "ingangsdatum": "2019-01-01",
        "gegevens": { "titel": "Nieuw", "soort": "overig", "onderdeel": "9" } }),
    )
    .await;
    assert_eq!(again(&app, path, &tag, "application/json").await.status, 200);
}

#[tokio::test]
async fn a_subject_that_looks_otherwise_has_another_tag_at_the_same_version() {
    let app = TestApp::with_stream("voorbeeldstad");
    // The day alone changes the response for the same events.
    let [one, other] = ["2019-03-01", "2020-09-01"].map(|day| format!("/v1/voorzieningen/gebouw-c?geldigOp={day}"));
    let (one, other) = (app.get(&one).await, app.get(&other).await);
    assert_eq!(one.json()["onderwerpVersie"], other.json()["onderwerpVersie"]);
    assert_ne!(one.json(), other.json());
    assert_ne!(one.header("etag"), other.header("etag"));
}
