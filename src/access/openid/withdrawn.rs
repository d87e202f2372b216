//! Who signed out at their provider: what was issued to them before opens nothing any more.
//!
//! A JWT can not be taken back by who issued it, so a sign-out is remembered here for as long as what was issued before
//! may last.

use std::collections::HashMap;

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::domain::time::Instant;

/// How long a sign-out is remembered, in microseconds: a day, which is longer than an access token or a session lasts.
pub const REMEMBERED_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// The most sign-outs that are remembered: of some 150 bytes each, 1.5 MB. For one more, the oldest is forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Somebody as an issuer names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name of the provider in the configuration.
    pub provider: String,
    /// Who they are to the issuer.
    pub subject: String,
    /// Their session there.
    pub session: Option<String>,
    /// When what lets them in was issued.
    pub issued_at: Instant,
}

/// What ended: a session at the provider, or all of a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignedOut {
    /// The name of the provider in the configuration.
    pub provider: String,
    /// The person, where all that is theirs ended.
    pub subject: Option<String>,
    /// The session there.
    pub session: Option<String>,
}

impl SignedOut {
    /// Returns true if what was issued to this person ended.
    fn is_of(&self, person: &Person) -> bool {
        self.provider == person.provider
            && match (&self.session, &self.subject) {
                (Some(session), _) => person.session.as_ref() == Some(session),
                (None, Some(subject)) => person.subject == *subject,
                (None, None) => false,
            }
    }
}

/// The sign-outs that are remembered, with the moment of each.
#[derive(Debug, Default)]
pub struct Withdrawn {
    all: Mutex<HashMap<SignedOut, Instant>>,
    changed: watch::Sender<()>,
}

impl Withdrawn {
    /// Remembers that somebody signed out at this moment.
    pub fn add(&self, who: SignedOut, at: Instant) {
        let mut all = self.all.lock();
        all.retain(|_, then| at.micros() - then.micros() < REMEMBERED_MICROS);
        if all.len() >= REMEMBERED_MAX && !all.contains_key(&who) {
            let oldest = all.iter().min_by_key(|(_, then)| **then).map(|(who, _)| who.clone());
            oldest.and_then(|oldest| all.remove(&oldest));
        }
        let then = all.entry(who).or_insert(at);
        *then = at.max(*then);
        drop(all);
        self.changed.send_replace(());
    }

    /// Returns true if what lets this person in was issued before they signed out.
    pub fn holds(&self, person: &Person, now: Instant) -> bool {
        let of = |subject: Option<&String>, session: Option<&String>| SignedOut {
            provider: person.provider.clone(),
            subject: subject.cloned(),
            session: session.cloned(),
        };
        let all = self.all.lock();
        if all.is_empty() {
            return false;
        }
        // A provider may name both in a sign-out of one session, so that is kept by its session alone.
        let keys = [person.session.as_ref().map(|sid| of(None, Some(sid))), Some(of(Some(&person.subject), None))];
        keys.into_iter().flatten().any(|key| {
            debug_assert!(key.is_of(person));
            let then = all.get(&key).filter(|then| now.micros() - then.micros() < REMEMBERED_MICROS);
            then.is_some_and(|then| person.issued_at <= *then)
        })
    }

    /// Returns what changes when somebody signs out.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn person(subject: &str, session: Option<&str>, issued_at: i64) -> Person {
        let (provider, issued_at) = ("stad".to_owned(), at(issued_at));
        Person { provider, subject: subject.to_owned(), session: session.map(str::to_owned), issued_at }
    }

    fn out(subject: Option<&str>, session: Option<&str>) -> SignedOut {
        let [subject, session] = [subject, session].map(|text| text.map(str::to_owned));
        SignedOut { provider: "stad".to_owned(), subject, session }
    }

    #[test]
    fn what_was_issued_before_a_sign_out_opens_nothing_and_what_comes_after_does() {
        let all = Withdrawn::default();
        all.add(out(None, Some("s1")), at(100));
        assert!(all.holds(&person("jan", Some("s1"), 99), at(101)));
        assert!(!all.holds(&person("jan", Some("s2"), 99), at(101)), "another session of the same person");
        assert!(!all.holds(&person("jan", Some("s1"), 101), at(101)), "issued afterwards");
        all.add(out(Some("piet"), None), at(100));
        assert!(all.holds(&person("piet", Some("s3"), 100), at(101)), "all of a person");
        assert!(!all.holds(&person("jan", None, 100), at(101)));
        let mut elsewhere = person("piet", None, 100);
        elsewhere.provider = "elders".to_owned();
        assert!(!all.holds(&elsewhere, at(101)), "another provider");
        let day = REMEMBERED_MICROS / 1_000_000;
        assert!(!all.holds(&person("piet", None, 100), at(100 + day)), "forgotten");
    }

    #[test]
    fn no_more_sign_outs_are_remembered_than_fit() {
        let all = Withdrawn::default();
        for number in 0..=REMEMBERED_MAX {
            all.add(out(None, Some(&number.to_string())), at(i64::try_from(number).unwrap()));
        }
        assert_eq!(all.all.lock().len(), REMEMBERED_MAX);
        assert!(!all.holds(&person("jan", Some("0"), 0), at(1)), "the oldest gave way");
    }
}
