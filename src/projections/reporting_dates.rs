//! The reporting date of a round, as it is at a point, and the round before it.

use crate::domain::event::RoundKind;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State, StateView, SubjectNo};
use crate::domain::time::Day;

/// Returns the reporting date of a round.
pub fn reporting_date(view: StateView<'_>, round: &str) -> Option<String> {
    let state = view.state();
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()))?;
    let date = view.fold(no).settings.token(Field::ReportingDate)?;
    Some(state.token(date).to_owned())
}

/// The most rounds that are looked back upon: four years of three.
pub const ROUNDS_BACK: usize = 12;

/// Returns the rounds that account for the past with a reporting date before the day of a point, without `this` one: the
/// newest first, and of one date the last by name first.
pub fn rounds_before(state: &State, at: AsOf, this: Option<SubjectNo>) -> Vec<(Day, String)> {
    let rounds = state.subjects_of(SubjectKind::Round).iter();
    let others = rounds.filter(|no| Some(**no) != this && state.is_visible(**no, at));
    let dated = others.filter_map(|no| {
        let settings = state.fold(*no, at).settings;
        let accounts = settings.token(Field::Kind).is_some_and(|kind| !RoundKind::looks_ahead(state.token(kind)));
        let date = Day::parse(state.token(settings.token(Field::ReportingDate)?)).ok()?;
        (accounts && date < at.day).then(|| (date, state.entry(*no).id().to_owned()))
    });
    let mut before: Vec<(Day, String)> = dated.collect();
    before.sort_unstable_by(|one, other| other.cmp(one));
    before
}
