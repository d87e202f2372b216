//! The rules that a report is built by. A shape that was ever sealed keeps its rules: see `report`.

use crate::domain::state::Bygones;

/// The rules of one `rapportageVersie`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Version 1. By date one group of notes or lights is shown: that of the newest member, so that what is recorded late on a day
    /// takes the place of what a round said of it. What a status said stays when the status goes.
    First,
    /// Version 2. The groups of the newest day stand side by side; what belongs to a status goes with it; what was recorded after a
    /// sealing about a day that it covers is marked.
    Second,
}

impl Rules {
    /// Every set of rules, the oldest first.
    pub const ALL: [Rules; 2] = [Rules::First, Rules::Second];
    /// Those of every new report and sealing.
    pub const NOW: Rules = Rules::Second;

    /// The number of the shape, as `rapportageVersie` names it.
    pub const fn version(self) -> u32 {
        match self {
            Rules::First => 1,
            Rules::Second => 2,
        }
    }

    /// What becomes of what was said with a status that another took the place of.
    pub const fn bygones(self) -> Bygones {
        match self {
            Rules::First => Bygones::Stay,
            Rules::Second => Bygones::Go,
        }
    }

    /// The rules of a shape; none for a shape of a later version of the software.
    pub fn of_version(version: u32) -> Option<Rules> {
        Rules::ALL.into_iter().find(|rules| rules.version() == version)
    }
}
