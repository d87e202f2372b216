//! Events about events: taken back, or erased on legal ground.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::text::{PaperNumber, Text};

/// An event no longer counts, from the position of this one on.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventWithdrawn {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}

/// The content of an event is destroyed on legal ground; the event itself stays.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventErased {
    /// The legal ground.
    #[serde(rename = "grondslag")]
    pub ground: Text<300>,
    /// The decision it rests on: a number, no name.
    #[serde(rename = "besluit")]
    pub decision: PaperNumber,
}
