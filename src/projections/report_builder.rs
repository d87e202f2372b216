//! What the views of a report are built with: the contents of the report, its round, and the source of its texts. How a
//! view is built stands beside its declaration, in `views`.

use super::after_sealing::SealingName;
use super::field_reader::FieldReader;
use super::notes::{Attached, ReportRound};
use super::report_scope::ReportContents;
use super::rules::ReportRules;
use super::text_source::TextSource;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{EventRow, FieldSettings, State, SubjectNo};
use crate::domain::time::Day;

/// Builds the views of a report from its contents.
pub struct ReportBuilder<'a, 's, W> {
    /// What is shown.
    pub contents: &'a ReportContents<'s>,
    /// The round the report is made for.
    pub round: Option<&'a ReportRound>,
    /// The source of the texts.
    pub words: &'a W,
}

impl<'s, W: TextSource> ReportBuilder<'_, 's, W> {
    pub(super) fn state(&self) -> &'s State {
        self.contents.tree.state
    }

    pub(super) fn field_reader<'c>(&'c self, settings: &'c FieldSettings) -> FieldReader<'c, W> {
        FieldReader { state: self.contents.tree.state, settings, words: self.words }
    }

    pub(super) fn id(&self, no: SubjectNo) -> String {
        self.state().entry(no).id().to_owned()
    }

    /// Returns a value that came with a version of the report; `None` in an earlier version.
    pub(super) fn since<T>(&self, version: ReportRules, value: impl FnOnce() -> T) -> Option<T> {
        (self.contents.tree.rules.version() >= version.version()).then(value)
    }

    /// Returns the sealings after which a note, a light or an announced event was recorded.
    pub(super) fn after_sealings<'r>(
        &self,
        rows: impl Iterator<Item = &'r EventRow>,
        until: Day,
    ) -> Option<Vec<SealingName>> {
        self.since(ReportRules::V2, || self.contents.covers.before_rows(self.state(), rows, until))
    }

    /// Returns the sealings after which something about the subject was recorded.
    pub(super) fn after_sealings_of(&self, no: SubjectNo) -> Option<Vec<SealingName>> {
        let at = self.contents.tree.at;
        self.since(ReportRules::V2, || self.contents.covers.before_subject(self.state(), no, at.position, at.day))
    }

    /// Returns the code a note or light was recorded on, when references to that code now mean another node.
    pub(super) fn recorded_code(&self, attached: &Attached<'_>) -> Option<String> {
        let is_node = self.state().entry(attached.subject).kind == SubjectKind::Node;
        let moved = is_node && self.contents.tree.resolve(attached.subject, attached.row.day) != attached.subject;
        moved.then(|| self.id(attached.subject))
    }

    /// Returns the ids of the amounts that cover or realise an amount.
    pub(super) fn amounts_linked_by(&self, no: SubjectNo, field: Field) -> Vec<String> {
        self.contents.amounts.linked_by(no, field).into_iter().map(|no| self.id(no)).collect()
    }
}
