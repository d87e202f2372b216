//! Tests of a page beside the log of an earlier one: nothing is sure where the log may have it otherwise.

use serde_json::{Value, json};

use super::super::{Draft, Extraction, leave_out_known};
use super::against::Log;
use super::years::{accepted, explained, page, passport, spring_and_autumn};
use super::{messages, of};

/// Returns the amounts that are drafted as new ones and are sure, by their cents.
fn sure_amounts(extraction: &Extraction) -> Vec<i64> {
    let new = extraction.drafts.iter().filter(|draft| draft.kind() == "bijstelling.vastgelegd");
    let sure = new.filter(|draft| !draft.is_unreviewed());
    sure.filter_map(|draft| draft.event["gegevens"]["bedragInCenten"].as_i64()).collect()
}

/// A page of the first round of 2031, and what one of the first of 2032 adds to it.
fn this_year_and_next(first: &str, next: &str) -> Extraction {
    let first = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{first}"));
    let next = page("2032-vr1", "2032-05-01", &format!("1e Voortgangsrapportage 2032\n\n{next}"));
    let rest = leave_out_known(next, &Log::of(&first));
    accepted(&first, &rest);
    rest
}

#[test]
fn of_two_amounts_that_may_be_the_one_of_the_log_neither_is_sure() {
    for autumn in [
        "In 2031 is € 44.000 budget nodig voor zout. In 2031 is € 55.000 budget nodig voor karren.",
        "In 2031 is € 44.000 budget nodig voor bezems. In 2031 is € 55.000 budget nodig voor bezems.",
    ] {
        let (_, rest) =
            spring_and_autumn(&explained("In 2031 is € 20.000 budget nodig voor bezems."), &explained(autumn));
        assert_eq!(sure_amounts(&rest), Vec::<i64>::new(), "{autumn}\n{}", rest.to_ndjson());
    }
    let (_, rest) = spring_and_autumn(
        &explained("In 2031 is € 20.000 budget nodig voor bezems."),
        &explained("In 2031 is € 20.000 budget nodig voor bezems. In 2031 is € 55.000 budget nodig voor karren."),
    );
    assert_eq!(sure_amounts(&rest), [5_500_000], "the amount of the log is told apart by its size");
}

/// A page of programme `number` that numbers with dots, with this text below its first goal or its output.
fn dotted(number: &str, name: &str, code: &str, text: &str) -> String {
    format!(
        "1e Voortgangsrapportage 2031\n\n{name}\n\nProgrammanummer\n\n{number}\n\nDoel\n\nPrestatie\n\n\
         1.1 Iedereen veegt mee\n\n1.1.1 Bezems uitdelen\n\nToelichting\n\n{code} {text}\n"
    )
}

#[test]
fn codes_with_dots_are_in_line_with_the_programme_that_has_them_and_with_no_other() {
    let below = page(
        "2031-vr1",
        "2031-05-01",
        &dotted("3", "Straten", "1.1.1", "In 2031 is € 60.000 budget nodig voor bezems."),
    );
    for (number, sure) in [("3", vec![]), ("1", vec![6_000_000])] {
        let above = passport(number, "Bruggen").replace("De weg is klaar.", "Er is in 2031 € 60.000 budget gegeven.");
        let above = page("2031-vr2", "2031-09-01", &format!("2e Voortgangsrapportage 2031\n\n{above}"));
        let rest = leave_out_known(above, &Log::of(&below));
        assert_eq!(sure_amounts(&rest), sure, "programme {number}\n{}", rest.to_ndjson());
    }
}

#[test]
fn another_amount_than_that_of_the_log_gets_an_id_that_log_and_page_have_free() {
    let budget = |cost: &str, what: &str| format!("In 2031 is € {cost} budget nodig voor {what}.");
    let spring = [budget("20.000", "bezems"), budget("30.000", "zout")].join(" ");
    let mut first = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{}", explained(&spring)));
    // The log has a second one under the number that would come next.
    let second = first.drafts.iter_mut().filter(|draft| draft.kind() == "bijstelling.vastgelegd").nth(1);
    second.expect("a second amount").event["onderwerp"] = json!("bijstelling/3A1.1-budget-2031-2");
    let autumn = [budget("44.000", "karren"), budget("55.000", "emmers"), budget("30.000", "zout")].join(" ");
    let second = page("2031-vr2", "2031-09-01", &format!("2e Voortgangsrapportage 2031\n\n{}", explained(&autumn)));
    let rest = leave_out_known(second, &Log::of(&first));
    accepted(&first, &rest);
    let new: Vec<&str> = of(&rest, "bijstelling.vastgelegd").iter().map(|(subject, _)| *subject).collect();
    let old: Vec<&str> = of(&first, "bijstelling.vastgelegd").iter().map(|(subject, _)| *subject).collect();
    assert_eq!(new.len(), 2, "{}", rest.to_ndjson());
    assert!(new[0] != new[1] && new.iter().all(|id| !old.contains(id)), "{new:?} beside {old:?}");
}

#[test]
fn a_target_that_grew_has_the_room_of_its_new_size() {
    let said = |year: &str, target: &str, amount: &str| {
        explained(&format!("Voor de taakstelling van € {target} tellen we in {year} € {amount} als behaald."))
    };
    let grown = this_year_and_next(&said("2031", "90.000", "70.000"), &said("2032", "120.000", "40.000"));
    let realised = |rest: &Extraction| of(rest, "bijstelling.vastgelegd")[0].1["realiseert"].clone();
    assert_eq!(realised(&grown), json!("3A1.1-taakstelling"), "{}", grown.to_ndjson());
    let shrunk = this_year_and_next(&said("2031", "90.000", "30.000"), &said("2032", "60.000", "50.000"));
    assert_eq!(realised(&shrunk), Value::Null, "{}", shrunk.to_ndjson());
}

#[test]
fn what_is_said_of_a_code_of_another_programme_is_never_sure() {
    let text = "In 2031 is € 60.000 budget nodig voor bezems. Steunpunt Molen sluit per 1 november 2031.";
    let first = page("2031-vr1", "2031-05-01", &dotted("3", "Straten", "1.1.1", "De bezems zijn op."));
    let other = dotted("4", "Bossen", "1.1.1", text)
        .replace("Iedereen veegt mee", "Bomen staan recht")
        .replace("Bezems uitdelen", "Stammen stutten");
    let rest = leave_out_known(page("2031-vr1", "2031-05-01", &other), &Log::of(&first));
    assert!(messages(&rest).contains("another programme"), "{}", messages(&rest));
    let about = |draft: &&Draft| !matches!(draft.kind(), "ronde.geopend" | "ronde.gewijzigd" | "onderdeel.opgenomen");
    let sure: Vec<&Value> =
        rest.drafts.iter().filter(about).filter(|draft| !draft.is_unreviewed()).map(|draft| &draft.event).collect();
    assert!(sure.is_empty(), "{sure:#?}");
    assert!(rest.drafts.iter().filter(about).count() > 3, "{}", rest.to_ndjson());
}

/// Returns the amounts that are told again, each with its data and whether it is sure.
fn told_again(extraction: &Extraction) -> Vec<(&str, &Value, bool)> {
    let again = extraction.drafts.iter().filter(|draft| draft.kind() == "bijstelling.opnieuw-gemeld");
    again.map(|draft| (draft.subject(), &draft.event["gegevens"], !draft.is_unreviewed())).collect()
}

#[test]
fn an_amount_that_stands_as_the_page_tells_it_is_told_again() {
    let said = explained("In 2031 is € 20.000 budget nodig voor bezems.");
    let (first, rest) = spring_and_autumn(&said, &said);
    let amount = of(&first, "bijstelling.vastgelegd")[0].0;
    assert_eq!(told_again(&rest), [(amount, &json!({ "ronde": "2031-vr2" }), true)], "{}", rest.to_ndjson());
    let draft = rest.drafts.iter().find(|draft| draft.kind().starts_with("bijstelling.")).expect("it is drafted");
    assert_eq!(draft.event["ingangsdatum"], "2031-09-01");
    assert_eq!(draft.event["herkomst"]["aangenomen"], Value::Null, "the log has what the page leaves out");
    let second = page("2031-vr2", "2031-09-01", &format!("2e Voortgangsrapportage 2031\n\n{said}"));
    let once_more = leave_out_known(second.clone(), &Log::of(&second));
    assert_eq!(told_again(&once_more), [], "the round told it already");
}

#[test]
fn a_page_with_a_later_date_than_its_round_tells_again_by_the_date_of_the_round() {
    let said = explained("In 2031 is € 20.000 budget nodig voor bezems.");
    let mut first = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{said}"));
    let autumn = format!("2e Voortgangsrapportage 2031\n\n{said}");
    let opened = page("2031-vr2", "2031-09-01", &autumn);
    first.drafts.extend(opened.drafts.into_iter().filter(|draft| draft.kind() == "ronde.geopend"));
    let rest = leave_out_known(page("2031-vr2", "2031-10-01", &autumn), &Log::of(&first));
    let again = rest.drafts.iter().find(|draft| draft.kind() == "bijstelling.opnieuw-gemeld").expect("it is drafted");
    assert_eq!(again.event["ingangsdatum"], "2031-09-01", "else the log would refuse it");
}

#[test]
fn an_amount_that_may_be_another_one_is_told_again_for_review() {
    let budget = |cost: &str, what: &str| format!("In 2031 is € {cost} budget nodig voor {what}.");
    let brooms = budget("20.000", "bezems");
    for (spring, autumn) in [
        (brooms.clone(), budget("20.000", "karren")), // another name
        ([brooms.clone(), budget("20.000", "zout")].join(" "), brooms.clone()), // another of that size
        (brooms.clone(), [brooms.clone(), budget("20.000", "zout")].join(" ")),
    ] {
        let (_, rest) = spring_and_autumn(&explained(&spring), &explained(&autumn));
        let again = told_again(&rest);
        assert!(!again.is_empty() && again.iter().all(|(.., sure)| !sure), "{spring} / {autumn}\n{}", rest.to_ndjson());
    }
}

#[test]
fn an_amount_that_moved_is_changed_and_not_told_again() {
    let (_, rest) = spring_and_autumn(
        &explained("In 2031 is € 20.000 budget nodig voor bezems."),
        &explained("In 2031 is € 35.000 budget nodig voor bezems."),
    );
    assert_eq!((told_again(&rest).len(), of(&rest, "bijstelling.gewijzigd").len()), (0, 1), "{}", rest.to_ndjson());
}
