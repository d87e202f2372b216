//! Findings of a round over HTTP: the point at which they are computed, and refusals.

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
    assert_eq!(red["posities"], serde_json::json!([91, 263]));
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
    let sealing = serde_json::json!({ "orgaan": "college", "strekking": "aangeboden", "onbeoordeeld": true });
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

#[tokio::test]
async fn an_audit_trail_has_the_fields_of_the_standard_page_by_page() {
    let app = TestApp::with_stream("voorbeeldstad");
    let path = "/v1/voorzieningen/gebouw-c/audittrail";
    let whole = app.get(path).await.json();
    let rows = whole.as_array().unwrap();
    let opened = &rows[0];
    assert_eq!((&opened["actie"], &opened["resultaat"]), (&"create".into(), &201.into()));
    assert_eq!(
        (&opened["hoofdObject"], &opened["resource"]),
        (&"/v1/voorzieningen/gebouw-c".into(), &"voorziening".into())
    );
    assert_eq!(
        (&opened["wijzigingen"]["oud"], &opened["wijzigingen"]["nieuw"]["status"]),
        (&Value::Null, &"open".into())
    );
    let corrected = rows.iter().find(|row| row["actie"] == "update").expect("the closing was corrected");
    assert_eq!(corrected["actieWeergave"], "voorziening.gesloten");
    assert!(!corrected["toelichting"].as_str().unwrap().is_empty(), "it said why");
    let (mut pages, mut next) = (Vec::new(), Some(format!("{path}?limit=2")));
    while let Some(path) = next {
        let answer = app.get(&path).await;
        pages.extend(answer.json().as_array().unwrap().clone());
        let link = answer.header("link").to_owned();
        next = (!link.is_empty())
            .then(|| link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned());
    }
    assert_eq!(&pages, rows);
    // A day excludes later events on every page, as in a history.
    let (mut until, mut next) = (Vec::new(), Some(format!("{path}?geldigOp=2019-12-31&limit=1")));
    while let Some(path) = next {
        let answer = app.get(&path).await;
        until.extend(answer.json().as_array().unwrap().clone());
        let link = answer.header("link").to_owned();
        next = link.strip_prefix('<').map(|link| link.strip_suffix(">; rel=\"next\"").unwrap().to_owned());
    }
    let history = app.get("/v1/voorzieningen/gebouw-c/geschiedenis?geldigOp=2019-12-31").await.json();
    let ids = |rows: &[Value], id: &dyn Fn(&Value) -> Value| rows.iter().map(id).collect::<Vec<Value>>();
    let wanted = ids(history["gebeurtenissen"].as_array().unwrap(), &|row| row["gebeurtenis"]["id"].clone());
    assert_eq!(ids(&until, &|row| row["uuid"].clone()), wanted);
    assert!(wanted.len() > 1 && wanted.len() < rows.len(), "{wanted:?}");
    let before = format!("{path}?geldigOp=2017-01-01");
    assert!(app.get(&before).await.problem(&before).starts_with("400"));
    let note = app.get("/v1/onderdelen/7B1.2/audittrail?limit=1000").await.json();
    let note = note.as_array().unwrap().iter().find(|row| row["resource"] == "toelichting").unwrap().clone();
    assert_eq!(note["resourceUrl"], format!("/v1/gebeurtenissen/{}", note["uuid"].as_str().unwrap()));
    assert!(
        app.get("/v1/voorzieningen/geen/audittrail")
            .await
            .problem("/v1/voorzieningen/geen/audittrail")
            .starts_with("404")
    );
}

#[tokio::test]
async fn totals_count_each_amount_once_in_its_programme_and_area() {
    let app = TestApp::with_stream("voorbeeldstad");
    let money = app.get("/v1/financien?geldigOp=2020-09-01").await.json();
    let sum =
        |rows: &Value| rows.as_array().unwrap().iter().map(|row| row["bedragInCenten"].as_i64().unwrap()).sum::<i64>();
    let amounts = app.get("/v1/bijstellingen?geldigOp=2020-09-01&limit=1000").await.json();
    let each = amounts.as_array().unwrap().iter().filter_map(|amount| amount["bedragInCenten"].as_i64()).sum::<i64>();
    assert_eq!(sum(&money["totalen"]), each, "no amount stands in two totals, and none in no total");
    let moved =
        money["verloop"].as_array().unwrap().iter().find(|row| row["bijstelling"]["id"] == "tekort-jeugdhulp-2019");
    let moved = moved.expect("its forecast moved");
    let last = moved["stappen"].as_array().unwrap().last().unwrap();
    assert_eq!(last["bedragInCenten"], moved["bijstelling"]["bedragInCenten"]);
    assert!(moved["stappen"].as_array().unwrap().len() > 1);
    let problem = app.get("/v1/financien?geldigOp=2020-09-01&onderdeel=8Z").await.problem("/v1/financien");
    assert!(problem.starts_with("404 onderdeel-onbekend"), "{problem}");
}

#[tokio::test]
async fn a_budget_year_brings_what_is_linked_to_its_amounts_and_tells_what_it_leaves_out() {
    let app = TestApp::with_stream("voorbeeldstad");
    let all = app.get("/v1/financien?geldigOp=2020-09-01").await.json();
    let one = app.get("/v1/financien?geldigOp=2020-09-01&begrotingsjaar=2019").await.json();
    let count = |rows: &Value| rows.as_array().unwrap().iter().map(|row| row["aantal"].as_u64().unwrap()).sum::<u64>();
    let out = &one["buitenBeeld"];
    let left_out = ["zonderBegrotingsjaar", "andereBegrotingsjaren"].map(|key| out[key]["aantal"].as_u64().unwrap());
    assert_eq!(count(&one["totalen"]) + left_out.iter().sum::<u64>(), count(&all["totalen"]), "{one}");
    for row in one["totalen"].as_array().unwrap() {
        assert_eq!(row["verbonden"].as_bool(), Some(row["begrotingsjaar"] != 2019), "{row}");
    }
    for key in ["zonderBegrotingsjaar", "andereBegrotingsjaren"] {
        assert_eq!(all["buitenBeeld"][key], serde_json::json!({ "aantal": 0, "aantalPm": 0, "bedragInCenten": 0 }));
    }
}
