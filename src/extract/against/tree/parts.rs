//! Finds nodes of a log that a page divides over several, and nodes that a page joins into one, by their titles.
//!
//! A node was divided where the titles of two or more new nodes in its place together make its own, and it was joined
//! with others where their titles together make that of one new node. A reviewer always looks at it.

use std::collections::BTreeSet;

use super::super::super::Draft;
use super::super::super::known_facts::KnownNode;
use super::super::id_of;
use super::matching::{Match, Matches, level_of, title_of};
use super::title_words::{TitleWords, words};

/// How much of a title must stand in the other ones.
const COVERED: f64 = 0.75;

/// Settles the nodes of one level that were divided or joined.
pub(super) fn settle(all: &mut Matches<'_>, of_level: &[&Draft], level: &str) {
    for node in all.free(level) {
        let open = all.open(of_level);
        let parts: Vec<&Draft> = all.words(level).map_or_else(Vec::new, |words| parts_of(all, words, node, &open));
        for part in &parts {
            let from = vec![node.code.clone()];
            if id_of(part) == node.code {
                all.settle(part, Match::Divided, &from);
            } else {
                all.settle_moved(part, from);
            }
        }
    }
    for draft in all.open(of_level) {
        let joined = all.words(level_of(draft)).map_or_else(Vec::new, |words| joined_in(all, words, draft));
        if joined.is_empty() {
            continue;
        }
        let (own, others): (Vec<String>, Vec<String>) = joined.iter().cloned().partition(|code| code == id_of(draft));
        if own.is_empty() {
            all.settle_moved(draft, others);
        } else {
            all.settle(draft, Match::Joined { with: others }, &joined);
        }
    }
}

/// Returns the nodes of the page that together are a node of the log; none where it was not divided.
fn parts_of<'d>(all: &Matches<'_>, told: &TitleWords, node: &KnownNode, open: &[&'d Draft]) -> Vec<&'d Draft> {
    let whole = words(&node.title);
    let is_part = |draft: &&Draft| {
        !draft.presupposed && all.is_below(draft, node) && told.covered(&words(title_of(draft)), &whole) >= COVERED
    };
    let parts: Vec<&Draft> = open.iter().copied().filter(is_part).collect();
    let titles: Vec<BTreeSet<String>> = parts.iter().map(|draft| words(title_of(draft))).collect();
    if make_up(told, &titles, &whole) { parts } else { Vec::new() }
}

/// Returns the codes of the nodes of the log that together are a node of the page; none where it is not joined.
fn joined_in(all: &Matches<'_>, told: &TitleWords, draft: &Draft) -> Vec<String> {
    let whole = words(title_of(draft));
    let is_part = |node: &&KnownNode| all.is_below(draft, node) && told.covered(&words(&node.title), &whole) >= COVERED;
    let parts: Vec<&KnownNode> = all.free(level_of(draft)).into_iter().filter(is_part).collect();
    let titles: Vec<BTreeSet<String>> = parts.iter().map(|node| words(&node.title)).collect();
    if !draft.presupposed && make_up(told, &titles, &whole) {
        parts.iter().map(|node| node.code.clone()).collect()
    } else {
        Vec::new()
    }
}

/// Returns true where two or more titles together make up another, and each adds a word that no other has.
fn make_up(told: &TitleWords, titles: &[BTreeSet<String>], whole: &BTreeSet<String>) -> bool {
    let union: BTreeSet<String> = titles.iter().flatten().cloned().collect();
    let adds = |at: usize| {
        let others = titles.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, title)| title);
        let others: BTreeSet<&String> = others.collect();
        titles[at].iter().any(|word| !others.contains(word))
    };
    titles.len() >= 2 && told.covered(whole, &union) >= COVERED && (0..titles.len()).all(adds)
}
