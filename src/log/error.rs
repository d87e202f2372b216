//! What can go wrong with a log on disk, told in one line each: what, where, what to do.

use std::{io, path::PathBuf};

use crate::language::{Message, reason};
use crate::message;

/// A failure of the log. The command line maps [`Self::is_damage_or_in_use`] to exit 3 and the rest by kind.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum LogError {
    /// Another process holds the folder.
    InUse {
        /// The data folder.
        folder: PathBuf,
        /// The process that wrote its number into the lock file, when that could be read.
        pid: Option<u32>,
    },
    /// What lies on disk can not be what was acknowledged, or can not be read.
    Damaged(#[from] Damage),
    /// The folder was written by another version, or is no data folder.
    Format {
        /// The data folder.
        folder: PathBuf,
        /// What was found instead.
        what: Message,
        /// The formats that this program knows.
        known: &'static str,
    },
    /// The log is signed under another name than was configured.
    Origin {
        /// The data folder.
        folder: PathBuf,
        /// The name it is signed under.
        present: String,
        /// The name that was configured.
        asked: String,
    },
    /// The disk is full. What was not acknowledged is not promised; what was acknowledged is there.
    Full {
        /// What was being done.
        what: Message,
        /// The system's own error.
        source: io::Error,
    },
    /// The process or the system has no file descriptor left. Nothing was written: whoever asks again later gets on.
    Crowded {
        /// What was being done.
        what: Message,
    },
    /// The disk has no room for what was to be written: nothing of it was.
    NoRoom {
        /// Bytes that others than the system may still use.
        free: u64,
        /// Bytes that are needed.
        needed: u64,
    },
    /// The folder was opened for reading alone: nothing was written.
    OnlyRead {
        /// Why it can not be written.
        why: Message,
        /// Whether that is because the disk is full.
        full: bool,
    },
    /// Everything was recorded and is durable, but the signed checkpoint of it could not be written: the next opening does it.
    Unsigned {
        /// The last position.
        head: u64,
        /// Why not.
        why: Message,
    },
    /// The system refused to read or write.
    Io {
        /// What was being done, with the path.
        what: Message,
        /// The system's own error.
        source: io::Error,
    },
    /// The log's head is not where the caller thought: decide again.
    Moved {
        /// Where the caller thought the head was.
        expected: u64,
        /// Where it is.
        head: u64,
    },
    /// One commit would be larger than a frame may be.
    TooLarge {
        /// The bytes asked for.
        bytes: usize,
        /// The records asked for.
        records: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// An earlier write failed, so what reached the disk is unknown: nothing is accepted until the log is opened again.
    Failed {
        /// The first failure.
        why: Message,
    },
    /// The log was closed in good order; this came after.
    Closed,
}

/// Damage: where it starts, what it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct Damage {
    /// The data folder.
    pub folder: PathBuf,
    /// The first position that can not be read or is not what was acknowledged; 0 when it is about none.
    pub position: u64,
    /// What was found.
    pub what: Message,
    /// The last position up to which everything was seen to hold, as far as this was looked at.
    pub holds_until: Option<u64>,
}

impl LogError {
    /// What went wrong, where, and what to do.
    pub fn message(&self) -> Message {
        match self {
            LogError::InUse { folder, pid } => {
                message!("log-in-use", folder = folder.display(), pid = pid.unwrap_or_default())
            }
            LogError::Damaged(damage) => damage.message(),
            LogError::Format { folder, what, known } => {
                message!("log-format", folder = folder.display(), what = what.clone(), known = *known)
            }
            LogError::Origin { folder, present, asked } => {
                message!("log-origin", folder = folder.display(), present = present, asked = asked)
            }
            LogError::Crowded { what } => message!("log-crowded", what = what.clone()),
            LogError::Full { what, .. } => message!("log-full", what = what.clone()),
            LogError::NoRoom { free, needed } => {
                let kib = |bytes: u64| bytes / 1024;
                message!("log-no-room", free = kib(*free), needed = kib(*needed))
            }
            LogError::OnlyRead { why, .. } => message!("log-only-read", why = why.clone()),
            LogError::Unsigned { head, why } => message!("log-unsigned", head = *head, why = why.clone()),
            LogError::Io { what, source } => message!("log-io", what = what.clone(), why = reason(source)),
            LogError::Moved { expected, head } => message!("log-moved", expected = *expected, head = *head),
            LogError::TooLarge { bytes, records, max } => {
                message!("log-too-large", bytes = *bytes, records = *records, max = *max)
            }
            LogError::Failed { why } => message!("log-failed", why = why.clone()),
            LogError::Closed => message!("log-closed"),
        }
    }

    /// Wraps a system error, telling a lack of descriptors and a full disk from the rest.
    pub fn io(what: Message, source: io::Error) -> Self {
        if is_crowded(&source) {
            return Self::Crowded { what };
        }
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { what, source },
            _ => Self::Io { what, source },
        }
    }

    /// Whether the disk is full.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::NoRoom { .. } | Self::OnlyRead { full: true, .. })
    }

    /// Whether the folder can perhaps be read, though not be written: the disk is full, read only, or not this user's.
    pub fn is_about_writing(&self) -> bool {
        let refused = |kind| matches!(kind, io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied);
        matches!(self, Self::Io { source, .. } if refused(source.kind())) || self.is_full()
    }

    /// Whether the folder is damaged or taken: what the command line answers with exit 3, whatever was asked.
    pub fn is_damage_or_in_use(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::InUse { .. } | Self::Failed { .. } => true,
            // A file that ends too early, or that the disk can not read.
            Self::Io { source, .. } => {
                let spoiled = matches!(source.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData);
                spoiled || source.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
            }
            Self::Format { .. }
            | Self::Origin { .. }
            | Self::Full { .. }
            | Self::Crowded { .. }
            | Self::NoRoom { .. }
            | Self::OnlyRead { .. }
            | Self::Unsigned { .. }
            | Self::Moved { .. }
            | Self::TooLarge { .. }
            | Self::Closed => false,
        }
    }
}

/// What the system answers when it has no room in its tables of open files, or the process has none left.
const CROWDED: [i32; 2] = [23, 24];

/// Whether what failed is a lack of file descriptors: nothing was opened, and it goes over.
pub fn is_crowded(error: &io::Error) -> bool {
    if let Some(number) = error.raw_os_error() {
        return CROWDED.contains(&number);
    }
    // What makes temporary files names the path, and keeps the system's own error as text only.
    let said = error.to_string();
    CROWDED.iter().any(|number| said.contains(&format!("(os error {number})")))
}

impl Damage {
    /// Where it starts, what it is, and what to do.
    pub fn message(&self) -> Message {
        let advice = match self.holds_until {
            Some(0) => message!("log-advice-nothing"),
            Some(holds) => message!("log-advice-until", position = holds),
            None => message!("log-advice"),
        };
        let (folder, what) = (self.folder.display(), self.what.clone());
        message!("log-damaged", folder = folder, position = self.position, what = what, advice = advice)
    }
}
