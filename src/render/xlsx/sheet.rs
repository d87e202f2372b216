//! Writes the sheet of a table: a fixed header with filters that prints on each page, and columns and rows sized by
//! their content.

use rust_xlsxwriter::{IgnoreError, Worksheet, XlsxError};

use super::{SheetContext, cells};
use crate::message;
use crate::table::{Cell, Column, ColumnKind, Table};

/// A4, in the numbering of the format.
const PAPER: u8 = 9;

/// The height of a line of text, in points; and below it that of the tallest row that the format allows.
const LINE_POINTS: u32 = 15;
const ROW_POINTS_MAX: u32 = 409;

/// Margins of the page, in inches: left and right, top, bottom, and where header and footer begin.
const MARGIN_SIDES: f64 = 0.4;
const MARGIN_TOP: f64 = 0.5;
const MARGIN_BOTTOM: f64 = 0.6;
const MARGIN_FOOTER: f64 = 0.3;

/// Writes a table on a sheet of its own.
pub fn sheet(name: &str, table: &Table, rows: &[Vec<Cell>], look: &SheetContext<'_>) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let columns = &table.columns;
    let heads: Vec<String> = (0..columns.len()).map(|at| heading(table, at, look)).collect();
    let widths: Vec<u16> = columns.iter().zip(&heads).map(|(column, heading)| width(column, heading)).collect();
    for (at, (column, heading)) in (0..).zip(columns.iter().zip(&heads)) {
        sheet.set_column_width(at, f64::from(widths[usize::from(at)]))?;
        sheet.write_string_with_format(0, at, heading, look.formats.head(column.kind))?;
    }
    let tallest = heads.iter().zip(&widths).map(|(heading, width)| cells::lines_of(heading, width - FILTER)).max();
    set_height(&mut sheet, 0, tallest.unwrap_or(1))?;
    for (line, row) in (1..).zip(rows) {
        for (at, (cell, column)) in (0..).zip(row.iter().zip(columns)) {
            cells::write(&mut sheet, (line, at), cell, column.kind, look)?;
        }
        // Set explicitly, since not every reader of workbooks makes room for texts that wrap.
        let of = row.iter().zip(columns.iter().zip(&widths));
        let tallest = of.map(|(cell, (column, width))| cells::lines(cell, column.kind, *width, look)).max();
        set_height(&mut sheet, line, tallest.unwrap_or(1))?;
    }
    let (last_row, last_column) = (rows.len(), columns.len().saturating_sub(1));
    let last_row = u32::try_from(last_row).expect("parts are cut to the rows of a sheet");
    let last_column = u16::try_from(last_column).expect("a table has fewer columns than a sheet");
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.ignore_error_range(1, 0, last_row.max(1), last_column, IgnoreError::NumberStoredAsText)?;
    sheet.set_repeat_rows(0, 0)?;
    set_print_layout(&mut sheet, look);
    Ok(sheet)
}

/// Sets how a sheet prints: landscape A4, one page wide and as many pages long as needed; with title, sheet and page in
/// the footer.
pub fn set_print_layout(sheet: &mut Worksheet, look: &SheetContext<'_>) {
    let page = message!("workbook-page", page = "&P", of = "&N").in_language(look.language);
    // A single & begins a code; a digit after the code of the size would be read as part of the size.
    let footer = format!("&L&8 {}&C&8&A&R&8 {page}", look.title.replace('&', "&&"));
    sheet.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0).set_footer(short(&footer));
    sheet.set_margins(MARGIN_SIDES, MARGIN_SIDES, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_FOOTER, MARGIN_FOOTER);
}

/// Returns the footer. The format allows 255 characters for it: a longer one leaves out the title.
fn short(footer: &str) -> &str {
    if footer.chars().count() <= 255 { footer } else { "&C&8&A&R&8&P / &N" }
}

/// Sets the height of a row to this many lines.
pub fn set_height(sheet: &mut Worksheet, row: u32, lines: u32) -> Result<(), XlsxError> {
    if lines > 1 {
        sheet.set_row_height(row, f64::from(lines.saturating_mul(LINE_POINTS).min(ROW_POINTS_MAX)))?;
    }
    Ok(())
}

fn heading(table: &Table, at: usize, look: &SheetContext<'_>) -> String {
    let heading = table.heading(at, look.language);
    match table.columns[at].kind {
        ColumnKind::Cents if table.heads.is_empty() => format!("{heading} (euro)"),
        _ => heading,
    }
}

/// Characters that the filter arrow takes of a header.
const FILTER: u16 = 2;

/// Returns the width of a column in characters, at least that of the longest word of its header. On landscape A4 some
/// 200 of them in all are still legible.
fn width(column: &Column, heading: &str) -> u16 {
    let width = match (column.key, column.kind) {
        ("programma" | "onderdeel" | "beleidsterrein", _) => 10,
        ("ronde", _) => 10,
        ("kop" | "naamOnderdeel" | "stoplicht.ronde", _) => 20,
        ("bijzonderheden" | "van" | "naar" | "duiding", _) => 36,
        ("waarde", ColumnKind::Prose) => 80, // the last sheet
        (_, ColumnKind::Prose) => 50,
        (_, ColumnKind::Name) => 27,
        (_, ColumnKind::Event) => 20,
        (_, ColumnKind::Id) => 17,
        (_, ColumnKind::Cents | ColumnKind::Trail) => 14,
        (_, ColumnKind::Word) if column.key == "letOp" => 14,
        (_, ColumnKind::Day | ColumnKind::Colour | ColumnKind::Word) => 11,
        (_, ColumnKind::Whole | ColumnKind::Decimal | ColumnKind::Flag) => 9,
    };
    let longest = heading.split_whitespace().map(|word| word.chars().count()).max();
    let longest = longest.and_then(|longest| u16::try_from(longest).ok());
    width.max(longest.map_or(0, |longest| longest.saturating_add(1).min(LONGEST_WORD)))
}

/// A longer word in a header is broken.
const LONGEST_WORD: u16 = 24;
