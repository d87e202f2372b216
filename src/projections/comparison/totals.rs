//! Computes totals side by side: at A, at the old date as B knows it, and at B.
//!
//! One pass covers the amounts that stand at A; the other two totals follow from it by the amounts that may differ. No
//! text is read.

use std::collections::BTreeMap;

use super::model::{NodeTotalRow, TotalRow};
use super::point_view::PointView;
use crate::ReportError;
use crate::domain::field::Field;
use crate::domain::ids::{SubjectKind, compare_codes};
use crate::domain::money::CENTS_MAX;
use crate::domain::state::{State, SubjectNo, Symbol};

/// The key of a total: budget year, and kind, effect, state, side and duration.
type TotalKey = (Option<i64>, [Option<Symbol>; 5]);

/// What one amount adds to the total of one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    key: TotalKey,
    node: Option<SubjectNo>,
    /// None for an amount p.m.
    cents: Option<i64>,
}

/// Returns what an amount adds at a point; none where it does not stand or lies outside `scope`.
pub(super) fn share(side: &PointView<'_>, no: SubjectNo, scope: Option<SubjectNo>) -> Option<Share> {
    let folded = side.report_contents.amounts.in_effect(no)?;
    let settings = &folded.settings;
    let node = side.located(no).node;
    if let Some(scope) = scope
        && !node.is_some_and(|node| side.within(node, scope))
    {
        return None;
    }
    let words =
        [Field::Kind, Field::Effect, Field::Standing, Field::Side, Field::Duration].map(|field| settings.token(field));
    Some(Share { key: (settings.number(Field::FiscalYear), words), node, cents: settings.number(Field::Cents) })
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    from: i128,
    correction: i128,
    late: i128,
    new: i128,
    unreported: i128,
    pro_memorie_from: i64,
    pro_memorie_to: i64,
}

/// The sums of every key and node.
#[derive(Debug, Default)]
pub(super) struct Totals(BTreeMap<(TotalKey, Option<SubjectNo>), Sums>);

impl Totals {
    /// Computes the totals at A, over every amount that stands there.
    pub fn at(a: &PointView<'_>, scope: Option<SubjectNo>) -> Totals {
        let mut totals = Totals::default();
        for no in a.state().subjects_of(SubjectKind::Adjustment) {
            if let Some(share) = share(a, *no, scope) {
                let sums = totals.of(&share);
                sums.from += i128::from(share.cents.unwrap_or(0));
                sums.pro_memorie_from += i64::from(share.cents.is_none());
                sums.pro_memorie_to += i64::from(share.cents.is_none());
            }
        }
        totals
    }

    fn of(&mut self, share: &Share) -> &mut Sums {
        self.0.entry((share.key, share.node)).or_default()
    }

    /// Adds one amount at A, at the old date as B knows it, and at B; `late` when its first step is of a fact that came
    /// in late, `unreported` when a side does not report its programme.
    pub fn follow(&mut self, [a, between, b]: [Option<Share>; 3], late: bool, unreported: bool) {
        for (share, sign) in [(a, -1), (between, 1)] {
            if let Some(share) = share {
                let cents = sign * i128::from(share.cents.unwrap_or(0));
                let sums = self.of(&share);
                sums.correction += cents;
                sums.late += if late { cents } else { 0 };
            }
        }
        for (share, sign) in [(between, -1), (b, 1)] {
            if let Some(share) = share {
                self.of(&share).new += sign * i128::from(share.cents.unwrap_or(0));
            }
        }
        for (share, sign) in [(a, -1_i32), (b, 1)] {
            if let Some(share) = share.filter(|_| unreported) {
                self.of(&share).unreported += i128::from(sign) * i128::from(share.cents.unwrap_or(0));
            }
            if let Some(share) = share.filter(|share| share.cents.is_none()) {
                self.of(&share).pro_memorie_to += i64::from(sign);
            }
        }
    }

    /// Returns the rows over all nodes, by year and words; `turned` when B was known before A.
    ///
    /// # Errors
    /// Returns [`ReportError::Overflow`] when a sum can not be represented.
    pub fn rows(&self, state: &State, turned: bool) -> Result<Vec<TotalRow>, ReportError> {
        let mut whole: BTreeMap<TotalKey, Sums> = BTreeMap::new();
        for ((key, _), sums) in &self.0 {
            let sum = whole.entry(*key).or_default();
            sum.from += sums.from;
            sum.correction += sums.correction;
            sum.late += sums.late;
            sum.new += sums.new;
            sum.unreported += sums.unreported;
            sum.pro_memorie_from += sums.pro_memorie_from;
            sum.pro_memorie_to += sums.pro_memorie_to;
        }
        let mut rows = whole.iter().map(|(key, sums)| row(state, key, sums, turned)).collect::<Result<Vec<_>, _>>()?;
        rows.sort_by(|a, b| words(a).cmp(&words(b)));
        Ok(rows)
    }

    /// Returns the same per node, by year, code and words.
    ///
    /// # Errors
    /// As [`Totals::rows`].
    pub fn rows_per_node(&self, state: &State, turned: bool) -> Result<Vec<NodeTotalRow>, ReportError> {
        let mut rows = Vec::new();
        for ((key, node), sums) in &self.0 {
            let node = node.map_or_else(String::new, |no| state.entry(no).id().to_owned());
            rows.push(NodeTotalRow { node, total: row(state, key, sums, turned)? });
        }
        rows.sort_by(|a, b| {
            let years = a.total.fiscal_year.cmp(&b.total.fiscal_year);
            years.then_with(|| compare_codes(&a.node, &b.node)).then_with(|| words(&a.total).cmp(&words(&b.total)))
        });
        Ok(rows)
    }
}

fn words(row: &TotalRow) -> (Option<i64>, [&Option<String>; 5]) {
    (row.fiscal_year, [&row.kind, &row.effect, &row.standing, &row.side, &row.duration])
}

fn row(state: &State, (fiscal_year, words): &TotalKey, sums: &Sums, turned: bool) -> Result<TotalRow, ReportError> {
    let carried = |sum: i128| i64::try_from(sum).ok().filter(|sum| sum.abs() <= CENTS_MAX).ok_or(ReportError::Overflow);
    let sign = if turned { -1 } else { 1 };
    let (from, to) = (sums.from, sums.from + sums.correction + sums.new);
    let pro_memorie = (sums.pro_memorie_from, sums.pro_memorie_to);
    let ((from, to), pro_memorie) =
        if turned { ((to, from), (pro_memorie.1, pro_memorie.0)) } else { ((from, to), pro_memorie) };
    let count = |count: i64| u32::try_from(count).expect("as many amounts p.m. as there are subjects");
    let [kind, effect, standing, side, duration] = words.map(|word| word.map(|word| state.token(word).to_owned()));
    Ok(TotalRow {
        pro_memorie_to: count(pro_memorie.1),
        pro_memorie_from: count(pro_memorie.0),
        fiscal_year: *fiscal_year,
        duration,
        effect,
        correction: carried(sign * sums.correction)?,
        side,
        to: carried(to)?,
        new: carried(sign * sums.new)?,
        kind,
        standing,
        from: carried(from)?,
        late: carried(sign * sums.late)?,
        unreported: carried(sign * sums.unreported)?,
    })
}
