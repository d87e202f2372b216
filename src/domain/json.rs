//! Parses JSON from outside: one value, each key once per object (I-JSON). For invalid JSON it reports the place and
//! the reason in messages of our own, because the parser reports in English and counts places in bytes.

mod object_reader;

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

use self::object_reader::ObjectReader;
use super::money::CENTS_MAX;
use crate::language::Message;
use crate::message;

/// The maximum number of values in one input, containers and their contents counted alike: 1,000 events of 100 values.
/// In memory a value takes up to 40 times its bytes, so 16 MB of `{"a":0}` would be more than a gigabyte; this many are
/// about 60 MB.
pub const VALUES_MAX: usize = 100_000;

/// Parses one value.
///
/// # Errors
/// The error of the parser for invalid JSON, for an object with a duplicate key, and for more than [`VALUES_MAX`]
/// values.
pub fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    parse_list(bytes, usize::MAX)
}

/// Parses one value that, if it is a list, has at most `most` items. Parsing stops at the first item beyond that.
///
/// # Errors
/// The errors of [`parse`], and one for which [`is_too_long`] returns true.
pub fn parse_list(bytes: &[u8], most: usize) -> Result<Value, serde_json::Error> {
    let left = Cell::new(VALUES_MAX);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { left: &left, most }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

const TOO_LONG: &str = "the list is too long";
const TOO_MANY: &str = "too many values";

/// Returns true if the error means that a list has too many items.
pub fn is_too_long(error: &serde_json::Error) -> bool {
    error.to_string().starts_with(TOO_LONG)
}

/// Reads a value as a type, whose structs are objects. Keeping the path on the way costs as much as reading, so it is found
/// by reading once more.
///
/// # Errors
/// The first error, with its path.
pub fn read_as<'v, T: Deserialize<'v>>(value: &'v Value) -> Result<T, serde_path_to_error::Error<serde_json::Error>> {
    T::deserialize(ObjectReader(value)).or_else(|_| serde_path_to_error::deserialize(ObjectReader(value)))
}

/// Converts `1.0` and `1e2` to `1` and `100`: JSON has one kind of number, and a schema accepts either form as an
/// integer. Returns `None` for other numbers and beyond 2^53 - 1, where floating-point integers are no longer distinct.
pub fn as_integer(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= CENTS_MAX as f64).then_some(number as i64)
}

/// Returns the line and the character, both counted from 1, at which `text` stops being JSON.
pub fn error_position(text: &[u8], error: &serde_json::Error) -> (usize, usize) {
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let (mut line, mut column) = (error.line().max(1), error.column());
    // Input that ends too early is reported at the last character that is present, not at the line after it.
    while line > 1 && (line > lines.len() || (column == 0 && lines[line - 1].is_empty())) {
        line -= 1;
        column = lines.get(line - 1).map_or(0, |line| line.len());
    }
    let before = lines.get(line - 1).map_or(&[][..], |line| &line[..column.min(line.len())]);
    (line, String::from_utf8_lossy(before).chars().count().max(1))
}

/// Returns the reason why the input is not JSON.
pub fn error_reason(error: &serde_json::Error) -> Message {
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

/// Deserializes a value and refuses duplicate keys. Of two equal keys, one parser uses the first and another the last.
#[derive(Clone, Copy)]
struct Strict<'c> {
    /// How many more values are allowed.
    left: &'c Cell<usize>,
    /// The maximum number of items if this value is a list.
    most: usize,
}

impl Strict<'_> {
    /// Returns the limits for nested values.
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
        Ok(match as_integer(value) {
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
        let (line, column) = error_position(text.as_bytes(), &error);
        format!("{line}:{column} {}", error_reason(&error))
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
