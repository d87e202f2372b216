//! The financial overview as a controller adds it up: every amount that is in effect at (D, P), of every budget year.
//!
//! **Totals** are per budget year, programme, policy area, kind, effect, state (`stand`), side and duration. An amount
//! counts in exactly one of them: that of the area and the programme that its own node is, or is below; so nothing is
//! counted both at a node and above it. An amount on a programme itself, or on a node without an area, has no area.
//! Signs are as in the source: amounts are never negative and `effect` holds the direction. Amounts p.m. are counted,
//! never read as zero; a sum beyond 2^53 - 1 is refused.
//!
//! A forecast that moves is one amount: its value on D counts, and its **course** lists the earlier values.
//!
//! Limiting the overview to a **budget year** includes the amounts of that year and all amounts that cover or
//! realisation links to one of them, of any year or none, as everywhere (`projections::money`). Totals of amounts that
//! were only included by a link are marked, and the sums of what is left out are given, apart for amounts without a
//! year and for those of other years.
//!
//! **Coverage** lists each amount that is covered or realised, and each target, shortfall and setback, with what covers
//! and realises it and the part that is open. The open part is left out where an amount on either side is p.m.

mod view;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::money::{Overflow, checked_sum};
use super::report_scope::{LocatedSubject, ReportContents, select_subjects};
use super::text_source::Records;
use super::{RecordSource, ReportError};
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::state::{AsOf, FieldValue, State, SubjectNo, SubjectState};

pub use view::{AmountView, CourseRow, CourseStep, CoverageRow, Finance, FinanceBasis, FinanceTotal, OutOfSight, Sum};

/// The parameters of a financial overview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinanceRequest {
    /// The reporting date, and the position up to which events count.
    pub at: AsOf,
    /// One budget year, with the amounts that are linked to its amounts; `None` for all amounts, with or without a
    /// year.
    pub fiscal_year: Option<i64>,
    /// Limits the overview to this node and what is below it.
    pub node: Option<String>,
}

/// Builds the financial overview at a point on the two time axes.
///
/// # Errors
/// [`ReportError`] for an unknown position or node, for a sum that canonical JSON can not carry, or for a record that
/// can not be read.
pub fn finance(state: &State, contents: &dyn RecordSource, request: &FinanceRequest) -> Result<Finance, ReportError> {
    let (position, head) = (request.at.position, state.head());
    let known_at = state.recorded_at(position).ok_or(ReportError::NoSuchPosition { position, head })?;
    let subjects = state.subjects_of(SubjectKind::Adjustment);
    let (report_contents, placed) = select_subjects(state, request.at, subjects);
    let scope = scope(&report_contents, request)?;
    let below = |placed: &&LocatedSubject| {
        scope
            .is_none_or(|scope| placed.node.is_some_and(|node| ancestors(&report_contents, node).any(|no| no == scope)))
    };
    let standing = placed.iter().filter(|placed| report_contents.amounts.in_effect(placed.no).is_some());
    let of_year = |placed: &&LocatedSubject| {
        request.fiscal_year.is_none_or(|year| report_contents.amounts.is_of_year(placed.no, year))
    };
    let (mut shown, left_out): (Vec<&LocatedSubject>, Vec<&LocatedSubject>) = standing.filter(below).partition(of_year);
    shown.sort_by_key(|placed| state.entry(placed.no).id());
    let all: BTreeMap<SubjectNo, &LocatedSubject> = placed.iter().map(|placed| (placed.no, placed)).collect();
    let books = FinanceBuilder { report_contents: &report_contents, all, records: Records::new() };
    let positions = books.description_positions();
    let records = positions.iter().copied().zip(contents.records(&positions)?).collect();
    let books = FinanceBuilder { records, ..books };
    Ok(Finance {
        basis: FinanceBasis {
            fiscal_year: request.fiscal_year,
            known_at: known_at.to_string(),
            node: request.node.clone(),
            on: request.at.day.to_string(),
            position,
        },
        coverage: books.coverage(&shown)?,
        totals: books.totals(&shown, request.fiscal_year)?,
        courses: shown.iter().filter_map(|placed| books.course(placed)).collect(),
        out_of_sight: out_of_sight(&left_out)?,
    })
}

/// Returns the sums of what is left out, split by whether an amount has a year.
fn out_of_sight(left_out: &[&LocatedSubject]) -> Result<OutOfSight, Overflow> {
    let mut told = OutOfSight::default();
    for placed in left_out {
        let settings = &placed.folded.settings;
        let sum = match settings.number(Field::FiscalYear) {
            None => &mut told.without_year,
            Some(_) => &mut told.other_years,
        };
        sum.add(settings.number(Field::Cents))?;
    }
    Ok(told)
}

impl Sum {
    /// Adds one amount; an amount without a size is p.m.
    fn add(&mut self, cents: Option<i64>) -> Result<(), Overflow> {
        self.count += 1;
        match cents {
            Some(cents) => self.cents = checked_sum(self.cents + cents)?,
            None => self.pro_memorie_count += 1,
        }
        Ok(())
    }
}

fn scope(report_contents: &ReportContents<'_>, request: &FinanceRequest) -> Result<Option<SubjectNo>, ReportError> {
    let Some(code) = &request.node else { return Ok(None) };
    let no = report_contents.tree.state.subject(&format!("{}/{code}", SubjectKind::Node.name()));
    let no = no.filter(|no| report_contents.tree.node(*no).exists());
    no.map(Some).ok_or_else(|| ReportError::NoSuchNode(code.clone()))
}

/// Returns a node and the nodes above it.
fn ancestors<'p>(report_contents: &'p ReportContents<'_>, node: SubjectNo) -> impl Iterator<Item = SubjectNo> + 'p {
    let up = std::iter::successors(Some(node), |no| report_contents.tree.parent(*no));
    up.take(report_contents.tree.state.subject_count())
}

struct FinanceBuilder<'p, 's> {
    report_contents: &'p ReportContents<'s>,
    all: BTreeMap<SubjectNo, &'p LocatedSubject>,
    records: Records,
}

impl FinanceBuilder<'_, '_> {
    /// Returns the positions of the records that hold the descriptions of the amounts in effect.
    fn description_positions(&self) -> Vec<u64> {
        let standing = self.all.values().filter(|placed| self.report_contents.amounts.in_effect(placed.no).is_some());
        let described = standing.filter_map(|placed| placed.folded.settings.get(Field::Description));
        let mut positions: Vec<u64> = described.map(|setting| setting.position).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    fn token(&self, folded: &SubjectState, field: Field) -> Option<String> {
        folded.settings.token(field).map(|symbol| self.report_contents.tree.state.token(symbol).to_owned())
    }

    /// Returns the code of the nearest node of this level, at or above `node`.
    fn code_at_level(&self, node: Option<SubjectNo>, level: &str) -> Option<String> {
        let state = self.report_contents.tree.state;
        let is_level = |no: &SubjectNo| {
            let found = self.report_contents.tree.node(*no).folded.settings.token(Field::Level);
            found.is_some_and(|found| state.token(found) == level)
        };
        ancestors(self.report_contents, node?).find(is_level).map(|no| state.entry(no).id().to_owned())
    }

    fn totals(&self, shown: &[&LocatedSubject], asked: Option<i64>) -> Result<Vec<FinanceTotal>, ReportError> {
        type Key = (Option<i64>, Option<String>, Option<String>, [Option<String>; 5]);
        let mut totals: BTreeMap<Key, Sum> = BTreeMap::new();
        for placed in shown {
            let settings = &placed.folded.settings;
            let words = [Field::Kind, Field::Effect, Field::Standing, Field::Side, Field::Duration]
                .map(|field| self.token(&placed.folded, field));
            let (programme, area) =
                (self.code_at_level(placed.node, "programma"), self.code_at_level(placed.node, "beleidsterrein"));
            let total = totals.entry((settings.number(Field::FiscalYear), programme, area, words)).or_default();
            total.add(settings.number(Field::Cents))?;
        }
        let row = |((fiscal_year, programme, area, words), sum): (Key, Sum)| {
            let [kind, effect, standing, side, duration] = words;
            FinanceTotal {
                count: sum.count,
                pro_memorie_count: sum.pro_memorie_count,
                cents: sum.cents,
                by_link: asked.is_some() && fiscal_year != asked,
                fiscal_year,
                area,
                duration,
                effect,
                side,
                programme,
                kind,
                standing,
            }
        };
        let mut rows: Vec<FinanceTotal> = totals.into_iter().map(row).collect();
        let code = |code: &Option<String>| code.clone().unwrap_or_default();
        rows.sort_by(|a, b| {
            let programmes = || compare_codes(&code(&a.programme), &code(&b.programme));
            let areas = || compare_codes(&code(&a.area), &code(&b.area));
            a.fiscal_year.cmp(&b.fiscal_year).then_with(programmes).then_with(areas)
        });
        Ok(rows)
    }

    fn amount(&self, placed: &LocatedSubject) -> AmountView {
        let (state, settings) = (self.report_contents.tree.state, &placed.folded.settings);
        let described = settings.get(Field::Description).and_then(|setting| self.records.get(&setting.position));
        let description = described.and_then(|record| record.data.get(Field::Description.name()));
        let set = settings.get(Field::Cents).or_else(|| settings.get(Field::ProMemorie));
        AmountView {
            cents: settings.number(Field::Cents),
            fiscal_year: settings.number(Field::FiscalYear),
            id: state.entry(placed.no).id().to_owned(),
            description: description.and_then(Json::as_str).map(str::to_owned),
            node: placed.node.map(|no| state.entry(no).id().to_owned()),
            pro_memorie: settings.flag(Field::ProMemorie),
            position: set.map_or(0, |set| set.position),
            kind: self.token(&placed.folded, Field::Kind),
        }
    }

    fn coverage(&self, shown: &[&LocatedSubject]) -> Result<Vec<CoverageRow>, ReportError> {
        let amounts = &self.report_contents.amounts;
        let mut rows = Vec::new();
        for placed in shown {
            let pointing = |field| -> Vec<AmountView> {
                amounts.linked_by(placed.no, field).iter().map(|no| self.amount(self.all[no])).collect()
            };
            let (covered_by, realised_by) = (pointing(Field::Covers), pointing(Field::Realises));
            let open_cents = amounts.open_part(placed.no, &placed.folded)?;
            let kind = self.token(&placed.folded, Field::Kind);
            let asks = matches!(kind.as_deref(), Some("taakstelling" | "tekort" | "tegenvaller"));
            if asks || !covered_by.is_empty() || !realised_by.is_empty() {
                rows.push(CoverageRow { amount: self.amount(placed), covered_by, realised_by, open_cents });
            }
        }
        Ok(rows)
    }

    /// Returns the earlier values of an amount; `None` for one that never moved.
    fn course(&self, placed: &LocatedSubject) -> Option<CourseRow> {
        let (state, at) = (self.report_contents.tree.state, self.report_contents.tree.at);
        let rows = state.standing_rows(placed.no, at);
        let start = rows.iter().rposition(|row| row.kind.introduces()).unwrap_or(0);
        let entry = state.entry(placed.no);
        let mut steps = Vec::new();
        let mut folded = SubjectState::default();
        for row in &rows[start..] {
            folded.settings.apply(entry, row);
            let sets = |field| entry.cell(row, field).is_some_and(|value| value != FieldValue::Clear);
            if sets(Field::Cents) || sets(Field::ProMemorie) {
                steps.push(CourseStep {
                    cents: folded.settings.number(Field::Cents),
                    effective_on: row.day.to_string(),
                    pro_memorie: folded.settings.flag(Field::ProMemorie),
                    position: row.position.into(),
                    standing: self.token(&folded, Field::Standing),
                });
            }
        }
        (steps.len() > 1).then(|| CourseRow { amount: self.amount(placed), steps })
    }
}
