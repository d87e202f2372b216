//! Splits an event into core and text and encodes each as the log stores it; the text is compressed and encrypted.

use serde_json::{Map, Value};

use crate::app::error::AppError;
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::event_core::{CoreError, CoreFields, insert_text_placeholders, split_texts};
use crate::domain::field::Field;
use crate::domain::ids::{EventId, Subject};
use crate::domain::time::{Day, Precision};
use crate::log::codec::{
    CodecError, FLAG_ACTOR_NAME, FLAG_COMPRESSED, FLAG_REASON, FLAG_UNREVIEWED, PART_MAX, StoredCore,
};
use crate::log::commitment::CommitmentInput;
use crate::log::secrets::Slot;
use crate::log::text_cipher::encrypt;
use crate::message;

/// The fields that all sources of an event have in common.
pub(super) struct EventFields<'a> {
    pub id: EventId,
    pub kind: EventType,
    pub schema_version: u8,
    pub subject: &'a Subject,
    pub effective_on: Day,
    pub precision: Precision,
    pub corrects: Option<EventId>,
    pub data: &'a Map<String, Value>,
    pub erased_fields: &'a [Field],
    pub provenance: Option<&'a Map<String, Value>>,
    pub reason: Option<&'a str>,
    pub actor: &'a Actor,
    pub unreviewed: bool,
    /// Empty when it is the actor.
    pub logged_by: &'a str,
}

/// Core and text as they are stored, and the fields that the commitments cover.
pub(super) struct Encoded<'a> {
    pub core: Vec<u8>,
    pub text: Vec<u8>,
    pub flags: u32,
    pub texts: Vec<&'a str>,
    pub data: CoreFields<'a>,
    pub provenance: Option<CoreFields<'a>>,
}

impl<'a> Encoded<'a> {
    /// The input of the commitments.
    pub fn commitment_input<'b>(&'b self, parts: &EventFields<'b>) -> CommitmentInput<'b> {
        CommitmentInput {
            id: parts.id,
            kind: parts.kind,
            schema_version: parts.schema_version,
            subject: parts.subject,
            effective_on: parts.effective_on,
            precision: parts.precision,
            corrects: parts.corrects,
            actor: parts.actor,
            data: &self.data,
            provenance: self.provenance.as_ref(),
            reason: parts.reason,
        }
    }
}

/// Splits core and text and encodes them; the text is compressed and encrypted.
pub(super) fn encode<'a>(parts: &EventFields<'a>, slot: &Slot) -> Result<Encoded<'a>, AppError> {
    let mut texts = Vec::with_capacity(8);
    let mut data = split_texts(parts.data, &mut texts).map_err(shape_error)?;
    insert_text_placeholders(&mut data, parts.erased_fields);
    let provenance = parts.provenance.map(|fields| split_texts(fields, &mut texts)).transpose().map_err(shape_error)?;
    let mut flags = if parts.unreviewed { FLAG_UNREVIEWED } else { 0 };
    if let Some(reason) = parts.reason {
        flags |= FLAG_REASON;
        texts.push(reason);
    }
    if let Some(name) = &parts.actor.name {
        flags |= FLAG_ACTOR_NAME;
        texts.push(name.as_str());
    }
    let stored = StoredCore { data, provenance };
    let core = stored.encode().map_err(too_large)?;
    let sealed = encrypt(slot, parts.id, &texts).map_err(too_large)?;
    if sealed.compressed {
        flags |= FLAG_COMPRESSED;
    }
    let StoredCore { data, provenance } = stored;
    Ok(Encoded { core, text: sealed.bytes, flags, texts, data, provenance })
}

/// The error for data with a shape that no event has.
pub(super) fn shape_error(error: CoreError) -> AppError {
    AppError::input(0, "gegevens", "ongeldige-waarde", error.message())
}

fn too_large(_: CodecError) -> AppError {
    AppError::input(0, "gegevens", "te-groot", message!("event-too-large", max = PART_MAX))
}
