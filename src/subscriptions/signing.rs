//! Signatures of deliveries by Standard Webhooks 1.0: HMAC-SHA256 over id, moment and body, in base64.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::domain::time::Instant;
use crate::language::Message;
use crate::message;

/// The prefix of a secret in text form.
pub const PREFIX: &str = "whsec_";

/// Bytes of a secret that is generated here; a given one has between 24 and 64, as the standard requires.
pub const SECRET_LEN: usize = 32;
const GIVEN_LEN: std::ops::RangeInclusive<usize> = 24..=64;

/// A secret that signs deliveries: `whsec_` and base64. It is shown once, when it is generated, and never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Secret(Zeroizing<Vec<u8>>);

/// The secrets that sign the deliveries of a subscription: one, or for a while two, so that a receiver can switch
/// without missing any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningSecrets {
    /// The current secret.
    secret: Secret,
    /// The previous secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    previous: Option<PreviousSecret>,
}

/// A secret with an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PreviousSecret {
    secret: Secret,
    until: Instant,
}

impl SigningSecrets {
    /// Creates keys with one secret.
    pub fn of(secret: Secret) -> SigningSecrets {
        SigningSecrets { secret, previous: None }
    }

    /// Makes `secret` the current one; the present one stays valid until `until`.
    pub fn rotated(&self, secret: Secret, until: Instant) -> SigningSecrets {
        SigningSecrets { secret, previous: Some(PreviousSecret { secret: self.secret.clone(), until }) }
    }

    /// The end of the previous secret, if there is one.
    pub fn previous_until(&self) -> Option<Instant> {
        self.previous.as_ref().map(|previous| previous.until)
    }

    /// Deletes the previous secret when it has ended; returns whether it did.
    pub fn expire(&mut self, now: Instant) -> bool {
        let is_over = self.previous_until().is_some_and(|until| until <= now);
        if is_over {
            self.previous = None;
        }
        is_over
    }

    /// The value of `webhook-signature` at this moment: a signature with each secret, that of the current one first,
    /// separated by a space.
    pub fn sign(&self, now: Instant, id: &str, second: i64, body: &[u8]) -> String {
        let newest = self.secret.sign(id, second, body);
        match self.previous.as_ref().filter(|previous| now < previous.until) {
            Some(previous) => format!("{newest} {}", previous.secret.sign(id, second, body)),
            None => newest,
        }
    }
}

/// The error of a text that is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadSecret;

impl BadSecret {
    /// The error as a message.
    pub fn message(self) -> Message {
        message!("secret-form")
    }
}

impl fmt::Display for BadSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message())
    }
}

impl std::error::Error for BadSecret {}

impl Secret {
    /// Creates a secret of these bytes, which must be random.
    pub fn of(bytes: [u8; SECRET_LEN]) -> Secret {
        Secret(Zeroizing::new(bytes.to_vec()))
    }

    /// Parses `whsec_...`.
    ///
    /// # Errors
    /// [`BadSecret`] for another form or length.
    pub fn parse(text: &str) -> Result<Secret, BadSecret> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok()).ok_or(BadSecret)?;
        if GIVEN_LEN.contains(&bytes.len()) { Ok(Secret(Zeroizing::new(bytes))) } else { Err(BadSecret) }
    }

    /// The text for the receiver, to be shown once.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", STANDARD.encode(&*self.0))
    }

    /// The value of `webhook-signature` for a message with this id and body, sent at this second.
    pub fn sign(&self, id: &str, second: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(format!("{id}.{second}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whsec_(not shown)")
    }
}

impl TryFrom<String> for Secret {
    type Error = BadSecret;
    fn try_from(text: String) -> Result<Secret, BadSecret> {
        Secret::parse(&text)
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> String {
        secret.reveal()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_of_the_standard_comes_out() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b"{\"test\": 2432232314}");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_sign_until_the_first_of_them_ends_and_then_one_does() {
        let (old, new) = (Secret::of([1; SECRET_LEN]), Secret::of([2; SECRET_LEN]));
        let (before, end) = (Instant::from_micros(9), Instant::from_micros(10));
        let mut keys = SigningSecrets::of(old.clone()).rotated(new.clone(), end);
        let (by_old, by_new) = (old.sign("a", 1, b"x"), new.sign("a", 1, b"x"));
        assert_eq!(keys.sign(before, "a", 1, b"x"), format!("{by_new} {by_old}"));
        assert_eq!(keys.sign(end, "a", 1, b"x"), by_new);
        assert!(!keys.expire(before) && keys.expire(end) && keys == SigningSecrets::of(new));
        let kept = r#"{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}"#;
        assert_eq!(
            serde_json::from_str::<SigningSecrets>(kept).unwrap().previous_until(),
            None,
            "as it was kept before"
        );
    }

    #[test]
    fn a_secret_has_a_length_that_can_not_be_guessed_and_is_not_shown() {
        let secret = Secret::of([7; SECRET_LEN]);
        assert_eq!(Secret::parse(&secret.reveal()), Ok(secret.clone()));
        assert!(!format!("{secret:?}").contains("BwcH"));
        for bad in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"] {
            assert_eq!(Secret::parse(bad), Err(BadSecret), "{bad}");
        }
    }
}
