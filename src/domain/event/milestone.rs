//! Milestones: moments at which something should happen, be decided or be ready.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::ids::{CaseId, NodeCode, Subject};
use crate::text::{Slug, Text};
use crate::time::{Day, Precision};

/// A milestone was planned.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestonePlanned {
    /// What should happen, be decided or be ready.
    #[serde(rename = "omschrijving")]
    pub description: Text<2000>,
    /// Where in the goal tree it belongs; this or a case.
    #[serde(rename = "onderdeel")]
    pub node: Option<NodeCode>,
    /// The case it belongs to; this or an element.
    #[serde(rename = "dossier")]
    pub case: Option<CaseId>,
    /// The day it is due.
    #[serde(rename = "per")]
    pub due: Option<Day>,
    /// How exactly that day is known.
    #[serde(rename = "nauwkeurigheid")]
    pub due_precision: Option<Precision>,
    /// The body that decides.
    #[serde(rename = "orgaan")]
    pub body: Option<Slug>,
    /// What has to happen first.
    #[serde(rename = "afhankelijkVan")]
    pub depends_on: Option<Vec<Subject>>,
}

/// A milestone was put off or brought forward.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneMoved {
    /// The new day; none when it is not known.
    #[serde(rename = "per")]
    pub due: Option<Day>,
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}

/// A milestone was reached on this day.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneMet {
    /// What came of it.
    #[serde(rename = "resultaat")]
    pub result: Option<Text<2000>>,
}

/// A milestone will not be reached.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneDropped {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}
