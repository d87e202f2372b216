//! Tests of what was realised of a target: which words say so, and what is never sure.

use serde_json::{Value, json};

use super::super::Draft;
use super::{explained, messages};

/// Returns the amounts of a text as kind, cents and whether somebody has to review it.
fn amounts(text: &str) -> Vec<(String, i64, bool)> {
    drafts(text)
        .iter()
        .map(|draft| {
            let data = &draft.event["gegevens"];
            let kind = data["soort"].as_str().unwrap_or_default().to_owned();
            (kind, data["bedragInCenten"].as_i64().unwrap_or(0) / 100, draft.is_unreviewed())
        })
        .collect()
}

fn drafts(text: &str) -> Vec<Draft> {
    explained(text).drafts.into_iter().filter(|draft| draft.kind() == "bijstelling.vastgelegd").collect()
}

#[test]
fn fetching_money_is_realising_only_beside_its_target_and_not_out_of_something() {
    let target = "De taakstelling is € 90.000.";
    let last = |text: &str| amounts(text).pop().expect("an amount");
    assert_eq!(
        last(&format!("{target} We halen € 50.000 uit de reserve van de markt.")),
        ("overig".into(), 50_000, false)
    );
    assert_eq!(last("Van de taakstelling van € 90.000 halen we in 2021 € 20.000.").0, "realisatie");
    let (kind, _, is_unreviewed) = last(&format!("{target} In 2021 halen we € 20.000."));
    assert!(kind == "overig" && is_unreviewed, "it may be of the target before it");
    let (kind, _, is_unreviewed) = last("Van de taakstelling van € 90.000 is in 2021 € 20.000 ingeboekt.");
    assert!(kind == "realisatie" && is_unreviewed);
    assert_eq!(last(&format!("{target} In 2021 is € 7.000 ingeboekt voor zout.")).0, "overig");
}

#[test]
fn what_is_not_realised_is_never_sure() {
    for text in [
        "Van de taakstelling van € 90.000 is in 2021 € 20.000 nog niet gerealiseerd.",
        "Van de taakstelling van € 90.000 is nog niet € 20.000 gerealiseerd.",
        "Van de taakstelling van € 90.000 realiseren we in 2021 € 20.000 niet.",
    ] {
        let all = amounts(text);
        let realised = all.iter().find(|(_, euros, _)| *euros == 20_000).expect("it is drafted");
        assert!(realised.2, "{text} {all:?}");
    }
    let sure = amounts("Van de taakstelling van € 90.000 is in 2021 € 20.000 gerealiseerd.");
    assert_eq!(sure[1], ("realisatie".into(), 20_000, false));
}

#[test]
fn what_was_realised_for_another_year_than_the_target_is_not_surely_linked() {
    for text in [
        "De taakstelling voor 2021 is € 90.000. Van de taakstelling is in 2020 € 20.000 gerealiseerd.",
        "In 2020 is € 20.000 gerealiseerd. De taakstelling voor 2021 is € 90.000.",
    ] {
        let all = drafts(text);
        let sure =
            all.iter().filter(|draft| !draft.event["gegevens"]["realiseert"].is_null() && !draft.is_unreviewed());
        assert_eq!(sure.count(), 0, "{text}\n{}", messages(&explained(text)));
    }
}

#[test]
fn a_second_year_of_what_was_realised_is_not_surely_something_else() {
    let text = "In 2020 is € 10.000 gerealiseerd op de taakstelling van € 100.000, in 2021 € 30.000.";
    let all = amounts(text);
    assert_eq!(all.iter().find(|(_, euros, _)| *euros == 30_000), Some(&("realisatie".into(), 30_000, true)));
    let target = drafts(text).into_iter().find(|draft| draft.event["gegevens"]["soort"] == "taakstelling");
    let standing: Value = target.expect("a target").event["gegevens"]["stand"].clone();
    assert_eq!(standing, json!("onbekend"), "the standing is that of what was realised");
}
