//! The sign-ins of browsers: random names in memory, each for the token that was presented, or for the person whom a
//! provider let in.
//!
//! A session ends half an hour after the last request, twelve hours after it began, when its person signs out, here or at
//! the provider, and when its token ends; and when its person or an administrator ends it from elsewhere ([`Sessions::list`]).
//! None survives a restart.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::grant::Grant;
use super::token::{TokenId, decode};
use crate::app::prepare;
use crate::domain::access::Role;
use crate::domain::time::Instant;
use crate::log::LogError;

/// The most sessions: of some 400 bytes each, 4 MB, and of people whom a provider let in at most [`HINT_MAX`] more, 40
/// MB. For one more, the one that was idle for longest ends.
pub const SESSIONS_MAX: usize = 10_000;

/// The longest pause between two requests, in microseconds: half an hour.
pub const IDLE_MAX_MICROS: i64 = 30 * 60 * 1_000_000;

/// The longest session, in microseconds: twelve hours, a long day of work.
pub const LENGTH_MAX_MICROS: i64 = 12 * 60 * 60 * 1_000_000;

/// The longest ID token that is kept as a hint for signing out at the provider; without it the provider asks.
pub const HINT_MAX: usize = 4 * 1024;

/// Whose a session is.
#[derive(Debug, Clone)]
pub enum Holder {
    /// Who presented a token; each request asks the store again.
    Token(TokenId),
    /// Somebody whom a provider let in.
    Person(Arc<SignedInPerson>),
}

/// Somebody whom a provider let in.
#[derive(Debug)]
pub struct SignedInPerson {
    /// What they may do.
    pub grant: Arc<Grant>,
    /// The name of the provider in the configuration.
    pub provider: String,
    /// The ID token, for signing out there as well.
    pub hint: Option<Zeroizing<String>>,
}

/// The pattern of the id of a session.
pub const SESSION_ID_PATTERN: &str = "^[0-9a-f]{16}$";

/// Names a session without giving it away: it opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionId([u8; 8]);

impl SessionId {
    /// Parses sixteen hexadecimal digits.
    pub fn parse(text: &str) -> Option<SessionId> {
        decode(text).map(SessionId)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A sign-in of which a session begins.
#[derive(Debug)]
pub struct NewSession {
    /// Whose it is.
    pub holder: Holder,
    /// What they may do.
    pub grant: Arc<Grant>,
    /// The address that they came from, as far as it is known.
    pub origin: Option<IpAddr>,
}

/// A session as its person and administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct SessionView {
    /// Names the session. It opens nothing.
    #[schemars(extend("pattern" = SESSION_ID_PATTERN))]
    pub id: String,
    /// Who signed in: the id of their actor.
    #[serde(rename = "wie")]
    pub who: String,
    /// Their name; null where none is known.
    #[serde(rename = "naam")]
    pub name: Option<String>,
    /// Their role.
    #[serde(rename = "rol")]
    pub role: Role,
    /// When they signed in.
    #[serde(rename = "sessieSinds")]
    pub begun_at: Instant,
    /// When a request was last made in it.
    #[serde(rename = "laatstGebruiktOp")]
    pub used_at: Instant,
    /// The address that they signed in from; null where it is not known.
    #[serde(rename = "aangemeldVanaf")]
    pub origin: Option<String>,
    /// Whether it is the session of this request.
    #[serde(rename = "huidig")]
    pub is_current: bool,
}

/// The digest of the name of a session: what is in memory opens nothing either.
type SessionKey = [u8; 32];

struct Session {
    id: SessionId,
    new: NewSession,
    times: Arc<SessionTimes>,
    /// Dropped with the session, which ends what goes on in it.
    alive: Arc<watch::Sender<()>>,
}

impl Session {
    fn view(&self, current: Option<SessionId>) -> SessionView {
        let actor = &self.new.grant.actor;
        SessionView {
            id: self.id.to_string(),
            who: actor.id().to_owned(),
            name: actor.name.as_ref().map(|name| name.as_str().to_owned()),
            role: self.new.grant.role,
            begun_at: self.times.begun,
            used_at: Instant::from_micros(self.times.seen()),
            origin: self.new.origin.map(|address| address.to_string()),
            is_current: current == Some(self.id),
        }
    }
}

/// When a session began, and when it was last used.
#[derive(Debug)]
struct SessionTimes {
    begun: Instant,
    seen: AtomicI64,
}

impl SessionTimes {
    fn seen(&self) -> i64 {
        self.seen.load(Ordering::Relaxed)
    }

    fn is_over(&self, now: Instant) -> bool {
        now.micros() - self.seen() >= IDLE_MAX_MICROS || now.micros() - self.begun.micros() >= LENGTH_MAX_MICROS
    }
}

/// What an answer without end asks of the session that it goes on in.
#[derive(Debug, Clone)]
pub struct LiveSession {
    /// Names it.
    pub id: SessionId,
    times: Arc<SessionTimes>,
    /// Closes when the session is removed.
    ended: watch::Receiver<()>,
}

impl LiveSession {
    /// Returns true when the session has ended: by time, or because somebody signed out.
    pub fn is_over(&self, now: Instant) -> bool {
        self.times.is_over(now) || self.ended.has_changed().is_err()
    }

    /// Waits until the session is removed.
    pub async fn removed(&mut self) {
        // Nothing is ever sent: it closes.
        while self.ended.changed().await.is_ok() {}
    }
}

/// The sessions of a service.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<SessionKey, Session>>);

impl Sessions {
    /// Begins a session, and returns its name for the cookie.
    ///
    /// # Errors
    /// [`LogError::Io`] if the system gives no random bytes.
    pub fn begin(&self, new: NewSession, now: Instant) -> Result<Zeroizing<String>, LogError> {
        let name = Zeroizing::new(prepare::random_bytes::<32>()?);
        let id = SessionId(prepare::random_bytes::<8>()?);
        let mut all = self.0.lock();
        if all.len() >= SESSIONS_MAX {
            all.retain(|_, session| !session.times.is_over(now));
        }
        if all.len() >= SESSIONS_MAX {
            let idle = all.iter().min_by_key(|(_, session)| session.times.seen()).map(|(key, _)| *key);
            idle.and_then(|key| all.remove(&key));
        }
        let times = Arc::new(SessionTimes { begun: now, seen: AtomicI64::new(now.micros()) });
        all.insert(key(&*name), Session { id, new, times, alive: Arc::new(watch::channel(()).0) });
        Ok(Zeroizing::new(hex::encode(*name)))
    }

    /// Returns whose a session is that goes on, and what answers without end ask of it.
    pub fn find(&self, name: &str, now: Instant) -> Option<(Holder, LiveSession)> {
        let key = key(&decode::<32>(name)?);
        let mut all = self.0.lock();
        let session = all.get(&key)?;
        if session.times.is_over(now) {
            all.remove(&key);
            return None;
        }
        session.times.seen.fetch_max(now.micros(), Ordering::Relaxed);
        let (id, times) = (session.id, Arc::clone(&session.times));
        Some((session.new.holder.clone(), LiveSession { id, times, ended: session.alive.subscribe() }))
    }

    /// Ends a session, and returns whose it was.
    pub fn end(&self, name: &str) -> Option<Holder> {
        let name = decode::<32>(name)?;
        self.0.lock().remove(&key(&name)).map(|session| session.new.holder)
    }

    /// Ends the sessions of a token.
    pub fn end_all_of(&self, token: TokenId) {
        self.0.lock().retain(|_, session| !matches!(session.new.holder, Holder::Token(of) if of == token));
    }

    /// Returns the sessions that go on, of everybody or of one actor, the newest first. `current` is that of who asks.
    pub fn list(&self, of: Option<&str>, current: Option<SessionId>, now: Instant) -> Vec<SessionView> {
        let all = self.0.lock();
        let goes_on = |session: &&Session| !session.times.is_over(now) && session.new.grant.refused(now).is_none();
        let mut found: Vec<SessionView> = all
            .values()
            .filter(goes_on)
            .filter(|session| of.is_none_or(|actor| session.new.grant.actor.id() == actor))
            .map(|session| session.view(current))
            .collect();
        found.sort_by(|one, other| (other.begun_at, &other.id).cmp(&(one.begun_at, &one.id)));
        found
    }

    /// Ends a session by its id, if it is of this actor where one is named. Returns false where there is none.
    pub fn end_one(&self, id: SessionId, of: Option<&str>) -> bool {
        self.end_where(|session| session.id == id && of.is_none_or(|actor| session.new.grant.actor.id() == actor)) > 0
    }

    /// Ends the sessions of an actor but for one. Returns how many.
    pub fn end_others(&self, actor: &str, kept: Option<SessionId>) -> usize {
        self.end_where(|session| session.new.grant.actor.id() == actor && Some(session.id) != kept)
    }

    fn end_where(&self, ends: impl Fn(&Session) -> bool) -> usize {
        let mut all = self.0.lock();
        let before = all.len();
        all.retain(|_, session| !ends(session));
        before - all.len()
    }
}

fn key(name: &[u8]) -> SessionKey {
    Sha256::digest(name).into()
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;
