//! Holds every request against the table of access: who sends it (`identify`), and whether that role may do what the
//! route does (`require`). What a list of events does is known once it is read (`must_be_allowed`).
//!
//! Without configuration everybody who reaches the service is its one local actor, and nothing is refused here.

mod encryption;
mod permission;
pub(super) mod rates;
mod record;
pub(super) mod second_person;

pub use permission::{Permission, RouteAccess, RouteActions};

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use self::rates::UNCOUNTED;
use self::record::LogLine;
use super::app_state::AppState;
use super::for_people::{is_for_people, to_sign_in};
use super::hosts::refuse_foreign_form;
use super::peer::PeerAddress;
use super::problem::Problem;
use crate::access::AccessSettings;
use crate::access::caller::Caller;
use crate::access::grant::Refused;
use crate::access::sessions::Holder;
use crate::access::store::TokenStore;
use crate::access::token::{PREFIX, Token};
use crate::domain::access::{Action, Role};
use crate::domain::proposal::{FieldError, Proposal};
use crate::language::Message;
use crate::message;
use crate::projections::placing::first_outside;
use crate::subscriptions::{SubscriptionError, Subscriptions};
use zeroize::Zeroizing;

/// The cookie of a session. The prefix makes browsers hold it to one host, to TLS and to the whole of it.
pub const COOKIE: &str = "__Host-peildatum";

/// The address of the client, as far as it can be trusted.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

/// Where the handler of a sign-in puts who signed in, or why nobody did, for the access log.
#[derive(Debug, Clone, Default)]
pub(super) struct SignedIn(Arc<OnceLock<Result<Caller, Refused>>>);

impl SignedIn {
    pub(super) fn set(&self, outcome: Result<Caller, Refused>) {
        self.0.set(outcome).ok(); // a request signs in once
    }

    fn get(&self) -> Option<&Result<Caller, Refused>> {
        self.0.get()
    }
}

/// Who a request comes from, or why that is nobody.
#[derive(Debug, Clone)]
struct Identity(Result<Caller, Refused>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Problem> {
        match parts.extensions.get::<Identity>() {
            Some(Identity(identity)) => identity.clone().map_err(Problem::from),
            None => Err(Refused::Missing.into()),
        }
    }
}

/// Middleware around every route: finds out who asks, and writes the line of the access log.
pub(super) async fn identify(
    State((site, actions)): State<(AppState, Arc<RouteActions>)>,
    request: Request,
    next: Next,
) -> Response {
    let is_encrypted = encryption::is_encrypted(&site, &request);
    let answer = identified(site, &actions, request, next).await;
    if is_encrypted { encryption::stay(answer) } else { answer }
}

async fn identified(site: AppState, actions: &RouteActions, mut request: Request, next: Next) -> Response {
    let Some(access) = &site.settings().access else {
        request.extensions_mut().insert(Identity(Ok(site.local_caller().clone())));
        return next.run(request).await;
    };
    let peer = request.extensions().get::<PeerAddress>().map(|peer| peer.0);
    let client = peer.map(|peer| access.proxies.client(peer, request.headers()));
    let is_admitted = access.is_encrypted || peer.is_none_or(|peer| access.proxies.admits(peer));
    // Who comes around the proxy keeps no session alive and uses no token; nor does who only asks whether the service lives,
    // which is so whoever asks: what they present is not looked at, and no provider is asked about it.
    let is_asked_of_all = UNCOUNTED.contains(&request.uri().path());
    let presented = if is_admitted && !is_asked_of_all { presented(access, &request) } else { Err(Refused::Missing) };
    let counter = rates::Counter::of(access, (peer, client), &request, site.service().now());
    let counted = if is_admitted { counter.address() } else { Ok(()) };
    let identity = match counted.and(presented) {
        Ok(presented) => identity(&site, access, presented).await,
        Err(refused) => Err(refused),
    };
    let counted = counted.and_then(|()| identity.as_ref().map_or(Ok(()), |caller| counter.caller(caller)));
    let signed_in = SignedIn::default();
    let line = LogLine::begin((&site, access), actions, &request, (&identity, client), &signed_in);
    let answer = if !is_admitted {
        Problem::new(StatusCode::FORBIDDEN, "alleen-via-proxy", message!("access-proxy-only")).into_response()
    } else if let Err(refused) = counted {
        Problem::from(refused).into_response()
    } else {
        if let Some(client) = client {
            request.extensions_mut().insert(ClientAddress(client));
        }
        request.extensions_mut().insert(Identity(identity));
        request.extensions_mut().insert(signed_in);
        next.run(request).await
    };
    if let Some(line) = line {
        line.end(answer.status());
    }
    answer
}

/// Finds out who presents something. What a provider issued may have to wait for its keys.
async fn identity(site: &AppState, access: &AccessSettings, presented: Presented) -> Result<Caller, Refused> {
    let now = site.service().now();
    let caller = match presented {
        Presented::Token(token) => Caller::with(site.tokens().admit(&token, now)?, None),
        Presented::Jwt(token) => Caller::with(access.providers.admit(&token, now).await?, None),
        Presented::Session { name, is_forged } => {
            let (holder, alive) = site.sessions().find(&name, now).ok_or(Refused::Missing)?;
            if is_forged {
                return Err(Refused::ForeignForm);
            }
            let grant = match holder {
                Holder::Token(id) => site.tokens().admit_again(id, now)?,
                Holder::Person(person) => match person.grant.refused(now) {
                    Some(refused) => return Err(refused),
                    None => Arc::clone(&person.grant),
                },
            };
            Caller::with(grant, Some(alive))
        }
    };
    if let Some(token) = caller.token().filter(|token| site.tokens().used(*token, now)) {
        let tokens = Arc::clone(site.tokens());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = tokens.save() {
                tracing::warn!(%token, error = error.message().logged(), "the last use of a token was not saved");
            }
        });
    }
    Ok(caller)
}

enum Presented {
    Token(Token),
    Jwt(Zeroizing<String>),
    /// A session; `is_forged` where a page of another site makes the browser change something.
    Session {
        name: String,
        is_forged: bool,
    },
}

/// Reads what a request signs in with: one `Authorization: Bearer`, else the cookie of a session.
fn presented(access: &AccessSettings, request: &Request) -> Result<Presented, Refused> {
    let headers = request.headers();
    let mut named = headers.get_all(header::AUTHORIZATION).iter();
    match (named.next(), named.next()) {
        (Some(one), None) => {
            let (scheme, token) = one.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Refused::Unreadable)?;
            let token =
                Some(token.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer")).ok_or(Refused::Unreadable)?;
            if access.providers.take_bearer() && token.matches('.').count() == 2 {
                return Ok(Presented::Jwt(Zeroizing::new(token.to_owned())));
            }
            let token = Token::parse(token).ok_or(Refused::Unreadable)?;
            if access.tokens { Ok(Presented::Token(token)) } else { Err(Refused::Unknown) }
        }
        (Some(_), Some(_)) => Err(Refused::Unreadable),
        (None, _) => match session_name(headers) {
            Some(name) => {
                let is_forged = !request.method().is_safe() && refuse_foreign_form(headers).is_err();
                Ok(Presented::Session { name, is_forged })
            }
            None if holds_token(request.uri()) => Err(Refused::InAddress),
            None => Err(Refused::Missing),
        },
    }
}

/// Returns true if an address has a token in it, or the key by which other services take one.
fn holds_token(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    query.split('&').any(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        key == "access_token" || value.starts_with(PREFIX)
    })
}

/// Returns the name of the session in the cookie.
pub(super) fn session_name(headers: &HeaderMap) -> Option<String> {
    cookie(headers, COOKIE)
}

/// Returns the value of a cookie; two of that name are none.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut named = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(named, _)| *named == name)
        .map(|(_, value)| value.to_owned());
    named.next().filter(|_| named.next().is_none())
}

/// Middleware of one route: refuses who did not sign in, and whose role may not do what the route does.
pub(super) async fn require(State(permission): State<Arc<Permission>>, request: Request, next: Next) -> Response {
    let Permission::AnyOf(actions) = &*permission else { return next.run(request).await };
    let refused = match request.extensions().get::<Identity>() {
        Some(Identity(Ok(caller))) if actions.iter().any(|action| caller.may(*action)) => {
            return next.run(request).await;
        }
        Some(Identity(Ok(caller))) => return not_in_role(caller, actions).into_response(),
        Some(Identity(Err(refused))) => *refused,
        None => Refused::Missing,
    };
    let is_page = is_for_people(request.uri(), request.headers()).is_some();
    if is_page
        && request.method().is_safe()
        && !matches!(refused, Refused::ForeignForm | Refused::Damaged | Refused::InAddress)
    {
        return to_sign_in(request.uri());
    }
    Problem::from(refused).into_response()
}

/// Refuses a caller whose role may do none of these.
///
/// # Errors
/// A problem 403.
pub(super) fn must_be_in_role(caller: &Caller, actions: &[Action]) -> Result<(), Problem> {
    if actions.iter().any(|action| caller.may(*action)) { Ok(()) } else { Err(not_in_role(caller, actions)) }
}

fn not_in_role(caller: &Caller, actions: &[Action]) -> Problem {
    if caller.role().is_some_and(|role| actions.iter().any(|action| role.may(*action))) {
        return Problem::new(StatusCode::FORBIDDEN, "niet-voor-auditor", message!("access-auditor"));
    }
    let may: Vec<Role> = Role::ALL.into_iter().filter(|role| actions.iter().any(|action| role.may(*action))).collect();
    let names = Message::joined(may.iter().map(|role| Message::verbatim(role.name())).collect(), ", ");
    let role = caller.role().map_or("", Role::name);
    Problem::new(StatusCode::FORBIDDEN, "rol-niet-bevoegd", message!("access-role", role = role, may = names))
        .with("rollen", may.iter().map(|role| role.name()).collect::<Vec<_>>())
}

/// Refuses events that a caller may not record: by what each does, and, for who reports about their own nodes, by where
/// it stands. Returns the events.
///
/// # Errors
/// A problem 403 about the first event that is refused.
pub(super) async fn must_be_allowed(
    site: &AppState,
    caller: &Caller,
    proposals: Vec<Proposal>,
    is_list: bool,
) -> Result<Vec<Proposal>, Problem> {
    let does = |proposal: &Proposal| Action::of_event(proposal.kind(), proposal.corrects.is_some());
    caller.note(proposals.iter().map(does));
    let place = |index, error: FieldError| if is_list { error.in_list(index) } else { error };
    if let Some(index) = proposals.iter().position(|proposal| !caller.may(does(proposal))) {
        let problem = not_in_role(caller, &[does(&proposals[index])]);
        let (_, detail, _) = problem.parts();
        let error = place(index, FieldError::new("type", "rol-niet-bevoegd", detail.clone()));
        return Err(problem.with_errors(vec![error]));
    }
    let Some(nodes) = caller.own_nodes().map(<[String]>::to_vec) else { return Ok(proposals) };
    let looked = site.run_large(move |service| {
        let outside = first_outside(&service.state(), &proposals, &nodes);
        Ok((proposals, nodes, outside))
    });
    let (proposals, nodes, outside) = looked.await?;
    let Some(index) = outside else { return Ok(proposals) };
    let detail = outside_nodes(&nodes);
    let error = place(index, FieldError::new("onderwerp", "onderdeel-niet-bevoegd", detail.clone()));
    Err(Problem::new(StatusCode::FORBIDDEN, "onderdeel-niet-bevoegd", detail).with_errors(vec![error]))
}

/// Says of an event that it stands outside the nodes of who wants to record it.
pub(super) fn outside_nodes(nodes: &[String]) -> Message {
    message!("access-node", nodes = nodes.join(", "))
}

/// Pauses the subscriptions that were made with tokens that were withdrawn, or whose time is over.
///
/// # Errors
/// [`SubscriptionError`] if one could not be paused: it is tried again within a minute.
pub async fn pause_orphaned(tokens: &Arc<TokenStore>, subscriptions: &Subscriptions) -> Result<(), SubscriptionError> {
    let now = tokens.now();
    let orphaned = tokens.orphaned(now);
    if orphaned.is_empty() {
        return Ok(());
    }
    for id in &orphaned {
        match subscriptions.pause(*id).await {
            // One that was removed or ended delivers nothing either.
            Ok(_) | Err(SubscriptionError::NoSuchSubscription | SubscriptionError::Ended) => {}
            Err(error) => return Err(error),
        }
    }
    let tokens = Arc::clone(tokens);
    let forgotten = tokio::task::spawn_blocking(move || tokens.forget_paused(&orphaned, now)).await;
    forgotten.map_or(Ok(()), |forgotten| forgotten.map_err(SubscriptionError::Log))
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        let code = refused.code();
        let unauthorized = |error: &str| {
            let challenge = format!("Bearer realm=\"peildatum\"{error}");
            let challenge = HeaderValue::from_str(&challenge).expect("a constant");
            Problem::new(StatusCode::UNAUTHORIZED, code, refused.message())
                .with_header(header::WWW_AUTHENTICATE, challenge)
        };
        let with = |status| Problem::new(status, code, refused.message());
        match refused {
            Refused::Missing => unauthorized(""),
            Refused::Unreadable | Refused::InAddress => unauthorized(", error=\"invalid_request\""),
            Refused::Unknown
            | Refused::Expired
            | Refused::NotYetValid
            | Refused::Withdrawn
            | Refused::ForeignIssuer
            | Refused::Algorithm
            | Refused::Audience
            | Refused::UnknownKey
            | Refused::Signature
            | Refused::OtherSignIn
            | Refused::Provider => unauthorized(", error=\"invalid_token\""),
            // RFC 9470: another sign-in would do.
            Refused::Weak | Refused::Stale => unauthorized(", error=\"insufficient_user_authentication\""),
            Refused::TooOften(minutes) => {
                with(StatusCode::TOO_MANY_REQUESTS).with_header(header::RETRY_AFTER, HeaderValue::from(minutes * 60))
            }
            Refused::TooMany(seconds) => {
                with(StatusCode::TOO_MANY_REQUESTS).with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            Refused::ForeignForm
            | Refused::NoRole
            | Refused::ManyRoles
            | Refused::AccountEnded
            | Refused::EndMissing => with(StatusCode::FORBIDDEN),
            Refused::Unreachable => {
                with(StatusCode::SERVICE_UNAVAILABLE).with_header(header::RETRY_AFTER, HeaderValue::from_static("10"))
            }
            Refused::Damaged => with(StatusCode::SERVICE_UNAVAILABLE),
        }
    }
}
