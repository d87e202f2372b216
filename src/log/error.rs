//! The errors of a log on disk. Each message is one line: what went wrong, where, and what to do.

use std::{io, path::PathBuf};

use crate::language::{Message, describe_io_error};
use crate::message;

/// A failure of the log. The command line maps the errors of [`Self::is_damage_or_in_use`] to exit code 3 and the
/// others by kind.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum LogError {
    /// Another process holds the lock on the folder.
    InUse {
        /// The data folder.
        folder: PathBuf,
        /// The process id in the lock file, when it could be read.
        pid: Option<u32>,
    },
    /// The contents on disk can not be what was acknowledged, or can not be read.
    Damaged(#[from] Damage),
    /// The folder was written by another version, or is not a data folder.
    Format {
        /// The data folder.
        folder: PathBuf,
        /// A description of what was found instead.
        what: Message,
        /// The formats that this program supports.
        known: &'static str,
    },
    /// The log is signed under another name than the configured one.
    Origin {
        /// The data folder.
        folder: PathBuf,
        /// The name under which it is signed.
        present: String,
        /// The configured name.
        configured: String,
    },
    /// The disk is full. What was acknowledged is durable; what was not acknowledged is not guaranteed.
    DiskFull {
        /// The operation that failed.
        what: Message,
        /// The error of the system.
        source: io::Error,
    },
    /// The process or the system has run out of file descriptors. Nothing was written; a later attempt can succeed.
    OutOfDescriptors {
        /// The operation that failed.
        what: Message,
    },
    /// The disk has no room for the write; nothing was written.
    NoRoom {
        /// Bytes that are available to an unprivileged process.
        free: u64,
        /// Bytes that are needed.
        needed: u64,
    },
    /// The folder was opened for reading only; nothing was written.
    ReadOnly {
        /// Why it can not be written.
        why: Message,
        /// Whether the reason is a full disk.
        full: bool,
    },
    /// Everything was recorded and is durable, but its signed checkpoint could not be written. The next opening writes
    /// it.
    CheckpointNotWritten {
        /// The last position.
        head: u64,
        /// The reason.
        why: Message,
    },
    /// The system failed to read or write.
    Io {
        /// The operation that failed, with the path.
        what: Message,
        /// The error of the system.
        source: io::Error,
    },
    /// Optimistic concurrency: the head of the log is not at the expected position, so the caller must decide again.
    HeadMoved {
        /// The head that the caller expected.
        expected: u64,
        /// The actual head.
        head: u64,
    },
    /// A commit would exceed the maximum size of a frame.
    TooLarge {
        /// The size of the commit in bytes.
        bytes: usize,
        /// The number of records in the commit.
        records: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// An earlier write failed, so what reached the disk is unknown. Nothing is accepted until the log is opened again.
    Failed {
        /// The first failure.
        why: Message,
    },
    /// The log had already been closed in good order.
    Closed,
}

/// Damage: where it starts, what it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct Damage {
    /// The data folder.
    pub folder: PathBuf,
    /// The first position that can not be read or differs from what was acknowledged; 0 when no position is involved.
    pub position: u64,
    /// A description of the damage.
    pub what: Message,
    /// The last position up to which everything was found intact, when that was determined.
    pub holds_until: Option<u64>,
}

impl LogError {
    /// Describes what went wrong, where, and what to do.
    pub fn message(&self) -> Message {
        match self {
            LogError::InUse { folder, pid } => {
                message!("log-in-use", folder = folder.display(), pid = pid.unwrap_or_default())
            }
            LogError::Damaged(damage) => damage.message(),
            LogError::Format { folder, what, known } => {
                message!("log-format", folder = folder.display(), what = what.clone(), known = *known)
            }
            LogError::Origin { folder, present, configured: asked } => {
                message!("log-origin", folder = folder.display(), present = present, asked = asked)
            }
            LogError::OutOfDescriptors { what } => message!("log-crowded", what = what.clone()),
            LogError::DiskFull { what, .. } => message!("log-full", what = what.clone()),
            LogError::NoRoom { free, needed } => {
                let kib = |bytes: u64| bytes / 1024;
                message!("log-no-room", free = kib(*free), needed = kib(*needed))
            }
            LogError::ReadOnly { why, .. } => message!("log-only-read", why = why.clone()),
            LogError::CheckpointNotWritten { head, why } => message!("log-unsigned", head = *head, why = why.clone()),
            LogError::Io { what, source } => message!("log-io", what = what.clone(), why = describe_io_error(source)),
            LogError::HeadMoved { expected, head } => message!("log-moved", expected = *expected, head = *head),
            LogError::TooLarge { bytes, records, max } => {
                message!("log-too-large", bytes = *bytes, records = *records, max = *max)
            }
            LogError::Failed { why } => message!("log-failed", why = why.clone()),
            LogError::Closed => message!("log-closed"),
        }
    }

    /// Wraps a system error, mapping a lack of file descriptors and a full disk to variants of their own.
    pub fn io(what: Message, source: io::Error) -> Self {
        if is_out_of_descriptors(&source) {
            return Self::OutOfDescriptors { what };
        }
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { what, source },
            _ => Self::Io { what, source },
        }
    }

    /// Returns whether the disk is full.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::DiskFull { .. } | Self::NoRoom { .. } | Self::ReadOnly { full: true, .. })
    }

    /// Returns whether the folder may still be readable although it can not be written: the disk is full, read-only, or
    /// not owned by this user.
    pub fn is_about_writing(&self) -> bool {
        let refused = |kind| matches!(kind, io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied);
        matches!(self, Self::Io { source, .. } if refused(source.kind())) || self.is_full()
    }

    /// Returns whether the folder is damaged or in use. The command line exits with code 3 for these, whatever the
    /// command.
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
            | Self::DiskFull { .. }
            | Self::OutOfDescriptors { .. }
            | Self::NoRoom { .. }
            | Self::ReadOnly { .. }
            | Self::CheckpointNotWritten { .. }
            | Self::HeadMoved { .. }
            | Self::TooLarge { .. }
            | Self::Closed => false,
        }
    }
}

/// The error numbers ENFILE and EMFILE: the system, or the process, has no file descriptor left.
const OUT_OF_DESCRIPTORS: [i32; 2] = [23, 24];

/// Returns whether an error is a lack of file descriptors. Nothing was opened in that case, and it is temporary.
pub fn is_out_of_descriptors(error: &io::Error) -> bool {
    if let Some(number) = error.raw_os_error() {
        return OUT_OF_DESCRIPTORS.contains(&number);
    }
    // The library for temporary files adds the path and keeps the system error as text only.
    let said = error.to_string();
    OUT_OF_DESCRIPTORS.iter().any(|number| said.contains(&format!("(os error {number})")))
}

impl Damage {
    /// Describes where the damage starts, what it is, and what to do.
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
