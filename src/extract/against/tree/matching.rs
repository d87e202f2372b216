//! Says which node of a log is which node of a page: by code where the titles agree, else by title and place.

use std::collections::BTreeMap;

use super::super::super::known_facts::KnownNode;
use super::super::super::{Draft, dutch_text};
use super::super::{id_of, text};

/// The levels of the tree from the top down.
const LEVELS: [&str; 4] = ["programma", "beleidsterrein", "doel", "prestatie"];

/// What a node of the page is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    /// The node with this code.
    Same,
    /// A node that the log does not have under this code.
    New {
        /// The code that it had in the log.
        from: Option<String>,
        /// A code with the same title in a part of the tree that the page does not show.
        elsewhere: Option<String>,
    },
    /// Another node than the one that had this code.
    Instead { from: Option<String> },
}

/// All nodes of a page and of a log, matched.
pub(super) struct Matches<'a> {
    page: BTreeMap<&'a str, &'a Draft>,
    known: &'a [KnownNode],
    of_page: BTreeMap<String, Match>,
    /// Codes of the log with the code that the same node has on the page.
    now: BTreeMap<String, String>,
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
    pub fn of(page: &'a [Draft], known: &'a [KnownNode]) -> Matches<'a> {
        let by_code = page.iter().map(|draft| (id_of(draft), draft)).collect();
        let mut all = Matches { page: by_code, known, of_page: BTreeMap::new(), now: BTreeMap::new() };
        for level in LEVELS {
            // What kept its code and its title is known before what moved is searched.
            for draft in page.iter().filter(|draft| level_of(draft) == level) {
                if all.is_same(draft) {
                    all.settle(draft, Match::Same, Some(id_of(draft).to_owned()));
                }
            }
            for draft in page.iter().filter(|draft| level_of(draft) == level) {
                if !all.of_page.contains_key(id_of(draft)) {
                    let (found, from) = all.find(draft);
                    all.settle(draft, found, from);
                }
            }
        }
        all
    }

    fn settle(&mut self, draft: &Draft, found: Match, from: Option<String>) {
        let code = id_of(draft).to_owned();
        if let Some(from) = from {
            self.now.insert(from, code.clone());
        }
        self.of_page.insert(code, found);
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

    fn find(&self, draft: &Draft) -> (Match, Option<String>) {
        let code = id_of(draft).to_owned();
        let own = self.node(&code);
        if draft.presupposed {
            return (Match::New { from: None, elsewhere: None }, None);
        }
        if own.is_some_and(|own| self.is_of_other_programme(draft, own)) {
            return (Match::Same, Some(code));
        }
        let from = self.predecessor(draft);
        match own {
            None => {
                let elsewhere = if from.is_some() { None } else { self.elsewhere(draft) };
                (Match::New { from: from.clone(), elsewhere }, from)
            }
            Some(own) if from.is_none() && (self.is_renamed(draft, own)) => (Match::Same, Some(code)),
            Some(_) => (Match::Instead { from: from.clone() }, from),
        }
    }

    /// Returns true where the page gives the same node another title: some words are the same, or what is below it.
    fn is_renamed(&self, draft: &Draft, own: &KnownNode) -> bool {
        let keeps_child = |child: &&KnownNode| {
            child.parent.as_deref() == Some(own.code.as_str())
                && self
                    .page
                    .get(child.code.as_str())
                    .is_some_and(|draft| draft.presupposed || dutch_text::alike(&child.title, title_of(draft)))
        };
        dutch_text::alike(&own.title, title_of(draft)) || self.known.iter().any(|child| keeps_child(&child))
    }

    /// Returns the code under which the log has the same title in the same place.
    fn predecessor(&self, draft: &Draft) -> Option<String> {
        let title = dutch_text::normalize(title_of(draft));
        let parent = draft.event["gegevens"]["bovenliggend"].as_str();
        let is_free = |node: &&KnownNode| {
            node.level == level_of(draft) && node.code != id_of(draft) && !self.now.contains_key(&node.code)
        };
        let mut best: Option<(u32, &KnownNode)> = None;
        for node in self.known.iter().filter(is_free) {
            let is_exact = !title.is_empty() && dutch_text::normalize(&node.title) == title;
            let now = node.parent.as_ref().and_then(|old| self.now.get(old));
            let is_below = now.is_some_and(|now| Some(now.as_str()) == parent);
            let has_moved = now != node.parent.as_ref();
            let is_alike = is_below && has_moved && dutch_text::alike(&node.title, title_of(draft));
            let is_last = last_part(&node.code) == last_part(id_of(draft));
            let is_here = node.level == LEVELS[0] || is_below || self.is_shown_around(node);
            let score = match (is_exact && is_here, is_alike) {
                (true, _) => 8 + 4 * u32::from(is_below) + u32::from(is_last),
                (false, true) => 2 + u32::from(is_last),
                (false, false) => continue,
            };
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, node));
            }
        }
        best.map(|(_, node)| node.code.clone())
    }

    /// Returns true where the page lists the nodes among which this one of the log stood.
    fn is_shown_around(&self, node: &KnownNode) -> bool {
        let now = node.parent.as_ref().and_then(|parent| self.now.get(parent));
        now.is_some_and(|parent| self.lists_below(parent, &node.level))
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
        self.of_page.get(code).cloned().unwrap_or(Match::New { from: None, elsewhere: None })
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

    /// Returns the nodes of the log that end, from the bottom up, each with the code that goes on.
    pub fn ended(&self) -> Vec<(&'a KnownNode, Option<String>)> {
        let mut ended: Vec<(&KnownNode, Option<String>)> = Vec::new();
        for level in LEVELS {
            for node in self.known.iter().filter(|node| node.level == level) {
                match self.now.get(&node.code) {
                    Some(now) if *now == node.code => {}
                    Some(now) => ended.push((node, Some(now.clone()))),
                    None if self.is_gone(node, &ended) => ended.push((node, None)),
                    None => {}
                }
            }
        }
        ended.reverse();
        ended
    }

    /// Returns true where the page no longer lists the node, has another under its code, or what it belonged to ended.
    fn is_gone(&self, node: &KnownNode, ended: &[(&KnownNode, Option<String>)]) -> bool {
        if matches!(self.of_page.get(&node.code), Some(Match::Instead { .. })) {
            return true;
        }
        let Some(parent) = node.parent.as_deref() else { return false };
        if ended.iter().any(|(other, successor)| other.code == parent && successor.is_none()) {
            return true;
        }
        self.now.get(parent).is_some_and(|now| self.lists_below(now, &node.level))
    }

    /// Returns the nodes of the log that the page does not show, below one that has another code now.
    pub fn left_below(&self) -> Vec<(&'a KnownNode, String)> {
        let ended: Vec<String> = self.ended().into_iter().map(|(node, _)| node.code.clone()).collect();
        let left = self.known.iter().filter(|node| !self.now.contains_key(&node.code) && !ended.contains(&node.code));
        left.filter_map(|node| {
            let parent = node.parent.as_ref()?;
            let now = self.now.get(parent).filter(|now| *now != parent)?;
            Some((node, now.clone()))
        })
        .collect()
    }

    /// Returns the codes of the log that moved, with the code that each has now.
    pub fn moves(&self) -> BTreeMap<String, String> {
        self.now.iter().filter(|(old, now)| old != now).map(|(old, now)| (old.clone(), now.clone())).collect()
    }

    /// Returns the draft whose lines tell of a node that ends: its successor, what it was part of, or any other.
    pub fn nearest<'p>(&self, code: &str, node: &KnownNode, page: &'p [Draft]) -> Option<&'p Draft> {
        let parent = node.parent.as_ref().and_then(|parent| self.now.get(parent));
        let find = |code: &str| page.iter().find(|draft| id_of(draft) == code);
        find(code).or_else(|| parent.and_then(|parent| find(parent))).or_else(|| page.first())
    }
}

fn level_of(draft: &Draft) -> &str {
    text(&draft.event["gegevens"], "niveau")
}

fn title_of(draft: &Draft) -> &str {
    text(&draft.event["gegevens"], "titel")
}
