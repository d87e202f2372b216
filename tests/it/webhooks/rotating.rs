//! Rotating a secret: for a while both secrets sign, then the old one is deleted.

use std::sync::Arc;
use std::time::Duration;

use peildatum::subscriptions::signing::Secret;
use serde_json::{Value, json};

use super::receiver::{Arrived, Receiver};
use super::{Desk, got, path};

/// Returns the signatures of a delivery that were made with a secret, among all of them.
fn signed_by(arrived: &Arrived, secret: &Value) -> (usize, usize) {
    let secret = Secret::parse(secret.as_str().unwrap()).unwrap();
    let second = arrived.header("webhook-timestamp").parse().unwrap();
    let wanted = secret.sign(arrived.header("webhook-id"), second, &arrived.body);
    let all: Vec<&str> = arrived.header("webhook-signature").split(' ').collect();
    (all.iter().filter(|one| **one == wanted).count(), all.len())
}

async fn rotate(desk: &Desk, made: &Value, body: Value) -> super::Answer {
    desk.app.post(&format!("{}/geheim", path(made)), "application/json", body.to_string()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_secret_is_replaced_both_sign_and_at_the_told_moment_the_old_one_ends() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    assert_eq!(made["vorigGeheimTot"], Value::Null);
    let answer = rotate(&desk, &made, json!({ "overlapInUren": 2 })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let rotated = answer.json();
    assert_ne!(rotated["geheim"], made["geheim"]);
    let until = rotated["vorigGeheimTot"].as_str().unwrap().to_owned();
    desk.record(1, 1).await;
    let both = got(&receiver, Receiver::delivery).await;
    assert_eq!((signed_by(&both, &rotated["geheim"]), signed_by(&both, &made["geheim"])), ((1, 2), (1, 2)));
    let shown = desk.get(&made, "").await;
    assert_eq!((&shown["vorigGeheimTot"], &shown["geheim"]), (&json!(until), &Value::Null), "shown once");
    // A third secret waits until the first has ended, or ends both at once.
    let again = rotate(&desk, &made, json!({})).await;
    assert_eq!((again.status.as_u16(), &again.json()["code"]), (409, &json!("geheimwissel-loopt")));
    desk.time.advance(Duration::from_secs(2 * 60 * 60));
    desk.until(&made, "the old one ends", |it| it["vorigGeheimTot"] == Value::Null).await;
    desk.record(2, 1).await;
    let one = got(&receiver, Receiver::delivery).await;
    assert_eq!((signed_by(&one, &rotated["geheim"]), signed_by(&one, &made["geheim"])), ((1, 1), (0, 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_others_know_ends_at_once_and_what_is_sent_is_read_strictly() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    let made = desk.subscribe(json!({ "url": receiver.url() })).await;
    rotate(&desk, &made, json!({})).await;
    let own = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let answer = rotate(&desk, &made, json!({ "geheim": own, "overlapInUren": 0 })).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["vorigGeheimTot"]), (200, &Value::Null), "{}", answer.text);
    desk.record(1, 1).await;
    let arrived = got(&receiver, Receiver::delivery).await;
    assert_eq!((signed_by(&arrived, &json!(own)), signed_by(&arrived, &made["geheim"])), ((1, 1), (0, 1)));
    for (wrong, field) in [
        (json!({ "geheim": "x" }), "geheim"),
        (json!({ "overlapInUren": 337 }), "overlapInUren"),
        (json!({ "overlapInUren": -1 }), "overlapInUren"),
        (json!({ "overlap": 1 }), "overlap"),
        (json!([]), ""),
    ] {
        let answer = rotate(&desk, &made, wrong.clone()).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["fouten"][0]["veld"]), (400, &json!(field)), "{wrong}");
    }
    let nobody = json!({ "id": "019a5000-0000-7000-8000-000000000001" });
    assert_eq!(rotate(&desk, &nobody, json!({})).await.status, 404);
}
