//! The glossary as data: every Dutch name at the border with its English name in the code and its meaning.
//!
//! It is served at `/v1/woordenlijst` and written to `schemas/woordenlijst.json` for people to read; the mapping itself
//! is done by the serde names on the types. A test compares every name in the schemas with it.

mod access;
mod answers;
mod concepts;
mod findings;
mod records;
mod subscriptions;
pub(crate) mod term;
mod types;
mod words;

use std::collections::BTreeMap;

pub use term::Term;

use crate::field::Field;

/// Returns every term by its Dutch name. A name has one meaning wherever it occurs.
pub fn terms() -> BTreeMap<&'static str, Term> {
    let all = [
        concepts::CONCEPTS,
        Field::TERMS,
        records::RECORDS,
        words::WORDS,
        answers::ANSWERS,
        findings::FINDINGS,
        subscriptions::SUBSCRIPTIONS,
        access::ACCESS,
        types::TYPES,
    ];
    all.into_iter().flatten().map(|term| (term.dutch, *term)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventType;
    use crate::ids::SubjectKind;

    #[test]
    fn no_name_stands_twice() {
        let all = [
            concepts::CONCEPTS,
            Field::TERMS,
            records::RECORDS,
            words::WORDS,
            answers::ANSWERS,
            findings::FINDINGS,
            subscriptions::SUBSCRIPTIONS,
            access::ACCESS,
            types::TYPES,
        ];
        assert_eq!(terms().len(), all.iter().map(|part| part.len()).sum::<usize>());
    }

    #[test]
    fn every_field_kind_of_subject_and_type_of_event_is_in_the_glossary() {
        let terms = terms();
        let fields = Field::ALL.iter().map(|field| field.name());
        let kinds = SubjectKind::ALL.iter().map(|kind| kind.name());
        let verbs = EventType::ALL.iter().filter_map(|kind| kind.name().split('.').nth(1));
        let types = EventType::ALL.iter().map(|kind| kind.name());
        let missing: Vec<&str> =
            fields.chain(kinds).chain(verbs).chain(types).filter(|name| !terms.contains_key(name)).collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
