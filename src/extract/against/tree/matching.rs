//! Says which node of a log is which node of a page: by code where the titles agree, else by title and place.
//!
//! It knows the ways to settle a node; `tree` says in which order they are tried, and `parts` has one of its own.

use std::collections::BTreeMap;

use super::super::super::known_facts::KnownNode;
use super::super::super::{Draft, dutch_text};
use super::super::{id_of, text};
use super::title_words::TitleWords;

/// The levels of the tree from the top down.
pub(super) const LEVELS: [&str; 4] = ["programma", "beleidsterrein", "doel", "prestatie"];

/// How much two titles must have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// They are the same.
    Exact,
    /// They look alike, below a parent that moved.
    Close,
}

/// What a node of the page is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    /// The node with this code.
    Same,
    /// The node with this code, of which other parts stand under codes of their own.
    Divided,
    /// The node with this code, joined by those of the log with these codes.
    Joined { with: Vec<String> },
    /// A node that the log does not have under this code.
    New {
        /// The codes that it had in the log: several where nodes were joined.
        from: Vec<String>,
        /// A code with the same title in a part of the tree that the page does not show.
        elsewhere: Option<String>,
    },
    /// Another node than the one that had this code.
    Instead { from: Vec<String> },
}

/// All nodes of a page and of a log, matched.
pub(super) struct Matches<'a> {
    page: BTreeMap<&'a str, &'a Draft>,
    known: &'a [KnownNode],
    of_page: BTreeMap<String, Match>,
    /// Codes of the log with the codes that the same node has on the page: several where it was divided, the one that
    /// keeps its code first.
    now: BTreeMap<String, Vec<String>>,
    /// The words of the titles of each level.
    words: BTreeMap<&'a str, TitleWords>,
}

/// Returns true where the title only repeats level and code, because no page has shown it.
pub(super) fn is_placeholder(node: &KnownNode) -> bool {
    dutch_text::normalize(&node.title) == dutch_text::normalize(&format!("{} {}", node.level, node.code))
}

/// The last part of a code: `.3` of `9A1.3`, or its last letter or digits.
fn last_part(code: &str) -> &str {
    let is_digit = code.ends_with(|c: char| c.is_ascii_digit());
    let start = code.char_indices().rev().take_while(|(_, c)| c.is_ascii_digit() == is_digit && *c != '.').last();
    start.map_or(code, |(at, _)| &code[at..])
}

impl<'a> Matches<'a> {
    /// Returns the nodes of a page and of a log, none of them settled.
    pub fn unsettled(page: &'a [Draft], known: &'a [KnownNode]) -> Matches<'a> {
        let by_code = page.iter().map(|draft| (id_of(draft), draft)).collect();
        let words = LEVELS.map(|level| {
            let titles = known.iter().filter(|node| node.level == level).map(|node| node.title.as_str());
            (level, TitleWords::of(titles))
        });
        let (of_page, now, words) = (BTreeMap::new(), BTreeMap::new(), words.into_iter().collect());
        Matches { page: by_code, known, of_page, now, words }
    }

    /// Returns the nodes of a level for which nothing is settled yet.
    pub(super) fn open<'d>(&self, of_level: &[&'d Draft]) -> Vec<&'d Draft> {
        of_level.iter().copied().filter(|draft| !self.of_page.contains_key(id_of(draft))).collect()
    }

    /// Returns the nodes of the log at a level that are no node of the page yet.
    pub(super) fn free(&self, level: &str) -> Vec<&'a KnownNode> {
        self.known.iter().filter(|node| node.level == level && !self.now.contains_key(&node.code)).collect()
    }

    /// Settles what a node of the page is: the nodes of the log with these codes.
    pub(super) fn settle(&mut self, draft: &Draft, found: Match, from: &[String]) {
        let code = id_of(draft);
        for old in from {
            let now = self.now.entry(old.clone()).or_default();
            if old == code {
                now.insert(0, code.to_owned());
            } else {
                now.push(code.to_owned());
            }
        }
        self.of_page.insert(code.to_owned(), found);
    }

    /// Settles a node that kept its code and title.
    pub(super) fn settle_if_same(&mut self, draft: &Draft) {
        if self.is_same(draft) {
            self.settle(draft, Match::Same, &[id_of(draft).to_owned()]);
        }
    }

    /// Settles a node that is presupposed, of another programme, or has its title under another code.
    pub(super) fn settle_by_title(&mut self, draft: &Draft) {
        let code = id_of(draft);
        let own = self.node(code);
        if draft.presupposed {
            self.settle(draft, Match::New { from: Vec::new(), elsewhere: None }, &[]);
        } else if own.is_some_and(|own| self.is_of_other_programme(draft, own)) {
            self.settle(draft, Match::Same, &[code.to_owned()]);
        } else if let Some(from) = self.predecessor(draft, Likeness::Exact) {
            self.settle_moved(draft, vec![from]);
        }
    }

    /// Settles a node that looks like one of the log, and else as new.
    pub(super) fn settle_by_likeness(&mut self, draft: &Draft) {
        let code = id_of(draft);
        let own = self.node(code).filter(|own| !self.now.contains_key(&own.code));
        match self.predecessor(draft, Likeness::Close) {
            Some(from) => self.settle_moved(draft, vec![from]),
            None if own.is_some_and(|own| self.is_renamed(draft, own)) => {
                self.settle(draft, Match::Same, &[code.to_owned()]);
            }
            None => self.settle_moved(draft, Vec::new()),
        }
    }

    /// Settles a node that stood under other codes, or is new.
    pub(super) fn settle_moved(&mut self, draft: &Draft, from: Vec<String>) {
        let found = match self.node(id_of(draft)) {
            Some(_) => Match::Instead { from: from.clone() },
            None => {
                let elsewhere = if from.is_empty() { self.elsewhere(draft) } else { None };
                Match::New { from: from.clone(), elsewhere }
            }
        };
        self.settle(draft, found, &from);
    }

    fn node(&self, code: &str) -> Option<&'a KnownNode> {
        self.known.iter().find(|node| node.code == code)
    }

    /// Returns true where code and title agree, or where one of the two has no title to compare.
    fn is_same(&self, draft: &Draft) -> bool {
        let Some(own) = self.node(id_of(draft)) else { return false };
        draft.presupposed
            || is_placeholder(own)
            || own.level != level_of(draft)
            || dutch_text::normalize(&own.title) == dutch_text::normalize(title_of(draft))
    }

    /// Returns true where two programmes each number a goal or output with the same code.
    pub fn is_of_other_programme(&self, draft: &Draft, own: &'a KnownNode) -> bool {
        dutch_text::normalize(&own.title) != dutch_text::normalize(title_of(draft))
            && self.root(own).code != self.root_of_page(id_of(draft))
    }

    /// Returns true where the page gives the same node another title: some words are the same, or what is below it.
    fn is_renamed(&self, draft: &Draft, own: &KnownNode) -> bool {
        let keeps_child = |child: &&KnownNode| {
            child.parent.as_deref() == Some(own.code.as_str())
                && self
                    .page
                    .get(child.code.as_str())
                    .is_some_and(|draft| draft.presupposed || self.are_alike(&child.level, &child.title, draft))
        };
        self.are_alike(&own.level, &own.title, draft) || self.known.iter().any(|child| keeps_child(&child))
    }

    /// Returns true where a title of the log at this level looks like that of a node of the page.
    fn are_alike(&self, level: &str, title: &str, draft: &Draft) -> bool {
        self.words.get(level).is_some_and(|words| words.are_alike(title, title_of(draft)))
    }

    pub(super) fn words(&self, level: &str) -> Option<&TitleWords> {
        self.words.get(level)
    }

    /// Returns true where a node of the page lies below what the parent of a node of the log is now.
    pub(super) fn is_below(&self, draft: &Draft, node: &KnownNode) -> bool {
        let parent = draft.event["gegevens"]["bovenliggend"].as_str();
        match (&node.parent, parent) {
            (None, None) => true,
            (Some(old), Some(parent)) => self.now.get(old).is_some_and(|now| now.iter().any(|now| now == parent)),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }

    /// Returns the code under which the log has the same title in the same place.
    fn predecessor(&self, draft: &Draft, likeness: Likeness) -> Option<String> {
        let title = dutch_text::normalize(title_of(draft));
        let is_like = |node: &KnownNode| match likeness {
            Likeness::Exact => {
                let is_here = node.level == LEVELS[0] || self.is_below(draft, node) || self.is_shown_around(node);
                !title.is_empty() && dutch_text::normalize(&node.title) == title && is_here
            }
            Likeness::Close => {
                let now = node.parent.as_ref().and_then(|old| self.now.get(old));
                let has_moved = now.and_then(|now| now.first()) != node.parent.as_ref();
                self.is_below(draft, node) && has_moved && self.are_alike(&node.level, &node.title, draft)
            }
        };
        let free = self.free(level_of(draft)).into_iter().filter(|node| node.code != id_of(draft));
        let found = free.filter(|node| is_like(node)).min_by_key(|node| {
            let is_last = last_part(&node.code) == last_part(id_of(draft));
            (!self.is_below(draft, node), !is_last)
        });
        found.map(|node| node.code.clone())
    }

    /// Returns true where the page lists the nodes among which this one of the log stood.
    fn is_shown_around(&self, node: &KnownNode) -> bool {
        let now = node.parent.as_ref().and_then(|parent| self.now.get(parent));
        now.is_some_and(|now| now.iter().any(|parent| self.lists_below(parent, &node.level)))
    }

    /// Returns true where the page lists what is below a node. One policy area alone is no list: many pages have one.
    fn lists_below(&self, parent: &str, level: &str) -> bool {
        let below: Vec<&&Draft> = self
            .page
            .values()
            .filter(|draft| !draft.presupposed && level_of(draft) == level)
            .filter(|draft| draft.event["gegevens"]["bovenliggend"] == parent)
            .collect();
        let fewest = if level == LEVELS[1] { 2 } else { 1 };
        below.len() >= fewest && below.iter().any(|draft| draft.listed)
    }

    /// Returns the code of a node with the same title in a part of the tree that the page does not show.
    fn elsewhere(&self, draft: &Draft) -> Option<String> {
        let title = dutch_text::normalize(title_of(draft));
        let mut same = self.known.iter().filter(|node| {
            node.level == level_of(draft)
                && node.code != id_of(draft)
                && !self.now.contains_key(&node.code)
                && dutch_text::normalize(&node.title) == title
        });
        same.next().map(|node| node.code.clone())
    }

    pub fn of_page(&self, code: &str) -> Match {
        self.of_page.get(code).cloned().unwrap_or(Match::New { from: Vec::new(), elsewhere: None })
    }

    /// Returns true where the log has a part of the tree below the programme of this code, so that what the page adds
    /// came later.
    pub fn knows_tree_of(&self, code: &str) -> bool {
        let root = self.root_of_page(code);
        self.known.iter().any(|node| node.level != LEVELS[0] && self.root(node).code == root && code != root)
    }

    fn root_of_page(&self, code: &str) -> String {
        let mut at = code.to_owned();
        while let Some(parent) =
            self.page.get(at.as_str()).and_then(|draft| draft.event["gegevens"]["bovenliggend"].as_str())
        {
            at = parent.to_owned();
        }
        at
    }

    fn root(&self, node: &'a KnownNode) -> &'a KnownNode {
        let mut at = node;
        // A tree has four levels.
        for _ in LEVELS {
            match at.parent.as_deref().and_then(|parent| self.node(parent)) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }

    /// Returns the nodes of the log that end, from the bottom up, each with the codes that go on.
    pub fn ended(&self) -> Vec<(&'a KnownNode, Vec<String>)> {
        let mut ended: Vec<(&KnownNode, Vec<String>)> = Vec::new();
        for level in LEVELS {
            for node in self.known.iter().filter(|node| node.level == level) {
                match self.now.get(&node.code) {
                    Some(now) if now.contains(&node.code) => {}
                    Some(now) => ended.push((node, now.clone())),
                    None if self.is_gone(node, &ended) => ended.push((node, Vec::new())),
                    None => {}
                }
            }
        }
        ended.reverse();
        ended
    }

    /// Returns true where the page no longer lists the node, has another under its code, or what it belonged to ended.
    fn is_gone(&self, node: &KnownNode, ended: &[(&KnownNode, Vec<String>)]) -> bool {
        if matches!(self.of_page.get(&node.code), Some(Match::Instead { .. })) {
            return true;
        }
        let Some(parent) = node.parent.as_deref() else { return false };
        if ended.iter().any(|(other, successors)| other.code == parent && successors.is_empty()) {
            return true;
        }
        self.now.get(parent).is_some_and(|now| now.iter().any(|now| self.lists_below(now, &node.level)))
    }

    /// Returns the nodes of the log that the page does not show, below one that has another code now.
    pub fn left_below(&self) -> Vec<(&'a KnownNode, String)> {
        let ended: Vec<String> = self.ended().into_iter().map(|(node, _)| node.code.clone()).collect();
        let left = self.known.iter().filter(|node| !self.now.contains_key(&node.code) && !ended.contains(&node.code));
        left.filter_map(|node| {
            let parent = node.parent.as_ref()?;
            let now = self.now.get(parent)?.first().filter(|now| *now != parent)?;
            Some((node, now.clone()))
        })
        .collect()
    }

    /// Returns the codes of the log that moved as a whole, with the code that each has now.
    pub fn moves(&self) -> BTreeMap<String, String> {
        let whole = self.now.iter().filter_map(|(old, now)| match &now[..] {
            [only] if only != old => Some((old.clone(), only.clone())),
            _ => None,
        });
        whole.collect()
    }

    /// Returns the codes of the page that a node of the log has now.
    pub fn parts(&self, code: &str) -> &[String] {
        self.now.get(code).map_or(&[], Vec::as_slice)
    }

    /// Returns true for a node of the log that was divided.
    pub fn is_divided(&self, code: &str) -> bool {
        self.parts(code).len() > 1
    }

    /// Returns true for a node of the page that several of the log were joined into.
    pub fn is_joined(&self, code: &str) -> bool {
        match self.of_page(code) {
            Match::Joined { .. } => true,
            Match::New { from, .. } | Match::Instead { from } => from.len() > 1,
            Match::Same | Match::Divided => false,
        }
    }

    /// Returns the codes of the log that were divided, each with a code of a part.
    pub fn divisions(&self) -> Vec<(String, String)> {
        let divided = self.now.iter().filter(|(_, now)| now.len() > 1);
        divided.flat_map(|(old, now)| now.iter().map(|part| (old.clone(), part.clone()))).collect()
    }

    /// Returns the draft whose lines tell of a node that ends: its successor, what it was part of, or any other.
    pub fn nearest<'p>(&self, code: &str, node: &KnownNode, page: &'p [Draft]) -> Option<&'p Draft> {
        let parent = node.parent.as_ref().and_then(|parent| self.now.get(parent)?.first());
        let find = |code: &str| page.iter().find(|draft| id_of(draft) == code);
        find(code).or_else(|| parent.and_then(|parent| find(parent))).or_else(|| page.first())
    }
}

pub(super) fn level_of(draft: &Draft) -> &str {
    text(&draft.event["gegevens"], "niveau")
}

pub(super) fn title_of(draft: &Draft) -> &str {
    text(&draft.event["gegevens"], "titel")
}
