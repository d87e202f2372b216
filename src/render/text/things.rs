//! Nodes of the tree, and what hangs below them.

use serde_json::Value;

use super::{day, list, marks, strings, text};
use crate::language::Language;
use crate::render::page::{Ink, Page};
use crate::render::{differences, wording};

/// A node with everything below it.
pub(super) fn node(page: &mut Page, indent: usize, node: &Value) {
    page.gap();
    let level = wording::capital(text(node, "niveau").unwrap_or("onderdeel"));
    let code = text(node, "code").unwrap_or_default();
    let name = if code.is_empty() { "Zonder onderdeel".to_owned() } else { format!("{level} {code}") };
    let bold = page.ink(Ink::Bold, &name);
    let title = text(node, "titel").filter(|title| !code.is_empty() && *title != code);
    let title = title.map_or_else(String::new, |title| format!(" {title}"));
    page.line(indent, &format!("{bold}{title}{}", marks(node)));
    let inner = indent + 2;
    let facts = [
        text(node, "commissie").map(|committee| format!("Commissie: {committee}")),
        Some(strings(node, "portefeuilles"))
            .filter(|all| !all.is_empty())
            .map(|all| format!("Portefeuilles: {}", all.join(", "))),
        text(node, "missie").map(|mission| format!("Missie: {mission}")),
        Some(strings(node, "voortzettingVan"))
            .filter(|all| !all.is_empty())
            .map(|all| format!("Voortzetting van {}", all.join(", "))),
    ];
    facts.into_iter().flatten().for_each(|fact| page.line(inner, &fact));
    light(page, inner, &node["stoplicht"]);
    notes(page, inner, list(node, "toelichtingen"));
    for case in list(node, "dossiers") {
        self::case(page, inner, case);
    }
    belongings(page, inner, &format!("onderdeel/{code}"), node);
    for below in list(node, "onderdelen") {
        self::node(page, inner, below);
    }
}

/// What nodes and cases both have below their notes.
fn belongings(page: &mut Page, indent: usize, own: &str, holder: &Value) {
    list(holder, "voorzieningen").iter().for_each(|facility| self::facility(page, indent, facility));
    list(holder, "bijstellingen").iter().for_each(|adjustment| self::adjustment(page, indent, adjustment));
    list(holder, "indicatoren").iter().for_each(|indicator| self::indicator(page, indent, indicator));
    list(holder, "mijlpalen").iter().for_each(|milestone| self::milestone(page, indent, milestone));
    announced(page, indent, own, holder);
}

/// The light, and the lights of other groups of that day beside it.
fn light(page: &mut Page, indent: usize, light: &Value) {
    let beside = list(light, "daarnaast");
    one_light(page, indent, "Stoplicht", light, !beside.is_empty());
    beside.iter().for_each(|other| one_light(page, indent, "Stoplicht daarnaast", other, true));
}

fn one_light(page: &mut Page, indent: usize, called: &str, light: &Value, is_one_of_more: bool) {
    let Some(colour) = text(light, "kleur") else { return };
    let aspects: Vec<String> = ["tijd", "geld", "kwaliteit"]
        .into_iter()
        .filter_map(|aspect| text(light, aspect).map(|colour| format!("{aspect} {}", shown(page, colour))))
        .collect();
    let aspects = if aspects.is_empty() { String::new() } else { format!(" ({})", aspects.join(", ")) };
    let told_apart = is_one_of_more || light["overgenomen"] == true;
    let of_group = if told_apart { of_group(page.language(), light) } else { String::new() };
    page.line(indent, &format!("{called}: {}{aspects}{of_group}{}", shown(page, colour), marks(light)));
}

/// A colour as shape and word.
fn shown(page: &Page, colour: &str) -> String {
    let plain = format!("{}\u{a0}{}", wording::shape(colour), wording::words(page.language(), colour));
    match colour {
        "groen" => page.ink(Ink::Green, &plain),
        "oranje" => page.ink(Ink::Yellow, &plain),
        "rood" => page.ink(Ink::Red, &plain),
        _ => plain,
    }
}

/// The round and day that a note or light is of.
fn of_group(language: Language, member: &Value) -> String {
    let round = text(member, "ronde").map(|round| format!("ronde {round}"));
    let parts: Vec<String> = day(language, member, "ingangsdatum").into_iter().chain(round).collect();
    format!(", {}", parts.join(", "))
}

fn notes(page: &mut Page, indent: usize, notes: &[Value]) {
    let mut group = String::new();
    for note in notes {
        let this = of_group(page.language(), note);
        let carried = if note["overgenomen"] == true { " [overgenomen]" } else { "" };
        let opening = format!("Toelichting{this}{carried}");
        if opening != group {
            page.line(indent, &opening);
            group = opening;
        }
        let mut own = note.clone();
        own["overgenomen"] = false.into(); // told of the group
        let marks = marks(&own);
        match text(note, "kop") {
            Some(heading) => {
                page.bullet(indent, &format!("{}{marks}", page.ink(Ink::Bold, heading)));
                page.prose(indent + 2, text(note, "tekst").unwrap_or("(tekst gewist)"));
            }
            None => {
                let (first, rest) = split_first(text(note, "tekst").unwrap_or("(tekst gewist)"));
                let (marks, below) = if rest.is_empty() { (marks.as_str(), "") } else { ("", marks.trim()) };
                page.bullet(indent, &format!("{first}{marks}"));
                page.prose(indent + 2, rest);
                page.prose(indent + 2, below);
            }
        }
        for (label, key) in [("Oorzaak", "oorzaak"), ("Gevolg", "gevolg"), ("Bijsturing", "bijsturing")] {
            if let Some(told) = text(note, key) {
                page.line(indent + 2, &format!("{label}: {told}"));
            }
        }
        let cases = strings(note, "dossiers");
        if !cases.is_empty() {
            page.line(indent + 2, &format!("Dossiers: {}", cases.join(", ")));
        }
    }
}

fn split_first(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

fn case(page: &mut Page, indent: usize, case: &Value) {
    let title = text(case, "titel").or_else(|| text(case, "id")).unwrap_or_default();
    let bold = page.ink(Ink::Bold, title);
    let kind = text(case, "soort").map(|word| wording::words(page.language(), word));
    let status = status_since(page.language(), case);
    let facts: Vec<String> = kind.into_iter().chain(status).collect();
    page.line(indent, &format!("Dossier {bold} ({}){}", facts.join(", "), marks(case)));
    let inner = indent + 2;
    if let Some(summary) = text(case, "samenvatting") {
        page.prose(inner, summary);
    }
    if let Some(owner) = text(case, "eigenaar") {
        page.line(inner, &format!("Eigenaar: {owner}"));
    }
    if let Some(parties) = differences::value(page.language(), "partijen", &case["partijen"]) {
        page.line(inner, &format!("Partijen: {parties}"));
    }
    light(page, inner, &case["stoplicht"]);
    notes(page, inner, list(case, "toelichtingen"));
    if let Some(outcome) = text(case, "uitkomst") {
        page.line(inner, &format!("Uitkomst: {outcome}"));
    }
    belongings(page, inner, &format!("dossier/{}", text(case, "id").unwrap_or_default()), case);
    for reference in list(case, "verwijzingen") {
        let target = text(reference, "id").or_else(|| text(reference, "url"));
        let what = match (text(reference, "label"), target) {
            (Some(label), Some(target)) => format!("{label} ({target})"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => "(gewist)".to_owned(),
        };
        let kind = text(reference, "rol")
            .or_else(|| text(reference, "soort"))
            .map_or_else(String::new, |word| wording::words(page.language(), word));
        page.line(inner, &format!("Verwijzing: {kind} {what}"));
    }
}

fn status_since(language: Language, object: &Value) -> Option<String> {
    let status = wording::words(language, text(object, "status")?);
    Some(day(language, object, "sinds").map_or_else(|| status.clone(), |since| format!("{status} sinds {since}")))
}

fn facility(page: &mut Page, indent: usize, facility: &Value) {
    let name = text(facility, "naam").or_else(|| text(facility, "id")).unwrap_or_default();
    let bold = page.ink(Ink::Bold, name);
    let places = facility["capaciteit"].as_i64().map(|places| format!("{places} plaatsen"));
    let facts = [
        text(facility, "soort").map(|word| wording::words(page.language(), word)),
        places,
        text(facility, "locatie").map(str::to_owned),
        (facility["tijdelijk"] == true).then(|| "tijdelijk".to_owned()),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    let status = status_since(page.language(), facility).unwrap_or_default();
    page.line(indent, &format!("Voorziening {bold}: {status}{facts}{}", marks(facility)));
    let inner = indent + 2;
    for (label, key) in
        [("Reden", "reden"), ("Omvang", "omvang"), ("Vervangen door", "vervangenDoor"), ("Besluit", "besluit")]
    {
        // Who took over its places does so until it opens again.
        let over = key == "vervangenDoor" && facility["status"] != "gesloten";
        if let Some(told) = text(facility, key).filter(|_| !over) {
            page.line(inner, &format!("{label}: {told}"));
        }
    }
    announced(page, inner, &format!("voorziening/{}", text(facility, "id").unwrap_or_default()), facility);
}

/// What takes effect later on `own` and on what belongs to it. Notes, lights and measurements of later days are counted.
fn announced(page: &mut Page, indent: usize, own: &str, holder: &Value) {
    let (reported, changes): (Vec<_>, Vec<_>) = list(holder, "aangekondigd")
        .iter()
        .partition(|change| wording::counted(text(change, "wat").unwrap_or_default()).is_some());
    for (opening, closing, subjects) in alike(page.language(), &changes) {
        match subjects.as_slice() {
            [only] if *only == own => page.line(indent, &format!("→ Aangekondigd {opening}{closing}")),
            subjects => {
                let subjects = without_repeated_kind(subjects);
                page.line(indent, &format!("→ Aangekondigd {opening}: {subjects}{closing}"));
            }
        }
    }
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for kind in reported.iter().filter_map(|change| text(change, "wat")) {
        match counts.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    if let Some(first) = reported.first() {
        let counts: Vec<String> =
            counts.iter().filter_map(|(kind, count)| Some(page.say(&wording::counted(kind)?(*count)))).collect();
        let from = day(page.language(), first, "per").unwrap_or_default();
        page.line(indent, &format!("→ Van later, vanaf {from}: {}", counts.join(", ")));
    }
}

/// Changes of one kind on one day with their subjects: a new tree announces dozens of them.
fn alike<'v>(language: Language, changes: &[&'v Value]) -> Vec<(String, String, Vec<&'v str>)> {
    let mut groups: Vec<(String, String, Vec<&str>)> = Vec::new();
    for change in changes {
        let subject = text(change, "onderwerp").unwrap_or_default();
        let what = wording::announced(language, text(change, "wat").unwrap_or_default());
        let opening = format!("per {}: {what}", day(language, change, "per").unwrap_or_default());
        let closing = marks(change);
        match groups.iter_mut().find(|(other, end, _)| *other == opening && *end == closing) {
            Some((_, _, subjects)) => subjects.push(subject),
            None => groups.push((opening, closing, vec![subject])),
        }
    }
    groups
}

/// `onderdeel/9A, 9A1, dossier/motie`: the kind where it changes.
fn without_repeated_kind(subjects: &[&str]) -> String {
    let mut last = "";
    let short = subjects.iter().map(|subject| {
        let (kind, id) = subject.split_once('/').unwrap_or(("", subject));
        let shown = if kind == last { id } else { subject };
        last = kind;
        shown
    });
    short.collect::<Vec<_>>().join(", ")
}

fn adjustment(page: &mut Page, indent: usize, adjustment: &Value) {
    let description = text(adjustment, "omschrijving").or_else(|| text(adjustment, "id")).unwrap_or_default();
    let amount = match adjustment["bedragInCenten"].as_i64() {
        Some(cents) => wording::euros(page.language(), cents),
        None => "p.m.".to_owned(),
    };
    page.amount(indent, &format!("Bijstelling {description}{}", marks(adjustment)), &amount);
    let words = ["soort", "effect", "stand", "lastenBaten", "duur"].into_iter();
    let year = adjustment["begrotingsjaar"].as_i64().map(|year| format!("begrotingsjaar {year}"));
    let facts: Vec<String> = words
        .filter_map(|key| text(adjustment, key))
        .map(|word| wording::words(page.language(), word))
        .chain(year)
        .collect();
    page.line(indent + 2, &wording::capital(&facts.join(", ")));
    let open =
        adjustment["openInCenten"].as_i64().map(|open| format!("nog open {}", wording::euros(page.language(), open)));
    let joined = |key, label: &str| {
        Some(strings(adjustment, key)).filter(|all| !all.is_empty()).map(|all| format!("{label} {}", all.join(", ")))
    };
    let links = [
        open,
        joined("gedektDoor", "gedekt door"),
        joined("gerealiseerdDoor", "gerealiseerd door"),
        text(adjustment, "dekt").map(|other| format!("dekt {other}")),
        text(adjustment, "realiseert").map(|other| format!("realiseert {other}")),
        text(adjustment, "besluit").map(|decision| format!("besluit {decision}")),
    ];
    let links: Vec<String> = links.into_iter().flatten().collect();
    if !links.is_empty() {
        page.line(indent + 2, &wording::capital(&links.join("; ")));
    }
}

fn indicator(page: &mut Page, indent: usize, indicator: &Value) {
    let name = text(indicator, "naam").or_else(|| text(indicator, "id")).unwrap_or_default();
    let unit = text(indicator, "eenheid").map_or_else(String::new, |unit| format!(" {unit}"));
    let value = text(indicator, "waarde").map(|value| format!("{}{unit}", wording::decimal(page.language(), value)));
    let told = [
        value,
        text(indicator, "ontwikkeling").map(|word| wording::words(page.language(), word)),
        text(indicator, "norm").map(|norm| format!("norm {}", wording::words(page.language(), norm))),
        text(indicator, "periode").map(|period| format!("over {period}")),
        text(indicator, "status").map(|status| format!("status {}", wording::words(page.language(), status))),
        text(indicator, "streefwaarde")
            .map(|target| format!("streefwaarde {}", wording::decimal(page.language(), target))),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    let told = if told.is_empty() { "nog niet gemeten".to_owned() } else { told.join(", ") };
    page.line(indent, &format!("Indicator {}: {told}{}", page.ink(Ink::Bold, name), marks(indicator)));
}

fn milestone(page: &mut Page, indent: usize, milestone: &Value) {
    let name = text(milestone, "omschrijving").or_else(|| text(milestone, "id")).unwrap_or_default();
    let due = day(page.language(), milestone, "per").map_or_else(String::new, |due| format!(" per {due}"));
    let status = text(milestone, "status").map_or_else(String::new, |word| wording::words(page.language(), word));
    page.line(indent, &format!("Mijlpaal {}: {status}{due}{}", page.ink(Ink::Bold, name), marks(milestone)));
    for (label, key) in [("Resultaat", "resultaat"), ("Reden", "reden")] {
        if let Some(told) = text(milestone, key) {
            page.line(indent + 2, &format!("{label}: {told}"));
        }
    }
}
