//! The schema of the history of a subject.

use serde_json::{Value, json};

use super::{count, moment, object, text};
use crate::http::openapi::reference;

/// Returns the schema `Geschiedenis`.
pub(super) fn history() -> Value {
    let row = object(
        &[
            ("positie", count(1)),
            ("gebeurtenis", reference("Record")),
            ("wijzigingen", list(change())),
            ("teltMee", json!({ "type": "boolean" })),
            ("teltNietMeerSinds", or_null(ceased(), "Sinds wanneer en waardoor de gebeurtenis niet meer meetelt.")),
            ("herstelt", position_or_null("De gebeurtenis waarvan deze de plaats inneemt.")),
            ("hersteldDoor", list(count(1))),
            ("trektIn", position_or_null("De gebeurtenis die deze intrekt.")),
            ("ingetrokkenDoor", position_or_null("De gebeurtenis die deze introk.")),
            ("wist", position_or_null("De gebeurtenis waarvan deze de teksten wist.")),
            ("gewistDoor", position_or_null("De gebeurtenis die de teksten van deze wiste.")),
            ("gerapporteerdIn", list(named())),
            (
                "eerstGemeldAanRaad",
                or_null(named(), "De eerste vaststelling door de raad die vertelde wat de gebeurtenis zegt."),
            ),
        ],
        &[],
    );
    let basis = object(&[("positie", count(1)), ("beschikbaarOp", moment())], &[]);
    object(&[("onderwerp", reference("Onderwerp")), ("basis", basis), ("gebeurtenissen", list(row))], &[])
}

/// Returns the schema of the sealings whose report showed or announced an event.
pub(super) fn sealings() -> Value {
    let what = "De vaststellingen waarvan de rapportage de gebeurtenis toonde of aankondigde; leeg als zij nooit is vastgesteld.";
    json!({ "type": "array", "items": named(), "description": what })
}

/// Returns the schema of a change of a field, from and to any value of the report.
fn change() -> Value {
    object(&[("veld", text()), ("van", json!({})), ("naar", json!({}))], &[])
}

fn ceased() -> Value {
    let why = json!({ "enum": ["hersteld", "ingetrokken"] });
    object(&[("positie", count(1)), ("geregistreerdOp", moment()), ("reden", why)], &[])
}

/// Returns the schema of a sealing whose report showed or announced the event.
fn named() -> Value {
    let day = json!({ "type": ["string", "null"], "format": "date" });
    let only = "Het rapport kondigde de gebeurtenis aan en toonde haar nog niet.";
    let announced = json!({ "type": "boolean", "description": only });
    object(
        &[
            ("ronde", text()),
            ("orgaan", text()),
            ("versie", count(1)),
            ("genomenOp", day),
            ("positie", count(1)),
            ("aangekondigd", announced),
        ],
        &[],
    )
}

fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn or_null(of: Value, what: &str) -> Value {
    json!({ "anyOf": [of, { "type": "null" }], "description": what })
}

fn position_or_null(what: &str) -> Value {
    json!({ "type": ["integer", "null"], "minimum": 1, "description": what })
}
