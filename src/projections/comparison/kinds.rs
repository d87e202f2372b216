//! The kinds that a comparison can be limited to.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::domain::event::{AdjustmentKind, CaseKind, DecisionKind, FacilityKind};
use crate::domain::ids::{Placement, SubjectKind};

/// Returns true for a kind of subject that is compared: a report shows it.
pub(super) fn is_compared(kind: SubjectKind) -> bool {
    kind.placement() != Placement::Apart
}

/// Every word that [`is_kind`] accepts.
pub static KINDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut kinds = BTreeSet::from([NOTE.to_owned(), LIGHT.to_owned()]);
    kinds.extend(SubjectKind::ALL.into_iter().filter(|kind| is_compared(*kind)).map(|kind| kind.name().to_owned()));
    let words = AdjustmentKind::ALL.map(AdjustmentKind::name).into_iter().chain(CaseKind::ALL.map(CaseKind::name));
    let words = words.chain(FacilityKind::ALL.map(FacilityKind::name)).chain(DecisionKind::ALL.map(DecisionKind::name));
    kinds.extend(words.map(str::to_owned));
    kinds
});

/// The kind of the rows about a note.
pub(crate) const NOTE: &str = "toelichting";
/// The kind of the rows about a light.
pub(crate) const LIGHT: &str = "stoplicht";

/// Returns true for a valid value in `ComparisonRequest::kinds`: a kind of subject (`voorziening`), `toelichting`,
/// `stoplicht`, or a value of the field `soort` of a case, facility, adjustment or decision (`wachtlijst`,
/// `taakstelling`).
pub fn is_kind(word: &str) -> bool {
    KINDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_a_kind_of_subject_a_note_a_light_or_a_word_of_soort() {
        for kind in
            ["voorziening", "toelichting", "stoplicht", "wachtlijst", "taakstelling", "wijkteam", "raadsbesluit"]
        {
            assert!(is_kind(kind), "{kind}");
        }
        for other in ["ronde", "gebeurtenis", "groen", ""] {
            assert!(!is_kind(other), "{other}");
        }
    }
}
