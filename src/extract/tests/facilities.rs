//! Tests of sentences about places that close, open or are put off.

use super::{explained, messages, of};

#[test]
fn working_close_to_something_is_no_closing() {
    for text in [
        "Steunpunt Molen gaat per 1 november 2021 dicht bij het station werken.",
        "Steunpunt Molen gaat per 1 november 2021 dicht op de markt staan.",
        "Steunpunt Molen gaat per 1 november 2021 dicht in de buurt van de haven zitten.",
    ] {
        assert!(of(&explained(text), "voorziening.gesloten").is_empty(), "{text}");
    }
    for text in [
        "Steunpunt Molen gaat dicht op 1 november 2021.",
        "Steunpunt Molen gaat met alle bezems en karren die er nu nog in de schuur staan per 1 november 2021 dicht.",
    ] {
        assert_eq!(of(&explained(text), "voorziening.gesloten").len(), 1, "{text}");
    }
}

#[test]
fn a_day_that_moved_without_a_draft_is_told() {
    for text in [
        "Steunpunt Molen is uitgesteld tot 1 december 2021.",
        "Steunpunt Molen krijgt 1 december 2021 in plaats van 1 november 2021.",
        "De opening is uitgesteld.",
        "Steunpunt Molen sluit niet in het voorjaar in plaats van 1 november 2021.",
        "Steunpunt Molen sluit later in plaats van per 1 november 2021.",
    ] {
        let page = explained(text);
        let none = page.drafts.iter().all(|draft| !draft.kind().starts_with("voorziening."));
        assert!(none && messages(&page).contains("not drafted"), "{text}\n{}\n{}", messages(&page), page.to_ndjson());
    }
}
