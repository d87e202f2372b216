//! Compares the amounts of a page with those of a log. One thing is one adjustment: an amount of the same place, kind
//! and year is the one of the log, whatever its size, and what moved becomes a change of it.
//!
//! `pairs` says which is which, `links` keeps what they cover or realise within the room of the log.

mod links;
mod pairs;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::Draft;
use super::super::amount_kinds::{is_opposite, word_argument};
use super::super::known_facts::KnownAdjustment;
use super::days::PageDays;
use super::lineage::Lineage;
use super::tree::Codes;
use super::{DraftComparison, DraftVerdict, money, text};
use crate::language::Argument;
use crate::message;
use pairs::{ComparedAmount, Pairs};

/// The fields that belong to an amount: they change with it, as far as the page gives them.
const BELONGING: [&str; 8] =
    ["omschrijving", "effect", "stand", "lastenBaten", "duur", "eenheidBron", "besluit", "realiseert"];

/// What the amounts of a page are compared with.
pub(super) struct Against<'a> {
    pub known: &'a [KnownAdjustment],
    /// The codes of the log that moved or were divided.
    pub codes: &'a Codes,
    pub lineage: &'a Lineage,
    pub days: &'a PageDays,
}

pub(super) fn compare(page: &[Draft], against: &Against<'_>, all: &mut DraftComparison) {
    let pairs = Pairs::of(page, against.known, &against.codes.moved);
    let ids = pairs.ids();
    let mut taken: BTreeMap<String, i64> = BTreeMap::new();
    for (at, original) in page.iter().enumerate() {
        let mut draft = original.clone();
        links::relink(&mut draft, &ids);
        let too_much = links::leave_out_full_link(&mut draft, at, &pairs, &mut taken);
        let verdict = match pairs.of_page[at] {
            Some(number) => judge(&draft, at, number, &pairs),
            None if too_much => DraftVerdict::Doubt(message!("extract-link-too-much")),
            None => judge_new(&pairs.page[at], &pairs, against),
        };
        all.take_as(original.clone(), draft, verdict, against.days);
    }
}

/// Compares an amount with the one of the log that it is.
fn judge(draft: &Draft, at: usize, number: usize, pairs: &Pairs<'_>) -> DraftVerdict {
    let (own, known, thing) = (&pairs.page[at], &pairs.known[number], &pairs.things[number]);
    let said = |cents: Option<i64>| cents.map_or_else(|| Argument::from("p.m."), money);
    if let Some(day) = known.begins_later {
        return DraftVerdict::Doubt(message!("extract-known-amount-later", known = said(thing.cents), day = day));
    }
    let is_other_year = own.year != thing.year;
    let is_target = own.kind == "taakstelling";
    match (own.cents, thing.cents) {
        (one, two) if one == two && !is_other_year => {
            judge_course(draft, known).unwrap_or_else(|| judge_same(at, number, pairs))
        }
        (one, two) if one == two => {
            DraftVerdict::Differs(message!("extract-known-amount-year", known = said(two), year = year(thing.year)))
        }
        (None, Some(_)) => DraftVerdict::Differs(message!("extract-known-amount")),
        (_, cents) if pairs.is_open(at, number) => DraftVerdict::Doubt(message!(
            "extract-known-amount-another",
            known = said(cents),
            id = format!("bijstelling/{}", known.id)
        )),
        (_, known) if is_other_year && !is_target => DraftVerdict::Doubt(message!(
            "extract-known-amount-other-year",
            known = said(known),
            year = year(thing.year)
        )),
        (new, old) => {
            let mut data = belonging(draft, known);
            data["bedragInCenten"] = json!(new);
            let why = message!("extract-known-amount-moved", known = said(old), said = said(new));
            DraftVerdict::becomes("bijstelling.gewijzigd", data, why)
        }
    }
}

fn year(year: Option<i64>) -> String {
    year.map_or_else(|| "-".to_owned(), |year| year.to_string())
}

/// Judges an amount that stands as the page tells it: the round tells it again, unless it told it before.
fn judge_same(at: usize, number: usize, pairs: &Pairs<'_>) -> DraftVerdict {
    if pairs.known[number].is_told {
        return DraftVerdict::Drop;
    }
    let doubt = || message!("extract-known-amount-again", id = format!("bijstelling/{}", pairs.known[number].id));
    DraftVerdict::Again((!pairs.is_surely_same(at, number)).then(doubt))
}

/// Compares an amount of the same size: a forecast may have come true, or have got its effect. None where it has not.
fn judge_course(draft: &Draft, known: &KnownAdjustment) -> Option<DraftVerdict> {
    let mut data = belonging(draft, known);
    let moves = ["effect", "stand"].iter().any(|field| !data[*field].is_null());
    if !moves {
        return None;
    }
    if let Some(fields) = data.as_object_mut() {
        fields.retain(|field, _| matches!(field.as_str(), "effect" | "stand"));
    }
    let stand = known.data.get("stand").and_then(Value::as_str).unwrap_or("onbekend");
    let why = message!(
        "extract-known-amount-course",
        known = word_argument(stand),
        said = word_argument(text(&draft.event["gegevens"], "stand"))
    );
    Some(DraftVerdict::becomes("bijstelling.gewijzigd", data, why))
}

/// Returns what belongs to the amount and differs. A word that the page does not know takes nothing away.
fn belonging(draft: &Draft, known: &KnownAdjustment) -> Value {
    let said = &draft.event["gegevens"];
    let mut data = json!({});
    for field in BELONGING {
        let is_known = !said[field].is_null() && said[field] != "onbekend";
        if is_known && known.data.get(field) != Some(&said[field]) {
            data[field] = said[field].clone();
        }
    }
    data
}

/// Judges an amount that the log does not have: the same money may stand there elsewhere or under another word.
fn judge_new(own: &ComparedAmount<'_>, pairs: &Pairs<'_>, against: &Against<'_>) -> DraftVerdict {
    let same_year = |thing: &ComparedAmount<'_>| thing.year == own.year || thing.year.is_none() || own.year.is_none();
    let node = |thing: &ComparedAmount<'_>| thing.place.strip_prefix("onderdeel/").map(str::to_owned);
    let all = pairs.known.iter().zip(&pairs.things).enumerate().filter(|(_, (_, thing))| same_year(thing));
    let is_above = |thing: &ComparedAmount<'_>| {
        let in_line =
            node(thing).zip(node(own)).is_some_and(|(one, other)| against.lineage.is_apart_in_line(&one, &other));
        in_line && !is_opposite(thing.effect, own.effect) && thing.cents == own.cents && own.cents.is_some()
    };
    if let Some((_, (known, thing))) = all.clone().find(|(_, (_, thing))| is_above(thing)) {
        return DraftVerdict::Doubt(message!(
            "extract-known-amount-above",
            id = known.id.as_str(),
            place = thing.place.as_str()
        ));
    }
    let is_rival = |number: usize, thing: &ComparedAmount<'_>| {
        let is_worded_otherwise = thing.kind != own.kind && thing.effect == own.effect && own.effect != "onbekend";
        // A pair of two sizes and two names is a guess: the one of the log may be this one.
        let is_free = if thing.kind == own.kind {
            !pairs.is_told_apart(number, &own.name)
        } else {
            is_worded_otherwise && pairs.draft_of(number).is_none()
        };
        let is_part = || {
            let is_of = |(whole, part): &(String, String)| {
                node(thing).as_ref() == Some(whole) && node(own).as_ref() == Some(part)
            };
            against.codes.divided.iter().any(is_of)
        };
        is_free && (thing.place == own.place || is_part())
    };
    match all.into_iter().find(|(number, (_, thing))| is_rival(*number, thing)) {
        Some((_, (known, thing))) => DraftVerdict::Doubt(message!(
            "extract-known-amount-another",
            known = thing.cents.map_or_else(|| Argument::from("p.m."), money),
            id = format!("bijstelling/{}", known.id)
        )),
        None => DraftVerdict::Keep,
    }
}
