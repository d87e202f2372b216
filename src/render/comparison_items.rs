//! Groups the rows of a comparison into items: a subject, a note or a light, with its name and what happened to it.
//!
//! The text and the workbook both show items; the rows of single fields are for programs.

use serde_json::Value;

use super::differences;
use super::wording::{self, erased, words};
use crate::language::Language;
use crate::message;

/// An item that differs, with its rows of every nature.
#[derive(Debug)]
pub struct ComparisonItem<'v> {
    /// What it is.
    pub what: ItemKind,
    /// At least one.
    rows: Vec<&'v Value>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A subject itself.
    Subject,
    /// A note on it.
    Note,
    /// A light on it.
    Light,
}

/// The rows of an item with one nature and one ground.
#[derive(Debug)]
pub struct ItemPart<'v> {
    /// What the item is.
    pub what: ItemKind,
    /// The nature: `nieuw`, `herstel` or `weergave`; where a side does not report its programme, the word of that.
    pub nature: &'v str,
    /// The ground of a correction.
    pub ground: Option<&'v str>,
    /// At least one.
    pub rows: Vec<&'v Value>,
}

/// What happened to an item as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemChange {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Dropped,
    /// It is there on both sides.
    Changed,
}

/// Fields of lights; no subject has fields with these names.
const COLOURS: [&str; 4] = ["kleur", "tijd", "geld", "kwaliteit"];

/// Groups rows into items. The rows must be in the order of a comparison.
pub fn group_items(rows: &[Value]) -> Vec<ComparisonItem<'_>> {
    const SAME: [&str; 4] = ["onderdeel", "onderwerp", "onderwerpVan", "toelichting"];
    let same = |one: &Value, other: &Value| {
        item_kind(one) == item_kind(other) && SAME.iter().all(|key| one[*key] == other[*key])
    };
    rows.chunk_by(same).map(|rows| ComparisonItem { what: item_kind(&rows[0]), rows: rows.iter().collect() }).collect()
}

fn item_kind(row: &Value) -> ItemKind {
    match row["veld"].as_str() {
        _ if row["toelichting"].is_object() => ItemKind::Note,
        Some(field) if COLOURS.contains(&field) => ItemKind::Light,
        Some(_) | None => ItemKind::Subject,
    }
}

impl<'v> ComparisonItem<'v> {
    fn first(&self) -> &'v Value {
        self.rows[0]
    }

    /// Returns the code of the element that it belongs to.
    pub fn node(&self) -> Option<&'v str> {
        self.first()["onderdeel"].as_str()
    }

    /// Returns the kind and the id of its subject.
    pub fn subject(&self) -> (&'v str, &'v str) {
        let subject = self.first()["onderwerp"].as_str().unwrap_or_default();
        subject.split_once('/').unwrap_or(("", subject))
    }

    /// Returns the title, name or description of its subject.
    pub fn title(&self) -> Option<&'v str> {
        self.first()["titel"].as_str()
    }

    /// Returns true for an element of the goal tree itself, not for a note or light on it.
    pub fn is_node(&self) -> bool {
        self.what == ItemKind::Subject && self.subject().0 == "onderdeel"
    }

    /// Returns its name: `Voorziening gebouw-c`; `Toelichting "Personeel"` under the heading of its node, and with the
    /// name of the case for a note on a case.
    pub fn name(&self, language: Language) -> String {
        let (kind, id) = self.subject();
        let subject = format!("{} {id}", words(language, kind));
        let on = if kind == "onderdeel" { String::new() } else { subject.clone() };
        let heading = self.first()["toelichting"]["kop"].as_str().map_or_else(String::new, |kop| format!(" \"{kop}\""));
        let before = self.first()["onderwerpVan"].as_str().map_or_else(String::new, |before| {
            format!(" ({})", message!("compare-was", before = before).in_language(language))
        });
        let name = match (self.what, on.is_empty()) {
            (ItemKind::Subject, _) => wording::capital(&subject),
            (ItemKind::Note, true) => message!("compare-note", heading = heading).in_language(language),
            (ItemKind::Note, false) => {
                message!("compare-note-on", heading = heading, subject = on).in_language(language)
            }
            (ItemKind::Light, true) => message!("compare-light").in_language(language),
            (ItemKind::Light, false) => message!("compare-light-on", subject = on).in_language(language),
        };
        format!("{name}{before}")
    }

    /// Returns its parts, in the order of the steps from A to B.
    pub fn parts(&self) -> Vec<ItemPart<'v>> {
        let mut parts: Vec<ItemPart<'v>> = Vec::new();
        for row in &self.rows {
            let nature = row["reikwijdte"].as_str().or_else(|| row["aard"].as_str()).unwrap_or_default();
            let ground = row["grond"].as_str();
            match parts.iter_mut().find(|part| part.nature == nature && part.ground == ground) {
                Some(part) => part.rows.push(row),
                None => parts.push(ItemPart { what: self.what, nature, ground, rows: vec![row] }),
            }
        }
        parts
    }
}

impl<'v> ItemPart<'v> {
    /// Returns what happened to the item. A code under which another element stands now was both dropped and added,
    /// which is a change.
    pub fn became(&self) -> ItemChange {
        let whole = |change: &str| self.rows.iter().any(|row| row["wijziging"] == change && self.is_whole(row));
        match (whole("toegevoegd"), whole("vervallen")) {
            (true, false) => ItemChange::Added,
            (false, true) => ItemChange::Dropped,
            (true, true) | (false, false) => ItemChange::Changed,
        }
    }

    /// Returns true for a row about the item as a whole.
    fn is_whole(&self, row: &Value) -> bool {
        match self.what {
            ItemKind::Subject => row["veld"] == "bestaan",
            ItemKind::Note => row["toelichting"]["van"].is_null() != row["toelichting"]["naar"].is_null(),
            ItemKind::Light => row["veld"] == "kleur",
        }
    }

    /// Returns the value of a field: the new one, else the old one.
    pub fn value(&self, field: &str) -> &'v Value {
        let row = self.rows.iter().find(|row| row["veld"] == field);
        row.map_or(&Value::Null, |row| if row["naar"].is_null() { &row["van"] } else { &row["naar"] })
    }

    /// Returns the positions that explain it. For an item that was added or dropped they are those of the row about the
    /// whole.
    pub fn positions(&self) -> Vec<u64> {
        let whole = self.rows.iter().find(|row| self.became() != ItemChange::Changed && self.is_whole(row));
        let rows = whole.map_or(&self.rows[..], std::slice::from_ref);
        let all = rows.iter().flat_map(|row| row["posities"].as_array()).flatten();
        let all: std::collections::BTreeSet<u64> = all.filter_map(Value::as_u64).collect();
        all.into_iter().collect()
    }

    /// Returns true for what is folded into a count: an added element of the goal tree, and an added light that is
    /// unknown.
    pub fn is_folded(&self, thing: &ComparisonItem<'_>) -> bool {
        let alone = self.rows.iter().all(|row| row["veld"] == "kleur");
        let unknown = self.what == ItemKind::Light && alone && self.value("kleur") == "onbekend";
        self.became() == ItemChange::Added && (thing.is_node() || unknown)
    }
}

/// Returns what is shown of an added or dropped item after its name: its title or text and its main facts; for an
/// amount its size first.
pub(super) fn item_facts(thing: &ComparisonItem<'_>, part: &ItemPart<'_>, language: Language) -> Vec<String> {
    let told = |field: &str| {
        let value = part.value(field);
        (*value != "onbekend").then(|| differences::format_value(language, field, value))?
    };
    let title = thing.title().map(str::to_owned);
    let titled = |facts: Vec<Option<String>>| std::iter::once(title.clone()).chain(facts).flatten().collect();
    match (part.what, thing.subject().0) {
        (ItemKind::Note, _) => vec![told("tekst").unwrap_or_else(|| erased(language))],
        (ItemKind::Light, _) => COLOURS.iter().filter_map(|field| colour(part, field, language)).collect(),
        (ItemKind::Subject, "bijstelling") => amount(part, language).into_iter().chain(title).collect(),
        (ItemKind::Subject, "voorziening") => {
            let seats = part.value("capaciteit").as_u64();
            let seats = seats.map(|seats| message!("compare-seats", count = seats).in_language(language));
            titled(vec![since(part, language), seats])
        }
        (ItemKind::Subject, "dossier") => titled(vec![told("soort"), since(part, language)]),
        (ItemKind::Subject, "besluit") => {
            let number = told("kenmerk").filter(|number| title.as_ref().is_none_or(|title| !alike(title, number)));
            titled(vec![number, told("strekking"), day(part, "ingangsdatum", language)])
        }
        (ItemKind::Subject, "mijlpaal") => titled(vec![told("status"), day(part, "per", language)]),
        (ItemKind::Subject, "indicator") => {
            let value = told("waarde").map(|value| match told("eenheid") {
                Some(unit) => format!("{value} {unit}"),
                None => value,
            });
            titled(vec![told("periode"), value])
        }
        (ItemKind::Subject, _) => titled(vec![told("niveau")]),
    }
}

/// Compares two names without regard to case, such as `Motie Rookvrij` and `motie Rookvrij`.
fn alike(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Formats a colour: `● groen`, `tijd ▲ oranje`.
fn colour(part: &ItemPart<'_>, field: &str, language: Language) -> Option<String> {
    let told = differences::format_value(language, field, part.value(field))?;
    Some(if field == "kleur" { told } else { format!("{} {told}", words(language, field)) })
}

/// Formats a status with its day: `open sinds 1 april 2019`.
fn since(part: &ItemPart<'_>, language: Language) -> Option<String> {
    let status = part.value("status").as_str().map(|status| words(language, status))?;
    let day = differences::format_value(language, "sinds", part.value("sinds"));
    Some(match day {
        Some(day) => message!("compare-status-since", status = status, day = day).in_language(language),
        None => status,
    })
}

fn day(part: &ItemPart<'_>, field: &str, language: Language) -> Option<String> {
    let day = part.value(field).as_str()?;
    Some(wording::day(language, day, part.value("nauwkeurigheid").as_str()))
}

/// Formats an amount: its size, the words that distinguish it, its year, and what it covers or realises.
fn amount(part: &ItemPart<'_>, language: Language) -> Vec<String> {
    let cents = differences::format_value(language, "bedragInCenten", part.value("bedragInCenten"));
    let size = cents.unwrap_or_else(|| "p.m.".to_owned());
    let year = match part.value("begrotingsjaar").as_i64() {
        Some(year) => year.to_string(),
        None => message!("compare-without-year").in_language(language),
    };
    let link = |field: &str| part.value(field).as_str();
    let covers = link("dekt").map(|id| message!("compare-covers", id = id));
    let realises = link("realiseert").map(|id| message!("compare-realises", id = id));
    let links = covers.into_iter().chain(realises).map(|link| link.in_language(language));
    let kinds = wording::amount_words(language, |key| part.value(key).as_str().filter(|word| *word != "onbekend"));
    std::iter::once(size).chain(kinds).chain([year]).chain(links).collect()
}
