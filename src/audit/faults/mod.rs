//! The findings of a verification, reported once per event under the name that readers know it by.
//!
//! One altered note has many consequences: its commitment does not hold, nor do the reports that showed it, nor the
//! sealings of those reports. All of that is one [`Fault`] under the name of the event ([`EventName`]), together with
//! the sealings that it affects. The auditor's tool, `verify`, a restore and the check of a bundle all use it, so that
//! each reports the same in the same words.

mod conclusion;
mod defect;
mod event_name;
mod sealings;

use serde_json::{Value, json};

pub use conclusion::{Conclusion, Unchecked};
pub use defect::Defect;
pub use event_name::EventName;
pub use sealings::{FailedSealing, FailureReason, attribute_failures};

use crate::language::{Language, Message};
use crate::message;

/// A single finding of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The position concerned, or the first of several; 0 for a fault of the whole log.
    pub position: u64,
    /// The name of what is concerned, as readers know it; `None` for a fault of the whole log.
    pub name: Option<Message>,
    /// The defects of the event.
    pub defects: Vec<Defect>,
    /// Further findings, each a clause.
    pub clauses: Vec<Message>,
    /// The sealings that do not hold, or can not be checked, because of this fault: round and version.
    pub sealings: Vec<(String, u32)>,
    /// Whether this fault reports texts that are missing because the log was restored without its secrets. There is one
    /// such fault, however many texts are missing.
    pub is_missing_texts: bool,
}

impl Fault {
    /// Creates a fault of an event.
    pub fn of_event(name: &EventName, defects: Vec<Defect>) -> Fault {
        Fault { defects, ..Fault::named(name.position, name.message()) }
    }

    /// Creates a fault at a position, with a name and without defects.
    pub fn named(position: u64, name: Message) -> Fault {
        Fault { name: Some(name), ..Fault::of_log(position, Vec::new()) }
    }

    /// Creates a fault that has no name, usually of the whole log.
    pub const fn of_log(position: u64, told: Vec<Message>) -> Fault {
        Fault {
            position,
            name: None,
            defects: Vec::new(),
            clauses: told,
            sealings: Vec::new(),
            is_missing_texts: false,
        }
    }

    /// Creates the fault for `count` texts that are missing because the log was restored without its secrets.
    pub fn texts_missing(count: u64) -> Fault {
        Fault { is_missing_texts: true, ..Fault::of_log(0, vec![message!("texts-missing", count = count)]) }
    }

    /// Creates the fault for positions that no event has: `10 tot en met 12`.
    pub fn missing(from: u64, to: u64) -> Fault {
        Fault { clauses: vec![message!("fault-missing")], ..Fault::named(from, position_range(from, to)) }
    }

    /// Returns whether only the text of the event can differ.
    pub fn affects_text_only(&self) -> bool {
        self.clauses.is_empty() && self.defects.iter().all(Defect::affects_text_only)
    }

    /// Describes the fault in one line: `81, toelichting bij 7A1.2 van 1 april 2019: tekst gewijzigd; raakt 4
    /// vaststellingen`.
    pub fn message(&self) -> Message {
        let mut clauses: Vec<Message> = self.defects.iter().map(Defect::message).chain(self.clauses.clone()).collect();
        if !self.sealings.is_empty() {
            clauses.push(message!("fault-touches", count = self.sealings.len()));
        }
        let clauses = Message::joined(clauses, "; ");
        match &self.name {
            Some(name) => Message::joined(vec![name.clone(), clauses], ": "),
            None => clauses,
        }
    }

    /// Converts the fault to the JSON of a verification.
    pub fn to_json(&self, language: Language) -> Value {
        let sealings = self.sealings.iter().map(|(round, version)| json!({ "ronde": round, "versie": version }));
        json!({
            "positie": self.position, "wat": self.message().in_language(language),
            "raakt": sealings.collect::<Vec<_>>(),
        })
    }
}

/// Names a range of positions.
pub fn position_range(from: u64, to: u64) -> Message {
    match to - from {
        0 => Message::verbatim(from.to_string()),
        1 => message!("positions-two", from = from, to = to),
        _ => message!("positions-several", from = from, to = to),
    }
}

#[cfg(test)]
mod tests;
