//! Events: appending, the feed, and single records.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::access::{must_be_allowed, second_person};
use super::app_state::{AppState, WorkKind};
use super::body::{self, ReceivedBody};
use super::body_limits::SMALL_BODY;
use super::language::{self, CallerLanguage};
use super::problem::Problem;
use super::query::{NoQuery, Query, next_link};
use super::{axes, conditional, json};
use crate::access::caller::Caller;
use crate::app::append_limits::{check_count, check_if_match};
use crate::app::erasing::{ErasedWords, review_json};
use crate::app::feed_query::{FeedQuery, page_size};
use crate::app::follow::{self, LogPage, PageLimits};
use crate::app::preview::{PreviewError, preview_event};
use crate::app::query_keys as keys;
use crate::app::{AppendOptions, Service};
use crate::domain::actor::Actor;
use crate::domain::ids::{EventId, SubjectKind, is_id};
use crate::domain::proposal::{FieldError, Proposal};
use crate::input;
use crate::language::Language;
use crate::log::record::{Record, RecordView};
use crate::message;

/// The maximum number of events in one request: with 16 KiB each they fill a body.
pub const APPEND_MAX: usize = crate::app::append_limits::APPEND_MAX;

/// The number of bytes at which a page ends early: 1,000 records of the usual 1 KiB. A page stays in memory until its
/// reader has taken it; 256 readers that take nothing fill the limit of `answer_bytes`.
const PAGE_BYTES_MAX: usize = 1024 * 1024;

/// `POST /v1/gebeurtenissen`: appends one event, or several atomically. With `proef=true` one event is only checked,
/// and the response contains the report as it would be.
pub async fn append(
    State(site): State<AppState>,
    caller: Caller,
    CallerLanguage(language): CallerLanguage,
    mut query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let dry_run = query.flag(keys::DRY_RUN);
    let actor = site.actor(&caller, &mut query);
    query.finish()?;
    let if_match = if_match(request.headers())?;
    let sized = |bytes: &[u8]| parse_proposals(bytes).map(|parsed| (parsed, bytes.len()));
    let ReceivedBody { what: ((proposals, single), length), held: _held } = body::read(&site, request, sized).await?;
    let proposals = must_be_allowed(&site, &caller, proposals, !single).await?;
    check_if_match(if_match, proposals.len()).map_err(|error| Problem::bad_input(vec![error]))?;
    if dry_run {
        return previewed(&site, proposals, (actor, if_match), language).await;
    }
    let erases = second_person::erases(&proposals);
    second_person::must_not_erase_alone(&site, erases)?;
    let (words, proposals) = if erases {
        // The words must be collected while they still exist.
        site.run_large(move |service| Ok((ErasedWords::before(service, &proposals)?, proposals))).await?
    } else {
        (None, proposals)
    };
    let options = AppendOptions { if_match, keep_times: false, dry_run: false };
    let pass = site.enter(WorkKind::Append).await?;
    let appended = site.service().append_async(proposals, &actor, options).await.map_err(|error| match single {
        true => Problem::from(error),
        false => Problem::of_list(error),
    })?;
    drop(pass);
    let status = if appended.added > 0 { StatusCode::CREATED } else { StatusCode::OK };
    let records = appended.records;
    let headers = records.first().filter(|_| single).map(|record| one_record_headers(record, true));
    let warnings = appended.warnings;
    let headers = headers.unwrap_or_default();
    if erases {
        let mut told = told_of_erasure(&site, (records, words), warnings, language).await;
        let body = if single { told.swap_remove(0) } else { Value::Array(told) };
        return Ok(language::with_language(language, (status, headers, JSON, listed(&body))));
    }
    let body = if records.len() > SERIALISE_INLINE_MAX || length > SMALL_BODY {
        // A long list is serialised on a thread that may block.
        site.run_to_end((), move |_| Ok(written(&records, &warnings, (single, language)))).await?
    } else {
        written(&records, &warnings, (single, language))
    };
    Ok(language::with_language(language, (status, headers, JSON, body)))
}

/// Records one erasure, and returns what the answer to recording it says.
///
/// # Errors
/// A problem; nothing was erased.
pub(super) async fn erase(
    site: &AppState,
    proposal: Proposal,
    actor: &Actor,
    language: Language,
) -> Result<Response, Problem> {
    let before = site.run_large(move |service| {
        let proposals = vec![proposal];
        Ok((ErasedWords::before(service, &proposals)?, proposals))
    });
    let (words, proposals) = before.await?;
    let pass = site.enter(WorkKind::Append).await?;
    let appended = site.service().append_async(proposals, actor, AppendOptions::default()).await?;
    drop(pass);
    let (records, warnings) = (appended.records, appended.warnings);
    let mut told = told_of_erasure(site, (records, words), warnings, language).await;
    Ok(language::with_language(language, Json(told.swap_remove(0))))
}

/// Returns the records of erasures, with what is left to look at.
async fn told_of_erasure(
    site: &AppState,
    (records, words): (Vec<Record>, Option<ErasedWords>),
    warnings: Vec<Vec<FieldError>>,
    language: Language,
) -> Vec<Value> {
    let looked_for = records.clone();
    let told = site.run_large(move |service| Ok(append_response_json(service, &looked_for, words.as_ref()))).await;
    // The erasure is durable by now, even if the search for related texts fails.
    with_warnings(told.unwrap_or_else(|_| append_response_json(site.service(), &records, None)), warnings, language)
}

/// The number of records that are serialised on the async thread, of a request whose body is small: they take 0.1 ms.
const SERIALISE_INLINE_MAX: usize = 64;

const JSON: [(HeaderName, HeaderValue); 1] = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];

/// Returns the answer to recording events: their records as the feed has them, each with its warnings.
fn written(records: &[Record], warnings: &[Vec<FieldError>], (single, language): (bool, Language)) -> Vec<u8> {
    let mut body = Vec::with_capacity(1024 * records.len());
    for (record, warnings) in records.iter().zip(warnings) {
        body.push(if body.is_empty() { b'[' } else { b',' });
        record.write_json(RecordView::Feed, &mut body);
        if !warnings.is_empty() {
            body.pop();
            body.extend_from_slice(b",\"waarschuwingen\":");
            let all: Vec<Value> = warnings.iter().map(|warning| warning.to_json(language)).collect();
            serde_json::to_writer(&mut body, &all).expect("JSON always serialises");
            body.push(b'}');
        }
    }
    if single {
        body.remove(0);
    } else {
        body.push(b']');
    }
    body
}

fn with_warnings(mut told: Vec<Value>, warnings: Vec<Vec<FieldError>>, language: Language) -> Vec<Value> {
    for (record, warnings) in told.iter_mut().zip(warnings).filter(|(_, warnings)| !warnings.is_empty()) {
        record["waarschuwingen"] = warnings.iter().map(|warning| warning.to_json(language)).collect();
    }
    told
}

fn listed(all: &Value) -> Vec<u8> {
    serde_json::to_vec(all).expect("JSON always serialises")
}

async fn previewed(
    site: &AppState,
    mut proposals: Vec<Proposal>,
    (actor, if_match): (Actor, Option<u32>),
    language: Language,
) -> Result<Response, Problem> {
    let (Some(proposal), true) = (proposals.pop(), proposals.is_empty()) else {
        return Err(Problem::bad_field(keys::DRY_RUN, "proef-bij-meer", message!("preview-of-one")));
    };
    let preview = site.run_large(move |service| {
        preview_event(service, &proposal, &actor, if_match).map_err(|error| match error {
            PreviewError::App(error) => Problem::from(error),
            PreviewError::Query(error) => Problem::from(error),
        })
    });
    Ok(language::with_language(language, Json(preview.await?.to_json(language))))
}

/// Returns the records as the response to recording them. An erasure includes what its caller should review; that is
/// not part of the record, and no later reader gets it. `words` are the words that the erasures destroyed.
pub fn append_response_json(service: &Service, records: &[Record], words: Option<&ErasedWords>) -> Vec<Value> {
    let found = words.map_or_else(BTreeMap::new, |words| {
        words.look(service).unwrap_or_else(|error| {
            // The erasure is durable by now. If the log cannot be read, the fields with the same words are missing from
            // the response.
            tracing::error!(error = error.message().logged(), "the log can not be read for what holds the same words");
            BTreeMap::new()
        })
    });
    let told = records.iter().map(|record| {
        let mut told = record.to_json(RecordView::Feed);
        if let (Some(position), Some(all)) = (service.erased_by(record), told.as_object_mut()) {
            let found = EventId::parse(record.subject.id()).ok().and_then(|hit| found.get(&hit));
            all.extend(review_json(service, position, found));
        }
        told
    });
    told.collect()
}

fn record_json(record: &Record) -> Json<Value> {
    Json(record.to_json(RecordView::Feed))
}

/// Returns the headers with the version to send in the next `If-Match`, and the address of the record.
fn one_record_headers(record: &Record, created: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let version = format!("\"{}\"", record.subject_version);
    headers.insert(header::ETAG, HeaderValue::from_str(&version).expect("digits in quotes"));
    if created {
        let location = format!("/v1/gebeurtenissen/{}", record.id);
        headers.insert(header::LOCATION, HeaderValue::from_str(&location).expect("a UUID in a path"));
    }
    headers
}

/// Parses all events of a request, and returns whether it was a single event outside a list. The errors of all events
/// are returned together, each with its index.
fn parse_proposals(bytes: &[u8]) -> Result<(Vec<Proposal>, bool), Problem> {
    let (mut events, single) = match json::parse_list(bytes, APPEND_MAX)? {
        Value::Array(events) => (events, false),
        one => (vec![one], true),
    };
    check_count(events.len()).map_err(|error| Problem::bad_input(vec![error]))?;
    let (mut proposals, mut errors) = (Vec::with_capacity(events.len()), Vec::new());
    for (index, event) in events.iter_mut().enumerate() {
        match input::take_proposal(event) {
            Ok(proposal) => proposals.push(proposal),
            Err(found) if single => errors.extend(found),
            Err(found) => errors.extend(found.into_iter().map(|error| error.in_list(index))),
        }
    }
    if errors.is_empty() { Ok((proposals, single)) } else { Err(Problem::bad_input(errors)) }
}

/// Parses the version in `If-Match: "3"`, or in the `ETag` of a subject.
fn if_match(headers: &HeaderMap) -> Result<Option<u32>, Problem> {
    let mut values = headers.get_all(header::IF_MATCH).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let bare = value.to_str().ok().and_then(|text| conditional::version_in(text.trim()));
    let digits = bare.filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()));
    match digits.and_then(|text| text.parse().ok()).filter(|_| values.next().is_none()) {
        Some(version) => Ok(Some(version)),
        None => {
            let message = message!("events-if-match", example = "\"3\"");
            Err(Problem::bad_field("If-Match", "ongeldige-waarde", message))
        }
    }
}

/// `GET /v1/gebeurtenissen/{id}`: one record.
pub async fn one(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<Response, Problem> {
    let missing = || Problem::not_found(message!("problem-no-event"));
    let id = EventId::parse(&id).map_err(|_| missing())?;
    let record =
        site.run_small(move |service| service.record_of(id).map_err(Problem::from)).await?.ok_or_else(missing)?;
    Ok(record_json(&record).into_response())
}

/// `GET /v1/gebeurtenissen`: the feed, in the order of the log.
pub async fn feed(State(site): State<AppState>, mut query: Query) -> Result<Response, Problem> {
    let head = site.service().durable_head();
    let mut asked = FeedQuery::from_query(&mut query, head);
    let since = axes::since(&mut query, &site, asked.which.since);
    query.finish()?;
    let filter = asked.which.filter.clone();
    let bounds = PageLimits { records: page_size(asked.limit), bytes: PAGE_BYTES_MAX };
    let range = (asked.after.max(since), head);
    let page = site.run_large(move |service| {
        must_be_known(service, filter.node.as_deref())?;
        let mut all = vec![b'['];
        let take = |record: Record| {
            let before = all.len();
            if before > 1 {
                all.push(b',');
            }
            record.write_json(RecordView::Feed, &mut all);
            ((), all.len() - before)
        };
        let page: LogPage<()> = follow::read(service, &filter, range, bounds, take)?;
        all.push(b']');
        Ok((all, page.until))
    });
    let (all, until) = page.await?;
    let mut answer = (JSON, all).into_response();
    if until < head {
        // The cursor is beyond `vanaf`.
        (asked.after, asked.which.since) = (until, None);
        answer.headers_mut().insert(header::LINK, next_link(&asked.to_target()));
    }
    let last = HeaderValue::from(until);
    answer.headers_mut().insert(LAST_POSITION, last);
    Ok(answer)
}

/// Header with the last position that the page covers: the cursor for a follower that has reached the end and returns
/// later.
const LAST_POSITION: HeaderName = HeaderName::from_static("x-laatste-positie");

/// Refuses a node that no event ever named, since it is more likely a typing error than a valid filter.
///
/// # Errors
/// A problem 404.
pub fn must_be_known(service: &Service, node: Option<&str>) -> Result<(), Problem> {
    let Some(code) = node else { return Ok(()) };
    let name = format!("{}/{code}", SubjectKind::Node.name());
    let known = is_id(code) && service.state().subject(&name).is_some();
    if known { Ok(()) } else { Err(Problem::not_found(message!("problem-no-node"))) }
}
