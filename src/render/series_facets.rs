//! What series show, facet by facet: the tree, lights, notes, cases, money, facilities, indicators, milestones. Each is
//! a small table of a row a subject and a column a round, for a text and for a workbook.

use serde_json::Value;

use super::table::Cell;
use super::{list, wording};
use crate::language::{Language, Message};
use crate::message;

/// One side of the series.
pub struct Facet {
    /// Its heading, and the name of its sheet.
    pub name: Message,
    /// What its cells are.
    pub about: Message,
    /// Its rows, without those that have nothing to show.
    pub rows: Vec<FacetRow>,
    /// Whether a text only counts the rows in which nothing changed.
    pub folds: bool,
}

/// One subject over the rounds.
pub struct FacetRow {
    /// `kind/id`.
    pub subject: String,
    /// Its title as people read it, with its period.
    pub title: String,
    /// Its cells, one a round.
    pub cells: Vec<Cell>,
    /// Whether all cells say the same.
    pub steady: bool,
}

/// What a cell of a row shows on one side; none for nothing.
type CellOf = fn(&Value, Language) -> Option<Cell>;

/// Returns every side that has something to show.
pub fn facets(series: &Value, language: Language) -> Vec<Facet> {
    let sides: [(Message, Message, &[&str], CellOf); 9] = [
        (message!("series-tree"), message!("series-tree-about"), &["onderdeel"], tree),
        (message!("series-lights"), message!("series-lights-about"), &["onderdeel", "dossier"], light),
        (message!("series-notes"), message!("series-notes-about"), &["onderdeel", "dossier"], notes),
        (message!("series-cases"), message!("series-cases-about"), &["dossier"], status),
        (message!("series-amounts"), message!("series-amounts-about"), &["bijstelling"], amount),
        (message!("series-open"), message!("series-open-about"), &["bijstelling"], open),
        (message!("series-facilities"), message!("series-facilities-about"), &["voorziening"], facility),
        (message!("series-indicators"), message!("series-indicators-about"), &["indicator"], measurement),
        (message!("series-milestones"), message!("series-milestones-about"), &["mijlpaal"], milestone),
    ];
    let made = sides.into_iter().map(|(name, about, kinds, cell)| {
        let rows = list(series, "rijen").iter().filter(|row| kinds.contains(&kind_of(row)));
        let rows: Vec<FacetRow> = rows.filter_map(|row| row_of(row, cell, language)).collect();
        Facet { name, about, folds: std::ptr::fn_addr_eq(cell, tree as CellOf), rows }
    });
    made.filter(|facet| !facet.rows.is_empty()).collect()
}

/// Returns the kind of the subject of a row.
pub fn kind_of(row: &Value) -> &str {
    row["onderwerp"].as_str().and_then(|subject| subject.split('/').next()).unwrap_or_default()
}

fn row_of(row: &Value, cell: CellOf, language: Language) -> Option<FacetRow> {
    let shown = |value: &Value| if value.is_null() { None } else { cell(value, language) };
    let cells: Vec<Option<Cell>> = list(row, "cellen").iter().map(shown).collect();
    if cells.iter().all(Option::is_none) {
        return None;
    }
    let steady = cells.windows(2).all(|two| two[0] == two[1]);
    let subject = row["onderwerp"].as_str().unwrap_or_default().to_owned();
    let cells = cells.into_iter().map(|cell| cell.unwrap_or(Cell::Empty)).collect();
    Some(FacetRow { title: title_of(row, language), subject, cells, steady })
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
    Some(match said(cell, "status", language) {
        Some(status) => Cell::Text(format!("{code} {status}")),
        None => Cell::Text(code.to_owned()),
    })
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

fn notes(cell: &Value, _: Language) -> Option<Cell> {
    let note = &cell["toelichting"];
    let count = note["aantal"].as_i64()?;
    Some(match note["overgenomen"] == true {
        true => Cell::Text(carried(note, count.to_string())),
        false => Cell::Whole(count),
    })
}

fn status(cell: &Value, language: Language) -> Option<Cell> {
    said(cell, "status", language).map(Cell::Text)
}

fn amount(cell: &Value, language: Language) -> Option<Cell> {
    match (cell["bedragInCenten"].as_i64(), cell["pm"] == true) {
        (Some(cents), _) => Some(Cell::Cents(cents)),
        (None, true) => Some(Cell::Text(message!("amount-pm").in_language(language))),
        (None, false) => status(cell, language),
    }
}

fn open(cell: &Value, _: Language) -> Option<Cell> {
    cell["openInCenten"].as_i64().map(Cell::Cents)
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
        Some(value) => Some(Cell::of(super::table::Kind::Decimal, &value.into(), None)),
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
