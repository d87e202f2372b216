//! No field of a report is lost on its way into a file.

use std::collections::BTreeSet;

use schemars::schema_for;
use serde_json::Value;

use super::columns::{COLUMNS, SHEETS, column_of};
use crate::projections::{
    AdjustmentView, AnnouncedView, CaseView, DecisionView, FacilityView, FinanceRow, IndicatorView, LightView,
    MilestoneView, NodeView, NoteView,
};

/// Keys whose objects are facts of their own, or whose value the row knows under another name.
const ELSEWHERE: [&str; 11] = [
    "aangekondigd",
    "bijstellingen",
    "code",
    "daarnaast",
    "dossiers",
    "indicatoren",
    "mijlpalen",
    "onderdelen",
    "stoplicht",
    "toelichtingen",
    "voorzieningen",
];

fn fields(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().expect("an object").keys().cloned().collect()
}

#[test]
fn every_field_of_every_fact_has_its_column_and_its_sheet() {
    let kinds = [
        ("onderdeel", schema_for!(NodeView)),
        ("toelichting", schema_for!(NoteView)),
        ("stoplicht", schema_for!(LightView)),
        ("dossier", schema_for!(CaseView)),
        ("voorziening", schema_for!(FacilityView)),
        ("bijstelling", schema_for!(AdjustmentView)),
        ("totaal", schema_for!(FinanceRow)),
        ("indicator", schema_for!(IndicatorView)),
        ("mijlpaal", schema_for!(MilestoneView)),
        ("aangekondigd", schema_for!(AnnouncedView)),
        ("besluit", schema_for!(DecisionView)),
    ];
    let under = |key: &str, field: &str| key == field || key.split_once('.').is_some_and(|(of, _)| of == field);
    for (kind, schema) in kinds {
        let sheet = SHEETS.iter().find(|sheet| sheet.fact == kind);
        for field in fields(schema.as_value()) {
            let elsewhere = ELSEWHERE.contains(&field.as_str()) && !(kind == "toelichting" && field == "dossiers");
            assert!(
                elsewhere || COLUMNS.iter().any(|column| under(column.key, &field)),
                "{kind}.{field} has no column"
            );
            let Some(sheet) = sheet else { continue }; // a light stands with what it is of
            // The day of a note is told of its light as well; the rest of a light is in the CSV.
            let single_event = kind == "toelichting" && field == "posities";
            assert!(
                elsewhere || single_event || sheet.keys.iter().any(|key| under(key, &field)),
                "{kind}.{field} has no sheet"
            );
        }
    }
}

#[test]
fn columns_and_headers_stand_once() {
    let keys: BTreeSet<&str> = COLUMNS.iter().map(|column| column.key).collect();
    let headers: BTreeSet<&str> = COLUMNS.iter().map(|column| column.header).collect();
    assert_eq!((keys.len(), headers.len()), (COLUMNS.len(), COLUMNS.len()));
    for sheet in SHEETS {
        let headers: BTreeSet<&str> = sheet.keys.iter().map(|key| column_of(key).expect("a column").header).collect();
        assert_eq!(headers.len(), sheet.keys.len(), "{}", sheet.name);
        assert!(sheet.name.chars().count() <= 24);
    }
}
