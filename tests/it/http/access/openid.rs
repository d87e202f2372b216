//! Signing in at a provider, with one that has no network: what the browser is sent, what comes back, and how each refusal
//! is said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use parking_lot::Mutex;
use peildatum::access::AccessSettings;
use peildatum::access::openid::Providers;
use peildatum::access::openid::claims::{AccountRules, ClaimPath};
use peildatum::access::openid::client::ProviderHttp;
use peildatum::access::openid::provider::{ClientIdentity, Provider, ProviderSettings};
use peildatum::access::openid::verify::Strength;
use peildatum::domain::access::Role;
use peildatum::http::HttpSettings;
use peildatum::http::access::Permission;
use peildatum::http::access::RouteAccess;
use peildatum::http::page_routes::table;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::actor;
use super::super::pages::BROWSER;
use super::table::concrete;
use super::{Answer, FORM, Guarded, OWN, bearer};

const ISSUER: &str = "https://login.example";
/// The moment of the clock of these tests, in seconds.
pub(super) const NOW_SECONDS: i64 = 1_793_620_800;

/// A provider without a network, which signs what it is told to.
pub(super) struct Issuer {
    key: EcdsaKeyPair,
    /// The forms that were sent to it.
    forms: Mutex<Vec<BTreeMap<String, String>>>,
    /// The claims of the next ID token.
    next: Mutex<Value>,
}

impl Issuer {
    pub fn sign(&self, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let body = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": "een" })), part(claims));
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(self.key.sign(&SystemRandom::new(), body.as_bytes()).unwrap()))
    }
}

impl ProviderHttp for Issuer {
    fn get(&self, url: &str) -> Result<Value, String> {
        let point = self.key.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|half| URL_SAFE_NO_PAD.encode(half));
        match url.strip_prefix(ISSUER) {
            Some("/.well-known/openid-configuration") => Ok(json!({
                "issuer": ISSUER, "authorization_endpoint": format!("{ISSUER}/auth?p=1"),
                "token_endpoint": format!("{ISSUER}/token"), "jwks_uri": format!("{ISSUER}/keys"),
                "end_session_endpoint": format!("{ISSUER}/end"), "authorization_response_iss_parameter_supported": true
            })),
            Some("/keys") => Ok(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "een", "x": x, "y": y }] })),
            _ => Err(format!("{url} is unknown")),
        }
    }

    fn post(&self, url: &str, form: &[(&str, &str)], authorization: Option<&str>) -> Result<(u16, Value), String> {
        assert_eq!((url, authorization), ("https://login.example/token", Some("Basic cGVpbGRhdHVtOmclMjZoJTNB")));
        let form: BTreeMap<String, String> =
            form.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        let is_known = form["code"] == "goed";
        self.forms.lock().push(form);
        if is_known {
            Ok((200, json!({ "id_token": self.sign(&self.next.lock()), "access_token": "x", "token_type": "Bearer" })))
        } else {
            Ok((400, json!({ "error": "invalid_grant" })))
        }
    }
}

pub(super) struct Place {
    pub guarded: Guarded,
    pub issuer: Arc<Issuer>,
}

impl Place {
    pub fn new() -> Place {
        Place::asking(Strength::default())
    }

    /// The same with a provider of which this is asked.
    pub fn asking(strength: Strength) -> Place {
        let random = SystemRandom::new();
        let bytes = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes.as_ref(), &random).unwrap();
        let issuer = Arc::new(Issuer { key, forms: Mutex::default(), next: Mutex::new(Value::Null) });
        let claim = |text| ClaimPath::dotted(text).unwrap();
        let roles = [("lezer", Role::Reader), ("rapporteur", Role::Reporter), ("controller", Role::Controller)];
        let roles = roles.into_iter().chain([("accountant", Role::Controller)]);
        let account = AccountRules {
            role: claim("roles"),
            roles: roles.map(|(word, role)| (word.to_owned(), role)).collect(),
            auditors: BTreeSet::from(["accountant".to_owned()]),
            nodes: Some(claim("onderdelen")),
            name: claim("name"),
            end: Some(claim("einddatum")),
            ends: BTreeMap::new(),
        };
        let settings = ProviderSettings {
            name: "stad".to_owned(),
            label: "Voorbeeldstad".to_owned(),
            issuer: ISSUER.to_owned(),
            client: Some(ClientIdentity { id: "peildatum".to_owned(), secret: Some("g&h:".to_owned().into()) }),
            audience: Some("api".to_owned()),
            algorithm: Algorithm::ES256,
            scopes: vec!["profile".to_owned()],
            account,
            leeway: 60,
            strength,
        };
        let providers = Arc::new(Providers::of(vec![Provider::new(settings, issuer.clone())]));
        let access = AccessSettings { providers, ..AccessSettings::default() };
        let guarded = Guarded::with(HttpSettings { access: Some(access), ..HttpSettings::of(actor()) });
        Place { guarded, issuer }
    }

    pub async fn browse(&self, path: &str, cookie: &str) -> Answer {
        self.guarded.send("GET", path, &[("accept", BROWSER), ("cookie", cookie)], "").await
    }

    /// Begins to sign in; returns the cookie and the query that the provider gets.
    pub async fn begin(&self, to: &str) -> (String, BTreeMap<String, String>) {
        let sent = self.browse(&format!("/aanmelden/stad?naar={to}"), "").await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let there = sent.header("location").strip_prefix("https://login.example/auth?p=1&").unwrap().to_owned();
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let pairs = there.split('&').map(|pair| pair.split_once('=').unwrap());
        let query = pairs.map(|(key, value)| (key.to_owned(), decoded(value))).collect();
        (sent.header("set-cookie").to_owned(), query)
    }

    /// Signs in as an account with these claims; returns the answer.
    pub async fn sign_in(&self, claims: &Value) -> Answer {
        let (cookie, query) = self.begin("/").await;
        *self.issuer.next.lock() = account(&json!({ "nonce": query["nonce"] }), claims);
        self.browse(&come_back(&query["state"]), cookie.split(';').next().unwrap()).await
    }

    pub async fn session(&self, claims: &Value) -> String {
        let answer = self.sign_in(claims).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        cookies(&answer.headers).remove(0)
    }

    async fn sign_out_there(&self, claims: &Value) -> Answer {
        let token = self.issuer.sign(claims);
        self.guarded.send("POST", "/aanmelden/stad/einde", &[FORM], &format!("logout_token={token}")).await
    }
}

/// The cookies that an answer sets, without their attributes.
fn cookies(headers: &HeaderMap) -> Vec<String> {
    let all = headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    all.map(|cookie| cookie.split(';').next().unwrap().to_owned()).collect()
}

fn come_back(state: &str) -> String {
    format!("/aanmelden/stad/terug?code=goed&state={state}&iss=https%3A%2F%2Flogin.example&session_state=x")
}

/// The claims of an ID token, with others in their place.
pub(super) fn account(more: &Value, other: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": "peildatum", "sub": "jan", "sid": "s1", "iat": NOW_SECONDS, "exp": NOW_SECONDS + 300,
        "roles": ["controller"], "name": "Jan <b>Jansen</b>"
    });
    for (key, value) in more.as_object().unwrap().iter().chain(other.as_object().unwrap()) {
        claims[key] = value.clone();
    }
    claims
}

#[tokio::test]
async fn a_browser_is_sent_to_the_provider_with_a_challenge_and_comes_back_where_it_was_going() {
    let place = Place::new();
    let form = place.browse("/aanmelden?naar=/rondes", "").await;
    assert!(
        form.text.contains("Aanmelden bij Voorbeeldstad") && form.text.contains("type=\"password\""),
        "{}",
        form.text
    );
    let (cookie, query) = place.begin("/rondes/2019-vr1%3Fversie%3D2").await;
    for part in
        ["__Host-peildatum-aanmelding=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"]
    {
        assert!(cookie.contains(part), "{cookie}");
    }
    let told = |key: &str| query[key].as_str();
    assert_eq!((told("response_type"), told("client_id"), told("scope")), ("code", "peildatum", "openid profile"));
    assert_eq!(told("code_challenge_method"), "S256");
    assert!(told("redirect_uri").ends_with("/aanmelden/stad/terug"), "{query:?}");
    *place.issuer.next.lock() = account(&json!({ "nonce": query["nonce"] }), &json!({}));
    let carried = cookie.split(';').next().unwrap();
    let back = place.browse(&come_back(&query["state"]), carried).await;
    assert_eq!((back.status.as_u16(), back.header("location")), (303, "/rondes/2019-vr1?versie=2"), "{}", back.text);
    let form = place.issuer.forms.lock().remove(0);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!((challenge.as_str(), &form["redirect_uri"]), (told("code_challenge"), &query["redirect_uri"]));
    assert!(!form.contains_key("client_secret"), "it is in the header");
    let set = cookies(&back.headers);
    assert_eq!(set[1], "__Host-peildatum-aanmelding=", "what was carried is dropped");
    let page = place.browse("/", &set[0]).await;
    assert!(page.text.contains("Jan &lt;b&gt;Jansen&lt;/b&gt; (controleren)"), "{}", page.text);
    let line =
        place.guarded.lines().into_iter().find(|line| line["object"]["route"] == "/aanmelden/{naam}/terug").unwrap();
    assert_eq!(
        (&line["actor"], &line["rol"], &line["aanmelding"]),
        (&json!("stad:jan"), &json!("controleren"), &Value::Null)
    );
}

#[tokio::test]
async fn an_answer_of_another_browser_an_earlier_sign_in_or_another_provider_signs_nobody_in() {
    let place = Place::new();
    let (cookie, query) = place.begin("/").await;
    let carried = cookie.split(';').next().unwrap();
    *place.issuer.next.lock() = account(&json!({ "nonce": query["nonce"] }), &json!({}));
    let right = come_back(&query["state"]);
    let (other, _) = place.begin("/").await;
    for (path, cookie, code) in [
        (right.clone(), "", "andere-aanmelding"),
        (right.clone(), other.split(';').next().unwrap(), "andere-aanmelding"),
        (come_back(&"0".repeat(64)), carried, "andere-aanmelding"),
        ("/aanmelden/stad/terug".to_owned(), carried, "andere-aanmelding"),
        (right.replace("login.example", "evil.example"), carried, "uitgever-onbekend"),
        (right.replace("&iss=https%3A%2F%2Flogin.example", ""), carried, "uitgever-onbekend"),
        (right.replace("code=goed", "code=fout"), carried, "aanmelding-mislukt"),
        (right.replace("code=goed", "error=access_denied"), carried, "aanmelding-mislukt"),
    ] {
        let refused = place.browse(&path, cookie).await;
        assert_eq!(refused.status, 401, "{path}: {}", refused.text);
        assert!(cookies(&refused.headers).iter().all(|cookie| !cookie.starts_with("__Host-peildatum=")), "{path}");
        assert_eq!(place.guarded.lines().last().unwrap()["aanmelding"], code, "{path}");
    }
    for (claims, status, code) in [
        (json!({ "nonce": "van-een-ander" }), 401, "andere-aanmelding"),
        (json!({ "aud": "andere-dienst" }), 401, "voor-andere-dienst"),
        (json!({ "aud": ["peildatum", "andere-dienst"] }), 401, "voor-andere-dienst"),
        (json!({ "azp": "andere-dienst" }), 401, "voor-andere-dienst"),
        (json!({ "iss": "https://evil.example" }), 401, "uitgever-onbekend"),
        (json!({ "exp": NOW_SECONDS - 60 }), 401, "toegang-verlopen"),
        (json!({ "roles": [] }), 403, "geen-rol"),
        (json!({ "roles": ["controller", "rapporteur"] }), 403, "meer-rollen"),
        (json!({ "einddatum": "2026-11-01" }), 403, "account-verlopen"),
        (json!({ "roles": ["accountant"] }), 403, "einddatum-ontbreekt"),
    ] {
        let refused = place.sign_in(&claims).await;
        assert_eq!(refused.status.as_u16(), status, "{claims}: {}", refused.text);
        assert_eq!(place.guarded.lines().last().unwrap()["aanmelding"], code, "{claims}");
    }
    assert_eq!(place.browse("/aanmelden/elders", "").await.status, 404);
}

/// What an external auditor with the role `controleren` may call, without the code that the router reads.
fn is_for_auditors(method: &str, path: &str) -> bool {
    let first = |starts: &[&str]| starts.iter().any(|start| path.starts_with(start));
    let of_others = [
        "/v1/abonnementen",
        "/abonnementen",
        "/v1/toegangsbewijzen",
        "/toegang",
        "/beheer",
        "/v1/wisverzoeken",
        "/v1/export",
        "/v1/sessies",
    ];
    let forms = ["/rondes/{id}/vaststellen", "/vastleggen/{soort}"];
    match method {
        _ if first(&["/v1/eigen-sessies", "/sessies"]) => true,
        "GET" => !first(&["/inlezen", "/nakijken", "/v1/back-up"]) && !first(&of_others) && !first(&forms),
        _ => (method, path) == ("POST", "/v1/controles"),
    }
}

#[tokio::test]
async fn an_external_auditor_reads_and_recomputes_and_sees_no_draft_cell_by_cell() {
    let place = Place::new();
    let session = place.session(&json!({ "roles": ["accountant"], "einddatum": "2027-01-31" })).await;
    for RouteAccess { method, path, permission } in table() {
        if permission == Permission::Open || path.ends_with("/stroom") {
            continue;
        }
        let cell = format!("{method} {path}");
        let answer = place.guarded.send(method.as_str(), &concrete(&path), &[("cookie", &session), OWN], "").await;
        let is_refused = answer.status == 403;
        assert_eq!(is_refused, !is_for_auditors(method.as_str(), &path), "{cell}: {} {}", answer.status, answer.text);
        let why = ["niet-voor-auditor", "rol-niet-bevoegd"].iter().any(|code| answer.text.contains(code));
        assert!(!is_refused || why, "{cell}: {}", answer.text);
    }
    let door = place.browse("/", &session).await;
    assert_eq!(door.status, 200);
    for hidden in ["href=\"/nakijken", "href=\"/inlezen"] {
        assert!(!door.text.contains(hidden), "{hidden}");
    }
    let controller = place.session(&json!({ "roles": ["controller"], "einddatum": "2027-01-31" })).await;
    let own = place.browse("/", &controller).await;
    assert!(own.text.contains("href=\"/nakijken") && own.text.contains("href=\"/inlezen"), "somebody of the house");
}

#[tokio::test]
async fn what_a_person_records_has_them_as_its_actor_and_a_reporter_has_own_nodes() {
    let place = Place::new();
    let note = |node: &str| {
        json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": format!("onderdeel/{node}"),
            "ingangsdatum": "2021-09-01", "gegevens": { "tekst": "een woord" } })
    };
    let session = place.session(&json!({ "roles": ["lezer", "rapporteur"], "onderdelen": ["9"] })).await;
    let record = async |node: &str| {
        let headers = [("cookie", session.as_str()), OWN];
        place.guarded.send("POST", "/v1/gebeurtenissen", &headers, &note(node).to_string()).await
    };
    let recorded = record("9").await;
    assert_eq!(recorded.status, 201, "{}", recorded.text);
    let by = json!({ "id": "stad:jan", "naam": "Jan <b>Jansen</b>", "rol": "rapporteren" });
    assert_eq!(recorded.json()["actor"], by);
    let other = record("7").await;
    assert!(other.status == 403 && other.text.contains("onderdeel-niet-bevoegd"), "{}", other.text);
}

#[tokio::test]
async fn who_signs_out_here_is_led_to_the_provider_and_who_signs_out_there_is_out_here() {
    let place = Place::new();
    let session = place.session(&json!({})).await;
    let left =
        place.guarded.send("POST", "/afmelden", &[("cookie", &session), OWN, FORM, ("accept", BROWSER)], "").await;
    assert_eq!(left.status, 200, "{}", left.text);
    let there = left.header("refresh").strip_prefix("0; url=https://login.example/end?client_id=peildatum&").unwrap();
    assert!(there.contains("id_token_hint=") && there.contains("aanmelden"), "{there}");
    assert_eq!(place.browse("/", &session).await.status, 303, "the session is over");

    let (one, two) = (place.session(&json!({})).await, place.session(&json!({ "sid": "s2" })).await);
    let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let token = |other: &Value| account(&json!({ "events": event, "jti": "x" }), other);
    let wrong = place.sign_out_there(&token(&json!({ "aud": "api" }))).await;
    assert!(wrong.status == 400 && wrong.text.contains("voor-andere-dienst"), "{}", wrong.text);
    assert_eq!(place.browse("/", &one).await.status, 200);
    let bare = place.guarded.send("POST", "/aanmelden/stad/einde", &[FORM], "x=y").await;
    assert_eq!(bare.status, 400, "{}", bare.text);
    let ended = place.sign_out_there(&token(&json!({}))).await;
    assert_eq!(ended.status, 200, "{}", ended.text);
    assert_eq!(place.browse("/", &one).await.status, 303);
    let stolen = place.guarded.send("GET", "/v1/rondes", &[("cookie", &one)], "").await;
    assert!(stolen.status == 401 && stolen.text.contains("toegang-ingetrokken"), "{}", stolen.text);
    assert_eq!(place.browse("/", &two).await.status, 200, "another session of the same person");
}

#[tokio::test]
async fn a_program_brings_a_jwt_and_each_refusal_has_its_code_and_challenge() {
    let place = Place::new();
    let jwt = |other: &Value| place.issuer.sign(&account(&json!({ "aud": "api", "roles": ["lezer"] }), other));
    let call = async |token: &str| {
        place.guarded.send("GET", "/v1/rondes", &[("authorization", bearer(token).as_str())], "").await
    };
    assert_eq!(call(&jwt(&json!({}))).await.status, 200);
    for (claims, status, code) in [
        (json!({ "iss": "https://evil.example" }), 401, "uitgever-onbekend"),
        (json!({ "aud": "peildatum" }), 401, "voor-andere-dienst"),
        (json!({ "exp": NOW_SECONDS - 61 }), 401, "toegang-verlopen"),
        (json!({ "nbf": NOW_SECONDS + 61 }), 401, "toegang-nog-niet-geldig"),
        (json!({ "nonce": "x" }), 401, "voor-andere-dienst"),
        (json!({ "roles": ["x"] }), 403, "geen-rol"),
    ] {
        let refused = call(&jwt(&claims)).await;
        assert_eq!((refused.status.as_u16(), refused.json()["code"].as_str()), (status, Some(code)), "{claims}");
        assert_eq!(status == 401, refused.headers.contains_key("www-authenticate"), "{claims}");
    }
    let whole = jwt(&json!({}));
    let mut parts: Vec<&str> = whole.split('.').collect();
    let unsigned = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
    parts[0] = &unsigned;
    assert_eq!(call(&parts.join(".")).await.json()["code"], "algoritme-geweigerd");
    assert_eq!(call("a.b.c").await.json()["code"], "toegang-onleesbaar");
    let record = place.guarded.record(&whole, &json!([])).await;
    assert_eq!((record.status.as_u16(), &record.json()["code"]), (403, &json!("rol-niet-bevoegd")));
}
