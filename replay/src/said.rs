//! How lines reach a terminal, and what the system says in words of ours.

use std::io;

use peildatum::language::{Language, Message};
use peildatum::message;

/// Messages, each on a line of its own, without characters that steer a terminal.
pub fn said(lines: &[Message], language: Language) -> String {
    let line = |line: &Message| {
        let plain: String = line.in_language(language).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{}\n", plain.trim_end())
    };
    lines.iter().map(line).collect()
}

/// Why the system refuses; what has no words of ours as the system says it, without its number.
pub fn reason(error: &io::Error) -> Message {
    match error.kind() {
        io::ErrorKind::NotFound => message!("system-not-found"),
        io::ErrorKind::PermissionDenied => message!("system-not-allowed"),
        io::ErrorKind::IsADirectory => message!("system-is-folder"),
        _ => {
            let text = error.to_string();
            Message::verbatim(text.find(" (os error").map_or(text.as_str(), |at| &text[..at]))
        }
    }
}

/// `text` with every run of white space, line ends too, as one blank: an error is one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
