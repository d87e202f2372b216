//! Points that do not exist, on every resource that takes one: a problem that names the field, never an empty response.

use serde_json::json;

use super::TestApp;

const REFUSED: [(&str, &str); 30] = [
    ("/v1/rapportage?geldigOp=2017-01-01", "400 ongeldige-invoer; geldigOp: datum-voor-begin"),
    ("/v1/rapportage?geldigOp=2019-02-30", "400 ongeldige-invoer; geldigOp: ongeldige-waarde"),
    ("/v1/rapportage?geldigOp=2019-04-01&positie=292", "400 ongeldige-invoer; positie: positie-onbekend"),
    ("/v1/rapportage?geldigOp=2019-04-01&positie=0", "400 ongeldige-invoer; positie: ongeldige-waarde"),
    (
        "/v1/rapportage?geldigOp=2019-04-01&beschikbaarOp=2100-01-01T00:00:00Z",
        "400 ongeldige-invoer; beschikbaarOp: moment-in-toekomst",
    ),
    (
        "/v1/rapportage?geldigOp=2019-04-01&beschikbaarOp=2001-01-01T00:00:00Z",
        "400 ongeldige-invoer; beschikbaarOp: moment-voor-begin",
    ),
    ("/v1/rondes/2031-vr1/rapportage", "404 ronde-onbekend"),
    ("/v1/rondes/2019-vr1/rapportage?orgaan=raad", "404 vaststelling-onbekend"),
    ("/v1/vergelijking?van=ronde:2031-vr1&naar=2019-04-01", "404 ronde-onbekend; van: ronde-onbekend"),
    ("/v1/vergelijking?van=2017-01-01&naar=2019-04-01", "400 ongeldige-invoer; van: datum-voor-begin"),
    ("/v1/vergelijking?van=2019-04-01&naar=2019-02-30", "400 ongeldige-invoer; naar: ongeldige-waarde"),
    ("/v1/vergelijking?van=2019-04-01@292&naar=2019-04-01", "400 ongeldige-invoer; van: positie-onbekend"),
    (
        "/v1/vergelijking?van=2019-04-01&naar=2019-04-01@2100-01-01T00:00:00Z",
        "400 ongeldige-invoer; naar: moment-in-toekomst",
    ),
    (
        "/v1/vergelijking?van=2019-04-01@2001-01-01T00:00:00Z&naar=2019-04-01",
        "400 ongeldige-invoer; van: moment-voor-begin",
    ),
    ("/v1/vergelijking?van=2019-04-01&naar=2020-04-01&onderdeel=77", "404 onderdeel-onbekend"),
    ("/v1/voorzieningen/nergens/geschiedenis", "404 onderwerp-onbekend"),
    ("/v1/voorzieningen/gebouw-c/geschiedenis?geldigOp=2017-01-01", "400 ongeldige-invoer; geldigOp: datum-voor-begin"),
    ("/v1/voorzieningen/gebouw-c/geschiedenis?positie=2", "404 onderwerp-onbekend"),
    ("/v1/voorzieningen/gebouw-c/geschiedenis?positie=292", "400 ongeldige-invoer; positie: positie-onbekend"),
    (
        "/v1/voorzieningen/gebouw-c/geschiedenis?beschikbaarOp=2100-01-01T00:00:00Z",
        "400 ongeldige-invoer; beschikbaarOp: moment-in-toekomst",
    ),
    (
        "/v1/voorzieningen/gebouw-c/audittrail?beschikbaarOp=2100-01-01T00:00:00Z",
        "400 ongeldige-invoer; beschikbaarOp: moment-in-toekomst",
    ),
    ("/v1/rondes/2031-vr1/signalen", "404 ronde-onbekend"),
    ("/v1/rondes/2019-vr1/signalen?positie=292", "400 ongeldige-invoer; positie: positie-onbekend"),
    (
        "/v1/rondes/2019-vr1/signalen?beschikbaarOp=2100-01-01T00:00:00Z",
        "400 ongeldige-invoer; beschikbaarOp: moment-in-toekomst",
    ),
    ("/v1/financien?geldigOp=2017-01-01", "400 ongeldige-invoer; geldigOp: datum-voor-begin"),
    ("/v1/financien?geldigOp=2019-02-30", "400 ongeldige-invoer; geldigOp: ongeldige-waarde"),
    ("/v1/financien?geldigOp=2019-04-01&positie=292", "400 ongeldige-invoer; positie: positie-onbekend"),
    (
        "/v1/financien?geldigOp=2019-04-01&beschikbaarOp=2100-01-01T00:00:00Z",
        "400 ongeldige-invoer; beschikbaarOp: moment-in-toekomst",
    ),
    ("/v1/financien?geldigOp=2019-04-01&onderdeel=77", "404 onderdeel-onbekend"),
    ("/v1/rondes/2031-vr1/vaststellingen", "404 ronde-onbekend"),
];

#[tokio::test]
async fn a_point_that_is_not_there_is_a_problem_that_names_the_field() {
    let app = TestApp::with_stream("voorbeeldstad");
    for (path, gist) in REFUSED {
        let bare = path.split('?').next().unwrap();
        assert_eq!(app.get(path).await.problem(bare), gist, "{path}");
    }
    // The effective day of its first event returns only that event.
    let told = app.get("/v1/voorzieningen/gebouw-c/geschiedenis?geldigOp=2019-01-01").await.json();
    assert_eq!(told["gebeurtenissen"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_sealing_that_can_not_be_is_a_problem_that_names_the_field() {
    let app = TestApp::with_stream("voorbeeldstad");
    let path = "/v1/rondes/2019-vr1/vaststellingen";
    for (more, gist) in [
        (json!({ "genomenOp": "2019-02-30" }), "400 ongeldige-invoer; genomenOp: ongeldige-waarde"),
        (json!({ "genomenOp": "2100-01-01" }), "400 ongeldige-invoer; genomenOp: datum-in-toekomst"),
        (json!({ "positie": 292 }), "400 ongeldige-invoer; positie: positie-onbekend"),
        (json!({ "positie": 0 }), "400 ongeldige-invoer; positie: ongeldige-waarde"),
        (json!({ "orgaan": "koning" }), "400 ongeldige-invoer; orgaan: ongeldige-waarde"),
    ] {
        let mut said = json!({ "orgaan": "raad", "strekking": "vastgesteld", "onbeoordeeld": true });
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = app.post(path, "application/json", said.to_string()).await;
        assert_eq!(answer.problem(path), gist, "{said}");
        if said["orgaan"] == "koning" {
            assert_eq!(answer.json()["fouten"][0]["melding"], "kies uit college, raad");
        }
    }
    assert_eq!(app.service.durable_head(), 291, "nothing was written");
}

#[tokio::test]
async fn what_is_refused_is_told_in_the_language_that_the_caller_prefers() {
    let app = TestApp::with_stream("voorbeeldstad");
    let addresses = REFUSED.iter().map(|(path, _)| *path).chain(["/v1/rapportage?onzin=1", "/nergens"]);
    for path in addresses {
        let dutch = app.get(path).await;
        let english = app.get_with(path, "accept-language", "en-GB, nl;q=0.5").await;
        assert_eq!((dutch.header("content-language"), english.header("content-language")), ("nl", "en"), "{path}");
        assert_eq!(english.header("vary"), "Accept-Language", "{path}");
        let (dutch, english) = (dutch.json(), english.json());
        let foreign = ["het", "een", "niet", "geen", "hier", "deze", "vraag"];
        for said in sentences(&english) {
            assert!(!said.split(|c: char| !c.is_alphabetic()).any(|word| foreign.contains(&word)), "{path}: {said}");
        }
        for (of_dutch, of_english) in sentences(&dutch).zip(sentences(&english)) {
            assert_ne!(of_dutch, of_english, "{path}");
        }
        let machine = |problem: &serde_json::Value| {
            let codes = problem["fouten"].as_array().into_iter().flatten().map(|error| error["code"].clone());
            (problem["type"].clone(), codes.collect::<Vec<_>>())
        };
        assert_eq!(machine(&dutch), machine(&english), "{path}: machines read the same in each");
    }
}

/// Returns the text of a problem for people.
fn sentences(problem: &serde_json::Value) -> impl Iterator<Item = &str> {
    let errors = problem["fouten"].as_array().into_iter().flatten().map(|error| &error["melding"]);
    [&problem["title"], &problem["detail"]].into_iter().chain(errors).filter_map(serde_json::Value::as_str)
}

#[tokio::test]
async fn a_request_to_another_host_or_from_another_page_reads_and_changes_nothing() {
    let app = TestApp::with_stream("voorbeeldstad");
    let asked = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let mut request = axum::http::Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(axum::body::Body::empty()).unwrap()
    };
    for path in ["/", "/nergens", "/v1/export", "/v1/back-up/geheim", "/v1/gebeurtenissen", "/livez", "/metrics"] {
        let answer = app.send(asked("GET", path, &[("host", "evil.example")])).await;
        assert_eq!(answer.problem(path), "421 andere-host", "{path}");
        let twice = app.send(asked("GET", path, &[("host", "localhost"), ("host", "localhost")])).await;
        assert_eq!(twice.problem(path), "400 ongeldige-invoer; Host: ongeldige-host", "{path}");
    }
    for path in ["/v1/controles", "/v1/gebeurtenissen", "/v1/invoer", "/v1/abonnementen/x/pauze"] {
        for foreign in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
            let answer = app.send(asked("POST", path, &[("host", "localhost"), foreign])).await;
            assert_eq!(answer.problem(path), "403 andere-herkomst", "{path} {foreign:?}");
        }
    }
    assert_eq!(app.service.durable_head(), 291, "nothing was written");
}
