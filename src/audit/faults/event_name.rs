//! The name of an event as readers know it: its position, what happened, the subject and the day.

use crate::domain::event::EventType;
use crate::domain::state::State;
use crate::domain::time::{Day, Precision};
use crate::language::{Argument, Message};
use crate::log::record::Record;
use crate::message;
use crate::render::event_name;

/// The parts of an event that make up its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventName {
    /// The position in the log.
    pub position: u64,
    /// The event type.
    pub kind: EventType,
    /// The subject: `onderdeel/7A1.2`.
    pub subject: String,
    /// The day from which it holds.
    pub on: Day,
    /// How exactly that day is known.
    pub precision: Precision,
}

impl EventName {
    /// Returns the name of a record.
    pub fn of(record: &Record) -> EventName {
        let subject = record.subject.as_str().to_owned();
        let (kind, on, precision) = (record.kind, record.effective_on, record.precision);
        EventName { position: record.position, kind, subject, on, precision }
    }

    /// Returns the name of the event at a position of a log, or `None` when there is no such event.
    pub fn at(state: &State, position: u64) -> Option<EventName> {
        let (no, row) = state.at(position)?;
        let subject = state.entry(no).name.to_string();
        Some(EventName { position, kind: row.kind, subject, on: row.day, precision: row.precision })
    }

    /// Formats the name with its position: `81, toelichting bij 7A1.2 van 1 april 2019`.
    pub fn message(&self) -> Message {
        message!("event-name", position = self.position, what = self.without_position())
    }

    /// Formats the name without its position: `toelichting bij 7A1.2 van 1 april 2019`.
    pub fn without_position(&self) -> Message {
        let id = self.subject.split_once('/').map_or(self.subject.as_str(), |(_, id)| id);
        event_name(self.kind, id, Argument::known_day(&self.on.to_string(), Some(self.precision.name())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn an_event_is_named_as_its_reader_knows_it_in_both_languages() {
        let on = Day::parse("2019-04-01").unwrap();
        let subject = "onderdeel/7A1.2".to_owned();
        let note = EventName { position: 81, kind: EventType::NoteRecorded, subject, on, precision: Precision::Day };
        assert_eq!(note.message().to_string(), "81, toelichting bij 7A1.2 van 1 april 2019");
        assert_eq!(note.message().in_language(Language::English), "81, note on 7A1.2 of 1 April 2019");
        let subject = "voorziening/gebouw-c".to_owned();
        let closed = EventName { kind: EventType::FacilityClosed, subject, precision: Precision::Month, ..note };
        assert_eq!(closed.message().to_string(), "81, sluiting van voorziening gebouw-c van april 2019");
        let quarter = EventName { precision: Precision::Quarter, ..closed };
        assert_eq!(quarter.without_position().to_string(), "sluiting van voorziening gebouw-c van 2e kwartaal 2019");
    }
}
