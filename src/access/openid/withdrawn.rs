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
    /// The id of their actor here.
    pub actor: String,
    /// The name of the provider in the configuration.
    pub provider: String,
    /// Who they are to the issuer.
    pub subject: String,
    /// Their session there.
    pub session: Option<String>,
    /// When what lets them in was issued.
    pub issued_at: Instant,
}

/// What ended: a session at the provider, all of a person, or with both what was issued to the person in that session and
/// in none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignedOut {
    /// The name of the provider in the configuration.
    pub provider: String,
    /// The person.
    pub subject: Option<String>,
    /// The session there.
    pub session: Option<String>,
}

/// What ended, by one of its names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum EndedName {
    /// A session, whoever's it was.
    Session(String),
    /// All of a person.
    Person(String),
    /// All of a person that names no session.
    WithoutSession(String),
    /// All of a person, by the id of their actor: an administrator ended it here.
    Actor(String),
}

impl SignedOut {
    fn ended(&self) -> Vec<EndedName> {
        match (&self.subject, &self.session) {
            (Some(subject), None) => vec![EndedName::Person(subject.clone())],
            (subject, session) => {
                let session = session.iter().cloned().map(EndedName::Session);
                session.chain(subject.iter().cloned().map(EndedName::WithoutSession)).collect()
            }
        }
    }
}

impl Person {
    /// Returns what has to be in none of the sign-outs.
    fn names(&self) -> [EndedName; 3] {
        let own = match &self.session {
            Some(session) => EndedName::Session(session.clone()),
            None => EndedName::WithoutSession(self.subject.clone()),
        };
        [own, EndedName::Person(self.subject.clone()), EndedName::Actor(self.actor.clone())]
    }
}

/// The sign-outs that are remembered, with the moment of each.
#[derive(Debug, Default)]
pub struct Withdrawn {
    /// By the name of the provider and what ended there.
    all: Mutex<HashMap<(String, EndedName), Instant>>,
    changed: watch::Sender<()>,
}

impl Withdrawn {
    /// Remembers that somebody signed out at this moment.
    pub fn add(&self, who: &SignedOut, at: Instant) {
        self.remember(&who.provider, who.ended(), at);
    }

    /// Remembers that everything of somebody was ended here at this moment, by the id of their actor.
    pub fn end_actor(&self, provider: &str, actor: &str, at: Instant) {
        self.remember(provider, vec![EndedName::Actor(actor.to_owned())], at);
    }

    fn remember(&self, provider: &str, ended: Vec<EndedName>, at: Instant) {
        let mut all = self.all.lock();
        all.retain(|_, then| at.micros() - then.micros() < REMEMBERED_MICROS);
        for key in ended.into_iter().map(|ended| (provider.to_owned(), ended)) {
            if all.len() >= REMEMBERED_MAX && !all.contains_key(&key) {
                let oldest = all.iter().min_by_key(|(_, then)| **then).map(|(key, _)| key.clone());
                oldest.and_then(|oldest| all.remove(&oldest));
            }
            let then = all.entry(key).or_insert(at);
            *then = at.max(*then);
        }
        drop(all);
        self.changed.send_replace(());
    }

    /// Returns true if what lets this person in was issued before they signed out.
    pub fn holds(&self, person: &Person, now: Instant) -> bool {
        let all = self.all.lock();
        if all.is_empty() {
            return false;
        }
        person.names().into_iter().any(|ended| {
            let then = all.get(&(person.provider.clone(), ended));
            let then = then.filter(|then| now.micros() - then.micros() < REMEMBERED_MICROS);
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
        Person {
            actor: format!("stad:{subject}"),
            provider,
            subject: subject.to_owned(),
            session: session.map(str::to_owned),
            issued_at,
        }
    }

    fn out(subject: Option<&str>, session: Option<&str>) -> SignedOut {
        let [subject, session] = [subject, session].map(|text| text.map(str::to_owned));
        SignedOut { provider: "stad".to_owned(), subject, session }
    }

    #[test]
    fn what_was_issued_before_a_sign_out_opens_nothing_and_what_comes_after_does() {
        let all = Withdrawn::default();
        all.add(&out(None, Some("s1")), at(100));
        assert!(all.holds(&person("jan", Some("s1"), 99), at(101)));
        assert!(!all.holds(&person("jan", Some("s2"), 99), at(101)), "another session of the same person");
        assert!(!all.holds(&person("jan", Some("s1"), 101), at(101)), "issued afterwards");
        all.add(&out(Some("piet"), None), at(100));
        assert!(all.holds(&person("piet", Some("s3"), 100), at(101)), "all of a person");
        assert!(!all.holds(&person("jan", None, 100), at(101)));
        all.add(&out(Some("kees"), Some("s4")), at(100));
        assert!(all.holds(&person("kees", Some("s4"), 99), at(101)));
        assert!(all.holds(&person("kees", None, 99), at(101)), "what names no session may be of this one");
        assert!(!all.holds(&person("kees", Some("s5"), 99), at(101)), "another session of the same person goes on");
        all.end_actor("stad", "stad:els", at(100));
        assert!(all.holds(&person("els", Some("s6"), 100), at(101)) && all.holds(&person("els", None, 1), at(101)));
        assert!(!all.holds(&person("els", Some("s6"), 101), at(101)), "who comes back afterwards");
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
            all.add(&out(None, Some(&number.to_string())), at(i64::try_from(number).unwrap()));
        }
        assert_eq!(all.all.lock().len(), REMEMBERED_MAX);
        assert!(!all.holds(&person("jan", Some("0"), 0), at(1)), "the oldest gave way");
    }
}
