//! Tests of the filter of the feed: what belongs to a node, on the day and position of the event itself.

use super::*;
use crate::domain::event_core::CoreValue;
use crate::domain::header::{ActorRef, HeaderRef};
use crate::domain::state::FoldedEvent;
use crate::domain::time::{Instant, Precision};

fn id(n: u64) -> EventId {
    EventId::from_bytes((u128::from(n) + (7 << 76)).to_be_bytes())
}

fn add(state: &mut State, kind: EventType, subject: &str, day: &str, fields: &[(Field, &str)]) -> u64 {
    let position = state.head() + 1;
    let value = |field: Field, token| match field {
        Field::Concerns | Field::Successors => CoreValue::Tokens(vec![token]),
        _ => CoreValue::Token(token),
    };
    let header = HeaderRef {
        id: id(position),
        kind,
        schema_version: 1,
        subject,
        effective_on: Day::parse(day).unwrap(),
        precision: Precision::Day,
        corrects: None,
        actor: ActorRef { id: "lokaal:test", role: "beheren" },
    };
    let fact = FoldedEvent {
        header,
        position,
        recorded_at: Instant::from_micros(position as i64),
        unreviewed: false,
        fields: fields.iter().map(|(field, token)| (*field as u8, value(*field, token))).collect(),
    };
    state.apply(&fact).unwrap();
    position
}

fn found(state: &State, code: &str) -> Vec<u64> {
    let filter = EventFilter { node: Some(code.to_owned()), ..EventFilter::default() };
    (1..=state.head()).filter(|position| filter.matches(state, *position)).collect()
}

#[test]
fn what_belongs_to_a_node_is_all_below_it_on_the_day_of_the_event() {
    use EventType as T;
    let mut state = State::new();
    add(&mut state, T::NodeRecorded, "onderdeel/9", "2019-01-01", &[]);
    add(&mut state, T::NodeRecorded, "onderdeel/9A", "2019-01-01", &[(Field::Parent, "9")]);
    add(&mut state, T::NodeRecorded, "onderdeel/8", "2019-01-01", &[]);
    let case = add(&mut state, T::CaseOpened, "dossier/d", "2019-02-01", &[(Field::Node, "9A")]);
    let facility = add(&mut state, T::FacilityOpened, "voorziening/v", "2019-02-01", &[(Field::Case, "d")]);
    let note = add(&mut state, T::NoteRecorded, "dossier/d", "2019-01-15", &[]);
    let decision = add(&mut state, T::DecisionTaken, "besluit/b", "2019-03-01", &[(Field::Concerns, "voorziening/v")]);
    assert_eq!(found(&state, "9"), [1, 2, case, facility, note, decision], "a note before its case is the case's");
    assert_eq!(found(&state, "8"), [3]);
    // The policy area moves: earlier events stay with the old parent, later ones are with the new parent.
    let moved = add(&mut state, T::NodeChanged, "onderdeel/9A", "2020-01-01", &[(Field::Parent, "8")]);
    let closed = add(&mut state, T::FacilityClosed, "voorziening/v", "2020-06-01", &[]);
    let late = add(&mut state, T::NoteRecorded, "dossier/d", "2019-05-01", &[]);
    assert_eq!(found(&state, "9"), [1, 2, case, facility, note, decision, late]);
    assert_eq!(found(&state, "8"), [3, moved, closed]);
    assert_eq!(found(&state, "9A"), [2, case, facility, note, decision, moved, closed, late]);
    // A withdrawal belongs to the node of the event that it withdraws.
    let subject = format!("gebeurtenis/{}", id(closed));
    let withdrawal = add(&mut state, T::EventWithdrawn, &subject, "2020-07-01", &[]);
    assert_eq!(found(&state, "8"), [3, moved, closed, withdrawal]);
    assert_eq!(found(&state, "7"), Vec::<u64>::new());
}

#[test]
fn a_dropped_node_keeps_its_events_and_passes_new_ones_on() {
    use EventType as T;
    let mut state = State::new();
    add(&mut state, T::NodeRecorded, "onderdeel/9A", "2019-01-01", &[]);
    add(&mut state, T::NodeRecorded, "onderdeel/9B", "2019-01-01", &[]);
    let case = add(&mut state, T::CaseOpened, "dossier/d", "2019-02-01", &[(Field::Node, "9A")]);
    let successors = [(Field::Successors, "9B")];
    let dropped = add(&mut state, T::NodeDropped, "onderdeel/9A", "2020-01-01", &successors);
    let note = add(&mut state, T::NoteRecorded, "dossier/d", "2020-02-01", &[]);
    assert_eq!(found(&state, "9A"), [1, case, dropped, note]);
    assert_eq!(found(&state, "9B"), [2, dropped, note], "from its end on, what referred to it is its successor's");
}
