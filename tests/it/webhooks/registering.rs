//! Registering: the handshake, what responses contain and omit, and which addresses are refused.

use std::sync::Arc;

use serde_json::json;

use super::receiver::Receiver;
use super::{Desk, got, path};

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_is_asked_before_it_is_called_and_the_secret_is_shown_once() {
    let (desk, receiver) = (Desk::new(), Arc::new(Receiver::start()));
    receiver.consents(Some("WebHook-Allowed-Origin: peildatum.example\r\nWebHook-Allowed-Rate: 120\r\n"));
    let made = desk.subscribe(json!({ "url": receiver.url(), "token": "sleutel-van-ontvanger" })).await;
    let asked = got(&receiver, Receiver::request).await;
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("OPTIONS", "/haak"));
    assert_eq!(asked.header("webhook-request-origin"), "peildatum.example");
    assert!(asked.header("webhook-request-rate").parse::<u32>().unwrap() > 0);
    assert_eq!(asked.header("authorization"), "Bearer sleutel-van-ontvanger");
    assert!(made["geheim"].as_str().unwrap().starts_with("whsec_"));
    assert_eq!((&made["status"], &made["tempo"], &made["vorm"]), (&json!("actief"), &json!(120), &json!("dun")));

    let list = desk.app.get("/v1/abonnementen").await;
    for shown in [desk.app.get(&path(&made)).await.text, list.text] {
        assert!(shown.contains(made["id"].as_str().unwrap()));
        assert!(!shown.contains("whsec_") && !shown.contains("sleutel-van-ontvanger"), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_does_not_agree_is_not_called() {
    let (desk, receiver) = (Desk::new(), Receiver::start());
    for consent in [
        None,
        Some("WebHook-Allowed-Origin: iemand-anders.example\r\nWebHook-Allowed-Rate: *\r\n"),
        Some("WebHook-Allowed-Rate: 100\r\n"),
        Some("WebHook-Allowed-Origin: *\r\nWebHook-Allowed-Rate: 0\r\n"),
        Some("WebHook-Allowed-Origin: *\r\nWebHook-Allowed-Rate: veel\r\n"),
    ] {
        receiver.consents(consent);
        let answer = desk.register(&json!({ "url": receiver.url() })).await;
        assert_eq!(answer.problem("/v1/abonnementen"), "400 ongeldige-invoer; url: handdruk-geweigerd", "{consent:?}");
    }
    assert_eq!(desk.app.get("/v1/abonnementen").await.json(), json!([]));
    let nobody = format!("http://{}/haak", receiver.stop());
    let answer = desk.register(&json!({ "url": nobody })).await;
    assert_eq!(answer.problem("/v1/abonnementen"), "400 ongeldige-invoer; url: niet-bereikbaar");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_within_are_refused_by_whatever_name_they_go() {
    let (desk, receiver) = (Desk::with(|delivering| delivering.guard = Default::default()), Receiver::start());
    let port = receiver.address.port();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "0", "169.254.169.254", "10.0.0.1"] {
        for scheme in ["http", "https"] {
            let answer = desk.register(&json!({ "url": format!("{scheme}://{host}:{port}/haak") })).await;
            let gist = answer.problem("/v1/abonnementen");
            assert_eq!(gist, "400 ongeldige-invoer; url: adres-niet-toegestaan", "{scheme}://{host}");
        }
    }
    assert!(receiver.rest().is_empty(), "nobody was even asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_only_so_many_and_each_can_be_read_by_page_and_deleted() {
    let (desk, receiver) = (Desk::with(|delivering| delivering.subscriptions_max = 3), Receiver::start());
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(desk.subscribe(json!({ "url": receiver.url() })).await["id"].clone());
    }
    let refused = desk.register(&json!({ "url": receiver.url() })).await;
    assert_eq!(refused.problem("/v1/abonnementen"), "409 te-veel-abonnementen");
    let first = desk.app.get("/v1/abonnementen?limit=2").await;
    let link = first.header("link").to_owned();
    let next = link.strip_prefix('<').and_then(|link| link.split('>').next()).unwrap();
    let second = desk.app.get(next).await;
    assert_eq!(second.header("link"), "");
    let both = [first.json(), second.json()];
    let listed: Vec<_> = both.iter().flat_map(|page| page.as_array().unwrap()).map(|one| one["id"].clone()).collect();
    assert_eq!(listed, ids);
    let gone = format!("/v1/abonnementen/{}", ids[1].as_str().unwrap());
    assert_eq!(desk.app.call("DELETE", &gone).await.status, 204);
    assert_eq!(desk.app.call("DELETE", &gone).await.problem(&gone), "404 niet-gevonden");
    assert_eq!(desk.app.get(&gone).await.status, 404);
    assert_eq!(desk.register(&json!({ "url": receiver.url() })).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_is_called_no_more() {
    let (desk, [gone, stays]) = (Desk::new(), [(); 2].map(|()| Arc::new(Receiver::start())));
    let deleted = desk.subscribe(json!({ "url": gone.url() })).await;
    desk.subscribe(json!({ "url": stays.url() })).await;
    desk.record(1, 1).await;
    for receiver in [&gone, &stays] {
        assert_eq!(got(receiver, Receiver::delivery).await.position(), 1);
    }
    assert_eq!(desk.app.call("DELETE", &path(&deleted)).await.status, 204);
    desk.record(2, 5).await;
    for position in 2..7 {
        assert_eq!(got(&stays, Receiver::delivery).await.position(), position);
    }
    assert!(gone.rest().is_empty(), "five events long it was not called");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_asks_for_what_is_not_there_is_refused() {
    let (desk, receiver) = (Desk::new(), Receiver::start());
    desk.record(1, 2).await;
    let url = receiver.url();
    for (order, gist) in [
        (json!({ "url": url, "start": 3 }), "start: positie-onbekend"),
        (json!({ "url": url, "filter": { "onderdeel": "77" } }), "filter.onderdeel: onderdeel-onbekend"),
        (json!({ "url": url, "vorm": "dik" }), "vorm: ongeldige-waarde"),
        (json!({}), "url: verplicht"),
    ] {
        let answer = desk.register(&order).await;
        assert_eq!(answer.problem("/v1/abonnementen"), format!("400 ongeldige-invoer; {gist}"), "{order}");
    }
}
