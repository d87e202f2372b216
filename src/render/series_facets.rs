//! What series show, facet by facet: the tree, lights, notes, cases, money, facilities, indicators, milestones. Each is
//! a small table of a row a subject and a column a round, for a text and for a workbook.

use serde_json::Value;

use super::table::Cell;
use super::{list, wording};
use crate::language::{Language, Message};
use crate::message;

/// What of its subjects the series show, in the order in which it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesFacet {
    /// The code of each node in each round.
    Tree,
    /// Lights of nodes and cases.
    Lights,
    /// Notes on nodes and cases, counted.
    Notes,
    /// The status of cases.
    Cases,
    /// Amounts.
    Amounts,
    /// What each round says of amounts: told again, or carried over.
    Telling,
    /// What of amounts is not covered or realised yet.
    Open,
    /// The status and the places of facilities.
    Facilities,
    /// Measurements by period.
    Indicators,
    /// The status and the day of milestones.
    Milestones,
    /// Findings, by code.
    Findings,
}

impl SeriesFacet {
    /// Every side, in order.
    pub const ALL: [SeriesFacet; 11] = [
        SeriesFacet::Tree,
        SeriesFacet::Lights,
        SeriesFacet::Notes,
        SeriesFacet::Cases,
        SeriesFacet::Amounts,
        SeriesFacet::Telling,
        SeriesFacet::Open,
        SeriesFacet::Facilities,
        SeriesFacet::Indicators,
        SeriesFacet::Milestones,
        SeriesFacet::Findings,
    ];

    /// Returns its heading, which is also the name of its sheet.
    pub fn name(self) -> Message {
        match self {
            SeriesFacet::Tree => message!("series-tree"),
            SeriesFacet::Lights => message!("series-lights"),
            SeriesFacet::Notes => message!("series-notes"),
            SeriesFacet::Cases => message!("series-cases"),
            SeriesFacet::Amounts => message!("series-amounts"),
            SeriesFacet::Telling => message!("series-telling"),
            SeriesFacet::Open => message!("series-open"),
            SeriesFacet::Facilities => message!("series-facilities"),
            SeriesFacet::Indicators => message!("series-indicators"),
            SeriesFacet::Milestones => message!("series-milestones"),
            SeriesFacet::Findings => message!("findings-title"),
        }
    }

    /// Says what its cells are.
    pub fn about(self) -> Message {
        match self {
            SeriesFacet::Tree => message!("series-tree-about"),
            SeriesFacet::Lights => message!("series-lights-about"),
            SeriesFacet::Notes => message!("series-notes-about"),
            SeriesFacet::Cases => message!("series-cases-about"),
            SeriesFacet::Amounts => message!("series-amounts-about"),
            SeriesFacet::Telling => message!("series-telling-about"),
            SeriesFacet::Open => message!("series-open-about"),
            SeriesFacet::Facilities => message!("series-facilities-about"),
            SeriesFacet::Indicators => message!("series-indicators-about"),
            SeriesFacet::Milestones => message!("series-milestones-about"),
            SeriesFacet::Findings => message!("series-findings-about"),
        }
    }

    /// Returns the kinds of subject that have it.
    const fn kinds(self) -> &'static [&'static str] {
        match self {
            SeriesFacet::Tree => &["onderdeel"],
            SeriesFacet::Lights | SeriesFacet::Notes => &["onderdeel", "dossier"],
            SeriesFacet::Cases => &["dossier"],
            SeriesFacet::Amounts | SeriesFacet::Telling | SeriesFacet::Open => &["bijstelling"],
            SeriesFacet::Facilities => &["voorziening"],
            SeriesFacet::Indicators => &["indicator"],
            SeriesFacet::Milestones => &["mijlpaal"],
            SeriesFacet::Findings => &["onderdeel", "dossier", "bijstelling", "voorziening", "indicator", "mijlpaal"],
        }
    }

    /// Returns what a cell of a row shows; none for nothing.
    fn cell(self, cell: &Value, language: Language) -> Option<Cell> {
        match self {
            SeriesFacet::Tree => tree(cell, language),
            SeriesFacet::Lights => light(cell, language),
            SeriesFacet::Notes => notes(cell),
            SeriesFacet::Cases => said(cell, "status", language).map(Cell::Text),
            SeriesFacet::Amounts => amount(cell, language),
            SeriesFacet::Telling => said(cell, "gemeld", language).map(Cell::Text),
            SeriesFacet::Open => cell["openInCenten"].as_i64().map(Cell::Cents),
            SeriesFacet::Facilities => facility(cell, language),
            SeriesFacet::Indicators => measurement(cell, language),
            SeriesFacet::Milestones => milestone(cell, language),
            SeriesFacet::Findings => findings(cell, language).map(Cell::Text),
        }
    }
}

/// One side of the series.
pub struct Facet<'a> {
    /// Which.
    pub side: SeriesFacet,
    /// Its rows, without those that have nothing to show.
    pub rows: Vec<FacetRow<'a>>,
}

/// One subject over the rounds.
pub struct FacetRow<'a> {
    /// The row of the series.
    pub of: &'a Value,
    /// `kind/id`.
    pub subject: &'a str,
    /// Its title as people read it, with its period.
    pub title: String,
    /// Its cells, one a round.
    pub cells: Vec<Cell>,
    /// Whether all cells say the same.
    pub steady: bool,
}

impl FacetRow<'_> {
    /// Returns the cell of the round `at` in words; none where the round shows nothing.
    pub fn words(&self, at: usize, language: Language) -> Option<String> {
        self.cells.get(at).filter(|cell| **cell != Cell::Empty).map(|cell| cell_in_words(cell, language))
    }
}

/// Returns every side that has something to show.
pub fn facets(series: &Value, language: Language) -> Vec<Facet<'_>> {
    let made = SeriesFacet::ALL.into_iter().map(|side| {
        let rows = list(series, "rijen").iter().filter(|row| side.kinds().contains(&kind_of(row)));
        Facet { side, rows: rows.filter_map(|row| row_of(row, side, language)).collect() }
    });
    made.filter(|facet| !facet.rows.is_empty()).collect()
}

/// Returns the kind of the subject of a row.
pub fn kind_of(row: &Value) -> &str {
    row["onderwerp"].as_str().and_then(|subject| subject.split('/').next()).unwrap_or_default()
}

fn row_of(row: &Value, side: SeriesFacet, language: Language) -> Option<FacetRow<'_>> {
    let shown = |value: &Value| if value.is_null() { None } else { side.cell(value, language) };
    let cells: Vec<Option<Cell>> = list(row, "cellen").iter().map(shown).collect();
    if cells.iter().all(Option::is_none) {
        return None;
    }
    let steady = cells.windows(2).all(|two| two[0] == two[1]);
    let subject = row["onderwerp"].as_str().unwrap_or_default();
    let cells = cells.into_iter().map(|cell| cell.unwrap_or(Cell::Empty)).collect();
    Some(FacetRow { of: row, title: title_of(row, language), subject, cells, steady })
}

/// Returns the title of a row as people read it: a node after its code, a period after its indicator.
pub fn title_of(row: &Value, language: Language) -> String {
    let title = row["titel"].as_str().map_or_else(|| message!("title-erased").in_language(language), str::to_owned);
    let id = row["onderwerp"].as_str().and_then(|subject| subject.split_once('/')).map_or("", |(_, id)| id);
    match (kind_of(row), row["periode"].as_str()) {
        ("onderdeel", _) => format!("{id} {title}"),
        (_, Some(period)) => format!("{title}, {period}"),
        (_, None) => title,
    }
}

fn said(cell: &Value, key: &str, language: Language) -> Option<String> {
    cell[key].as_str().map(|word| wording::words(language, word))
}

fn tree(cell: &Value, language: Language) -> Option<Cell> {
    let code = cell["code"].as_str()?;
    let successors: Vec<&str> = list(cell, "opvolgers").iter().filter_map(Value::as_str).collect();
    Some(Cell::Text(match said(cell, "status", language) {
        Some(_) if !successors.is_empty() => format!("{code} → {}", successors.join(", ")),
        Some(status) => format!("{code} {status}"),
        None => code.to_owned(),
    }))
}

/// What a round took over without renewing it stands in brackets.
fn carried(cell: &Value, text: String) -> String {
    if cell["overgenomen"] == true { format!("({text})") } else { text }
}

fn light(cell: &Value, language: Language) -> Option<Cell> {
    let light = &cell["stoplicht"];
    let colour = light["kleur"].as_str()?;
    Some(match light["overgenomen"] == true {
        true => Cell::Text(carried(light, wording::light(language, colour))),
        false => Cell::Colour(colour.to_owned()),
    })
}

fn notes(cell: &Value) -> Option<Cell> {
    let note = &cell["toelichting"];
    let count = note["aantal"].as_i64()?;
    Some(match note["overgenomen"] == true {
        true => Cell::Text(carried(note, count.to_string())),
        false => Cell::Whole(count),
    })
}

fn amount(cell: &Value, language: Language) -> Option<Cell> {
    match (cell["bedragInCenten"].as_i64(), cell["pm"] == true) {
        (Some(cents), _) => Some(Cell::Cents(cents)),
        (None, true) => Some(Cell::Text(message!("amount-pm").in_language(language))),
        (None, false) => said(cell, "status", language).map(Cell::Text),
    }
}

fn facility(cell: &Value, language: Language) -> Option<Cell> {
    let status = said(cell, "status", language)?;
    Some(match cell["capaciteit"].as_i64() {
        Some(places) => Cell::Text(message!("series-places", status = status, places = places).in_language(language)),
        None => Cell::Text(status),
    })
}

fn measurement(cell: &Value, language: Language) -> Option<Cell> {
    let revised = cell["herzien"] == true;
    match cell["waarde"].as_str() {
        Some(value) if revised => {
            let value = wording::decimal(language, value);
            Some(Cell::Text(message!("series-revised", value = value).in_language(language)))
        }
        Some(value) => Some(Cell::of(super::table::ColumnKind::Decimal, &value.into(), None)),
        None => said(cell, "ontwikkeling", language).or_else(|| said(cell, "norm", language)).map(Cell::Text),
    }
}

fn milestone(cell: &Value, language: Language) -> Option<Cell> {
    let status = said(cell, "status", language)?;
    Some(Cell::Text(match cell["per"].as_str() {
        Some(due) => {
            let due = wording::day(language, due, None);
            message!("series-due", status = status, day = due).in_language(language)
        }
        None => status,
    }))
}

/// Formats the findings by code: `stoplicht onbekend, 2 herstel zonder reden`.
pub fn findings(cell: &Value, language: Language) -> Option<String> {
    let codes: Vec<&str> = list(cell, "signalen").iter().filter_map(Value::as_str).collect();
    let told = codes.chunk_by(|one, other| one == other).map(|same| match same.len() {
        1 => wording::words(language, same[0]),
        count => format!("{count} {}", wording::words(language, same[0])),
    });
    Some(told.collect::<Vec<_>>().join(", ")).filter(|told| !told.is_empty())
}

/// Returns a cell in words.
fn cell_in_words(cell: &Cell, language: Language) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Word(word) | Cell::Event(word) => wording::words(language, word),
        Cell::Colour(colour) => wording::light(language, colour),
        Cell::Whole(number) => number.to_string(),
        Cell::Cents(cents) => wording::euros(language, i128::from(*cents)),
        Cell::Decimal(digits) => wording::decimal(language, digits),
        Cell::Day(day, precision) => wording::day(language, &day.to_string(), precision.as_deref()),
        Cell::Empty | Cell::Flag(_) => String::new(),
    }
}
