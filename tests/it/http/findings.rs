//! Findings of a round over HTTP: the point they are told at, and what is refused.

use serde_json::Value;

use super::TestApp;

const PATH: &str = "/v1/rondes/2020-vr2/signalen";

#[tokio::test]
async fn findings_of_a_round_are_told_with_the_events_they_rest_on() {
    let app = TestApp::with_stream("voorbeeldstad");
    let all = app.get(PATH).await.json();
    assert_eq!((&all["basis"]["ronde"], &all["versie"]), (&Value::from("2020-vr2"), &Value::Null));
    let red = all["signalen"].as_array().unwrap().iter().find(|f| f["code"] == "stoplicht-zonder-bijsturing").unwrap();
    assert_eq!(red["onderwerp"], "onderdeel/8B1.1");
    assert_eq!(red["posities"], serde_json::json!([263]));
    let light = app.service.record(263).unwrap().unwrap();
    assert_eq!(light.data["kleur"], "rood");
    let below = app.get(&format!("{PATH}?onderdeel=9C")).await.json();
    let codes = below["signalen"].as_array().unwrap().iter().filter_map(|f| f["onderdeel"].as_str());
    assert!(codes.clone().count() > 0 && codes.into_iter().all(|code| code.starts_with("9C")));
    let head = app.service.durable_head();
    for same in ["nu=true".to_owned(), format!("positie={head}")] {
        assert_eq!(app.get(&format!("{PATH}?{same}")).await.json(), all, "{same}");
    }
}

#[tokio::test]
async fn what_is_not_there_or_asked_twice_is_a_problem() {
    let app = TestApp::with_stream("voorbeeldstad");
    let problem = async |path: String| {
        let bare = path.split('?').next().unwrap().to_owned();
        app.get(&path).await.problem(&bare)
    };
    let nowhere = "/v1/rondes/2031-vr1/signalen".to_owned();
    assert!(problem(nowhere).await.starts_with("404 ronde-onbekend"));
    assert!(problem(format!("{PATH}?versie=1")).await.starts_with("404 vaststelling-onbekend"));
    assert!(problem(format!("{PATH}?orgaan=raad")).await.starts_with("404 vaststelling-onbekend"));
    assert!(problem(format!("{PATH}?onderdeel=8Z")).await.starts_with("404 onderdeel-onbekend"));
    assert!(problem(format!("{PATH}?orgaan=koning")).await.starts_with("400 "));
    assert!(problem(format!("{PATH}?versie=1&nu=true")).await.contains("nu: een-van-deze"));
    assert!(problem(format!("{PATH}?positie=999")).await.contains("positie: positie-onbekend"));
    assert!(problem(format!("{PATH}?beschikbaarOp=2018-01-01T00:00:00Z")).await.contains("moment-voor-begin"));
}

#[tokio::test]
async fn of_a_sealed_round_findings_are_as_its_newest_sealing_fixed_unless_asked_otherwise() {
    let app = TestApp::with_stream("voorbeeldstad");
    let sealing = serde_json::json!({ "orgaan": "college", "strekking": "aangeboden" });
    let sealed = app.post("/v1/rondes/2020-vr2/vaststellingen", "application/json", sealing.to_string()).await;
    assert_eq!(sealed.status, 201, "{}", sealed.text);
    let told = async |query: &str| {
        let found = app.get(&format!("{PATH}{query}")).await.json();
        (found["basis"]["positie"].as_u64().unwrap(), found["versie"].as_u64())
    };
    assert_eq!(told("").await, (291, Some(1)));
    assert_eq!(told("?versie=1").await, (291, Some(1)));
    assert_eq!(told("?orgaan=college").await, (291, Some(1)));
    assert_eq!(told("?nu=true").await, (292, None));
    assert_eq!(told("?positie=280").await, (280, None));
}
