//! Whoever sends too many requests waits: by who signed in, and by the address that they come from.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use peildatum::access::AccessSettings;
use peildatum::access::origin::Proxies;
use peildatum::access::rates::{RateSettings, Rates};
use peildatum::domain::access::Role;
use peildatum::http::HttpSettings;
use peildatum::http::routes::{document, operations};
use peildatum::subscriptions::guard::Network;

use super::super::{Answer, actor};
use super::{FORM, Guarded, OWN, bearer, from};

fn guarded(per_caller: u32, per_address: u32) -> Guarded {
    let rates = Arc::new(Rates::new(RateSettings { per_caller, per_address }));
    let access = Some(AccessSettings { rates, ..AccessSettings::default() });
    Guarded::with(HttpSettings { access, ..HttpSettings::of(actor()) })
}

/// Asks for the rounds: from `peer`, which says to forward for `client`.
async fn asked(guarded: &Guarded, (peer, client): (&str, &str), token: Option<&str>) -> Answer {
    let mut request = Request::get("/v1/rondes").header("x-forwarded-for", client);
    if let Some(token) = token {
        request = request.header("authorization", bearer(token));
    }
    guarded.app.send(from(peer, request.body(Body::empty()).unwrap())).await
}

#[tokio::test]
async fn who_sends_too_many_requests_waits_as_long_as_they_are_told_and_others_do_not() {
    let guarded = guarded(60, 0);
    let (one, other) = (guarded.token_named("een", Role::Reader), guarded.token_named("ander", Role::Reader));
    for _ in 0..10 {
        assert_eq!(guarded.call("GET", "/v1/rondes", &one).await.status, 200);
    }
    let refused = guarded.call("GET", "/v1/rondes", &one).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "1"), "{}", refused.text);
    assert_eq!(refused.json()["code"], "te-veel-verzoeken");
    let line = guarded.lines().pop().unwrap();
    assert_eq!((&line["resultaat"], &line["actor"]), (&429.into(), &"token:een".into()), "{line}");
    assert_eq!(guarded.call("GET", "/livez", &one).await.status, 200, "whether it lives may be asked");
    assert_eq!(guarded.call("GET", "/v1/rondes", &other).await.status, 200);
    guarded.set_clock("2026-11-02T12:00:01Z");
    assert_eq!(guarded.call("GET", "/v1/rondes", &one).await.status, 200);
}

#[tokio::test]
async fn an_address_waits_whoever_it_is_and_behind_a_proxy_that_is_the_client() {
    let guarded = guarded(0, 60);
    let proxied = |client: &'static str| asked(&guarded, ("10.0.0.5", client), None);
    for _ in 0..10 {
        assert_eq!(proxied("192.0.2.1").await.status, 401);
    }
    let refused = proxied("192.0.2.1").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "1"));
    let line = guarded.lines().pop().unwrap();
    assert_eq!((&line["aanmelding"], &line["herkomst"]), (&"te-veel-verzoeken".into(), &"192.0.2.1".into()), "{line}");
    assert_eq!(proxied("192.0.2.2").await.status, 401, "the client, not the proxy");
    for client in ["2001:db8::1", "2001:db8::ffff:2"].repeat(5) {
        assert_eq!(proxied(client).await.status, 401);
    }
    assert_eq!(proxied("2001:db8::3").await.status, 429, "one client has all of a /64");
    let token = guarded.token(Role::Reader);
    assert_eq!(asked(&guarded, ("10.0.0.5", "192.0.2.1"), Some(&token)).await.status, 429, "a token does not help");
}

#[tokio::test]
async fn whoever_calls_on_the_machine_itself_is_not_counted_unless_a_proxy_there_names_them() {
    let guarded = guarded(60, 60);
    let token = guarded.token(Role::Reader);
    for _ in 0..30 {
        let answer = asked(&guarded, ("127.0.0.1", "192.0.2.1"), Some(&token)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

#[tokio::test]
async fn what_a_proxy_on_the_machine_passes_on_is_counted_whatever_the_headers_say() {
    let rates = Arc::new(Rates::new(RateSettings { per_caller: 0, per_address: 60 }));
    let proxies = Proxies::of(vec![Network::parse("127.0.0.1").unwrap()]);
    let access = Some(AccessSettings { rates, proxies, ..AccessSettings::default() });
    let guarded = Guarded::with(HttpSettings { access, ..HttpSettings::of(actor()) });
    let sent = |forwarded: &'static str| {
        let request = Request::get("/v1/rondes").header("x-forwarded-for", "192.0.2.1").header("forwarded", forwarded);
        guarded.app.send(from("127.0.0.1", request.body(Body::empty()).unwrap()))
    };
    for _ in 0..10 {
        assert_eq!(sent("for=203.0.113.9").await.status, 401);
    }
    assert_eq!(sent("for=203.0.113.9").await.status, 429, "a client's own header does not make it one of the machine");
    assert_eq!(sent("for=192.0.2.1").await.status, 401, "others are not held up");
}

#[tokio::test]
async fn who_fails_to_sign_in_is_told_how_long_to_wait_and_is_in_the_access_log() {
    let guarded = guarded(0, 0);
    let typed = async || {
        let request = Request::post("/aanmelden").header("x-forwarded-for", "192.0.2.7").header(FORM.0, FORM.1);
        let form = Body::from("toegangsbewijs=pd_onzin&naar=%2F");
        guarded.app.send(from("10.0.0.5", request.header(OWN.0, OWN.1).body(form).unwrap())).await
    };
    for _ in 0..10 {
        assert_eq!(typed().await.status, 401);
    }
    let waits = typed().await;
    assert_eq!((waits.status.as_u16(), waits.header("retry-after")), (429, "600"));
    let line = guarded.lines().pop().unwrap();
    assert_eq!((&line["aanmelding"], &line["herkomst"]), (&"te-veel-pogingen".into(), &"192.0.2.7".into()), "{line}");
}

#[tokio::test]
async fn who_came_over_tls_is_told_to_come_in_no_other_way() {
    let guarded = guarded(0, 0);
    let told = async |peer: &str, proto: &str, path: &str| {
        let request = Request::get(path).header("x-forwarded-proto", proto).body(Body::empty()).unwrap();
        guarded.app.send(from(peer, request)).await.header("strict-transport-security").to_owned()
    };
    for path in ["/v1/rondes", "/livez", "/nergens"] {
        assert_eq!(told("10.0.0.5", "https", path).await, "max-age=31536000; includeSubDomains", "{path}");
        assert_eq!(told("10.0.0.5", "http", path).await, "", "{path}");
        assert_eq!(told("127.0.0.1", "https", path).await, "", "no proxy said it");
    }
}

#[test]
fn the_document_says_of_every_operation_that_is_counted_that_requests_may_be_too_many() {
    for operation in operations() {
        let path = operation.path.strip_prefix("/v1").unwrap_or(&operation.path);
        let Some(told) = document()["paths"].get(path) else { continue };
        let refused = &told[operation.method.as_str().to_lowercase()]["responses"]["429"];
        assert_eq!(refused["$ref"], "#/components/responses/TeVeelVerzoeken", "{path}");
    }
    let headers = &document()["components"]["responses"]["TeVeelVerzoeken"]["headers"];
    assert!(headers["Retry-After"].is_object());
}
