//! Whether anything holds yet on a day: before the first fact a report would be empty and look true.

use crate::domain::ids::SubjectKind;
use crate::domain::state::{At, State};
use crate::domain::time::Day;

/// The day from which the first fact holds, where that is after `on`: as known at `position`, nothing holds on `on` yet.
/// Rounds are no facts: they hold from their position on, whatever the day.
pub fn begins_after(state: &State, on: Day, position: u64) -> Option<Day> {
    let kinds = SubjectKind::ALL.iter().filter(|kind| !matches!(kind, SubjectKind::Round | SubjectKind::Event));
    let subjects = || kinds.clone().flat_map(|kind| state.subjects_of(*kind)).copied();
    // The first subject asked for nearly always shows; only where none does is the first day looked for.
    if subjects().any(|no| state.shows(no, At { day: on, position })) {
        return None;
    }
    let ever = At { day: Day::from_number(i32::MAX), position };
    let days = subjects().flat_map(|no| state.standing_rows(no, ever)).map(|row| row.day);
    days.min().filter(|first| *first > on)
}
