//! The keys of an issuer: its JWK set as it was last fetched, and when it may be fetched again.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};
use serde_json::Value;

use crate::domain::time::Instant;

/// The most keys of a set that are read: a provider has two or three.
const KEYS_MAX: usize = 50;

/// After how long a set is fetched again unasked, in microseconds, so that a key that left it opens nothing any more: a
/// quarter of an hour.
const FRESH_MICROS: i64 = 15 * 60 * 1_000_000;

/// How long a set is used where the provider does not answer, in microseconds: a day.
const USABLE_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// How often an unknown name of a key may ask for the set, in microseconds: six times at once, then once in ten seconds.
/// Whoever invents names makes this service ask its provider no more than that.
const ASK_EVERY_MICROS: i64 = 10 * 1_000_000;
const ASK_AT_ONCE: i64 = 6;

/// The keys of an issuer.
#[derive(Clone, Default)]
pub struct KeySet {
    keys: Vec<(Option<String>, DecodingKey)>,
    fetched_at: Option<Instant>,
    /// When all questions that were asked are paid for.
    paid_until: i64,
}

/// What is known of a key.
pub enum Lookup {
    /// The key.
    Found(DecodingKey),
    /// The key, of a set that should be fetched again.
    Stale(DecodingKey),
    /// There is no such key in the set, or no set.
    Unknown,
}

impl KeySet {
    /// Reads the keys of a set that may sign with this algorithm. What is not understood is passed over, as RFC 7517 asks.
    pub fn read(&mut self, set: &Value, algorithm: Algorithm, now: Instant) -> bool {
        let Some(listed) = set["keys"].as_array() else { return false };
        let parsed = listed.iter().take(KEYS_MAX).filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
        let fitting = parsed.filter(|key| may_sign(key, algorithm));
        self.keys = fitting
            .filter_map(|key| DecodingKey::from_jwk(&key).ok().map(|decoding| (key.common.key_id, decoding)))
            .collect();
        self.fetched_at = Some(now);
        true
    }

    /// Looks a key up by its name. A token without a name is checked where there is one key only.
    pub fn find(&self, name: Option<&str>, now: Instant) -> Lookup {
        let age = self.fetched_at.map_or(i64::MAX, |then| now.micros() - then.micros());
        if age >= USABLE_MICROS {
            return Lookup::Unknown;
        }
        let found = match name {
            Some(name) => self.keys.iter().find(|(known, _)| known.as_deref() == Some(name)),
            None => self.keys.first().filter(|_| self.keys.len() == 1),
        };
        match found {
            Some((_, key)) if age < FRESH_MICROS => Lookup::Found(key.clone()),
            Some((_, key)) => Lookup::Stale(key.clone()),
            None => Lookup::Unknown,
        }
    }

    /// Returns true if the set may be fetched at this moment, and counts that.
    pub fn may_ask(&mut self, now: Instant) -> bool {
        let from = self.paid_until.max(now.micros());
        if from - now.micros() >= ASK_AT_ONCE * ASK_EVERY_MICROS {
            return false;
        }
        self.paid_until = from + ASK_EVERY_MICROS;
        true
    }

    /// Returns true if a set was ever fetched that may still be used.
    pub fn is_usable(&self, now: Instant) -> bool {
        self.fetched_at.is_some_and(|then| now.micros() - then.micros() < USABLE_MICROS)
    }
}

/// Returns true if a key of a set is meant for signatures of this algorithm.
fn may_sign(key: &Jwk, algorithm: Algorithm) -> bool {
    let common = &key.common;
    let is_for_signing = common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature)
        && common.key_operations.as_ref().is_none_or(|all| all.contains(&KeyOperations::Verify));
    let is_of_algorithm = common.key_algorithm.is_none_or(|named| named == algorithm.into());
    let has_form = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), _) => algorithm.family() == AlgorithmFamily::Rsa,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => key.curve == EllipticCurve::P256,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => key.curve == EllipticCurve::P384,
        (AlgorithmParameters::OctetKeyPair(key), Algorithm::EdDSA) => key.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    is_for_signing && is_of_algorithm && has_form
}
