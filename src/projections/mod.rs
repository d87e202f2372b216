//! Projections: folds over the state and the records. No IO, no clock, ordered maps.
//!
//! # What a report says
//!
//! Everything is read at a point (D, P): events at positions up to P that count at P, holding from D or before it.
//!
//! **The tree.** A node stands from an `opgenomen` until the `vervallen` after it; its fields count from its latest
//! `opgenomen` on. A reference to a code with a day means the time of standing that holds that day, else the first that
//! begins later, else the last. Where that time ended, the reference passes, at the day of the end, to the sole
//! successor, else to the parent it then had; each end is followed once. What ends nowhere stays with the code it
//! names, which is then shown as `vervallen`, at the top. What a node is part of is such a reference; in a circle the
//! lowest code becomes a top.
//!
//! **Notes and lights.** All that refer to a node (also through codes that passed to it) or a case form groups: those of
//! one round, or without a round those of one day. A group stands on a day: that of a round on its reporting date, or, before that day
//! has come and where it is not known, on the day of its newest member; one without a round on its own. By date the groups of the
//! newest day are shown side by side, so that a note without a round, recorded late, hides nothing. In the report of a round its own
//! group alone, else those of the newest day among the groups not bound to a round with a later reporting date, marked
//! `overgenomen`. Notes of all groups shown stand in one order: by `volgorde`, then rank. A light is the fold of its group, field by
//! field. Where several groups stand side by side there are as many lights: `stoplicht` is that of the group with the newest member by
//! (day, rank), the others stand in its `daarnaast`, from new to old. Fields of one light never mix with those of another.
//!
//! **After a sealing.** What was recorded after a sealing about a day that it covers is marked with it, in `naVaststelling` of every
//! object that has a `positie`: see [`after_sealing`]. Recording stays free.
//!
//! **What is alive.** Open cases and facilities, and those closed in the budget year. Milestones that are planned, or met
//! or dropped in the budget year. Adjustments that stand and are of the budget year, of no year, or linked by `dekt`
//! or `realiseert`, in either direction and over any number of steps, to one that is. Indicators with the latest period measured.
//! Decisions of the budget year (only in a report of everything) or concerning something shown.
//!
//! **Place.** A case, facility, amount, indicator or milestone belongs to the node it refers to, or to the case it refers
//! to; where that case is not shown, to the case's node. Where no node can be told (its introduction was withdrawn), it
//! hangs below a top without a code.
//!
//! **Announced.** Events that count at P and take effect after D: on the node, case or facility they concern when that is
//! shown; else on the case it will belong to (as known at P, on the day of the event), or on the nearest node that stands
//! where it will belong or above; else below the top without a code.
//!
//! **Money.** What is open of an amount is the amount less what covers and realises it at (D, P); it is told of targets,
//! shortfalls, setbacks and whatever is covered or realised, and not where an amount on either side is p.m. Totals are over
//! the amounts shown, per node they belong to directly.

/// An error that is said in Dutch where nobody asked for a language, with a record that could not be read among its kinds.
macro_rules! told_by_message {
    ($error:ident, $contents:ident) => {
        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.message().fmt(f)
            }
        }

        impl std::error::Error for $error {}

        impl From<ContentsError> for $error {
            fn from(error: ContentsError) -> $error {
                $error::$contents(error)
            }
        }
    };
}

pub mod after_sealing;
mod answer;
mod assemble;
mod begin;
mod candidates;
pub mod comparison;
pub mod feed;
pub mod finance;
pub mod findings;
mod gather;
mod history;
mod in_memory;
pub mod lists;
mod model;
mod money;
mod notes;
#[cfg(test)]
mod plain;
mod report;
mod report_parts;
mod rounds;
mod rules;
pub mod sealing;
mod things;
mod tree;
mod wanted;
mod words;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

pub use answer::ended_with_state;
pub use begin::begins_after;
pub use history::{
    Addresses, AuditChanges, AuditPage, AuditRow, HistoryError, HistoryPart, Part, audit, history, history_part, steps,
};
pub use in_memory::{InMemory, InMemoryError};
pub use model::*;
pub use report::{ReportAnswer, ReportError, ReportRequest, report, report_in};
pub use report_parts::{Digests, Written};
pub use rules::Rules;
pub use things::period_end;

use crate::language::Message;
use crate::log::record::Record;
use crate::message;

/// Where the texts are: records by position, opened. Implemented over the log and over an export.
pub trait Contents {
    /// The records at these positions, in their order.
    ///
    /// # Errors
    /// [`ContentsError`] when one is not there or does not open.
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, ContentsError>;
}

/// A record that could not be read: the folder is damaged, or the export does not reach that far.
#[derive(Debug)]
pub struct ContentsError {
    /// Position of the record.
    pub position: u64,
    /// Why: an error of the log, or a sentence.
    pub source: Box<dyn Error + Send + Sync>,
}

impl ContentsError {
    /// Which, as a sentence; why is for the log.
    pub fn message(&self) -> Message {
        message!("report-unreadable-record", position = self.position)
    }
}

impl fmt::Display for ContentsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.message(), self.source)
    }
}

impl Error for ContentsError {}

#[cfg(test)]
mod tests;
