//! The text part of a record on disk: compressed where that pays, then sealed under the key of its slot.
//!
//! ChaCha20-Poly1305 with a nonce of zeros: the key is random and seals one text only, so the pair is used once. The id of
//! the event is authenticated with it, so a text can not be moved to another event.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use zeroize::Zeroizing;

use super::codec::{CodecError, PART_MAX, decode_texts, encode_texts};
use super::secrets::Slot;
use crate::domain::ids::EventId;
use crate::language::Message;
use crate::message;

/// Texts shorter than this are not compressed: a block of the compressor needs repetition to win its own header back.
const COMPRESS_FROM: usize = 96;

/// A text part as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The bytes; empty when there are no texts.
    pub bytes: Vec<u8>,
    /// Whether the texts were compressed before they were sealed.
    pub compressed: bool,
}

/// A text part that does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum SealError {
    /// Another key, another event, or changed bytes.
    Closed,
    /// It opened, and does not decompress.
    Compression,
    /// It opened, and is no list of texts.
    Codec(#[from] CodecError),
}

impl SealError {
    /// What is wrong, as a clause.
    pub fn message(&self) -> Message {
        match self {
            SealError::Closed => message!("record-closed"),
            SealError::Compression => message!("record-compression"),
            SealError::Codec(error) => error.message(),
        }
    }
}

/// Seals the texts of an event under the key of its slot.
///
/// # Errors
/// [`CodecError::Core`] when the texts are larger than [`PART_MAX`].
pub fn seal(slot: &Slot, id: EventId, texts: &[&str]) -> Result<Sealed, CodecError> {
    if texts.is_empty() {
        return Ok(Sealed { bytes: Vec::new(), compressed: false });
    }
    let plain = Zeroizing::new(encode_texts(texts)?);
    let packed = (plain.len() >= COMPRESS_FROM).then(|| Zeroizing::new(lz4_flex::block::compress_prepend_size(&plain)));
    let packed = packed.filter(|packed| packed.len() < plain.len());
    let compressed = packed.is_some();
    let message = packed.unwrap_or(plain);
    let payload = Payload { msg: &message, aad: &id.bytes() };
    let bytes = cipher(slot).encrypt(&Nonce::default(), payload).expect("a text part is far below the cipher's limit");
    Ok(Sealed { bytes, compressed })
}

/// Texts that were opened: written over when they are dropped.
pub type Opened = Zeroizing<Vec<String>>;

/// Opens the texts of an event. What they were on the way, sealed no longer and not yet texts, is written over here.
///
/// # Errors
/// [`SealError`] when the bytes were not sealed under this slot for this event.
pub fn open(slot: &Slot, id: EventId, compressed: bool, sealed: &[u8]) -> Result<Opened, SealError> {
    if sealed.is_empty() {
        return Ok(Opened::default());
    }
    let payload = Payload { msg: sealed, aad: &id.bytes() };
    let message = cipher(slot).decrypt(&Nonce::default(), payload).map_err(|_| SealError::Closed)?;
    let message = Zeroizing::new(message);
    if !compressed {
        return Ok(Zeroizing::new(decode_texts(&message)?));
    }
    let (size, block) = lz4_flex::block::uncompressed_size(&message).map_err(|_| SealError::Compression)?;
    if size > PART_MAX {
        return Err(SealError::Compression); // refused before room is made for it
    }
    let plain = Zeroizing::new(lz4_flex::block::decompress(block, size).map_err(|_| SealError::Compression)?);
    Ok(Zeroizing::new(decode_texts(&plain)?))
}

fn cipher(slot: &Slot) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(slot.key))
}

#[cfg(test)]
mod tests;
