//! What every way to sign in ends with: a session, of which the browser keeps the name in a cookie; or the page again, with
//! why somebody was not let in.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::{respond_refused, see};
use crate::access::grant::Refused;
use crate::access::sessions::NewSession;
use crate::http::access::COOKIE;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::language::Message;
use crate::pages::access::{SignInPage, sign_in_page};
use crate::pages::address::Address;
use crate::pages::reader::Reader;

/// Returns the page to sign in, with why somebody was refused.
pub fn sign_in_form(site: &AppState, reader: Reader, to: Option<&str>, refused: Option<&Message>) -> String {
    let access = site.settings().access.as_ref();
    let providers: Vec<(&str, &str)> = access.map_or_else(Vec::new, |access| {
        let named = access.providers.for_people().map(|provider| &provider.settings);
        named.map(|provider| (provider.name.as_str(), provider.label.as_str())).collect()
    });
    let takes_tokens = access.is_some_and(|access| access.tokens);
    sign_in_page(&SignInPage { reader, to, refused, is_limited: access.is_some(), takes_tokens, providers: &providers })
}

/// Begins a session in place of the one before, and sends the browser to the page that it asked for.
pub fn enter(
    site: &AppState,
    reader: Reader,
    (before, new): (Option<String>, NewSession),
    to: Option<&str>,
) -> Result<Response, Problem> {
    before.and_then(|before| site.sessions().end(&before));
    let name = site.sessions().begin(new, site.service().now())?;
    let mut answer = see(&to.map_or_else(|| Address::of(&[]).read_by(reader).to_string(), str::to_owned));
    answer.headers_mut().append(header::SET_COOKIE, cookie(COOKIE, &name, ""));
    Ok(answer)
}

/// Returns the page again, with why somebody was not let in.
pub fn not_let_in(site: &AppState, reader: Reader, to: Option<&str>, refused: Refused) -> Response {
    let problem = Problem::from(refused);
    let (status, why, _) = problem.parts();
    let mut answer = respond_refused(reader, status, sign_in_form(site, reader, to, Some(why)));
    if let Refused::TooOften(minutes) = refused {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(minutes * 60));
    }
    if status == StatusCode::UNAUTHORIZED {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"peildatum\""));
    }
    answer
}

/// Returns a cookie: for this host alone, over TLS alone, and out of reach of scripts.
pub fn cookie(name: &str, value: &str, more: &str) -> HeaderValue {
    let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{more}");
    let mut cookie = HeaderValue::from_str(&cookie).expect("letters, digits and signs of ASCII");
    cookie.set_sensitive(true);
    cookie
}
