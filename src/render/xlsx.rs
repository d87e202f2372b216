//! Workbooks, for people: real days and numbers, amounts in euros, a header that stays and filters, texts that wrap.
//!
//! Texts are written as texts: a cell that begins with `=` shows it and computes nothing, also after it was edited. The
//! same tables give the same bytes, since the moment of making is that of the state. Where a limit of the format is met, the
//! workbook says so: a text of more than [`UNITS_MAX`] is cut and listed on the first sheet, more than [`ROWS_MAX`] rows go
//! on in a next sheet, a day before 1901 and a number of more than 15 digits are text.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, IgnoreError, Workbook, Worksheet, XlsxError};

use super::table::{Cell, Column, Kind, Table};
use super::{basis, csv, wording};
use crate::domain::time::{Day, Instant};
use crate::language::Language;

mod formats;

use formats::Formats;

/// The longest text of a cell, in units of UTF-16, as the format has it.
pub const UNITS_MAX: usize = 32_767;

/// Rows of a sheet below its header: the format has 1,048,576 in all.
pub const ROWS_MAX: usize = 1_048_575;

/// What stands at the end of a text that was cut.
const CUT_MARK: &str = " … [ingekort; zie het blad Verantwoording]";

/// Cut texts that are listed one by one; of more the number is told.
const CUTS_LISTED_MAX: usize = 50;

/// What a spreadsheet keeps of a number: 15 digits.
const EXACT_MAX: u64 = 999_999_999_999_999;

/// A3, lying: the widest sheet has some 25 columns.
const PAPER: u8 = 8;

/// A line of text, in points; and the tallest row that the format has.
const LINE_POINTS: u32 = 15;
const ROW_POINTS_MAX: u32 = 409;

/// A workbook: the sheet that says what it is, then the others. `made_at` becomes the moment of making.
pub fn write(mut first: Table, mut tables: Vec<Table>, made_at: Option<&str>, language: Language) -> Vec<u8> {
    first.rows.extend(cut(&mut tables, ROWS_MAX));
    let formats = Formats::new();
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title("Peildatum").set_creation_datetime(&moment(made_at)));
    for table in std::iter::once(&first).chain(&tables) {
        for (part, rows) in parts(&table.rows, ROWS_MAX).into_iter().enumerate() {
            let sheet = sheet(&part_name(table.name, part), &table.columns, rows, (&formats, language));
            book.push_worksheet(sheet.expect("names are short and unlike, rows and texts were made to fit"));
        }
    }
    book.save_to_buffer().expect("memory takes all that is written to it")
}

/// A moment that is told, never the clock's: the same tables give the same bytes.
fn moment(told: Option<&str>) -> ExcelDateTime {
    let seconds = told.and_then(|iso| Instant::parse(iso).ok()).map_or(0, |at| at.micros().div_euclid(1_000_000));
    ExcelDateTime::from_timestamp(seconds).unwrap_or_default()
}

/// The rows of each sheet: one sheet also where there are none.
fn parts(rows: &[Vec<Cell>], rows_max: usize) -> Vec<&[Vec<Cell>]> {
    if rows.is_empty() { vec![rows] } else { rows.chunks(rows_max).collect() }
}

fn part_name(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name} ({})", part + 1) }
}

/// Cuts the texts that no cell can hold, and says of each where it stood.
fn cut(tables: &mut [Table], rows_max: usize) -> Vec<Vec<Cell>> {
    let mut cuts = Vec::new();
    for table in tables {
        for (at, row) in table.rows.iter_mut().enumerate() {
            for (cell, column) in row.iter_mut().zip(&table.columns) {
                let Cell::Text(text) = cell else { continue };
                let units = text.encode_utf16().count();
                if units > UNITS_MAX {
                    *text = shortened(text);
                    let sheet = part_name(table.name, at / rows_max);
                    let line = at % rows_max + 2; // the header is line 1
                    cuts.push(format!("blad {sheet}, rij {line}, kolom {}: {units} tekens", column.header));
                }
            }
        }
    }
    let more = cuts.len().saturating_sub(CUTS_LISTED_MAX);
    cuts.truncate(CUTS_LISTED_MAX);
    if more > 0 {
        cuts.push(format!("en nog {more} cellen"));
    }
    let whole = format!("een cel heeft plaats voor {UNITS_MAX} tekens; de hele tekst staat in de CSV en de JSON");
    let told = cuts.iter().map(|cut| basis::says("Ingekort", &format!("{cut}; {whole}")));
    told.collect()
}

fn shortened(text: &str) -> String {
    let room = UNITS_MAX - CUT_MARK.encode_utf16().count();
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    kept.chain(CUT_MARK.chars()).collect()
}

fn sheet(
    name: &str,
    columns: &[Column],
    rows: &[Vec<Cell>],
    (formats, language): (&Formats, Language),
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    for (at, column) in (0..).zip(columns) {
        let header = match column.kind {
            Kind::Cents => format!("{} (euro)", column.header),
            _ => column.header.to_owned(),
        };
        let room_for_header = u16::try_from(header.chars().count() + 4).unwrap_or(u16::MAX); // and for the filter's arrow
        sheet.set_column_width(at, f64::from(width(column).max(room_for_header.min(24))))?;
        sheet.write_string_with_format(0, at, header, &formats.header)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (at, (cell, column)) in (0..).zip(row.iter().zip(columns)) {
            write_cell(&mut sheet, (line, at), cell, column.kind, (formats, language))?;
        }
        // Told, since not every reader of workbooks makes room for texts that wrap.
        let lines = row.iter().zip(columns).map(|(cell, column)| lines(cell, column)).max().unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(line, f64::from(lines.saturating_mul(LINE_POINTS).min(ROW_POINTS_MAX)))?;
        }
    }
    let (last_row, last_column) = (rows.len(), columns.len().saturating_sub(1));
    let last_row = u32::try_from(last_row).expect("parts are cut to the rows of a sheet");
    let last_column = u16::try_from(last_column).expect("a table has fewer columns than a sheet");
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.ignore_error_range(1, 0, last_row.max(1), last_column, IgnoreError::NumberStoredAsText)?;
    sheet.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0).set_footer("&L&[Tab]&R&[Page]");
    sheet.set_repeat_rows(0, 0)?;
    Ok(sheet)
}

/// Lines that a cell takes in its column.
fn lines(cell: &Cell, column: &Column) -> u32 {
    let wrapped = match cell {
        Cell::Text(text) | Cell::Word(text) if formats::wraps(column.kind) => {
            textwrap::wrap(text, usize::from(width(column))).len()
        }
        _ => 1,
    };
    u32::try_from(wrapped).unwrap_or(ROW_POINTS_MAX)
}

/// Characters that a column shows beside each other.
fn width(column: &Column) -> u16 {
    match column.kind {
        Kind::Id if matches!(column.key, "programma" | "onderdeel") => 12,
        Kind::Prose => 60,
        Kind::Name => 34,
        Kind::Id | Kind::Event | Kind::Trail => 22,
        Kind::Word | Kind::Cents => 18,
        Kind::Day => 15,
        Kind::Colour => 13,
        Kind::Whole | Kind::Decimal | Kind::Flag => 10,
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    kind: Kind,
    (formats, language): (&Formats, Language),
) -> Result<(), XlsxError> {
    let plain = formats.plain(kind);
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) if csv::begins_like_a_formula(text) => {
            sheet.write_string_with_format(row, column, text, formats.quoted(kind))
        }
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, plain),
        Cell::Word(token) => sheet.write_string_with_format(row, column, wording::words(language, token), plain),
        Cell::Event(name) => sheet.write_string_with_format(row, column, wording::announced(language, name), plain),
        Cell::Colour(colour) => {
            let shown = format!("{} {}", wording::shape(colour), wording::words(language, colour));
            sheet.write_string_with_format(row, column, shown, formats.colour(colour))
        }
        Cell::Flag(flag) => sheet.write_string_with_format(row, column, if *flag { "ja" } else { "nee" }, plain),
        Cell::Whole(number) => match exact(*number) {
            // Among texts a number stands where they begin.
            Some(number) if kind == Kind::Prose => {
                sheet.write_number_with_format(row, column, number, &formats.whole_among_texts)
            }
            Some(number) => sheet.write_number_with_format(row, column, number, &formats.whole),
            None => sheet.write_string_with_format(row, column, number.to_string(), plain),
        },
        Cell::Cents(cents) => match exact(*cents) {
            Some(number) => sheet.write_number_with_format(row, column, number / 100.0, &formats.euros),
            None => sheet.write_string_with_format(row, column, wording::euros(language, *cents), plain),
        },
        Cell::Decimal(digits) => match number(digits) {
            Some(number) => sheet.write_number_with_format(row, column, number, &formats.decimal),
            None => sheet.write_string_with_format(row, column, wording::decimal(language, digits), plain),
        },
        Cell::Day(day, precision) => match date(*day) {
            Some(date) => sheet.write_datetime_with_format(row, column, date, formats.day(precision.as_deref())),
            None => sheet.write_string_with_format(row, column, day.to_string(), plain),
        },
    }?;
    Ok(())
}

/// A whole number that a spreadsheet keeps to the last digit.
#[expect(clippy::cast_precision_loss, reason = "15 digits are fewer than the 53 bits of a float hold")]
fn exact(number: i64) -> Option<f64> {
    (number.unsigned_abs() <= EXACT_MAX).then_some(number as f64)
}

/// A decimal number of at most 15 digits.
fn number(digits: &str) -> Option<f64> {
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    if count <= 15 { digits.parse().ok() } else { None }
}

/// A day that spreadsheets agree on: some count a 29 February in 1900.
fn date(day: Day) -> Option<ExcelDateTime> {
    use chrono::Datelike as _;
    let date = day.date();
    if date.year() < 1901 {
        return None;
    }
    let (month, of_month) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, month, of_month).ok()
}

#[cfg(test)]
mod tests;
