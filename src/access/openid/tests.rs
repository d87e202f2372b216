//! Every way of not being let in by what a provider issues, with keys that are made here, and the rotation of keys.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;

use super::claims::{AccountRules, ClaimPath};
use super::client::ProviderHttp;
use super::provider::{ClientIdentity, ProviderSettings};
use super::verify::{Expected, Strength};
use super::*;
use crate::domain::access::Role;

const ISSUER: &str = "https://login.example/realms/stad";

/// A key of a provider.
struct Key {
    name: &'static str,
    pair: EcdsaKeyPair,
}

impl Key {
    fn new(name: &'static str) -> Key {
        let random = SystemRandom::new();
        let bytes = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes.as_ref(), &random).unwrap();
        Key { name, pair }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|half| URL_SAFE_NO_PAD.encode(half));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name, "x": x, "y": y })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let body = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), body.as_bytes()).unwrap();
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn issue(&self, claims: &Value) -> String {
        self.sign(&json!({ "alg": "ES256", "typ": "JWT", "kid": self.name }), claims)
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A provider without a network.
#[derive(Default)]
struct Issuer {
    /// Held by a test while the provider is slow.
    slow: Mutex<()>,
    calls: AtomicUsize,
    keys: Mutex<Vec<Value>>,
    asked: AtomicUsize,
    is_silent: Mutex<bool>,
}

impl ProviderHttp for Issuer {
    fn get(&self, url: &str) -> Result<Value, String> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        drop(self.slow.lock());
        if *self.is_silent.lock() {
            return Err("silent".to_owned());
        }
        match url.strip_prefix(ISSUER) {
            Some("/.well-known/openid-configuration") => Ok(json!({
                "issuer": ISSUER,
                "authorization_endpoint": format!("{ISSUER}/auth"),
                "token_endpoint": format!("{ISSUER}/token"),
                "jwks_uri": format!("{ISSUER}/keys"),
            })),
            Some("/keys") => {
                self.asked.fetch_add(1, Ordering::Relaxed);
                Ok(json!({ "keys": *self.keys.lock() }))
            }
            _ => panic!("{url} was asked"),
        }
    }

    fn post(&self, url: &str, _: &[(&str, &str)], _: Option<&str>) -> Result<(u16, Value), String> {
        panic!("{url} was asked")
    }
}

struct Place {
    issuer: Arc<Issuer>,
    providers: Providers,
    key: Key,
}

impl Place {
    fn new() -> Place {
        let (issuer, key) = (Arc::new(Issuer::default()), Key::new("een"));
        issuer.keys.lock().push(key.public());
        let claim = |text| ClaimPath::dotted(text).unwrap();
        let roles =
            BTreeMap::from([("pd-lezer".to_owned(), Role::Reader), ("pd-controller".to_owned(), Role::Controller)]);
        let account = AccountRules {
            role: claim("roles"),
            roles,
            nodes: None,
            name: claim("name"),
            auditors: std::collections::BTreeSet::new(),
            end: Some(claim("einddatum")),
            ends: BTreeMap::new(),
        };
        let settings = ProviderSettings {
            name: "stad".to_owned(),
            label: "Stad".to_owned(),
            issuer: ISSUER.to_owned(),
            client: Some(ClientIdentity { id: "peildatum".to_owned(), secret: None }),
            audience: Some("peildatum-api".to_owned()),
            algorithm: jsonwebtoken::Algorithm::ES256,
            scopes: Vec::new(),
            account,
            leeway: 60,
            strength: Strength::default(),
        };
        let providers = Providers::of(vec![Provider::new(settings, issuer.clone())]);
        Place { issuer, providers, key }
    }

    async fn admit(&self, token: &str) -> Result<Arc<Grant>, Refused> {
        self.providers.admit(token, at(0)).await
    }

    async fn refused(&self, token: &str) -> Refused {
        self.admit(token).await.map(|grant| grant.actor.id().to_owned()).unwrap_err()
    }
}

fn at(seconds: i64) -> Instant {
    Instant::from_micros((1_793_620_800 + seconds) * 1_000_000)
}

/// The claims of a token that lets in, with others in their place; null leaves one out.
fn claims(other: &Value) -> Value {
    let now = at(0).micros() / 1_000_000;
    let mut claims = json!({
        "iss": ISSUER, "aud": ["peildatum-api", "account"], "sub": "jan", "sid": "s1", "iat": now - 10, "exp": now + 300,
        "roles": ["pd-controller"], "name": "J. Jansen"
    });
    let all = claims.as_object_mut().unwrap();
    for (key, value) in other.as_object().unwrap() {
        all.insert(key.clone(), value.clone());
    }
    all.retain(|_, value| !value.is_null());
    claims
}

#[tokio::test]
async fn a_token_of_the_issuer_lets_in_as_who_it_names() {
    let place = Place::new();
    let grant = place.admit(&place.key.issue(&claims(&json!({})))).await.unwrap();
    assert_eq!((grant.actor.id(), grant.role), ("stad:jan", Role::Controller));
    assert_eq!(grant.actor.name.as_ref().unwrap().as_str(), "J. Jansen");
    assert!(grant.refused(at(359)).is_none() && grant.refused(at(360)) == Some(Refused::Expired), "with the leeway");
    assert_eq!(grant.token(), None);
    let long = place.admit(&place.key.issue(&claims(&json!({ "sub": "x".repeat(200) })))).await.unwrap();
    let odd = place.admit(&place.key.issue(&claims(&json!({ "sub": "een|twee" })))).await.unwrap();
    let forged = odd.actor.id().strip_prefix("stad:").unwrap();
    let forged = place.admit(&place.key.issue(&claims(&json!({ "sub": forged })))).await.unwrap();
    let ids = [long.actor.id(), odd.actor.id(), forged.actor.id()];
    assert!(ids.iter().all(|id| id.starts_with("stad:sha256.")) && ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    assert_eq!(place.issuer.asked.load(Ordering::Relaxed), 1, "the keys are kept");
}

#[tokio::test]
async fn each_token_that_does_not_hold_is_refused_with_its_own_word() {
    let (place, now) = (Place::new(), at(0).micros() / 1_000_000);
    for (other, refused) in [
        (json!({ "iss": "https://evil.example" }), Refused::ForeignIssuer),
        (json!({ "iss": format!("{ISSUER}/") }), Refused::ForeignIssuer),
        (json!({ "iss": null }), Refused::ForeignIssuer),
        (json!({ "aud": "andere-api" }), Refused::Audience),
        (json!({ "aud": "peildatum" }), Refused::Audience),
        (json!({ "aud": null }), Refused::Audience),
        (json!({ "exp": now - 60 }), Refused::Expired),
        (json!({ "exp": null }), Refused::Unreadable),
        (json!({ "exp": "9999999999" }), Refused::Unreadable),
        (json!({ "nbf": now + 61 }), Refused::NotYetValid),
        (json!({ "iat": now + 61 }), Refused::NotYetValid),
        (json!({ "nbf": "0" }), Refused::Unreadable),
        (json!({ "sub": null }), Refused::Unreadable),
        (json!({ "sub": "" }), Refused::Unreadable),
        (json!({ "nonce": "x" }), Refused::Audience),
        (json!({ "typ": "ID" }), Refused::Audience),
        (json!({ "at_hash": "x" }), Refused::Audience),
        (json!({ "c_hash": "x" }), Refused::Audience),
        (json!({ "events": {} }), Refused::Audience),
        (json!({ "roles": ["iets"] }), Refused::NoRole),
        (json!({ "roles": ["pd-lezer"], "einddatum": "2026-11-01" }), Refused::AccountEnded),
    ] {
        assert_eq!(place.refused(&place.key.issue(&claims(&other))).await, refused, "{other}");
    }
    for held in [json!({ "exp": now - 59 }), json!({ "nbf": now + 60 }), json!({ "aud": "peildatum-api" })] {
        assert!(place.admit(&place.key.issue(&claims(&held))).await.is_ok(), "{held}: within the leeway");
    }
}

#[tokio::test]
async fn who_signed_it_and_how_is_not_for_the_token_to_say() {
    let (place, ours) = (Place::new(), claims(&json!({})));
    let kid = place.key.name;
    // Not signed at all, in every way of writing it.
    for none in ["none", "None", "NONE", "nOnE", ""] {
        let unsigned = format!("{}.{}.", part(&json!({ "alg": none, "kid": kid })), part(&ours));
        assert_eq!(place.refused(&unsigned).await, Refused::Algorithm, "{none}");
    }
    // Signed with a secret: the public key as one, as old libraries took it.
    for symmetric in ["HS256", "HS384", "HS512"] {
        let body = format!("{}.{}", part(&json!({ "alg": symmetric, "kid": kid })), part(&ours));
        let secret = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, place.key.pair.public_key().as_ref());
        let signed = format!("{body}.{}", URL_SAFE_NO_PAD.encode(ring::hmac::sign(&secret, body.as_bytes())));
        assert_eq!(place.refused(&signed).await, Refused::Algorithm, "{symmetric}");
    }
    // Another asymmetric algorithm than was agreed.
    let other = place.key.sign(&json!({ "alg": "RS256", "kid": kid }), &ours);
    assert_eq!(place.refused(&other).await, Refused::Algorithm);
    // The key of somebody else, under the name of ours, and named by the token itself.
    let thief = Key::new("een");
    assert_eq!(place.refused(&thief.issue(&ours)).await, Refused::Signature);
    let brought = json!({ "alg": "ES256", "kid": kid, "jwk": thief.public(), "jku": "https://evil.example/keys" });
    assert_eq!(place.refused(&thief.sign(&brought, &ours)).await, Refused::Signature, "no address of a token is asked");
    assert_eq!(place.refused(&Key::new("twee").issue(&ours)).await, Refused::UnknownKey);
    // A claim that was changed afterwards, and a signature of nothing.
    let signed = place.key.issue(&ours);
    let mut parts: Vec<&str> = signed.split('.').collect();
    let changed = part(&claims(&json!({ "sub": "piet" })));
    parts[1] = &changed;
    assert_eq!(place.refused(&parts.join(".")).await, Refused::Signature);
    parts[2] = "";
    assert_eq!(place.refused(&parts.join(".")).await, Refused::Signature);
    let critical = place.key.sign(&json!({ "alg": "ES256", "kid": kid, "crit": ["b64"], "b64": false }), &ours);
    assert_eq!(place.refused(&critical).await, Refused::Unreadable);
    for unreadable in ["", "..", "a.b.c", "a.b", "a.b.c.d", &format!("{signed}.x"), &"x".repeat(100_000)] {
        assert_eq!(place.refused(unreadable).await, Refused::Unreadable, "{unreadable:.20}");
    }
}

#[tokio::test]
async fn keys_rotate_while_people_work_and_a_key_that_left_opens_nothing() {
    let (place, next) = (Place::new(), Key::new("twee"));
    let admit = async |key: &Key, seconds: i64| {
        let now = at(seconds).micros() / 1_000_000;
        let token = key.issue(&claims(&json!({ "iat": now, "exp": now + 300 })));
        place.providers.admit(&token, at(seconds)).await.map(drop)
    };
    let asked = || place.issuer.asked.load(Ordering::Relaxed);
    assert_eq!(admit(&place.key, 0).await, Ok(()));
    assert_eq!(admit(&next, 1).await, Err(Refused::UnknownKey));
    place.issuer.keys.lock().push(next.public());
    assert_eq!(admit(&next, 2).await, Ok(()), "an unknown name asks for the set again");
    assert_eq!(admit(&place.key, 3).await, Ok(()), "both are in it");
    place.issuer.keys.lock().remove(0);
    assert_eq!((admit(&place.key, 4).await, asked()), (Ok(()), 3), "until the set is fetched again");
    assert_eq!(admit(&place.key, 1_000).await, Err(Refused::UnknownKey), "it left the set");
    // Whoever invents names does not make this service ask without end.
    let before = asked();
    for number in 0..100 {
        assert_eq!(admit(&Key::new("verzonnen"), 2_000 + number / 50).await, Err(Refused::UnknownKey));
    }
    assert!(asked() - before <= 7, "{}", asked() - before);
    assert_eq!(admit(&next, 2_002).await, Ok(()));
    // A provider that is silent for a while is no reason to let nobody in; for a day it is.
    *place.issuer.is_silent.lock() = true;
    assert_eq!(admit(&next, 10_000).await, Ok(()));
    assert_eq!(admit(&next, 100_000).await, Err(Refused::Unreachable));
}

/// The token of a sign-out, with other claims in their place.
fn logout(other: &Value) -> Value {
    let mut all = claims(&json!({
        "aud": "peildatum", "roles": null, "name": null, "jti": "x",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} }
    }));
    for (key, value) in other.as_object().unwrap() {
        all[key] = value.clone();
    }
    all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    all
}

#[tokio::test]
async fn a_sign_out_at_the_provider_ends_what_was_issued_before_it() {
    let (place, now) = (Place::new(), at(0).micros() / 1_000_000);
    let provider = Arc::clone(place.providers.named("stad").unwrap());
    let stolen = place.key.issue(&claims(&json!({})));
    let grant = place.admit(&stolen).await.unwrap();
    let other = place.key.issue(&claims(&json!({ "sid": "s2" })));
    for (wrong, refused) in [
        (json!({ "events": null }), Refused::Unreadable),
        (json!({ "events": { "iets": {} } }), Refused::Unreadable),
        (json!({ "nonce": "x" }), Refused::Unreadable),
        (json!({ "sub": null, "sid": null }), Refused::Unreadable),
        (json!({ "aud": "peildatum-api" }), Refused::Audience),
        (json!({ "iss": "https://evil.example" }), Refused::ForeignIssuer),
        (json!({ "iat": now - 400 }), Refused::Expired),
    ] {
        let token = place.key.issue(&logout(&wrong));
        assert_eq!(place.providers.sign_out(&provider, &token, at(0)).await, Err(refused), "{wrong}");
    }
    let forged = Key::new("een").issue(&logout(&json!({})));
    assert_eq!(place.providers.sign_out(&provider, &forged, at(0)).await, Err(Refused::Signature));
    assert_eq!(grant.refused(at(0)), None);
    let mut ending = grant.ending();
    place.providers.sign_out(&provider, &place.key.issue(&logout(&json!({ "iat": now }))), at(0)).await.unwrap();
    ending.came().await;
    assert_eq!(grant.refused(at(0)), Some(Refused::Withdrawn), "a stream that goes on by it ends");
    assert_eq!(place.refused(&stolen).await, Refused::Withdrawn);
    assert!(place.admit(&other).await.is_ok(), "another session of the same person goes on");
    let all = place.key.issue(&logout(&json!({ "sid": null, "iat": now })));
    place.providers.sign_out(&provider, &all, at(0)).await.unwrap();
    assert_eq!(place.refused(&other).await, Refused::Withdrawn);
}

#[expect(clippy::await_holding_lock, reason = "the lock is what makes the provider slow")]
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_provider_holds_few_threads_and_the_keys_that_are_known_go_on() {
    let place = Place::new();
    let token = place.key.issue(&claims(&json!({ "exp": at(90_000).micros() / 1_000_000 })));
    place.admit(&token).await.unwrap();
    let (slow, before) = (place.issuer.slow.lock(), place.issuer.calls.load(Ordering::Relaxed));
    // Two hours later everything has to be fetched again.
    let provider = &place.providers.all[0];
    let ask = || {
        let provider = Arc::clone(provider);
        async move { provider.metadata(at(7_200)).await }
    };
    let waiting: Vec<_> = (0..8).map(|_| tokio::spawn(ask())).collect();
    let all_called = async {
        while place.issuer.calls.load(Ordering::Relaxed) < before + waiting.len() {
            tokio::task::yield_now().await;
        }
    };
    soon(all_called).await;
    assert_eq!(soon(ask()).await.err(), Some(Refused::Unreachable), "one more is not asked");
    assert!(soon(place.providers.admit(&token, at(7_200))).await.is_ok(), "by the key that is known");
    drop(slow);
    for asked in waiting {
        assert!(soon(asked).await.unwrap().is_ok());
    }
}

/// Gives up where a rule that is broken would let a test wait for ever.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(30), what).await.expect("it is answered")
}

#[tokio::test]
async fn moments_with_a_fraction_are_read_alike_everywhere() {
    let (place, now) = (Place::new(), 1_793_620_800.0);
    let token = place.key.issue(&claims(&json!({ "exp": now + 300.0, "iat": now - 10.0 })));
    let grant = place.admit(&token).await.unwrap();
    assert!(grant.refused(at(359)).is_none() && grant.refused(at(360)) == Some(Refused::Expired), "with the leeway");
}

#[test]
fn how_somebody_signed_in_is_held_against_what_was_asked() {
    let now = at(0).micros() / 1_000_000;
    let strength = Strength { classes: vec!["hoog".to_owned(), "midden".to_owned()], age_max: Some(3_600) };
    let check = |strength: &Strength, used: &Use, other: &serde_json::Value| {
        let audience = Some("peildatum-api");
        Expected { issuer: ISSUER, audience, leeway: 60, strength }.check(&claims(other), used, at(0))
    };
    let signed_in = Use::SignIn("x".to_owned());
    let sign_in = |acr: Value, auth_time: Value| {
        let claims = json!({ "aud": "peildatum-api", "nonce": "x", "acr": acr, "auth_time": auth_time });
        check(&strength, &signed_in, &claims)
    };
    assert_eq!(
        sign_in("midden".into(), (now - 3_660).into()),
        Ok(()),
        "one of those, and within the time and the leeway"
    );
    assert_eq!(sign_in("midden".into(), (now - 3_661).into()), Err(Refused::Stale));
    assert_eq!(sign_in("midden".into(), Value::Null), Err(Refused::Stale), "the provider does not say when");
    for class in [Value::from("laag"), Value::from("hoog midden"), Value::Null, json!(["hoog"])] {
        assert_eq!(sign_in(class.clone(), now.into()), Err(Refused::Weak), "{class}");
    }
    // A bearer token of a person is held to the same; one that a program got by itself has neither claim.
    let bearer = |other: Value| check(&strength, &Use::Bearer, &other);
    assert_eq!(bearer(json!({})), Ok(()));
    assert_eq!(bearer(json!({ "acr": "laag", "auth_time": now })), Err(Refused::Weak));
    assert_eq!(bearer(json!({ "auth_time": now })), Err(Refused::Weak), "it leaves out how");
    assert_eq!(bearer(json!({ "acr": "hoog", "auth_time": now - 4_000 })), Err(Refused::Stale));
    assert_eq!(bearer(json!({ "acr": "hoog", "auth_time": now })), Ok(()));
    let nothing_asked = json!({ "aud": "peildatum-api", "nonce": "x", "acr": "laag", "auth_time": 0 });
    assert_eq!(check(&Strength::default(), &signed_in, &nothing_asked), Ok(()));
}
