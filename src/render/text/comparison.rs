//! A comparison as text: what is compared, warnings, totals that reconcile, and the differences by element and subject.
//!
//! Corrections, views and news are told apart by mark and word (`↺ herstel`, `◐ weergave`, `+ nieuw`); colour comes on top of that.

use serde_json::Value;
use textwrap::core::display_width;

use super::{list, text};
use crate::language::Language;
use crate::render::differences::{self, Length};
use crate::render::page::{Ink, Page, harmless};
use crate::render::{Style, labels, steps, wording};

/// A comparison, in its JSON, as text.
pub fn comparison(found: &Value, style: Style) -> String {
    let mut page = Page::new(style);
    let found = &harmless(found);
    header(&mut page, found);
    totals(&mut page, found);
    rows(&mut page, found);
    not_renewed(&mut page, list(found, "nietVernieuwd"));
    page.finish()
}

fn header(page: &mut Page, found: &Value) {
    page.heading("Vergelijking");
    for (label, key) in [("Van", "van"), ("Naar", "naar")] {
        let basis = &found[key];
        let round = text(basis, "ronde").map(|round| format!("ronde {round}, "));
        let day = day_of(page, basis);
        let known = text(basis, "beschikbaarOp").map_or_else(String::new, |iso| wording::moment(page.language(), iso));
        let round = round.unwrap_or_default();
        page.labelled(
            label,
            &format!("{round}peildatum {day}, zoals bekend op {known} (positie {})", basis["positie"]),
        );
    }
    if let Some(node) = text(&found["naar"], "onderdeel") {
        page.labelled("Onderdeel", node);
    }
    if let Some(filter) = steps::filter(found, page.language()) {
        page.labelled("Alleen", &filter);
    }
    let mut label = "Verschillen";
    let natures = [
        ("herstel", steps::correction(found, page.language())),
        ("weergave", steps::view(found, page.language())),
        ("nieuw", steps::new(found, page.language())),
    ];
    for (nature, meaning) in natures {
        let count = found["tellingen"][nature].as_u64().unwrap_or(0);
        if steps::is_left_out(found, nature) || nature == "weergave" && count == 0 {
            continue;
        }
        let mark = marked(page, nature);
        page.labelled(label, &format!("{count} {mark}: {meaning}"));
        label = "";
    }
    for warning in list(found, "waarschuwingen").iter().filter_map(Value::as_str) {
        page.labelled("! Let op", differences::warning(warning));
    }
}

fn day_of(page: &Page, basis: &Value) -> String {
    text(basis, "peildatum").map_or_else(String::new, |iso| wording::day(page.language(), iso, None))
}

/// `↺ herstel` or `+ nieuw`.
fn marked(page: &Page, nature: &str) -> String {
    match nature {
        "herstel" => page.ink(Ink::Yellow, "↺\u{a0}herstel"),
        "weergave" => page.ink(Ink::Bold, "◐\u{a0}weergave"),
        "nieuw" => page.ink(Ink::Green, "+\u{a0}nieuw"),
        other => other.to_owned(),
    }
}

fn totals(page: &mut Page, found: &Value) {
    let rows = list(found, "totalen");
    let amount = |row: &Value, key: &str| row[key].as_i64().unwrap_or(0);
    let moved = |row: &&Value| {
        ["herstel", "nieuw"].iter().any(|key| amount(row, key) != 0) || row["aantalPmVan"] != row["aantalPmNaar"]
    };
    let (moved, still): (Vec<&Value>, Vec<&Value>) = rows.iter().partition(moved);
    if rows.is_empty() {
        return;
    }
    page.heading("Totalen");
    if let Some(bounds) = steps::totals(found, page.language()) {
        page.line(0, &bounds);
    }
    if !moved.is_empty() {
        page.columns(2, &["van", "↺ herstel", "+ nieuw", "naar"].map(str::to_owned));
    }
    for row in moved {
        let year = row["begrotingsjaar"].as_i64().map_or_else(|| "zonder jaar".to_owned(), |year| year.to_string());
        let words: Vec<String> =
            std::iter::once(year).chain(wording::of_amount(page.language(), |key| text(row, key))).collect();
        page.line(0, &words.join(", "));
        page.columns(
            2,
            &["van", "herstel", "nieuw", "naar"].map(|key| wording::euros(page.language(), amount(row, key))),
        );
        if amount(row, "waarvanNagekomen") != 0 {
            page.line(
                2,
                &format!("waarvan nagekomen {}", wording::euros(page.language(), amount(row, "waarvanNagekomen"))),
            );
        }
        let (before, after) = (amount(row, "aantalPmVan"), amount(row, "aantalPmNaar"));
        if (before, after) != (0, 0) {
            page.line(2, &format!("bedragen p.m.: {before} → {after}"));
        }
    }
    if !still.is_empty() {
        page.line(0, &format!("Ongewijzigd: {}", counted(still.len(), "totaal", "totalen")));
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}

fn rows(page: &mut Page, found: &Value) {
    let rows = list(found, "verschillen");
    page.heading("Verschillen");
    if rows.is_empty() {
        let none = if steps::is_filtered(found) { "Geen verschillen binnen dit filter." } else { "Geen verschillen." };
        page.line(0, none);
    }
    let (mut node, mut subject) = (None, None);
    for of_one in rows.chunk_by(|one, other| SAME_SUBJECT.iter().all(|key| one[*key] == other[*key])) {
        let row = &of_one[0];
        let this = text(row, "onderdeel");
        if node != Some(this) {
            page.gap();
            let name = this.map_or_else(|| "Zonder onderdeel".to_owned(), |code| format!("Onderdeel {code}"));
            let bold = page.ink(Ink::Bold, &name);
            page.line(0, &bold);
            (node, subject) = (Some(this), None);
        }
        let about = about(row);
        if subject.as_ref() != Some(&about) {
            page.line(2, &about);
            subject = Some(about);
        }
        together(of_one).iter().for_each(|alike| difference(page, alike));
    }
}

/// What rows on one subject, or on one note, have in common.
const SAME_SUBJECT: [&str; 4] = ["onderdeel", "onderwerp", "onderwerpVan", "toelichting"];

/// The rows of one subject: those that the same events changed in the same way share a line, at the place of the first of them.
fn together(rows: &[Value]) -> Vec<Vec<&Value>> {
    let same = |one: &Value, other: &Value| {
        ["aard", "grond", "posities"].iter().all(|key| one[*key] == other[*key]) && change(one) == change(other)
    };
    let mut lines: Vec<Vec<&Value>> = Vec::new();
    for row in rows {
        match lines.iter_mut().find(|line| same(line[0], row)) {
            Some(line) => line.push(row),
            None => lines.push(vec![row]),
        }
    }
    lines
}

/// `Voorziening gebouw-c: Gebouw C`; of a note or light what it is told of.
fn about(row: &Value) -> String {
    let subject = text(row, "onderwerp").unwrap_or_default();
    let (kind, id) = subject.split_once('/').unwrap_or(("", subject));
    let title = text(row, "titel").map_or_else(String::new, |title| format!(": {title}"));
    let before = text(row, "onderwerpVan").map_or_else(String::new, |before| format!(" (was {before})"));
    let note = if row["toelichting"].is_object() { "Toelichting bij " } else { "" };
    let kind = if note.is_empty() { wording::capital(kind) } else { kind.to_owned() };
    format!("{note}{kind} {id}{title}{before}")
}

/// What happened to a field, to a reader. That an amount is p.m. or not any more is a change of what is said of it: nothing
/// came that was not there, and the JSON has it so since `pm: false` says nothing there.
fn change(row: &Value) -> &str {
    match (text(row, "veld"), &row["van"], &row["naar"]) {
        (Some("pm"), Value::Bool(_), Value::Bool(_)) => "gewijzigd",
        _ => text(row, "wijziging").unwrap_or_default(),
    }
}

fn difference(page: &mut Page, alike: &[&Value]) {
    let row = alike[0];
    let change = change(row);
    let ground = text(row, "grond").map_or_else(String::new, |ground| format!(" ({ground})"));
    let positions: Vec<String> = list(row, "posities").iter().map(Value::to_string).collect();
    let positions = match positions.len() {
        0 => String::new(),
        1 => format!(" [positie\u{a0}{}]", positions[0]),
        _ => format!(" [posities {}]", positions.join(", ")),
    };
    let mark = marked(page, text(row, "aard").unwrap_or_default());
    let told = alike.iter().filter(|row| text(row, "veld") != Some("bestaan")).map(|row| field(page.language(), row));
    let (long, short): (Vec<_>, Vec<_>) = told.partition(|(_, told)| display_width(told) > SHORT);
    let short = short.iter().map(|(name, told)| format!("{name} {told}")).collect::<Vec<_>>().join("; ");
    let short = if short.is_empty() { short } else { format!(": {short}") };
    page.hanging(4, 6, &format!("{mark}{ground} {change}{short}{positions}"));
    for (name, told) in long {
        page.hanging(6, 8, &format!("{name}: {told}"));
    }
}

/// What is wider than this stands on a line of its own: sentences between fields can not be told apart.
const SHORT: usize = 48;

/// `Capaciteit` and `24 → 20`, or of a text its words.
fn field(language: Language, row: &Value) -> (String, String) {
    let key = text(row, "veld").unwrap_or_default();
    let none = if row["gewist"] == true { "(tekst gewist)" } else { "–" };
    let side = |side: &str| differences::value(language, key, &row[side]);
    let words = list(row, "woorden");
    let told = match (side("van"), side("naar")) {
        _ if !words.is_empty() => differences::words(words, Length::Shortened),
        (None, Some(to)) if text(row, "wijziging") == Some("toegevoegd") => to,
        // Of what came nothing stood there before, and of what went nothing stands there now.
        (None, None) if text(row, "wijziging") == Some("toegevoegd") => none.to_owned(),
        (None, None) if text(row, "wijziging") == Some("vervallen") => format!("{none} → –"),
        (from, to) => {
            let told = |side: Option<String>| side.unwrap_or_else(|| none.to_owned());
            format!("{} → {}", told(from), told(to))
        }
    };
    (labels::field(language, key), told)
}

fn not_renewed(page: &mut Page, rows: &[Value]) {
    if rows.is_empty() {
        return;
    }
    page.heading("Niet vernieuwd");
    for row in rows {
        let subject = text(row, "onderwerp").unwrap_or_default();
        let title = text(row, "titel").map_or_else(String::new, |title| format!(" {title}"));
        let round = text(row, "ronde").map_or_else(String::new, |round| format!(", ronde {round}"));
        let day = text(row, "ingangsdatum").map_or_else(String::new, |iso| wording::day(page.language(), iso, None));
        let what = text(row, "wat").unwrap_or_default();
        page.bullet(0, &format!("{subject}{title}: {what} van {day}{round}"));
    }
}

impl Page {
    /// Amounts at the right of columns of the same width; where one does not fit, below each other.
    fn columns(&mut self, indent: usize, cells: &[String]) {
        let room = (self.width() - indent) / cells.len();
        if cells.iter().any(|cell| display_width(cell) + 1 > room) {
            cells.iter().for_each(|cell| self.amount(indent, "", cell));
            return;
        }
        let line: String =
            cells.iter().map(|cell| format!("{}{cell}", " ".repeat(room - display_width(cell)))).collect();
        self.raw(indent, &line);
    }
}
