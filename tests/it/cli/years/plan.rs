//! A plan of old pages becomes a log: in any order, each at its own moment, sealed by both bodies, with what conflicts.

use super::super::{Place, run};
use super::page;

const HEAD: &str = "bestand,ronde,peildatum,vastgelegd,college,raad";

fn planned(place: &Place, rows: &[&str]) -> String {
    place.file("een.txt", &page("1e", "De bezems geven in 2021 een tekort van € 20.000."));
    place.file("twee.txt", &page("2e", "De bezems geven in 2021 een tekort van € 35.000."));
    place.file("plan.csv", &format!("{HEAD}\n{}\n", rows.join("\n")))
}

const FIRST: &str = "een.txt,2021-vr1,2021-05-01,2021-05-20,2021-06-01,2021-06-20";
const SECOND: &str = "twee.txt,2021-vr2,2021-09-01,2021-09-20,2021-10-05,";

#[test]
fn a_plan_in_any_order_becomes_a_log_in_the_order_of_its_moments() {
    let place = Place::new();
    let plan = planned(&place, &[SECOND, FIRST]);
    let data = place.path("data");
    let tried = run(&["enter", &plan, "--data", &data, "--dry-run"]).done().out;
    assert!(tried.ends_with("Dit was een proef: er is niets bewaard\n") && !place.names().contains(&"data".into()));
    let told = run(&["enter", &plan, "--data", &data]).done().out.replace('\u{a0}', " ");
    let steps: Vec<&str> = told.lines().filter(|line| !line.starts_with(' ')).collect();
    assert!(steps[0].starts_with("20 mei 2021: een.txt voor ronde 2021-vr1, "), "{told}");
    assert_eq!(steps[1], "1 juni 2021: ronde 2021-vr1 vastgesteld door college, versie 1");
    assert_eq!(steps[2], "20 juni 2021: ronde 2021-vr1 vastgesteld door raad, versie 2");
    assert!(steps[3].starts_with("20 september 2021: twee.txt voor ronde 2021-vr2, "), "{told}");
    assert!(told.contains("het logboek heeft € 20.000,00, de pagina € 35.000,00"), "what conflicts: {told}");
    assert!(steps[5].starts_with("2 pagina's ingevoerd, 3 keer vastgesteld; "), "{told}");
    let rounds = run(&["rounds", "--data", &data]).done().out;
    assert_eq!(rounds.matches("gelijk aan").count(), 1, "{rounds}");
    run(&["verify", "--data", &data]).done();
    let known = run(&["report", "--data", &data, "--on", "2021-05-01", "--known-at", "2021-05-31"]).done().out;
    assert!(known.replace('\u{a0}', " ").contains("€ 20.000,00"), "each page at its own moment: {known}");
    run(&["enter", &plan, "--data", &data]).refused(2, &["is er al", "nieuwe map"]);
}

#[test]
fn a_plan_that_can_not_be_carried_out_names_its_line_and_leaves_nothing() {
    let place = Place::new();
    let data = place.path("data");
    let refused = |rows: &[&str], said: &[&str]| {
        let plan = planned(&place, rows);
        let ran = run(&["enter", &plan, "--data", &data]);
        assert_eq!(ran.code, 2, "{ran:?}");
        for word in said {
            assert!(ran.err.contains(word), "{word:?} is not in {ran:?}");
        }
        assert!(!place.names().contains(&"data".into()), "no folder is left: {:?}", place.names());
    };
    refused(&[], &["plan.csv", "heeft geen regels"]);
    refused(&["een.txt,2021-vr1,2021-05-01"], &["plan.csv:2", "kolommen"]);
    refused(&["een.txt,2021-vr1,1 mei,2021-05-20,,"], &["plan.csv:2", "`1 mei` is geen dag"]);
    refused(&["een.txt,2021-vr1,2021-05-01,2021-05-20,2021-05-10,"], &["plan.csv:2", "voordat de pagina er is"]);
    refused(&[FIRST, "een.txt,2021-vr2,2021-09-01,2021-09-20,,"], &["plan.csv:3", "nummer 1 in plaats van 2"]);
    refused(&["een.txt,2021-vr1,2021-05-01,2021-05-20,,2021-06-20"], &["plan.csv:2", "nog niet vastgesteld"]);
    refused(&["geen.txt,2021-vr1,2021-05-01,2021-05-20,,"], &["geen.txt"]);
}
