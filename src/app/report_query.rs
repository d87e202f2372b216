//! A query for a report, and its codec.

use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::time_axes::{self, InLog, KnownAt};
use crate::domain::time::{Day, Instant};
use crate::message;
use crate::projections::sealing::SealingSelector;

/// The subject of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportTarget {
    /// A reporting date, as known at a moment.
    Day {
        /// The reporting date.
        on: Day,
        /// Up to which event.
        known: KnownAt,
    },
    /// A round: the report of one of its sealings, or the present one while it is open.
    Round {
        /// The id.
        id: String,
        /// Which report of the round.
        which: SealingSelector,
    },
}

/// A query for a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportQuery {
    /// The reporting date or the round.
    pub of: ReportTarget,
    /// One node with the nodes below it, instead of all.
    pub node: Option<String>,
    /// The budget year, if not that of the round or of the reporting date.
    pub fiscal_year: Option<i32>,
}

impl ReportQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        let target = match &self.of {
            ReportTarget::Day { on, known } => RequestTarget::of("/v1/rapportage").with(keys::ON, on).known(*known),
            ReportTarget::Round { id, which } => {
                RequestTarget::of(format!("/v1/rondes/{id}/rapportage")).sealing(*which)
            }
        };
        target.with_some(keys::NODE, self.node.as_ref()).with_some(keys::FISCAL_YEAR, self.fiscal_year)
    }

    /// Reads the query for the report of a day; `None` if a key is refused.
    pub fn from_query(query: &mut Query, in_log: InLog<'_>) -> Option<ReportQuery> {
        let on = time_axes::day(query);
        let known = KnownAt::from_query(query, in_log);
        let (node, fiscal_year) = (time_axes::node(query), time_axes::fiscal_year(query));
        let on = query.required(keys::ON, on, || message!("query-reporting-date"))?;
        Some(ReportQuery { of: ReportTarget::Day { on, known }, node, fiscal_year })
    }

    /// Reads the query for the report of a round.
    pub fn of_round(id: String, query: &mut Query) -> ReportQuery {
        let (node, fiscal_year) = (time_axes::node(query), time_axes::fiscal_year(query));
        let which = time_axes::sealing(query);
        ReportQuery { of: ReportTarget::Round { id, which }, node, fiscal_year }
    }

    /// Returns the moment that was asked for, if any.
    pub const fn moment(&self) -> Option<Instant> {
        match self.of {
            ReportTarget::Day { known, .. } => known.moment(),
            ReportTarget::Round { .. } => None,
        }
    }
}
