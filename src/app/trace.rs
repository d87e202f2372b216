//! The trace that a request belongs to, by W3C Trace Context: read from the request, named in the lines of the log, and
//! passed on to the receivers of webhooks.
//!
//! A trace says nothing about what was recorded, so it is no part of the log. Which trace an event was recorded in is
//! remembered in memory for the last events; the webhooks of older ones begin a trace of their own.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::domain::ids::EventId;

/// The events whose trace is remembered: 10,000 with a state of 512 bytes each are 6 MB.
const REMEMBERED_MAX: usize = 10_000;

/// The longest `tracestate` that is passed on, as the recommendation asks for at least.
pub const STATE_MAX: usize = 512;

/// The version that is written.
const VERSION: &str = "00";

tokio::task_local! {
    /// The trace of the request that is answered.
    static CURRENT: TraceContext;
}

/// One step of a trace: which trace, which step, whether the caller records it, and what others added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    trace: [u8; 16],
    span: [u8; 8],
    is_sampled: bool,
    state: Option<Arc<str>>,
}

impl TraceContext {
    /// Parses the headers `traceparent` and `tracestate`. None where the first is not valid: the second then means
    /// nothing.
    pub fn parse(parent: &str, state: Option<&str>) -> Option<TraceContext> {
        let fields = parent.get(..55)?;
        let (version, rest) = (fields.get(..2)?, parent.get(55..)?);
        let [version] = hex_bytes::<1>(version)?;
        // A later version may add fields after these; this one has none, and `ff` is no version.
        if version == 0xff || (version == 0 && !rest.is_empty()) || !(rest.is_empty() || rest.starts_with('-')) {
            return None;
        }
        let mut parts = fields[2..].split('-').skip(1);
        let (trace, span, flags) = (hex_bytes(parts.next()?)?, hex_bytes(parts.next()?)?, hex_bytes(parts.next()?)?);
        let [flags]: [u8; 1] = flags;
        let is_there = trace != [0; 16] && span != [0; 8] && parts.next().is_none();
        let state = state.filter(|state| is_state(state)).map(Arc::from);
        is_there.then_some(TraceContext { trace, span, is_sampled: flags & 1 == 1, state })
    }

    /// Begins a trace, which nobody records.
    pub fn begin() -> TraceContext {
        TraceContext { trace: random(), span: random(), is_sampled: false, state: None }
    }

    /// Returns the same step, recorded or not.
    #[must_use]
    pub fn sampled(self, is_sampled: bool) -> TraceContext {
        TraceContext { is_sampled, ..self }
    }

    /// Returns true if the caller records the trace.
    pub fn is_sampled(&self) -> bool {
        self.is_sampled
    }

    /// Returns a next step of the same trace.
    #[must_use]
    pub fn next(&self) -> TraceContext {
        TraceContext { span: random(), ..self.clone() }
    }

    /// Returns the id of the trace in hexadecimal digits.
    pub fn trace_id(&self) -> String {
        hex::encode(self.trace)
    }

    /// Returns the id of the step in hexadecimal digits.
    pub fn span_id(&self) -> String {
        hex::encode(self.span)
    }

    /// Returns what others added, to be passed on as it is.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Answers a request within its trace.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }

    /// Returns the trace of the request that this task answers.
    pub fn current() -> Option<TraceContext> {
        CURRENT.try_with(Clone::clone).ok()
    }
}

/// Writes it as the value of `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}-{}-{}-{:02x}", self.trace_id(), self.span_id(), u8::from(self.is_sampled))
    }
}

/// Parses lower-case hexadecimal digits, as the recommendation asks for.
fn hex_bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let is_lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut bytes = [0; N];
    (is_lower && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(bytes)
}

/// Returns true for a list that can be passed on: printable, and not too long.
fn is_state(state: &str) -> bool {
    !state.is_empty() && state.len() <= STATE_MAX && state.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// Returns random bytes that are not all zero. Where the system has none, an id that says so is better than no answer.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0xff; N];
    getrandom::fill(&mut bytes).ok();
    if bytes == [0; N] { [1; N] } else { bytes }
}

/// The traces in which the last events were recorded.
#[derive(Debug, Default)]
pub struct RecentTraces(Mutex<Recent>);

#[derive(Debug, Default)]
struct Recent {
    of: HashMap<EventId, TraceContext>,
    order: VecDeque<EventId>,
}

impl RecentTraces {
    /// Notes the trace in which events are about to be recorded. The first that recorded an event stays.
    pub fn note(&self, events: impl IntoIterator<Item = EventId>, trace: &TraceContext) {
        let mut recent = self.0.lock();
        for event in events {
            if recent.of.contains_key(&event) {
                continue;
            }
            if recent.order.len() == REMEMBERED_MAX
                && let Some(oldest) = recent.order.pop_front()
            {
                recent.of.remove(&oldest);
            }
            recent.order.push_back(event);
            recent.of.insert(event, trace.clone());
        }
    }

    /// Returns the trace in which an event was recorded, if it is remembered.
    pub fn of(&self, event: EventId) -> Option<TraceContext> {
        self.0.lock().of.get(&event).cloned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VALID: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_valid_header_is_read_and_a_next_step_stays_in_its_trace() {
        let read = TraceContext::parse(VALID, Some("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7")).unwrap();
        assert_eq!((read.to_string(), read.trace_id()), (VALID.to_owned(), VALID[3..35].to_owned()));
        assert_eq!((read.span_id().as_str(), read.is_sampled), ("b7ad6b7169203331", true));
        let next = read.next();
        assert_eq!((next.trace_id(), next.state()), (read.trace_id(), read.state()));
        assert!(next.span_id() != read.span_id() && next.to_string().ends_with("-01"));
        let begun = TraceContext::begin();
        assert_eq!(TraceContext::parse(&begun.to_string(), None), Some(begun.clone()));
        assert_ne!(begun, TraceContext::begin());
    }

    #[test]
    fn what_is_no_header_of_a_trace_begins_another() {
        for bad in [
            "",
            "00",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
            "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
            "zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
            " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-é",
        ] {
            assert_eq!(TraceContext::parse(bad, None), None, "{bad}");
        }
        // A later version is read as far as this one goes, and written as this one.
        for later in [
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what",
        ] {
            assert_eq!(TraceContext::parse(later, None).unwrap().to_string(), VALID);
        }
        for state in ["", "a=\n", "ä=1", &"x".repeat(STATE_MAX + 1)] {
            assert_eq!(TraceContext::parse(VALID, Some(state)).unwrap().state(), None, "{state}");
        }
    }

    proptest! {
        /// The plain definition: four lower-case hexadecimal fields of fixed length between hyphens.
        #[test]
        fn of_version_zero_just_the_four_fields_are_read(text in "(00|0|f0)-[0-9a-fA-F]{31,33}-[0-9a-f]{15,17}-[0-9a-g]{1,3}") {
            let fields: Vec<&str> = text.split('-').collect();
            let is = |at: usize, length: usize| {
                fields[at].len() == length && fields[at].bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            };
            let there = is(0, 2) && is(1, 32) && is(2, 16) && is(3, 2)
                && !fields[1].trim_matches('0').is_empty() && !fields[2].trim_matches('0').is_empty();
            prop_assert_eq!(TraceContext::parse(&text, None).is_some(), there, "{}", text);
        }
    }

    #[test]
    fn the_traces_of_the_last_events_are_remembered() {
        let id = |number: usize| EventId::from_bytes((number as u128 + 1).to_be_bytes());
        let (recent, one, other) = (RecentTraces::default(), TraceContext::begin(), TraceContext::begin());
        recent.note([id(0), id(1)], &one);
        recent.note([id(1), id(2)], &other);
        assert_eq!([0, 1, 2].map(|at| recent.of(id(at))), [Some(one.clone()), Some(one), Some(other.clone())]);
        recent.note((3..REMEMBERED_MAX + 1).map(id), &other);
        assert_eq!((recent.of(id(0)), recent.of(id(REMEMBERED_MAX))), (None, Some(other)));
        assert_eq!(recent.0.lock().of.len(), REMEMBERED_MAX);
    }
}
