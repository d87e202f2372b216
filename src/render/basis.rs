//! The sheet that says what a workbook is of: names and values below each other.

use serde_json::Value;

use super::table::{Cell, Column, Kind, Table, joined};
use super::{differences, gist, labels, steps, wording};
use crate::language::Language;

/// The sheet for a report.
pub fn of_report(report: &Value, language: Language) -> Table {
    let (basis, round, state) = (&report["basis"], &report["ronde"], &report["staat"]);
    let title = if round["titel"].is_string() { round["titel"].clone() } else { "Rapportage op een peildatum".into() };
    let mut rows = vec![row("Rapportage", Kind::Name, &title)];
    rows.extend(of_basis(basis, language));
    rows.push(row("Soort ronde", Kind::Word, &round["soort"]));
    rows.push(row("Digest", Kind::Id, &state["digest"]));
    rows.push(row("Digest geraamte", Kind::Id, &state["digestGeraamte"]));
    rows.push(row("Wortel van het logboek", Kind::Id, &state["wortel"]));
    if let Value::Object(sealing) = &state["vaststelling"] {
        rows.extend(sealing.iter().map(|(key, value)| {
            row_owned(
                format!("Vaststelling: {}", labels::inside(language, key)),
                Cell::of(Kind::Id, &Value::from(joined(value)), None),
            )
        }));
    }
    rows.push(row("Oordeel", Kind::Word, &state["oordeel"]));
    rows.push(row("Gewiste posities", Kind::Id, &Value::from(joined(&state["gewist"]))));
    rows.push(says("Bedragen", "in euro; een bedrag p.m. staat als ja in de kolom P.m. en telt nergens als nul mee"));
    rows.push(says("Leeg", "nooit ingevuld, of gewist"));
    table(rows)
}

/// The sheet for a comparison.
pub fn of_comparison(found: &Value, language: Language) -> Table {
    let gist = gist::lines(found, language).into_iter();
    let mut rows: Vec<Vec<Cell>> = gist.map(|(label, told)| says(&label, &told)).collect();
    for (side, name) in [("van", "Van"), ("naar", "Naar")] {
        let named = of_basis(&found[side], language).into_iter().map(|mut row| {
            if let Some(Cell::Text(label)) = row.first_mut() {
                *label = format!("{name}: {}", label.to_lowercase());
            }
            row
        });
        rows.extend(named);
    }
    let asked = &found["filter"];
    rows.push(row("Alleen onderdeel", Kind::Id, &asked["onderdeel"]));
    rows.push(row("Alleen soorten", Kind::Id, &asked["soorten"]));
    rows.push(row("Alleen aard", Kind::Word, &asked["aard"]));
    rows.push(row("Alleen bedragen die verschillen vanaf", Kind::Cents, &asked["minimum"]));
    for (key, name) in [("herstel", "Aantal herstel"), ("weergave", "Aantal weergave"), ("nieuw", "Aantal nieuw")] {
        if !steps::is_left_out(found, key) {
            rows.push(row(name, Kind::Whole, &found["tellingen"][key]));
        }
    }
    for warning in found["waarschuwingen"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        rows.push(says("Let op", &differences::warning(warning).in_language(language)));
    }
    rows.push(says("Herstel", &format!("{}; nagekomen is geen fout", steps::correction(found, language))));
    rows.push(says("Weergave", &steps::view(found, language)));
    rows.push(says("Nieuw", &steps::new(found, language)));
    rows.push(says(
        "Totalen",
        "van + herstel + nieuw = naar; bedragen in euro, bedragen p.m. zijn geteld en niet opgeteld",
    ));
    if let Some(bounds) = steps::totals(found, language) {
        rows.push(says("Totalen van", &bounds));
    }
    rows.push(says("Woorden", "[-wat verdween-] en {+wat erbij kwam+}"));
    Table { name: "Basis", ..table(rows) }
}

/// The rows that name a state exactly.
fn of_basis(basis: &Value, language: Language) -> Vec<Vec<Cell>> {
    let (known, told) = wording::known(language, basis);
    vec![
        row("Ronde", Kind::Id, &basis["ronde"]),
        row("Peildatum", Kind::Day, &basis["peildatum"]),
        says(&known, &told),
        row("Bekend tot en met positie", Kind::Whole, &basis["positie"]),
        row("Begrotingsjaar", Kind::Whole, &basis["begrotingsjaar"]),
        row("Alleen onderdeel", Kind::Id, &basis["onderdeel"]),
    ]
}

fn row(name: &str, kind: Kind, value: &Value) -> Vec<Cell> {
    row_owned(name.to_owned(), Cell::of(kind, value, None))
}

/// A remark about the workbook.
pub(super) fn says(name: &str, text: &str) -> Vec<Cell> {
    row_owned(name.to_owned(), Cell::Text(text.to_owned()))
}

fn row_owned(name: String, value: Cell) -> Vec<Cell> {
    vec![Cell::Text(name), value]
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    let columns = vec![
        Column { key: "gegeven", header: "Gegeven", kind: Kind::Name },
        Column { key: "waarde", header: "Waarde", kind: Kind::Prose },
    ];
    Table { name: "Verantwoording", columns, rows }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What stands behind a name on the sheet.
    fn told(found: &Value, name: &str) -> Option<Cell> {
        let named = |row: &Vec<Cell>| row[0] == Cell::Text(name.to_owned());
        of_comparison(found, Language::Dutch).rows.into_iter().find(named).map(|row| row[1].clone())
    }

    #[test]
    fn the_sheet_of_a_comparison_names_the_day_that_corrections_are_of() {
        let found = json!({ "van": { "peildatum": "2024-08-31", "positie": 41 },
            "naar": { "peildatum": "2024-03-31", "positie": 24 } });
        let Some(Cell::Text(correction)) = told(&found, "Herstel") else { panic!("a sentence") };
        assert!(correction.replace('\u{a0}', " ").contains("over 31 maart 2024; nagekomen"), "{correction}");
        let Some(Cell::Text(new)) = told(&found, "Nieuw") else { panic!("a sentence") };
        assert!(new.contains("achterstevoren"), "{new}");
    }

    #[test]
    fn the_sheet_of_a_comparison_tells_its_filter_and_counts_nothing_that_was_left_out() {
        let found = json!({ "filter": { "aard": "herstel", "minimum": 500, "onderdeel": null, "soorten": ["budget"] },
            "tellingen": { "herstel": 2, "nieuw": 0 } });
        assert_eq!(told(&found, "Alleen aard"), Some(Cell::Word("herstel".into())));
        assert_eq!(told(&found, "Alleen soorten"), Some(Cell::Text("budget".into())));
        assert_eq!(told(&found, "Alleen bedragen die verschillen vanaf"), Some(Cell::Cents(500)));
        assert_eq!(told(&found, "Alleen onderdeel"), Some(Cell::Empty));
        assert_eq!([told(&found, "Aantal herstel"), told(&found, "Aantal nieuw")], [Some(Cell::Whole(2)), None]);
        let Some(Cell::Text(totals)) = told(&found, "Totalen van") else { panic!("a sentence") };
        assert!(totals.starts_with("Alleen van soort budget."), "{totals}");
    }
}
