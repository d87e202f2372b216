//! Strict JSON parsing for HTTP: one value, unique keys (I-JSON), and errors with their place.

use serde_json::Value;

use super::problem::Problem;
use crate::app::append_limits::COUNT_CODE;
use crate::domain::json;
use crate::message;

/// Parses one JSON value.
///
/// # Errors
/// A problem 400 with line and column if it is not JSON or an object has a duplicate key.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    json::parse(bytes).map_err(|error| wrong(bytes, &error))
}

/// Parses one JSON value that, if it is a list, has at most `most` items. Parsing stops at the first item beyond that.
///
/// # Errors
/// As for [`parse`], and a problem 400 for a list that is too long.
pub fn parse_list(bytes: &[u8], most: usize) -> Result<Value, Problem> {
    json::parse_list(bytes, most).map_err(|error| match json::is_too_long(&error) {
        true => Problem::bad_field("", COUNT_CODE, message!("events-more", max = most)),
        false => wrong(bytes, &error),
    })
}

fn wrong(bytes: &[u8], error: &serde_json::Error) -> Problem {
    let (line, column) = json::error_position(bytes, error);
    let message = message!("json-wrong", line = line, column = column, why = json::error_reason(error));
    Problem::bad_field("", "ongeldige-json", message).with("regel", line).with("kolom", column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn what_is_no_json_is_refused_with_line_and_column() {
        let refused = |text: &str| {
            parse(text.as_bytes()).unwrap_err().document("/", Language::Dutch)["detail"].as_str().unwrap().to_owned()
        };
        insta::assert_snapshot!(refused("{\n  \"a\": 1,\n}"), @"geen geldige JSON op regel 3, teken 1: er staat een komma te veel");
        insta::assert_snapshot!(refused(r#"{"a": 1, "a": 2}"#), @"geen geldige JSON op regel 1, teken 16: een sleutel staat twee keer in één object");
        insta::assert_snapshot!(refused("{} {}"), @"geen geldige JSON op regel 1, teken 4: erachter staat nog iets");
        insta::assert_snapshot!(refused(""), @"geen geldige JSON op regel 1, teken 1: het houdt te vroeg op");
        assert!(parse("[".repeat(200).as_bytes()).is_err());
        assert_eq!(
            parse(br#"{"a":[1,-2,1.5,null,"x",true]}"#).unwrap().to_string(),
            r#"{"a":[1,-2,1.5,null,"x",true]}"#
        );
    }
}
