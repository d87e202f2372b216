//! The view of a case.

use super::announced::AnnouncedView;
use super::declaration::view;
use super::source::SubjectSource;
use super::{AdjustmentView, FacilityView, LightView, MilestoneView, NoteView};
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::money::Overflow;
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject};
use crate::text_source::TextSource;

view! {
    /// A case.
    CaseView(case: SubjectSource)
    read {
        /// Its title.
        title: name(Title),
        /// Its kind.
        kind: token(Kind),
        /// The department that answers for it.
        owner: text(Owner),
        /// What it is about.
        summary: text(Summary),
        /// What came of it.
        outcome: closing_text(Outcome),
        /// The organisations that take part.
        parties: list(Parties),
        /// What it has to do with.
        references: list(References),
    }
    derived {
        /// Its id.
        id: String = "id", case.id();
        /// `open` or `gesloten`.
        status: &'static str = "status", if case.is_closed() { "gesloten" } else { "open" };
        /// Since when.
        since: Option<String> = "sinds", case.since();
        /// Its traffic light.
        light: Option<LightView> = "stoplicht", case.builder.light(&case.attachments().lights)?;
        /// Its notes.
        notes: Vec<NoteView> = "toelichtingen", case.builder.notes(&case.attachments().notes)?;
        /// Its amounts.
        adjustments: Vec<AdjustmentView> = "bijstellingen",
            case.builder.adjustments(case.attachments())?;
        /// Its facilities.
        facilities: Vec<FacilityView> = "voorzieningen", case.builder.facilities(case.attachments())?;
        /// Its milestones.
        milestones: Vec<MilestoneView> = "mijlpalen", case.builder.milestones(case.attachments())?;
        /// What takes effect later.
        announced: Vec<AnnouncedView> = "aangekondigd", case.builder.announced(&case.attachments().announced);
        /// The element it was recorded under, where that was dropped.
        dropped_node: Option<String> = "onderdeelVervallen", case.dropped_node();
    }
}

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    /// Returns a case with what belongs to it.
    ///
    /// # Errors
    /// [`Overflow`] when the open part of an amount can not be carried in canonical JSON.
    pub(crate) fn case(&self, placed: &LocatedSubject) -> Result<CaseView, Overflow> {
        CaseView::of(&SubjectSource::placed(self, placed))
    }

    pub(crate) fn cases(&self, on: &Attachments<'_>) -> Result<Vec<CaseView>, Overflow> {
        on.of(SubjectKind::Case).iter().map(|placed| self.case(placed)).collect()
    }
}
