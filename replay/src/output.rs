//! Output of lines to a terminal, a file or a pipe.

use std::io::IsTerminal;

use peildatum_domain::language::{Language, Message};
use peildatum_render::text;

/// Renders messages, each starting on a new line, without terminal control characters: wrapped to the width of a
/// terminal, but each on one line in a file or a pipe, where it can be searched.
pub fn render_lines(lines: &[Message], language: Language) -> String {
    let lines: Vec<String> = lines.iter().map(|line| line.in_language(language)).collect();
    text::lines(&lines, wrapped_at(), language)
}

/// Collapses every run of white space, including newlines, into one space, so that an error is one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The default width in columns, and the minimum at which a text remains readable.
const WIDTH: (usize, usize) = (80, 40);

/// Returns the width in columns: from an exported `COLUMNS`, otherwise from the terminal.
pub fn width() -> usize {
    exported_width().or_else(terminal_width).unwrap_or(WIDTH.0).max(WIDTH.1)
}

/// Returns the width at which messages are wrapped; `None` when each must stay on one line.
fn wrapped_at() -> Option<usize> {
    let on_terminal = std::io::stdout().is_terminal();
    exported_width().or_else(|| on_terminal.then(width)).map(|width| width.max(WIDTH.1))
}

fn exported_width() -> Option<usize> {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok())
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}
