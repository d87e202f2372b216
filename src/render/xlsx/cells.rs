//! Writes one cell: a value by its kind, and how many lines it takes.

use rust_xlsxwriter::{ExcelDateTime, Worksheet, XlsxError};

use super::{SheetContext, formats};
use crate::domain::time::Day;
use crate::message;
use crate::table::{Cell, ColumnKind};
use crate::{csv, wording};

/// The largest whole number that a spreadsheet keeps exactly: 15 digits.
const EXACT_MAX: u64 = 999_999_999_999_999;

/// Writes a cell.
pub fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    kind: ColumnKind,
    look: &SheetContext<'_>,
) -> Result<(), XlsxError> {
    let (formats, language) = (&look.formats, look.language);
    let plain = formats.plain(kind);
    let text = || shown(cell, look).unwrap_or_default();
    match cell {
        // Empty, but with the line below it, because a row is read across.
        Cell::Empty => sheet.write_blank(row, column, plain),
        Cell::Text(text) if csv::begins_like_a_formula(text) => {
            sheet.write_string_with_format(row, column, text, formats.quoted(kind))
        }
        Cell::Text(_) | Cell::Word(_) | Cell::Event(_) | Cell::Flag(_) => {
            sheet.write_string_with_format(row, column, text(), plain)
        }
        Cell::Colour(colour) => sheet.write_string_with_format(row, column, text(), formats.colour(colour)),
        Cell::Whole(number) => match exact(*number) {
            // Among texts a number is left-aligned.
            Some(number) if kind == ColumnKind::Prose => {
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
            None => sheet.write_string_with_format(row, column, text(), plain),
        },
        Cell::Day(day, precision) => match date(*day) {
            Some(date) => sheet.write_datetime_with_format(row, column, date, formats.day(precision.as_deref())),
            None => sheet.write_string_with_format(row, column, day.to_string(), plain),
        },
    }?;
    Ok(())
}

/// Returns the text that a cell shows; none for numbers and days, which take one line.
pub fn shown(cell: &Cell, look: &SheetContext<'_>) -> Option<String> {
    let language = look.language;
    Some(match cell {
        Cell::Text(text) => text.clone(),
        Cell::Word(token) => wording::words(language, token),
        Cell::Event(name) => wording::announced(language, name),
        Cell::Colour(colour) => format!("{} {}", wording::shape(colour), wording::words(language, colour)),
        Cell::Flag(true) => message!("workbook-yes").in_language(language),
        Cell::Flag(false) => message!("workbook-no").in_language(language),
        Cell::Decimal(digits) => wording::decimal(language, digits),
        Cell::Empty | Cell::Whole(_) | Cell::Cents(_) | Cell::Day(..) => return None,
    })
}

/// Returns the lines that a cell takes at this width in characters.
pub fn lines(cell: &Cell, kind: ColumnKind, width: u16, look: &SheetContext<'_>) -> u32 {
    let text = if formats::wraps(kind) { shown(cell, look) } else { None };
    text.map_or(1, |text| lines_of(&text, width))
}

/// Returns the lines that a text takes at this width in characters.
pub fn lines_of(text: &str, width: u16) -> u32 {
    // The width of a column is measured in digits; of running text an eighth more fits, also in a wide font.
    let room = (usize::from(width) * 9 / 8).max(1);
    let count: usize = text.split('\n').map(|line| textwrap::wrap(line, room).len().max(1)).sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Returns a whole number that a spreadsheet keeps to the last digit.
#[expect(clippy::cast_precision_loss, reason = "15 digits are fewer than the 53 bits of a float hold")]
fn exact(number: i64) -> Option<f64> {
    (number.unsigned_abs() <= EXACT_MAX).then_some(number as f64)
}

/// Returns a decimal number of at most 15 digits.
fn number(digits: &str) -> Option<f64> {
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    if count <= 15 { digits.parse().ok() } else { None }
}

/// Returns a day on which spreadsheets agree: some count a 29 February in 1900.
fn date(day: Day) -> Option<ExcelDateTime> {
    use chrono::Datelike as _;
    let date = day.date();
    if date.year() < 1901 {
        return None;
    }
    let (month, of_month) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, month, of_month).ok()
}
