//! The conclusion of a verification: everything holds, everything that could be checked holds, or something does not
//! hold.

use serde_json::{Value, json};

use super::position_range;
use crate::language::{Language, Message};
use crate::message;

/// What was not checked, because there was nothing to check it against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchecked {
    /// Whether the checkpoint was signed by the key of this log.
    Signature,
    /// Whether the end of the log is complete, and whether it is the log that others know.
    Completeness,
    /// Whether the key belongs to this log: it came together with what it must prove.
    KeyOrigin,
    /// The texts and the workbook of a bundle made by another version of the program, which may word them differently.
    Rendered,
    /// The events recorded after the checkpoint.
    Beyond {
        /// The first position after the checkpoint.
        from: u64,
        /// The last position of the log.
        to: u64,
    },
}

impl Unchecked {
    /// Returns the code in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Unchecked::Signature => "handtekening",
            Unchecked::Completeness => "volledigheid",
            Unchecked::KeyOrigin => "herkomst-sleutel",
            Unchecked::Rendered => "weergaven",
            Unchecked::Beyond { .. } => "na-checkpoint",
        }
    }

    fn message(self) -> Message {
        match self {
            Unchecked::Signature => message!("unchecked-signature"),
            Unchecked::Completeness => message!("unchecked-completeness"),
            Unchecked::KeyOrigin => message!("unchecked-key-origin"),
            Unchecked::Rendered => message!("unchecked-rendered"),
            Unchecked::Beyond { from, to } => message!("unchecked-beyond", positions = position_range(from, to)),
        }
    }
}

/// The conclusion of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// The number of faults.
    pub faults: u64,
    /// What was not checked.
    pub unchecked: Vec<Unchecked>,
}

impl Conclusion {
    /// Returns the last line. It states that everything holds only when everything was checked.
    pub fn message(&self) -> Message {
        let unchecked = || self.unchecked.iter().map(|what| what.message()).collect::<Vec<_>>();
        match (self.faults, self.unchecked.is_empty()) {
            (0, true) => message!("conclusion-holds"),
            (0, false) => message!("conclusion-holds-as-far", unchecked = unchecked()),
            (faults, true) => message!("conclusion-does-not-hold", count = faults),
            (faults, false) => {
                message!("conclusion-does-not-hold-as-far", count = faults, unchecked = unchecked())
            }
        }
    }

    /// Adds the conclusion to the JSON object of a verification: `conclusie` and `nietGecontroleerd`.
    pub fn add_to_json(&self, found: &mut Value, language: Language) {
        found["conclusie"] = self.message().in_language(language).into();
        found["nietGecontroleerd"] = json!(self.unchecked.iter().map(|what| what.code()).collect::<Vec<_>>());
    }
}
