//! `/aanmelden` and `/afmelden`: a token makes a session, of which the browser keeps the name in a cookie. Signing in at a
//! provider ends with a session as well ([`super::openid`]).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use zeroize::Zeroizing;

use super::session::{cookie, enter, not_let_in, sign_in_form};
use super::{OpenVisit, form_pairs, openid, respond, respond_refused, see};
use crate::access::caller::Caller;
use crate::access::grant::Refused;
use crate::access::sessions::{Holder, NewSession};
use crate::access::token::Token;
use crate::http::access::{COOKIE, ClientAddress, SignedIn, session_name};
use crate::http::app_state::AppState;
use crate::http::body::{self, ReceivedBody};
use crate::http::for_people::own_page;
use crate::http::problem::Problem;
use crate::message;
use crate::pages::access::{TO_KEY, TOKEN_KEY};
use crate::pages::address::Address;

/// What a browser drops of this service when somebody signs out: what it kept of pages and answers, and what scripts
/// stored. Not `cookies`: that drops those of the whole domain, also of other services of the municipality; ours is dropped by
/// name.
const CLEAR: HeaderName = HeaderName::from_static("clear-site-data");
const CLEARED: HeaderValue = HeaderValue::from_static("\"cache\", \"storage\"");

/// `GET /aanmelden`
pub async fn form(
    State(site): State<AppState>,
    OpenVisit { reader, mut query, .. }: OpenVisit,
) -> Result<Response, Problem> {
    let to = query.text(TO_KEY);
    query.finish()?;
    Ok(respond(reader, sign_in_form(&site, reader, to.as_deref().and_then(own_page), None)))
}

/// `POST /aanmelden`
pub async fn sign_in(
    State(site): State<AppState>,
    OpenVisit { reader, query, .. }: OpenVisit,
    request: Request,
) -> Result<Response, Problem> {
    query.finish()?;
    let Some(access) = &site.settings().access else { return Ok(see(&"/")) };
    let before = session_name(request.headers());
    let client = request.extensions().get::<ClientAddress>().map(|client| client.0);
    let slot = request.extensions().get::<SignedIn>().cloned().unwrap_or_default();
    let ReceivedBody { what: (token, to), held: _held } = body::form(&site, request, typed).await?;
    let to = to.as_deref().and_then(own_page);
    let now = site.service().now();
    if let Some(wait) = client.and_then(|client| site.attempts().wait(client, now)) {
        let minutes = wait.as_secs().div_ceil(60);
        let why = message!("access-wait", minutes = minutes);
        tracing::warn!(client = ?client, "a sign-in was refused: too many failed");
        slot.set(Err(Refused::TooOften(minutes)));
        let page = sign_in_form(&site, reader, to, Some(&why));
        let mut answer = respond_refused(reader, StatusCode::TOO_MANY_REQUESTS, page);
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        return Ok(answer);
    }
    let grant = match Token::parse(token.trim()).ok_or(Refused::Unreadable) {
        Ok(token) if access.tokens => site.tokens().admit(&token, now),
        Ok(_) => Err(Refused::Unknown),
        Err(refused) => Err(refused),
    };
    let grant = match grant {
        Ok(grant) => grant,
        Err(refused) => {
            if let Some(client) = client {
                site.attempts().failed(client, now);
            }
            tracing::warn!(client = ?client, why = refused.code(), "a sign-in failed");
            slot.set(Err(refused));
            return Ok(not_let_in(&site, reader, to, refused));
        }
    };
    let holder = Holder::Token(grant.token().expect("the store admits tokens"));
    slot.set(Ok(Caller::with(Arc::clone(&grant), None)));
    enter(&site, reader, (before, NewSession { holder, grant, origin: client }), to)
}

/// Reads what was typed: the token, and the page to go to.
fn typed(bytes: &[u8]) -> Result<(Zeroizing<String>, Option<String>), Problem> {
    let (mut token, mut to, mut unknown) = (Zeroizing::new(String::new()), None, Vec::new());
    for (name, value) in form_pairs::parse(bytes)? {
        match name.as_str() {
            TOKEN_KEY => token = Zeroizing::new(value),
            TO_KEY => to = Some(value),
            _ => unknown.push(name),
        }
    }
    form_pairs::refuse_unknown(unknown.iter().map(String::as_str))?;
    Ok((token, to))
}

/// `POST /afmelden`
pub async fn sign_out(
    State(site): State<AppState>,
    OpenVisit { reader, query, .. }: OpenVisit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query.finish()?;
    let holder = session_name(&headers).and_then(|name| site.sessions().end(&name));
    let mut answer = match holder {
        Some(Holder::Person(person)) => openid::signed_out(&site, reader, &person, &headers).await,
        Some(Holder::Token(_)) | None => see(&Address::of(&["aanmelden"]).read_by(reader).to_string()),
    };
    answer.headers_mut().insert(header::SET_COOKIE, cookie(COOKIE, "", "; Max-Age=0"));
    answer.headers_mut().insert(CLEAR, CLEARED);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_leaves_this_service() {
        for own in ["/", "/rondes/2019-vr1?versie=2", "/zoeken?tekst=a%20b", "/rapportage?x=//y"] {
            assert_eq!(own_page(own), Some(own));
        }
        for other in [
            "",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "evil.example",
            "/\t/evil.example",
            "/\u{a0}/evil",
            " /rondes",
            "/a\r\nSet-Cookie: x",
            "javascript:alert(1)",
            "/aanmelden?naar=/x",
            "/afmelden",
            "/aanmelden",
        ] {
            assert_eq!(own_page(other), None, "{other:?}");
        }
        assert_eq!(own_page(&format!("/{}", "x".repeat(2_000))), None);
    }
}
