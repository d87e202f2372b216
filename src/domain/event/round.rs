//! Reporting rounds: opened, changed, sealed, reopened, published.

use schemars::JsonSchema;
use serde::Deserialize;

use super::patch::recorded_and_changed;
use crate::ids::{DecisionId, NodeCode};
use crate::money::FiscalYear;
use crate::text::{Digest, RootHash, Sha256Hex, Slug, SoftwareVersion, Text};
use crate::time::{Day, Instant};
use crate::word_enum;

word_enum! {
    /// What kind of report a round makes.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    // The order is that of a year.
    pub enum RoundKind {
        /// The framework letter.
        FrameworkLetter = "kaderbrief",
        /// The programme budget.
        ProgrammeBudget = "programmabegroting",
        /// A management report.
        ManagementReport = "bestuursrapportage",
        /// A progress report.
        ProgressReport = "voortgangsrapportage",
        /// The annual accounts.
        AnnualAccounts = "jaarstukken",
    }
}

impl RoundKind {
    /// Returns true if the Dutch name is that of a round that looks ahead. A budget and a framework letter are about
    /// the future; every other report is about a day that has passed.
    pub fn looks_ahead(word: &str) -> bool {
        [RoundKind::FrameworkLetter, RoundKind::ProgrammeBudget].iter().any(|kind| kind.name() == word)
    }
}

recorded_and_changed! {
    /// A round collects notes and lights.
    RoundOpened;
    /// Fields of a round changed.
    RoundChanged;
    {
        /// What kind of report it is.
        kind: required(RoundKind) = "soort";
        /// The budget year it reports on.
        fiscal_year: required(FiscalYear) = "begrotingsjaar";
        /// Which of its kind in that year.
        sequence: optional(u8) = "volgnummer";
        /// What it is called.
        title: required(Text<300>) = "titel";
        /// The day its state is true for.
        reporting_date: required(Day) = "peildatum";
        /// The day by which departments hand in.
        deliver_before: optional(Day) = "aanleverenVoor";
        /// The programmes it covers, by code, which need not be recorded yet; where it names none, those for which something was recorded.
        programmes: optional(Vec<NodeCode>) = "programmas";
    }
}

/// A sealed round collects again.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundReopened {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}

word_enum! {
    /// The body that seals a round.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Body {
        /// The executive.
        Executive = "college",
        /// The council.
        Council = "raad",
    }
}

word_enum! {
    /// What the body did with the report.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
    #[schemars(inline)]
    // The order is that in which a round meets them.
    pub enum SealingPurport {
        /// Offered it.
        Offered = "aangeboden",
        /// Adopted it.
        Adopted = "vastgesteld",
        /// Adopted it with changes.
        AdoptedAmended = "gewijzigd-vastgesteld",
        /// Took note of it.
        Noted = "ter-kennisname",
    }
}

impl SealingPurport {
    /// Returns the Dutch words used at the border, separated by commas.
    pub fn words() -> String {
        SealingPurport::ALL.map(SealingPurport::name).join(", ")
    }
}

/// A body sealed the report of a round; made by the service, never sent.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundSealed {
    /// The body.
    #[serde(rename = "orgaan")]
    pub body: Body,
    /// What it did.
    #[serde(rename = "strekking")]
    pub purport: SealingPurport,
    /// The decision it rests on.
    #[serde(rename = "besluit")]
    pub decision: Option<DecisionId>,
    /// The day it was taken.
    #[serde(rename = "genomenOp")]
    pub decided_on: Option<Day>,
    /// Why, after a reopening.
    #[serde(rename = "reden")]
    pub reason: Option<Text<2000>>,
    /// Which sealing of the round, from 1.
    #[serde(rename = "versie")]
    pub version: u32,
    /// The reporting date it fixes.
    #[serde(rename = "peildatum")]
    pub reporting_date: Day,
    /// The position it fixes.
    #[serde(rename = "positie")]
    pub position: u32,
    /// The root hash of the log at that position.
    #[serde(rename = "wortel")]
    pub root: RootHash,
    /// The digest of the canonical report.
    #[serde(rename = "digest")]
    pub digest: Digest,
    /// The digest of the report with its texts replaced by commitments.
    #[serde(rename = "digestGeraamte")]
    pub skeleton_digest: Digest,
    /// The shape of the report.
    #[serde(rename = "rapportageVersie")]
    pub report_version: u32,
    /// What built it.
    #[serde(rename = "softwareVersie")]
    pub software_version: SoftwareVersion,
}

/// One file a report was published as.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rendering {
    /// Its format.
    #[serde(rename = "formaat")]
    pub format: Slug,
    /// Its SHA-256.
    #[serde(rename = "sha256")]
    pub sha256: Sha256Hex,
}

/// A sealed report was published.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundPublished {
    /// When.
    #[serde(rename = "moment")]
    pub moment: Instant,
    /// Where.
    #[serde(rename = "url")]
    pub url: Text<2000>,
    /// Which sealing.
    #[serde(rename = "versie")]
    pub version: u32,
    /// The files.
    #[serde(rename = "weergaven")]
    pub renderings: Vec<Rendering>,
    /// The address it takes the place of.
    #[serde(rename = "vervangt")]
    pub replaces: Option<Text<2000>>,
}
