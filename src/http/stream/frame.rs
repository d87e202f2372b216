//! The encoding of server-sent events (WHATWG standard).
//!
//! Only the last event, and what takes effect on a day, have a name, so that the `onmessage` handler of a browser
//! receives all others. JSON escapes line ends, so the data is always one line. In a client that follows the standard,
//! an `id` in a block without data still advances the last event id: nothing is dispatched, and a later resume starts
//! there.

use crate::access::grant::Refused;
use crate::app::query_keys::ARRIVALS;
use crate::language::{Language, Message};
use crate::log::record::{Record, RecordView};
use crate::message;
use crate::projections::agenda::arrivals::ArrivalView;
use crate::subscriptions::{ArrivalEvent, CloudEvent, Origin};

/// The data of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFormat {
    /// The record, as in the feed.
    Records,
    /// A CloudEvent that contains the record.
    CloudEvents,
}

impl StreamFormat {
    /// All formats, in the order of their discriminants.
    pub const ALL: [StreamFormat; 2] = [StreamFormat::Records, StreamFormat::CloudEvents];
}

/// The reason why the service ends a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamEnd {
    /// The service is stopping; a client reconnects after the delay it was given.
    Stopping,
    /// The log cannot be read at this position.
    Unreadable,
    /// Who follows is no longer let in.
    Refused(Refused),
}

impl StreamEnd {
    /// Returns the stable code and a sentence.
    fn words(self) -> (&'static str, Message) {
        match self {
            StreamEnd::Stopping => ("dienst-stopt", message!("stream-stopping")),
            StreamEnd::Unreadable => ("logboek-niet-beschikbaar", message!("stream-unreadable")),
            StreamEnd::Refused(refused) => (refused.code(), message!("stream-refused")),
        }
    }
}

/// Encodes one event.
pub fn event(record: &Record, format: StreamFormat, origin: &Origin) -> String {
    let data = match format {
        StreamFormat::Records => {
            let mut json = Vec::with_capacity(1024);
            record.write_json(RecordView::Feed, &mut json);
            String::from_utf8(json).expect("JSON is text")
        }
        StreamFormat::CloudEvents => {
            serde_json::to_string(&CloudEvent::full(record, origin)).expect("its keys are strings")
        }
    };
    format!("id: {}\ndata: {data}\n\n", record.position)
}

/// Encodes what was announced and takes effect on its day. It has a name, so that who follows the events is not given
/// it as one, and no id, so that the last event id stays a position of the log.
pub fn arrival(told: &ArrivalView, format: StreamFormat, origin: &Origin) -> String {
    let data = match format {
        StreamFormat::Records => serde_json::to_string(told),
        StreamFormat::CloudEvents => serde_json::to_string(&ArrivalEvent::of(told, origin)),
    };
    format!("event: {ARRIVALS}\ndata: {}\n\n", data.expect("its keys are strings"))
}

/// Encodes the first block: the delay before reconnecting, and the start position.
pub fn hello(retry_millis: u64, position: u64) -> String {
    format!("retry: {retry_millis}\nid: {position}\n\n")
}

/// Encodes a heartbeat, with a position if the search advanced without finding an event.
pub fn heartbeat(position: Option<u64>) -> String {
    position.map_or_else(|| ":\n\n".to_owned(), |position| format!(":\nid: {position}\n\n"))
}

/// Encodes the last block, an event with a name.
pub fn end(why: StreamEnd, language: Language) -> String {
    let (code, detail) = why.words();
    let detail = detail.in_language(language);
    let data = serde_json::json!({ "code": code, "melding": detail });
    format!("event: einde\ndata: {data}\n\n")
}
