//! Subjects and the ids that refer to them. They are parsed once, at the border, and always valid afterwards.

mod error;
mod kind;

pub use error::IdError;
pub use kind::{Placement, SubjectKind};

use std::cmp::Ordering;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// The maximum length of a subject id: one leading character and 63 more.
pub const ID_MAX: usize = 64;

/// The pattern of every id, for JSON Schema.
pub const ID_PATTERN: &str = "^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$";

/// The pattern of a UUID in a schema, in either case.
pub const UUID_PATTERN: &str = "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$";

/// Returns true if `text` is an id: `[A-Za-z0-9][A-Za-z0-9.-]{0,63}`.
pub fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    !bytes.is_empty()
        && bytes.len() <= ID_MAX
        && bytes[0].is_ascii_alphanumeric()
        && bytes[1..].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'.' || *b == b'-')
}

/// The thing an event is about, `voorziening/gebouw-c`.
///
/// Invariant: a known kind, a slash, and a valid id. [`Subject::parse`] and [`Subject::new`] are the only constructors.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject {
    text: Box<str>,
    kind: SubjectKind,
}

impl Subject {
    /// Parses `soort/id`.
    ///
    /// # Errors
    /// [`IdError`] if there is no slash, the kind is unknown or the id is invalid.
    pub fn parse(text: &str) -> Result<Subject, IdError> {
        let (kind, id) = text.split_once('/').ok_or(IdError::NoSlash)?;
        let kind = SubjectKind::from_name(kind).ok_or_else(|| IdError::UnknownKind(kind.to_owned()))?;
        if is_id(id) { Ok(Subject { text: text.into(), kind }) } else { Err(IdError::BadId(id.to_owned())) }
    }

    /// Creates the subject of `kind` with `id`.
    ///
    /// # Errors
    /// [`IdError::BadId`] if `id` is invalid.
    pub fn new(kind: SubjectKind, id: &str) -> Result<Subject, IdError> {
        if is_id(id) {
            Ok(Subject { text: format!("{}/{id}", kind.name()).into(), kind })
        } else {
            Err(IdError::BadId(id.to_owned()))
        }
    }

    /// Returns the kind of the subject.
    pub const fn kind(&self) -> SubjectKind {
        self.kind
    }

    /// Returns the part after the slash.
    pub fn id(&self) -> &str {
        &self.text[self.kind.name().len() + 1..]
    }

    /// Returns the subject as written at the border.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Subject {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Subject::parse(&text)
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> String {
        subject.text.into()
    }
}

impl JsonSchema for Subject {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Onderwerp".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern":
            "^(onderdeel|dossier|mijlpaal|bijstelling|voorziening|indicator|besluit|ronde|gebeurtenis)/[A-Za-z0-9][A-Za-z0-9.-]{0,63}$" })
    }
}

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident = $kind:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Invariant: a valid id, see [`is_id`]; `parse` is the only constructor.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Parses an id.
            ///
            /// # Errors
            /// [`IdError::BadId`] if `text` is not a valid id.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                if is_id(text) { Ok(Self(text.into())) } else { Err(IdError::BadId(text.to_owned())) }
            }
            /// Returns the id as written at the border.
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// Returns the subject with this id.
            pub fn subject(&self) -> Subject {
                Subject::new(SubjectKind::$kind, &self.0).expect("the invariant of both types is the same")
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.into()
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": ID_PATTERN })
            }
        }
    )*};
}

id_types! {
    /// Identifies one element of the goal tree for as long as the tree has it, for example `9A1.1`.
    NodeCode = Node;
    /// Identifies a case.
    CaseId = Case;
    /// Identifies a milestone.
    MilestoneId = Milestone;
    /// Identifies a financial adjustment.
    AdjustmentId = Adjustment;
    /// Identifies a facility.
    FacilityId = Facility;
    /// Identifies an indicator.
    IndicatorId = Indicator;
    /// Identifies a decision.
    DecisionId = Decision;
    /// Identifies a reporting round.
    RoundId = Round;
}

/// The id of an event: a UUID, written in lower case with hyphens. It is the idempotency key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventId(uuid::Uuid);

impl EventId {
    /// Parses a UUID in its hyphenated form.
    ///
    /// # Errors
    /// [`IdError::BadEventId`] for another form, and for the all-zero UUID.
    pub fn parse(text: &str) -> Result<EventId, IdError> {
        let bad = || IdError::BadEventId(text.chars().take(40).collect());
        if text.len() != 36 {
            return Err(bad());
        }
        let id = uuid::Uuid::try_parse(text).map_err(|_| bad())?;
        if id.is_nil() { Err(bad()) } else { Ok(EventId(id)) }
    }

    /// Creates the id from the bytes that the log stores.
    pub const fn from_bytes(bytes: [u8; 16]) -> EventId {
        EventId(uuid::Uuid::from_bytes(bytes))
    }

    /// Returns the bytes that the log stores.
    pub const fn bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for EventId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        EventId::parse(&text)
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> String {
        id.to_string()
    }
}

impl JsonSchema for EventId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GebeurtenisId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uuid",
            "pattern": UUID_PATTERN })
    }
}

/// Compares codes as a reader would: runs of digits by their numeric value, so `9A1.2` comes before `9A1.10`.
pub fn compare_codes(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        match (a.first(), b.first()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (run_a, rest_a) = split_digits(a);
                let (run_b, rest_b) = split_digits(b);
                let by_number = trim_zeros(run_a).len().cmp(&trim_zeros(run_b).len());
                let by_number = by_number.then_with(|| trim_zeros(run_a).cmp(trim_zeros(run_b)));
                match by_number.then_with(|| run_a.len().cmp(&run_b.len())) {
                    Ordering::Equal => (a, b) = (rest_a, rest_b),
                    other => return other,
                }
            }
            (Some(x), Some(y)) => match x.cmp(y) {
                Ordering::Equal => (a, b) = (&a[1..], &b[1..]),
                other => return other,
            },
        }
    }
}

fn split_digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|b| b.is_ascii_digit()).count())
}

fn trim_zeros(run: &[u8]) -> &[u8] {
    &run[run.iter().take_while(|b| **b == b'0').count()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_has_a_kind_and_an_id() {
        let subject = Subject::parse("voorziening/gebouw-c").unwrap();
        assert_eq!((subject.kind(), subject.id()), (SubjectKind::Facility, "gebouw-c"));
        assert_eq!(Subject::parse("gebouw-c"), Err(IdError::NoSlash));
        assert_eq!(Subject::parse("pand/c"), Err(IdError::UnknownKind("pand".into())));
        for bad in ["", "-a", ".a", "a b", "é", &"a".repeat(65)] {
            assert!(matches!(Subject::new(SubjectKind::Node, bad), Err(IdError::BadId(_))), "{bad}");
        }
        assert!(is_id(&"a".repeat(64)));
    }

    #[test]
    fn codes_are_ordered_as_a_reader_does() {
        let mut codes = ["9A1.10", "9A1.2", "9", "10", "9A", "9A1", "01A101", "9B"];
        codes.sort_by(|a, b| compare_codes(a, b));
        assert_eq!(codes, ["01A101", "9", "9A", "9A1", "9A1.2", "9A1.10", "9B", "10"]);
    }
}
