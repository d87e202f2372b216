//! Describes errors of the operating system.

use std::io;

use super::Message;
use crate::message;

/// Returns the reason of an error in words of our own. For other kinds it returns the text of the system, without its
/// number.
pub fn describe_io_error(error: &io::Error) -> Message {
    match error.kind() {
        io::ErrorKind::NotFound => message!("system-not-found"),
        io::ErrorKind::PermissionDenied => message!("system-not-allowed"),
        io::ErrorKind::AlreadyExists => message!("system-exists"),
        io::ErrorKind::IsADirectory => message!("system-is-folder"),
        io::ErrorKind::NotADirectory => message!("system-is-no-folder"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => message!("system-full"),
        io::ErrorKind::FileTooLarge => message!("system-too-large"),
        io::ErrorKind::ReadOnlyFilesystem => message!("system-read-only"),
        io::ErrorKind::InvalidData => message!("system-no-text"),
        io::ErrorKind::UnexpectedEof => message!("system-cut-off"),
        io::ErrorKind::ConnectionRefused => message!("system-nobody-listens"),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            message!("system-hung-up")
        }
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => message!("silence-timeout"),
        _ => {
            let text = error.to_string();
            Message::verbatim(text.find(" (os error").map_or(text.as_str(), |at| &text[..at]))
        }
    }
}
