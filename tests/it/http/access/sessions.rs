//! Sessions: how strong a sign-in has to be, who sees and ends which, what ends with one, and what keeps none alive.

use axum::http::StatusCode;
use peildatum::access::openid::verify::Strength;
use peildatum::domain::access::Role;
use serde_json::{Value, json};

use super::super::pages::BROWSER;
use super::openid::{NOW_SECONDS, Place, account};
use super::{FORM, OWN, bearer};

/// Reads the sessions at an address, in a session.
async fn sessions(place: &Place, path: &str, cookie: &str) -> Vec<Value> {
    place.guarded.send("GET", path, &[("cookie", cookie)], "").await.json().as_array().unwrap().clone()
}

#[tokio::test]
async fn a_person_sees_and_ends_own_sessions_and_no_others() {
    let place = Place::new();
    let (mine, second) = (place.session(&json!({})).await, place.session(&json!({ "sid": "s2" })).await);
    let other = place.session(&json!({ "sub": "els", "roles": ["lezer"], "name": "Els" })).await;
    let own = sessions(&place, "/v1/eigen-sessies", &mine).await;
    assert_eq!(own.len(), 2, "{own:?}");
    assert!(own.iter().all(|one| one["wie"] == "stad:jan" && one["rol"] == "controleren"));
    assert_eq!(own.iter().filter(|one| one["huidig"] == true).count(), 1);
    let id_of_second = own.iter().find(|one| one["huidig"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    let delete = async |path: &str, cookie: &str| {
        place.guarded.send("DELETE", path, &[("cookie", cookie), OWN], "").await.status.as_u16()
    };
    assert_eq!(delete(&format!("/v1/eigen-sessies/{id_of_second}"), &other).await, 404, "it is of somebody else");
    assert_eq!(delete(&format!("/v1/sessies/{id_of_second}"), &mine).await, 403, "that is for who manages access");
    let page = place.browse("/sessies", &mine).await.text;
    assert!(page.contains("Uw sessies") && !page.contains("Alle sessies") && page.contains("deze sessie"), "{page}");
    let press = async |step: &str, cookie: &str| {
        place.guarded.send("POST", "/sessies", &[("cookie", cookie), OWN, FORM], &format!("stap={step}")).await
    };
    for foreign in [format!("sessie%3A{id_of_second}"), "wie%3Astad%3Ajan".to_owned()] {
        assert_eq!(press(&foreign, &other).await.status, 403, "{foreign}");
    }
    assert_eq!(press("iets", &mine).await.status, 400);
    assert_eq!(press(&format!("sessie%3A{id_of_second}"), &mine).await.status, 303);
    assert_eq!(place.browse("/", &second).await.status, 303, "it is over");
    assert_eq!(
        (place.browse("/", &mine).await.status, place.browse("/", &other).await.status),
        (StatusCode::OK, StatusCode::OK)
    );
    let third = place.session(&json!({})).await;
    assert_eq!(press("andere", &mine).await.status, 303);
    assert_eq!(
        (place.browse("/", &third).await.status, place.browse("/", &mine).await.status),
        (StatusCode::SEE_OTHER, StatusCode::OK)
    );
    let line = place.guarded.lines().into_iter().rfind(|line| line["object"]["route"] == "/sessies").unwrap();
    assert_eq!(line["handeling"], json!(["eigen-sessies-beheren"]));
}

#[tokio::test]
async fn an_administrator_ends_everything_of_one_person_at_once_also_what_is_open() {
    let place = Place::new();
    let administrator = place.guarded.token(Role::Administrator);
    let authorization = bearer(&administrator);
    let session = place.session(&json!({})).await;
    let other = place.session(&json!({ "sub": "els", "roles": ["lezer"] })).await;
    let jwt = place.issuer.sign(&account(&json!({ "aud": "api" }), &json!({ "name": null })));
    let stream = async {
        let headers = [("cookie", session.as_str())];
        place.guarded.send("GET", "/v1/gebeurtenissen/stroom?na=hoofd", &headers, "").await
    };
    let ended = async {
        let admin = [("authorization", authorization.as_str())];
        let all = place.guarded.send("GET", "/v1/sessies?limit=1", &admin, "").await;
        assert!(all.header("link").contains("cursor="), "{:?}", all.headers);
        let called = place.guarded.send("GET", "/v1/rondes", &[("authorization", &bearer(&jwt))], "").await;
        assert_eq!(called.status, 200, "{}", called.text);
        let missing = place.guarded.send("DELETE", "/v1/sessies", &admin, "").await;
        assert!(missing.status == 400 && missing.text.contains("verplicht"), "{}", missing.text);
        place.guarded.send("DELETE", "/v1/sessies?wie=stad%3Ajan", &admin, "").await
    };
    let (stream, ended) = tokio::join!(stream, ended);
    assert_eq!(ended.json(), json!({ "beeindigdeSessies": 1 }));
    assert!(stream.text.contains("event: einde"), "what was open ended: {}", stream.text);
    assert_eq!(place.browse("/", &session).await.status, 303);
    let called = place.guarded.send("GET", "/v1/rondes", &[("authorization", &bearer(&jwt))], "").await;
    assert!(called.status == 401 && called.text.contains("toegang-ingetrokken"), "{}", called.text);
    assert_eq!(place.browse("/", &other).await.status, 200, "somebody else goes on");
    let line = place.guarded.lines().into_iter().rfind(|line| line["object"]["methode"] == "DELETE").unwrap();
    assert_eq!((&line["handeling"], &line["actor"]), (&json!(["toegang-beheren"]), &json!("token:beheren")));
    assert_eq!(line["object"]["wie"], json!(["stad:jan"]), "whose sessions ended");
}

#[tokio::test]
async fn signing_out_makes_the_browser_drop_what_it_kept_and_no_cookie_of_others() {
    let place = Place::new();
    let session = place.session(&json!({})).await;
    let left =
        place.guarded.send("POST", "/afmelden", &[("cookie", &session), OWN, FORM, ("accept", BROWSER)], "").await;
    assert_eq!(left.header("clear-site-data"), "\"cache\", \"storage\"");
}

#[tokio::test]
async fn whether_the_service_lives_is_told_without_a_look_at_what_is_presented() {
    let place = Place::new();
    let token = place.guarded.token(Role::Reader);
    let session = place.session(&json!({})).await;
    let begun = sessions(&place, "/v1/eigen-sessies", &session).await[0]["laatstGebruiktOp"].clone();
    place.guarded.set_clock("2026-11-02T12:10:00Z");
    for path in ["/livez", "/readyz"] {
        for presented in [bearer(&token), bearer("pd_onzin"), bearer("a.b.c"), "Basic eDp4".to_owned()] {
            let answer = place.guarded.send("GET", path, &[("authorization", &presented)], "").await;
            assert_eq!(answer.status, 200, "{path} {presented}");
        }
        assert_eq!(place.guarded.send("GET", path, &[("cookie", &session)], "").await.status, 200);
    }
    let lines = place.guarded.lines();
    let asked = lines.iter().filter(|line| line["object"]["route"] == "/livez");
    assert!(asked.clone().count() == 5 && asked.clone().all(|line| line["actor"].is_null()), "nobody is named");
    let administrator = bearer(&place.guarded.token(Role::Administrator));
    let all = place.guarded.send("GET", "/v1/sessies", &[("authorization", &administrator)], "").await.json();
    assert_eq!(all[0]["laatstGebruiktOp"], begun, "no session is kept alive by it");
    let tokens =
        place.guarded.send("GET", "/v1/toegangsbewijzen", &[("authorization", &administrator)], "").await.json();
    let used = tokens.as_array().unwrap().iter().find(|one| one["rol"] == "lezen").unwrap();
    assert_eq!(used["laatstGebruiktOp"], Value::Null);
}

#[tokio::test]
async fn how_people_sign_in_is_asked_of_the_provider_and_checked() {
    let place = Place::asking(Strength { classes: vec!["hoog".to_owned(), "midden".to_owned()], age_max: Some(600) });
    let (_, query) = place.begin("/").await;
    assert_eq!((query["acr_values"].as_str(), query["max_age"].as_str()), ("hoog midden", "600"));
    let plain = Place::new().begin("/").await.1;
    assert!(
        !plain.contains_key("acr_values") && !plain.contains_key("max_age"),
        "nothing is asked that was not configured"
    );
    place.session(&json!({ "acr": "midden", "auth_time": NOW_SECONDS - 10 })).await;
    for (claims, code) in [
        (json!({ "acr": "laag", "auth_time": NOW_SECONDS }), "aanmelding-te-licht"),
        (json!({ "auth_time": NOW_SECONDS }), "aanmelding-te-licht"),
        (json!({ "acr": "hoog", "auth_time": NOW_SECONDS - 700 }), "aanmelding-te-oud"),
        (json!({ "acr": "hoog" }), "aanmelding-te-oud"),
    ] {
        let refused = place.sign_in(&claims).await;
        assert_eq!(refused.status, 401, "{claims}: {}", refused.text);
        assert_eq!(place.guarded.lines().last().unwrap()["aanmelding"], code, "{claims}");
    }
}
