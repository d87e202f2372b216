//! LibreOffice opens the written files: values, days and numbers are right, and there are no formulas. One run converts
//! all files.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Ods, Reader as _, open_workbook};
use peildatum::language::Language;
use peildatum::render::csv::unguard;
use peildatum::render::{comparison_csv, comparison_xlsx, report_csv, report_xlsx};

use crate::comparing::compared;
use crate::exports::{hostile, reported};
use crate::recorded::stream;
use crate::tools::{need, on_path};

type Book = Ods<std::io::BufReader<std::fs::File>>;

/// The files as LibreOffice saves them after opening.
fn opened(folder: &Path, files: &[(&str, Vec<u8>)]) -> BTreeMap<String, Book> {
    need("soffice", on_path("soffice"));
    let paths: Vec<_> = files.iter().map(|(name, _)| folder.join(name)).collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        std::fs::write(path, bytes).expect("the file can be written");
    }
    // A separate profile, so that the settings of the user have no effect.
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let out = folder.join("opened");
    let ran = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", "ods", "--outdir"])
        .arg(&out)
        .args(&paths)
        .output()
        .expect("soffice is here");
    let said = String::from_utf8_lossy(&ran.stderr);
    let open = |(name, _): &(&str, Vec<u8>)| {
        let path = out.join(Path::new(name).with_extension("ods"));
        let book: Book = open_workbook(&path).unwrap_or_else(|error| panic!("{name}: {error}; soffice said {said}"));
        ((*name).to_owned(), book)
    };
    files.iter().map(open).collect()
}

fn cells(book: &mut Book, sheet: &str) -> Vec<Vec<Data>> {
    let range = book.worksheet_range(sheet).unwrap_or_else(|error| panic!("{sheet}: {error}"));
    range.rows().map(<[Data]>::to_vec).collect()
}

/// Returns the cell below a header, in the row that has `wanted` below another.
fn cell<'c>(rows: &'c [Vec<Data>], (key, wanted): (&str, &str), header: &str) -> &'c Data {
    let column =
        |header: &str| rows[0].iter().position(|cell| *cell == header).unwrap_or_else(|| panic!("no {header}"));
    let (by, of) = (column(key), column(header));
    let row = rows.iter().find(|row| row[by] == wanted).unwrap_or_else(|| panic!("no row with {wanted}"));
    &row[of]
}

fn is_day(cell: &Data, day: &str) -> bool {
    match cell {
        Data::DateTimeIso(told) => told.starts_with(day),
        Data::DateTime(told) => told.as_datetime().is_some_and(|told| told.date().to_string() == day),
        _ => false,
    }
}

#[test]
fn libreoffice_opens_workbooks_and_csv_without_a_formula_and_with_real_days_and_numbers() {
    let report = reported(&stream("voorbeeldstad.v1.ndjson"), "2019-12-31");
    let hostile = reported(&hostile(), "2019-04-01");
    let comparison = compared(&stream("voorbeeldstad.v1.ndjson"), ("2019-04-01", 119), ("2019-09-01", 160));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let files = [
        ("rapport.xlsx", report_xlsx(&report, Language::Dutch)),
        ("rapport-csv.csv", report_csv(&report)),
        ("vijandig.xlsx", report_xlsx(&hostile, Language::Dutch)),
        ("vijandig-csv.csv", report_csv(&hostile)),
        ("verschil.xlsx", comparison_xlsx(&comparison, Language::Dutch)),
        ("verschil-csv.csv", comparison_csv(&comparison)),
    ];
    let mut books = opened(folder.path(), &files);
    for (name, book) in &mut books {
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).expect("a sheet");
            assert!(formulas.used_cells().next().is_none(), "{name}, {sheet}: {formulas:?}");
        }
    }
    let mut rows = |name: &str, sheet: &str| cells(books.get_mut(name).expect("opened"), sheet);

    let money = rows("rapport.xlsx", "Bijstellingen");
    assert_eq!(cell(&money, ("Id", "dekking-jeugd-uit-bijstand"), "Bedrag (euro)"), &Data::Float(400_000.0));
    assert!(is_day(cell(&rows("rapport.xlsx", "Verantwoording"), ("Gegeven", "Peildatum"), "Waarde"), "2019-12-31"));
    assert!(is_day(cell(&rows("rapport.xlsx", "Voorzieningen"), ("Id", "speelmobiel"), "Sinds"), "2019-03-01"));
    let facts = rows("rapport-csv.csv", "rapport-csv");
    let cover = ("Id", "dekking-jeugd-uit-bijstand");
    assert_eq!(cell(&facts, cover, "Bedrag (eurocent)"), &Data::Float(40_000_000.0));
    assert!(is_day(cell(&facts, cover, "Peildatum"), "2019-12-31"));

    let note = &hostile["onderdelen"][0]["toelichtingen"][0];
    let (sheet, flat) = (rows("vijandig.xlsx", "Toelichtingen"), rows("vijandig-csv.csv", "vijandig-csv"));
    for (header, key) in [("Kop", "kop"), ("Oorzaak", "oorzaak"), ("Bijsturing", "bijsturing")] {
        let told = note[key].as_str().expect("a text");
        let id = note["id"].as_str().expect("an id");
        assert_eq!(unguard(&cell(&flat, ("Id", id), header).to_string()).trim(), told.trim(), "{header}");
        let shown: Vec<String> = sheet.iter().flatten().map(ToString::to_string).collect();
        assert!(shown.iter().any(|cell| cell.contains(told.trim())), "{header}: {told}");
    }
    let things = rows("verschil.xlsx", "Verschillen");
    let closed = cell(&things, ("Wat", "Voorziening gebouw-c: Gebouw C"), "Verschil").to_string();
    assert!(closed.contains("Status: gesloten → open"), "a thing on a row, its fields in it: {closed}");
    let amounts = |row: &Vec<Data>| row.contains(&Data::Float(510_000.0));
    assert!(things.iter().any(amounts), "an amount in euros: {things:?}");
    let differences = rows("verschil.xlsx", "Verschillen per veld");
    assert_eq!(cell(&differences, ("Onderwerp", "voorziening/gebouw-c"), "Aard"), "herstel");
    let since = ("Posities", "129"); // the closing of a case
    assert!(is_day(cell(&differences, since, "Naar"), "2019-07-11"), "{:?}", cell(&differences, since, "Naar"));
    let amount = ("Onderwerp", "bijstelling/tekort-jeugdhulp-2019");
    assert_eq!(cell(&differences, amount, "Naar"), &Data::Float(510_000.0));
}
