//! The audit trail of a subject, and the amounts at a point in time, as queries on a service.

use super::Service;
use super::queries::{self, KnownAt, QueryError};
use super::text_reads::query_with_texts;
use crate::projections::finance::{self, Finance, FinanceRequest};
use crate::projections::{self, Addresses, AuditPage, EventRange, HistoryError};

/// Returns a page of the audit trail of a subject, in the fields of the ZGW standard.
///
/// # Errors
/// [`QueryError`] for a subject about which nothing was recorded by then, and for a log that can not be read.
pub fn audit(
    service: &Service,
    subject: &str,
    known: KnownAt,
    part: EventRange,
    addresses: Addresses<'_>,
) -> Result<AuditPage, QueryError> {
    let position = queries::resolve_position(service, known)?;
    let told = query_with_texts(service, |state, contents| {
        projections::audit(state, contents, (subject, position), part, addresses)
    });
    told.map_err(|error| match error {
        HistoryError::UnknownSubject(subject) => QueryError::NoSuchSubject(subject),
        HistoryError::UnreadableRecord(error) => QueryError::Unreadable(error),
    })
}

/// Returns the amounts as they stand at a point.
///
/// # Errors
/// [`QueryError`] for an unknown position or node, a day before the first fact, a sum that overflows, and a log that
/// can not be read.
pub fn finance(service: &Service, request: &FinanceRequest) -> Result<Finance, QueryError> {
    let found = query_with_texts(service, |state, contents| finance::finance(state, contents, request))?;
    queries::refuse_before_begin(&service.state(), request.at.day, request.at.position)?;
    Ok(found)
}
