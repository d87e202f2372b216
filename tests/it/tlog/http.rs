//! Over HTTP: third-party code accepts what a service serves, and refuses it with one altered byte.

use peildatum::log::tiles;
use proptest::prelude::*;
use serde_json::Value;

use super::{Files, extends, proved};
use crate::http::{TestApp, node};

/// The files that a verifier fetches.
async fn fetched(app: &TestApp) -> Files {
    let mut files = Files::default();
    let answer = app.get("/tlog/checkpoint").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), "no-cache");
    files.0.insert("checkpoint".to_owned(), answer.bytes);
    for tile in tiles::tiles_of_size(app.service.durable_head()) {
        let answer = app.get(&format!("/tlog/{tile}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, "application/octet-stream"),
            "{tile}"
        );
        assert_eq!(answer.header("cache-control"), "max-age=31536000, immutable");
        files.0.insert(tile.to_string(), answer.bytes);
    }
    files
}

/// Creates a service whose last checkpoint covers its head.
async fn signed() -> (TestApp, String) {
    let app = TestApp::with_stream("voorbeeldstad");
    app.service.sign_now().unwrap();
    let key = app.service.verifier().to_string();
    (app, key)
}

#[tokio::test]
async fn others_verify_checkpoint_tiles_entries_and_export() {
    let (app, key) = signed().await;
    let verified = fetched(&app).await.verified(&key).unwrap();
    assert_eq!(verified.size, app.service.durable_head());
    assert_eq!(verified.root.0, app.service.root(verified.size).unwrap().unwrap());
    verified.holds_export(&app.get("/v1/export").await.text).unwrap();
    app.append(&node("3")).await;
    app.service.sign_now().unwrap();
    let grown = fetched(&app).await.verified(&key).unwrap();
    assert_eq!(grown.entries[..grown.entries.len() - 1], verified.entries);
}

#[tokio::test]
async fn a_byte_that_is_another_is_seen_wherever_it_is() {
    let (app, key) = signed().await;
    let files = fetched(&app).await;
    for (path, bytes) in &files.0 {
        for at in [0, bytes.len() / 3, bytes.len() - 1] {
            let mut other = files.clone();
            other.0.get_mut(path).unwrap()[at] ^= 1;
            assert!(other.verified(&key).is_err(), "{path} byte {at}");
        }
        let mut less = files.clone();
        less.0.get_mut(path).unwrap().pop();
        assert!(less.verified(&key).is_err(), "{path} without its last byte");
    }
}

#[tokio::test]
async fn an_export_that_is_another_is_seen() {
    let (app, key) = signed().await;
    let verified = fetched(&app).await.verified(&key).unwrap();
    let export = app.get("/v1/export").await.text;
    let lines: Vec<&str> = export.lines().collect();
    let refused = |lines: &[&str]| verified.holds_export(&lines.join("\n")).unwrap_err();
    assert!(refused(&lines[..lines.len() - 1]).contains("lines for"), "the last event dropped");
    let mut swapped = lines.clone();
    swapped.swap(40, 41);
    assert_eq!(refused(&swapped), "line 41 is not its entry");
    let at = lines.iter().position(|line| line.contains("\"kleur\":\"groen\"")).unwrap();
    let edited = lines[at].replace("\"kleur\":\"groen\"", "\"kleur\":\"rood\"");
    let mut other = lines.clone();
    other[at] = &edited;
    assert!(refused(&other).contains("gegevens gewijzigd"));
}

#[tokio::test]
async fn every_event_has_a_proof_that_others_take() {
    let (app, key) = signed().await;
    for position in 1..=app.service.durable_head() {
        let id = app.service.state().id_at(position).unwrap();
        let answer = app.get(&format!("/v1/gebeurtenissen/{id}/bewijs")).await;
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        let record = proved(&answer.text, &key).unwrap();
        assert_eq!((record.position, record.id), (position, id));
    }
}

#[tokio::test]
async fn a_proof_of_an_event_after_the_last_checkpoint_comes_with_a_new_one() {
    let (app, key) = signed().await;
    let old = app.service.checkpoint().checkpoint.clone();
    let id = app.append(&node("3")).await.json()["id"].as_str().unwrap().to_owned();
    let answer = app.get(&format!("/v1/gebeurtenissen/{id}/bewijs")).await;
    assert_eq!(proved(&answer.text, &key).unwrap().position, old.size + 1);
    assert_eq!(app.service.checkpoint().checkpoint.size, old.size + 1);
    let mut altered = answer.text.clone();
    altered = altered.replacen(&format!("index {}", old.size), &format!("index {}", old.size - 1), 1);
    assert!(proved(&altered, &key).is_err());
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let (app, _) = signed().await;
    let head = app.service.durable_head();
    for path in [
        "/v1/gebeurtenissen/019c0000-0000-7000-8000-00000000ffff/bewijs".to_owned(),
        "/v1/gebeurtenissen/geen-id/bewijs".to_owned(),
        format!("/tlog/tile/0/001.p/{}", head - 256 + 1),
        "/tlog/tile/0/001".to_owned(),
        "/tlog/tile/0/000.p/256".to_owned(),
        "/tlog/tile/1/000".to_owned(),
        "/tlog/tile/2/000.p/1".to_owned(),
        "/tlog/tile/entries/002.p/1".to_owned(),
        "/tlog/tile/0/x000/000".to_owned(),
        "/tlog/tile/data/000".to_owned(),
        "/tlog/tile/0/000/".to_owned(),
    ] {
        assert_eq!(app.get(&path).await.problem(&path), "404 niet-gevonden", "{path}");
    }
}

#[tokio::test]
async fn a_consistency_proof_says_what_it_connects_and_refuses_what_is_not_signed() {
    let (app, _) = signed().await;
    let signed = app.service.checkpoint().checkpoint.size;
    let path = "/v1/consistentiebewijzen";
    for (query, gist) in [
        (String::new(), "400 ongeldige-invoer; van: verplicht"),
        ("?van=0".to_owned(), "400 ongeldige-invoer; van: ongeldige-waarde"),
        (format!("?van={}", signed + 1), "400 ongeldige-invoer; van: ongeldige-waarde"),
        ("?van=9&naar=8".to_owned(), "400 ongeldige-invoer; naar: ongeldige-waarde"),
    ] {
        assert_eq!(app.get(&format!("{path}{query}")).await.problem(path), gist, "{query}");
    }
    let whole = app.get(&format!("{path}?van=100")).await.json();
    assert_eq!(whole["naar"]["positie"], signed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn others_take_every_consistency_proof(picks in proptest::collection::vec((1_u64..=291, 1_u64..=291), 20)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let all: Vec<Value> = runtime.block_on(async {
            let (app, _) = signed().await;
            let mut all = Vec::new();
            for (a, b) in picks {
                let path = format!("/v1/consistentiebewijzen?van={}&naar={}", a.min(b), a.max(b));
                all.push(app.get(&path).await.json());
            }
            all
        });
        for answer in all {
            let end = |name: &str| (answer[name]["positie"].as_u64().unwrap(), &answer[name]["wortel"]);
            prop_assert!(extends(end("van"), end("naar"), &answer["bewijs"]));
        }
    }
}
