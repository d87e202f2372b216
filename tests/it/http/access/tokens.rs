//! Tokens of programs: each way of not being let in with its word, own nodes, who recorded, what ends with a token, and
//! the access log.

use std::time::Duration;

use axum::http::Request;
use peildatum::domain::access::Role;
use peildatum::http::HttpSettings;
use serde_json::{Value, json};

use super::super::{actor, opened, piece};
use super::{Guarded, bearer, from, id_of};

fn note(subject: &str) -> Value {
    json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": subject, "ingangsdatum": "2021-09-01",
        "gegevens": { "tekst": "een geheim woord" } })
}

#[tokio::test]
async fn who_is_not_let_in_hears_the_right_word() {
    let guarded = Guarded::new();
    let (good, withdrawn) = (guarded.token(Role::Reader), guarded.token_named("weg", Role::Reader));
    guarded.tokens.withdraw(id_of(&withdrawn)).unwrap();
    let unknown = format!("pd_{}_{}", "0".repeat(16), "0".repeat(64));
    let (good_header, path) = (bearer(&good), "/v1/rondes");
    let told = async |headers: &[(&str, &str)], path: &str| {
        let answer = guarded.send("GET", path, headers, "").await;
        let code = if answer.status == 200 { "-".to_owned() } else { answer.problem(path.split('?').next().unwrap()) };
        (code, answer.header("www-authenticate").to_owned())
    };
    let word = async |header: &str| told(&[("authorization", header)], path).await.0;
    assert_eq!(told(&[], path).await, ("401 niet-aangemeld".to_owned(), "Bearer realm=\"peildatum\"".to_owned()));
    assert_eq!(word(&good_header).await, "-");
    assert_eq!(word(&good_header.replace("Bearer", "bearer")).await, "-", "the scheme has no case");
    assert_eq!(word(&bearer(&unknown)).await, "401 toegang-onbekend");
    assert_eq!(word(&bearer(&withdrawn)).await, "401 toegang-ingetrokken");
    let other_secret = format!("{}{}", &good[..20], &unknown[20..]);
    assert_eq!(word(&bearer(&other_secret)).await, "401 toegang-onbekend");
    for malformed in [
        "Basic dXNlcjpwYXNz",
        "Bearer",
        "Bearer ",
        &good,
        &bearer(&good[..83]),
        &bearer(&good.to_uppercase()),
        &format!("{good_header} x"),
        "Bearer eyJhbGciOiJub25lIn0.e30.",
    ] {
        assert_eq!(word(malformed).await, "401 toegang-onleesbaar", "{malformed}");
    }
    let twice = [("authorization", good_header.as_str()), ("authorization", good_header.as_str())];
    assert_eq!(told(&twice, path).await.0, "401 toegang-onleesbaar");
    for key in ["access_token", "token", "x"] {
        assert_eq!(told(&[], &format!("{path}?{key}={good}")).await.0, "401 toegang-in-adres", "{key}");
    }
    assert!(told(&[("authorization", bearer(&unknown).as_str())], path).await.1.contains("error=\"invalid_token\""));
    guarded.set_clock(super::UNTIL);
    assert_eq!(word(&good_header).await, "401 toegang-verlopen");
    assert_eq!(guarded.send("GET", "/livez", &[("authorization", "Basic x")], "").await.status, 200);
}

#[tokio::test]
async fn who_reports_records_about_own_nodes_and_takes_nothing_back() {
    let guarded = Guarded::new();
    let (reporter, controller) = (guarded.token(Role::Reporter), guarded.token(Role::Controller));
    let gist = async |token: &str, events: Value| guarded.record(token, &events).await.gist();
    assert_eq!(guarded.record(&controller, &note("onderdeel/8")).await.status, 201, "about every node");
    assert_eq!(guarded.record(&reporter, &note("onderdeel/9")).await.status, 201);
    assert_eq!(guarded.record(&reporter, &note("voorziening/gebouw-c")).await.status, 400, "another rule");
    let head = guarded.app.service.durable_head();
    let outside = "403 onderdeel-niet-bevoegd; onderwerp: onderdeel-niet-bevoegd";
    assert_eq!(gist(&reporter, note("onderdeel/8")).await, outside);
    let mut foreign = opened("elders");
    foreign["gegevens"]["onderdeel"] = json!("8");
    assert_eq!(gist(&reporter, foreign.clone()).await, outside);
    let listed = "403 onderdeel-niet-bevoegd; [1].onderwerp: onderdeel-niet-bevoegd";
    assert_eq!(gist(&reporter, json!([note("onderdeel/9"), foreign])).await, listed, "all or none");
    let preview = guarded
        .send(
            "POST",
            "/v1/gebeurtenissen?proef=true",
            &[("authorization", bearer(&reporter).as_str())],
            &note("onderdeel/8").to_string(),
        )
        .await;
    assert_eq!(preview.gist(), outside);
    let mut correction = note("onderdeel/9");
    correction["herstelt"] = json!(guarded.app.service.state().id_at(head).unwrap().to_string());
    assert_eq!(gist(&reporter, correction.clone()).await, "403 rol-niet-bevoegd; type: rol-niet-bevoegd");
    let sealer = guarded.token(Role::Sealer);
    assert_eq!(gist(&sealer, note("onderdeel/9")).await, "403 rol-niet-bevoegd; type: rol-niet-bevoegd");
    assert_eq!(guarded.app.service.durable_head(), head, "nothing was recorded");
    assert_eq!(guarded.record(&controller, &correction).await.status, 201);
}

#[tokio::test]
async fn the_actor_of_an_event_is_who_signed_in_and_nobody_else() {
    let guarded = Guarded::new();
    let token = guarded.token_named("koppeling", Role::Controller);
    let told = guarded.record(&token, &note("onderdeel/9")).await.json();
    assert_eq!(told["actor"], json!({ "id": "token:koppeling", "rol": "controleren" }));
    let path = "/v1/gebeurtenissen?actor=oidc:wethouder";
    let auth = bearer(&token);
    let headers = [("authorization", auth.as_str())];
    let posed = guarded.send("POST", path, &headers, &note("onderdeel/9").to_string()).await;
    assert_eq!(posed.gist(), "400 ongeldige-invoer; actor: actor-niet-toegestaan");
}

/// Reads a stream until its end, and returns the last event.
async fn last_event(body: axum::body::Body) -> String {
    let (mut pieces, mut text) = (body.into_data_stream(), String::new());
    let whole = async {
        while let Some(piece) = piece(&mut pieces).await {
            text.push_str(std::str::from_utf8(&piece).unwrap());
        }
        text.rsplit("event: ").next().unwrap().to_owned()
    };
    tokio::time::timeout(super::super::PATIENCE, whole).await.expect("the stream ends")
}

async fn stream(guarded: &Guarded, name: &str, value: &str) -> axum::body::Body {
    use tower::ServiceExt as _;
    let request = Request::get("/v1/gebeurtenissen/stroom?na=hoofd").header("host", "localhost").header(name, value);
    let answer = guarded.app.router.clone().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.into_body()
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_with_its_session() {
    let guarded = Guarded::new();
    let (token, admin) = (guarded.token(Role::Reader), guarded.token(Role::Administrator));
    let (one, other) = (stream(&guarded, "authorization", &bearer(&token)).await, guarded.session(&admin).await);
    let of_session = stream(&guarded, "cookie", &other).await;
    let path = format!("/v1/toegangsbewijzen/{}", id_of(&token));
    assert_eq!(guarded.call("DELETE", &path, &admin).await.status, 204);
    assert!(last_event(one).await.starts_with("einde\ndata: {\"code\":\"toegang-ingetrokken\""));
    guarded.send("POST", "/afmelden", &[("cookie", &other), super::OWN, super::FORM], "").await;
    assert!(last_event(of_session).await.starts_with("einde\ndata: {\"code\":\"niet-aangemeld\""));
}

#[tokio::test]
async fn a_stream_ends_when_the_time_of_its_token_is_over() {
    let guarded = Guarded::with(HttpSettings { heartbeat: Duration::from_millis(20), ..HttpSettings::of(actor()) });
    let token = guarded.token(Role::Reader);
    let stream = stream(&guarded, "authorization", &bearer(&token)).await;
    guarded.set_clock(super::UNTIL);
    assert!(last_event(stream).await.starts_with("einde\ndata: {\"code\":\"toegang-verlopen\""));
}

#[tokio::test]
async fn what_was_subscribed_to_with_a_token_pauses_with_it() {
    let guarded = Guarded::new();
    let (token, admin) = (guarded.token_named("koppeling", Role::Administrator), guarded.token(Role::Administrator));
    let wanted = json!({ "url": "https://ontvanger.example/haak" }).to_string();
    let made = guarded.send("POST", "/v1/abonnementen", &[("authorization", bearer(&token).as_str())], &wanted).await;
    let other = guarded.send("POST", "/v1/abonnementen", &[("authorization", bearer(&admin).as_str())], &wanted).await;
    assert_eq!((made.status.as_u16(), other.status.as_u16()), (201, 201), "{}", made.text);
    guarded.call("DELETE", &format!("/v1/toegangsbewijzen/{}", id_of(&token)), &admin).await;
    let status = async |made: &Value| {
        let path = format!("/v1/abonnementen/{}", made["id"].as_str().unwrap());
        guarded.call("GET", &path, &admin).await.json()["status"].clone()
    };
    assert_eq!((status(&made.json()).await, status(&other.json()).await), (json!("gepauzeerd"), json!("actief")));
}

#[tokio::test]
async fn a_token_is_made_shown_once_listed_and_withdrawn() {
    let guarded = Guarded::new();
    let admin = guarded.token(Role::Administrator);
    let path = "/v1/toegangsbewijzen";
    let wanted = json!({ "naam": "zaaksysteem", "rol": "rapporteren", "onderdelen": ["9"], "vervaltOp": super::UNTIL });
    let auth = bearer(&admin);
    let headers = [("authorization", auth.as_str())];
    let made = guarded.send("POST", path, &headers, &wanted.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let token = made.json()["toegangsbewijs"].as_str().unwrap().to_owned();
    assert_eq!(made.json()["gemaaktDoor"], "token:beheren");
    assert_eq!(guarded.call("GET", "/v1/rondes", &token).await.status, 200);
    let list = guarded.call("GET", path, &admin).await;
    assert!(!list.text.contains(&token[20..]) && !list.text.contains("hash"), "shown once: {}", list.text);
    let all = list.json();
    let told = all.as_array().unwrap().iter().find(|token| token["naam"] == "zaaksysteem").unwrap();
    assert_eq!((told["naam"].as_str(), told["status"].as_str()), (Some("zaaksysteem"), Some("geldig")));
    assert_eq!(told["laatstGebruiktOp"], super::super::NOW);
    let first = guarded.call("GET", &format!("{path}?limit=1"), &admin).await;
    assert!(first.header("link").contains("rel=\"next\"") && first.json().as_array().unwrap().len() == 1);
    assert_eq!(guarded.send("POST", path, &headers, &wanted.to_string()).await.gist(), "409 naam-in-gebruik");
    let wrong = json!({ "naam": "a", "rol": "lezen", "onderdelen": ["9"], "vervaltOp": "2026-01-01T00:00:00Z" });
    let gist = guarded.send("POST", path, &headers, &wrong.to_string()).await.gist();
    assert_eq!(gist, "400 ongeldige-invoer; vervaltOp: moment-voorbij; onderdelen: niet-bij-deze-rol");
    let own = format!("{path}/{}", id_of(&token));
    assert_eq!(guarded.call("DELETE", &own, &admin).await.status, 204);
    assert_eq!(guarded.call("DELETE", &own, &admin).await.status, 204, "a second time changes nothing");
    assert_eq!(guarded.call("GET", "/v1/rondes", &token).await.gist(), "401 toegang-ingetrokken");
    assert_eq!(guarded.call("DELETE", &format!("{path}/x"), &admin).await.gist(), "404 niet-gevonden");
}

#[tokio::test]
async fn the_access_log_says_who_did_what_from_where_and_no_text_or_secret() {
    let guarded = Guarded::new();
    let token = guarded.token_named("koppeling", Role::Controller);
    guarded.record(&token, &note("onderdeel/9")).await;
    guarded.call("GET", "/v1/zoeken?tekst=geheim", &token).await;
    guarded.call("GET", "/v1/voorzieningen/gebouw-c/audittrail", &token).await;
    guarded.call("GET", "/v1/export", &token).await;
    guarded.send("GET", &format!("/v1/rondes/{token}"), &[], "").await;
    guarded.send("GET", &format!("/{token}"), &[], "").await;
    let lines = guarded.lines();
    let told: Vec<String> = lines
        .iter()
        .map(|line| {
            let object = &line["object"];
            format!(
                "{} {} {} {} {}",
                line["actor"], line["handeling"], object["route"], object["ids"], line["resultaat"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            r#""token:koppeling" ["vastleggen"] "/v1/gebeurtenissen" [] 201"#,
            r#""token:koppeling" ["raadplegen"] "/v1/zoeken" [] 200"#,
            r#""token:koppeling" ["audittrail-inzien"] "/v1/voorzieningen/{id}/audittrail" ["gebouw-c"] 200"#,
            r#""token:koppeling" ["exporteren"] "/v1/export" [] 403"#,
            r#"null ["raadplegen"] "/v1/rondes/{id}" ["-"] 401"#,
            r#"null [] "-" [] 404"#,
        ]
    );
    assert!(
        lines.iter().all(|line| line["moment"] == super::super::NOW && line["verzoek"].as_str().unwrap().len() > 8)
    );
    let all = String::from_utf8(guarded.log.lock().clone()).unwrap();
    assert!(!all.contains("geheim") && !all.contains(&token[20..]), "{all}");
}

#[tokio::test]
async fn where_a_request_came_from_is_what_the_proxy_says_and_nobody_passes_it_by() {
    let guarded = Guarded::new();
    let token = guarded.token(Role::Reader);
    let told = async |peer: &str, forwarded: &str| {
        let request = Request::get("/v1/rondes").header("authorization", bearer(&token));
        let request = request.header("x-forwarded-for", forwarded).body(axum::body::Body::empty()).unwrap();
        let answer = guarded.app.send(from(peer, request)).await;
        let origin = guarded.lines().pop().unwrap()["herkomst"].as_str().unwrap().to_owned();
        (if answer.status == 200 { "200".to_owned() } else { answer.gist() }, origin)
    };
    assert_eq!(told("10.0.0.5", "127.0.0.1, 192.0.2.1").await, ("200".to_owned(), "192.0.2.1".to_owned()));
    assert_eq!(told("127.0.0.1", "192.0.2.1").await, ("200".to_owned(), "127.0.0.1".to_owned()));
    let direct = ("403 alleen-via-proxy".to_owned(), "192.0.2.7".to_owned());
    assert_eq!(told("192.0.2.7", "10.0.0.5").await, direct);
}

#[tokio::test]
async fn a_line_names_the_trace_of_the_caller_or_one_of_its_own() {
    let guarded = Guarded::new();
    let token = bearer(&guarded.token(Role::Reader));
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let valid = format!("00-{trace}-b7ad6b7169203331-01");
    let other = format!("00-{}-b7ad6b7169203331-01", "c".repeat(32));
    for parents in [&[valid.as_str()][..], &[], &["onzin"], &[&valid, &other], &[&format!("ff{}", &valid[2..])]] {
        let mut headers = vec![("authorization", token.as_str())];
        headers.extend(parents.iter().map(|parent| ("traceparent", *parent)));
        assert_eq!(guarded.send("GET", "/v1/rondes", &headers, "").await.status, 200, "{parents:?}");
    }
    let lines = guarded.lines();
    let ids: Vec<(&str, &str)> =
        lines.iter().map(|line| (line["traceId"].as_str().unwrap(), line["spanId"].as_str().unwrap())).collect();
    assert_eq!(
        ids.iter().map(|(trace, _)| *trace == "0af7651916cd43dd8448eb211c80319c").collect::<Vec<_>>(),
        [true, false, false, false, false]
    );
    let all: std::collections::BTreeSet<&str> = ids.iter().map(|(trace, _)| *trace).collect();
    assert_eq!(all.len(), 5, "each begins a trace of its own");
    assert!(
        ids.iter().all(|(trace, span)| (trace.len(), span.len()) == (32, 16) && *span != "b7ad6b7169203331"),
        "{ids:?}"
    );
}
