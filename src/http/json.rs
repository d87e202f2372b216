//! JSON as it comes in: one value, keys given once (I-JSON), and an error that says where.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::problem::Problem;

/// Reads one JSON value.
///
/// # Errors
/// A problem 400 with line and column when it is not JSON, or an object has a key twice.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice::<Strict>(bytes).map(|strict| strict.0).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = format!("geen geldige JSON op regel {line}, kolom {column}: {}", reason(&error));
        Problem::bad_field("", "ongeldige-json", message).with("regel", line).with("kolom", column)
    })
}

/// What the reader says, without the place it adds.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

/// A value whose objects have each key once: of two, one reader takes the first and another the last.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strict, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
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
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Strict(value) = entries.next_value()?;
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

    #[test]
    fn what_is_no_json_is_refused_with_line_and_column() {
        let refused =
            |text: &str| parse(text.as_bytes()).unwrap_err().document("/")["detail"].as_str().unwrap().to_owned();
        insta::assert_snapshot!(refused("{\n  \"a\": 1,\n}"), @"geen geldige JSON op regel 3, kolom 1: trailing comma");
        insta::assert_snapshot!(refused(r#"{"a": 1, "a": 2}"#), @"geen geldige JSON op regel 1, kolom 16: a key stands twice in one object");
        insta::assert_snapshot!(refused("{} {}"), @"geen geldige JSON op regel 1, kolom 4: trailing characters");
        insta::assert_snapshot!(refused(""), @"geen geldige JSON op regel 1, kolom 0: EOF while parsing a value");
        assert!(parse("[".repeat(200).as_bytes()).is_err());
        assert_eq!(
            parse(br#"{"a":[1,-2,1.5,null,"x",true]}"#).unwrap().to_string(),
            r#"{"a":[1,-2,1.5,null,"x",true]}"#
        );
    }
}
