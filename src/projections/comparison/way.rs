//! Computes the path from A to B: the points on it, each with its own view, and the steps between them.

use super::candidates::Candidates;
use super::model::Nature;
use super::request::Point;
use super::stand::Stand;
use super::totals::{Share, share};
use crate::domain::state::{At, State, SubjectNo};
use crate::projections::{Contents, ReportError};

/// The path from A to B, where B is not known before A, with the points between. A point that equals its predecessor is
/// left out: with one date nothing can be new, with one round no view can differ, and with one position nothing was
/// corrected.
pub(super) struct Way<'s> {
    stands: Vec<Stand<'s>>,
    steps: Vec<Stretch>,
    /// The index of the point at the old date as B knows it, viewed as A.
    corrected: usize,
}

/// One step: from the point with index `from` to the next.
struct Stretch {
    nature: Nature,
    from: usize,
    candidates: Candidates,
}

impl<'s> Way<'s> {
    /// Creates the path and prepares its points.
    ///
    /// # Errors
    /// Returns [`ReportError`] when a record can not be read.
    pub fn new(state: &'s State, contents: &dyn Contents, a: &Point, b: &Point) -> Result<Way<'s>, ReportError> {
        let stand =
            |point: &Point| Stand::new(state, At { day: point.on, position: point.position }, point.round.as_deref());
        let known = Point { position: b.position, ..a.clone() };
        // The view changes at the earlier of the dates, before the reporting date of a later round. So what that round
        // reports counts as new, and the path back from B to A passes the same points.
        let ends = if a.on <= b.on {
            let looked_at = Point { on: a.on, ..b.clone() };
            [(Nature::Correction, known), (Nature::View, looked_at), (Nature::New, b.clone())]
        } else {
            let gone_back = Point { on: b.on, ..known.clone() };
            [(Nature::Correction, known), (Nature::New, gone_back), (Nature::View, b.clone())]
        };
        let mut way = Way { stands: vec![stand(a)], steps: Vec::new(), corrected: 0 };
        let mut here = a.clone();
        for (nature, there) in ends {
            if there != here {
                let from = way.stands.len() - 1;
                way.stands.push(stand(&there));
                let candidates = Candidates::between(&way.stands[from], &way.stands[from + 1]);
                way.steps.push(Stretch { nature, from, candidates });
                here = there;
            }
            if nature == Nature::Correction {
                way.corrected = way.stands.len() - 1;
            }
        }
        // Records are read before the work that depends on them: a caller that has to read them from disk reruns all of
        // this.
        let looked_at = way.steps.iter().flat_map(|step| [(step.from, step), (step.from + 1, step)]);
        let reserved = looked_at.flat_map(|(at, step)| way.stands[at].reservations(&step.candidates.subjects));
        let known = [a.position, b.position].into_iter();
        contents.records(&known.chain(reserved.map(|(_, position)| position)).collect::<Vec<_>>())?;
        for Stretch { from, candidates, .. } in &way.steps {
            for at in [*from, from + 1] {
                way.stands[at].prepare(contents, &candidates.subjects)?;
            }
        }
        Ok(way)
    }

    /// Returns every point, from A to B.
    pub fn stands(&self) -> &[Stand<'s>] {
        &self.stands
    }

    /// Returns A.
    pub fn first(&self) -> &Stand<'s> {
        &self.stands[0]
    }

    /// Returns B.
    pub fn last(&self) -> &Stand<'s> {
        &self.stands[self.stands.len() - 1]
    }

    /// Returns the steps in order, each with its candidates.
    pub fn steps(&self) -> impl Iterator<Item = (Nature, (&Stand<'s>, &Stand<'s>), &Candidates)> {
        self.steps
            .iter()
            .map(|step| (step.nature, (&self.stands[step.from], &self.stands[step.from + 1]), &step.candidates))
    }

    /// Returns what an amount adds to totals at A, at the old date as B knows it, and at B. The view does not affect
    /// it.
    pub fn shares(&self, no: SubjectNo, scope: Option<SubjectNo>) -> [Option<Share>; 3] {
        [0, self.corrected, self.stands.len() - 1].map(|at| share(&self.stands[at], no, scope))
    }
}
