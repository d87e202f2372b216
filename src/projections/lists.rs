//! Lists the subjects of one kind, or returns one of them: what shows at a point on the two time axes, in the shapes of
//! the report.
//!
//! No budget year limits these lists: what was closed or dropped long ago still shows, as long as its status can
//! express that. What belongs to a node or a case is left to the list of its own kind; `onderdeel` names the node it
//! belongs to.

use serde_json::{Map, Value, json};

use super::feed::owner_nodes;
use super::folded_text::folded;
use super::report_builder::ReportBuilder;
use super::report_scope::{LocatedSubject, ReportContents, select_subjects};
use super::text_source::{FullText, Records, TextCollector, TextSource};
use super::{RecordSource, ReportError, rounds};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::{Placement, SubjectKind, compare_codes};
use crate::domain::state::{AsOf, State, StateView, SubjectNo};
use crate::log::record::Record;

/// The parameters of one page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// The page begins after this id.
    pub after: Option<String>,
    /// The page contains at most this many items.
    pub limit: usize,
    /// Only these.
    pub filter: ListFilter,
    /// Whether all of them are counted.
    pub counted: bool,
}

/// What a list of cases is limited to. Of other kinds only the node is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Only what belongs to this node or to what is below it.
    pub node: Option<String>,
    /// Only cases that are closed, or only those that are open.
    pub closed: Option<bool>,
    /// Only cases of this kind.
    pub kind: Option<String>,
    /// Only cases of this department, whatever its capitals and accents.
    pub owner: Option<String>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The subjects that show, ordered by code or id.
    pub items: Vec<Value>,
    /// The id after which the next page begins; `None` at the end of the list.
    pub next: Option<String>,
    /// How many there are on all pages, where that was asked for.
    pub total: Option<usize>,
}

/// The key of the number of events of a subject, which a client sends back in `If-Match` (optimistic concurrency).
pub const VERSION_KEY: &str = "onderwerpVersie";

/// The keys of what is below a node or a case and has a list of its own.
pub const CHILD_KEYS: [&str; 6] =
    ["onderdelen", "dossiers", "voorzieningen", "bijstellingen", "indicatoren", "mijlpalen"];

/// Returns a page of the subjects of a kind that show at `at`.
///
/// # Errors
/// [`ReportError::Overflow`] when the open part of an amount can not be carried, [`ReportError::NoSuchNode`] for an unknown
/// node, [`ReportError::UnreadableRecord`] when a record can not be read.
pub fn list(
    state: &State,
    contents: &dyn RecordSource,
    kind: SubjectKind,
    at: AsOf,
    page: &PageRequest,
) -> Result<Listing, ReportError> {
    let order = |a: &str, b: &str| if kind == SubjectKind::Node { compare_codes(a, b) } else { a.cmp(b) };
    let id = |no: &SubjectNo| state.entry(*no).id();
    let mut all = state.subjects_of(kind).to_vec();
    all.retain(|no| page.counted || page.after.as_deref().is_none_or(|after| order(id(no), after).is_gt()));
    all.sort_by(|a, b| order(id(a), id(b)));
    let scope = page.filter.node.as_deref().map(|code| scope(state, code, at.position)).transpose()?;
    let shown =
        all.into_iter().filter(|no| is_listed(state.as_of(at), *no) && page.filter.passes(state, at, *no, scope));
    // Who asks for a few and no total does not wait for the rest.
    let most = if page.counted || page.filter.owner.is_some() { usize::MAX } else { page.limit.saturating_add(1) };
    let mut subjects: Vec<SubjectNo> = shown.take(most).collect();
    if let Some(owner) = &page.filter.owner {
        subjects = of_owner(state, contents, at, subjects, owner)?;
    }
    let total = page.counted.then_some(subjects.len());
    subjects.retain(|no| page.after.as_deref().is_none_or(|after| order(id(no), after).is_gt()));
    let more = subjects.len() > page.limit;
    subjects.truncate(page.limit);
    let next = subjects.last().filter(|_| more).map(|last| id(last).to_owned());
    Ok(Listing { items: items(state, contents, at, &subjects)?, next, total })
}

impl ListFilter {
    /// Returns true for a subject that passes, as far as the state tells: see [`of_owner`] for the rest.
    fn passes(&self, state: &State, at: AsOf, no: SubjectNo, scope: Option<SubjectNo>) -> bool {
        if self.closed.is_some() || self.kind.is_some() {
            let folded = state.fold(no, at);
            let is_closed = folded.status.is_some_and(|status| status.kind == EventType::CaseClosed);
            let kind = folded.settings.token(Field::Kind).map(|kind| state.token(kind));
            if self.closed.is_some_and(|closed| closed != is_closed)
                || self.kind.as_deref().is_some_and(|wanted| kind != Some(wanted))
            {
                return false;
            }
        }
        scope.is_none_or(|scope| owner_nodes(state, no, at).contains(&scope))
    }
}

/// Returns the node with this code.
///
/// # Errors
/// [`ReportError::NoSuchNode`] for one about which nothing was recorded by then.
pub(super) fn scope(state: &State, code: &str, position: u64) -> Result<SubjectNo, ReportError> {
    let no = state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
    let is_known =
        |no: &SubjectNo| state.entry(*no).rows.first().is_some_and(|row| u64::from(row.position) <= position);
    no.filter(is_known).ok_or_else(|| ReportError::NoSuchNode(code.to_owned()))
}

/// Returns those of the cases for which this department answers: a text, which the state does not hold.
fn of_owner(
    state: &State,
    contents: &dyn RecordSource,
    at: AsOf,
    cases: Vec<SubjectNo>,
    owner: &str,
) -> Result<Vec<SubjectNo>, ReportError> {
    let set = |no: &SubjectNo| state.fold(*no, at).settings.get(Field::Owner).map(|setting| setting.position);
    let set: Vec<(SubjectNo, u64)> = cases.iter().filter_map(|no| Some((*no, set(no)?))).collect();
    let positions: Vec<u64> = set.iter().map(|(_, position)| *position).collect();
    let records = contents.records(&positions)?;
    let wanted = folded(owner);
    let is_wanted = |record: &Record| {
        record.data.get(Field::Owner.name()).and_then(Value::as_str).is_some_and(|owner| folded(owner) == wanted)
    };
    Ok(set.iter().zip(&records).filter(|(_, record)| is_wanted(record)).map(|((no, _), _)| *no).collect())
}

/// Returns one subject of a kind; `None` when it does not show at `at`. A round then also says how complete it is.
///
/// # Errors
/// The errors of [`list`].
pub fn find(
    state: &State,
    contents: &dyn RecordSource,
    kind: SubjectKind,
    id: &str,
    at: AsOf,
) -> Result<Option<Value>, ReportError> {
    let no = state.subject(&format!("{}/{id}", kind.name())).filter(|no| is_listed(state.as_of(at), *no));
    let Some(no) = no else { return Ok(None) };
    Ok(items(state, contents, at, &[no])?.pop())
}

/// Like [`find`]; a round also says how complete it is, which takes a pass over its tree.
///
/// # Errors
/// The errors of [`list`].
pub fn find_complete(
    state: &State,
    contents: &dyn RecordSource,
    kind: SubjectKind,
    id: &str,
    at: AsOf,
) -> Result<Option<Value>, ReportError> {
    let mut found = find(state, contents, kind, id, at)?;
    if let Some(round) = found.as_mut().filter(|_| kind == SubjectKind::Round) {
        round[rounds::COMPLETENESS] = rounds::round_completeness(state, contents, id, at.position)?;
    }
    Ok(found)
}

/// Returns true for a subject that shows and was not dropped. A subject that was closed, met or dropped and has a
/// status for that still counts.
pub(super) fn is_listed(view: StateView<'_>, no: SubjectNo) -> bool {
    view.is_visible(no) && view.fold(no).status.is_none_or(|status| !status.kind.drops())
}

fn items(
    state: &State,
    contents: &dyn RecordSource,
    at: AsOf,
    subjects: &[SubjectNo],
) -> Result<Vec<Value>, ReportError> {
    let (report_contents, placed) = select_subjects(state, at, subjects);
    let wanted = TextCollector::default();
    fill(&report_contents, &placed, &wanted)?;
    let positions = wanted.positions();
    let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let mut items = fill(&report_contents, &placed, &FullText(&records))?;
    for (item, placed) in items.iter_mut().zip(&placed) {
        item[VERSION_KEY] = state.version_at(placed.no, at.position).into();
    }
    Ok(items)
}

fn fill<W: TextSource>(
    report_contents: &ReportContents<'_>,
    placed: &[LocatedSubject],
    words: &W,
) -> Result<Vec<Value>, ReportError> {
    let builder = ReportBuilder { contents: report_contents, round: None, words };
    placed.iter().map(|placed| item(&builder, placed)).collect()
}

/// Returns one subject as an object of the report, with the node it belongs to.
///
/// # Errors
/// [`ReportError::Overflow`] when the open part of an amount can not be carried.
pub(super) fn item<W: TextSource>(
    builder: &ReportBuilder<'_, '_, W>,
    placed: &LocatedSubject,
) -> Result<Value, ReportError> {
    let state = builder.state();
    let value = match state.entry(placed.no).kind {
        SubjectKind::Node => serde_json::to_value(builder.node_without_children(placed.no)?),
        SubjectKind::Case => serde_json::to_value(builder.case(placed)?),
        SubjectKind::Facility => serde_json::to_value(builder.facility(placed)?),
        SubjectKind::Adjustment => serde_json::to_value(builder.adjustment(placed)?),
        SubjectKind::Indicator => serde_json::to_value(builder.indicator(placed)?),
        SubjectKind::Milestone => serde_json::to_value(builder.milestone(placed)?),
        SubjectKind::Decision => serde_json::to_value(builder.decision(placed.no, &placed.folded)?),
        SubjectKind::Round => Ok(rounds::round(builder, placed)),
        SubjectKind::Event => Ok(json!({ "id": state.entry(placed.no).id() })),
    };
    let mut value = value.expect("a view always serialises");
    let fields = value.as_object_mut().expect("a view is an object");
    let code = |no: Option<SubjectNo>| no.map_or(Value::Null, |no| state.entry(no).id().into());
    match state.entry(placed.no).kind.placement() {
        Placement::Tree => {
            remove_children(fields);
            fields.insert("bovenliggend".to_owned(), code(builder.contents.tree.parent(placed.no)));
        }
        Placement::Case => {
            remove_children(fields);
            fields.insert("onderdeel".to_owned(), code(placed.node));
        }
        Placement::Attached => {
            fields.insert("onderdeel".to_owned(), code(placed.node));
        }
        Placement::Listed | Placement::Apart => {}
    }
    Ok(value)
}

fn remove_children(fields: &mut Map<String, Value>) {
    fields.retain(|key, _| !CHILD_KEYS.contains(&key.as_str()));
}
