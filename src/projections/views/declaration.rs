//! The macro that declares a view.

/// Declares the view of a kind of subject.
///
/// The first line names the view, and the source that it is built from. The fields come in four lists; the order in a
/// list means nothing, since the JSON is written in the order of the keys:
///
/// - `read`: fields that are read as they were recorded, by one of the ways of [`Read`](super::Read);
/// - `later`: the same, for fields that came with a later version of the report; an earlier version leaves them out;
/// - `derived`: a type, the key, and the expression that computes the value from the source;
/// - `optional`: the same, for a value that is left out when it is `None`.
///
/// Every view also has the keys of [`EventTrace`](super::EventTrace). The comment of a field is its description in the
/// published schema.
macro_rules! view {
    (
        $(#[doc = $about:literal])+
        $view:ident($it:ident: $source:ident)
        read { $($(#[doc = $read_doc:literal])+ $read:ident: $how:ident($field:ident),)* }
        $(later { $($(#[doc = $later_doc:literal])+ $later:ident: $later_how:ident($later_field:ident) since $since:ident,)* })?
        derived { $($(#[doc = $derived_doc:literal])+ $derived:ident: $type:ty = $key:literal, $value:expr;)* }
        $(optional { $($(#[doc = $optional_doc:literal])+ $optional:ident: $optional_type:ty = $optional_key:literal, $optional_value:expr;)* })?
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $view {
            $($(#[doc = $read_doc])+ pub $read: $crate::views::declaration::read!(type $how),)*
            $($($(#[doc = $later_doc])+ pub $later: Option<$crate::views::declaration::read!(type $later_how)>,)*)?
            $($(#[doc = $derived_doc])+ pub $derived: $type,)*
            $($($(#[doc = $optional_doc])+ pub $optional: Option<$optional_type>,)*)?
            /// The events that set it.
            pub trace: $crate::views::EventTrace,
        }

        impl $view {
            /// The fields that are read as they were recorded.
            pub const FIELDS: &'static [$crate::views::ReadField] = &[
                $($crate::views::ReadField {
                    field: Field::$field,
                    read: $crate::views::declaration::read!(kind $how),
                    since: $crate::rules::ReportRules::V1,
                },)*
                $($($crate::views::ReadField {
                    field: Field::$later_field,
                    read: $crate::views::declaration::read!(kind $later_how),
                    since: $crate::rules::ReportRules::$since,
                },)*)?
            ];

            /// Every key, in the order of the declaration.
            const KEYS: &'static [&'static str] = &[
                $(Field::$field.name(),)*
                $($(Field::$later_field.name(),)*)?
                $($key,)*
                $($($optional_key,)*)?
                $crate::views::EventTrace::KEYS[0],
                $crate::views::EventTrace::KEYS[1],
                $crate::views::EventTrace::KEYS[2],
                $crate::views::EventTrace::KEYS[3],
                $crate::views::EventTrace::KEYS[4],
            ];

            /// Builds the view from its source.
            ///
            /// # Errors
            /// [`Overflow`](crate::money::Overflow) when an amount can not be carried in canonical JSON.
            pub(crate) fn of<W: $crate::text_source::TextSource>(
                $it: &$source<'_, '_, W>,
            ) -> Result<$view, $crate::money::Overflow> {
                Ok($view {
                    $($read: $it.$how(Field::$field),)*
                    $($($later: $it.builder
                        .since($crate::rules::ReportRules::$since, || $it.$later_how(Field::$later_field)),)*)?
                    $($derived: $value,)*
                    $($($optional: $optional_value,)*)?
                    trace: $it.trace(),
                })
            }
        }

        impl serde::Serialize for $view {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;

                #[derive(Clone, Copy)]
                #[expect(non_camel_case_types, reason = "the variants are the names of the fields")]
                enum Key { $($read,)* $($($later,)*)? $($derived,)* $($($optional,)*)? OfTrace(usize) }
                const ALL: &[Key] = &[
                    $(Key::$read,)*
                    $($(Key::$later,)*)?
                    $(Key::$derived,)*
                    $($(Key::$optional,)*)?
                    Key::OfTrace(0), Key::OfTrace(1), Key::OfTrace(2), Key::OfTrace(3), Key::OfTrace(4),
                ];
                const ORDER: [usize; ALL.len()] = $crate::views::declaration::order_of($view::KEYS);

                let mut map = serializer.serialize_map(None)?;
                for at in ORDER {
                    match ALL[at] {
                        $(Key::$read => map.serialize_entry(Self::KEYS[at], &self.$read)?,)*
                        $($(Key::$later => if let Some(value) = &self.$later {
                            map.serialize_entry(Self::KEYS[at], value)?;
                        },)*)?
                        $(Key::$derived => map.serialize_entry(Self::KEYS[at], &self.$derived)?,)*
                        $($(Key::$optional => if let Some(value) = &self.$optional {
                            map.serialize_entry(Self::KEYS[at], value)?;
                        },)*)?
                        Key::OfTrace(part) => self.trace.serialize_part(part, &mut map)?,
                    }
                }
                map.end()
            }
        }

        impl schemars::JsonSchema for $view {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($view).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = $crate::views::object_schema::ObjectSchema::new(&[$($about),+]);
                $(schema.add::<$crate::views::declaration::read!(type $how)>(
                    generator, Field::$field.name(), &[$($read_doc),+]);)*
                $($(schema.add_optional::<$crate::views::declaration::read!(type $later_how)>(
                    generator, Field::$later_field.name(), &[$($later_doc),+]);)*)?
                $(schema.add::<$type>(generator, $key, &[$($derived_doc),+]);)*
                $($(schema.add_optional::<$optional_type>(generator, $optional_key, &[$($optional_doc),+]);)*)?
                $crate::views::EventTrace::describe(&mut schema, generator);
                schema.finish()
            }
        }
    };
}
pub(super) use view;

/// The type of a value, and its [`Read`](super::Read), by the way it is read.
macro_rules! read {
    (type token) => { Option<String> };
    (type number) => { Option<i64> };
    (type flag) => { Option<bool> };
    (type is_set) => { bool };
    (type tokens) => { Vec<String> };
    (type text) => { Option<String> };
    (type name) => { Option<String> };
    (type status_text) => { Option<String> };
    (type closing_text) => { Option<String> };
    (type texts) => { Vec<String> };
    (type nested) => { serde_json::Value };
    (type list) => { serde_json::Value };
    (type measured) => { Option<String> };
    (kind token) => { $crate::views::Read::Token };
    (kind number) => { $crate::views::Read::Number };
    (kind flag) => { $crate::views::Read::Flag };
    (kind is_set) => { $crate::views::Read::IsSet };
    (kind tokens) => { $crate::views::Read::Tokens };
    (kind text) => { $crate::views::Read::Text };
    (kind name) => { $crate::views::Read::Name };
    (kind status_text) => { $crate::views::Read::StatusText };
    (kind closing_text) => { $crate::views::Read::ClosingText };
    (kind texts) => { $crate::views::Read::Texts };
    (kind nested) => { $crate::views::Read::Nested };
    (kind list) => { $crate::views::Read::List };
    (kind measured) => { $crate::views::Read::Measured };
}
pub(super) use read;

/// Returns the order in which RFC 8785 writes these keys, which are all ASCII. Computed at compile time.
pub(super) const fn order_of<const N: usize>(keys: &[&str]) -> [usize; N] {
    assert!(keys.len() == N, "there is a field for every key");
    let mut order = [0; N];
    let mut next = 0;
    while next < N {
        let mut at = next;
        while at > 0 && is_before(keys[next], keys[order[at - 1]]) {
            order[at] = order[at - 1];
            at -= 1;
        }
        order[at] = next;
        next += 1;
    }
    order
}

const fn is_before(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    assert!(a.len() != b.len(), "a key stands once in a view");
    a.len() < b.len()
}
