//! Status notes and traffic lights, of a case or an element of the goal tree.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::ids::{CaseId, EventId, RoundId};
use crate::text::Text;
use crate::word_enum;

/// A text on how things stand on this day.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRecorded {
    /// The note.
    #[serde(rename = "tekst")]
    pub body: Text<20000>,
    /// The line above it.
    #[serde(rename = "kop")]
    pub heading: Option<Text<300>>,
    /// Why it is so.
    #[serde(rename = "oorzaak")]
    pub cause: Option<Text<20000>>,
    /// What follows from it.
    #[serde(rename = "gevolg")]
    pub consequence: Option<Text<20000>>,
    /// What is done about it.
    #[serde(rename = "bijsturing")]
    pub steering: Option<Text<20000>>,
    /// The round it was written for.
    #[serde(rename = "ronde")]
    pub round: Option<RoundId>,
    /// Its place among the notes of its group.
    #[serde(rename = "volgorde")]
    pub order: Option<u32>,
    /// The earlier note it goes on from.
    #[serde(rename = "vervolgOp")]
    pub follow_up_on: Option<EventId>,
    /// The cases it speaks of.
    #[serde(rename = "dossiers")]
    pub cases: Option<Vec<CaseId>>,
}

word_enum! {
    /// A traffic light: within time, money and quality, at risk, or not within.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Colour {
        /// Within time, money and quality.
        Green = "groen",
        /// At risk, adjustment needed.
        Orange = "oranje",
        /// Not within.
        Red = "rood",
        /// Set, but the colour was lost; never guessed.
        Unknown = "onbekend",
    }
}

/// A traffic light shows this colour from this day on.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LightSet {
    /// The colour.
    #[serde(rename = "kleur")]
    pub colour: Colour,
    /// The colour for time alone.
    #[serde(rename = "tijd")]
    pub time: Option<Colour>,
    /// The colour for money alone.
    #[serde(rename = "geld")]
    pub money: Option<Colour>,
    /// The colour for quality alone.
    #[serde(rename = "kwaliteit")]
    pub quality: Option<Colour>,
    /// The round it was set for.
    #[serde(rename = "ronde")]
    pub round: Option<RoundId>,
}
