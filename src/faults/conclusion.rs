//! The last line of a verification: that it holds, that what could be checked holds and what was not checked, or that it does
//! not hold.

use serde_json::{Value, json};

use super::span;
use crate::language::{Language, Message};
use crate::message;

/// What was not checked, since nothing was given to check it against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unchecked {
    /// That the checkpoint was signed by the key of this log.
    Signature,
    /// That nothing was cut off at the end, and that this is the log that others know.
    Completeness,
    /// That the key is that of this log: it came with what it is to prove.
    KeyOrigin,
    /// Texts and workbook of a bundle, which another version of the program made: they may be worded otherwise.
    Rendered,
    /// What was recorded after the checkpoint.
    Beyond {
        /// The first position past it.
        from: u64,
        /// The last there is.
        to: u64,
    },
}

impl Unchecked {
    /// The word of JSON.
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
            Unchecked::Beyond { from, to } => message!("unchecked-beyond", positions = span(from, to)),
        }
    }
}

/// What a verification comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// How many things do not hold.
    pub faults: u64,
    /// What was not checked.
    pub unchecked: Vec<Unchecked>,
}

impl Conclusion {
    /// The last line. Only where everything was checked does it say that everything holds.
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

    /// Adds it to the object of a verification: `conclusie` and `nietGecontroleerd`.
    pub fn tell(&self, found: &mut Value, language: Language) {
        found["conclusie"] = self.message().in_language(language).into();
        found["nietGecontroleerd"] = json!(self.unchecked.iter().map(|what| what.code()).collect::<Vec<_>>());
    }
}
