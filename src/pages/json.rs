//! Reading of the canonical JSON: a missing field reads as empty.

use serde_json::Value;

/// Returns a string of an object; none where it is null or missing.
pub fn text<'v>(object: &'v Value, key: &str) -> Option<&'v str> {
    object[key].as_str()
}

/// Returns a list of an object; empty where it is missing.
pub fn list<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    object[key].as_array().map_or(&[], Vec::as_slice)
}

/// Returns the strings in a list of an object.
pub fn strings<'v>(object: &'v Value, key: &str) -> Vec<&'v str> {
    list(object, key).iter().filter_map(Value::as_str).collect()
}

/// Returns a whole number of an object; 0 where it is missing.
pub fn number(object: &Value, key: &str) -> u64 {
    object[key].as_u64().unwrap_or_default()
}
