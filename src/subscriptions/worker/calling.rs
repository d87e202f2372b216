//! Calls a receiver with one CloudEvent, on a thread of its own.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::super::cloud_event::{ArrivalEvent, CloudEvent};
use super::super::http_sender::{DeliveryError, DeliveryRequest, ReceiverAnswer};
use super::super::registration::Shape;
use super::super::registry::Subscription;
use super::super::service::DeliveryService;
use crate::app::trace::TraceContext;
use crate::domain::ids::EventId;
use crate::domain::time::Instant;

/// The stack of a calling thread: enough for TLS in an unoptimised build.
const STACK: usize = 1024 * 1024;

/// The result of a call.
pub(super) struct CallResult {
    pub(super) at: Instant,
    pub(super) millis: u64,
    pub(super) event: Option<EventId>,
    /// The trace that the call belongs to, for the log lines.
    pub(super) trace_id: String,
    pub(super) answer: Result<ReceiverAnswer, DeliveryError>,
}

/// What a call delivers.
pub(super) enum Letter {
    /// The event at a position.
    Event(u64),
    /// What takes effect on a day.
    Arrival(Box<ArrivalEvent>, EventId),
}

/// Waits for a turn among all that are called at once; `None` when the service stops.
pub(super) async fn turn(office: &DeliveryService) -> Option<OwnedSemaphorePermit> {
    Arc::clone(&office.calls).acquire_owned().await.ok()
}

/// Waits for a turn, and calls the receiver.
pub(super) async fn call_in_turn(
    office: &Arc<DeliveryService>,
    subscription: &Arc<Subscription>,
    letter: Letter,
) -> Option<CallResult> {
    let turn = turn(office).await?;
    call(office, subscription, letter, turn).await
}

/// Calls the receiver on a thread of its own, in this turn; `None` when the system has no thread or the service stops.
pub(super) async fn call(
    office: &Arc<DeliveryService>,
    subscription: &Arc<Subscription>,
    letter: Letter,
    turn: OwnedSemaphorePermit,
) -> Option<CallResult> {
    let (done, answer) = oneshot::channel();
    let (office, subscription) = (Arc::clone(office), Arc::clone(subscription));
    let thread = std::thread::Builder::new().name("webhook".to_owned()).stack_size(STACK);
    let spawned = thread.spawn(move || {
        let called = call_blocking(&office, &subscription, &letter);
        drop(turn);
        done.send(called).ok()
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "no thread to call a subscriber from");
        return None;
    }
    answer.await.ok()
}

/// Writes what is sent: its id, its body, and the event that it is about. Nothing where the log can not be read.
fn written(
    office: &DeliveryService,
    subscription: &Subscription,
    letter: &Letter,
) -> Option<(String, Vec<u8>, EventId)> {
    match letter {
        Letter::Event(position) => {
            let record = office.service().record(*position).unwrap_or_else(|error| {
                tracing::error!(error = error.message().logged(), subscription = %subscription.id(), "the log can not be read for a subscriber");
                None
            })?;
            let event = match subscription.registration.shape {
                Shape::Thin => CloudEvent::thin(&record, office.origin()),
                Shape::Full => CloudEvent::full(&record, office.origin()),
            };
            Some((record.id.to_string(), serde_json::to_vec(&event).expect("a CloudEvent is JSON"), record.id))
        }
        Letter::Arrival(event, of) => {
            Some((event.id.clone(), serde_json::to_vec(event).expect("a CloudEvent is JSON"), *of))
        }
    }
}

fn call_blocking(office: &DeliveryService, subscription: &Subscription, letter: &Letter) -> CallResult {
    let at = office.now();
    let Some((id, body, event)) = written(office, subscription, letter) else {
        return CallResult {
            at,
            millis: 0,
            event: None,
            trace_id: String::new(),
            answer: Err(DeliveryError::Unreachable),
        };
    };
    let trace = match letter {
        Letter::Event(_) => office.service().trace_of(event).map(|recorded| recorded.next()),
        Letter::Arrival(..) => None, // nothing but the passing of a day led to it
    };
    let trace = trace.unwrap_or_else(TraceContext::begin);
    let registration = &subscription.registration;
    let second = at.micros().div_euclid(1_000_000);
    let letter = DeliveryRequest {
        url: &registration.url,
        id: &id,
        second,
        signature: &subscription.state.lock().keys.sign(at, &id, second, &body),
        token: registration.token.as_deref(),
        origin: &office.delivering().sender,
        trace: &trace,
        body: &body,
    };
    let answer = office.sender().deliver(&letter);
    let micros = office.now().micros().saturating_sub(at.micros());
    let millis = u64::try_from(micros / 1000).unwrap_or(0);
    CallResult { at, millis, event: Some(event), trace_id: trace.trace_id(), answer }
}
