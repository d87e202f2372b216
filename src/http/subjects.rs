//! The resources of the domain at a point on the two time axes: lists, single subjects and their history.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::conditional;
use super::piecewise::piecewise_body;
use super::problem::Problem;
use super::query::{Query, next_link};
use crate::app::feed_query::page_size;
use crate::app::history_parts::HistoryParts;
use crate::app::queries::{KnownAt, QueryError};
use crate::app::subject_query::{AuditQuery, HistoryQuery, ListQuery, Point, SubjectQuery};
use crate::app::text_reads::query_with_texts;
use crate::app::{Service, audit};
use crate::domain::ids::SubjectKind;
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

/// The header with how many a list has on all pages.
const TOTAL: HeaderName = HeaderName::from_static("x-aantal");

/// `GET /v1/<resource>`: the subjects that are visible at a point, by id; rounds also as a file. The next page uses the
/// point of the first.
pub async fn list(
    site: AppState,
    kind: SubjectKind,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    // Rounds are available as a file too; the other lists have one format and ignore `Accept`.
    let wish = if kind == SubjectKind::Round { Some(ResponsePreferences::of(&headers)?) } else { None };
    let mut asked = ListQuery::from_query(kind, &mut query, &axes::in_log(&site));
    query.finish()?;
    let at = axes::point(&site, asked.at)?;
    let (after, filter, counted) = (asked.after.take(), asked.filter.clone(), asked.counted);
    let most = page_size(asked.limit);
    let listing = site.run_large(move |service| {
        let page = PageRequest { after, limit: most, filter, counted };
        let found = query_with_texts(service, |state, contents| lists::list(state, contents, kind, at, &page));
        let found = found.map_err(QueryError::from)?;
        let json = serde_json::to_vec(&found.items).expect("a list always serialises");
        let name = |_: &Value, extension: &str| format!("rondes-positie-{}.{extension}", at.position);
        let answer = match wish {
            Some(wish) => wish.answer(json, render::ROUNDS, name),
            None => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        };
        Ok((answer, found.next, found.total))
    });
    let (mut answer, next, total) = listing.await?;
    if next.is_some() {
        asked.at = Point { on: Some(at.day), known: KnownAt::Position(at.position) };
        (asked.after, asked.counted) = (next, false); // it was counted already
        answer.headers_mut().append(header::LINK, next_link(&asked.to_target()));
    }
    set_total(&mut answer, total);
    Ok(answer)
}

/// Tells how many a list has on all pages, to who asked for it.
pub fn set_total(answer: &mut Response, total: Option<usize>) {
    if let Some(total) = total {
        answer.headers_mut().insert(TOTAL, HeaderValue::from(total));
    }
}

/// `GET /v1/<resource>/{id}`: one subject at a point. Its `ETag` starts with the version that `If-Match` accepts.
pub async fn one(
    site: AppState,
    subject: (SubjectKind, String),
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let asked = SubjectQuery::from_query(subject, &mut query, &axes::in_log(&site));
    query.finish()?;
    let at = axes::point(&site, asked.at)?;
    let SubjectQuery { kind, id, .. } = asked;
    let name = format!("{}/{id}", kind.name());
    let look = move |service: &Service| -> Result<Option<Value>, Problem> {
        let found = query_with_texts(service, |state, contents| lists::find_complete(state, contents, kind, &id, at));
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
pub async fn history(site: AppState, subject: (SubjectKind, String), mut query: Query) -> Result<Response, Problem> {
    let asked = HistoryQuery::from_query(subject, &mut query, &axes::in_log(&site));
    query.finish()?;
    let position = axes::position(&site, asked.known)?;
    let subject = asked.subject();
    if position == 0 {
        return Err(QueryError::NoSuchSubject(subject).into());
    }
    let begin = HistoryParts::new(subject, position, asked.until);
    let body = piecewise_body(&site, begin, |service, parts| Ok(parts.next(service)?)).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// `GET /v1/<resource>/{id}/audittrail`: who did what, when and why, with the state before and after. The next page
/// uses the position of the first. `geldigOp` works as in [`history`].
pub async fn audit(site: AppState, subject: (SubjectKind, String), mut query: Query) -> Result<Response, Problem> {
    let mut asked = AuditQuery::from_query(subject, &mut query, &axes::in_log(&site));
    query.finish()?;
    let position = axes::position(&site, asked.of.known)?;
    let (resource, subject, until) = (asked.of.kind.collection(), asked.of.subject(), asked.of.until);
    if position == 0 {
        return Err(QueryError::NoSuchSubject(subject).into());
    }
    let base = site.settings().origin.base().to_owned();
    let part = EventRange { after: asked.after.unwrap_or(0), limit: page_size(asked.limit), until };
    let page = site.run_large(move |service| {
        let addresses = Addresses { base: &base, collection: resource };
        Ok(audit::audit(service, &subject, KnownAt::Position(position), part, addresses)?)
    });
    let page = page.await?;
    if let Some((day, first)) = until.zip(page.begin).filter(|(day, first)| first > day) {
        return Err(QueryError::BeforeFirstDay { on: day, first }.into());
    }
    let mut answer = Json(page.rows).into_response();
    if page.next.is_some() {
        asked.of.known = KnownAt::Position(position);
        asked.after = page.next;
        answer.headers_mut().insert(header::LINK, next_link(&asked.to_target()));
    }
    Ok(answer)
}
