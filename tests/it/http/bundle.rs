//! Bundles over HTTP: complete, refused as problems, and given up when the client disconnects.

use axum::body::Body;
use axum::http::Request;
use peildatum::bundle::{OnDifference, prepare_bundle};
use peildatum::projections::sealing::SealingSelector;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{TestApp, node, piece};
use crate::bundle::{Unpacked, half_page};

/// Creates a service with the recorded stream that contains sealings.
async fn sealed() -> TestApp {
    let app = TestApp::new();
    let lines = crate::recorded::text("voorbeeldstad.v2.ndjson");
    let answer = app.post("/v1/invoer?metTijden=true&onbeoordeeld=true", "application/x-ndjson", lines).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    app
}

#[tokio::test]
async fn a_bundle_is_a_file_with_a_name_and_the_half_page_is_a_text() {
    let app = sealed().await;
    let key = app.service.verifier().to_string();
    for (query, version) in [("", 4), ("?orgaan=college", 3), ("?versie=2", 2), ("?orgaan=raad&afwijkend=true", 4)] {
        let answer = app.get(&format!("/v1/rondes/2019-vr1/bundel{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/zip"));
        let name = format!("attachment; filename=\"bundel-2019-vr1-{version}-positie-308.zip\"");
        assert_eq!(answer.header("content-disposition"), name);
        let bundle = Unpacked::of(&answer.bytes);
        let sealing = bundle.checked(&key);
        assert_eq!((&sealing["versie"], &sealing["oordeel"]), (&json!(version), &json!("klopt")));
        let page = app.get(&format!("/v1/rondes/2019-vr1/raadsstuk{query}")).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/plain; charset=utf-8"));
        assert_eq!(page.text, bundle.text("raadsstuk.txt"));
        half_page(&page.text, &sealing, &key, &bundle.text("checkpoint"));
    }
}

#[tokio::test]
async fn what_has_no_bundle_is_a_problem_that_says_why() {
    let app = sealed().await;
    for what in ["bundel", "raadsstuk"] {
        for (round, gist) in [
            ("2020-vr2", "404 ronde-niet-vastgesteld"),
            ("2019-vr9", "404 ronde-onbekend"),
            ("2019_vr1", "404 ongeldige-waarde"),
        ] {
            let path = format!("/v1/rondes/{round}/{what}");
            assert_eq!(app.get(&path).await.problem(&path), gist);
        }
        for (query, gist) in [
            ("?versie=9", "404 vaststelling-onbekend"),
            ("?versie=0", "400 ongeldige-invoer; versie: ongeldige-waarde"),
            ("?orgaan=college&versie=1", "400 ongeldige-invoer; orgaan: orgaan-of-versie"),
            ("?afwijkend=ja", "400 ongeldige-invoer; afwijkend: ongeldige-waarde"),
        ] {
            let path = format!("/v1/rondes/2019-vr1/{what}{query}");
            assert_eq!(app.get(&path).await.problem(&path), gist, "{path}");
        }
    }
    let empty = TestApp::new();
    let path = "/v1/rondes/2019-vr1/bundel";
    assert_eq!(empty.get(path).await.problem(path), "404 logboek-leeg");
}

#[tokio::test]
async fn a_round_that_was_reopened_has_the_bundle_of_its_newest_sealing_which_says_so() {
    let app = sealed().await;
    let reopened = json!({ "type": "nl.peildatum.ronde.heropend", "onderwerp": "ronde/2019-vr1", "ingangsdatum": "2026-11-02",
        "gegevens": { "reden": "Nog een fout" } });
    assert_eq!(app.append(&reopened).await.status, 201);
    let bundle = Unpacked::of(&app.get("/v1/rondes/2019-vr1/bundel").await.bytes);
    assert_eq!(bundle.checked(&app.service.verifier().to_string())["versie"], 4);
    assert!(bundle.text("LEESMIJ.txt").contains("heropend"));
}

#[tokio::test]
async fn a_bundle_in_the_middle_of_which_a_text_was_erased_is_given_up() {
    let app = sealed().await;
    let bundle = prepare_bundle(&app.service, "2019-vr1", SealingSelector::Version(1), OnDifference::Refuse).unwrap();
    let note = app.service.record(37).unwrap().unwrap();
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2026-11-02",
        "onderwerp": format!("gebeurtenis/{}", note.id), "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    assert_eq!(app.append(&erasure).await.status, 201);
    let mut out = Vec::new();
    let told = bundle.write(&app.service, &mut out, &mut |_, _| {}).unwrap_err();
    assert_eq!(told.code(), "intussen-gewist", "its log could not say why a text is gone");
    assert!(!out.windows(4).any(|part| part == b"PK\x05\x06"), "what was written until then has no end");
    let again = prepare_bundle(&app.service, "2019-vr1", SealingSelector::Version(1), OnDifference::Refuse).unwrap();
    again.write(&app.service, &mut out, &mut |_, _| {}).unwrap();
}

/// Returns a note that does not compress to nothing.
fn long_note(number: u64) -> Value {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let digit = |_| {
        mixed = mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((mixed >> 33) % 26).unwrap())
    };
    let text: String = (0..20_000).map(digit).collect();
    json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/3", "ingangsdatum": "2026-09-01",
        "gegevens": { "tekst": text } })
}

#[tokio::test]
async fn whoever_hangs_up_gives_the_work_up_and_nothing_of_a_long_log_waits_in_memory() {
    let app = sealed().await;
    assert_eq!(app.append(&node("3")).await.status, 201);
    let notes: Vec<Value> = (0..200).map(long_note).collect();
    assert_eq!(app.append(&Value::from(notes)).await.status, 201);
    let ask = || async {
        let request =
            Request::get("/v1/rondes/2019-vr1/bundel").header("host", "localhost").body(Body::empty()).unwrap();
        app.router.clone().oneshot(request).await.unwrap()
    };
    // The maximum number of concurrent bundles, each larger than what may wait for a reader, and none of them read.
    let mut open = Vec::new();
    for _ in 0..4 {
        let answer = ask().await;
        assert_eq!(answer.status(), 200);
        let mut pieces = answer.into_body().into_data_stream();
        assert!(piece(&mut pieces).await.is_some_and(|piece| piece.len() <= 128 * 1024));
        open.push(pieces);
    }
    assert_eq!(ask().await.status(), 503, "all of them wait for their readers");
    drop(open);
    // Each gives up at its next piece, which nobody takes.
    let mut answer = ask().await;
    while answer.status() == 503 {
        tokio::task::yield_now().await;
        answer = ask().await;
    }
    assert_eq!(answer.status(), 200);
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert!(bytes.len() > 1_500_000, "{}", bytes.len());
    Unpacked::of(&bytes).checked(&app.service.verifier().to_string());
}
