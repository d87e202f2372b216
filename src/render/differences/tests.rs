//! Tests of the wording of comparisons.

use serde_json::json;

use super::*;
use crate::projections::comparison::Warning;

#[test]
fn a_value_that_holds_others_is_told_in_words_with_commas_in_lists() {
    let told =
        |key: &str, of: Value| format_value(Language::Dutch, key, &of).map(|told| told.replace('\u{a0}', " ")).unwrap();
    assert_eq!(told("portefeuilles", json!(["Zorg", "Jeugd"])), "Zorg, Jeugd");
    let parties = json!([{ "naam": "GGD", "rol": "aanbieder" }, { "naam": "MEE", "rol": "verbonden-partij" }]);
    assert_eq!(told("partijen", parties), "GGD (aanbieder), MEE (verbonden partij)");
    let reservation = json!({ "orgaan": "raad", "tekst": "Mits er geld is", "vervuldDoor": "r1" });
    assert_eq!(told("voorbehoud", reservation.clone()), "Mits er geld is (raad, vervuld door r1)");
    assert_eq!(
        format_for_programs(Language::Dutch, "voorbehoud", &reservation),
        "Mits er geld is (raad, vervuld door r1)"
    );
    assert_eq!(told("taakveld", json!({ "code": "6.72", "iv3Jaar": 2019 })), "6.72 (Iv3 2019)");
    let renderings = json!([{ "formaat": "xlsx", "sha256": "ab" }, { "formaat": "csv", "sha256": "cd" }]);
    assert_eq!(told("weergaven", renderings), "formaat xlsx, SHA-256 ab; formaat csv, SHA-256 cd");
}

#[test]
fn words_that_went_and_came_are_marked_and_what_stayed_is_shortened() {
    let pieces = [
        piece("gelijk", "een twee drie vier vijf zes zeven acht negen tien "),
        piece("weg", "oud "),
        piece("erbij", "nieuw "),
        piece("gelijk", "elf twaalf"),
    ];
    assert_eq!(
        format_words(&pieces, Length::Shortened),
        "… vijf zes zeven acht negen tien [-oud-]{+nieuw+} elf twaalf"
    );
    assert!(format_words(&pieces, Length::Whole).starts_with("een twee drie"));
}

fn piece(kind: &str, text: &str) -> Value {
    json!({ "soort": kind, "tekst": text })
}

#[test]
fn words_with_only_blanks_between_go_together() {
    let pieces = [
        piece("gelijk", "De bus rijdt elke dag van "),
        piece("weg", "acht"),
        piece("erbij", "negen"),
        piece("gelijk", " "),
        piece("weg", "tot"),
        piece("erbij", "tot en met"),
        piece("gelijk", " tien."),
    ];
    assert_eq!(
        format_words(&pieces, Length::Whole),
        "De bus rijdt elke dag van [-acht tot-]{+negen tot en met+} tien."
    );
}

#[test]
fn a_rewritten_text_stands_whole_on_either_side() {
    let pieces = [
        piece("weg", "Meer kinderen krijgen"),
        piece("erbij", "Het tekort groeit"),
        piece("gelijk", " hulp"),
        piece("erbij", " verder"),
        piece("gelijk", "."),
    ];
    let told = "[-Meer kinderen krijgen hulp.-] {+Het tekort groeit hulp verder.+}";
    assert_eq!(format_words(&pieces, Length::Shortened), told);
}

#[test]
fn every_warning_is_a_sentence() {
    let schema = schemars::schema_for!(Warning).to_value().to_string();
    let words: Vec<&str> = schema.split('"').filter(|word| word.contains('-') && !word.contains([' ', '/'])).collect();
    assert!(words.contains(&Warning::ProMemorie.name()), "{words:?}");
    for word in words {
        for language in Language::ALL {
            assert!(warning(word).in_language(language).ends_with('.'), "{word}");
            let short = short_warning(word, &Value::Null).in_language(language);
            assert!(short != word && !short.contains(':'), "{word}: {short}");
        }
    }
}
