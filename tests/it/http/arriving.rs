//! What was announced, told on its day to who follows the stream and asks for it. The clock of these tests is set by hand.

use std::sync::Arc;
use std::time::Duration;

use peildatum::app::clock::FixedClock;
use peildatum::domain::time::Instant;
use peildatum::http::HttpSettings;
use peildatum::subscriptions::timer::SystemTimer;
use serde_json::{Value, json};

use super::streaming::{Block, Reading};
use super::{Agreeable, TestApp, actor, closed, node, opened};

const CLOUD_EVENTS: (&str, &str) = ("accept", "application/cloudevents+json");

/// A service on 2 November 2026, at noon in Amsterdam, with a facility whose closing is announced.
async fn announced() -> (TestApp, Arc<FixedClock>, u64) {
    let clock = Arc::new(FixedClock::at(Instant::parse("2026-11-02T11:00:00Z").unwrap()));
    let settings = HttpSettings { heartbeat: Duration::from_millis(40), ..HttpSettings::of(actor()) };
    let app = TestApp::with_carrier(settings, Arc::clone(&clock), Box::new(Agreeable), Box::new(SystemTimer));
    for event in [node("9"), opened("a"), opened("b")] {
        assert_eq!(app.append(&event).await.status, 201);
    }
    let position = app.append(&closed("a", "2026-11-03")).await.json()["positie"].as_u64().unwrap();
    (app, clock, position)
}

fn set(clock: &FixedClock, moment: &str) {
    clock.set(Instant::parse(moment).unwrap());
}

/// Returns the next block that tells what took effect, and refuses events of the log before it.
async fn arrival(stream: &mut Reading) -> Block {
    loop {
        let block = stream.block().await.expect("the stream goes on");
        if block.data.is_some() {
            assert_eq!((block.event.as_deref(), &block.id), (Some("ingegaan"), &None), "{block:?}");
            return block;
        }
    }
}

#[tokio::test]
async fn a_day_that_begins_in_the_netherlands_tells_what_was_announced_for_it() {
    let (app, clock, position) = announced().await;
    let mut stream = app.follow("?na=hoofd&ingegaan=true", &[]).await;
    // Half past eleven in the evening in Amsterdam, and half past midnight: in summer time it would be another day.
    set(&clock, "2026-11-02T22:30:00Z");
    let other = closed("b", "2027-01-01");
    assert_eq!(app.append(&other).await.status, 201);
    assert_eq!(stream.event().await["onderwerp"], "voorziening/b", "before midnight only the log is told");
    set(&clock, "2026-11-02T23:30:00Z");
    let told = arrival(&mut stream).await.data.unwrap();
    let id = app.get("/v1/agenda?van=2026-11-03&tot=2026-11-03").await.json()["agendapunten"][0]["id"].clone();
    let expected = json!({ "id": id, "onderdeel": "9", "onderwerp": "voorziening/a", "per": "2026-11-03",
        "positie": position, "wat": "voorziening.gesloten" });
    assert_eq!(told, expected);
    assert_eq!(stream.last, "5", "the last event id is a position of the log");
    // The stream goes on with the events of the log.
    assert_eq!(app.append(&opened("c")).await.status, 201);
    assert_eq!(stream.event().await["onderwerp"], "voorziening/c");
}

#[tokio::test]
async fn what_is_recorded_on_the_day_itself_was_not_announced() {
    let (app, clock, _) = announced().await;
    let mut stream = app.follow("?na=hoofd&ingegaan=true", &[]).await;
    set(&clock, "2026-11-03T08:00:00Z");
    assert_eq!(app.append(&closed("b", "2026-11-03")).await.status, 201);
    let mut seen: Vec<(Option<String>, Value)> = Vec::new();
    while seen.len() < 2 {
        let block = stream.block().await.unwrap();
        seen.extend(block.data.map(|data| (block.event, data["onderwerp"].clone())));
    }
    let named = |name: Option<&str>| seen.iter().find(|(event, _)| event.as_deref() == name).unwrap().1.clone();
    assert_eq!((named(Some("ingegaan")), named(None)), (json!("voorziening/a"), json!("voorziening/b")));
}

#[tokio::test]
async fn who_returns_is_told_what_took_effect_since_its_last_event() {
    let (app, clock, position) = announced().await;
    assert_eq!(app.append(&closed("b", "2026-11-05")).await.status, 201);
    set(&clock, "2026-11-06T08:00:00Z");
    let last = position.to_string();
    for (query, headers) in [
        ("?ingegaan=true&onderwerp=voorziening/b", vec![("last-event-id", last.as_str())]),
        ("?ingegaan=true&onderwerp=voorziening/b&na=4", vec![]),
    ] {
        let mut stream = app.follow(query, &headers).await;
        assert_eq!(arrival(&mut stream).await.data.unwrap()["per"], "2026-11-05", "{query}");
    }
    let mut all = app.follow("?ingegaan=true", &[("last-event-id", "5")]).await;
    let days = [arrival(&mut all).await, arrival(&mut all).await].map(|block| block.data.unwrap()["per"].clone());
    assert_eq!(days, [json!("2026-11-03"), json!("2026-11-05")]);
    // Who comes back after months gets the last 31 days.
    set(&clock, "2026-12-05T08:00:00Z");
    let mut late = app.follow("?ingegaan=true", &[("last-event-id", "5")]).await;
    assert_eq!(arrival(&mut late).await.data.unwrap()["per"], "2026-11-05");
}

#[tokio::test]
async fn who_does_not_ask_or_filters_it_out_is_told_nothing_and_a_cloud_event_has_a_type_of_its_own() {
    let (app, clock, _) = announced().await;
    let mut plain = app.follow("?na=hoofd", &[]).await;
    let mut other = app.follow("?na=hoofd&ingegaan=true&onderwerp=voorziening/b", &[]).await;
    let mut asked = app.follow("?na=hoofd&ingegaan=true&onderdeel=9", &[CLOUD_EVENTS]).await;
    set(&clock, "2026-11-03T08:00:00Z");
    let told = arrival(&mut asked).await.data.unwrap();
    assert_eq!((&told["type"], &told["subject"]), (&json!("nl.peildatum.ingegaan"), &json!("voorziening/a")));
    assert_eq!((&told["time"], &told["data"]["per"]), (&json!("2026-11-02T23:00:00Z"), &json!("2026-11-03")));
    assert_eq!(app.append(&closed("b", "2027-01-01")).await.status, 201);
    for stream in [&mut plain, &mut other] {
        assert_eq!(stream.event().await["onderwerp"], "voorziening/b");
    }
}
