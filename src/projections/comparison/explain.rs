//! Finds the events that explain a row: what its value depends on at either point, and what else is needed to get from
//! one to the other.

use std::collections::BTreeSet;

use super::asked::Asked;
use super::compared_value::ComparedValue;
use super::model::Nature;
use super::note_pairing::{AttachedNote, AttachmentsByHome};
use super::point_view::PointView;
use super::reasons::{explaining_positions, nearest_touched_events};
use super::shown_attachments::ShownAttachments;
use super::sources::{Contribution, ValueSource, attachment_sources, field_sources, visibility_sources};
use super::step::{ComparisonStep, RowTopic, UnresolvedRow};
use super::sufficiency::{Question, complete_events, later};
use crate::domain::field::Field;
use crate::domain::state::SubjectNo;
use crate::notes::Attached;

impl<'s> ComparisonStep<'_, 's> {
    /// Returns the events that explain a row.
    pub(super) fn positions(&self, row: &UnresolvedRow<'s>) -> Vec<u64> {
        let ((left, right), questions) = match row.topic {
            RowTopic::Subject => (self.subject_sources(row), self.subject_questions(row)),
            RowTopic::Light => {
                let lights = |hangs, home| on(hangs, home).map_or(&[][..], |on| &on.lights);
                let sources =
                    self.hung_sources(lights(&self.attachments.0, row.left), lights(&self.attachments.1, row.right));
                let colour = Field::from_name(&row.field);
                (sources, self.hung_questions(row, |home| colour.map(|colour| Asked::Colour(home, colour))))
            }
            RowTopic::Note(left, right) => {
                // A note that was added or dropped is compared with all notes shown on the other side.
                let others = |hangs, home| on(hangs, home).map_or_else(Vec::new, |on| on.notes.clone());
                let one = |note: Option<AttachedNote<'s>>| note.map(|note| vec![note.attached]);
                let on_left = one(left)
                    .unwrap_or_else(|| others(&self.attachments.0, row.right.and_then(|no| self.pairs.left_of(no))));
                let on_right = one(right)
                    .unwrap_or_else(|| others(&self.attachments.1, row.left.and_then(|no| self.pairs.right_of(no))));
                let notes = left.into_iter().chain(right).map(|note| note.attached.row.position);
                let questions = self.hung_questions(row, |home| notes.map(move |note| Asked::Note(home, note)));
                (self.hung_sources(&on_left, &on_right), questions)
            }
        };
        let mut found = explaining_positions(self.left_view, self.right_view, &left, &right);
        complete_events(later(self.left_view, self.right_view), &self.between, &questions, &mut found);
        let between =
            |position: u64| position > self.left_view.at().position && position <= self.right_view.at().position;
        if self.nature == Nature::Correction && !found.iter().any(|position| between(*position)) {
            // What was recorded between changed how the subject is read and not this value: the nearest touched subject
            // explains it.
            found.extend(nearest_touched_events(self.state(), row.left.into_iter().chain(row.right), between));
        }
        found.into_iter().collect()
    }

    /// Returns true when the later of the two points is on the left.
    fn later_is_left(&self) -> bool {
        std::ptr::eq(later(self.left_view, self.right_view), self.left_view)
    }

    /// Returns the sides of a row with the later point first: its subject and value there, and the subject on the other
    /// side.
    fn later_side<'r>(&self, row: &'r UnresolvedRow<'s>) -> (Option<SubjectNo>, &'r ComparedValue, Option<SubjectNo>) {
        if self.later_is_left() { (row.left, &row.from, row.right) } else { (row.right, &row.to, row.left) }
    }

    /// Returns the value of a row at the later point, as a question; for a subject that does not exist there, whether it
    /// does.
    fn subject_questions(&self, row: &UnresolvedRow<'s>) -> Vec<Question> {
        let after = later(self.left_view, self.right_view);
        let (there, value, other) = self.later_side(row);
        let exists = |no: SubjectNo| self.question(Asked::Exists(no));
        let is_whole = matches!(row.field.as_str(), "bestaan" | "code");
        let question = match there.filter(|no| after.exists(*no) && !is_whole) {
            Some(no) => Some(Question { asked: Asked::Field(no, row.field.clone()), answer: value.clone() }),
            None => there.or(other).map(exists),
        };
        let earlier_code = other.filter(|_| row.field == "code" && !self.later_is_left()).map(exists);
        question.into_iter().chain(earlier_code).collect()
    }

    fn question(&self, asked: Asked) -> Question {
        let after = later(self.left_view, self.right_view);
        let attachments = if self.later_is_left() { &self.attachments.0 } else { &self.attachments.1 };
        let known = attachments.get(&asked.subject());
        Question {
            answer: known.and_then(|shown| after.shown_answer(shown, &asked)).unwrap_or_else(|| after.answer(&asked)),
            asked,
        }
    }

    /// Returns questions about the node or case of a row at the later point, or about its counterpart there.
    fn hung_questions<A: IntoIterator<Item = Asked>>(
        &self,
        row: &UnresolvedRow<'s>,
        asks: impl FnOnce(SubjectNo) -> A,
    ) -> Vec<Question> {
        let (there, _, other) = self.later_side(row);
        let counterpart = |no| if self.later_is_left() { self.pairs.left_of(no) } else { self.pairs.right_of(no) };
        let home = there.or_else(|| other.and_then(counterpart));
        home.map_or_else(Vec::new, |home| asks(home).into_iter().map(|asked| self.question(asked)).collect())
    }

    /// Returns what either side depends on, with what decides whether the notes or lights of the other side are shown
    /// there.
    fn hung_sources(
        &self,
        left: &[Attached<'s>],
        right: &[Attached<'s>],
    ) -> (BTreeSet<ValueSource>, BTreeSet<ValueSource>) {
        let (mut on_left, mut on_right) =
            (attachment_sources(self.left_view, left), attachment_sources(self.right_view, right));
        on_left.extend(visibility_sources(self.left_view, right));
        on_right.extend(visibility_sources(self.right_view, left));
        (on_left, on_right)
    }

    fn subject_sources(&self, row: &UnresolvedRow<'s>) -> (BTreeSet<ValueSource>, BTreeSet<ValueSource>) {
        let of = |side: &PointView<'s>, no: Option<SubjectNo>, other: Option<SubjectNo>| match no
            .filter(|no| side.exists(*no))
        {
            Some(no) => field_sources(side, no, &row.field),
            None => no.or(other).map(|no| field_sources(side, no, "bestaan")).unwrap_or_default(),
        };
        let (mut left, mut right) = (of(self.left_view, row.left, row.right), of(self.right_view, row.right, row.left));
        if !row.both {
            // The status of a subject that was added or dropped explains each of its fields.
            let no = row.right.or(row.left);
            let whole = |side| no.map(|no| field_sources(side, no, "bestaan")).unwrap_or_default();
            left.extend(whole(self.left_view));
            right.extend(whole(self.right_view));
        }
        if row.field == "code" {
            right.extend(of(self.right_view, row.left, None));
        }
        if let Some(way) = row.left.filter(|_| row.both).and_then(|left| self.pairs.continuation(left)) {
            // Under another code the row compares with a field of another node: the events that lead there explain each
            // field.
            let ends = way
                .positions
                .iter()
                .map(|position| ValueSource { position: *position, contribution: Contribution::Itself });
            if way.on_left { left.extend(ends) } else { right.extend(ends) }
        }
        (left, right)
    }
}

/// Returns what is shown on a node or case that was compared.
fn on<'h, 's>(hangs: &'h AttachmentsByHome<'s>, home: Option<SubjectNo>) -> Option<&'h ShownAttachments<'s>> {
    hangs.get(&home?)
}
