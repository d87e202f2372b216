//! Attributes failed sealings to faults: a sealing that fails because of an altered event is reported with that event
//! and not once more.

use super::{Defect, EventName, Fault};
use crate::domain::state::State;
use crate::language::Message;
use crate::message;
use crate::projections::sealing::{CheckError, Difference, NamedPositions, Sealing};
use crate::projections::{Contents, report_in};

/// A sealing that does not hold or can not be checked.
pub struct Failed<'s> {
    /// The sealing.
    pub sealing: &'s Sealing,
    /// The reason.
    pub why: Why<'s>,
}

/// The reason why a sealing does not hold or can not be checked.
#[derive(Debug, Clone, Copy)]
pub enum Why<'s> {
    /// The log gives another report, root or position than was sealed.
    Differs(&'s [Difference]),
    /// Texts that the sealed report showed are missing; reported with the fault for missing texts.
    TextsMissing,
    /// The sealing can not be checked.
    NotChecked(&'s CheckError),
}

/// Attributes each failed sealing to the faults that cause it; what no fault explains becomes a fault of its own.
pub fn explain(faults: &mut Vec<Fault>, failed: &[Failed<'_>], state: &State, contents: &dyn Contents) {
    let of_events = faults.len();
    let mut other_root: Vec<&Sealing> = Vec::new();
    for Failed { sealing, why } in failed {
        let known = &mut faults[..of_events];
        let mut left: Vec<Message> = Vec::new();
        match why {
            Why::NotChecked(CheckError::Contents(error))
                if touch(known, sealing, |fault| fault.position == error.position) => {}
            Why::NotChecked(error) => left.push(error.message()),
            Why::TextsMissing => {
                // One fault of the whole log reports how many are missing.
                if let Some(fault) = known.iter_mut().find(|fault| fault.of_missing_texts) {
                    fault.sealings.push(key(sealing));
                }
            }
            Why::Differs(differences) => {
                let mut named = None;
                for difference in *differences {
                    let explained = touch(known, sealing, |fault| match difference {
                        // A text affects only the report; the rest of an event affects everything derived from it.
                        Difference::Report if fault.of_text_alone() => named
                            .get_or_insert_with(|| named_in(sealing, state, contents))
                            .as_ref()
                            .is_none_or(|named| names(named, fault.position)),
                        Difference::Report | Difference::Skeleton | Difference::Root | Difference::CanNotBeBuilt(_) => {
                            !fault.of_text_alone()
                        }
                        Difference::Position(_) | Difference::Version { .. } | Difference::ReportingDate(_) => false,
                    });
                    match (explained, difference) {
                        (true, _) => {}
                        (false, Difference::Root) => other_root.push(sealing),
                        (false, other) => left.push(other.message()),
                    }
                }
            }
        }
        if !left.is_empty() {
            faults.push(own(sealing, left, state));
        }
    }
    if let Some(first) = other_root.first() {
        let told = message!("fault-other-root", position = first.position);
        let sealings = other_root.iter().map(|sealing| key(sealing)).collect();
        faults.push(Fault { sealings, ..Fault::of_whole(0, vec![told]) });
    }
}

/// Adds the sealing to every fault that concerns the sealing itself, or lies at or before its position and satisfies
/// `explains`. Returns whether there is one.
fn touch(faults: &mut [Fault], sealing: &Sealing, mut explains: impl FnMut(&Fault) -> bool) -> bool {
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
fn named_in(sealing: &Sealing, state: &State, contents: &dyn Contents) -> Option<NamedPositions> {
    let answer = report_in(sealing.report_version, state, contents, &sealing.request()?).ok()?;
    let report = serde_json::from_slice(&answer.canonical).expect("a report was written as JSON");
    Some(NamedPositions::of(&report))
}

fn names(named: &NamedPositions, position: u64) -> bool {
    named.shown.contains(&position) || named.announced.contains(&position)
}

fn own(sealing: &Sealing, what: Vec<Message>, state: &State) -> Fault {
    let what = vec![Defect::Sealing(what)];
    match EventName::at(state, sealing.at) {
        Some(name) => Fault::of_event(&name, what),
        None => Fault { defects: what, ..Fault::named(sealing.at, Message::verbatim(sealing.at.to_string())) },
    }
}
