//! The findings of a round, as a query on a service.

use super::Service;
use super::queries::{self, KnownAt, QueryError};
use super::text_reads::query_with_texts;
use crate::projections::ReportError;
use crate::projections::findings::{self, Findings, FindingsRequest};
use crate::projections::sealing::SealingSelector;

/// The point at which findings are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingsOf {
    /// What a sealing fixed; for an open round, the present.
    Round(SealingSelector),
    /// As known at that point, whether sealed or not.
    Known(KnownAt),
}

/// A query for findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingsQuery {
    /// The round.
    pub round: String,
    /// The point in time.
    pub of: FindingsOf,
    /// One node with the nodes below it, instead of all.
    pub node: Option<String>,
    /// Whether each finding says since which round it stands, for which the earlier rounds are looked at as well.
    pub with_since: bool,
}

/// Returns what a controller should look at in a round.
///
/// # Errors
/// [`QueryError`] for an unknown round, sealing, moment, position or node, and for a log that can not be read.
pub fn findings(service: &Service, query: &FindingsQuery) -> Result<Findings, QueryError> {
    let (round, position, version) = match query.of {
        FindingsOf::Round(which) => {
            let point = queries::round_point(service, &query.round, which)?;
            (point.round, point.position, point.sealing.map(|sealing| sealing.version))
        }
        FindingsOf::Known(known) => (query.round.clone(), queries::resolve_position(service, known)?, None),
    };
    let (head, node) = (service.durable_head(), query.node.clone());
    let request = FindingsRequest { round, position, version, head, node, with_since: query.with_since };
    let found: Result<Findings, ReportError> =
        query_with_texts(service, |state, contents| findings::findings(state, contents, &request));
    Ok(found?)
}
