//! Groups of notes and lights, and which of these groups a report shows.

use std::collections::BTreeMap;

use super::goal_tree::GoalTree;
use super::rules::ReportRules;
use crate::domain::field::Field;
use crate::domain::state::{EventRow, FieldValue, State, SubjectNo, SubjectState, Symbol};
use crate::domain::time::Day;

/// A note, a light or an announced event that is attached to a node, case or facility.
#[derive(Debug, Clone, Copy)]
pub struct Attached<'s> {
    /// The subject it was recorded on.
    pub subject: SubjectNo,
    /// Its event.
    pub row: &'s EventRow,
}

/// The round that a report is made for.
#[derive(Debug, Clone)]
pub struct ReportRound {
    /// Its id.
    pub id: String,
    /// Its reporting date, as known at the position of the report.
    pub reporting_date: Option<String>,
}

/// The notes or lights that a report shows: the members of the groups that are shown side by side.
#[derive(Debug, Default)]
pub struct ShownMembers<'s> {
    /// The members, in no order: see [`sort_in_reading_order`] and [`group_lights`].
    pub members: Vec<Attached<'s>>,
    /// True when they are not of the round that is reported for: carried over from elsewhere, not renewed.
    pub carried_over: bool,
}

/// What the members of a group of notes or lights have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// The same round.
    Round(Symbol),
    /// The same day, without a round.
    Day(Day),
}

impl GroupKey {
    /// Returns the group that a note or light belongs to.
    pub fn of(state: &State, attached: &Attached<'_>) -> GroupKey {
        match state.entry(attached.subject).cell(attached.row, Field::Round) {
            Some(FieldValue::Token(round)) => GroupKey::Round(round),
            _ => GroupKey::Day(attached.row.day),
        }
    }
}

/// Returns what a report at the point of the tree, by the rules of the tree, shows of these notes or of these lights.
pub fn shown_in_tree<'s>(tree: &GoalTree<'s>, all: &[Attached<'s>], round: Option<&ReportRound>) -> ShownMembers<'s> {
    choose_groups(tree.rules, tree.state, tree.at.day, all, round, |other| tree.reporting_date(other))
}

fn choose_groups<'s>(
    rules: ReportRules,
    state: &'s State,
    day: Day,
    all: &[Attached<'s>],
    round: Option<&ReportRound>,
    date_of: impl Fn(&str) -> Option<String>,
) -> ShownMembers<'s> {
    let mut groups: BTreeMap<GroupKey, Vec<Attached<'s>>> = BTreeMap::new();
    all.iter().for_each(|attached| groups.entry(GroupKey::of(state, attached)).or_default().push(*attached));
    let own = round.and_then(|round| state.symbol(&round.id)).map(GroupKey::Round);
    if let Some(members) = own.and_then(|own| groups.remove(&own)) {
        return ShownMembers { members, carried_over: false };
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
    let newest_member =
        |members: &[Attached<'_>]| members.iter().map(|attached| (attached.row.day, attached.row.rank)).max();
    // The date of a group: its reporting date, or, before that day has come, the day of its newest member.
    let stands_on = |key: &GroupKey, members: &[Attached<'_>]| {
        let date = dates.get(key).and_then(|date| Day::parse(date).ok()).filter(|date| *date <= day);
        date.or_else(|| newest_member(members).map(|(day, _)| day))
    };
    let members = match rules {
        ReportRules::V1 => groups.into_values().max_by_key(|members| newest_member(members)).unwrap_or_default(),
        ReportRules::V2 => {
            let newest = groups.iter().map(|(key, members)| stands_on(key, members)).max().flatten();
            let together = groups.iter().filter(|(key, members)| stands_on(key, members) == newest);
            together.flat_map(|(_, members)| members).copied().collect()
        }
    };
    ShownMembers { members, carried_over: round.is_some() }
}

/// Splits the members of groups that are shown side by side into one group per light. The first is the light itself:
/// the group with the newest member by (day, rank). The others are shown beside it, from new to old.
pub fn group_lights<'s>(state: &State, members: &[Attached<'s>]) -> Vec<Vec<Attached<'s>>> {
    let mut groups: BTreeMap<GroupKey, Vec<Attached<'s>>> = BTreeMap::new();
    members.iter().for_each(|attached| groups.entry(GroupKey::of(state, attached)).or_default().push(*attached));
    let mut groups: Vec<Vec<Attached<'s>>> = groups.into_values().collect();
    let order = |attached: &Attached<'_>| (attached.row.day, attached.row.rank);
    groups.iter_mut().for_each(|group| group.sort_by_key(order));
    groups.sort_by_key(|group| std::cmp::Reverse(group.last().map(order)));
    groups
}

/// Folds the members of one group, in their order, into the fields of one light.
pub fn fold_light(state: &State, group: &[Attached<'_>]) -> SubjectState {
    let mut folded = SubjectState::default();
    group.iter().for_each(|attached| folded.settings.apply(state.entry(attached.subject), attached.row));
    folded
}

/// Sorts notes in reading order: by `volgorde`, those without one last, then by rank.
pub fn sort_in_reading_order(state: &State, members: &mut [Attached<'_>]) {
    members.sort_by_key(|attached| {
        let order = match state.entry(attached.subject).cell(attached.row, Field::Order) {
            Some(FieldValue::Number(order)) => order,
            _ => i64::MAX,
        };
        (order, attached.row.rank)
    });
}
