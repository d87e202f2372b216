//! Tests of the guard against personal data: what it refuses, what it warns about, and what it accepts. The numbers are
//! invented.

use serde_json::json;

use super::*;
use crate::testkit::{event, try_proposal};

/// Returns the codes for a note with this text: refusals first, then warnings.
fn codes(text: &str) -> Vec<&'static str> {
    let note = event("toelichting.vastgelegd", "onderdeel/9A", "2019-01-01", json!({ "tekst": text }));
    match try_proposal(&note) {
        Ok(proposal) => warnings(&proposal).iter().map(|warning| warning.code).collect(),
        Err(errors) => errors.iter().map(|error| error.code).collect(),
    }
}

#[test]
fn a_bsn_that_the_text_calls_so_is_refused_in_every_writing() {
    for text in [
        "BSN 111222333",
        "de cliënt met bsn: 123456782 wacht",
        "Burgerservicenummer 1234.56.782",
        "123 456 782 (sofinummer)",
        "bsn123456782",
        "BSN-nummer\u{a0}123\u{a0}456\u{a0}782",
        "BSN 10000008",
        "bsn's: 999999990, 123456782",
    ] {
        assert_eq!(codes(text), ["bsn"], "{text}");
    }
}

#[test]
fn a_number_that_fails_the_eleven_test_or_is_an_amount_is_taken() {
    for text in [
        "BSN 123456789",
        "De BSN-controle kostte € 75.000 in 2019",
        "206 prestaties, 343 mensen, B&W 19.0017",
        "bedrag 123.456.782 euro",
        "per 01-04-2019 en op 2019-04-01",
        "zaak Z123456782",
        "BSN 000000000",
        "abonnement absn 123456783",
    ] {
        assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn what_only_looks_like_personal_data_is_a_warning() {
    assert_eq!(codes("nummer 123456782"), ["mogelijk-bsn"]);
    assert_eq!(codes("1234.56.782"), ["mogelijk-bsn"]);
    assert_eq!(codes("mail naar j.jansen@voorbeeld.nl."), ["e-mailadres"]);
    for phone in
        ["06-12345678", "06 12 34 56 78", "071-5165165", "(071) 516 51 65", "+31 6 12345678", "+31 (0)71 5165165"]
    {
        assert_eq!(codes(&format!("bel {phone} na tienen")), ["telefoonnummer"], "{phone}");
    }
    for iban in ["NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", "nl91abna0417164300"] {
        assert_eq!(codes(&format!("op {iban} gestort")), ["iban"], "{iban}");
    }
    for text in ["NL91 ABNA 1417 1643 01", "@college", "a@b", "01-01-2019 12 uur", "0 tot 18 jaar"] {
        assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn a_refusal_names_the_place_and_not_the_number() {
    let mut case = event(
        "dossier.geopend",
        "dossier/a",
        "2019-01-01",
        json!({ "titel": "A", "soort": "overig", "onderdeel": "9A", "partijen": [{ "naam": "BSN 123456782", "rol": "rijk" }] }),
    );
    case["toelichtingWijziging"] = json!("bsn 123456782");
    case["herkomst"] = json!({ "document": "BSN 123456782" });
    let errors = try_proposal(&case).unwrap_err();
    let places: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(places, ["gegevens.partijen[0].naam", "herkomst.document", "toelichtingWijziging"]);
    assert!(errors.iter().all(|error| error.code == "bsn" && !error.message.to_string().contains("123")));
    let named = event("dossier.gesloten", "dossier/bsn-123456782", "2019-01-01", json!({ "uitkomst": "Klaar" }));
    assert_eq!(try_proposal(&named).unwrap_err()[0].field, "onderwerp");
}

#[test]
fn the_eleven_test_lets_one_in_eleven_through() {
    let digits = |n: u32| nine_digits(&format!("{n:09}"));
    let passed = (100_000_000..100_011_000).filter(|n| passes_eleven_test(digits(*n))).count();
    assert_eq!(passed, 1000);
}
