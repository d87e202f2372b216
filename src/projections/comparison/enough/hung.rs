//! Questions about the notes or lights on a node or case: a colour, or whether a note is shown there.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::With;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{Row, StandingInterval, SubjectNo, Symbol, Value, intervals_of};
use crate::domain::time::Day;
use crate::projections::comparison::stand::{Stand, contributors};
use crate::projections::notes::{Hung, ReportRound, folded_light, lights, shown_by};
use crate::projections::tree::{self, follow};

/// A question about what is attached to a node or case.
#[derive(Debug, Clone, Copy)]
pub(in crate::projections::comparison) struct HungQuestion {
    pub home: SubjectNo,
    pub asks: Asks,
}

/// What the question is about.
#[derive(Debug, Clone, Copy)]
pub(in crate::projections::comparison) enum Asks {
    /// The colour of its light: `kleur`, `tijd`, `geld` or `kwaliteit`.
    Colour(Field),
    /// Whether the note at this position is shown.
    Note(u32),
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Colour(Option<Symbol>),
    Shown(bool),
}

/// Decides which events count.
type Counts<'c> = &'c dyn Fn(&Row) -> bool;

impl<'s> With<'_, 's> {
    /// Adds the events that a question needs to have the answer of the later point.
    pub(in crate::projections::comparison) fn hung(
        &mut self,
        after: &Stand<'s>,
        question: &HungQuestion,
        found: &mut BTreeSet<u64>,
    ) {
        let round = after.round.as_ref().map(|round| round.id.as_str());
        let hanging = Hanging { contributors: contributors(self.state, question.home), round, question: *question };
        let rounds = self.rounds(&hanging);
        if hanging.contributors.iter().chain(&rounds).all(|no| self.is_whole(*no)) {
            return;
        }
        let wanted = self.hanging(&hanging, &|row| self.counts_after(row));
        if self.hanging(&hanging, &|row| self.counts(row)) == wanted {
            return;
        }
        let deciding = self.deciding(&hanging, &rounds);
        self.mend(&deciding, found, |with| with.hanging(&hanging, &|row| with.counts(row)) == wanted);
    }

    /// Returns the events that may decide: notes or lights, the last first; what makes codes pass to others; the dates
    /// of rounds.
    fn deciding(&self, hanging: &Hanging<'_>, rounds: &BTreeSet<SubjectNo>) -> Vec<&'s Row> {
        let differs = |row: &Row| self.counts(row) != self.counts_after(row);
        let last = Day::from_number(i32::MAX);
        let rows = |no: &SubjectNo| self.state.rows_that(*no, last, differs);
        let (mut itself, mut around): (Vec<&Row>, Vec<&Row>) =
            hanging.contributors.iter().flat_map(rows).partition(|row| row.kind == hanging.kind());
        around.retain(|row| !row.kind.stands_apart());
        for part in [&mut itself, &mut around] {
            part.sort_by_key(|row| std::cmp::Reverse((row.day, row.rank)));
        }
        let dates = rounds.iter().flat_map(rows);
        itself.into_iter().chain(around).chain(dates).collect()
    }

    /// Returns the rounds whose dates may decide which group is shown.
    fn rounds(&self, hanging: &Hanging<'_>) -> BTreeSet<SubjectNo> {
        let of = |no: SubjectNo| {
            let entry = self.state.entry(no);
            let hung = entry.rows.iter().filter(|row| row.kind == hanging.kind());
            hung.filter_map(move |row| match entry.cell(row, Field::Round) {
                Some(Value::Token(round)) => Some(self.state.token(round)),
                _ => None,
            })
        };
        let named: BTreeSet<&str> = hanging.contributors.iter().copied().flat_map(of).chain(hanging.round).collect();
        named.into_iter().filter_map(|id| self.state.subject(&format!("{}/{id}", SubjectKind::Round.name()))).collect()
    }

    fn hanging(&self, hanging: &Hanging<'_>, counts: Counts<'_>) -> Answer {
        let HungQuestion { home, asks } = hanging.question;
        let homes = Homes { with: self, counts, intervals: RefCell::default(), heirs: RefCell::default() };
        let mut all = Vec::new();
        for &subject in &hanging.contributors {
            let rows = self.state.rows_that(subject, self.after().day, |row| row.kind == hanging.kind() && counts(row));
            if self.state.entry(subject).kind == SubjectKind::Case && !self.shows(subject, counts) {
                continue; // a case shows its notes only while it shows itself
            }
            let here = rows.into_iter().filter(|row| homes.of(subject, row.day) == home);
            all.extend(here.map(|row| Hung { subject, row }));
        }
        let date = |round: &str| self.reporting_date(round, counts);
        let round = hanging.round.map(|id| ReportRound { id: id.to_owned(), reporting_date: date(id) });
        let members = shown_by(self.state, self.after().day, &all, round.as_ref(), date).members;
        match asks {
            Asks::Note(position) => Answer::Shown(members.iter().any(|hung| hung.row.position == position)),
            Asks::Colour(field) => {
                let light = lights(self.state, &members).into_iter().next().unwrap_or_default();
                Answer::Colour(folded_light(self.state, &light).settings.token(field))
            }
        }
    }

    fn reporting_date(&self, round: &str, counts: Counts<'_>) -> Option<String> {
        let no = self.state.subject(&format!("{}/{round}", SubjectKind::Round.name()))?;
        let folded = self.state.fold_rows(no, &self.state.rows_that(no, self.after().day, counts));
        folded.settings.token(Field::ReportingDate).map(|date| self.state.token(date).to_owned())
    }
}

/// Computes where notes and lights are attached, see [`Stand::home`]. Nodes are folded once.
struct Homes<'a, 's> {
    with: &'a With<'a, 's>,
    counts: Counts<'a>,
    intervals: RefCell<BTreeMap<SubjectNo, Vec<StandingInterval>>>,
    heirs: RefCell<BTreeMap<u64, Option<SubjectNo>>>,
}

impl Homes<'_, '_> {
    fn of(&self, subject: SubjectNo, day: Day) -> SubjectNo {
        let state = self.with.state;
        if state.entry(subject).kind == SubjectKind::Case {
            return subject;
        }
        let rows = |no: SubjectNo, until: Day| {
            state.rows_that(no, until, |row| !row.kind.stands_apart() && (self.counts)(row))
        };
        let interval = |no: SubjectNo, day: Day| {
            let mut known = self.intervals.borrow_mut();
            let all = known.entry(no).or_insert_with(|| intervals_of(&rows(no, self.with.after().day)));
            tree::meant(all, day).copied()
        };
        let heir = |no: SubjectNo, position: u64, end: Day| {
            let found = || tree::heir(state, no, position, || rows(no, end));
            *self.heirs.borrow_mut().entry(position).or_insert_with(found)
        };
        follow(subject, day, interval, heir)
    }
}

/// A question with the subjects and the round that its answer depends on.
struct Hanging<'a> {
    question: HungQuestion,
    contributors: Vec<SubjectNo>,
    round: Option<&'a str>,
}

impl Hanging<'_> {
    const fn kind(&self) -> EventType {
        match self.question.asks {
            Asks::Colour(_) => EventType::LightSet,
            Asks::Note(_) => EventType::NoteRecorded,
        }
    }
}
