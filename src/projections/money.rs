//! Amounts at a point on the two time axes: which are in effect, which are linked, and how much of them is open.
//!
//! A **budget year** has one meaning everywhere: the amounts of that year and all amounts that cover or realisation
//! links to one of them, in either direction, over any number of steps. So a savings target without a year is included
//! where an amount that realises it is. A report, which leaves out nothing that is in effect, also shows the amounts
//! without a year, in rows of their own; the financial overview counts them separately.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::money::CENTS_MAX;
use crate::domain::state::{State, StateView, SubjectNo, SubjectState};

/// A sum that canonical JSON can not carry (beyond 2^53 - 1 on either side). It is refused, never wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

/// Reads amounts on demand and caches them.
#[derive(Debug)]
pub struct Amounts<'s> {
    state: &'s State,
    view: StateView<'s>,
    fiscal_year: i32,
    in_effect: RefCell<BTreeMap<SubjectNo, Option<Rc<SubjectState>>>>,
    linked_years: RefCell<BTreeMap<SubjectNo, Rc<LinkedYears>>>,
}

/// The budget years of amounts that are linked to each other.
#[derive(Debug, Default)]
struct LinkedYears {
    of: BTreeSet<i64>,
    /// True when at least one of them has no year.
    without: bool,
}

impl<'s> Amounts<'s> {
    /// Returns the amounts by the events that count, for a report on `fiscal_year`.
    pub fn new(view: StateView<'s>, fiscal_year: i32) -> Amounts<'s> {
        let (in_effect, linked_years) = Default::default();
        Amounts { state: view.state(), view, fiscal_year, in_effect, linked_years }
    }

    /// Returns the state of an amount; `None` when it is not in effect.
    pub fn in_effect(&self, no: SubjectNo) -> Option<Rc<SubjectState>> {
        if let Some(known) = self.in_effect.borrow().get(&no) {
            return known.clone();
        }
        let folded = self.view.is_visible(no).then(|| self.view.fold(no));
        let stands = folded.filter(|f| f.status.is_none_or(|s| !s.kind.drops())).map(Rc::new);
        self.in_effect.borrow_mut().insert(no, stands.clone());
        stands
    }

    /// Returns true when a report on the budget year shows the amount: it is of that year, of none, or linked to one
    /// that is.
    pub fn is_shown(&self, no: SubjectNo) -> bool {
        let years = self.linked_years(no);
        years.without || years.of.contains(&i64::from(self.fiscal_year))
    }

    /// Returns true when the amount is of the budget year `year`, or linked to an amount that is.
    pub fn is_of_year(&self, no: SubjectNo, year: i64) -> bool {
        self.linked_years(no).of.contains(&year)
    }

    /// Returns the years of an amount and of all amounts that cover and realisation link to it, in either direction,
    /// over any number of steps. They are computed once for all amounts of such a set; the set is empty for an amount
    /// that is not in effect.
    fn linked_years(&self, no: SubjectNo) -> Rc<LinkedYears> {
        if let Some(known) = self.linked_years.borrow().get(&no) {
            return Rc::clone(known);
        }
        let mut seen = BTreeSet::from([no]);
        let mut queue = vec![no];
        let mut years = LinkedYears::default();
        while let Some(next) = queue.pop() {
            let Some(folded) = self.in_effect(next) else { continue };
            match folded.settings.number(Field::FiscalYear) {
                Some(year) => drop(years.of.insert(year)),
                None => years.without = true,
            }
            queue.extend(self.linked(next).into_iter().filter(|other| seen.insert(*other)));
        }
        let years = Rc::new(years);
        self.linked_years.borrow_mut().extend(seen.into_iter().map(|no| (no, Rc::clone(&years))));
        years
    }

    fn linked(&self, no: SubjectNo) -> Vec<SubjectNo> {
        let entry = self.state.entry(no);
        let both = entry.refers_to().chain(entry.referrers());
        let amounts = both.filter(|other| self.state.entry(*other).kind == SubjectKind::Adjustment);
        amounts.filter(|other| self.is_linked_to(no, *other) || self.is_linked_to(*other, no)).collect()
    }

    fn is_linked_to(&self, from: SubjectNo, to: SubjectNo) -> bool {
        [Field::Covers, Field::Realises].iter().any(|field| self.refers_by(from, to, *field))
    }

    fn refers_by(&self, from: SubjectNo, to: SubjectNo, field: Field) -> bool {
        let target = self.in_effect(from).and_then(|folded| folded.settings.token(field));
        target.is_some_and(|target| self.state.token(target) == self.state.entry(to).id())
            && self.in_effect(to).is_some()
    }

    /// Returns the amounts that cover it or realise it, by `field`, in the order of ids.
    pub fn linked_by(&self, no: SubjectNo, field: Field) -> Vec<SubjectNo> {
        let referrers = self.state.entry(no).referrers();
        let amounts = referrers.filter(|other| self.state.entry(*other).kind == SubjectKind::Adjustment);
        let mut pointing: Vec<_> = amounts.filter(|other| self.refers_by(*other, no, field)).collect();
        pointing.sort_by_key(|other| self.state.entry(*other).id());
        pointing
    }

    /// Returns the part of an amount that is not covered or realised yet; `None` where an amount on either side is
    /// p.m., or where an amount that nothing covers or realises is no target, shortfall or setback.
    ///
    /// # Errors
    /// [`Overflow`] when the result can not be carried.
    pub fn open_part(&self, no: SubjectNo, folded: &SubjectState) -> Result<Option<i64>, Overflow> {
        let mut pointing = self.linked_by(no, Field::Covers);
        pointing.extend(self.linked_by(no, Field::Realises));
        pointing.sort_unstable();
        pointing.dedup();
        let kind = folded.settings.token(Field::Kind).map(|kind| self.state.token(kind));
        if pointing.is_empty() && !matches!(kind, Some("taakstelling" | "tekort" | "tegenvaller")) {
            return Ok(None);
        }
        let Some(mut open) = folded.settings.number(Field::Cents) else { return Ok(None) };
        for other in pointing {
            let Some(cents) = self.in_effect(other).and_then(|f| f.settings.number(Field::Cents)) else {
                return Ok(None);
            };
            open = checked_sum(open - cents)?;
        }
        Ok(Some(open))
    }
}

/// Returns the sum when canonical JSON can carry it.
///
/// # Errors
/// [`Overflow`] beyond 2^53 - 1 on either side.
pub fn checked_sum(sum: i64) -> Result<i64, Overflow> {
    if sum.abs() <= CENTS_MAX { Ok(sum) } else { Err(Overflow) }
}
