//! Compares two reports, as the one JSON that the command line and the API both return.

use super::Service;
use super::points::PointQuery;
use super::queries::{self, KnownAt, QueryError};
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::text_reads::query_with_texts;
use super::time_axes;
use crate::domain::money::CENTS_MAX;
use crate::language::Message;
use crate::message;
use crate::projections::comparison::{Comparison, ComparisonPoint, ComparisonRequest, Nature, compare, is_kind};

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

impl ComparisonQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of("/v1/vergelijking")
            .with(keys::FROM, &self.from)
            .with(keys::TO, &self.to)
            .with_some(keys::NODE, self.node.as_ref())
            .with_list(keys::KINDS, &self.kinds)
            .with_some(keys::NATURE, self.nature.map(Nature::name))
            .with_some(keys::MINIMUM, self.minimum_cents)
            .with_flag(keys::UNRENEWED, self.unrenewed)
    }

    /// Reads the query; `None` if a key is refused.
    pub fn from_query(query: &mut Query) -> Option<ComparisonQuery> {
        let (from, to) = (point(query, keys::FROM), point(query, keys::TO));
        let node = time_axes::node(query);
        let kinds = query.value(keys::KINDS, kinds).unwrap_or_default();
        let nature = query.value(keys::NATURE, |word| Nature::from_name(word).ok_or_else(|| message!("query-nature")));
        let minimum = query.number(keys::MINIMUM, 0, CENTS_MAX.unsigned_abs());
        let minimum_cents = minimum.and_then(|cents| i64::try_from(cents).ok());
        let unrenewed = query.flag(keys::UNRENEWED);
        Some(ComparisonQuery { from: from?, to: to?, node, kinds, nature, minimum_cents, unrenewed })
    }
}

/// Reads one of the two points. The `+` of an offset that was not percent-encoded arrives as a blank, which has no
/// other meaning here.
fn point(query: &mut Query, key: &'static str) -> Option<PointQuery> {
    let point = query.value(key, |text| PointQuery::parse(&text.replace(' ', "+")));
    query.required(key, point, || message!("query-points"))
}

/// Parses `voorziening,stoplicht`.
fn kinds(text: &str) -> Result<Vec<String>, Message> {
    let of = |word: &str| match is_kind(word) {
        true => Ok(word.to_owned()),
        false => Err(message!("query-kind", kind = word.chars().take(40).collect::<String>())),
    };
    text.split(',').map(of).collect()
}

/// One of the two points of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonSide {
    /// A.
    From,
    /// B.
    To,
}

/// Why a comparison fails.
#[derive(Debug)]
pub enum ComparisonError {
    /// One or both points are invalid.
    Points(Vec<(ComparisonSide, QueryError)>),
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
            let errors = [(ComparisonSide::From, from.err()), (ComparisonSide::To, to.err())];
            let errors = errors.into_iter().filter_map(|(side, error)| Some((side, error?)));
            Err(ComparisonError::Points(errors.collect()))
        }
    }
}
