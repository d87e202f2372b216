//! Tests of a page beside the log of an earlier one: what changed, moved, was put off or is gone, and from which day.

use serde_json::{Value, json};

use super::super::{Draft, ExtractError, Extraction, Options, extract, leave_out_known};
use super::against::Log;
use super::{import, messages, of};
use crate::domain::testkit::TestLog;

pub(super) fn page(round: &str, date: &str, text: &str) -> Extraction {
    let options = Options {
        round: round.into(),
        reporting_date: Some(date.into()),
        document: "pagina.txt".into(),
        ..Options::default()
    };
    extract(text.as_bytes(), &options).expect("an invented report page")
}

/// A page of the first round of 2031, and what one of the second adds to it.
pub(super) fn spring_and_autumn(spring: &str, autumn: &str) -> (Extraction, Extraction) {
    let first = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{spring}"));
    let second = page("2031-vr2", "2031-09-01", &format!("2e Voortgangsrapportage 2031\n\n{autumn}"));
    let rest = leave_out_known(second, &Log::of(&first));
    accepted(&first, &rest);
    (first, rest)
}

/// Checks that a log of the first page takes the drafts of the second as one request.
pub(super) fn accepted(first: &Extraction, rest: &Extraction) -> TestLog {
    let mut log = import(&[first]);
    let events: Vec<Value> =
        rest.drafts.iter().filter(|draft| draft.event["herstelt"].is_null()).map(|draft| draft.event.clone()).collect();
    if let Err((at, why)) = log.request(&events) {
        panic!("{}: {why}", events[at]);
    }
    log
}

/// Returns the drafts of the goal tree: `vervallen 3A1.2 2031-09-01 {...}`.
pub(super) fn tree(extraction: &Extraction) -> Vec<String> {
    let of_tree = extraction.drafts.iter().filter(|draft| draft.subject().starts_with("onderdeel/"));
    let of_tree = of_tree.filter(|draft| draft.kind().starts_with("onderdeel."));
    of_tree
        .map(|draft| {
            format!(
                "{} {} {} {}",
                draft.kind(),
                draft.subject(),
                draft.event["ingangsdatum"].as_str().unwrap_or_default(),
                draft.event["gegevens"]
            )
        })
        .collect()
}

pub(super) fn all_unreviewed(extraction: &Extraction, kind: &str) -> bool {
    extraction.drafts.iter().filter(|draft| draft.kind().starts_with(kind)).all(Draft::is_unreviewed)
}

/// A page with these outputs below goal 3A1, and a text to explain the first.
pub(super) fn outputs(titles: &[(&str, &str)], text: &str) -> String {
    let rows: String = titles.iter().map(|(code, title)| format!("{code} {title}\n\n")).collect();
    let first = titles.first().map_or(String::new(), |(code, title)| format!("{code} {title}\n{text}\n"));
    format!(
        "Beleidsterrein 3A Wegen\n\nDoel\n\nPrestatie\n\n3A1 Wegen zijn schoon\n\n{rows}Toelichting doelenboom Beleidsterrein 3A Wegen\n\n{first}"
    )
}

pub(super) fn explained(text: &str) -> String {
    outputs(&[("3A1.1", "Wegen vegen")], text)
}

pub(super) fn passport(number: &str, portfolio: &str) -> String {
    format!(
        "Wegen en water\n\nProgrammanummer\n{number}\n\nPortefeuille(s)\n{portfolio}\n\nStand van zaken bij Voortgangsrapportage\n\nDe weg is klaar.\n"
    )
}

#[test]
fn what_a_later_page_of_the_year_says_otherwise_holds_from_its_reporting_date_at_the_latest() {
    let (_, rest) = spring_and_autumn(&passport("3", "Bruggen"), &passport("3", "Sluizen"));
    assert_eq!(tree(&rest), [r#"onderdeel.gewijzigd onderdeel/3 2031-09-01 {"portefeuilles":["Sluizen"]}"#]);
    let changed = rest.drafts.iter().find(|draft| draft.kind() == "onderdeel.gewijzigd").expect("it is drafted");
    assert_eq!(changed.event["ingangsdatumNauwkeurigheid"], "uiterlijk");
    assert_eq!(changed.event["herkomst"]["aangenomen"], json!(["ingangsdatum"]));
    assert!(changed.is_unreviewed());
}

#[test]
fn the_first_page_of_a_budget_year_changes_the_tree_from_1_january() {
    let first =
        page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{}", passport("3", "Bruggen")));
    let next = page("2032-vr1", "2032-05-01", &format!("1e Voortgangsrapportage 2032\n\n{}", passport("3", "Sluizen")));
    let rest = leave_out_known(next, &Log::of(&first));
    assert_eq!(tree(&rest), [r#"onderdeel.gewijzigd onderdeel/3 2032-01-01 {"portefeuilles":["Sluizen"]}"#]);
}

#[test]
fn a_node_that_joins_the_tree_during_the_year_is_dated_the_reporting_date_and_a_first_tree_1_january() {
    let both = [("3A1.1", "Wegen vegen"), ("3A1.2", "Borden wassen")];
    let (_, rest) = spring_and_autumn(&explained("Er is geveegd."), &outputs(&both, "Er is geveegd."));
    assert_eq!(tree(&rest).len(), 1, "{:?}", tree(&rest));
    assert!(tree(&rest)[0].starts_with("onderdeel.opgenomen onderdeel/3A1.2 2031-09-01"), "{:?}", tree(&rest));
    let (_, rest) = spring_and_autumn(&passport("3", "Bruggen"), &explained("Er is geveegd."));
    assert!(tree(&rest).iter().all(|row| row.contains(" 2031-01-01 ")), "first entered: {:?}", tree(&rest));
}

#[test]
fn a_programme_that_got_another_number_is_drafted_as_moved() {
    let first =
        page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{}", passport("3", "Bruggen")));
    let next = page("2032-vr1", "2032-05-01", &format!("1e Voortgangsrapportage 2032\n\n{}", passport("4", "Bruggen")));
    let rest = leave_out_known(next, &Log::of(&first));
    let rows = tree(&rest);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows[0].starts_with("onderdeel.opgenomen onderdeel/4 2032-01-01")
            && rows[0].contains(r#""voortzettingVan":["3"]"#),
        "{rows:?}"
    );
    assert_eq!(rows[1], r#"onderdeel.vervallen onderdeel/3 2032-01-01 {"opvolgers":["4"]}"#);
    assert!(all_unreviewed(&rest, "onderdeel."));
    assert!(messages(&rest).contains("the log has this title under code 3"), "{}", messages(&rest));
    accepted(&first, &rest);
}

#[test]
fn a_tree_that_got_another_letter_moves_at_every_level_also_where_a_title_changed_a_little() {
    let old = outputs(&[("3A1.1", "Wegen vegen"), ("3A1.2", "Borden in de stad wassen")], "Er is geveegd.");
    let new = old.replace("3A", "3C").replace("Borden in de stad wassen", "Borden van de stad wassen");
    let (_, rest) = spring_and_autumn(&old, &new);
    let rows = tree(&rest);
    let dropped: Vec<&String> = rows.iter().filter(|row| row.starts_with("onderdeel.vervallen")).collect();
    assert_eq!(dropped.len(), 4, "{rows:#?}");
    assert!(
        dropped[0].contains("3A1.") && dropped[3].contains("onderdeel/3A 2031-09-01"),
        "from the bottom up: {dropped:#?}"
    );
    assert!(
        rows.iter().any(|row| row.contains("onderdeel/3C1.2") && row.contains(r#""voortzettingVan":["3A1.2"]"#)),
        "{rows:#?}"
    );
}

#[test]
fn outputs_that_swap_codes_move_and_a_code_with_another_title_is_another_node() {
    let titles = |one: &'static str, two: &'static str| outputs(&[("3A1.1", one), ("3A1.2", two)], "Er is gewerkt.");
    let (_, rest) = spring_and_autumn(&titles("Wegen vegen", "Borden wassen"), &titles("Borden wassen", "Wegen vegen"));
    let rows = tree(&rest);
    assert_eq!(rows.len(), 4, "{rows:#?}");
    assert!(rows[0].starts_with("onderdeel.vervallen") && rows[2].starts_with("onderdeel.opgenomen"), "{rows:#?}");
    let (_, rest) = spring_and_autumn(&titles("Wegen vegen", "Borden wassen"), &titles("Wegen vegen", "Bomen snoeien"));
    let rows = tree(&rest);
    assert_eq!(rows[0], r#"onderdeel.vervallen onderdeel/3A1.2 2031-09-01 {"opvolgers":[]}"#, "{rows:#?}");
    assert!(rows[1].starts_with("onderdeel.opgenomen onderdeel/3A1.2 2031-09-01"), "never a bare new title: {rows:#?}");
    assert!(all_unreviewed(&rest, "onderdeel."));
}

#[test]
fn an_output_that_left_the_list_is_drafted_as_dropped_and_one_that_is_only_not_explained_is_not() {
    let both = [("3A1.1", "Wegen vegen"), ("3A1.2", "Borden wassen")];
    let (_, rest) = spring_and_autumn(&outputs(&both, "Er is geveegd."), &explained("Er is weer geveegd."));
    assert_eq!(tree(&rest), [r#"onderdeel.vervallen onderdeel/3A1.2 2031-09-01 {"opvolgers":[]}"#]);
    assert!(messages(&rest).contains("no longer in the list"), "{}", messages(&rest));
    let only = "Programma 3 Wegen\n\nToelichting\n\n3A1.1 Wegen vegen\nEr is weer geveegd.\n";
    let (_, rest) = spring_and_autumn(&outputs(&both, "Er is geveegd."), only);
    assert!(tree(&rest).iter().all(|row| !row.starts_with("onderdeel.vervallen")), "{:?}", tree(&rest));
}

#[test]
fn a_forecast_that_moved_is_one_adjustment_with_its_course() {
    let said = |amount: &str| explained(&format!("De bezems geven in 2031 een meevaller van € {amount}."));
    let (first, rest) = spring_and_autumn(&said("40.000"), &said("55.000"));
    assert_eq!(of(&first, "bijstelling.vastgelegd")[0].0, "bijstelling/3A1.1-meevaller-2031");
    assert_eq!(
        of(&rest, "bijstelling.gewijzigd"),
        [("bijstelling/3A1.1-meevaller-2031", &json!({ "bedragInCenten": 5_500_000 }))]
    );
    assert!(of(&rest, "bijstelling.vastgelegd").is_empty() && all_unreviewed(&rest, "bijstelling."));
}

#[test]
fn a_change_of_an_amount_brings_the_words_that_belong_to_it() {
    let (_, rest) = spring_and_autumn(
        &explained("De bezems geven in 2031 een tekort van € 20.000."),
        &explained("Voor vegers en bezems was in 2031 een structureel tekort van € 35.000 op de lasten."),
    );
    let changed = of(&rest, "bijstelling.gewijzigd");
    let data = changed[0].1;
    assert_eq!((&data["duur"], &data["lastenBaten"]), (&json!("structureel"), &json!("lasten")), "{data}");
}

#[test]
fn two_amounts_of_one_kind_are_told_apart_by_what_they_are_for_whatever_their_order() {
    let (_, rest) = spring_and_autumn(
        &explained("In 2031 is € 10.000 budget nodig voor bezems. In 2031 is € 20.000 budget nodig voor zout."),
        &explained("In 2031 is € 25.000 budget nodig voor zout. In 2031 is € 10.000 budget nodig voor bezems."),
    );
    assert!(of(&rest, "bijstelling.vastgelegd").is_empty(), "{}", rest.to_ndjson());
    let changed = of(&rest, "bijstelling.gewijzigd");
    assert_eq!(changed, [("bijstelling/3A1.1-budget-2031-nodig-voor-zout", &json!({ "bedragInCenten": 2_500_000 }))]);
}

#[test]
fn a_year_belongs_to_what_was_realised_in_it_and_a_target_without_a_year_is_one() {
    let first = page(
        "2031-vr1",
        "2031-05-01",
        &format!(
            "1e Voortgangsrapportage 2031\n\n{}",
            explained("Voor de taakstelling van € 90.000 tellen we in 2031 € 20.000 als behaald.")
        ),
    );
    let ids: Vec<&str> = of(&first, "bijstelling.vastgelegd").iter().map(|(subject, _)| *subject).collect();
    assert_eq!(ids, ["bijstelling/3A1.1-taakstelling", "bijstelling/3A1.1-realisatie-2031"]);
    for said in [
        "Voor de taakstelling van € 90.000 tellen we in 2032 € 30.000 als behaald.",
        "In 2032 realiseren we € 30.000 van de taakstelling van € 90.000.",
    ] {
        let next = page("2032-vr1", "2032-05-01", &format!("1e Voortgangsrapportage 2032\n\n{}", explained(said)));
        let rest = leave_out_known(next, &Log::of(&first));
        let amounts = of(&rest, "bijstelling.vastgelegd");
        assert_eq!(amounts.len(), 1, "{said}\n{}", rest.to_ndjson());
        assert_eq!(
            (amounts[0].0, &amounts[0].1["realiseert"]),
            ("bijstelling/3A1.1-realisatie-2032", &json!("3A1.1-taakstelling"))
        );
        accepted(&first, &rest);
    }
}

#[test]
fn more_than_is_open_of_a_target_in_the_log_is_not_linked() {
    let said = |year: &str, amount: &str| {
        explained(&format!("Voor de taakstelling van € 90.000 tellen we in {year} € {amount} als behaald."))
    };
    let first = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{}", said("2031", "70.000")));
    let next = page("2032-vr1", "2032-05-01", &format!("1e Voortgangsrapportage 2032\n\n{}", said("2032", "30.000")));
    let rest = leave_out_known(next, &Log::of(&first));
    assert!(of(&rest, "bijstelling.vastgelegd")[0].1["realiseert"].is_null(), "{}", rest.to_ndjson());
    assert!(all_unreviewed(&rest, "bijstelling.vastgelegd"));
    accepted(&first, &rest);
}

#[test]
fn the_same_amount_at_a_node_and_one_above_it_is_never_sure() {
    let (_, rest) = spring_and_autumn(
        &explained("In 2031 is € 60.000 budget nodig voor bezems."),
        &passport("3", "Bruggen").replace("De weg is klaar.", "Voor bezems is in 2031 € 60.000 budget gegeven."),
    );
    let amounts = of(&rest, "bijstelling.vastgelegd");
    assert_eq!(amounts.len(), 1);
    assert!(
        all_unreviewed(&rest, "bijstelling.") && messages(&rest).contains("the same amount at onderdeel/3A1.1"),
        "{}",
        messages(&rest)
    );
    let both = format!(
        "1e Voortgangsrapportage 2031\n\nProgramma 3 Wegen\n\nToelichting\n\nIn 2031 is € 60.000 budget nodig.\n\n{}",
        explained("In 2031 is € 60.000 budget nodig.")
    );
    let one_page = page("2031-vr1", "2031-05-01", &both);
    assert!(messages(&one_page).contains("has the same amount at a node above or below"), "{}", messages(&one_page));
}

#[test]
fn a_closing_that_is_put_off_is_a_correction_of_its_day() {
    for said in [
        "Steunpunt Molen gaat niet op 1 november dicht maar pas op 1 december 2031.",
        "De sluiting van Steunpunt Molen is verschoven van 1 november naar 1 december 2031.",
        "De sluiting van Steunpunt Molen is uitgesteld tot 1 december 2031.",
        "Steunpunt Molen sluit per 1 december 2031 in plaats van 1 november.",
        "Steunpunt Molen sluit per 1 december 2031.",
    ] {
        let (_, rest) = spring_and_autumn(&explained("Steunpunt Molen sluit per 1 november 2031."), &explained(said));
        let moved: Vec<&Draft> = rest.drafts.iter().filter(|draft| draft.kind().starts_with("voorziening.")).collect();
        assert_eq!(moved.len(), 1, "{said}\n{}", messages(&rest));
        assert_eq!(
            (moved[0].kind(), &moved[0].event["ingangsdatum"]),
            ("voorziening.gesloten", &json!("2031-12-01")),
            "{said}"
        );
        assert!(moved[0].event["herstelt"].is_string() && moved[0].is_unreviewed(), "{said}");
    }
    let (_, rest) = spring_and_autumn(
        &explained("Steunpunt Molen sluit per 1 november 2031."),
        &explained("De sluiting van Steunpunt Molen is uitgesteld."),
    );
    assert!(messages(&rest).contains("put off without a new day"), "{}", messages(&rest));
}

#[test]
fn a_heading_of_another_year_or_number_is_refused_unless_said_otherwise() {
    let text = format!("2e Voortgangsrapportage 2032\n\n{}", passport("3", "Bruggen"));
    let mut options =
        Options { round: "2031-vr1".into(), reporting_date: Some("2031-05-01".into()), ..Options::default() };
    let refused = extract(text.as_bytes(), &options).expect_err("it is of another round");
    let ExtractError::OtherRound(why) = &refused else { panic!("{refused}") };
    let told = why.message().in_language(crate::language::Language::English);
    assert!(told.contains("budget year 2032 instead of 2031, number 2 instead of 1"), "{told}");
    options.accepts_heading = true;
    assert!(extract(text.as_bytes(), &options).is_ok());
    let own = page("2032-2", "2032-09-01", &text);
    assert_eq!(own.round.heading.as_ref().and_then(|heading| heading.sequence), Some(2));
    let log = Log::of(&page(
        "2031-vr1",
        "2031-05-01",
        &text.replace("2e Voortgangsrapportage 2032", "1e Voortgangsrapportage 2031"),
    ));
    let mut later = own.round.clone();
    later.id = "2031-vr1".into();
    assert!(crate::differs_from_round(&later, &crate::ExistingFacts::rounds(&log)).is_some());
}

#[test]
fn what_a_page_says_last_is_not_sure_where_it_breaks_off() {
    for (text, is_cut) in [
        ("De weg is klaar. De brug volgt als de", true),
        ("De weg is klaar. De brug volgt zodra het water lager staat dan nu", true),
        ("De weg is klaar…", true),
        ("De weg is klaar. De brug ook.", false),
        ("Geen nieuws", false),
    ] {
        let cut = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{}", explained(text)));
        let note = cut.drafts.iter().find(|draft| draft.kind() == "toelichting.vastgelegd").expect("a note");
        assert_eq!((cut.cut_off.is_some(), note.is_unreviewed()), (is_cut, is_cut), "{text}");
        assert_eq!(messages(&cut).contains("breaks off"), is_cut, "{}", messages(&cut));
    }
    let both = [("3A1.1", "Wegen vegen"), ("3A1.2", "Borden wassen")];
    let (_, rest) = spring_and_autumn(&outputs(&both, "Er is geveegd."), &explained("Er is weer geveegd en de"));
    assert_eq!(tree(&rest), Vec::<String>::new(), "what a page that breaks off does not show is not gone");
}

#[test]
fn waiting_lists_shortages_and_what_is_due_are_proposed_and_never_sure() {
    let spring = "De wachtlijst voor zwemles groeit tot 40 kinderen. Er is een tekort aan vakmensen. Het plan wordt eind 2031 aan de raad voorgelegd.";
    let first = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{}", explained(spring)));
    let cases: Vec<String> =
        of(&first, "dossier.geopend").iter().map(|(subject, data)| format!("{subject} {}", data["titel"])).collect();
    assert_eq!(
        cases,
        [
            r#"dossier/3A1.1-wachtlijst "Wachtlijst voor zwemles""#,
            r#"dossier/3A1.1-knelpunt "Tekort aan vakmensen bij Wegen vegen""#
        ]
    );
    let due = of(&first, "mijlpaal.gepland");
    assert_eq!(due.len(), 1, "{}", first.to_ndjson());
    assert_eq!((&due[0].1["per"], &due[0].1["orgaan"]), (&json!("2031-12-31"), &json!("raad")));
    assert!(all_unreviewed(&first, "dossier.") && all_unreviewed(&first, "mijlpaal."));
    for none in [
        "Er is geen wachtlijst meer.",
        "Er is een tekort van € 5.000.",
        "In 2032 is € 5.000 nodig.",
        "De weg is in maart 2031 geveegd.",
    ] {
        let page = page("2031-vr1", "2031-05-01", &format!("1e Voortgangsrapportage 2031\n\n{}", explained(none)));
        assert!(of(&page, "dossier.geopend").is_empty() && of(&page, "mijlpaal.gepland").is_empty(), "{none}");
    }
    let autumn = "De wachtlijst voor zwemles daalt tot 30 kinderen. Het plan wordt begin 2032 aan de raad voorgelegd.";
    let (_, rest) = spring_and_autumn(&explained(spring), &explained(autumn));
    assert_eq!(of(&rest, "dossier.gewijzigd")[0].0, "dossier/3A1.1-wachtlijst", "what is not mentioned goes quiet");
    assert_eq!(of(&rest, "mijlpaal.verschoven")[0].1["per"], "2032-01-01", "{}", rest.to_ndjson());
    let options = Options {
        round: "2031-vr1".into(),
        reporting_date: Some("2031-05-01".into()),
        without_proposals: true,
        ..Options::default()
    };
    let text = format!("1e Voortgangsrapportage 2031\n\n{}", explained(spring));
    let none = extract(text.as_bytes(), &options).expect("a report page");
    assert!(
        of(&none, "dossier.geopend").is_empty() && of(&none, "mijlpaal.gepland").is_empty(),
        "dropped in one stroke"
    );
}

#[test]
fn an_accepted_heading_of_another_year_is_told_and_the_round_keeps_its_own() {
    let text = format!("2e Voortgangsrapportage 2032\n\n{}", passport("3", "Bruggen"));
    let options = Options {
        round: "2031-vr1".into(),
        reporting_date: Some("2031-05-01".into()),
        accepts_heading: true,
        ..Options::default()
    };
    let accepted = extract(text.as_bytes(), &options).expect("its heading is accepted");
    let round = accepted.drafts.iter().find(|draft| draft.kind() == "ronde.geopend").expect("the round");
    assert_eq!(round.event["gegevens"]["begrotingsjaar"], 2031);
    assert!(round.is_unreviewed());
    assert!(messages(&accepted).contains("budget year 2032 instead of 2031"), "{}", messages(&accepted));
}
