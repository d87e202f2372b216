//! The versioned rules that a report is built by. A shape that was ever sealed keeps its rules: see `report`.

use crate::domain::state::Bygones;

/// The rules of one `rapportageVersie`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Version 1. By date only one group of notes or lights is shown: that of the newest member, so that a fact
    /// recorded late on a day replaces what a round recorded about it. Fields set together with a status stay when
    /// another status replaces it.
    First,
    /// Version 2. The groups of the newest day are shown side by side; fields that belong to a status are dropped with
    /// it; what was recorded after a sealing about a day that it covers is marked.
    Second,
}

impl Rules {
    /// All versions, the oldest first.
    pub const ALL: [Rules; 2] = [Rules::First, Rules::Second];
    /// The rules of every new report and sealing.
    pub const NOW: Rules = Rules::Second;

    /// Returns the number of the shape, which is the value of `rapportageVersie`.
    pub const fn version(self) -> u32 {
        match self {
            Rules::First => 1,
            Rules::Second => 2,
        }
    }

    /// Whether fields that were set together with a status stay when another status replaces it.
    pub const fn bygones(self) -> Bygones {
        match self {
            Rules::First => Bygones::Stay,
            Rules::Second => Bygones::Go,
        }
    }

    /// Returns the rules of a shape; `None` for a shape of a later version of the software.
    pub fn of_version(version: u32) -> Option<Rules> {
        Rules::ALL.into_iter().find(|rules| rules.version() == version)
    }
}
