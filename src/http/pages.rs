//! Pages for people: each handler asks the queries of `app` and puts the answers to a function of `peildatum-pages`.
//!
//! A page passes the gates that reports pass, takes the keys of the API for the two axes, and refuses unknown keys as
//! the API does. What is refused becomes a page as well where a browser asks (`for_people`).

mod agenda;
mod api;
mod comparison;
pub(super) mod door;
mod events;
mod form_pairs;
mod history;
mod indicator;
mod known;
mod money;
mod openid;
pub mod page_routes;
mod recording;
mod report;
mod review;
mod sealing;
mod sealings;
mod search;
mod sent;
mod series;
mod session;
mod sessions;
mod sign_in;
mod subscriptions;
mod tokens;
mod unreviewed;
mod watch;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;

use super::app_state::AppState;
use super::for_people::{POLICY, SaysWhy, reader, see};
use super::problem::Problem;
use super::query::{NoQuery, Query};
use super::{accept, language};
use crate::access::caller::Caller;
use crate::language::Language;
use crate::message;
use crate::pages::address::{Address, LANGUAGE_KEY};
use crate::pages::assets;
use crate::pages::frame::Viewer;
use crate::pages::reader::Reader;
use crate::render::remove_control_characters;

/// The same for a page with scripts of our own.
const SCRIPTS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// The same for a page whose scripts ask this service for more.
const ASKING_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// Files of pages have their digest in their name, so they never change: a year is the longest that caches keep.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What every page takes from a request.
pub(super) struct Visit {
    /// Who reads the page, in which language and role.
    reader: Reader,
    /// Who asks.
    caller: Caller,
    /// The rest of the query.
    query: Query,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &AppState) -> Result<Visit, Problem> {
        let caller = Caller::from_request_parts(parts, site).await?;
        let OpenVisit { reader, query, .. } = OpenVisit::from_request_parts(parts, site).await?;
        Ok(Visit { reader, caller, query })
    }
}

/// What a page takes from a request that also opens for who did not sign in.
struct OpenVisit {
    reader: Reader,
    /// Who asks, if they signed in.
    caller: Option<Caller>,
    query: Query,
}

impl FromRequestParts<AppState> for OpenVisit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &AppState) -> Result<OpenVisit, Problem> {
        let caller = Caller::from_request_parts(parts, site).await.ok();
        if !accept::accepts(&parts.headers, "text/html") {
            let detail = message!("problem-format-offered", offered = "text/html");
            return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail));
        }
        let mut query = Query::parse(parts.uri.query().unwrap_or_default());
        let named = query.value(LANGUAGE_KEY, |tag| Language::parse(tag).ok_or_else(|| message!("query-language")));
        let reader = reader(named, &parts.headers);
        let may_record = caller.is_some() && site.service().read_only_reason().is_none();
        let acting_role = caller.as_ref().and_then(Caller::acting_role);
        Ok(OpenVisit { reader: reader.recording(may_record).acting(acting_role), caller, query })
    }
}

/// Returns who is looking.
fn viewer(caller: &Caller) -> Viewer<'_> {
    let actor = caller.actor();
    Viewer { name: actor.name.as_ref().map_or(actor.id(), |name| name.as_str()), role: actor.role.as_str() }
}

/// A browser names the page that a form is on only to this service itself. With a stricter policy it would hide the
/// origin of our own forms as well, and they would be refused as those of another site are.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");

/// Returns a page as a response.
fn respond(reader: Reader, page: String) -> Response {
    respond_under(POLICY, reader, page)
}

/// Returns a page as a response, under one of the policies above.
fn respond_under(policy: HeaderValue, reader: Reader, page: String) -> Response {
    let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::REFERRER_POLICY, REFERRER)];
    language::with_language(reader.language, (headers, Html(page)))
}

/// Returns the address of the service: the configured one, else the host that the request names, which was checked.
fn base(site: &AppState, headers: &HeaderMap) -> String {
    let host = || headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    match site.settings().origin.base() {
        "" => format!("http://{}", host()),
        base => base.to_owned(),
    }
}

/// Sends the browser on to a page in the language of its reader.
fn see_other(to: Address, reader: Reader) -> Response {
    see(&to.read_by(reader))
}

/// Returns a page with the status of a refusal, which it explains.
fn respond_refused(reader: Reader, status: StatusCode, page: String) -> Response {
    refused(status, respond(reader, page))
}

/// Gives a page the status of a refusal, which it explains.
fn refused(status: StatusCode, mut answer: Response) -> Response {
    *answer.status_mut() = status;
    answer.extensions_mut().insert(SaysWhy);
    answer
}

/// Parses a read model for a page, without characters that would change how the text around them is shown.
fn parsed(json: &[u8]) -> Value {
    let mut value = serde_json::from_slice(json).expect("it was written as JSON");
    remove_control_characters(&mut value);
    value
}

/// `GET /toegankelijkheid`: the statement on accessibility, which anybody may read.
async fn accessibility(OpenVisit { reader, caller, query }: OpenVisit) -> Result<Response, Problem> {
    query.finish()?;
    Ok(respond(reader, crate::pages::accessibility::page(reader, caller.as_ref().map(viewer))))
}

/// `GET /bestanden/{naam}`: a style sheet, or a module of a script.
async fn asset(Path(name): Path<String>, _: NoQuery) -> Result<Response, Problem> {
    let asset = assets::find(&name).ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))?;
    let kind = HeaderValue::from_static(asset.media_type);
    let bytes: &'static [u8] = &asset.bytes;
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_EVER)], bytes).into_response())
}
