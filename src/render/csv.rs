//! Writes comma-separated values for programs: RFC 4180, UTF-8, a header, CRLF, days as `YYYY-MM-DD`, amounts in whole
//! eurocents, decimals with a point. So a file means the same under every country's settings.
//!
//! It writes no byte order mark. Many readers would take it as part of the first header, and it would not make the file
//! open well in a Dutch spreadsheet, which expects semicolons. For spreadsheets there is the workbook.
//!
//! # Protection against formulas
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, also after blanks, and it may split
//! a text into cells at semicolons, tabs and line ends when another separator is set or guessed. So wherever a cell
//! could begin within a text (at its start, and after `;`, tab, CR or LF), an apostrophe is put before such a
//! character. [`unguard`] restores the text exactly: at each of these places it removes an apostrophe where what
//! follows needs one. Numbers, days and words of lists are never changed.

use serde_json::Value;

use super::table::{Cell, Column, ColumnKind};
use crate::language::Language;

/// The one language of files for programs, whoever requests them: headers, words and sentences.
pub const LANGUAGE: Language = Language::Dutch;

/// The characters at the start of a cell that a spreadsheet may interpret. The wide forms count in East Asian settings.
const STARTERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The characters at which another separator would split a text into cells.
const CUTS: [char; 4] = [';', '\t', '\r', '\n'];

/// Writes a table as CSV: a header per column, a line per row.
pub fn write(columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(columns.iter().map(head)).expect("memory takes all that is written to it");
    for row in rows {
        writer.write_record(row.iter().map(plain)).expect("every row has a cell for each column");
    }
    writer.into_inner().expect("memory takes all that is written to it")
}

/// Returns the header of a column. A file for programs has the same headers in every language.
pub(super) fn head(column: &Column) -> String {
    match column.kind {
        ColumnKind::Cents => format!("{} (eurocent)", column.heading(LANGUAGE)),
        _ => column.heading(LANGUAGE),
    }
}

/// Writes flat objects as CSV, one line each; every column holds the value of its key.
pub fn of_rows(columns: &[Column], rows: &[Value]) -> Vec<u8> {
    let cells = |row: &Value| columns.iter().map(|column| Cell::of(column.kind, &row[column.key], None)).collect();
    write(columns, rows.iter().map(cells))
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guard(text),
        Cell::Word(token) | Cell::Event(token) | Cell::Colour(token) | Cell::Decimal(token) => token.clone(),
        Cell::Whole(number) | Cell::Cents(number) => number.to_string(),
        Cell::Day(day, _) => day.to_string(),
        Cell::Flag(true) => "ja".to_owned(),
        Cell::Flag(false) => "nee".to_owned(),
    }
}

/// Returns true for a text that could be taken for a formula when it is typed in again.
pub(super) fn begins_like_a_formula(text: &str) -> bool {
    wants_guard(text, true)
}

/// Returns the text with an apostrophe wherever a spreadsheet could begin a formula.
pub fn guard(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    let mut begins = true;
    for (at, c) in text.char_indices() {
        if std::mem::take(&mut begins) && wants_guard(&text[at..], at == 0) {
            guarded.push('\'');
        }
        guarded.push(c);
        begins = CUTS.contains(&c);
    }
    guarded
}

/// Restores a text that was guarded.
pub fn unguard(guarded: &str) -> String {
    let mut text = String::with_capacity(guarded.len());
    let mut begins = true;
    for (at, c) in guarded.char_indices() {
        let rest = &guarded[at..];
        let added =
            std::mem::take(&mut begins) && rest.strip_prefix('\'').is_some_and(|rest| wants_guard(rest, at == 0));
        if !added {
            text.push(c);
            begins = CUTS.contains(&c);
        }
    }
    text
}

/// Returns true for text with which a cell may not begin: a starter after any blanks, after quotes, which another
/// reader may take for its own, and after apostrophes, which distinguish a guarded text from one that was written that
/// way. A whole text may not begin with a tab or line end either, because some readers drop those.
fn wants_guard(rest: &str, whole: bool) -> bool {
    let passed = |c: char| (c.is_whitespace() || c.is_control() || matches!(c, '\'' | '"')) && !CUTS.contains(&c);
    let first = rest.trim_start_matches(passed).chars().next();
    first.is_some_and(|c| STARTERS.contains(&c) || (whole && c != ';' && CUTS.contains(&c)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes one row of cells of one kind.
    fn written(kind: ColumnKind, cells: Vec<Cell>) -> Vec<u8> {
        let column = |at: usize| Column { key: "tekst", header: ["Een", "Twee", "Drie"][at % 3], kind };
        let columns: Vec<Column> = (0..cells.len()).map(column).collect();
        write(&columns, std::iter::once(cells))
    }

    fn read(bytes: &[u8], separator: u8) -> Vec<Vec<String>> {
        let mut reader =
            ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(bytes);
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_text_is_guarded_and_a_number_is_not() {
        let cells = vec![
            Cell::Text("=1+1".into()),
            Cell::Text("-2".into()),
            Cell::Cents(-7_500),
            Cell::Decimal("-78.5".into()),
            Cell::Text("  @x".into()),
            Cell::Text("Jan's; =som".into()),
        ];
        let written = self::written(ColumnKind::Prose, cells);
        assert_eq!(read(&written, b',')[1], ["'=1+1", "'-2", "-7500", "-78.5", "'  @x", "Jan's;' =som"]);
        let written = String::from_utf8(written).unwrap();
        assert!(written.starts_with("Een,Twee,Drie,") && written.ends_with("\r\n"));
    }

    #[test]
    fn amounts_are_in_eurocents_and_the_header_says_so() {
        let written = self::written(ColumnKind::Cents, vec![Cell::Cents(35_000_000)]);
        assert_eq!(String::from_utf8(written).unwrap(), "Een (eurocent)\r\n35000000\r\n");
    }

    /// Generates texts full of characters that spreadsheets and separators act on.
    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("=".to_owned()),
            Just("+".to_owned()),
            Just("-".to_owned()),
            Just("@".to_owned()),
            Just("＝".to_owned()),
            Just("'".to_owned()),
            Just("\"".to_owned()),
            Just(" ".to_owned()),
            Just("\t".to_owned()),
            Just("\r".to_owned()),
            Just("\n".to_owned()),
            Just(";".to_owned()),
            Just(",".to_owned()),
            Just("\u{1}".to_owned()),
            Just("a1".to_owned()),
            "\\PC{0,3}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        // A failure is printed with its smallest text; it gets a test of its rule instead of a saved file.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_guarded_text_is_given_back_exactly(text in any_text()) {
            prop_assert_eq!(unguard(&guard(&text)), text);
        }

        #[test]
        fn rows_parse_back_with_every_column(texts in proptest::collection::vec(any_text(), 1..8)) {
            let written = self::written(ColumnKind::Prose, texts.iter().cloned().map(Cell::Text).collect());
            let rows = read(&written, b',');
            prop_assert_eq!(rows.len(), 2);
            let back: Vec<String> = rows[1].iter().map(|cell| unguard(cell)).collect();
            prop_assert_eq!(back, texts);
        }

        /// Whatever separator a reader uses, and however it treats quotes: no cell begins like a formula.
        #[test]
        fn no_cell_begins_like_a_formula(texts in proptest::collection::vec(any_text(), 1..5)) {
            let written = self::written(ColumnKind::Prose, texts.iter().cloned().map(Cell::Text).collect());
            let body: Vec<u8> = written.splitn(2, |byte| *byte == b'\n').nth(1).unwrap().to_vec();
            let begins = |cell: &str| cell.trim_start().starts_with(STARTERS);
            for separator in [b',', b';', b'\t'] {
                for cell in read(&body, separator).concat() {
                    prop_assert!(!begins(&cell), "{:?} by {:?}", cell, char::from(separator));
                }
            }
            let text = String::from_utf8(body).unwrap();
            for cell in text.split([';', '\t', '\r', '\n']) {
                prop_assert!(!begins(cell), "{:?} without regard to quotes", cell);
            }
        }
    }
}
