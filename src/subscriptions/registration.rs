//! The request of a subscriber, parsed at the border into a valid form.

use std::sync::OnceLock;

use jsonschema::Validator;
use peildatum_domain::word_enum;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::Uri;

use super::guard::Scheme;
use super::signing::Secret;
use crate::domain::event::EventType;
use crate::domain::ids::{Subject, SubjectKind, is_id};
use crate::domain::json::read_as;
use crate::domain::proposal::FieldError;
use crate::domain::time::Instant;
use crate::input;
use crate::language::Message;
use crate::message;
use crate::projections::feed::EventFilter;

/// The longest address and the longest token: together with the types they must fit in one entry of 4 KiB.
pub const URL_MAX: usize = 1_000;

word_enum! {
    /// Whether a delivery carries the record.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[schemars(inline)]
    pub enum PayloadShape {
        /// No: only where it can be read. What was erased since is then never kept elsewhere.
        Thin = "dun",
        /// Yes.
        Full = "volledig",
    }
}

/// What is sent to register.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct RegistrationBody {
    /// Where events go: `https`, or `http` on the own machine where that is allowed.
    #[schemars(length(min = 1, max = 1000), regex(pattern = "^https?://[^\\s]+$"))]
    url: String,
    /// Which events; without it all.
    filter: Option<SentFilter>,
    /// `dun` (the usual) or `volledig`.
    #[serde(rename = "vorm")]
    shape: Option<PayloadShape>,
    /// Where to begin: `hoofd` (the usual: what is recorded from now on), `begin`, or after a position.
    #[serde(default)]
    #[schemars(schema_with = "start_schema")]
    start: Option<Value>,
    /// Whether it is told what takes effect on a day, when that day begins.
    #[serde(default, rename = "ingegaan")]
    arrivals: bool,
    /// A secret to sign with, where the receiver already has one; else one is made.
    #[serde(rename = "geheim")]
    #[schemars(length(min = 1, max = 100))]
    secret: Option<String>,
    /// Sent as `Authorization: Bearer`, where the receiver asks for that.
    #[schemars(length(min = 1, max = 1000), regex(pattern = "^[A-Za-z0-9._~+/=-]+$"))]
    token: Option<String>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct SentFilter {
    /// Only events of these types.
    #[serde(default)]
    #[schemars(schema_with = "types_schema")]
    types: Option<Vec<String>>,
    /// Only events about this subject, with what withdraws or erases them.
    #[serde(rename = "onderwerp")]
    subject: Option<Subject>,
    /// Only events about this node, what is below it and what belongs to those.
    #[serde(default, rename = "onderdeel")]
    #[schemars(schema_with = "node_schema")]
    node: Option<String>,
    /// Only events recorded at or after this moment.
    #[serde(rename = "vanaf")]
    since: Option<Instant>,
}

fn start_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "anyOf": [{ "enum": ["begin", "hoofd"] }, { "type": "integer", "minimum": 0 }, { "type": "null" }] })
}

fn types_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names: Vec<String> = EventType::ALL.iter().map(|kind| kind.full_name()).collect();
    schemars::json_schema!({ "type": ["array", "null"], "minItems": 1, "uniqueItems": true, "items": { "enum": names } })
}

fn node_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["string", "null"], "pattern": crate::domain::ids::ID_PATTERN })
}

/// The schema of the request, for the OpenAPI document and for validation.
pub fn registration_schema() -> Value {
    schema_of::<RegistrationBody>()
}

/// The schema of a type, without `$schema` and title.
pub(crate) fn schema_of<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        object.remove("title");
    }
    schema
}

/// Where a subscription starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartPosition {
    /// With the first event.
    Begin,
    /// With the events recorded from now on.
    Head,
    /// With the events after this position.
    After(u64),
}

/// A valid request for a subscription.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistrationRequest {
    /// The address that events are delivered to.
    pub url: Url,
    /// Which events.
    pub wanted: RegisteredFilter,
    /// Only events recorded at or after this moment.
    pub since: Option<Instant>,
    /// Whether deliveries carry the record.
    pub shape: PayloadShape,
    /// The position to start from.
    pub start: StartPosition,
    /// Whether it is told what takes effect on a day.
    pub arrivals: bool,
    /// The receiver's own secret.
    pub secret: Option<Secret>,
    /// The receiver's token.
    pub token: Option<String>,
}

/// The events that a subscription wants; without any condition, all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredFilter {
    /// Only events of these types, by name.
    pub types: Vec<String>,
    /// Only events about this subject.
    pub subject: Option<String>,
    /// Only events about this node.
    pub node: Option<String>,
}

impl RegisteredFilter {
    /// The filter for the log; a choice of several types is left to [`RegisteredFilter::has_type`].
    pub fn filter(&self) -> EventFilter {
        let one = match self.types.as_slice() {
            [one] => EventType::parse(one),
            _ => None,
        };
        EventFilter { kind: one, subject: self.subject.clone(), node: self.node.clone() }
    }

    /// Whether events of this type are wanted.
    pub fn has_type(&self, kind: EventType) -> bool {
        self.types.is_empty() || self.types.iter().any(|name| *name == kind.full_name())
    }
}

/// An address that events may be sent to, judged by its text: `https` or `http`, a host, no user and no fragment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Url {
    text: String,
    scheme: Scheme,
}

impl Url {
    /// Parses an address.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Url, Message> {
        let uri: Uri = text.parse().map_err(|_| message!("address-none"))?;
        let scheme = match uri.scheme_str() {
            Some("https") => Scheme::Https,
            Some("http") => Scheme::Http,
            Some(_) | None => return Err(message!("address-scheme")),
        };
        let authority = uri.authority().ok_or_else(|| message!("address-host"))?;
        if authority.as_str().contains('@') {
            return Err(message!("address-user"));
        }
        if authority.host().is_empty() || authority.port_u16() == Some(0) || authority.as_str().ends_with(':') {
            return Err(message!("address-host"));
        }
        if text.contains('#') {
            return Err(message!("address-fragment"));
        }
        if text.len() > URL_MAX {
            return Err(message!("address-length", most = URL_MAX));
        }
        Ok(Url { text: text.to_owned(), scheme })
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its scheme.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }
}

impl TryFrom<String> for Url {
    type Error = Message;
    fn try_from(text: String) -> Result<Url, Message> {
        Url::parse(&text)
    }
}

impl From<Url> for String {
    fn from(url: Url) -> String {
        url.text
    }
}

impl RegistrationRequest {
    /// Parses and validates the request.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(sent: &Value) -> Result<RegistrationRequest, Vec<FieldError>> {
        static VALIDATOR: OnceLock<Validator> = OnceLock::new();
        let errors = input::validate(VALIDATOR.get_or_init(|| input::compile(&registration_schema())), sent);
        if !errors.is_empty() {
            return Err(errors);
        }
        let sent: RegistrationBody = read_as(sent).map_err(|error| {
            vec![FieldError::new(error.path().to_string(), "ongeldige-waarde", message!("order-unreadable"))]
        })?;
        let mut errors = Vec::new();
        let mut refuse =
            |field: &str, message: Message| errors.push(FieldError::new(field, "ongeldige-waarde", message));
        let url = Url::parse(&sent.url).map_err(|why| refuse("url", why)).ok();
        let secret = sent.secret.as_deref().map(Secret::parse).transpose();
        let secret = secret.map_err(|why| refuse("geheim", why.message())).ok();
        let SentFilter { types, subject, node, since } = sent.filter.unwrap_or_default();
        let wanted = RegisteredFilter {
            types: types.unwrap_or_default(),
            subject: subject.map(|subject| subject.as_str().to_owned()),
            node,
        };
        let start = match sent.start {
            Some(Value::Number(position)) => StartPosition::After(position.as_u64().unwrap_or(0)),
            Some(word) if word == json!("begin") => StartPosition::Begin,
            Some(_) | None => StartPosition::Head,
        };
        let shape = sent.shape.unwrap_or(PayloadShape::Thin);
        match (url, secret) {
            (Some(url), Some(secret)) => Ok(RegistrationRequest {
                url,
                wanted,
                since,
                shape,
                start,
                arrivals: sent.arrivals,
                secret,
                token: sent.token,
            }),
            (None, _) | (_, None) => Err(errors),
        }
    }

    /// The subject of the requested node in the log.
    pub fn node_subject(&self) -> Option<String> {
        let node = self.wanted.node.as_deref().filter(|code| is_id(code))?;
        Some(format!("{}/{node}", SubjectKind::Node.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(sent: &Value) -> Vec<String> {
        let errors = RegistrationRequest::parse(sent).err().unwrap_or_default();
        errors.into_iter().map(|error| format!("{}: {}", error.field, error.code)).collect()
    }

    #[test]
    fn an_order_says_only_where_to_and_gets_the_usual_for_the_rest() {
        let request = RegistrationRequest::parse(&json!({ "url": "https://ontvanger.example/haak" })).unwrap();
        assert_eq!(
            (request.shape, request.start, request.secret, request.token),
            (PayloadShape::Thin, StartPosition::Head, None, None)
        );
        assert_eq!((request.wanted, request.since), (RegisteredFilter::default(), None));
    }

    #[test]
    fn everything_wrong_with_an_order_is_told_at_once() {
        let found = errors(&json!({
            "filter": { "types": ["nl.peildatum.onzin"], "onderwerp": "gebouw c", "onderdeel": "9 A", "vanaf": "gisteren", "meer": 1 },
            "vorm": "dik", "start": -1, "geheim": "", "onzin": true,
        }));
        for field in [
            "url",
            "filter.types[0]",
            "filter.onderwerp",
            "filter.onderdeel",
            "filter.vanaf",
            "filter.meer",
            "vorm",
            "start",
            "geheim",
            "onzin",
        ] {
            assert!(found.iter().any(|error| error.starts_with(&format!("{field}: "))), "{field} in {found:?}");
        }
        let second = errors(&json!({ "url": "https://a@x", "geheim": "kort" }));
        assert_eq!(second, ["url: ongeldige-waarde", "geheim: ongeldige-waarde"]);
    }

    #[test]
    fn an_address_has_a_host_and_neither_user_nor_fragment() {
        for good in
            ["https://a.example", "https://a.example:8443/b?c=d", "http://127.0.0.1:9000/x", "https://[2a00::1]/x"]
        {
            assert!(Url::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a.example",
            "ftp://a.example",
            "https://",
            "https:///x",
            "https://a:b@c.example",
            "https://a.example/#x",
            "https://a.example:0/",
            "/pad",
        ] {
            assert!(Url::parse(bad).is_err(), "{bad}");
        }
    }
}
