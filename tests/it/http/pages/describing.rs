//! The description of the API for people: every operation of the document, and forms that lead to its addresses.

use std::collections::BTreeSet;

use super::{browse, sound};
use crate::http::TestApp;

#[tokio::test]
async fn every_operation_of_the_document_is_described_with_its_parameters() {
    let app = TestApp::new();
    let document = app.get("/v1/openapi.json").await.json();
    for path in ["/api", "/api?taal=en"] {
        let page = sound(&browse(&app, path).await, path);
        let mut ids = BTreeSet::new();
        for (address, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                let of = page
                    .split(&format!("<details class=\"operation\" id=\"{id}\""))
                    .nth(1)
                    .unwrap_or_else(|| panic!("{id}"));
                let of = of.split("<details class=\"operation\"").next().unwrap();
                assert!(of.contains(&format!("/v1{address}")) && of.contains(&method.to_ascii_uppercase()), "{id}");
                for parameter in operation["parameters"].as_array().unwrap() {
                    assert!(
                        of.contains(&format!("<code>{}</code>", parameter["name"].as_str().unwrap())),
                        "{id}: {parameter}"
                    );
                }
                assert_eq!(of.contains("class=\"try\""), method == "get" && id != "volgGebeurtenissen", "{id}");
                ids.insert(id.to_owned());
            }
        }
        assert_eq!(page.matches("<details class=\"operation\"").count(), ids.len());
    }
}

#[tokio::test]
async fn a_form_leads_to_the_address_that_it_asks_for_without_what_was_left_open() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let to = async |query: &str| {
        let answer = app.get(&format!("/api/proberen/{query}")).await;
        assert_eq!(answer.status, 303, "{query}: {}", answer.text);
        answer.header("location").to_owned()
    };
    let report = to("leesRapportage?geldigOp=2019-04-01&beschikbaarOp=&positie=&onderdeel=9&begrotingsjaar=").await;
    assert_eq!(report, "/v1/rapportage?geldigOp=2019-04-01&onderdeel=9");
    assert_eq!(app.get(&report).await.status, 200);
    assert_eq!(to("leesGebeurtenis?id=a/b%26c").await, "/v1/gebeurtenissen/a%2Fb%26c");
    for (query, gist) in [
        ("leesGebeurtenis?id=", "400 ongeldige-invoer; id: ontbreekt"),
        ("leesGebeurtenis?id=a&x=1", "400 ongeldige-invoer; x: onbekende-parameter"),
        ("legVast", "404 niet-gevonden"),
        ("volgGebeurtenissen", "404 niet-gevonden"),
        ("//elders.example", "404 niet-gevonden"),
    ] {
        let path = format!("/api/proberen/{query}");
        assert_eq!(app.get(&path).await.problem(&path), gist, "{query}");
    }
}
