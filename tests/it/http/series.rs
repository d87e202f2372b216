//! Series over rounds over HTTP: formats, filters and refusals.

use serde_json::{Value, json};

use super::TestApp;

const PATH: &str = "/v1/reeksen";

#[tokio::test]
async fn every_row_has_a_cell_for_every_round() {
    let app = TestApp::with_stream("voorbeeldstad");
    let all = app.get(&format!("{PATH}?over=rondes")).await.json();
    assert_eq!(all, app.get(PATH).await.json(), "rounds are the default");
    let rounds: Vec<&str> =
        all["rondes"].as_array().unwrap().iter().map(|round| round["id"].as_str().unwrap()).collect();
    assert_eq!(rounds, ["2019-vr1", "2019-vr2", "2020-pb", "2020-vr1", "2020-vr2"]);
    let rows = all["rijen"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["cellen"].as_array().unwrap().len() == rounds.len()));
    let renumbered = rows.iter().find(|row| row["onderwerp"] == "onderdeel/7A1.4").unwrap();
    let codes: Vec<&Value> = renumbered["cellen"].as_array().unwrap().iter().map(|cell| &cell["code"]).collect();
    assert_eq!(codes, ["7A1.3", "7A1.3", "7A1.4", "7A1.4", "7A1.4"]);
}

/// The plain definition of the counts: every cell of the rows, one by one.
fn recount(found: &Value, column: usize) -> Value {
    let mut counts = json!({ "metToelichting": 0, "onderwerpen": {}, "overgenomenStoplichten": 0, "overgenomenToelichtingen": 0,
        "signalen": {}, "stoplichten": {}, "toelichtingen": 0 });
    let mut add = |path: &str, by: u64| {
        let (key, word) = path.split_once(' ').map_or((path, None), |(key, word)| (key, Some(word)));
        let at = match word {
            Some(word) => &mut counts[key][word],
            None => &mut counts[key],
        };
        *at = (at.as_u64().unwrap_or_default() + by).into();
    };
    for row in found["rijen"].as_array().unwrap() {
        let cell = &row["cellen"][column];
        if cell.is_null() {
            continue;
        }
        if cell["status"] != "vervallen" {
            add(&format!("onderwerpen {}", row["onderwerp"].as_str().unwrap().split('/').next().unwrap()), 1);
        }
        for code in cell["signalen"].as_array().unwrap() {
            add(&format!("signalen {}", code.as_str().unwrap()), 1);
        }
        if let Some(colour) = cell["stoplicht"]["kleur"].as_str() {
            add(&format!("stoplichten {colour}"), 1);
        }
        if cell["stoplicht"]["overgenomen"] == true {
            add("overgenomenStoplichten", 1);
        }
        if let Some(count) = cell["toelichting"]["aantal"].as_u64() {
            add("toelichtingen", count);
            add("metToelichting", 1);
            add("overgenomenToelichtingen", u64::from(cell["toelichting"]["overgenomen"] == true));
        }
    }
    counts
}

#[tokio::test]
async fn the_counts_of_each_round_are_those_of_its_rows() {
    let app = TestApp::with_stream("voorbeeldstad");
    for query in ["over=rondes", "onderdeel=9", "soort=stoplicht", "nu=true&soort=dossier", "rondes=2020-vr2,2019-vr1"]
    {
        let found = app.get(&format!("{PATH}?{query}")).await.json();
        let counts = found["tellingen"].as_array().unwrap();
        assert_eq!(counts.len(), found["rondes"].as_array().unwrap().len(), "{query}");
        for (column, count) in counts.iter().enumerate() {
            assert_eq!(*count, recount(&found, column), "{query}, column {column}");
        }
        assert!(
            counts.iter().any(|count| count["onderwerpen"].as_object().is_some_and(|kinds| !kinds.is_empty())),
            "{query}"
        );
    }
    let all = app.get(PATH).await.json();
    assert!(all["tellingen"][4]["stoplichten"]["rood"].as_u64() > Some(0), "{}", all["tellingen"]);
}

#[tokio::test]
async fn a_file_of_series_has_a_row_for_each_subject_in_each_round() {
    let app = TestApp::with_stream("voorbeeldstad");
    let csv = app.get_with(&format!("{PATH}?onderwerp=voorziening/gebouw-c"), "accept", "text/csv").await;
    assert_eq!(csv.status, 200, "{}", csv.text);
    assert_eq!(csv.text.lines().count(), 6, "{}", csv.text);
    assert!(csv.headers["link"].to_str().unwrap().contains("/v1/tabelschemas/reeksen"));
    let schema = app.get("/v1/tabelschemas/reeksen").await.json();
    let columns = schema["fields"].as_array().unwrap().len();
    assert_eq!(csv.text.lines().next().unwrap().split(',').count(), columns);
}

#[tokio::test]
async fn a_kind_a_node_or_days_ask_for_a_part() {
    let app = TestApp::with_stream("voorbeeldstad");
    let ids = async |query: &str| {
        let found = app.get(&format!("{PATH}?{query}")).await.json();
        let id = |list: &str, key: &str| -> Vec<String> {
            found[list].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
        };
        (id("rondes", "id"), id("rijen", "onderwerp"))
    };
    let (rounds, rows) = ids("soort=voorziening&van=2019-09-01&tot=2020-01-01").await;
    assert_eq!(rounds, ["2019-vr2", "2020-pb"]);
    assert!(!rows.is_empty() && rows.iter().all(|row| row.starts_with("voorziening/")));
    let (rounds, _) = ids("rondes=ronde:2020-vr2,2019-vr1").await;
    assert_eq!(rounds, ["2019-vr1", "2020-vr2"], "by reporting date, as every answer");
    let (_, rows) = ids("onderdeel=7A1.3&soort=onderdeel").await;
    assert_eq!(rows, ["onderdeel/7A1.4"], "a code means what had it last, over all rounds");
}

#[tokio::test]
async fn series_that_can_not_be_are_problems() {
    let app = TestApp::with_stream("voorbeeldstad");
    let problem = async |query: &str| app.get(&format!("{PATH}?{query}")).await.problem(PATH);
    assert!(problem("onderdeel=8Z").await.starts_with("404 onderdeel-onbekend"));
    assert!(problem("onderwerp=dossier/niets").await.starts_with("404 onderwerp-onbekend"));
    assert!(problem("rondes=2031-vr1").await.starts_with("404 ronde-onbekend"));
    assert!(problem("rondes=2020-vr2/raad").await.starts_with("404 vaststelling-onbekend"));
    for query in ["over=maanden", "soort=besluit", "onderwerp=ronde/2020-vr2", "titel=", "rondes=a/b/c", "van=gisteren"]
    {
        assert!(problem(query).await.starts_with("400 "), "{query}");
    }
    assert!(problem("rondes=2019-vr1&van=2019-01-01").await.contains("rondes: een-van-deze"));
    assert!(problem("rondes=2019-vr1/1&nu=true").await.contains("nu: een-van-deze"));
}
