//! What a verification finds, told once for each event and by the name that a reader knows it by.
//!
//! One altered note makes many things not hold: its commitment, the reports that showed it, what was sealed of these. All of
//! that is one [`Fault`], under the name of the event ([`EventName`]), with the sealings that it touches. Used by the auditor's
//! tool, by `verify`, by a restore and by the check of a bundle, so that each tells the same in the same words.

mod conclusion;
mod defect;
mod naming;
mod sealings;

use serde_json::{Value, json};

pub use conclusion::{Conclusion, Unchecked};
pub use defect::Defect;
pub use naming::EventName;
pub use sealings::{Failed, Why, explain};

use crate::language::{Language, Message};
use crate::message;

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The position it is about, or the first of several; 0 for what is about the whole.
    pub position: u64,
    /// What it is about, as a reader knows it; none for what is about the whole.
    pub name: Option<Message>,
    /// What does not hold of the event.
    pub defects: Vec<Defect>,
    /// What else is to be said, each a clause.
    pub told: Vec<Message>,
    /// The sealings that do not hold for it, or can not be checked: round and version.
    pub sealings: Vec<(String, u32)>,
    /// It is that texts are missing since the log was restored without its secrets: one fault, however many there are.
    pub of_missing_texts: bool,
}

impl Fault {
    /// A fault of an event.
    pub fn of_event(name: &EventName, defects: Vec<Defect>) -> Fault {
        Fault { defects, ..Fault::named(name.position, name.message()) }
    }

    /// A fault at a position, of what has this name.
    pub fn named(position: u64, name: Message) -> Fault {
        Fault { name: Some(name), ..Fault::of_whole(position, Vec::new()) }
    }

    /// A fault of the whole.
    pub const fn of_whole(position: u64, told: Vec<Message>) -> Fault {
        Fault { position, name: None, defects: Vec::new(), told, sealings: Vec::new(), of_missing_texts: false }
    }

    /// So many texts are missing: the log was restored without its secrets.
    pub fn texts_missing(count: u64) -> Fault {
        Fault { of_missing_texts: true, ..Fault::of_whole(0, vec![message!("texts-missing", count = count)]) }
    }

    /// Positions that no event has: `10 tot en met 12`.
    pub fn missing(from: u64, to: u64) -> Fault {
        Fault { told: vec![message!("fault-missing")], ..Fault::named(from, span(from, to)) }
    }

    /// True where nothing but the text of the event can differ.
    pub fn of_text_alone(&self) -> bool {
        self.told.is_empty() && self.defects.iter().all(Defect::of_text_alone)
    }

    /// The whole of it in one line: `81, toelichting bij 7A1.2 van 1 april 2019: tekst gewijzigd; raakt 4 vaststellingen`.
    pub fn message(&self) -> Message {
        let mut clauses: Vec<Message> = self.defects.iter().map(Defect::message).chain(self.told.clone()).collect();
        if !self.sealings.is_empty() {
            clauses.push(message!("fault-touches", count = self.sealings.len()));
        }
        let clauses = Message::joined(clauses, "; ");
        match &self.name {
            Some(name) => Message::joined(vec![name.clone(), clauses], ": "),
            None => clauses,
        }
    }

    /// As verifications tell it.
    pub fn to_json(&self, language: Language) -> Value {
        let sealings = self.sealings.iter().map(|(round, version)| json!({ "ronde": round, "versie": version }));
        json!({
            "positie": self.position, "wat": self.message().in_language(language),
            "raakt": sealings.collect::<Vec<_>>(),
        })
    }
}

/// Positions that lie together.
pub fn span(from: u64, to: u64) -> Message {
    match to - from {
        0 => Message::verbatim(from.to_string()),
        1 => message!("positions-two", from = from, to = to),
        _ => message!("positions-several", from = from, to = to),
    }
}

#[cfg(test)]
mod tests;
