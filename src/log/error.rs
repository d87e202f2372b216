//! What can go wrong with a log on disk, told in one line each: what, where, what to do.

use std::{io, path::PathBuf};

/// A failure of the log. The command line maps [`Self::is_damage_or_in_use`] to exit 3 and the rest by kind.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Another process holds the folder.
    #[error("{} is in use{}: use --url for the service that holds it, or stop that process", .folder.display(), by(*.pid))]
    InUse {
        /// The data folder.
        folder: PathBuf,
        /// The process that wrote its number into the lock file, when that could be read.
        pid: Option<u32>,
    },
    /// What lies on disk can not be what was acknowledged, or can not be read.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// The folder was written by another version, or is no data folder.
    #[error("{}: {what}; this program reads and writes format {known}", .folder.display())]
    Format {
        /// The data folder.
        folder: PathBuf,
        /// What was found instead.
        what: String,
        /// The formats that this program knows.
        known: &'static str,
    },
    /// The log is signed under another name than was configured.
    #[error("{} is signed as {present}, not as {asked}: give that name, or say that it changes with peildatum key --name {asked}", .folder.display())]
    Origin {
        /// The data folder.
        folder: PathBuf,
        /// The name it is signed under.
        present: String,
        /// The name that was configured.
        asked: String,
    },
    /// The disk is full. What was not acknowledged is not promised; what was acknowledged is there.
    #[error("the disk is full while {what}: make room and start again ({source})")]
    Full {
        /// What was being done.
        what: String,
        /// The system's own error.
        source: io::Error,
    },
    /// The system refused to read or write.
    #[error("{what}: {source}")]
    Io {
        /// What was being done, with the path.
        what: String,
        /// The system's own error.
        source: io::Error,
    },
    /// The log's head is not where the caller thought: decide again.
    #[error("the log moved: expected its head at {expected}, it stands at {head}")]
    Moved {
        /// Where the caller thought the head was.
        expected: u64,
        /// Where it is.
        head: u64,
    },
    /// One commit would be larger than a frame may be.
    #[error("{bytes} bytes in {records} records do not fit one commit (at most {max} bytes): send fewer at once")]
    TooLarge {
        /// The bytes asked for.
        bytes: usize,
        /// The records asked for.
        records: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// An earlier write failed, so what reached the disk is unknown: nothing is accepted until the log is opened again.
    #[error("the log stopped accepting events: {why}; start again, the log is checked when it opens")]
    Failed {
        /// The first failure.
        why: String,
    },
    /// The log was closed in good order; this came after.
    #[error("the log is closed: the service is stopping")]
    Closed,
}

/// Damage: where it starts, what it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is damaged{}: {what}; {}", .folder.display(), at(*.position), advice(*.holds_until))]
pub struct Damage {
    /// The data folder.
    pub folder: PathBuf,
    /// The first position that can not be read or is not what was acknowledged; 0 when it is about none.
    pub position: u64,
    /// What was found.
    pub what: String,
    /// The last position up to which everything was seen to hold, as far as this was looked at.
    pub holds_until: Option<u64>,
}

impl LogError {
    /// Wraps a system error, telling a full disk from the rest.
    pub fn io(what: impl Into<String>, source: io::Error) -> Self {
        let what = what.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { what, source },
            _ => Self::Io { what, source },
        }
    }

    /// Whether the folder is damaged or taken: what the command line answers with exit 3.
    pub const fn is_damage_or_in_use(&self) -> bool {
        matches!(self, Self::Damaged(_) | Self::InUse { .. })
    }
}

fn by(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" by process {pid}"))
}

fn at(position: u64) -> String {
    if position == 0 { String::new() } else { format!(" at position {position}") }
}

fn advice(holds_until: Option<u64>) -> String {
    match holds_until {
        Some(0) => "restore it from a backup (nothing before it could be read)".to_owned(),
        Some(holds) => format!("restore it from a backup, or save what holds with export --until {holds}"),
        None => "restore it from a backup, or save what holds with export".to_owned(),
    }
}
