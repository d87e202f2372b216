//! Encodes an event as the log stores it: its core, and its texts, which are compressed and encrypted.

use crate::app::error::AppError;
use crate::log::codec::{
    CodecError, FLAG_ACTOR_NAME, FLAG_COMPRESSED, FLAG_REASON, FLAG_UNREVIEWED, PART_MAX, StoredCore,
};
use crate::log::commitment::SplitEvent;
use crate::log::secrets::Slot;
use crate::log::text_cipher::encrypt;
use crate::message;

/// Core and text as they are stored.
#[derive(Debug)]
pub(super) struct EncodedEvent {
    pub core: Vec<u8>,
    pub text: Vec<u8>,
    pub flags: u32,
}

/// Encodes core and text; the text is compressed and encrypted.
pub(super) fn encode(split: SplitEvent<'_>, unreviewed: bool, slot: &Slot) -> Result<EncodedEvent, AppError> {
    let SplitEvent { header, data, provenance, mut texts, reason, actor_name } = split;
    let mut flags = if unreviewed { FLAG_UNREVIEWED } else { 0 };
    for (last, flag) in [(reason, FLAG_REASON), (actor_name, FLAG_ACTOR_NAME)] {
        if let Some(text) = last {
            flags |= flag;
            texts.push(text);
        }
    }
    let core = StoredCore { data, provenance }.encode().map_err(too_large)?;
    let sealed = encrypt(slot, header.id, &texts).map_err(too_large)?;
    if sealed.compressed {
        flags |= FLAG_COMPRESSED;
    }
    Ok(EncodedEvent { core, text: sealed.bytes, flags })
}

fn too_large(_: CodecError) -> AppError {
    AppError::input(0, "gegevens", "te-groot", message!("event-too-large", max = PART_MAX))
}
