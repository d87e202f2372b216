//! Tests workbooks by reading them back with another library.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use proptest::prelude::*;

use super::*;
use crate::domain::time::Day;
use crate::language::Message;
use crate::table::{Column, ColumnKind};

fn table(name: &'static str, kinds: &[ColumnKind], rows: Vec<Vec<Cell>>) -> Table {
    let column = |kind: &ColumnKind| Column { key: "tekst", header: "Kolom", kind: *kind };
    Table {
        name: Message::verbatim(name),
        about: Message::verbatim("wat erop staat"),
        columns: kinds.iter().map(column).collect(),
        heads: Vec::new(),
        rows,
    }
}

/// Writes a workbook of these sheets.
fn made(tables: Vec<Table>, made_at: Option<&str>) -> Vec<u8> {
    write(WorkbookContent {
        title: "2de proef & meer".to_owned(),
        opening: FirstSheet { name: Message::verbatim("Overzicht"), parts: vec![SheetPart::Title("Proef".to_owned())] },
        tables,
        account: table(
            "Verantwoording",
            &[ColumnKind::Name, ColumnKind::Prose],
            vec![vec![text("Digest"), text("sha256:")]],
        ),
        made_at: made_at.map(str::to_owned),
        language: Language::Dutch,
    })
}

fn book(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn text(written: &str) -> Cell {
    Cell::Text(written.to_owned())
}

#[test]
fn days_and_numbers_are_real_and_texts_are_texts() {
    let day = Cell::Day(Day::parse("2019-04-01").unwrap(), Some("maand".into()));
    let kinds = [
        ColumnKind::Day,
        ColumnKind::Cents,
        ColumnKind::Decimal,
        ColumnKind::Prose,
        ColumnKind::Id,
        ColumnKind::Colour,
        ColumnKind::Word,
        ColumnKind::Flag,
    ];
    let row = vec![
        day,
        Cell::Cents(-123_456),
        Cell::Decimal("78.5".into()),
        text("=1+1"),
        text("9"),
        Cell::Colour("rood".into()),
        Cell::Word("beschermd-wonen".into()),
        Cell::Flag(true),
    ];
    let bytes = made(vec![table("Proef", &kinds, vec![row])], Some("2019-05-28T10:00:00Z"));
    let mut book = book(&bytes);
    let cells: Vec<Data> = book.worksheet_range("Proef").unwrap().rows().nth(1).unwrap().to_vec();
    let Data::DateTime(date) = &cells[0] else { panic!("{cells:?}") };
    assert_eq!(date.as_datetime().unwrap().date().to_string(), "2019-04-01");
    let told = ["=1+1", "9", "■ rood", "beschermd wonen", "ja"].map(|told| Data::String(told.into()));
    assert_eq!(cells[1..3], [Data::Float(-1234.56), Data::Float(78.5)]);
    assert_eq!(cells[3..], told);
    assert!(book.worksheet_formula("Proef").unwrap().is_empty());
}

#[test]
fn a_workbook_is_as_old_as_what_it_tells_and_does_not_ask_the_clock() {
    let made_at = |told: Option<&str>| {
        let mut archive = zip::ZipArchive::new(Cursor::new(made(Vec::new(), told))).unwrap();
        std::io::read_to_string(archive.by_name("docProps/core.xml").unwrap()).unwrap()
    };
    assert_eq!(
        made_at(Some("2019-05-28T10:00:00Z")).matches(">2019-05-28T10:00:00Z<").count(),
        2,
        "created and modified"
    );
    assert!(made_at(None).contains(">1970-01-01T00:00:00Z<"));
}

#[test]
fn what_a_sheet_can_not_hold_exactly_is_text() {
    let row = vec![
        Cell::Cents(9_007_199_254_740_991),
        Cell::Decimal("0.1234567890123456789".into()),
        Cell::Day(Day::parse("1899-12-31").unwrap(), None),
        Cell::Whole(-9_007_199_254_740_991),
    ];
    let kinds = [ColumnKind::Cents, ColumnKind::Decimal, ColumnKind::Day, ColumnKind::Whole];
    let bytes = made(vec![table("Proef", &kinds, vec![row])], None);
    let cells: Vec<Data> = book(&bytes).worksheet_range("Proef").unwrap().rows().nth(1).unwrap().to_vec();
    let told = ["€\u{a0}90.071.992.547.409,91", "0,1234567890123456789", "1899-12-31", "-9007199254740991"]
        .map(|t| Data::String(t.into()));
    assert_eq!(cells, told);
}

#[test]
fn a_text_that_no_cell_holds_is_cut_and_the_first_sheet_says_where() {
    let (fits, long) = ("a".repeat(UNITS_MAX), "😀".repeat(UNITS_MAX / 2 + 1)); // two units each
    let rows = vec![vec![text(&fits)], vec![text(&long)]];
    let bytes = made(vec![table("Toelichtingen", &[ColumnKind::Prose], rows)], None);
    let mut book = book(&bytes);
    let range = book.worksheet_range("Toelichtingen").unwrap();
    let shown = |line| range.get_value((line, 0)).unwrap().to_string();
    assert_eq!(shown(1), fits);
    assert!(shown(2).starts_with("😀😀") && shown(2).ends_with(" … [ingekort; zie het laatste blad]"));
    assert!(shown(2).encode_utf16().count() <= UNITS_MAX);
    let told = book.worksheet_range("Verantwoording").unwrap().get_value((2, 1)).unwrap().to_string();
    assert!(told.starts_with("blad Toelichtingen, rij 3, kolom Kolom: 32768 tekens; "), "{told}");
}

#[test]
fn more_rows_than_a_sheet_has_go_on_in_the_next() {
    assert_eq!([part_name("Mijlpalen", 0), part_name("Mijlpalen", 2)], ["Mijlpalen", "Mijlpalen (3)"]);
    let mut tables = [table(
        "Mijlpalen",
        &[ColumnKind::Prose],
        vec![vec![text("")], vec![text("")], vec![text(&"a".repeat(40_000))]],
    )];
    let told = cut_long_texts(&mut tables, 2, Language::Dutch);
    assert!(format!("{told:?}").contains("blad Mijlpalen (2), rij 2, "), "{told:?}");
}

#[test]
fn a_sheet_without_rows_is_left_out_and_the_first_lists_those_that_are_there() {
    let tables = vec![
        table("Mijlpalen", &[ColumnKind::Prose], vec![vec![text("een")], vec![text("twee")]]),
        table("Besluiten", &[ColumnKind::Prose], Vec::new()),
    ];
    let bytes = made(tables, None);
    let mut book = book(&bytes);
    assert_eq!(book.sheet_names(), ["Overzicht", "Mijlpalen", "Verantwoording"]);
    let first = book.worksheet_range("Overzicht").unwrap();
    let of = |name: &str| first.rows().find(|row| row[0] == *name).map(|row| row[1].to_string());
    assert_eq!(of("Mijlpalen").unwrap(), "2 rijen: wat erop staat");
    assert_eq!(of("Besluiten"), None);
}

#[test]
fn every_sheet_prints_on_lying_a4_one_page_wide_with_its_head_on_each_page() {
    let bytes = made(vec![table("Mijlpalen", &[ColumnKind::Prose], vec![vec![text("een")]])], None);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    for number in 1..=3 {
        let sheet = part(&format!("xl/worksheets/sheet{number}.xml"));
        assert!(sheet.contains("<pageSetUpPr fitToPage=\"1\"/>"), "{sheet}");
        assert!(sheet.contains("paperSize=\"9\"") && sheet.contains("fitToHeight=\"0\""), "{sheet}");
        assert!(sheet.contains("orientation=\"landscape\""), "{sheet}");
        assert!(
            sheet.contains("&amp;8 2de proef &amp;&amp; meer") && sheet.contains("bladzijde &amp;P van &amp;N"),
            "{sheet}"
        );
    }
    let names = part("xl/workbook.xml");
    assert!(names.contains(">Mijlpalen!$1:$1<") && names.contains(">Verantwoording!$1:$1<"), "{names}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]
    /// Whatever somebody wrote, the same text is read back, and nothing in it is computed.
    #[test]
    fn every_text_is_read_back_as_it_is(written in proptest::collection::vec("[=+@\\-'\" \ta-z<&_x0-9\u{e9}\u{1F600}\n]{1,20}", 1..6)) {
        let rows = written.iter().map(|one| vec![text(one)]).collect::<Vec<_>>();
        let tables = || vec![table("Proef", &[ColumnKind::Prose], rows.clone())];
        let bytes = made(tables(), Some("2019-05-28T10:00:00Z"));
        prop_assert!(bytes == made(tables(), Some("2019-05-28T10:00:00Z")), "the same tables, other bytes");
        let mut book = book(&bytes);
        prop_assert!(book.worksheet_formula("Proef").unwrap().is_empty());
        let range = book.worksheet_range("Proef").unwrap();
        for (line, one) in (1..).zip(&written) {
            prop_assert_eq!(range.get_value((line, 0)).unwrap().to_string(), one.clone());
        }
    }
}
