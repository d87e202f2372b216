//! Two reports side by side, as the one JSON that the command line and the API both give out.

use super::Service;
use super::points::PointAsked;
use super::queries::{self, KnownAt, QueryError};
use crate::projections::comparison::{Comparison, ComparisonRequest, Nature, compare};

/// Which comparison is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonQuery {
    /// A.
    pub from: PointAsked,
    /// B.
    pub to: PointAsked,
    /// Only what belongs to this node, or to one below it.
    pub node: Option<String>,
    /// Only these kinds; all when empty.
    pub kinds: Vec<String>,
    /// Only corrections, or only what is new.
    pub nature: Option<Nature>,
    /// Only amounts that differ by at least this many eurocents.
    pub minimum_cents: Option<i64>,
    /// Also what was not renewed.
    pub unrenewed: bool,
}

/// One of the two points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A.
    From,
    /// B.
    To,
}

/// Why there is no comparison.
#[derive(Debug)]
pub enum ComparisonError {
    /// What is wrong with the points: one of them, or both.
    Points(Vec<(Side, QueryError)>),
    /// What is wrong with the rest.
    Query(QueryError),
}

/// The comparison that was asked for.
///
/// # Errors
/// [`ComparisonError`] for points that are not there, a node that stands at neither, and a log that can not be read.
pub fn comparison(service: &Service, query: &ComparisonQuery) -> Result<Comparison, ComparisonError> {
    // One head for both: what is recorded in between must not look like a correction.
    let head = queries::position(service, KnownAt::Head).map_err(ComparisonError::Query)?;
    let state = service.state();
    let from = query.from.resolve(service, &state, head);
    let to = query.to.resolve(service, &state, head);
    let (from, to) = match (from, to) {
        (Ok(from), Ok(to)) => (from, to),
        (from, to) => {
            let errors = [(Side::From, from.err()), (Side::To, to.err())];
            let errors = errors.into_iter().filter_map(|(side, error)| Some((side, error?)));
            return Err(ComparisonError::Points(errors.collect()));
        }
    };
    let request = ComparisonRequest {
        from,
        to,
        node: query.node.clone(),
        kinds: query.kinds.clone(),
        nature: query.nature,
        minimum_cents: query.minimum_cents,
        unrenewed: query.unrenewed,
    };
    compare(&state, service, &request).map_err(|error| ComparisonError::Query(error.into()))
}
