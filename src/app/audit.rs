//! The audit trail of a subject and the money at a point, asked of a service.

use super::Service;
use super::apart::read_apart;
use super::queries::{self, KnownAt, QueryError};
use crate::projections::finance::{self, Finance, FinanceRequest};
use crate::projections::{self, Addresses, AuditPage, HistoryError, Part};

/// A page of the audit trail of a subject, in the field set of the ZGW standard.
///
/// # Errors
/// [`QueryError`] for a subject about which nothing was recorded by then, and a log that can not be read.
pub fn audit(
    service: &Service,
    subject: &str,
    known: KnownAt,
    part: Part,
    addresses: Addresses<'_>,
) -> Result<AuditPage, QueryError> {
    let position = queries::position(service, known)?;
    let told = read_apart(service, |state, contents| {
        projections::audit(state, contents, (subject, position), part, addresses)
    });
    told.map_err(|error| match error {
        HistoryError::UnknownSubject(subject) => QueryError::NoSuchSubject(subject),
        HistoryError::Contents(error) => QueryError::Unreadable(error),
    })
}

/// The money at a point.
///
/// # Errors
/// [`QueryError`] for a position or node that is not there, a day before everything, a sum that can not be carried, and a log that
/// can not be read.
pub fn finance(service: &Service, request: &FinanceRequest) -> Result<Finance, QueryError> {
    let found = read_apart(service, |state, contents| finance::finance(state, contents, request))?;
    queries::refuse_before_begin(&service.state(), request.at.day, request.at.position)?;
    Ok(found)
}
