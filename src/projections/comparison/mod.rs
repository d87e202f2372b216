//! Two reports side by side: what differs, why, and which events explain it.

mod candidates;
mod filter;
mod marks;
mod model;
mod nodes;
mod notes;
mod reasons;
mod renewed;
mod request;
mod sources;
mod stand;
mod step;
mod totals;
mod turn;
mod warnings;
mod words;

pub use filter::is_kind;
pub use model::*;
pub use request::{ComparisonRequest, Point};

use std::cmp::Ordering;

use self::candidates::Candidates;
use self::filter::Filter;
use self::marks::Texts;
use self::reasons::Grounds;
use self::stand::Stand;
use self::step::{Raw, Step, note_rank};
use self::totals::Totals;
use self::turn::turned;
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
    let candidates = Candidates::everything(state);
    let subjects: Vec<SubjectNo> = candidates.subjects.iter().copied().collect();
    let stand =
        |on, position, round: &Point| Stand::new(state, At { day: on, position }, round.round.as_deref(), &subjects);
    let stands = [stand(a.on, a.position, a), stand(a.on, b.position, a), stand(b.on, b.position, b)];
    let filter = Filter::new(state, request, &stands)?;
    let comparing = Comparing { state, contents, candidates: &candidates, stands: &stands, filter: &filter, is_turned };
    let (mut differences, unreviewed, late) = comparing.differences((a.position, b.position))?;
    let mut totals = Totals::at(&stands[0], filter.scope);
    for no in totals::amounts(state, &candidates.subjects) {
        let shares = [0, 1, 2].map(|at: usize| totals::share(&stands[at], no, filter.scope));
        totals.follow(shares, late.contains(&no));
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
        unreviewed,
    })?;
    let sides = if is_turned { (&stands[2], &stands[0]) } else { (&stands[0], &stands[2]) };
    let mut texts = Texts::new(contents);
    let unrenewed = request.unrenewed.then(|| renewed::not_renewed(sides.0, sides.1, &filter, &mut texts));
    let [from, to] = bases;
    Ok(Comparison {
        to,
        not_renewed: unrenewed.transpose()?.unwrap_or_default(),
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
    candidates: &'a Candidates,
    stands: &'a [Stand<'s>; 3],
    filter: &'a Filter<'a>,
    is_turned: bool,
}

/// A row with what puts it in its place.
type Sorted = (Place, Difference);

/// Where a row stands: code of the node (none last), kind, subject, light or note, step, field.
type Place = (Option<String>, u8, String, (u8, u32), u8, bool, String);

impl<'s> Comparing<'_, 's> {
    /// The differences of both steps in their order; whether one rests on what still has to be looked at; and the amounts whose
    /// first step is of facts that came in late.
    fn differences(&self, known: (u64, u64)) -> Result<(Vec<Difference>, bool, Vec<SubjectNo>), ReportError> {
        let mut texts = Texts::new(self.contents);
        let mut grounds = Grounds::new(self.state, known);
        let [a, between, b] = self.stands;
        let mut sorted: Vec<Sorted> = Vec::new();
        let mut not_late = Vec::new();
        for (nature, sides) in [(Nature::Correction, (a, between)), (Nature::New, (between, b))] {
            let (step, rows) = Step::rows(nature, sides, self.candidates, &mut texts)?;
            texts.read(step.wanted(&rows).iter())?;
            for (row, difference) in step.tell(rows, &mut grounds, &texts) {
                if nature == Nature::Correction && difference.ground != Some(Ground::Late) {
                    not_late.extend(row.right.or(row.left));
                }
                if self.filter.keeps(&step, &row, &difference) {
                    sorted.push((self.place(&row, &difference), difference));
                }
            }
        }
        sorted.sort_by(|(a, _), (b, _)| order(a, b));
        let unreviewed = |position: &u64| self.state.at(*position).is_some_and(|(_, row)| row.unreviewed);
        let any = sorted.iter().any(|(_, row)| row.positions.iter().any(unreviewed));
        let late = totals::amounts(self.state, &self.candidates.subjects);
        let late = late.into_iter().filter(|no| !not_late.contains(no)).collect();
        Ok((sorted.into_iter().map(|(_, row)| row).collect(), any, late))
    }

    fn place(&self, row: &Raw<'s>, difference: &Difference) -> Place {
        let kind = row.right.or(row.left).map_or(SubjectKind::Event, |no| self.state.entry(no).kind);
        let step = match (difference.nature, self.is_turned) {
            (Nature::Correction, false) | (Nature::New, true) => 0,
            (Nature::New, false) | (Nature::Correction, true) => 1,
        };
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
            Nature::New => counts.new += 1,
        }
        *counts.per_field.entry(row.field.clone()).or_default() += 1;
        *counts.per_change.entry(row.change.name()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests;
