//! The shapes of series at the border.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::findings::FindingCode;
use crate::telling::Telling;

/// The version of the shape of series.
pub const SERIES_VERSION: u32 = 4;

/// Series over rounds: one row a subject, one column a round.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Series {
    /// What was asked, and up to where things are known.
    pub basis: SeriesBasis,
    /// The version of this shape.
    #[serde(rename = "reeksenVersie")]
    pub version: u32,
    /// The rows: nodes in the order of codes, then the rest by kind and id.
    #[serde(rename = "rijen")]
    pub rows: Vec<SeriesRow>,
    /// The columns, by reporting date.
    #[serde(rename = "rondes")]
    pub columns: Vec<SeriesColumn>,
    /// How much each round shows, in the order of the columns.
    #[serde(rename = "tellingen")]
    pub counts: Vec<SeriesCounts>,
}

/// How much one round shows, over the rows of this answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeriesCounts {
    /// Subjects with a note.
    #[serde(rename = "metToelichting")]
    pub with_note: u64,
    /// Subjects by kind: those that were dropped do not count, and an indicator counts once for each period.
    #[serde(rename = "onderwerpen")]
    pub subjects: BTreeMap<String, u64>,
    /// Lights that the round did not set itself.
    #[serde(rename = "overgenomenStoplichten")]
    pub lights_carried_over: u64,
    /// Subjects whose notes the round did not renew.
    #[serde(rename = "overgenomenToelichtingen")]
    pub notes_carried_over: u64,
    /// Findings by code.
    #[serde(rename = "signalen")]
    pub findings: BTreeMap<String, u64>,
    /// Lights by colour.
    #[serde(rename = "stoplichten")]
    pub lights: BTreeMap<String, u64>,
    /// Notes.
    #[serde(rename = "toelichtingen")]
    pub notes: u64,
}

/// What was asked, and up to where things are known.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeriesBasis {
    /// When the event at that position was recorded.
    #[serde(rename = "beschikbaarOp")]
    pub known_at: String,
    /// True where every column shows what is known now; false where it shows what its round reported.
    #[serde(rename = "nu")]
    pub as_known_now: bool,
    /// The element to which the rows are limited.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The only subject that was asked for.
    #[serde(rename = "onderwerp")]
    pub subject: Option<String>,
    /// The position up to which rounds and events are known.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The kinds to which the rows are limited; none for all.
    #[serde(rename = "soorten")]
    pub kinds: Vec<String>,
    /// A part of the title that every row has, in some round.
    #[serde(rename = "titel")]
    pub title: Option<String>,
}

/// One column: a round at the point at which it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeriesColumn {
    /// Its budget year.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// When the event at its position was recorded.
    #[serde(rename = "beschikbaarOp")]
    pub known_at: String,
    /// Its id.
    pub id: String,
    /// The body that sealed what is shown; none for a round as of now.
    #[serde(rename = "orgaan")]
    pub body: Option<String>,
    /// The reporting date.
    #[serde(rename = "peildatum")]
    pub reporting_date: String,
    /// The position up to which events count.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Its kind.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// Its title; none where it was erased.
    #[serde(rename = "titel")]
    pub title: Option<String>,
    /// The version of the sealing that is shown; none for a round as of now.
    #[serde(rename = "versie")]
    pub version: Option<u32>,
    /// Which of its kind in that year.
    #[serde(rename = "volgnummer")]
    pub sequence: Option<i64>,
}

/// One row: a subject over all rounds; an indicator has a row for each period.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeriesRow {
    /// What it was in each round, in the order of the columns; none where the round does not show it.
    #[serde(rename = "cellen")]
    pub cells: Vec<Option<SeriesCell>>,
    /// The level of a node.
    #[serde(rename = "niveau")]
    pub level: Option<String>,
    /// The node it belonged to in the last round that shows it; of a node the one above it.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The subject; a node by its last code.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// The period of an indicator; none for an indicator that was never measured, and for all else.
    #[serde(rename = "periode")]
    pub period: Option<String>,
    /// Its own kind, such as `wachtlijst`; none for nodes and indicators.
    #[serde(rename = "soort")]
    pub kind: Option<String>,
    /// Its title, name or description in the last round that shows it; none where it was erased.
    #[serde(rename = "titel")]
    pub title: Option<String>,
}

/// What a subject was in one round.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct SeriesCell {
    /// The amount in eurocents; none when p.m.
    #[serde(rename = "bedragInCenten")]
    pub cents: Option<i64>,
    /// The budget year of an amount.
    #[serde(rename = "begrotingsjaar")]
    pub fiscal_year: Option<i64>,
    /// The places of a facility.
    #[serde(rename = "capaciteit")]
    pub capacity: Option<i64>,
    /// The code of a node in this round.
    pub code: Option<String>,
    /// Which way an amount works.
    pub effect: Option<String>,
    /// What the round says about an amount that stands: whether it is new, changed, told again, or carried over. Null where
    /// nobody said so: the round does not tell the amount, nor any other of its programme again.
    #[serde(rename = "gemeld")]
    pub telling: Option<Telling>,
    /// True where the value of this period differs from that of the round before it.
    #[serde(rename = "herzien")]
    pub revised: bool,
    /// Whether the norm was met.
    pub norm: Option<String>,
    /// The node it belonged to; of a node the one above it.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// How an indicator moved.
    #[serde(rename = "ontwikkeling")]
    pub trend: Option<String>,
    /// What of an amount was not covered or realised yet; none where that can not be told.
    #[serde(rename = "openInCenten")]
    pub open_cents: Option<i64>,
    /// What a node that was dropped goes on as.
    #[serde(rename = "opvolgers")]
    pub successors: Vec<String>,
    /// The day a milestone was due.
    #[serde(rename = "per")]
    pub due: Option<String>,
    /// True for an amount whose size the source does not give.
    #[serde(rename = "pm")]
    pub pro_memorie: bool,
    /// The event that last set something of it; notes and lights have their own.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The codes of the findings of the round on it, the gravest first, each as often as it stands; those on an
    /// indicator are at its last period.
    #[serde(rename = "signalen")]
    pub findings: Vec<FindingCode>,
    /// The day its status holds from.
    #[serde(rename = "sinds")]
    pub since: Option<String>,
    /// Expected, or came out.
    #[serde(rename = "stand")]
    pub standing: Option<String>,
    /// `open`, `gesloten`, `gepland`, `vervallen` and so on; for a measurement how final it is; none for a node or an
    /// amount that stands.
    pub status: Option<String>,
    /// Its light.
    #[serde(rename = "stoplicht")]
    pub light: Option<SeriesLight>,
    /// Its title, name or description; none where it was erased.
    #[serde(rename = "titel")]
    pub title: Option<String>,
    /// Its notes; none where there are none.
    #[serde(rename = "toelichting")]
    pub note: Option<SeriesNote>,
    /// The nodes that a node goes on from.
    #[serde(rename = "voortzettingVan")]
    pub continuation_of: Vec<String>,
    /// The value that was measured.
    #[serde(rename = "waarde")]
    pub value: Option<String>,
}

/// A light in a series.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeriesLight {
    /// For money alone.
    #[serde(rename = "geld")]
    pub money: Option<String>,
    /// The day it holds from.
    #[serde(rename = "ingangsdatum")]
    pub effective_on: String,
    /// The colour.
    #[serde(rename = "kleur")]
    pub colour: Option<String>,
    /// For quality alone.
    #[serde(rename = "kwaliteit")]
    pub quality: Option<String>,
    /// True where this round did not set it.
    #[serde(rename = "overgenomen")]
    pub carried_over: bool,
    /// The event that last set it.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The round it was set for.
    #[serde(rename = "ronde")]
    pub round: Option<String>,
    /// For time alone.
    #[serde(rename = "tijd")]
    pub time: Option<String>,
}

/// The notes on a subject in a series.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeriesNote {
    /// How many.
    #[serde(rename = "aantal")]
    pub count: u32,
    /// The day the newest holds from.
    #[serde(rename = "ingangsdatum")]
    pub effective_on: String,
    /// True where this round did not renew them.
    #[serde(rename = "overgenomen")]
    pub carried_over: bool,
    /// The event of the newest.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The round the newest was written for.
    #[serde(rename = "ronde")]
    pub round: Option<String>,
    /// The notes that this round renewed, in reading order; only where one subject was asked for.
    #[serde(rename = "teksten")]
    pub texts: Vec<SeriesText>,
}

/// The text of a note in a series.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeriesText {
    /// The line above it.
    #[serde(rename = "kop")]
    pub heading: Option<String>,
    /// Its event.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The text; none where it was erased.
    #[serde(rename = "tekst")]
    pub body: Option<String>,
}
