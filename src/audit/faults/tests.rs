//! Faults as reported: per event, once, with the sealings they affect.

use super::*;
use crate::domain::event::EventType;
use crate::domain::time::{Day, Precision};

fn note() -> EventName {
    let (subject, on) = ("onderdeel/7A1.2".to_owned(), Day::parse("2019-04-01").unwrap());
    EventName { position: 81, kind: EventType::NoteRecorded, subject, on, precision: Precision::Day }
}

#[test]
fn a_fault_is_one_line_with_its_event_all_its_clauses_and_how_many_sealings_it_touches() {
    let mut fault = Fault::of_event(&note(), vec![Defect::TextAltered]);
    assert_eq!(fault.message().to_string(), "81, toelichting bij 7A1.2 van 1 april 2019: tekst gewijzigd");
    fault.sealings = vec![("2019-vr1".to_owned(), 1)];
    assert!(fault.message().to_string().ends_with(": tekst gewijzigd; raakt 1 vaststelling"));
    fault.sealings.extend([2, 3, 4].map(|version| ("2019-vr1".to_owned(), version)));
    fault.defects.push(Defect::OutOfOrder { line: 3 });
    let told = "81, toelichting bij 7A1.2 van 1 april 2019: tekst gewijzigd; staat buiten zijn volgorde, op regel 3; raakt 4 \
                vaststellingen";
    assert_eq!(fault.message().to_string(), told);
    let english = fault.message().in_language(Language::English);
    assert_eq!(
        english,
        "81, note on 7A1.2 of 1 April 2019: its text was altered; stands out of its order, on line 3; touches 4 sealings"
    );
    let json = fault.to_json(Language::Dutch);
    assert_eq!((&json["positie"], &json["wat"]), (&81.into(), &told.into()));
    assert_eq!(json["raakt"][3], serde_json::json!({ "ronde": "2019-vr1", "versie": 4 }));
}

#[test]
fn what_is_missing_is_told_by_its_positions_and_missing_texts_as_one() {
    let told = [(10, 10), (10, 11), (10, 12)].map(|(from, to)| Fault::missing(from, to).message().to_string());
    assert_eq!(told, ["10: ontbreekt", "10 en 11: ontbreekt", "10 tot en met 12: ontbreekt"]);
    let texts = [1, 81].map(|count| Fault::texts_missing(count).message().to_string());
    assert_eq!(
        texts,
        ["1 tekst ontbreekt: teruggezet zonder geheim", "81 teksten ontbreken: teruggezet zonder geheim"]
    );
}

#[test]
fn only_what_can_differ_in_its_text_alone_is_told_so() {
    let of = |defects: Vec<Defect>| Fault::of_event(&note(), defects).affects_text_only();
    assert!(of(vec![Defect::TextAltered, Defect::TextMissing]));
    assert!(!of(vec![Defect::TextAltered, Defect::CoreAltered]) && !Fault::missing(1, 2).affects_text_only());
}

#[test]
fn the_last_line_never_says_that_everything_holds_where_something_was_not_checked() {
    let told = |faults, unchecked: &[Unchecked]| {
        let unchecked = unchecked.to_vec();
        Conclusion { faults, unchecked }.message().to_string()
    };
    let some = [Unchecked::Signature, Unchecked::Completeness];
    assert_eq!(told(0, &[]), "alles klopt");
    assert_eq!(told(0, &some), "wat te controleren was klopt; niet gecontroleerd: handtekening, volledigheid");
    assert_eq!(told(2, &[]), "KLOPT NIET: 2 bevindingen");
    assert_eq!(told(1, &some), "KLOPT NIET: 1 bevinding; niet gecontroleerd: handtekening, volledigheid");
    let beyond = told(0, &[Unchecked::Beyond { from: 101, to: 126 }]);
    assert!(beyond.ends_with("gebeurtenissen na het checkpoint (101 tot en met 126)"), "{beyond}");
}
