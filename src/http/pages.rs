//! Pages for people: each handler asks the queries of `app` and puts the answers to a function of `peildatum-pages`.
//!
//! A page passes the gates that reports pass, takes the keys of the API for the two axes, and refuses unknown keys as
//! the API does. What is refused becomes a page as well where a browser asks ([`is_for_people`]).

mod comparison;
mod door;
mod events;
mod history;
mod indicator;
mod known;
mod money;
mod recording;
mod report;
mod review;
mod sealings;
mod search;
mod series;
mod unreviewed;

use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

use super::app_state::AppState;
use super::problem::Problem;
use super::query::{NoQuery, Query};
use super::{accept, language};
use crate::language::Language;
use crate::message;
use crate::pages::address::{Address, LANGUAGE_KEY};
use crate::pages::frame::Viewer;
use crate::pages::reader::Reader;
use crate::pages::{assets, problem};
use crate::render::without_control_characters;

/// The content security policy of pages: style sheets and forms of this service, and nothing else. No script runs.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Files of pages have their digest in their name, so they never change: a year is the longest that caches keep.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The first parts of paths that answer programs. Everything else is for people.
const FOR_PROGRAMS: [&str; 6] = ["v1", "tlog", "livez", "readyz", "metrics", ".well-known"];

/// Adds the pages to the routes. `/` is in the table of operations, since programs find it as well.
pub(super) fn add_to(router: Router<AppState>) -> Router<AppState> {
    router
        .route("/rapportage", get(report::by_date))
        .route("/rondes/{id}", get(report::of_round))
        .route("/vergelijken", get(comparison::compare))
        .route("/geschiedenis/{soort}/{id}", get(history::history))
        .route("/gebeurtenissen", get(events::events))
        .route("/gebeurtenissen/{id}", get(events::event))
        .route("/over-de-jaren", get(series::over_the_years))
        .route("/zoeken", get(search::find))
        .route("/geld", get(money::money))
        .route("/indicatoren/{id}", get(indicator::indicator))
        .route("/controle", get(sealings::sealings))
        .route("/vastleggen", get(recording::index))
        .route("/vastleggen/{soort}", get(recording::form).post(recording::record))
        .route("/inlezen", get(review::index).post(review::take))
        .route("/inlezen/{id}", get(review::show).post(review::judge))
        .route("/inlezen/{id}/concepten/{concept}", get(review::change::form).post(review::change::keep))
        .route("/inlezen/{id}/vastleggen", get(review::confirm::show).post(review::confirm::record))
        .route("/inlezen/{id}/weggooien", post(review::discard))
        .route("/nakijken", get(unreviewed::show).post(unreviewed::confirm))
        .route("/toegankelijkheid", get(accessibility))
        .route("/bestanden/{naam}", get(asset))
}

pub(super) use door::door;

/// What every page takes from a request.
pub(super) struct Visit {
    /// Who reads the page.
    reader: Reader,
    /// The rest of the query.
    query: Query,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &AppState) -> Result<Visit, Problem> {
        if !accept::accepts(&parts.headers, "text/html") {
            let detail = message!("problem-format-offered", offered = "text/html");
            return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail));
        }
        let mut query = Query::parse(parts.uri.query().unwrap_or_default());
        let named = query.value(LANGUAGE_KEY, |tag| Language::parse(tag).ok_or_else(|| message!("query-language")));
        let may_record = site.service().read_only_reason().is_none();
        Ok(Visit { reader: reader(named, &parts.headers).recording(may_record), query })
    }
}

fn reader(named: Option<Language>, headers: &HeaderMap) -> Reader {
    Reader::at_service(named.unwrap_or_else(|| language::preferred(headers)), named.is_some())
}

/// Returns who is looking. Access is not limited yet, so it is the actor of the configuration.
fn viewer(site: &AppState) -> Viewer<'_> {
    let actor = &site.settings().actor;
    Viewer { name: actor.id(), role: actor.role.as_str() }
}

/// A browser names the page that a form is on only to this service itself. With a stricter policy it would hide the
/// origin of our own forms as well, and they would be refused as those of another site are.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");

/// Returns a page as a response.
fn respond(reader: Reader, page: String) -> Response {
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::REFERRER_POLICY, REFERRER)];
    language::with_language(reader.language, (headers, Html(page)))
}

/// Marks a response with the status of a refusal as a page that says itself what is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct SaysWhy;

/// Returns a page with the status of a refusal, which it explains.
fn respond_refused(reader: Reader, status: StatusCode, page: String) -> Response {
    let mut answer = respond(reader, page);
    *answer.status_mut() = status;
    answer.extensions_mut().insert(SaysWhy);
    answer
}

/// Sends the browser to another page, so that loading again sends nothing again.
fn see(to: &Address) -> Response {
    let to = HeaderValue::from_str(&to.to_string()).expect("an address is ASCII");
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// Parses a read model for a page, without characters that would change how the text around them is shown.
fn parsed(json: &[u8]) -> Value {
    without_control_characters(&serde_json::from_slice(json).expect("it was written as JSON"))
}

/// `GET /toegankelijkheid`: the statement on accessibility.
async fn accessibility(State(site): State<AppState>, Visit { reader, query }: Visit) -> Result<Response, Problem> {
    query.finish()?;
    Ok(respond(reader, crate::pages::accessibility::page(reader, viewer(&site))))
}

/// `GET /bestanden/{naam}`: a style sheet.
async fn asset(Path(name): Path<String>, _: NoQuery) -> Result<Response, Problem> {
    let asset = assets::find(&name).ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))?;
    let kind = HeaderValue::from_static(asset.media_type);
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOR_EVER)], asset.bytes).into_response())
}

/// Returns the reader of a refusal as a page, if it should be one: the address is not for programs, and the client
/// names HTML, as browsers do. Others get the problem document.
pub(super) fn is_for_people(uri: &Uri, headers: &HeaderMap) -> Option<Reader> {
    let first = uri.path().split('/').nth(1).unwrap_or_default();
    if FOR_PROGRAMS.contains(&first) || !accept::accepts_by_name(headers, "text/html") {
        return None;
    }
    let named = Query::parse(uri.query().unwrap_or_default()).text(LANGUAGE_KEY);
    Some(reader(named.as_deref().and_then(Language::parse), headers))
}

/// Turns the response with a problem document into a page that says the same.
pub(super) fn as_page(written: Response, document: &Value, reader: Reader) -> Response {
    let (mut parts, _) = written.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, problem::page(reader, document).into())
}
