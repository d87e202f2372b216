//! Lists that dashboards ask for: lights, cases by what they are, counts, and the feed from a day on.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::TestApp;

const LIGHTS: &str = "/v1/stoplichten";
const CASES: &str = "/v1/dossiers";

fn column(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap_or("-").to_owned()).collect()
}

#[tokio::test]
async fn the_list_of_lights_has_what_the_report_of_that_day_has() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let point = "geldigOp=2020-09-01";
    fn collect(nodes: &Value, found: &mut Vec<Value>) {
        for node in nodes.as_array().unwrap() {
            if node["stoplicht"].is_object() && node["code"] != "" {
                found.push(json!({ "niveau": node["niveau"], "onderdeel": node["code"], "stoplicht": node["stoplicht"], "titel": node["titel"] }));
            }
            collect(&node["onderdelen"], found);
        }
    }
    let report = app.get(&format!("/v1/rapportage?{point}")).await.json();
    let mut expected = Vec::new();
    collect(&report["onderdelen"], &mut expected);
    let lights = app.get(&format!("{LIGHTS}?{point}")).await.json();
    // The report is in the order of its tree, in which a code may have another parent than its first digits say.
    let sorted = |all: &[Value]| {
        let mut all = all.to_vec();
        all.sort_by_key(|item| item["onderdeel"].to_string());
        all
    };
    assert!(expected.len() > 5);
    assert_eq!(sorted(lights.as_array().unwrap()), sorted(&expected));
    let red = app.get(&format!("{LIGHTS}?{point}&kleur=rood")).await.json();
    let is_red = |item: &&Value| item["stoplicht"]["kleur"] == "rood";
    assert_eq!(red.as_array().unwrap().len(), expected.iter().filter(is_red).count());
    let of_round = app.get(&format!("{LIGHTS}?{point}&ronde=2020-vr1")).await.json();
    assert!(of_round.as_array().unwrap().iter().all(|item| item["stoplicht"]["ronde"] == "2020-vr1"));
    let below = app.get(&format!("{LIGHTS}?{point}&onderdeel=9C")).await.json();
    let codes = column(&below, "onderdeel");
    assert!(!codes.is_empty() && codes.iter().all(|code| code.starts_with("9C")), "{codes:?}");
}

#[tokio::test]
async fn pages_of_lights_make_the_whole_list_and_each_tells_how_many_there_are() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let whole = app.get(&format!("{LIGHTS}?geldigOp=2020-09-01&onderdeel=9&aantal=true")).await;
    let (mut path, mut found) = (format!("{LIGHTS}?geldigOp=2020-09-01&onderdeel=9&limit=3"), Vec::new());
    loop {
        let page = app.get(&path).await;
        assert_eq!(page.header("x-aantal"), "", "nobody asked");
        found.extend(column(&page.json(), "onderdeel"));
        let link =
            page.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).find(|link| link.contains("next"));
        let Some(next) = link else { break };
        path = next.trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
    assert_eq!(found, column(&whole.json(), "onderdeel"));
    assert_eq!(whole.header("x-aantal"), found.len().to_string());
    let csv = app.get_with(&format!("{LIGHTS}?geldigOp=2020-09-01&onderdeel=9"), "accept", "text/csv").await;
    assert_eq!(csv.text.lines().count(), found.len() + 1, "{}", csv.text);
}

#[tokio::test]
async fn cases_are_listed_by_status_kind_department_and_element_and_counted() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let all = app.get(&format!("{CASES}?aantal=true&limit=1")).await;
    assert_eq!(all.json().as_array().unwrap().len(), 1);
    let total: usize = all.header("x-aantal").parse().unwrap();
    let whole = app.get(&format!("{CASES}?limit=1000")).await.json();
    assert_eq!(whole.as_array().unwrap().len(), total);
    for key in ["status", "soort", "eigenaar"] {
        let mut counted = 0;
        let mut values = column(&whole, key);
        values.sort();
        values.dedup();
        values.retain(|value| value != "-");
        assert!(!values.is_empty(), "{key}");
        for value in &values {
            let encoded = utf8_percent_encode(&value.to_uppercase(), NON_ALPHANUMERIC).to_string();
            let asked = if key == "eigenaar" { encoded } else { value.clone() };
            let part = app.get(&format!("{CASES}?{key}={asked}&limit=1000&aantal=true")).await;
            assert_eq!(part.status, 200, "{}", part.text);
            let expected: Vec<&Value> = whole.as_array().unwrap().iter().filter(|case| case[key] == **value).collect();
            assert_eq!(part.json(), json!(expected), "{key} {value}");
            assert_eq!(part.header("x-aantal"), expected.len().to_string());
            counted += expected.len();
        }
        assert!(counted > 0 && counted <= total);
    }
    let below = app.get(&format!("{CASES}?onderdeel=9&limit=2&status=open")).await;
    assert!(below.json().as_array().unwrap().iter().all(|case| case["onderdeel"].as_str().unwrap().starts_with('9')));
    assert!(below.header("link").contains("onderdeel=9&status=open&cursor="), "{}", below.header("link"));
}

#[tokio::test]
async fn an_unknown_choice_is_refused_with_the_choices() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    for (path, wanted) in [
        (format!("{CASES}?status=dicht"), "open, gesloten"),
        (format!("{CASES}?soort=zaak"), "wachtlijst"),
        (format!("{LIGHTS}?kleur=paars"), "groen, oranje, rood, onbekend"),
    ] {
        let refused = app.get(&path).await;
        assert!(refused.problem(&path).starts_with("400 "), "{}", refused.text);
        assert!(refused.json()["fouten"][0]["melding"].as_str().unwrap().contains(wanted), "{}", refused.text);
    }
    for path in [format!("{CASES}?onderdeel=8Z"), format!("{LIGHTS}?onderdeel=8Z")] {
        assert!(app.get(&path).await.problem(&path).starts_with("404 onderdeel-onbekend"));
    }
    let path = format!("{CASES}?kleur=rood");
    assert!(app.get(&path).await.problem(&path).contains("kleur: onbekende-parameter"));
}

#[tokio::test]
async fn the_feed_begins_with_a_day_as_the_netherlands_have_it() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let first = async |since: &str| {
        let page = app.get(&format!("/v1/gebeurtenissen?limit=1&vanaf={since}")).await;
        page.json()[0]["positie"].clone()
    };
    assert_eq!(first("2019-05-28").await, first("2019-05-27T22:00:00Z").await, "summer time");
    assert_eq!(first("2019-11-28").await, first("2019-11-27T23:00:00Z").await, "winter time");
    let path = "/v1/gebeurtenissen?vanaf=2026-11-03";
    assert!(app.get(path).await.problem(path).contains("vanaf: moment-in-toekomst"), "tomorrow");
}
