//! The text of server-sent events (the WHATWG standard): what goes over the wire, byte by byte.
//!
//! No event has a name but the last, so that the `onmessage` of a browser gets them. JSON escapes line ends, so the data is always
//! one line. An `id` on a block without data still moves the last event id of a client that keeps the standard: nothing is
//! dispatched, and a later resume begins there.

use crate::language::{Language, Message};
use crate::log::record::{Record, Shape};
use crate::message;
use crate::subscriptions::{CloudEvent, Origin};

/// What the data of an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The record, as in the feed.
    Records,
    /// A CloudEvent with the record in it.
    CloudEvents,
}

impl Format {
    /// All of them, in the order of their discriminants.
    pub const ALL: [Format; 2] = [Format::Records, Format::CloudEvents];
}

/// Why a stream ends from this side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The service stops; a client comes back after the pause it was told.
    Stopping,
    /// The log can not be read at this point.
    Unreadable,
}

impl End {
    /// What kind of end it is, stable, and a sentence.
    fn words(self) -> (&'static str, Message) {
        match self {
            End::Stopping => ("dienst-stopt", message!("stream-stopping")),
            End::Unreadable => ("logboek-niet-beschikbaar", message!("stream-unreadable")),
        }
    }
}

/// One event.
pub fn event(record: &Record, format: Format, origin: &Origin) -> String {
    let data = match format {
        Format::Records => record.to_json(Shape::Feed).to_string(),
        Format::CloudEvents => serde_json::to_string(&CloudEvent::full(record, origin)).expect("its keys are strings"),
    };
    format!("id: {}\ndata: {data}\n\n", record.position)
}

/// The first block: how long to wait before coming back, and where the stream begins.
pub fn hello(retry_millis: u64, position: u64) -> String {
    format!("retry: {retry_millis}\nid: {position}\n\n")
}

/// A sign of life. With a position when the search got on without finding anything.
pub fn heartbeat(position: Option<u64>) -> String {
    position.map_or_else(|| ":\n\n".to_owned(), |position| format!(":\nid: {position}\n\n"))
}

/// The last block: the one event with a name.
pub fn end(why: End, language: Language) -> String {
    let (code, detail) = why.words();
    let detail = detail.in_language(language);
    let data = serde_json::json!({ "code": code, "melding": detail });
    format!("event: einde\ndata: {data}\n\n")
}
