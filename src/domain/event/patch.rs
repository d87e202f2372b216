//! Fields of a change: absent, set, or (if the field is optional) cleared by null; and the pairs of events that have the
//! same fields, one to introduce a subject and one to change it.

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

/// Declares two events with the same fields: one that introduces a subject, and one that changes it from a day on.
///
/// A field that is `required` at the introduction may be set by a change, and never cleared; one that is `optional` may
/// be cleared too. The comment of a field is its description in both published schemas, unless `in a change` gives
/// another for the second.
macro_rules! recorded_and_changed {
    (
        $(#[doc = $recorded_about:literal])+
        $recorded:ident;
        $(#[doc = $changed_about:literal])+
        $changed:ident;
        { $($(#[doc = $about:literal])+ $field:ident: $presence:ident($type:ty) = $key:literal $(, in a change $other:literal)?;)+ }
    ) => {
        $(#[doc = $recorded_about])+
        #[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $recorded {
            $($(#[doc = $about])+ #[serde(rename = $key)] pub $field: $crate::event::patch::presence!(recorded $presence $type),)+
        }

        $(#[doc = $changed_about])+
        #[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $changed {
            $(
                $(#[doc = $about])+
                $(#[schemars(description = $other)])?
                #[serde(rename = $key, default)]
                pub $field: $crate::event::patch::presence!(changed $presence $type),
            )+
        }
    };
}
pub(super) use recorded_and_changed;

/// The type of a field of one of the two events.
macro_rules! presence {
    (recorded required $type:ty) => { $type };
    (recorded optional $type:ty) => { Option<$type> };
    (changed required $type:ty) => { $crate::event::Settable<$type> };
    (changed optional $type:ty) => { $crate::event::Patch<$type> };
}
pub(super) use presence;
