//! The report of one programme in the goal tree around it: what a page of a node shows of a large log, where the report
//! of everything would cost a hundred times as much. In a small one the whole tree is shown with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Service;
use super::queries::{self, QueryError};
use super::text_reads::query_with_texts;
use crate::domain::ids::SubjectKind;
use crate::domain::state::AsOf;
use crate::projections::ReportError;
use crate::projections::outline::{outline, programme_codes, programmes_of};
use crate::projections::{REPORT_VERSION, ReportRequest};

/// The number of nodes that a log may have known for its tree to be shown whole: ten times that of a report that a
/// municipality publishes.
pub const WHOLE_TREE_NODES: usize = 2_000;

/// Returns the programme to whose report a page of a node is limited; `None` where the page is made from the report of
/// everything, because the tree has at most `whole` nodes or the node lies in no programme that stands.
pub fn programme_beside(service: &Service, at: AsOf, node: &str, whole: usize) -> Option<String> {
    let state = service.state();
    if state.subjects_of(SubjectKind::Node).len() <= whole {
        return None;
    }
    let name = subject(SubjectKind::Node, node);
    let found = programmes_of(&state, at, std::iter::once(name.as_str()))?;
    // Of a node that nothing ever named, its own report says so. One that is only named by others may still be shown.
    let unknown = || state.subject(&name).is_none().then(|| node.to_owned());
    found.into_iter().next().or_else(unknown)
}

/// Returns the report of a programme with the other programmes of that point around it, in outline.
///
/// # Errors
/// As for [`queries::report`].
pub fn within_tree(service: &Service, programme: &str, report: &[u8]) -> Result<Value, QueryError> {
    let mut report: Value = serde_json::from_slice(report).expect("it was written as JSON");
    let request = request_of(&report);
    let version = report["rapportageVersie"].as_u64().and_then(|version| u32::try_from(version).ok());
    let version = version.expect("a report has a version");
    let mut of_programme = report["onderdelen"][0].take();
    let at = AsOf { day: request.on, position: request.position };
    // Once: what reads texts runs again when they were read.
    let codes = programme_codes(&service.state(), at);
    let nodes = query_with_texts(service, |state, contents| outline(version, state, contents, &request, &codes));
    let nodes = nodes?.into_iter().map(|node| if node.code == programme { of_programme.take() } else { json!(node) });
    report["onderdelen"] = nodes.collect();
    Ok(report)
}

/// Returns of the report of an earlier round what a page of a programme compares with: the nodes and cases that the
/// programme has in `now`, wherever they were then, and the other programmes of `now` in outline.
///
/// # Errors
/// As for [`queries::report`].
pub fn earlier(service: &Service, request: &ReportRequest, now: &Value) -> Result<Value, QueryError> {
    let parsed = |report: Arc<[u8]>| serde_json::from_slice::<Value>(&report).expect("it was written as JSON");
    let at = AsOf { day: request.on, position: request.position };
    let mut subjects = Vec::new();
    let tops = now["onderdelen"].as_array().map_or(&[][..], Vec::as_slice);
    // A programme in outline has no list of what is below it.
    tops.iter().filter(|top| top["onderdelen"].is_array()).for_each(|top| add_subjects(top, &mut subjects));
    let programmes = programmes_of(&service.state(), at, subjects.iter().map(String::as_str));
    let Some(programmes) = programmes else { return Ok(parsed(queries::report_at(service, request)?)) };
    let mut whole = Vec::new();
    for programme in &programmes {
        let request = ReportRequest { node: Some(programme.clone()), ..request.clone() };
        if let Value::Array(found) = parsed(queries::report_at(service, &request)?)["onderdelen"].take() {
            whole.extend(found);
        }
    }
    let codes: BTreeSet<&str> = tops.iter().filter_map(|top| top["code"].as_str()).collect();
    let others: Vec<String> = codes.into_iter().filter(|code| !programmes.contains(*code)).map(str::to_owned).collect();
    let others: Result<_, ReportError> =
        query_with_texts(service, |state, contents| outline(REPORT_VERSION, state, contents, request, &others));
    // A programme of now that lay within one of these is whole there: what comes last counts.
    let nodes: Vec<Value> = others?.into_iter().map(|node| json!(node)).chain(whole).collect();
    Ok(json!({ "onderdelen": nodes }))
}

/// Returns the request that a report answers, for the report of everything.
fn request_of(report: &Value) -> ReportRequest {
    let basis = &report["basis"];
    let on = basis["peildatum"].as_str().and_then(|day| crate::domain::time::Day::parse(day).ok());
    ReportRequest {
        on: on.expect("a report has a reporting date"),
        position: basis["positie"].as_u64().expect("a report has a position"),
        node: None,
        fiscal_year: None,
        round: basis["ronde"].as_str().map(str::to_owned),
    }
}

fn subject(kind: SubjectKind, id: &str) -> String {
    format!("{}/{id}", kind.name())
}

/// Adds the names of a node, its cases and what is below it.
fn add_subjects(node: &Value, found: &mut Vec<String>) {
    let list = |key: &str| node[key].as_array().map_or(&[][..], Vec::as_slice);
    found.extend(node["code"].as_str().map(|code| subject(SubjectKind::Node, code)));
    found.extend(
        list("dossiers").iter().filter_map(|case| case["id"].as_str()).map(|id| subject(SubjectKind::Case, id)),
    );
    list("onderdelen").iter().for_each(|below| add_subjects(below, found));
}
