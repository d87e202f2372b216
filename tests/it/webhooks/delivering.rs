//! Deliveries: their content and order, and what happens when they fail.

use std::sync::Arc;

use serde_json::{Value, json};

use super::receiver::{Reaction, Receiver};
use super::{Desk, begun, got, programme};

#[tokio::test(flavor = "multi_thread")]
async fn events_arrive_signed_and_in_order_thin_unless_asked_otherwise() {
    let (desk, thin, full) = (Desk::new(), Arc::new(Receiver::start()), Arc::new(Receiver::start()));
    desk.record(1, 2).await;
    let secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    desk.subscribe(json!({ "url": thin.url(), "start": "begin", "geheim": secret })).await;
    desk.subscribe(json!({ "url": full.url(), "start": "begin", "vorm": "volledig" })).await;
    desk.record(3, 2).await;
    for position in 1..=4 {
        let small = got(&thin, Receiver::delivery).await;
        let event = small.event();
        assert_eq!(small.position(), position);
        assert_eq!(event.get("data"), None);
        assert_eq!(event["dataref"], format!("/v1/gebeurtenissen/{}", event["id"].as_str().unwrap()));
        assert_eq!(small.header("webhook-id"), event["id"]);
        assert_eq!(small.header("content-type"), "application/cloudevents+json; charset=utf-8");
        assert_eq!(small.header("webhook-request-origin"), "peildatum.example");
        let signed = peildatum::subscriptions::signing::Secret::parse(secret).unwrap();
        let second = small.header("webhook-timestamp").parse().unwrap();
        assert_eq!(small.header("webhook-signature"), signed.sign(small.header("webhook-id"), second, &small.body));
        let large = got(&full, Receiver::delivery).await.event();
        assert_eq!(large["data"]["positie"], position);
        assert_eq!(large["data"]["gegevens"]["titel"], format!("Programma {position}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_delivery_comes_again_after_the_rule_with_the_same_id_and_nothing_overtakes_it() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    receiver.next([Reaction::Status(500, ""), Reaction::Status(500, "")]);
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 3).await;
    let mut ids = Vec::new();
    for wait in [25, 100] {
        ids.push(got(&receiver, Receiver::delivery).await.header("webhook-id").to_owned());
        let waits = desk.until(&made, "it waits", |it| it["wachtOp"]["pogingen"] == ids.len()).await;
        assert_eq!((&waits["wachtOp"]["positie"], &waits["positie"]), (&json!(1), &json!(0)));
        let due = waits["wachtOp"]["volgendePoging"].as_str().unwrap().to_owned();
        desk.time.advance(std::time::Duration::from_secs(wait - 1));
        assert_eq!(receiver.rest().iter().filter(|one| one.method == "POST").count(), 0, "not before {due}");
        desk.time.advance(std::time::Duration::from_secs(1));
    }
    let third = got(&receiver, Receiver::delivery).await;
    ids.push(third.header("webhook-id").to_owned());
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    for position in 2..=3 {
        assert_eq!(got(&receiver, Receiver::delivery).await.position(), position);
    }
    desk.until(&made, "all taken", |it| it["positie"] == 3 && it["wachtOp"] == Value::Null).await;
    let log = desk.get(&made, "/bezorgingen").await;
    assert_eq!(begun(&log), [0, 25, 125, 125, 125], "exactly when the rule says");
    let told: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["positie"].as_u64(), one["poging"].as_u64(), one["httpStatus"].as_u64(), one["afloop"].as_str())
        })
        .collect();
    let some = |position, attempt, status, end| (Some(position), Some(attempt), Some(status), Some(end));
    assert_eq!(
        told,
        [
            some(1, 1, 500, "mislukt"),
            some(1, 2, 500, "mislukt"),
            some(1, 3, 204, "bezorgd"),
            some(2, 1, 204, "bezorgd"),
            some(3, 1, 204, "bezorgd"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_asked_for_arrives() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    desk.app.append(&programme()).await;
    let types = ["nl.peildatum.voorziening.geopend", "nl.peildatum.voorziening.gesloten"];
    let made = desk
        .subscribe(json!({ "url": receiver.url(), "start": "begin", "filter": { "types": types, "onderdeel": "9" } }))
        .await;
    desk.app.append(&crate::http::opened("a")).await;
    desk.record(1, 3).await;
    desk.app.append(&crate::http::closed("a", "2019-05-01")).await;
    assert_eq!(got(&receiver, Receiver::delivery).await.position(), 2);
    assert_eq!(got(&receiver, Receiver::delivery).await.position(), 6);
    desk.until(&made, "it is at the head", |it| it["achterstand"] == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_before_the_moment_that_was_asked_for_does_not_arrive() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    desk.record(1, 2).await;
    desk.time.advance(std::time::Duration::from_secs(60));
    desk.record(3, 2).await;
    let since = desk.get_event(3).await["geregistreerdOp"].clone();
    let made = desk.subscribe(json!({ "url": receiver.url(), "start": "begin", "filter": { "vanaf": since } })).await;
    assert_eq!(made["filter"]["vanaf"], since);
    for position in 3..=4 {
        assert_eq!(got(&receiver, Receiver::delivery).await.position(), position);
    }
    desk.until(&made, "all are taken", |it| it["positie"] == 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_delivery_carries_what_the_receiver_asks_for_and_none_where_it_asks_nothing() {
    let (desk, asks, open) = (Desk::new(), Arc::new(Receiver::start()), Arc::new(Receiver::start()));
    desk.subscribe(json!({ "url": asks.url(), "token": "sleutel-van-ontvanger" })).await;
    desk.subscribe(json!({ "url": open.url() })).await;
    desk.record(1, 1).await;
    assert_eq!(got(&asks, Receiver::delivery).await.header("authorization"), "Bearer sleutel-van-ontvanger");
    assert_eq!(got(&open, Receiver::delivery).await.header("authorization"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_a_step_in_the_trace_of_the_request_that_recorded_the_event() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let send = async |event: Value, headers: &[(&str, &str)]| {
        let mut request = axum::http::Request::post("/v1/gebeurtenissen").header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = desk.app.send(request.body(event.to_string().into()).unwrap()).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    };
    receiver.next([Reaction::Status(500, "")]);
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    let parent = format!("00-{trace}-b7ad6b7169203331-01");
    send(crate::http::node("9"), &[("traceparent", &parent), ("tracestate", "congo=t61rcWkgMzE")]).await;
    let first = got(&receiver, Receiver::delivery).await;
    desk.until(&made, "it fails", |it| it["wachtOp"]["pogingen"] == 1).await;
    desk.time.advance(std::time::Duration::from_secs(60));
    let again = got(&receiver, Receiver::delivery).await;
    let parts = |header: &str| header.split('-').map(str::to_owned).collect::<Vec<_>>();
    for call in [&first, &again] {
        let parts = parts(call.header("traceparent"));
        assert_eq!(
            (parts[1].as_str(), parts[3].as_str(), call.header("tracestate")),
            (trace, "01", "congo=t61rcWkgMzE")
        );
        assert_ne!(parts[2], "b7ad6b7169203331");
    }
    assert_ne!(first.header("traceparent"), again.header("traceparent"), "each attempt is a step of its own");
    send(crate::http::node("8"), &[("traceparent", "00-onzin")]).await;
    let other = got(&receiver, Receiver::delivery).await;
    let parts = parts(other.header("traceparent"));
    assert!(parts.len() == 4 && parts[1].len() == 32 && parts[1] != trace, "{parts:?}");
    assert_eq!(other.header("tracestate"), "");
}
