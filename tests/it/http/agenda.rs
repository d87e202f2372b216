//! The agenda over HTTP: formats, the calendar that others follow, and refusals.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::TestApp;

const PATH: &str = "/v1/agenda";
const YEAR: &str = "van=2019-01-01&tot=2019-12-31";

fn subjects(agenda: &Value) -> Vec<String> {
    let entries = agenda["agendapunten"].as_array().unwrap().iter();
    entries.map(|entry| format!("{} {} {}", entry["per"], entry["wat"], entry["onderwerp"]).replace('"', "")).collect()
}

#[tokio::test]
async fn the_closing_of_building_c_stands_on_the_day_that_was_known_then() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let of = async |known: &str| {
        let path = format!("{PATH}?{YEAR}&beschikbaarOp={known}T12:00:00Z&onderdeel=9C1.1");
        let all = subjects(&app.get(&path).await.json());
        let closing = |told: &&String| told.contains("voorziening.gesloten voorziening/gebouw-c");
        all.iter().find(closing).cloned()
    };
    let told = |day: &str| Some(format!("{day} voorziening.gesloten voorziening/gebouw-c"));
    assert_eq!(of("2019-03-19").await, None, "nobody had announced it");
    assert_eq!(of("2019-05-28").await, told("2019-04-01"));
    assert_eq!(of("2019-06-04").await, told("2019-04-08"), "it was corrected");
}

#[tokio::test]
async fn without_days_an_agenda_is_of_a_month_back_and_a_year_ahead() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let basis = app.get(PATH).await.json()["basis"].clone();
    assert_eq!((&basis["van"], &basis["tot"]), (&json!("2026-10-03"), &json!("2027-11-02")));
}

#[tokio::test]
async fn an_agenda_is_a_document_in_four_formats_and_unchanged_while_nothing_is_recorded() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let path = format!("{PATH}?{YEAR}");
    let count = app.get(&path).await.json()["agendapunten"].as_array().unwrap().len();
    let csv = app.get_with(&path, "accept", "text/csv").await;
    assert!(csv.header("link").contains("/v1/tabelschemas/agenda"));
    assert!(csv.text.lines().count() > count, "{}", csv.text);
    let calendar = app.get_with(&path, "accept", "text/calendar").await;
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(calendar.text.matches("BEGIN:VEVENT").count(), count);
    let either = app.get_with(&path, "accept", "text/calendar;q=0.5, application/json").await;
    assert_eq!(either.header("content-type"), "application/json");
    for (accept, answer) in [("text/csv", csv), ("text/calendar", calendar)] {
        let again = Request::get(&path).header("accept", accept).header("if-none-match", answer.header("etag"));
        assert_eq!(app.send(again.body(Body::empty()).unwrap()).await.status, 304, "{accept}");
    }
}

#[tokio::test]
async fn the_address_alone_gives_a_calendar_in_which_what_moves_stays_the_same_event() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let event = async |position: u32| {
        let answer = app.get(&format!("/agenda.ics?{YEAR}&onderdeel=9C1.1&positie={position}")).await;
        assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
        let unfolded = answer.text.replace("\r\n ", "");
        let mut events = unfolded.split("BEGIN:VEVENT").skip(1);
        let closing = events.find(|event| event.contains("SUMMARY:Gebouw C: sluit")).unwrap();
        let line = |key: &str| closing.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
        ["UID:", "DTSTART", "SEQUENCE:"].map(line)
    };
    let ([id, day, before], [same, moved, after]) = (event(124).await, event(300).await);
    assert_eq!(
        (id, day.as_str(), moved.as_str()),
        (same, "DTSTART;VALUE=DATE:20190401", "DTSTART;VALUE=DATE:20190408")
    );
    let number = |line: &str| line.split(':').next_back().unwrap().parse::<u32>().unwrap();
    assert!(number(&after) > number(&before), "{before} {after}");
    let english = app.get(&format!("/agenda.ics?{YEAR}&taal=en")).await;
    assert!(english.text.contains("event no. ") && english.text.contains(": opens"), "{}", english.text);
    assert_eq!(english.header("content-language"), "en");
}

#[tokio::test]
async fn what_is_withdrawn_or_erased_is_in_neither() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let closing = json!({ "type": "nl.peildatum.voorziening.gesloten", "onderwerp": "voorziening/wijkteam-noord",
        "ingangsdatum": "2027-03-01", "gegevens": { "reden": "Het pand is verkocht" } });
    let recorded = app.append(&closing).await;
    assert_eq!(recorded.status, 201, "{}", recorded.text);
    let id = recorded.json()["id"].as_str().unwrap().to_owned();
    let both = async || [app.get(PATH).await.text, app.get("/agenda.ics").await.text.replace("\r\n ", "")];
    assert!(both().await.iter().all(|text| text.contains("Het pand is verkocht")));
    let withdrawal = json!({ "type": "nl.peildatum.gebeurtenis.ingetrokken", "onderwerp": format!("gebeurtenis/{id}"),
        "ingangsdatum": "2026-11-02", "gegevens": { "reden": "toch niet" } });
    assert_eq!(app.append(&withdrawal).await.status, 201);
    assert!(both().await.iter().all(|text| !text.contains("verkocht") && !text.contains(&id)));
}

#[tokio::test]
async fn an_agenda_that_can_not_be_is_a_problem() {
    let app = TestApp::with_stream("voorbeeldstad.v2");
    let problem = async |query: &str| app.get(&format!("{PATH}?{query}")).await.problem(PATH);
    assert!(problem("onderdeel=8Z").await.starts_with("404 onderdeel-onbekend"));
    assert!(problem("van=2020-01-02&tot=2020-01-01").await.contains("tot: verkeerde-volgorde"));
    assert!(problem("van=2000-01-01&tot=2020-01-01").await.contains("tot: periode-te-lang"));
    assert!(problem("van=gisteren").await.contains("van: ongeldige-waarde"));
    assert!(problem("geldigOp=2020-01-01").await.contains("geldigOp: onbekende-parameter"));
    let app = TestApp::new();
    assert!(app.get(PATH).await.problem(PATH).starts_with("404 logboek-leeg"));
    assert!(app.get("/agenda.ics").await.problem("/agenda.ics").starts_with("404 logboek-leeg"));
}
