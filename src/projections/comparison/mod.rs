//! Compares two reports: lists what differs, why, and which events explain each difference.
//!
//! # What a comparison contains
//!
//! A and B are points on both time axes, with the round that is reported for, if any: A = (dA, pA, RA), B = (dB, pB,
//! RB), where d is the valid-time date and p the position that fixes what was known. Three steps lead from A to B, and
//! each changes one coordinate. `herstel`, (dA, pA, RA) to (dA, pB, RA), is what we now report differently about the
//! old date. `weergave`, (dA, pB, RA) to (dA, pB, RB), is what differs only because B is viewed as another round, or as
//! none: the notes and lights that are shown, never an amount or a subject. `nieuw`, (dA, pB, RB) to (dB, pB, RB), is
//! what changed in the world since; it is empty where the dates are equal. A field that differs in several steps has a
//! row for each.
//!
//! The view changes at the earlier of the two dates. Seen from a round with a later reporting date nothing looks
//! different there, while at the later date an earlier round hides what was reported after it. So where dB lies before
//! dA, `nieuw` comes before `weergave`. Where B is known earlier than A, (B, A) is computed and reversed: left and
//! right are exchanged, amounts negated, and reasons kept; the steps then come in the reverse order as well. The path
//! from B to A is the path from A to B backwards.
//!
//! **Subjects** are compared in their state at a point, by the fields of the report: nodes, cases, facilities, amounts,
//! indicators, milestones and decisions. The window of a report on its budget year does not count: what closed long ago
//! still has a status. A subject exists at a point when it shows there and, for a node or an amount, was not dropped.
//! Rounds determine the view and are not compared themselves.
//!
//! Not compared: `positie`, `posities`, `id`, `oordeel`, `overgenomen`, what is announced, and `onderdeelVervallen`,
//! which records how a reference was written and not where it leads. An indicator that was never measured has no
//! `streefwaarde` here, because the year for which a report shows a target depends on the query. A decision with a
//! reservation gets the extra field `voorbehoudVervuld`: whether the decision that fulfils the reservation exists.
//!
//! `bestaan` is about a subject as a whole. A subject that was added or dropped also has a row for each field that has
//! a value, so that nothing has to be looked up and applying the rows to A yields B. Null, an empty list and `pm:
//! false` count as no value. `verplaatst` is another `onderdeel`, `bovenliggend` or `dossier` of a subject that exists
//! on both sides, or another `onderwerp` of a note.
//!
//! **Lights and notes** are those that a report of the point shows on a node or case, in the group that it shows. A
//! light is compared by its four colours. Notes are paired over all nodes and cases: by chain of corrections; by
//! `vervolgOp`, also through notes that are not shown; by a heading that no other note there has; then the only one
//! left on either side of one node or case. A note without a pair was added or dropped, and then has at least a row for
//! its `tekst`, even if that was erased. A note that replaces another is compared by its content; a note that is the
//! same on both sides also by its day, round and place. A note moves along with its node.
//!
//! **Nodes** are paired by code, then by successor, then by continuation: see `node_pairing`. A node that continues under
//! another code has a row `code`, and `onderwerpVan` holds its earlier name.
//!
//! **`grond`** of a correction: `gecorrigeerd` when an event of the subject that A knew was corrected before B knew,
//! else `ingetrokken` when one was withdrawn, else `nagekomen`. Where the cause lies on another subject (what covers an
//! amount, the node a code passed to), that subject counts as well.
//!
//! **`posities`** explain a row. They are the events that set the new value and did not set the old one; and, for
//! events that set only the old value, what displaced them: a correction, a withdrawal, their day, or the event that
//! set something in their place. A reference that passed on to another node depends on every end it passed, and on the
//! parent of an ended node where the end names no sole successor. A node that a circle turns into a top depends on the
//! parent of every node in the circle. Each row of a node that continues under another code depends on the ends and the
//! continuation fields that lead there. The positions are sufficient: with these events, and none of the others between
//! the points, the value is the one in the row (`sufficiency`). So events that make another life of a subject the present
//! one are listed as well.
//!
//! No event lies between the two points of a `weergave`; its positions are those of what is shown on one side and not
//! on the other.
//!
//! **Totals** are over the amounts that stand at a point, of every year. They do not depend on the view, so van +
//! herstel + nieuw = naar. `waarvanNagekomen` is the part of `herstel` from amounts whose first step consists of late
//! facts only. Sums beyond 2^53 - 1 are refused.
//!
//! **The summary** counts items and not fields, separately for each nature: see `summary`. What was not renewed is
//! included where the date of B is the later one and the request has neither a nature other than `nieuw` nor a minimum.
//!
//! **What is not reported.** Rounds have a scope, and a row of a programme that a side does not report says nothing about
//! what the world did; nor does what was entered for the first time. Such rows say so in `reikwijdte`, and are counted
//! apart: see `reach`. The path, the rows and the totals do not depend on it.
//!
//! **Filters** leave rows out and change none. A node keeps what lies at it or below it at either point of the step,
//! and decisions about that; totals are then of the amounts that lie there, at each point by its own tree. A kind: see
//! [`is_kind`]. A minimum keeps rows of `bedragInCenten` and `openInCenten` that differ by at least as much (a side
//! without an amount counts as nothing, unless both are), and every row in which an amount is or was p.m. Nature and
//! minimum do not affect totals. `filter` in the result repeats the request, so that no reader takes a part for the
//! whole.
//!
//! # What it costs
//!
//! The work is proportional to what changed (`candidates`), and only texts that differ are read. In addition there is
//! one pass over the amounts for the totals at A, without texts; for what was not renewed, one over the nodes and
//! cases; between a round and a date, one over the notes and lights of rounds, which are viewed differently; and for
//! the warning about another level of detail, the notes and lights of the two rounds. A comparison from the first day
//! on looks at everything once for each step.
//!
//! The tests contain the plain definition: every subject at four points, by a full scan of the records.

mod asked;
mod candidates;
mod compared_value;
mod explain;
mod filter;
mod kinds;
mod model;
mod names;
mod node_pairing;
mod note_pairing;
mod path;
mod point_view;
mod published;
mod reach;
mod reasons;
mod renewed;
mod request;
mod resolve;
mod reverse;
mod shown_attachments;
mod sources;
mod step;
mod sufficiency;
mod summary;
mod totals;
mod warnings;
mod word_diff;

pub use kinds::{KINDS, is_kind};
pub(crate) use kinds::{LIGHT, NOTE};
pub use model::*;
pub(crate) use node_pairing::pair_nodes;
pub(crate) use point_view::PointView;
pub use published::{COMPARISON_VERSION, Comparison};
pub use reach::UnreportedProgramme;
pub use request::{ComparisonPoint, ComparisonRequest};
pub(crate) use shown_attachments::contributors;
pub use summary::{Left, Lights, Moved, Part, Summary, Tally, Turned};
pub use warnings::Warning;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use self::compared_value::TextCache;
use self::filter::ComparisonFilter;
use self::path::ComparisonPath;
use self::reach::Reaches;
use self::reasons::GroundFinder;
use self::resolve::ResolvedRow;
use self::reverse::reversed;
use self::step::{ComparisonStep, UnresolvedRow, note_rank};
use self::totals::Totals;
use self::warnings::Undecided;
use super::report::find_round;
use super::{Basis, RecordSource, ReportError};
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{AsOf, State, SubjectNo};

/// Compares two points.
///
/// # Errors
/// Returns [`ReportError`] for a position, node or round that does not exist, a sum that can not be represented, or a
/// record that can not be read.
pub fn compare(
    state: &State,
    contents: &dyn RecordSource,
    request: &ComparisonRequest,
) -> Result<Comparison, ReportError> {
    let bases = [basis(state, &request.from, request)?, basis(state, &request.to, request)?];
    let is_turned = request.to.position < request.from.position;
    let (a, b) = if is_turned { (&request.to, &request.from) } else { (&request.from, &request.to) };
    let way = ComparisonPath::new(state, contents, a, b)?;
    let filter = ComparisonFilter::new(state, request, way.points())?;
    let sides = if is_turned { (way.last(), way.first()) } else { (way.first(), way.last()) };
    let reaches = Reaches::of(sides.0, sides.1, filter.scope);
    let mut texts = TextCache::new(contents);
    let looked_for = request.unrenewed || request.lists_unrenewed();
    let unrenewed = looked_for.then(|| renewed::find_not_renewed(sides, &reaches, &filter, &mut texts));
    let unrenewed = unrenewed.transpose()?.unwrap_or_default();
    let comparing = Comparer { state, contents, way: &way, filter: &filter, reaches: &reaches, is_reversed: is_turned };
    let StepResults { mut differences, unreviewed, late, undecided } =
        comparing.differences((a.position, b.position))?;
    let mut totals = Totals::at(way.first(), filter.scope);
    for no in comparing.amounts() {
        totals.follow(way.shares(no, filter.scope), late.contains(&no), reaches.of_subject(no).is_some());
    }
    let wanted = |kind: &Option<String>| filter.wants_amounts(kind.as_deref());
    let mut whole = totals.rows(state, is_turned)?;
    whole.retain(|row| wanted(&row.kind));
    let mut per_node = totals.rows_per_node(state, is_turned)?;
    per_node.retain(|row| wanted(&row.total.kind));
    if is_turned {
        differences = differences.into_iter().map(reversed).collect();
    }
    let warnings = warnings::warnings(&warnings::WarningInput {
        state,
        contents,
        request,
        bases: &bases,
        totals: &whole,
        differences: &differences,
        undecided,
        unreviewed,
        unreported: !reaches.is_complete(),
    })?;
    let left = if request.lists_unrenewed() { &unrenewed[..] } else { &[] };
    let summary = Summary::of(&differences, &whole, left)?;
    let not_renewed = if request.unrenewed { unrenewed } else { Vec::new() };
    let unreported = reaches.named(&mut texts)?;
    let nodes = names::of_nodes(state, sides, names::codes(&differences, &not_renewed), &mut texts)?;
    let [from, to] = bases;
    Ok(Comparison {
        filter: request.applied_filter(),
        to,
        unreported,
        not_renewed,
        nodes,
        summary,
        counts: count_differences(&differences),
        totals: whole,
        totals_per_node: per_node,
        from,
        version: COMPARISON_VERSION,
        differences,
        warnings,
    })
}

fn basis(state: &State, point: &ComparisonPoint, request: &ComparisonRequest) -> Result<Basis, ReportError> {
    let head = state.head();
    let known_at = state.recorded_at(point.position).filter(|_| point.position <= head);
    let known_at = known_at.ok_or(ReportError::NoSuchPosition { position: point.position, head })?;
    let at = AsOf { day: point.on, position: point.position };
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

struct Comparer<'a, 's> {
    state: &'s State,
    contents: &'a dyn RecordSource,
    way: &'a ComparisonPath<'s>,
    filter: &'a ComparisonFilter<'a>,
    reaches: &'a Reaches<'a, 's>,
    is_reversed: bool,
}

/// The result of all steps.
struct StepResults {
    /// The differences of all steps in their order.
    differences: Vec<Difference>,
    /// Whether one of them rests on an event that is still marked for review.
    unreviewed: bool,
    /// The amounts whose first step consists only of facts that came in late.
    late: BTreeSet<SubjectNo>,
    /// Which rows are undecided because the texts of both sides are gone.
    undecided: Undecided,
}

/// A row with its sort key.
type Sorted = (SortKey, Difference);

/// The sort key of a row: code of the node (none last), kind, subject, light or note, step, field.
type SortKey = (Option<String>, u8, String, (u8, u32), usize, bool, String);

impl<'s> Comparer<'_, 's> {
    fn differences(&self, known: (u64, u64)) -> Result<StepResults, ReportError> {
        let mut texts = TextCache::new(self.contents);
        let mut grounds = GroundFinder::new(self.state, known);
        let mut sorted: Vec<Sorted> = Vec::new();
        let mut gravest: BTreeMap<SubjectNo, Ground> = BTreeMap::new();
        let mut undecided = Undecided::default();
        let step = |(nature, sides, candidates)| ComparisonStep::compute(nature, sides, candidates, &mut texts);
        let steps = self.way.steps().map(step).collect::<Result<Vec<_>, _>>()?;
        let wanted = steps.iter().flat_map(|(step, rows)| step.texts_to_read(rows));
        texts.read(wanted.collect::<Vec<_>>().iter())?;
        for (at, (step, rows)) in steps.into_iter().enumerate() {
            let at = if self.is_reversed { usize::MAX - at } else { at };
            for ResolvedRow { row, mut difference, is_known } in step.resolve_rows(rows, &mut grounds, &texts) {
                if !is_known {
                    let counts = self.filter.keeps(&step, &row, &difference);
                    undecided.erased |= counts && difference.erased;
                    undecided.missing |= counts && !difference.missing_texts.is_empty();
                    continue;
                }
                if let Some((ground, no)) = difference.ground.zip(row.right.or(row.left)) {
                    gravest.entry(no).and_modify(|known| *known = ground.min(*known)).or_insert(ground);
                }
                if self.filter.keeps(&step, &row, &difference) {
                    difference.reach = self.reaches.of_row(&row, self.is_reversed);
                    sorted.push((self.sort_key(&row, at, &difference), difference));
                }
            }
        }
        sorted.sort_by(|(a, _), (b, _)| order(a, b));
        let unreviewed = |position: &u64| self.state.at(*position).is_some_and(|(_, row)| row.unreviewed);
        let any = sorted.iter().any(|(_, row)| row.positions.iter().any(unreviewed));
        let late = gravest.into_iter().filter(|(_, ground)| *ground == Ground::Late).map(|(no, _)| no).collect();
        let differences = sorted.into_iter().map(|(_, row)| row).collect();
        Ok(StepResults { differences, unreviewed: any, late, undecided })
    }

    /// The amounts whose share in a total may differ. With a filter on a node and a changed tree these are all amounts.
    fn amounts(&self) -> BTreeSet<SubjectNo> {
        let all = self.state.subjects_of(SubjectKind::Adjustment).iter().copied();
        let looked_at = || self.way.steps().map(|(.., candidates)| candidates);
        if self.filter.scope.is_some() && looked_at().any(|candidates| candidates.tree_changed) {
            return all.collect();
        }
        let subjects = looked_at().flat_map(|candidates| &candidates.subjects).copied();
        subjects.filter(|no| self.state.entry(*no).kind == SubjectKind::Adjustment).collect()
    }

    fn sort_key(&self, row: &UnresolvedRow<'s>, step: usize, difference: &Difference) -> SortKey {
        let kind = row.right.or(row.left).map_or(SubjectKind::Event, |no| self.state.entry(no).kind);
        let whole = difference.field != "bestaan";
        let id = difference.subject.clone();
        (difference.node.clone(), kind as u8, id, note_rank(&row.topic), step, whole, difference.field.clone())
    }
}

fn order(a: &SortKey, b: &SortKey) -> Ordering {
    let nodes = match (&a.0, &b.0) {
        (Some(a), Some(b)) => compare_codes(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    nodes.then_with(|| (a.1, &a.2, a.3, a.4, a.5, &a.6).cmp(&(b.1, &b.2, b.3, b.4, b.5, &b.6)))
}

fn count_differences(differences: &[Difference]) -> Counts {
    let mut counts = Counts { per_change: Change::ALL.map(|change| (change.name(), 0)).into(), ..Counts::default() };
    for row in differences {
        match row.reach {
            Some(Reach::FirstEntered) => counts.first_entered += 1,
            Some(Reach::NotReported) => counts.unreported += 1,
            None => count_ordinary(row, &mut counts),
        }
    }
    counts
}

fn count_ordinary(row: &Difference, counts: &mut Counts) {
    match row.nature {
        Nature::Correction => counts.corrections += 1,
        Nature::View => counts.views += 1,
        Nature::New => counts.new += 1,
    }
    *counts.per_field.entry(row.field.clone()).or_default() += 1;
    *counts.per_change.entry(row.change.name()).or_default() += 1;
}

#[cfg(test)]
pub(crate) mod tests;
