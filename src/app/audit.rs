//! The audit trail of a subject, and the amounts at a point in time, as queries on a service.

use super::Service;
use super::queries::{self, KnownAt, QueryError};
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::subject_query::Point;
use super::text_reads::query_with_texts;
use super::time_axes::{self, InLog};
use crate::domain::state::AsOf;
use crate::projections::finance::{self, Finance, FinanceRequest};
use crate::projections::{self, Addresses, AuditPage, EventRange};

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
    told.map_err(queries::history_error)
}

/// A query for the amounts at a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinanceQuery {
    /// The point.
    pub at: Point,
    /// One node with the nodes below it, instead of all.
    pub node: Option<String>,
    /// One budget year, instead of all amounts.
    pub fiscal_year: Option<i64>,
}

impl FinanceQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of("/v1/financien")
            .point(self.at)
            .with_some(keys::NODE, self.node.as_ref())
            .with_some(keys::FISCAL_YEAR, self.fiscal_year)
    }

    /// Reads the query.
    pub fn from_query(query: &mut Query, in_log: InLog<'_>) -> FinanceQuery {
        FinanceQuery {
            at: Point::from_query(query, in_log),
            node: time_axes::node(query),
            fiscal_year: time_axes::fiscal_year(query).map(i64::from),
        }
    }

    /// Resolves the query to an exact request.
    ///
    /// # Errors
    /// As [`queries::resolve_position`].
    pub fn resolve(&self, service: &Service) -> Result<FinanceRequest, QueryError> {
        let day = self.at.on.unwrap_or_else(|| service.now().amsterdam_day());
        let at = AsOf { day, position: queries::resolve_position(service, self.at.known)? };
        Ok(FinanceRequest { at, fiscal_year: self.fiscal_year, node: self.node.clone() })
    }
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
