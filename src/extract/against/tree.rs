//! Compares the goal tree of a page with that of a log: what changed, what stands under another code, what is gone.
//!
//! A node is found again by its code, else by its title and its place. `matching` says which node of the log is which
//! node of the page; here that becomes drafts, in an order that a log accepts: what is new, what makes room for another
//! node under the same code, that other node, changes, and last what is dropped, from the bottom up. A node that was
//! divided has its parts as successors, or keeps its code as one of them; one that was joined with others continues
//! those.

mod matching;
mod parts;
mod title_words;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::amount_kinds::word_argument;
use super::super::known_facts::KnownNode;
use super::super::{Draft, dutch_text};
use super::days::PageDays;
use super::{DraftComparison, DraftVerdict, Replacement, id_of, text};
use crate::language::Message;
use crate::message;
use matching::{LEVELS, Match, Matches, is_placeholder, level_of};

/// What a comparison of nodes says about the rest of a page.
pub(super) struct Codes {
    /// The codes of the log that moved, with the code that each has now.
    pub moved: BTreeMap<String, String>,
    /// The codes of the page that are of another programme in the log, with the title there.
    pub refused: BTreeMap<String, String>,
    /// The codes of the log that were divided, each with a code of a part.
    pub divided: Vec<(String, String)>,
}

/// Says which node of the log is which node of the page.
///
/// Level by level from the top down, and the surest first: what kept its code and title, what has its title under another
/// code, what was divided or joined, and last what only looks like it.
fn matched<'a>(page: &'a [Draft], known: &'a [KnownNode]) -> Matches<'a> {
    let mut all = Matches::unsettled(page, known);
    for level in LEVELS {
        let of_level: Vec<&Draft> = page.iter().filter(|draft| level_of(draft) == level).collect();
        of_level.iter().for_each(|draft| all.settle_if_same(draft));
        all.open(&of_level).into_iter().for_each(|draft| all.settle_by_title(draft));
        parts::settle(&mut all, &of_level, level);
        all.open(&of_level).into_iter().for_each(|draft| all.settle_by_likeness(draft));
    }
    all
}

/// Compares the nodes of a page.
pub(super) fn compare(
    page: Vec<Draft>,
    known: &[KnownNode],
    days: &PageDays,
    cut_off: Option<u32>,
    all: &mut DraftComparison,
) -> Codes {
    let matches = matched(&page, known);
    let mut new = Vec::new();
    let mut again = Vec::new();
    let mut changed = Vec::new();
    let mut refused = BTreeMap::new();
    for draft in &page {
        let code = id_of(draft);
        let own = known.iter().find(|node| node.code == code);
        match (matches.of_page(code), own) {
            (Match::Same, Some(own)) if matches.is_of_other_programme(draft, own) => {
                let why = message!("extract-known-code-used", title = own.title.as_str());
                refused.insert(code.to_owned(), own.title.clone());
                changed.push((draft.clone(), DraftVerdict::Differs(why)));
            }
            (Match::Same, Some(own)) => changed.push((draft.clone(), judge_node(draft, own))),
            (Match::Divided, Some(own)) => {
                let why = divided(own, &matches);
                changed.push((
                    draft.clone(),
                    DraftVerdict::becomes("onderdeel.gewijzigd", changes(&draft.event["gegevens"], own), why),
                ));
            }
            (Match::Joined { with }, Some(own)) => {
                let mut data = changes(&draft.event["gegevens"], own);
                data["voortzettingVan"] = json!(with);
                let why = message!("extract-known-joined", codes = with.join(", "));
                changed.push((draft.clone(), DraftVerdict::becomes("onderdeel.gewijzigd", data, why)));
            }
            (Match::Same | Match::Divided | Match::Joined { .. }, None) => new.push(draft.clone()),
            (Match::New { from, elsewhere }, _) => {
                let draft = introduced(draft, &from, &matches, matches.knows_tree_of(code), days);
                let why = elsewhere.map(|other| message!("extract-known-elsewhere", code = other));
                new.push(Draft { uncertain: draft.uncertain.clone().or(why), ..draft });
            }
            (Match::Instead { from }, _) => again.push(introduced(draft, &from, &matches, true, days)),
        }
    }
    let mut drops = drops(&page, &matches, days);
    let reused: BTreeSet<String> = again.iter().map(|draft| id_of(draft).to_owned()).collect();
    let (room, mut gone): (Vec<Draft>, Vec<Draft>) = drops.drain(..).partition(|drop| reused.contains(id_of(drop)));
    if cut_off.is_some() {
        // What a page does not show because it breaks off is not gone.
        gone.retain(|drop| drop.event["gegevens"]["opvolgers"] != json!([]));
    }
    for draft in [new, room, again].into_iter().flatten() {
        let before = page.iter().find(|own| own.subject() == draft.subject() && own.kind() == draft.kind());
        if before.is_none_or(|own| own.uncertain != draft.uncertain) {
            tell_why(all, &draft);
        }
        all.kept.push(draft);
    }
    for (draft, verdict) in changed {
        all.take(draft, verdict, days);
    }
    for draft in reparented(&page, &matches, days).into_iter().chain(gone) {
        tell_why(all, &draft);
        all.kept.push(draft);
    }
    Codes { moved: matches.moves(), refused, divided: matches.divisions() }
}

fn tell_why(all: &mut DraftComparison, draft: &Draft) {
    if let Some(why) = draft.uncertain.clone() {
        all.tell(draft, why);
    }
}

/// Returns why a node of the log is taken as divided over those of the page.
fn divided(node: &KnownNode, matches: &Matches<'_>) -> Message {
    let parts = matches.parts(&node.code).join(", ");
    message!("extract-known-divided", title = node.title.as_str(), codes = parts)
}

/// Returns the introduction of a node that the log does not have under this code.
fn introduced(draft: &Draft, from: &[String], matches: &Matches<'_>, is_later: bool, days: &PageDays) -> Draft {
    let mut draft = draft.clone();
    if !from.is_empty() {
        draft.event["gegevens"]["voortzettingVan"] = json!(from);
        draft.uncertain = Some(match from {
            [only] if matches.is_divided(only) => message!("extract-known-part", code = only),
            [only] => message!("extract-known-moved", code = only),
            several => message!("extract-known-joined", codes = several.join(", ")),
        });
        draft.event["herkomst"]["oordeel"] = json!("nakijken");
    }
    if is_later && !draft.presupposed {
        days.date_change(&mut draft.event);
    }
    draft
}

/// Returns the drops of nodes that moved, made room for another or are gone, from the bottom up.
fn drops(page: &[Draft], matches: &Matches<'_>, days: &PageDays) -> Vec<Draft> {
    let mut drops = Vec::new();
    for (node, successors) in matches.ended() {
        let near = successors.first().unwrap_or(&node.code);
        let Some(source) = matches.nearest(near, node, page) else { continue };
        let title = node.title.as_str();
        let why = match &successors[..] {
            [] => message!("extract-known-gone", title = title),
            [only] if matches.is_joined(only) => message!("extract-known-joined-into", title = title, code = only),
            [only] => message!("extract-known-successor", title = title, code = only),
            _ => divided(node, matches),
        };
        let mut drop = super::replaced(
            source.clone(),
            Replacement {
                kind: "onderdeel.vervallen",
                subject: Some(format!("onderdeel/{}", node.code)),
                data: json!({ "opvolgers": successors }),
                corrects: None,
                why,
            },
        );
        drop.event["herkomst"]["aangenomen"] = json!(["ingangsdatum", "opvolgers"]);
        days.date_change(&mut drop.event);
        drops.push(drop);
    }
    drops
}

/// Returns the changes that hang the nodes below one that moved under its new code, where the page does not show them.
fn reparented(page: &[Draft], matches: &Matches<'_>, days: &PageDays) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (child, parent) in matches.left_below() {
        let Some(source) = matches.nearest(&parent, child, page) else { continue };
        let mut draft = super::replaced(
            source.clone(),
            Replacement {
                kind: "onderdeel.gewijzigd",
                subject: Some(format!("onderdeel/{}", child.code)),
                data: json!({ "bovenliggend": parent }),
                corrects: None,
                why: message!("extract-known-below", code = parent.as_str()),
            },
        );
        draft.event["herkomst"]["aangenomen"] = json!(["ingangsdatum", "bovenliggend"]);
        days.date_change(&mut draft.event);
        drafts.push(draft);
    }
    drafts
}

/// Compares a node. A node that the page only presupposes never contradicts the log.
fn judge_node(draft: &Draft, known: &KnownNode) -> DraftVerdict {
    let data = &draft.event["gegevens"];
    if draft.presupposed {
        return DraftVerdict::Drop;
    }
    if text(data, "niveau") != known.level {
        return DraftVerdict::Differs(message!(
            "extract-known-level",
            known = word_argument(&known.level),
            said = word_argument(text(data, "niveau"))
        ));
    }
    let changed = changes(data, known);
    let fields: Vec<&str> = changed.as_object().into_iter().flatten().map(|(field, _)| field.as_str()).collect();
    if fields.is_empty() {
        return DraftVerdict::Drop;
    }
    let is_retitled =
        !changed["titel"].is_null() && !is_placeholder(known) && !dutch_text::alike(&known.title, text(data, "titel"));
    let (fields, title) = (fields.join(", "), known.title.as_str());
    let why = if is_retitled {
        message!("extract-known-retitled", fields = fields, title = title)
    } else {
        message!("extract-known-node", fields = fields, title = title)
    };
    DraftVerdict::becomes("onderdeel.gewijzigd", changed, why)
}

/// Returns the fields that the page states otherwise than the log.
fn changes(data: &Value, known: &KnownNode) -> Value {
    let mut changed = json!({});
    let differs = |field: &str, old: &str| !data[field].is_null() && text(data, field) != old;
    let texts = [
        ("titel", known.title.as_str()),
        ("bovenliggend", known.parent.as_deref().unwrap_or_default()),
        ("commissie", known.committee.as_deref().unwrap_or_default()),
        ("missie", known.mission.as_deref().unwrap_or_default()),
    ];
    for (field, _) in texts.iter().filter(|(field, old)| differs(field, old)) {
        changed[*field] = data[*field].clone();
    }
    if !data["portefeuilles"].is_null() && data["portefeuilles"] != json!(known.portfolios) {
        changed["portefeuilles"] = data["portefeuilles"].clone();
    }
    changed
}
