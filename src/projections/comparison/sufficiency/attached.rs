//! Questions about the notes or lights on a node or case: a colour, or whether a note is shown there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::PartialView;
use crate::comparison::point_view::{PointView, contributors};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{EventRow, FieldValue, StandingInterval, StateView, SubjectNo, Symbol};
use crate::domain::time::Day;
use crate::goal_tree::{self, resolve_reference};
use crate::notes::{Attached, ReportRound, fold_light, group_lights, reporting_date, shown_with_dates};

/// A question about what is attached to a node or case.
#[derive(Debug, Clone, Copy)]
pub(in crate::comparison) struct AttachedQuestion {
    pub home: SubjectNo,
    pub topic: AttachedTopic,
}

/// What the question is about.
#[derive(Debug, Clone, Copy)]
pub(in crate::comparison) enum AttachedTopic {
    /// The colour of its light: `kleur`, `tijd`, `geld` or `kwaliteit`.
    Colour(Field),
    /// Whether the note at this position is shown.
    Note(u32),
}

#[derive(Debug, PartialEq, Eq)]
enum AttachedAnswer {
    Colour(Option<Symbol>),
    Shown(bool),
}

impl<'s> PartialView<'_, 's> {
    /// Adds the events that a question needs to have the answer of the later point.
    pub(in crate::comparison) fn complete_attached(
        &mut self,
        after: &PointView<'s>,
        question: &AttachedQuestion,
        found: &mut BTreeSet<u64>,
    ) {
        let round = after.round.as_ref().map(|round| round.id.as_str());
        let hanging =
            AttachedContext { contributors: contributors(self.state, question.home), round, question: *question };
        let rounds = self.rounds(&hanging);
        if hanging.contributors.iter().chain(&rounds).all(|no| self.is_whole(*no)) {
            return;
        }
        let wanted = answer(&hanging, self.there());
        if answer(&hanging, self.here()) == wanted {
            return;
        }
        let deciding = self.deciding(&hanging, &rounds);
        self.add_until(&deciding, found, |with| answer(&hanging, with.here()) == wanted);
    }

    /// Returns the events that may decide: notes or lights, the last first; what makes codes pass to others; the dates
    /// of rounds.
    fn deciding(&self, hanging: &AttachedContext<'_>, rounds: &BTreeSet<SubjectNo>) -> Vec<&'s EventRow> {
        let (here, there) = (self.here(), self.there());
        let differs = |row: &&EventRow| here.counts(row) != there.counts(row);
        let rows = |no: &SubjectNo| self.state.entry(*no).rows.iter().filter(differs);
        let (mut itself, mut around): (Vec<&EventRow>, Vec<&EventRow>) =
            hanging.contributors.iter().flat_map(rows).partition(|row| row.kind == hanging.kind());
        around.retain(|row| !row.kind.coexists());
        for part in [&mut itself, &mut around] {
            part.sort_by_key(|row| std::cmp::Reverse((row.day, row.rank)));
        }
        let dates = rounds.iter().flat_map(|no| {
            let mut dates: Vec<&EventRow> = rows(no).collect();
            dates.sort_by_key(|row| row.rank);
            dates
        });
        itself.into_iter().chain(around).chain(dates).collect()
    }

    /// Returns the rounds whose dates may decide which group is shown.
    fn rounds(&self, hanging: &AttachedContext<'_>) -> BTreeSet<SubjectNo> {
        let of = |no: SubjectNo| {
            let entry = self.state.entry(no);
            let hung = entry.rows.iter().filter(|row| row.kind == hanging.kind());
            hung.filter_map(move |row| match entry.cell(row, Field::Round) {
                Some(FieldValue::Token(round)) => Some(self.state.token(round)),
                _ => None,
            })
        };
        let named: BTreeSet<&str> = hanging.contributors.iter().copied().flat_map(of).chain(hanging.round).collect();
        named.into_iter().filter_map(|id| self.state.subject(&format!("{}/{id}", SubjectKind::Round.name()))).collect()
    }
}

fn answer(hanging: &AttachedContext<'_>, view: StateView<'_>) -> AttachedAnswer {
    let AttachedQuestion { home, topic: asks } = hanging.question;
    let (state, homes) = (view.state(), Homes { view, intervals: RefCell::default(), heirs: RefCell::default() });
    let mut all = Vec::new();
    for &subject in &hanging.contributors {
        let hung = state.entry(subject).rows.iter().filter(|row| row.kind == hanging.kind());
        let rows = view.select(hung);
        if state.entry(subject).kind == SubjectKind::Case && !view.is_visible(subject) {
            continue; // a case shows its notes only while it shows itself
        }
        let here = rows.into_iter().filter(|row| homes.of(subject, row.day) == home);
        all.extend(here.map(|row| Attached { subject, row }));
    }
    let date = |round: &str| reporting_date(view, round);
    let round = hanging.round.map(|id| ReportRound { id: id.to_owned(), reporting_date: date(id) });
    let members = shown_with_dates(state, view.day(), &all, round.as_ref(), date).members;
    match asks {
        AttachedTopic::Note(position) => {
            AttachedAnswer::Shown(members.iter().any(|hung| hung.row.position == position))
        }
        AttachedTopic::Colour(field) => {
            let light = group_lights(state, &members).into_iter().next().unwrap_or_default();
            AttachedAnswer::Colour(fold_light(state, &light).settings.token(field))
        }
    }
}

/// Computes where notes and lights are attached, see [`PointView::home`]. Nodes are folded once.
struct Homes<'a> {
    view: StateView<'a>,
    intervals: RefCell<BTreeMap<SubjectNo, Vec<StandingInterval>>>,
    heirs: RefCell<BTreeMap<u64, Option<SubjectNo>>>,
}

impl Homes<'_> {
    fn of(&self, subject: SubjectNo, day: Day) -> SubjectNo {
        let state = self.view.state();
        if state.entry(subject).kind == SubjectKind::Case {
            return subject;
        }
        let interval = |no: SubjectNo, day: Day| {
            let mut known = self.intervals.borrow_mut();
            let all = known.entry(no).or_insert_with(|| self.view.standing_intervals(no));
            goal_tree::find_interval(all, day).copied()
        };
        let heir = |no: SubjectNo, position: u64, end: Day| {
            let found = || goal_tree::heir(state, no, position, || self.view.on(end).own_rows(no));
            *self.heirs.borrow_mut().entry(position).or_insert_with(found)
        };
        resolve_reference(subject, day, interval, heir)
    }
}

/// A question with the subjects and the round that its answer depends on.
struct AttachedContext<'a> {
    question: AttachedQuestion,
    contributors: Vec<SubjectNo>,
    round: Option<&'a str>,
}

impl AttachedContext<'_> {
    const fn kind(&self) -> EventType {
        match self.question.topic {
            AttachedTopic::Colour(_) => EventType::LightSet,
            AttachedTopic::Note(_) => EventType::NoteRecorded,
        }
    }
}
