//! Lists of one kind, and one of them: what shows at a point on the two axes, in the shapes of the report.
//!
//! No window on a budget year here: what was closed or dropped long ago still shows, for as long as it has a status to
//! tell so. What hangs below a node or a case is left to the list of its own kind; `onderdeel` says where each belongs.

use serde_json::{Map, Value, json};

use super::assemble::Assembly;
use super::gather::{Picture, Placed, gather_alone};
use super::words::{Records, Wanted, Whole, Words};
use super::{Contents, ReportError, rounds};
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{At, State, SubjectNo};

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Begin after this id.
    pub after: Option<String>,
    /// At most this many.
    pub limit: usize,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// What shows, by code or id.
    pub items: Vec<Value>,
    /// The id to begin the next page after; none at the end.
    pub next: Option<String>,
}

/// How many events a subject has: what a client compares by `If-Match`.
pub const VERSION: &str = "onderwerpVersie";

/// What hangs below a node or a case and has a list of its own.
pub const BELOW: [&str; 6] = ["onderdelen", "dossiers", "voorzieningen", "bijstellingen", "indicatoren", "mijlpalen"];

/// The subjects of a kind that show at `at`.
///
/// # Errors
/// [`ReportError`] when what is open of an amount can not be carried, or a record can not be read.
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

/// One subject of a kind, where it shows at `at`.
///
/// # Errors
/// As [`list`].
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

/// True for what shows and was not dropped; what was closed, met or dropped and says so in its status stays.
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

/// One subject as an object of the report, with where it belongs.
///
/// # Errors
/// [`ReportError::Overflow`] when what is open of an amount can not be carried.
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
