//! Reads a folder that opening refuses, as far as it is intact, to save what is left. Nothing in the folder changes
//! except the process id in `lock`.
//!
//! The storage engine opens copies in a temporary folder (`engine_copy`), of which the one that is intact for longer is
//! read.

use std::{path::Path, sync::Arc};

use tempfile::TempDir;

use super::{
    engine_copy::{EngineCopy, best_copy},
    error::{Damage, LogError},
    format::read_format,
    head_note::HeadFile,
    lock::lock,
    reader::LogReader,
    secrets::SlotPool,
    storage::Head,
};
use crate::message;

/// The readable part of a refused folder.
pub struct Salvage {
    /// Reads up to `holds_until`.
    pub reader: LogReader,
    /// The keys and salts, for reading only; `None` when the file does not exist.
    pub secrets: Option<SlotPool>,
    /// The last position up to which everything from the start can be read.
    pub holds_until: u64,
    /// The last acknowledged position; `None` when the head note can not be read.
    pub acknowledged: Option<u64>,
    /// The temporary copy, removed when this value is dropped.
    _copy: TempDir,
}

impl Salvage {
    /// Opens what is left of the folder `dir`.
    ///
    /// # Errors
    /// [`LogError::InUse`], [`LogError::Format`]; [`LogError::Damaged`] when no record at all can be read;
    /// [`LogError::DiskFull`] when the temporary folder has no room for a copy.
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        let lock = lock(dir)?;
        read_format(dir)?;
        let acknowledged = HeadFile::peek(&dir.join("head")).ok().flatten().map(|note| note.position);
        let secrets = dir.join("secrets");
        let secrets = if secrets.exists() { Some(SlotPool::read_only(&secrets)?) } else { None };
        let nothing =
            || Damage { folder: dir.to_owned(), position: 1, what: message!("damage-no-record"), holds_until: Some(0) };
        let EngineCopy { store, copy, holds_until } =
            best_copy(dir)?.filter(|best| best.holds_until > 0).ok_or_else(nothing)?;
        let reader = LogReader::new(store.pages(), Head::new(holds_until), Arc::new(lock));
        Ok(Self { reader, secrets, holds_until, acknowledged, _copy: copy })
    }
}
