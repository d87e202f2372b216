//! Builds the first sheet of a report: what it is of and when, counts, its lights, points of attention, and its money
//! in sums.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::first_sheet::{heading, message_pair, money, of_basis, pair};
use crate::language::{Argument, Language, Message};
use crate::list;
use crate::message;
use crate::table::{Cell, ColumnKind};
use crate::text::{sealing_version, verdict};
use crate::wording;
use crate::xlsx::{FirstSheet, SheetPart};

/// How many lights are listed one by one; the others are counted, and the sheets contain them all.
const LIGHTS_TOLD_MAX: usize = 40;

/// How many codes of outputs without a note are named; the others are counted.
const CODES_TOLD_MAX: usize = 30;

/// Returns the title of the report.
pub(super) fn title(report: &Value, language: Language) -> String {
    report["ronde"]["titel"].as_str().map_or_else(|| message!("report-title").in_language(language), str::to_owned)
}

/// Builds the first sheet.
pub(super) fn of_report(report: &Value, language: Language) -> FirstSheet {
    let found = ReportCounts::of(report);
    let day = Argument::known_day(report["basis"]["peildatum"].as_str().unwrap_or_default(), None);
    let lead = message!("opening-lead-report", day = day).in_language(language);
    let mut parts = vec![SheetPart::Title(title(report, language)), SheetPart::Text(lead)];
    parts.extend(of_what(report, language));
    parts.push(heading(&message!("opening-counts"), language));
    parts.push(SheetPart::Text(counts(&found, report, language)));
    if !found.programmes.is_empty() {
        parts.push(heading(&message!("opening-programmes"), language));
        parts.push(programmes(&found, language));
    }
    let attention = attention(&found, report, language);
    if !attention.is_empty() {
        parts.push(heading(&message!("opening-attention"), language));
        parts.extend(attention);
    }
    parts.extend(money(list(report, "financien"), &message!("opening-money-how"), language));
    FirstSheet { name: message!("sheet-opening"), parts }
}

/// Returns which report it is, of when, and whether a body sealed it.
fn of_what(report: &Value, language: Language) -> Vec<SheetPart> {
    let (basis, round, state) = (&report["basis"], &report["ronde"], &report["staat"]);
    let mut parts = Vec::new();
    if let Some(id) = round["id"].as_str().or_else(|| basis["ronde"].as_str()) {
        let kind =
            round["soort"].as_str().map_or_else(String::new, |kind| format!(" ({})", wording::words(language, kind)));
        parts.push(pair(&message!("report-round"), format!("{id}{kind}"), language));
    }
    parts.extend(of_basis(basis, language));
    let sealed = &state["vaststelling"];
    let told = match (sealed.is_object(), basis["ronde"].is_string()) {
        (true, _) => sealing_version(language, sealed),
        (false, true) => message!("report-not-sealed-round").in_language(language),
        (false, false) => message!("report-not-sealed-day").in_language(language),
    };
    parts.push(pair(&message!("report-sealed"), told, language));
    match state["oordeel"].as_str() {
        Some("afwijkend") | None => parts.extend(verdict(state, language).map(SheetPart::Alarm)),
        Some(_) => parts.extend(verdict(state, language).map(|told| pair(&message!("report-verdict"), told, language))),
    }
    parts
}

/// Counts the content, in a sentence.
fn counts(found: &ReportCounts<'_>, report: &Value, language: Language) -> String {
    let of = |key: &str| found.counted.get(key).copied().unwrap_or_default();
    let told = [
        (of("prestatie"), message!("count-outputs", count = of("prestatie"))),
        (of("dossier"), message!("count-cases", count = of("dossier"))),
        (of("voorziening"), message!("count-facilities", count = of("voorziening"))),
        (of("bijstelling"), message!("count-adjustments", count = of("bijstelling"))),
        (of("indicator"), message!("count-indicators", count = of("indicator"))),
        (of("mijlpaal"), message!("count-milestones", count = of("mijlpaal"))),
        (list(report, "besluiten").len(), message!("count-decisions", count = list(report, "besluiten").len())),
        (of("toelichting"), message!("count-notes", count = of("toelichting"))),
        (of("overgenomen"), message!("count-carried-over", count = of("overgenomen"))),
    ];
    let told: Vec<Message> = told.into_iter().filter(|(count, _)| *count > 0).map(|(_, told)| told).collect();
    if told.is_empty() {
        return message!("opening-nothing").in_language(language);
    }
    message!("opening-counted", counts = told).in_language(language)
}

/// Returns a row per programme: how many of its lights have each colour, its notes and its open cases.
fn programmes(found: &ReportCounts<'_>, language: Language) -> SheetPart {
    let mut heads = vec![(message!("level-programme").in_language(language), ColumnKind::Name)];
    heads.extend(COLOURS.map(|colour| (wording::light(language, colour), ColumnKind::Whole)));
    heads.push((message!("sheet-notes").in_language(language), ColumnKind::Whole));
    heads.push((message!("opening-open-cases").in_language(language), ColumnKind::Whole));
    let row = |name: String, of: &ProgrammeCounts| {
        let whole = |count: usize| Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX));
        let numbers = of.lights.into_iter().chain([of.notes, of.open_cases]).map(whole);
        std::iter::once(Cell::Text(name)).chain(numbers).collect::<Vec<_>>()
    };
    // What belongs to no element has a code without letters; the title in the report is Dutch whoever reads.
    let named = |name: &str| match name {
        "" => wording::capital(&message!("report-without-node").in_language(language)),
        name => name.to_owned(),
    };
    let mut rows: Vec<Vec<Cell>> = found.programmes.iter().map(|(name, of)| row(named(name), of)).collect();
    if rows.len() > 1 {
        let all = found.programmes.iter().fold(ProgrammeCounts::default(), |sum, (_, of)| sum.and(of));
        rows.push(row(message!("opening-total").in_language(language), &all));
    }
    SheetPart::Rows(heads, rows)
}

/// Returns what somebody should look at, as far as the report itself shows.
fn attention(found: &ReportCounts<'_>, report: &Value, language: Language) -> Vec<SheetPart> {
    let mut parts = Vec::new();
    for light in found.lights.iter().take(LIGHTS_TOLD_MAX) {
        parts.push(SheetPart::Pair(Cell::Colour(light.colour.to_owned()), light.told(language)));
    }
    if found.lights.len() > LIGHTS_TOLD_MAX {
        let more = message!("and-more", count = found.lights.len() - LIGHTS_TOLD_MAX);
        parts.push(SheetPart::Pair(Cell::Empty, more.in_language(language)));
    }
    let (silent, unreviewed) = (&found.silent, found.counted.get("nakijken").copied().unwrap_or_default());
    if !silent.is_empty() {
        let named: Vec<Message> = silent.iter().take(CODES_TOLD_MAX).map(|code| Message::verbatim(*code)).collect();
        let more = silent.len().saturating_sub(CODES_TOLD_MAX);
        let more = (more > 0).then(|| message!("and-more", count = more));
        let told = message!(
            "opening-silent-outputs",
            count = silent.len(),
            codes = named.into_iter().chain(more).collect::<Vec<_>>()
        );
        parts.push(pair(&message!("opening-silent"), told.in_language(language), language));
    }
    if unreviewed > 0 {
        let told = message!("opening-unreviewed-count", count = unreviewed);
        parts.push(pair(&message!("opening-unreviewed"), told.in_language(language), language));
    }
    if let (count @ 1.., cents) = found.open {
        let told = message!("opening-open-amounts", count = count, amount = Argument::amount(cents));
        parts.push(pair(&message!("opening-open"), told.in_language(language), language));
    }
    if !found.closed.is_empty() {
        let closed = found.closed.iter().map(|facility| {
            let (name, since) = (facility["naam"].as_str().or(facility["id"].as_str()), facility["sinds"].as_str());
            let since = Argument::known_day(since.unwrap_or_default(), facility["nauwkeurigheid"].as_str());
            message!("opening-closed-since", name = name.unwrap_or_default(), since = since)
        });
        let told = Message::joined(closed.collect(), "; ");
        parts.push(pair(&message!("opening-closed"), told.in_language(language), language));
    }
    let announced = found.counted.get("aangekondigd").copied().unwrap_or_default();
    if announced > 0 {
        let told = message!("opening-announced-count", count = announced);
        parts.push(pair(&message!("sheet-announced"), told.in_language(language), language));
    }
    let missing = list(&report["staat"], "ontbrekendeTeksten").len();
    if missing > 0 {
        parts.push(message_pair(&message!("opening-missing"), &message!("texts-missing", count = missing), language));
    }
    let erased = list(&report["staat"], "gewist").len();
    if erased > 0 {
        let told = message!("opening-erased-count", count = erased);
        parts.push(pair(&message!("report-erased"), told.in_language(language), language));
    }
    parts
}

/// The colours in the order of their columns.
const COLOURS: [&str; 4] = ["groen", "oranje", "rood", "onbekend"];

#[derive(Default)]
struct ProgrammeCounts {
    lights: [usize; 4],
    notes: usize,
    open_cases: usize,
}

impl ProgrammeCounts {
    fn and(self, other: &ProgrammeCounts) -> ProgrammeCounts {
        let mut lights = self.lights;
        lights.iter_mut().zip(other.lights).for_each(|(sum, more)| *sum += more);
        ProgrammeCounts { lights, notes: self.notes + other.notes, open_cases: self.open_cases + other.open_cases }
    }
}

/// A light that is not green, and what it belongs to.
struct RaisedLight<'v> {
    colour: &'v str,
    light: &'v Value,
    level: &'v str,
    id: &'v str,
    title: &'v str,
}

impl RaisedLight<'_> {
    fn told(&self, language: Language) -> String {
        let level = wording::capital(&wording::words(language, self.level));
        let of = [level.as_str(), self.id, self.title]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        let aspects = wording::aspects(language, self.light);
        let aspects = if aspects.is_empty() { aspects } else { format!(" ({aspects})") };
        let carried = if self.light["overgenomen"] == true {
            message!("opening-carried-over").in_language(language)
        } else {
            String::new()
        };
        format!("{of}{aspects}{carried}").replace('\u{a0}', " ")
    }
}

/// What a walk through the tree collects.
#[derive(Default)]
struct ReportCounts<'v> {
    counted: BTreeMap<&'static str, usize>,
    programmes: Vec<(String, ProgrammeCounts)>,
    /// Red first, then orange.
    lights: Vec<RaisedLight<'v>>,
    /// Outputs without a note, neither on themselves nor on one of their cases.
    silent: Vec<&'v str>,
    closed: Vec<&'v Value>,
    /// The number of amounts of which something is open, and how much that is.
    open: (usize, i128),
}

impl<'v> ReportCounts<'v> {
    fn of(report: &'v Value) -> ReportCounts<'v> {
        let mut found = ReportCounts::default();
        for node in list(report, "onderdelen") {
            let title = node["titel"].as_str().unwrap_or_default();
            let code = node["code"].as_str().unwrap_or_default();
            let name = if code.is_empty() { String::new() } else { format!("{code} {title}").trim().to_owned() };
            found.programmes.push((name, ProgrammeCounts::default()));
            found.node(node);
        }
        for decision in list(report, "besluiten") {
            found.judged(decision);
        }
        found.lights.sort_by_key(|light| light.colour != "rood"); // stable: the order within a colour stays
        found
    }

    fn count(&mut self, what: &'static str, more: usize) {
        *self.counted.entry(what).or_default() += more;
    }

    fn node(&mut self, node: &'v Value) {
        let level = node["niveau"].as_str().unwrap_or_default();
        if level == "prestatie" {
            self.count("prestatie", 1);
            let told = !list(node, "toelichtingen").is_empty()
                || list(node, "dossiers").iter().any(|case| !list(case, "toelichtingen").is_empty());
            if !told {
                self.silent.push(node["code"].as_str().unwrap_or_default());
            }
        }
        self.holder(node, level, "code");
        for case in list(node, "dossiers") {
            self.count("dossier", 1);
            if case["status"] != "gesloten" {
                self.programme().open_cases += 1;
            }
            self.holder(case, "dossier", "id");
        }
        list(node, "onderdelen").iter().for_each(|below| self.node(below));
    }

    /// Adds what an element or a case contains itself.
    fn holder(&mut self, holder: &'v Value, level: &'v str, id: &str) {
        self.judged(holder);
        let light = &holder["stoplicht"];
        if let Some(colour) = light["kleur"].as_str() {
            let at = COLOURS.iter().position(|known| *known == colour).unwrap_or(COLOURS.len() - 1);
            self.programme().lights[at] += 1;
            if matches!(colour, "rood" | "oranje") {
                let (id, title) =
                    (holder[id].as_str().unwrap_or_default(), holder["titel"].as_str().unwrap_or_default());
                self.lights.push(RaisedLight { colour, light, level, id, title });
            }
        }
        for note in list(holder, "toelichtingen") {
            self.count("toelichting", 1);
            self.count("overgenomen", usize::from(note["overgenomen"] == true));
            self.programme().notes += 1;
            self.judged(note);
        }
        for facility in list(holder, "voorzieningen") {
            self.count("voorziening", 1);
            self.judged(facility);
            self.count("aangekondigd", list(facility, "aangekondigd").len());
            if facility["status"] == "gesloten" {
                self.closed.push(facility);
            }
        }
        for adjustment in list(holder, "bijstellingen") {
            self.count("bijstelling", 1);
            self.judged(adjustment);
            if let Some(open @ 1..) = adjustment["openInCenten"].as_i64() {
                self.open = (self.open.0 + 1, self.open.1 + i128::from(open));
            }
        }
        for (key, what) in [("indicatoren", "indicator"), ("mijlpalen", "mijlpaal")] {
            self.count(what, list(holder, key).len());
            list(holder, key).iter().for_each(|thing| self.judged(thing));
        }
        self.count("aangekondigd", list(holder, "aangekondigd").len());
    }

    fn judged(&mut self, object: &Value) {
        self.count("nakijken", usize::from(object["oordeel"] == "nakijken"));
    }

    /// Returns the programme that the walk is in.
    fn programme(&mut self) -> &mut ProgrammeCounts {
        if self.programmes.is_empty() {
            self.programmes.push((String::new(), ProgrammeCounts::default()));
        }
        let last = self.programmes.len() - 1;
        &mut self.programmes[last].1
    }
}
