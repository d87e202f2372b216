//! The agenda: what takes effect between two days, as known at a position.
//!
//! **What stands in it.** Events about a facility that count and whose day lies between the two days: that it opens,
//! closes, opens again, is restricted, or gets another capacity. Decisions with such a day. Milestones that are planned
//! for such a day, as the plan is known at the position: one that was met or dropped is no plan any more.
//!
//! **When.** On the day as it was recorded; a month is its first day. What was moved stands on its new day only, what
//! was withdrawn or corrected away does not stand in it at all.
//!
//! **Where.** An entry belongs to the node that its subject refers to, or else concerns first, on the day of the entry.
//! Of a node are all entries whose subject refers to it, or to something below it, on that day.
//!
//! **Which one it is.** An entry is named by the first event of its chain of corrections, and a milestone by the event
//! that planned it. So an entry that moves stays the same entry.

pub mod arrivals;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, EventRow, FieldSettings, State, SubjectNo};
use crate::domain::time::{Day, Precision};
use crate::feed::{first_owner, owner_nodes};
use crate::field_reader::FieldReader;
use crate::language::Message;
use crate::lists::scope;
use crate::message;
use crate::text_source::{FullText, Records, TextCollector, TextSource};
use crate::views::precision_name;
use crate::{RecordReadError, RecordSource, ReportError};

/// The version of the shape of an agenda.
pub const AGENDA_VERSION: u32 = 1;

/// The most days of an agenda: ten years.
pub const AGENDA_DAYS_MAX: i32 = 3_660;

/// The most entries of an agenda: each takes at most 3 KB of JSON, with the longest name and reason, so 15 MB in all.
pub const ENTRIES_MAX: usize = 5_000;

/// The last day of all: what is known then is all that is known.
const LAST: Day = Day::from_number(i32::MAX);

/// The parameters of an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaRequest {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// The position up to which events are known.
    pub position: u64,
    /// Only what belongs to this node or to what is below it.
    pub node: Option<String>,
}

/// What takes effect between two days.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Agenda {
    /// The version of this shape.
    #[serde(rename = "agendaVersie")]
    pub version: u32,
    /// What was asked, and up to where things are known.
    pub basis: AgendaBasis,
    /// What takes effect, by day and then in the order of the log.
    #[serde(rename = "agendapunten")]
    pub entries: Vec<AgendaEntry>,
}

/// What was asked, and up to where things are known.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgendaBasis {
    /// When the event at that position was recorded.
    #[serde(rename = "beschikbaarOp")]
    pub known_at: String,
    /// The element to which the entries are limited.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The position up to which events are known.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The last day.
    #[serde(rename = "tot")]
    pub until: String,
    /// The first day.
    #[serde(rename = "van")]
    pub from: String,
}

/// Something that takes effect on a day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgendaEntry {
    /// The capacity from that day on.
    #[serde(rename = "capaciteit")]
    pub capacity: Option<i64>,
    /// The case it belongs to.
    #[serde(rename = "dossier")]
    pub case: Option<String>,
    /// When something was last recorded about the subject.
    #[serde(rename = "gewijzigdOp")]
    pub changed_at: String,
    /// Which entry it is: this stays the same when it moves to another day.
    pub id: String,
    /// The position of what was last recorded about the subject.
    #[serde(rename = "laatstePositie")]
    pub last_position: u64,
    /// The name of the subject, as last known; its id where none was recorded, and none where it was erased.
    #[serde(rename = "naam")]
    pub name: Option<String>,
    /// How exactly the day is known; none means to the day.
    #[serde(rename = "nauwkeurigheid")]
    pub precision: Option<&'static str>,
    /// The node it belongs to on that day.
    #[serde(rename = "onderdeel")]
    pub node: Option<String>,
    /// The subject.
    #[serde(rename = "onderwerp")]
    pub subject: String,
    /// `nakijken` while somebody still has to look at it.
    #[serde(rename = "oordeel")]
    pub judgement: Option<&'static str>,
    /// The day.
    #[serde(rename = "per")]
    pub due: String,
    /// The position of the event that says so.
    #[serde(rename = "positie")]
    pub position: u64,
    /// Why.
    #[serde(rename = "reden")]
    pub reason: Option<String>,
    /// The type of that event.
    #[serde(rename = "wat")]
    pub what: &'static str,
}

/// Why there is no agenda.
#[derive(Debug)]
pub enum AgendaError {
    /// The position or the node; or a record can not be read.
    Report(ReportError),
    /// More entries than [`ENTRIES_MAX`].
    TooManyEntries {
        /// How many there are.
        entries: usize,
    },
}

impl AgendaError {
    /// Returns the reason as a sentence for the user.
    pub fn message(&self) -> Message {
        match self {
            AgendaError::Report(error) => error.message(),
            AgendaError::TooManyEntries { entries } => {
                message!("agenda-too-many", entries = *entries, most = ENTRIES_MAX)
            }
        }
    }
}

impl From<ReportError> for AgendaError {
    fn from(error: ReportError) -> AgendaError {
        AgendaError::Report(error)
    }
}

impl From<RecordReadError> for AgendaError {
    fn from(error: RecordReadError) -> AgendaError {
        AgendaError::Report(ReportError::UnreadableRecord(error))
    }
}

/// Returns true for types of event whose day stands in the agenda.
pub const fn is_entry(kind: EventType) -> bool {
    use EventType as T;
    matches!(
        kind,
        T::FacilityOpened
            | T::FacilityCapacityChanged
            | T::FacilityRestricted
            | T::FacilityClosed
            | T::FacilityReopened
            | T::DecisionTaken
    )
}

/// Returns what takes effect between two days.
///
/// # Errors
/// [`AgendaError`] for an unknown position or node, for more entries than there is room for, and for a record that can
/// not be read.
pub fn agenda(state: &State, contents: &dyn RecordSource, request: &AgendaRequest) -> Result<Agenda, AgendaError> {
    let (position, head) = (request.position, state.head());
    let known_at = state.recorded_at(position).ok_or(ReportError::NoSuchPosition { position, head })?;
    let drafts = drafts(state, request)?;
    if drafts.len() > ENTRIES_MAX {
        return Err(AgendaError::TooManyEntries { entries: drafts.len() });
    }
    let wanted = TextCollector::default();
    drafts.iter().for_each(|draft| drop(draft.entry(state, position, &wanted)));
    let positions = wanted.positions();
    let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let words = FullText(&records);
    Ok(Agenda {
        version: AGENDA_VERSION,
        basis: AgendaBasis {
            known_at: known_at.to_string(),
            node: request.node.clone(),
            position,
            until: request.until.to_string(),
            from: request.from.to_string(),
        },
        entries: drafts.iter().map(|draft| draft.entry(state, position, &words)).collect(),
    })
}

/// An entry without its texts.
struct DraftEntry<'s> {
    no: SubjectNo,
    /// The event that says so.
    row: &'s EventRow,
    due: Day,
    precision: Precision,
    /// The position of the event that names the entry.
    origin: u64,
}

/// Returns the entries of a request, in their order.
fn drafts<'s>(state: &'s State, request: &AgendaRequest) -> Result<Vec<DraftEntry<'s>>, ReportError> {
    let scope = request.node.as_deref().map(|code| scope(state, code, request.position)).transpose()?;
    let before = Day::from_number(request.from.number() - 1);
    let events = state.effective_between(before, request.until, request.position).into_iter();
    let events = events.filter(|(_, row)| is_entry(row.kind) && state.counts(row, request.position));
    let events = events.map(|(no, row)| DraftEntry {
        no,
        row,
        due: row.day,
        precision: row.precision,
        origin: u64::from(row.rank),
    });
    let plans = state.subjects_of(SubjectKind::Milestone).iter();
    let plans = plans.filter_map(|no| plan(state, *no, request.position));
    let mut all: Vec<DraftEntry<'_>> =
        events.chain(plans.filter(|plan| (request.from..=request.until).contains(&plan.due))).collect();
    if let Some(scope) = scope {
        all.retain(|draft| owner_nodes(state, draft.no, draft.at(request.position)).contains(&scope));
    }
    all.sort_by_key(|draft| (draft.due, draft.origin));
    Ok(all)
}

/// Returns the day for which a milestone is planned; none when it was met or dropped, or has no day.
fn plan(state: &State, no: SubjectNo, position: u64) -> Option<DraftEntry<'_>> {
    let at = AsOf { day: LAST, position };
    let folded = state.fold(no, at);
    let ended = |kind| matches!(kind, EventType::MilestoneMet | EventType::MilestoneDropped);
    if !state.is_visible(no, at) || folded.status.is_some_and(|status| ended(status.kind)) {
        return None;
    }
    let token = |field| folded.settings.token(field).map(|symbol| state.token(symbol));
    let due = Day::parse(token(Field::Due)?).ok()?;
    let precision = token(Field::DuePrecision).and_then(Precision::from_name).unwrap_or(Precision::Day);
    let (_, row) = state.at(folded.settings.get(Field::Due)?.position)?;
    let origin = folded.status.and_then(|status| state.at(status.position)).map_or(row.rank, |(_, row)| row.rank);
    Some(DraftEntry { no, row, due, precision, origin: u64::from(origin) })
}

impl DraftEntry<'_> {
    fn at(&self, position: u64) -> AsOf {
        AsOf { day: self.due, position }
    }

    /// Returns what names the entry: the id of its first event.
    fn id(&self, state: &State) -> String {
        state.id_at(self.origin).map(|id| id.to_string()).unwrap_or_default()
    }

    fn entry<W: TextSource>(&self, state: &State, position: u64, words: &W) -> AgendaEntry {
        let subject = state.entry(self.no);
        let latest = state.fold(self.no, AsOf { day: LAST, position }).settings;
        let own = FieldSettings::of_group(subject, [self.row]);
        let reader = |settings| FieldReader { state, settings, words };
        let (latest, own) = (reader(&latest), reader(&own));
        let naming = subject.kind.named_by().filter(|field| latest.has(*field));
        let last_position = last_position(state, self.no, position);
        AgendaEntry {
            capacity: own.number(Field::Capacity),
            case: latest.token(Field::Case),
            changed_at: state.recorded_at(last_position).map(|moment| moment.to_string()).unwrap_or_default(),
            id: self.id(state),
            last_position,
            name: naming.map_or_else(|| Some(subject.id().to_owned()), |field| latest.text(field)),
            precision: precision_name(self.precision),
            node: first_owner(state, self.no, self.at(position)),
            subject: subject.name.to_string(),
            judgement: self.row.unreviewed.then_some("nakijken"),
            due: self.due.to_string(),
            position: u64::from(self.row.position),
            reason: own.text(Field::Reason),
            what: self.row.kind.name(),
        }
    }
}

/// Returns the position of the last event about a subject up to `position`; withdrawals and erasures of its events are
/// such events. It never falls while the log grows, also when a correction is withdrawn.
fn last_position(state: &State, no: SubjectNo, position: u64) -> u64 {
    let rows = state.entry(no).rows.iter();
    let about: BTreeSet<u64> =
        rows.flat_map(|row| [row.position, row.withdrawn_at, row.erased_at]).map(u64::from).collect();
    about.range(..=position).next_back().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
