//! Tests that no field of a report is lost on its way into a file.

use std::collections::BTreeSet;

use schemars::schema_for;
use serde_json::Value;

use super::super::report_columns::COLUMNS;
use super::sheets::{column_of, combined_keys, sheets};
use crate::language::Language;
use crate::projections::{
    AdjustmentView, AnnouncedView, CaseView, DecisionView, FacilityView, FinanceRow, IndicatorView, LightView,
    MilestoneView, NodeView, NoteView,
};

/// Keys whose objects are facts of their own, or whose value the row has under another name.
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

/// Fields for which no page has room and that only the CSV has; and fields that the column `Let op` covers.
const CSV_ALONE: [&str; 15] = [
    "eenheidBron",
    "gerealiseerdDoor",
    "id",
    "naVaststelling",
    "nauwkeurigheid",
    "onderdeelVervallen",
    "oordeel",
    "overgenomen",
    "pm",
    "posities",
    "richting",
    "taakveld",
    "vervallen",
    "vervolgOp",
    "volgorde",
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
        let sheet = sheets().into_iter().find(|sheet| sheet.fact == kind);
        for field in fields(schema.as_value()) {
            let elsewhere = ELSEWHERE.contains(&field.as_str()) && !(kind == "toelichting" && field == "dossiers");
            assert!(
                elsewhere || COLUMNS.iter().any(|column| under(column.key, &field)),
                "{kind}.{field} has no column"
            );
            let Some(sheet) = &sheet else { continue }; // a light is shown with its node or case
            let told =
                |key: &str| under(key, &field) || combined_keys(key, kind).is_some_and(|keys| keys.contains(&&*field));
            assert!(
                elsewhere || CSV_ALONE.contains(&field.as_str()) || sheet.keys.iter().any(|key| told(key)),
                "{kind}.{field} has no sheet"
            );
        }
    }
}

#[test]
fn columns_and_headers_stand_once_in_every_language() {
    let keys: BTreeSet<&str> = COLUMNS.iter().map(|column| column.key).collect();
    assert_eq!(keys.len(), COLUMNS.len());
    for language in Language::ALL {
        let headers: BTreeSet<String> = COLUMNS.iter().map(|column| column.heading(language)).collect();
        assert_eq!(headers.len(), COLUMNS.len(), "{}", language.tag());
        for sheet in sheets() {
            let headers: BTreeSet<String> =
                sheet.keys.iter().map(|key| column_of(key).expect("a column").heading(language)).collect();
            assert_eq!(headers.len(), sheet.keys.len(), "{}", sheet.name);
            assert!(sheet.name.in_language(language).chars().count() <= 24, "{}", sheet.name);
        }
    }
}
