//! The registry of subscriptions: the state of each in memory, and its entries in the key-value file beside the log.
//!
//! ```text
//! registration/<id>           what was requested and agreed, which never changes, and the secrets that sign deliveries
//! progress/<id>               the position that was reached
//! delivery/<id>/<number>      the last deliveries
//! dead/<id>/<position>        events that could not be delivered
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use peildatum_domain::word_enum;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use super::handshake::Rate;
use super::progress::Progress;
use super::registration::{PayloadShape, RegisteredFilter, Url};
use super::signing::SigningSecrets;
use crate::domain::ids::EventId;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::log::kv_store::{CONTENT_MAX, Changes};
use crate::message;

/// Deliveries that are kept of one subscription: for 1,000 subscriptions at 200 bytes each, 20 MB.
pub const DELIVERIES_KEPT: usize = 100;

/// The most dead letters of one subscription. Each arises when a person goes on without the event; the next is refused
/// until some are resent.
pub const DEAD_LETTERS_MAX: usize = 100;

/// Identifies a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SubscriptionId(#[schemars(schema_with = "uuid_schema")] Uuid);

fn uuid_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "format": "uuid" })
}

impl SubscriptionId {
    /// Creates the id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> SubscriptionId {
        SubscriptionId(Uuid::from_bytes(bytes))
    }

    /// Parses a UUID in its hyphenated form.
    pub fn parse(text: &str) -> Option<SubscriptionId> {
        (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten().map(SubscriptionId)
    }

    /// The Unix time in milliseconds from which the id was made.
    pub fn millis(&self) -> i64 {
        self.0.as_bytes()[..6].iter().fold(0, |millis, byte| millis << 8 | i64::from(*byte))
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for SubscriptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

/// What the subscriber requested and the receiver agreed to. It never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// The id; ids are in the order of registration.
    pub id: SubscriptionId,
    /// The address that events are delivered to.
    pub url: Url,
    /// Which events.
    pub wanted: RegisteredFilter,
    /// Only events recorded at or after this moment.
    pub since: Option<Instant>,
    /// Whether deliveries carry the record.
    pub shape: PayloadShape,
    /// The bearer token that the receiver requires.
    pub token: Option<String>,
    /// The most deliveries per minute that the receiver accepts.
    pub rate: Rate,
    /// When it was registered.
    pub created: Instant,
}

/// The stored form of a registration.
#[derive(Serialize, Deserialize)]
struct StoredRegistration<R, K> {
    #[serde(flatten)]
    registration: R,
    #[serde(flatten)]
    keys: K,
}

/// One attempt to deliver, by its number within the subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The number, from 1.
    pub number: u64,
    /// The position of the event.
    pub position: u64,
    /// The id of the event.
    pub event: EventId,
    /// The day of what was announced, where it is told on its day; then the event is the one that announced it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrives_on: Option<String>,
    /// The attempt at this event, from 1; 0 when a person had it resent.
    pub attempt: u32,
    /// When it began.
    pub at: Instant,
    /// The duration in milliseconds.
    pub millis: u64,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Why there is no answer: the name of a [`DeliveryError`](super::http_sender::DeliveryError).
    pub trouble: Option<String>,
    /// The result.
    pub end: End,
    /// When the next attempt is due.
    pub next: Option<Instant>,
}

word_enum! {
    /// What came of a delivery.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    pub enum End {
        /// The receiver has it.
        Delivered = "bezorgd",
        /// Not yet.
        Failed = "mislukt",
        /// It was the last attempt.
        Dead = "onbestelbaar",
        /// The receiver wants no more.
        Gone = "opgezegd",
    }
}

/// A dead letter: an event whose last retry failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The position of the event.
    pub position: u64,
    /// The id of the event.
    pub event: EventId,
    /// When the first attempt failed.
    pub since: Instant,
    /// How many attempts failed.
    pub attempts: u32,
    /// The status of the last answer.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub trouble: Option<String>,
}

/// A subscription.
pub struct Subscription {
    /// What was requested and agreed.
    pub registration: Registration,
    /// The part that changes.
    pub state: Mutex<SubscriptionState>,
    /// Wakes the delivery worker when a person changed something.
    pub wake: Notify,
}

/// The part of a subscription that changes.
pub struct SubscriptionState {
    /// The secrets that sign its deliveries.
    pub keys: SigningSecrets,
    /// The position that was reached, and what comes next.
    pub progress: Progress,
    /// The position that was last saved.
    pub saved: u64,
    /// The last deliveries, oldest first.
    pub deliveries: VecDeque<Delivery>,
    /// Dead letters, by position.
    pub dead: BTreeMap<u64, DeadLetter>,
    /// Events that a person wants resent.
    pub resends: VecDeque<ResendRequest>,
    /// Incremented when a person moves the position: a call under way then no longer counts for it.
    pub moved: u64,
    /// Whether it was deleted.
    pub removed: bool,
}

/// A request to deliver an event again, now.
pub struct ResendRequest {
    /// The position of the event.
    pub position: u64,
    /// Receives the result.
    pub reply: oneshot::Sender<Delivery>,
}

/// Encodes the content of an entry.
fn entry<T: Serialize>(content: &T) -> Vec<u8> {
    let content = serde_json::to_vec(content).expect("a struct of strings and numbers is JSON");
    assert!(content.len() <= CONTENT_MAX, "an address, a token and all types fit an entry");
    content
}

impl Subscription {
    /// Creates a subscription that was just registered.
    pub fn new(registration: Registration, keys: SigningSecrets, progress: Progress) -> Subscription {
        Subscription::with((registration, keys), progress, VecDeque::new(), BTreeMap::new())
    }

    fn with(
        (registration, keys): (Registration, SigningSecrets),
        progress: Progress,
        deliveries: VecDeque<Delivery>,
        dead: BTreeMap<u64, DeadLetter>,
    ) -> Subscription {
        let (saved, resends) = (progress.after, VecDeque::new());
        let state = SubscriptionState { keys, progress, saved, deliveries, dead, resends, moved: 0, removed: false };
        Subscription { registration, state: Mutex::new(state), wake: Notify::new() }
    }

    /// Its id.
    pub fn id(&self) -> SubscriptionId {
        self.registration.id
    }

    /// The entries to save when it is registered.
    pub fn registered_entries(&self) -> Changes {
        let mut state = self.state.lock();
        let mut changes = self.registration_entry(&state);
        changes.extend(self.progress_entry(&mut state));
        changes
    }

    /// The entry to save when its secrets changed.
    pub fn registration_entry(&self, state: &SubscriptionState) -> Changes {
        let kept = entry(&StoredRegistration { registration: &self.registration, keys: &state.keys });
        Changes::from([(self.name("registration"), Some(kept))])
    }

    /// The entry to save when its progress changed.
    pub fn progress_entry(&self, state: &mut SubscriptionState) -> Changes {
        state.saved = state.progress.after;
        Changes::from([(self.name("progress"), Some(entry(&state.progress)))])
    }

    /// Adds a delivery to the list, and returns the entries to save: the oldest is dropped when the list is full.
    pub fn add_delivery(&self, state: &mut SubscriptionState, delivery: Delivery) -> Changes {
        let mut changes = Changes::from([(self.delivery(delivery.number), Some(entry(&delivery)))]);
        state.deliveries.push_back(delivery);
        while state.deliveries.len() > DELIVERIES_KEPT {
            let oldest = state.deliveries.pop_front().expect("there are more than none");
            changes.insert(self.delivery(oldest.number), None);
        }
        changes
    }

    /// Adds a dead letter to the list, and returns the entry to save.
    pub fn add_dead_letter(&self, state: &mut SubscriptionState, letter: DeadLetter) -> Changes {
        let changes = Changes::from([(self.dead(letter.position), Some(entry(&letter)))]);
        state.dead.insert(letter.position, letter);
        changes
    }

    /// Removes a dead letter from the list, if it is there, and returns the entry to remove.
    pub fn remove_dead_letter(&self, state: &mut SubscriptionState, position: u64) -> Changes {
        let listed = state.dead.remove(&position);
        listed.map(|letter| (self.dead(letter.position), None)).into_iter().collect()
    }

    /// All of its entries, to be removed.
    pub fn removal_entries(&self, state: &SubscriptionState) -> Changes {
        let deliveries = state.deliveries.iter().map(|delivery| self.delivery(delivery.number));
        let dead = state.dead.keys().map(|position| self.dead(*position));
        let all = [self.name("registration"), self.name("progress")].into_iter().chain(deliveries).chain(dead);
        all.map(|name| (name, None)).collect()
    }

    fn name(&self, kind: &str) -> String {
        format!("{kind}/{}", self.id())
    }

    fn delivery(&self, number: u64) -> String {
        format!("delivery/{}/{number:020}", self.id())
    }

    fn dead(&self, position: u64) -> String {
        format!("dead/{}/{position:020}", self.id())
    }
}

impl SubscriptionState {
    /// The number of the next delivery.
    pub fn next_number(&self) -> u64 {
        self.deliveries.back().map_or(1, |last| last.number + 1)
    }
}

/// Loads the subscriptions from the entries.
///
/// # Errors
/// A sentence that names the entry that can not be read.
pub fn load(entries: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<SubscriptionId, Arc<Subscription>>, Message> {
    let mut all = BTreeMap::new();
    for (name, content) in below(entries, "registration/") {
        let StoredRegistration::<Registration, SigningSecrets> { registration, keys } = read(name, content)?;
        let id = registration.id;
        let progress_name = format!("progress/{id}");
        let progress = entries
            .get(&progress_name)
            .ok_or_else(|| message!("subscriptions-entry-missing", name = &progress_name))?;
        let progress = read(&progress_name, progress)?;
        let deliveries = below(entries, &format!("delivery/{id}/")).map(|(name, content)| read(name, content));
        let dead = below(entries, &format!("dead/{id}/"))
            .map(|(name, content)| read(name, content).map(|letter: DeadLetter| (letter.position, letter)));
        let (deliveries, dead) = (deliveries.collect::<Result<_, _>>()?, dead.collect::<Result<_, _>>()?);
        all.insert(id, Arc::new(Subscription::with((registration, keys), progress, deliveries, dead)));
    }
    Ok(all)
}

fn below<'a>(
    entries: &'a BTreeMap<String, Vec<u8>>,
    prefix: &str,
) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a> {
    let owned = prefix.to_owned();
    let found = entries.range(prefix.to_owned()..).take_while(move |(name, _)| name.starts_with(&owned));
    found.map(|(name, content)| (name.as_str(), content.as_slice()))
}

fn read<T: DeserializeOwned>(name: &str, content: &[u8]) -> Result<T, Message> {
    serde_json::from_slice(content).map_err(|_| message!("subscriptions-entry-unread", name = name))
}
