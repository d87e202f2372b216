//! Labels for keys: fields of reports, events and comparisons, nested ones included.

use super::wording;
use crate::language::{self, Language};

/// Returns the label of a key, with a capital. A key without a label is used as it is, as a Dutch word.
pub fn field(language: Language, key: &str) -> String {
    language::label(language, key).unwrap_or_else(|| wording::capital(key))
}

/// Returns the label as it is written inside a sentence. `SHA-256` stays as it is.
pub fn label_in_sentence(language: Language, key: &str) -> String {
    uncapital(&field(language, key))
}

/// Returns a label without its capital, except for a word that is written in capitals.
pub fn uncapital(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use schemars::schema_for;

    use super::*;
    use crate::domain::event::EventType;
    use crate::domain::field::Field;
    use crate::domain::schema::event_schema;
    use crate::projections::comparison::{Comparison, NotRenewed};
    use crate::projections::findings::Findings;
    use crate::projections::{Report, sealing::Sealing};

    /// Collects every key in a schema, at any depth.
    fn keys(schema: &serde_json::Value, into: &mut Vec<String>) {
        match schema {
            serde_json::Value::Object(fields) => {
                if let Some(properties) = fields.get("properties").and_then(serde_json::Value::as_object) {
                    into.extend(properties.keys().cloned());
                }
                fields.values().for_each(|value| keys(value, into));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, into)),
            _ => {}
        }
    }

    #[test]
    fn every_field_of_every_schema_has_a_label_in_both_languages() {
        let mut all: Vec<String> = Field::ALL.iter().map(|field| field.name().to_owned()).collect();
        for schema in [
            schema_for!(Report),
            schema_for!(Sealing),
            schema_for!(Comparison),
            schema_for!(NotRenewed),
            schema_for!(Findings),
        ] {
            keys(schema.as_value(), &mut all);
        }
        EventType::ALL.iter().for_each(|kind| keys(&event_schema(*kind), &mut all));
        // Fields that only a comparison has.
        all.extend(["bestaan", "voorbehoudVervuld", "onderwerp"].map(str::to_owned));
        assert!(all.len() > 150, "the schemas were not read");
        for language in Language::ALL {
            let missing: BTreeSet<&String> =
                all.iter().filter(|key| language::label(language, key).is_none()).collect();
            assert!(missing.is_empty(), "no label in {}: {missing:?}", language.tag());
        }
    }

    #[test]
    fn a_field_without_a_better_label_is_labelled_with_its_name() {
        let told = |language| ["vervangenDoor", "capaciteit", "url"].map(|key| field(language, key));
        assert_eq!(told(Language::Dutch), ["Vervangen door", "Capaciteit", "Url"]);
        assert_eq!(told(Language::English), ["Replaced by", "Capacity", "URL"]);
        // `labels.ftl` goes before the catalogue: the colour of a light is called after the light.
        assert_eq!(field(Language::Dutch, Field::Colour.name()), "Stoplicht");
        assert_eq!(language::label(Language::Dutch, "geenVeld"), None);
    }

    #[test]
    fn a_label_has_a_capital_and_none_inside_a_sentence() {
        let told = |language| ["vervuldDoor", "pm", "dossiers", "sha256"].map(|key| field(language, key));
        assert_eq!(told(Language::Dutch), ["Vervuld door", "P.m.", "Dossiers", "SHA-256"]);
        assert_eq!(told(Language::English), ["Fulfilled by", "P.m.", "Cases", "SHA-256"]);
        let inside = |language| ["iv3Jaar", "genomenOp", "sha256"].map(|key| label_in_sentence(language, key));
        assert_eq!(inside(Language::Dutch), ["iv3-jaar", "genomen op", "SHA-256"]);
        assert_eq!(inside(Language::English), ["iv3 year", "decided on", "SHA-256"]);
    }
}
