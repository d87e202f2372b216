//! Signed notes: a text, an empty line, and one line per signature. Only Ed25519 is supported.
//!
//! The format of notes, key ids and verifier keys is C2SP `signed-note`; the secret form of a key is that of Go's
//! `sumdb/note`. The module is pure: the auditor's tool verifies signatures with it, and tests cross-check it with Go
//! and other crates.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature as Ed25519Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use crate::language::Message;
use crate::message;

/// The signature type number of Ed25519.
const ED25519: u8 = 1;
/// Maximum length of a note in bytes: 16 signatures of 5 kB, as the specification requires of a reader, and as much for
/// the text.
pub const NOTE_MAX: usize = 160_000;
/// Maximum number of signatures read from a note.
const SIGNATURES_MAX: usize = 100;
/// The prefix of a signature line: an em dash and a space.
const SIGNATURE_LINE: &str = "\u{2014} ";

/// The name of a key: not empty, without white space, plus signs or control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyName(Box<str>);

/// A signing key with its name. Its debug form shows only the public half.
#[derive(Clone)]
pub struct Signer {
    name: KeyName,
    key: SigningKey,
}

/// A verifier key: a name and a public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: KeyName,
    key: VerifyingKey,
}

/// A parsed note. Its text must not be trusted before [`SignedNote::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: String,
    key_id: [u8; 4],
    bytes: Vec<u8>,
}

/// The reason why a note, key or signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum NoteError {
    /// It is not a valid key name.
    Name,
    /// It is not a verifier key.
    VerifierKey,
    /// It is not a secret key.
    SigningKey,
    /// The key is of another type than Ed25519.
    Kind,
    /// The id in the key does not follow from its name and bytes.
    KeyId,
    /// It is not a note.
    Form,
    /// No known key signed the note.
    Unsigned,
    /// The signature of the known key does not match the text.
    Signature,
}

impl NoteError {
    /// Describes the reason as a sentence.
    pub fn message(self) -> Message {
        match self {
            NoteError::Name => message!("note-name"),
            NoteError::VerifierKey => message!("note-verifier-key"),
            NoteError::SigningKey => message!("note-signing-key"),
            NoteError::Kind => message!("note-kind"),
            NoteError::KeyId => message!("note-key-id"),
            NoteError::Form => message!("note-form"),
            NoteError::Unsigned => message!("note-unsigned"),
            NoteError::Signature => message!("note-signature"),
        }
    }
}

impl KeyName {
    /// Parses a name.
    ///
    /// # Errors
    /// [`NoteError::Name`] when it is empty, longer than 255 bytes or contains a forbidden character.
    pub fn parse(text: &str) -> Result<KeyName, NoteError> {
        let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if text.is_empty() || text.len() > 255 || text.chars().any(bad) {
            return Err(NoteError::Name);
        }
        Ok(KeyName(text.into()))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Signer {
    /// Derives the key from 32 random bytes.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Signer {
        Signer { name, key: SigningKey::from_bytes(seed) }
    }

    /// Parses the secret form.
    ///
    /// # Errors
    /// [`NoteError`] when it is malformed, of another type than Ed25519, or its id does not match.
    pub fn parse(text: &str) -> Result<Signer, NoteError> {
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(NoteError::SigningKey)?;
        let (name, id, bytes) = split_key(rest).ok_or(NoteError::SigningKey)?;
        let seed = strip_type_byte(&bytes, NoteError::SigningKey)?;
        let signer = Signer::from_seed(KeyName::parse(name)?, &seed);
        if signer.verifier().id() == id { Ok(signer) } else { Err(NoteError::KeyId) }
    }

    /// Returns the secret form. Whoever has it can sign in our name.
    pub fn to_secret(&self) -> String {
        let id = hex::encode(self.verifier().id());
        format!("PRIVATE+KEY+{}+{id}+{}", self.name, STANDARD.encode(with_type_byte(self.key.as_bytes())))
    }

    /// Returns the same key under another name.
    pub fn renamed(&self, name: KeyName) -> Signer {
        Signer { name, key: self.key.clone() }
    }

    /// Returns the verifier key with which others check the signatures.
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// Returns the bytes of the public key.
    pub fn public_bytes(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Returns the name under which the key signs.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// Signs a text and returns the signed note.
    ///
    /// # Errors
    /// [`NoteError::Form`] when the text does not end with a newline, or contains another control character.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        if !is_text(text) {
            return Err(NoteError::Form);
        }
        let mut signed = self.verifier().id().to_vec();
        signed.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n{SIGNATURE_LINE}{} {}\n", self.name, STANDARD.encode(signed)))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Signer").field(&self.verifier().to_string()).finish()
    }
}

impl Verifier {
    /// Parses a verifier key: `name+hash+base64`.
    ///
    /// # Errors
    /// [`NoteError`] when it is malformed, of another type than Ed25519, or its id does not match.
    pub fn parse(text: &str) -> Result<Verifier, NoteError> {
        let (name, id, bytes) = split_key(text).ok_or(NoteError::VerifierKey)?;
        let (bytes, name) = (strip_type_byte(&bytes, NoteError::VerifierKey)?, KeyName::parse(name)?);
        // First the id: a character that was mistyped is what people can do something about, whatever point it makes.
        if key_id(&name, &bytes) != id {
            return Err(NoteError::KeyId);
        }
        Ok(Verifier { name, key: VerifyingKey::from_bytes(&bytes).map_err(|_| NoteError::VerifierKey)? })
    }

    /// Returns the name of the key.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    fn id(&self) -> [u8; 4] {
        key_id(&self.name, self.key.as_bytes())
    }
}

/// Computes the id of a key: the first four bytes of SHA-256 over name, newline, type and key.
fn key_id(name: &KeyName, key: &[u8; 32]) -> [u8; 4] {
    let hash =
        Sha256::new().chain_update(name.as_str()).chain_update(b"\n").chain_update(with_type_byte(key)).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

impl fmt::Display for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}+{}+{}", self.name, hex::encode(self.id()), STANDARD.encode(with_type_byte(self.key.as_bytes())))
    }
}

impl SignedNote {
    /// Parses a note without verifying it.
    ///
    /// # Errors
    /// [`NoteError::Form`] when it is not a note.
    pub fn parse(note: &str) -> Result<SignedNote, NoteError> {
        let split = note.rfind("\n\n").filter(|_| note.len() <= NOTE_MAX).ok_or(NoteError::Form)?;
        let (text, lines) = (&note[..=split], &note[split + 2..]);
        if !is_text(text) || !lines.ends_with('\n') {
            return Err(NoteError::Form);
        }
        let lines = lines.trim_end_matches('\n').split('\n');
        let signatures: Vec<Signature> = lines.map(Signature::parse).collect::<Option<_>>().ok_or(NoteError::Form)?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Form);
        }
        Ok(SignedNote { text: text.to_owned(), signatures })
    }

    /// Verifies the signature of the trusted key and returns the text. Signatures by other keys are ignored.
    ///
    /// # Errors
    /// [`NoteError::Unsigned`] when this key did not sign, [`NoteError::Signature`] when its signature does not match.
    pub fn verify(&self, verifier: &Verifier) -> Result<&str, NoteError> {
        let id = verifier.id();
        let theirs = |signature: &&Signature| signature.name == verifier.name.as_str() && signature.key_id == id;
        let mut found = Err(NoteError::Unsigned);
        for signature in self.signatures.iter().filter(theirs) {
            let bytes = Ed25519Signature::from_slice(&signature.bytes).map_err(|_| NoteError::Signature)?;
            let holds = verifier.key.verify_strict(self.text.as_bytes(), &bytes);
            holds.map_err(|_| NoteError::Signature)?;
            found = Ok(self.text.as_str());
        }
        found
    }

    /// Returns the text without verifying any signature. It must not be trusted.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }
}

impl Signature {
    fn parse(line: &str) -> Option<Signature> {
        let (name, base64) = line.strip_prefix(SIGNATURE_LINE)?.split_once(' ')?;
        let name = KeyName::parse(name).ok()?.as_str().to_owned();
        let bytes = STANDARD.decode(base64).ok()?;
        let (key_id, bytes) = bytes.split_first_chunk::<4>()?;
        if bytes.is_empty() {
            return None;
        }
        Some(Signature { name, key_id: *key_id, bytes: bytes.to_vec() })
    }
}

/// Returns whether a text can be signed: it ends with a newline and contains no other control character.
fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.chars().any(|c| c < ' ' && c != '\n')
}

/// Splits `name+id+base64`. The base64 may contain a plus sign, the name may not.
fn split_key(text: &str) -> Option<(&str, [u8; 4], Vec<u8>)> {
    let (name, rest) = text.split_once('+')?;
    let (id, base64) = rest.split_once('+')?;
    let mut bytes = [0; 4];
    let lower = !id.bytes().any(|b| b.is_ascii_uppercase());
    hex::decode_to_slice(id, &mut bytes).ok().filter(|()| lower)?;
    Some((name, bytes, STANDARD.decode(base64).ok()?))
}

/// Returns the 32 bytes after the type byte.
fn strip_type_byte(bytes: &[u8], wrong: NoteError) -> Result<[u8; 32], NoteError> {
    match bytes.split_first() {
        Some((&ED25519, key)) => key.try_into().map_err(|_| wrong),
        Some(_) => Err(NoteError::Kind),
        None => Err(wrong),
    }
}

fn with_type_byte(key: &[u8; 32]) -> [u8; 33] {
    let mut bytes = [ED25519; 33];
    bytes[1..].copy_from_slice(key);
    bytes
}

#[cfg(test)]
mod tests;
