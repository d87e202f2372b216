//! What the rounds that are compared do not report, and what came into the log for the first time.
//!
//! **A programme is not reported** by a side that is the report of a round whose scope does not contain it
//! ([`round_scope`](crate::round_scope)). A report by date, and a round without a scope, leave out nothing. Programmes
//! are those of the side with the later date. A comparison that is turned says the same.
//!
//! **Rows of such a programme** say nothing about what the world did between the two rounds. Where the side with the
//! earlier date (else the one that was known earlier) does not have the programme at all, it was *first entered*
//! (`voor-het-eerst-ingevoerd`). Elsewhere it is *not reported* (`niet-gerapporteerd`): what is shown of it on that side is of
//! another round. A programme that the later side does not have was dropped, which is a change of the world.
//!
//! **A level of the tree is first entered** between two rounds where the earlier side has the nearest node above, and
//! nothing below that: its nodes were always there, and only the later round reports so deep. This is so for rows of the
//! nodes themselves, not for what belongs to them.
//!
//! **A facility or decision is first entered** between two rounds where the earlier side does not have it and nobody
//! knows whether it was there: what holds of it since the earlier date is dated *at the latest*, or not at all.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::compared_value::{TextCache, TextPlace};
use super::model::Reach;
use super::node_pairing::pair_nodes;
use super::point_view::PointView;
use super::step::{RowTopic, UnresolvedRow};
use crate::RecordReadError;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::SubjectNo;
use crate::domain::time::Precision;
use crate::round_scope::{RoundScope, programme_of, programmes};

/// A programme that the round of a side does not report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnreportedProgramme {
    /// Its code.
    pub code: String,
    /// Whether the right reports it.
    #[serde(rename = "naar")]
    pub on_right: bool,
    /// Whether it was first entered, or is not reported.
    #[serde(rename = "reikwijdte")]
    pub reach: Reach,
    /// Its title; none where it was erased.
    #[serde(rename = "titel")]
    pub title: Option<String>,
    /// Whether the left reports it.
    #[serde(rename = "van")]
    pub on_left: bool,
}

/// A programme that a side does not report, before its title is read.
#[derive(Debug, Clone, Copy)]
struct Unreported {
    programme: SubjectNo,
    /// What it is on the side with the earlier date.
    before: Option<SubjectNo>,
    sides: [bool; 2],
    reach: Reach,
}

impl Unreported {
    fn is(&self, programme: SubjectNo) -> bool {
        self.programme == programme || self.before == Some(programme)
    }
}

/// What the two sides of a comparison report.
pub(super) struct Reaches<'a, 's> {
    left: &'a PointView<'s>,
    right: &'a PointView<'s>,
    unreported: Vec<Unreported>,
    by_programme: BTreeMap<SubjectNo, Reach>,
    /// On the side with the earlier date, the nodes that have others below them; read when a row asks for it.
    parents: OnceCell<BTreeSet<SubjectNo>>,
}

impl<'a, 's> Reaches<'a, 's> {
    /// Finds what the rounds of both sides do not report; with a node, only of the programme that it lies in.
    pub fn of(left: &'a PointView<'s>, right: &'a PointView<'s>, scope: Option<SubjectNo>) -> Reaches<'a, 's> {
        let mut reaches =
            Reaches { left, right, unreported: Vec::new(), by_programme: BTreeMap::new(), parents: OnceCell::new() };
        let scopes = [left, right].map(|side| {
            let round = side.round.as_ref()?;
            Some(RoundScope::of(side.tree(), &round.id)).filter(RoundScope::is_known)
        });
        if scopes.iter().all(Option::is_none) {
            return reaches;
        }
        let left_is_earlier = reaches.left_is_earlier();
        let turned = |[left, right]: [bool; 2]| if left_is_earlier { [left, right] } else { [right, left] };
        let (earlier, later) = reaches.by_date();
        let [in_left, in_right] = scopes;
        let (in_earlier, in_later) = if left_is_earlier { (in_left, in_right) } else { (in_right, in_left) };
        let (before, after) = (programmes(earlier.tree()), programmes(later.tree()));
        let all: BTreeSet<SubjectNo> = before.into_iter().chain(after.iter().copied()).collect();
        let pairs = pair_nodes(earlier, later, &all);
        let covers = |scope: &Option<RoundScope>, no: Option<SubjectNo>| match (scope, no) {
            (Some(scope), Some(no)) => scope.covers(no).unwrap_or(true),
            (Some(_), None) => false,
            (None, _) => true,
        };
        // What only the earlier side has was dropped; what only the later side has was entered since.
        for programme in after {
            let before = pairs.left_of(programme).filter(|no| earlier.exists(*no));
            let sides = [covers(&in_earlier, before), covers(&in_later, Some(programme))];
            reaches.add(programme, before, turned(sides));
        }
        let code = |one: &Unreported| left.tree().code(one.programme);
        reaches.unreported.sort_by(|a, b| compare_codes(code(a), code(b)));
        reaches.keep_only(scope);
        reaches
    }

    fn add(&mut self, programme: SubjectNo, before: Option<SubjectNo>, sides: [bool; 2]) {
        if sides == [true, true] {
            return;
        }
        let reach = if before.is_none() { Reach::FirstEntered } else { Reach::NotReported };
        self.unreported.push(Unreported { programme, before, sides, reach });
        for no in before.into_iter().chain([programme]) {
            self.by_programme.insert(no, reach);
        }
    }

    fn keep_only(&mut self, scope: Option<SubjectNo>) {
        let Some(scope) = scope else { return };
        let of_scope = [self.left, self.right].map(|side| programme_of(side.tree(), scope));
        self.unreported.retain(|one| of_scope.iter().flatten().any(|programme| one.is(*programme)));
    }

    fn left_is_earlier(&self) -> bool {
        let key = |side: &PointView<'_>| (side.at().day, side.at().position);
        key(self.left) <= key(self.right)
    }

    /// Returns the side with the earlier date, and the other one.
    fn by_date(&self) -> (&'a PointView<'s>, &'a PointView<'s>) {
        if self.left_is_earlier() { (self.left, self.right) } else { (self.right, self.left) }
    }

    /// Returns true when no programme is left out on either side.
    pub fn is_complete(&self) -> bool {
        self.unreported.is_empty()
    }

    /// Returns why a row says nothing about the world; none for an ordinary row. `is_turned` where the right side is
    /// the left one of the row.
    pub fn of_row(&self, row: &UnresolvedRow<'_>, is_turned: bool) -> Option<Reach> {
        let (left, right) = if is_turned { (row.right, row.left) } else { (row.left, row.right) };
        let (before, after) = if self.left_is_earlier() { (left, right) } else { (right, left) };
        let subject = after.or(before)?;
        let of_programme = self.of_subject(subject).or_else(|| self.of_subject(before?));
        let goes_on = left.is_some() && right.is_some() && left != right;
        let is_node = matches!(row.topic, RowTopic::Subject)
            && self.left.state().entry(subject).kind == SubjectKind::Node
            && !goes_on;
        let is_first = || {
            let is_whole = matches!(row.topic, RowTopic::Subject);
            (is_node && self.is_new_level(subject)) || (is_whole && self.is_undated(subject))
        };
        of_programme.or_else(|| is_first().then_some(Reach::FirstEntered))
    }

    /// Returns true for a facility or decision that the later of two rounds has, and that may have been there before.
    fn is_undated(&self, no: SubjectNo) -> bool {
        let (earlier, later) = self.by_date();
        let is_of_kind = matches!(later.state().entry(no).kind, SubjectKind::Facility | SubjectKind::Decision);
        let are_rounds = earlier.round.is_some() && later.round.is_some();
        if !is_of_kind || !are_rounds || earlier.exists(no) || !later.exists(no) {
            return false;
        }
        let rows = later.own_rows(no);
        let mut since = rows.iter().filter(|row| row.day > earlier.at().day).peekable();
        since.peek().is_some() && since.all(|row| matches!(row.precision, Precision::AtLatest | Precision::Unknown))
    }

    /// Returns the reach of the programme that a subject belongs to.
    pub fn of_subject(&self, no: SubjectNo) -> Option<Reach> {
        if self.by_programme.is_empty() {
            return None;
        }
        let (earlier, later) = self.by_date();
        let programme = [later, earlier].into_iter().find_map(|side| {
            let node = side.exists(no).then(|| side.node_of(no)).flatten()?;
            programme_of(side.tree(), node)
        });
        self.by_programme.get(&programme?).copied()
    }

    /// Returns true where the right does not report the programme of a subject.
    pub fn is_left_out_on_right(&self, no: SubjectNo) -> bool {
        if self.unreported.iter().all(|one| one.sides[1]) {
            return false;
        }
        let programme = self.right.node_of(no).and_then(|node| programme_of(self.right.tree(), node));
        programme.is_some_and(|programme| self.unreported.iter().any(|one| one.is(programme) && !one.sides[1]))
    }

    /// Returns true for a node of a level that the earlier of two rounds does not show.
    fn is_new_level(&self, no: SubjectNo) -> bool {
        let (earlier, later) = self.by_date();
        if earlier.round.is_none() || later.round.is_none() || earlier.exists(no) || !later.exists(no) {
            return false;
        }
        let path = std::iter::successors(later.tree().parent(no), |no| later.tree().parent(*no));
        let above = path.take(later.state().subject_count()).find(|no| earlier.exists(*no));
        above.is_some_and(|above| !self.parents(earlier).contains(&above))
    }

    fn parents(&self, earlier: &PointView<'s>) -> &BTreeSet<SubjectNo> {
        self.parents.get_or_init(|| {
            let nodes = earlier.state().subjects_of(SubjectKind::Node).iter();
            nodes.filter_map(|no| earlier.tree().parent(*no)).collect()
        })
    }

    /// Returns the programmes with their titles, in the order of codes.
    ///
    /// # Errors
    /// Returns [`RecordReadError`] when a title can not be read.
    pub fn named(&self, texts: &mut TextCache<'_>) -> Result<Vec<UnreportedProgramme>, RecordReadError> {
        let title = |no| if self.right.exists(no) { self.right.named(no) } else { self.left.named(no) };
        let titles: Vec<Option<TextPlace>> = self.unreported.iter().map(|one| title(one.programme)).collect();
        texts.read(titles.iter().flatten())?;
        let named = self.unreported.iter().zip(&titles).map(|(one, title)| UnreportedProgramme {
            code: self.left.tree().code(one.programme).to_owned(),
            on_right: one.sides[1],
            reach: one.reach,
            title: texts.words(title.as_ref()),
            on_left: one.sides[0],
        });
        Ok(named.collect())
    }
}
