//! Compares the amounts of a page with those of a log. One thing is one adjustment: an amount of the same place, kind
//! and year is the one of the log, whatever its size, and what moved becomes a change of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::Draft;
use super::super::amount_kinds::word_argument;
use super::super::dutch_text;
use super::super::known_facts::KnownAdjustment;
use super::{Comparison, DraftVerdict, id_of, money, text};
use crate::language::Argument;
use crate::message;

/// The fields that belong to an amount: they change with it, as far as the page gives them.
const BELONGING: [&str; 8] =
    ["omschrijving", "effect", "stand", "lastenBaten", "duur", "eenheidBron", "besluit", "realiseert"];

/// An amount, of a page or of a log, by what makes it one thing.
struct Thing<'a> {
    /// `onderdeel/9C1.1`, with the code that it has now.
    place: String,
    kind: &'a str,
    year: Option<i64>,
    cents: Option<i64>,
    effect: &'a str,
    name: String,
}

impl<'a> Thing<'a> {
    fn of(data: impl Fn(&str) -> Option<&'a Value>, moved: &BTreeMap<String, String>) -> Thing<'a> {
        let word = |field: &str| data(field).and_then(Value::as_str).unwrap_or_default();
        let node = word("onderdeel");
        let place = match word("dossier") {
            "" => format!("onderdeel/{}", moved.get(node).map_or(node, String::as_str)),
            case => format!("dossier/{case}"),
        };
        Thing {
            place,
            kind: word("soort"),
            year: data("begrotingsjaar").and_then(Value::as_i64),
            cents: data("bedragInCenten").and_then(Value::as_i64),
            effect: word("effect"),
            name: bare_name(word("omschrijving")),
        }
    }

    /// Returns how surely both are one thing; none where they are not. A target without a year is one over the years.
    fn likeness(&self, other: &Thing<'_>) -> Option<u32> {
        if self.place != other.place || self.kind != other.kind {
            return None;
        }
        let year = match (self.year, other.year) {
            (one, two) if one == two => 16,
            (None, _) | (_, None) => 2,
            (Some(_), Some(_)) => return None,
        };
        let size = if self.cents == other.cents { 8 } else { 0 };
        let name = match () {
            () if self.name == other.name => 4,
            () if dutch_text::alike(&self.name, &other.name) => 1,
            () => 0,
        };
        Some(year + size + name)
    }
}

/// Returns a name without its figures and qualifiers, which change from year to year.
fn bare_name(name: &str) -> String {
    let bare = name.split('(').next().unwrap_or_default();
    let words = dutch_text::normalize(bare);
    words.split(' ').filter(|word| !word.bytes().all(|b| b.is_ascii_digit())).collect::<Vec<_>>().join(" ")
}

pub(super) fn compare(
    page: Vec<Draft>,
    known: &[KnownAdjustment],
    moved: &BTreeMap<String, String>,
    all: &mut Comparison,
) {
    let pairs = pairs(&page, known, moved);
    let ids = ids(&page, known, &pairs);
    let mut taken: BTreeMap<String, i64> = BTreeMap::new();
    let things: Vec<Thing<'_>> = known.iter().map(|known| Thing::of(|field| known.data.get(field), moved)).collect();
    for (at, original) in page.iter().enumerate() {
        let mut draft = original.clone();
        relink(&mut draft, &ids);
        let too_much = leave_out_full_link(&mut draft, known, pairs[at], &mut taken);
        let own = Thing::of(|field| original.event["gegevens"].get(field), moved);
        let verdict = match pairs[at] {
            Some(number) => {
                judge(&draft, &own, &known[number], &things[number], is_open(at, number, &page, &things, &pairs, moved))
            }
            None => judge_new(&own, known, &things, &pairs, too_much),
        };
        take(all, original, draft, verdict, pairs[at].map(|number| &known[number]));
    }
}

/// Returns for each draft the adjustment of the log that it is, by the greatest likeness first.
fn pairs(page: &[Draft], known: &[KnownAdjustment], moved: &BTreeMap<String, String>) -> Vec<Option<usize>> {
    let of_page: Vec<Thing<'_>> =
        page.iter().map(|draft| Thing::of(|field| draft.event["gegevens"].get(field), moved)).collect();
    let mut ranked: Vec<(u32, usize, usize)> = Vec::new();
    for (at, own) in of_page.iter().enumerate() {
        for (number, other) in known.iter().enumerate() {
            let thing = Thing::of(|field| other.data.get(field), moved);
            if let Some(likeness) = own.likeness(&thing) {
                let same_id = u32::from(id_of(&page[at]) == other.id);
                ranked.push((likeness * 2 + same_id, at, number));
            }
        }
    }
    ranked.sort_by_key(|(likeness, at, number)| (std::cmp::Reverse(*likeness), *at, *number));
    let mut pairs: Vec<Option<usize>> = vec![None; page.len()];
    for (_, at, number) in ranked {
        if pairs[at].is_none() && !pairs.contains(&Some(number)) {
            pairs[at] = Some(number);
        }
    }
    pairs
}

/// Returns true where the log or the page has more amounts of this place, kind and year, so that either may be meant.
fn is_open(
    at: usize,
    number: usize,
    page: &[Draft],
    things: &[Thing<'_>],
    pairs: &[Option<usize>],
    moved: &BTreeMap<String, String>,
) -> bool {
    let own = Thing::of(|field| page[at].event["gegevens"].get(field), moved);
    if own.name == things[number].name {
        return false;
    }
    let is_rival = |other: &Thing<'_>| own.likeness(other).is_some() && own.year == other.year;
    let more_known = things
        .iter()
        .enumerate()
        .any(|(other, thing)| other != number && !pairs.contains(&Some(other)) && is_rival(thing));
    let more_drafts = page.iter().enumerate().any(|(other, draft)| {
        let thing = Thing::of(|field| draft.event["gegevens"].get(field), moved);
        other != at && pairs[other].is_none() && is_rival(&thing)
    });
    more_known || more_drafts
}

/// Returns the id of each draft in the log: that of the adjustment that it is, else its own or the next free one.
fn ids(page: &[Draft], known: &[KnownAdjustment], pairs: &[Option<usize>]) -> BTreeMap<String, String> {
    let mut used: BTreeSet<String> = known.iter().map(|known| known.id.clone()).collect();
    let mut ids = BTreeMap::new();
    for (draft, pair) in page.iter().zip(pairs) {
        let own = id_of(draft).to_owned();
        let id = match pair {
            Some(number) => known[*number].id.clone(),
            None => {
                let numbered = (2..).map(|number| format!("{own}-{number}"));
                std::iter::once(own.clone()).chain(numbered).find(|id| !used.contains(id)).unwrap_or_default()
            }
        };
        used.insert(id.clone());
        ids.insert(own, id);
    }
    ids
}

fn relink(draft: &mut Draft, ids: &BTreeMap<String, String>) {
    if let Some(id) = ids.get(id_of(draft)) {
        draft.event["onderwerp"] = json!(format!("bijstelling/{id}"));
    }
    for field in ["dekt", "realiseert"] {
        let linked = draft.event["gegevens"][field].as_str().and_then(|id| ids.get(id)).cloned();
        if let Some(id) = linked {
            draft.event["gegevens"][field] = json!(id);
        }
    }
}

/// Leaves out a link to an amount of the log that has less open than the draft takes. Returns whether it did.
fn leave_out_full_link(
    draft: &mut Draft,
    known: &[KnownAdjustment],
    pair: Option<usize>,
    taken: &mut BTreeMap<String, i64>,
) -> bool {
    let cents = draft.event["gegevens"]["bedragInCenten"].as_i64().unwrap_or(0);
    let mut left_out = false;
    for field in ["dekt", "realiseert"] {
        let Some(id) = draft.event["gegevens"][field].as_str().map(str::to_owned) else { continue };
        let Some(size) = known.iter().find(|known| known.id == id).map(|known| known.data.get("bedragInCenten")) else {
            continue;
        };
        let takes = |(number, other): (usize, &KnownAdjustment)| {
            let links = ["dekt", "realiseert"].iter().any(|field| other.data.get(*field) == Some(&json!(id)));
            (links && Some(number) != pair).then(|| other.data.get("bedragInCenten").and_then(Value::as_i64)).flatten()
        };
        let used: i64 = known.iter().enumerate().filter_map(takes).sum();
        let on_page = taken.entry(id).or_default();
        let has_room =
            size.and_then(Value::as_i64).is_none_or(|size| used.saturating_add(*on_page).saturating_add(cents) <= size);
        if has_room {
            *on_page += cents;
        } else {
            left_out = true;
            if let Some(data) = draft.event["gegevens"].as_object_mut() {
                data.remove(field);
            }
        }
    }
    left_out
}

/// Compares an amount with the one of the log that it is.
fn judge(draft: &Draft, own: &Thing<'_>, known: &KnownAdjustment, thing: &Thing<'_>, is_open: bool) -> DraftVerdict {
    let said = |cents: Option<i64>| cents.map_or_else(|| Argument::from("p.m."), money);
    if let Some(day) = known.begins_later {
        return DraftVerdict::Doubt(message!("extract-known-amount-later", known = said(thing.cents), day = day));
    }
    let is_other_year = own.year != thing.year;
    let is_target = own.kind == "taakstelling";
    match (own.cents, thing.cents) {
        (one, two) if one == two && !is_other_year => judge_course(draft, known),
        (one, two) if one == two => {
            DraftVerdict::Differs(message!("extract-known-amount-year", known = said(two), year = year(thing.year)))
        }
        (None, Some(_)) => DraftVerdict::Differs(message!("extract-known-amount")),
        (_, known) if is_open => {
            DraftVerdict::Doubt(message!("extract-known-amount-another", known = said(known), id = thing_id(draft)))
        }
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

fn thing_id(draft: &Draft) -> String {
    draft.subject().to_owned()
}

fn year(year: Option<i64>) -> String {
    year.map_or_else(|| "-".to_owned(), |year| year.to_string())
}

/// Compares an amount of the same size: a forecast may have come true, or have got its effect.
fn judge_course(draft: &Draft, known: &KnownAdjustment) -> DraftVerdict {
    let mut data = belonging(draft, known);
    let moves = ["effect", "stand"].iter().any(|field| !data[*field].is_null());
    if !moves {
        return DraftVerdict::Drop;
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
    DraftVerdict::becomes("bijstelling.gewijzigd", data, why)
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
fn judge_new(
    own: &Thing<'_>,
    known: &[KnownAdjustment],
    things: &[Thing<'_>],
    pairs: &[Option<usize>],
    too_much: bool,
) -> DraftVerdict {
    if too_much {
        return DraftVerdict::Doubt(message!("extract-link-too-much"));
    }
    let same_year = |thing: &Thing<'_>| thing.year == own.year || thing.year.is_none() || own.year.is_none();
    let node = |thing: &Thing<'_>| thing.place.strip_prefix("onderdeel/").map(str::to_owned);
    for (known, thing) in known.iter().zip(things).filter(|(_, thing)| same_year(thing) && !against(thing, own)) {
        let above = node(thing).zip(node(own)).is_some_and(|(one, other)| is_apart_in_line(&one, &other));
        if above && thing.cents == own.cents && own.cents.is_some() {
            return DraftVerdict::Doubt(message!(
                "extract-known-amount-above",
                id = known.id.as_str(),
                place = thing.place.as_str()
            ));
        }
    }
    let rival = known.iter().zip(things).enumerate().find(|(number, (_, thing))| {
        let is_worded_otherwise = thing.kind != own.kind && thing.effect == own.effect && own.effect != "onbekend";
        thing.place == own.place
            && same_year(thing)
            && !pairs.contains(&Some(*number))
            && (thing.kind == own.kind || is_worded_otherwise)
    });
    match rival {
        Some((_, (known, thing))) => DraftVerdict::Doubt(message!(
            "extract-known-amount-another",
            known = thing.cents.map_or_else(|| Argument::from("p.m."), money),
            id = format!("bijstelling/{}", known.id)
        )),
        None => DraftVerdict::Keep,
    }
}

/// Returns true where one is a gain and the other a loss.
fn against(one: &Thing<'_>, other: &Thing<'_>) -> bool {
    matches!((one.effect, other.effect), ("voordeel", "nadeel") | ("nadeel", "voordeel"))
}

/// Returns true where one code lies below the other: `5A2.1` below `5`.
fn is_apart_in_line(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let rest = long.strip_prefix(short).unwrap_or_default();
    let goes_on = short.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
    !rest.is_empty() && !goes_on
}

fn take(all: &mut Comparison, original: &Draft, draft: Draft, verdict: DraftVerdict, known: Option<&KnownAdjustment>) {
    match verdict {
        DraftVerdict::Keep => all.kept.push(draft),
        DraftVerdict::Drop => all.leave_out(original.clone()),
        DraftVerdict::Differs(why) => {
            all.tell(&draft, why);
            all.leave_out(original.clone());
        }
        DraftVerdict::Doubt(why) => {
            let mut kept = draft;
            // Another amount than the one of the log has an id of its own.
            if known.is_some_and(|known| known.begins_later.is_none()) {
                kept.event["onderwerp"] = original.event["onderwerp"].clone();
                let taken = format!("bijstelling/{}", known.map_or("", |known| known.id.as_str()));
                if kept.subject() == taken {
                    kept.event["onderwerp"] = json!(format!("{taken}-2"));
                }
            }
            all.left_out.push(original.clone());
            all.tell(&kept, why.clone());
            kept.event["herkomst"]["oordeel"] = json!("nakijken");
            kept.uncertain = Some(match kept.uncertain.take() {
                Some(first) => crate::language::Message::joined(vec![first, why], "; "),
                None => why,
            });
            all.kept.push(kept);
        }
        DraftVerdict::Becomes(new) => {
            let kept = super::replaced(draft, *new);
            all.notices.extend(
                kept.uncertain.clone().map(|why| super::Notice { lines: kept.lines, message: kept.about(why) }),
            );
            all.leave_out(original.clone());
            all.kept.push(kept);
        }
    }
}
