//! Loading the subscriptions from the key-value file beside the log.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::delivery_service::DeliveryService;
use super::progress::{PauseReason, SubscriptionStatus};
use super::registry::{self, Subscription, SubscriptionId};
use super::writer::Storage;
use crate::log::kv_store::{DiskKvStore, KvStore};
use crate::log::{Damage, LogError};

impl DeliveryService {
    /// Loads the subscriptions from the key-value file.
    pub(super) fn load(
        &self,
        storage: Storage,
    ) -> Result<(Storage, BTreeMap<SubscriptionId, Arc<Subscription>>), LogError> {
        let kv_file: Box<dyn KvStore> = match storage {
            Storage::Folder(folder) if !DiskKvStore::exists(&folder) => {
                return Ok((Storage::Folder(folder), BTreeMap::new()));
            }
            Storage::Folder(folder) => Box::new(DiskKvStore::open(&folder)?),
            Storage::Open(kv_file) => kv_file,
        };
        let damage = |what| Damage { folder: self.service().folder().to_owned(), position: 0, what, holds_until: None };
        let all = registry::load(&kv_file.all()?).map_err(damage)?;
        for subscription in all.values() {
            self.check(subscription);
        }
        Ok((Storage::Open(kv_file), all))
    }

    /// Pauses a subscription that followed another log, or this one further than it reaches since a restore: what it
    /// received and missed is unknown, so a person has to decide.
    fn check(&self, subscription: &Subscription) {
        let mut state = subscription.state.lock();
        let after = state.progress.after;
        let head = self.service().durable_head();
        let same = after == 0 || (after <= head && self.service().state().id_at(after) == state.progress.anchor);
        if !same && state.progress.standing != SubscriptionStatus::Ended {
            tracing::warn!(subscription = %subscription.id(), after, "the log is not the one that a subscriber followed");
            state.progress.pause(Some(PauseReason::OtherLog { position: after }));
        }
    }
}
