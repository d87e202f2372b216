//! JSON as it comes in from outside: one value, each key once (I-JSON); and of what is none where it goes wrong, and why in words
//! of our own. The reader's own words are English and its places are bytes.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

use super::money::CENTS_MAX;
use crate::language::Message;
use crate::message;

/// Most values in one input, whole and part counted alike: 1,000 events of 100. In memory a value takes up to 40 times its bytes, so
/// 16 MB of `{"a":0}` would be more than a gigabyte; this many are some 60 MB.
pub const VALUES_MAX: usize = 100_000;

/// Reads one value.
///
/// # Errors
/// The reader's own, for what is no JSON, for an object that has a key twice, and for more than [`VALUES_MAX`] values.
pub fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    parse_list(bytes, usize::MAX)
}

/// The same of what is no list of more than `most`: reading stops at the first that is too many.
///
/// # Errors
/// As for [`parse`], and one that [`is_too_long`].
pub fn parse_list(bytes: &[u8], most: usize) -> Result<Value, serde_json::Error> {
    let left = Cell::new(VALUES_MAX);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { left: &left, most }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

const TOO_LONG: &str = "the list is too long";
const TOO_MANY: &str = "too many values";

/// True for a list of more than there may be.
pub fn is_too_long(error: &serde_json::Error) -> bool {
    error.to_string().starts_with(TOO_LONG)
}

/// `1.0` and `1e2` as `1` and `100`: JSON knows one kind of number, and a schema takes either for a whole one. Beyond 2^53 - 1, where
/// numbers of this kind are no longer told apart, they stay what they are.
pub fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= CENTS_MAX as f64).then_some(number as i64)
}

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
    } else if has(TOO_MANY) || has(TOO_LONG) {
        message!("json-too-many", max = VALUES_MAX)
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

/// A value whose objects have each key once: of two, one reader takes the first and another the last.
#[derive(Clone, Copy)]
struct Strict<'c> {
    /// Values that may still come.
    left: &'c Cell<usize>,
    /// Most items of this value, where it is a list.
    most: usize,
}

impl Strict<'_> {
    /// For what lies within.
    fn within(self) -> Self {
        Strict { most: usize::MAX, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => return Err(D::Error::custom(TOO_MANY)),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(match whole(value) {
            Some(whole) => whole.into(),
            None => Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))?,
        })
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.within())? {
            if list.len() == self.most {
                return Err(A::Error::custom(TOO_LONG));
            }
            list.push(item);
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(self.within())?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key stands twice in one object"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let error = parse(text.as_bytes()).expect_err("it is no JSON");
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
        assert_eq!(told("{\"a\": 1, \"a\": 2}"), "1:16 een sleutel staat twee keer in één object");
        assert_eq!(told("{} {}"), "1:4 erachter staat nog iets");
        assert_eq!(told("{\"a\": 01}"), "1:8 dit getal heeft geen goede vorm");
        assert_eq!(told("{\"a\": \"\\q\"}"), "1:9 achter een backslash hoort een teken dat JSON kent");
    }
}
