//! Two reports side by side: what differs, why, and which events explain it.
//!
//! # What a comparison says
//!
//! A and B are points: a date, what was known, and the round reported for, if any: A = (dA, pA, RA), B = (dB, pB, RB). Three steps
//! lead from A to B, and each changes one thing. `herstel`, (dA, pA, RA) to (dA, pB, RA): what we now say of the old date.
//! `weergave`, (dA, pB, RA) to (dA, pB, RB): what differs only because B is looked at as another round, or as none: the notes and
//! lights that are shown, never an amount or another subject. `nieuw`, (dA, pB, RB) to (dB, pB, RB): what the world did since, so
//! nothing where the dates are equal. A field that differs in several steps has a row for each.
//!
//! The look changes at the earlier of the two dates: as a round that is reported for later, nothing looks otherwise there, while at
//! the later date an earlier round hides what was said since. So where dB lies before dA, `nieuw` comes before `weergave`. Where B
//! is known earlier than A, (B, A) is computed and turned: left and right exchanged, amounts negated, reasons as they are; then the
//! steps come in the other order too. The way from B to A is that from A to B backwards.
//!
//! **Subjects** are compared in the state they are in, by the fields of the report: nodes, cases, facilities, amounts, indicators,
//! milestones and decisions. The window of a report on its budget year does not count: what closed long ago still has a status.
//! A subject is there when it shows and, of a node or an amount, was not dropped. Rounds are how one looks and not what is looked at.
//!
//! Not compared: `positie`, `posities`, `id`, `oordeel`, `overgenomen`, what is announced, and `onderdeelVervallen`, which says how a
//! reference was written and not where it leads. An indicator that was never measured has no `streefwaarde` here: which year's a
//! report shows follows from the question. `voorbehoudVervuld` is added to a decision with a reservation: whether the decision that
//! fulfils it is there.
//!
//! `bestaan` tells of a subject as a whole. One that came or went also has a row for each field that has a value, so that nothing has
//! to be looked up, and applying the rows to A gives B. Null, an empty list and `pm: false` say nothing. `verplaatst` is another
//! `onderdeel`, `bovenliggend` or `dossier` of a subject that is there on both sides, and another `onderwerp` of a note.
//!
//! **Lights and notes** are those that a report of the point shows on a node or case, in the group that it shows. A light is compared
//! by its four colours. Notes are paired over all nodes and cases: by chain of corrections; by `vervolgOp`, also by way of notes that
//! are not shown; by a heading that no other note there has; then the only one left on either side of one node or case. What is not
//! paired came or went, and then has at least its `tekst`, also where that was erased. A note that takes the place of another is
//! compared by what it says; one that is itself on both sides, also by its day, round and place. A note goes on with its node.
//!
//! **Nodes** are paired by code, then by successor, then by continuation: see `nodes`. One that goes on under another code has a
//! row `code`, and `onderwerpVan` names it as it was.
//!
//! **`grond`** of a correction: `gecorrigeerd` when an event of the subject that A knew was corrected before B knew, else
//! `ingetrokken` when one was withdrawn, else `nagekomen`. Where the cause lies on another subject (what covers an amount, the
//! node a code passed to), that one counts as well.
//!
//! **`posities`** explain a row: the events that set the new value and did not set the old; and of those that set the old one alone
//! what took them away: a correction, a withdrawal, their day, or the event that set something in their place. A reference that
//! passed on rests on every end it passed, and on what the ended node was part of where the end names no sole successor; a node
//! that a circle makes a top on what every node of the circle says; and each row of a node that goes on under another code on the
//! ends, and the words of continuation, that lead there. They are enough: with them, and none of the other events between the points,
//! the value is the one that the row tells (`enough`); so what lets another life of a subject be the present one is listed as well.
//!
//! Of a `weergave` no event came between; its positions are those of what is shown on the one side and not on the other.
//!
//! **Totals** are over the amounts that stand at a point, of every year. How one looks decides nothing of them, so that van +
//! herstel + nieuw = naar. `waarvanNagekomen` is the part of `herstel` of amounts whose
//! first step is late alone. Sums beyond 2^53 - 1 are refused.
//!
//! **The summary** counts things and not fields, of each nature apart: see `summary`. What nobody renewed is told where the date of B
//! is the later one and neither a nature other than `nieuw` nor a minimum was asked for.
//!
//! **Filters** leave rows out and change none. A node: what lies at it or below it at either point of the step, and decisions
//! about that; totals are then of the amounts that lie there, at each point by its own tree. A kind: see [`is_kind`]. A
//! minimum: rows of `bedragInCenten` and `openInCenten` that differ by at least as much (a side without an amount counts as
//! nothing, unless both are), and every row that says that an amount is or was p.m. Nature and minimum leave totals alone.
//! `filter` tells what was asked for, so that no reader takes a part for the whole.
//!
//! # What it costs
//!
//! Its work follows what changed (`candidates`), and the texts that are read are those that differ. Beside that one pass over
//! the amounts for the totals at A, without texts; for what was not renewed, one over the nodes and cases; between a round and a date,
//! one over the notes and lights of rounds, which are looked at otherwise; for the warning of another level
//! of detail, the notes and lights of the two rounds. A comparison from the first day on looks at everything once for each step.
//!
//! Beside it stands the plain definition, in the tests: every subject at four points, by a full scan of the records.

mod candidates;
mod enough;
mod explain;
mod filter;
mod marks;
mod model;
mod names;
mod nodes;
mod notes;
mod reasons;
mod renewed;
mod request;
mod sources;
mod stand;
mod step;
mod summary;
mod totals;
mod turn;
mod warnings;
mod way;
mod words;

pub use filter::{KINDS, is_kind};
pub use model::*;
pub use request::{ComparisonRequest, Point};
pub use summary::{Left, Lights, Moved, Part, Summary, Tally, Turned};
pub use warnings::Warning;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use self::filter::Filter;
use self::marks::Texts;
use self::reasons::Grounds;
use self::step::{Raw, RowTold, Step, note_rank};
use self::totals::Totals;
use self::turn::turned;
use self::way::Way;
use super::report::find_round;
use super::{Basis, Contents, ReportError};
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{At, State, SubjectNo};

/// Compares two points.
///
/// # Errors
/// [`ReportError`] for a position, node or round that is not there, a sum that can not be carried, or a record that can not be
/// read.
pub fn compare(state: &State, contents: &dyn Contents, request: &ComparisonRequest) -> Result<Comparison, ReportError> {
    let bases = [basis(state, &request.from, request)?, basis(state, &request.to, request)?];
    let is_turned = request.to.position < request.from.position;
    let (a, b) = if is_turned { (&request.to, &request.from) } else { (&request.from, &request.to) };
    let way = Way::new(state, contents, a, b)?;
    let filter = Filter::new(state, request, way.stands())?;
    let sides = if is_turned { (way.last(), way.first()) } else { (way.first(), way.last()) };
    let mut texts = Texts::new(contents);
    let looked_for = request.unrenewed || request.tells_what_was_left();
    let unrenewed = looked_for.then(|| renewed::not_renewed(sides.0, sides.1, &filter, &mut texts));
    let unrenewed = unrenewed.transpose()?.unwrap_or_default();
    let comparing = Comparing { state, contents, way: &way, filter: &filter, is_turned };
    let Compared { mut differences, unreviewed, late, undecided } = comparing.differences((a.position, b.position))?;
    let mut totals = Totals::at(way.first(), filter.scope);
    for no in comparing.amounts() {
        totals.follow(way.shares(no, filter.scope), late.contains(&no));
    }
    let wanted = |kind: &Option<String>| filter.wants_amounts(kind.as_deref());
    let mut whole = totals.rows(state, is_turned)?;
    whole.retain(|row| wanted(&row.kind));
    let mut per_node = totals.rows_per_node(state, is_turned)?;
    per_node.retain(|row| wanted(&row.total.kind));
    if is_turned {
        differences = differences.into_iter().map(turned).collect();
    }
    let warnings = warnings::warnings(&warnings::Evidence {
        state,
        contents,
        request,
        bases: &bases,
        totals: &whole,
        differences: &differences,
        undecided,
        unreviewed,
    })?;
    let left = if request.tells_what_was_left() { &unrenewed[..] } else { &[] };
    let summary = Summary::of(&differences, &whole, left)?;
    let not_renewed = if request.unrenewed { unrenewed } else { Vec::new() };
    let nodes = names::of_nodes(state, sides, names::codes(&differences, &not_renewed), &mut texts)?;
    let [from, to] = bases;
    Ok(Comparison {
        filter: request.asked_for(),
        to,
        not_renewed,
        nodes,
        summary,
        counts: counts(&differences),
        totals: whole,
        totals_per_node: per_node,
        from,
        version: COMPARISON_VERSION,
        differences,
        warnings,
    })
}

fn basis(state: &State, point: &Point, request: &ComparisonRequest) -> Result<Basis, ReportError> {
    let head = state.head();
    let known_at = state.recorded_at(point.position).filter(|_| point.position <= head);
    let known_at = known_at.ok_or(ReportError::NoSuchPosition { position: point.position, head })?;
    let at = At { day: point.on, position: point.position };
    let round = point.round.as_deref().map(|id| find_round(state, at, id)).transpose()?;
    Ok(Basis {
        fiscal_year: round.and_then(|round| round.fiscal_year).unwrap_or(point.on.year()),
        known_at: known_at.to_string(),
        node: request.node.clone(),
        reporting_date: point.on.to_string(),
        position: point.position,
        round: point.round.clone(),
    })
}

struct Comparing<'a, 's> {
    state: &'s State,
    contents: &'a dyn Contents,
    way: &'a Way<'s>,
    filter: &'a Filter<'a>,
    is_turned: bool,
}

/// What the steps came to.
struct Compared {
    /// The differences of all steps in their order.
    differences: Vec<Difference>,
    /// Whether one rests on what still has to be looked at.
    unreviewed: bool,
    /// The amounts whose first step is of facts that came in late.
    late: BTreeSet<SubjectNo>,
    /// Texts that nobody can hold against each other any more.
    undecided: Undecided,
}

/// Where the texts of both sides are gone: why.
#[derive(Debug, Clone, Copy, Default)]
struct Undecided {
    erased: bool,
    missing: bool,
}

/// A row with what puts it in its place.
type Sorted = (Place, Difference);

/// Where a row stands: code of the node (none last), kind, subject, light or note, step, field.
type Place = (Option<String>, u8, String, (u8, u32), usize, bool, String);

impl<'s> Comparing<'_, 's> {
    fn differences(&self, known: (u64, u64)) -> Result<Compared, ReportError> {
        let mut texts = Texts::new(self.contents);
        let mut grounds = Grounds::new(self.state, known);
        let mut sorted: Vec<Sorted> = Vec::new();
        let mut gravest: BTreeMap<SubjectNo, Ground> = BTreeMap::new();
        let mut undecided = Undecided::default();
        let step = |(nature, sides, candidates)| Step::rows(nature, sides, candidates, &mut texts);
        let steps = self.way.steps().map(step).collect::<Result<Vec<_>, _>>()?;
        let wanted = steps.iter().flat_map(|(step, rows)| step.wanted(rows));
        texts.read(wanted.collect::<Vec<_>>().iter())?;
        for (at, (step, rows)) in steps.into_iter().enumerate() {
            let at = if self.is_turned { usize::MAX - at } else { at };
            for RowTold { row, difference, is_known } in step.tell(rows, &mut grounds, &texts) {
                if !is_known {
                    let counts = self.filter.keeps(&step, &row, &difference);
                    undecided.erased |= counts && difference.erased;
                    undecided.missing |= counts && !difference.lost.is_empty();
                    continue;
                }
                if let Some((ground, no)) = difference.ground.zip(row.right.or(row.left)) {
                    gravest.entry(no).and_modify(|known| *known = ground.min(*known)).or_insert(ground);
                }
                if self.filter.keeps(&step, &row, &difference) {
                    sorted.push((self.place(&row, at, &difference), difference));
                }
            }
        }
        sorted.sort_by(|(a, _), (b, _)| order(a, b));
        let unreviewed = |position: &u64| self.state.at(*position).is_some_and(|(_, row)| row.unreviewed);
        let any = sorted.iter().any(|(_, row)| row.positions.iter().any(unreviewed));
        let late = gravest.into_iter().filter(|(_, ground)| *ground == Ground::Late).map(|(no, _)| no).collect();
        let differences = sorted.into_iter().map(|(_, row)| row).collect();
        Ok(Compared { differences, unreviewed: any, late, undecided })
    }

    /// The amounts whose share in a total may differ: where the part that is wanted lies below a node and the tree changed, all.
    fn amounts(&self) -> BTreeSet<SubjectNo> {
        let all = self.state.subjects_of(SubjectKind::Adjustment).iter().copied();
        let looked_at = || self.way.steps().map(|(.., candidates)| candidates);
        if self.filter.scope.is_some() && looked_at().any(|candidates| candidates.tree_changed) {
            return all.collect();
        }
        let subjects = looked_at().flat_map(|candidates| &candidates.subjects).copied();
        subjects.filter(|no| self.state.entry(*no).kind == SubjectKind::Adjustment).collect()
    }

    fn place(&self, row: &Raw<'s>, step: usize, difference: &Difference) -> Place {
        let kind = row.right.or(row.left).map_or(SubjectKind::Event, |no| self.state.entry(no).kind);
        let whole = difference.field != "bestaan";
        let id = difference.subject.clone();
        (difference.node.clone(), kind as u8, id, note_rank(&row.item), step, whole, difference.field.clone())
    }
}

fn order(a: &Place, b: &Place) -> Ordering {
    let nodes = match (&a.0, &b.0) {
        (Some(a), Some(b)) => compare_codes(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    nodes.then_with(|| (a.1, &a.2, a.3, a.4, a.5, &a.6).cmp(&(b.1, &b.2, b.3, b.4, b.5, &b.6)))
}

fn counts(differences: &[Difference]) -> Counts {
    let mut counts = Counts { per_change: Change::ALL.map(|change| (change.name(), 0)).into(), ..Counts::default() };
    for row in differences {
        match row.nature {
            Nature::Correction => counts.corrections += 1,
            Nature::View => counts.views += 1,
            Nature::New => counts.new += 1,
        }
        *counts.per_field.entry(row.field.clone()).or_default() += 1;
        *counts.per_change.entry(row.change.name()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests;
