//! The form of a token: `pd_`, sixteen hexadecimal digits that name it, and sixty-four that are its secret.
//!
//! The secret is 256 random bits. Nobody can guess or try that many, so what is stored is its plain SHA-256: the slow
//! hashes that passwords need would only make each request slow.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::app::prepare;
use crate::log::LogError;

/// What every token begins with, so that scanners of repositories and logs can find one.
pub const PREFIX: &str = "pd_";

const ID_BYTES: usize = 8;
const SECRET_BYTES: usize = 32;

/// The pattern of a token.
pub const TOKEN_PATTERN: &str = "^pd_[0-9a-f]{16}_[0-9a-f]{64}$";

/// The pattern of the id of a token.
pub const TOKEN_ID_PATTERN: &str = "^[0-9a-f]{16}$";

/// Names a token without giving it away.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenId([u8; ID_BYTES]);

impl TokenId {
    /// Parses sixteen lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<TokenId> {
        decode(text).map(TokenId)
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for TokenId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<TokenId, &'static str> {
        TokenId::parse(&text).ok_or("no id of a token")
    }
}

impl From<TokenId> for String {
    fn from(id: TokenId) -> String {
        id.to_string()
    }
}

impl JsonSchema for TokenId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ToegangsbewijsId".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": TOKEN_ID_PATTERN })
    }
}

/// The SHA-256 of a secret, which is all that is stored of it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretDigest([u8; 32]);

impl SecretDigest {
    fn of(secret: &[u8]) -> SecretDigest {
        SecretDigest(Sha256::digest(secret).into())
    }

    /// Compares in a time that does not depend on where the two differ.
    fn is(&self, other: &SecretDigest) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl TryFrom<String> for SecretDigest {
    type Error = &'static str;
    fn try_from(text: String) -> Result<SecretDigest, &'static str> {
        decode(&text).map(SecretDigest).ok_or("no digest of a secret")
    }
}

impl From<SecretDigest> for String {
    fn from(digest: SecretDigest) -> String {
        hex::encode(digest.0)
    }
}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest")
    }
}

/// A token as a caller presents it. It is overwritten when it is dropped, and never printed.
pub struct Token {
    /// Which token it says to be.
    pub id: TokenId,
    secret: Zeroizing<[u8; SECRET_BYTES]>,
}

impl Token {
    /// Makes a token from random bytes of the system.
    ///
    /// # Errors
    /// [`LogError::Io`] if the system gives none.
    pub fn random() -> Result<Token, LogError> {
        Ok(Token { id: TokenId(prepare::random_bytes()?), secret: Zeroizing::new(prepare::random_bytes()?) })
    }

    /// Parses a token; anything of another form is none.
    pub fn parse(text: &str) -> Option<Token> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        Some(Token { id: TokenId::parse(id)?, secret: Zeroizing::new(decode(secret)?) })
    }

    /// Returns the text of the token: shown once, when it is made.
    pub fn to_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(hex::encode(*self.secret));
        Zeroizing::new(format!("{PREFIX}{}_{}", self.id, *secret))
    }

    /// Returns what is stored of the secret.
    pub fn digest(&self) -> SecretDigest {
        SecretDigest::of(&*self.secret)
    }

    /// Returns true if this is the token of which the digest was stored.
    pub fn is_that_of(&self, stored: &SecretDigest) -> bool {
        self.digest().is(stored)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({})", self.id)
    }
}

/// Decodes exactly as many lower-case hexadecimal digits as the bytes need: there is one way to write each.
pub(super) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let lower = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let mut bytes = [0; N];
    (lower && text.len() == 2 * N && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_token_is_its_own_and_no_other_and_is_never_printed() {
        let (one, other) = (Token::random().unwrap(), Token::random().unwrap());
        assert!(one.is_that_of(&one.digest()) && !one.is_that_of(&other.digest()));
        let text = one.to_text();
        let secret = text.rsplit('_').next().unwrap();
        assert!(!format!("{one:?} {:?}", one.digest()).contains(secret));
        assert!(!String::from(one.digest()).contains(secret));
    }

    proptest! {
        /// The plain definition is the pattern: what it does not match is no token, and what it matches reads back.
        #[test]
        fn a_token_is_what_the_pattern_matches(text in prop_oneof![
            "pd_[0-9a-f]{16}_[0-9a-f]{64}",
            "[pP]d_[0-9a-fA-Fg]{15,17}_[0-9a-fA-F]{63,65}",
            "pd_[0-9a-f]{16}_[0-9a-f]{62}é",
            ".{0,100}",
        ]) {
            let is_token = regex_lite(&text);
            match Token::parse(&text) {
                Some(token) => {
                    prop_assert!(is_token, "{}", text);
                    let written = token.to_text();
                    prop_assert_eq!(written.as_str(), text.as_str());
                }
                None => prop_assert!(!is_token, "{}", text),
            }
        }
    }

    /// The pattern, read character by character.
    fn regex_lite(text: &str) -> bool {
        let all: Vec<char> = text.chars().collect();
        let hexadecimal = |from: usize, to: usize| all[from..to].iter().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        all.len() == 84 && text.starts_with("pd_") && all[19] == '_' && hexadecimal(3, 19) && hexadecimal(20, 84)
    }
}
