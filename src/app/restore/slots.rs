//! Writes the slots with the secrets of a restored log.

use std::fs::File;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use super::RestoreError;
use crate::log::LogError;
use crate::log::backup::BackupSecrets;
use crate::log::secrets::{LOST_SLOT, SLOT_LEN};
use crate::message;

/// The slots that a log may have allocated and not used, for each used one and in all: a crash leaves a block of 4,096
/// at most.
const UNUSED_SLOTS: (u64, u64) = (16, 1_000_000);

/// Writes each slot where its record says. Without the secrets each is marked as lost, not as erased.
pub(super) fn write_slots(data: &Path, slots: &[u64], secrets: Option<&BackupSecrets>) -> Result<(), RestoreError> {
    let path = data.join("secrets");
    let at = |source| LogError::io(message!("doing-writing", path = path.display()), source);
    let end = slots.iter().max().map_or(0, |last| last.saturating_add(1));
    if end > slots.len() as u64 * UNUSED_SLOTS.0 + UNUSED_SLOTS.1 {
        return Err(RestoreError::Broken(message!("restore-strange-slot")));
    }
    let file = File::options().write(true).mode(0o600).open(&path).map_err(at)?;
    file.set_len(end * SLOT_LEN as u64).map_err(at)?;
    let kept = secrets.into_iter().flat_map(|secrets| secrets.slots.chunks_exact(SLOT_LEN));
    for (number, slot) in slots.iter().zip(kept.chain(std::iter::repeat(&LOST_SLOT[..]))) {
        file.write_all_at(slot, number * SLOT_LEN as u64).map_err(at)?;
    }
    file.sync_all().map_err(at)?;
    Ok(())
}
