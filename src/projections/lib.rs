//! Projections: read models that are folded from the state and the records. They do no IO, read no clock and use
//! ordered maps.
//!
//! # What a report contains
//!
//! A report is bitemporal. It is read at a point (D, P): day D in valid time, position P in transaction time. It sees
//! the events at positions up to P that count at P and hold from D or from an earlier day.
//!
//! **The tree.** A node exists from an `opgenomen` until the next `vervallen`; its fields count from its latest
//! `opgenomen` on. A reference to a code, made on a day, means the interval of existence that contains that day, else
//! the first one that begins later, else the last one. Where that interval ended, the reference passes, on the day of
//! the end, to the sole successor, else to the parent that the node then had; each end is followed once. A reference
//! that ends nowhere stays with the code it names, which is then shown as `vervallen`, at the top. The parent of a node
//! is such a reference as well; in a cycle the lowest code becomes a top.
//!
//! **Notes and lights.** All notes (and all lights) that refer to one node, also through codes that passed to it, or to
//! one case form groups: those of one round, or without a round those of one day. Each group is dated: the group of a
//! round has its reporting date, or, before that day has come and where it is not known, the day of its newest member;
//! a group without a round has its own day. By date, the groups of the newest day are shown side by side, so that a
//! note without a round that is recorded late hides nothing. The report of a round shows only the group of that round,
//! else those of the newest day among the groups that are not bound to a round with a later reporting date, marked
//! `overgenomen`. The notes of all groups shown are in one order: by `volgorde`, then rank. A light is the fold of its
//! group, field by field. Where several groups are side by side there are as many lights: `stoplicht` is that of the
//! group with the newest member by (day, rank), and the others are in its `daarnaast`, from new to old. Fields of one
//! light never mix with those of another.
//!
//! **After a sealing.** What was recorded after a sealing about a day that the sealing covers is marked with that
//! sealing, in `naVaststelling` of every object that has a `positie`: see [`after_sealing`]. Recording it is never
//! refused.
//!
//! **What is shown.** Open cases and facilities, and those closed in the budget year. Milestones that are planned, or
//! that were met or dropped in the budget year. Adjustments that are in effect and are of the budget year, of no year,
//! or linked by `dekt` or `realiseert`, in either direction and over any number of steps, to one that is. Indicators,
//! with the latest period measured. Decisions of the budget year (only in a report of everything), and decisions that
//! concern something shown.
//!
//! **Place.** A case, facility, amount, indicator or milestone belongs to the node it refers to, or to the case it
//! refers to; where that case is not shown, to the node of the case. Where no node can be determined (its introduction
//! was withdrawn), it is shown below a top node without a code.
//!
//! **Announced.** Events that count at P and take effect after D are shown on the node, case or facility they concern
//! when that is shown; else on the case it will belong to (as known at P, on the day of the event), or on the nearest
//! existing node at or above the place where it will belong; else below the top node without a code.
//!
//! **Money.** The open part of an amount is the amount less what covers and realises it at (D, P). It is given for
//! targets, shortfalls, setbacks and whatever is covered or realised, and left out where an amount on either side is
//! p.m. Totals are over the amounts shown, per node they belong to directly.

use peildatum_domain as domain;
use peildatum_domain::{language, message, word_enum};
use peildatum_records as log;

/// Implements `Display` (by the `message` of the error: Dutch, where no language was asked for), `Error`, and the
/// conversion from [`RecordReadError`] into the given variant.
macro_rules! impl_message_error {
    ($error:ident, $contents:ident) => {
        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.message().fmt(f)
            }
        }

        impl std::error::Error for $error {}

        impl From<RecordReadError> for $error {
            fn from(error: RecordReadError) -> $error {
                $error::$contents(error)
            }
        }
    };
}

pub mod after_sealing;
pub mod agenda;
mod candidates;
pub mod comparison;
mod erasures;
pub mod feed;
mod field_reader;
pub mod finance;
mod finance_rows;
pub mod findings;
mod first_fact;
mod folded_text;
mod goal_tree;
mod history;
mod in_memory;
pub mod lights;
pub mod lists;
mod model;
mod money;
mod notes;
pub mod outline;
pub mod placing;
#[cfg(test)]
mod plain;
mod report;
mod report_builder;
mod report_scope;
mod report_state;
mod report_writer;
mod reporting_dates;
mod round_scope;
mod round_windows;
mod rounds;
mod rules;
pub mod sealing;
pub mod search;
pub mod series;
pub mod telling;
mod text_positions;
mod text_source;
mod views;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

pub use first_fact::first_fact_day_after;
pub use history::{
    Addresses, AuditChanges, AuditPage, AuditRow, EventRange, HistoryError, PagedHistory, audit, history, history_page,
    steps,
};
pub use in_memory::{InMemoryLog, InMemoryLogError};
pub use model::*;
pub use report::{BuiltReport, ReportError, ReportRequest, RoundContext, report, report_in_version};
pub use report_scope::node_of;
pub use report_state::append_state;
pub use report_writer::{ReportDigests, ReportWriter};
pub use rules::ReportRules;
pub use views::{
    AdjustmentView, AnnouncedView, CaseView, DecisionView, DeclaredView, EventTrace, FacilityView, IndicatorView,
    LightView, MilestoneView, NodeView, NoteView, Positions, Read, ReadField, VIEWS, period_end,
};

use crate::language::Message;
use crate::log::record::Record;

/// A source of decrypted records by position: a projection reads the texts from it. Implemented over the log and over
/// an export.
pub trait RecordSource {
    /// Returns the records at these positions, in the order of `positions`.
    ///
    /// # Errors
    /// [`RecordReadError`] when a record is missing or can not be decrypted.
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError>;
}

/// A record could not be read: the data folder is damaged, or the export does not reach that far.
#[derive(Debug)]
pub struct RecordReadError {
    /// The position of the record.
    pub position: u64,
    /// The cause: an error of the log, or a sentence.
    pub source: Box<dyn Error + Send + Sync>,
}

impl RecordReadError {
    /// Returns a sentence for the user that names the record. The cause is only for the log of the server.
    pub fn message(&self) -> Message {
        message!("report-unreadable-record", position = self.position)
    }
}

impl fmt::Display for RecordReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.message(), self.source)
    }
}

impl Error for RecordReadError {}

#[cfg(test)]
mod tests;
