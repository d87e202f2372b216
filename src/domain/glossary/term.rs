//! One entry of the glossary.

use serde::Serialize;

/// One name at the border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The Dutch name, as written at the border.
    #[serde(rename = "naam")]
    pub dutch: &'static str,
    /// The name in the code.
    #[serde(rename = "engels")]
    pub english: &'static str,
    /// The meaning for users, in Dutch.
    #[serde(rename = "betekenis")]
    pub meaning: &'static str,
}

pub(crate) const fn term(dutch: &'static str, english: &'static str, meaning: &'static str) -> Term {
    Term { dutch, english, meaning }
}
