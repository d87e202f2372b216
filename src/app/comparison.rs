//! Compares two reports, as the one JSON that the command line and the API both return.

use super::Service;
use super::points::PointQuery;
use super::queries::{self, KnownAt, QueryError};
use super::text_reads::query_with_texts;
use crate::projections::comparison::{Comparison, ComparisonPoint, ComparisonRequest, Nature, compare};

/// A comparison as requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonQuery {
    /// Point A.
    pub from: PointQuery,
    /// Point B.
    pub to: PointQuery,
    /// Only subjects of this node or of a node below it.
    pub node: Option<String>,
    /// Only these kinds; all when empty.
    pub kinds: Vec<String>,
    /// Only corrections, or only new facts.
    pub nature: Option<Nature>,
    /// Only amounts that differ by at least this many eurocents.
    pub minimum_cents: Option<i64>,
    /// Also lists what was not renewed.
    pub unrenewed: bool,
}

/// One of the two points of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A.
    From,
    /// B.
    To,
}

/// Why a comparison fails.
#[derive(Debug)]
pub enum ComparisonError {
    /// One or both points are invalid.
    Points(Vec<(Side, QueryError)>),
    /// Another part of the query is invalid, or the log can not be read.
    Query(QueryError),
}

/// Returns the requested comparison.
///
/// # Errors
/// [`ComparisonError`] for unknown points, a node that stands at neither point, and a log that can not be read.
pub fn comparison(service: &Service, query: &ComparisonQuery) -> Result<Comparison, ComparisonError> {
    // Both points use the same head: what is recorded in between must not look like a correction.
    let head = queries::resolve_position(service, KnownAt::Head).map_err(ComparisonError::Query)?;
    let (from, to) = points(service, query, head)?;
    let request = ComparisonRequest {
        from,
        to,
        node: query.node.clone(),
        kinds: query.kinds.clone(),
        nature: query.nature,
        minimum_cents: query.minimum_cents,
        unrenewed: query.unrenewed,
    };
    let found = query_with_texts(service, |state, contents| compare(state, contents, &request));
    found.map_err(|error| ComparisonError::Query(error.into()))
}

/// Resolves the two points in the log whose last durable event is at `head`.
fn points(
    service: &Service,
    query: &ComparisonQuery,
    head: u64,
) -> Result<(ComparisonPoint, ComparisonPoint), ComparisonError> {
    let now = service.now();
    let point =
        |asked: &PointQuery| query_with_texts(service, |state, contents| asked.resolve(state, contents, head, now));
    match (point(&query.from), point(&query.to)) {
        (Ok(from), Ok(to)) => Ok((from, to)),
        (from, to) => {
            let errors = [(Side::From, from.err()), (Side::To, to.err())];
            let errors = errors.into_iter().filter_map(|(side, error)| Some((side, error?)));
            Err(ComparisonError::Points(errors.collect()))
        }
    }
}
