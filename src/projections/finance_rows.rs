//! The totals of a report: over the amounts that it shows, per node they belong to directly.

use std::collections::BTreeMap;

use super::model::FinanceRow;
use super::money::{Overflow, checked_sum};
use super::report_builder::ReportBuilder;
use super::text_source::TextSource;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::SubjectNo;

impl<W: TextSource> ReportBuilder<'_, '_, W> {
    /// Returns the totals over the amounts shown, per node they belong to directly.
    ///
    /// # Errors
    /// [`Overflow`] when a sum can not be carried in canonical JSON.
    pub fn finance(&self) -> Result<Vec<FinanceRow>, Overflow> {
        type Key = (Option<i64>, Option<SubjectNo>, [Option<String>; 5]);
        let mut totals: BTreeMap<Key, (i64, u32)> = BTreeMap::new();
        let things = self.contents.on_nodes.values().chain(self.contents.on_cases.values());
        for placed in things.flat_map(|things| things.of(SubjectKind::Adjustment)) {
            let settings = &placed.folded.settings;
            let cells = self.field_reader(settings);
            let words =
                [Field::Kind, Field::Effect, Field::Standing, Field::Side, Field::Duration].map(|f| cells.token(f));
            let total = totals.entry((settings.number(Field::FiscalYear), placed.node, words)).or_default();
            match settings.number(Field::Cents) {
                Some(cents) => total.0 = checked_sum(total.0 + cents)?,
                None => total.1 += 1,
            }
        }
        let mut rows: Vec<FinanceRow> = totals
            .into_iter()
            .map(|((fiscal_year, node, [kind, effect, standing, side, duration]), (cents, pro_memorie_count))| {
                FinanceRow {
                    fiscal_year,
                    node: node.map_or_else(String::new, |no| self.id(no)),
                    kind,
                    effect,
                    standing,
                    side,
                    duration,
                    cents,
                    pro_memorie_count,
                }
            })
            .collect();
        // By year, then by code in reading order; the stable sort keeps the words in order.
        rows.sort_by(|a, b| a.fiscal_year.cmp(&b.fiscal_year).then_with(|| compare_codes(&a.node, &b.node)));
        Ok(rows)
    }
}
