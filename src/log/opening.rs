//! The rules of opening. H is the last position of the dense run of valid frames. Any key beyond H, or an H below the
//! head note, is damage and is refused; a complete valid frame beyond the note is kept. A damaged log is never replaced
//! by an empty one.
//!
//! Only the tail is checked here; `verify` checks the rest. After an unclean stop, a copy of the engine's files is
//! first kept in `before-open/`, since the engine rewrites them when it opens. The copy is as large as the log, so a
//! folder on a nearly full disk can not be opened after a crash before there is room, unless the caller explicitly
//! opens it without a copy: a silent loss is then final. Only the latest copy is kept, and a copy from before a refused
//! opening is not replaced by what that opening left behind.

use std::{fs, path::Path};

use super::{
    disk_space,
    engine_copy::{COPY_FOLDER, copy_engine, holds_until, holds_until_of},
    error::{Damage, LogError},
    files,
    frame::{Frame, PageKey},
    head_note::{HeadFile, HeadNote},
    reader::{FrameCursor, RunEnd},
    storage::Frames,
    store::{Fdatasync, PageReader, Store, Syncer},
};
use crate::language::Message;
use crate::message;

/// Number of frames checked from the end at opening. 64 frames of a full commit of 4 MiB are 256 MB, read in less than
/// a second; in ordinary use they are 64 requests.
const TAIL_FRAMES: usize = 64;

/// The file in the copy that marks that the opening after it succeeded.
const SUPERSEDED_FILE: &str = "opened";

/// What opening does first after an unclean stop, given that the storage engine changes its files when it opens them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterCrash {
    /// Copies the engine's files first, which needs as much room as the log.
    #[default]
    CopyFirst,
    /// Copies nothing, on explicit request: whatever the engine then loses is lost for good.
    SkipCopy,
}

/// The result of opening, for [`super::folder`].
pub(super) struct OpenedFiles {
    pub(super) store: Store,
    pub(super) note_file: HeadFile,
    pub(super) note: HeadNote,
    pub(super) clean: bool,
    /// Whether the required copy was made; true when none was required.
    pub(super) copied: bool,
}

/// Opens the files of a folder that is locked and complete.
pub(super) fn open(dir: &Path, syncer: Box<dyn Syncer>, after_crash: AfterCrash) -> Result<OpenedFiles, LogError> {
    let (mut note_file, note) = read_note(dir)?;
    let engine = dir.join("log");
    refuse_without_engine(dir, note)?;
    let copy_wanted = !note.clean && disk_space::file_len(&engine.join("db")) > 0;
    if copy_wanted && after_crash == AfterCrash::CopyFirst {
        keep_copy(dir, &engine)?;
    }
    note_file.write(HeadNote { clean: false, ..note })?;
    note_file.sync()?;
    let store = Store::open(dir, &engine, syncer)
        .map_err(|error| add_intact_extent(error, || holds_until_of(dir).unwrap_or(0)))?;
    let pages = store.pages();
    let found = find_head(&pages, note).map_err(|error| add_intact_extent(error, || holds_until(&pages)))?;
    if !note.clean && dir.join(COPY_FOLDER).exists() {
        fs::write(dir.join(COPY_FOLDER).join(SUPERSEDED_FILE), "")
            .map_err(|source| LogError::io(message!("doing-copy-before-open"), source))?;
    }
    let copied = !copy_wanted || after_crash == AfterCrash::CopyFirst;
    Ok(OpenedFiles { store, note_file, note: found, clean: note.clean, copied })
}

/// Like [`open`], for a folder that must not change: the engine opens, and may change, a copy of its files in `copy`.
pub(super) fn open_copy(dir: &Path, copy: &Path) -> Result<(Store, HeadNote), LogError> {
    let head = dir.join("head");
    if !head.exists() {
        return Err(head_note_error(dir, message!("damage-head-missing")));
    }
    let note = HeadFile::peek(&head)?.ok_or_else(|| head_note_error(dir, message!("damage-head-spoiled")))?;
    refuse_without_engine(dir, note)?;
    copy_engine(&dir.join("log"), copy)?;
    let store = Store::open(dir, copy, Box::new(Fdatasync))
        .map_err(|error| add_intact_extent(error, || holds_until_of(dir).unwrap_or(0)))?;
    let pages = store.pages();
    let found = find_head(&pages, note).map_err(|error| add_intact_extent(error, || holds_until(&pages)))?;
    Ok((store, HeadNote { clean: note.clean, ..found }))
}

/// Refuses a folder whose head note acknowledges positions but which has no engine files.
fn refuse_without_engine(dir: &Path, note: HeadNote) -> Result<(), LogError> {
    if disk_space::file_len(&dir.join("log").join("db")) > 0 || note.position == 0 {
        return Ok(());
    }
    let what = message!("damage-engine-missing", position = note.position);
    Err(Damage { folder: dir.to_owned(), position: 1, what, holds_until: Some(0) }.into())
}

fn head_note_error(dir: &Path, what: Message) -> LogError {
    Damage { folder: dir.to_owned(), position: 1, what, holds_until: None }.into()
}

fn read_note(dir: &Path) -> Result<(HeadFile, HeadNote), LogError> {
    let path = dir.join("head");
    if !path.exists() {
        return Err(head_note_error(dir, message!("damage-head-missing")));
    }
    let (file, note) = HeadFile::open(&path)?;
    Ok((file, note.ok_or_else(|| head_note_error(dir, message!("damage-head-spoiled")))?))
}

/// Finds the last position of the dense run, checking the tail from the end.
pub(super) fn find_head(pages: &PageReader, note: HeadNote) -> Result<HeadNote, LogError> {
    let mut found = HeadNote::default();
    if let Some(last) = pages.last()? {
        let mut start = last.first;
        for _ in 1..TAIL_FRAMES {
            let Some(before) = start.checked_sub(1) else { break };
            match pages.last_at_or_before(PageKey { first: before, page: u32::MAX })? {
                Some(key) => start = key.first,
                None if start == 1 => break,
                None => return Err(damage(pages, 1, message!("damage-starts-late", start = start))),
            }
        }
        let mut frames = FrameCursor::open(pages, start, RunEnd::LastKey)?;
        let mut frame = Frame::default();
        while frames.next_into(&mut frame)? {
            found = HeadNote {
                position: frame.header().last_position(),
                frame_checksum: frame.header().checksum,
                clean: false,
            };
        }
    }
    if found.position < note.position {
        let what = message!("damage-ends-early", found = found.position, position = note.position);
        return Err(damage(pages, found.position + 1, what));
    }
    if note.position > 0 {
        check_note(pages, note)?;
    }
    Ok(found)
}

/// Checks that the frame that ends at the position of the note is the one with the checksum in the note.
fn check_note(pages: &PageReader, note: HeadNote) -> Result<(), LogError> {
    let mut frame = Frame::default();
    let read = FrameCursor::open(pages, note.position, RunEnd::Position(note.position))?.next_into(&mut frame)?;
    let header = frame.header();
    if !read || header.last_position() != note.position || header.checksum != note.frame_checksum {
        let what = message!("damage-other-frame", position = note.position);
        return Err(damage(pages, note.position, what));
    }
    Ok(())
}

/// Adds to a refusal where the damage starts and how far the log is intact; the whole log is read to determine that.
fn add_intact_extent(error: LogError, holds_until: impl FnOnce() -> u64) -> LogError {
    match error {
        LogError::Damaged(damage) => {
            let holds = holds_until();
            // The engine does not know positions.
            let position = if damage.position == 0 { holds + 1 } else { damage.position };
            Damage { position, holds_until: Some(holds.min(position - 1)), ..damage }.into()
        }
        other => other,
    }
}

fn keep_copy(dir: &Path, engine: &Path) -> Result<(), LogError> {
    let (copy, half) = (dir.join(COPY_FOLDER), dir.join("before-open.new"));
    if copy.exists() && !copy.join(SUPERSEDED_FILE).exists() {
        return Ok(());
    }
    // The old copy is removed first, since there may not be room for two.
    files::remove_dir(&copy)?;
    files::remove_dir(&half)?;
    if !disk_space::fits(dir, disk_space::file_len(&engine.join("db"))) {
        return Err(LogError::io(message!("doing-copy-no-room"), disk_space::disk_full_error()));
    }
    let copied = copy_engine(engine, &half).and_then(|()| {
        files::read_names(&half)?.iter().try_for_each(|name| files::sync(&half.join(name)))?;
        files::sync(&half)
    });
    if let Err(error) = copied {
        files::remove_dir(&half)?;
        return Err(error);
    }
    fs::rename(&half, &copy)
        .map_err(|source| LogError::io(message!("doing-renaming", path = half.display()), source))?;
    files::sync(dir)
}

fn damage(pages: &PageReader, position: u64, what: Message) -> LogError {
    Damage { folder: pages.folder().to_owned(), position, what, holds_until: None }.into()
}
