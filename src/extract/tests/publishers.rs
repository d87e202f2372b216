//! Tests pages of other publishers: units, letters, totals with their parts, counts, tables, navigation, pages without
//! a number.

use serde_json::{Value, json};

use super::super::{ExtractError, LineCounts, Options, Programme, extract};
use super::{explained, extraction, messages, notes, of, options};
use crate::domain::event::RoundKind;

/// Returns what is drafted about money from a note: cents, effect, duration, and whether somebody has to review it.
fn money(text: &str) -> Vec<(Value, Value, Value, bool)> {
    let extraction = explained(text);
    let drafts = extraction.drafts.iter().filter(|draft| draft.kind() == "bijstelling.vastgelegd");
    drafts
        .map(|draft| {
            let data = &draft.event["gegevens"];
            (data["bedragInCenten"].clone(), data["effect"].clone(), data["duur"].clone(), draft.is_unreviewed())
        })
        .collect()
}

/// Returns only the cents.
fn cents(text: &str) -> Vec<Value> {
    money(text).into_iter().map(|(cents, ..)| cents).collect()
}

#[test]
fn a_unit_that_people_write_is_read_and_one_that_is_not_known_is_never_sure() {
    for (text, wanted) in [
        ("Er is een nadeel van € 4 ton.", 40_000_000_u64),
        ("Het nadeel is € 75 dzd. hoger geraamd.", 7_500_000),
        ("Het voordeel is € 2,5 M.", 250_000_000),
        ("Er is een voordeel van € 3 mio.", 300_000_000),
        ("Er is een nadeel van € 1 mrd.", 100_000_000_000),
        ("Er is een nadeel van € 120 K.", 12_000_000),
    ] {
        assert_eq!(cents(text), [json!(wanted)], "{text}");
    }
    let unknown = explained("Het nadeel is € 6 klonters.");
    assert!(messages(&unknown).contains("behind the amount stands `klonters`"), "{}", messages(&unknown));
    assert!(money("Het nadeel is € 6 klonters.").iter().all(|(.., unreviewed)| *unreviewed));
    assert_eq!(cents("De vracht woog 3 ton."), Vec::<Value>::new(), "a weight");
}

#[test]
fn a_range_with_any_dash_is_pro_memorie() {
    for text in [
        "Er is een nadeel van € 4-5 ton.",
        "Er is een nadeel van € 4–5 miljoen.",
        "Er is een nadeel van € 4 à 5 mln.",
        "Er is een nadeel van € 4 of 5 miljoen.",
    ] {
        assert_eq!(money(text), [(Value::Null, json!("nadeel"), Value::Null, true)], "{text}");
    }
}

#[test]
fn letters_behind_an_amount_say_what_it_is_also_in_a_heading() {
    assert_eq!(
        money("De vegers € 40.000 N/S\nEr is langer geveegd.\n\nDe bezems € 12.000 V\nZij gingen langer mee."),
        [
            (json!(4_000_000), json!("nadeel"), json!("structureel"), false),
            (json!(1_200_000), json!("voordeel"), Value::Null, false),
        ]
    );
    let page = explained("De vegers € 40.000 N/S\nEr is langer geveegd.");
    assert_eq!(of(&page, "bijstelling.vastgelegd")[0].1["omschrijving"], "De vegers");
    assert_eq!(cents("Dat geeft ( € 0,2 mln. V) lucht. Meer niet."), [json!(20_000_000)]);
    let torn = explained("Het nadeel is € 40.000 V.");
    assert!(messages(&torn).contains("the letter is followed"), "{}", messages(&torn));
}

#[test]
fn a_total_and_its_parts_are_one_amount() {
    let split = "Het nadeel van € 90.000 bestaat uit:\n- Vegers € 60.000\n- Bezems € 30.000\n- Totaal € 90.000";
    assert_eq!(cents(split), [json!(9_000_000)]);
    let told = messages(&explained(split));
    assert_eq!(told.matches("a part of the total on line").count(), 2, "{told}");
    assert_eq!(told.matches("the same total as on line").count(), 1, "{told}");
    let below = "De vegers kosten € 60.000. De bezems kosten € 30.000. Samen is dat € 90.000.";
    assert_eq!(cents(below), [json!(9_000_000)], "a total below its parts");
    let unsaid = "De weg kost € 90.000. De vegers kosten € 60.000. De bezems kosten € 30.000.";
    assert_eq!(cents(unsaid).len(), 3);
    assert!(money(unsaid).iter().all(|(.., unreviewed)| *unreviewed), "they add up, and nobody says so");
    assert!(money("De weg kost € 90.000. De vegers kosten € 50.000.").iter().all(|(.., unreviewed)| !unreviewed));
}

#[test]
fn what_turned_takes_the_place_of_what_was_and_a_difference_is_no_second_amount() {
    let turned = "Een nadeel van € 80.000 is omgeslagen in een voordeel van € 20.000.";
    assert_eq!(money(turned), [(json!(2_000_000), json!("voordeel"), Value::Null, true)]);
    assert_eq!(cents("Het tekort was eerst € 80.000 en is nu € 95.000."), [json!(9_500_000)]);
    let difference = explained("Het nadeel is € 80.000; dat is € 15.000 meer dan begroot.");
    assert_eq!(of(&difference, "bijstelling.vastgelegd").len(), 1);
    assert!(messages(&difference).contains("is a difference with something else"), "{}", messages(&difference));
    let alone = money("De kosten zijn € 15.000 hoger dan begroot.");
    assert!(matches!(alone.as_slice(), [(_, _, _, true)]), "all there is, and to be looked at: {alone:?}");
}

#[test]
fn a_count_is_no_money_whatever_the_sentence_speaks_of() {
    for text in [
        "Het aantal straten (12.345 in 2020) daalde, ook financieel.",
        "Er is minder budget en het aantal bezems is 10.500.",
    ] {
        assert_eq!(cents(text), Vec::<Value>::new(), "{text}");
    }
}

#[test]
fn tables_and_navigation_are_no_notes_and_a_question_heads_what_follows() {
    let page = extraction(
        "Programma 3 Wegen\n\nBestuursrapportage 2021\n\nToelichting\n\nWat gebeurde er?\n\nTerug naar navigatie - Wat gebeurde er?\n\n\
         De straten zijn geveegd.\n\nWat komt er nog?\n\nPost | Bedrag | Structureel\nVegers | -12 | N\n",
    );
    assert_eq!(notes(&page), ["onderdeel/3 | Wat gebeurde er? | De straten zijn geveegd."]);
    assert!(of(&page, "bijstelling.vastgelegd").is_empty());
    assert_eq!(messages(&page).matches("a row of figures is not read").count(), 2, "{}", messages(&page));
}

#[test]
fn of_every_line_it_is_told_what_became_of_it() {
    let page = extraction(
        "Programma 3 Wegen\n\nBestuursrapportage 2021\n\nToelichting\n\nDe straten zijn geveegd.\n\nPost | 1 | 2\n",
    );
    assert_eq!(
        page.line_counts(),
        LineCounts { all: 5, drafted: 3, noticed: 1, unused: vec![5] },
        "heading and note, the row of figures, and the heading that says nothing"
    );
}

#[test]
fn a_page_without_a_number_is_read_for_the_programme_that_is_named() {
    let page = "Jaarstukken 2021\n\nWegen\n\nEr is een nadeel van € 90.000.\n";
    assert_eq!(extract(page.as_bytes(), &options()), Err(ExtractError::NotAReport));
    let programme = Some("3=Wegen en water".parse::<Programme>().expect("a number and a title"));
    let found = extract(page.as_bytes(), &Options { programme, ..options() }).expect("it is named");
    super::import(&[&found]);
    assert_eq!(of(&found, "onderdeel.opgenomen")[0].1["titel"], "Wegen en water");
    assert_eq!(of(&found, "bijstelling.vastgelegd")[0].1["bedragInCenten"], 9_000_000);
    assert_eq!(notes(&found), ["onderdeel/3 | Wegen | Er is een nadeel van € 90.000."]);
    for wrong in ["", "0", "100", "Wegen", "=Wegen"] {
        assert!(wrong.parse::<Programme>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_round_is_opened_also_where_the_page_does_not_say_of_what_kind_it_is() {
    let page = "Programma 3 Wegen\n\nToelichting\n\nDe straten zijn geveegd.\n";
    let kind = |round: &str, kind: Option<RoundKind>| {
        let found = extract(page.as_bytes(), &Options { round: round.to_owned(), kind, ..options() }).expect("a page");
        super::import(&[&found]);
        let draft = found.drafts.iter().find(|draft| draft.kind() == "ronde.geopend").expect("it is opened");
        (draft.event["gegevens"]["soort"].clone(), draft.is_unreviewed())
    };
    assert_eq!(kind("2021-js", None), (json!("jaarstukken"), true));
    assert_eq!(kind("2021-x", None), (json!("bestuursrapportage"), true));
    assert_eq!(kind("2021-x", Some(RoundKind::FrameworkLetter)).0, json!("kaderbrief"));
}

#[test]
fn each_verb_has_a_facility_of_its_own() {
    let page =
        explained("Opvanglocatie Het Anker is op 1 februari 2021 geopend en pand Zuid sluit per 1 oktober 2021.");
    let told = |kind: &str| of(&page, kind).iter().map(|(subject, _)| (*subject).to_owned()).collect::<Vec<_>>();
    assert_eq!(told("voorziening.gesloten"), ["voorziening/pand-zuid"]);
    assert!(told("voorziening.geopend").contains(&"voorziening/opvanglocatie-het-anker".to_owned()));
    let nameless =
        explained("Opvanglocatie Het Anker is op 1 februari 2021 geopend en een andere sluit per 1 oktober 2021.");
    assert!(of(&nameless, "voorziening.gesloten").is_empty(), "{}", nameless.to_ndjson());
    assert!(messages(&nameless).contains("name"), "{}", messages(&nameless));
}
