//! The report as it is serialised: every field is always present, with keys in the order of RFC 8785.
//!
//! The structs declare their fields in the order of their Dutch names, so that plain serialisation returns the
//! canonical form; a test compares it with another implementation of RFC 8785.

use schemars::JsonSchema;
use serde::Serialize;

use super::rules::ReportRules;
use super::views::{DecisionView, NodeView};

/// The version of the shape of the report below. A report that must change its shape gets the next number and the old
/// shape stays: fields that came with a later shape are `None` in an earlier one, and are then left out.
pub const REPORT_VERSION: u32 = ReportRules::CURRENT.version();

/// The state of everything for a reporting date, as known at a position. Its canonical JSON is what a sealing fixes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// What exactly it is the state of.
    pub basis: Basis,
    /// Decisions.
    #[serde(rename = "besluiten")]
    pub decisions: Vec<DecisionView>,
    /// Totals per element; they do not roll up.
    #[serde(rename = "financien")]
    pub finance: Vec<FinanceRow>,
    /// The goal tree.
    #[serde(rename = "onderdelen")]
    pub nodes: Vec<NodeView>,
    /// The shape of this report.
    #[serde(rename = "rapportageVersie")]
    pub version: u32,
    /// The round it reports for.
    #[serde(rename = "ronde")]
    pub round: Option<RoundView>,
}

/// Names a state exactly: the same basis gives the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Basis {
    /// The budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: i32,
    /// When the event at that position was recorded.
    #[serde(rename = "beschikbaarOp")]
    pub known_at: String,
    /// The element it is limited to.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The reporting date.
    #[serde(rename = "peildatum")]
    pub reporting_date: String,
    /// The position: the truth.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The round.
    #[serde(rename = "ronde")]
    pub round: Option<String>,
}

/// A reporting round.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RoundView {
    /// Its budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// Its id.
    pub id: String,
    /// Its kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// Its title.
    #[serde(rename = "titel")]
    pub title: Option<String>,
    /// Which of its kind in that year.
    #[serde(rename = "volgnummer")]
    pub sequence: Option<i64>,
}

/// A total of amounts of one element; p.m. amounts are counted, never read as zero.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FinanceRow {
    /// How many amounts are p.m.
    #[serde(rename = "aantalPm")]
    pub pro_memorie_count: u32,
    /// The sum in eurocents.
    #[serde(rename = "bedragInCenten")]
    pub cents: i64,
    /// The budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// Once or each year.
    #[serde(rename = "duur")]
    pub duration: Option<String>,
    /// Which way.
    pub effect: Option<String>,
    /// Side of the accounts.
    #[serde(rename = "lastenBaten")]
    pub side: Option<String>,
    /// The element; empty where there is none.
    #[serde(rename = "onderdeel")]
    pub node: String,
    /// The kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// Expected, or came out.
    #[serde(rename = "stand")]
    pub standing: Option<String>,
}
