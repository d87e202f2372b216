//! Rules for every response: versions, problems, methods, headers, and no output of the framework itself.

use axum::body::Body;
use axum::http::Request;
use insta::assert_snapshot;

use super::TestApp;

#[tokio::test]
async fn an_address_that_is_not_there_is_a_problem() {
    let app = TestApp::new();
    for path in [
        "/v1",
        "/v1/",
        "/v1/gebeurtenissen/",
        "/v1/onderdelen/9/",
        "/livez/",
        "/nergens",
        "/v1/rapportage/",
        "//",
        "/v2/rapportage",
    ] {
        assert_eq!(app.get(path).await.problem(path), "404 niet-gevonden", "{path}");
    }
    assert_eq!(app.get("/v1/gebeurtenissen/geen-uuid").await.status, 404);
    let unknown = "/v1/gebeurtenissen/019a4000-0000-7000-8000-000000000001";
    assert_snapshot!(app.get(unknown).await.problem(unknown), @"404 niet-gevonden");
    assert!(app.get("/v1/gebeurtenissen/%FF").await.status.is_client_error());
    assert_eq!(app.get("/v1/onderdelen/%FF").await.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_method_that_is_not_there_is_a_problem_with_allow() {
    let app = TestApp::new();
    let answer = app.call("DELETE", "/v1/gebeurtenissen").await;
    assert_snapshot!(answer.problem("/v1/gebeurtenissen"), @"405 methode-niet-toegestaan");
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    assert_eq!(app.call("OPTIONS", "/v1/rapportage").await.header("allow"), "GET,HEAD");
    assert_eq!(app.get("/v1/invoer").await.header("allow"), "POST");
    assert_eq!(app.call("BREW", "/livez").await.problem("/livez"), "405 methode-niet-toegestaan");
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let app = TestApp::with_stream("leiden");
    for path in ["/", "/livez", "/v1/gebeurtenissen", "/v1/rapportage?geldigOp=2019-04-01", "/v1/onderdelen/9"] {
        let (head, get) = (app.call("HEAD", path).await, app.get(path).await);
        assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"));
        assert_eq!(head.header("link"), get.header("link"));
    }
    let refused = app.call("HEAD", "/v1/rapportage").await;
    assert_eq!((refused.status.as_u16(), refused.text.as_str()), (400, ""));
    assert_eq!(refused.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn every_answer_carries_version_request_id_and_security_headers() {
    let app = TestApp::new();
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/", "/livez", "/v1/openapi.json", "/metrics", "/nergens", "/v1/rapportage"] {
        let answer = app.get(path).await;
        assert_eq!(answer.header("api-version"), "1.0.0");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert!(ids.insert(answer.header("x-request-id").to_owned()));
    }
    let page = app.get("/").await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("style-src 'self'"));
    assert!(!page.header("content-security-policy").contains("unsafe"));
}

#[tokio::test]
async fn a_route_without_a_query_takes_none() {
    let app = TestApp::new();
    for path in ["/", "/livez", "/readyz", "/metrics", "/v1/openapi.json", "/v1/woordenlijst"] {
        assert_eq!(app.get(path).await.status, 200, "{path}");
        assert_eq!(app.get(&format!("{path}?x=1")).await.problem(path), "400 ongeldige-invoer; x: onbekende-parameter");
    }
    let sent =
        Request::post("/v1/gebeurtenissen?force=1").header("content-type", "application/json").body(Body::from("{}"));
    assert_eq!(app.send(sent.unwrap()).await.gist(), "400 ongeldige-invoer; force: onbekende-parameter");
}

#[tokio::test]
async fn a_panic_is_a_problem_and_the_service_lives_on() {
    use axum::routing::get;
    let app = TestApp::new();
    let routes = axum::Router::new().route("/v1/kapot", get(async || -> &'static str { panic!("as a test wants it") }));
    let broken = TestApp { router: peildatum::http::finish(routes), ..TestApp::new() };
    let answer = broken.get("/v1/kapot").await;
    assert_snapshot!(answer.problem("/v1/kapot"), @"500 interne-fout");
    assert!(!answer.text.contains("as a test wants it"));
    assert_eq!(app.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn health_and_metrics_tell_how_it_is() {
    let app = TestApp::with_stream("leiden");
    for path in ["/readyz", "/readyz?voor=lezen"] {
        assert_eq!(app.get(path).await.json()["positie"], app.service.durable_head());
    }
    assert_eq!(app.get("/readyz?voor=x").await.problem("/readyz"), "400 ongeldige-invoer; voor: ongeldige-waarde");
    app.get("/v1/gebeurtenissen").await;
    let metrics = app.get("/metrics").await.text;
    assert!(
        metrics.contains("peildatum_http_requests_total{method=\"GET\",route=\"/v1/gebeurtenissen\",status=\"200\"}"),
        "{metrics}"
    );
    assert!(metrics.contains("peildatum_head "));
    let words = app.get("/v1/woordenlijst").await.json();
    assert!(words.as_array().unwrap().iter().any(|word| word["naam"] == "voorziening"));
}

#[tokio::test]
async fn who_to_tell_of_a_weakness_is_configured_or_not_there() {
    let path = "/.well-known/security.txt";
    let without = TestApp::with(peildatum::http::HttpSettings::of(super::actor()));
    assert_eq!(without.get(path).await.problem(path), "404 niet-gevonden");
    let said = TestApp::new().get(path).await.text;
    assert!(said.starts_with("Contact: mailto:veiligheid@stad.example\nExpires: 2027-01-31T00:00:00Z\n"), "{said}");
}

#[tokio::test]
async fn a_log_that_is_closed_takes_nothing_and_still_gives() {
    let app = TestApp::new();
    app.append(&super::node("9")).await;
    app.service.close_async().await.unwrap();
    let answer = app.append(&super::node("8")).await;
    assert!(answer.problem("/v1/gebeurtenissen").starts_with("503 "), "{}", answer.text);
    assert_eq!(app.get("/v1/gebeurtenissen").await.status, 200, "what was recorded can still be read");
}

#[tokio::test]
async fn who_takes_nothing_of_what_an_address_gives_is_told_so_before_anything_is_done() {
    let app = TestApp::with_stream("voorbeeldstad");
    for (path, accept) in [
        ("/v1/dossiers", "text/html"),
        ("/v1/dossiers/wachtlijst", "text/csv"),
        ("/v1/rapportage?geldigOp=2019-04-01", "text/html"),
        ("/v1/gebeurtenissen", "application/xml"),
        ("/v1/export", "application/json"),
        ("/v1/openapi.json", "application/yaml"),
        ("/tlog/checkpoint", "application/json"),
        ("/", "application/json"),
    ] {
        let answer = app.get_with(path, "accept", accept).await;
        assert_eq!(answer.problem(path), "406 formaat-niet-beschikbaar", "{path}");
    }
    // A browser accepts anything as its last choice, so it gets the default format.
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    assert_eq!(app.get_with("/v1/dossiers", "accept", browser).await.header("content-type"), "application/json");
    let head = app.service.durable_head();
    let request = axum::http::Request::post("/v1/gebeurtenissen")
        .header("content-type", "application/json")
        .header("accept", "text/html")
        .body(super::node("5").to_string().into())
        .unwrap();
    assert_eq!(app.send(request).await.status, 406);
    assert_eq!(app.service.durable_head(), head, "nothing was recorded");
}

#[tokio::test]
async fn any_page_may_read_the_description_of_the_api_and_nothing_else() {
    let app = TestApp::with_stream("voorbeeldstad");
    for path in ["/v1/openapi.json", "/v1/dossiers", "/v1/woordenlijst", "/livez", "/"] {
        let answer = app.get_with(path, "origin", "https://elders.example").await;
        let open = if path == "/v1/openapi.json" { "*" } else { "" };
        assert_eq!(answer.header("access-control-allow-origin"), open, "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
}

#[tokio::test]
async fn who_to_ask_is_in_the_description_where_somebody_said_so() {
    let contact = |address: Option<&str>| {
        let security_contact = address.map(str::to_owned);
        TestApp::with(peildatum::http::HttpSettings {
            security_contact,
            ..peildatum::http::HttpSettings::of(super::actor())
        })
    };
    let told = async |app: TestApp| app.get("/v1/openapi.json").await.json()["info"]["contact"].clone();
    assert_eq!(told(contact(None)).await, serde_json::Value::Null);
    assert_eq!(told(contact(Some("mailto:veiligheid@stad.example"))).await["email"], "veiligheid@stad.example");
    assert_eq!(told(contact(Some("https://stad.example/meldpunt"))).await["url"], "https://stad.example/meldpunt");
}

#[tokio::test]
async fn everything_that_is_measured_says_what_it_is() {
    let app = TestApp::with_stream("voorbeeldstad");
    app.get("/livez").await;
    let text = app.get("/metrics").await.text;
    let about = |start: &str| -> std::collections::BTreeSet<String> {
        text.lines().filter_map(|line| line.strip_prefix(start)?.split(' ').next().map(str::to_owned)).collect()
    };
    let typed = about("# TYPE ");
    assert!(typed.len() >= 3, "{text}");
    assert_eq!(about("# HELP "), typed);
}
