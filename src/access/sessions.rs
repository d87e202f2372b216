//! The sign-ins of browsers: random names in memory, each for the token that was presented.
//!
//! A session ends half an hour after the last request, twelve hours after it began, when its person signs out, and when
//! its token ends. None survives a restart.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::token::{TokenId, decode};
use crate::app::prepare;
use crate::domain::time::Instant;
use crate::log::LogError;

/// The most sessions: of some 200 bytes each, 2 MB. For one more, the one that was idle for longest ends.
pub const SESSIONS_MAX: usize = 10_000;

/// The longest pause between two requests, in microseconds: half an hour.
pub const IDLE_MAX_MICROS: i64 = 30 * 60 * 1_000_000;

/// The longest session, in microseconds: twelve hours, a long day of work.
pub const LENGTH_MAX_MICROS: i64 = 12 * 60 * 60 * 1_000_000;

/// The digest of the name of a session: what is in memory opens nothing either.
type SessionKey = [u8; 32];

struct Session {
    token: TokenId,
    begun: Instant,
    seen: Instant,
    /// Dropped with the session, which ends what goes on in it.
    alive: Arc<watch::Sender<()>>,
}

impl Session {
    fn is_over(&self, now: Instant) -> bool {
        let passed = |since: Instant| now.micros() - since.micros();
        passed(self.seen) >= IDLE_MAX_MICROS || passed(self.begun) >= LENGTH_MAX_MICROS
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
    pub fn begin(&self, token: TokenId, now: Instant) -> Result<Zeroizing<String>, LogError> {
        let name = Zeroizing::new(prepare::random_bytes::<32>()?);
        let mut all = self.0.lock();
        if all.len() >= SESSIONS_MAX {
            all.retain(|_, session| !session.is_over(now));
        }
        if all.len() >= SESSIONS_MAX {
            let idle = all.iter().min_by_key(|(_, session)| session.seen).map(|(key, _)| *key);
            idle.and_then(|key| all.remove(&key));
        }
        all.insert(key(&*name), Session { token, begun: now, seen: now, alive: Arc::new(watch::channel(()).0) });
        Ok(Zeroizing::new(hex::encode(*name)))
    }

    /// Returns the token of a session that goes on, and what closes when the session ends.
    pub fn find(&self, name: &str, now: Instant) -> Option<(TokenId, watch::Receiver<()>)> {
        let key = key(&decode::<32>(name)?);
        let mut all = self.0.lock();
        let session = all.get_mut(&key)?;
        if session.is_over(now) {
            all.remove(&key);
            return None;
        }
        session.seen = now.max(session.seen);
        Some((session.token, session.alive.subscribe()))
    }

    /// Ends a session.
    pub fn end(&self, name: &str) {
        if let Some(name) = decode::<32>(name) {
            self.0.lock().remove(&key(&name));
        }
    }

    /// Ends the sessions of a token.
    pub fn end_all_of(&self, token: TokenId) {
        self.0.lock().retain(|_, session| session.token != token);
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
        let name = sessions.begin(token, at(0)).unwrap();
        let goes_on = |minutes| sessions.find(&name, at(minutes)).map(|(token, _)| token);
        assert_eq!(goes_on(29), Some(token));
        assert_eq!(goes_on(58), Some(token), "each request begins the pause again");
        assert_eq!(goes_on(88), None, "idle");
        assert_eq!(goes_on(60), None, "what ended does not come back with the clock");
        let name = sessions.begin(token, at(0)).unwrap();
        let goes_on = |minutes| sessions.find(&name, at(minutes)).is_some();
        assert!((1..48).all(|quarter| goes_on(quarter * 15)) && !goes_on(12 * 60), "twelve hours");
        let (one, other) = (sessions.begin(token, at(0)).unwrap(), sessions.begin(token, at(0)).unwrap());
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
        let names: Vec<_> = (0..SESSIONS_MAX).map(|at| sessions.begin(token, now(at)).unwrap()).collect();
        assert!(sessions.find(&names[0], now(SESSIONS_MAX)).is_some());
        let next = sessions.begin(token, now(SESSIONS_MAX + 1)).unwrap();
        assert_eq!(sessions.0.lock().len(), SESSIONS_MAX);
        assert!(sessions.find(&names[0], now(SESSIONS_MAX + 2)).is_some(), "it was seen last");
        assert!(sessions.find(&names[1], now(SESSIONS_MAX + 2)).is_none(), "it was idle for longest");
        assert!(sessions.find(&next, now(SESSIONS_MAX + 2)).is_some());
    }
}
