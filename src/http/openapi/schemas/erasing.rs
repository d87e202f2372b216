//! What remains to be reviewed after an erasure, as part of its response and of its preview.

use serde_json::{Value, json};

use super::{count, object, reference, text};
use crate::app::erasing::{Overlap, Relation};

/// Returns the properties that describe it.
pub(super) fn left() -> [(&'static str, Value); 5] {
    let id = || ("id", json!({ "type": "string", "format": "uuid" }));
    let ties = [Relation::Correction, Relation::Withdrawal, Relation::FollowUp].map(Relation::word);
    let other = object(&[("positie", count(1)), id(), ("verband", json!({ "enum": ties }))], &[]);
    let extents = [Overlap::Whole, Overlap::Part].map(Overlap::name);
    let field = json!({ "type": "string", "description": "Het veld: gegevens.tekst." });
    let same = object(
        &[
            ("positie", count(1)),
            id(),
            ("onderwerp", reference("Onderwerp")),
            ("type", text()),
            ("veld", field),
            ("omvang", json!({ "enum": extents })),
        ],
        &[],
    );
    let related = "Gebeurtenissen die bij de gewiste horen, en ongemoeid bleven.";
    let words =
        "Velden van andere gebeurtenissen waarin dezelfde woorden staan; null als de tekst er al niet meer was.";
    let missing = "De tekst was niet gewist maar ontbrak: het logboek is teruggezet zonder geheim.";
    [
        ("wist", count(1)),
        ("verwant", json!({ "type": "array", "items": other, "description": related })),
        ("zelfdeWoorden", json!({ "type": ["array", "null"], "items": same, "description": words })),
        ("aantalZelfdeWoorden", json!({ "type": ["integer", "null"], "minimum": 0 })),
        ("tekstOntbreekt", json!({ "const": true, "description": missing })),
    ]
}
