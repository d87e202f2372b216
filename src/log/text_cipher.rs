//! Encryption of the text part of a record: compressed when that saves space, then encrypted with the key of its slot.
//!
//! ChaCha20-Poly1305 with an all-zero nonce: each key is random and encrypts one text only, so a pair of key and nonce
//! is never reused. The event id is authenticated as associated data, so a text can not be moved to another event.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use zeroize::Zeroizing;

use super::codec::{CodecError, PART_MAX, decode_texts, encode_texts};
use super::secrets::Slot;
use crate::domain::ids::EventId;
use crate::language::Message;
use crate::message;

/// Texts whose encoding is shorter than this, in bytes, are not compressed: compression must find repetition to
/// outweigh its own header.
const COMPRESS_FROM: usize = 96;

/// An encrypted text part as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptedText {
    /// The encrypted bytes; empty when there are no texts.
    pub bytes: Vec<u8>,
    /// Whether the texts were compressed before encryption.
    pub compressed: bool,
}

/// The reason why a text part can not be decrypted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum DecryptError {
    /// The key or the event is another one, or the bytes were altered.
    NotAuthentic,
    /// The text was decrypted, but does not decompress.
    Compression,
    /// The text was decrypted, but is not a list of texts.
    Codec(#[from] CodecError),
}

impl DecryptError {
    /// Describes the reason as a clause.
    pub fn message(&self) -> Message {
        match self {
            DecryptError::NotAuthentic => message!("record-closed"),
            DecryptError::Compression => message!("record-compression"),
            DecryptError::Codec(error) => error.message(),
        }
    }
}

/// Encrypts the texts of an event with the key of its slot.
///
/// # Errors
/// [`CodecError::Core`] when the texts are larger than [`PART_MAX`].
pub fn encrypt(slot: &Slot, id: EventId, texts: &[&str]) -> Result<EncryptedText, CodecError> {
    if texts.is_empty() {
        return Ok(EncryptedText { bytes: Vec::new(), compressed: false });
    }
    let plain = Zeroizing::new(encode_texts(texts)?);
    let packed = (plain.len() >= COMPRESS_FROM).then(|| Zeroizing::new(lz4_flex::block::compress_prepend_size(&plain)));
    let packed = packed.filter(|packed| packed.len() < plain.len());
    let compressed = packed.is_some();
    let message = packed.unwrap_or(plain);
    let payload = Payload { msg: &message, aad: &id.bytes() };
    let bytes = cipher(slot).encrypt(&Nonce::default(), payload).expect("a text part is far below the cipher's limit");
    Ok(EncryptedText { bytes, compressed })
}

/// Decrypted texts, overwritten in memory when they are dropped.
pub type DecryptedTexts = Zeroizing<Vec<String>>;

/// Decrypts the texts of an event. The intermediate plaintext buffers are overwritten here.
///
/// # Errors
/// [`DecryptError`] when the bytes were not encrypted with this slot for this event.
pub fn decrypt(slot: &Slot, id: EventId, compressed: bool, sealed: &[u8]) -> Result<DecryptedTexts, DecryptError> {
    if sealed.is_empty() {
        return Ok(DecryptedTexts::default());
    }
    let payload = Payload { msg: sealed, aad: &id.bytes() };
    let message = cipher(slot).decrypt(&Nonce::default(), payload).map_err(|_| DecryptError::NotAuthentic)?;
    let message = Zeroizing::new(message);
    if !compressed {
        return Ok(Zeroizing::new(decode_texts(&message)?));
    }
    let (size, block) = lz4_flex::block::uncompressed_size(&message).map_err(|_| DecryptError::Compression)?;
    if size > PART_MAX {
        return Err(DecryptError::Compression); // refused before a buffer is allocated
    }
    let plain = Zeroizing::new(lz4_flex::block::decompress(block, size).map_err(|_| DecryptError::Compression)?);
    Ok(Zeroizing::new(decode_texts(&plain)?))
}

fn cipher(slot: &Slot) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(slot.key))
}

#[cfg(test)]
mod tests;
