//! Renders series as text: a small table for each side of them, or the whole course of one subject.

use serde_json::Value;
use textwrap::core::display_width;

use super::{known_at, list, text};
use crate::language::{Argument, Language, Message};
use crate::message;
use crate::page::{Ink, TextPage, without_control_characters};
use crate::series_facets::{self, Facet, FacetRow, SeriesFacet, facets, title_of};
use crate::{Style, wording};

/// The blanks between two columns, and before the first.
const GAP: usize = 2;

/// Renders series as text.
pub fn series(series: &Value, style: Style) -> String {
    let mut page = TextPage::new(style);
    let series = &without_control_characters(series);
    header(&mut page, series);
    let rows = list(series, "rijen");
    if rows.is_empty() {
        page.gap();
        page.message_line(0, &message!("series-none"));
    } else if series["basis"]["onderwerp"].is_string() {
        rows.iter().for_each(|row| course(&mut page, row, list(series, "rondes")));
    } else {
        let facets = facets(series, page.language());
        facets.iter().for_each(|one| facet(&mut page, one, list(series, "rondes")));
    }
    page.finish()
}

fn header(page: &mut TextPage, series: &Value) {
    let basis = &series["basis"];
    page.titled(&message!("series-title"));
    known_at(page, basis);
    if let Some(node) = text(basis, "onderdeel") {
        page.named(&message!("report-node"), node);
    }
    page.message_line(0, &view(series));
    for round in list(series, "rondes") {
        page.labelled(text(round, "id").unwrap_or_default(), &round_line(round).in_language(page.language()));
    }
}

/// Says how every round is shown.
pub fn view(series: &Value) -> Message {
    match series["basis"]["nu"] == true {
        true => message!("series-as-known-now"),
        false => message!("series-as-reported"),
    }
}

/// Says of a round when it was, and what of it is shown.
pub fn round_line(round: &Value) -> Message {
    let on = Argument::known_day(text(round, "peildatum").unwrap_or_default(), None);
    match (round["versie"].as_i64(), text(round, "orgaan")) {
        (Some(version), Some(body)) => {
            message!("series-round-sealed", day = on, version = version, body = Argument::word(body))
        }
        _ => {
            let position = round["positie"].as_u64().unwrap_or_default();
            message!("series-round-open", day = on, position = position)
        }
    }
}

/// Writes one side: a line for each title with its cells below it, as many rounds beside each other as fit.
fn facet(page: &mut TextPage, facet: &Facet<'_>, rounds: &[Value]) {
    page.titled(&facet.side.name());
    page.message_line(0, &facet.side.about());
    let language = page.language();
    let ids: Vec<&str> = rounds.iter().map(|round| text(round, "id").unwrap_or_default()).collect();
    let rows: Vec<(&FacetRow<'_>, Vec<String>)> = facet
        .rows
        .iter()
        .filter(|row| !(facet.side == SeriesFacet::Tree && row.steady && rounds.len() > 1))
        .map(|row| {
            let words = |at| row.words(at, language).unwrap_or_else(|| "-".to_owned());
            (row, (0..rounds.len()).map(words).collect())
        })
        .collect();
    let widths: Vec<usize> = ids
        .iter()
        .enumerate()
        .map(|(at, id)| rows.iter().map(|(_, cells)| display_width(&cells[at])).chain([display_width(id)]).max())
        .map(|width| width.unwrap_or(0))
        .collect();
    let shown_blocks = if rows.is_empty() { Vec::new() } else { blocks(&widths, page.width()) };
    for block in shown_blocks {
        page.gap();
        let head = line(&ids, &widths, block.clone());
        let head = page.ink(Ink::Bold, &head);
        page.raw(0, &head);
        for (row, cells) in &rows {
            page.line(0, &row.title);
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            page.raw(0, &line(&cells, &widths, block.clone()));
        }
    }
    if rows.len() < facet.rows.len() {
        page.message_line(0, &message!("series-unchanged", count = facet.rows.len() - rows.len()));
    }
}

/// Divides the columns into runs that fit beside each other.
fn blocks(widths: &[usize], room: usize) -> Vec<std::ops::Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, width) in widths.iter().enumerate() {
        if at > start && used + GAP + width > room {
            blocks.push(start..at);
            (start, used) = (at, 0);
        }
        used += GAP + width;
    }
    if start < widths.len() {
        blocks.push(start..widths.len());
    }
    blocks
}

fn line(cells: &[&str], widths: &[usize], columns: std::ops::Range<usize>) -> String {
    let mut line = String::new();
    for at in columns {
        let blanks = widths[at].saturating_sub(display_width(cells[at]));
        line.push_str(&" ".repeat(GAP));
        line.push_str(cells[at]);
        line.push_str(&" ".repeat(blanks));
    }
    line.trim_end().to_owned()
}

/// Writes the course of one subject: what each round said of it, with the texts of its notes.
fn course(page: &mut TextPage, row: &Value, rounds: &[Value]) {
    let language = page.language();
    page.heading(&title_of(row, language));
    page.line(0, text(row, "onderwerp").unwrap_or_default());
    for (round, cell) in rounds.iter().zip(list(row, "cellen")) {
        page.gap();
        let id = page.ink(Ink::Bold, text(round, "id").unwrap_or_default());
        page.line(0, &format!("{id}, {}", round_line(round).in_language(language)));
        if cell.is_null() {
            page.message_line(2, &message!("series-not-there"));
            continue;
        }
        for (key, value) in facts(cell, language) {
            page.line(2, &format!("{}: {value}", crate::labels::field(language, key)));
        }
        for note in list(&cell["toelichting"], "teksten") {
            let body = text(note, "tekst").map_or_else(|| page.say(&message!("text-erased")), str::to_owned);
            if let Some(heading) = text(note, "kop") {
                page.line(2, heading);
            }
            page.prose(4, &body);
        }
    }
}

/// Returns what a cell says: the key of each field with its value in words.
pub fn facts(cell: &Value, language: Language) -> Vec<(&'static str, String)> {
    let word = |key: &str| text(cell, key).map(|word| wording::words(language, word));
    let named = |key: &'static str, value: Option<String>| value.map(|value| (key, value));
    let day = |key: &str| text(cell, key).map(|iso| wording::day(language, iso, None));
    let euros = |key: &str| cell[key].as_i64().map(|cents| wording::euros(language, i128::from(cents)));
    let light = &cell["stoplicht"];
    let carried = |of: &Value, told: String| match of["overgenomen"] == true {
        true => message!("series-carried-over", what = told).in_language(language),
        false => told,
    };
    let note = cell["toelichting"]["aantal"].as_i64().map(|count| {
        carried(&cell["toelichting"], message!("words-notes-counted", count = count).in_language(language))
    });
    let pm = (cell["pm"] == true).then(|| message!("amount-pm").in_language(language));
    let value = text(cell, "waarde").map(|value| {
        let value = wording::decimal(language, value);
        match cell["herzien"] == true {
            true => message!("series-revised", value = value).in_language(language),
            false => value,
        }
    });
    [
        named("code", text(cell, "code").map(str::to_owned)),
        named("titel", text(cell, "titel").map(str::to_owned)),
        named("onderdeel", text(cell, "onderdeel").map(str::to_owned)),
        named("status", word("status")),
        named("sinds", day("sinds")),
        named("per", day("per")),
        named("stoplicht", text(light, "kleur").map(|colour| carried(light, wording::light(language, colour)))),
        named("capaciteit", cell["capaciteit"].as_i64().map(|places| places.to_string())),
        named("bedragInCenten", euros("bedragInCenten").or(pm)),
        named("gemeld", word("gemeld")),
        named("openInCenten", euros("openInCenten")),
        named("stand", word("stand")),
        named("waarde", value),
        named("ontwikkeling", word("ontwikkeling")),
        named("norm", word("norm")),
        named("toelichtingen", note),
        named("signalen", series_facets::findings(cell, language)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
