//! Reads rows of a goal tree, headings by code, and the text among them.

use super::super::codes::CodeMatch;
use super::super::lines::Line;
use super::super::{dutch_text, headings, lights};
use super::{LightCell, Mode, OutlineWalk, ancestor};
use crate::domain::event::Level;
use crate::headings::Heading;
use crate::message;

pattern!(ABOUT_AREA, r"(?i)\b(dit beleidsterrein|alle prestaties)\b");

impl OutlineWalk<'_> {
    /// Adds a node from a heading among the explanations; one that its tree does not show is drafted and marked.
    pub(super) fn only_explained(&mut self, found: &CodeMatch<'_>, line: u32) {
        let is_new = !self.out.nodes.contains_key(&found.code);
        let area = ancestor(&found.code, Level::PolicyArea);
        let has_tree = self
            .out
            .nodes
            .keys()
            .any(|code| code.level() > Level::PolicyArea && ancestor(code, Level::PolicyArea) == area);
        self.add(&found.code, found.rest, Some(found.as_found), line);
        if is_new && has_tree {
            let reason = message!("extract-only-explained", code = found.code.to_string());
            if let Some(node) = self.out.nodes.get_mut(&found.code) {
                node.uncertain = Some(reason);
            }
        }
    }

    pub(super) fn coded(&mut self, found: &CodeMatch<'_>, line: &Line) {
        let found = &CodeMatch { code: found.code.clone().in_programme(self.programme.as_ref()), ..found.clone() };
        let known = self.out.nodes.get(&found.code).filter(|node| !node.presupposed);
        let is_heading = match known {
            Some(node) => {
                found.rest.is_empty()
                    || (dutch_text::alike(&node.title, found.rest) && found.rest.chars().count() <= 300)
            }
            None => headings::is_title(found.rest) || (found.rest.is_empty() && self.mode != Mode::Explained),
        };
        // Many sentences start with a letter after a figure; an area needs its word or a tree around it.
        let is_row = found.code.level() > Level::PolicyArea || found.as_found.len() <= 3 && self.mode == Mode::Tree;
        let foreign = self.programme.as_ref().is_some_and(|programme| !found.code.is_within(programme))
            && self.mode == Mode::Explained;
        // `1.1.2 The work is late.` among the explanations is about that output, also where it has words of the title.
        let tells = known.is_some_and(|node| found.rest.trim_end_matches('.') != node.title.trim_end_matches('.'))
            && found.code.is_dotted()
            && self.mode == Mode::Explained
            && found.rest.starts_with(char::is_uppercase)
            && dutch_text::ends_sentence(found.rest);
        if tells {
            self.enter(Mode::Explained, Some(found.code.clone()), line.number);
            self.push(&Line { text: found.rest.to_owned(), ..line.clone() }, None);
            return;
        }
        if !is_heading || !(is_row || known.is_some()) || foreign {
            self.text(line);
            return;
        }
        let explained = known.is_some() || self.mode == Mode::Explained;
        self.area = ancestor(&found.code, Level::PolicyArea);
        self.programme = ancestor(&found.code, Level::Programme);
        if explained {
            self.only_explained(found, line.number);
            self.enter(Mode::Explained, Some(found.code.clone()), line.number);
            return;
        }
        self.out.is_report |= found.code.level() == Level::Output;
        self.leave_elsewhere(line.number - 1);
        let title = if found.rest.is_empty() { self.title_below() } else { found.rest.to_owned() };
        self.add(&found.code, &title, Some(found.as_found), line.number);
        self.mode = Mode::Tree;
        self.node = Some(found.code.clone());
        self.rows += 1;
        self.list(&found.code, self.run + 1);
        self.is_open = false;
    }

    /// Returns the title of a code on a line of its own: the next line.
    fn title_below(&mut self) -> String {
        let blanks = self.lines[self.at..].iter().take_while(|line| line.is_blank()).count();
        match self.lines.get(self.at + blanks) {
            Some(next) if headings::classify_line(next) == Heading::Text && headings::is_title(&next.text) => {
                self.at += blanks + 1;
                next.text.clone()
            }
            _ => String::new(),
        }
    }

    pub(super) fn tree_text(&mut self, line: &Line) {
        let Some(node) = self.node.clone() else { return };
        if let Some(colour) = lights::parse_cell(&line.text) {
            self.out.lights.push(LightCell { node, colour, line: line.number });
            return;
        }
        if ABOUT_AREA.is_match(&line.text) {
            self.enter(Mode::Explained, self.area.clone(), line.number);
            self.push(line, None);
            return;
        }
        let follows = self.at >= 2 && !self.lines[self.at - 2].is_blank();
        if follows
            && self.rows > 0
            && line.text.starts_with(char::is_lowercase)
            && !dutch_text::ends_sentence(&line.text)
        {
            if let Some(node) = self.out.nodes.get_mut(&node) {
                node.title = format!("{} {}", node.title, line.text);
                node.span.1 = line.number;
            }
            return;
        }
        let has_list = self.rows > 1 && !follows;
        let why = has_list.then(|| message!("extract-after-list", node = node.to_string()));
        self.push(line, why);
    }
}
