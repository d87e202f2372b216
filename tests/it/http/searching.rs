//! Search over HTTP: pages, what was sealed, what was erased, and refusals.

use serde_json::{Value, json};

use super::TestApp;

const PATH: &str = "/v1/zoeken";

#[tokio::test]
async fn a_search_is_paged_from_the_newest_event_back() {
    let app = TestApp::with_stream("voorbeeldstad");
    let whole = app.get(&format!("{PATH}?tekst=OPVANG&limit=100")).await;
    assert!(!whole.headers.contains_key("link"), "all was looked at");
    let whole: Vec<Value> = whole.json().as_array().unwrap().clone();
    let positions: Vec<u64> = whole.iter().map(|hit| hit["positie"].as_u64().unwrap()).collect();
    assert!(positions.len() > 5 && positions.is_sorted_by(|a, b| a > b), "{positions:?}");
    let (mut paged, mut next) = (Vec::new(), Some(format!("{PATH}?tekst=OPVANG&limit=3")));
    while let Some(path) = next {
        let page = app.get(&path).await;
        let link = page.headers.get("link").map(|link| link.to_str().unwrap().to_owned());
        next = link.map(|link| link[1..link.find('>').unwrap()].to_owned());
        paged.extend(page.json().as_array().unwrap().clone());
    }
    assert_eq!(paged, whole);
}

#[tokio::test]
async fn what_was_found_says_in_which_sealings_it_stood() {
    let app = TestApp::with_stream("voorbeeldstad");
    let sealing = json!({ "orgaan": "college", "strekking": "aangeboden", "onbeoordeeld": true });
    let sealed = app.post("/v1/rondes/2020-vr2/vaststellingen", "application/json", sealing.to_string()).await;
    assert_eq!(sealed.status, 201, "{}", sealed.text);
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "dossier/wachtlijst-jeugd",
        "ingangsdatum": "2020-10-01", "gegevens": { "tekst": "De wachtlijst is na de zomer korter geworden." } });
    let added = app.post("/v1/gebeurtenissen", "application/json", note.to_string()).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let hits = app.get(&format!("{PATH}?tekst=wachtlijst&onderwerp=dossier/wachtlijst-jeugd&limit=100")).await.json();
    let hits = hits.as_array().unwrap();
    assert_eq!(hits[0]["gerapporteerdIn"], json!([]), "it came after the sealing");
    assert_eq!((&hits[0]["onderdeel"], &hits[0]["ronde"]), (&hits[1]["onderdeel"], &Value::Null));
    assert_eq!(hits[0]["vindplaatsen"][0]["gevonden"], "wachtlijst");
    let opened = hits.iter().find(|hit| hit["positie"] == 59).unwrap();
    assert_eq!(opened["gerapporteerdIn"][0]["ronde"], "2020-vr2");
    assert_eq!((&opened["teltMee"], &opened["type"]), (&json!(true), &json!("nl.peildatum.dossier.geopend")));
}

#[tokio::test]
async fn an_erased_text_is_never_found() {
    let app = TestApp::with_stream("voorbeeldstad");
    let find = async || app.get(&format!("{PATH}?tekst=zeldzaamwoord")).await.json().as_array().unwrap().len();
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2020-10-01",
        "gegevens": { "tekst": "Hier staat een zeldzaamwoord." }, "id": "0190c6a0-0000-7000-8000-000000000001" });
    let added = app.post("/v1/gebeurtenissen", "application/json", note.to_string()).await;
    assert_eq!((added.status.as_u16(), find().await), (201, 1), "{}", added.text);
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2020-10-02",
        "onderwerp": "gebeurtenis/0190c6a0-0000-7000-8000-000000000001",
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    let erased = app.post("/v1/gebeurtenissen", "application/json", erasure.to_string()).await;
    assert_eq!((erased.status.as_u16(), find().await), (201, 0), "{}", erased.text);
}

#[tokio::test]
async fn a_search_that_can_not_be_is_a_problem() {
    let app = TestApp::with_stream("voorbeeldstad");
    let problem = async |query: &str| app.get(&format!("{PATH}?{query}")).await.problem(PATH);
    assert!(problem("").await.contains("tekst: verplicht"));
    for query in
        ["tekst=a", "tekst=%22%22", "tekst=opvang&limit=0", "tekst=opvang&limit=101", "tekst=opvang&soort=dossier"]
    {
        assert!(problem(query).await.starts_with("400 "), "{query}");
    }
    assert!(problem("tekst=opvang&onderdeel=8Z").await.starts_with("404 onderdeel-onbekend"));
}
