//! Reads the passport of a programme: number, title, committee, portfolios, mission.

use super::super::dutch_text;
use super::super::headings::{self, Heading, Label};
use super::super::lines::Line;
use super::{Mode, OutlineWalk, Passport};
use crate::message;

impl OutlineWalk<'_> {
    pub(super) fn label(&mut self, label: Label, value: &str, line: u32) {
        let mut values: Vec<String> = vec![value.to_owned()].into_iter().filter(|value| !value.is_empty()).collect();
        let most = if label == Label::Portfolios { usize::MAX } else { 1 };
        let mut last = line;
        while values.len() < most {
            let Some(next) = self.lines[self.at..].iter().find(|line| !line.is_blank()) else { break };
            let is_value = matches!(headings::classify_line(next), Heading::Text)
                || (label == Label::Number && headings::programme(&next.text).is_some());
            if !is_value || next.text.chars().count() > 120 || dutch_text::ends_sentence(&next.text) {
                break;
            }
            values.push(next.text.clone());
            last = next.number;
            self.at += 1 + self.lines[self.at..].iter().take_while(|line| line.is_blank()).count();
        }
        match label {
            Label::Number => self.programme_number(values.first().map_or("", String::as_str), line),
            Label::Committee => self.passport(last, |passport| passport.committee = values.into_iter().next()),
            Label::Portfolios => {
                let names = values.iter().flat_map(|value| portfolios(value)).collect();
                self.passport(last, |passport| passport.portfolios = names);
            }
        }
    }

    /// Sets the programme by its number. Its title is the line before that.
    fn programme_number(&mut self, value: &str, line: u32) {
        let Some(code) = headings::programme(value) else {
            self.notice(line, message!("extract-no-programme-number", value = value));
            return;
        };
        let title = self.loose.take().filter(|line| line.text.chars().count() <= 300);
        let first = title.as_ref().map_or(line, |title| title.number);
        self.loose_text.retain(|number| *number != first);
        self.add(&code, title.as_ref().map_or("", |title| &title.text), None, first);
        self.out.is_report = true;
        self.programme = Some(code.clone());
        self.area = None;
        self.enter(Mode::Start, Some(code), line);
        self.passport(line, |_| {});
    }

    fn passport(&mut self, line: u32, change: impl FnOnce(&mut Passport)) {
        let node = self.programme.as_ref().and_then(|code| self.out.nodes.get_mut(code));
        match node {
            Some(node) => {
                change(&mut node.passport);
                node.span.1 = node.span.1.max(line);
            }
            None => self.notice(line, message!("extract-passport-too-early")),
        }
    }

    pub(super) fn mission(&mut self, title: Option<&str>, text: &str, line: u32) {
        let Some(code) = self.programme.clone() else {
            self.notice(line, message!("extract-mission-too-early"));
            return;
        };
        if let Some(title) = title {
            self.add(&code, title, None, line);
        }
        self.enter(Mode::Mission, Some(code), line);
        if !text.is_empty() {
            self.mission_text(text, line);
        }
    }

    fn mission_text(&mut self, text: &str, line: u32) {
        self.passport(line, |passport| match &mut passport.mission {
            Some(mission) => *mission = format!("{mission}\n{text}"),
            None => passport.mission = Some(text.to_owned()),
        });
    }

    /// Adds a line to the mission, which continues to the next heading; where no explanation follows later, to the
    /// blank line.
    pub(super) fn mission_line(&mut self, line: &Line) {
        let starts_anew = self.at >= 2 && self.lines[self.at - 2].is_blank();
        let has_mission = self
            .programme
            .as_ref()
            .and_then(|code| self.out.nodes.get(code))
            .is_some_and(|node| node.passport.mission.is_some());
        let explained_later = self.lines[self.at..]
            .iter()
            .any(|line| matches!(headings::classify_line(line), Heading::State | Heading::Explanation { .. }));
        if has_mission && starts_anew && !explained_later {
            self.mode = Mode::Start;
            self.text(line);
        } else {
            self.mission_text(&line.text, line.number);
        }
    }
}

/// Splits several portfolios on a line at a semicolon, a bar or a slash; a comma is part of a name.
fn portfolios(value: &str) -> Vec<String> {
    let value = value.trim_start_matches(['-', '•', '*', '–', '·', '▪', ' ']);
    let names = value.split([';', '|']).flat_map(|part| part.split(" / "));
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}
