//! Builds the first sheet: the content of the workbook in words and sums. Sentences span the whole width, sums are in
//! small tables.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::sheet::{set_height, set_print_layout};
use super::{SheetContext, cells};
use crate::csv;
use crate::language::{Language, Message};
use crate::message;
use crate::table::{Cell, ColumnKind, Table};

/// The first sheet.
#[derive(Debug)]
pub struct FirstSheet {
    /// The name of the sheet.
    pub name: Message,
    /// Its content, from top to bottom.
    pub parts: Vec<SheetPart>,
}

/// One part of the first sheet.
#[derive(Debug)]
pub enum SheetPart {
    /// The title, in large letters.
    Title(String),
    /// A sentence or more, over the whole width.
    Text(String),
    /// A text that nobody may overlook.
    Alarm(String),
    /// The heading of the next parts.
    Heading(String),
    /// A name and its text.
    Pair(Cell, String),
    /// A small table: its headers with the kind of each column, and its rows. At most [`COLUMNS`] columns.
    Rows(Vec<(String, ColumnKind)>, Vec<Vec<Cell>>),
}

/// Columns of the grid in which all parts are laid out.
pub const COLUMNS: u16 = 7;
/// Characters of its first column, for names.
const FIRST: u16 = 34;
/// Characters of each other column.
const OTHER: u16 = 16;
const LAST_COLUMN: u16 = COLUMNS - 1;
const REST: u16 = OTHER * LAST_COLUMN;

/// Writes the sheet with these parts.
pub fn sheet(opening: &FirstSheet, look: &SheetContext<'_>) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(opening.name.in_language(look.language))?;
    sheet.set_column_width(0, f64::from(FIRST))?;
    for column in 1..COLUMNS {
        sheet.set_column_width(column, f64::from(OTHER))?;
    }
    let mut line = 0;
    for part in &opening.parts {
        line = self::part(&mut sheet, line, part, look)?;
    }
    sheet.set_screen_gridlines(false);
    set_print_layout(&mut sheet, look);
    Ok(sheet)
}

/// Writes a part at `line`, and returns the line after it.
fn part(sheet: &mut Worksheet, line: u32, part: &SheetPart, look: &SheetContext<'_>) -> Result<u32, XlsxError> {
    let formats = &look.formats;
    match part {
        SheetPart::Title(text) => {
            write_across(sheet, (line, 0), text, (&formats.title, &formats.title_quoted))?;
            sheet.set_row_height(line, TITLE_POINTS * f64::from(cells::lines_of(text, (FIRST + REST) * 5 / 8)))?;
        }
        SheetPart::Text(text) => {
            write_across(sheet, (line, 0), text, formats.prose())?;
            set_height(sheet, line, cells::lines_of(text, FIRST + REST))?;
        }
        SheetPart::Alarm(text) => {
            write_across(sheet, (line, 0), text, (&formats.alarm, &formats.alarm))?;
            set_height(sheet, line, cells::lines_of(text, FIRST + REST))?;
        }
        SheetPart::Heading(text) => {
            write_across(sheet, (line + 1, 0), text, (&formats.heading, &formats.heading))?; // the line above it stays free
            return Ok(line + 2);
        }
        SheetPart::Pair(name, told) => {
            match name {
                Cell::Text(name) => sheet.write_string_with_format(line, 0, name, &formats.name).map(|_| ())?,
                cell => cells::write(sheet, (line, 0), cell, ColumnKind::Colour, look)?,
            }
            write_across(sheet, (line, 1), told, formats.prose())?;
            let name = cells::shown(name, look).map_or(1, |name| cells::lines_of(&name, FIRST));
            set_height(sheet, line, cells::lines_of(told, REST).max(name))?;
        }
        SheetPart::Rows(heads, rows) => return table(sheet, line, heads, rows, look),
    }
    Ok(line + 1)
}

/// Lists the content of the other sheets, under a heading.
pub fn contents(tables: &[Table], account: &Table, language: Language) -> Vec<SheetPart> {
    let sheet = |table: &Table| {
        let told = message!("workbook-sheet", count = table.rows.len(), about = table.about.clone());
        SheetPart::Pair(Cell::Text(table.name.in_language(language)), told.in_language(language))
    };
    let last = Cell::Text(account.name.in_language(language));
    let mut parts = vec![SheetPart::Heading(message!("workbook-sheets").in_language(language))];
    parts.extend(tables.iter().map(sheet));
    parts.push(SheetPart::Pair(last, account.about.in_language(language)));
    parts.push(SheetPart::Text(message!("workbook-sheets-more").in_language(language)));
    parts
}

/// The height of a line of a title in large letters, in points.
const TITLE_POINTS: f64 = 26.0;

/// Writes a text from a cell to the end of the grid, in the second format where it could be taken for a formula.
fn write_across(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    (format, quoted): (&Format, &Format),
) -> Result<(), XlsxError> {
    let format = if csv::begins_like_a_formula(text) { quoted } else { format };
    // Written as a string after merging, because merging alone would guess the type.
    sheet.merge_range(row, column, row, LAST_COLUMN, "", format)?;
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

fn table(
    sheet: &mut Worksheet,
    line: u32,
    heads: &[(String, ColumnKind)],
    rows: &[Vec<Cell>],
    look: &SheetContext<'_>,
) -> Result<u32, XlsxError> {
    let width = |column: u16| if column == 0 { FIRST } else { OTHER };
    for (at, (head, kind)) in (0..COLUMNS).zip(heads) {
        sheet.write_string_with_format(line, at, head, look.formats.head(*kind))?;
    }
    let tallest = (0..COLUMNS).zip(heads).map(|(at, (head, _))| cells::lines_of(head, width(at))).max();
    set_height(sheet, line, tallest.unwrap_or(1))?;
    for (line, row) in (line + 1..).zip(rows) {
        for (at, (cell, (_, kind))) in (0..COLUMNS).zip(row.iter().zip(heads)) {
            cells::write(sheet, (line, at), cell, *kind, look)?;
        }
        let of = (0..COLUMNS).zip(row.iter().zip(heads));
        let tallest = of.map(|(at, (cell, (_, kind)))| cells::lines(cell, *kind, width(at), look)).max();
        set_height(sheet, line, tallest.unwrap_or(1))?;
    }
    Ok(line + 1 + u32::try_from(rows.len()).expect("a small table"))
}
