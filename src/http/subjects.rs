//! The resources of the domain at a point on the two time axes: lists, single subjects and their history.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::conditional;
use super::events::{PAGE_DEFAULT, PAGE_MAX};
use super::piecewise::piecewise_body;
use super::problem::Problem;
use super::query::Query;
use crate::app::history_parts::HistoryParts;
use crate::app::queries::{KnownAt, QueryError};
use crate::app::text_reads::query_with_texts;
use crate::app::{Service, audit};
use crate::domain::ids::{SubjectKind, is_id};
use crate::message;
use crate::projections::lists::{self, PageRequest};
use crate::projections::{Addresses, EventRange};
use crate::render;

/// The kinds of subject with a resource, in the order of the OpenAPI document.
pub const RESOURCES: [SubjectKind; 8] = [
    SubjectKind::Node,
    SubjectKind::Case,
    SubjectKind::Facility,
    SubjectKind::Adjustment,
    SubjectKind::Indicator,
    SubjectKind::Milestone,
    SubjectKind::Decision,
    SubjectKind::Round,
];

/// `GET /v1/<resource>`: the subjects that are visible at a point, by id; rounds also as a file. The next page uses the
/// point of the first.
pub async fn list(
    site: AppState,
    (resource, kind): (&'static str, SubjectKind),
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    // Rounds are available as a file too; the other lists have one format and ignore `Accept`.
    let wish = if kind == SubjectKind::Round { Some(ResponsePreferences::of(&headers)?) } else { None };
    let at = axes::point(&mut query, &site);
    let limit = query.number("limit", 1, PAGE_MAX);
    let id = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-no-cursor")) };
    let after = query.value("cursor", id);
    query.finish()?;
    let most = usize::try_from(limit.unwrap_or(PAGE_DEFAULT)).expect("at most a thousand");
    let listing = site.run_large(move |service| {
        let page = PageRequest { after, limit: most };
        let found = query_with_texts(service, |state, contents| lists::list(state, contents, kind, at, &page));
        let found = found.map_err(QueryError::from)?;
        let json = serde_json::to_vec(&found.items).expect("a list always serialises");
        let name = |_: &Value, extension: &str| format!("rondes-positie-{}.{extension}", at.position);
        let answer = match wish {
            Some(wish) => wish.answer(json, render::ROUNDS, name),
            None => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        };
        Ok((answer, found.next))
    });
    let (mut answer, next) = listing.await?;
    if let Some(next) = next {
        let limit = limit.map_or_else(String::new, |limit| format!("&limit={limit}"));
        let (day, position) = (at.day, at.position);
        let target = format!("/v1/{resource}?geldigOp={day}&positie={position}{limit}&cursor={next}");
        let link = HeaderValue::from_str(&format!("<{target}>; rel=\"next\"")).expect("ids and numbers are ASCII");
        answer.headers_mut().append(header::LINK, link);
    }
    Ok(answer)
}

/// `GET /v1/<resource>/{id}`: one subject at a point. Its `ETag` starts with the version that `If-Match` accepts.
pub async fn one(
    site: AppState,
    (kind, id): (SubjectKind, String),
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let at = axes::point(&mut query, &site);
    query.finish()?;
    let name = format!("{}/{id}", kind.name());
    let look = move |service: &Service| -> Result<Option<Value>, Problem> {
        let found = query_with_texts(service, |state, contents| lists::find(state, contents, kind, &id, at));
        Ok(found.map_err(QueryError::from)?)
    };
    // How complete a round is takes a pass over its tree.
    let found = match kind {
        SubjectKind::Round => site.run_large(look).await?,
        _ => site.run_small(look).await?, // the others look at themselves alone
    };
    let missing = || {
        let detail = message!("problem-no-subject", subject = &name);
        Problem::not_found(detail)
    };
    let found = found.ok_or_else(missing)?;
    let version = found[lists::VERSION_KEY].as_u64().unwrap_or_default();
    let json = serde_json::to_vec(&found).expect("a subject always serialises");
    let tag = conditional::subject_etag(version, &[&json]);
    if conditional::matches(headers.get_all(header::IF_NONE_MATCH), &tag) {
        return Ok(conditional::not_modified(tag));
    }
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind), (header::ETAG, tag)], json).into_response())
}

/// `GET /v1/<resource>/{id}/geschiedenis`: all events of a subject, as known at a position.
///
/// `geldigOp` excludes events with a later effective day. A day before all of them is refused, since a history without
/// events would look as if nothing had been recorded.
pub async fn history(site: AppState, kind: SubjectKind, id: String, mut query: Query) -> Result<Response, Problem> {
    let position = axes::position(&mut query, &site);
    let day = axes::day(&mut query);
    query.finish()?;
    let subject = format!("{}/{id}", kind.name());
    if position == 0 {
        return Err(QueryError::NoSuchSubject(subject).into());
    }
    let begin = HistoryParts::new(subject, position, day);
    let body = piecewise_body(&site, begin, |service, parts| Ok(parts.next(service)?)).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// `GET /v1/<resource>/{id}/audittrail`: who did what, when and why, with the state before and after. The next page
/// uses the position of the first. `geldigOp` works as in [`history`].
pub async fn audit(
    site: AppState,
    (resource, kind): (&'static str, SubjectKind),
    id: String,
    mut query: Query,
) -> Result<Response, Problem> {
    let position = axes::position(&mut query, &site);
    let until = axes::day(&mut query);
    let limit = query.number("limit", 1, PAGE_MAX);
    let after = query.number("cursor", 0, u64::from(u32::MAX)).unwrap_or(0);
    query.finish()?;
    let subject = format!("{}/{id}", kind.name());
    if position == 0 {
        return Err(QueryError::NoSuchSubject(subject).into());
    }
    let base = site.settings().origin.base().to_owned();
    let limit_of_page = usize::try_from(limit.unwrap_or(PAGE_DEFAULT)).expect("at most a thousand");
    let part = EventRange { after, limit: limit_of_page, until };
    let page = site.run_large(move |service| {
        let addresses = Addresses { base: &base, collection: resource };
        Ok(audit::audit(service, &subject, KnownAt::Position(position), part, addresses)?)
    });
    let page = page.await?;
    if let Some((day, first)) = until.zip(page.begin).filter(|(day, first)| first > day) {
        return Err(QueryError::BeforeFirstDay { on: day, first }.into());
    }
    let mut answer = Json(page.rows).into_response();
    if let Some(next) = page.next {
        let limit = limit.map_or_else(String::new, |limit| format!("&limit={limit}"));
        let until = until.map_or_else(String::new, |day| format!("&geldigOp={day}"));
        let target = format!("/v1/{resource}/{id}/audittrail?positie={position}{until}{limit}&cursor={next}");
        let link = HeaderValue::from_str(&format!("<{target}>; rel=\"next\"")).expect("ids and numbers are ASCII");
        answer.headers_mut().insert(header::LINK, link);
    }
    Ok(answer)
}
