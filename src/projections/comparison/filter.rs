//! Which part of a comparison is wanted.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::{JsonSchema, SchemaGenerator};

use crate::domain::event::{AdjustmentKind, CaseKind, DecisionKind, FacilityKind};
use crate::domain::ids::SubjectKind;

/// The kinds of subject that are compared.
pub(super) const SUBJECTS: [SubjectKind; 7] = [
    SubjectKind::Node,
    SubjectKind::Case,
    SubjectKind::Facility,
    SubjectKind::Adjustment,
    SubjectKind::Indicator,
    SubjectKind::Milestone,
    SubjectKind::Decision,
];

/// Every word that [`is_kind`] takes.
static KINDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut kinds = BTreeSet::from([NOTE.to_owned(), LIGHT.to_owned()]);
    kinds.extend(SUBJECTS.map(|kind| kind.name().to_owned()));
    for words in [words::<AdjustmentKind>(), words::<CaseKind>(), words::<FacilityKind>(), words::<DecisionKind>()] {
        kinds.extend(words);
    }
    kinds
});

/// The kind of the rows about a note.
pub(super) const NOTE: &str = "toelichting";
/// The kind of the rows about a light.
pub(super) const LIGHT: &str = "stoplicht";

/// True for what `ComparisonRequest::kinds` may hold: a kind of subject (`voorziening`), `toelichting`, `stoplicht`, or a word
/// that the field `soort` of a case, facility, adjustment or decision can have (`wachtlijst`, `taakstelling`).
pub fn is_kind(word: &str) -> bool {
    KINDS.contains(word)
}

fn words<T: JsonSchema>() -> Vec<String> {
    let schema = T::json_schema(&mut SchemaGenerator::default()).to_value();
    let variants = schema["oneOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
    let of = |one: &serde_json::Value| match &one["const"] {
        serde_json::Value::String(word) => vec![word.clone()],
        _ => one["enum"].as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
    };
    variants.iter().flat_map(of).collect()
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
