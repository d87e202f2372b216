//! Finds what was recorded after a sealing about a day that the sealing covers.
//!
//! A sealing of the report for day d, as known at position s, covers every day up to d. An event comes after it, about
//! a day that it covers, when its position is above s and it touches a day up to d. An event touches its own day; a
//! correction also touches the day of the event it corrects; a withdrawal touches the days of the event it takes back.
//! Events of rounds touch no day, since they hold from their position on, and neither do erasures and amounts that are
//! told again, since they change no fact. Only sealings known at the point of the report count, and all of them do, even where a later sealing of the
//! same round has seen the event.
//!
//! In a report at (D, P) an object is marked with the sealings after which something about it was recorded that touches
//! a day up to D. For a note or light that is its own event. For any other object these are the events of the subject
//! that are neither notes nor lights, whether they still count or not, and the withdrawals of notes or lights on the
//! subject, since those left no object of their own. An announced event is marked by its own event, whatever its day.

use schemars::JsonSchema;
use serde::Serialize;

use super::sealing::{Sealing, read_sealing, sealing_rows};
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{EventRow, State, SubjectNo};
use crate::domain::time::Day;

/// A sealing, as what came after it names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SealingName {
    /// The body: `college` or `raad`.
    #[serde(rename = "orgaan")]
    pub body: String,
    /// The round.
    #[serde(rename = "ronde")]
    pub round: String,
    /// Which sealing of the round, from 1.
    #[serde(rename = "versie")]
    pub version: u32,
}

/// The days and positions that a sealing covers.
#[derive(Debug, Clone)]
pub struct SealingCoverage {
    /// The name of the sealing.
    pub name: SealingName,
    /// The last day it covers, which is its reporting date.
    pub until: Day,
    /// The last position that the sealed report includes.
    pub last_position: u64,
    /// The position of the sealing itself.
    pub at: u64,
}

impl SealingCoverage {
    /// Returns what a sealing covers; `None` where its reporting date is not a day, which does not occur in sealings of
    /// this service.
    pub fn of(sealing: &Sealing) -> Option<SealingCoverage> {
        let until = Day::parse(&sealing.reporting_date).ok()?;
        let Sealing { round, version, body, .. } = sealing;
        let name = SealingName { body: body.clone(), round: round.clone(), version: *version };
        Some(SealingCoverage { name, until, last_position: sealing.position, at: sealing.at })
    }

    /// Returns true for an event that came after this sealing, about a day that it covers and that is not after
    /// `until`.
    pub fn precedes(&self, touch: Touch, until: Day) -> bool {
        touch.position > self.last_position && touch.first_day <= self.until.min(until)
    }
}

/// The sealings known at a position, in the order of the log.
#[derive(Debug, Default)]
pub struct SealingCoverages(Vec<SealingCoverage>);

impl SealingCoverages {
    /// Reads the sealings known at `position`.
    pub fn known(state: &State, position: u64) -> SealingCoverages {
        let rounds = state.subjects_of(SubjectKind::Round).iter();
        let rows = rounds.flat_map(|no| sealing_rows(state, *no, position).into_iter().map(move |row| (*no, row)));
        let mut covers: Vec<SealingCoverage> =
            rows.filter_map(|(no, row)| SealingCoverage::of(&read_sealing(state, no, row, None))).collect();
        covers.sort_by_key(|cover| cover.at);
        SealingCoverages(covers)
    }

    /// Iterates over all of them.
    pub fn iter(&self) -> impl Iterator<Item = &SealingCoverage> {
        self.0.iter()
    }

    /// Returns the sealings that at least one of these touches came after.
    fn before(&self, touches: &[Touch], until: Day) -> Vec<SealingName> {
        let before = self.iter().filter(|cover| touches.iter().any(|touch| cover.precedes(*touch, until)));
        before.map(|cover| cover.name.clone()).collect()
    }

    /// Returns the sealings that a note, a light or an announced event came after.
    pub fn before_rows<'r>(
        &self,
        state: &State,
        rows: impl Iterator<Item = &'r EventRow>,
        until: Day,
    ) -> Vec<SealingName> {
        if self.0.is_empty() {
            return Vec::new();
        }
        self.before(&rows.map(|row| Touch::of(state, row)).collect::<Vec<_>>(), until)
    }

    /// Returns the sealings after which something about a subject was recorded, as known at `position`.
    pub fn before_subject(&self, state: &State, no: SubjectNo, position: u64, until: Day) -> Vec<SealingName> {
        let Some(first) = self.iter().map(|cover| cover.last_position).min() else { return Vec::new() };
        let rows = state.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= position);
        let mut touches = Vec::new();
        for row in rows.filter(|row| touches_days(row.kind)) {
            let has_own_object = matches!(row.kind, EventType::NoteRecorded | EventType::LightSet);
            let said = (!has_own_object).then(|| Touch::of(state, row));
            let taken_back = row.withdrawn_by(position).then(|| Touch::of_withdrawal(state, row));
            touches.extend(said.into_iter().chain(taken_back).filter(|touch| touch.position > first));
        }
        self.before(&touches, until)
    }
}

/// The position of an event and the first day that it touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// The position of the event.
    pub position: u64,
    /// The first day it touches.
    pub first_day: Day,
}

impl Touch {
    /// Returns the touch of an event that holds from a day.
    pub fn of(state: &State, row: &EventRow) -> Touch {
        Touch { position: row.position.into(), first_day: first_day(state, row) }
    }

    fn of_withdrawal(state: &State, row: &EventRow) -> Touch {
        Touch { position: row.withdrawn_at.into(), first_day: first_day(state, row) }
    }

    /// Returns the touch of the event at a position, with the subject concerned; `None` for events that touch no day.
    pub fn at(state: &State, position: u64) -> Option<(SubjectNo, Touch)> {
        let (no, row) = state.at(position)?;
        if row.kind == EventType::EventWithdrawn {
            let hit = EventId::parse(state.entry(no).id()).ok()?;
            let (no, row) = state.at(state.position_of(hit)?)?;
            return touches_days(row.kind).then(|| (no, Touch { position, first_day: first_day(state, row) }));
        }
        touches_days(row.kind).then(|| (no, Touch::of(state, row)))
    }

    /// Returns the touch of an event that is not in the state yet, or no longer; `None` for events that touch no day.
    pub fn of_proposal(state: &State, position: u64, kind: EventType, told: EventOutline<'_>) -> Option<Touch> {
        let of_event = |id: EventId| state.position_of(id).and_then(|at| state.at(at)).map(|(_, row)| row);
        let first_day = match kind {
            EventType::EventWithdrawn => {
                let hit = of_event(EventId::parse(told.subject_id).ok()?)?;
                touches_days(hit.kind).then(|| first_day(state, hit))?
            }
            kind if !touches_days(kind) => return None,
            _ => {
                let corrected = told.corrects.and_then(of_event).map(|row| row.day);
                corrected.map_or(told.day, |day| day.min(told.day))
            }
        };
        Some(Touch { position, first_day })
    }
}

/// The subject, day and correction that an event carries.
#[derive(Debug, Clone, Copy)]
pub struct EventOutline<'a> {
    /// The id of its subject.
    pub subject_id: &'a str,
    /// The day it holds from.
    pub day: Day,
    /// The event it corrects.
    pub corrects: Option<EventId>,
}

/// Returns true for an event that says what held on days. An amount that is told again stood already, and a round tells it:
/// no day is another for it.
fn touches_days(kind: EventType) -> bool {
    !kind.holds_from_position() && kind != EventType::AdjustmentToldAgain
}

/// Returns the first of the days from which the event and the event it corrects hold.
fn first_day(state: &State, row: &EventRow) -> Day {
    let corrected = state.at(row.corrects.into()).map(|(_, corrected)| corrected.day);
    corrected.map_or(row.day, |day| day.min(row.day))
}
