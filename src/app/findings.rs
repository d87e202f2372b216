//! The findings of a round, as a query on a service.

use super::Service;
use super::queries::{self, KnownAt, QueryError};
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::text_reads::query_with_texts;
use super::time_axes::{self, InLog};
use crate::domain::time::Instant;
use crate::message;
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
}

impl FindingsQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        let target = RequestTarget::of(format!("/v1/rondes/{}/signalen", self.round));
        let target = match self.of {
            FindingsOf::Round(which) => target.sealing(which),
            FindingsOf::Known(KnownAt::Head) => target.with_flag(keys::NOW, true),
            FindingsOf::Known(known) => target.known(known),
        };
        target.with_some(keys::NODE, self.node.as_ref())
    }

    /// Reads the query for the findings of a round: of a sealing or at a bound. Naming more than one is refused.
    pub fn from_query(round: String, query: &mut Query, in_log: InLog<'_>) -> FindingsQuery {
        let node = time_axes::node(query);
        let which = time_axes::sealing(query);
        let now = query.flag(keys::NOW);
        let known = KnownAt::named_in(query, in_log);
        let asked = [which != SealingSelector::Newest, now, known.is_some()];
        if asked.iter().filter(|asked| **asked).count() > 1 {
            query.refuse(keys::NOW, "een-van-deze", message!("query-one-of-these"));
        }
        let of = match known {
            Some(known) => FindingsOf::Known(known),
            None if now => FindingsOf::Known(KnownAt::Head),
            None => FindingsOf::Round(which),
        };
        FindingsQuery { round, of, node }
    }

    /// Returns the moment that was asked for, if any.
    pub const fn moment(&self) -> Option<Instant> {
        match self.of {
            FindingsOf::Known(known) => known.moment(),
            FindingsOf::Round(_) => None,
        }
    }
}

/// Returns what a controller should look at in a round, and since which round each finding stands.
///
/// # Errors
/// [`QueryError`] for an unknown round, sealing, moment, position or node, and for a log that can not be read.
pub fn findings(service: &Service, query: &FindingsQuery) -> Result<Findings, QueryError> {
    looked_up(service, query, true)
}

/// Like [`findings()`], without since when they stand, for which the earlier rounds would be looked at as well.
///
/// # Errors
/// As [`findings()`].
pub fn present_findings(service: &Service, query: &FindingsQuery) -> Result<Findings, QueryError> {
    looked_up(service, query, false)
}

fn looked_up(service: &Service, query: &FindingsQuery, with_since: bool) -> Result<Findings, QueryError> {
    let (round, position, version) = match query.of {
        FindingsOf::Round(which) => {
            let point = queries::round_point(service, &query.round, which)?;
            (point.round, point.position, point.sealing.map(|sealing| sealing.version))
        }
        FindingsOf::Known(known) => (query.round.clone(), queries::resolve_position(service, known)?, None),
    };
    let (head, node) = (service.durable_head(), query.node.clone());
    let request = FindingsRequest { round, position, version, head, node, with_since };
    let found: Result<Findings, ReportError> =
        query_with_texts(service, |state, contents| findings::findings(state, contents, &request));
    Ok(found?)
}
