//! Splits the text under a heading into notes: at a blank line or a bullet, with a short line as head.

use super::codes::Code;
use super::dutch_text;
use super::lines::Line;
use super::outline::{LineSpan, Section};
use crate::domain::event::Level;
use crate::language::Message;
use crate::message;

/// A note as it will be drafted.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub node: Code,
    /// A numbered subject under an output, where its head names the kind of case.
    pub case: Option<Case>,
    pub head: Option<String>,
    pub text: Passage,
    pub cause: Option<Passage>,
    pub consequence: Option<Passage>,
    pub steering: Option<Passage>,
    pub span: LineSpan,
    pub uncertain: Option<Message>,
}

/// Text with the number of each of its lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Passage {
    pub text: String,
    lines: Vec<u32>,
}

/// A case that a numbered head names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    pub title: String,
    pub kind: &'static str,
}

/// One sentence of a note and the line on which it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    pub text: String,
    pub line: u32,
}

impl Passage {
    fn push(&mut self, text: &str, line: u32) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.lines.push(line);
    }

    fn sentences(&self) -> impl Iterator<Item = Sentence> {
        dutch_text::sentences(&self.text).into_iter().map(|range| {
            let breaks = self.text[..range.start].matches('\n').count();
            let line = self.lines.get(breaks).or(self.lines.last()).copied().unwrap_or(1);
            Sentence { text: self.text[range].replace('\n', " "), line }
        })
    }
}

impl Note {
    /// Returns the id of the case that the note is about: its node, and its title as a readable slug.
    pub fn case_id(&self) -> Option<String> {
        self.case.as_ref().map(|case| format!("{}-{}", self.node, dutch_text::slug(&case.title)))
    }

    /// Returns the sentences of the note; its head is not a sentence.
    pub fn sentences(&self) -> Vec<Sentence> {
        let rest = [&self.cause, &self.consequence, &self.steering].into_iter().flatten();
        std::iter::once(&self.text).chain(rest).flat_map(Passage::sentences).collect()
    }
}

/// A mark at the start of a line that makes it an item of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    None,
    Bullet,
    Number,
}

#[derive(Debug)]
struct Block {
    marker: Marker,
    lines: Vec<Line>,
}

/// A head line that waits for its text.
struct Pending {
    head: Line,
    /// Heads of lists and of numbered subjects apply to more than the first note.
    is_number: bool,
    used: bool,
}

pattern!(BULLET, r"^(?:[•·▪●○◦‣*–—\x{F0B7}\x{F0A7}-]|o)\s+(\S.*)$");
pattern!(NUMBER, r"^\(?\d{1,2}[.)]\s+(\S.*)$");
pattern!(
    LABELLED,
    r"(?i)^(oorzaak|gevolg|gevolgen|effect|bijsturing|bijsturingsmaatregel(?:en)?|maatregel(?:en)?)\s*:\s*(\S.*)$"
);
pattern!(
    MONTH_FIRST,
    r"(?i)^(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b"
);

/// Returns the notes of a section, in the order of the page.
pub(super) fn read_notes(section: &Section) -> Vec<Note> {
    let mut reader = NoteReader { section, notes: Vec::new(), pending: None };
    for block in blocks(&section.body) {
        reader.block(&block);
    }
    reader.drop_pending();
    reader.notes.into_iter().flat_map(split_long_note).collect()
}

fn blocks(body: &[Line]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in body {
        if line.is_blank() {
            open = false;
            continue;
        }
        let (marker, text) = marker(&line.text);
        let line = Line { text: text.to_owned(), ..line.clone() };
        match blocks.last_mut() {
            Some(block) if open && marker == Marker::None => block.lines.push(line),
            _ => blocks.push(Block { marker, lines: vec![line] }),
        }
        open = true;
    }
    blocks
}

fn marker(text: &str) -> (Marker, &str) {
    let rest = |found: regex::Captures<'_>| found.get(1).map_or(0, |rest| rest.start());
    if let Some(start) = BULLET.captures(text).map(rest) {
        return (Marker::Bullet, &text[start..]);
    }
    match NUMBER.captures(text).map(rest) {
        Some(start) if !MONTH_FIRST.is_match(&text[start..]) => (Marker::Number, &text[start..]),
        _ => (Marker::None, text),
    }
}

struct NoteReader<'a> {
    section: &'a Section,
    notes: Vec<Note>,
    pending: Option<Pending>,
}

impl NoteReader<'_> {
    fn block(&mut self, block: &Block) {
        let (first, rest) = match block.lines.split_first() {
            Some(split) => split,
            None => return,
        };
        let is_number = block.marker == Marker::Number;
        if is_number {
            self.drop_pending();
        }
        if rest.is_empty()
            && block.marker != Marker::Bullet
            && (dutch_text::is_head(&first.text) || dutch_text::is_question(&first.text))
            && !LABELLED.is_match(&first.text)
        {
            let goes_on = self.pending.as_ref().is_some_and(|pending| pending.is_number && pending.used);
            if !goes_on {
                self.drop_pending();
                self.pending = Some(Pending { head: first.clone(), is_number, used: false });
                return;
            }
        }
        let own_head = has_head(first, rest);
        let body = if own_head { rest } else { &block.lines };
        let own = own_head.then(|| first.clone());
        if is_number && let Some(head) = own.clone() {
            self.pending = Some(Pending { head, is_number, used: true });
            self.note(body, self.head(None), first.number);
            return;
        }
        let keeps = self
            .pending
            .as_ref()
            .is_some_and(|pending| pending.is_number || block.marker == Marker::Bullet || !pending.used);
        if !keeps {
            self.pending = None;
        }
        self.note(body, self.head(own.as_ref()), own.as_ref().map_or(first.number, |own| own.number));
        if let Some(pending) = &mut self.pending {
            pending.used = true;
        }
        if block.marker == Marker::None && self.pending.as_ref().is_some_and(|pending| !pending.is_number) {
            self.pending = None;
        }
    }

    /// Returns the head of the next note: that of its list or numbered subject, then its own.
    fn head(&self, own: Option<&Line>) -> Option<(String, u32)> {
        let clean = |line: &Line| line.text.trim_end_matches([':', ' ']).to_owned();
        match (&self.pending, own) {
            (Some(pending), Some(own)) => {
                Some((format!("{}: {}", clean(&pending.head), clean(own)), pending.head.number))
            }
            (Some(pending), None) => Some((clean(&pending.head), pending.head.number)),
            (None, Some(own)) => Some((clean(own), own.number)),
            (None, None) => None,
        }
    }

    /// Keeps a head without text below it as a note: it may be the whole statement.
    fn drop_pending(&mut self) {
        // A question with nothing below it is decoration of the page.
        let says = |pending: &Pending| !pending.used && !dutch_text::is_question(&pending.head.text);
        if let Some(pending) = self.pending.take().filter(says) {
            let first = pending.head.number;
            self.note(&[pending.head], None, first);
            if let Some(note) = self.notes.last_mut() {
                note.uncertain.get_or_insert_with(|| message!("extract-short-line"));
            }
        }
    }

    fn note(&mut self, lines: &[Line], head: Option<(String, u32)>, first: u32) {
        let mut parts: [Option<Passage>; 4] = Default::default();
        let mut at = 0;
        for line in lines {
            let (field, text) = labelled(&line.text).unwrap_or((at, &line.text));
            at = field;
            parts[at].get_or_insert_default().push(text, line.number);
        }
        let [text, cause, consequence, steering] = parts;
        let last = lines.last().map_or(first, |line| line.number);
        let Some(text) = text else { return self.labelled_only(lines, [cause, consequence, steering], first, last) };
        let numbered = self.pending.as_ref().filter(|pending| pending.is_number);
        let case = numbered
            .filter(|_| self.section.node.level() == Level::Output)
            .and_then(|pending| case(&pending.head.text));
        self.notes.push(Note {
            node: self.section.node.clone(),
            head: head.filter(|_| case.is_none()).map(|(head, _)| head),
            case,
            text,
            cause,
            consequence,
            steering,
            span: (first.min(last), last),
            uncertain: self.section.uncertain.clone(),
        });
    }

    /// Adds cause, consequence and measure in a block of their own to the note before them.
    fn labelled_only(&mut self, lines: &[Line], parts: [Option<Passage>; 3], first: u32, last: u32) {
        let taken = |note: &Note, parts: &[Option<Passage>; 3]| {
            let have = [&note.cause, &note.consequence, &note.steering];
            have.iter().zip(parts).any(|(have, new)| have.is_some() && new.is_some())
        };
        if let Some(note) = self.notes.last_mut().filter(|note| !taken(note, &parts)) {
            let [cause, consequence, steering] = parts;
            note.cause = note.cause.take().or(cause);
            note.consequence = note.consequence.take().or(consequence);
            note.steering = note.steering.take().or(steering);
            note.span.1 = last;
            return;
        }
        let mut text = Passage::default();
        lines.iter().for_each(|line| text.push(&line.text, line.number));
        self.notes.push(Note {
            node: self.section.node.clone(),
            case: None,
            head: None,
            text,
            cause: None,
            consequence: None,
            steering: None,
            span: (first, last),
            uncertain: Some(message!("extract-labels-alone")),
        });
    }
}

/// Returns true when the first line is the head of the others, and not a line broken by width.
fn has_head(first: &Line, rest: &[Line]) -> bool {
    const WIDTH: usize = 60;
    let Some(next) = rest.first() else { return false };
    let is_wide = |line: &Line| line.text.chars().count() > WIDTH;
    let is_wrapped = is_wide(first) && rest.iter().all(|line| line.text.chars().count() < 110);
    dutch_text::is_head(&first.text)
        && !next.text.starts_with(char::is_lowercase)
        && !is_wrapped
        && labelled(&first.text).is_none()
}

/// Returns the field that a label names (1 cause, 2 consequence, 3 steering) and its text.
fn labelled(text: &str) -> Option<(usize, &str)> {
    let found = LABELLED.captures(text)?;
    let field = match found.get(1)?.as_str().to_lowercase().as_str() {
        "oorzaak" => 1,
        "gevolg" | "gevolgen" | "effect" => 2,
        _ => 3,
    };
    Some((field, found.get(2)?.as_str()))
}

/// Returns the case whose kind a head names explicitly; other heads stay heads.
fn case(head: &str) -> Option<Case> {
    let title = head.trim_end_matches([':', ' ']).to_owned();
    let lower = title.to_lowercase();
    let kinds = [
        ("wachtlijst", "wachtlijst"),
        ("wachttijd", "wachtlijst"),
        ("taakstelling", "taakstelling"),
        ("motie", "motie"),
        ("knelpunt", "knelpunt"),
        ("bijsturingsmaatregel", "bijsturingsmaatregel"),
        ("uitvoeringsprogramma", "uitvoeringsprogramma"),
        ("beleidskader", "beleidskader"),
    ];
    kinds.iter().find(|(word, _)| lower.contains(word)).map(|(_, kind)| Case { title, kind })
}

/// Splits a note at 20,000 characters, the maximum of a note, between words.
fn split_long_note(note: Note) -> Vec<Note> {
    const MOST: usize = 20_000;
    if note.text.text.chars().count() <= MOST {
        return vec![note];
    }
    let mut pieces = vec![String::new()];
    let mut size = 0;
    for word in note.text.text.split_inclusive([' ', '\n']) {
        let length = word.chars().count();
        if size + length > MOST {
            pieces.push(String::new());
            size = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.extend(word.chars().take(MOST));
        }
        size += length;
    }
    let lines = note.text.lines.clone();
    let mut parts = pieces.into_iter().filter(|piece| !piece.trim().is_empty()).map(|piece| {
        let text = Passage { text: piece.trim().to_owned(), lines: lines.clone() };
        let why = message!("extract-note-cut");
        Note { text, cause: None, consequence: None, steering: None, uncertain: Some(why), ..note.clone() }
    });
    let mut first: Vec<Note> = parts.next().into_iter().collect();
    if let Some(first) = first.first_mut() {
        (first.cause, first.consequence, first.steering) =
            (note.cause.clone(), note.consequence.clone(), note.steering.clone());
    }
    first.extend(parts);
    first
}
