//! Computes the path from A to B: the points on it, each with its own view, and the steps between them.

use super::candidates::ComparisonCandidates;
use super::model::Nature;
use super::point_view::PointView;
use super::request::ComparisonPoint;
use super::totals::{Share, share};
use crate::domain::state::{AsOf, State, SubjectNo};
use crate::{RecordSource, ReportError};

/// The path from A to B, where B is not known before A, with the points between. A point that equals its predecessor is
/// left out: with one date nothing can be new, with one round no view can differ, and with one position nothing was
/// corrected.
pub(super) struct ComparisonPath<'s> {
    points: Vec<PointView<'s>>,
    steps: Vec<PathStep>,
    /// The index of the point at the old date as B knows it, viewed as A.
    corrected: usize,
}

/// One step: from the point with index `from` to the next.
struct PathStep {
    nature: Nature,
    from: usize,
    candidates: ComparisonCandidates,
}

impl<'s> ComparisonPath<'s> {
    /// Creates the path and prepares its points.
    ///
    /// # Errors
    /// Returns [`ReportError`] when a record can not be read.
    pub fn new(
        state: &'s State,
        contents: &dyn RecordSource,
        a: &ComparisonPoint,
        b: &ComparisonPoint,
    ) -> Result<ComparisonPath<'s>, ReportError> {
        let stand = |point: &ComparisonPoint| {
            PointView::new(state, AsOf { day: point.on, position: point.position }, point.round.as_deref())
        };
        let known = ComparisonPoint { position: b.position, ..a.clone() };
        // The view changes at the earlier of the dates, before the reporting date of a later round. So what that round
        // reports counts as new, and the path back from B to A passes the same points.
        let ends = if a.on <= b.on {
            let looked_at = ComparisonPoint { on: a.on, ..b.clone() };
            [(Nature::Correction, known), (Nature::View, looked_at), (Nature::New, b.clone())]
        } else {
            let gone_back = ComparisonPoint { on: b.on, ..known.clone() };
            [(Nature::Correction, known), (Nature::New, gone_back), (Nature::View, b.clone())]
        };
        let mut way = ComparisonPath { points: vec![stand(a)], steps: Vec::new(), corrected: 0 };
        let mut here = a.clone();
        for (nature, there) in ends {
            if there != here {
                let from = way.points.len() - 1;
                way.points.push(stand(&there));
                let candidates = ComparisonCandidates::between(&way.points[from], &way.points[from + 1]);
                way.steps.push(PathStep { nature, from, candidates });
                here = there;
            }
            if nature == Nature::Correction {
                way.corrected = way.points.len() - 1;
            }
        }
        // Records are read before the work that depends on them: a caller that has to read them from disk reruns all of
        // this.
        let looked_at = way.steps.iter().flat_map(|step| [(step.from, step), (step.from + 1, step)]);
        let reserved = looked_at.flat_map(|(at, step)| way.points[at].reservations(&step.candidates.subjects));
        let known = [a.position, b.position].into_iter();
        contents.records(&known.chain(reserved.map(|(_, position)| position)).collect::<Vec<_>>())?;
        for PathStep { from, candidates, .. } in &way.steps {
            for at in [*from, from + 1] {
                way.points[at].prepare(contents, &candidates.subjects)?;
            }
        }
        Ok(way)
    }

    /// Returns every point, from A to B.
    pub fn points(&self) -> &[PointView<'s>] {
        &self.points
    }

    /// Returns A.
    pub fn first(&self) -> &PointView<'s> {
        &self.points[0]
    }

    /// Returns B.
    pub fn last(&self) -> &PointView<'s> {
        &self.points[self.points.len() - 1]
    }

    /// Returns the steps in order, each with its candidates.
    pub fn steps(&self) -> impl Iterator<Item = (Nature, (&PointView<'s>, &PointView<'s>), &ComparisonCandidates)> {
        self.steps
            .iter()
            .map(|step| (step.nature, (&self.points[step.from], &self.points[step.from + 1]), &step.candidates))
    }

    /// Returns what an amount adds to totals at A, at the old date as B knows it, and at B. The view does not affect
    /// it.
    pub fn shares(&self, no: SubjectNo, scope: Option<SubjectNo>) -> [Option<Share>; 3] {
        [0, self.corrected, self.points.len() - 1].map(|at| share(&self.points[at], no, scope))
    }
}
