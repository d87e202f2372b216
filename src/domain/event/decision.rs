//! Decisions: numbered papers of the executive and the council.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Patch, Settable};
use crate::ids::{DecisionId, Subject};
use crate::text::{Slug, Text};
use crate::word_enum;

word_enum! {
    /// What kind of paper a decision is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum DecisionKind {
        /// Of the executive.
        ExecutiveDecision = "collegebesluit",
        /// Put before the council.
        CouncilProposal = "raadsvoorstel",
        /// Of the council.
        CouncilDecision = "raadsbesluit",
        /// A motion.
        Motion = "motie",
        /// An amendment.
        Amendment = "amendement",
        /// The framework letter.
        FrameworkLetter = "kaderbrief",
        /// Any other paper.
        Other = "overig",
    }
}

word_enum! {
    /// What was decided.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Purport {
        /// Adopted.
        Adopted = "vastgesteld",
        /// Put out for comment.
        OpenForComment = "vrijgegeven-voor-inspraak",
        /// Money was made available.
        MadeAvailable = "beschikbaar-gesteld",
        /// Proposed.
        Proposed = "voorgesteld",
        /// Taken note of.
        ForInformation = "ter-kennisname",
        /// Rejected.
        Rejected = "verworpen",
        /// The source does not say.
        Unknown = "onbekend",
    }
}

/// What a decision waits for.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reservation {
    /// The reservation in words.
    #[serde(rename = "tekst")]
    pub body_text: Text<2000>,
    /// The body that has to decide.
    #[serde(rename = "orgaan")]
    pub body: Option<Slug>,
    /// The decision that fulfilled it.
    #[serde(rename = "vervuldDoor")]
    pub fulfilled_by: Option<DecisionId>,
}

/// A decision was taken.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionTaken {
    /// What kind of paper it is.
    #[serde(rename = "soort")]
    pub kind: DecisionKind,
    /// Its number in one form, `B&W 19.0017`, `RV 19.0005`, `A.22.0057/01`; free for `kaderbrief`, `motie` and `overig`.
    #[serde(rename = "kenmerk")]
    pub number: Text<100>,
    /// The number as the source writes it, where that differs.
    #[serde(rename = "kenmerkZoalsGevonden")]
    pub number_as_found: Option<Text<100>>,
    /// What it is called.
    #[serde(rename = "titel")]
    pub title: Text<300>,
    /// What was decided.
    #[serde(rename = "strekking")]
    pub purport: Purport,
    /// What it is about.
    #[serde(rename = "betreft")]
    pub concerns: Option<Vec<Subject>>,
    /// What it waits for.
    #[serde(rename = "voorbehoud")]
    pub reservation: Option<Reservation>,
    /// The body that took it.
    #[serde(rename = "orgaan")]
    pub body: Option<Slug>,
    /// Where it can be read.
    #[serde(rename = "url")]
    pub url: Option<Text<2000>>,
}

/// Fields of a decision changed from this day on.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionChanged {
    /// What kind of paper it is.
    #[serde(rename = "soort", default)]
    pub kind: Settable<DecisionKind>,
    /// Its number in one form, `B&W 19.0017`, `RV 19.0005`, `A.22.0057/01`; free for `kaderbrief`, `motie` and `overig`.
    #[serde(rename = "kenmerk", default)]
    pub number: Settable<Text<100>>,
    /// The number as the source writes it, where that differs.
    #[serde(rename = "kenmerkZoalsGevonden", default)]
    pub number_as_found: Patch<Text<100>>,
    /// What it is called.
    #[serde(rename = "titel", default)]
    pub title: Settable<Text<300>>,
    /// What was decided.
    #[serde(rename = "strekking", default)]
    pub purport: Settable<Purport>,
    /// What it is about.
    #[serde(rename = "betreft", default)]
    pub concerns: Patch<Vec<Subject>>,
    /// What it waits for.
    #[serde(rename = "voorbehoud", default)]
    pub reservation: Patch<Reservation>,
    /// The body that took it.
    #[serde(rename = "orgaan", default)]
    pub body: Patch<Slug>,
    /// Where it can be read.
    #[serde(rename = "url", default)]
    pub url: Patch<Text<2000>>,
}
