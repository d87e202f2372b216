//! The comparison over HTTP: points, filters, formats, and each way in which a point can be invalid.

use insta::assert_snapshot;
use serde_json::json;

use super::exports::file;
use super::{TestApp, node};

const PATH: &str = "/v1/vergelijking";

#[tokio::test]
async fn two_points_are_compared_and_filtered() {
    let app = TestApp::with_stream("voorbeeldstad");
    let ask = async |query: &str| {
        let answer = app.get(&format!("{PATH}?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        answer.json()
    };
    let found = ask("van=2019-04-01@2019-05-28T10:00:00Z&naar=2019-04-01@2019-06-04T12:00:00%2B02:00").await;
    assert_eq!((&found["tellingen"]["nieuw"], &found["van"]["positie"]), (&json!(0), &json!(119)));
    assert!(found["verschillen"].as_array().unwrap().iter().all(|row| row["aard"] == "herstel"));
    let turned = ask("naar=2019-04-01@119&van=2019-04-01@120").await;
    let statuses = [&found, &turned].map(|found| {
        let rows = found["verschillen"].as_array().unwrap();
        let row = rows.iter().find(|row| row["veld"] == "status").unwrap();
        [row["van"].clone(), row["naar"].clone()]
    });
    assert_eq!(statuses, [[json!("gesloten"), json!("open")], [json!("open"), json!("gesloten")]]);
    assert!(turned["waarschuwingen"].as_array().unwrap().contains(&json!("naar-eerder-bekend")));
    let rounds = "van=ronde:2019-vr1&naar=ronde:2019-vr2";
    let part =
        ask(&format!("{rounds}&soort=bijstelling&onderdeel=7&minimum=9000000&aard=nieuw&nietVernieuwd=true")).await;
    assert!(
        part["verschillen"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["onderwerp"] == "bijstelling/tekort-jeugdhulp-2019")
    );
    assert_eq!(ask("van=ronde:2019-vr1&naar=ronde:2019-vr1").await["verschillen"], json!([]));
}

#[tokio::test]
async fn between_a_round_and_its_own_day_nothing_is_new_and_what_only_looks_otherwise_is_counted_apart() {
    let app = TestApp::with_stream("voorbeeldstad");
    let late = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9C1.1", "ingangsdatum": "2019-04-01",
        "gegevens": { "tekst": "Van dezelfde dag, zonder ronde." } });
    let recorded = app.append(&late).await;
    assert_eq!(recorded.status, 201, "{}", recorded.text);
    let ask = async |query: &str| app.get(&format!("{PATH}?van=ronde:2019-vr1&naar=2019-04-01{query}")).await.json();
    let found = ask("").await;
    let counts = ["herstel", "weergave", "nieuw"].map(|nature| found["tellingen"][nature].as_u64().unwrap());
    assert!(counts[0] == 0 && counts[1] > 0 && counts[2] == 0, "{counts:?}");
    assert_eq!(found["waarschuwingen"][0], "andere-weergave");
    assert_eq!(ask("&aard=weergave").await["verschillen"], found["verschillen"]);
    for other in ["herstel", "nieuw"] {
        assert_eq!(ask(&format!("&aard={other}")).await["verschillen"], json!([]), "{other}");
    }
    for total in found["totalen"].as_array().unwrap() {
        assert_eq!((&total["herstel"], &total["nieuw"], &total["van"]), (&json!(0), &json!(0), &total["naar"]));
    }
}

#[tokio::test]
async fn what_was_sealed_is_compared_with_what_was_corrected_since() {
    let app = TestApp::with_stream("voorbeeldstad");
    let sealing = json!({ "orgaan": "college", "strekking": "aangeboden", "onbeoordeeld": true });
    let sealed = app.post("/v1/rondes/2019-vr1/vaststellingen", "application/json", sealing.to_string()).await;
    assert_eq!(sealed.status, 201, "{}", sealed.text);
    let opened = app.get("/v1/gebeurtenissen/01682cbe-5e20-7291-acb5-8b001d17a3c1").await.json();
    let mut data = opened["gegevens"].clone();
    data["capaciteit"] = json!(44);
    let corrected = app
        .append(
            &json!({ "type": opened["type"], "onderwerp": opened["onderwerp"], "ingangsdatum": opened["ingangsdatum"],
            "gegevens": data, "herstelt": opened["id"], "toelichtingWijziging": "Er waren vier plekken meer." }),
        )
        .await;
    assert_eq!(corrected.status, 201, "{}", corrected.text);
    for point in ["ronde:2019-vr1", "ronde:2019-vr1/college", "ronde:2019-vr1/1"] {
        let found = app.get(&format!("{PATH}?van={point}&naar=2019-04-01&soort=voorziening")).await.json();
        let rows = found["verschillen"].as_array().unwrap();
        let told: Vec<_> = rows.iter().map(|row| [&row["veld"], &row["van"], &row["naar"], &row["grond"]]).collect();
        assert_eq!(told, [[&json!("capaciteit"), &json!(40), &json!(44), &json!("gecorrigeerd")]], "{point}");
        assert_eq!((&found["van"]["positie"], &found["van"]["ronde"]), (&json!(291), &json!("2019-vr1")));
    }
    let (headers, _) = file(&app, "/v1/rondes/2019-vr1/rapportage", "text/csv").await;
    let name = "attachment; filename=\"rapportage-2019-vr1-versie-1-2019-04-01-positie-291.csv\"";
    assert_eq!(headers["content-disposition"], name);
}

#[tokio::test]
async fn a_comparison_is_a_file_when_asked_for_as_one() {
    let app = TestApp::with_stream("voorbeeldstad");
    let path = format!("{PATH}?van=2019-04-01@119&naar=ronde:2019-vr2");
    for (accept, extension) in
        [("text/csv", "csv"), ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")]
    {
        let (headers, bytes) = file(&app, &path, accept).await;
        let name =
            format!("attachment; filename=\"vergelijking-2019-04-01-positie-119-2019-vr2-positie-291.{extension}\"");
        assert_eq!(headers["content-disposition"], name);
        assert!(bytes.len() > 1000);
    }
    assert_eq!(app.get_with(&path, "accept", "text/html").await.problem(PATH), "406 formaat-niet-beschikbaar");
}

#[tokio::test]
async fn what_is_wrong_with_the_points_is_told_of_both_at_once() {
    let app = TestApp::with_stream("voorbeeldstad");
    let gist = async |query: &str| app.get(&format!("{PATH}?{query}")).await.problem(PATH);
    assert_snapshot!(gist("").await, @"400 ongeldige-invoer; van: verplicht; naar: verplicht");
    assert_snapshot!(gist("van=2019-04-31&naar=2019-04-01@").await, @"400 ongeldige-invoer; van: ongeldige-waarde; naar: ongeldige-waarde");
    assert_snapshot!(gist("van=gisteren&naar=2019-04-01").await, @"404 ronde-onbekend; van: ronde-onbekend");
    assert_snapshot!(gist("van=gisteren@57&naar=ronde:2019-vr1/burgemeester&soort=hond&aard=oud&minimum=-1").await, @"400 ongeldige-invoer; van: ongeldige-waarde; naar: ongeldige-waarde; soort: ongeldige-waarde; aard: ongeldige-waarde; minimum: ongeldige-waarde");
    assert_snapshot!(gist("van=ronde:2031-vr1&naar=2017-01-01").await, @"404 ronde-onbekend; van: ronde-onbekend; naar: datum-voor-begin");
    assert_snapshot!(gist("van=2019-04-01&naar=ronde:2019-vr1/7").await, @"404 vaststelling-onbekend; naar: vaststelling-onbekend");
    assert_snapshot!(gist("van=ronde:2019-vr1/college&naar=2019-04-01").await, @"404 vaststelling-onbekend; van: vaststelling-onbekend");
    assert_snapshot!(gist("van=2019-04-01@292&naar=2019-04-01@2031-01-01T00:00:00Z").await, @"400 ongeldige-invoer; van: positie-onbekend; naar: moment-in-toekomst");
    assert_snapshot!(gist("van=2019-04-01@2001-01-01T00:00:00Z&naar=2001-01-01").await, @"400 ongeldige-invoer; van: moment-voor-begin; naar: datum-voor-begin");
    assert_snapshot!(gist("van=2019-04-01&naar=2019-05-01&onderdeel=9Z9").await, @"404 onderdeel-onbekend");
    let empty = TestApp::new();
    let asked = "/v1/vergelijking?van=2019-04-01&naar=ronde:2019-vr1";
    assert_snapshot!(empty.get(asked).await.problem(PATH), @"404 logboek-leeg");
}

#[tokio::test]
async fn a_report_for_a_day_before_everything_is_refused_with_the_first_day() {
    let app = TestApp::new();
    app.append(&node("9")).await; // holds from 2019-01-01
    let early = app.get("/v1/rapportage?geldigOp=2018-12-31").await;
    assert_snapshot!(early.problem("/v1/rapportage"), @"400 ongeldige-invoer; geldigOp: datum-voor-begin");
    assert!(early.json()["detail"].as_str().unwrap().contains("1 januari 2019"), "{}", early.text);
    assert_eq!(app.get("/v1/rapportage?geldigOp=2019-01-01").await.status, 200);
}
