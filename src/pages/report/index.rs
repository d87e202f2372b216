//! The nodes of a report in the order of the tree, with what the earlier report and the findings say of each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ReportPage, colour, is_carried_over, notes_with_cases};
use crate::json::{list, text};
use crate::language::Message;
use crate::message;

/// Which nodes the tree shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those with a light that is orange or red.
    AtRisk,
    /// Outputs without a note of this round.
    WithoutNote,
    /// Those that differ from the earlier report.
    Changed,
}

impl Filter {
    /// All filters, in the order in which they are offered.
    pub const ALL: [Filter; 4] = [Filter::All, Filter::AtRisk, Filter::WithoutNote, Filter::Changed];

    /// Returns the word in the address; none for the one that is in force without a word.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Filter::All => None,
            Filter::AtRisk => Some("oranje-of-rood"),
            Filter::WithoutNote => Some("zonder-toelichting"),
            Filter::Changed => Some("gewijzigd"),
        }
    }

    /// Returns the filter with this word.
    pub fn from_word(word: &str) -> Option<Filter> {
        Filter::ALL.into_iter().find(|filter| filter.word() == Some(word))
    }

    pub(super) fn name(self) -> Message {
        match self {
            Filter::All => message!("page-filter-all"),
            Filter::AtRisk => message!("page-filter-at-risk"),
            Filter::WithoutNote => message!("page-filter-without-note"),
            Filter::Changed => message!("page-filter-changed"),
        }
    }
}

/// A node and its place in the tree.
#[derive(Debug, Clone, Copy)]
pub struct IndexEntry<'a> {
    /// The node.
    pub node: &'a Value,
    /// The entry of the node above it.
    pub parent: Option<usize>,
    /// Its own place in the list.
    pub at: usize,
}

/// The nodes of a report, and what is known of each.
pub struct Index<'a> {
    /// The nodes, each before those below it.
    pub entries: Vec<IndexEntry<'a>>,
    /// The nodes of the earlier report by code; none without one.
    then: Option<BTreeMap<&'a str, &'a Value>>,
    findings: &'a [Value],
    has_findings: bool,
}

impl<'a> Index<'a> {
    /// Lists the nodes of a page.
    pub fn of(asked: &ReportPage<'a>) -> Index<'a> {
        let mut entries = Vec::new();
        add(&mut entries, list(asked.report, "onderdelen"), None);
        let then = asked.earlier.map(|earlier| {
            let mut before = Vec::new();
            add(&mut before, list(earlier.report, "onderdelen"), None);
            before.iter().map(|entry| (text(entry.node, "code").unwrap_or_default(), entry.node)).collect()
        });
        let findings = asked.findings.map_or(&[][..], |findings| list(findings, "signalen"));
        Index { entries, then, findings, has_findings: asked.findings.is_some() }
    }

    /// Returns the node with this code.
    pub fn entry(&self, code: &str) -> Option<&IndexEntry<'a>> {
        self.entries.iter().find(|entry| text(entry.node, "code") == Some(code))
    }

    /// Returns the nodes above one, from the top.
    pub fn path(&self, entry: &IndexEntry<'a>) -> Vec<&IndexEntry<'a>> {
        let above = |at: Option<usize>| at.map(|at| &self.entries[at]);
        let mut path: Vec<_> = std::iter::successors(above(entry.parent), |one| above(one.parent)).collect();
        path.reverse();
        path
    }

    /// Returns the nodes directly below one, or at the top.
    pub fn below(&self, parent: Option<usize>) -> impl Iterator<Item = &IndexEntry<'a>> {
        self.entries.iter().filter(move |entry| entry.parent == parent)
    }

    /// Returns the outputs that are a node or lie below it.
    pub fn outputs(&self, top: &IndexEntry<'a>) -> Vec<&IndexEntry<'a>> {
        let lies_below = |entry: &&IndexEntry<'a>| {
            let path = std::iter::successors(Some(**entry), |one| one.parent.map(|at| self.entries[at]));
            path.into_iter().any(|one| one.at == top.at)
        };
        self.entries.iter().filter(|entry| is_output(entry.node)).filter(lies_below).collect()
    }

    /// Returns the light of a node in the earlier report; none where that report, or the node in it, is missing.
    pub fn light_then(&self, node: &Value) -> Option<Option<&'a str>> {
        self.node_then(node).map(colour)
    }

    fn node_then(&self, node: &Value) -> Option<&'a Value> {
        self.then.as_ref()?.get(text(node, "code")?).copied()
    }

    /// Returns the light of a case in the earlier report.
    pub fn case_light_then(&self, id: &str) -> Option<Option<&'a str>> {
        let cases = self.then.as_ref()?.values().flat_map(|node| list(node, "dossiers"));
        cases.into_iter().find(|case| text(case, "id") == Some(id)).map(colour)
    }

    /// Returns true if there are findings to show at all.
    pub const fn has_findings(&self) -> bool {
        self.has_findings
    }

    /// Returns the findings about a subject.
    pub fn findings_about(&self, subject: &str) -> Vec<&'a Value> {
        self.findings.iter().filter(|finding| text(finding, "onderwerp") == Some(subject)).collect()
    }

    /// Returns the findings that belong to a node.
    pub fn findings_of(&self, node: &Value) -> Vec<&'a Value> {
        let code = text(node, "code").filter(|code| !code.is_empty());
        self.findings.iter().filter(|finding| code.is_some() && text(finding, "onderdeel") == code).collect()
    }

    /// Returns the findings of a weight.
    pub fn findings_of_weight(&self, weight: &str) -> Vec<&'a Value> {
        self.findings.iter().filter(|finding| text(finding, "ernst") == Some(weight)).collect()
    }

    /// Returns for each node whether the tree shows it: it, or one below it, is what is asked for.
    pub fn shown(&self, asked: &ReportPage<'_>) -> Vec<bool> {
        let mut shown = vec![false; self.entries.len()];
        for entry in self.entries.iter().rev() {
            shown[entry.at] |= self.is_asked_for(asked, entry.node);
            if let (true, Some(parent)) = (shown[entry.at], entry.parent) {
                shown[parent] = true;
            }
        }
        shown
    }

    /// Returns true if a node is what is asked for.
    pub fn is_asked_for(&self, asked: &ReportPage<'_>, node: &Value) -> bool {
        let owned = asked
            .choice
            .owner
            .is_none_or(|owner| list(node, "dossiers").iter().any(|case| text(case, "eigenaar") == Some(owner)));
        owned
            && match asked.choice.filter {
                Filter::All => true,
                Filter::AtRisk => {
                    let lights = std::iter::once(node).chain(list(node, "dossiers"));
                    lights.into_iter().any(|object| matches!(colour(object), Some("oranje" | "rood")))
                }
                Filter::WithoutNote => is_output(node) && self.is_without_note(node),
                Filter::Changed => self.is_changed(node),
            }
    }

    /// Returns true for an output that nobody wrote about: by the finding, or without findings where no note is shown.
    fn is_without_note(&self, node: &Value) -> bool {
        if self.has_findings {
            let is_it = |finding: &&Value| text(finding, "code") == Some("prestatie-zonder-toelichting");
            return self.findings_of(node).iter().any(is_it);
        }
        notes_with_cases(node).all(is_carried_over)
    }

    /// Returns true if a node differs from the earlier report, or was not in it.
    pub fn is_changed(&self, node: &Value) -> bool {
        self.then.is_some() && self.node_then(node).is_none_or(|then| essence(then) != essence(node))
    }

    /// Returns the departments that answer for cases.
    pub fn owners(&self) -> Vec<&'a str> {
        let cases = self.entries.iter().flat_map(|entry| list(entry.node, "dossiers"));
        let mut owners: Vec<&str> = cases.filter_map(|case| text(case, "eigenaar")).collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}

fn add<'a>(entries: &mut Vec<IndexEntry<'a>>, nodes: &'a [Value], parent: Option<usize>) {
    for node in nodes {
        let at = entries.len();
        entries.push(IndexEntry { node, parent, at });
        add(entries, list(node, "onderdelen"), Some(at));
    }
}

/// Returns true for the lowest level of the tree.
pub fn is_output(node: &Value) -> bool {
    text(node, "niveau") == Some("prestatie")
}

/// Returns what makes a node differ for a reader: its light, what was written, status and places of facilities, amounts.
fn essence(node: &Value) -> Value {
    let each = |object: &Value, key: &str, fields: &[&str]| -> Vec<Vec<Value>> {
        list(object, key).iter().map(|one| fields.iter().map(|field| one[*field].clone()).collect()).collect()
    };
    let of = |object: &Value| {
        json!({
            "light": colour(object),
            "notes": each(object, "toelichtingen", &["kop", "tekst", "oorzaak", "gevolg", "bijsturing"]),
            "facilities": each(object, "voorzieningen", &["id", "status", "capaciteit"]),
            "amounts": each(object, "bijstellingen", &["id", "bedragInCenten", "openInCenten", "pm"]),
            "milestones": each(object, "mijlpalen", &["id", "status", "per"]),
            "indicators": each(object, "indicatoren", &["id", "periode", "waarde"]),
            "status": object["status"],
        })
    };
    let cases: Vec<Value> = list(node, "dossiers").iter().map(|case| json!([case["id"], of(case)])).collect();
    json!([node["titel"], of(node), cases])
}
