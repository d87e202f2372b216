//! Tests of the state: which events count, rolling back, and the example of building C in small.

use super::*;
use crate::header::ActorRef;
use crate::time::{Day, Precision};

fn fact<'a>(position: u64, kind: EventType, subject: &'a str, day: &str, corrects: Option<u64>) -> FoldedEvent<'a> {
    FoldedEvent {
        header: HeaderRef {
            id: id(position),
            kind,
            schema_version: 1,
            subject,
            effective_on: Day::parse(day).unwrap(),
            precision: Precision::Day,
            corrects: corrects.map(id),
            actor: ActorRef { id: "lokaal:test", role: "beheren" },
        },
        position,
        recorded_at: Instant::from_micros(position as i64),
        unreviewed: false,
        fields: Vec::new(),
    }
}

fn id(n: u64) -> EventId {
    EventId::from_bytes((u128::from(n) + (7 << 76)).to_be_bytes())
}

fn counting(state: &State, position: u64) -> Vec<u64> {
    (1..=state.head()).filter(|p| state.counts(state.at(*p).unwrap().1, position)).collect()
}

#[test]
fn a_correction_of_a_correction_gives_way_when_withdrawn() {
    let mut state = State::new();
    let facility = "voorziening/gebouw-c";
    state.apply(&fact(1, EventType::FacilityOpened, facility, "2019-01-01", None)).unwrap();
    state.apply(&fact(2, EventType::FacilityClosed, facility, "2019-04-01", None)).unwrap();
    state.apply(&fact(3, EventType::FacilityClosed, facility, "2019-04-08", Some(2))).unwrap();
    state.apply(&fact(4, EventType::FacilityClosed, facility, "2019-04-09", Some(3))).unwrap();
    let withdrawn = [format!("gebeurtenis/{}", id(4)), format!("gebeurtenis/{}", id(3))];
    state.apply(&fact(5, EventType::EventWithdrawn, &withdrawn[0], "2019-06-01", None)).unwrap();
    state.apply(&fact(6, EventType::EventWithdrawn, &withdrawn[1], "2019-06-01", None)).unwrap();
    assert_eq!(counting(&state, 2), [1, 2]);
    assert_eq!(counting(&state, 3), [1, 3]);
    assert_eq!(counting(&state, 4), [1, 4]);
    assert_eq!(counting(&state, 5), [1, 3, 5]);
    assert_eq!(counting(&state, 6), [1, 2, 5, 6]);
    let no = state.subject(facility).unwrap();
    assert_eq!(state.entry(no).version, 6, "withdrawals raise the version of what they hit");
    assert!(state.entry(no).rows[1..].iter().all(|row| row.rank == 2), "a chain keeps the rank of its first");
}

#[test]
fn what_is_rolled_back_leaves_no_trace() {
    let mut state = State::new();
    state.apply(&fact(1, EventType::FacilityOpened, "voorziening/a", "2019-01-01", None)).unwrap();
    let days = |state: &State| {
        let mut bytes = Vec::new();
        bytes.extend(state.days.before(state.head() as u32).iter().flat_map(|before| before.to_le_bytes()));
        state.days.write(state.head() as u32, &mut bytes);
        bytes
    };
    let (before, days_before) =
        (format!("{:?}", (&state.subjects, &state.places, &state.ids, &state.by_kind)), days(&state));
    let mark = state.set_savepoint();
    state.apply(&fact(2, EventType::FacilityClosed, "voorziening/a", "2019-02-01", None)).unwrap();
    state.apply(&fact(3, EventType::FacilityClosed, "voorziening/a", "2019-03-01", Some(2))).unwrap();
    let mut other = fact(4, EventType::FacilityOpened, "voorziening/b", "2019-01-01", None);
    other.fields = vec![(Field::Node as u8, CoreValue::Token("9A")), (Field::Temporary as u8, CoreValue::Flag(true))];
    state.apply(&other).unwrap();
    let withdrawn = format!("gebeurtenis/{}", id(1));
    state.apply(&fact(5, EventType::EventWithdrawn, &withdrawn, "2019-06-01", None)).unwrap();
    let mut note = fact(6, EventType::NoteRecorded, "onderdeel/9A", "2019-01-01", None);
    note.fields = vec![(Field::Round as u8, CoreValue::Token("r1"))];
    state.apply(&note).unwrap();
    assert_eq!(state.naming_round("r1", 6).count(), 1);
    let day = |day: &str| Day::parse(day).unwrap();
    let effective = |state: &State, position| {
        let mut all: Vec<u32> = state
            .effective_between(day("2018-12-31"), day("2019-02-01"), position)
            .iter()
            .map(|(_, row)| row.position)
            .collect();
        all.sort_unstable();
        all
    };
    assert_eq!((effective(&state, 6), effective(&state, 4)), (vec![1, 2, 4, 6], vec![1, 2, 4]));
    assert!(state.subject("onderdeel/9A").is_some());
    state.roll_back(mark);
    assert_eq!((days(&state), effective(&state, 6)), (days_before, vec![1]));
    assert_eq!(before, format!("{:?}", (&state.subjects, &state.places, &state.ids, &state.by_kind)));
    assert_eq!((state.subject("onderdeel/9A"), state.position_of(id(3))), (None, None));
    assert_eq!(state.position_of(id(1)), Some(1));
    // A refused request may be the last before the folder is closed; its state can be stored.
    state.to_snapshot(&mut Vec::new());
}

#[test]
fn a_fact_that_does_not_fit_is_refused() {
    let mut state = State::new();
    let opened = fact(1, EventType::FacilityOpened, "voorziening/a", "2019-01-01", None);
    assert!(matches!(
        state.apply(&fact(2, EventType::FacilityOpened, "voorziening/a", "2019-01-01", None)),
        Err(StateError::Gap { found: 2, wanted: 1 })
    ));
    state.apply(&opened).unwrap();
    let mut again = opened.clone();
    again.position = 2;
    assert_eq!(state.apply(&again), Err(StateError::SecondId(id(1))));
    let elsewhere = fact(2, EventType::FacilityOpened, "voorziening/b", "2019-01-01", Some(1));
    assert_eq!(state.apply(&elsewhere), Err(StateError::OtherSubject(id(2))));
    let nothing = fact(2, EventType::FacilityOpened, "voorziening/a", "2019-01-01", Some(9));
    assert_eq!(state.apply(&nothing), Err(StateError::NoSuchEvent(id(2))));
}
