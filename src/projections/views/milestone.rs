//! The view of a milestone.

use std::ops::Deref;

use super::declaration::view;
use super::source::SubjectSource;
use super::trace::EventTrace;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::StatusSetting;
use crate::domain::time::Precision;
use crate::money::Overflow;
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject};
use crate::text_source::TextSource;

view! {
    /// A milestone.
    MilestoneView(milestone: MilestoneSource)
    read {
        /// What should happen.
        description: name(Description),
        /// The day it is due.
        due: token(Due),
        /// The body that decides.
        body: token(DecidingBody),
        /// What has to happen first.
        depends_on: tokens(DependsOn),
        /// What came of it.
        result: text(Result),
        /// Why it was moved or dropped.
        reason: text(Reason),
    }
    derived {
        /// Its id.
        id: String = "id", milestone.id();
        /// `gepland`, `gehaald` or `vervallen`.
        status: &'static str = "status", status_word(milestone.folded.status);
        /// The day its status holds from.
        since: Option<String> = "sinds", milestone.since();
        /// The case it belongs to.
        case: Option<String> = "dossier", milestone.case();
        /// The element it was recorded under, where that was dropped.
        dropped_node: Option<String> = "onderdeelVervallen", milestone.dropped_node();
    }
}

/// A milestone: the day it is due has a precision of its own.
pub(crate) struct MilestoneSource<'b, 's, W>(pub SubjectSource<'b, 's, W>);

impl<'b, 's, W> Deref for MilestoneSource<'b, 's, W> {
    type Target = SubjectSource<'b, 's, W>;

    fn deref(&self) -> &SubjectSource<'b, 's, W> {
        &self.0
    }
}

impl<W: TextSource> MilestoneSource<'_, '_, W> {
    fn trace(&self) -> EventTrace {
        let due = self.token(Field::DuePrecision);
        EventTrace { precision: due.as_deref().and_then(Precision::from_name).map(Precision::name), ..self.0.trace() }
    }
}

fn status_word(status: Option<StatusSetting>) -> &'static str {
    match status.map(|status| status.kind) {
        Some(EventType::MilestoneMet) => "gehaald",
        Some(EventType::MilestoneDropped) => "vervallen",
        _ => "gepland",
    }
}

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    pub(crate) fn milestone(&self, placed: &LocatedSubject) -> Result<MilestoneView, Overflow> {
        MilestoneView::of(&MilestoneSource(SubjectSource::placed(self, placed)))
    }

    pub(crate) fn milestones(&self, on: &Attachments<'_>) -> Result<Vec<MilestoneView>, Overflow> {
        on.of(SubjectKind::Milestone).iter().map(|placed| self.milestone(placed)).collect()
    }
}
