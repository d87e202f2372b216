//! What was recorded after a sealing about a day that it covers.
//!
//! A sealing of the report for day d, as known at position s, covers every day up to d. An event comes after it, about a day that it
//! covers, when its position is above s and it touches a day up to d. An event touches its own day; a correction also the day of the
//! event it corrects; a withdrawal those of the event it takes back. Events of rounds touch none, since they hold from their position
//! on, and erasures touch none: what holds stays as it was. Only sealings known where one looks count, and all of them do, also where a
//! later one of the same round has seen the event.
//!
//! In a report at (D, P) an object is marked with the sealings after which something of it was recorded that touches a day up to D.
//! Of a note or light that is its own event; of all else the events of the subject that are neither notes nor lights, whether they
//! still count or not, and what took a note or light on the subject back, since that left no object of its own. What is announced
//! is marked by its own event, whatever its day.

use schemars::JsonSchema;
use serde::Serialize;

use super::sealing::{Sealing, read, sealing_rows};
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::state::{Row, State, SubjectNo};
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

/// What a sealing covers.
#[derive(Debug, Clone)]
pub struct Cover {
    /// Its name.
    pub name: SealingName,
    /// The last day that it covers: its reporting date.
    pub until: Day,
    /// The last position that it saw.
    pub seen: u64,
    /// Its own position.
    pub at: u64,
}

impl Cover {
    /// What this sealing covers; none where its reporting date is no day, which no sealing of this service has.
    pub fn of(sealing: &Sealing) -> Option<Cover> {
        let until = Day::parse(&sealing.reporting_date).ok()?;
        let Sealing { round, version, body, .. } = sealing;
        let name = SealingName { body: body.clone(), round: round.clone(), version: *version };
        Some(Cover { name, until, seen: sealing.position, at: sealing.at })
    }

    /// True for an event that came after this sealing, about a day that it covers and that is not after `until`.
    pub fn precedes(&self, touch: Touch, until: Day) -> bool {
        touch.position > self.seen && touch.first_day <= self.until.min(until)
    }
}

/// The sealings known at a position, in the order of the log.
#[derive(Debug, Default)]
pub struct Covers(Vec<Cover>);

impl Covers {
    /// The sealings known at `position`.
    pub fn known(state: &State, position: u64) -> Covers {
        let rounds = state.subjects_of(SubjectKind::Round).iter();
        let rows = rounds.flat_map(|no| sealing_rows(state, *no, position).into_iter().map(move |row| (*no, row)));
        let mut covers: Vec<Cover> = rows.filter_map(|(no, row)| Cover::of(&read(state, no, row, None))).collect();
        covers.sort_by_key(|cover| cover.at);
        Covers(covers)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Cover> {
        self.0.iter()
    }

    /// The sealings that some of these touches came after.
    fn before(&self, touches: &[Touch], until: Day) -> Vec<SealingName> {
        let before = self.iter().filter(|cover| touches.iter().any(|touch| cover.precedes(*touch, until)));
        before.map(|cover| cover.name.clone()).collect()
    }

    /// The sealings that a note, a light or something announced came after.
    pub fn before_rows<'r>(&self, state: &State, rows: impl Iterator<Item = &'r Row>, until: Day) -> Vec<SealingName> {
        if self.0.is_empty() {
            return Vec::new();
        }
        self.before(&rows.map(|row| Touch::of(state, row)).collect::<Vec<_>>(), until)
    }

    /// The sealings that something of a subject came after, as known at `position`.
    pub fn before_subject(&self, state: &State, no: SubjectNo, position: u64, until: Day) -> Vec<SealingName> {
        let Some(first) = self.iter().map(|cover| cover.seen).min() else { return Vec::new() };
        let rows = state.entry(no).rows.iter().take_while(|row| u64::from(row.position) <= position);
        let mut touches = Vec::new();
        for row in rows {
            let has_own_object = matches!(row.kind, EventType::NoteRecorded | EventType::LightSet);
            let said = (!has_own_object).then(|| Touch::of(state, row));
            let taken_back = row.withdrawn_by(position).then(|| Touch::of_withdrawal(state, row));
            touches.extend(said.into_iter().chain(taken_back).filter(|touch| touch.position > first));
        }
        self.before(&touches, until)
    }
}

/// What an event touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// Its position.
    pub position: u64,
    /// The first day that it touches.
    pub first_day: Day,
}

impl Touch {
    /// What an event touches that is about a day.
    pub fn of(state: &State, row: &Row) -> Touch {
        Touch { position: row.position.into(), first_day: first_day(state, row) }
    }

    fn of_withdrawal(state: &State, row: &Row) -> Touch {
        Touch { position: row.withdrawn_at.into(), first_day: first_day(state, row) }
    }

    /// What the event at a position touches, and of which subject; none for events that touch no day.
    pub fn at(state: &State, position: u64) -> Option<(SubjectNo, Touch)> {
        let (no, row) = state.at(position)?;
        if row.kind == EventType::EventWithdrawn {
            let hit = EventId::parse(state.entry(no).id()).ok()?;
            let (no, row) = state.at(state.position_of(hit)?)?;
            return (!row.kind.holds_from_position())
                .then(|| (no, Touch { position, first_day: first_day(state, row) }));
        }
        (!row.kind.holds_from_position()).then(|| (no, Touch::of(state, row)))
    }

    /// What an event would touch that is not in the state yet, or no more.
    pub fn of_proposal(state: &State, position: u64, kind: EventType, told: Told<'_>) -> Option<Touch> {
        let of_event = |id: EventId| state.position_of(id).and_then(|at| state.at(at)).map(|(_, row)| row);
        let first_day = match kind {
            EventType::EventWithdrawn => {
                let hit = of_event(EventId::parse(told.subject_id).ok()?)?;
                (!hit.kind.holds_from_position()).then(|| first_day(state, hit))?
            }
            kind if kind.holds_from_position() => return None,
            _ => {
                let corrected = told.corrects.and_then(of_event).map(|row| row.day);
                corrected.map_or(told.day, |day| day.min(told.day))
            }
        };
        Some(Touch { position, first_day })
    }
}

/// What an event says of where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The id of its subject.
    pub subject_id: &'a str,
    /// The day it holds from.
    pub day: Day,
    /// What it corrects.
    pub corrects: Option<EventId>,
}

/// The first of the days that an event and what it corrects hold from.
fn first_day(state: &State, row: &Row) -> Day {
    let corrected = state.at(row.corrects.into()).map(|(_, corrected)| corrected.day);
    corrected.map_or(row.day, |day| day.min(row.day))
}
