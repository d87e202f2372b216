//! Extracts draft events from a report page saved as text: what the page states, on which lines, and what is uncertain.
//!
//! `lines` decodes the bytes, `outline` assigns text to nodes, and `notes` splits that text. One file per subject reads
//! the sentences: `decisions` and `reservations` (combined by `papers`), `amounts`, `naming`, `money` and `adjustment_names`,
//! `facilities`, `lights`, `dates`. `drafts` builds the wire form, and `against` compares it with what a log already
//! contains, which it asks through `known_facts`. Nothing here reads a clock, a file or a log.

use peildatum_domain as domain;
use peildatum_domain::{language, message};

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::event::RoundKind;
use crate::domain::ids::is_id;
use crate::domain::time::{Day, Instant};
use crate::language::Message;

/// Declares a pattern that is compiled once.
macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("a constant pattern that the tests compile"));
    };
}

mod adjustment_names;
mod against;
mod amount_kinds;
mod amount_suffixes;
mod amounts;
mod codes;
mod collector;
mod cut_off;
mod dates;
mod decisions;
mod draft_day;
mod drafts;
mod dutch_text;
mod facilities;
mod headings;
mod known_facts;
mod lights;
mod lines;
mod money;
mod naming;
mod notes;
mod outline;
mod papers;
mod proposals;
mod reservations;
mod round;
#[cfg(test)]
mod tests;
mod totals;

pub use against::leave_out_known;
pub use known_facts::{
    ExistingFacts, KnownAdjustment, KnownCase, KnownChange, KnownDecision, KnownFacility, KnownMilestone, KnownNode,
    KnownReservation, KnownRound,
};
pub use round::{RoundDifference, differs_from_round};

/// What the caller provides about a page.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The id of the round that the page reports.
    pub round: String,
    /// The budget year; if absent, that of the page, of the round's id, or of the reporting date.
    pub fiscal_year: Option<i32>,
    /// The reporting date as `YYYY-MM-DD`; required where the page names none.
    pub reporting_date: Option<String>,
    /// Set on each draft as `geregistreerdOp`, an instant in UTC.
    pub recorded_at: Option<String>,
    /// The programme of a page that names none.
    pub programme: Option<Programme>,
    /// The kind of round. Takes precedence over the page and the id of the round.
    pub kind: Option<RoundKind>,
    /// Whether a page is read whose heading names another year or number than the round.
    pub accepts_heading: bool,
    /// Whether cases and milestones from plain sentences are left out.
    pub without_proposals: bool,
    /// The name of the file without its folders: the `document` of each draft.
    pub document: String,
}

/// A programme that the caller names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// From 1 to 99.
    pub number: u32,
    /// The title; none where the programme is called by its number.
    pub title: Option<String>,
}

impl std::str::FromStr for Programme {
    type Err = Message;

    /// Parses `6` or `6=Jeugd en zorg`.
    fn from_str(text: &str) -> Result<Programme, Message> {
        let (number, title) = text.split_once('=').map_or((text, None), |(number, title)| (number, Some(title.trim())));
        let number = number.trim().parse().ok().filter(|number| (1..100).contains(number));
        let number = number.ok_or_else(|| message!("extract-programme-wrong", given = text))?;
        Ok(Programme { number, title: title.filter(|title| !title.is_empty()).map(str::to_owned) })
    }
}

/// One draft event.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The event, in the wire form of the catalogue.
    pub event: Value,
    /// First and last line of its source, from 1.
    pub lines: (u32, u32),
    /// Why somebody has to review it, beyond the fields in `herkomst.aangenomen`.
    pub uncertain: Option<Message>,
    /// True where the page does not show it, but something on the page needs it.
    pub presupposed: bool,
    /// True for a node that the page shows in a list of nodes: what such a list leaves out is gone.
    listed: bool,
}

impl Draft {
    /// Returns the type without its prefix: `toelichting.vastgelegd`.
    pub fn kind(&self) -> &str {
        let kind = self.event["type"].as_str().unwrap_or_default();
        kind.strip_prefix("nl.peildatum.").unwrap_or(kind)
    }

    /// Returns its subject: `onderdeel/9A1.1`.
    pub fn subject(&self) -> &str {
        self.event["onderwerp"].as_str().unwrap_or_default()
    }

    /// Returns true when its source is the page as a whole, as for a round without a title.
    pub fn is_of_page(&self) -> bool {
        matches!(self.kind(), "ronde.geopend" | "ronde.gewijzigd") && self.lines.0 != self.lines.1
    }

    /// Returns a message about this draft, with its subject first.
    fn about(&self, why: Message) -> Message {
        message!("extract-about", subject = self.subject(), why = why)
    }

    /// Returns true when somebody has to review it before it is recorded.
    pub fn is_unreviewed(&self) -> bool {
        self.event["herkomst"]["oordeel"] == "nakijken"
    }
}

/// Something uncertain, for the reviewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// First and last line, from 1.
    pub lines: (u32, u32),
    /// What is uncertain and how it was handled.
    pub message: Message,
    /// The subject of the draft that it is about, or `onderdeel` for all nodes of the page; none for what stands in no
    /// draft.
    pub subject: Option<String>,
}

impl Notice {
    fn new(lines: (usize, usize), message: Message) -> Self {
        let number = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
        Self { lines: (number(lines.0), number(lines.1)), message, subject: None }
    }

    /// Creates a notice about a draft.
    fn about(draft: &Draft, why: Message) -> Self {
        Self { lines: draft.lines, message: draft.about(why), subject: Some(draft.subject().to_owned()) }
    }
}

/// What a page yielded, in an order that can be imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The drafts, introductions before what refers to them.
    pub drafts: Vec<Draft>,
    /// The notices, by line.
    pub notices: Vec<Notice>,
    /// The lines of the page that are not blank, by number.
    pub lines: Vec<u32>,
    /// The round of the page.
    pub round: PageRound,
    /// The line on which the page breaks off in the middle of a sentence, if it does.
    pub cut_off: Option<u32>,
}

/// The round that a page reports, as its drafts have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRound {
    /// The part of its subject after the slash.
    pub id: String,
    /// The budget year.
    pub fiscal_year: i32,
    /// The reporting date.
    pub reporting_date: Day,
    /// The day from which a tree holds that no earlier round of the year has shown: 1 January of the budget year.
    pub structure_day: Day,
    /// The title of the round on the page, if it has one.
    pub heading: Option<PageHeading>,
}

/// The title of a round as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageHeading {
    /// Its line, from 1.
    pub line: u32,
    /// The year in it; none where the caller gives another budget year.
    pub year: Option<i32>,
    /// The number in it.
    pub sequence: Option<i64>,
    /// The line as a whole.
    pub text: String,
}

/// How the lines of a page that are not blank were used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineCounts {
    /// How many there are.
    pub all: usize,
    /// How many of them are part of a draft.
    pub drafted: usize,
    /// How many of the others a notice covers.
    pub noticed: usize,
    /// The numbers of those that are neither: headings, navigation, and text that was skipped.
    pub unused: Vec<u32>,
}

impl Extraction {
    /// Counts the drafts of each type.
    pub fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        self.drafts.iter().for_each(|draft| *counts.entry(draft.kind()).or_default() += 1);
        counts
    }

    /// Returns the lines of the drafts, without a draft whose source is the page as a whole.
    pub fn draft_lines(&self) -> Vec<(u32, u32)> {
        self.drafts.iter().filter(|draft| !draft.is_of_page()).map(|draft| draft.lines).collect()
    }

    /// Returns how the lines of the page were used.
    pub fn line_counts(&self) -> LineCounts {
        let within = |line: u32, spans: &[(u32, u32)]| spans.iter().any(|(from, to)| (*from..=*to).contains(&line));
        let of_drafts = self.draft_lines();
        let of_notices: Vec<_> = self.notices.iter().map(|notice| notice.lines).collect();
        let (drafted, rest): (Vec<u32>, Vec<u32>) = self.lines.iter().partition(|line| within(**line, &of_drafts));
        let (told, unused): (Vec<u32>, Vec<u32>) = rest.into_iter().partition(|line| within(*line, &of_notices));
        LineCounts { all: self.lines.len(), drafted: drafted.len(), noticed: told.len(), unused }
    }

    /// Counts the drafts that somebody has to review.
    pub fn unreviewed(&self) -> usize {
        self.drafts.iter().filter(|draft| draft.is_unreviewed()).count()
    }

    /// Returns the drafts as NDJSON, one event per line.
    pub fn to_ndjson(&self) -> String {
        self.drafts.iter().map(|draft| format!("{}\n", draft.event)).collect()
    }
}

/// Why a page yielded no drafts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtractError {
    /// No line contains text.
    Empty,
    /// The bytes are not text, or are text of another kind.
    NotText(Message),
    /// The text contains nothing that heads a report.
    NotAReport,
    /// An option has a wrong form.
    Option(Message),
    /// Neither the page nor the options give a reporting date.
    NoReportingDate,
    /// The heading of the page is not of the round.
    OtherRound(RoundDifference),
}

impl ExtractError {
    /// Returns what is wrong, in either language.
    pub fn message(&self) -> Message {
        match self {
            ExtractError::Empty => message!("extract-empty"),
            ExtractError::NotText(why) => message!("extract-not-text", why = why.clone()),
            ExtractError::NotAReport => message!("extract-not-a-report"),
            ExtractError::Option(what) => what.clone(),
            ExtractError::NoReportingDate => message!("extract-date-missing"),
            ExtractError::OtherRound(differs) => differs.message(),
        }
    }
}

impl std::fmt::Display for ExtractError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for ExtractError {}

/// Extracts the drafts of a page.
///
/// # Errors
/// Returns [`ExtractError`] for bytes that are not text, a text that is not a report page, an option in a wrong form,
/// and a reporting date that neither the page nor the options give.
pub fn extract(bytes: &[u8], options: &Options) -> Result<Extraction, ExtractError> {
    check(options)?;
    collector::extract(bytes, options)
}

/// Returns the lines of a page as they stand in it, the first of which has number 1.
///
/// # Errors
/// Returns [`ExtractError`] for bytes that are not text.
pub fn page_lines(bytes: &[u8]) -> Result<Vec<String>, ExtractError> {
    lines::raw_lines(bytes)
}

/// Checks the options before the page is read, because they end up in every draft.
fn check(options: &Options) -> Result<(), ExtractError> {
    if !is_id(&options.round) {
        return Err(ExtractError::Option(message!("extract-round-wrong", id = options.round.as_str())));
    }
    if let Some(year) = options.fiscal_year.filter(|year| !(1900..=2200).contains(year)) {
        return Err(ExtractError::Option(message!("extract-year-wrong", year = year.to_string())));
    }
    let is_instant = |at: &String| Instant::parse(at).is_ok();
    match &options.recorded_at {
        Some(at) if !is_instant(at) => {
            Err(ExtractError::Option(message!("extract-instant-wrong", moment = at.as_str())))
        }
        _ => Ok(()),
    }
}
