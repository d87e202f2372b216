//! A page of before: recorded and sealed at its own moment, in a log that is made of old pages.

use std::sync::Arc;

use peildatum::app::AppendOptions;
use peildatum::app::clock::FixedClock;
use peildatum::app::reviews::reading::{ReviewStanding, Which};
use peildatum::app::reviews::{Judged, SourcePage};
use peildatum::domain::access::Role;
use peildatum::domain::time::Instant;
use peildatum::http::HttpSettings;
use peildatum::subscriptions::timer::SystemTimer;
use serde_json::Value;

use super::{PAGE, fill, inputs, judge, pasted, press, record, records, shown, take, version};
use crate::http::access::Guarded;
use crate::http::pages::forms::Inputs;
use crate::http::{Agreeable, Answer, NOW, TestApp, actor, node};

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

/// Returns a page with plain spaces.
async fn told(app: &TestApp, path: &str) -> String {
    shown(app, path).await.replace('\u{a0}', " ")
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
    let will = "Wordt vastgelegd op 12 oktober 2021";
    for at in ["/inlezen", review.as_str(), &format!("{review}/vastleggen")] {
        let page = told(&app, at).await;
        assert!(page.contains(will) && !page.contains("Klopt die dag"), "{at}: {page}");
    }
    assert_eq!(record(&app, &review).await.status, 303);
    let receipt = told(&app, &review).await;
    assert!(receipt.contains("Vastgelegd op 12 oktober 2021"), "{receipt}");
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
    let shown = confirm.text.replace('\u{a0}', " ");
    assert!(shown.contains("Wordt vastgelegd op 19 oktober 2021"), "{shown}");
    let sealed = press(&app, path, &inputs(&confirm.text), "vaststellen").await;
    assert_eq!(sealed.status, 303, "{}", sealed.text);
    assert_eq!(
        moments(&records(&app).await),
        ["2021-10-12", "2021-10-19"],
        "the decision and the sealing are of one moment"
    );
    app.append(&node("99")).await;
    let again = press(&app, path, &inputs(&confirm.text), "vaststellen").await;
    assert_eq!(again.status, 303, "it was sealed: {}", again.text);
    assert_eq!(again.header("location"), sealed.header("location"));
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
async fn a_log_that_was_used_live_on_an_earlier_day_takes_nothing_at_its_own_moment() {
    let clock = Arc::new(FixedClock::at(Instant::parse("2026-10-30T12:00:00Z").unwrap()));
    let settings = HttpSettings::of(actor());
    let app = TestApp::with_carrier(settings, clock.clone(), Box::new(Agreeable), Box::new(SystemTimer));
    app.append(&node("9")).await;
    clock.set(Instant::parse(NOW).unwrap());
    let form = shown(&app, "/inlezen").await;
    assert!(form.contains("Dit logboek is in gebruik") && !form.contains("name=\"gepubliceerdOp\""), "{form}");
    let refused = published(&app, "2026-10-31").await;
    assert!(refused.status == 400 && refused.text.contains("dit logboek is in gebruik"), "{}", refused.text);
}

#[tokio::test]
async fn a_day_before_the_reporting_date_is_doubted_before_it_is_recorded() {
    let app = TestApp::new();
    let review = published(&app, "2021-08-31").await.header("location").to_owned();
    for at in [review.clone(), format!("{review}/vastleggen")] {
        let page = told(&app, &at).await;
        assert!(page.contains("Dat is voor de peildatum, 1 september 2021"), "{at}: {page}");
    }
}

#[tokio::test]
async fn a_sealing_that_can_not_be_of_its_own_day_keeps_the_day_and_takes_the_tick_away() {
    let app = TestApp::new();
    let review = published(&app, "2021-10-12").await.header("location").to_owned();
    let page = shown(&app, &review).await;
    judge(&app, &review, &version(&page), "ongezien").await;
    record(&app, &review).await;
    let path = "/rondes/2021-vr2/vaststellen";
    let mut typed = inputs(&shown(&app, path).await);
    let said = [("orgaan", "college"), ("strekking", "aangeboden"), ("opDieDag", "ja"), ("genomenOp", "2021-10-11")];
    said.iter().for_each(|(name, value)| set(&mut typed, name, value));
    let refused = press(&app, path, &typed, "controleren").await;
    assert!(refused.status == 400 && refused.text.contains("Haal het vinkje weg"), "{}", refused.text);
    assert!(!refused.text.contains("Laat de dag leeg"), "{}", refused.text);
}

#[tokio::test]
async fn a_review_of_before_that_others_overtook_is_recorded_as_of_now() {
    let app = TestApp::new();
    let review = published(&app, "2021-10-12").await.header("location").to_owned();
    let page = shown(&app, &review).await;
    judge(&app, &review, &version(&page), "ongezien").await;
    let path = format!("{review}/vastleggen");
    let before = inputs(&shown(&app, &path).await);
    app.append(&node("7")).await;
    let refused = press(&app, &path, &before, "vastleggen").await;
    assert!(
        refused.status == 409 && refused.text.contains("op zijn eigen moment"),
        "{} {}",
        refused.status,
        refused.text
    );
    assert_eq!(app.service.durable_head(), 1, "nothing is recorded");
    let page = told(&app, &path).await;
    assert!(page.contains("value=\"van-nu\"") && !page.contains("Wordt vastgelegd op"), "{page}");
    let recorded = press(&app, &path, &inputs(&page), "van-nu").await;
    assert_eq!(recorded.status, 303, "{}", recorded.text);
    assert_eq!(moments(&records(&app).await), [&NOW[..10]], "all of now");
    assert!(!told(&app, &review).await.contains("de dag waarop de pagina is gepubliceerd"));
}

/// Enters something of the day before afterwards, so that the log is one of old pages.
async fn enter_afterwards(guarded: &Guarded) {
    let mut event = node("4");
    event["geregistreerdOp"] = "2026-11-01T10:00:00Z".into();
    let proposal = peildatum::input::proposal(&event).unwrap();
    let options = AppendOptions { keep_times: true, ..AppendOptions::default() };
    guarded.service().append_async(vec![proposal], &actor(), options).await.unwrap();
}

#[tokio::test]
async fn who_may_correct_may_say_when_a_page_of_before_was_recorded() {
    let guarded = Guarded::new();
    enter_afterwards(&guarded).await;
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

#[tokio::test]
async fn who_may_not_correct_is_told_before_the_button() {
    let guarded = Guarded::new();
    enter_afterwards(&guarded).await;
    let page = SourcePage {
        bytes: PAGE.as_bytes().to_vec(),
        document: "vr2".to_owned(),
        round: "2021-vr2".to_owned(),
        reporting_date: Some("2021-09-01".to_owned()),
        published_on: Some("2026-11-01".to_owned()),
        accepts_heading: true,
        ..SourcePage::default()
    };
    let service = guarded.service();
    let id = service.begin_review(page, "iemand").unwrap();
    let ReviewStanding::Open(open) = service.standing_review(&id).unwrap() else { panic!("it is open") };
    service.judge_drafts(&open, &Which::Rest, Some(Judged::Unseen), (1, "iemand")).unwrap();
    let path = format!("/inlezen/{}/vastleggen", id.as_str());
    for (role, may) in [(Role::Controller, true), (Role::Reporter, false)] {
        let bearer = format!("Bearer {}", guarded.token(role));
        let page = guarded.send("GET", &path, &[("authorization", &bearer), ("accept", "text/html")], "").await;
        assert!(page.text.contains("Terug naar de concepten"), "{role:?}: {}", page.text);
        assert!(may || !page.text.contains("value=\"vastleggen\""), "{role:?}: {}", page.text);
        assert_eq!(page.text.contains("hoort bij de rol controleren"), !may, "{role:?}: {}", page.text);
    }
}
