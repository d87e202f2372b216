//! The sign-ins of browsers: random names in memory, each for the token that was presented, or for the person whom a
//! provider let in.
//!
//! A session ends half an hour after the last request, twelve hours after it began, when its person signs out, here or at
//! the provider, and when its token ends. None survives a restart.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::grant::Grant;
use super::token::{TokenId, decode};
use crate::app::prepare;
use crate::domain::time::Instant;
use crate::log::LogError;

/// The most sessions: of some 200 bytes each, 2 MB, and of people whom a provider let in at most [`HINT_MAX`] more, 40
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

/// The digest of the name of a session: what is in memory opens nothing either.
type SessionKey = [u8; 32];

struct Session {
    holder: Holder,
    times: Arc<SessionTimes>,
    /// Dropped with the session, which ends what goes on in it.
    alive: Arc<watch::Sender<()>>,
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
    pub fn begin(&self, holder: Holder, now: Instant) -> Result<Zeroizing<String>, LogError> {
        let name = Zeroizing::new(prepare::random_bytes::<32>()?);
        let mut all = self.0.lock();
        if all.len() >= SESSIONS_MAX {
            all.retain(|_, session| !session.times.is_over(now));
        }
        if all.len() >= SESSIONS_MAX {
            let idle = all.iter().min_by_key(|(_, session)| session.times.seen()).map(|(key, _)| *key);
            idle.and_then(|key| all.remove(&key));
        }
        let times = Arc::new(SessionTimes { begun: now, seen: AtomicI64::new(now.micros()) });
        all.insert(key(&*name), Session { holder, times, alive: Arc::new(watch::channel(()).0) });
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
        let live = LiveSession { times: Arc::clone(&session.times), ended: session.alive.subscribe() };
        Some((session.holder.clone(), live))
    }

    /// Ends a session, and returns whose it was.
    pub fn end(&self, name: &str) -> Option<Holder> {
        let name = decode::<32>(name)?;
        self.0.lock().remove(&key(&name)).map(|session| session.holder)
    }

    /// Ends the sessions of a token.
    pub fn end_all_of(&self, token: TokenId) {
        self.0.lock().retain(|_, session| !matches!(session.holder, Holder::Token(of) if of == token));
    }
}

fn key(name: &[u8]) -> SessionKey {
    Sha256::digest(name).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::token::Token;

    #[test]
    fn a_session_ends_after_a_pause_a_day_and_on_request() {
        let (sessions, token) = (Sessions::default(), Token::random().unwrap().id);
        let at = |minutes: i64| Instant::from_micros(minutes * 60 * 1_000_000);
        let name = sessions.begin(Holder::Token(token), at(0)).unwrap();
        let goes_on = |minutes| {
            let found = sessions.find(&name, at(minutes));
            found.is_some_and(|(holder, _)| matches!(holder, Holder::Token(id) if id == token))
        };
        assert!(goes_on(29));
        assert!(goes_on(58), "each request begins the pause again");
        assert!(!goes_on(88), "idle");
        assert!(!goes_on(60), "what ended does not come back with the clock");
        let (_, live) = sessions.find(&sessions.begin(Holder::Token(token), at(0)).unwrap(), at(20)).unwrap();
        assert!(!live.is_over(at(49)) && live.is_over(at(50)), "what goes on in it ends with the time, unasked");
        let name = sessions.begin(Holder::Token(token), at(0)).unwrap();
        let goes_on = |minutes| sessions.find(&name, at(minutes)).is_some();
        assert!((1..48).all(|quarter| goes_on(quarter * 15)) && !goes_on(12 * 60), "twelve hours");
        let (one, other) = (
            sessions.begin(Holder::Token(token), at(0)).unwrap(),
            sessions.begin(Holder::Token(token), at(0)).unwrap(),
        );
        sessions.end(&one);
        assert!(sessions.find(&one, at(1)).is_none() && sessions.find(&other, at(1)).is_some());
        sessions.end_all_of(token);
        assert!(sessions.find(&other, at(1)).is_none());
        assert!(["", "x", &"0".repeat(64), &"0".repeat(63)].iter().all(|name| sessions.find(name, at(1)).is_none()));
    }

    #[test]
    fn there_are_no_more_sessions_than_fit_and_the_idle_one_gives_way() {
        let (sessions, token) = (Sessions::default(), Token::random().unwrap().id);
        let now = |at: usize| Instant::from_micros(i64::try_from(at).unwrap());
        let names: Vec<_> =
            (0..SESSIONS_MAX).map(|at| sessions.begin(Holder::Token(token), now(at)).unwrap()).collect();
        assert!(sessions.find(&names[0], now(SESSIONS_MAX)).is_some());
        let next = sessions.begin(Holder::Token(token), now(SESSIONS_MAX + 1)).unwrap();
        assert_eq!(sessions.0.lock().len(), SESSIONS_MAX);
        assert!(sessions.find(&names[0], now(SESSIONS_MAX + 2)).is_some(), "it was seen last");
        assert!(sessions.find(&names[1], now(SESSIONS_MAX + 2)).is_none(), "it was idle for longest");
        assert!(sessions.find(&next, now(SESSIONS_MAX + 2)).is_some());
    }
}
