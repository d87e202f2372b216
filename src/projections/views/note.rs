//! The view of a status note, which is attached to a node or a case.

use std::ops::Deref;

use super::declaration::view;
use super::trace::{EventTrace, Positions, precision_name};
use crate::domain::field::Field;
use crate::domain::state::FieldSettings;
use crate::field_reader::FieldReader;
use crate::money::Overflow;
use crate::notes;
use crate::notes::Attached;
use crate::report_builder::ReportBuilder;
use crate::text_source::TextSource;

view! {
    /// A status note.
    NoteView(note: NoteSource)
    read {
        /// The line above it.
        heading: text(Heading),
        /// The text; none where it was erased.
        body: text(Body),
        /// Why.
        cause: text(Cause),
        /// What follows.
        consequence: text(Consequence),
        /// What is done about it.
        steering: text(Steering),
        /// The round it was written for.
        round: token(Round),
        /// Its place in its group.
        order: number(Order),
        /// The note it goes on from.
        follow_up_on: token(FollowUpOn),
        /// The cases it speaks of.
        cases: tokens(Cases),
    }
    derived {
        /// The id of its event.
        id: String = "id",
            note.builder.state().id_at(note.row_position()).map_or_else(String::new, |id| id.to_string());
        /// The day it holds from.
        effective_on: String = "ingangsdatum", note.attached.row.day.to_string();
        /// From an earlier round, not renewed.
        carried_over: bool = "overgenomen", note.carried_over;
        /// The element it was recorded under, where that was dropped.
        dropped_node: Option<String> = "onderdeelVervallen", note.builder.recorded_code(note.attached);
    }
}

/// A note.
pub(crate) struct NoteSource<'b, 's, W> {
    pub builder: &'b ReportBuilder<'b, 's, W>,
    pub attached: &'b Attached<'s>,
    /// Whether it is from an earlier round.
    pub carried_over: bool,
    pub fields: FieldReader<'b, W>,
}

impl<'b, W> Deref for NoteSource<'b, '_, W> {
    type Target = FieldReader<'b, W>;

    fn deref(&self) -> &FieldReader<'b, W> {
        &self.fields
    }
}

impl<W: TextSource> NoteSource<'_, '_, W> {
    fn row_position(&self) -> u64 {
        u64::from(self.attached.row.position)
    }

    fn trace(&self) -> EventTrace {
        let row = self.attached.row;
        EventTrace {
            after_sealings: self.builder.after_sealings(std::iter::once(row), self.builder.contents.tree.at.day),
            precision: precision_name(row.precision),
            judgement: row.unreviewed.then_some("nakijken"),
            positions: Positions::new(),
            position: self.row_position(),
        }
    }
}

impl<'s, W: TextSource> ReportBuilder<'_, 's, W> {
    pub(crate) fn notes(&self, all: &[Attached<'s>]) -> Result<Vec<NoteView>, Overflow> {
        let state = self.state();
        let mut shown = notes::shown_in_tree(&self.contents.tree, all, self.round);
        notes::sort_in_reading_order(state, &mut shown.members);
        let view = |attached: &Attached<'s>| {
            let settings = FieldSettings::of_group(state.entry(attached.subject), [attached.row]);
            let fields = self.field_reader(&settings);
            NoteView::of(&NoteSource { builder: self, attached, carried_over: shown.carried_over, fields })
        };
        shown.members.iter().map(view).collect()
    }
}
