//! The delivery worker of a subscription: finds the next wanted event, delivers it, saves the result, and repeats.
//!
//! There is one worker per subscription. It waits by itself and calls on a thread of its own, so a receiver that is
//! slow or down delays nobody else: neither another subscriber, nor the writer, which never waits for a worker. The
//! resources of all workers are bounded by their number: each takes a thread while a call is under way, [`AHEAD_MAX`]
//! positions, and one record.

mod arriving;
mod calling;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use twox_hash::XxHash3_64;

use self::calling::{CallResult, Payload, call, call_in_turn, turn};
use super::attempt::{AttemptOutcome, NextAction};
use super::delivery_service::DeliveryService;
use super::http_sender::{DeliveryError, ReceiverAnswer};
use super::progress::{ProgressChange, SubscriptionStatus};
use super::registry::{DeadLetter, Delivery, End, ResendRequest, Subscription, SubscriptionState};
use super::retry::{later, parse_retry_after};
use crate::app::follow::{Follower, PageLimits};
use crate::domain::ids::EventId;
use crate::domain::time::Instant;
use crate::log::LogError;
use crate::log::kv_store::Changes;

/// Wanted positions that are looked up ahead of their delivery. Only positions: a record is read when it is sent, so
/// that a text erased meanwhile is sent as erased.
const AHEAD_MAX: usize = 100;

/// The byte limit of a look-ahead page. Each record counts as 1,024 bytes, so [`AHEAD_MAX`] ends a page first; at most
/// 20 records, 2 MB, are in memory at one time.
const LOOK_BYTES: usize = 4 * 1024 * 1024;

/// A position that only advanced past unwanted events is saved after this many: examining 10,000 again takes 0.1
/// seconds.
const SAVE_EVERY: u64 = 10_000;

/// How long a worker waits after the log could not be read, or the system had no thread.
const PAUSE: Duration = Duration::from_secs(5);

/// The positions that were looked up ahead.
struct LookAhead {
    follower: Follower,
    found: VecDeque<u64>,
    /// The value of [`SubscriptionState::moved`] when the look-ahead began.
    moved: u64,
}

enum WorkerStep {
    End,
    Resend(ResendRequest),
    Deliver(u64),
    Announce,
    Look,
    Wait(Instant),
    Rest,
}

/// Delivers until the subscription is deleted or the service stops.
pub async fn run(shared: Arc<DeliveryService>, subscription: Arc<Subscription>, mut stop: watch::Receiver<bool>) {
    let mut ahead = start_look_ahead(&shared, &subscription);
    let mut not_before = Instant::from_micros(0);
    while !*stop.borrow() {
        let step = next_step(&shared, &subscription, &mut ahead, not_before);
        let stopped = async { drop(stop.wait_for(|stop| *stop).await) };
        let woken = subscription.wake.notified();
        match step {
            WorkerStep::End => return,
            WorkerStep::Deliver(position) => {
                not_before = next_call_at(&shared, &subscription);
                deliver(&shared, &subscription, &mut ahead, position).await;
            }
            WorkerStep::Announce => {
                if arriving::announce(&shared, &subscription).await {
                    not_before = next_call_at(&shared, &subscription);
                }
            }
            WorkerStep::Resend(resend) => {
                not_before = next_call_at(&shared, &subscription);
                resend_event(&shared, &subscription, resend).await;
            }
            WorkerStep::Look => tokio::select! {
                looked = find_ahead(&mut ahead, &subscription) => if let Err(error) = looked {
                    if matches!(error, LogError::Closed) {
                        return;
                    }
                    tracing::error!(error = error.message().logged(), subscription = %subscription.id(), "the log can not be read for a subscriber");
                    not_before = later(shared.now(), PAUSE);
                },
                () = arriving::begins(&shared, &subscription) => {},
                () = woken => {},
                () = stopped => {},
            },
            WorkerStep::Wait(moment) => tokio::select! {
                () = shared.timer().wait_until(moment, shared.now()) => {},
                () = arriving::begins(&shared, &subscription) => {},
                () = woken => {},
                () = stopped => {},
            },
            WorkerStep::Rest => tokio::select! {
                () = woken => {},
                () = stopped => {},
            },
        }
    }
}

fn start_look_ahead(shared: &DeliveryService, subscription: &Subscription) -> LookAhead {
    let state = subscription.state.lock();
    let bounds = PageLimits { records: AHEAD_MAX, bytes: LOOK_BYTES };
    let follower =
        Follower::new(shared.service(), subscription.registration.wanted.filter(), state.progress.after, bounds);
    LookAhead { follower, found: VecDeque::new(), moved: state.moved }
}

fn next_step(
    shared: &DeliveryService,
    subscription: &Subscription,
    ahead: &mut LookAhead,
    not_before: Instant,
) -> WorkerStep {
    if shared.saving_failed() {
        return WorkerStep::Rest; // going on would deliver the same events again after every restart
    }
    let moved = {
        let mut state = subscription.state.lock();
        if state.removed {
            return WorkerStep::End;
        }
        if let Some(resend) = state.resends.pop_front() {
            return WorkerStep::Resend(resend);
        }
        let now = shared.now();
        if state.progress.standing == SubscriptionStatus::Active
            && let Some(arrivals) = &state.progress.arrivals
            && arrivals.due(now) == NextAction::Now
        {
            return if not_before > now { WorkerStep::Wait(not_before) } else { WorkerStep::Announce };
        }
        match state.progress.due(now) {
            NextAction::Never => return WorkerStep::Rest,
            NextAction::At(moment) => return WorkerStep::Wait(moment),
            NextAction::Now if not_before > now => return WorkerStep::Wait(not_before),
            NextAction::Now => {}
        }
        state.moved != ahead.moved
    };
    if moved {
        *ahead = start_look_ahead(shared, subscription);
    }
    match ahead.found.front() {
        Some(position) => WorkerStep::Deliver(*position),
        None => {
            advance_past_unwanted(shared, subscription, ahead);
            WorkerStep::Look
        }
    }
}

/// Advances the position past events that were examined and not wanted, once all wanted ones before it were delivered.
fn advance_past_unwanted(shared: &DeliveryService, subscription: &Subscription, ahead: &LookAhead) {
    let until = ahead.follower.after();
    let mut state = subscription.state.lock();
    if state.moved != ahead.moved
        || until <= state.progress.after
        || state.progress.standing != SubscriptionStatus::Active
    {
        return;
    }
    if let Some(id) = shared.service().state().id_at(until) {
        state.progress.advance_to(until, id);
        if until - state.saved >= SAVE_EVERY {
            let changes = subscription.progress_entry(&mut state);
            shared.save_later(changes);
        }
    }
}

async fn find_ahead(ahead: &mut LookAhead, subscription: &Arc<Subscription>) -> Result<(), LogError> {
    let theirs = Arc::clone(subscription);
    let page = ahead.follower.next_as(move |record| {
        let wanted = theirs.registration.wanted.has_type(record.kind).then_some(record.position);
        (wanted, 1024)
    });
    ahead.found.extend(page.await?.items.into_iter().flatten());
    Ok(())
}

/// The earliest moment of the next call after one that is made now, at the agreed rate.
fn next_call_at(shared: &DeliveryService, subscription: &Subscription) -> Instant {
    let now = shared.now();
    subscription.registration.rate.map_or(now, |rate| later(now, Duration::from_secs(60) / rate.max(1)))
}

async fn deliver(
    shared: &Arc<DeliveryService>,
    subscription: &Arc<Subscription>,
    ahead: &mut LookAhead,
    position: u64,
) {
    let called = call_in_turn(shared, subscription, Payload::Event(position)).await;
    let Some((called, event)) = called.and_then(|called| called.event.map(|event| (called, event))) else {
        // Nothing was sent: the position stays, and this is no failure of the subscriber.
        shared.timer().wait_until(later(shared.now(), PAUSE), shared.now()).await;
        return;
    };
    let now = shared.now();
    let outcome = outcome(&called.answer, now);
    let mut state = subscription.state.lock();
    if state.removed {
        return;
    }
    let counts = state.moved == ahead.moved && position > state.progress.after;
    let before = state.progress.failing.as_ref().map_or(0, |failing| failing.attempts);
    let verdict = counts.then(|| {
        let jitter = jitter(subscription, position, before);
        state.progress.apply_outcome((position, event), &outcome, now, &shared.delivering().rule, jitter)
    });
    let (end, next) = match (verdict, &outcome) {
        (Some(ProgressChange::Advanced), _) | (None, AttemptOutcome::Delivered) => (End::Delivered, None),
        (Some(ProgressChange::Again(moment)), _) => (End::Failed, Some(moment)),
        (Some(ProgressChange::Dead), _) => (End::Dead, None),
        (Some(ProgressChange::Ended), _) | (None, AttemptOutcome::Gone) => (End::Gone, None),
        (None, AttemptOutcome::Failed { .. }) => (End::Failed, None),
    };
    if end == End::Delivered {
        ahead.found.pop_front();
    }
    let delivery = build_delivery(&state, &called, (position, event), before + 1, end, next);
    log_delivery(subscription, &delivery, &called.trace_id);
    let mut changes = add_to_history(subscription, &mut state, delivery);
    changes.extend(subscription.progress_entry(&mut state));
    shared.save_later(changes);
}

/// Resends an event for a person. Success advances the position only when the subscription is waiting at that event.
async fn resend_event(shared: &Arc<DeliveryService>, subscription: &Arc<Subscription>, resend: ResendRequest) {
    let position = resend.position;
    let called = call_in_turn(shared, subscription, Payload::Event(position)).await;
    let Some((called, event)) = called.and_then(|called| called.event.map(|event| (called, event))) else { return };
    let outcome = outcome(&called.answer, shared.now());
    let mut state = subscription.state.lock();
    let end = match outcome {
        AttemptOutcome::Delivered => End::Delivered,
        AttemptOutcome::Gone => End::Gone,
        AttemptOutcome::Failed { .. } => End::Failed,
    };
    let waits_for_it = state.progress.failing.as_ref().is_some_and(|failing| failing.position == position);
    match end {
        End::Delivered if waits_for_it => {
            state.progress.advance_to(position, event);
            state.moved += 1;
        }
        End::Gone => state.progress.end(),
        End::Delivered | End::Failed | End::Dead => {}
    }
    let delivery = build_delivery(&state, &called, (position, event), 0, end, None);
    log_delivery(subscription, &delivery, &called.trace_id);
    if !state.removed {
        let mut changes = add_to_history(subscription, &mut state, delivery.clone());
        changes.extend(subscription.progress_entry(&mut state));
        shared.save_later(changes);
    }
    drop(state);
    resend.reply.send(delivery).ok(); // a caller that disconnected finds it in the list
}

fn build_delivery(
    state: &SubscriptionState,
    called: &CallResult,
    (position, event): (u64, EventId),
    attempt: u32,
    end: End,
    next: Option<Instant>,
) -> Delivery {
    Delivery {
        number: state.next_number(),
        position,
        event,
        arrives_on: None,
        attempt,
        at: called.at,
        millis: called.millis,
        status: called.answer.as_ref().ok().map(|answer| answer.status),
        trouble: called.answer.as_ref().err().map(|trouble| trouble.name().to_owned()),
        end,
        next,
    }
}

/// Saves the delivery, and keeps the list of dead letters consistent with it.
fn add_to_history(subscription: &Subscription, state: &mut SubscriptionState, delivery: Delivery) -> Changes {
    let mut changes = match delivery.end {
        End::Delivered => subscription.remove_dead_letter(state, delivery.position),
        End::Dead => {
            let failing = state.progress.failing.as_ref();
            let letter = DeadLetter {
                position: delivery.position,
                event: delivery.event,
                since: failing.map_or(delivery.at, |failing| failing.since),
                attempts: failing.map_or(delivery.attempt, |failing| failing.attempts),
                status: delivery.status,
                trouble: delivery.trouble.clone(),
            };
            subscription.add_dead_letter(state, letter)
        }
        End::Failed | End::Gone => Changes::new(),
    };
    changes.extend(subscription.add_delivery(state, delivery));
    changes
}

fn outcome(answer: &Result<ReceiverAnswer, DeliveryError>, now: Instant) -> AttemptOutcome {
    match answer {
        Ok(answer) => match answer.status {
            200..=299 => AttemptOutcome::Delivered,
            410 => AttemptOutcome::Gone,
            429 | 503 => {
                let wait = answer.retry_after.as_deref().and_then(|header| parse_retry_after(header, now));
                AttemptOutcome::Failed { retry_after: wait.map(|wait| later(now, wait)) }
            }
            _ => AttemptOutcome::Failed { retry_after: None },
        },
        Err(_) => AttemptOutcome::Failed { retry_after: None },
    }
}

/// A deterministic jitter from subscription, event and number of attempts: the same in every run.
fn jitter(subscription: &Subscription, position: u64, attempts: u32) -> u16 {
    let mut bytes = subscription.id().bytes().to_vec();
    bytes.extend(position.to_le_bytes());
    bytes.extend(attempts.to_le_bytes());
    (XxHash3_64::oneshot(&bytes) & u64::from(u16::MAX)) as u16
}

/// Logs and counts a delivery. Addresses and secrets stay out of the log: the id leads to them.
fn log_delivery(subscription: &Subscription, delivery: &Delivery, trace_id: &str) {
    let (id, end) = (subscription.id(), delivery.end.name());
    metrics::counter!(super::DELIVERIES, "end" => end).increment(1);
    match delivery.end {
        End::Delivered => tracing::debug!(subscription = %id, position = delivery.position, trace_id, "delivered"),
        End::Failed | End::Dead | End::Gone => tracing::warn!(
            subscription = %id, position = delivery.position, status = delivery.status, trouble = delivery.trouble, end, trace_id,
            "a subscriber did not take an event"
        ),
    }
}
