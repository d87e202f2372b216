//! What a reader calls a key: fields of reports, events and comparisons, also those that stand inside another.

use super::report_tables::header_of;
use super::wording;
use crate::language::Language;

/// A key as a reader calls it, with a capital.
pub fn field(_language: Language, key: &str) -> String {
    own(key).or_else(|| header_of(key)).map_or_else(|| wording::capital(key), str::to_owned)
}

/// The same inside a sentence. `SHA-256` stays as it is.
pub fn inside(language: Language, key: &str) -> String {
    let label = field(language, key);
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label,
    }
}

/// Keys that no column of a report has by themselves. What is not here is a Dutch word as it is.
fn own(key: &str) -> Option<&'static str> {
    let label = match key {
        "aanleverenVoor" => "Aanleveren voor",
        "bovenliggend" => "Valt onder",
        "codeZoalsGevonden" => "Code zoals gevonden",
        "financien" => "Financiën",
        "genomenOp" => "Genomen op",
        "geregistreerdOp" => "Vastgelegd op",
        "ingangsdatumNauwkeurigheid" => "Nauwkeurigheid ingangsdatum",
        "iv3Jaar" => "Iv3-jaar",
        "kenmerkZoalsGevonden" => "Kenmerk zoals gevonden",
        "opgehaaldOp" => "Opgehaald op",
        "naVaststelling" => "Na vaststelling",
        "positieVaststelling" => "Positie vaststelling",
        "rapportageVersie" => "Versie van de rapportage",
        "sha256" => "SHA-256",
        "softwareVersie" => "Versie van de software",
        "taakveld" => "Taakveld",
        "toelichtingWijziging" => "Toelichting bij de wijziging",
        "vervuldDoor" => "Vervuld door",
        "voorbehoud" => "Voorbehoud",
        "voorbehoudVervuld" => "Voorbehoud vervuld",
        _ => return None,
    };
    Some(label)
}

#[cfg(test)]
mod tests {
    use schemars::schema_for;

    use super::*;
    use crate::domain::event::EventType;
    use crate::domain::field::Field;
    use crate::domain::schema::event_schema;
    use crate::projections::comparison::NotRenewed;
    use crate::projections::{Report, sealing::Sealing};

    /// Every key that a schema names, at any depth.
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
    fn no_label_has_a_capital_inside_a_word() {
        let mut all: Vec<String> = Field::ALL.iter().map(|field| field.name().to_owned()).collect();
        keys(schema_for!(Report).as_value(), &mut all);
        keys(schema_for!(Sealing).as_value(), &mut all);
        keys(schema_for!(NotRenewed).as_value(), &mut all);
        EventType::ALL.iter().for_each(|kind| keys(&event_schema(*kind)["properties"]["gegevens"], &mut all));
        // Fields that only a comparison has.
        all.extend(["bestaan", "voorbehoudVervuld", "onderwerp"].map(str::to_owned));
        assert!(all.len() > 150, "the schemas were not read");
        for key in all {
            let told = [field(Language::Dutch, &key), inside(Language::Dutch, &key)];
            for label in &told {
                let mut pairs = label.chars().zip(label.chars().skip(1));
                assert!(!pairs.any(|(one, next)| one.is_lowercase() && next.is_uppercase()), "{key}: {label}");
            }
        }
        assert_eq!(
            ["vervuldDoor", "pm", "dossiers"].map(|key| field(Language::Dutch, key)),
            ["Vervuld door", "P.m.", "Dossiers"]
        );
        assert_eq!(
            ["iv3Jaar", "genomenOp", "sha256"].map(|key| inside(Language::Dutch, key)),
            ["iv3-jaar", "genomen op", "SHA-256"]
        );
    }
}
