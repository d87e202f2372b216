//! `/aanmelden/{naam}`: signing in at a provider of OpenID Connect, coming back from there, and what the provider tells
//! when somebody signed out.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use zeroize::Zeroizing;

use super::session::{cookie, enter, not_let_in};
use super::{OpenVisit, base, form_pairs, respond, see};
use crate::access::AccessSettings;
use crate::access::caller::Caller;
use crate::access::grant::Refused;
use crate::access::openid::provider::Provider;
use crate::access::openid::sign_in::{LASTS_SECONDS, SignIn, sign_out_address};
use crate::access::openid::verify::{Unverified, Use};
use crate::access::sessions::{HINT_MAX, Holder, NewSession, SignedInPerson};
use crate::http::access::{self, ClientAddress, SignedIn, session_name};
use crate::http::app_state::AppState;
use crate::http::body::{self, ReceivedBody};
use crate::http::for_people::own_page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::message;
use crate::pages::access::{TO_KEY, signed_out_page};
use crate::pages::address::Address;
use crate::pages::reader::Reader;

/// The cookie of a sign-in that was begun.
const COOKIE: &str = "__Host-peildatum-aanmelding";

/// The key of the logout token in what a provider sends.
const LOGOUT_TOKEN_KEY: &str = "logout_token";

/// Sends the browser on after the time that it names.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// Returns the provider with this name.
///
/// # Errors
/// A problem 404.
fn named<'a>(site: &'a AppState, name: &str) -> Result<(&'a AccessSettings, &'a Arc<Provider>), Problem> {
    let access = site.settings().access.as_ref();
    let found = access.and_then(|access| access.providers.named(name).map(|provider| (access, provider)));
    found.ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))
}

/// Returns the address to which the provider sends the browser back.
fn way_back(site: &AppState, headers: &HeaderMap, provider: &Provider) -> String {
    format!("{}/aanmelden/{}/terug", base(site, headers), provider.settings.name)
}

/// `GET /aanmelden/{naam}`: sends the browser to the provider.
pub async fn begin(
    State(site): State<AppState>,
    Path(name): Path<String>,
    OpenVisit { reader, mut query, .. }: OpenVisit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let to = query.text(TO_KEY);
    query.finish()?;
    let (_, provider) = named(&site, &name)?;
    let to = to.as_deref().and_then(own_page);
    let metadata = match provider.metadata(site.service().now()).await {
        Ok(metadata) => metadata,
        Err(refused) => return Ok(not_let_in(&site, reader, to, refused)),
    };
    let begun = SignIn::begin(&provider.settings.name, to.map(str::to_owned))?;
    let client = provider.settings.client.as_ref().expect("people sign in there");
    let back = way_back(&site, &headers, provider);
    let mut answer = see(&begun.address(&metadata, client, &provider.settings, &back));
    let lasts = format!("; Max-Age={LASTS_SECONDS}");
    answer.headers_mut().insert(header::SET_COOKIE, cookie(COOKIE, &begun.to_cookie(), &lasts));
    Ok(answer)
}

/// `GET /aanmelden/{naam}/terug`: the provider sent the browser back, with a code.
pub async fn come_back(
    State(site): State<AppState>,
    Path(name): Path<String>,
    OpenVisit { reader, query, .. }: OpenVisit,
    request: Request,
) -> Result<Response, Problem> {
    let (access, provider) = named(&site, &name)?;
    let slot = request.extensions().get::<SignedIn>().cloned().unwrap_or_default();
    let headers = request.headers().clone();
    let begun = access::cookie(&headers, COOKIE);
    let back = way_back(&site, &headers, provider);
    // Each call asks the provider with our secret: who fails often waits, as with a token.
    let (client, now) = (request.extensions().get::<ClientAddress>().map(|client| client.0), site.service().now());
    let signed_in = match client.and_then(|client| site.attempts().wait(client, now)) {
        Some(wait) => Err(Refused::TooOften(wait.as_secs().div_ceil(60))),
        None => signed_in((&site, access, provider), (query, begun.as_deref(), back)).await,
    };
    if let (Err(Refused::Provider), Some(client)) = (&signed_in, client) {
        site.attempts().failed(client, now);
    }
    let mut answer = match signed_in {
        Ok((person, to)) => {
            slot.set(Ok(Caller::with(Arc::clone(&person.grant), None)));
            let before = session_name(&headers);
            let grant = Arc::clone(&person.grant);
            let new = NewSession { holder: Holder::Person(Arc::new(person)), grant, origin: client };
            enter(&site, reader, (before, new), to.as_deref().and_then(own_page))?
        }
        Err(refused) => {
            tracing::warn!(provider = name, why = refused.code(), "a sign-in at a provider failed");
            slot.set(Err(refused));
            not_let_in(&site, reader, None, refused)
        }
    };
    answer.headers_mut().append(header::SET_COOKIE, cookie(COOKIE, "", "; Max-Age=0"));
    Ok(answer)
}

/// Reads the answer of a provider, exchanges its code, and checks who it says signed in. Keys of the answer that are not
/// known are passed over: providers add their own.
async fn signed_in(
    (site, access, provider): (&AppState, &AccessSettings, &Arc<Provider>),
    (mut query, begun, back): (Query, Option<&str>, String),
) -> Result<(SignedInPerson, Option<String>), Refused> {
    let now = site.service().now();
    let state = query.text("state").ok_or(Refused::OtherSignIn)?;
    let begun = begun
        .and_then(|cookie| SignIn::from_cookie(cookie, &provider.settings.name, &state))
        .ok_or(Refused::OtherSignIn)?;
    let metadata = provider.metadata(now).await?;
    // Who mixes providers up would send the code of one to the other (RFC 9207).
    let issuer = query.text("iss");
    if issuer.as_deref().map_or(metadata.names_itself, |issuer| issuer != provider.settings.issuer) {
        return Err(Refused::ForeignIssuer);
    }
    if let Some(error) = query.text("error") {
        tracing::warn!(provider = provider.settings.name, error, "a provider let nobody in");
        return Err(Refused::Provider);
    }
    let code = query.text("code").ok_or(Refused::Provider)?;
    let token = provider.exchange((code, begun.verifier, back), now).await?;
    let claims = provider.verify(Unverified::parse(&token)?, now).await?;
    provider.settings.check(&claims, &Use::SignIn(begun.nonce), now)?;
    let grant = access.providers.grant(provider, &claims, now)?;
    let hint = Some(token).filter(|token| token.len() <= HINT_MAX && metadata.end_session.is_some());
    Ok((SignedInPerson { grant, provider: provider.settings.name.clone(), hint }, begun.to))
}

/// Answers who signed out of a session that began at a provider: with the way to sign out there too, where it has one. The
/// browser goes there by itself: a form may not lead it to another site, so a page does.
pub(super) async fn signed_out(
    site: &AppState,
    reader: Reader,
    person: &SignedInPerson,
    headers: &HeaderMap,
) -> Response {
    let own = Address::of(&["aanmelden"]);
    let Ok((_, provider)) = named(site, &person.provider) else { return see(&own.read_by(reader)) };
    let metadata = provider.metadata(site.service().now()).await.ok();
    let end = metadata.as_ref().and_then(|metadata| metadata.end_session.as_deref());
    let (Some(end), Some(client)) = (end, &provider.settings.client) else { return see(&own.read_by(reader)) };
    let back = format!("{}{own}", base(site, headers));
    let there = sign_out_address(end, client, person.hint.as_ref().map(|hint| hint.as_str()), &back);
    let mut answer = respond(reader, signed_out_page(reader, &provider.settings.label, &there));
    if let Ok(mut refresh) = HeaderValue::from_str(&format!("0; url={there}")) {
        refresh.set_sensitive(true);
        answer.headers_mut().insert(REFRESH, refresh);
    }
    answer
}

/// `POST /aanmelden/{naam}/einde`: a provider tells that somebody signed out there (OpenID Connect Back-Channel Logout).
pub async fn end(
    State(site): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (access, provider) = named(&site, &name)?;
    let ReceivedBody { what: token, held: _held } = body::form(&site, request, logout_token).await?;
    let ended = access.providers.sign_out(provider, &token, site.service().now()).await;
    if let Err(refused) = ended {
        tracing::warn!(provider = name, why = refused.code(), "a logout token was refused");
        return Err(match refused {
            Refused::Unreachable => refused.into(),
            wrong => Problem::bad_field(LOGOUT_TOKEN_KEY, wrong.code(), wrong.message()),
        });
    }
    tracing::info!(provider = name, "somebody signed out at a provider");
    Ok(StatusCode::OK.into_response())
}

fn logout_token(bytes: &[u8]) -> Result<Zeroizing<String>, Problem> {
    let found = form_pairs::parse(bytes)?.into_iter().find(|(name, _)| name == LOGOUT_TOKEN_KEY);
    found.map(|(_, value)| Zeroizing::new(value)).ok_or_else(|| {
        Problem::bad_field(LOGOUT_TOKEN_KEY, "ontbreekt", message!("page-api-missing", name = LOGOUT_TOKEN_KEY))
    })
}
