//! The view of a decision.

use super::declaration::view;
use super::source::SubjectSource;
use crate::domain::field::Field;
use crate::domain::state::{SubjectNo, SubjectState};
use crate::money::Overflow;
use crate::report_builder::ReportBuilder;
use crate::text_source::TextSource;

view! {
    /// A decision.
    DecisionView(decision: SubjectSource)
    read {
        /// Its number.
        number: text(PaperNumber),
        /// Its kind.
        kind: token(Kind),
        /// Its title.
        title: name(Title),
        /// What was decided.
        purport: token(Purport),
        /// What it waits for.
        reservation: nested(Reservation),
        /// What it is about.
        concerns: tokens(Concerns),
        /// Who took it.
        body: token(DecidingBody),
        /// Where it can be read.
        url: text(Url),
    }
    derived {
        /// Its id.
        id: String = "id", decision.id();
        /// The day it was taken.
        effective_on: String = "ingangsdatum",
            decision.folded.status.or(decision.folded.last).map_or_else(String::new, |event| event.day.to_string());
    }
}

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    pub(crate) fn decision(&self, no: SubjectNo, folded: &SubjectState) -> Result<DecisionView, Overflow> {
        DecisionView::of(&SubjectSource::without_place(self, no, folded))
    }
}
