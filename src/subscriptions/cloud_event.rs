//! An event as other systems receive it: CloudEvents 1.0 in structured JSON, by the NL GOV profile for CloudEvents 1.1
//! (Logius).
//!
//! Choices that the profile leaves to the sender:
//!
//! - `id` is the event's own id, by which it can be read back; `source` is a configured `urn:nld:...`, one for each
//!   log.
//! - `time` is the moment the event was recorded (`geregistreerdOp`). Its effective date is in the data.
//! - `subject` is the subject of the event. It never contains what may have to be erased, nor does any other attribute.
//! - `sequence` is the position with leading zeros: the extension requires text that sorts in the order of the log.
//!   There is no `sequencetype`: the only one that the extension defines, `Integer`, counts without gaps, which a
//!   filtered subscriber does see, turns negative past 2^31 - 1, and is the text of an integer, which others write and
//!   read without zeros.
//! - `data` is the record as in the feed, and `dataref` is its address. A thin event has no `data`: its reader fetches
//!   the record, and so never keeps what was erased since.
//! - `dataschema` is not sent: `Record` in the OpenAPI document describes the data, and an address of a part of a
//!   document is no absolute URI.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::domain::ids::EventId;
use crate::domain::moment::begin_of_day;
use crate::domain::time::{Day, Instant};
use crate::language::Message;
use crate::log::record::{Record, RecordView};
use crate::message;
use crate::projections::agenda::arrivals::ArrivalView;

/// The media type of one event in structured JSON.
pub const MEDIA_TYPE: &str = "application/cloudevents+json";

/// The prefix of every URN of the Dutch government.
const SOURCE_PREFIX: &str = "urn:nld:";

/// The default source: good for one machine, not for two that send to the same receiver.
const SOURCE_DEFAULT: &str = "urn:nld:peildatum";

/// Digits of `sequence`: positions stay below 2^32, which has ten digits.
const SEQUENCE_DIGITS: usize = 10;

/// The longest source and public address, so that every attribute fits in a header.
const ORIGIN_MAX: usize = 500;

/// The origin of events: the same for every event of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    source: Box<str>,
    /// The part of an address before the path of the API, without a slash at its end. Empty when it is not configured:
    /// then addresses are relative.
    base: Box<str>,
}

impl Default for Origin {
    /// The source of a single machine, and relative addresses.
    fn default() -> Origin {
        Origin { source: SOURCE_DEFAULT.into(), base: "".into() }
    }
}

impl Origin {
    /// Sets another source.
    ///
    /// # Errors
    /// A sentence when it is no URN with the namespace `nld`.
    pub fn with_source(self, source: &str) -> Result<Origin, Message> {
        let wrong = || message!("config-event-source", source = source);
        let name = source.strip_prefix(SOURCE_PREFIX).filter(|_| source.len() <= ORIGIN_MAX).ok_or_else(wrong)?;
        // RFC 8141: it neither begins nor ends with a separator.
        if name.starts_with('/') || !is_encoded(name, b"-._~!$&'()*+,;=:@/") || name.is_empty() {
            return Err(wrong());
        }
        Ok(Origin { source: source.into(), ..self })
    }

    /// Sets the public address of the service.
    ///
    /// # Errors
    /// A sentence when it is no `http` or `https` address without user, query and fragment.
    pub fn with_base(self, base: &str) -> Result<Origin, Message> {
        let wrong = || message!("config-public-url", url = base);
        let rest = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://")).ok_or_else(wrong)?;
        let host = rest.split('/').next().unwrap_or_default();
        if host.is_empty() || base.len() > ORIGIN_MAX || !is_encoded(rest, b"-._~!$&'()*+,;=:[]/") {
            return Err(wrong());
        }
        Ok(Origin { base: base.trim_end_matches('/').into(), ..self })
    }

    /// The part of an address before `/v1`; empty when it is not configured.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The host and port of that address; `None` when it is not configured.
    pub fn authority(&self) -> Option<&str> {
        self.base.split_once("://").and_then(|(_, rest)| rest.split('/').next())
    }

    /// The address at which an event can be read.
    fn address(&self, id: EventId) -> String {
        format!("{}/v1/gebeurtenissen/{id}", self.base)
    }
}

/// Whether a text consists of letters, digits, these signs and complete percent-encodings, as in an address or a URN.
fn is_encoded(text: &str, signs: &[u8]) -> bool {
    let mut parts = text.split('%');
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || signs.contains(&byte));
    let encoded =
        |part: &str| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()) && plain(part);
    parts.next().is_some_and(plain) && parts.all(encoded)
}

/// One event, to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CloudEvent {
    /// The version of CloudEvents.
    #[schemars(regex(pattern = r"^1\.0$"))]
    pub specversion: &'static str,
    /// The id of the event: with `source` it tells doubles.
    pub id: EventId,
    /// Which log it comes from.
    #[schemars(length(max = 500), regex(pattern = r"^urn:nld:"))]
    pub source: Box<str>,
    /// The type of the event.
    #[serde(rename = "type")]
    #[schemars(regex(pattern = r"^nl\.peildatum\.[a-z.-]+$"))]
    pub kind: String,
    /// What it is about.
    #[schemars(regex(pattern = r"^[a-z]+/[A-Za-z0-9][A-Za-z0-9.-]{0,63}$"))]
    pub subject: String,
    /// When it was recorded.
    pub time: Instant,
    /// Its position in the log, in text order.
    #[schemars(regex(pattern = "^[0-9]{10}$"))]
    pub sequence: String,
    /// Where the record can be read.
    #[schemars(extend("format" = "uri-reference"))]
    pub dataref: String,
    /// What `data` is; only with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = "^application/json$"))]
    pub datacontenttype: Option<&'static str>,
    /// The record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub data: Option<Value>,
}

impl CloudEvent {
    /// Creates the event without its data: its reader follows `dataref`.
    pub fn thin(record: &Record, origin: &Origin) -> CloudEvent {
        CloudEvent {
            specversion: "1.0",
            id: record.id,
            source: origin.source.clone(),
            kind: record.kind.full_name(),
            subject: record.subject.as_str().to_owned(),
            time: record.recorded_at,
            sequence: format!("{:0SEQUENCE_DIGITS$}", record.position),
            dataref: origin.address(record.id),
            datacontenttype: None,
            data: None,
        }
    }

    /// Creates the event with the record.
    pub fn full(record: &Record, origin: &Origin) -> CloudEvent {
        CloudEvent {
            datacontenttype: Some("application/json"),
            data: Some(record.to_json(RecordView::Feed)),
            ..CloudEvent::thin(record, origin)
        }
    }
}

/// What was announced, to be sent on the day on which it takes effect. It is no event of the log, so it has no place in
/// its order and no address of a record.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ArrivalEvent {
    /// The version of CloudEvents.
    #[schemars(regex(pattern = r"^1\.0$"))]
    pub specversion: &'static str,
    /// The id of the entry and the day: with `source` it tells doubles.
    pub id: String,
    /// Which log it comes from.
    #[schemars(length(max = 500), regex(pattern = r"^urn:nld:"))]
    pub source: Box<str>,
    /// The type.
    #[serde(rename = "type")]
    #[schemars(regex(pattern = r"^nl\.peildatum\.ingegaan$"))]
    pub kind: &'static str,
    /// What it is about.
    #[schemars(regex(pattern = r"^[a-z]+/[A-Za-z0-9][A-Za-z0-9.-]{0,63}$"))]
    pub subject: String,
    /// When the day began.
    pub time: Instant,
    /// What `data` is.
    #[schemars(regex(pattern = "^application/json$"))]
    pub datacontenttype: &'static str,
    /// What takes effect.
    pub data: ArrivalView,
}

impl ArrivalEvent {
    /// Creates the event.
    pub fn of(told: &ArrivalView, origin: &Origin) -> ArrivalEvent {
        let day = Day::parse(&told.due).expect("it was written as a day");
        ArrivalEvent {
            specversion: "1.0",
            id: format!("{}.{day}", told.id),
            source: origin.source.clone(),
            kind: "nl.peildatum.ingegaan",
            subject: told.subject.clone(),
            time: begin_of_day(day),
            datacontenttype: "application/json",
            data: told.clone(),
        }
    }
}

#[cfg(test)]
#[path = "cloud_event_tests.rs"]
mod tests;
