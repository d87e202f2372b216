//! The versioned rules that a report is built by. A shape that was ever sealed keeps its rules: see `report`.

use crate::domain::state::StatusFieldRule;

/// The rules of one `rapportageVersie`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportRules {
    /// Version 1. By date only one group of notes or lights is shown: that of the newest member, so that a fact
    /// recorded late on a day replaces what a round recorded about it. Fields set together with a status stay when
    /// another status replaces it.
    V1,
    /// Version 2. The groups of the newest day are shown side by side; fields that belong to a status are dropped with
    /// it; what was recorded after a sealing about a day that it covers is marked.
    V2,
}

impl ReportRules {
    /// All versions, the oldest first.
    pub const ALL: [ReportRules; 2] = [ReportRules::V1, ReportRules::V2];
    /// The rules of every new report and sealing.
    pub const CURRENT: ReportRules = ReportRules::V2;

    /// Returns the number of the shape, which is the value of `rapportageVersie`.
    pub const fn version(self) -> u32 {
        match self {
            ReportRules::V1 => 1,
            ReportRules::V2 => 2,
        }
    }

    /// Whether fields that were set together with a status stay when another status replaces it.
    pub const fn bygones(self) -> StatusFieldRule {
        match self {
            ReportRules::V1 => StatusFieldRule::Persist,
            ReportRules::V2 => StatusFieldRule::Expire,
        }
    }

    /// Returns the rules of a shape; `None` for a shape of a later version of the software.
    pub fn of_version(version: u32) -> Option<ReportRules> {
        ReportRules::ALL.into_iter().find(|rules| rules.version() == version)
    }
}
