//! Finds the events that explain a row: what its value depends on at either point, and what else is needed to get from
//! one to the other.

use std::collections::BTreeSet;

use super::enough::{Asks, HungQuestion, Questions, complete, later};
use super::model::Nature;
use super::notes::{Hangs, Note};
use super::reasons::{positions, touched_nearest};
use super::sources::{Rest, Source, What, around, of_field, of_hung};
use super::stand::{ShownOn, Stand};
use super::step::{Item, Raw, Step};
use crate::domain::field::Field;
use crate::domain::state::SubjectNo;
use crate::projections::notes::Hung;

impl<'s> Step<'_, 's> {
    /// Returns the events that explain a row.
    pub(super) fn positions(&self, row: &Raw<'s>) -> Vec<u64> {
        let (rests, questions) = match row.item {
            Item::Subject => {
                let (left, right) = self.subject_grounds(row);
                let questions = if self.is_turned() { left.questions } else { right.questions };
                ((left.sources, right.sources), questions)
            }
            Item::Light => {
                let lights = |hangs, home| on(hangs, home).map_or(&[][..], |on| &on.lights);
                let sources = self.hung_sources(lights(&self.hangs.0, row.left), lights(&self.hangs.1, row.right));
                let asks = Field::from_name(&row.field).map(Asks::Colour);
                (sources, self.hung_questions(row, asks))
            }
            Item::Note(left, right) => {
                // A note that was added or dropped is compared with all notes shown on the other side.
                let others = |hangs, home| on(hangs, home).map_or_else(Vec::new, |on| on.notes.clone());
                let one = |note: Option<Note<'s>>| note.map(|note| vec![note.hung]);
                let on_left =
                    one(left).unwrap_or_else(|| others(&self.hangs.0, row.right.and_then(|no| self.pairs.left_of(no))));
                let on_right = one(right)
                    .unwrap_or_else(|| others(&self.hangs.1, row.left.and_then(|no| self.pairs.right_of(no))));
                let asks = left.into_iter().chain(right).map(|note| Asks::Note(note.hung.row.position));
                (self.hung_sources(&on_left, &on_right), self.hung_questions(row, asks))
            }
        };
        let (left, right) = rests;
        let mut found = positions(self.x, self.y, &left, &right);
        complete(later(self.x, self.y), &self.between, &questions, &mut found);
        let between = |position: u64| position > self.x.at().position && position <= self.y.at().position;
        if self.nature == Nature::Correction && !found.iter().any(|position| between(*position)) {
            // What was recorded between changed how the subject is read and not this value: the nearest touched subject
            // explains it.
            found.extend(touched_nearest(self.state(), row.left.into_iter().chain(row.right), between));
        }
        found.into_iter().collect()
    }

    /// Returns true when the later of the two points is on the left.
    fn is_turned(&self) -> bool {
        std::ptr::eq(later(self.x, self.y), self.x)
    }

    /// Returns the questions about the node or case of a row at the later point, or about its counterpart there.
    fn hung_questions(&self, row: &Raw<'s>, asks: impl IntoIterator<Item = Asks>) -> Questions {
        let (there, other) = if self.is_turned() { (row.left, row.right) } else { (row.right, row.left) };
        let counterpart = |no| if self.is_turned() { self.pairs.left_of(no) } else { self.pairs.right_of(no) };
        let home = there.or_else(|| other.and_then(counterpart));
        let hung = home.map(|home| asks.into_iter().map(|asks| HungQuestion { home, asks }).collect());
        Questions { hung: hung.unwrap_or_default(), ..Questions::default() }
    }

    /// Returns what either side depends on, with what decides whether the notes or lights of the other side are shown
    /// there.
    fn hung_sources(&self, left: &[Hung<'s>], right: &[Hung<'s>]) -> (BTreeSet<Source>, BTreeSet<Source>) {
        let (mut on_left, mut on_right) = (of_hung(self.x, left), of_hung(self.y, right));
        on_left.extend(around(self.x, right));
        on_right.extend(around(self.y, left));
        (on_left, on_right)
    }

    fn subject_grounds(&self, row: &Raw<'s>) -> (Rest, Rest) {
        let of = |side: &Stand<'s>, no: Option<SubjectNo>, other: Option<SubjectNo>| match no
            .filter(|no| side.stands(*no))
        {
            Some(no) => of_field(side, no, &row.field),
            None => no.or(other).map(|no| of_field(side, no, "bestaan")).unwrap_or_default(),
        };
        let (mut left, mut right) = (of(self.x, row.left, row.right), of(self.y, row.right, row.left));
        if !row.both {
            // The status of a subject that was added or dropped explains each of its fields.
            let no = row.right.or(row.left);
            let whole = |side| no.map(|no| of_field(side, no, "bestaan")).unwrap_or_default();
            left.extend(whole(self.x));
            right.extend(whole(self.y));
        }
        if row.field == "code" {
            right.extend(of(self.y, row.left, None));
        }
        if let Some(way) = row.left.filter(|_| row.both).and_then(|left| self.pairs.way(left)) {
            // Under another code the row compares with a field of another node: the events that lead there explain each
            // field.
            let ends = way.positions.iter().map(|position| Source { position: *position, what: What::Itself });
            if way.on_left { left.sources.extend(ends) } else { right.sources.extend(ends) }
        }
        (left, right)
    }
}

/// Returns what is shown on a node or case that was compared.
fn on<'h, 's>(hangs: &'h Hangs<'s>, home: Option<SubjectNo>) -> Option<&'h ShownOn<'s>> {
    hangs.get(&home?)
}
