//! Series over rounds, as a query on a service.

use super::Service;
use super::queries::{self, KnownAt, QueryError};
use super::text_reads::query_with_texts;
use crate::domain::ids::is_id;
use crate::projections::series::{self, RoundSelection, Series, SeriesError, SeriesRequest, SeriesView};

/// A query for series over rounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesQuery {
    /// Which rounds are the columns.
    pub rounds: RoundSelection,
    /// Up to where rounds and events are known.
    pub known: KnownAt,
    /// At which point each column is shown.
    pub view: SeriesView,
    /// Only rows at this node or below it.
    pub node: Option<String>,
    /// Only rows of these kinds; all when empty.
    pub kinds: Vec<String>,
    /// Only this subject, with the texts of its notes.
    pub subject: Option<String>,
    /// Only rows with this in their title.
    pub title: Option<String>,
}

/// Returns series over rounds.
///
/// # Errors
/// [`QueryError`] for an unknown moment, position, round, sealing, node or subject, for more rounds or cells than there
/// is room for, and for a log that can not be read.
pub fn series(service: &Service, query: &SeriesQuery) -> Result<Series, QueryError> {
    if let RoundSelection::Named(rounds) = &query.rounds
        && let Some((id, _)) = rounds.iter().find(|(id, _)| !is_id(id))
    {
        return Err(QueryError::NoSuchRound(id.clone()));
    }
    let request = SeriesRequest {
        rounds: query.rounds.clone(),
        position: queries::resolve_position(service, query.known)?,
        view: query.view,
        node: query.node.clone(),
        kinds: query.kinds.clone(),
        subject: query.subject.clone(),
        title: query.title.clone(),
    };
    Ok(query_with_texts(service, |state, contents| series::series(state, contents, &request))?)
}

impl From<SeriesError> for QueryError {
    fn from(error: SeriesError) -> QueryError {
        match error {
            SeriesError::Report(error) => error.into(),
            SeriesError::Round(error) => error.into(),
            SeriesError::TooManyRounds { rounds } => QueryError::TooManyRounds { rounds },
            SeriesError::TooManyCells => QueryError::TooManyCells,
            SeriesError::NoSuchSubject(subject) => QueryError::NoSuchSubject(subject),
        }
    }
}
