//! Groups of notes and lights: which stand side by side, and which group a report shows.

use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{At, Row, State, SubjectNo, Symbol, Value};
use crate::domain::time::Day;

/// A note or light, as it hangs on a node or case.
#[derive(Debug, Clone, Copy)]
pub struct Hung<'s> {
    /// The subject it was recorded on.
    pub subject: SubjectNo,
    /// Its event.
    pub row: &'s Row,
}

/// The round a report is made for.
#[derive(Debug, Clone)]
pub struct ReportRound {
    /// Its id.
    pub id: String,
    /// Its reporting date as known at the position.
    pub reporting_date: Option<String>,
}

/// The group that is shown: its members, and whether they come from elsewhere than the round reported for.
#[derive(Debug, Default)]
pub struct Shown<'s> {
    /// The notes by (`volgorde`, rank), or the lights by (day, rank).
    pub members: Vec<Hung<'s>>,
    /// From an earlier round, not renewed.
    pub carried_over: bool,
}

/// What makes notes or lights a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// One round.
    Round(Symbol),
    /// One day, without a round.
    Day(Day),
}

impl GroupKey {
    /// The group that a note or light belongs to.
    pub fn of(state: &State, hung: &Hung<'_>) -> GroupKey {
        match state.entry(hung.subject).cell(hung.row, Field::Round) {
            Some(Value::Token(round)) => GroupKey::Round(round),
            _ => GroupKey::Day(hung.row.day),
        }
    }
}

/// The group that a report shows of these notes, or of these lights.
pub fn shown<'s>(state: &'s State, at: At, all: &[Hung<'s>], round: Option<&ReportRound>) -> Shown<'s> {
    shown_by(state, all, round, |other| reporting_date(state, at, other))
}

/// The same where something else tells the reporting dates of rounds; only those that might be it are asked for.
pub fn shown_by<'s>(
    state: &'s State,
    all: &[Hung<'s>],
    round: Option<&ReportRound>,
    date_of: impl Fn(&str) -> Option<String>,
) -> Shown<'s> {
    let members = |key: GroupKey| all.iter().filter(|hung| GroupKey::of(state, hung) == key).copied().collect();
    let own = round.and_then(|round| state.symbol(&round.id)).map(GroupKey::Round);
    if let Some(own) = own.filter(|own| all.iter().any(|hung| GroupKey::of(state, hung) == *own)) {
        return Shown { members: members(own), carried_over: false };
    }
    let date = round.and_then(|round| round.reporting_date.as_deref());
    let later = |key: GroupKey| match (key, date) {
        (GroupKey::Round(bound), Some(date)) => date_of(state.token(bound)).is_some_and(|other| other.as_str() > date),
        (GroupKey::Round(_), None) | (GroupKey::Day(_), _) => false,
    };
    // A group is as new as its newest member, so the newest of all leads to it.
    let mut passed_over: Vec<GroupKey> = Vec::new();
    let newest = loop {
        let left =
            all.iter().map(|hung| (hung, GroupKey::of(state, hung))).filter(|(_, key)| !passed_over.contains(key));
        match left.max_by_key(|(hung, _)| (hung.row.day, hung.row.rank)) {
            Some((_, key)) if later(key) => passed_over.push(key),
            found => break found.map(|(_, key)| key),
        }
    };
    Shown { members: newest.map(members).unwrap_or_default(), carried_over: round.is_some() }
}

/// The reporting date of a round, as known at the position.
pub fn reporting_date(state: &State, at: At, round: &str) -> Option<String> {
    let no = state.subject(&format!("{}/{round}", SubjectKind::Round.name()))?;
    let date = state.fold(no, at).settings.token(Field::ReportingDate)?;
    Some(state.token(date).to_owned())
}

/// Puts notes in the order in which they are read: by `volgorde`, those without one last, then by rank.
pub fn in_reading_order(state: &State, members: &mut [Hung<'_>]) {
    members.sort_by_key(|hung| {
        let order = match state.entry(hung.subject).cell(hung.row, Field::Order) {
            Some(Value::Number(order)) => order,
            _ => i64::MAX,
        };
        (order, hung.row.rank)
    });
}
