//! The view of a facility.

use super::announced::AnnouncedView;
use super::declaration::view;
use super::source::SubjectSource;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::StatusSetting;
use crate::domain::state::SubjectNo;
use crate::money::Overflow;
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject};
use crate::text_source::TextSource;

view! {
    /// A facility.
    FacilityView(facility: SubjectSource)
    read {
        /// Its name.
        name: name(Name),
        /// What it offers.
        kind: token(Kind),
        /// Places.
        capacity: number(Capacity),
        /// Where it is.
        place: text(Place),
        /// Meant for a time only.
        temporary: flag(Temporary),
        /// Why it has this status.
        reason: status_text(Reason),
        /// How much less than usual.
        extent: status_text(Extent),
        /// What took over its places.
        replaced_by: token(ReplacedBy),
        /// The decision its status rests on.
        decision: token(Decision),
    }
    derived {
        /// Its id.
        id: String = "id", facility.id();
        /// `open`, `beperkt-open` or `gesloten`.
        status: &'static str = "status", status_word(facility.folded.status);
        /// Since when.
        since: Option<String> = "sinds", facility.since();
        /// The case it belongs to.
        case: Option<String> = "dossier", facility.case();
        /// The element it was recorded under, where that was dropped.
        dropped_node: Option<String> = "onderdeelVervallen", facility.dropped_node();
        /// What takes effect later.
        announced: Vec<AnnouncedView> = "aangekondigd", facility.builder.announced_on_facility(facility.no);
    }
}

fn status_word(status: Option<StatusSetting>) -> &'static str {
    match status.map(|status| status.kind) {
        Some(EventType::FacilityClosed) => "gesloten",
        Some(EventType::FacilityRestricted) => "beperkt-open",
        _ => "open",
    }
}

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    pub(crate) fn facility(&self, placed: &LocatedSubject) -> Result<FacilityView, Overflow> {
        FacilityView::of(&SubjectSource::placed(self, placed))
    }

    pub(crate) fn facilities(&self, on: &Attachments<'_>) -> Result<Vec<FacilityView>, Overflow> {
        on.of(SubjectKind::Facility).iter().map(|placed| self.facility(placed)).collect()
    }

    /// Returns what takes effect later on a facility.
    pub(crate) fn announced_on_facility(&self, no: SubjectNo) -> Vec<AnnouncedView> {
        self.contents.on_facilities.get(&no).map_or_else(Vec::new, |later| self.announced(later))
    }
}
