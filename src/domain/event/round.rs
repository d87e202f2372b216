//! Reporting rounds: opened, changed, sealed, reopened, published.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Patch, Settable};
use crate::ids::DecisionId;
use crate::money::FiscalYear;
use crate::text::{Digest, RootHash, Sha256Hex, Slug, SoftwareVersion, Text};
use crate::time::{Day, Instant};

/// What kind of report a round makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum RoundKind {
    /// The framework letter.
    #[serde(rename = "kaderbrief")]
    FrameworkLetter,
    /// The programme budget.
    #[serde(rename = "programmabegroting")]
    ProgrammeBudget,
    /// A management report.
    #[serde(rename = "bestuursrapportage")]
    ManagementReport,
    /// A progress report.
    #[serde(rename = "voortgangsrapportage")]
    ProgressReport,
    /// The annual accounts.
    #[serde(rename = "jaarstukken")]
    AnnualAccounts,
}

impl RoundKind {
    /// All of them, in the order of a year.
    pub const ALL: [RoundKind; 5] = [
        RoundKind::FrameworkLetter,
        RoundKind::ProgrammeBudget,
        RoundKind::ManagementReport,
        RoundKind::ProgressReport,
        RoundKind::AnnualAccounts,
    ];

    /// Returns the kind with this Dutch name.
    pub fn from_name(name: &str) -> Option<RoundKind> {
        RoundKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns true if the Dutch name is that of a round that looks ahead. A budget and a framework letter are about
    /// the future; every other report is about a day that has passed.
    pub fn looks_ahead(word: &str) -> bool {
        [RoundKind::FrameworkLetter, RoundKind::ProgrammeBudget].iter().any(|kind| kind.name() == word)
    }

    /// Returns the Dutch word used at the border.
    pub const fn name(self) -> &'static str {
        match self {
            RoundKind::FrameworkLetter => "kaderbrief",
            RoundKind::ProgrammeBudget => "programmabegroting",
            RoundKind::ManagementReport => "bestuursrapportage",
            RoundKind::ProgressReport => "voortgangsrapportage",
            RoundKind::AnnualAccounts => "jaarstukken",
        }
    }
}

/// A round collects notes and lights.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundOpened {
    /// What kind of report it is.
    #[serde(rename = "soort")]
    pub kind: RoundKind,
    /// The budget year it reports on.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: FiscalYear,
    /// Which of its kind in that year.
    #[serde(rename = "volgnummer")]
    pub sequence: Option<u8>,
    /// What it is called.
    #[serde(rename = "titel")]
    pub title: Text<300>,
    /// The day its state is true for.
    #[serde(rename = "peildatum")]
    pub reporting_date: Day,
    /// The day by which departments hand in.
    #[serde(rename = "aanleverenVoor")]
    pub deliver_before: Option<Day>,
}

/// Fields of a round changed.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundChanged {
    /// What kind of report it is.
    #[serde(rename = "soort", default)]
    pub kind: Settable<RoundKind>,
    /// The budget year it reports on.
    #[serde(rename = "begrotingsjaar", default)]
    pub fiscal_year: Settable<FiscalYear>,
    /// Which of its kind in that year.
    #[serde(rename = "volgnummer", default)]
    pub sequence: Patch<u8>,
    /// What it is called.
    #[serde(rename = "titel", default)]
    pub title: Settable<Text<300>>,
    /// The day its state is true for.
    #[serde(rename = "peildatum", default)]
    pub reporting_date: Settable<Day>,
    /// The day by which departments hand in.
    #[serde(rename = "aanleverenVoor", default)]
    pub deliver_before: Patch<Day>,
}

/// A sealed round collects again.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundReopened {
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Text<2000>,
}

/// The body that seals a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Body {
    /// The executive.
    #[serde(rename = "college")]
    Executive,
    /// The council.
    #[serde(rename = "raad")]
    Council,
}

impl Body {
    /// Returns the Dutch word used at the border.
    pub const fn name(self) -> &'static str {
        match self {
            Body::Executive => "college",
            Body::Council => "raad",
        }
    }

    /// Returns the body with this Dutch name.
    pub fn from_name(name: &str) -> Option<Body> {
        [Body::Executive, Body::Council].into_iter().find(|body| body.name() == name)
    }
}

/// What the body did with the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum SealingPurport {
    /// Offered it.
    #[serde(rename = "aangeboden")]
    Offered,
    /// Adopted it.
    #[serde(rename = "vastgesteld")]
    Adopted,
    /// Adopted it with changes.
    #[serde(rename = "gewijzigd-vastgesteld")]
    AdoptedAmended,
    /// Took note of it.
    #[serde(rename = "ter-kennisname")]
    Noted,
}

impl SealingPurport {
    /// Every purport, in the order in which a round meets them.
    pub const ALL: [SealingPurport; 4] =
        [SealingPurport::Offered, SealingPurport::Adopted, SealingPurport::AdoptedAmended, SealingPurport::Noted];

    /// Returns the Dutch words used at the border, separated by commas.
    pub fn words() -> String {
        SealingPurport::ALL.map(SealingPurport::name).join(", ")
    }

    /// Returns the Dutch word used at the border.
    pub const fn name(self) -> &'static str {
        match self {
            SealingPurport::Offered => "aangeboden",
            SealingPurport::Adopted => "vastgesteld",
            SealingPurport::AdoptedAmended => "gewijzigd-vastgesteld",
            SealingPurport::Noted => "ter-kennisname",
        }
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
