//! What is wrong with text that should be JSON: where, and why in words of our own. The reader's own words are English and its
//! places are bytes.

use serde_json::error::Category;

use crate::language::Message;
use crate::message;

/// The line and the character, both from 1, at which `text` stops being JSON.
pub fn place(text: &[u8], error: &serde_json::Error) -> (usize, usize) {
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let (mut line, mut column) = (error.line().max(1), error.column());
    // What ends too early is told at the last thing there is, not at the line after it.
    while line > 1 && (line > lines.len() || (column == 0 && lines[line - 1].is_empty())) {
        line -= 1;
        column = lines.get(line - 1).map_or(0, |line| line.len());
    }
    let before = lines.get(line - 1).map_or(&[][..], |line| &line[..column.min(line.len())]);
    (line, String::from_utf8_lossy(before).chars().count().max(1))
}

/// Why it is no JSON.
pub fn reason(error: &serde_json::Error) -> Message {
    if error.classify() == Category::Eof {
        return message!("json-cut-off");
    }
    let said = error.to_string();
    let has = |words: &str| said.contains(words);
    if has("trailing comma") {
        message!("json-trailing-comma")
    } else if has("trailing characters") {
        message!("json-more-behind")
    } else if has("key must be a string") {
        message!("json-key-no-text")
    } else if has("stands twice") {
        message!("json-key-twice")
    } else if has("expected `,`") {
        message!("json-no-comma")
    } else if has("expected `:`") {
        message!("json-no-colon")
    } else if has("control character") {
        message!("json-line-end-in-text")
    } else if has("escape") || has("surrogate") {
        message!("json-bad-escape")
    } else if has("unicode code point") {
        message!("json-no-utf8")
    } else if has("number") {
        message!("json-bad-number")
    } else if has("recursion limit") {
        message!("json-too-deep")
    } else {
        message!("json-no-value")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn told(text: &str) -> String {
        let error = serde_json::from_str::<Value>(text).expect_err("it is no JSON");
        let (line, column) = place(text.as_bytes(), &error);
        format!("{line}:{column} {}", reason(&error))
    }

    #[test]
    fn what_is_no_json_is_told_at_its_character_and_never_at_character_0() {
        assert_eq!(told("{\"a\": 1,}"), "1:9 er staat een komma te veel");
        assert_eq!(told("{\"é\": Nee}"), "1:7 hier hoort een waarde");
        assert_eq!(told("{\"a\": 1\n"), "1:7 het houdt te vroeg op");
        assert_eq!(told(""), "1:1 het houdt te vroeg op");
        assert_eq!(told("{\"a\": \"b"), "1:8 het houdt te vroeg op");
        assert_eq!(told("{'a': 1}"), "1:2 een sleutel staat tussen dubbele aanhalingstekens");
        assert_eq!(told("{\"a\" 1}"), "1:6 hier hoort een dubbele punt");
        assert_eq!(told("{\"a\": 1 \"b\": 2}"), "1:9 hier hoort een komma of het einde");
        assert_eq!(told("{} {}"), "1:4 erachter staat nog iets");
        assert_eq!(told("{\"a\": 01}"), "1:8 dit getal heeft geen goede vorm");
        assert_eq!(told("{\"a\": \"\\q\"}"), "1:9 achter een backslash hoort een teken dat JSON kent");
    }
}
