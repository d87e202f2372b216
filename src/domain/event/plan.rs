//! The goal tree: programmes, policy areas, goals and outputs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Patch, Settable};
use crate::ids::NodeCode;
use crate::text::Text;
use crate::word_enum;

word_enum! {
    /// The level of an element of the goal tree, from the top down.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Level {
        /// Top unit of the budget, authorised by the council.
        Programme = "programma",
        /// Part of a programme.
        PolicyArea = "beleidsterrein",
        /// An intended effect.
        Goal = "doel",
        /// What the municipality does for a goal.
        Output = "prestatie",
    }
}

/// An element was taken up in the goal tree.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeRecorded {
    /// Where in the tree it stands.
    #[serde(rename = "niveau")]
    pub level: Level,
    /// Its title, as the municipality words it.
    #[serde(rename = "titel")]
    pub title: Text<300>,
    /// The element it is part of; none for a programme.
    #[serde(rename = "bovenliggend")]
    pub parent: Option<NodeCode>,
    /// The elements it goes on from, where the tree was redrawn.
    #[serde(rename = "voortzettingVan")]
    pub continuation_of: Option<Vec<NodeCode>>,
    /// The council committee that discusses it.
    #[serde(rename = "commissie")]
    pub committee: Option<Text<300>>,
    /// The portfolios of the executive it belongs to.
    #[serde(rename = "portefeuilles")]
    pub portfolios: Option<Vec<Text<300>>>,
    /// What the programme is for.
    #[serde(rename = "missie")]
    pub mission: Option<Text<20000>>,
    /// The code as the source writes it, where that differs.
    #[serde(rename = "codeZoalsGevonden")]
    pub code_as_found: Option<Text<64>>,
}

/// Fields of an element changed from this day on. Its level never does.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeChanged {
    /// The level it has; another one is refused.
    #[serde(rename = "niveau", default)]
    pub level: Settable<Level>,
    /// Its title, as the municipality words it.
    #[serde(rename = "titel", default)]
    pub title: Settable<Text<300>>,
    /// The element it is part of; none for a programme.
    #[serde(rename = "bovenliggend", default)]
    pub parent: Patch<NodeCode>,
    /// The elements it goes on from, where the tree was redrawn.
    #[serde(rename = "voortzettingVan", default)]
    pub continuation_of: Patch<Vec<NodeCode>>,
    /// The council committee that discusses it.
    #[serde(rename = "commissie", default)]
    pub committee: Patch<Text<300>>,
    /// The portfolios of the executive it belongs to.
    #[serde(rename = "portefeuilles", default)]
    pub portfolios: Patch<Vec<Text<300>>>,
    /// What the programme is for.
    #[serde(rename = "missie", default)]
    pub mission: Patch<Text<20000>>,
    /// The code as the source writes it, where that differs.
    #[serde(rename = "codeZoalsGevonden", default)]
    pub code_as_found: Patch<Text<64>>,
}

/// An element left the goal tree.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NodeDropped {
    /// What goes on in its place; may be empty.
    #[serde(rename = "opvolgers")]
    pub successors: Vec<NodeCode>,
    /// Why it was dropped.
    #[serde(rename = "reden")]
    pub reason: Option<Text<2000>>,
}
