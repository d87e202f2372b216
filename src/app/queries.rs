//! Queries on a service: reports, sealings, rounds and histories, as the one JSON that the command line and the API
//! both return.

use std::sync::Arc;

use serde_json::Value;

use super::Service;
use super::report_cache::ReportKey;
use super::text_reads::query_with_texts;
use crate::domain::event::RoundKind;
use crate::domain::field::Field;
use crate::domain::ids::{RoundId, SubjectKind};
use crate::domain::moment::end_of_day;
use crate::domain::state::{AsOf, State};
use crate::domain::time::{Day, Instant};
use crate::log::record::Hash;
use crate::projections::lists::{self, PageRequest};
use crate::projections::sealing::{self, RoundPoint, Sealing, SealingSelector};
use crate::projections::{self, EventRange, HistoryError, PagedHistory, RecordSource, ReportError, ReportRequest};

pub use super::query_error::{QueryError, neither_day_nor_round};
pub use super::report_query::{ReportQuery, ReportTarget};
pub use super::time_axes::KnownAt;

/// Returns the position that `known` stands for.
///
/// # Errors
/// [`QueryError`] for an empty log, a position it does not have, and a moment after the clock or before the first
/// event.
pub fn resolve_position(service: &Service, known: KnownAt) -> Result<u64, QueryError> {
    let head = service.durable_head();
    resolve_position_in(&service.state(), head, known, service.now())
}

/// Does the same in a state, with the durable head and the time as arguments.
///
/// # Errors
/// As for [`resolve_position`].
pub fn resolve_position_in(state: &State, head: u64, known: KnownAt, now: Instant) -> Result<u64, QueryError> {
    let first = state.recorded_at(1).filter(|_| head > 0).ok_or(QueryError::Empty)?;
    match known {
        KnownAt::Head => Ok(head),
        KnownAt::Position(position) if (1..=head).contains(&position) => Ok(position),
        KnownAt::Position(position) => Err(QueryError::NoSuchPosition { position, head }),
        KnownAt::Moment(moment) => {
            let latest = latest(state, head, now);
            // The end of today: nothing later than the head is known of it yet.
            if moment > latest && moment == end_of_day(latest.amsterdam_day()) {
                return Ok(head);
            }
            if moment > latest {
                return Err(QueryError::InFuture { moment, now: latest });
            }
            match state.position_at(moment, head) {
                0 => Err(QueryError::BeforeFirst { moment, first }),
                position => Ok(position),
            }
        }
    }
}

/// Returns the latest moment that may be asked about: now, or the moment of the last event where the clock is behind
/// it. A moment that the log itself used can always be asked about.
pub fn latest(state: &State, head: u64, now: Instant) -> Instant {
    state.recorded_at(head).filter(|_| head > 0).map_or(now, |last| now.max(last))
}

/// Refuses a day before the first fact: its report would be empty and look true.
///
/// # Errors
/// [`QueryError::BeforeFirstDay`] with the first day on which something holds.
pub fn refuse_before_begin(state: &State, on: Day, position: u64) -> Result<(), QueryError> {
    projections::first_fact_day_after(state, on, position)
        .map_or(Ok(()), |first| Err(QueryError::BeforeFirstDay { on, first }))
}

/// Refuses an open round whose reporting date lies before the first fact. A sealed report is always rebuilt, and a
/// round of a kind that looks ahead announces what will hold.
///
/// # Errors
/// [`QueryError::RoundBeforeFirstDay`] with the first day on which something holds.
pub fn refuse_round_before_begin(state: &State, round: &str, on: Day, position: u64) -> Result<(), QueryError> {
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()));
    let settings = no.map(|no| state.fold(no, AsOf { day: on, position }).settings);
    let kind = settings.and_then(|settings| settings.token(Field::Kind));
    if kind.is_some_and(|kind| RoundKind::looks_ahead(state.token(kind))) {
        return Ok(());
    }
    let refuse = |first| Err(QueryError::RoundBeforeFirstDay { round: round.to_owned(), on, first });
    projections::first_fact_day_after(state, on, position).map_or(Ok(()), refuse)
}

/// Resolves a report of a round: its reporting date, its position, and the sealing that fixed it.
///
/// # Errors
/// [`QueryError`] for a round that was not opened or has no such sealing, and a log that can not be read.
pub fn round_point(service: &Service, round: &str, which: SealingSelector) -> Result<RoundPoint, QueryError> {
    let known = resolve_position(service, KnownAt::Head)?;
    let round = RoundId::parse(round)?;
    query_with_texts(service, |state, contents| {
        Ok(sealing::round_point(state, contents, round.as_str(), which, known)?)
    })
}

/// Returns the requested report with `staat`, as JSON. Every interface returns the same bytes.
///
/// # Errors
/// [`QueryError`] for an unknown position, moment, node, round or sealing, and for a log that can not be read.
pub fn report(service: &Service, query: &ReportQuery) -> Result<Arc<[u8]>, QueryError> {
    let (request, root, sealed) = resolve_report(service, query)?;
    kept_or(service, (request, sealed.as_ref().map(|sealed| sealed.at)), |request| match &sealed {
        None => unsealed_report(service, request, &root),
        Some(sealed) => sealed_report(service, request, &root, sealed),
    })
}

/// Returns the report that was answered before, or that `build` makes now.
fn kept_or(
    service: &Service,
    key: ReportKey,
    build: impl FnOnce(&ReportRequest) -> Result<Vec<u8>, QueryError>,
) -> Result<Arc<[u8]>, QueryError> {
    let missing = match service.inner.reports.find(&key) {
        Ok(report) => return Ok(report),
        Err(missing) => missing,
    };
    let report: Arc<[u8]> = build(&key.0)?.into();
    service.inner.reports.keep(missing, key, &report);
    Ok(report)
}

fn unsealed_report(service: &Service, request: &ReportRequest, root: &Hash) -> Result<Vec<u8>, QueryError> {
    let report = query_with_texts(service, |state, contents| projections::report(state, contents, request))?;
    Ok(report.canonical_with_state(root, None))
}

fn sealed_report(
    service: &Service,
    request: &ReportRequest,
    root: &Hash,
    sealed: &Sealing,
) -> Result<Vec<u8>, QueryError> {
    // The verdict covers all that was sealed, also when only a part is asked for.
    let verdict =
        query_with_texts(service, |state, contents| sealing::check_sealing(state, contents, sealed, Some(root)))?;
    let version = sealed.report_version;
    let report =
        query_with_texts(service, |state, contents| projections::report_in_version(version, state, contents, request))?;
    Ok(report.canonical_with_state(root, Some((sealed, &verdict))))
}

/// Returns the report at an exact point, by the present rules and without checking a sealing: what readers see another
/// report beside.
///
/// # Errors
/// As for [`report`].
pub fn report_at(service: &Service, request: &ReportRequest) -> Result<Arc<[u8]>, QueryError> {
    let position = request.position;
    let root = service.root(position)?.ok_or(QueryError::NoSuchPosition { position, head: position })?;
    kept_or(service, (request.clone(), None), |request| unsealed_report(service, request, &root))
}

/// Returns all subjects of a kind that show at a point.
///
/// # Errors
/// As for [`report`].
pub fn listed(service: &Service, kind: SubjectKind, at: AsOf) -> Result<Vec<Value>, QueryError> {
    let page = PageRequest { limit: usize::MAX, ..PageRequest::default() };
    Ok(query_with_texts(service, |state, contents| lists::list(state, contents, kind, at, &page))?.items)
}

/// Returns one subject as it shows at a point; none where it does not.
///
/// # Errors
/// As for [`report`].
pub fn found(service: &Service, kind: SubjectKind, id: &str, at: AsOf) -> Result<Option<Value>, QueryError> {
    Ok(query_with_texts(service, |state, contents| lists::find(state, contents, kind, id, at))?)
}

/// Returns a part of the history of a subject, without the sealings whose report showed its events: see
/// [`add_reported_in`].
///
/// # Errors
/// As for [`history`].
pub fn history_page(
    service: &Service,
    subject: &str,
    position: u64,
    part: EventRange,
) -> Result<PagedHistory, QueryError> {
    let told = query_with_texts(service, |state, contents| {
        projections::history_page(state, contents, subject, position, part)
    });
    told.map_err(history_error)
}

/// Fills in, in rows of a history as known at `position`, the sealings whose report showed or announced each event. On
/// a cold cache that builds the report of every sealing.
///
/// # Errors
/// As for [`report`].
pub fn add_reported_in(service: &Service, rows: &mut [Value], position: u64) -> Result<(), QueryError> {
    sealing::add_reported_in_rows(rows, &service.sealed_positions(position)?);
    Ok(())
}

/// Resolves a query to the exact request, the root of the log at its position, and the sealing whose report it is.
pub(super) fn resolve_report(
    service: &Service,
    query: &ReportQuery,
) -> Result<(ReportRequest, Hash, Option<Sealing>), QueryError> {
    let (on, position, round, sealed) = match &query.of {
        ReportTarget::Day { on, known } => {
            let position = resolve_position(service, *known)?;
            refuse_before_begin(&service.state(), *on, position)?;
            (*on, position, None, None)
        }
        ReportTarget::Round { id, which } => {
            let point = round_point(service, id, *which)?;
            if point.sealing.is_none() {
                refuse_round_before_begin(&service.state(), &point.round, point.on, point.position)?;
            }
            (point.on, point.position, Some(point.round), point.sealing)
        }
    };
    let request = ReportRequest { on, position, node: query.node.clone(), fiscal_year: query.fiscal_year, round };
    let root = service.root(position)?.ok_or(QueryError::NoSuchPosition { position, head: position })?;
    Ok((request, root, sealed))
}

/// Returns the sealings of a round, in order.
///
/// # Errors
/// [`QueryError`] for a round that was not opened, and a log that can not be read.
pub fn sealings(service: &Service, round: &str) -> Result<Vec<Sealing>, QueryError> {
    let known = resolve_position(service, KnownAt::Head)?;
    let round = RoundId::parse(round)?;
    query_with_texts(service, |state, contents| {
        let found = sealing::sealings(state, contents, round.as_str(), known)?;
        if found.is_empty() && sealing::reporting_day(state, round.as_str(), known).is_none() {
            return Err(QueryError::NoSuchRound(round.as_str().to_owned()));
        }
        Ok(found)
    })
}

/// Returns all events of a subject, with the changes of each.
///
/// # Errors
/// [`QueryError`] for a subject about which nothing was recorded by then, and a log that can not be read.
pub fn history(service: &Service, subject: &str, known: KnownAt) -> Result<Value, QueryError> {
    let position = resolve_position(service, known)?;
    let told = query_with_texts(service, |state, contents| projections::history(state, contents, subject, position));
    let mut history = told.map_err(history_error)?;
    sealing::add_reported_in(&mut history, &service.sealed_positions(position)?);
    Ok(history)
}

pub(super) fn history_error(error: HistoryError) -> QueryError {
    match error {
        HistoryError::UnknownSubject(subject) => QueryError::NoSuchSubject(subject),
        HistoryError::UnreadableRecord(error) => QueryError::Unreadable(error),
    }
}

/// Returns every round, or the one with this id, as known now, in the form of the list of the API.
///
/// # Errors
/// [`QueryError`] for a round that was not opened, and a log that can not be read.
pub fn rounds(service: &Service, id: Option<&str>) -> Result<Vec<Value>, QueryError> {
    match id {
        Some(id) => Ok(vec![one_round(service, id, lists::find)?]),
        None => listed(service, SubjectKind::Round, today(service)?),
    }
}

/// Returns a round as known now, with how complete it is.
///
/// # Errors
/// As [`rounds`].
pub fn complete_round(service: &Service, id: &str) -> Result<Value, QueryError> {
    one_round(service, id, lists::find_complete)
}

/// How a subject is looked up.
type Find = fn(&State, &dyn RecordSource, SubjectKind, &str, AsOf) -> Result<Option<Value>, ReportError>;

fn one_round(service: &Service, id: &str, find: Find) -> Result<Value, QueryError> {
    let at = today(service)?;
    query_with_texts(service, |state, contents| {
        find(state, contents, SubjectKind::Round, id, at)?.ok_or_else(|| QueryError::NoSuchRound(id.to_owned()))
    })
}

fn today(service: &Service) -> Result<AsOf, QueryError> {
    Ok(AsOf { day: service.now().amsterdam_day(), position: resolve_position(service, KnownAt::Head)? })
}
