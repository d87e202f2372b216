//! Writes workbooks, for people: a first sheet with words and sums, then a sheet per kind of item, and a last sheet
//! with what the content is based on.
//!
//! Days and numbers are real, amounts are in euros; every sheet prints on landscape A4, one page wide, with its header
//! on each page. Sheets without rows are left out. Texts are written as texts: a cell that begins with `=` shows it and
//! computes nothing, also after it was edited. The same content yields the same bytes, since the creation time is that
//! of the state. Where a limit of the format is reached, the workbook reports it: a text of more than [`UNITS_MAX`] is
//! cut and listed on the last sheet, more than [`ROWS_MAX`] rows continue on a next sheet, and a day before 1901 or a
//! number of more than 15 digits is text.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::basis_sheet;
use super::table::{Cell, Table};
use crate::domain::time::Instant;
use crate::language::{Language, Message};
use crate::message;

mod cells;
mod first_sheet;
mod formats;
mod sheet;

pub use first_sheet::{FirstSheet, SheetPart};
use formats::Formats;

/// The longest text of a cell, in UTF-16 units, a limit of the format.
pub const UNITS_MAX: usize = 32_767;

/// Rows of a sheet below its header: the format allows 1,048,576 in all.
pub const ROWS_MAX: usize = 1_048_575;

/// How many cut texts are listed one by one; the others are only counted.
const CUTS_LISTED_MAX: usize = 50;

/// The content of a workbook.
pub struct WorkbookContent {
    /// The title, in its properties and in the footer of each page.
    pub title: String,
    /// The first sheet: words and sums.
    pub opening: FirstSheet,
    /// The sheets after it; tables without rows are left out.
    pub tables: Vec<Table>,
    /// The last sheet: what identifies the content exactly, digests, and how to read it.
    pub account: Table,
    /// When the content was recorded, which becomes the creation time of the file.
    pub made_at: Option<String>,
    /// The language of the reader.
    pub language: Language,
}

/// The formats, language and title that sheets are written with.
struct SheetContext<'b> {
    formats: Formats,
    language: Language,
    title: &'b str,
}

/// Returns the workbook as a file.
pub fn write(book: WorkbookContent) -> Vec<u8> {
    let WorkbookContent { title, mut opening, mut tables, mut account, made_at, language } = book;
    tables.retain(|table| !table.rows.is_empty());
    account.rows.extend(cut_long_texts(&mut tables, ROWS_MAX, language));
    opening.parts.extend(first_sheet::contents(&tables, &account, language));
    let look = SheetContext { formats: Formats::new(language), language, title: &title };
    let mut made = Workbook::new();
    made.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&moment(made_at.as_deref())));
    let fits = "names are short and unlike, rows and texts were made to fit";
    made.push_worksheet(first_sheet::sheet(&opening, &look).expect(fits));
    for table in tables.iter().chain(std::iter::once(&account)) {
        for (part, rows) in table.rows.chunks(ROWS_MAX).enumerate() {
            let name = part_name(&table.name.in_language(language), part);
            made.push_worksheet(sheet::sheet(&name, table, rows, &look).expect(fits));
        }
    }
    made.save_to_buffer().expect("memory takes all that is written to it")
}

/// Returns the given moment, never the current time: the same tables yield the same bytes.
fn moment(told: Option<&str>) -> ExcelDateTime {
    let seconds = told.and_then(|iso| Instant::parse(iso).ok()).map_or(0, |at| at.micros().div_euclid(1_000_000));
    ExcelDateTime::from_timestamp(seconds).unwrap_or_default()
}

fn part_name(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name} ({})", part + 1) }
}

/// Cuts the texts that no cell can hold, and reports where each of them was.
fn cut_long_texts(tables: &mut [Table], rows_max: usize, language: Language) -> Vec<Vec<Cell>> {
    let mut cuts: Vec<Message> = Vec::new();
    for table in tables {
        let heads: Vec<String> = (0..table.columns.len()).map(|at| table.heading(at, language)).collect();
        for (at, row) in table.rows.iter_mut().enumerate() {
            for (column, cell) in row.iter_mut().enumerate() {
                let Cell::Text(text) = cell else { continue };
                let units = text.encode_utf16().count();
                if units > UNITS_MAX {
                    *text = shortened(text, language);
                    let line = at % rows_max + 2; // the header is line 1
                    cuts.push(message!(
                        "workbook-cut-at",
                        sheet = part_name(&table.name.in_language(language), at / rows_max),
                        row = line,
                        column = heads[column].clone(),
                        units = units,
                    ));
                }
            }
        }
    }
    let more = cuts.len().saturating_sub(CUTS_LISTED_MAX);
    cuts.truncate(CUTS_LISTED_MAX);
    if more > 0 {
        cuts.push(message!("workbook-cut-more", count = more));
    }
    let told = |cut: Message| message!("workbook-cut", cut = cut, most = UNITS_MAX).in_language(language);
    let name = message!("workbook-cut-name").in_language(language);
    cuts.into_iter().map(|cut| basis_sheet::remark_row(&name, &told(cut))).collect()
}

fn shortened(text: &str, language: Language) -> String {
    let mark = format!(" … {}", message!("workbook-cut-mark").in_language(language));
    let room = UNITS_MAX - mark.encode_utf16().count();
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    kept.chain(mark.chars()).collect()
}

#[cfg(test)]
mod tests;
