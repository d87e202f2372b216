//! Pages for people: each handler asks the queries of `app` and puts the answers to a function of `peildatum-pages`.
//!
//! A page passes the gates that reports pass, takes the keys of the API for the two axes, and refuses unknown keys as
//! the API does. What is refused becomes a page as well where a browser asks ([`is_for_people`]).

mod agenda;
mod api;
mod comparison;
mod door;
mod events;
mod form_pairs;
mod history;
mod indicator;
mod known;
mod money;
mod openid;
mod recording;
mod report;
mod review;
mod sealing;
mod sealings;
mod search;
mod sent;
mod series;
mod sessions;
mod sign_in;
mod subscriptions;
mod tokens;
mod unreviewed;

use std::fmt::Display;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path, Request};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use serde_json::Value;

use super::access::{Permission, require};
use super::app_state::AppState;
use super::hosts::refuse_foreign_form;
use super::problem::Problem;
use super::query::{NoQuery, Query};
use super::routes::RouteAccess;
use super::{accept, language};
use crate::access::caller::Caller;
use crate::domain::access::Action;
use crate::language::Language;
use crate::message;
use crate::pages::address::{Address, LANGUAGE_KEY};
use crate::pages::frame::Viewer;
use crate::pages::reader::Reader;
use crate::pages::{assets, problem};
use crate::render::remove_control_characters;

/// The content security policy of pages: style sheets and forms of this service, and nothing else. No script runs.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

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

/// The first parts of paths that answer programs. Everything else is for people.
const FOR_PROGRAMS: [&str; 6] = ["v1", "tlog", "livez", "readyz", "metrics", ".well-known"];

/// A page, or what a form of one is sent to, with who may open it.
struct PageRoute {
    access: RouteAccess,
    handler: MethodRouter<AppState>,
}

/// Declares a page: its method, its path, who may open it, and its handler.
fn page<H, T>(method: Method, path: &str, permission: impl Into<Permission>, handler: H) -> PageRoute
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let permission = permission.into();
    let filter = MethodFilter::try_from(method.clone()).expect("pages have standard methods");
    let mut handler = on(filter, handler);
    if !method.is_safe() {
        handler = handler.route_layer(from_fn(own_form));
    }
    let handler = handler.route_layer(from_fn_with_state(Arc::new(permission.clone()), require));
    PageRoute { access: RouteAccess { method, path: path.to_owned(), permission }, handler }
}

/// Declares what another program calls, which shows by itself who it is: no browser sends it, so no page does.
fn called<H, T>(method: Method, path: &str, handler: H) -> PageRoute
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let filter = MethodFilter::try_from(method.clone()).expect("pages have standard methods");
    let access = RouteAccess { method, path: path.to_owned(), permission: Permission::Open };
    PageRoute { access, handler: on(filter, handler) }
}

/// Middleware of whatever a form is sent to: a page of this service sent it.
async fn own_form(request: Request, next: Next) -> Response {
    match refuse_foreign_form(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Every page. `/` is in the table of operations, since programs find it as well.
fn pages() -> Vec<PageRoute> {
    let get = Method::GET;
    // What is recorded is asked again when it is known: a form is of one type of event.
    let recording = [Action::Record, Action::Correct, Action::Publish];
    vec![
        page(get.clone(), "/rapportage", Action::Read, report::by_date),
        page(get.clone(), "/rondes/{id}", Action::Read, report::of_round),
        page(get.clone(), "/rondes/{id}/vaststellen", Action::Seal, sealing::form),
        page(Method::POST, "/rondes/{id}/vaststellen", Action::Seal, sealing::record),
        page(get.clone(), "/vergelijken", Action::Read, comparison::compare),
        page(get.clone(), "/geschiedenis/{soort}/{id}", Action::Read, history::history),
        page(get.clone(), "/gebeurtenissen", Action::Read, events::events),
        page(get.clone(), "/gebeurtenissen/{id}", Action::Read, events::event),
        page(get.clone(), "/over-de-jaren", Action::Read, series::over_the_years),
        page(get.clone(), "/agenda", Action::Read, agenda::between),
        page(get.clone(), "/agenda.ics", Action::Read, super::agenda::feed),
        page(get.clone(), "/zoeken", Action::Read, search::find),
        page(get.clone(), "/geld", Action::Read, money::money),
        page(get.clone(), "/indicatoren/{id}", Action::Read, indicator::indicator),
        page(get.clone(), "/controle", Action::Read, sealings::sealings),
        // Who may record nothing reads there why.
        page(get.clone(), "/vastleggen", Action::Read, recording::index),
        page(get.clone(), "/vastleggen/{soort}", recording, recording::form),
        page(Method::POST, "/vastleggen/{soort}", recording, recording::record),
        page(get.clone(), "/inlezen", Action::Record, review::index),
        page(Method::POST, "/inlezen", Action::Record, review::take),
        page(get.clone(), "/inlezen/{id}", Action::Record, review::show),
        page(Method::POST, "/inlezen/{id}", Action::Record, review::judge),
        page(get.clone(), "/inlezen/{id}/concepten/{concept}", Action::Record, review::change::form),
        page(Method::POST, "/inlezen/{id}/concepten/{concept}", Action::Record, review::change::keep),
        page(get.clone(), "/inlezen/{id}/vastleggen", Action::Record, review::confirm::show),
        page(Method::POST, "/inlezen/{id}/vastleggen", Action::Record, review::confirm::record),
        page(Method::POST, "/inlezen/{id}/weggooien", Action::Record, review::discard),
        page(get.clone(), "/nakijken", Action::SeeDrafts, unreviewed::show),
        page(Method::POST, "/nakijken", Action::Correct, unreviewed::confirm),
        page(get.clone(), "/abonnementen", Action::ManageSubscriptions, subscriptions::index),
        page(Method::POST, "/abonnementen", Action::ManageSubscriptions, subscriptions::register),
        page(get.clone(), "/abonnementen/{id}", Action::ManageSubscriptions, subscriptions::one),
        page(Method::POST, "/abonnementen/{id}", Action::ManageSubscriptions, subscriptions::change),
        page(get.clone(), "/abonnementen/{id}/verwijderen", Action::ManageSubscriptions, subscriptions::ask_delete),
        page(Method::POST, "/abonnementen/{id}/verwijderen", Action::ManageSubscriptions, subscriptions::delete),
        page(get.clone(), "/api", Action::Read, api::describe),
        page(get.clone(), "/api/proberen/{operatie}", Action::Read, api::attempt),
        page(get.clone(), "/toegang", Action::ManageTokens, tokens::list),
        page(Method::POST, "/toegang", Action::ManageTokens, tokens::create),
        page(Method::POST, "/toegang/{id}/intrekking", Action::ManageTokens, tokens::withdraw),
        page(get.clone(), "/sessies", Action::ManageOwnSessions, sessions::list),
        page(Method::POST, "/sessies", Action::ManageOwnSessions, sessions::end),
        page(get.clone(), "/aanmelden", Permission::Open, sign_in::form),
        page(Method::POST, "/aanmelden", Permission::Open, sign_in::sign_in),
        page(get.clone(), "/aanmelden/{naam}", Permission::Open, openid::begin),
        page(get.clone(), "/aanmelden/{naam}/terug", Permission::Open, openid::come_back),
        called(Method::POST, "/aanmelden/{naam}/einde", openid::end),
        page(Method::POST, "/afmelden", Permission::Open, sign_in::sign_out),
        page(get.clone(), "/toegankelijkheid", Permission::Open, accessibility),
        page(get, "/bestanden/{naam}", Permission::Open, asset),
    ]
}

/// Adds the pages to the routes.
pub(super) fn add_to(router: Router<AppState>) -> Router<AppState> {
    let pages = pages().into_iter().fold(Router::new(), |pages, page| pages.route(&page.access.path, page.handler));
    router.merge(pages.route_layer(from_fn(super::conditional::tag_lasting_pages)))
}

/// Returns who may open each page.
pub(super) fn table() -> Vec<RouteAccess> {
    pages().into_iter().map(|page| page.access).collect()
}

pub(super) use door::door;
pub(super) use sign_in::to_sign_in;

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

fn reader(named: Option<Language>, headers: &HeaderMap) -> Reader {
    Reader::at_service(named.unwrap_or_else(|| language::preferred(headers)), named.is_some())
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

/// Marks a response with the status of a refusal as a page that says itself what is wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct SaysWhy;

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

/// Sends the browser to another page, so that loading again sends nothing again.
fn see(to: &impl Display) -> Response {
    let to = HeaderValue::from_str(&to.to_string()).expect("an address is ASCII");
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
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
