//! A page of a node in a tree that is too large to show: its programme whole, the others by name and light.

use peildatum::app::tree_branch::WHOLE_TREE_NODES;
use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn of_a_large_tree_a_page_of_a_node_has_its_programme_and_a_filter_has_all() {
    let app = TestApp::new();
    let each = 200;
    let node = |code: &str, level: &str, parent: Option<&str>| {
        json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{code}"), "ingangsdatum": "2019-01-01",
            "gegevens": { "niveau": level, "titel": format!("Titel van {code}."), "bovenliggend": parent } })
    };
    let light = |code: &str, colour: &str| {
        json!({ "type": "nl.peildatum.stoplicht.gezet", "onderwerp": format!("onderdeel/{code}"), "ingangsdatum": "2019-02-01",
            "gegevens": { "kleur": colour } })
    };
    for programme in 1..=1 + WHOLE_TREE_NODES / each {
        let top = programme.to_string();
        let outputs = (1..each).map(|number| node(&format!("{top}.{number}"), "prestatie", Some(&top)));
        let lights = [light(&top, "oranje"), light(&format!("{top}.7"), "rood")];
        let events: Value = std::iter::once(node(&top, "programma", None)).chain(outputs).chain(lights).collect();
        assert_eq!(app.append(&events).await.status, 201);
    }
    // A programme that stands from a later day shows already, for what refers to it.
    let mut later = node("77", "programma", None);
    later["ingangsdatum"] = "2020-01-01".into();
    assert_eq!(app.append(&json!([later, node("77.1", "prestatie", Some("77"))])).await.status, 201);
    let shown = browse(&app, "/rapportage?geldigOp=2019-03-01&onderdeel=77").await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    let path = "/rapportage?geldigOp=2019-03-01&onderdeel=3.7";
    let page = sound(&browse(&app, path).await, path);
    let tree = page.split("<nav class=\"tree\"").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(tree.contains("Titel van 3.198.") && tree.contains("Titel van 4.") && tree.contains("Titel van 11."));
    assert!(!page.contains("Titel van 4.1."), "only the names of other programmes are there");
    assert_eq!(tree.matches("oranje").count(), 2 * 11, "with their lights, each a shape and a word");
    assert!(page.contains("Deze boom is groot."));
    let data = links(&page).into_iter().find(|link| link.starts_with("/v1/rapportage?")).unwrap();
    let report = app.get(&data).await.json();
    assert_eq!((report["onderdelen"].as_array().unwrap().len(), &report["basis"]["onderdeel"]), (1, &json!("3")));

    let path = "/rapportage?geldigOp=2019-03-01&onderdeel=3.7&filter=oranje-of-rood";
    let page = sound(&browse(&app, path).await, path);
    assert!(
        page.contains("Titel van 4.7.") && !page.contains("Titel van 4.1.") && !page.contains("Deze boom is groot.")
    );
    let unknown = browse(&app, "/rapportage?geldigOp=2019-03-01&onderdeel=3.999").await;
    assert_eq!(unknown.status, 404, "{}", unknown.text);
}
