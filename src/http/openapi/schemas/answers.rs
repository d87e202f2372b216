//! Hand-written schemas of responses that have no type.

use serde_json::{Value, json};

use super::{count, object, of_type, reference, text};
use crate::access::record::TokenView;
use crate::access::token::TOKEN_PATTERN;
use crate::app::import::SAME_WORDS;
use crate::app::warnings::AFTER_SEALING;
use crate::domain::event::EventType;
use crate::domain::schema::event_schema;
use crate::subscriptions::view::SubscriptionView;

/// Returns the schema of a request to seal, in the form of the event; the service computes the other fields.
pub fn seal_request() -> Value {
    let event = event_schema(EventType::RoundSealed);
    let data = &event["properties"]["gegevens"]["properties"];
    let said = |name: &'static str| (name, data[name].clone());
    object(
        &[said("orgaan"), said("strekking")],
        &[
            (
                "onbeoordeeld",
                json!({ "type": ["boolean", "null"], "description": "Ook wanneer er concepten achter de rapportage staan die niemand nakeek." }),
            ),
            (
                "buitenVolgorde",
                json!({ "type": ["boolean", "null"], "description": "Ook wanneer de raad vóór het college vaststelt, of een orgaan vóór de peildatum." }),
            ),
            (
                "geregistreerdOp",
                json!({ "type": ["string", "null"], "format": "date-time", "description": "Wanneer een vaststelling van vroeger is vastgelegd: niet vóór de laatste gebeurtenis, niet later dan nu." }),
            ),
            (
                "besluit",
                json!({ "type": ["string", "null"], "description": "Het id van het besluit, of zijn kenmerk." }),
            ),
            said("genomenOp"),
            said("reden"),
            (
                "positie",
                json!({ "type": ["integer", "null"], "minimum": 1, "description": "De positie van de rapportage die is gezien." }),
            ),
            (
                "digest",
                json!({ "type": ["string", "null"], "pattern": "^sha256:[0-9a-f]{64}$", "description": "De digest van de rapportage die is gezien." }),
            ),
        ],
    )
}

pub fn problem() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["type", "title", "status", "detail", "instance", "code"],
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": text(),
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": text(),
            "instance": { "type": "string", "format": "uri-reference" },
            "code": { "type": "string", "pattern": "^[a-z0-9-]+$", "description": "Vast: hierop kan een programma kiezen." },
            "fouten": { "type": "array", "items": reference("Fout") },
            "posities": { "type": "array", "items": count(1), "description": "De gebeurtenissen waarop de weigering rust." },
            "onderwerpVersie": count(0),
            "regel": count(0),
            "kolom": count(0),
            "geschreven": json!({ "type": "integer", "minimum": 1, "description": "Hoeveel er al was vastgelegd." })
        }
    })
}

pub fn error() -> Value {
    object(&[("veld", text()), ("code", text()), ("melding", text())], &[("regel", count(1))])
}

/// Returns the schema of a warning: a field whose text may be personal data, with its kind but never the text itself,
/// or a day that was sealed already.
pub fn warning() -> Value {
    let codes: Vec<&str> = crate::domain::bsn::WARNING_CODES.into_iter().chain([AFTER_SEALING, SAME_WORDS]).collect();
    let code = json!({ "enum": codes });
    object(&[("veld", text()), ("code", code), ("melding", text())], &[("regel", count(1))])
}

pub fn warnings() -> Value {
    let what = "Wat in de gestuurde teksten persoonsgegevens kan zijn, en wat gaat over een dag die al is vastgesteld; het houdt \
                niets tegen en wordt niet bewaard.";
    json!({ "type": "array", "items": reference("Waarschuwing"), "description": what })
}

pub fn import() -> Value {
    object(
        &[
            ("gelezen", count(0)),
            ("toegevoegd", count(0)),
            ("bekend", count(0)),
            ("nakijken", count(0)),
            ("tijdenNietBewaard", count(0)),
            ("positie", count(0)),
            ("proef", json!({ "type": "boolean" })),
            ("aantalWaarschuwingen", count(0)),
            ("waarschuwingenPerCode", json!({ "type": "object", "additionalProperties": count(1) })),
            ("waarschuwingen", warnings()),
        ],
        &[],
    )
}

pub fn verification() -> Value {
    let touched = object(&[("ronde", text()), ("versie", count(1))], &[]);
    let finding =
        object(&[("positie", count(0)), ("wat", text()), ("raakt", json!({ "type": "array", "items": touched }))], &[]);
    let unchecked = json!({ "enum": ["handtekening", "volledigheid", "herkomst-sleutel", "na-checkpoint"] });
    object(
        &[
            ("klopt", json!({ "type": "boolean" })),
            ("gebeurtenissen", count(0)),
            ("gewist", count(0)),
            ("ontbrekendeTeksten", count(0)),
            ("wortel", json!({ "type": "string", "contentEncoding": "base64" })),
            ("vaststellingen", json!({ "type": "array", "items": reference("GecontroleerdeVaststelling") })),
            ("bevindingen", json!({ "type": "array", "items": finding })),
            ("aantalBevindingen", count(0)),
            ("conclusie", text()),
            ("nietGecontroleerd", json!({ "type": "array", "items": unchecked })),
        ],
        &[],
    )
}

pub fn consistency() -> Value {
    let base64 = json!({ "type": "string", "contentEncoding": "base64" });
    let end = object(&[("positie", count(1)), ("wortel", base64.clone())], &[]);
    object(&[("van", end.clone()), ("naar", end), ("bewijs", json!({ "type": "array", "items": base64 }))], &[])
}

pub fn word() -> Value {
    object(&[("naam", text()), ("engels", text()), ("betekenis", text())], &[])
}

/// Returns the schema of a new token, which contains the token itself.
pub fn new_token() -> Value {
    let mut schema = of_type::<TokenView>();
    let what = "Wat in Authorization: Bearer hoort. Staat alleen in dit antwoord.";
    schema["properties"]["toegangsbewijs"] = json!({ "type": "string", "pattern": TOKEN_PATTERN, "description": what });
    if let Some(required) = schema["required"].as_array_mut() {
        required.push("toegangsbewijs".into());
    }
    schema
}

/// Returns the schema of the response to a registration, which is the only one that contains the secret.
pub fn new_subscription() -> Value {
    let mut schema = of_type::<SubscriptionView>();
    let what = "Waarmee bezorgingen worden ondertekend (Standard Webhooks). Staat alleen in dit antwoord.";
    schema["properties"]["geheim"] = json!({ "type": "string", "pattern": "^whsec_", "description": what });
    if let Some(required) = schema["required"].as_array_mut() {
        required.push("geheim".into());
    }
    schema
}
