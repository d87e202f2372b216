//! The findings of a round, asked of a service.

use super::Service;
use super::apart::read_apart;
use super::queries::{self, KnownAt, QueryError};
use crate::projections::ReportError;
use crate::projections::findings::{self, Findings, FindingsRequest};
use crate::projections::sealing::Which;

/// At which point findings are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingsOf {
    /// What a sealing fixed; of a round that is open, now.
    Round(Which),
    /// As known then, whether sealed or not.
    Known(KnownAt),
}

/// Which findings are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingsQuery {
    /// Of which round.
    pub round: String,
    /// At which point.
    pub of: FindingsOf,
    /// One node with what is below it, instead of everything.
    pub node: Option<String>,
}

/// What a controller should look at in a round.
///
/// # Errors
/// [`QueryError`] for a round, sealing, moment, position or node that is not there, and a log that can not be read.
pub fn findings(service: &Service, query: &FindingsQuery) -> Result<Findings, QueryError> {
    let (round, position, version) = match query.of {
        FindingsOf::Round(which) => {
            let point = queries::round_point(service, &query.round, which)?;
            (point.round, point.position, point.sealing.map(|sealing| sealing.version))
        }
        FindingsOf::Known(known) => (query.round.clone(), queries::position(service, known)?, None),
    };
    let request = FindingsRequest { round, position, version, head: service.durable_head(), node: query.node.clone() };
    let found: Result<Findings, ReportError> =
        read_apart(service, |state, contents| findings::findings(state, contents, &request));
    Ok(found?)
}
