//! What an erasure leaves to be looked at, in the answer to it.

use serde_json::{Value, json};

use super::{count, object};

/// The keys of it.
pub(super) fn left() -> [(&'static str, Value); 2] {
    let other = object(
        &[
            ("positie", count(1)),
            ("id", json!({ "type": "string", "format": "uuid" })),
            ("verband", json!({ "enum": ["herstel", "intrekking", "vervolg"] })),
        ],
        &[],
    );
    let what = "Gebeurtenissen die dezelfde woorden kunnen bevatten, en ongemoeid bleven.";
    [("wist", count(1)), ("verwant", json!({ "type": "array", "items": other, "description": what }))]
}
