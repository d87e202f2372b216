//! Searches the texts of the log: every round, every subject, also what was corrected since.
//!
//! The log is read backwards, some records at a time, and nothing of it is kept: there is no index that could still hold
//! a text that was erased. So a page looks at a bounded number of events, and may have fewer hits than asked for, or
//! none, while there is a next one. The lock of the state is held only to judge filters and to place what was found.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Service;
use super::queries::QueryError;
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::time_axes;
use crate::domain::event::TYPE_PREFIX;
use crate::domain::field::Field;
use crate::domain::ids::{Subject, SubjectKind};
use crate::domain::time::Precision;
use crate::log::record::Record;
use crate::message;
use crate::projections::feed::{EventFilter, node_of};
use crate::projections::sealing::ReportedIn;
use crate::projections::search::{SEARCH_TEXT_MAX, SEARCH_TEXT_MIN, SearchText, TextHit};

/// Hits of a page where no number was asked for.
pub const HITS_DEFAULT: usize = 20;

/// The most hits of a page: each has at most five pieces of text of some 500 bytes.
pub const HITS_MAX: usize = 100;

/// Records read at one time: with the longest texts, some 100 KiB each, they take 5 MB.
const READ_AT_ONCE: u64 = 50;

/// Events that one page looks at: folding 500 characters takes some 2 microseconds and reading a record 10, so 0.3
/// seconds in all.
const LOOK_AT_MAX: u64 = 20_000;

/// A search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// What is searched for.
    pub text: SearchText,
    /// Only events of this subject or node.
    pub filter: EventFilter,
    /// Only events before this position: the page after one that ended there.
    pub before: Option<u64>,
    /// The most hits, if not [`HITS_DEFAULT`].
    pub limit: Option<usize>,
}

impl SearchQuery {
    /// Writes the query as the target of a request.
    pub fn to_target(&self) -> RequestTarget {
        RequestTarget::of("/v1/zoeken")
            .with_text(keys::SEARCH_TEXT, self.text.as_str())
            .with_some(keys::NODE, self.filter.node.as_ref())
            .with_some(keys::SUBJECT, self.filter.subject.as_ref())
            .with_some(keys::LIMIT, self.limit)
            .with_some(keys::CURSOR, self.before)
    }

    /// Reads the query; `None` if a key is refused.
    pub fn from_query(query: &mut Query) -> Option<SearchQuery> {
        let wrong = || message!("query-search-text", least = SEARCH_TEXT_MIN, most = SEARCH_TEXT_MAX);
        let text = query.value(keys::SEARCH_TEXT, |text| SearchText::parse(text).map_err(|_| wrong()));
        let text = query.required(keys::SEARCH_TEXT, text, wrong);
        let node = time_axes::node(query);
        let subject = query.value(keys::SUBJECT, Subject::parse).map(String::from);
        let before = query.number(keys::CURSOR, 1, u64::from(u32::MAX));
        let limit = query.number(keys::LIMIT, 1, HITS_MAX as u64).and_then(|limit| usize::try_from(limit).ok());
        Some(SearchQuery { text: text?, filter: EventFilter { kind: None, subject, node }, before, limit })
    }
}

/// A page of hits.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHits {
    /// The hits, the newest event first.
    pub hits: Vec<SearchHit>,
    /// Where the next page begins; none at the first event of the log.
    pub next: Option<u64>,
}

/// An event with the words that were searched for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SearchHit {
    /// The id of the event.
    #[serde(rename = "gebeurtenis")]
    pub event: String,
    /// When it was recorded.
    #[serde(rename = "geregistreerdOp")]
    pub recorded_at: String,
    /// The sealings whose report showed or announced it, in the order of the log; none when it was never sealed.
    #[serde(rename = "gerapporteerdIn")]
    pub reported_in: Value,
    /// The day it holds from.
    #[serde(rename = "ingangsdatum")]
    pub effective_on: String,
    /// How exactly that day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// The node it belonged to on its own day and position.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The subject.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// Its position.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The round it was recorded for.
    #[serde(rename = "ronde")]
    pub round: Option<String>,
    /// True while it counts: it was not corrected or withdrawn.
    #[serde(rename = "teltMee")]
    pub counts: bool,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The texts in which it was found; at most five.
    #[serde(rename = "vindplaatsen")]
    pub places: Vec<SearchPlace>,
}

/// A text in which it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SearchPlace {
    /// What stands after it.
    #[serde(rename = "erna")]
    pub after: String,
    /// What stands before it.
    #[serde(rename = "ervoor")]
    pub before: String,
    /// What was found, as it was written.
    #[serde(rename = "gevonden")]
    pub found: String,
    /// The field.
    #[serde(rename = "veld")]
    pub field: String,
}

/// Returns a page of hits, from the newest event back.
///
/// # Errors
/// [`QueryError`] for a node that no event ever named, and a log that can not be read.
pub fn search(service: &Service, query: &SearchQuery) -> Result<SearchHits, QueryError> {
    let head = service.durable_head();
    if let Some(code) = &query.filter.node
        && service.state().subject(&format!("{}/{code}", SubjectKind::Node.name())).is_none()
    {
        return Err(QueryError::NoSuchNode(code.clone()));
    }
    let mut before = query.before.map_or(head + 1, |before| before.min(head + 1));
    let floor = before.saturating_sub(LOOK_AT_MAX).max(1);
    let limit = query.limit.unwrap_or(HITS_DEFAULT);
    let mut found: Vec<(Record, Vec<TextHit>)> = Vec::new();
    while before > floor && found.len() < limit {
        let from = before.saturating_sub(READ_AT_ONCE).max(floor);
        let wanted = wanted(service, &query.filter, from, before);
        before = from;
        for record in service.records_at(&wanted)?.into_iter().rev() {
            let hits = query.text.find_in(&record);
            if hits.is_empty() {
                continue;
            }
            let position = record.position;
            found.push((record, hits));
            if found.len() == limit {
                before = position;
                break;
            }
        }
    }
    let next = (before > 1).then_some(before);
    Ok(SearchHits { hits: described(service, found, head)?, next })
}

/// Returns the positions from `from` up to `before` that the filter wants.
fn wanted(service: &Service, filter: &EventFilter, from: u64, before: u64) -> Vec<u64> {
    if filter.is_open() {
        return (from..before).collect();
    }
    let state = service.state();
    (from..before).filter(|position| filter.matches(&state, *position)).collect()
}

/// Adds to what was found where it belongs and in which sealings it was.
fn described(service: &Service, found: Vec<(Record, Vec<TextHit>)>, head: u64) -> Result<Vec<SearchHit>, QueryError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let sealed = service.sealed_positions(head)?;
    let state = service.state();
    let hit = |(record, hits): (Record, Vec<TextHit>)| SearchHit {
        event: record.id.to_string(),
        recorded_at: record.recorded_at.to_string(),
        reported_in: ReportedIn::of(&sealed, record.position, Some(record.kind)).all,
        effective_on: record.effective_on.to_string(),
        precision: (record.precision != Precision::Day).then(|| record.precision.name()),
        node: node_of(&state, record.position),
        subject: record.subject.to_string(),
        position: record.position,
        round: record.data.get(Field::Round.name()).and_then(Value::as_str).map(str::to_owned),
        counts: state.at(record.position).is_some_and(|(_, row)| state.counts(row, head)),
        kind: format!("{TYPE_PREFIX}{}", record.kind.name()),
        places: hits.into_iter().map(place).collect(),
    };
    Ok(found.into_iter().map(hit).collect())
}

fn place(hit: TextHit) -> SearchPlace {
    SearchPlace { after: hit.after, before: hit.before, found: hit.found, field: hit.field }
}
