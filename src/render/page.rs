//! Lays out the lines of a text page: wrapped, indented, amounts right-aligned.

use serde_json::Value;
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, wrap};

use super::{Style, WIDTH_MIN};
use crate::language::{Language, Message};

/// A text under construction. No line is wider than the page, except a word that can not be broken.
#[derive(Debug)]
pub(super) struct TextPage {
    out: String,
    width: usize,
    colour: bool,
    language: Language,
}

/// The width of a label, in columns.
const LABEL_WIDTH: usize = 18;

/// A colour or weight on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Bold,
    Green,
    Yellow,
    Red,
}

impl TextPage {
    pub fn new(style: Style) -> TextPage {
        TextPage {
            out: String::new(),
            width: style.width.max(WIDTH_MIN),
            colour: style.colour,
            language: style.language,
        }
    }

    /// Returns the language of the reader.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Returns a message in the language of the page.
    pub fn say(&self, message: &Message) -> String {
        message.in_language(self.language)
    }

    /// Writes a heading that is a message.
    pub fn titled(&mut self, message: &Message) {
        self.heading(&message.in_language(self.language));
    }

    /// Writes a line that is a message.
    pub fn message_line(&mut self, indent: usize, message: &Message) {
        self.line(indent, &message.in_language(self.language));
    }

    /// Writes a value behind a label that is a message.
    pub fn named(&mut self, label: &Message, value: &str) {
        self.labelled(&label.in_language(self.language), value);
    }

    /// Returns the text with its last line ended, and without blank lines at either end.
    pub fn finish(self) -> String {
        let mut text = self.out.trim_matches('\n').to_owned();
        text.push('\n');
        text
    }

    /// Returns true where colours and weights are enabled.
    pub const fn has_colour(&self) -> bool {
        self.colour
    }

    /// Returns text in colour, where colours are enabled.
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Bold => 1,
            Ink::Green => 32,
            Ink::Yellow => 33,
            Ink::Red => 31,
        };
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Writes one blank line, even when called several times.
    pub fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Writes a heading in capitals, underlined.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        let text = text.to_uppercase();
        let rule = "─".repeat(display_width(&text).min(self.width));
        let bold = self.ink(Ink::Bold, &text);
        self.push(&bold);
        self.push(&rule);
    }

    /// Writes a line; the rest of a long line continues below, two columns further in.
    pub fn line(&mut self, indent: usize, text: &str) {
        self.hanging(indent, indent + 2, text);
    }

    /// Writes a line after a bullet.
    pub fn bullet(&mut self, indent: usize, text: &str) {
        let first = format!("{}- ", " ".repeat(indent));
        self.wrapped(&first, &" ".repeat(indent + 2), self.width, text);
    }

    /// Writes a label and its value; a long value continues below the value.
    pub fn labelled(&mut self, label: &str, value: &str) {
        let first = format!("{label:<LABEL_WIDTH$}");
        self.wrapped(&first, &" ".repeat(LABEL_WIDTH), self.width, value);
    }

    /// Returns the columns beside a label.
    pub const fn room_of_label(&self) -> usize {
        self.width - LABEL_WIDTH
    }

    /// Returns the columns of the page.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes a line that is already laid out.
    pub fn raw(&mut self, indent: usize, line: &str) {
        self.push(&format!("{}{line}", " ".repeat(indent)));
    }

    /// Writes a line; the rest of a long line continues below, indented by `hang`.
    pub fn hanging(&mut self, indent: usize, hang: usize, text: &str) {
        self.wrapped(&" ".repeat(indent), &" ".repeat(hang), self.width, text);
    }

    /// Writes running text of any number of lines; its own line ends stay.
    pub fn prose(&mut self, indent: usize, text: &str) {
        let mut blank = false;
        for line in text.lines() {
            let line = clean(line);
            if line.trim().is_empty() {
                blank = true;
                continue;
            }
            if std::mem::take(&mut blank) {
                self.out.push('\n');
            }
            self.hanging(indent, indent, line.trim_end());
        }
    }

    /// Writes a line with an amount right-aligned on its first line.
    pub fn amount(&mut self, indent: usize, text: &str, amount: &str) {
        let room = self.width.saturating_sub(display_width(amount) + 2);
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        let text = clean(text);
        let options = options(room, &first, &rest);
        for (at, line) in wrap(text.trim(), options).iter().enumerate() {
            if at == 0 {
                let gap = self.width.saturating_sub(display_width(line) + display_width(amount));
                self.push(&format!("{line}{}{amount}", " ".repeat(gap)));
            } else {
                self.push(line);
            }
        }
    }

    fn wrapped(&mut self, first: &str, rest: &str, width: usize, text: &str) {
        let text = clean(text);
        for line in wrap(text.trim(), options(width, first, rest)) {
            self.push(&line);
        }
    }

    /// Non-breaking blanks are only needed for wrapping; people search for plain ones.
    fn push(&mut self, line: &str) {
        self.out.push_str(line.replace('\u{a0}', " ").trim_end());
        self.out.push('\n');
    }
}

/// Ids contain hyphens and people search for them, so they are not broken there.
fn options<'a>(width: usize, first: &'a str, rest: &'a str) -> Options<'a> {
    Options::new(width).initial_indent(first).subsequent_indent(rest).word_splitter(WordSplitter::NoHyphenation)
}

/// Returns one line of running text, in which an amount stays with its sign.
fn clean(text: &str) -> String {
    let line: String = text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }).collect();
    line.replace("€ ", "€\u{a0}")
}

/// Returns the value without characters that control a terminal or change the direction of text.
pub fn without_control_characters(value: &Value) -> Value {
    let mut value = value.clone();
    remove_control_characters(&mut value);
    value
}

/// Removes from a value the characters that control a terminal or change the direction of text.
pub fn remove_control_characters(value: &mut Value) {
    match value {
        Value::String(text) => {
            text.retain(|c| (!c.is_control() || matches!(c, '\t' | '\n' | '\r')) && !is_bidi_control(c));
        }
        Value::Array(items) => items.iter_mut().for_each(remove_control_characters),
        Value::Object(fields) => fields.values_mut().for_each(remove_control_characters),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
