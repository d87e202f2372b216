//! Series over rounds over HTTP: formats, filters and refusals.

use serde_json::Value;

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
