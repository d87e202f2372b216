//! The goal tree: programmes, policy areas, goals and outputs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::patch::recorded_and_changed;
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

recorded_and_changed! {
    /// An element was taken up in the goal tree.
    NodeRecorded;
    /// Fields of an element changed from this day on. Its level never does.
    NodeChanged;
    {
        /// Where in the tree it stands.
        level: required(Level) = "niveau", in a change "The level it has; another one is refused.";
        /// Its title, as the municipality words it.
        title: required(Text<300>) = "titel";
        /// The element it is part of; none for a programme.
        parent: optional(NodeCode) = "bovenliggend";
        /// The elements it goes on from, where the tree was redrawn.
        continuation_of: optional(Vec<NodeCode>) = "voortzettingVan";
        /// The council committee that discusses it.
        committee: optional(Text<300>) = "commissie";
        /// The portfolios of the executive it belongs to.
        portfolios: optional(Vec<Text<300>>) = "portefeuilles";
        /// What the programme is for.
        mission: optional(Text<20000>) = "missie";
        /// The code as the source writes it, where that differs.
        code_as_found: optional(Text<64>) = "codeZoalsGevonden";
    }
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
