//! The text of a page, line by line: which drafts come from a line, and what became of every other one.

use maud::{Markup, html};

use super::ReviewPage;
use crate::language::Message;
use crate::message;
use crate::reader::Reader;
use crate::render::wording;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFate {
    /// Drafts come from it.
    Drafted,
    /// The log says already what it says.
    Known,
    /// It was not understood, and a notice says why.
    Noticed,
    /// A heading, navigation, or text that was skipped.
    Unused,
    /// It has no text.
    Blank,
}

impl LineFate {
    /// The class of the line.
    const fn class(self) -> &'static str {
        match self {
            LineFate::Drafted => "lit",
            LineFate::Known => "known",
            LineFate::Noticed => "noticed",
            LineFate::Unused => "unused",
            LineFate::Blank => "blank",
        }
    }

    /// What is said of a line without drafts.
    fn said(self) -> Option<Message> {
        match self {
            LineFate::Known => Some(message!("review-line-known")),
            LineFate::Noticed => Some(message!("review-line-noticed")),
            LineFate::Unused => Some(message!("review-line-unused")),
            LineFate::Drafted | LineFate::Blank => None,
        }
    }
}

/// A line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLine {
    /// Its text.
    pub text: String,
    /// What became of it.
    pub fate: LineFate,
    /// The numbers of the drafts that come from it.
    pub drafts: Vec<usize>,
}

/// What was not understood, or read with doubt, in no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// First and last line.
    pub lines: (u32, u32),
    /// What is uncertain.
    pub message: Message,
}

/// Returns the id of the element of a line.
pub(super) fn line_id(number: usize) -> String {
    format!("regel-{number}")
}

/// Returns the id of the element of a draft.
pub(super) fn draft_id(number: usize) -> String {
    format!("concept-{number}")
}

/// Returns a link to lines of the page.
pub(super) fn to_lines(reader: Reader, (from, to): (u32, u32)) -> Markup {
    let said = if from == to {
        message!("review-line", line = from)
    } else {
        message!("review-lines", first = from, last = to)
    };
    html! { a href=(format!("#{}", line_id(from as usize))) { (reader.say(&said)) } }
}

/// Returns the text of the page.
pub(super) fn text(asked: &ReviewPage<'_>) -> Markup {
    let reader = asked.reader;
    html! {
        h2 id="tekst" { (reader.say(&message!("review-source"))) }
        p.hint { (reader.say(&message!("review-source-hint"))) }
        div.source tabindex="0" role="group" aria-labelledby="tekst" {
            ol.page-lines {
                @for (at, line) in asked.lines.iter().enumerate() { (one(reader, at + 1, line)) }
            }
        }
    }
}

fn one(reader: Reader, number: usize, line: &PageLine) -> Markup {
    html! {
        li id=(line_id(number)) class=(line.fate.class()) tabindex="-1" {
            span.no { (number) }
            span.said {
                (line.text)
                @if let Some(said) = line.fate.said() { " " span.became { (reader.say(&said)) } }
                @for draft in &line.drafts {
                    " " a.became href=(format!("#{}", draft_id(*draft))) { (reader.say(&message!("review-draft", number = *draft))) }
                }
            }
        }
    }
}

/// Returns what was not understood, and the lines that nothing was made of.
pub(super) fn not_understood(asked: &ReviewPage<'_>) -> Markup {
    let reader = asked.reader;
    let unused: Vec<(usize, &PageLine)> =
        asked.lines.iter().enumerate().filter(|(_, line)| line.fate == LineFate::Unused).collect();
    let count = |fate: LineFate| asked.lines.iter().filter(|line| line.fate == fate).count();
    let told = message!(
        "review-lines-told",
        all = asked.lines.len() - count(LineFate::Blank),
        drafted = count(LineFate::Drafted),
        known = count(LineFate::Known),
        noticed = count(LineFate::Noticed),
        unused = count(LineFate::Unused),
    );
    html! {
        h2 id="niet-begrepen" { (reader.say(&message!("review-not-understood"))) }
        p { (reader.say(&told)) }
        @if !asked.notices.is_empty() {
            ul { @for notice in asked.notices { li { (to_lines(reader, notice.lines)) ": " (wording::capital(&reader.say(&notice.message))) } } }
        }
        @if !unused.is_empty() {
            details {
                summary { (reader.say(&message!("review-unused", count = unused.len()))) }
                ul.plain.small { @for (at, line) in unused { li { a href=(format!("#{}", line_id(at + 1))) { (reader.say(&message!("review-line", line = at + 1))) } ": " (line.text) } } }
            }
        }
    }
}
