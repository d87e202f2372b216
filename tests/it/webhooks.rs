//! Webhooks: registered, delivered, retried, and resumed after a kill; with a receiver that misbehaves in each known
//! way.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

mod arriving;
mod deciding;
mod delivering;
mod example;
mod misbehaving;
mod receiver;
mod registering;
mod restarting;
mod rotating;

use std::sync::Arc;
use std::time::Duration;

use peildatum::domain::time::Instant;
use peildatum::http::HttpSettings;
use peildatum::subscriptions::DeliverySettings;
use peildatum::subscriptions::guard::Guard;
use peildatum::subscriptions::http_sender::{DeliverySender, HttpSender, Timeouts};
use peildatum::subscriptions::timer::ManualTime;
use serde_json::{Value, json};

use crate::http::{Answer, NOW, TestApp, actor, node};
use receiver::{PATIENCE, Receiver};

/// A service that makes real calls, with a clock that the test controls.
struct Desk {
    app: TestApp,
    time: ManualTime,
}

impl Desk {
    fn new() -> Desk {
        Desk::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut DeliverySettings)) -> Desk {
        let mut settings = HttpSettings::of(actor());
        let delivering = &mut settings.delivering;
        delivering.guard = Guard::with_loopback();
        delivering.sender = "peildatum.example".to_owned();
        delivering.rule.jitter_percent = 0;
        // Short enough for a test, and long enough for a busy machine.
        delivering.timeouts = Timeouts { connect: Duration::from_secs(2), total: Duration::from_secs(2) };
        change(delivering);
        let carrier = HttpSender::new(delivering.guard.clone(), delivering.timeouts, &[]);
        Desk::of(settings, Box::new(carrier))
    }

    fn with_carrier(carrier: Box<dyn DeliverySender>) -> Desk {
        let mut settings = HttpSettings::of(actor());
        settings.delivering.rule.jitter_percent = 0;
        Desk::of(settings, carrier)
    }

    fn of(settings: HttpSettings, carrier: Box<dyn DeliverySender>) -> Desk {
        let time = ManualTime::at(Instant::parse(NOW).unwrap());
        let app = TestApp::with_carrier(settings, time.clock(), carrier, Box::new(time.clone()));
        Desk { app, time }
    }

    /// Registers a subscription, and returns the response.
    async fn subscribe(&self, order: Value) -> Value {
        let answer = self.register(&order).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    async fn register(&self, order: &Value) -> Answer {
        self.app.post("/v1/abonnementen", "application/json", order.to_string()).await
    }

    async fn get(&self, subscription: &Value, more: &str) -> Value {
        let answer = self.app.get(&format!("{}{more}", path(subscription))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Returns the record at a position.
    async fn get_event(&self, position: u64) -> Value {
        let answer = self.app.get(&format!("/v1/gebeurtenissen?limit=1&cursor={}", position - 1)).await;
        answer.json()[0].clone()
    }

    async fn post(&self, subscription: &Value, more: &str) -> Answer {
        self.app.call("POST", &format!("{}{more}", path(subscription))).await
    }

    /// Reads a subscription until it satisfies a condition.
    async fn until(&self, subscription: &Value, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        eventually(what, async || Some(self.get(subscription, "").await).filter(&wanted)).await
    }

    /// Records `count` programmes, from this number on.
    async fn record(&self, from: u32, count: u32) {
        for number in from..from + count {
            let event = json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{number}"),
                "ingangsdatum": "2019-01-01", "gegevens": { "niveau": "programma", "titel": format!("Programma {number}") } });
            let answer = self.app.append(&event).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
    }
}

/// Returns when each delivery of a log started, in seconds after the start of the test clock.
fn begun(log: &Value) -> Vec<i64> {
    let start = Instant::parse(NOW).unwrap().micros();
    let moment = |one: &Value| Instant::parse(one["begonnenOp"].as_str().unwrap()).unwrap().micros();
    log.as_array().unwrap().iter().map(|one| (moment(one) - start) / 1_000_000).collect()
}

fn path(subscription: &Value) -> String {
    format!("/v1/abonnementen/{}", subscription["id"].as_str().unwrap())
}

/// Polls until there is a result, since other threads produce it without a notification.
async fn eventually<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let asked = async {
        let mut again = tokio::time::interval(Duration::from_millis(3));
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            again.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("never: {what}"))
}

/// Waits for what a receiver gets, on a thread that may block.
async fn got<T: Send + 'static>(receiver: &Arc<Receiver>, what: impl FnOnce(&Receiver) -> T + Send + 'static) -> T {
    let receiver = Arc::clone(receiver);
    tokio::task::spawn_blocking(move || what(&receiver)).await.unwrap()
}

/// Returns a programme, for tests that do not number them.
fn programme() -> Value {
    node("9")
}
