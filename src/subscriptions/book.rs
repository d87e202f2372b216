//! What is known of each subscription, in memory and under its names on the shelf.
//!
//! ```text
//! registration/<id>           what was asked for and agreed, which never changes, and what deliveries are signed with
//! progress/<id>               how far it is
//! delivery/<id>/<number>      the last deliveries
//! dead/<id>/<position>        what could not be delivered
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use super::handshake::Rate;
use super::order::{Shape, Url, Wanted};
use super::progress::Progress;
use super::signing::Keys;
use crate::domain::ids::EventId;
use crate::domain::time::Instant;
use crate::language::Message;
use crate::log::shelf::{CONTENT_MAX, Changes};
use crate::message;

/// Deliveries that are remembered of one subscription: of 1,000 subscriptions at 200 bytes each, 20 MB.
pub const DELIVERIES_KEPT: usize = 100;

/// Dead letters of one subscription. A person makes each by going on without it; the next is refused until some are resent.
pub const DEAD_MAX: usize = 100;

/// Identifies a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SubscriptionId(#[schemars(schema_with = "uuid_schema")] Uuid);

fn uuid_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "format": "uuid" })
}

impl SubscriptionId {
    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> SubscriptionId {
        SubscriptionId(Uuid::from_bytes(bytes))
    }

    /// Reads a UUID in its hyphenated form.
    pub fn parse(text: &str) -> Option<SubscriptionId> {
        (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten().map(SubscriptionId)
    }

    /// The millisecond that it was made from.
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

/// What was asked for and agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// Its id, in the order of registration.
    pub id: SubscriptionId,
    /// Where events go.
    pub url: Url,
    /// Which.
    pub wanted: Wanted,
    /// Only events recorded at or after this moment.
    pub since: Option<Instant>,
    /// How much of them.
    pub shape: Shape,
    /// What the receiver asks for.
    pub token: Option<String>,
    /// How many a minute it wants.
    pub rate: Rate,
    /// When it was registered.
    pub created: Instant,
}

/// What is kept of a registration.
#[derive(Serialize, Deserialize)]
struct Kept<R, K> {
    #[serde(flatten)]
    registration: R,
    #[serde(flatten)]
    keys: K,
}

/// One attempt to deliver, by its number within the subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// From 1.
    pub number: u64,
    /// Of which event.
    pub position: u64,
    /// Its id.
    pub event: EventId,
    /// The how manieth attempt at it, from 1; 0 when a person had it resent.
    pub attempt: u32,
    /// When it began.
    pub at: Instant,
    /// How long it took.
    pub millis: u64,
    /// What the receiver answered.
    pub status: Option<u16>,
    /// Why there is no answer.
    pub trouble: Option<String>,
    /// What came of it.
    pub end: End,
    /// When the next attempt is due.
    pub next: Option<Instant>,
}

/// What came of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum End {
    /// The receiver has it.
    #[serde(rename = "bezorgd")]
    Delivered,
    /// Not yet.
    #[serde(rename = "mislukt")]
    Failed,
    /// It was the last attempt.
    #[serde(rename = "onbestelbaar")]
    Dead,
    /// The receiver wants no more.
    #[serde(rename = "opgezegd")]
    Gone,
}

impl End {
    /// Every end.
    pub const ALL: [End; 4] = [End::Delivered, End::Failed, End::Dead, End::Gone];

    /// The Dutch word at the border.
    pub const fn name(self) -> &'static str {
        match self {
            End::Delivered => "bezorgd",
            End::Failed => "mislukt",
            End::Dead => "onbestelbaar",
            End::Gone => "opgezegd",
        }
    }
}

/// An event whose last retry failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Which.
    pub position: u64,
    /// Its id.
    pub event: EventId,
    /// When the first attempt failed.
    pub since: Instant,
    /// How many attempts failed.
    pub attempts: u32,
    /// What the receiver answered last.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub trouble: Option<String>,
}

/// A subscription.
pub struct Subscription {
    /// What was asked for and agreed.
    pub registration: Registration,
    /// What changes.
    pub state: Mutex<State>,
    /// Tells the courier that a person changed something.
    pub wake: Notify,
}

/// What changes of a subscription.
pub struct State {
    /// What its deliveries are signed with.
    pub keys: Keys,
    /// How far it is.
    pub progress: Progress,
    /// The position that was last saved.
    pub saved: u64,
    /// The last deliveries, oldest first.
    pub deliveries: VecDeque<Delivery>,
    /// What could not be delivered, by position.
    pub dead: BTreeMap<u64, DeadLetter>,
    /// What a person wants resent.
    pub resends: VecDeque<Resend>,
    /// Rises when a person moves the position: what is under way then no longer counts for it.
    pub moved: u64,
    /// It was deleted.
    pub removed: bool,
}

/// Deliver this again, now.
pub struct Resend {
    /// Which event.
    pub position: u64,
    /// Who waits for what comes of it.
    pub reply: oneshot::Sender<Delivery>,
}

/// What is written under a name.
fn entry<T: Serialize>(content: &T) -> Vec<u8> {
    let content = serde_json::to_vec(content).expect("a struct of strings and numbers is JSON");
    assert!(content.len() <= CONTENT_MAX, "an address, a token and all types fit an entry");
    content
}

impl Subscription {
    /// A subscription that was just registered.
    pub fn new(registration: Registration, keys: Keys, progress: Progress) -> Subscription {
        Subscription::with((registration, keys), progress, VecDeque::new(), BTreeMap::new())
    }

    fn with(
        (registration, keys): (Registration, Keys),
        progress: Progress,
        deliveries: VecDeque<Delivery>,
        dead: BTreeMap<u64, DeadLetter>,
    ) -> Subscription {
        let (saved, resends) = (progress.after, VecDeque::new());
        let state = State { keys, progress, saved, deliveries, dead, resends, moved: 0, removed: false };
        Subscription { registration, state: Mutex::new(state), wake: Notify::new() }
    }

    /// Its id.
    pub fn id(&self) -> SubscriptionId {
        self.registration.id
    }

    /// What is saved when it is registered.
    pub fn born(&self) -> Changes {
        let mut state = self.state.lock();
        let mut changes = self.signed_with(&state);
        changes.extend(self.progress(&mut state));
        changes
    }

    /// What is saved when what its deliveries are signed with changed.
    pub fn signed_with(&self, state: &State) -> Changes {
        let kept = entry(&Kept { registration: &self.registration, keys: &state.keys });
        Changes::from([(self.name("registration"), Some(kept))])
    }

    /// What is saved when its progress changed.
    pub fn progress(&self, state: &mut State) -> Changes {
        state.saved = state.progress.after;
        Changes::from([(self.name("progress"), Some(entry(&state.progress)))])
    }

    /// Notes a delivery, and what is saved of it: the oldest makes room.
    pub fn note(&self, state: &mut State, delivery: Delivery) -> Changes {
        let mut changes = Changes::from([(self.delivery(delivery.number), Some(entry(&delivery)))]);
        state.deliveries.push_back(delivery);
        while state.deliveries.len() > DELIVERIES_KEPT {
            let oldest = state.deliveries.pop_front().expect("there are more than none");
            changes.insert(self.delivery(oldest.number), None);
        }
        changes
    }

    /// Lists a dead letter, and what is saved of it.
    pub fn bury(&self, state: &mut State, letter: DeadLetter) -> Changes {
        let changes = Changes::from([(self.dead(letter.position), Some(entry(&letter)))]);
        state.dead.insert(letter.position, letter);
        changes
    }

    /// Takes a dead letter off the list, when it is on it.
    pub fn exhume(&self, state: &mut State, position: u64) -> Changes {
        let listed = state.dead.remove(&position);
        listed.map(|letter| (self.dead(letter.position), None)).into_iter().collect()
    }

    /// Everything that is saved of it, to be removed.
    pub fn gone(&self, state: &State) -> Changes {
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

impl State {
    /// The number of the next delivery.
    pub fn next_number(&self) -> u64 {
        self.deliveries.back().map_or(1, |last| last.number + 1)
    }
}

/// Reads what is on the shelf.
///
/// # Errors
/// A sentence that names the entry that can not be read.
pub fn load(entries: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<SubscriptionId, Arc<Subscription>>, Message> {
    let mut all = BTreeMap::new();
    for (name, content) in below(entries, "registration/") {
        let Kept::<Registration, Keys> { registration, keys } = read(name, content)?;
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
