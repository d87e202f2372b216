//! Attributes failed sealings to faults: a sealing that fails because of an altered event is reported with that event
//! and not once more.

use super::{Defect, EventName, Fault};
use crate::domain::state::State;
use crate::language::Message;
use crate::message;
use crate::projections::sealing::{NamedPositions, Sealing, SealingCheckError, SealingDifference};
use crate::projections::{RecordSource, report_in_version};

/// A sealing that does not hold or can not be checked.
pub struct FailedSealing<'s> {
    /// The sealing.
    pub sealing: &'s Sealing,
    /// The reason.
    pub why: FailureReason<'s>,
}

/// The reason why a sealing does not hold or can not be checked.
#[derive(Debug, Clone, Copy)]
pub enum FailureReason<'s> {
    /// The log gives another report, root or position than was sealed.
    Differs(&'s [SealingDifference]),
    /// Texts that the sealed report showed are missing; reported with the fault for missing texts.
    TextsMissing,
    /// The sealing can not be checked.
    NotChecked(&'s SealingCheckError),
}

/// Attributes each failed sealing to the faults that cause it; what no fault explains becomes a fault of its own.
pub fn attribute_failures(
    faults: &mut Vec<Fault>,
    failed: &[FailedSealing<'_>],
    state: &State,
    contents: &dyn RecordSource,
) {
    let of_events = faults.len();
    let mut other_root: Vec<&Sealing> = Vec::new();
    for FailedSealing { sealing, why } in failed {
        let known = &mut faults[..of_events];
        let mut left: Vec<Message> = Vec::new();
        match why {
            FailureReason::NotChecked(SealingCheckError::UnreadableRecord(error))
                if mark_faults(known, sealing, |fault| fault.position == error.position) => {}
            FailureReason::NotChecked(error) => left.push(error.message()),
            FailureReason::TextsMissing => {
                // One fault of the whole log reports how many are missing.
                if let Some(fault) = known.iter_mut().find(|fault| fault.is_missing_texts) {
                    fault.sealings.push(key(sealing));
                }
            }
            FailureReason::Differs(differences) => {
                let mut named = None;
                for difference in *differences {
                    let explained = mark_faults(known, sealing, |fault| match difference {
                        // A text affects only the report; the rest of an event affects everything derived from it.
                        SealingDifference::Report if fault.affects_text_only() => named
                            .get_or_insert_with(|| named_positions(sealing, state, contents))
                            .as_ref()
                            .is_none_or(|named| is_named(named, fault.position)),
                        SealingDifference::Report
                        | SealingDifference::Skeleton
                        | SealingDifference::Root
                        | SealingDifference::CanNotBeBuilt(_) => !fault.affects_text_only(),
                        SealingDifference::Position(_)
                        | SealingDifference::Version { .. }
                        | SealingDifference::ReportingDate(_) => false,
                    });
                    match (explained, difference) {
                        (true, _) => {}
                        (false, SealingDifference::Root) => other_root.push(sealing),
                        (false, other) => left.push(other.message()),
                    }
                }
            }
        }
        if !left.is_empty() {
            faults.push(sealing_fault(sealing, left, state));
        }
    }
    if let Some(first) = other_root.first() {
        let told = message!("fault-other-root", position = first.position);
        let sealings = other_root.iter().map(|sealing| key(sealing)).collect();
        faults.push(Fault { sealings, ..Fault::of_log(0, vec![told]) });
    }
}

/// Adds the sealing to every fault that concerns the sealing itself, or lies at or before its position and satisfies
/// `explains`. Returns whether there is one.
fn mark_faults(faults: &mut [Fault], sealing: &Sealing, mut explains: impl FnMut(&Fault) -> bool) -> bool {
    let mut found = false;
    for fault in faults {
        let before = (1..=sealing.position).contains(&fault.position);
        if fault.position == sealing.at || (before && explains(fault)) {
            found = true;
            // A fault of the sealing event itself already names that sealing.
            if fault.position != sealing.at && !fault.sealings.contains(&key(sealing)) {
                fault.sealings.push(key(sealing));
            }
        }
    }
    found
}

fn key(sealing: &Sealing) -> (String, u32) {
    (sealing.round.clone(), sealing.version)
}

/// Builds the report of a sealing and returns the positions that it names; `None` when it can not be built.
fn named_positions(sealing: &Sealing, state: &State, contents: &dyn RecordSource) -> Option<NamedPositions> {
    let answer = report_in_version(sealing.report_version, state, contents, &sealing.request()?).ok()?;
    let report = serde_json::from_slice(&answer.canonical).expect("a report was written as JSON");
    Some(NamedPositions::of(&report))
}

fn is_named(named: &NamedPositions, position: u64) -> bool {
    named.shown.contains(&position) || named.announced.contains(&position)
}

fn sealing_fault(sealing: &Sealing, what: Vec<Message>, state: &State) -> Fault {
    let what = vec![Defect::Sealing(what)];
    match EventName::at(state, sealing.at) {
        Some(name) => Fault::of_event(&name, what),
        None => Fault { defects: what, ..Fault::named(sealing.at, Message::verbatim(sealing.at.to_string())) },
    }
}
