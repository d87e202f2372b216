//! Groups of notes and lights: which stand side by side, and which groups a report shows.

use std::collections::BTreeMap;

use super::rules::Rules;
use super::tree::Tree;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{At, Folded, Row, State, SubjectNo, Symbol, Value};
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

/// What is shown: the members of the groups that stand side by side, and whether they come from elsewhere than the round reported for.
#[derive(Debug, Default)]
pub struct Shown<'s> {
    /// In no order: see [`in_reading_order`] and [`lights`].
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

/// What a report at the point of the tree, and by its rules, shows of these notes, or of these lights.
pub fn shown_in<'s>(tree: &Tree<'s>, all: &[Hung<'s>], round: Option<&ReportRound>) -> Shown<'s> {
    choose(tree.rules, tree.state, tree.at.day, all, round, |other| tree.reporting_date(other))
}

/// The same by today's rules, without a tree.
pub fn shown<'s>(state: &'s State, at: At, all: &[Hung<'s>], round: Option<&ReportRound>) -> Shown<'s> {
    shown_by(state, at.day, all, round, |other| reporting_date(state, at, other))
}

/// The same on a day where something else tells the reporting dates of rounds.
pub fn shown_by<'s>(
    state: &'s State,
    day: Day,
    all: &[Hung<'s>],
    round: Option<&ReportRound>,
    date_of: impl Fn(&str) -> Option<String>,
) -> Shown<'s> {
    choose(Rules::NOW, state, day, all, round, date_of)
}

fn choose<'s>(
    rules: Rules,
    state: &'s State,
    day: Day,
    all: &[Hung<'s>],
    round: Option<&ReportRound>,
    date_of: impl Fn(&str) -> Option<String>,
) -> Shown<'s> {
    let mut groups: BTreeMap<GroupKey, Vec<Hung<'s>>> = BTreeMap::new();
    all.iter().for_each(|hung| groups.entry(GroupKey::of(state, hung)).or_default().push(*hung));
    let own = round.and_then(|round| state.symbol(&round.id)).map(GroupKey::Round);
    if let Some(members) = own.and_then(|own| groups.remove(&own)) {
        return Shown { members, carried_over: false };
    }
    let dates: BTreeMap<GroupKey, String> = groups
        .keys()
        .filter_map(|key| match key {
            GroupKey::Round(bound) => Some((*key, date_of(state.token(*bound))?)),
            GroupKey::Day(_) => None,
        })
        .collect();
    if let Some(limit) = round.and_then(|round| round.reporting_date.as_ref()) {
        groups.retain(|key, _| dates.get(key).is_none_or(|date| date <= limit));
    }
    let newest_member = |members: &[Hung<'_>]| members.iter().map(|hung| (hung.row.day, hung.row.rank)).max();
    // A group of a round stands at its reporting date; before that day comes, where its newest member does.
    let stands_on = |key: &GroupKey, members: &[Hung<'_>]| {
        let date = dates.get(key).and_then(|date| Day::parse(date).ok()).filter(|date| *date <= day);
        date.or_else(|| newest_member(members).map(|(day, _)| day))
    };
    let members = match rules {
        Rules::First => groups.into_values().max_by_key(|members| newest_member(members)).unwrap_or_default(),
        Rules::Second => {
            let newest = groups.iter().map(|(key, members)| stands_on(key, members)).max().flatten();
            let together = groups.iter().filter(|(key, members)| stands_on(key, members) == newest);
            together.flat_map(|(_, members)| members).copied().collect()
        }
    };
    Shown { members, carried_over: round.is_some() }
}

/// The lights that these members are, of groups that stand side by side: each the fold of its group. The light is the first: that of the
/// group with the newest member by (day, rank). The others stand beside it, from new to old.
pub fn lights<'s>(state: &State, members: &[Hung<'s>]) -> Vec<Vec<Hung<'s>>> {
    let mut groups: BTreeMap<GroupKey, Vec<Hung<'s>>> = BTreeMap::new();
    members.iter().for_each(|hung| groups.entry(GroupKey::of(state, hung)).or_default().push(*hung));
    let mut groups: Vec<Vec<Hung<'s>>> = groups.into_values().collect();
    let order = |hung: &Hung<'_>| (hung.row.day, hung.row.rank);
    groups.iter_mut().for_each(|group| group.sort_by_key(order));
    groups.sort_by_key(|group| std::cmp::Reverse(group.last().map(order)));
    groups
}

/// The fields of one light, of the members of its group in their order.
pub fn folded_light(state: &State, group: &[Hung<'_>]) -> Folded {
    let mut folded = Folded::default();
    group.iter().for_each(|hung| folded.settings.apply(state.entry(hung.subject), hung.row));
    folded
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
