//! The comparison as it is published: what its rows come down to, and the rows themselves. Every key is always present.

use schemars::JsonSchema;
use serde::Serialize;

use super::model::{AskedFor, Counts, Difference, NamedNode, NodeTotalRow, NotRenewed, TotalRow};
use super::reach::UnreportedProgramme;
use super::summary::Summary;
use super::warnings::Warning;
use crate::Basis;

/// The version of the shape of the comparison. A change of the shape gets the next number.
pub const COMPARISON_VERSION: u32 = 3;

/// Two reports side by side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Which part was asked for. What is outside it may differ as well.
    pub filter: AskedFor,
    /// B, what is on the right.
    #[serde(rename = "naar")]
    pub to: Basis,
    /// The programmes that the round of a side does not report: neither kept nor dropped there.
    #[serde(rename = "nietGerapporteerd")]
    pub unreported: Vec<UnreportedProgramme>,
    /// Notes and lights that B shows without having renewed them, of programmes that B reports; empty unless asked for.
    #[serde(rename = "nietVernieuwd")]
    pub not_renewed: Vec<NotRenewed>,
    /// The elements that rows name, with their titles.
    #[serde(rename = "onderdelen")]
    pub nodes: Vec<NamedNode>,
    /// What it all comes down to.
    #[serde(rename = "samenvatting")]
    pub summary: Summary,
    /// How many differences there are.
    #[serde(rename = "tellingen")]
    pub counts: Counts,
    /// Totals side by side.
    #[serde(rename = "totalen")]
    pub totals: Vec<TotalRow>,
    /// The same per element; they do not roll up.
    #[serde(rename = "totalenPerOnderdeel")]
    pub totals_per_node: Vec<NodeTotalRow>,
    /// A, what is on the left.
    #[serde(rename = "van")]
    pub from: Basis,
    /// The shape of this comparison.
    #[serde(rename = "vergelijkingVersie")]
    pub version: u32,
    /// What differs, by element, subject and field.
    #[serde(rename = "verschillen")]
    pub differences: Vec<Difference>,
    /// Why the two may not bear comparison.
    #[serde(rename = "waarschuwingen")]
    pub warnings: Vec<Warning>,
}
