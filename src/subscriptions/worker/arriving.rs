//! The worker's part in telling what takes effect on a day: one entry at a time, saved before it is sent.

use std::sync::Arc;

use super::super::arrivals::{ArrivalChange, ArrivalProgress, wanted};
use super::super::attempt::{AttemptOutcome, NextAction};
use super::super::cloud_event::ArrivalEvent;
use super::super::delivery_service::DeliveryService;
use super::super::progress::SubscriptionStatus;
use super::super::registry::{Delivery, End, Subscription};
use super::super::retry::later;
use super::{PAUSE, Payload, build_delivery, call, jitter, log_delivery, outcome, turn};
use crate::domain::ids::EventId;
use crate::projections::agenda::arrivals::ArrivalView;

/// Ends when the next entry is due: when a day begins, or when one that failed is tried again. Never where the
/// subscription does not ask for it.
pub(super) async fn begins(shared: &DeliveryService, subscription: &Subscription) {
    let due = {
        let state = subscription.state.lock();
        state.progress.arrivals.as_ref().map(|arrivals| arrivals.due(shared.now()))
    };
    match due {
        Some(NextAction::At(moment)) => shared.timer().wait_until(moment, shared.now()).await,
        // What is due now waits for the rate that was agreed, for which the worker waits already.
        Some(NextAction::Now | NextAction::Never) | None => std::future::pending().await,
    }
}

/// Tells the next entry that takes effect, or finds that a day has no more. Returns true if the receiver was called.
pub(super) async fn announce(shared: &Arc<DeliveryService>, subscription: &Arc<Subscription>) -> bool {
    let Some(told) = next(shared, subscription).await else { return false };
    // The turn comes first: what is saved as begun and never sent would be lost when the service stops.
    let Some(turn) = turn(shared).await else { return false };
    let begun = {
        let mut state = subscription.state.lock();
        if state.removed || state.progress.standing != SubscriptionStatus::Active {
            return false;
        }
        state.progress.arrivals.iter_mut().for_each(ArrivalProgress::begin);
        subscription.progress_entry(&mut state)
    };
    let of = EventId::parse(&told.id).expect("an entry is named by an event");
    let payload = Payload::Arrival(Box::new(ArrivalEvent::of(&told, shared.origin())), of);
    // What was not saved is not called about: the entry could be told twice.
    let called = match shared.save_now(begun).await {
        Ok(()) => call(shared, subscription, payload, turn).await,
        Err(_) => None,
    };
    let Some(called) = called else {
        let changes = {
            let mut state = subscription.state.lock();
            state.progress.arrivals.iter_mut().for_each(ArrivalProgress::not_begun);
            subscription.progress_entry(&mut state)
        };
        shared.save_later(changes);
        shared.timer().wait_until(later(shared.now(), PAUSE), shared.now()).await;
        return false;
    };
    let now = shared.now();
    let outcome = outcome(&called.answer, now);
    let mut state = subscription.state.lock();
    if state.removed {
        return true;
    }
    let Some(arrivals) = &mut state.progress.arrivals else { return true };
    let attempt = arrivals.attempts() + 1;
    let rule = (&shared.delivering().rule, jitter(subscription, told.position, attempt - 1));
    let change = arrivals.apply(told.position, &outcome, now, rule);
    let (end, next) = match (change, &outcome) {
        (_, AttemptOutcome::Gone) => (End::Gone, None),
        (ArrivalChange::Told, _) => (End::Delivered, None),
        (ArrivalChange::Again(moment), _) => (End::Failed, Some(moment)),
        (ArrivalChange::GivenUp, _) => (End::Dead, None),
    };
    if end == End::Gone {
        state.progress.end();
    }
    let delivery = build_delivery(&state, &called, (told.position, of), attempt, end, next);
    let delivery = Delivery { arrives_on: Some(told.due), ..delivery };
    log_delivery(subscription, &delivery, &called.trace_id);
    let mut changes = subscription.add_delivery(&mut state, delivery);
    changes.extend(subscription.progress_entry(&mut state));
    shared.save_later(changes);
    true
}

/// Returns the entry that is next; none where the day has no more, which ends it.
async fn next(shared: &DeliveryService, subscription: &Subscription) -> Option<ArrivalView> {
    let today = shared.now().amsterdam_day();
    let day = subscription.state.lock().progress.arrivals.as_mut()?.next_day(today);
    let Some(all) = shared.arrivals.of(shared.service(), day).await else {
        shared.timer().wait_until(later(shared.now(), PAUSE), shared.now()).await;
        return None;
    };
    let mut state = subscription.state.lock();
    let next = state.progress.arrivals.as_mut()?.next(&wanted(&all, &subscription.registration.wanted)).cloned();
    if next.is_none() {
        let changes = subscription.progress_entry(&mut state);
        shared.save_later(changes);
    }
    next
}
