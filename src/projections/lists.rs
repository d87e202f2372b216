//! Lists the subjects of one kind, or returns one of them: what shows at a point on the two time axes, in the shapes of
//! the report.
//!
//! No budget year limits these lists: what was closed or dropped long ago still shows, as long as its status can
//! express that. What belongs to a node or a case is left to the list of its own kind; `onderdeel` names the node it
//! belongs to.

use serde_json::{Map, Value, json};

use super::assemble::Assembly;
use super::gather::{Picture, Placed, gather_alone};
use super::words::{Records, Wanted, Whole, Words};
use super::{Contents, ReportError, rounds};
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{At, State, SubjectNo};

/// The parameters of one page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The page begins after this id.
    pub after: Option<String>,
    /// The page contains at most this many items.
    pub limit: usize,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The subjects that show, ordered by code or id.
    pub items: Vec<Value>,
    /// The id after which the next page begins; `None` at the end of the list.
    pub next: Option<String>,
}

/// The key of the number of events of a subject, which a client sends back in `If-Match` (optimistic concurrency).
pub const VERSION: &str = "onderwerpVersie";

/// The keys of what is below a node or a case and has a list of its own.
pub const BELOW: [&str; 6] = ["onderdelen", "dossiers", "voorzieningen", "bijstellingen", "indicatoren", "mijlpalen"];

/// Returns a page of the subjects of a kind that show at `at`.
///
/// # Errors
/// [`ReportError::Overflow`] when the open part of an amount can not be carried, [`ReportError::Contents`] when a
/// record can not be read.
pub fn list(
    state: &State,
    contents: &dyn Contents,
    kind: SubjectKind,
    at: At,
    page: &Page,
) -> Result<Listing, ReportError> {
    let order = |a: &str, b: &str| if kind == SubjectKind::Node { compare_codes(a, b) } else { a.cmp(b) };
    let id = |no: &SubjectNo| state.entry(*no).id();
    let mut all = state.subjects_of(kind).to_vec();
    if let Some(after) = &page.after {
        all.retain(|no| order(id(no), after).is_gt());
    }
    all.sort_by(|a, b| order(id(a), id(b)));
    let mut shown = all.into_iter().filter(|no| stands(state, *no, at));
    let subjects: Vec<SubjectNo> = shown.by_ref().take(page.limit).collect();
    let next = subjects.last().filter(|_| shown.next().is_some()).map(|last| id(last).to_owned());
    Ok(Listing { items: items(state, contents, at, &subjects)?, next })
}

/// Returns one subject of a kind; `None` when it does not show at `at`.
///
/// # Errors
/// The errors of [`list`].
pub fn detail(
    state: &State,
    contents: &dyn Contents,
    kind: SubjectKind,
    id: &str,
    at: At,
) -> Result<Option<Value>, ReportError> {
    let no = state.subject(&format!("{}/{id}", kind.name())).filter(|no| stands(state, *no, at));
    let Some(no) = no else { return Ok(None) };
    Ok(items(state, contents, at, &[no])?.pop())
}

/// Returns true for a subject that shows and was not dropped. A subject that was closed, met or dropped and has a
/// status for that still counts.
pub(super) fn stands(state: &State, no: SubjectNo, at: At) -> bool {
    state.shows(no, at) && state.fold(no, at).status.is_none_or(|status| !status.kind.drops())
}

fn items(state: &State, contents: &dyn Contents, at: At, subjects: &[SubjectNo]) -> Result<Vec<Value>, ReportError> {
    let (picture, placed) = gather_alone(state, at, subjects);
    let wanted = Wanted::default();
    fill(&picture, &placed, &wanted)?;
    let positions = wanted.positions();
    let records: Records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let mut items = fill(&picture, &placed, &Whole(&records))?;
    for (item, placed) in items.iter_mut().zip(&placed) {
        item[VERSION] = state.version_at(placed.no, at.position).into();
    }
    Ok(items)
}

fn fill<W: Words>(picture: &Picture<'_>, placed: &[Placed], words: &W) -> Result<Vec<Value>, ReportError> {
    let assembly = Assembly { picture, round: None, words };
    placed.iter().map(|placed| item(&assembly, placed)).collect()
}

/// Returns one subject as an object of the report, with the node it belongs to.
///
/// # Errors
/// [`ReportError::Overflow`] when the open part of an amount can not be carried.
pub(super) fn item<W: Words>(assembly: &Assembly<'_, '_, W>, placed: &Placed) -> Result<Value, ReportError> {
    let state = assembly.state();
    let value = match state.entry(placed.no).kind {
        SubjectKind::Node => serde_json::to_value(assembly.alone(placed.no)?),
        SubjectKind::Case => serde_json::to_value(assembly.case(placed)?),
        SubjectKind::Facility => serde_json::to_value(assembly.facility(placed)),
        SubjectKind::Adjustment => serde_json::to_value(assembly.adjustment(placed)?),
        SubjectKind::Indicator => serde_json::to_value(assembly.indicator(placed)),
        SubjectKind::Milestone => serde_json::to_value(assembly.milestone(placed)),
        SubjectKind::Decision => serde_json::to_value(assembly.decision(placed.no, &placed.folded)),
        SubjectKind::Round => Ok(rounds::round(assembly, placed)),
        SubjectKind::Event => Ok(json!({ "id": state.entry(placed.no).id() })),
    };
    let mut value = value.expect("a view always serialises");
    let fields = value.as_object_mut().expect("a view is an object");
    let code = |no: Option<SubjectNo>| no.map_or(Value::Null, |no| state.entry(no).id().into());
    match state.entry(placed.no).kind {
        SubjectKind::Node => {
            without_below(fields);
            fields.insert("bovenliggend".to_owned(), code(assembly.picture.tree.parent(placed.no)));
        }
        SubjectKind::Case => {
            without_below(fields);
            fields.insert("onderdeel".to_owned(), code(placed.node));
        }
        SubjectKind::Facility | SubjectKind::Adjustment | SubjectKind::Indicator | SubjectKind::Milestone => {
            fields.insert("onderdeel".to_owned(), code(placed.node));
        }
        SubjectKind::Decision | SubjectKind::Round | SubjectKind::Event => {}
    }
    Ok(value)
}

fn without_below(fields: &mut Map<String, Value>) {
    fields.retain(|key, _| !BELOW.contains(&key.as_str()));
}
