//! The pairs of pages in `../shared/pages-found/years`, where they lie beside the repository. Elsewhere `tests/all` leaves
//! these tests out by name.

use serde_json::json;

use super::super::{pages_of_years, run};
use super::{Years, all_to_review, of};

fn file(name: &str) -> String {
    std::fs::read_to_string(pages_of_years().join(name)).expect("the page lies in the folder")
}

/// The log of the first page of a case, sealed.
fn first(case: &str) -> Years {
    Years::of(&file(&format!("{case}a.txt")), "2011-vr1", "2011-05-01").seal("2011-vr1")
}

#[test]
fn case_01_a_portfolio_that_changed_holds_from_the_reporting_date_at_the_latest() {
    let years = first("01");
    let (drafts, _) = years.next(&file("01b.txt"), "2011-vr2", "2011-09-01");
    assert_eq!(
        of(&drafts, "onderdeel.gewijzigd"),
        [("onderdeel/5", "2011-09-01", &json!({ "portefeuilles": ["Sport"] }))]
    );
    all_to_review(&drafts, "onderdeel.");
    let compared = run(&["compare", "2011-vr1", "2011-vr2", "--data", &years.data, "--format", "json"]).done().out;
    let compared: serde_json::Value = serde_json::from_str(&compared).expect("only JSON");
    assert_eq!(compared["tellingen"]["herstel"], 0, "{compared:#}");
}

#[test]
fn case_02_a_programme_with_another_number_is_a_move() {
    let (drafts, told) = first("02").next(&file("02b.txt"), "2012-vr1", "2012-05-01");
    assert_eq!(of(&drafts, "onderdeel.opgenomen")[0].2["voortzettingVan"], json!(["7"]), "{told}");
    assert_eq!(of(&drafts, "onderdeel.vervallen"), [("onderdeel/7", "2012-01-01", &json!({ "opvolgers": ["6"] }))]);
    all_to_review(&drafts, "onderdeel.");
}

#[test]
fn cases_03_and_04_an_amount_that_moved_is_one_amount() {
    for (case, subject, cents) in
        [("03", "bijstelling/5A2.1-meevaller-2011", 5_500_000), ("04", "bijstelling/5A2.1-tekort-2011", 3_500_000)]
    {
        let years = first(case);
        let (drafts, told) = years.next(&file(&format!("{case}b.txt")), "2011-vr2", "2011-09-01");
        assert_eq!(
            of(&drafts, "bijstelling.gewijzigd"),
            [(subject, "2011-09-01", &json!({ "bedragInCenten": cents }))],
            "{told}"
        );
        assert!(of(&drafts, "bijstelling.vastgelegd").is_empty());
        all_to_review(&drafts, "bijstelling.");
    }
}

#[test]
fn case_07_each_year_has_its_realisation_and_the_target_is_one() {
    let (drafts, told) = first("07").next(&file("07b.txt"), "2012-vr1", "2012-05-01");
    let amounts = of(&drafts, "bijstelling.vastgelegd");
    assert_eq!(amounts.len(), 1, "{told}");
    let (subject, _, data) = amounts[0];
    assert_eq!((subject, &data["begrotingsjaar"]), ("bijstelling/5A2.1-realisatie-2012", &json!(2012)));
    assert_eq!(data["realiseert"], "5A2.1-taakstelling");
}

#[test]
fn case_08_a_closing_that_was_put_off_gets_its_new_day() {
    let years = first("08");
    let (drafts, told) = years.next(&file("08b.txt"), "2011-vr2", "2011-09-01");
    let closed = of(&drafts, "voorziening.gesloten");
    assert_eq!(closed.len(), 1, "{told}");
    assert_eq!(closed[0].1, "2011-12-01");
    all_to_review(&drafts, "voorziening.");
    assert!(years.report("2011-vr2").contains("1 december 2011"));
}

#[test]
fn case_09_an_output_that_left_the_tree_is_told_and_drafted_as_dropped() {
    let (drafts, told) = first("09").next(&file("09b.txt"), "2011-vr2", "2011-09-01");
    assert_eq!(of(&drafts, "onderdeel.vervallen"), [("onderdeel/5A2.2", "2011-09-01", &json!({ "opvolgers": [] }))]);
    assert!(told.contains("niet meer in de lijst"), "{told}");
    all_to_review(&drafts, "onderdeel.");
}

#[test]
fn case_11_the_same_amount_on_two_pages_of_a_round_is_not_sure() {
    let years = Years::of(&file("11a.txt"), "2011-vr1", "2011-05-01");
    let (drafts, told) = years.next(&file("11b.txt"), "2011-vr1", "2011-05-01");
    all_to_review(&drafts, "bijstelling.");
    assert!(told.contains("hetzelfde bedrag bij onderdeel/5A2.1"), "{told}");
}
