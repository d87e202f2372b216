//! Signing in as a browser does: sessions, forged requests, where signing in leads, and what a page shows to whom.

use axum::http::Request;
use peildatum::access::attempts::FAILURES_MAX;
use peildatum::domain::access::Role;
use peildatum::http::access::Permission;
use peildatum::http::access::RouteAccess;
use peildatum::http::page_routes::table;

use super::super::pages::BROWSER;
use super::{Answer, FORM, Guarded, OWN, from, id_of};

async fn browse(guarded: &Guarded, path: &str, cookie: &str) -> Answer {
    guarded.send("GET", path, &[("accept", BROWSER), ("cookie", cookie)], "").await
}

#[tokio::test]
async fn a_browser_signs_in_goes_on_where_it_was_and_signs_out() {
    let guarded = Guarded::new();
    let token = guarded.token_named("jan", Role::Controller);
    let first = browse(&guarded, "/rondes/2019-vr1?versie=2", "x=y").await;
    assert_eq!(
        (first.status.as_u16(), first.header("location")),
        (303, "/aanmelden?naar=/rondes/2019-vr1%3Fversie%3D2")
    );
    let form = browse(&guarded, first.header("location"), "").await;
    assert!(
        form.text.contains("value=\"/rondes/2019-vr1?versie=2\"") && !form.text.contains("/afmelden"),
        "{}",
        form.text
    );
    let entered = guarded.sign_in(&token, "/rondes/2019-vr1?versie=2").await;
    assert_eq!(
        (entered.status.as_u16(), entered.header("location")),
        (303, "/rondes/2019-vr1?versie=2"),
        "{}",
        entered.text
    );
    let cookie = entered.header("set-cookie").to_owned();
    for part in ["__Host-peildatum=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains(&token[20..]), "the session has a name of its own");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = browse(&guarded, "/", &cookie).await;
    assert!(page.status == 200 && page.text.contains("token:jan (controleren)") && page.text.contains("/afmelden"));
    assert_eq!(
        guarded.lines().iter().filter(|line| line["actor"] == "token:jan").count(),
        2,
        "the sign-in and the page"
    );
    let left = guarded.send("POST", "/afmelden", &[("cookie", &cookie), OWN, FORM], "").await;
    assert!(left.status == 303 && left.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(browse(&guarded, "/", &cookie).await.status, 303);
}

#[tokio::test]
async fn a_session_ends_with_its_token_and_after_a_pause() {
    let guarded = Guarded::new();
    let (token, admin) = (guarded.token(Role::Reader), guarded.token(Role::Administrator));
    let (cookie, admins) = (guarded.session(&token).await, guarded.session(&admin).await);
    assert_eq!(browse(&guarded, "/", &cookie).await.status, 200);
    let path = format!("/toegang/{}/intrekking", id_of(&token));
    let ended = guarded.send("POST", &path, &[("cookie", &admins), OWN, FORM], "").await;
    assert_eq!((ended.status.as_u16(), ended.header("location")), (303, "/toegang"), "{}", ended.text);
    assert_eq!(browse(&guarded, "/", &cookie).await.status, 303);
    guarded.set_clock("2026-11-02T12:29:59Z");
    assert_eq!(browse(&guarded, "/", &admins).await.status, 200);
    guarded.set_clock("2026-11-02T13:00:00Z");
    assert_eq!(browse(&guarded, "/", &admins).await.status, 303);
    let twice = format!("{admins}; {admins}");
    assert_eq!(browse(&guarded, "/", &twice).await.status, 303);
}

#[tokio::test]
async fn what_a_page_of_another_site_sends_changes_nothing() {
    let guarded = Guarded::new();
    let sessions = {
        let mut sessions = Vec::new();
        for role in Role::ALL {
            sessions.push((role, guarded.session(&guarded.token(role)).await));
        }
        sessions
    };
    let (head, tokens) = (guarded.app.service.durable_head(), guarded.tokens.list().unwrap().len());
    // What a provider calls uses no session: it shows a token of its own.
    let by_browsers = |route: &RouteAccess| route.method != "GET" && !route.path.ends_with("/einde");
    for route in table().into_iter().filter(by_browsers) {
        let path = route.path.replace("{id}", "x").replace("{positie}", "1").replace("{soort}", "stoplicht.gezet");
        let (_, cookie) = sessions.iter().find(|(role, _)| route.permission.admits(*role)).unwrap();
        let forged: [&[(&str, &str)]; 4] = [
            &[("origin", "https://evil.example")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://zus.example")],
            &[],
        ];
        for headers in forged {
            let headers = [headers, &[("cookie", cookie.as_str()), FORM]].concat();
            let answer = guarded.send(route.method.as_str(), &path, &headers, "naam=x").await;
            assert!(answer.text.contains("andere-herkomst"), "{} {path} {headers:?}: {}", route.method, answer.text);
            assert_eq!(answer.status, 403);
        }
    }
    assert_eq!((guarded.app.service.durable_head(), guarded.tokens.list().unwrap().len()), (head, tokens));
    assert!(table().iter().any(|route| route.permission == Permission::Open && route.method == "POST"));
}

#[tokio::test]
async fn signing_in_leads_to_this_service_alone() {
    let guarded = Guarded::new();
    let token = guarded.token(Role::Reader);
    for elsewhere in ["//evil.example", "https://evil.example/", "/%5Cevil.example", "/aanmelden?naar=/x", ""] {
        let answer = guarded.sign_in(&token, elsewhere).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{elsewhere}");
        let page = browse(&guarded, &format!("/aanmelden?naar={}", elsewhere.replace('?', "%3F")), "").await;
        assert!(page.status == 200 && !page.text.contains("name=\"naar\""), "{elsewhere}: {}", page.text);
    }
}

#[tokio::test]
async fn who_guesses_has_to_wait_and_a_wrong_token_is_told_apart() {
    let guarded = Guarded::new();
    let token = guarded.token(Role::Reader);
    let unknown = format!("pd_{}_{}", "0".repeat(16), "0".repeat(64));
    let tried = async |token: &str| {
        let request = Request::post("/aanmelden").header(FORM.0, FORM.1).header(OWN.0, OWN.1);
        let request = request.header("x-forwarded-for", "192.0.2.1").body(format!("toegangsbewijs={token}").into());
        guarded.app.send(from("10.0.0.5", request.unwrap())).await
    };
    for attempt in 0..FAILURES_MAX {
        let answer = tried(if attempt == 0 { "onzin" } else { &unknown }).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
        assert!(answer.text.contains("role=\"alert\"") && !answer.text.contains(&unknown));
    }
    let waits = tried(&token).await;
    assert_eq!((waits.status.as_u16(), waits.header("retry-after")), (429, "600"), "also with the right one");
    assert_eq!(guarded.sign_in(&token, "/").await.status, 303, "another address");
    guarded.set_clock("2026-11-02T12:10:00Z");
    assert_eq!(tried(&token).await.status, 303);
}

#[tokio::test]
async fn a_page_offers_what_its_reader_may_do_and_says_why_not() {
    let guarded = Guarded::new();
    let page = async |role: Role, path: &str| {
        let cookie = guarded.session(&guarded.token_named(&format!("{}-{}", role.name(), path.len()), role)).await;
        browse(&guarded, path, &cookie).await.text
    };
    let event = "/gebeurtenissen/1";
    let offers = |page: &str| page.contains("herstelt=");
    assert!(offers(&page(Role::Controller, event).await) && !offers(&page(Role::Reporter, event).await));
    let lists = "/vastleggen/toelichting.vastgelegd";
    assert!(page(Role::Reporter, "/vastleggen").await.contains(lists));
    let reader = page(Role::Reader, "/vastleggen").await;
    assert!(!reader.contains(lists) && reader.contains("rapporteren, controleren"), "{reader}");
    assert!(page(Role::Administrator, "/").await.contains("href=\"/toegang\""));
    assert!(!page(Role::Reader, "/").await.contains("href=\"/toegang\""));
}

#[tokio::test]
async fn a_token_is_made_and_shown_once_on_a_page() {
    let guarded = Guarded::new();
    let cookie = guarded.session(&guarded.token(Role::Administrator)).await;
    let sent = async |form: &str| guarded.send("POST", "/toegang", &[("cookie", &cookie), OWN, FORM], form).await;
    let made = sent("naam=zaaksysteem&rol=rapporteren&onderdelen=9%2C+9A&vervaltOp=2026-11-30").await;
    assert_eq!(made.status, 200, "{}", made.text);
    let token = made.text.split("pd_").nth(1).map(|rest| format!("pd_{}", &rest[..81])).unwrap();
    assert_eq!(guarded.call("GET", "/v1/rondes", &token).await.status, 200);
    let list = browse(&guarded, "/toegang", &cookie).await;
    assert!(list.text.contains("zaaksysteem") && !list.text.contains(&token[20..]));
    let wrong = sent("naam=Zaak&rol=lezen&onderdelen=&vervaltOp=morgen").await;
    assert_eq!(wrong.status, 400);
    assert!(
        wrong.text.contains("value=\"Zaak\"") && wrong.text.matches("class=\"error\"").count() >= 2,
        "{}",
        wrong.text
    );
    assert_eq!(sent("naam=zaaksysteem&rol=lezen&onderdelen=&vervaltOp=2026-11-30").await.status, 409);
}
