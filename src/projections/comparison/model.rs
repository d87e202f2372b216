//! The rows of a comparison as they are published, with their words. Every key is always present.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::word_enum;

/// Which part of a comparison was asked for. The element and the kinds also bound the totals; the nature and the minimum leave
/// out differences alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AskedFor {
    /// Only this reason of a difference; any when null.
    #[serde(rename = "aard")]
    pub nature: Option<Nature>,
    /// Only amounts that differ by at least this many eurocents, and those p.m.; everything when null.
    #[serde(rename = "minimum")]
    pub minimum_cents: Option<i64>,
    /// Only this element with what is below it; all when null.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// Only these kinds; all when empty.
    #[serde(rename = "soorten")]
    pub kinds: Vec<String>,
}

word_enum! {
    /// Why a difference is there.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
    #[schemars(inline)]
    // The order is that of the steps from A to B.
    pub enum Nature {
        /// We now say something else of the old date.
        Correction = "herstel",
        /// B is looked at as another round, or as none: other notes and lights are shown, of one date and one knowledge.
        View = "weergave",
        /// The world changed since.
        New = "nieuw",
    }
}

word_enum! {
    /// Whether a correction was one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Ground {
        /// An event that was known before was corrected.
        Corrected = "gecorrigeerd",
        /// An event that was known before was withdrawn.
        Withdrawn = "ingetrokken",
        /// The fact came in late; that is no error.
        Late = "nagekomen",
    }
}

word_enum! {
    /// Why a difference says nothing about what the world did: it belongs to a programme that a side does not report.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Reach {
        /// It was entered for the first time; the earlier side knew nothing of it.
        FirstEntered = "voor-het-eerst-ingevoerd",
        /// The round of a side does not report the programme.
        NotReported = "niet-gerapporteerd",
    }
}

word_enum! {
    /// What happened to a field.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Change {
        /// It has a value now and had none.
        Added = "toegevoegd",
        /// It has another value.
        Changed = "gewijzigd",
        /// It had a value and has none now.
        Dropped = "vervallen",
        /// The subject belongs elsewhere.
        Moved = "verplaatst",
    }
}

/// One field of one subject that differs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// Why it differs.
    #[serde(rename = "aard")]
    pub nature: Nature,
    /// True when a text in this row was erased: its null is no absence.
    #[serde(rename = "gewist")]
    pub erased: bool,
    /// Of a correction: what kind.
    #[serde(rename = "grond")]
    pub ground: Option<Ground>,
    /// The value on the right.
    #[serde(rename = "naar")]
    pub to: Value,
    /// The element it belongs to on the right, else on the left.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// What it is about.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// What it is called on the left, where that is another: an element that goes on under another code, a note that moved.
    #[serde(rename = "onderwerpVan")]
    pub subject_before: Option<String>,
    /// The events whose texts in this row are missing since the log was restored without its secrets; the one key that is only there
    /// where there are some, beside the published shape.
    #[serde(rename = "ontbrekendeTeksten", skip_serializing_if = "Vec::is_empty")]
    #[schemars(skip)]
    pub missing_texts: Vec<u64>,
    /// The events that explain it.
    #[serde(rename = "posities")]
    pub positions: Vec<u64>,
    /// Why it says nothing about what the world did; none where both sides report its programme.
    #[serde(rename = "reikwijdte")]
    pub reach: Option<Reach>,
    /// Its title, name or description on the right, else on the left.
    #[serde(rename = "titel")]
    pub title: Option<String>,
    /// The note it is about; none when it is not about a note.
    #[serde(rename = "toelichting")]
    pub note: Option<NotePair>,
    /// The value on the left.
    #[serde(rename = "van")]
    pub from: Value,
    /// The field, as the report names it, or `bestaan`.
    #[serde(rename = "veld")]
    pub field: String,
    /// What happened to it.
    #[serde(rename = "wijziging")]
    pub change: Change,
    /// The texts word by word, where both sides have one.
    #[serde(rename = "woorden")]
    pub words: Vec<Word>,
}

/// An element by its code, and what it is called on the right, else on the left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NamedNode {
    /// Its code.
    pub code: String,
    /// Its title; none where nothing gave it one, or it was erased.
    #[serde(rename = "titel")]
    pub title: Option<String>,
}

/// The ids of a note on either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotePair {
    /// Its heading on one of the sides, if it has one.
    #[serde(rename = "kop")]
    pub heading: Option<String>,
    /// The note on the right; none where it was dropped.
    #[serde(rename = "naar")]
    pub to: Option<String>,
    /// The note on the left; none where it was added.
    #[serde(rename = "van")]
    pub from: Option<String>,
}

/// A piece of text that stayed, went or came. Those that stayed and went give the left text together, those that
/// stayed and came the right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Word {
    /// What became of it.
    #[serde(rename = "soort")]
    pub fate: Fate,
    /// The piece, with its blanks.
    #[serde(rename = "tekst")]
    pub text: String,
}

word_enum! {
    /// What became of a piece of text.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
    #[schemars(inline)]
    pub enum Fate {
        /// It stayed.
        Same = "gelijk",
        /// It went.
        Gone = "weg",
        /// It came.
        Added = "erbij",
    }
}

/// A total on both sides, in eurocents: `van` + `herstel` + `nieuw` = `naar`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TotalRow {
    /// How many amounts are p.m. on the right.
    #[serde(rename = "aantalPmNaar")]
    pub pro_memorie_to: u32,
    /// How many amounts are p.m. on the left.
    #[serde(rename = "aantalPmVan")]
    pub pro_memorie_from: u32,
    /// The budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// Once or each year.
    #[serde(rename = "duur")]
    pub duration: Option<String>,
    /// Which way.
    pub effect: Option<String>,
    /// What we now say otherwise of the old date.
    #[serde(rename = "herstel")]
    pub correction: i64,
    /// Side of the accounts.
    #[serde(rename = "lastenBaten")]
    pub side: Option<String>,
    /// The total on the right.
    #[serde(rename = "naar")]
    pub to: i64,
    /// What the world changed since.
    #[serde(rename = "nieuw")]
    pub new: i64,
    /// The kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// Expected, or came out.
    #[serde(rename = "stand")]
    pub standing: Option<String>,
    /// The total on the left.
    #[serde(rename = "van")]
    pub from: i64,
    /// Of the correction, what came in late.
    #[serde(rename = "waarvanNagekomen")]
    pub late: i64,
    /// Of correction and new together, what is of programmes that a side does not report.
    #[serde(rename = "waarvanNietGerapporteerd")]
    pub unreported: i64,
}

/// A total of one element on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NodeTotalRow {
    /// The element; empty where it can not be told.
    #[serde(rename = "onderdeel")]
    pub node: String,
    /// The total.
    #[serde(flatten)]
    pub total: TotalRow,
}

/// How many differences there are. What belongs to a programme that a side does not report, or was first entered, is
/// counted apart, and not by nature, field and change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Those that were first entered.
    #[serde(rename = "eersteInvoer")]
    pub first_entered: u64,
    /// Corrections.
    #[serde(rename = "herstel")]
    pub corrections: u64,
    /// Those of a programme that a side does not report.
    #[serde(rename = "nietGerapporteerd")]
    pub unreported: u64,
    /// New ones.
    #[serde(rename = "nieuw")]
    pub new: u64,
    /// By field; fields without a difference are not there.
    #[serde(rename = "perVeld")]
    pub per_field: BTreeMap<String, u64>,
    /// By change; all four are always there.
    #[serde(rename = "perWijziging")]
    pub per_change: BTreeMap<&'static str, u64>,
    /// Those of how B is looked at.
    #[serde(rename = "weergave")]
    pub views: u64,
}

/// Notes or a light that B shows, and that nobody renewed for it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NotRenewed {
    /// The day of the newest of them.
    #[serde(rename = "ingangsdatum")]
    pub effective_on: String,
    /// The element it belongs to.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The node or case they are about.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// Their events.
    #[serde(rename = "posities")]
    pub positions: Vec<u64>,
    /// The round they were made for.
    #[serde(rename = "ronde")]
    pub round: Option<String>,
    /// The title of the node or case.
    #[serde(rename = "titel")]
    pub title: Option<String>,
    /// `toelichtingen` or `stoplicht`.
    #[serde(rename = "wat")]
    pub what: &'static str,
}
