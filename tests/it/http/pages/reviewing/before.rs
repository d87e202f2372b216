//! A page of before: recorded and sealed at its own moment, as long as the log ends before that.

use peildatum::domain::access::Role;
use serde_json::Value;

use super::{PAGE, browse, fill, inputs, judge, pasted, press, record, records, shown, take, version};
use crate::http::access::Guarded;
use crate::http::pages::forms::Inputs;
use crate::http::{Answer, NOW, TestApp, node};

/// Takes the invented page as one that was published on a day.
async fn published(app: &TestApp, on: &str) -> Answer {
    let mut parts = pasted(PAGE, "2021-vr2", "2021-09-01");
    parts.push(("gepubliceerdOp", None, on.as_bytes()));
    take(app, &parts).await
}

/// Fills in an input, or ticks a box that was not sent.
fn set(typed: &mut Inputs, name: &str, value: &str) {
    match typed.iter().any(|(known, _)| known == name) {
        true => fill(typed, name, value),
        false => typed.push((name.to_owned(), value.to_owned())),
    }
}

fn moments(records: &[Value]) -> Vec<String> {
    let mut moments: Vec<String> =
        records.iter().map(|record| record["geregistreerdOp"].as_str().unwrap()[..10].to_owned()).collect();
    moments.dedup();
    moments
}

#[tokio::test]
async fn a_page_of_before_is_recorded_at_its_own_moment_and_sealed_on_its_own_day() {
    let app = TestApp::new();
    assert!(shown(&app, "/inlezen").await.contains("Begin met de oudste pagina"), "an empty log takes any day");
    let answer = published(&app, "2021-10-12").await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let review = answer.header("location").to_owned();
    let page = shown(&app, &review).await;
    judge(&app, &review, &version(&page), "ongezien").await;
    assert_eq!(record(&app, &review).await.status, 303);
    let all = records(&app).await;
    assert_eq!(moments(&all), ["2021-10-12"]);
    assert!(
        all.iter().all(|one| one["gelogdOp"].as_str().unwrap() > "2026"),
        "and when it was written stands beside it"
    );
    let form = shown(&app, "/inlezen").await.replace('\u{a0}', " ");
    assert!(form.contains("Het logboek eindigt op 12 oktober 2021"), "{form}");

    let path = "/rondes/2021-vr2/vaststellen";
    let form = shown(&app, path).await;
    assert!(form.contains("name=\"opDieDag\""), "{form}");
    let mut typed = inputs(&form);
    let said = [("orgaan", "college"), ("strekking", "aangeboden"), ("opDieDag", "ja"), ("onbeoordeeld", "ja")];
    said.iter().for_each(|(name, value)| set(&mut typed, name, value));
    let without_day = press(&app, path, &typed, "controleren").await;
    assert!(without_day.status == 400 && without_day.text.contains("geef de dag"), "{}", without_day.text);
    let decision = [("genomenOp", "2021-10-19"), ("nieuwKenmerk", "B&W 21.0099"), ("nieuwTitel", "Voortgang")];
    decision.iter().for_each(|(name, value)| set(&mut typed, name, value));
    let confirm = press(&app, path, &typed, "controleren").await;
    assert_eq!(confirm.status, 200, "{}", confirm.text);
    let sealed = press(&app, path, &inputs(&confirm.text), "vaststellen").await;
    assert_eq!(sealed.status, 303, "{}", sealed.text);
    assert_eq!(
        moments(&records(&app).await),
        ["2021-10-12", "2021-10-19"],
        "the decision and the sealing are of one moment"
    );
    let verified = app.post("/v1/controles", "application/json", "{}").await;
    assert_eq!(verified.status, 200, "{}", verified.text);
}

#[tokio::test]
async fn a_log_takes_nothing_of_before_its_last_event_and_says_what_can_be_done() {
    let app = TestApp::new();
    let refused = published(&app, &NOW[..10]).await;
    assert!(refused.status == 400 && refused.text.contains("nog niet voorbij"), "{}", refused.text);
    app.append(&node("9")).await;
    let form = shown(&app, "/inlezen").await;
    assert!(form.contains("Dit logboek is in gebruik") && form.contains("peildatum enter plan.csv"), "{form}");
    assert!(!form.contains("name=\"gepubliceerdOp\""));
    let refused = published(&app, "2021-10-12").await;
    assert!(refused.status == 400 && refused.text.contains("op zijn eigen moment"), "{}", refused.text);
    assert_eq!(app.service.durable_head(), 1);
}

#[tokio::test]
async fn a_review_of_before_that_others_overtook_records_nothing() {
    let app = TestApp::new();
    let review = published(&app, "2021-10-12").await.header("location").to_owned();
    let page = shown(&app, &review).await;
    judge(&app, &review, &version(&page), "ongezien").await;
    app.append(&node("7")).await;
    let answer = browse(&app, &format!("{review}/vastleggen")).await;
    assert!(answer.status == 409 && answer.text.contains("op zijn eigen moment"), "{} {}", answer.status, answer.text);
    assert_eq!(app.service.durable_head(), 1);
}

#[tokio::test]
async fn who_may_correct_may_say_when_a_page_of_before_was_recorded() {
    let guarded = Guarded::new();
    for (role, offered) in [(Role::Controller, true), (Role::Reporter, false)] {
        let token = guarded.token(role);
        let bearer = format!("Bearer {token}");
        let page = guarded.send("GET", "/inlezen", &[("authorization", &bearer), ("accept", "text/html")], "").await;
        assert_eq!(page.text.contains("name=\"gepubliceerdOp\""), offered, "{role:?}: {}", page.text);
        assert_eq!(page.text.contains("hoort bij de rol controleren"), !offered, "{role:?}");
        let body = "--g\r\nContent-Disposition: form-data; name=\"gepubliceerdOp\"\r\n\r\n2026-01-02\r\n--g--\r\n";
        let kind = "multipart/form-data; boundary=g";
        let sent = [("authorization", bearer.as_str()), ("content-type", kind), ("sec-fetch-site", "same-origin")];
        let answer = guarded.send("POST", "/inlezen", &sent, body).await;
        assert_eq!(answer.status, if offered { 400 } else { 403 }, "{role:?}: {}", answer.text);
    }
}
