//! Decisions: numbered papers of the executive and the council.

use schemars::JsonSchema;
use serde::Deserialize;

use super::patch::recorded_and_changed;
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

recorded_and_changed! {
    /// A decision was taken.
    DecisionTaken;
    /// Fields of a decision changed from this day on.
    DecisionChanged;
    {
        /// What kind of paper it is.
        kind: required(DecisionKind) = "soort";
        /// Its number in one form, `B&W 19.0017`, `RV 19.0005`, `A.22.0057/01`; free for `kaderbrief`, `motie` and `overig`.
        number: required(Text<100>) = "kenmerk";
        /// The number as the source writes it, where that differs.
        number_as_found: optional(Text<100>) = "kenmerkZoalsGevonden";
        /// What it is called.
        title: required(Text<300>) = "titel";
        /// What was decided.
        purport: required(Purport) = "strekking";
        /// What it is about.
        concerns: optional(Vec<Subject>) = "betreft";
        /// What it waits for.
        reservation: optional(Reservation) = "voorbehoud";
        /// The body that took it.
        body: optional(Slug) = "orgaan";
        /// Where it can be read.
        url: optional(Text<2000>) = "url";
    }
}
