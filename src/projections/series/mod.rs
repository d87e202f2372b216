//! Series over rounds: one row a subject, one column a round.
//!
//! # What a series contains
//!
//! **A column** is a round on its reporting date, as its newest sealing fixed it, or as known at the position of the
//! request while it is open. On request every column is as known at that position instead.
//!
//! **A row** is a node, case, facility, amount or milestone, or one period of an indicator. It is there when at least
//! one column shows it. Nodes are followed where they go on under another code (`chains`), with the notes and lights
//! that go with them; the rest keeps its id.
//!
//! **A cell** is what a subject was in that round, by the rules of the report of the round. The window of a report on
//! its budget year does not count, except for amounts, which every year has anew: what closed long ago still says so.
//! So an amount shows in the rounds of its budget year, in all rounds where it has none, and wherever cover or
//! realisation links it to an amount that shows; a dropped one says so in the rounds of its own year.
//!
//! **Notes** say how many there are and whether the round renewed them. Their texts are there when one subject was
//! asked for: those that each round renewed, so that every text stands once. An erased text is null.
//!
//! **What a round says about an amount** stands in `gemeld`: new, changed, told again as it was, or carried over
//! ([`telling`](super::telling)).
//!
//! **Findings** are those of the round on the subject, at the point of the column: their codes. Those on the round itself
//! or on a decision, which have no row, are only in the findings of the round.
//!
//! **A period** of an indicator has a row of its own, and a cell is `herzien` when its value is not that of the nearest
//! column before it that has one.
//!
//! **Counts** are those of the rows of the answer, a list with one for each column: see [`SeriesCounts`].
//!
//! **Filters** leave rows out and change none. A node keeps the rows that some column has at it or below it, where the
//! code means the node that has it in the last column in which some node has it: so its rows of before a renumbering
//! come along. A kind is a kind of subject, `stoplicht`, `toelichting` or `signaal` (rows that have one in some column), or the
//! own kind of a case, facility or amount. A title keeps rows whose title in some column has that text, whatever its
//! capitals and accents.

mod cells;
mod chains;
mod columns;
mod counts;
mod filter;
mod model;
mod rows;

use std::collections::BTreeMap;

use crate::domain::ids::SubjectKind;
use crate::domain::state::State;
use crate::language::Message;
use crate::message;
use crate::sealing::RoundPointError;
use crate::{RecordReadError, RecordSource, ReportError};

pub use columns::{COLUMNS_MAX, RoundSelection, SeriesView};
pub use filter::{KINDS, is_kind};
pub use model::{
    SERIES_VERSION, Series, SeriesBasis, SeriesCell, SeriesColumn, SeriesCounts, SeriesLight, SeriesNote, SeriesRow,
    SeriesText,
};

use crate::findings::{FindingCode, FindingsRequest, finding_codes};
use columns::RoundColumn;
use rows::Rows;

/// The codes of the findings of one round, by subject.
type FindingsBySubject = BTreeMap<String, Vec<FindingCode>>;

/// The kinds of subject that have series.
pub const SUBJECTS: [SubjectKind; 6] = [
    SubjectKind::Node,
    SubjectKind::Case,
    SubjectKind::Facility,
    SubjectKind::Adjustment,
    SubjectKind::Indicator,
    SubjectKind::Milestone,
];

/// The most cells of one answer, empty ones included: 400 bytes of JSON each make 100 MB.
pub const CELLS_MAX: usize = 250_000;

/// The parameters of series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesRequest {
    /// Which rounds are the columns.
    pub rounds: RoundSelection,
    /// The position up to which rounds and events are known.
    pub position: u64,
    /// At which point each column is shown.
    pub view: SeriesView,
    /// Only rows at this node or below it.
    pub node: Option<String>,
    /// Only rows of these kinds; all when empty. See [`is_kind`].
    pub kinds: Vec<String>,
    /// Only this subject, with the texts of its notes.
    pub subject: Option<String>,
    /// Only rows with this in their title.
    pub title: Option<String>,
}

/// Why there are no series.
#[derive(Debug)]
pub enum SeriesError {
    /// The position, the node or a sum; or a record can not be read.
    Report(ReportError),
    /// A round or sealing is not there.
    Round(RoundPointError),
    /// More rounds than [`COLUMNS_MAX`].
    TooManyRounds {
        /// How many there are.
        rounds: usize,
    },
    /// More cells than [`CELLS_MAX`].
    TooManyCells,
    /// Nothing was recorded about the subject by then.
    NoSuchSubject(String),
}

impl SeriesError {
    /// Returns the reason as a sentence for the user.
    pub fn message(&self) -> Message {
        match self {
            SeriesError::Report(error) => error.message(),
            SeriesError::Round(error) => error.message(),
            SeriesError::TooManyRounds { rounds } => {
                message!("series-too-many-rounds", rounds = *rounds, most = COLUMNS_MAX)
            }
            SeriesError::TooManyCells => message!("series-too-many-cells", most = CELLS_MAX),
            SeriesError::NoSuchSubject(subject) => message!("subject-unknown", subject = subject),
        }
    }
}

impl From<ReportError> for SeriesError {
    fn from(error: ReportError) -> SeriesError {
        SeriesError::Report(error)
    }
}

impl From<RoundPointError> for SeriesError {
    fn from(error: RoundPointError) -> SeriesError {
        SeriesError::Round(error)
    }
}

impl From<RecordReadError> for SeriesError {
    fn from(error: RecordReadError) -> SeriesError {
        SeriesError::Report(ReportError::UnreadableRecord(error))
    }
}

/// Builds series over rounds.
///
/// # Errors
/// [`SeriesError`] for an unknown position, round, sealing, node or subject, for more columns or cells than there is room
/// for, for a sum that canonical JSON can not carry, and for a record that can not be read.
pub fn series(state: &State, contents: &dyn RecordSource, request: &SeriesRequest) -> Result<Series, SeriesError> {
    let (position, head) = (request.position, state.head());
    let known_at = state.recorded_at(position).ok_or(ReportError::NoSuchPosition { position, head })?;
    if let Some(subject) = &request.subject {
        let known = state.subject(subject).map(|no| &state.entry(no).rows);
        let first = known.and_then(|rows| rows.first()).map_or(u64::MAX, |row| u64::from(row.position));
        if first > position {
            return Err(SeriesError::NoSuchSubject(subject.clone()));
        }
    }
    let columns = columns::columns(state, contents, &request.rounds, position, request.view)?;
    // Every column asks for its records before the first that misses one ends the run.
    let findings: Vec<_> = columns.iter().map(|column| findings_of(state, contents, column, position)).collect();
    let findings = findings.into_iter().collect::<Result<Vec<_>, _>>()?;
    let rows = Rows::collect(state, &columns, &findings, request)?;
    let (views, rows) = rows.with_texts(state, contents, &columns, request)?;
    Ok(Series {
        basis: SeriesBasis {
            known_at: known_at.to_string(),
            as_known_now: request.view == SeriesView::AsKnownNow,
            node: request.node.clone(),
            subject: request.subject.clone(),
            position,
            kinds: request.kinds.clone(),
            title: request.title.clone(),
        },
        version: SERIES_VERSION,
        counts: counts::counts(&rows, views.len()),
        rows,
        columns: views,
    })
}

/// Returns the codes of the findings of a column, by subject.
fn findings_of(
    state: &State,
    contents: &dyn RecordSource,
    column: &RoundColumn,
    known: u64,
) -> Result<FindingsBySubject, ReportError> {
    let point = &column.point;
    let request = FindingsRequest {
        round: point.round.clone(),
        position: point.position,
        version: point.sealing.as_ref().map(|sealing| sealing.version),
        head: known,
        node: None,
        with_since: false,
    };
    finding_codes(state, contents, &request)
}

#[cfg(test)]
mod tests;
