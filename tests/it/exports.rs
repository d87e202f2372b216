//! Reports as files: the CSV has all content of the JSON, the workbook contains no formulas, and the same report gives
//! the same bytes.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use peildatum::domain::time::Day;
use peildatum::language::Language;
use peildatum::projections::{InMemoryLog, ReportRequest, report};
use peildatum::render::{csv::unguard, report_csv, report_xlsx};
use serde_json::{Value, json};

use crate::recorded::{log_of, stream};

/// Returns a report as the service returns it.
pub fn reported(log: &InMemoryLog, on: &str) -> Value {
    let on = Day::parse(on).expect("a day");
    let request = ReportRequest { on, position: log.state().head(), node: None, fiscal_year: None, round: None };
    let answer = report(log.state(), log, &request).expect("a report");
    serde_json::from_slice(&answer.canonical_with_state(&[7; 32], None)).expect("JSON")
}

/// A log in which every text is something that a spreadsheet would evaluate.
pub fn hostile() -> InMemoryLog {
    let event = |kind: &str, subject: &str, data: Value| json!({ "type": format!("nl.peildatum.{kind}"), "onderwerp": subject, "ingangsdatum": "2019-01-01", "gegevens": data });
    log_of([
        event(
            "onderdeel.opgenomen",
            "onderdeel/9",
            json!({ "niveau": "programma", "titel": "=1+1", "missie": "@SUM(1)" }),
        ),
        event(
            "toelichting.vastgelegd",
            "onderdeel/9",
            json!({ "kop": "-2+3", "tekst": "=HYPERLINK(\"http://voorbeeld.example\",\"hier\")\n\n- eerste; =2+2\n\t+3",
                    "oorzaak": "+1", "gevolg": "\t=1", "bijsturing": "  =1" }),
        ),
        event("dossier.geopend", "dossier/d", json!({ "titel": "'=1", "soort": "overig", "onderdeel": "9" })),
        event(
            "bijstelling.vastgelegd",
            "bijstelling/b",
            json!({ "onderdeel": "9", "omschrijving": "＝1", "bedragInCenten": 123_456, "soort": "tekort", "effect": "nadeel",
                    "stand": "prognose", "begrotingsjaar": 2019 }),
        ),
    ])
}

/// Returns the rows of a CSV by header, with the guard against formulas removed.
pub fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().expect("a header").clone();
    let named = |record: csv::StringRecord| {
        headers.iter().map(str::to_owned).zip(record.iter().map(unguard)).collect::<BTreeMap<_, _>>()
    };
    reader.records().map(|record| named(record.expect("as many cells as headers"))).collect()
}

/// Returns every string and number of a report.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, found)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[test]
fn every_value_of_a_report_is_in_its_csv() {
    for (name, on) in [("leiden.v1.ndjson", "2021-09-01"), ("voorbeeldstad.v1.ndjson", "2019-12-31")] {
        let report = reported(&stream(name), on);
        let rows = rows(&report_csv(&report));
        let all: Vec<&str> = rows.iter().flat_map(|row| row.values()).map(String::as_str).collect();
        let all = all.join("\u{1}");
        let mut wanted = Vec::new();
        leaves(&report, &mut wanted);
        assert!(wanted.len() > 500);
        let lost: Vec<&String> = wanted.iter().filter(|leaf| !all.contains(leaf.as_str())).collect();
        assert_eq!(lost, Vec::<&String>::new(), "{name}");
    }
}

#[test]
fn every_fact_has_its_row_with_where_it_belongs() {
    let report = reported(&stream("voorbeeldstad.v1.ndjson"), "2019-12-31");
    let rows = rows(&report_csv(&report));
    let of = |kind: &str| rows.iter().filter(|row| row["Feit"] == kind).collect::<Vec<_>>();
    assert_eq!(of("rapportage").len(), 1);
    assert_eq!(of("totaal").len(), report["financien"].as_array().expect("a list").len());
    assert_eq!(of("besluit").len(), report["besluiten"].as_array().expect("a list").len());
    for kind in
        ["onderdeel", "stoplicht", "toelichting", "dossier", "voorziening", "bijstelling", "indicator", "mijlpaal"]
    {
        assert!(!of(kind).is_empty(), "{kind}");
    }
    let cover = of("bijstelling").into_iter().find(|row| row["Id"] == "dekking-jeugd-uit-bijstand").expect("the cover");
    let told = ["Peildatum", "Programma", "Onderdeel", "Onderwerp", "Bedrag (eurocent)", "P.m.", "Dekt", "Taakveld"];
    assert_eq!(
        told.map(|header| cover[header].as_str()),
        [
            "2019-12-31",
            "7",
            "7A1.2",
            "bijstelling/dekking-jeugd-uit-bijstand",
            "40000000",
            "nee",
            "tekort-jeugdhulp-2019",
            ""
        ]
    );
    assert!(rows.iter().all(|row| row["Peildatum"] == "2019-12-31" && row["Bekend tot en met positie"] == "291"));
}

#[test]
fn the_workbook_has_a_sheet_for_each_kind_with_real_values() {
    let report = reported(&stream("voorbeeldstad.v1.ndjson"), "2019-12-31");
    let bytes = report_xlsx(&report, Language::Dutch);
    assert!(bytes == report_xlsx(&report, Language::Dutch), "the same report, other bytes");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.as_slice())).expect("a workbook");
    let names = book.sheet_names();
    assert_eq!(
        names,
        [
            "Overzicht",
            "Onderdelen",
            "Toelichtingen",
            "Dossiers",
            "Voorzieningen",
            "Bijstellingen",
            "Financiën",
            "Indicatoren",
            "Mijlpalen",
            "Aangekondigd",
            "Besluiten",
            "Verantwoording"
        ]
    );
    for name in &names {
        assert!(book.worksheet_formula(name).expect("a sheet").is_empty(), "{name}");
    }
    let sheet = book.worksheet_range("Bijstellingen").expect("a sheet");
    let column =
        |header: &str| sheet.rows().next().expect("a header").iter().position(|cell| cell == header).expect(header);
    let (id, amount) = (column("Id"), column("Bedrag (euro)"));
    let cover = sheet.rows().find(|row| row[id] == "dekking-jeugd-uit-bijstand").expect("the cover");
    assert_eq!(cover[amount], Data::Float(400_000.0));
    let basis = book.worksheet_range("Verantwoording").expect("a sheet");
    let of = |name: &str| basis.rows().find(|row| row[0] == name).map(|row| row[1].clone()).expect("a row");
    assert!(matches!(of("Peildatum"), Data::DateTime(_)));
    assert_eq!(of("Bekend tot en met positie"), Data::Float(291.0));
    assert_eq!(of("Digest"), Data::String(report["staat"]["digest"].as_str().expect("a digest").into()));
}

#[test]
fn texts_that_look_like_formulas_stay_texts() {
    let report = reported(&hostile(), "2019-04-01");
    let written = report_csv(&report);
    let note = rows(&written).into_iter().find(|row| row["Feit"] == "toelichting").expect("the note");
    let told = &report["onderdelen"][0]["toelichtingen"][0];
    for (header, key) in
        [("Kop", "kop"), ("Tekst", "tekst"), ("Oorzaak", "oorzaak"), ("Gevolg", "gevolg"), ("Bijsturing", "bijsturing")]
    {
        assert_eq!(Some(note[header].as_str()), told[key].as_str(), "{header}");
    }
    let text = String::from_utf8(written).expect("UTF-8");
    assert!(text.contains(",'=1+1,") && text.contains("\"'=HYPERLINK(") && text.contains(";' =2+2"));
    let bytes = report_xlsx(&report, Language::Dutch);
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.as_slice())).expect("a workbook");
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).expect("a sheet").is_empty(), "{name}");
    }
    let nodes = book.worksheet_range("Onderdelen").expect("a sheet");
    assert!(nodes.rows().any(|row| row.iter().any(|cell| *cell == "=1+1")));
}

#[test]
fn what_a_round_tells_again_or_carries_over_is_marked_in_the_csv_and_in_the_workbook() {
    let amount = |id: &str| json!({ "id": id, "omschrijving": id, "bedragInCenten": 100, "positie": 1 });
    let programme = |code: &str, amounts: &[&str]| {
        json!({ "code": code, "niveau": "programma", "titel": code, "onderdelen": [],
            "bijstellingen": amounts.iter().map(|id| amount(id)).collect::<Vec<_>>() })
    };
    let report = json!({ "rapportageVersie": 2, "basis": { "peildatum": "2021-09-01", "positie": 9, "ronde": "2021-vr2" },
        "ronde": { "id": "2021-vr2" }, "onderdelen": [programme("3", &["nieuw", "weer", "stil"]), programme("7", &["elders"])],
        "staat": { "opnieuwGemeldeBijstellingen": ["weer"], "overgenomenBijstellingen": ["elders", "stil"],
            "zekerOvergenomenBijstellingen": ["stil"] } });
    let wanted = [("elders", ""), ("nieuw", ""), ("stil", "overgenomen"), ("weer", "opnieuw-gemeld")];
    let mut told: Vec<(String, String)> = rows(&report_csv(&report))
        .into_iter()
        .filter(|row| row["Feit"] == "bijstelling")
        .map(|row| (row["Id"].clone(), row["Gemeld"].clone()))
        .collect();
    told.sort();
    assert_eq!(told, wanted.map(|(id, word)| (id.to_owned(), word.to_owned())));
    let bytes = report_xlsx(&report, Language::Dutch);
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.as_slice())).expect("a workbook");
    let sheet = book.worksheet_range("Bijstellingen").expect("a sheet");
    for (id, word) in wanted {
        let row = sheet.rows().find(|row| row.iter().any(|cell| cell == id)).expect("its row");
        let marks = row.iter().filter(|cell| ["overgenomen", "opnieuw gemeld"].iter().any(|mark| *cell == mark));
        let marks: Vec<String> = marks.map(ToString::to_string).collect();
        assert_eq!(marks.join(""), word.replace('-', " "), "{id}");
    }
}
