//! Finds out whether any fact holds on a day yet: before the first fact a report would be empty, which looks like a
//! valid answer.

use crate::domain::ids::{Placement, SubjectKind};
use crate::domain::state::{AsOf, State};
use crate::domain::time::Day;

/// Returns the day from which the first fact holds, when that is after `on`: as known at `position`, no fact holds on
/// `on` yet. Rounds are not counted as facts, since they hold from their position on, whatever the day.
pub fn first_fact_day_after(state: &State, on: Day, position: u64) -> Option<Day> {
    let kinds = SubjectKind::ALL.iter().filter(|kind| kind.placement() != Placement::Apart);
    let subjects = || kinds.clone().flat_map(|kind| state.subjects_of(*kind)).copied();
    // The first subject nearly always shows; the first day is only searched for when no subject does.
    if subjects().any(|no| state.is_visible(no, AsOf { day: on, position })) {
        return None;
    }
    let ever = AsOf { day: Day::from_number(i32::MAX), position };
    let days = subjects().flat_map(|no| state.standing_rows(no, ever)).map(|row| row.day);
    days.min().filter(|first| *first > on)
}
