//! The rounds beside each other and the search, as pages over the recorded streams.

use std::collections::BTreeSet;

use serde_json::json;

use super::{browse, links, sound, without_anchor};
use crate::http::TestApp;

const SERIES: &str = "/over-de-jaren";

/// Opens every page that pages of these addresses lead to, once.
async fn follow(app: &TestApp, paths: &[&str]) -> usize {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for path in paths {
        let page = sound(&browse(app, path).await, path);
        for link in links(&page) {
            if seen.insert(without_anchor(&link)) {
                let answer = browse(app, &without_anchor(&link)).await;
                assert_eq!(answer.status, 200, "{path} leads to {link}: {}", answer.text);
            }
        }
    }
    seen.len()
}

#[tokio::test]
async fn every_cell_leads_to_a_report_that_has_its_node() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    // All of it, at a position at which rounds that are sealed now were open, and as known now.
    let paths = [SERIES, "/over-de-jaren?positie=130&onderdeel=9", "/over-de-jaren?nu=true&onderdeel=9C1.1"];
    assert!(follow(&app, &paths).await > 100);
}

#[tokio::test]
async fn every_link_of_the_course_of_a_subject_and_of_what_was_found_leads_somewhere() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let paths = [
        "/over-de-jaren?onderwerp=onderdeel/9C1.1",
        "/over-de-jaren?onderwerp=onderdeel/9A1.2",
        "/over-de-jaren?onderwerp=dossier/wachtlijst-jeugd&taal=en",
        "/over-de-jaren?onderwerp=indicator/bijstand",
        "/zoeken?tekst=opvang",
        "/zoeken?tekst=wachtlijst&onderdeel=9",
        "/zoeken?tekst=mantelzorg",
    ];
    follow(&app, &paths).await;
}

#[tokio::test]
async fn a_node_keeps_its_row_under_another_code_and_a_subject_shows_its_whole_course() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let page = sound(&browse(&app, "/over-de-jaren?soort=onderdeel&onderdeel=7").await, SERIES);
    let row = page.split(">7A1.4 Versterken").nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(row.contains(">7A1.3</a>") && row.contains(">7A1.4</a>"), "{row}");
    let course = sound(&browse(&app, "/over-de-jaren?onderwerp=onderdeel/9C1.1").await, SERIES);
    for part in ["/rondes/2019-vr1?versie=4&amp;onderdeel=9C1.1#gekozen", "De Kade zit vol", "overgenomen"] {
        assert!(course.contains(part), "{part}: {course}");
    }
}

#[tokio::test]
async fn the_address_that_lasts_shows_the_same_after_more_was_recorded() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let page = sound(&browse(&app, "/over-de-jaren?soort=voorziening").await, SERIES);
    let lasting = links(&page).into_iter().find(|link| link.contains("positie=308")).unwrap();
    let closed = json!({ "type": "nl.peildatum.voorziening.gesloten", "onderwerp": "voorziening/wijkteam-noord",
        "ingangsdatum": "2020-08-01", "gegevens": { "reden": "Verhuisd" } });
    assert_eq!(app.append(&closed).await.status, 201);
    let told = async |path: &str| {
        let page = sound(&browse(&app, path).await, path);
        page.split(">Wijkteam Noord<").nth(1).unwrap().split("</tr>").next().unwrap().matches("gesloten").count()
    };
    assert_eq!((told(&lasting).await, told("/over-de-jaren?soort=voorziening").await), (0, 1));
}

#[tokio::test]
async fn words_are_found_in_all_rounds_and_marked_and_an_erased_text_is_not_found() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let page = sound(&browse(&app, "/zoeken?tekst=WACHTLIJST").await, "/zoeken");
    for part in ["<mark>wachtlijst</mark>", "<mark>Wachtlijst</mark>", "/rondes/2019-vr1?versie=", "Nooit vastgesteld"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2020-10-01",
        "gegevens": { "tekst": "Hier staat <b>zeldzaamwoord</b>." }, "id": "0190c6a0-0000-7000-8000-000000000001" });
    assert_eq!(app.append(&note).await.status, 201);
    let found = async || sound(&browse(&app, "/zoeken?tekst=zeldzaamwoord").await, "/zoeken");
    assert!(found().await.contains("&lt;b&gt;<mark>zeldzaamwoord</mark>"));
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "ingangsdatum": "2020-10-02",
        "onderwerp": "gebeurtenis/0190c6a0-0000-7000-8000-000000000001",
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    assert_eq!(app.append(&erasure).await.status, 201);
    let gone = found().await;
    assert!(gone.contains("Niets gevonden.") && !gone.contains("<mark>"), "{gone}");
}

#[tokio::test]
async fn a_search_goes_on_page_by_page_until_the_first_event() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let (mut path, mut positions) = (Some("/zoeken?tekst=de".to_owned()), Vec::new());
    while let Some(here) = path {
        let page = sound(&browse(&app, &here).await, &here);
        let hits = page.split("<h3><a href=\"/gebeurtenissen/").skip(1);
        positions.extend(hits.map(|rest| rest.split('"').next().unwrap().parse::<u64>().unwrap()));
        path = links(&page).into_iter().find(|link| link.contains("voor="));
    }
    assert!(positions.len() > 40 && positions.is_sorted_by(|a, b| a > b), "{positions:?}");
}

#[tokio::test]
async fn what_can_not_be_asked_is_refused_as_the_api_refuses_it_and_an_empty_log_says_so() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    for (path, gist) in [
        ("/over-de-jaren?soort=x", "400 ongeldige-invoer; soort: ongeldige-waarde"),
        ("/over-de-jaren?van=gisteren", "400 ongeldige-invoer; van: ongeldige-waarde"),
        ("/over-de-jaren?onderdeel=8Z", "404 onderdeel-onbekend"),
        ("/over-de-jaren?onderwerp=dossier/nergens", "404 onderwerp-onbekend"),
        ("/zoeken?tekst=a", "400 ongeldige-invoer; tekst: ongeldige-waarde"),
        ("/zoeken?tekst=opvang&onderdeel=8Z", "404 onderdeel-onbekend"),
        ("/zoeken?x=1", "400 ongeldige-invoer; x: onbekende-parameter"),
    ] {
        assert_eq!(app.get(path).await.problem(path.split('?').next().unwrap()), gist, "{path}");
    }
    // What a form leaves open is not asked.
    let open = "/over-de-jaren?van=&tot=&nu=&beschikbaarOp=&onderdeel=&soort=&titel=";
    assert_eq!(browse(&app, open).await.status, 200);
    assert_eq!(browse(&app, "/zoeken?tekst=opvang&onderdeel=&onderwerp=").await.status, 200);
    let empty = TestApp::new();
    assert!(sound(&browse(&empty, SERIES).await, SERIES).contains("Het logboek is nog leeg."));
    assert_eq!(browse(&empty, "/zoeken?tekst=opvang").await.status, 200);
}
