//! Indicators and what was measured.

use schemars::JsonSchema;
use serde::Deserialize;

use std::collections::BTreeMap;

use crate::ids::NodeCode;
use crate::text::{Decimal, Period, TargetYear, Text};
use crate::word_enum;

word_enum! {
    /// Which way an indicator should go.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Direction {
        /// Higher is better.
        HigherIsBetter = "hoger-is-beter",
        /// Lower is better.
        LowerIsBetter = "lager-is-beter",
        /// Neither.
        Neutral = "neutraal",
    }
}

/// An indicator is followed from this day on.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorRecorded {
    /// What it is called.
    #[serde(rename = "naam")]
    pub name: Text<300>,
    /// What it counts.
    #[serde(rename = "eenheid")]
    pub unit: Text<100>,
    /// Which way it should go.
    #[serde(rename = "richting")]
    pub direction: Direction,
    /// Where in the goal tree it belongs.
    #[serde(rename = "onderdeel")]
    pub node: NodeCode,
    /// Who measures it.
    #[serde(rename = "bron")]
    pub source: Option<Text<300>>,
    /// What is aimed for, by year.
    #[serde(rename = "streefwaarden")]
    pub targets: Option<BTreeMap<TargetYear, Decimal>>,
}

word_enum! {
    /// How an indicator moves, where no number is given.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Trend {
        /// Rises strongly.
        StronglyRising = "sterk-stijgend",
        /// Rises.
        Rising = "stijgend",
        /// Stays.
        Stable = "stabiel",
        /// Falls.
        Falling = "dalend",
        /// Falls strongly.
        StronglyFalling = "sterk-dalend",
    }
}

word_enum! {
    /// Whether a norm was met.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum NormResult {
        /// Met.
        Met = "gehaald",
        /// Met in part.
        Partly = "deels",
        /// Not met.
        NotMet = "niet-gehaald",
    }
}

word_enum! {
    /// How final a value is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum MeasurementStatus {
        /// Provisional.
        Provisional = "voorlopig",
        /// Revised, still provisional.
        FurtherProvisional = "nader-voorlopig",
        /// Final.
        Final = "definitief",
        /// The source does not say.
        Unknown = "onbekend",
    }
}

/// A value for one period; at least one of value, trend and norm.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorMeasured {
    /// The period it is about.
    #[serde(rename = "periode")]
    pub period: Period,
    /// The value.
    #[serde(rename = "waarde")]
    pub value: Option<Decimal>,
    /// How it moves.
    #[serde(rename = "ontwikkeling")]
    pub trend: Option<Trend>,
    /// Whether the norm was met.
    #[serde(rename = "norm")]
    pub norm: Option<NormResult>,
    /// How final it is.
    #[serde(rename = "status")]
    pub status: MeasurementStatus,
}
