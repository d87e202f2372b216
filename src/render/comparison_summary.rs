//! Renders the summary of a comparison as lines with a label: lights that got better or worse, notes, money, structure.
//! Both the text and the workbook begin with them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::comparison_reach;
use super::wording::{euros, words};
use crate::language::{Language, Message};
use crate::message;

/// How many names follow a count.
const NAMED: usize = 4;
/// How many totals are in the line on money; the others are listed among the totals.
const TOTALS_NAMED: usize = 3;
/// The natures in the order in which they are shown, changes in the world first.
const NATURES: [&str; 3] = ["nieuw", "herstel", "weergave"];

/// Formats a nature with its mark: `↺ herstel`, `◐ weergave`, `+ nieuw`. No colour is needed to distinguish them.
pub fn nature_mark(nature: &str, language: Language) -> String {
    let sign = match nature {
        "herstel" => "↺",
        "weergave" => "◐",
        "nieuw" => "+",
        "niet-gerapporteerd" => "○",
        "voor-het-eerst-ingevoerd" => "◇",
        _ => "",
    };
    format!("{sign}\u{a0}{}", words(language, nature))
}

/// Returns the lines: a label, and what differs. What does not differ has no line, except lights, notes, structure and
/// money: a reader wants to see that nothing changed there. With a filter on kind, amount or nature these lines are
/// left out too, because then nothing else was compared.
pub fn summary_lines(found: &Value, language: Language) -> Vec<(String, String)> {
    let summary = &found["samenvatting"];
    if !summary.is_object() {
        return Vec::new(); // the answer of an older service
    }
    let asked = &found["filter"];
    let kinds = asked["soorten"].as_array().is_none_or(Vec::is_empty);
    let looked = kinds && asked["minimum"].is_null() && asked["aard"].is_null();
    let told = |label: Message, parts: Vec<String>, always: bool| {
        let none = || message!("gist-none").in_language(language);
        let told = if parts.is_empty() && always && looked { none() } else { parts.join("; ") };
        (label.in_language(language), told)
    };
    let of = |kind: &'static str| by_nature(summary, language, |part| tally(&part[kind], language));
    let lights = by_nature(summary, language, |part| lights(&part["stoplichten"], language));
    let mut notes = of("toelichtingen");
    notes.extend(not_renewed(&summary["nietVernieuwd"], language));
    let others = ["dossiers", "besluiten", "mijlpalen", "indicatoren"].map(|kind| {
        let parts = of(kind);
        (!parts.is_empty()).then(|| format!("{} {}", words(language, kind), parts.join(", ")))
    });
    let facilities = by_nature(summary, language, |part| facilities(&part["voorzieningen"], language));
    let lines = [
        told(message!("gist-lights"), lights, true),
        told(message!("gist-notes"), notes, true),
        told(message!("gist-tree"), of("onderdelen"), true),
        told(message!("gist-money"), money(&found["totalen"], language), true),
        told(message!("gist-facilities"), facilities, false),
        told(message!("gist-others"), others.into_iter().flatten().collect(), false),
        told(message!("gist-unreported"), unreported(found, language), false),
        told(message!("gist-first-entered"), first_entered(summary, language), false),
    ];
    lines.into_iter().filter(|(_, told)| !told.is_empty()).collect()
}

/// Returns the programmes that a side does not report.
fn unreported(found: &Value, language: Language) -> Vec<String> {
    let all = found["nietGerapporteerd"].as_array().map_or(&[][..], Vec::as_slice);
    let of = |side: &str| -> Vec<&str> {
        all.iter().filter(|one| one[side] == false).filter_map(|one| one["code"].as_str()).collect()
    };
    let sides = [("van", message!("compare-from")), ("naar", message!("compare-to"))];
    let told = sides.into_iter().filter_map(|(side, label)| {
        let codes = of(side);
        (!codes.is_empty())
            .then(|| format!("{} {}", label.in_language(language).to_lowercase(), names(&codes, language)))
    });
    told.collect()
}

/// Returns what was first entered, counted by kind.
fn first_entered(summary: &Value, language: Language) -> Vec<String> {
    Some(comparison_reach::contents(&summary["eersteInvoer"], language))
        .filter(|told| !told.is_empty())
        .into_iter()
        .collect()
}

/// Returns the parts of each nature; those of corrections and views with their mark.
fn by_nature(summary: &Value, language: Language, of: impl Fn(&Value) -> Vec<String>) -> Vec<String> {
    let told = |nature: &&str| {
        let parts = of(&summary[*nature]);
        let joined = parts.join(", ");
        (!parts.is_empty()).then(|| {
            if *nature == "nieuw" { joined.clone() } else { format!("{}: {joined}", nature_mark(nature, language)) }
        })
    };
    NATURES.iter().filter_map(told).collect()
}

/// Returns the subjects of a list in a summary; in a list of lights each is inside an object.
fn subjects(list: &Value) -> Vec<&str> {
    let all = list.as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(|one| one.as_str().or_else(|| one["onderwerp"].as_str())).collect()
}

/// Formats names: `9A1.1, gebouw-c en nog 3`.
fn names(subjects: &[&str], language: Language) -> String {
    let id = |subject: &&str| subject.split_once('/').map_or(*subject, |(_, id)| id).to_owned();
    let mut shown: Vec<&str> = subjects.to_vec();
    shown.dedup();
    let named: Vec<String> = shown.iter().take(NAMED).map(id).collect();
    match shown.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        rest => format!("{} {}", named.join(", "), message!("and-more", count = rest).in_language(language)),
    }
}

/// Formats a count with the names it counts.
fn named(count: impl Fn(usize) -> Message, list: &Value, language: Language) -> Option<String> {
    let subjects = subjects(list);
    let counted = || count(subjects.len()).in_language(language);
    (!subjects.is_empty()).then(|| format!("{} ({})", counted(), names(&subjects, language)))
}

fn counted(count: impl Fn(usize) -> Message, list: &Value, language: Language) -> Option<String> {
    let subjects = subjects(list);
    (!subjects.is_empty()).then(|| count(subjects.len()).in_language(language))
}

fn tally(of: &Value, language: Language) -> Vec<String> {
    let parts = [
        counted(|count| message!("gist-added", count = count), &of["toegevoegd"], language),
        counted(|count| message!("gist-changed", count = count), &of["gewijzigd"], language),
        counted(|count| message!("gist-moved", count = count), &of["verplaatst"], language),
        named(|count| message!("gist-dropped", count = count), &of["vervallen"], language),
    ];
    parts.into_iter().flatten().collect()
}

fn lights(of: &Value, language: Language) -> Vec<String> {
    let added = of["toegevoegd"].as_array().map_or(&[][..], Vec::as_slice);
    let (unknown, known): (Vec<Value>, Vec<Value>) = added.iter().cloned().partition(|one| one["naar"] == "onbekend");
    let parts = [
        named(|count| message!("gist-worse", count = count), &of["slechter"], language),
        named(|count| message!("gist-better", count = count), &of["beter"], language),
        named(|count| message!("gist-otherwise", count = count), &of["anders"], language),
        counted(|count| message!("gist-added", count = count), &Value::Array(known), language),
        counted(|count| message!("gist-added-unknown", count = count), &Value::Array(unknown), language),
        named(|count| message!("gist-dropped", count = count), &of["vervallen"], language),
    ];
    parts.into_iter().flatten().collect()
}

/// Formats facilities by their current status; facilities whose status did not change by their other changes.
fn facilities(of: &Value, language: Language) -> Vec<String> {
    let by_status = of["status"].as_object();
    let turned: Vec<&str> = by_status.into_iter().flatten().flat_map(|(_, list)| subjects(list)).collect();
    let rest = |list: &Value| -> Value {
        subjects(list).into_iter().filter(|subject| !turned.contains(subject)).map(Value::from).collect()
    };
    let mut parts: Vec<String> = Vec::new();
    for (status, list) in by_status.into_iter().flatten() {
        let subjects = subjects(list);
        parts.push(format!("{} {} ({})", subjects.len(), words(language, status), names(&subjects, language)));
    }
    let other = ["toegevoegd", "gewijzigd", "verplaatst", "vervallen"].map(|key| (key.to_owned(), rest(&of[key])));
    parts.extend(tally(&Value::Object(other.into_iter().collect()), language));
    parts
}

/// Formats the notes that nobody renewed.
fn not_renewed(of: &Value, language: Language) -> Option<String> {
    named(|count| message!("gist-not-renewed", count = count), &of["toelichtingen"], language)
}

/// Formats the totals that moved most, each of one budget year: what a year leaves behind does not make the next larger.
fn money(totals: &Value, language: Language) -> Vec<String> {
    const SUMMED: [&str; 7] =
        ["van", "herstel", "nieuw", "naar", "waarvanNietGerapporteerd", "aantalPmVan", "aantalPmNaar"];
    let key = |row: &Value| ["begrotingsjaar", "soort", "effect"].map(|field| row[field].clone());
    let mut rows: Vec<Value> = Vec::new();
    for total in totals.as_array().into_iter().flatten() {
        match rows.iter_mut().find(|row| key(row) == key(total)) {
            Some(row) => {
                for field in SUMMED {
                    let both = [&row[field], &total[field]].map(|value| value.as_i64().unwrap_or(0));
                    row[field] = both[0].saturating_add(both[1]).into();
                }
            }
            None => rows.push(total.clone()),
        }
    }
    let cents = |row: &Value, key: &str| row[key].as_i64().unwrap_or(0);
    let moved = |row: &Value| {
        cents(row, "herstel") != 0 || cents(row, "nieuw") != 0 || row["aantalPmVan"] != row["aantalPmNaar"]
    };
    rows.retain(moved);
    rows.sort_by_key(|row| std::cmp::Reverse(cents(row, "naar").abs_diff(cents(row, "van"))));
    let years: BTreeSet<i64> = rows.iter().filter_map(|row| row["begrotingsjaar"].as_i64()).collect();
    let rest = rows.len().saturating_sub(TOTALS_NAMED);
    let told = rows.iter().take(TOTALS_NAMED).map(|row| total(row, years.len() > 1, language));
    let more = (rest > 0).then(|| message!("and-more", count = rest).in_language(language));
    told.chain(more).collect()
}

/// Formats a total: `tekort (nadeel) € 420.000,00 → € 510.000,00`; a new one as
/// `meevaller (voordeel) € 640.000,00 erbij`. Its year follows the name where the totals are of several.
fn total(row: &Value, with_year: bool, language: Language) -> String {
    let kind = row["soort"].as_str().map_or_else(String::new, |kind| words(language, kind));
    let effect = row["effect"].as_str().filter(|effect| *effect != "onbekend");
    let effect = effect.map_or_else(String::new, |effect| format!(" ({})", words(language, effect)));
    let side = |cents: &str, open: &str| {
        let (cents, open) = (row[cents].as_i64().unwrap_or(0), row[open].as_u64().unwrap_or(0));
        match (cents, open) {
            (0, 1) => "p.m.".to_owned(),
            (0, open) if open > 0 => format!("{open} × p.m."),
            (cents, 0) => euros(language, cents),
            (cents, open) => format!("{} + {open} × p.m.", euros(language, cents)),
        }
    };
    let (from, to) = (side("van", "aantalPmVan"), side("naar", "aantalPmNaar"));
    let is_nothing = |cents: &str, open: &str| row[cents] == 0 && row[open] == 0;
    let year = match row["begrotingsjaar"].as_i64() {
        Some(year) if with_year => format!(" {year}"),
        Some(_) => String::new(),
        None => format!(", {}", message!("compare-without-year").in_language(language)),
    };
    let name = format!("{kind}{effect}{year}");
    let told = match (is_nothing("van", "aantalPmVan"), is_nothing("naar", "aantalPmNaar")) {
        (true, _) => message!("gist-total-added", name = name, amount = to).in_language(language),
        (false, true) => message!("gist-total-gone", name = name, amount = from).in_language(language),
        (false, false) => format!("{name} {from} → {to}"),
    };
    match row["waarvanNietGerapporteerd"].as_i64().filter(|cents| *cents != 0) {
        Some(cents) => {
            let amount = euros(language, cents);
            message!("gist-total-unreported", told = told, amount = amount).in_language(language)
        }
        None => told,
    }
}
