//! How lines reach a terminal.

use peildatum::language::{Language, Message};

/// Messages, each on a line of its own, without characters that steer a terminal.
pub fn said(lines: &[Message], language: Language) -> String {
    let line = |line: &Message| {
        let plain: String = line.in_language(language).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{}\n", plain.trim_end())
    };
    lines.iter().map(line).collect()
}

/// `text` with every run of white space, line ends too, as one blank: an error is one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns of a text where nobody says, and the fewest in which it still reads.
const WIDTH: (usize, usize) = (80, 40);

/// As many as an exported `COLUMNS` says.
pub fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    told.unwrap_or(WIDTH.0).max(WIDTH.1)
}
