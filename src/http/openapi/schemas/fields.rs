//! The values of response fields whose types only say that they are text: days, moments, words of the events.
//!
//! The types are deliberately plain, since a report is built from recorded events long after the rules that accepted
//! them. The published schemas of reports are generated from the types alone and do not change; this refinement is only
//! in the OpenAPI document, and a test checks it against live responses.

use serde_json::{Value, json};

use super::plain_schema::to_plain;
use super::records::data_of;
use super::{count, moment};
use crate::domain::event::EventType as T;
use crate::domain::field::ValueKind;
use crate::domain::time::{DAY_PATTERN, Precision};
use crate::http::operation::capital;
use crate::projections::{Read, ReadField, VIEWS};

/// Fields that contain a day if they are text without a more specific schema.
const DAYS: [&str; 6] = ["peildatum", "ingangsdatum", "per", "sinds", "genomenOp", "tot"];
/// Fields that contain a moment.
const MOMENTS: [&str; 4] = ["beschikbaarOp", "geregistreerdOp", "gewijzigdOp", "aanmaakdatum"];
/// Fields that contain the id of an event.
const EVENTS: [&str; 2] = ["vervolgOp", "uuid"];
/// Fields that contain a digest.
const DIGESTS: [&str; 2] = ["digest", "digestGeraamte"];

/// Schemas about money, which use the words of amounts.
const OF_AMOUNTS: [&str; 9] = [
    "RapportageBijstelling",
    "RapportageTotaal",
    "VergelekenTotaal",
    "VergelekenTotaalPerOnderdeel",
    "SamenvattingGeld",
    "FinancienTotaal",
    "Bedrag",
    "Verloop",
    "VerloopStap",
];
const WORDS_OF_AMOUNTS: [&str; 5] = ["soort", "effect", "stand", "lastenBaten", "duur"];

/// Fields with the values of an event field, beside those that a view reads as they were recorded: the schema, its
/// field, the event type, the field of the event.
const FROM_EVENTS: [(&str, &str, T, &str); 9] = [
    ("RapportageRonde", "soort", T::RoundOpened, "soort"),
    ("RapportageRonde", "begrotingsjaar", T::RoundOpened, "begrotingsjaar"),
    ("RapportageRonde", "volgnummer", T::RoundOpened, "volgnummer"),
    ("RapportageIndicator", "streefwaarde", T::IndicatorMeasured, "waarde"),
    ("GewijzigdStoplicht", "van", T::LightSet, "kleur"),
    ("GewijzigdStoplicht", "naar", T::LightSet, "kleur"),
    ("Vaststelling", "orgaan", T::RoundSealed, "orgaan"),
    ("NaamVanVaststelling", "orgaan", T::RoundSealed, "orgaan"),
    ("VoorgenomenVaststelling", "orgaan", T::RoundSealed, "orgaan"),
];

/// Fields with one of a few words.
const WORDS: [(&str, &str, &[&str]); 6] = [
    ("RapportageDossier", "status", &["open", "gesloten"]),
    ("RapportageVoorziening", "status", &["open", "beperkt-open", "gesloten"]),
    ("RapportageMijlpaal", "status", &["gepland", "gehaald", "vervallen"]),
    ("NietVernieuwd", "wat", &["toelichtingen", "stoplicht"]),
    ("AuditTrail", "actie", &["create", "update", "partial_update", "destroy"]),
    ("AuditTrail", "bron", &["peildatum"]),
];

/// Adds the values of the fields to the schema that is called `name` at the border.
pub fn refine_fields(name: &str, schema: &mut Value) {
    let Some(properties) = schema["properties"].as_object_mut() else { return };
    for (field, property) in properties.iter_mut() {
        match field.as_str() {
            field if DAYS.contains(&field) => {
                refine_field(property, &json!({ "type": "string", "format": "date", "pattern": DAY_PATTERN }))
            }
            field if MOMENTS.contains(&field) => refine_field(property, &moment()),
            field if EVENTS.contains(&field) => refine_field(property, &json!({ "type": "string", "format": "uuid" })),
            field if DIGESTS.contains(&field) => {
                refine_field(property, &json!({ "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" }));
            }
            "nauwkeurigheid" => {
                // A milestone is planned for a day, so its precision may be a day.
                let says_day = name == "RapportageMijlpaal";
                let told = |p: &&Precision| says_day || **p != Precision::Day;
                let words: Vec<&str> = Precision::ALL.iter().filter(told).map(|p| p.name()).collect();
                refine_field(property, &json!({ "type": "string", "enum": words }));
            }
            "oordeel" => refine_field(property, &json!({ "type": "string", "enum": ["nakijken"] })),
            field if OF_AMOUNTS.contains(&name) && WORDS_OF_AMOUNTS.contains(&field) => {
                refine_field(property, &data_of(T::AdjustmentRecorded)["properties"][field]);
            }
            _ => {}
        }
        if let Some(kind) = recorded_by(name, field) {
            let mut told = data_of(kind)["properties"][field].clone();
            super::records::without_texts(&mut told);
            refine_field(property, &told);
        }
        for (_, _, kind, from) in FROM_EVENTS.iter().filter(|row| (row.0, row.1) == (name, field.as_str())) {
            let mut told = data_of(*kind)["properties"][from].clone();
            super::records::without_texts(&mut told);
            refine_field(property, &told);
        }
        for (_, _, words) in WORDS.iter().filter(|row| (row.0, row.1) == (name, field.as_str())) {
            refine_field(property, &json!({ "type": "string", "enum": words }));
        }
    }
    if matches!(name, "Toelichting" | "Agendapunt" | "Ingegaan") {
        refine_field(&mut properties["id"], &json!({ "type": "string", "format": "uuid" }));
    }
    match name {
        "Aankondiging" | "Agendapunt" | "Ingegaan" => {
            let types: Vec<&str> = T::ALL.iter().map(|kind| kind.name()).collect();
            refine_field(&mut properties["wat"], &json!({ "type": "string", "enum": types }));
        }
        "Tijdvak" | "AgendaBasis" => {
            let first = if name == "Tijdvak" { "vanaf" } else { "van" };
            let day = json!({ "type": "string", "format": "date", "pattern": DAY_PATTERN });
            refine_field(&mut properties[first], &day);
        }
        // This field is outside the published shape and only present if there are missing texts.
        "Verschil" => {
            properties.insert("ontbrekendeTeksten".into(), json!({ "type": "array", "items": count(1) }));
        }
        _ => {}
    }
}

/// Returns the type of the events that record a field of a view, if the view shows it as it was recorded. Texts and ids
/// keep their plain schema: their form is that of the time when they were recorded.
fn recorded_by(schema: &str, key: &str) -> Option<T> {
    let of_view = |fact: &str| match fact {
        "toelichting" | "stoplicht" => schema == capital(fact),
        _ => schema.strip_prefix("Rapportage").is_some_and(|name| name == capital(fact)),
    };
    let view = VIEWS.iter().find(|view| of_view(view.fact))?;
    let ReadField { field, read, .. } = view.fields.iter().find(|read| read.field.name() == key)?;
    match (read, field.value_kind()) {
        (Read::Measured, _) => Some(T::IndicatorMeasured),
        (_, ValueKind::Name | ValueKind::Id | ValueKind::Day | ValueKind::Moment | ValueKind::Flag) => None,
        (_, ValueKind::Prose) if field.is_text() => None,
        (
            _,
            ValueKind::Prose
            | ValueKind::Word
            | ValueKind::Colour
            | ValueKind::Whole
            | ValueKind::Cents
            | ValueKind::Decimal
            | ValueKind::Object,
        ) => Some(view.event),
    }
}

/// Sets the schema of a field and keeps its description. A nullable field stays nullable, and a field that already has
/// a more specific schema is not changed.
fn refine_field(property: &mut Value, what: &Value) {
    let property_type = property.get("type").cloned();
    let is_nullable =
        property_type.as_ref().is_none_or(|kind| kind.as_array().is_some_and(|all| all.contains(&json!("null"))));
    if ["format", "pattern", "enum", "anyOf", "oneOf", "$ref"]
        .iter()
        .any(|key| property.get(key).is_some_and(|format| format != "int64"))
    {
        return;
    }
    let description = property.get("description").cloned();
    let mut told = to_plain(what.clone());
    told.as_object_mut()
        .into_iter()
        .for_each(|fields| fields.retain(|key, _| key != "description" && key != "x-tekst"));
    // The field decides whether it may be null, not the event.
    if let Some(whole) = told["anyOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null")).cloned()
    {
        told = whole;
    }
    if let Some(kind) = told["type"].as_array().and_then(|all| all.iter().find(|one| **one != "null")).cloned() {
        told["type"] = kind;
    }
    if is_nullable && told.get("enum").is_none() && told["type"] != "object" && told["type"] != "array" {
        told["type"] = json!([told["type"], "null"]);
    } else if is_nullable {
        told = json!({ "anyOf": [told, { "type": "null" }] });
    }
    if let Some(description) = description {
        told["description"] = description;
    }
    *property = told;
}
