//! The goal tree in outline, for who reads one programme of a large report: of each node that is asked for its name and
//! its light, as the whole report says them. A report of everything has to be built for nothing else then.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::RecordSource;
use super::after_sealing::SealingCoverages;
use super::field_reader::FieldReader;
use super::goal_tree::GoalTree;
use super::notes::Attached;
use super::report::{FoundRound, ReportError, ReportRequest, find_round};
use super::report_builder::ReportBuilder;
use super::report_scope::{empty_contents, locate};
use super::round_scope::{programme_of, programmes};
use super::rules::ReportRules;
use super::text_source::{FullText, Records, TextCollector, TextSource};
use super::views::LightView;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{Placement, SubjectKind};
use crate::domain::state::{AsOf, State, SubjectNo};

/// A node in outline: the keys are those of the node in a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutlineNode {
    /// Its code.
    pub code: String,
    /// Its level.
    #[serde(rename = "niveau")]
    pub level: Option<String>,
    /// Its light.
    #[serde(rename = "stoplicht")]
    pub light: Option<LightView>,
    /// Its title; its code where none was recorded, and none where it was erased.
    #[serde(rename = "titel")]
    pub title: Option<String>,
}

/// Returns the codes of the programmes at a point, in their order.
pub fn programme_codes(state: &State, at: AsOf) -> Vec<String> {
    let tree = GoalTree::new(state, at);
    programmes(&tree).into_iter().map(|no| tree.code(no).to_owned()).collect()
}

/// Returns the codes of the programmes that nodes and cases belong to at a point: those of them that show there. `None`
/// where one belongs to no programme that stands, so that only the whole report has it.
pub fn programmes_of<'n>(state: &State, at: AsOf, subjects: impl Iterator<Item = &'n str>) -> Option<BTreeSet<String>> {
    let tree = GoalTree::new(state, at);
    let mut found = BTreeSet::new();
    for no in subjects.filter_map(|name| state.subject(name)).filter(|no| state.is_visible(*no, at)) {
        let node = match state.entry(no).kind.placement() {
            Placement::Tree => no,
            _ => locate(&tree, no, tree.fold(no)).node?,
        };
        found.insert(programme_of(&tree, node)?);
    }
    Some(found.into_iter().map(|no| tree.code(no).to_owned()).collect())
}

/// Returns the nodes with these codes in outline, as the report of `request` by the rules of this version shows them.
/// One that does not stand there is left out.
///
/// # Errors
/// [`ReportError`] for an unknown round or version, and a record that can not be read.
pub fn outline(
    version: u32,
    state: &State,
    contents: &dyn RecordSource,
    request: &ReportRequest,
    codes: &[String],
) -> Result<Vec<OutlineNode>, ReportError> {
    let rules = ReportRules::of_version(version).ok_or(ReportError::UnknownShape(version))?;
    let at = AsOf { day: request.on, position: request.position };
    let round = request.round.as_deref().map(|id| find_round(state, at, id)).transpose()?;
    let view = state.as_of(at);
    let mut within = empty_contents(view, SealingCoverages::known(state, at.position));
    within.tree = GoalTree::with_rules(rules, view);
    let named = codes.iter().filter_map(|code| state.subject(&format!("{}/{code}", SubjectKind::Node.name())));
    let nodes: Vec<SubjectNo> = named.filter(|no| within.tree.node(*no).exists()).collect();
    let nodes = lights_on(&within.tree, &nodes);
    let round = round.as_ref().map(FoundRound::round);
    let wanted = TextCollector::default();
    fill(&ReportBuilder { contents: &within, round, words: &wanted }, &nodes)?;
    let positions = wanted.positions();
    let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    fill(&ReportBuilder { contents: &within, round, words: &FullText(&records) }, &nodes)
}

/// Returns the lights on each of these nodes: its own, and those of codes that passed to it.
fn lights_on<'s>(tree: &GoalTree<'s>, nodes: &[SubjectNo]) -> Vec<(SubjectNo, Vec<Attached<'s>>)> {
    let state = tree.state;
    let mut found: BTreeMap<SubjectNo, Vec<Attached<'s>>> = nodes.iter().map(|no| (*no, Vec::new())).collect();
    for &subject in state.subjects_of(SubjectKind::Node) {
        let has = |kind: EventType| state.entry(subject).rows.iter().any(|row| row.kind == kind);
        // What was never dropped passes to no other.
        if !has(EventType::LightSet) || !(found.contains_key(&subject) || has(EventType::NodeDropped)) {
            continue;
        }
        for row in state.standing_rows(subject, tree.at).into_iter().filter(|row| row.kind == EventType::LightSet) {
            if let Some(lights) = found.get_mut(&tree.resolve(subject, row.day)) {
                lights.push(Attached { subject, row });
            }
        }
    }
    nodes.iter().map(|no| (*no, found.remove(no).unwrap_or_default())).collect()
}

/// Returns each of these nodes in outline, with its lights.
fn fill<'s, W: TextSource>(
    builder: &ReportBuilder<'_, 's, W>,
    nodes: &[(SubjectNo, Vec<Attached<'s>>)],
) -> Result<Vec<OutlineNode>, ReportError> {
    let node = |(no, lights): &(SubjectNo, Vec<Attached<'s>>)| {
        let node = builder.contents.tree.node(*no);
        let fields = builder.field_reader(&node.folded.settings);
        let (code, light) = (builder.id(*no), builder.light(lights)?);
        Ok(OutlineNode { level: fields.token(Field::Level), light, title: name_of_node(&fields, &code), code })
    };
    nodes.iter().map(node).collect()
}

/// Returns the title of a node; its code where none was recorded, and none where it was erased.
pub(super) fn name_of_node<W: TextSource>(fields: &FieldReader<'_, W>, code: &str) -> Option<String> {
    if fields.has(Field::Title) { fields.text(Field::Title) } else { Some(code.to_owned()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::tests::kit::{TestLog, request};
    use crate::tests::random::{DAYS, Seeds, log_of, sealed_log_of};
    use crate::{ReportRules, report_in_version};

    /// Adds the nodes of a list, with all below them, to those that stand, by code.
    fn add<'r>(nodes: &'r [Value], found: &mut BTreeMap<&'r str, &'r Value>) {
        for node in nodes {
            if node["vervallen"] == false && node["code"] != "" {
                found.insert(node["code"].as_str().unwrap(), node);
            }
            add(node["onderdelen"].as_array().unwrap(), found);
        }
    }

    #[test]
    fn a_light_passes_to_the_code_that_took_over() {
        let mut log = TestLog::default();
        for code in ["1", "2"] {
            let data = json!({ "niveau": "programma", "titel": format!("Titel {code}") });
            log.add("onderdeel.opgenomen", &format!("onderdeel/{code}"), "2019-01-01", data);
        }
        log.add("stoplicht.gezet", "onderdeel/1", "2019-02-01", json!({ "kleur": "rood" }));
        log.add("onderdeel.vervallen", "onderdeel/1", "2019-03-01", json!({ "opvolgers": ["2"] }));
        let told = |day: &str| {
            let codes = ["1".to_owned(), "2".to_owned()];
            let told = outline(2, &log.state, &log, &request(day, 4), &codes).unwrap().into_iter();
            told.map(|node| (node.code, node.light.and_then(|light| light.colour))).collect::<Vec<_>>()
        };
        let red = || Some("rood".to_owned());
        assert_eq!(told("2019-02-01"), [("1".to_owned(), red()), ("2".to_owned(), None)]);
        assert_eq!(told("2019-03-01"), [("2".to_owned(), red())]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_node_in_outline_is_what_the_whole_report_says_of_it(
            all in prop::collection::vec(any::<Seeds>(), 1..70), on in 0..DAYS.len(), known in 1..=100u64,
            round in 0..4u8, sealed in any::<bool>(), old in any::<bool>(),
        ) {
            let log = if sealed { sealed_log_of(&all) } else { log_of(&all) };
            let mut request = request(DAYS[on], 1 + known * (log.state.head() - 1) / 100);
            request.round = (round > 0).then(|| format!("ronde{}", round - 1));
            let version = if old { ReportRules::V1 } else { ReportRules::CURRENT }.version();
            let Ok(whole) = report_in_version(version, &log.state, &log, &request) else { return Ok(()) };
            let whole: Value = serde_json::from_slice(&whole.canonical).unwrap();
            let mut nodes = BTreeMap::new();
            add(whole["onderdelen"].as_array().unwrap(), &mut nodes);
            let mut codes: Vec<String> = nodes.keys().map(|code| (*code).to_owned()).collect();
            codes.push("bestaat.niet".to_owned());
            let told = outline(version, &log.state, &log, &request, &codes).unwrap();
            prop_assert_eq!(told.len(), nodes.len());
            for (told, (code, node)) in told.iter().zip(&nodes) {
                let keys = ["code", "niveau", "stoplicht", "titel"];
                let expected: Value = keys.iter().map(|key| ((*key).to_owned(), node[*key].clone())).collect();
                prop_assert_eq!(json!(told), expected, "{}", code);
            }
            let at = AsOf { day: request.on, position: request.position };
            let tops = whole["onderdelen"].as_array().unwrap().iter().filter(|top| nodes.contains_key(top["code"].as_str().unwrap()));
            let tops: Vec<&str> = tops.map(|top| top["code"].as_str().unwrap()).collect();
            if version == ReportRules::CURRENT.version() {
                prop_assert_eq!(programme_codes(&log.state, at), tops);
            }
            for top in whole["onderdelen"].as_array().unwrap() {
                let mut below = BTreeMap::new();
                add(std::slice::from_ref(top), &mut below);
                let names: Vec<String> = below.keys().map(|code| format!("onderdeel/{code}")).collect();
                let found = programmes_of(&log.state, at, names.iter().map(String::as_str));
                if nodes.contains_key(top["code"].as_str().unwrap()) {
                    prop_assert_eq!(found, Some([top["code"].as_str().unwrap().to_owned()].into()));
                }
            }
        }
    }
}
