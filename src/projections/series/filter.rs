//! Selects the rows that were asked for by kind or by title.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::SUBJECTS;
use super::model::SeriesRow;
use crate::comparison::{LIGHT, NOTE};
use crate::domain::event::{AdjustmentKind, CaseKind, FacilityKind};
use crate::domain::ids::SubjectKind;
use crate::folded_text::folded;

/// The kind of rows with a finding.
const FINDING: &str = "signaal";

/// Every word that [`is_kind`] accepts.
pub static KINDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut kinds = BTreeSet::from([NOTE.to_owned(), LIGHT.to_owned(), FINDING.to_owned()]);
    kinds.extend(SUBJECTS.map(|kind| kind.name().to_owned()));
    let words = AdjustmentKind::ALL.map(AdjustmentKind::name).into_iter().chain(CaseKind::ALL.map(CaseKind::name));
    kinds.extend(words.chain(FacilityKind::ALL.map(FacilityKind::name)).map(str::to_owned));
    kinds
});

/// Returns true for a word that limits series to a kind: a kind of subject (`voorziening`), `toelichting`, `stoplicht`,
/// `signaal`, or the own kind of a case, facility or amount (`wachtlijst`, `taakstelling`).
pub fn is_kind(word: &str) -> bool {
    KINDS.contains(word)
}

/// Returns true when rows of this kind of subject may be wanted, so that the others need not be looked at.
pub(super) fn may_want(kinds: &[String], kind: SubjectKind) -> bool {
    let is_subject = |word: &String| SUBJECTS.iter().any(|subject| subject.name() == word);
    kinds.is_empty() || kinds.iter().any(|word| word == kind.name() || !is_subject(word))
}

/// Returns true for a row of one of these kinds; of any kind where there are none.
pub(super) fn is_of_kinds(row: &SeriesRow, kinds: &[String]) -> bool {
    let subject = row.subject.split('/').next().unwrap_or_default();
    let cells = || row.cells.iter().flatten();
    kinds.is_empty()
        || kinds.iter().any(|word| match word.as_str() {
            LIGHT => cells().any(|cell| cell.light.is_some()),
            NOTE => cells().any(|cell| cell.note.is_some()),
            FINDING => cells().any(|cell| !cell.findings.is_empty()),
            word => word == subject || row.kind.as_deref() == Some(word),
        })
}

/// Returns true for a row whose title in some column has this text.
pub(super) fn has_title(row: &SeriesRow, title: &str) -> bool {
    let wanted = folded(title);
    row.cells.iter().flatten().filter_map(|cell| cell.title.as_deref()).any(|title| folded(title).contains(&wanted))
}
