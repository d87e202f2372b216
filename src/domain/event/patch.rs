//! Fields of a change: absent, set, or (if the field is optional) cleared by null.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

/// A field that a change may set or clear.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// The change does not mention the field.
    #[default]
    Absent,
    /// Null: from this day on it has no value.
    Clear,
    /// From this day on it has this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Returns the value that it sets, if any.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Patch::Absent | Patch::Clear => None,
            Patch::Set(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Patch::Clear, Patch::Set))
    }
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Wijziging van {}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Option<T>>()
    }
}

/// A field that a change may set but never clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settable<T>(pub Option<T>);

impl<T> Default for Settable<T> {
    fn default() -> Self {
        Settable(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Settable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Settable(Some(value)))
    }
}

impl<T: JsonSchema> JsonSchema for Settable<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}
