//! Rules for amounts: cover and realisation never exceed what is open of an amount at the head, regardless of the day.
//!
//! What is open of an amount is that amount less what covers it and what realises it, after every event of the log has
//! taken effect. An amount p.m. may be covered by any amount, and a cover p.m. takes nothing. An event is refused only
//! if it increases the excess, so an excess that a withdrawal caused can still be reduced in steps.

use std::collections::BTreeSet;

use serde_json::Value;

use super::round::reporting_date;
use super::{
    Proposal, Reason, Rejection, RuleView, note, refuse_ended, refuse_if_existing, refuse_self_reference, refuse_status,
};
use crate::event::EventType;
use crate::field::Field;
use crate::ids::{RoundId, Subject, SubjectKind};
use crate::language::Argument;
use crate::message;
use crate::money::CENTS_MAX;
use crate::state::{EventRow, FieldSettings, FieldValue, FieldWrite, SubjectNo, present_life};
use crate::time::Day;

const END_OF_TIME: Day = Day::from_number(i32::MAX);

pub(super) fn record(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_if_existing(view, proposal, EventType::AdjustmentDropped)?;
    check_amounts(view, proposal)
}

/// A dropped amount cannot be changed: the change would be accepted and be visible nowhere.
pub(super) fn change(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    refuse_dropped(view, proposal)?;
    check_amounts(view, proposal)
}

/// A dropped amount can not be told again, nor one that does not exist yet, and a sealed round reports nothing more. After
/// the reporting date, or for a round of another budget year, it would show nowhere: unlike a note, it belongs to no
/// report but that of its round. A correction that keeps the day and the round says of neither anything new.
pub(super) fn tell_again(view: &RuleView<'_>, proposal: &Proposal, round: &RoundId) -> Result<(), Rejection> {
    refuse_dropped(view, proposal)?;
    note::record(view, Some(round))?;
    let keeps_day = view.corrected.is_some_and(|row| row.day == proposal.effective_on);
    if keeps_day && note::corrected_round(view) == Some(round.as_str()) {
        return Ok(());
    }
    refuse_before_introduction(view, proposal)?;
    let subject = round.subject();
    let date = reporting_date(view, &subject);
    if let Some(date) = date.filter(|date| *date < proposal.effective_on) {
        let on = proposal.effective_on;
        let message = message!("rule-after-reporting-date", subject = subject.as_str(), day = date, on = on);
        return Err(Rejection::new(Reason::AfterReportingDate, message).in_field("ingangsdatum"));
    }
    refuse_other_year(view, proposal, &subject)
}

fn refuse_before_introduction(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    match view.introduction(proposal.subject.as_str()).filter(|row| row.day > proposal.effective_on) {
        Some(row) => {
            let subject = proposal.subject.as_str();
            let message = message!("rule-not-yet", subject = subject, day = row.day, on = proposal.effective_on);
            let rejection = Rejection::new(Reason::NotYetRecorded, message).in_field("ingangsdatum");
            Err(rejection.because_of(u64::from(row.position)))
        }
        None => Ok(()),
    }
}

/// An amount that is linked to others may be shown for the year of one of those, so only one that stands alone is judged.
fn refuse_other_year(view: &RuleView<'_>, proposal: &Proposal, round: &Subject) -> Result<(), Rejection> {
    let folded = |subject: &Subject, day| Some(view.fold(view.state.subject(subject.as_str())?, day).settings);
    let Some(amount) = folded(&proposal.subject, proposal.effective_on) else { return Ok(()) };
    let Some(asked) = folded(round, END_OF_TIME) else { return Ok(()) };
    let is_linked = [Field::Covers, Field::Realises].iter().any(|field| amount.token(*field).is_some())
        || view.state.subject(proposal.subject.as_str()).is_some_and(|no| {
            let mut others = view.state.entry(no).referrers();
            others.any(|no| view.state.entry(no).kind == SubjectKind::Adjustment)
        });
    match amount.number(Field::FiscalYear).zip(asked.number(Field::FiscalYear)) {
        Some((own, of_round)) if own != of_round && !is_linked => {
            let (subject, round) = (proposal.subject.as_str(), round.as_str());
            let message = message!(
                "rule-other-year",
                subject = subject,
                year = own.to_string(),
                round = round,
                other = of_round.to_string()
            );
            Err(Rejection::new(Reason::OtherFiscalYear, message).in_field("gegevens.ronde"))
        }
        Some(_) | None => Ok(()),
    }
}

fn refuse_dropped(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let again = (message!("rule-is-dropped"), EventType::AdjustmentRecorded);
    refuse_ended(view, proposal, EventType::AdjustmentDropped, Reason::AdjustmentAlreadyDropped, again)
}

pub(super) fn drop_adjustment(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let dropped = [EventType::AdjustmentDropped];
    refuse_status(view, proposal, &dropped, Reason::AdjustmentAlreadyDropped, message!("rule-is-dropped"))?;
    match view.corrected {
        Some(_) => check_amounts(view, proposal),
        None => Ok(()),
    }
}

/// The fields that decide how large an amount is and which amounts it covers or realises.
const AMOUNT_FIELDS: [Field; 4] = [Field::Cents, Field::ProMemorie, Field::Covers, Field::Realises];

/// An event of an amount, recorded or proposed.
struct AmountEvent<'a> {
    kind: EventType,
    writes: Vec<FieldWrite<AmountValue<'a>>>,
}

/// The value of one of [`AMOUNT_FIELDS`].
#[derive(Debug, Clone, Copy)]
enum AmountValue<'a> {
    Cents(i64),
    Id(&'a str),
    /// True for an amount p.m.; or there is no value.
    Other,
}

/// An amount after all its events have taken effect.
#[derive(Debug, Clone, Copy)]
struct FinalAmount<'a> {
    /// `None` for an amount p.m. or an unknown one.
    cents: Option<i64>,
    dropped: bool,
    covers: Option<&'a str>,
    realises: Option<&'a str>,
}

impl<'a> FinalAmount<'a> {
    /// Folds all events of an amount, which are in order.
    fn of(events: &[AmountEvent<'a>]) -> FinalAmount<'a> {
        let life = present_life(SubjectKind::Adjustment, events, |event| event.kind);
        let mut fields = FieldSettings::default();
        life.iter().for_each(|event| fields.apply_writes(event.writes.iter().copied()));
        let id = |field| match fields.get(field) {
            Some(AmountValue::Id(id)) => Some(*id),
            Some(AmountValue::Cents(_) | AmountValue::Other) | None => None,
        };
        FinalAmount {
            cents: fields.get(Field::Cents).and_then(|value| value.cents()),
            dropped: life.iter().any(|event| event.kind.drops()),
            covers: id(Field::Covers),
            realises: id(Field::Realises),
        }
    }

    /// Returns how much of the amount with this id it uses, by covering or realising it.
    fn takes_of(&self, id: &str) -> i128 {
        let takes = !self.dropped && (self.covers == Some(id) || self.realises == Some(id));
        if takes { i128::from(self.cents.unwrap_or(0)) } else { 0 }
    }
}

impl AmountValue<'_> {
    const fn cents(&self) -> Option<i64> {
        match self {
            AmountValue::Cents(cents) => Some(*cents),
            AmountValue::Id(_) | AmountValue::Other => None,
        }
    }
}

/// The amounts of the log, with or without the event under decision.
struct AmountsAtDecision<'v, 'a> {
    view: RuleView<'a>,
    judged: Option<&'v Proposal>,
}

impl<'v, 'a: 'v> AmountsAtDecision<'v, 'a> {
    fn of(&self, id: &str) -> FinalAmount<'v> {
        let name = format!("{}/{id}", SubjectKind::Adjustment.name());
        let mut events: Vec<AmountEvent<'v>> = Vec::new();
        // Where the event under decision comes among those that are recorded.
        let mut place = 0;
        let judged = self.judged.filter(|judged| judged.subject.as_str() == name);
        if let Some(no) = self.view.state.subject(&name) {
            let rows = self.view.rows(no, END_OF_TIME);
            let rank = self.view.corrected.map_or(u32::MAX, |row| row.rank);
            place = judged
                .map_or(0, |judged| rows.partition_point(|row| (row.day, row.rank) < (judged.effective_on, rank)));
            events.extend(rows.iter().map(|row| self.recorded(no, row)));
        }
        if let Some(judged) = judged {
            events.insert(place, AmountEvent { kind: judged.kind(), writes: proposed_writes(judged) });
        }
        FinalAmount::of(&events)
    }

    fn recorded(&self, no: SubjectNo, row: &EventRow) -> AmountEvent<'v> {
        let state = self.view.state;
        let cells = state.entry(no).set_by(row).filter(|cell| AMOUNT_FIELDS.contains(&cell.field));
        let writes = cells.map(|cell| {
            let value = match cell.value {
                FieldValue::Number(cents) => AmountValue::Cents(cents),
                FieldValue::Token(id) => AmountValue::Id(state.token(id)),
                FieldValue::Clear | FieldValue::Flag(_) | FieldValue::Tokens(_) | FieldValue::Stored => {
                    AmountValue::Other
                }
            };
            FieldWrite { field: cell.field, setting: value, has_value: cell.value != FieldValue::Clear }
        });
        AmountEvent { kind: row.kind, writes: writes.collect() }
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
            let entries = self.view.state.entry(no).referrers().map(|no| self.view.state.entry(no));
            takers.extend(entries.filter(|entry| entry.kind == SubjectKind::Adjustment).map(|entry| entry.id()));
        }
        takers.extend(self.judged.map(|judged| judged.subject.id()));
        takers.iter().map(|taker| self.of(taker).takes_of(target)).sum()
    }
}

/// Returns what a proposed event does to the fields of its amount.
fn proposed_writes(proposal: &Proposal) -> Vec<FieldWrite<AmountValue<'_>>> {
    let write = |field: Field| {
        let value = proposal.body.get(field.name())?;
        let setting = match value {
            Value::Number(cents) => AmountValue::Cents(cents.as_i64().expect("cents are whole")),
            Value::String(id) => AmountValue::Id(id),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => AmountValue::Other,
        };
        Some(FieldWrite { field, setting, has_value: !value.is_null() })
    };
    AMOUNT_FIELDS.into_iter().filter_map(write).collect()
}

fn check_amounts(view: &RuleView<'_>, proposal: &Proposal) -> Result<(), Rejection> {
    let own = proposal.subject.id();
    let before = AmountsAtDecision { view: RuleView { state: view.state, corrected: None }, judged: None };
    let after =
        AmountsAtDecision { view: RuleView { state: view.state, corrected: view.corrected }, judged: Some(proposal) };
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

impl<'v, 'a: 'v> AmountsAtDecision<'v, 'a> {
    /// Returns true if something covers `target`.
    fn covered(&self, target: &str) -> bool {
        let name = format!("{}/{target}", SubjectKind::Adjustment.name());
        self.view.state.subject(&name).is_some_and(|no| {
            let mut referrers = self.view.state.entry(no).referrers();
            referrers.any(|taker| self.of(self.view.state.entry(taker).id()).covers == Some(target))
        })
    }
}

/// Returns the excess of `target` after the event, if the event increases it.
fn increased_excess(
    before: &AmountsAtDecision<'_, '_>,
    after: &AmountsAtDecision<'_, '_>,
    target: &str,
) -> Option<i128> {
    let excess = after.excess(target).filter(|excess| *excess > 0)?;
    (excess > before.excess(target).unwrap_or(0).max(0)).then_some(excess)
}

/// Adds the event that introduced the exceeded amount to the rejection.
fn with_introducing_event(amounts: &AmountsAtDecision<'_, '_>, rejection: Rejection, target: &str) -> Rejection {
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
    let written = proposed_writes(proposal).into_iter().find_map(|write| write.setting.cents());
    let proposed = written.map_or(0, i128::from);
    if view.state.cents_ever() + proposed <= most {
        return Ok(());
    }
    let mut sum = 0;
    let mut own = proposed;
    for no in view.state.subjects_of(SubjectKind::Adjustment) {
        let entry = view.state.entry(*no);
        let rows = entry.rows.iter().filter(|row| row.withdrawn_at == 0);
        let cents = rows.filter_map(|row| entry.cell(row, Field::Cents).and_then(FieldValue::number));
        let greatest = cents.max().unwrap_or(0);
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
