//! Tests colours: those that a page gives, and `onbekend` where it does not.

use super::{explained, extraction, messages, of};
use crate::Extraction;

/// Returns each output's colour, in order.
fn colours(extraction: &Extraction) -> Vec<String> {
    let row = |(subject, data): &(&str, &serde_json::Value)| {
        format!("{} {}", subject.replace("onderdeel/", ""), data["kleur"].as_str().unwrap_or_default())
    };
    of(extraction, "stoplicht.gezet").iter().map(row).collect()
}

#[test]
fn a_colour_that_is_not_said_is_unknown() {
    let extraction = explained("Het loopt. De groene bezem is rood geworden.");
    assert_eq!(colours(&extraction), ["3A1.1 onbekend", "3A1.2 onbekend"]);
}

#[test]
fn a_colour_beside_an_output_is_its_own() {
    let extraction =
        extraction("Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\tGroen\n\n3A1.2 Borden wassen\n\nOranje\n");
    assert_eq!(colours(&extraction), ["3A1.1 groen", "3A1.2 oranje"]);
}

#[test]
fn a_sentence_sets_the_lights_of_a_whole_area() {
    let extraction = extraction(
        "Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\n3A1.2 Borden wassen\n\nToelichting Beleidsterrein 3A Wegen\n\n\
         Alle prestaties krijgen een groen stoplicht.\n\nBeleidsterrein 3B Water\n\n3B1.1 Vijvers baggeren\n",
    );
    assert_eq!(colours(&extraction), ["3A1.1 groen", "3A1.2 groen", "3B1.1 onbekend"]);
}

#[test]
fn an_exception_has_its_own_colour_or_none() {
    let page = |sentence: &str| {
        format!(
            "Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\n3A1.2 Borden wassen\n3A1.3 Lampen\n\nToelichting Beleidsterrein 3A Wegen\n\n{sentence}\n"
        )
    };
    let said = extraction(&page("Alle prestaties staan op groen, behalve 3A1.2 dat op oranje staat."));
    assert_eq!(colours(&said), ["3A1.1 groen", "3A1.2 oranje", "3A1.3 groen"]);
    let unsaid = extraction(&page("Met uitzondering van 3A1.2 krijgen alle prestaties een groen stoplicht."));
    assert_eq!(colours(&unsaid), ["3A1.1 groen", "3A1.2 onbekend", "3A1.3 groen"]);
    let rest = extraction(&page(
        "Prestatie 3A1.2 krijgt een rood stoplicht, de overige prestaties krijgen een groen stoplicht.",
    ));
    assert_eq!(colours(&rest), ["3A1.1 groen", "3A1.2 rood", "3A1.3 groen"]);
}

#[test]
fn a_sentence_under_an_output_sets_its_light() {
    assert_eq!(colours(&explained("Deze prestatie krijgt een oranje stoplicht.")), ["3A1.1 oranje", "3A1.2 onbekend"]);
    assert_eq!(colours(&explained("Het stoplicht gaat van groen naar oranje.")), ["3A1.1 oranje", "3A1.2 onbekend"]);
}

#[test]
fn what_is_denied_or_was_earlier_sets_no_light() {
    for text in
        ["Niet alle prestaties krijgen een groen stoplicht.", "In 2020 kregen alle prestaties een groen stoplicht."]
    {
        let extraction = explained(text);
        assert_eq!(colours(&extraction), ["3A1.1 onbekend", "3A1.2 onbekend"], "{text}");
        assert!(messages(&extraction).contains("about lights is not used"), "{}", messages(&extraction));
    }
}
