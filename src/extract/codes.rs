//! Parses codes of the goal tree as reports write them: `9A1.1`, `7A1. 3`, `9C1.1.`, `2A101`, `01A101`, and `1.1.2` on
//! pages that number with dots only.

use std::fmt;

use crate::domain::event::Level;

/// Returns the word for a node that the page presupposes and does not show: `Programma 9`.
pub(super) fn level_word(level: Level) -> &'static str {
    match level {
        Level::Programme => "Programma",
        Level::PolicyArea => "Beleidsterrein",
        Level::Goal => "Doel",
        Level::Output => "Prestatie",
    }
}

/// A code in its canonical form, ordered like the tree: `9A1.2` before `9A1.10`, a parent before its children.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code {
    programme: u32,
    area: Option<char>,
    /// The first number of a code with dots only, which has no policy area: `1` of `1.1.2`.
    chapter: Option<u32>,
    goal: Option<u32>,
    output: Option<u32>,
}

impl Code {
    pub fn programme(number: u32) -> Self {
        Self { programme: number, area: None, chapter: None, goal: None, output: None }
    }

    pub fn level(&self) -> Level {
        match (self.area.is_some() || self.chapter.is_some(), self.goal, self.output) {
            (false, _, _) => Level::Programme,
            (true, None, _) => Level::PolicyArea,
            (true, Some(_), None) => Level::Goal,
            (true, Some(_), Some(_)) => Level::Output,
        }
    }

    /// Returns the code one level up; a programme has none.
    pub fn parent(&self) -> Option<Self> {
        let mut up = self.clone();
        match self.level() {
            Level::Programme => return None,
            Level::PolicyArea => up.area = None,
            // With dots only, a goal lies directly below its programme.
            Level::Goal => (up.goal, up.chapter) = (None, None),
            Level::Output => up.output = None,
        }
        Some(up)
    }

    /// Returns a code with dots only as one of this programme, or of the one that its first number names; any other as
    /// it is.
    pub fn in_programme(mut self, programme: Option<&Code>) -> Self {
        if let Some(chapter) = self.chapter {
            self.programme = programme.map_or(chapter, |code| code.programme);
        }
        self
    }

    /// Returns true for a code with dots only: `1.1.2`.
    pub fn is_dotted(&self) -> bool {
        self.chapter.is_some()
    }

    /// Returns true when `self` is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        let mut at = Some(self.clone());
        while let Some(code) = at {
            if code == *other {
                return true;
            }
            at = code.parent();
        }
        false
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(chapter) = self.chapter {
            write!(f, "{chapter}")?;
            self.goal.map_or(Ok(()), |goal| write!(f, ".{goal}"))?;
            return self.output.map_or(Ok(()), |output| write!(f, ".{output}"));
        }
        write!(f, "{}", self.programme)?;
        self.area.map_or(Ok(()), |area| write!(f, "{area}"))?;
        self.goal.map_or(Ok(()), |goal| write!(f, "{goal}"))?;
        self.output.map_or(Ok(()), |output| write!(f, ".{output}"))
    }
}

/// A code at the start of a text, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CodeMatch<'a> {
    pub code: Code,
    /// The code as it was written.
    pub as_found: &'a str,
    /// The text after it, without the dash or colon between.
    pub rest: &'a str,
}

/// Parses the code at the start of `text`, at area level or below.
pub(super) fn parse_at_start(text: &str) -> Option<CodeMatch<'_>> {
    let (code, length) = scan(text)?;
    let (as_found, after) = text.split_at_checked(length)?;
    if after
        .chars()
        .next()
        .is_some_and(|next| !next.is_whitespace() && !matches!(next, ':' | '-' | '–' | ',' | ')' | ';'))
    {
        return None;
    }
    let rest = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–'));
    Some(CodeMatch { code, as_found, rest })
}

pattern!(DOTTED, r"^(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?\.?(?:\s*[:–-]\s*|\s+)(\S.*)$");

/// Parses a code with dots only at the start of a line: `1.1.2 Title`. The page says of which programme it is.
pub(super) fn parse_dotted(text: &str) -> Option<CodeMatch<'_>> {
    let found = DOTTED.captures(text)?;
    let part = |group: usize| found.get(group).and_then(|digits| digits.as_str().parse::<u32>().ok());
    let (chapter, goal, output) = (part(1)?, part(2)?, part(3));
    let rest = found.get(4)?;
    let end = found.get(3).or(found.get(2))?.end();
    let code = Code { chapter: Some(chapter), goal: Some(goal), output, ..Code::programme(chapter) };
    Some(CodeMatch { code, as_found: &text[..end], rest: rest.as_str() })
}

/// Finds every code within a text, with its byte range.
pub(super) fn find_codes(text: &str) -> Vec<(Code, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut until = 0;
    for (at, c) in text.char_indices() {
        if at >= until
            && c.is_ascii_digit()
            && !before.is_alphanumeric()
            && !matches!(before, '.' | ',' | '€')
            && let Some((code, length)) = scan(&text[at..])
        {
            let next = text[at + length..].chars().next();
            if !next.is_some_and(char::is_alphanumeric) {
                until = at + length;
                found.push((code, at..until));
            }
        }
        before = c;
    }
    found
}

/// Parses programme, letter, goal and output; returns the code and its length in bytes, a closing dot included.
fn scan(text: &str) -> Option<(Code, usize)> {
    let programme = digits(text, 2)?;
    let mut at = programme.len();
    if text[at..].starts_with(' ') {
        at += 1;
    }
    let letter = text[at..].chars().next().filter(char::is_ascii_alphabetic)?;
    let blank_before_letter = at > programme.len();
    at += 1;
    let numbers = digits(&text[at..], 4).unwrap_or("");
    // `9 A` and `1e` are words of a sentence more often than codes.
    if numbers.is_empty() && (blank_before_letter || letter.is_ascii_lowercase()) {
        return None;
    }
    at += numbers.len();
    let mut code = Code::programme(number(programme)?);
    code.area = Some(letter.to_ascii_uppercase());
    match numbers.len() {
        0 => {}
        1 | 2 => {
            code.goal = Some(number(numbers)?);
            let (output, length) = output_after(&text[at..]);
            code.output = output;
            at += length;
            if output.is_none() && letter.is_ascii_lowercase() {
                return None;
            }
        }
        // The older form without a dot: the last two digits are the output.
        length => {
            code.goal = Some(number(&numbers[..length - 2])?);
            code.output = Some(number(&numbers[length - 2..])?);
        }
    }
    let ends_in_dot = text[at..].starts_with('.') && !text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    Some((code, at + usize::from(ends_in_dot)))
}

/// Parses `.3`, `. 3` or ` .3` after a goal; the form with a blank after the dot only before a title, not before a
/// sentence.
fn output_after(text: &str) -> (Option<u32>, usize) {
    let none = (None, 0);
    let lead = if text.starts_with(" .") { 1 } else { 0 };
    let Some(after_dot) = text[lead..].strip_prefix('.') else { return none };
    let blank = usize::from(after_dot.starts_with(' '));
    let Some(found) = digits(&after_dot[blank..], 2) else { return none };
    let length = lead + 1 + blank + found.len();
    let follows = text[length..].trim_start_matches(['.', ' ', ':', '-']).chars().next();
    if blank > 0 && follows.is_some_and(|c| !c.is_uppercase()) {
        return none;
    }
    number(found).map_or(none, |output| (Some(output), length))
}

/// Returns the leading digits, if there are at least one and at most `most`.
fn digits(text: &str, most: usize) -> Option<&str> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=most).contains(&length).then(|| &text[..length])
}

/// Parses a part of a code: numbered from 1, leading zeros ignored.
fn number(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|number| *number > 0)
}
