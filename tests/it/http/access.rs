//! Access: each role at each route, each way of not being let in, and what ends when a token does.

mod openid;
mod pages;
mod rates;
mod second_person;
mod sessions;
mod table;
mod tokens;

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use parking_lot::Mutex;
use peildatum::access::AccessSettings;
use peildatum::access::origin::Proxies;
use peildatum::access::record::NewToken;
use peildatum::access::store::TokenStore;
use peildatum::access::token::TokenId;
use peildatum::app::clock::FixedClock;
use peildatum::app::{OpenOptions, Service};
use peildatum::domain::access::Role;
use peildatum::domain::text::Slug;
use peildatum::domain::time::Instant;
use peildatum::http::peer::PeerAddress;
use peildatum::http::{HttpSettings, router};
use peildatum::log::folder::IfMissing;
use peildatum::subscriptions::Subscriptions;
use peildatum::subscriptions::guard::Network;
use peildatum::subscriptions::timer::SystemTimer;
use serde_json::Value;

use super::{Agreeable, Answer, NOW, TestApp, actor, load};

/// A service with access configured, behind a proxy at 10.0.0.5.
pub(super) struct Guarded {
    app: TestApp,
    clock: Arc<FixedClock>,
    tokens: Arc<TokenStore>,
    log: Arc<Mutex<Vec<u8>>>,
}

const UNTIL: &str = "2026-12-01T00:00:00Z";

impl Guarded {
    pub(super) fn new() -> Guarded {
        Guarded::with(HttpSettings::of(actor()))
    }

    fn with(settings: HttpSettings) -> Guarded {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(Instant::parse(NOW).unwrap()));
        let options = OpenOptions { if_missing: IfMissing::Create, clock: clock.clone(), ..OpenOptions::default() };
        let service = Service::open(&folder.path().join("data"), options).unwrap();
        load(&service, "voorbeeldstad.v2");
        let (log, tokens) = (Arc::new(Mutex::new(Vec::<u8>::new())), Arc::new(TokenStore::open(&service)));
        let given = settings.access.clone().unwrap_or_default();
        let proxies = match given.proxies.is_empty() {
            true => Proxies::of(vec![Network::parse("10.0.0.5").unwrap()]),
            false => given.proxies.clone(),
        };
        let (origin, delivering) = (settings.origin.clone(), settings.delivering.clone());
        let subscriptions =
            Subscriptions::with(&service, origin, delivering, Box::new(Agreeable), Box::new(SystemTimer));
        let access = AccessSettings { tokens: true, proxies, log: Some(log.clone()), ..given };
        let settings = HttpSettings {
            access: Some(access),
            tokens: Some(Arc::clone(&tokens)),
            subscriptions: Some(subscriptions.clone()),
            ..settings
        };
        let app = TestApp { router: router(service.clone(), settings), service, subscriptions, _folder: folder };
        Guarded { app, clock, tokens, log }
    }

    pub(super) fn service(&self) -> &Service {
        &self.app.service
    }

    /// Makes a token; a reporter reports about programme 9.
    pub(super) fn token(&self, role: Role) -> String {
        self.token_named(role.name(), role)
    }

    fn token_named(&self, name: &str, role: Role) -> String {
        let nodes = if role == Role::Reporter { vec!["9".to_owned()] } else { Vec::new() };
        let (name, expires_at) = (Slug::parse(name).unwrap(), Instant::parse(UNTIL).unwrap());
        self.tokens.create(&NewToken { name, role, nodes, expires_at }, "lokaal:toets").unwrap().1.to_string()
    }

    fn set_clock(&self, moment: &str) {
        self.clock.set(Instant::parse(moment).unwrap());
    }

    async fn call(&self, method: &str, path: &str, token: &str) -> Answer {
        self.send(method, path, &[("authorization", bearer(token).as_str())], "").await
    }

    /// Sends a request with these headers; a body is JSON.
    pub(super) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        self.app.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn record(&self, token: &str, events: &Value) -> Answer {
        self.send("POST", "/v1/gebeurtenissen", &[("authorization", bearer(token).as_str())], &events.to_string()).await
    }

    /// Signs in as a browser does, and returns the answer.
    async fn sign_in(&self, token: &str, to: &str) -> Answer {
        let form =
            format!("toegangsbewijs={token}&naar={}", to.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D"));
        self.send("POST", "/aanmelden", &[FORM, OWN], &form).await
    }

    /// Signs in, and returns the cookie.
    async fn session(&self, token: &str) -> String {
        let answer = self.sign_in(token, "/").await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    /// The lines of the access log so far.
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.log.lock().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn id_of(token: &str) -> TokenId {
    TokenId::parse(&token[3..19]).unwrap()
}

fn from(peer: &str, mut request: Request<Body>) -> Request<Body> {
    request.extensions_mut().insert(PeerAddress(peer.parse().unwrap()));
    request
}
