//! The sources that views are built from: the fields of a subject, with their texts.

use std::ops::Deref;

use super::trace::{EventTrace, judgement, positions, precision};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::state::{SubjectNo, SubjectState};
use crate::field_reader::FieldReader;
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject};
use crate::text_source::TextSource;

/// A subject whose view is built, with the place it belongs to.
pub(crate) struct SubjectSource<'b, 's, W> {
    pub builder: &'b ReportBuilder<'b, 's, W>,
    pub no: SubjectNo,
    pub folded: &'b SubjectState,
    /// Where it belongs; a decision belongs nowhere.
    place: Option<&'b LocatedSubject>,
    fields: FieldReader<'b, W>,
}

impl<'b, W> Deref for SubjectSource<'b, '_, W> {
    type Target = FieldReader<'b, W>;

    fn deref(&self) -> &FieldReader<'b, W> {
        &self.fields
    }
}

impl<'b, 's, W: TextSource> SubjectSource<'b, 's, W> {
    /// Creates the source of a subject that has a place.
    pub fn placed(builder: &'b ReportBuilder<'b, 's, W>, placed: &'b LocatedSubject) -> SubjectSource<'b, 's, W> {
        SubjectSource { place: Some(placed), ..SubjectSource::without_place(builder, placed.no, &placed.folded) }
    }

    /// Creates the source of a subject that belongs nowhere.
    pub fn without_place(
        builder: &'b ReportBuilder<'b, 's, W>,
        no: SubjectNo,
        folded: &'b SubjectState,
    ) -> SubjectSource<'b, 's, W> {
        SubjectSource { builder, no, folded, place: None, fields: builder.field_reader(&folded.settings) }
    }

    pub fn id(&self) -> String {
        self.builder.id(self.no)
    }

    /// Returns the name of a subject, or its id where no introduction sets a name. An erased name stays empty.
    pub fn name(&self, field: Field) -> Option<String> {
        if self.has(field) { self.text(field) } else { Some(self.id()) }
    }

    /// Returns the first day of its status.
    pub fn since(&self) -> Option<String> {
        self.folded.status.map(|status| status.day.to_string())
    }

    /// Returns a text that belongs to the event that set the status; it is dropped when another event sets the status.
    pub fn status_text(&self, field: Field) -> Option<String> {
        let set = self.settings.get(field).map(|setting| setting.position);
        let same = set == self.folded.status.map(|status| status.position);
        same.then(|| self.text(field)).flatten()
    }

    /// Returns true for a case that is closed.
    pub fn is_closed(&self) -> bool {
        self.folded.status.is_some_and(|status| status.kind == EventType::CaseClosed)
    }

    pub fn closing_text(&self, field: Field) -> Option<String> {
        self.text(field).filter(|_| self.is_closed())
    }

    /// Returns the id of the case it belongs to.
    pub fn case(&self) -> Option<String> {
        self.place?.case.map(|no| self.builder.id(no))
    }

    /// Returns the code of the element it was recorded under, where that was dropped.
    pub fn dropped_node(&self) -> Option<String> {
        self.place?.dropped.map(|no| self.builder.id(no))
    }

    /// Returns what is attached to a case.
    pub fn attachments(&self) -> &'b Attachments<'s> {
        &self.builder.contents.on_cases[&self.no]
    }

    pub fn trace(&self) -> EventTrace {
        EventTrace {
            after_sealings: self.builder.after_sealings_of(self.no),
            precision: precision(self.folded),
            judgement: judgement(self.folded),
            positions: positions(self.folded),
            position: self.folded.last.map_or(0, |last| last.position),
        }
    }
}
