//! Which lines are full records, and which are not quite.

use serde_json::json;

use super::*;
use crate::domain::event_core::{RecordPart, join_texts, text_fields};

fn line() -> Value {
    let golden: Value = serde_json::from_str(include_str!("../../../tests/golden/record.v1.json")).expect("it is JSON");
    golden["record"].clone()
}

#[test]
fn a_full_record_gives_the_same_line_again() {
    let record = parse_line(1, &line().to_string()).unwrap();
    assert_eq!(record.to_json(RecordView::Export), line());
    assert!(is_full_record(&line()) && !is_full_record(&json!({ "type": "x" })));
}

#[test]
fn other_spellings_and_other_keys_are_refused_with_the_line() {
    let changed = |key: &str, value: Value| {
        let mut line = line();
        line[key] = value;
        parse_line(12, &line.to_string()).unwrap_err().to_string()
    };
    assert_eq!(parse_line(12, "{").unwrap_err().line, 12);
    assert!(changed("geregistreerdOp", "2021-09-20T12:00:00+02:00".into()).contains("geregistreerdOp"));
    assert!(changed("id", "019C0000-0000-7000-8000-000000000007".into()).starts_with("regel 12: id"));
    assert!(changed("ingangsdatumNauwkeurigheid", "dag".into()).contains("ingangsdatumNauwkeurigheid"));
    assert!(changed("positie", 0.into()).contains("vanaf 1"));
    assert!(changed("positie", 1.5.into()).contains("positie") || changed("positie", 1.5.into()).contains("1.5"));
    assert!(changed("zoutKern", "AB".repeat(32).into()).contains("zoutKern"));
    assert!(changed("zoutKern", "ab".repeat(31).into()).contains("zoutKern"));
    assert!(changed("schemaVersie", 2.into()).contains("schemaVersie 2"));
    assert!(changed("type", "nl.peildatum.dossier.gezien".into()).contains("is geen type"));
    assert!(changed("onderwerp", "onderdeel/9".into()).contains("gaat niet over"));
    assert!(changed("gegevens", json!({ "kleurtje": "rood" })).contains("kleurtje"));
    assert!(changed("gelogdDoor", "met spatie".into()).contains("met spatie"));
    assert!(changed("extra", 1.into()).contains("extra"));
    assert!(changed("gewist", true.into()).contains("zoutTekst"));
    assert!(changed("geheimOntbreekt", true.into()).contains("zoutTekst"));
}

#[test]
fn a_text_that_is_missing_is_told_apart_from_one_that_was_erased() {
    let whole = parse(&line()).unwrap();
    let fields = split_texts(&whole.data, &mut Vec::new()).unwrap();
    let data = join_texts(&fields, &mut std::iter::empty(), RecordPart::Core).unwrap();
    let mut gone = whole.clone();
    (gone.erased_fields, gone.text_salt) = (text_fields(&fields), None);
    gone.data = data;
    for lost in [false, true] {
        let mut record = gone.clone();
        record.lost = lost;
        let told = record.to_json(RecordView::Export);
        assert_eq!((&told["geheimOntbreekt"] == true, &told["gewist"] == true), (lost, !lost));
        assert_eq!(parse(&told).unwrap(), record);
        let mut both = told;
        (both["geheimOntbreekt"], both["gewist"]) = (true.into(), true.into());
        assert!(parse(&both).is_err());
    }
}
