//! Reads a JSON value as a type, and takes an object only where the type is a struct.
//!
//! The reader of `serde_json` takes a list there as well, with the values of the fields in their order. No schema does, and a
//! free text in such a list would be stored as a code, which no erasure reaches.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde_json::{Error, Value};

/// A value that is read so, with all in it.
#[derive(Debug, Clone, Copy)]
pub struct ObjectReader<'v>(pub &'v Value);

impl<'v> IntoDeserializer<'v, Error> for ObjectReader<'v> {
    type Deserializer = ObjectReader<'v>;

    fn into_deserializer(self) -> ObjectReader<'v> {
        self
    }
}

impl<'de> Deserializer<'de> for ObjectReader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.iter().map(ObjectReader));
                let read = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(read)
            }
            Value::Object(object) => {
                let mut fields =
                    MapDeserializer::new(object.iter().map(|(key, value)| (key.as_str(), ObjectReader(value))));
                let read = visitor.visit_map(&mut fields)?;
                fields.end()?;
                Ok(read)
            }
            Value::String(text) => visitor.visit_borrowed_str(text),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(_) => Err(Error::invalid_type(Unexpected::Seq, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: Option<String>,
        b: Option<Vec<i64>>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        one: Option<Inner>,
        all: Option<Vec<Inner>>,
        map: Option<BTreeMap<String, String>>,
        pair: Option<[u32; 2]>,
        flag: Option<bool>,
        float: Option<f64>,
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-3..9_i64).prop_map(Value::from),
            Just(json!(1.5)),
            "[a-z]{0,3}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 4, |inner| {
            let key = prop::sample::select(vec!["a", "b", "one", "all", "map", "pair", "flag", "float"]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(key, inner, 0..5)
                    .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
            ]
        })
    }

    /// Whether a list stands where `Outer` has a struct.
    fn has_list_for_struct(value: &Value) -> bool {
        value.is_array()
            || value["one"].is_array()
            || value["all"].as_array().is_some_and(|all| all.iter().any(Value::is_array))
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_plain_reader_gives_but_for_lists_of_fields(value in any_value()) {
            let plain = Outer::deserialize(&value).ok().filter(|_| !has_list_for_struct(&value));
            prop_assert_eq!(Outer::deserialize(ObjectReader(&value)).ok(), plain);
        }
    }

    #[test]
    fn a_list_of_fields_is_no_object() {
        for value in [json!({ "one": ["a", [1]] }), json!({ "all": [["a", null]] }), json!([null, null])] {
            assert!(has_list_for_struct(&value) && Outer::deserialize(ObjectReader(&value)).is_err(), "{value}");
        }
        let plain =
            json!({ "one": { "a": "x", "b": [1] }, "all": [{ "a": null }], "pair": [1, 2], "map": { "y": "z" } });
        assert_eq!(Outer::deserialize(ObjectReader(&plain)).unwrap(), Outer::deserialize(&plain).unwrap());
    }
}
