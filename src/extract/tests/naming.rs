//! Tests names of amounts: short, from the words of the page, and unique on a page.

use super::{TREE, explained, extraction, of};

/// Returns the names of the amounts of a note, in order.
fn names(text: &str) -> Vec<String> {
    let extraction = explained(text);
    let names = of(&extraction, "bijstelling.vastgelegd");
    names.iter().map(|(_, data)| data["omschrijving"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn an_amount_is_named_by_what_it_is_and_what_it_is_for() {
    let cases: [(&str, &[&str]); 18] = [
        ("De taakstelling beschermd wonen van € 60.000 staat.", &["Taakstelling beschermd wonen"]),
        ("Voor 2021 is er een taakstelling op de bezems van € 60.000.", &["Taakstelling op de bezems 2021"]),
        (
            "Van de oorspronkelijke taakstelling van 350.000 wordt in 2021 € 100.000 gerealiseerd.",
            &["Oorspronkelijke taakstelling wegen vegen", "Realisatie taakstelling wegen vegen 2021"],
        ),
        ("Het budget voor bezems van € 75.000 is op.", &["Budget voor bezems"]),
        ("Het veegbudget van € 75.000 is op.", &["Veegbudget wegen vegen"]),
        ("Er is € 10.000 nodig voor bezems.", &["Bedrag voor bezems"]),
        (
            "De raad heeft € 10.000 beschikbaar gesteld voor nieuwe bezems in de wijk.",
            &["Budget voor nieuwe bezems in de wijk"],
        ),
        ("Er is een structureel nadeel van € 10.000 op de lasten.", &["Structureel nadeel op de lasten"]),
        ("De lasten van het vegen stijgen met 2,0 miljoen.", &["Lasten van het vegen"]),
        ("In 2021 is er een tekort op de subsidie voor bezems.", &["Tekort op de subsidie voor bezems 2021"]),
        (
            "De meevaller van 2020 (extra ontvangst van de Bezemclub van € 5.000) is besteed.",
            &["Meevaller extra ontvangst van de Bezemclub 2020"],
        ),
        ("De tegenvaller bij het onderhoud van € 5.000 is bekend.", &["Tegenvaller bij het onderhoud"]),
        ("Er is een begrotingstekort van € 5.000.", &["Begrotingstekort wegen vegen"]),
        ("De Bezemclub kreeg een subsidie van € 5.000 voor vegers.", &["Subsidie voor vegers"]),
        ("Dit tekort wordt gedekt met € 5.000 uit de reserve wegen.", &["Dekking uit de reserve wegen"]),
        ("Het krediet is p.m. in de begroting.", &["Krediet wegen vegen"]),
        ("Bezems\nHet budget van € 75.000 is op.", &["Budget Bezems"]),
        ("1. Wachtlijst veegbeurten\nVoor de lijst is € 10.000 nodig.", &["Bedrag Wachtlijst veegbeurten"]),
    ];
    let mut wrong = Vec::new();
    for (text, wanted) in cases {
        let got = names(text);
        if got != wanted {
            wrong.push(format!("{got:?}, not {wanted:?}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_title_of_a_node_stands_in_for_what_an_amount_is_for_without_how_and_why() {
    let page = "2e Voortgangsrapportage 2021\n\nBeleidsterrein 3A Wegen\n\n3A1 Wegen zijn schoon\n\n\
                3A1.1 Organiseren van de toegang tot wegen en paden door middel van wijkteams\n\n\
                Toelichting doelenboom Beleidsterrein 3A Wegen\n\n\
                3A1.1 Organiseren van de toegang tot wegen en paden door middel van wijkteams\nDe taakstelling is € 5.000.\n";
    let extraction = extraction(page);
    assert_eq!(
        of(&extraction, "bijstelling.vastgelegd")[0].1["omschrijving"],
        "Taakstelling toegang tot wegen en paden"
    );
}

#[test]
fn amounts_that_differ_never_have_the_same_name() {
    for text in [
        "Het budget voor bezems is € 10.000. Het budget voor bezems is € 20.000.",
        "Er is € 10.000 nodig, waarvan € 4.000 nu.",
        "Er is een structureel nadeel van € 10.000 en een incidenteel nadeel van € 10.000.",
        "De taakstelling van € 60.000 is bekend. Daarvan wordt in 2021 € 20.000 en in 2022 € 30.000 gerealiseerd.",
        "Het budget is € 10.000 op de lasten en het budget is € 10.000 op de baten. Het budget voor 2022 is € 10.000.",
    ] {
        let names = names(text);
        let unique: std::collections::BTreeSet<&String> = names.iter().collect();
        assert!(names.len() > 1 && unique.len() == names.len(), "{text}\n{names:?}");
    }
    let page = format!(
        "{TREE}\nToelichting doelenboom Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\nHet budget voor bezems van € 5.000 is op.\n\n\
         3A1.2 Borden wassen\nHet budget voor bezems van € 5.000 is op.\n"
    );
    let extraction = extraction(&page);
    let names: Vec<_> =
        of(&extraction, "bijstelling.vastgelegd").iter().map(|(_, data)| data["omschrijving"].clone()).collect();
    assert_eq!(names, ["Budget voor bezems (3A1.1)", "Budget voor bezems (3A1.2)"]);
}

#[test]
fn no_name_is_a_whole_sentence_and_the_source_still_points_at_it() {
    let text = "Van de oorspronkelijke taakstelling van 350.000 wordt in 2021 € 100.000 gerealiseerd.";
    let extraction = explained(text);
    for draft in extraction.drafts.iter().filter(|draft| draft.kind() == "bijstelling.vastgelegd") {
        let name = draft.event["gegevens"]["omschrijving"].as_str().unwrap_or_default();
        assert!(name.chars().count() <= 100 && !text.contains(name), "{name}");
        assert_eq!(draft.event["herkomst"]["regels"], serde_json::json!([draft.lines.0, draft.lines.1]));
    }
}

/// Names changed once; the ids by which a log knows an amount did not.
#[test]
fn the_id_of_an_amount_comes_from_its_node_kind_year_and_size_and_never_from_its_name() {
    let text =
        "Van de taakstelling van € 350.000 wordt in 2021 € 100.000 gerealiseerd. Het budget voor bezems is € 5.000.";
    let extraction = explained(text);
    let ids: Vec<&str> = of(&extraction, "bijstelling.vastgelegd").iter().map(|(subject, _)| *subject).collect();
    assert_eq!(
        ids,
        ["bijstelling/3A1.1-taakstelling", "bijstelling/3A1.1-realisatie-2021", "bijstelling/3A1.1-budget"]
    );
}
