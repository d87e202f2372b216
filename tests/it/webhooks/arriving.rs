//! What was announced, delivered to a webhook on its day: at most once, also where the service is killed in the middle of
//! a call. The clock is set by hand, and a kill is a copy of the folder as it is while a call is under way.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use parking_lot::{Condvar, Mutex};
use peildatum::app::{OpenOptions, Service};
use peildatum::domain::time::Instant;
use peildatum::log::folder::IfMissing;
use peildatum::subscriptions::http_sender::{
    DeliveryError, DeliveryRequest, DeliverySender, HandshakeRequest, ReceiverAnswer,
};
use peildatum::subscriptions::timer::ManualTime;
use peildatum::subscriptions::{DeliverySettings, Origin, Subscriptions};
use serde_json::{Value, json};

use super::{Desk, eventually};
use crate::http::{Agreeable, closed, node, opened};

/// Receives in memory, and may hold the call with this number until it is let go.
#[derive(Clone, Default)]
struct Mailbox(Arc<(Mutex<Mail>, Condvar)>);

#[derive(Default)]
struct Mail {
    got: Vec<Value>,
    /// Answers that come first; then 204.
    answers: Vec<u16>,
    /// The call that gets no answer, from 1.
    held: Option<usize>,
}

impl Mailbox {
    fn holding(call: usize) -> Mailbox {
        let mailbox = Mailbox::default();
        mailbox.0.0.lock().held = Some(call);
        mailbox
    }

    fn got(&self) -> Vec<Value> {
        self.0.0.lock().got.clone()
    }

    /// Answers what was held.
    fn let_go(&self) {
        self.0.0.lock().held = None;
        self.0.1.notify_all();
    }
}

impl DeliverySender for Mailbox {
    fn deliver(&self, letter: &DeliveryRequest<'_>) -> Result<ReceiverAnswer, DeliveryError> {
        let (mail, changed) = &*self.0;
        let mut mail = mail.lock();
        let event: Value = serde_json::from_slice(letter.body).unwrap();
        assert_eq!(event["id"], letter.id, "the id of the delivery is that of the event");
        mail.got.push(event);
        let number = mail.got.len();
        while mail.held == Some(number) {
            changed.wait(&mut mail);
        }
        let status = if mail.answers.is_empty() { 204 } else { mail.answers.remove(0) };
        Ok(ReceiverAnswer { status, ..ReceiverAnswer::default() })
    }

    fn handshake(&self, question: &HandshakeRequest<'_>) -> Result<ReceiverAnswer, DeliveryError> {
        Agreeable.handshake(question)
    }
}

/// Two facilities that close tomorrow, one that closes the day after, and a webhook that asks to be told.
async fn announced(mailbox: &Mailbox) -> (Desk, Value) {
    let desk = Desk::with_carrier(Box::new(mailbox.clone()));
    for event in [node("9"), opened("a"), opened("b"), opened("c")] {
        assert_eq!(desk.app.append(&event).await.status, 201);
    }
    for (facility, day) in [("a", "2026-11-03"), ("b", "2026-11-03"), ("c", "2026-11-04")] {
        assert_eq!(desk.app.append(&closed(facility, day)).await.status, 201);
    }
    let made = desk.subscribe(json!({ "url": "https://ontvanger.example/haak", "ingegaan": true })).await;
    assert_eq!(made["ingegaan"], true);
    (desk, made)
}

fn at(moment: &str) -> Instant {
    Instant::parse(moment).unwrap()
}

/// What was told, as the subject and its day.
fn told(all: &[Value]) -> Vec<(String, String)> {
    let one = |event: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&event["subject"]), text(&event["data"]["per"]))
    };
    all.iter().filter(|event| event["type"] == "nl.peildatum.ingegaan").map(one).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(subject, day)| (format!("voorziening/{subject}"), (*day).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_effect_is_told_once_when_its_day_begins() {
    let mailbox = Mailbox::default();
    let (desk, made) = announced(&mailbox).await;
    // Half past eleven in the evening in Amsterdam: only the log is told.
    desk.time.set(at("2026-11-02T22:30:00Z"));
    assert_eq!(desk.app.append(&opened("d")).await.status, 201);
    desk.until(&made, "the event is taken", |it| it["achterstand"] == 0).await;
    assert_eq!(told(&mailbox.got()), []);
    desk.time.set(at("2026-11-02T23:00:00Z"));
    let all = eventually("both are told", async || Some(told(&mailbox.got())).filter(|all| all.len() == 2)).await;
    assert_eq!(all, pairs(&[("a", "2026-11-03"), ("b", "2026-11-03")]));
    desk.time.set(at("2026-11-04T08:00:00Z"));
    let all = eventually("the third is told", async || Some(told(&mailbox.got())).filter(|all| all.len() == 3)).await;
    assert_eq!(all[2], pairs(&[("c", "2026-11-04")])[0]);
    let log = desk.get(&made, "/bezorgingen").await;
    let days: Vec<&Value> = log.as_array().unwrap().iter().map(|one| &one["per"]).collect();
    assert_eq!(days.iter().filter(|day| day.is_null()).count(), 1, "{log}");
    assert!(log.as_array().unwrap().iter().all(|one| one["afloop"] == "bezorgd"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_is_tried_again_and_keeps_no_event_waiting() {
    let mailbox = Mailbox::default();
    let (desk, made) = announced(&mailbox).await;
    mailbox.0.0.lock().answers = vec![500];
    desk.time.set(at("2026-11-03T08:00:00Z"));
    let failed = |log: &Value| log.as_array().unwrap().iter().any(|one| one["afloop"] == "mislukt");
    eventually("it fails", async || Some(desk.get(&made, "/bezorgingen").await).filter(&failed)).await;
    assert_eq!(desk.app.append(&opened("d")).await.status, 201);
    let shown = desk.until(&made, "the event is taken", |it| it["achterstand"] == 0).await;
    assert_eq!((&shown["status"], &shown["wachtOp"]), (&json!("actief"), &Value::Null));
    desk.time.advance(std::time::Duration::from_secs(3_600));
    let all = eventually("both are told", async || Some(told(&mailbox.got())).filter(|all| all.len() == 3)).await;
    assert_eq!(
        all,
        pairs(&[("a", "2026-11-03"), ("a", "2026-11-03"), ("b", "2026-11-03")]),
        "an attempt and its retry"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_leaves_out_what_it_leaves_out_of_the_log_and_who_does_not_ask_hears_nothing() {
    let mailbox = Mailbox::default();
    let (desk, _) = announced(&mailbox).await;
    let url = |path: &str| format!("https://ontvanger.example/{path}");
    desk.subscribe(json!({ "url": url("stil") })).await;
    desk.subscribe(json!({ "url": url("b"), "ingegaan": true, "filter": { "onderwerp": "voorziening/b" } })).await;
    let types = ["nl.peildatum.besluit.genomen", "nl.peildatum.voorziening.geopend"];
    desk.subscribe(json!({ "url": url("anders"), "ingegaan": true, "filter": { "types": types } })).await;
    desk.time.set(at("2026-11-03T08:00:00Z"));
    eventually("three are told", async || Some(told(&mailbox.got())).filter(|all| all.len() == 3)).await;
    assert_eq!(desk.app.append(&opened("d")).await.status, 201);
    let of_log = |all: &[Value]| all.iter().filter(|event| event["type"] == "nl.peildatum.voorziening.geopend").count();
    eventually("the event reached everyone who wants it", async || Some(()).filter(|()| of_log(&mailbox.got()) == 3))
        .await;
    assert_eq!(told(&mailbox.got()).len(), 3);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, there) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            std::fs::copy(path, there).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_in_any_call_nothing_is_told_twice() {
    for killed_in in 1..=2 {
        let mailbox = Mailbox::holding(killed_in);
        let (desk, _) = announced(&mailbox).await;
        desk.time.set(at("2026-11-03T08:00:00Z"));
        eventually("the call is under way", async || Some(()).filter(|()| mailbox.got().len() == killed_in)).await;
        // The folder as a kill leaves it: the receiver got the call, and nobody knows.
        let folder = tempfile::tempdir().unwrap();
        copy(desk.app.service.folder(), &folder.path().join("data"));
        let later = Mailbox::default();
        let time = ManualTime::at(at("2026-11-03T08:05:00Z"));
        let options = OpenOptions { if_missing: IfMissing::Refuse, clock: time.clock(), ..OpenOptions::default() };
        let service = Service::open(&folder.path().join("data"), options).unwrap();
        let (origin, settings) = (Origin::default(), DeliverySettings::default());
        let again = Subscriptions::with(&service, origin, settings, Box::new(later.clone()), Box::new(time.clone()));
        again.open().unwrap();
        // The day after is told too, so everything before it was told or left out.
        time.set(at("2026-11-04T08:00:00Z"));
        let last = pairs(&[("c", "2026-11-04")])[0].clone();
        eventually("the day after is told", async || Some(()).filter(|()| told(&later.got()).contains(&last))).await;
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for one in told(&mailbox.got()).into_iter().chain(told(&later.got())) {
            *counts.entry(one).or_default() += 1;
        }
        let all = pairs(&[("a", "2026-11-03"), ("b", "2026-11-03"), ("c", "2026-11-04")]);
        assert_eq!(counts, all.into_iter().map(|one| (one, 1)).collect(), "killed in call {killed_in}");
        mailbox.let_go();
        again.stop().await;
    }
}
