//! Property tests on random logs: the rules never panic, and every accepted log satisfies their invariants.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::field::Field;
use crate::ids::{EventId, SubjectKind};
use crate::state::{AsOf, FieldValue as FieldCell, State, SubjectNo};
use crate::testkit::{TestLog, correcting, event, withdrawing};
use crate::time::Day;

/// An event that a caller may try. The numbers are small, so that subjects and days collide.
#[derive(Debug, Clone)]
struct Attempt {
    what: u8,
    subject: u8,
    other: u8,
    day: u8,
    cents: i64,
    /// Correct an earlier event, if there is one of this type and subject.
    correct: Option<u8>,
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let one = (0u8..16, 0u8..4, 0u8..4, 1u8..8, 0i64..5, prop::option::weighted(0.25, any::<u8>()))
        .prop_map(|(what, subject, other, day, cents, correct)| Attempt { what, subject, other, day, cents, correct });
    prop::collection::vec(one, 1..60)
}

fn event_of(attempt: &Attempt) -> Value {
    let Attempt { what, subject, other, day, cents, .. } = attempt;
    let day = format!("2021-01-0{day}");
    let level = ["programma", "beleidsterrein", "doel", "prestatie"][usize::from(*subject)];
    let node = format!("onderdeel/n{subject}");
    let adjustment = format!("bijstelling/b{subject}");
    let facility = format!("voorziening/v{subject}");
    let parent = format!("n{other}");
    let target = format!("b{other}");
    match what {
        0 => event("onderdeel.opgenomen", &node, &day, json!({ "niveau": level, "titel": "T" })),
        1 => {
            event("onderdeel.opgenomen", &node, &day, json!({ "niveau": "doel", "titel": "T", "bovenliggend": parent }))
        }
        2 | 3 => event("onderdeel.gewijzigd", &node, &day, json!({ "bovenliggend": parent })),
        4 => event("onderdeel.vervallen", &node, &day, json!({ "opvolgers": [] })),
        5 | 6 => event(
            "bijstelling.vastgelegd",
            &adjustment,
            &day,
            json!({ "onderdeel": "n0", "omschrijving": "O",
            "bedragInCenten": cents, "soort": "overig", "effect": "nadeel", "stand": "prognose" }),
        ),
        7 | 8 => event(
            "bijstelling.vastgelegd",
            &adjustment,
            &day,
            json!({ "onderdeel": "n0", "omschrijving": "O",
            "bedragInCenten": cents, "soort": "overig", "effect": "nadeel", "stand": "prognose", "dekt": target }),
        ),
        9 => event("bijstelling.gewijzigd", &adjustment, &day, json!({ "bedragInCenten": cents })),
        10 => event("bijstelling.gewijzigd", &adjustment, &day, json!({ "realiseert": target })),
        11 => event("bijstelling.gewijzigd", &adjustment, &day, json!({ "pm": true })),
        12 if *other == 0 => event("bijstelling.opnieuw-gemeld", &adjustment, &day, json!({ "ronde": "r" })),
        12 => event("bijstelling.vervallen", &adjustment, &day, json!({ "reden": "R" })),
        13 => {
            event("voorziening.geopend", &facility, &day, json!({ "naam": "V", "soort": "overig", "onderdeel": "n0" }))
        }
        14 => event("voorziening.gesloten", &facility, &day, json!({ "vervangenDoor": format!("v{other}") })),
        _ => event("voorziening.heropend", &facility, &day, json!({})),
    }
}

/// Tries all events, after one element to attach them to; returns the log with the accepted ones.
fn run(attempts: &[Attempt], withdraw: bool) -> TestLog {
    let root =
        event("onderdeel.opgenomen", "onderdeel/n0", "2021-01-01", json!({ "niveau": "programma", "titel": "T" }));
    let mut log = TestLog::of(&[root]);
    let mut taken: Vec<(EventId, Value)> = Vec::new();
    for attempt in attempts {
        let mut event = event_of(attempt);
        let same =
            |(_, other): &&(EventId, Value)| other["type"] == event["type"] && other["onderwerp"] == event["onderwerp"];
        let earlier: Vec<EventId> = taken.iter().filter(same).map(|(id, _)| *id).collect();
        if let (Some(pick), false) = (attempt.correct, earlier.is_empty()) {
            event = correcting(earlier[usize::from(pick) % earlier.len()], event);
        }
        if withdraw && attempt.cents == 4 && !taken.is_empty() {
            event = withdrawing(taken[usize::from(attempt.what) % taken.len()].0);
        }
        let before = log.state.head();
        if log.request(std::slice::from_ref(&event)).is_ok() {
            taken.push((log.state.id_at(log.state.head()).expect("it was applied"), event));
        } else {
            assert_eq!(log.state.head(), before, "a refused event leaves nothing");
        }
    }
    log
}

/// Returns the final amount of an adjustment and whether it was dropped; `None` if the amount is p.m.
fn standing(state: &State, no: SubjectNo) -> (Option<i64>, bool) {
    let folded = state.fold(no, AsOf { day: Day::from_number(i32::MAX), position: state.head() });
    let dropped = folded.status.is_some_and(|s| s.kind == crate::event::EventType::AdjustmentDropped);
    (folded.settings.number(Field::Cents), dropped)
}

fn taken_of(state: &State, target: SubjectNo) -> i64 {
    let at = AsOf { day: Day::from_number(i32::MAX), position: state.head() };
    let takes = |no: &&SubjectNo| {
        let settings = state.fold(**no, at).settings;
        [Field::Covers, Field::Realises].iter().any(|field| {
            matches!(settings.get(*field).map(|s| s.value), Some(FieldCell::Token(id)) if state.token(id) == state.entry(target).id())
        })
    };
    let amounts = state.subjects_of(SubjectKind::Adjustment).iter().filter(takes);
    amounts.map(|no| standing(state, *no)).map(|(cents, dropped)| if dropped { 0 } else { cents.unwrap_or(0) }).sum()
}

fn has_circle(state: &State, day: Day) -> bool {
    let at = AsOf { day, position: state.head() };
    let parent = |no: SubjectNo| {
        let code = state.fold(no, at).settings.token(Field::Parent)?;
        state.subject(&format!("onderdeel/{}", state.token(code)))
    };
    state.subjects_of(SubjectKind::Node).iter().any(|no| {
        let steps = std::iter::successors(parent(*no), |at| parent(*at));
        steps.take(10).any(|other| other == *no)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Withdrawals are always accepted and may leave an excess of cover; without them there is never one.
    #[test]
    fn nothing_is_covered_beyond_its_amount(attempts in attempts()) {
        let log = run(&attempts, false);
        for no in log.state.subjects_of(SubjectKind::Adjustment) {
            if let (Some(amount), _) = standing(&log.state, *no) {
                prop_assert!(taken_of(&log.state, *no) <= amount, "{} {:?}", log.state.entry(*no).name, attempts);
            }
        }
    }

    /// On the day of an event its subject is never above itself.
    #[test]
    fn the_rules_never_panic_and_let_no_circle_in(attempts in attempts()) {
        let log = run(&attempts, true);
        for day in 1..8 {
            let day = Day::from_ymd(2021, 1, day).expect("a day");
            prop_assert!(!has_circle(&log.state, day), "{day} {:?}", attempts);
        }
    }
}
