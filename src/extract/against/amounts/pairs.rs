//! Says which amount of a page is which of a log.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::super::known_facts::KnownAdjustment;
use super::super::super::{Draft, dutch_text};
use super::super::id_of;

/// An amount, of a page or of a log, by what makes it one thing.
pub(super) struct ComparedAmount<'a> {
    /// `onderdeel/9C1.1`, with the code that it has now.
    pub place: String,
    pub kind: &'a str,
    pub year: Option<i64>,
    pub cents: Option<i64>,
    pub effect: &'a str,
    pub name: String,
}

impl<'a> ComparedAmount<'a> {
    pub fn of(data: impl Fn(&str) -> Option<&'a Value>, moved: &BTreeMap<String, String>) -> ComparedAmount<'a> {
        let word = |field: &str| data(field).and_then(Value::as_str).unwrap_or_default();
        let node = word("onderdeel");
        let place = match word("dossier") {
            "" => format!("onderdeel/{}", moved.get(node).map_or(node, String::as_str)),
            case => format!("dossier/{case}"),
        };
        ComparedAmount {
            place,
            kind: word("soort"),
            year: data("begrotingsjaar").and_then(Value::as_i64),
            cents: data("bedragInCenten").and_then(Value::as_i64),
            effect: word("effect"),
            name: bare_name(word("omschrijving")),
        }
    }

    /// Returns how surely both are one thing; none where they are not. A target without a year is one over the years.
    pub fn likeness(&self, other: &ComparedAmount<'_>) -> Option<u32> {
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

/// The amounts of a page beside those of a log, and which is which.
pub(super) struct Pairs<'a> {
    pub drafts: &'a [Draft],
    pub page: Vec<ComparedAmount<'a>>,
    pub known: &'a [KnownAdjustment],
    pub things: Vec<ComparedAmount<'a>>,
    /// For each draft the adjustment of the log that it is, by the greatest likeness first.
    pub of_page: Vec<Option<usize>>,
}

impl<'a> Pairs<'a> {
    pub fn of(drafts: &'a [Draft], known: &'a [KnownAdjustment], moved: &BTreeMap<String, String>) -> Pairs<'a> {
        let of_draft = |draft: &'a Draft| ComparedAmount::of(|field| draft.event["gegevens"].get(field), moved);
        let page: Vec<ComparedAmount<'_>> = drafts.iter().map(of_draft).collect();
        let things: Vec<ComparedAmount<'_>> =
            known.iter().map(|known| ComparedAmount::of(|field| known.data.get(field), moved)).collect();
        let mut ranked: Vec<(u32, usize, usize)> = Vec::new();
        for (at, own) in page.iter().enumerate() {
            for (number, thing) in things.iter().enumerate() {
                if let Some(likeness) = own.likeness(thing) {
                    let same_id = u32::from(id_of(&drafts[at]) == known[number].id);
                    ranked.push((likeness * 2 + same_id, at, number));
                }
            }
        }
        ranked.sort_by_key(|(likeness, at, number)| (std::cmp::Reverse(*likeness), *at, *number));
        let mut of_page: Vec<Option<usize>> = vec![None; drafts.len()];
        for (_, at, number) in ranked {
            if of_page[at].is_none() && !of_page.contains(&Some(number)) {
                of_page[at] = Some(number);
            }
        }
        Pairs { drafts, page, known, things, of_page }
    }

    /// Returns the draft that is this adjustment of the log.
    pub fn draft_of(&self, number: usize) -> Option<usize> {
        self.of_page.iter().position(|pair| *pair == Some(number))
    }

    /// Returns true where the log or the page has more amounts of this place, kind and year, so that either may be
    /// meant.
    pub fn is_open(&self, at: usize, number: usize) -> bool {
        let own = &self.page[at];
        if own.name == self.things[number].name {
            return false;
        }
        let is_rival = |other: &ComparedAmount<'_>| own.likeness(other).is_some() && own.year == other.year;
        let mut others = self.things.iter().enumerate();
        let more_known =
            others.any(|(other, thing)| other != number && self.draft_of(other).is_none() && is_rival(thing));
        let mut drafts = self.page.iter().enumerate();
        more_known || drafts.any(|(other, thing)| other != at && self.of_page[other].is_none() && is_rival(thing))
    }

    /// Returns true where a draft of the same size is the adjustment of the log and can be no other: they have one name,
    /// and no other of this place, kind and year has that name or that size.
    pub fn is_surely_same(&self, at: usize, number: usize) -> bool {
        let own = &self.page[at];
        let is_rival = |other: &ComparedAmount<'_>| {
            own.likeness(other).is_some() && (own.name == other.name || own.cents == other.cents)
        };
        let more_known = self.things.iter().enumerate().any(|(other, thing)| other != number && is_rival(thing));
        let more_drafts = self.page.iter().enumerate().any(|(other, thing)| other != at && is_rival(thing));
        own.name == self.things[number].name && !more_known && !more_drafts
    }

    /// Returns true where a draft is likely another amount than its pair: it is kept beside it, to be reviewed.
    pub fn is_another(&self, at: usize) -> bool {
        let Some(number) = self.of_page[at] else { return false };
        let (own, thing) = (&self.page[at], &self.things[number]);
        let is_other_size = own.cents != thing.cents && (own.cents.is_some() || thing.cents.is_none());
        let is_other_year = own.year != thing.year && own.kind != "taakstelling";
        self.known[number].begins_later.is_none() && is_other_size && (is_other_year || self.is_open(at, number))
    }

    /// Returns true where an adjustment of the log is surely another draft than one with this name: by its size, or by
    /// a name that this one does not have.
    pub fn is_told_apart(&self, number: usize, name: &str) -> bool {
        let Some(at) = self.draft_of(number) else { return false };
        let (one, thing) = (&self.page[at], &self.things[number]);
        (one.cents == thing.cents && one.cents.is_some()) || (one.name == thing.name && name != thing.name)
    }

    /// Returns the id of each draft in the log: that of the adjustment that it is, else its own or the next that
    /// neither the log nor the page has.
    pub fn ids(&self) -> BTreeMap<String, String> {
        let own_ids: BTreeSet<&str> = self.drafts.iter().map(id_of).collect();
        let mut used: BTreeSet<String> = self.known.iter().map(|known| known.id.clone()).collect();
        let mut ids = BTreeMap::new();
        for (at, draft) in self.drafts.iter().enumerate() {
            let own = id_of(draft).to_owned();
            let id = match self.of_page[at].filter(|_| !self.is_another(at)) {
                Some(number) => self.known[number].id.clone(),
                None if !used.contains(&own) => own.clone(),
                None => (2..)
                    .map(|number| format!("{own}-{number}"))
                    .find(|id| !used.contains(id) && !own_ids.contains(id.as_str()))
                    .unwrap_or_default(),
            };
            used.insert(id.clone());
            ids.insert(own, id);
        }
        ids
    }
}
