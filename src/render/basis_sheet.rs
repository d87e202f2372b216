//! Builds the last sheet: what exactly the workbook is of, as names and values below each other.

use serde_json::Value;

use super::table::{Cell, Column, ColumnKind, Table, joined};
use super::{comparison_terms, differences, labels, wording};
use crate::language::{Language, Message};
use crate::message;

/// Builds the sheet for a report.
pub fn of_report(report: &Value, language: Language) -> Table {
    let (basis, round, state) = (&report["basis"], &report["ronde"], &report["staat"]);
    let say = |message: Message| message.in_language(language);
    let title = round["titel"].as_str().map_or_else(|| say(message!("account-by-date")), str::to_owned);
    let mut rows = vec![value_row(&say(message!("report-title")), ColumnKind::Name, &title.into())];
    rows.extend(of_basis(basis, language));
    rows.push(value_row(&say(message!("account-kind")), ColumnKind::Word, &round["soort"]));
    rows.push(value_row(&say(message!("report-digest")), ColumnKind::Id, &state["digest"]));
    rows.push(value_row(&say(message!("account-skeleton")), ColumnKind::Id, &state["digestGeraamte"]));
    rows.push(value_row(&say(message!("account-root")), ColumnKind::Id, &state["wortel"]));
    if let Value::Object(sealing) = &state["vaststelling"] {
        rows.extend(sealing.iter().map(|(key, value)| {
            let name = message!("account-sealing", field = labels::label_in_sentence(language, key));
            value_row(&say(name), ColumnKind::Id, &Value::from(joined(value)))
        }));
    }
    rows.push(value_row(&say(message!("report-verdict")), ColumnKind::Word, &state["oordeel"]));
    rows.push(value_row(&say(message!("account-erased")), ColumnKind::Id, &Value::from(joined(&state["gewist"]))));
    rows.push(remark_row(&say(message!("account-amounts")), &say(message!("account-amounts-how"))));
    rows.push(remark_row(&say(message!("account-empty")), &say(message!("account-empty-how"))));
    table(rows)
}

/// Builds the sheet for a comparison.
pub fn of_comparison(found: &Value, language: Language) -> Table {
    let say = |message: Message| message.in_language(language);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (side, name) in [("van", message!("compare-from")), ("naar", message!("compare-to"))] {
        let name = say(name);
        let named = of_basis(&found[side], language).into_iter().map(|mut row| {
            if let Some(Cell::Text(label)) = row.first_mut() {
                *label = format!("{name}: {}", labels::uncapital(label));
            }
            row
        });
        rows.extend(named);
    }
    let asked = &found["filter"];
    rows.push(value_row(&say(message!("account-only-node")), ColumnKind::Id, &asked["onderdeel"]));
    rows.push(value_row(&say(message!("account-only-kinds")), ColumnKind::Id, &asked["soorten"]));
    rows.push(value_row(&say(message!("account-only-nature")), ColumnKind::Word, &asked["aard"]));
    rows.push(value_row(&say(message!("account-only-amounts")), ColumnKind::Cents, &asked["minimum"]));
    let counts = [
        ("herstel", message!("account-count-correction")),
        ("weergave", message!("account-count-view")),
        ("nieuw", message!("account-count-new")),
    ];
    for (key, name) in counts {
        if !comparison_terms::is_left_out(found, key) {
            rows.push(value_row(&say(name), ColumnKind::Whole, &found["tellingen"][key]));
        }
    }
    for warning in found["waarschuwingen"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        rows.push(remark_row(&say(message!("compare-mind")), &say(differences::warning(warning))));
    }
    let nature = |word: &str| wording::capital(&wording::words(language, word));
    let correction = message!("account-correction", what = comparison_terms::explain_correction(found, language));
    rows.push(remark_row(&nature("herstel"), &say(correction)));
    rows.push(remark_row(&nature("weergave"), &comparison_terms::explain_view(found, language)));
    rows.push(remark_row(&nature("nieuw"), &comparison_terms::explain_new(found, language)));
    rows.push(remark_row(&say(message!("compare-totals")), &say(message!("account-totals-how"))));
    if let Some(bounds) = comparison_terms::explain_totals(found, language) {
        rows.push(remark_row(&say(message!("account-totals-of")), &bounds));
    }
    rows.push(remark_row(&say(message!("account-words")), &say(message!("account-words-how"))));
    table(rows)
}

/// Returns the rows that name a state exactly.
pub fn of_basis(basis: &Value, language: Language) -> Vec<Vec<Cell>> {
    let (known, told) = wording::known_label_and_text(language, basis);
    let say = |message: Message| message.in_language(language);
    vec![
        value_row(&say(message!("report-round")), ColumnKind::Id, &basis["ronde"]),
        value_row(&say(message!("report-date")), ColumnKind::Day, &basis["peildatum"]),
        remark_row(&known, &told),
        value_row(&say(message!("account-position")), ColumnKind::Whole, &basis["positie"]),
        // In machine format, in UTC.
        value_row(&say(message!("account-recorded")), ColumnKind::Id, &basis["beschikbaarOp"]),
        value_row(&say(message!("report-year")), ColumnKind::Whole, &basis["begrotingsjaar"]),
        value_row(&say(message!("account-only-node")), ColumnKind::Id, &basis["onderdeel"]),
    ]
}

/// Returns a row with a name and a value.
pub fn value_row(name: &str, kind: ColumnKind, value: &Value) -> Vec<Cell> {
    vec![Cell::Text(name.to_owned()), Cell::of(kind, value, None)]
}

/// Returns a row with a remark about the workbook.
pub fn remark_row(name: &str, text: &str) -> Vec<Cell> {
    vec![Cell::Text(name.to_owned()), Cell::Text(text.to_owned())]
}

/// Builds the sheet with these names and values; rows without a value are left out.
pub fn table(mut rows: Vec<Vec<Cell>>) -> Table {
    rows.retain(|row| row[1] != Cell::Empty);
    let column = |key, kind| Column { key, header: "", kind };
    let columns = vec![column("gegeven", ColumnKind::Name), column("waarde", ColumnKind::Prose)];
    Table { name: message!("sheet-account"), about: message!("sheet-account-about"), columns, heads: Vec::new(), rows }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Returns the value behind a name on the sheet.
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
        assert_eq!(told(&found, "Alleen onderdeel"), None, "what has no value is left out");
        assert_eq!([told(&found, "Aantal herstel"), told(&found, "Aantal nieuw")], [Some(Cell::Whole(2)), None]);
        let Some(Cell::Text(totals)) = told(&found, "Totalen van") else { panic!("a sentence") };
        assert!(totals.starts_with("Alleen van soort budget."), "{totals}");
    }
}
