//! The lights of nodes as a list, for dashboards that show colours and nothing else: every node that has a light at a
//! point on the two time axes, by code, with its light as a report of that day shows it.

use schemars::JsonSchema;
use serde::Serialize;

use super::feed::owner_nodes;
use super::field_reader::FieldReader;
use super::lists::{is_listed, scope};
use super::outline::name_of_node;
use super::report_builder::ReportBuilder;
use super::report_scope::select_subjects;
use super::text_source::{FullText, Records, TextCollector, TextSource};
use super::views::LightView;
use super::{RecordSource, ReportError};
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{AsOf, State, SubjectNo};

/// Which lights are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LightsFilter {
    /// Only this node and what is below it.
    pub node: Option<String>,
    /// Only lights of this colour.
    pub colour: Option<String>,
    /// Only lights that were set for this round.
    pub round: Option<String>,
}

/// A node with its light.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NodeLight {
    /// Its level.
    #[serde(rename = "niveau")]
    pub level: Option<String>,
    /// Its code.
    #[serde(rename = "onderdeel")]
    pub node: String,
    /// Its light.
    #[serde(rename = "stoplicht")]
    pub light: LightView,
    /// Its title; its code where none was recorded, and none where it was erased.
    #[serde(rename = "titel")]
    pub title: Option<String>,
}

/// One page of lights.
#[derive(Debug, Clone, PartialEq)]
pub struct LightsPage {
    /// The nodes with their lights, by code.
    pub lights: Vec<NodeLight>,
    /// The code after which the next page begins; none at the end of the list.
    pub next: Option<String>,
    /// How many there are on all pages.
    pub total: usize,
}

/// Returns a page of the lights of nodes: at most `limit`, after a code.
///
/// # Errors
/// [`ReportError`] for an unknown node, and a record that can not be read.
pub fn lights(
    state: &State,
    contents: &dyn RecordSource,
    at: AsOf,
    filter: &LightsFilter,
    (after, limit): (Option<&str>, usize),
) -> Result<LightsPage, ReportError> {
    let scope = filter.node.as_deref().map(|code| scope(state, code, at.position)).transpose()?;
    let code = |no: &SubjectNo| state.entry(*no).id();
    let within = |no: &SubjectNo| scope.is_none_or(|scope| owner_nodes(state, *no, at).contains(&scope));
    let mut nodes = state.subjects_of(SubjectKind::Node).to_vec();
    nodes.retain(|no| is_listed(state.as_of(at), *no) && within(no));
    nodes.sort_by(|a, b| compare_codes(code(a), code(b)));
    let mut set = set_lights(state, at, &nodes, &TextCollector::default())?;
    set.retain(|(_, light)| {
        let is = |value: &Option<String>, wanted: &Option<String>| wanted.is_none() || value == wanted;
        is(&light.colour, &filter.colour) && is(&light.round, &filter.round)
    });
    let total = set.len();
    if let Some(after) = after {
        set.retain(|(no, _)| compare_codes(code(no), after).is_gt());
    }
    let more = set.len() > limit;
    set.truncate(limit);
    let next = set.last().filter(|_| more).map(|(no, _)| code(no).to_owned());
    let wanted = TextCollector::default();
    set.iter().for_each(|(no, light)| drop(view(state, at, *no, light, &wanted)));
    let positions = wanted.positions();
    let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let words = FullText(&records);
    let lights = set.iter().map(|(no, light)| view(state, at, *no, light, &words)).collect();
    Ok(LightsPage { lights, next, total })
}

/// Returns the nodes that have a light, with it. A light holds no texts.
fn set_lights<W: TextSource>(
    state: &State,
    at: AsOf,
    nodes: &[SubjectNo],
    words: &W,
) -> Result<Vec<(SubjectNo, LightView)>, ReportError> {
    let (contents, _) = select_subjects(state, at, nodes);
    let builder = ReportBuilder { contents: &contents, round: None, words };
    let mut found = Vec::new();
    for no in nodes {
        let attached = contents.on_nodes.get(&Some(*no)).map_or(&[][..], |attached| attached.lights.as_slice());
        found.extend(builder.light(attached)?.map(|light| (*no, light)));
    }
    Ok(found)
}

fn view<W: TextSource>(state: &State, at: AsOf, no: SubjectNo, light: &LightView, words: &W) -> NodeLight {
    let settings = &state.fold(no, at).settings;
    let fields = FieldReader { state, settings, words };
    let code = state.entry(no).id().to_owned();
    NodeLight {
        level: fields.token(Field::Level),
        title: name_of_node(&fields, &code),
        node: code,
        light: light.clone(),
    }
}
