//! The view of a financial adjustment.

use super::declaration::view;
use super::source::SubjectSource;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::money::Overflow;
use crate::report_builder::ReportBuilder;
use crate::report_scope::{Attachments, LocatedSubject};
use crate::text_source::TextSource;

view! {
    /// A financial adjustment.
    AdjustmentView(adjustment: SubjectSource)
    read {
        /// What it is for.
        description: name(Description),
        /// The amount in eurocents; none when p.m.
        cents: number(Cents),
        /// Its size is not given.
        pro_memorie: is_set(ProMemorie),
        /// Its kind.
        kind: token(Kind),
        /// Which way it works.
        effect: token(Effect),
        /// Expected, or came out.
        standing: token(Standing),
        /// Side of the accounts.
        side: token(Side),
        /// Once or each year.
        duration: token(Duration),
        /// Its budget year.
        fiscal_year: number(FiscalYear),
        /// What the source counts in.
        source_unit: number(SourceUnit),
        /// The task field.
        task_field: nested(TaskField),
        /// The decision it rests on.
        decision: token(Decision),
        /// What it covers.
        covers: token(Covers),
        /// What it realises.
        realises: token(Realises),
    }
    derived {
        /// Its id.
        id: String = "id", adjustment.id();
        /// What of it is not covered or realised yet; none when that can not be told.
        open_cents: Option<i64> = "openInCenten",
            adjustment.builder.contents.amounts.open_part(adjustment.no, adjustment.folded)?;
        /// What covers it.
        covered_by: Vec<String> = "gedektDoor", adjustment.builder.amounts_linked_by(adjustment.no, Field::Covers);
        /// What realises it.
        realised_by: Vec<String> = "gerealiseerdDoor",
            adjustment.builder.amounts_linked_by(adjustment.no, Field::Realises);
        /// The case it belongs to.
        case: Option<String> = "dossier", adjustment.case();
        /// The element it was recorded under, where that was dropped.
        dropped_node: Option<String> = "onderdeelVervallen", adjustment.dropped_node();
    }
}

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    /// Returns an amount.
    ///
    /// # Errors
    /// [`Overflow`] when its open part can not be carried in canonical JSON.
    pub(crate) fn adjustment(&self, placed: &LocatedSubject) -> Result<AdjustmentView, Overflow> {
        AdjustmentView::of(&SubjectSource::placed(self, placed))
    }

    pub(crate) fn adjustments(&self, on: &Attachments<'_>) -> Result<Vec<AdjustmentView>, Overflow> {
        on.of(SubjectKind::Adjustment).iter().map(|placed| self.adjustment(placed)).collect()
    }
}
