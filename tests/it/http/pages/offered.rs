//! What pages ask of the service, and what they offer besides.

use peildatum::http::HttpSettings;
use peildatum::http::gate::{Capacity, GateLimits};

use super::{browse, links, sound};
use crate::http::{TestApp, actor, node};

#[tokio::test]
async fn every_page_about_the_log_passes_the_gate_of_large_answers() {
    let none = GateLimits { working: 0, waiting: 0, max_wait: std::time::Duration::ZERO };
    let capacity = Capacity { large: none, ..Capacity::default() };
    let app = TestApp::with(HttpSettings { capacity, ..HttpSettings::of(actor()) });
    assert_eq!(app.append(&node("9")).await.status, 201);
    for path in [
        "/",
        "/rapportage?geldigOp=2020-01-01",
        "/rondes/2019-vr1",
        "/vergelijken?van=2019-01-01&naar=2020-01-01",
        "/geschiedenis/onderdeel/9",
        "/gebeurtenissen",
        "/gebeurtenissen/1",
        "/geld?geldigOp=2020-01-01",
        "/indicatoren/bijstand",
        "/controle",
        "/over-de-jaren",
        "/agenda",
        "/agenda.ics",
        "/zoeken?tekst=opvang",
        "/vastleggen/stoplicht.gezet",
        "/rondes/2019-vr1/vaststellen",
    ] {
        let refused = browse(&app, path).await;
        assert_eq!(refused.status, 503, "{path}: {}", refused.text);
    }
    assert_eq!(browse(&app, "/toegankelijkheid").await.status, 200);
}

#[tokio::test]
async fn the_title_of_a_round_turns_no_text_around_it_wherever_rounds_are_listed() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let round = serde_json::json!({ "type": "nl.peildatum.ronde.geopend", "onderwerp": "ronde/2021-vr2",
        "ingangsdatum": "2021-03-01", "gegevens": { "soort": "voortgangsrapportage", "begrotingsjaar": 2021, "volgnummer": 2,
            "titel": "Ronde \u{202e}gnir\u{2066}", "peildatum": "2021-04-01", "aanleverenVoor": "2021-04-19" } });
    assert_eq!(app.append(&round).await.status, 201);
    for path in [
        "/",
        "/vergelijken",
        "/over-de-jaren",
        "/agenda",
        "/rondes/2021-vr2",
        "/rapportage?geldigOp=2021-09-01",
        "/geld?geldigOp=2021-09-01",
    ] {
        let page = sound(&browse(&app, path).await, path);
        assert!(!page.contains(['\u{202e}', '\u{2066}']), "{path}: {page}");
    }
    assert!(browse(&app, "/vergelijken").await.text.contains("gnir"));
}

#[tokio::test]
async fn a_round_as_known_now_offers_no_data_of_what_was_sealed() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let data = async |path: &str| {
        let page = sound(&browse(&app, path).await, path);
        links(&page).into_iter().filter(|link| link.starts_with("/v1/rondes/2019-vr1/rapportage")).collect::<Vec<_>>()
    };
    assert_eq!(data("/rondes/2019-vr1?versie=2").await, ["/v1/rondes/2019-vr1/rapportage?versie=2"]);
    assert_eq!(data("/rondes/2019-vr1?versie=nu").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_series_is_read_to_the_end_of_a_long_history() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let measured = |value: u32, period: &str| {
        serde_json::json!({ "type": "nl.peildatum.indicator.gemeten", "onderwerp": "indicator/bijstand",
            "ingangsdatum": "2021-09-01", "gegevens": { "periode": period, "waarde": value.to_string(), "status": "voorlopig" } })
    };
    let many: serde_json::Value = (0..1_000).map(|value| measured(value, "2021")).collect();
    assert_eq!(app.append(&many).await.status, 201);
    assert_eq!(app.append(&measured(4_321, "2022")).await.status, 201);
    let page = sound(&browse(&app, "/indicatoren/bijstand").await, "bijstand");
    assert!(page.contains("<th scope=\"row\">2022</th>") && page.contains("<td class=\"number\">4321</td>"), "{page}");
}

#[tokio::test]
async fn the_data_of_a_comparison_hold_what_its_page_shows() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = "/vergelijken?van=2019-vr1&naar=2019-vr2";
    let page = sound(&browse(&app, path).await, path);
    let data = links(&page).into_iter().find(|link| link.starts_with("/v1/vergelijking")).unwrap();
    let found: serde_json::Value = serde_json::from_str(&app.get(&data).await.text).unwrap();
    let silent = found["nietVernieuwd"].as_array().unwrap();
    assert!(!silent.is_empty() && page.contains("Niet vernieuwd"), "{data}");
}
