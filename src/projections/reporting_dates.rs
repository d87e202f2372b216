//! The reporting date of a round, as it is at a point.

use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::StateView;

/// Returns the reporting date of a round.
pub fn reporting_date(view: StateView<'_>, round: &str) -> Option<String> {
    let state = view.state();
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()))?;
    let date = view.fold(no).settings.token(Field::ReportingDate)?;
    Some(state.token(date).to_owned())
}
