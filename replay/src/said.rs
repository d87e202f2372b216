//! How lines reach a terminal.

use std::io::IsTerminal;

use peildatum::language::{Language, Message};
use peildatum::render::text;

/// Messages, each from a new line, without characters that steer a terminal: as wide as the terminal, and in a file or a pipe each
/// on one line, for whoever searches them.
pub fn said(lines: &[Message], language: Language) -> String {
    let lines: Vec<String> = lines.iter().map(|line| line.in_language(language)).collect();
    text::lines(&lines, wrapped_at(), language)
}

/// `text` with every run of white space, line ends too, as one blank: an error is one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns of a text where nobody says, and the fewest in which it still reads.
const WIDTH: (usize, usize) = (80, 40);

/// As many as an exported `COLUMNS` says, else as the terminal has.
pub fn width() -> usize {
    told_width().or_else(terminal_width).unwrap_or(WIDTH.0).max(WIDTH.1)
}

/// Where lines that are each one thing are wrapped.
fn wrapped_at() -> Option<usize> {
    let on_terminal = std::io::stdout().is_terminal();
    told_width().or_else(|| on_terminal.then(width)).map(|width| width.max(WIDTH.1))
}

fn told_width() -> Option<usize> {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok())
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}
