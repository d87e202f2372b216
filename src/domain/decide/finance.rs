//! Rules for amounts: cover and realisation never exceed what is open of an amount at the head, regardless of the day.
//!
//! What is open of an amount is that amount less what covers it and what realises it, after every event of the log has
//! taken effect. An amount p.m. may be covered by any amount, and a cover p.m. takes nothing. An event is refused only
//! if it increases the excess, so an excess that a withdrawal caused can still be reduced in steps.

use std::collections::BTreeSet;

use super::{
    Proposal, Reason, Rejection, RuleView, refuse_ended, refuse_if_existing, refuse_self_reference, refuse_status,
};
use crate::event::{EventData, EventType, Patch};
use crate::field::Field;
use crate::ids::{Subject, SubjectKind};
use crate::language::Argument;
use crate::message;
use crate::money::CENTS_MAX;
use crate::state::{EventRow, FieldValue, SubjectNo};
use crate::time::Day;

const END_OF_TIME: Day = Day::from_number(i32::MAX);

pub(super) fn record(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_if_existing(view, proposal, EventType::AdjustmentDropped)?;
    check_amounts(view, proposal)
}

/// A dropped amount cannot be changed: the change would be accepted and be visible nowhere.
pub(super) fn change(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let again = (message!("rule-is-dropped"), EventType::AdjustmentRecorded);
    refuse_ended(view, proposal, EventType::AdjustmentDropped, Reason::AdjustmentAlreadyDropped, again)?;
    check_amounts(view, proposal)
}

pub(super) fn drop_adjustment(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let dropped = [EventType::AdjustmentDropped];
    refuse_status(view, proposal, &dropped, Reason::AdjustmentAlreadyDropped, message!("rule-is-dropped"))?;
    match view.corrected {
        Some(_) => check_amounts(view, proposal),
        None => Ok(()),
    }
}

/// The effect of one event on an amount.
#[derive(Debug, Clone, Copy, Default)]
struct AmountChange<'a> {
    starts: bool,
    drops: bool,
    cents: Option<Option<i64>>,
    pm: bool,
    covers: Option<Option<&'a str>>,
    realises: Option<Option<&'a str>>,
}

/// An amount after all its events have taken effect.
#[derive(Debug, Clone, Copy, Default)]
struct FinalAmount<'a> {
    /// `None` for an amount p.m. or an unknown one.
    cents: Option<i64>,
    dropped: bool,
    covers: Option<&'a str>,
    realises: Option<&'a str>,
}

impl<'a> FinalAmount<'a> {
    fn take(&mut self, step: &AmountChange<'a>) {
        if step.starts {
            *self = FinalAmount::default();
        }
        self.dropped |= step.drops;
        if let Some(cents) = step.cents {
            self.cents = cents;
        } else if step.pm {
            self.cents = None;
        }
        self.covers = step.covers.unwrap_or(self.covers);
        self.realises = step.realises.unwrap_or(self.realises);
    }

    /// Returns how much of the amount with this id it uses, by covering or realising it.
    fn takes_of(&self, id: &str) -> i128 {
        let takes = !self.dropped && (self.covers == Some(id) || self.realises == Some(id));
        if takes { i128::from(self.cents.unwrap_or(0)) } else { 0 }
    }
}

/// The amounts of the log, with or without the event under decision.
struct Amounts<'v, 'a> {
    view: RuleView<'a>,
    judged: Option<&'v Proposal>,
}

impl<'v, 'a: 'v> Amounts<'v, 'a> {
    fn of(&self, id: &str) -> FinalAmount<'v> {
        let name = format!("{}/{id}", SubjectKind::Adjustment.name());
        let mut steps: Vec<((Day, u32), AmountChange<'v>)> = Vec::new();
        if let Some(no) = self.view.state.subject(&name) {
            let rows = self.view.rows(no, END_OF_TIME);
            steps.extend(rows.iter().map(|row| ((row.day, row.rank), self.step(no, row))));
        }
        if let Some(judged) = self.judged.filter(|judged| judged.subject.as_str() == name) {
            let rank = self.view.corrected.map_or(u32::MAX, |row| row.rank);
            let key = (judged.effective_on, rank);
            steps.insert(steps.partition_point(|(other, _)| *other < key), (key, step_of(judged)));
        }
        let mut amount = FinalAmount::default();
        steps.iter().for_each(|(_, step)| amount.take(step));
        amount
    }

    fn step(&self, no: SubjectNo, row: &EventRow) -> AmountChange<'v> {
        let entry = self.view.state.entry(no);
        let id = |field| match entry.cell(row, field) {
            Some(FieldValue::Token(symbol)) => Some(Some(self.view.state.token(symbol))),
            Some(FieldValue::Clear) => Some(None),
            Some(FieldValue::Flag(_) | FieldValue::Number(_) | FieldValue::Tokens(_) | FieldValue::Stored) | None => {
                None
            }
        };
        AmountChange {
            starts: row.kind.introduces(),
            drops: row.kind == EventType::AdjustmentDropped,
            cents: cents_of(entry.cell(row, Field::Cents)),
            pm: entry.cell(row, Field::ProMemorie) == Some(FieldValue::Flag(true)),
            covers: id(Field::Covers),
            realises: id(Field::Realises),
        }
    }

    /// Returns by how much cover and realisation of `target` exceed its amount; `None` if the amount is p.m. or
    /// unknown.
    fn excess(&self, target: &str) -> Option<i128> {
        Some(self.taken(target) - i128::from(self.of(target).cents?))
    }

    fn taken(&self, target: &str) -> i128 {
        let name = format!("{}/{target}", SubjectKind::Adjustment.name());
        let mut takers: BTreeSet<&str> = BTreeSet::new();
        if let Some(no) = self.view.state.subject(&name) {
            let entries = self.view.state.entry(no).referrers.iter().map(|no| self.view.state.entry(*no));
            takers.extend(entries.filter(|entry| entry.kind == SubjectKind::Adjustment).map(|entry| entry.id()));
        }
        takers.extend(self.judged.map(|judged| judged.subject.id()));
        takers.iter().map(|taker| self.of(taker).takes_of(target)).sum()
    }
}

/// Returns what a cell sets the amount to: `None` if it does not set it, `Some(None)` if it clears it, else cents.
const fn cents_of(value: Option<FieldValue>) -> Option<Option<i64>> {
    match value {
        Some(FieldValue::Number(cents)) => Some(Some(cents)),
        Some(FieldValue::Clear) => Some(None),
        Some(FieldValue::Flag(_) | FieldValue::Token(_) | FieldValue::Tokens(_) | FieldValue::Stored) | None => None,
    }
}

fn step_of(proposal: &Proposal) -> AmountChange<'_> {
    match &proposal.data {
        EventData::AdjustmentRecorded(data) => AmountChange {
            starts: true,
            cents: Some(data.cents.map(|cents| cents.get())),
            covers: Some(data.covers.as_ref().map(|id| id.as_str())),
            realises: Some(data.realises.as_ref().map(|id| id.as_str())),
            ..AmountChange::default()
        },
        EventData::AdjustmentChanged(data) => AmountChange {
            cents: patched(&data.cents, |cents| cents.get()),
            pm: data.pro_memorie.value().is_some(),
            covers: patched(&data.covers, |id| id.as_str()),
            realises: patched(&data.realises, |id| id.as_str()),
            ..AmountChange::default()
        },
        EventData::AdjustmentDropped(_) => AmountChange { drops: true, ..AmountChange::default() },
        _ => AmountChange::default(), // no other type changes an amount
    }
}

fn patched<'a, T, U>(patch: &'a Patch<T>, get: impl Fn(&'a T) -> U) -> Option<Option<U>> {
    match patch {
        Patch::Absent => None,
        Patch::Clear => Some(None),
        Patch::Set(value) => Some(Some(get(value))),
    }
}

fn check_amounts(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let own = proposal.subject.id();
    let before = Amounts { view: RuleView { state: view.state, corrected: None }, judged: None };
    let after = Amounts { view: RuleView { state: view.state, corrected: view.corrected }, judged: Some(proposal) };
    let amount = after.of(own);
    for (field, id) in [("gegevens.dekt", amount.covers), ("gegevens.realiseert", amount.realises)] {
        let Some(target) = id else { continue };
        refuse_self_reference(proposal, field, target)?;
        let reason = if amount.covers == Some(target) { Reason::CoverTooHigh } else { Reason::RealisationTooHigh };
        if let Some(excess) = increased_excess(&before, &after, target) {
            let open = i128::from(amount.cents.unwrap_or(0)) - excess;
            let message = message!(
                "rule-takes-too-much",
                target = target,
                open = Argument::Amount(open),
                excess = Argument::Amount(excess),
                subject = proposal.subject.as_str()
            );
            return Err(with_introducing_event(&before, Rejection::new(reason, message), target));
        }
    }
    if let Some(excess) = increased_excess(&before, &after, own) {
        let reason = if after.covered(own) { Reason::CoverTooHigh } else { Reason::RealisationTooHigh };
        let message =
            message!("rule-too-little-left", subject = proposal.subject.as_str(), excess = Argument::Amount(excess));
        return Err(with_introducing_event(&before, Rejection::new(reason, message), own));
    }
    check_total_limit(view, proposal)
}

impl<'v, 'a: 'v> Amounts<'v, 'a> {
    /// Returns true if something covers `target`.
    fn covered(&self, target: &str) -> bool {
        let name = format!("{}/{target}", SubjectKind::Adjustment.name());
        self.view.state.subject(&name).is_some_and(|no| {
            let referrers = &self.view.state.entry(no).referrers;
            referrers.iter().any(|taker| self.of(self.view.state.entry(*taker).id()).covers == Some(target))
        })
    }
}

/// Returns the excess of `target` after the event, if the event increases it.
fn increased_excess(before: &Amounts<'_, '_>, after: &Amounts<'_, '_>, target: &str) -> Option<i128> {
    let excess = after.excess(target).filter(|excess| *excess > 0)?;
    (excess > before.excess(target).unwrap_or(0).max(0)).then_some(excess)
}

/// Adds the event that introduced the exceeded amount to the rejection.
fn with_introducing_event(amounts: &Amounts<'_, '_>, rejection: Rejection, target: &str) -> Rejection {
    let subject = Subject::new(SubjectKind::Adjustment, target).ok();
    match subject.and_then(|subject| amounts.view.introduction(subject.as_str())) {
        Some(row) => rejection.because_of(u64::from(row.position)),
        None => rejection,
    }
}

/// Checks that no total of a report, whatever it adds up, can exceed what canonical JSON can represent.
///
/// The sum of the greatest amount of every adjustment stays below that limit, so every total does. A corrected amount
/// is included, since a withdrawal of the correction restores it; a withdrawn one never returns. The cheap bound comes
/// first: the sum of every amount ever recorded.
fn check_total_limit(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let most = i128::from(CENTS_MAX);
    let proposed = step_of(proposal).cents.flatten().map_or(0, i128::from);
    if view.state.cents_ever() + proposed <= most {
        return Ok(());
    }
    let mut sum = 0;
    let mut own = proposed;
    for no in view.state.subjects_of(SubjectKind::Adjustment) {
        let entry = view.state.entry(*no);
        let rows = entry.rows.iter().filter(|row| row.withdrawn_at == 0);
        let greatest = rows.filter_map(|row| cents_of(entry.cell(row, Field::Cents)).flatten()).max().unwrap_or(0);
        if entry.id() == proposal.subject.id() {
            own = own.max(i128::from(greatest));
        } else {
            sum += i128::from(greatest);
        }
    }
    if sum + own <= most {
        return Ok(());
    }
    let message = message!("rule-sum-too-large", sum = Argument::Amount(sum + own), most = Argument::Amount(most));
    Err(Rejection::new(Reason::AmountTooLarge, message).in_field("gegevens.bedragInCenten"))
}
