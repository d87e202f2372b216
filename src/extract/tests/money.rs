//! Tests amounts, numbers that are not amounts, and how the words beside them classify them.

use serde_json::json;

use super::{explained, messages, of, only};

/// Returns the amounts drafted from a note, in cents; none for p.m.
fn cents(text: &str) -> Vec<Option<i64>> {
    of(&explained(text), "bijstelling.vastgelegd").iter().map(|(_, data)| data["bedragInCenten"].as_i64()).collect()
}

#[test]
fn amounts_are_read_in_every_form() {
    for (text, wanted) in [
        ("Het budget van 75.000 is op.", 7_500_000),
        ("Er is € 100.000 nodig.", 10_000_000),
        ("Er is € 1.234,56 nodig.", 123_456),
        ("Dat kost 30.000 euro.", 3_000_000),
        ("De lasten stijgen met 2,0 miljoen.", 200_000_000),
        ("De lasten stijgen met 2,0 miljoen euro.", 200_000_000),
        ("De lasten stijgen met € 1,2 mln. Dat is veel.", 120_000_000),
        ("Er is een budget van € 415k voor bezems.", 41_500_000),
        ("Er is € 500,- nodig.", 50_000),
    ] {
        assert_eq!(cents(text), [Some(wanted)], "{text}");
    }
}

#[test]
fn numbers_that_are_no_amounts_are_left_alone() {
    for text in [
        "Er zijn 343 personen geholpen met dit budget.",
        "Van de 206 prestaties zijn er 12 af, met minder kosten.",
        "In 2021 en 2022 daalt het budget met 12% of 1,5 procent.",
        "De subsidie bereikt 1.250 inwoners en 2,5 miljoen bezoekers.",
        "Het budget volgt het besluit B&W 21.0317 en de motie M.21.0057/01.",
        "De kosten van 3A1.1 volgen op 15 juni 2021.",
        "Het tarief is € 19 per maand.",
        "De straat is 12.500 meter lang.",
    ] {
        assert_eq!(cents(text), [], "{text}");
    }
}

#[test]
fn an_amount_without_a_currency_is_to_be_reviewed() {
    let bare = explained("Het budget van 75.000 is op.");
    let draft = only(&bare, "bijstelling.vastgelegd");
    assert_eq!(draft.event["herkomst"]["aangenomen"], json!(["bedragInCenten"]));
    assert_eq!(draft.event["gegevens"]["soort"], "budget");
    let said = explained("Het budget van € 75.000 is op.");
    assert!(!only(&said, "bijstelling.vastgelegd").is_unreviewed());
}

#[test]
fn a_target_and_what_is_realised_of_it_are_linked_each_with_its_own_year() {
    let extraction = explained(
        "De taakstelling van € 60.000 is bekend. Daarvan wordt in 2021 € 20.000 en in 2022 € 30.000 gerealiseerd.",
    );
    let rows: Vec<_> = of(&extraction, "bijstelling.vastgelegd")
        .iter()
        .map(|(subject, data)| {
            (subject.to_string(), data["begrotingsjaar"].as_i64(), data["realiseert"].as_str().map(str::to_owned))
        })
        .collect();
    let target = Some("3A1.1-taakstelling".to_owned());
    assert_eq!(rows[0], ("bijstelling/3A1.1-taakstelling".into(), None, None));
    assert_eq!(rows[2], ("bijstelling/3A1.1-realisatie-2022".into(), Some(2022), target));
}

#[test]
fn realising_more_than_the_target_is_not_linked() {
    let extraction = explained("Van de taakstelling van € 10.000 is in 2021 € 25.000 gerealiseerd.");
    let realised = of(&extraction, "bijstelling.vastgelegd")
        .into_iter()
        .find(|(subject, _)| subject.contains("realisatie"))
        .expect("it is drafted");
    assert!(realised.1["realiseert"].is_null());
    assert!(messages(&extraction).contains("no link"), "{}", messages(&extraction));
}

#[test]
fn a_shortfall_without_a_figure_is_pro_memorie_and_what_covers_it_says_so() {
    let extraction = explained(
        "In 2021 is er een tekort op de subsidie voor bezems. De meevaller van 2020 van € 5.000 wordt gebruikt om dit tekort te dekken.",
    );
    let [(shortfall, first), (_, second)] = of(&extraction, "bijstelling.vastgelegd")[..] else {
        panic!("{}", extraction.to_ndjson())
    };
    assert_eq!(
        (shortfall, &first["pm"], &first["begrotingsjaar"]),
        ("bijstelling/3A1.1-tekort-2021", &json!(true), &json!(2021))
    );
    assert_eq!(
        (&second["soort"], &second["effect"], &second["dekt"]),
        (&"meevaller".into(), &"voordeel".into(), &"3A1.1-tekort-2021".into())
    );
    assert_eq!(second["begrotingsjaar"], 2020);
}

#[test]
fn a_lack_of_things_a_risk_and_what_is_denied_are_no_shortfall() {
    for text in [
        "Er is een tekort aan bezems en dat raakt de kosten.",
        "Er is geen tekort op het budget.",
        "Er is een risico op een tekort in de begroting.",
        "Dit nadeel is bij de begroting betrokken.",
        "Een voordeel van deze bezem is dat hij lang meegaat.",
    ] {
        assert_eq!(cents(text), [], "{text}");
    }
}

#[test]
fn a_range_is_drafted_without_a_figure_and_a_move_as_it_became() {
    assert_eq!(cents("Het tekort is tussen de € 10.000 en € 20.000."), [None]);
    assert_eq!(cents("Het budget gaat van € 10.000 naar € 20.000."), [Some(2_000_000)]);
}

#[test]
fn a_year_is_only_that_of_the_amounts_own_words() {
    let year =
        |text: &str| only(&explained(text), "bijstelling.vastgelegd").event["gegevens"]["begrotingsjaar"].clone();
    assert_eq!(year("In 2022 is er € 10.000 nodig."), 2022);
    assert_eq!(year("Er is € 10.000 nodig voor 2023."), 2023);
    assert_eq!(year("Er is € 10.000 nodig. Dat was in 2020 ook zo."), json!(null));
    assert_eq!(year("Met de Kaderbrief 2021-2025 is € 10.000 beschikbaar gesteld."), json!(null));
    assert_eq!(year("Voor 2021 en 2022 is € 10.000 nodig."), json!(null));
}

#[test]
fn effect_duration_and_side_are_only_what_is_said() {
    let extraction = explained("Er is een structureel nadeel van € 10.000 op de lasten. Daarnaast is € 7.000 nodig.");
    let [(_, first), (_, second)] = of(&extraction, "bijstelling.vastgelegd")[..] else {
        panic!("{}", extraction.to_ndjson())
    };
    assert_eq!(
        (&first["soort"], &first["effect"], &first["duur"], &first["lastenBaten"]),
        (&"overig".into(), &"nadeel".into(), &"structureel".into(), &"lasten".into())
    );
    assert_eq!(
        (&second["soort"], &second["effect"], &second["stand"]),
        (&"overig".into(), &"onbekend".into(), &"onbekend".into())
    );
    assert!(second["duur"].is_null() && second["lastenBaten"].is_null());
}

#[test]
fn thousands_are_multiplied_and_a_part_is_marked() {
    let extraction = explained("Het budget is € 3.500 x 1.000 groot.");
    let data = &only(&extraction, "bijstelling.vastgelegd").event["gegevens"];
    assert_eq!((&data["bedragInCenten"], &data["eenheidBron"]), (&json!(350_000_000), &json!(1000)));
    let extraction = explained("Er is € 90.000 nodig, waarvan € 10.000 voor bezems.");
    assert_eq!(of(&extraction, "bijstelling.vastgelegd").len(), 2);
    assert!(messages(&extraction).contains("part of the amount before it"), "{}", messages(&extraction));
}

#[test]
fn the_amounts_of_a_case_are_its_own() {
    let extraction = explained("1. Wachtlijst veegbeurten\nVoor de lijst is € 10.000 nodig.");
    let data = &only(&extraction, "bijstelling.vastgelegd").event["gegevens"];
    assert_eq!(data["dossier"], "3A1.1-wachtlijst-veegbeurten");
    assert!(data["onderdeel"].is_null());
}
