//! Manual actions: pause, resume, resend and skip; and the list of events that no receiver accepted.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::receiver::{Reaction, Receiver, TAKEN};
use super::{Desk, got};

/// A subscription whose last retry failed at position 1, with two more events waiting.
async fn stuck(desk: &Desk, receiver: &Arc<Receiver>) -> Value {
    receiver.always(Reaction::Status(500, ""));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 3).await;
    for failed in 1..=7 {
        desk.until(&made, "it fails", |it| it["wachtOp"]["pogingen"] == failed).await;
        desk.time.advance(Duration::from_secs(52_000));
    }
    desk.until(&made, "it stops", |it| it["status"] == "vastgelopen").await;
    receiver.always(TAKEN);
    got(receiver, Receiver::rest).await;
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_last_retry_it_stops_and_lists_a_dead_letter_and_resuming_loses_nothing() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let made = stuck(&desk, &receiver).await;
    desk.time.advance(Duration::from_secs(1_000_000));
    let shown = desk.get(&made, "").await;
    let numbers = ["positie", "aantalOnbestelbaar", "achterstand"].map(|key| shown[key].as_u64().unwrap());
    assert_eq!(numbers, [0, 1, 3]);
    let dead = desk.get(&made, "/onbestelbare-bezorgingen").await;
    assert_eq!(dead.as_array().unwrap().len(), 1);
    assert_eq!(["positie", "pogingen", "httpStatus"].map(|key| dead[0][key].as_u64().unwrap()), [1, 8, 500]);
    assert_eq!(desk.post(&made, "/hervatting").await.json()["status"], "actief");
    for position in 1..=3 {
        assert_eq!(got(&receiver, Receiver::delivery).await.position(), position);
    }
    let done = desk.until(&made, "all are taken", |it| it["positie"] == 3).await;
    assert_eq!((&done["aantalOnbestelbaar"], &done["wachtOp"]), (&json!(0), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resend_that_arrives_sets_a_stuck_subscription_going() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let made = stuck(&desk, &receiver).await;
    let resent = desk.post(&made, "/bezorgingen/1/herhaling").await.json();
    assert_eq!((&resent["afloop"], &resent["poging"], &resent["positie"]), (&json!("bezorgd"), &json!(0), &json!(1)));
    for position in 1..=3 {
        assert_eq!(got(&receiver, Receiver::delivery).await.position(), position);
    }
    let done = desk.until(&made, "all are taken", |it| it["positie"] == 3).await;
    assert_eq!((&done["status"], &done["aantalOnbestelbaar"]), (&json!("actief"), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn going_on_without_an_event_is_a_decision_and_it_stays_listed_until_it_is_resent() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let made = stuck(&desk, &receiver).await;
    let beyond = desk.post(&made, "/hervatting?na=9").await;
    assert_eq!((beyond.status.as_u16(), &beyond.json()["fouten"][0]["code"]), (400, &json!("positie-onbekend")));
    assert_eq!(desk.post(&made, "/hervatting?na=1").await.status, 200);
    assert_eq!(got(&receiver, Receiver::delivery).await.position(), 2);
    desk.until(&made, "the rest is taken", |it| it["positie"] == 3).await;
    assert_eq!(desk.get(&made, "/onbestelbare-bezorgingen").await[0]["positie"], 1);
    assert_eq!(desk.post(&made, "/bezorgingen/1/herhaling").await.json()["afloop"], "bezorgd");
    assert_eq!(desk.get(&made, "/onbestelbare-bezorgingen").await, json!([]));
    assert_eq!(desk.get(&made, "").await["positie"], 3, "a resend does not move the position");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_subscription_gets_nothing_and_everything_when_it_is_resumed() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    assert_eq!(desk.post(&made, "/pauze").await.json()["status"], "gepauzeerd");
    desk.record(1, 3).await;
    let resent = desk.post(&made, "/bezorgingen/2/herhaling").await.json();
    assert_eq!(resent["afloop"], "bezorgd", "by hand it can be called all the same");
    assert_eq!(got(&receiver, Receiver::delivery).await.position(), 2);
    assert_eq!(desk.get(&made, "").await["achterstand"], 3);
    desk.post(&made, "/hervatting").await;
    for position in 1..=3 {
        assert_eq!(got(&receiver, Receiver::delivery).await.position(), position);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_a_subscription_wants_can_be_resent() {
    let (desk, receiver) = (Desk::new(), Receiver::start());
    desk.record(1, 2).await;
    let made = desk.subscribe(json!({ "url": receiver.url(), "filter": { "onderwerp": "onderdeel/2" } })).await;
    for (position, status) in [("1", 404), ("2", 200), ("3", 404), ("0", 404), ("x", 404)] {
        let answer = desk.post(&made, &format!("/bezorgingen/{position}/herhaling")).await;
        assert_eq!(answer.status, status, "{position}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_delivery_log_is_bounded_and_read_by_page() {
    let (desk, receiver) = (Desk::new(), Receiver::start());
    receiver.consents(Some("WebHook-Allowed-Origin: *\r\nWebHook-Allowed-Rate: *\r\n"));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 110).await;
    desk.until(&made, "all are taken", |it| it["positie"] == 110).await;
    let all = desk.get(&made, "/bezorgingen?limit=1000").await;
    let numbers: Vec<u64> = all.as_array().unwrap().iter().map(|one| one["nummer"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (11..=110).collect::<Vec<_>>());
    let page = desk.app.get(&format!("{}/bezorgingen?limit=10&cursor=90", super::path(&made))).await;
    assert_eq!((page.json()[0]["nummer"].as_u64(), page.json().as_array().unwrap().len()), (Some(91), 10));
    assert!(page.header("link").contains("cursor=100&limit=10"), "{}", page.header("link"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_meanwhile_is_sent_as_erased() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    desk.record(1, 1).await;
    let made = desk.subscribe(json!({ "url": receiver.url(), "vorm": "volledig", "start": "begin" })).await;
    assert_eq!(got(&receiver, Receiver::delivery).await.event()["data"]["gegevens"]["titel"], "Programma 1");
    desk.until(&made, "it is taken", |it| it["positie"] == 1).await;
    let id = desk.app.service.state().id_at(1).unwrap();
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "onderwerp": format!("gebeurtenis/{id}"),
        "ingangsdatum": "2026-11-01", "gegevens": { "grondslag": "avg-17", "besluit": "B&W 26.0001" } });
    let answer = desk.app.append(&erasure).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(got(&receiver, Receiver::delivery).await.position(), 2);
    assert_eq!(desk.post(&made, "/bezorgingen/1/herhaling").await.json()["afloop"], "bezorgd");
    let again = got(&receiver, Receiver::delivery).await.event();
    assert_eq!((&again["data"]["gewist"], again["data"]["gegevens"].get("titel")), (&json!(true), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_one_that_is_stuck_says_why_in_the_language_of_the_reader_and_can_go_on_without_the_event() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let made = stuck(&desk, &receiver).await;
    let api = super::path(&made);
    let reason = async |language: &str| {
        let answer = desk.app.get_with(&api, "accept-language", language).await;
        assert_eq!(answer.header("content-language"), language);
        answer.json()["reden"].as_str().unwrap().to_owned()
    };
    assert_eq!(reason("nl").await, "de laatste poging mislukte; zie onbestelbare-bezorgingen");
    assert_eq!(reason("en").await, "the last attempt failed; see onbestelbare-bezorgingen");
    let page = api.trim_start_matches("/v1");
    let english = desk.app.get(&format!("{page}?taal=en")).await.text;
    for part in ["The last attempt failed", "stuck", "Skip and go on", "Dead letters", ">500<"] {
        assert!(english.contains(part), "{part}: {english}");
    }
    let request = axum::http::Request::post(page).header("content-type", "application/x-www-form-urlencoded");
    let request = request.header("sec-fetch-site", "same-origin").body("stap=overslaan&positie=1".into()).unwrap();
    assert_eq!(desk.app.send(request).await.status, 303);
    for position in 2..=3 {
        assert_eq!(got(&receiver, Receiver::delivery).await.position(), position);
    }
}
