//! Tests of a page beside the log of an earlier one: what was divided, joined or numbered again, and what goes with it.

use serde_json::json;

use super::super::Extraction;
use super::of;
use super::years::{all_unreviewed, outputs, spring_and_autumn, tree};

/// Two pages that list these outputs below goal 3A1.
fn listed(spring: &[(&str, &str)], autumn: &[(&str, &str)]) -> Extraction {
    spring_and_autumn(&outputs(spring, "Er is gewerkt."), &outputs(autumn, "Er is weer gewerkt.")).1
}

fn has(rest: &Extraction, row: &str) -> bool {
    tree(rest).iter().any(|one| one.starts_with(row))
}

#[test]
fn an_output_whose_title_stands_in_parts_is_divided_and_one_part_keeps_its_code() {
    let rest = listed(
        &[("3A1.1", "Wegen vegen en borden wassen"), ("3A1.2", "Bomen snoeien")],
        &[("3A1.1", "Wegen vegen"), ("3A1.2", "Borden wassen"), ("3A1.3", "Bomen snoeien")],
    );
    assert_eq!(
        tree(&rest),
        [
            r#"onderdeel.opgenomen onderdeel/3A1.3 2031-09-01 {"bovenliggend":"3A1","niveau":"prestatie","titel":"Bomen snoeien","voortzettingVan":["3A1.2"]}"#,
            r#"onderdeel.vervallen onderdeel/3A1.2 2031-09-01 {"opvolgers":["3A1.3"]}"#,
            r#"onderdeel.opgenomen onderdeel/3A1.2 2031-09-01 {"bovenliggend":"3A1","niveau":"prestatie","titel":"Borden wassen","voortzettingVan":["3A1.1"]}"#,
            r#"onderdeel.gewijzigd onderdeel/3A1.1 2031-09-01 {"titel":"Wegen vegen"}"#,
        ]
    );
    assert!(all_unreviewed(&rest, "onderdeel."));
}

#[test]
fn an_output_that_is_divided_over_new_codes_has_both_as_successors() {
    let rest =
        listed(&[("3A1.1", "Wegen vegen en borden wassen")], &[("3A1.5", "Wegen vegen"), ("3A1.6", "Borden wassen")]);
    assert!(
        has(&rest, r#"onderdeel.vervallen onderdeel/3A1.1 2031-09-01 {"opvolgers":["3A1.5","3A1.6"]}"#),
        "{:#?}",
        tree(&rest)
    );
    assert!(all_unreviewed(&rest, "onderdeel."));
}

#[test]
fn outputs_whose_titles_together_are_a_new_one_are_joined() {
    let both = [("3A1.1", "Wegen vegen"), ("3A1.2", "Borden wassen")];
    let rest = listed(&both, &[("3A1.1", "Borden wassen en wegen vegen")]);
    let changed = of(&rest, "onderdeel.gewijzigd");
    assert_eq!(
        changed,
        [("onderdeel/3A1.1", &json!({ "titel": "Borden wassen en wegen vegen", "voortzettingVan": ["3A1.2"] }))]
    );
    assert!(
        has(&rest, r#"onderdeel.vervallen onderdeel/3A1.2 2031-09-01 {"opvolgers":["3A1.1"]}"#),
        "{:#?}",
        tree(&rest)
    );
    let rest = listed(&both, &[("3A1.7", "Borden wassen en wegen vegen")]);
    assert_eq!(of(&rest, "onderdeel.opgenomen")[0].1["voortzettingVan"], json!(["3A1.1", "3A1.2"]));
    assert_eq!(tree(&rest).iter().filter(|row| row.contains(r#"{"opvolgers":["3A1.7"]}"#)).count(), 2);
    assert!(all_unreviewed(&rest, "onderdeel."));
}

#[test]
fn goals_that_are_joined_take_what_is_below_them_along() {
    let goals = |text: &str| {
        format!(
            "Beleidsterrein 3A Wegen\n\nDoel\n\nPrestatie\n\n{text}Toelichting doelenboom Beleidsterrein 3A Wegen\n\n3A1.1 Wegen vegen\nEr is gewerkt.\n"
        )
    };
    let (_, rest) = spring_and_autumn(
        &goals("3A1 Wegen zijn schoon\n\n3A1.1 Wegen vegen\n\n3A2 Borden zijn leesbaar\n\n3A2.1 Borden wassen\n\n"),
        &goals("3A1 Wegen zijn schoon en borden zijn leesbaar\n\n3A1.1 Wegen vegen\n\n3A1.2 Borden wassen\n\n"),
    );
    for row in [
        r#"onderdeel.vervallen onderdeel/3A2 2031-09-01 {"opvolgers":["3A1"]}"#,
        r#"onderdeel.vervallen onderdeel/3A2.1 2031-09-01 {"opvolgers":["3A1.2"]}"#,
        r#"onderdeel.gewijzigd onderdeel/3A1 2031-09-01 {"titel":"Wegen zijn schoon en borden zijn leesbaar","voortzettingVan":["3A2"]}"#,
    ] {
        assert!(has(&rest, row), "{row} is not in {:#?}", tree(&rest));
    }
}

#[test]
fn words_that_many_titles_begin_with_do_not_make_two_titles_alike() {
    let aims = [
        "Uitvoering geven aan preventie",
        "Uitvoering geven aan opvang",
        "Uitvoering geven aan toeleiding naar zorg",
        "Uitvoering geven aan beschermd wonen",
    ];
    let spring = [("3A1.1", aims[0]), ("3A1.2", aims[1]), ("3A1.3", aims[2]), ("3A1.4", aims[3])];
    let added = ("3A1.2", "Uitvoering geven aan begeleiding na detentie");
    let autumn = [("3A1.1", aims[0]), added, ("3A1.3", aims[1]), ("3A1.4", aims[2]), ("3A1.5", aims[3])];
    let rest = listed(&spring, &autumn);
    assert!(of(&rest, "onderdeel.gewijzigd").is_empty(), "no bare new title: {:#?}", tree(&rest));
    for (old, new) in [("3A1.2", "3A1.3"), ("3A1.3", "3A1.4"), ("3A1.4", "3A1.5")] {
        let row = format!(r#"onderdeel.vervallen onderdeel/{old} 2031-09-01 {{"opvolgers":["{new}"]}}"#);
        assert!(has(&rest, &row), "{row} is not in {:#?}", tree(&rest));
    }
}

#[test]
fn a_case_and_a_milestone_of_a_node_with_another_code_are_those_of_the_log() {
    let page = |code: &str, text: &str| {
        outputs(&[("3A1.1", "Wegen vegen"), (code, "Zwemles geven")], "Er is geveegd.")
            + &format!("\n{code} Zwemles geven\n{text}\n")
    };
    let (_, rest) = spring_and_autumn(
        &page("3A1.2", "De wachtlijst voor zwemles groeit. Het plan wordt eind 2031 aan de raad voorgelegd."),
        &page(
            "3A1.3",
            "De wachtlijst voor zwemles daalt tot 30 kinderen. Het plan wordt begin 2032 aan de raad voorgelegd.",
        ),
    );
    let changed = of(&rest, "dossier.gewijzigd");
    assert_eq!(changed.len(), 1, "{}", rest.to_ndjson());
    assert_eq!(changed[0].0, "dossier/3A1.2-wachtlijst");
    let moved = of(&rest, "mijlpaal.verschoven");
    assert!(moved.len() == 1 && moved[0].0.starts_with("mijlpaal/3A1.2-"), "{}", rest.to_ndjson());
    assert!(of(&rest, "dossier.geopend").is_empty() && of(&rest, "mijlpaal.gepland").is_empty());
}

#[test]
fn an_amount_of_a_part_that_the_log_may_have_at_the_whole_is_never_sure() {
    let page = |list: &[(&str, &str)], code: &str, title: &str, cost: &str| {
        outputs(list, "Er is geveegd.") + &format!("\n{code} {title}\nIn 2031 is € {cost} budget nodig voor sop.\n")
    };
    let whole = [("3A1.1", "Wegen vegen"), ("3A1.2", "Borden wassen en palen verven")];
    let parts = [("3A1.1", "Wegen vegen"), ("3A1.2", "Palen verven"), ("3A1.3", "Borden wassen")];
    for cost in ["20.000", "30.000"] {
        let (_, rest) = spring_and_autumn(
            &page(&whole, "3A1.2", "Borden wassen en palen verven", "20.000"),
            &page(&parts, "3A1.3", "Borden wassen", cost),
        );
        assert_eq!(of(&rest, "bijstelling.vastgelegd").len(), 1, "{}", rest.to_ndjson());
        assert!(all_unreviewed(&rest, "bijstelling."), "{cost}: {}", rest.to_ndjson());
    }
}
