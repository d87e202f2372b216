//! The views of lights and notes, which are attached to a node or a case.

use schemars::JsonSchema;
use serde::Serialize;

use super::Positions;
use crate::after_sealing::SealingName;

/// A traffic light.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LightView {
    /// The lights of other groups of that day, which stand beside it: from new to old, none of them with others beside it.
    #[serde(rename = "daarnaast", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<LightView>")]
    pub beside: Option<Vec<LightView>>,
    /// For money alone.
    #[serde(rename = "geld")]
    pub money: Option<String>,
    /// The day it holds from.
    #[serde(rename = "ingangsdatum")]
    pub effective_on: String,
    /// The colour.
    #[serde(rename = "kleur")]
    pub colour: Option<String>,
    /// For quality alone.
    #[serde(rename = "kwaliteit")]
    pub quality: Option<String>,
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// How exactly its day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// The element it was recorded under, where that was dropped.
    #[serde(rename = "onderdeelVervallen")]
    pub dropped_node: Option<String>,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// From an earlier round, not renewed.
    #[serde(rename = "overgenomen")]
    pub carried_over: bool,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Which event set each field, where there was more than one.
    #[serde(rename = "posities")]
    pub positions: Positions,
    /// The round it was set for.
    #[serde(rename = "ronde")]
    pub round: Option<String>,
    /// For time alone.
    #[serde(rename = "tijd")]
    pub time: Option<String>,
}

/// A status note.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NoteView {
    /// What is done about it.
    #[serde(rename = "bijsturing")]
    pub steering: Option<String>,
    /// The cases it speaks of.
    #[serde(rename = "dossiers")]
    pub cases: Vec<String>,
    /// What follows.
    #[serde(rename = "gevolg")]
    pub consequence: Option<String>,
    /// The id of its event.
    pub id: String,
    /// The day it holds from.
    #[serde(rename = "ingangsdatum")]
    pub effective_on: String,
    /// The line above it.
    #[serde(rename = "kop")]
    pub heading: Option<String>,
    /// The sealings after which something of it was recorded that is about a day they cover.
    #[serde(rename = "naVaststelling", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SealingName>")]
    pub after_sealings: Option<Vec<SealingName>>,
    /// How exactly its day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// The element it was recorded under, where that was dropped.
    #[serde(rename = "onderdeelVervallen")]
    pub dropped_node: Option<String>,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// Why.
    #[serde(rename = "oorzaak")]
    pub cause: Option<String>,
    /// From an earlier round, not renewed.
    #[serde(rename = "overgenomen")]
    pub carried_over: bool,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Which event set each field, where there was more than one.
    #[serde(rename = "posities")]
    pub positions: Positions,
    /// The round it was written for.
    #[serde(rename = "ronde")]
    pub round: Option<String>,
    /// The text; none where it was erased.
    #[serde(rename = "tekst")]
    pub body: Option<String>,
    /// The note it goes on from.
    #[serde(rename = "vervolgOp")]
    pub follow_up_on: Option<String>,
    /// Its place in its group.
    #[serde(rename = "volgorde")]
    pub order: Option<i64>,
}
