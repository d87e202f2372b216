//! Reads the outline of a page: which nodes it shows, and which lines belong to which of them.

use std::collections::BTreeMap;

use super::codes::{Code, CodeMatch, level_word};
use super::dutch_text;
use super::headings::{self, Heading};
use super::lights;
use super::lines::Line;
use super::{Notice, Programme};
use crate::domain::event::{Colour, Level};
use crate::language::Message;
use crate::message;

mod passport;
mod tree;

/// The first and last line of a draft's source.
pub(super) type LineSpan = (u32, u32);

/// A node that the page shows or presupposes.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub title: String,
    /// The code as it was written, where that is not its canonical form.
    pub code_as_found: Option<String>,
    pub span: LineSpan,
    /// The page shows no line for it; its title is only its level and code.
    pub presupposed: bool,
    /// It stands in a list of nodes, without text between.
    pub listed: bool,
    pub uncertain: Option<Message>,
    pub passport: Passport,
}

/// The details that a programme gives about itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Passport {
    pub committee: Option<String>,
    pub portfolios: Vec<String>,
    pub mission: Option<String>,
}

/// The lines under one heading. Blank lines are kept, since they split notes.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub node: Code,
    pub body: Vec<Line>,
    pub uncertain: Option<Message>,
}

/// A colour beside an output in the page itself.
#[derive(Debug, Clone)]
pub(super) struct LightCell {
    pub node: Code,
    pub colour: Colour,
    pub line: u32,
}

/// The result of the walk along a page.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub nodes: BTreeMap<Code, Node>,
    pub sections: Vec<Section>,
    pub lights: Vec<LightCell>,
    pub notices: Vec<Notice>,
    /// Whether something other than a code at the start of a line shows that this is a report.
    pub is_report: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Before the first heading that assigns text to a node.
    Start,
    Mission,
    /// In a goal tree: lines are titles of nodes.
    Tree,
    /// Under headings that explain: lines are text.
    Explained,
    /// In a section that is not read, since the given line.
    Elsewhere(u32),
}

/// Walks along the lines once and keeps its place.
pub(super) struct OutlineWalk<'a> {
    lines: &'a [Line],
    at: usize,
    out: Outline,
    mode: Mode,
    programme: Option<Code>,
    area: Option<Code>,
    /// The node that text belongs to; in a tree the last one named.
    node: Option<Code>,
    /// Rows of the tree since the last text: after more than one, text may be about all of them.
    rows: usize,
    /// Headings and rows that named a node since the last text: with two or more they are a list.
    run: usize,
    /// Whether the last section is still open: no heading has come since its last line.
    is_open: bool,
    /// The last line that belongs to no node yet: the title of a programme comes before its number.
    loose: Option<Line>,
    loose_text: Vec<u32>,
}

impl Outline {
    /// Returns true when the page shows where its text belongs.
    pub fn names_programme(&self) -> bool {
        !self.nodes.is_empty()
    }
}

/// Reads the outline. `round_line` is the line with the title of the round, which is not a heading. `given` is the
/// programme of a page that names none.
pub(super) fn read_outline(lines: &[Line], round_line: Option<u32>, given: Option<&Programme>) -> Outline {
    let lines = rows(lines);
    let mut walk = OutlineWalk {
        lines: &lines,
        at: 0,
        out: Outline::default(),
        mode: Mode::Start,
        programme: None,
        area: None,
        node: None,
        rows: 0,
        run: 0,
        is_open: false,
        loose: None,
        loose_text: Vec::new(),
    };
    if let Some(Programme { number, title }) = given {
        let title = title.clone().unwrap_or_else(|| format!("{} {number}", level_word(Level::Programme)));
        walk.programme_heading(*number, &title, 1);
        walk.mode = Mode::Explained;
    }
    while let Some(line) = walk.lines.get(walk.at) {
        walk.at += 1;
        let is_round = round_line == Some(line.number) && headings::classify_line(line) != Heading::State;
        if !is_round {
            walk.step(line);
        }
    }
    walk.leave_elsewhere(lines.last().map_or(0, |line| line.number));
    walk.finish()
}

/// Splits rows of a tree that were saved as cells of one line into lines of their own.
fn rows(lines: &[Line]) -> Vec<Line> {
    let is_dotted = numbers_with_dots(lines);
    let starts_row =
        |cell: &String| super::codes::parse_at_start(cell).is_some_and(|found| headings::is_title(found.rest));
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let splits = line.cells.len() > 1
            && line.cells.iter().all(|cell| starts_row(cell) || lights::parse_cell(cell).is_some());
        if splits {
            out.extend(line.cells.iter().map(|cell| Line {
                number: line.number,
                text: cell.clone(),
                cells: vec![cell.clone()],
                dotted: is_dotted,
            }));
        } else {
            out.push(Line { dotted: is_dotted, ..line.clone() });
        }
    }
    out
}

/// Returns true for a page that numbers goals and outputs `1.1` and `1.1.2`: it has an output among them, or at least
/// two of them, and no code with a letter.
fn numbers_with_dots(lines: &[Line]) -> bool {
    let titled = |found: &CodeMatch<'_>| headings::is_title(found.rest);
    let has_letters = lines.iter().any(|line| super::codes::parse_at_start(&line.text).as_ref().is_some_and(titled));
    let dotted: Vec<CodeMatch<'_>> =
        lines.iter().filter_map(|line| super::codes::parse_dotted(&line.text)).filter(titled).collect();
    !has_letters && (dotted.len() > 1 || dotted.iter().any(|found| found.code.level() == Level::Output))
}

impl OutlineWalk<'_> {
    fn step(&mut self, line: &Line) {
        match headings::classify_line(line) {
            Heading::Ignored => {}
            Heading::Programme { number, title } => self.programme_heading(number, title, line.number),
            Heading::Label { label, value } => self.label(label, value, line.number),
            Heading::Mission { title, text } => self.mission(title, text, line.number),
            Heading::Area { found } => {
                self.out.is_report = true;
                self.area_heading(&found, line.number);
            }
            Heading::Explanation { rest } => self.explanation(rest, line),
            Heading::State => {
                self.enter(Mode::Explained, self.area.clone().or_else(|| self.programme.clone()), line.number)
            }
            Heading::Elsewhere if self.mode != Mode::Mission => {
                self.enter(Mode::Elsewhere(line.number), None, line.number)
            }
            Heading::Coded { found } => self.coded(&found, line),
            Heading::TableRow if self.node.is_none() || matches!(self.mode, Mode::Elsewhere(_)) => {}
            Heading::TableRow => self.notice(line.number, message!("extract-row-of-figures")),
            Heading::Text | Heading::Elsewhere => self.text(line),
        }
    }

    fn notice(&mut self, line: u32, message: Message) {
        self.out.notices.push(Notice::new((line as usize, line as usize), message));
    }

    fn enter(&mut self, mode: Mode, node: Option<Code>, line: u32) {
        self.leave_elsewhere(line.saturating_sub(1));
        self.mode = mode;
        self.node = node;
        self.rows = 0;
        self.run = 0;
        self.is_open = false;
    }

    /// Counts a node of a list, which has at least two.
    fn list(&mut self, code: &Code, run: usize) {
        self.run = run;
        if let Some(node) = self.out.nodes.get_mut(code).filter(|_| run > 1) {
            node.listed = true;
        }
    }

    fn leave_elsewhere(&mut self, last: u32) {
        if let Mode::Elsewhere(first) = self.mode {
            let message = message!("extract-section-elsewhere");
            self.out.notices.push(Notice::new((first as usize, last.max(first) as usize), message));
        }
    }

    /// Adds a node. If it exists already, compares the title: that of the list takes precedence.
    fn add(&mut self, code: &Code, title: &str, as_found: Option<&str>, line: u32) {
        if let Some(node) = self.out.nodes.get_mut(code) {
            if node.presupposed && !title.is_empty() {
                node.title = title.to_owned();
                node.presupposed = false;
            } else if !title.is_empty() && dutch_text::normalize(&node.title) != dutch_text::normalize(title) {
                let message =
                    message!("extract-other-title", code = code.to_string(), title = title, kept = node.title.as_str());
                self.notice(line, message);
            }
            return;
        }
        let presupposed = title.is_empty();
        let title = if presupposed { format!("{} {code}", level_word(code.level())) } else { title.to_owned() };
        let code_as_found = as_found.filter(|found| *found != code.to_string()).map(str::to_owned);
        let node = Node {
            title,
            code_as_found,
            span: (line, line),
            presupposed,
            listed: false,
            uncertain: None,
            passport: Passport::default(),
        };
        self.out.nodes.insert(code.clone(), node);
    }

    fn programme_heading(&mut self, number: u32, title: &str, line: u32) {
        let code = Code::programme(number);
        self.add(&code, title, None, line);
        self.out.is_report = true;
        if self.programme.as_ref() != Some(&code) {
            self.area = None;
        }
        self.programme = Some(code.clone());
        let mode = if self.mode == Mode::Explained { Mode::Explained } else { Mode::Start };
        self.enter(mode, Some(code), line);
        self.run = 1;
    }

    fn area_heading(&mut self, found: &CodeMatch<'_>, line: u32) {
        let mode = if self.out.nodes.contains_key(&found.code) { Mode::Explained } else { Mode::Tree };
        self.add(&found.code, found.rest, Some(found.as_found), line);
        let area = found.code.clone();
        self.programme = ancestor(&area, Level::Programme);
        self.area = ancestor(&area, Level::PolicyArea);
        let next = self.run + 1;
        self.enter(mode, Some(area.clone()), line);
        self.list(&area, next);
    }

    fn explanation(&mut self, rest: &str, line: &Line) {
        if let Some(found) =
            super::codes::parse_at_start(rest).filter(|found| found.rest.is_empty() || headings::is_title(found.rest))
        {
            self.only_explained(&found, line.number);
            self.area = ancestor(&found.code, Level::PolicyArea);
            self.enter(Mode::Explained, Some(found.code), line.number);
            return;
        }
        let named =
            self.by_title(rest).or_else(|| headings::programme(rest).filter(|code| self.out.nodes.contains_key(code)));
        let here = self.area.clone().or_else(|| self.programme.clone());
        let is_text = named.is_none() && (dutch_text::ends_sentence(rest) || rest.chars().count() > 80);
        if named.is_none() && !is_text && !rest.is_empty() {
            self.notice(line.number, message!("extract-no-such-area", rest = rest));
        }
        self.enter(Mode::Explained, named.or(here), line.number);
        if is_text {
            self.push(&Line { text: rest.to_owned(), ..line.clone() }, None);
        }
    }

    /// Returns the node with this title, in the current area if there are more.
    fn by_title(&self, text: &str) -> Option<Code> {
        let title = dutch_text::normalize(text);
        let with = |(code, node): (&Code, &Node)| {
            (!title.is_empty() && dutch_text::normalize(&node.title) == title).then(|| code.clone())
        };
        let found: Vec<Code> = self.out.nodes.iter().filter_map(with).collect();
        let here = found.iter().find(|code| self.area.as_ref().is_some_and(|area| code.is_within(area)));
        here.or(found.first()).cloned()
    }

    fn text(&mut self, line: &Line) {
        if line.is_blank() {
            if let Some(section) = self.out.sections.last_mut() {
                section.body.push(line.clone());
            }
            return;
        }
        match self.mode {
            Mode::Elsewhere(_) => {}
            Mode::Mission => self.mission_line(line),
            Mode::Start => match self.node.clone() {
                Some(node) => {
                    let why = message!("extract-before-headings", node = node.to_string());
                    self.loose = Some(line.clone());
                    self.push(line, Some(why));
                }
                None => {
                    self.loose = Some(line.clone());
                    self.loose_text.push(line.number);
                }
            },
            Mode::Tree => self.tree_text(line),
            Mode::Explained => match (self.by_title(&line.text), lights::parse_cell(&line.text), self.node.clone()) {
                (Some(code), _, _) => self.enter(Mode::Explained, Some(code), line.number),
                (None, Some(colour), Some(node)) if node.level() == Level::Output => {
                    self.out.lights.push(LightCell { node, colour, line: line.number });
                }
                (None, _, _) => self.push(line, None),
            },
        }
    }

    fn push(&mut self, line: &Line, uncertain: Option<Message>) {
        let Some(node) = self.node.clone() else {
            self.loose_text.push(line.number);
            return;
        };
        if self.mode == Mode::Tree {
            self.rows = 0;
        }
        self.run = 0;
        match self.out.sections.last_mut() {
            Some(section) if self.is_open && section.uncertain.is_some() == uncertain.is_some() => {
                section.body.push(line.clone());
            }
            _ => self.out.sections.push(Section { node, body: vec![line.clone()], uncertain }),
        }
        self.is_open = true;
    }

    /// Adds the nodes that the page presupposes, and notices for text that belongs to no node.
    fn finish(mut self) -> Outline {
        for line in std::mem::take(&mut self.loose_text) {
            self.notice(line, message!("extract-under-nothing"));
        }
        let codes: Vec<(Code, u32)> = self.out.nodes.iter().map(|(code, node)| (code.clone(), node.span.0)).collect();
        for (code, line) in codes {
            let mut up = code.parent();
            while let Some(parent) = up {
                if !self.out.nodes.contains_key(&parent) {
                    self.add(&parent, "", None, line);
                }
                up = parent.parent();
            }
        }
        for (code, node) in &mut self.out.nodes {
            if node.presupposed {
                node.uncertain = Some(message!("extract-presupposed", code = code.to_string()));
            }
        }
        self.out
    }
}

fn ancestor(code: &Code, level: Level) -> Option<Code> {
    let mut at = Some(code.clone());
    while let Some(code) = at {
        if code.level() == level {
            return Some(code);
        }
        at = code.parent();
    }
    None
}
