//! The byte encoding of a record: a fixed header that the index reads on its own, the core in bincode, the encrypted
//! text.
//!
//! bincode has no checksum and no schema evolution, and decodes a flipped bit as a different event, so it is contained:
//! the frame around a record has the checksum, the header has a type number that is never reused and a schema version,
//! and the payload is one frozen list of numbered fields, not a struct whose meaning could change silently.
//!
//! Header, little-endian, 192 bytes:
//!
//! | at | bytes | what |
//! | --- | --- | --- |
//! | 0 | 4 | format (1), type, schema version, precision |
//! | 4 | 4 | version of the subject |
//! | 8 | 8 | position |
//! | 16 | 8, 8 | recorded at, logged at: microseconds since 1970 |
//! | 32 | 4 | effective day: days since 1970 |
//! | 36 | 4 | flags |
//! | 40 | 8 | slot of the text's key and salt |
//! | 48 | 16, 16 | id, id of the corrected event (zero: none) |
//! | 80 | 32, 32, 32 | salt of the core, commitment of the text, commitment |
//! | 176 | 2, 2, 2, 2 | lengths: subject, actor id, actor role, logged by (0: the actor) |
//! | 184 | 4, 4 | lengths: core, text |

use bincode::Options;
use serde::{Deserialize, Serialize};

use super::record::{Hash, Salt};
use crate::domain::event::EventType;
use crate::domain::event_core::CoreFields;
use crate::domain::field::Field;
use crate::domain::header::{ActorRef, HeaderRef};
use crate::domain::ids::EventId;
use crate::domain::state::FoldedEvent;
use crate::domain::time::{Day, Instant, Precision};
use crate::language::Message;
use crate::message;

/// The version of the record layout described above.
pub const RECORD_FORMAT: u8 = 1;
/// Length of the fixed header in bytes.
pub const HEADER_LEN: usize = 192;
/// Maximum size in bytes of the core and of the text of a record. Four texts of 20,000 characters of 4 bytes, with
/// their lists, are 320 KB.
pub const PART_MAX: usize = 1 << 20;

/// Flag: the texts were compressed before they were encrypted.
pub const FLAG_COMPRESSED: u32 = 1;
/// Flag: the event still needs review.
pub const FLAG_UNREVIEWED: u32 = 2;
/// Flag: the last text, before the actor's name if present, is the reason of the change.
pub const FLAG_REASON: u32 = 4;
/// Flag: the last text is the name of the actor.
pub const FLAG_ACTOR_NAME: u32 = 8;
const FLAGS_KNOWN: u32 = 15;

/// The reason why bytes are not a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum CodecError {
    /// The length differs from what the header specifies.
    Length {
        /// The number of bytes found.
        found: usize,
        /// The number of bytes that the header specifies.
        wanted: usize,
    },
    /// A format, type, schema version, precision or flag that this version of the software does not know.
    Unknown {
        /// The part of the header.
        what: Message,
        /// The value found.
        found: u32,
    },
    /// The core does not decode, or is too large to encode.
    Core(String),
    /// A name is not valid UTF-8.
    Utf8,
}

impl CodecError {
    /// Describes the defect as a clause.
    pub fn message(&self) -> Message {
        match self {
            CodecError::Length { found, wanted } => message!("record-length", found = *found, wanted = *wanted),
            CodecError::Unknown { what, found } => message!("record-unknown", what = what.clone(), found = *found),
            CodecError::Core(_) => message!("record-core"),
            CodecError::Utf8 => message!("record-utf8"),
        }
    }
}

/// The core as encoded by bincode. **Frozen**: the tests contain golden bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCore<'a> {
    /// The fields of the data, in key order.
    #[serde(borrow)]
    pub data: CoreFields<'a>,
    /// The fields of the provenance.
    #[serde(borrow)]
    pub provenance: Option<CoreFields<'a>>,
}

fn bincode_options() -> impl Options {
    bincode::options().with_fixint_encoding().with_limit(PART_MAX as u64).reject_trailing_bytes()
}

impl<'a> StoredCore<'a> {
    /// Encodes the core.
    ///
    /// # Errors
    /// [`CodecError::Core`] when the core is larger than [`PART_MAX`].
    pub fn encode(&self) -> Result<Vec<u8>, CodecError> {
        bincode_options().serialize(self).map_err(|error| CodecError::Core(error.to_string()))
    }

    /// Decodes a core; its strings are borrowed from `bytes`.
    ///
    /// # Errors
    /// [`CodecError::Core`] when the bytes are not a core.
    pub fn decode(bytes: &'a [u8]) -> Result<StoredCore<'a>, CodecError> {
        bincode_options().deserialize(bytes).map_err(|error| CodecError::Core(error.to_string()))
    }
}

/// Encodes a list of texts, before compression and encryption.
///
/// # Errors
/// [`CodecError::Core`] when the encoding is larger than [`PART_MAX`].
pub fn encode_texts(texts: &[&str]) -> Result<Vec<u8>, CodecError> {
    bincode_options().serialize(texts).map_err(|error| CodecError::Core(error.to_string()))
}

/// Decodes a list of texts.
///
/// # Errors
/// [`CodecError::Core`] when the bytes are not a list of texts.
pub fn decode_texts(bytes: &[u8]) -> Result<Vec<String>, CodecError> {
    bincode_options().deserialize(bytes).map_err(|error| CodecError::Core(error.to_string()))
}

/// A record as stored in the log: parts are borrowed, the core is not decoded, the text is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredRecord<'a> {
    /// The header of the event.
    pub header: HeaderRef<'a>,
    /// The version of the subject.
    pub subject_version: u32,
    /// The position in the log.
    pub position: u64,
    /// When it was recorded: the transaction-time axis.
    pub recorded_at: Instant,
    /// When this log wrote it. Differs from `recorded_at` for an imported history.
    pub logged_at: Instant,
    /// A combination of the `FLAG_...` constants.
    pub flags: u32,
    /// The number of the slot that contains the key and salt of the text.
    pub slot: u64,
    /// The salt of the core.
    pub core_salt: Salt,
    /// The commitment of the text.
    pub text_commitment: Hash,
    /// The commitment of the whole record.
    pub commitment: Hash,
    /// The actor on whose behalf this log wrote it; empty when that is the recording actor.
    pub logged_by: &'a str,
    /// The core, encoded with bincode.
    pub core: &'a [u8],
    /// The texts, compressed when that saves space, then encrypted.
    pub text: &'a [u8],
}

impl<'a> StoredRecord<'a> {
    /// Appends the encoded record to `out`.
    ///
    /// # Panics
    /// When a name is longer than 65,535 bytes or a part is larger than 4 GiB. Parsed events are far below these
    /// limits.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let header = &self.header;
        let names = [header.subject, header.actor.id, header.actor.role, self.logged_by];
        let short = |text: &str| u16::try_from(text.len()).expect("names are bounded when parsed").to_le_bytes();
        let long = |part: &[u8]| u32::try_from(part.len()).expect("parts are at most PART_MAX").to_le_bytes();
        out.extend_from_slice(&[RECORD_FORMAT, header.kind as u8, header.schema_version, header.precision as u8]);
        out.extend_from_slice(&self.subject_version.to_le_bytes());
        out.extend_from_slice(&self.position.to_le_bytes());
        out.extend_from_slice(&self.recorded_at.micros().to_le_bytes());
        out.extend_from_slice(&self.logged_at.micros().to_le_bytes());
        out.extend_from_slice(&header.effective_on.number().to_le_bytes());
        out.extend_from_slice(&self.flags.to_le_bytes());
        out.extend_from_slice(&self.slot.to_le_bytes());
        out.extend_from_slice(&header.id.bytes());
        out.extend_from_slice(&header.corrects.map_or([0; 16], EventId::bytes));
        out.extend_from_slice(&self.core_salt);
        out.extend_from_slice(&self.text_commitment);
        out.extend_from_slice(&self.commitment);
        for name in names {
            out.extend_from_slice(&short(name));
        }
        out.extend_from_slice(&long(self.core));
        out.extend_from_slice(&long(self.text));
        for name in names {
            out.extend_from_slice(name.as_bytes());
        }
        out.extend_from_slice(self.core);
        out.extend_from_slice(self.text);
    }

    /// Decodes a record without copying anything but the header.
    ///
    /// # Errors
    /// [`CodecError`] when the bytes are not a record of this or an older version.
    pub fn decode(bytes: &'a [u8]) -> Result<StoredRecord<'a>, CodecError> {
        let length = |wanted| CodecError::Length { found: bytes.len(), wanted };
        let (header, rest) = bytes.split_first_chunk::<HEADER_LEN>().ok_or_else(|| length(HEADER_LEN))?;
        let unknown = |what, found: u8| CodecError::Unknown { what, found: u32::from(found) };
        if header[0] != RECORD_FORMAT {
            return Err(unknown(message!("record-part-format"), header[0]));
        }
        let kind = EventType::from_number(header[1]).ok_or_else(|| unknown(message!("record-part-type"), header[1]))?;
        if header[2] == 0 || header[2] > kind.schema_version() {
            return Err(unknown(message!("record-part-schema"), header[2]));
        }
        let precision = Precision::ALL
            .get(usize::from(header[3]))
            .copied()
            .ok_or_else(|| unknown(message!("record-part-precision"), header[3]))?;
        let flags = u32::from_le_bytes(array(header, 36));
        if flags & !FLAGS_KNOWN != 0 {
            return Err(CodecError::Unknown { what: message!("record-part-flags"), found: flags });
        }
        let names = [176, 178, 180, 182].map(|at| usize::from(u16::from_le_bytes(array(header, at))));
        let parts = [184, 188].map(|at| u32::from_le_bytes(array(header, at)) as usize);
        let wanted = names.iter().chain(&parts).sum::<usize>();
        if rest.len() != wanted {
            return Err(length(HEADER_LEN + wanted));
        }
        let mut rest = rest;
        let mut take = |len: usize| {
            let (part, after) = rest.split_at(len);
            rest = after;
            part
        };
        let name = |part: &'a [u8]| std::str::from_utf8(part).map_err(|_| CodecError::Utf8);
        let corrects: [u8; 16] = array(header, 64);
        let (subject, actor_id, role) = (name(take(names[0]))?, name(take(names[1]))?, name(take(names[2]))?);
        Ok(StoredRecord {
            header: HeaderRef {
                id: EventId::from_bytes(array(header, 48)),
                kind,
                schema_version: header[2],
                subject,
                effective_on: Day::from_number(i32::from_le_bytes(array(header, 32))),
                precision,
                corrects: (corrects != [0; 16]).then(|| EventId::from_bytes(corrects)),
                actor: ActorRef { id: actor_id, role },
            },
            subject_version: u32::from_le_bytes(array(header, 4)),
            position: u64::from_le_bytes(array(header, 8)),
            recorded_at: Instant::from_micros(i64::from_le_bytes(array(header, 16))),
            logged_at: Instant::from_micros(i64::from_le_bytes(array(header, 24))),
            flags,
            slot: u64::from_le_bytes(array(header, 40)),
            core_salt: array(header, 80),
            text_commitment: array(header, 112),
            commitment: array(header, 144),
            logged_by: name(take(names[3]))?,
            core: take(parts[0]),
            text: take(parts[1]),
        })
    }

    /// Returns the actor on whose behalf this log wrote the record.
    pub const fn effective_logged_by(&self) -> &'a str {
        if self.logged_by.is_empty() { self.header.actor.id } else { self.logged_by }
    }

    /// Returns the part of the record that the state folds, upcast to the current shape.
    ///
    /// # Errors
    /// [`CodecError::Core`] when the core does not decode.
    pub fn folded(&self) -> Result<FoldedEvent<'a>, CodecError> {
        let core = StoredCore::decode(self.core)?;
        Ok(FoldedEvent {
            header: self.header,
            position: self.position,
            recorded_at: self.recorded_at,
            unreviewed: self.flags & FLAG_UNREVIEWED != 0,
            fields: super::upcast::upcast(self.header.kind, self.header.schema_version, core.data),
        })
    }
}

fn array<const N: usize>(header: &[u8; HEADER_LEN], at: usize) -> [u8; N] {
    header[at..at + N].try_into().expect("offsets lie inside the header")
}

/// Returns whether a stored core contains only known fields. Used by the fuzzer of the decoder and by `verify`.
pub fn has_only_known_fields(fields: &CoreFields<'_>) -> bool {
    fields.iter().all(|(number, _)| Field::from_number(*number).is_some())
}
