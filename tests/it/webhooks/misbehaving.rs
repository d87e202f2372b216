//! Receivers that misbehave, each in a way that occurs in practice: none of them delays another, and none loses an
//! event.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use peildatum::domain::time::Instant;
use peildatum::subscriptions::guard::{Guard, Network};
use peildatum::subscriptions::http_sender::{HttpSender, Timeouts};
use peildatum::subscriptions::retry::later;
use serde_json::{Value, json};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::receiver::{Reaction, Receiver};
use super::{Desk, begun, eventually, got};
use crate::http::NOW;

/// A receiver that misbehaves at first and then accepts everything; returns the first line of the delivery log.
async fn after(reaction: Reaction) -> Value {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    receiver.next([reaction]);
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 2).await;
    let first = got(&receiver, Receiver::delivery).await;
    let waits = desk.until(&made, "the first fails", |it| it["wachtOp"]["pogingen"] == 1).await;
    assert_eq!(waits["positie"], 0);
    desk.time.advance(Duration::from_secs(25));
    let second = got(&receiver, Receiver::delivery).await;
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_ne!(first.header("webhook-timestamp"), second.header("webhook-timestamp"), "signed anew");
    assert_eq!(got(&receiver, Receiver::delivery).await.position(), 2);
    desk.until(&made, "it got on", |it| it["positie"] == 2).await;
    desk.get(&made, "/bezorgingen").await[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_hangs_stops_in_the_middle_or_resets_is_called_again() {
    for (reaction, trouble) in [
        (Reaction::Hang, "tijd-verstreken"),
        (Reaction::HalfAnAnswer, "tijd-verstreken"),
        (Reaction::Reset, "niet-bereikbaar"),
        (Reaction::Nonsense, "geen-http"),
        (Reaction::EndlessHead, "geen-http"),
    ] {
        let told = after(reaction.clone()).await;
        assert_eq!((&told["oorzaak"], &told["httpStatus"]), (&json!(trouble), &Value::Null), "{reaction:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_answers_anything_but_success_is_called_again() {
    for status in [300, 304, 307, 400, 401, 404, 409, 429, 500, 502, 503] {
        let told = after(Reaction::Status(status, "")).await;
        assert_eq!((&told["httpStatus"], &told["afloop"]), (&json!(status), &json!("mislukt")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn success_counts_whatever_body_comes_with_it() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    receiver.next([Reaction::EndlessBody, Reaction::Status(200, ""), Reaction::Status(202, "")]);
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 3).await;
    desk.until(&made, "all are taken", |it| it["positie"] == 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_wherever_it_leads() {
    let (desk, receiver, inside) = (Desk::new(), Arc::new(Receiver::start()), Receiver::start());
    let location: &'static str = Box::leak(format!("location: {}\r\n", inside.url()).into_boxed_str());
    receiver.next([301, 302, 303, 307, 308].map(|status| Reaction::Status(status, location)));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 1).await;
    for attempts in 1..=5 {
        desk.until(&made, "it fails", |it| it["wachtOp"]["pogingen"] == attempts).await;
        desk.time.advance(Duration::from_secs(52_000));
    }
    desk.until(&made, "it is taken", |it| it["positie"] == 1).await;
    assert!(inside.rest().is_empty(), "nobody was redirected");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_says_when_to_come_back_is_called_then() {
    for (header, wait) in [
        ("retry-after: 7\r\n", 7),
        // The clock of the test is at 2 November 2026, 12:00:00.
        ("retry-after: Mon, 02 Nov 2026 12:10:00 GMT\r\n", 600),
    ] {
        for status in [429, 503] {
            let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
            receiver.next([Reaction::Status(status, header)]);
            let made = desk.subscribe(json!({ "url": receiver.url() })).await;
            desk.record(1, 2).await;
            got(&receiver, Receiver::delivery).await;
            desk.until(&made, "it waits", |it| it["wachtOp"]["pogingen"] == 1).await;
            desk.time.advance(Duration::from_secs(wait - 1));
            assert_eq!(desk.get(&made, "/bezorgingen").await.as_array().unwrap().len(), 1, "{status} {header}");
            desk.time.advance(Duration::from_secs(1));
            desk.until(&made, "both are taken", |it| it["positie"] == 2).await;
            let wait = i64::try_from(wait).unwrap();
            assert_eq!(begun(&desk.get(&made, "/bezorgingen").await), [0, wait, wait], "{status} {header}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_gone_ends_the_subscription() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    receiver.always(Reaction::Status(410, ""));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 2).await;
    let ended = desk.until(&made, "it ends", |it| it["status"] == "beeindigd").await;
    assert!(ended["reden"].as_str().unwrap().contains("410"));
    for what in ["/pauze", "/hervatting", "/bezorgingen/1/herhaling"] {
        let refused = desk.post(&made, what).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (409, &json!("abonnement-beeindigd")), "{what}");
    }
    desk.time.advance(Duration::from_secs(100_000));
    assert_eq!(desk.get(&made, "/bezorgingen").await.as_array().unwrap().len(), 1);
    assert_eq!(got(&receiver, |receiver| receiver.rest().len()).await, 2, "the handshake and one delivery");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_down_for_a_day_gets_everything_and_holds_up_nobody() {
    let (desk, quick, away) = (Desk::new(), Arc::new(Receiver::start()), Receiver::start());
    desk.subscribe(json!({ "url": quick.url() })).await;
    let made = desk.subscribe(json!({ "url": away.url() })).await;
    let address = away.stop();
    desk.record(1, 30).await;
    for position in 1..=30 {
        assert_eq!(got(&quick, Receiver::delivery).await.position(), position);
    }
    for (failed, wait) in [25, 100, 400, 1_600, 6_400, 25_600].into_iter().enumerate() {
        desk.until(&made, "it fails", |it| it["wachtOp"]["pogingen"] == failed + 1).await;
        desk.time.advance(Duration::from_secs(wait));
    }
    desk.until(&made, "it fails", |it| it["wachtOp"]["pogingen"] == 7).await;
    let back = Arc::new(Receiver::again(address));
    desk.time.advance(Duration::from_secs(52_000)); // 23 hours and 55 minutes after the first failure
    for position in 1..=30 {
        assert_eq!(got(&back, Receiver::delivery).await.position(), position);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_hangs_delays_neither_others_nor_the_writer() {
    let (desk, quick) = (Desk::new(), Arc::new(Receiver::start()));
    let hanging: Vec<Arc<Receiver>> = (0..20).map(|_| Arc::new(Receiver::start())).collect();
    for receiver in &hanging {
        receiver.always(Reaction::Hang);
        desk.subscribe(json!({ "url": receiver.url() })).await;
    }
    desk.subscribe(json!({ "url": quick.url() })).await;
    desk.record(1, 1).await;
    for receiver in &hanging {
        got(receiver, Receiver::delivery).await;
    }
    // Twenty calls are now under way, without a response.
    desk.record(2, 20).await;
    for position in 1..=21 {
        assert_eq!(got(&quick, Receiver::delivery).await.position(), position);
    }
}

/// Names that resolve to the addresses given by the test.
#[derive(Debug, Clone, Default)]
struct Names(Arc<Mutex<BTreeMap<String, IpAddr>>>);

impl Names {
    fn lead(&self, name: &str, address: &str) {
        self.0.lock().insert(name.to_owned(), address.parse().unwrap());
    }
}

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let address = self.0.lock().get(uri.host().unwrap()).copied().ok_or(ureq::Error::HostNotFound)?;
        let mut found = self.empty();
        found.push(SocketAddr::new(address, uri.port_u16().unwrap()));
        Ok(found)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_elsewhere_later_is_checked_each_time() {
    let names = Names::default();
    let patience = Timeouts { connect: Duration::from_secs(2), total: Duration::from_secs(2) };
    // 127.0.0.66 is this machine too, and represents an address that must not be called.
    let guard = Guard { allowed: vec![Network::parse("127.0.0.0/26").unwrap()] };
    let desk = Desk::with_carrier(Box::new(HttpSender::with_resolver(guard, patience, &[], names.clone())));
    let receiver = Arc::new(Receiver::start());
    let inside = std::net::TcpListener::bind(("127.0.0.66", receiver.address.port())).unwrap();
    let inside = Receiver::at(inside);
    names.lead("ontvanger.example", "127.0.0.1");
    let url = format!("http://ontvanger.example:{}/haak", receiver.address.port());
    let made = desk.subscribe(json!({ "url": url })).await;
    desk.record(1, 1).await;
    assert_eq!(got(&receiver, Receiver::delivery).await.position(), 1);
    desk.until(&made, "it is taken", |it| it["positie"] == 1).await;
    names.lead("ontvanger.example", "127.0.0.66");
    desk.record(2, 1).await;
    for (tries, moved) in [(1, "10.0.0.1"), (2, "169.254.169.254"), (3, "::1")] {
        let failed = desk.until(&made, "it fails", |it| it["wachtOp"]["pogingen"] == tries).await;
        assert_eq!(failed["laatsteBezorging"]["oorzaak"], "adres-niet-toegestaan");
        names.lead("ontvanger.example", moved);
        desk.time.advance(Duration::from_secs(52_000));
    }
    desk.until(&made, "it fails", |it| it["wachtOp"]["pogingen"] == 4).await;
    names.0.lock().clear();
    desk.time.advance(Duration::from_secs(52_000));
    desk.until(&made, "its name is gone", |it| it["laatsteBezorging"]["oorzaak"] == "naam-onbekend").await;
    names.lead("ontvanger.example", "127.0.0.1");
    desk.time.advance(Duration::from_secs(52_000));
    desk.until(&made, "it is taken", |it| it["positie"] == 2).await;
    assert!(inside.rest().is_empty(), "what must not be called was not");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agreed_rate_is_kept() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    receiver.consents(Some("WebHook-Allowed-Origin: *\r\nWebHook-Allowed-Rate: 6\r\n"));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    desk.record(1, 3).await;
    let log = async || begun(&desk.get(&made, "/bezorgingen").await);
    for due in [10, 20] {
        // The clock stands still until the courier reports that it waits, so only waiting makes progress.
        let moment = later(Instant::parse(NOW).unwrap(), Duration::from_secs(due));
        let waits = async || {
            assert!(log().await.len() as u64 <= due / 10, "six a minute: one in ten seconds");
            (desk.time.awaited() == Some(moment)).then_some(())
        };
        eventually("it waits for the agreed moment", waits).await;
        desk.time.advance(Duration::from_millis(9_999));
        assert_eq!(log().await.len() as u64, due / 10, "not a moment before");
        desk.time.advance(Duration::from_millis(1));
    }
    desk.until(&made, "all are taken", |it| it["positie"] == 3).await;
    assert_eq!(log().await, [0, 10, 20]);
}
