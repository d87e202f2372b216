//! Calls a receiver with one CloudEvent, on a thread of its own.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::super::cloud_event::{ArrivalEvent, CloudEvent};
use super::super::delivery_service::DeliveryService;
use super::super::http_sender::{DeliveryError, DeliveryRequest, ReceiverAnswer};
use super::super::registration::PayloadShape;
use super::super::registry::Subscription;
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
pub(super) enum Payload {
    /// The event at a position.
    Event(u64),
    /// What takes effect on a day.
    Arrival(Box<ArrivalEvent>, EventId),
}

/// Waits for a turn among all that are called at once; `None` when the service stops.
pub(super) async fn turn(shared: &DeliveryService) -> Option<OwnedSemaphorePermit> {
    Arc::clone(&shared.calls).acquire_owned().await.ok()
}

/// Waits for a turn, and calls the receiver.
pub(super) async fn call_in_turn(
    shared: &Arc<DeliveryService>,
    subscription: &Arc<Subscription>,
    payload: Payload,
) -> Option<CallResult> {
    let turn = turn(shared).await?;
    call(shared, subscription, payload, turn).await
}

/// Calls the receiver on a thread of its own, in this turn; `None` when the system has no thread or the service stops.
pub(super) async fn call(
    shared: &Arc<DeliveryService>,
    subscription: &Arc<Subscription>,
    payload: Payload,
    turn: OwnedSemaphorePermit,
) -> Option<CallResult> {
    let (done, answer) = oneshot::channel();
    let (shared, subscription) = (Arc::clone(shared), Arc::clone(subscription));
    let thread = std::thread::Builder::new().name("webhook".to_owned()).stack_size(STACK);
    let spawned = thread.spawn(move || {
        let called = call_blocking(&shared, &subscription, &payload);
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
    shared: &DeliveryService,
    subscription: &Subscription,
    payload: &Payload,
) -> Option<(String, Vec<u8>, EventId)> {
    match payload {
        Payload::Event(position) => {
            let record = shared.service().record(*position).unwrap_or_else(|error| {
                tracing::error!(error = error.message().logged(), subscription = %subscription.id(), "the log can not be read for a subscriber");
                None
            })?;
            let event = match subscription.registration.shape {
                PayloadShape::Thin => CloudEvent::thin(&record, shared.origin()),
                PayloadShape::Full => CloudEvent::full(&record, shared.origin()),
            };
            Some((record.id.to_string(), serde_json::to_vec(&event).expect("a CloudEvent is JSON"), record.id))
        }
        Payload::Arrival(event, of) => {
            Some((event.id.clone(), serde_json::to_vec(event).expect("a CloudEvent is JSON"), *of))
        }
    }
}

fn call_blocking(shared: &DeliveryService, subscription: &Subscription, payload: &Payload) -> CallResult {
    let at = shared.now();
    let Some((id, body, event)) = written(shared, subscription, payload) else {
        return CallResult {
            at,
            millis: 0,
            event: None,
            trace_id: String::new(),
            answer: Err(DeliveryError::Unreachable),
        };
    };
    let trace = match payload {
        Payload::Event(_) => shared.service().trace_of(event).map(|recorded| recorded.next()),
        Payload::Arrival(..) => None, // nothing but the passing of a day led to it
    };
    let trace = trace.unwrap_or_else(TraceContext::begin);
    let registration = &subscription.registration;
    let second = at.micros().div_euclid(1_000_000);
    let request = DeliveryRequest {
        url: &registration.url,
        id: &id,
        second,
        signature: &subscription.state.lock().keys.sign(at, &id, second, &body),
        token: registration.token.as_deref(),
        origin: &shared.delivering().sender,
        trace: &trace,
        body: &body,
    };
    let answer = shared.sender().deliver(&request);
    let micros = shared.now().micros().saturating_sub(at.micros());
    let millis = u64::try_from(micros / 1000).unwrap_or(0);
    CallResult { at, millis, event: Some(event), trace_id: trace.trace_id(), answer }
}
