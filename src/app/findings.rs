//! The findings of a round, asked of a service.

use super::Service;
use super::apart::read_apart;
use super::queries::{self, KnownAt, QueryError};
use crate::domain::ids::RoundId;
use crate::projections::findings::{self, Findings, FindingsError, FindingsRequest, Standpoint};
use crate::projections::{ContentsError, ReportError};

/// At which point findings are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingsOf {
    /// What the newest sealing fixed; of a round that is open, now.
    Newest,
    /// As known then, whether sealed or not.
    Known(KnownAt),
    /// What the sealing with this version fixed.
    Version(i64),
    /// What the newest sealing by this body fixed.
    Body(String),
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
    RoundId::parse(&query.round)?;
    let head = queries::position(service, KnownAt::Head)?;
    let standpoint = match &query.of {
        FindingsOf::Newest => Standpoint::Newest,
        FindingsOf::Known(known) => Standpoint::Known(queries::position(service, *known)?),
        FindingsOf::Version(version) => Standpoint::Version(*version),
        FindingsOf::Body(body) => Standpoint::Body(body.clone()),
    };
    let request = FindingsRequest { round: query.round.clone(), standpoint, head, node: query.node.clone() };
    let found = read_apart(
        service,
        |state| findings::findings_wanted(state, &request),
        |state, contents| findings::findings(state, contents, &request),
    );
    found.map_err(|error| match error {
        FindingsError::Report(error) => error.into(),
        FindingsError::NoSuchSealing { round, which } => QueryError::NoSuchSealing { round, which },
    })
}

impl From<ContentsError> for FindingsError {
    fn from(error: ContentsError) -> FindingsError {
        FindingsError::Report(ReportError::Contents(error))
    }
}
