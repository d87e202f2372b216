//! Reading: the feed and its filters, the report, resources, export, import, verification.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{Answer, TestApp, closed, node, opened};

/// Follows the links from `path` to the last page, and returns the positions of all records, page by page.
async fn pages(app: &TestApp, path: &str) -> Vec<Vec<u64>> {
    let (mut all, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let answer = app.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        all.push(positions(&answer));
        next = next_link(&answer);
    }
    all
}

fn positions(answer: &Answer) -> Vec<u64> {
    answer.json().as_array().unwrap().iter().map(|record| record["positie"].as_u64().unwrap()).collect()
}

fn next_link(answer: &Answer) -> Option<String> {
    let link = answer.header("link");
    (!link.is_empty()).then(|| link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned())
}

#[tokio::test]
async fn the_feed_gives_every_event_once_in_order_page_by_page() {
    let app = TestApp::with_stream("leiden");
    let head = app.service.durable_head();
    let pages = pages(&app, "/v1/gebeurtenissen?limit=50").await;
    assert!(pages[..pages.len() - 1].iter().all(|page| page.len() == 50));
    assert_eq!(pages.concat(), (1..=head).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_page_of_the_feed_stays_as_it_was_when_others_write() {
    let app = TestApp::with_stream("leiden");
    let first = app.get("/v1/gebeurtenissen?cursor=5&limit=5").await;
    app.append(&node("8")).await;
    assert_eq!(app.get("/v1/gebeurtenissen?cursor=5&limit=5").await.text, first.text);
    // The header has the end of the page and not that of the log, so a follower that continues there misses nothing.
    assert_eq!((first.header("x-laatste-positie"), positions(&first)), ("10", vec![6, 7, 8, 9, 10]));
    let head = app.service.durable_head();
    let at_end = app.get(&format!("/v1/gebeurtenissen?cursor={head}")).await;
    assert_eq!((at_end.json(), next_link(&at_end)), (json!([]), None));
    assert_eq!(at_end.header("x-laatste-positie"), head.to_string());
    app.append(&node("7")).await;
    assert_eq!(positions(&app.get(&format!("/v1/gebeurtenissen?cursor={head}")).await), [head + 1]);
}

#[tokio::test]
async fn the_feed_is_filtered_by_type_subject_and_moment() {
    let app = TestApp::with_stream("leiden");
    let all = app.get("/v1/gebeurtenissen?limit=1000").await.json();
    let where_ = |wanted: &dyn Fn(&Value) -> bool| -> Vec<u64> {
        let kept = all.as_array().unwrap().iter().filter(|record| wanted(record));
        kept.map(|record| record["positie"].as_u64().unwrap()).collect()
    };
    let lights = where_(&|record| record["type"] == "nl.peildatum.stoplicht.gezet");
    assert!(lights.len() > 3);
    let found = pages(&app, "/v1/gebeurtenissen?type=nl.peildatum.stoplicht.gezet&limit=3").await;
    assert_eq!(found.concat(), lights);
    let building = where_(&|record| record["onderwerp"] == "voorziening/gebouw-c");
    assert!(!building.is_empty());
    assert_eq!(pages(&app, "/v1/gebeurtenissen?onderwerp=voorziening/gebouw-c").await.concat(), building);
    let moment = all[70]["geregistreerdOp"].as_str().unwrap();
    let later = where_(&|record| record["geregistreerdOp"].as_str().unwrap() >= moment);
    assert_eq!(pages(&app, &format!("/v1/gebeurtenissen?vanaf={moment}&limit=7")).await.concat(), later);
}

#[tokio::test]
async fn a_withdrawal_belongs_to_the_subject_it_hits() {
    let app = TestApp::new();
    let records = app.append(&json!([node("9"), node("9A"), opened("a"), closed("a", "2019-04-01")])).await.json();
    let withdrawal = json!({ "type": "nl.peildatum.gebeurtenis.ingetrokken", "onderwerp": format!("gebeurtenis/{}", records[3]["id"].as_str().unwrap()),
        "ingangsdatum": "2019-06-01", "gegevens": { "reden": "vergissing" } });
    assert_eq!(app.append(&withdrawal).await.status, 201);
    assert_eq!(pages(&app, "/v1/gebeurtenissen?onderwerp=voorziening/a").await.concat(), [3, 4, 5]);
    assert_eq!(pages(&app, "/v1/gebeurtenissen?onderdeel=9").await.concat(), [1, 2, 3, 4, 5]);
    assert_eq!(pages(&app, "/v1/gebeurtenissen?onderdeel=9A").await.concat(), [2]);
    assert_eq!(app.get("/v1/gebeurtenissen?onderdeel=9Z").await.problem("/v1/gebeurtenissen"), "404 niet-gevonden");
}

#[tokio::test]
async fn a_wrong_question_to_the_feed_is_refused_with_everything_that_is_wrong() {
    let app = TestApp::with_stream("leiden");
    let gist = async |query: &str| app.get(&format!("/v1/gebeurtenissen?{query}")).await.problem("/v1/gebeurtenissen");
    assert_snapshot!(gist("limit=0").await, @"400 ongeldige-invoer; limit: ongeldige-waarde");
    assert_snapshot!(gist("limit=1001&cursor=99999&type=stoplicht.gezet&onderwerp=pand/c&vanaf=gisteren&kleur=rood").await, @"400 ongeldige-invoer; limit: ongeldige-waarde; cursor: ongeldige-waarde; type: ongeldige-waarde; onderwerp: ongeldige-waarde; vanaf: ongeldige-waarde; kleur: onbekende-parameter");
    assert_snapshot!(gist("vanaf=2030-01-01T00:00:00Z").await, @"400 ongeldige-invoer; vanaf: moment-in-toekomst");
    assert_snapshot!(gist("limit=1&limit=2").await, @"400 ongeldige-invoer; limit: dubbele-parameter");
}

#[tokio::test]
async fn a_report_is_given_for_a_day_as_known_at_a_moment() {
    let app = TestApp::with_stream("leiden");
    let answer = app.get("/v1/rapportage?geldigOp=2019-04-01").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    let report = answer.json();
    assert_eq!(report["basis"]["peildatum"], "2019-04-01");
    assert_eq!(report["basis"]["positie"], app.service.durable_head());
    assert!(report["staat"]["digest"].as_str().unwrap().starts_with("sha256:"));
    let earlier = app.get("/v1/rapportage?geldigOp=2019-04-01&positie=57&onderdeel=9").await.json();
    assert_eq!((&earlier["basis"]["positie"], &earlier["basis"]["onderdeel"]), (&json!(57), &json!("9")));
    let known = earlier["basis"]["beschikbaarOp"].as_str().unwrap();
    let by_moment = app.get(&format!("/v1/rapportage?geldigOp=2019-04-01&beschikbaarOp={known}&onderdeel=9")).await;
    assert_eq!(by_moment.json()["basis"]["positie"], 57);
    let offset = app.get("/v1/rapportage?geldigOp=2019-04-01&beschikbaarOp=2020-01-01T01:00:00+01:00").await;
    assert_eq!(offset.status, 200, "a + that was not encoded can only be a +");
}

#[tokio::test]
async fn a_report_that_can_not_be_is_refused() {
    let app = TestApp::with_stream("leiden");
    let gist = async |query: &str| app.get(&format!("/v1/rapportage?{query}")).await.problem("/v1/rapportage");
    assert_snapshot!(gist("").await, @"400 ongeldige-invoer; geldigOp: verplicht");
    assert_snapshot!(gist("geldigOp=1-4-2019").await, @"400 ongeldige-invoer; geldigOp: ongeldige-waarde");
    assert_snapshot!(gist("geldigOp=2019-02-29&begrotingsjaar=19&x=1").await, @"400 ongeldige-invoer; geldigOp: ongeldige-waarde; begrotingsjaar: ongeldige-waarde; x: onbekende-parameter");
    assert_snapshot!(gist("geldigOp=2019-04-01&positie=100000").await, @"400 ongeldige-invoer; positie: positie-onbekend");
    assert_snapshot!(gist("geldigOp=2019-04-01&positie=0").await, @"400 ongeldige-invoer; positie: ongeldige-waarde");
    assert_snapshot!(gist("geldigOp=2019-04-01&beschikbaarOp=2027-01-01T00:00:00Z").await, @"400 ongeldige-invoer; beschikbaarOp: moment-in-toekomst");
    assert_snapshot!(gist("geldigOp=2019-04-01&beschikbaarOp=2001-01-01T00:00:00Z").await, @"400 ongeldige-invoer; beschikbaarOp: moment-voor-begin");
    assert_snapshot!(gist("geldigOp=2019-04-01&beschikbaarOp=2020-01-01T00:00:00Z&positie=3").await, @"400 ongeldige-invoer; beschikbaarOp: moment-of-positie");
    assert_snapshot!(gist("geldigOp=2019-04-01&onderdeel=9Z9").await, @"404 onderdeel-onbekend");
    let empty = TestApp::new();
    assert_snapshot!(empty.get("/v1/rapportage?geldigOp=2019-04-01").await.problem("/v1/rapportage"), @"404 logboek-leeg");
    let page = app.get_with("/v1/rapportage?geldigOp=2019-04-01", "accept", "text/html").await;
    assert_snapshot!(page.problem("/v1/rapportage"), @"406 formaat-niet-beschikbaar");
    let missing = app.get("/v1/rondes/2031-vr1/rapportage").await;
    assert_snapshot!(missing.problem("/v1/rondes/2031-vr1/rapportage"), @"404 ronde-onbekend");
}

#[tokio::test]
async fn a_round_reports_for_its_own_reporting_date() {
    let app = TestApp::with_stream("leiden");
    let answer = app.get("/v1/rondes/2019-berap/rapportage").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let report = answer.json();
    assert_eq!(
        (&report["basis"]["ronde"], &report["basis"]["peildatum"]),
        (&json!("2019-berap"), &json!("2019-04-01"))
    );
}

#[tokio::test]
async fn resources_are_listed_shown_and_told_the_history_of() {
    let app = TestApp::with_stream("leiden");
    for resource in ["onderdelen", "dossiers", "voorzieningen", "bijstellingen", "besluiten", "rondes"] {
        let path = format!("/v1/{resource}?geldigOp=2022-01-01&limit=2");
        let answer = app.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(!answer.json().as_array().unwrap().is_empty(), "{resource}");
        if let Some(next) = next_link(&answer) {
            assert!(next.contains(&format!("positie={}", app.service.durable_head())), "{next}");
            assert_ne!(app.get(&next).await.text, answer.text);
        }
    }
    let shown = app.get("/v1/voorzieningen/gebouw-c?geldigOp=2019-03-31").await;
    assert_eq!((shown.status.as_u16(), &shown.json()["id"]), (200, &json!("gebouw-c")));
    let history = app.get("/v1/voorzieningen/gebouw-c/geschiedenis").await.json();
    let rows = history["gebeurtenissen"].as_array().unwrap();
    assert!(rows.len() >= 2);
    let early = app.get("/v1/voorzieningen/gebouw-c/geschiedenis?geldigOp=2019-03-31").await.json();
    assert!(early["gebeurtenissen"].as_array().unwrap().len() < rows.len());
    for missing in ["/v1/voorzieningen/nergens", "/v1/voorzieningen/nergens/geschiedenis", "/v1/rondes/%20"] {
        assert_eq!(app.get(missing).await.status, 404, "{missing}");
    }
    let empty = TestApp::new();
    assert_eq!(empty.get("/v1/onderdelen").await.json(), json!([]));
    assert_eq!(empty.get("/v1/onderdelen/9/geschiedenis").await.status, 404);
}

#[tokio::test]
async fn an_export_imported_elsewhere_gives_the_same_log() {
    let app = TestApp::with_stream("leiden");
    let export = app.get("/v1/export").await;
    assert_eq!((export.status.as_u16(), export.header("content-type")), (200, "application/x-ndjson"));
    assert_eq!(export.text.lines().count() as u64, app.service.durable_head());
    assert_eq!(app.get("/v1/export?tot=10").await.text.lines().count(), 10);
    assert_eq!(app.get("/v1/export?tot=9999").await.status, 400);
    let other = TestApp::new();
    let refused = other.post("/v1/invoer", "application/x-ndjson", export.text.clone()).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["regel"]), (400, &json!(1)), "{}", refused.text);
    let trial = other.post("/v1/invoer?proef=true&metTijden=true", "application/x-ndjson", export.text.clone()).await;
    assert_eq!((trial.status.as_u16(), other.service.durable_head()), (200, 0), "{}", trial.text);
    let path = "/v1/invoer?metTijden=true";
    let done = other.post(path, "application/x-ndjson", export.text.clone()).await;
    assert_eq!(done.status, 201, "{}", done.text);
    let head = app.service.durable_head();
    let Value::Object(mut counted) = done.json() else { panic!("{}", done.text) };
    assert!(counted.remove("nakijken").is_some_and(|drafts| drafts.as_u64() > Some(0)));
    assert_eq!(
        Value::Object(counted),
        json!({ "gelezen": head, "toegevoegd": head, "bekend": 0, "positie": head, "proef": false,
            "aantalWaarschuwingen": 0, "waarschuwingen": [], "waarschuwingenPerCode": {}, "tijdenNietBewaard": 0 })
    );
    assert_eq!(other.get("/v1/export").await.text, export.text);
    assert_eq!(other.post(path, "application/x-ndjson", export.text).await.status, 200);
}

#[tokio::test]
async fn a_bad_line_of_an_import_is_named_and_nothing_is_recorded() {
    let app = TestApp::new();
    let lines = format!("{}\n\n{}\n{{\"type\"\n", node("9"), opened("a"));
    let answer = app.post("/v1/invoer", "application/x-ndjson", lines).await;
    assert_eq!(answer.problem("/v1/invoer"), "400 ongeldige-invoer; : geen-json");
    assert_eq!((&answer.json()["regel"], &answer.json()["fouten"][0]["regel"]), (&json!(4), &json!(4)));
    let lines = format!("{}\n{}\n{}\n", node("9"), opened("a"), closed("b", "2019-04-01"));
    let answer = app.post("/v1/invoer?actor=lokaal:jan", "application/x-ndjson", lines).await;
    assert_eq!(answer.problem("/v1/invoer"), "409 onderwerp-onbekend; onderwerp: onderwerp-onbekend");
    assert_eq!((&answer.json()["regel"], app.service.durable_head()), (&json!(3), 0));
    assert_eq!(
        app.post("/v1/invoer", "application/json", "{}").await.problem("/v1/invoer"),
        "415 mediatype-niet-ondersteund"
    );
    assert_eq!(
        app.post("/v1/invoer?proef=ja&actor=", "application/x-ndjson", "").await.problem("/v1/invoer"),
        "400 ongeldige-invoer; proef: ongeldige-waarde; actor: ongeldige-waarde"
    );
}

#[tokio::test]
async fn a_verification_says_that_all_holds() {
    let app = TestApp::with_stream("leiden");
    let answer = app.call("POST", "/v1/controles").await;
    assert_eq!(answer.status, 200);
    let found = answer.json();
    assert_eq!(
        (&found["klopt"], &found["gebeurtenissen"], &found["bevindingen"]),
        (&json!(true), &json!(app.service.durable_head()), &json!([]))
    );
    let report = app.get("/v1/rapportage?geldigOp=2019-04-01").await.json();
    assert_eq!(found["wortel"], report["staat"]["wortel"]);
}
