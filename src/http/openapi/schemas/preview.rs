//! The schema of the preview of recording one event.

use serde_json::{Value, json};

use super::{count, erasing, object, reference, warnings};

/// Returns the schema `Proef`.
pub(super) fn preview() -> Value {
    let standing = |what: &str| json!({ "anyOf": [reference("Stand"), { "type": "null" }], "description": what });
    let rows = json!({
        "type": "array",
        "items": reference("Verschil"),
        "description": "Alles wat in de rapportage van die dag anders zou zijn, ook van andere onderwerpen."
    });
    let day =
        "De dag waarvan de rapportage wordt getoond: die van de gebeurtenis, of van de gebeurtenis die zij raakt.";
    object(
        &[
            ("proef", json!({ "type": "boolean", "const": true })),
            ("gebeurtenis", reference("Record")),
            ("toegevoegd", count(0)),
            ("geldigOp", json!({ "type": "string", "format": "date", "description": day })),
            ("voor", standing("Het onderwerp zoals de rapportage het nu toont.")),
            ("na", standing("Hetzelfde met de gebeurtenis erbij.")),
            ("verschillen", rows),
            ("waarschuwingen", warnings()),
        ],
        &erasing::left(),
    )
}
