//! Series over rounds: as text, as files, through a service, and refusals.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::{Place, Running, command, ran, run};

#[test]
fn the_rounds_stand_beside_each_other_at_80_and_at_120_columns() {
    let place = Place::new();
    let data = place.loaded();
    let text = run(&["series", "--data", &data]).done().out;
    for said in [
        "DOELENBOOM",
        "STOPLICHTEN",
        "BEDRAGEN",
        "NOG OPEN",
        "VOORZIENINGEN",
        "INDICATOREN",
        "7A1.3     7A1.3     7A1.4",
    ] {
        assert!(text.contains(said), "no {said:?} in\n{text}");
    }
    for (columns, most) in [("80", 80), ("120", 120)] {
        let text = ran(command(&["series", "--data", &data]).env("COLUMNS", columns)).done().out;
        let long: Vec<&str> = text.lines().filter(|line| line.width() > most).collect();
        assert!(long.is_empty(), "wider than {columns}: {long:#?}");
    }
}

#[test]
fn what_became_of_a_case_is_answered_by_one_command() {
    let place = Place::new();
    let data = place.loaded();
    let course = run(&["series", "--subject", "dossier/wachtlijst-jeugd", "--data", &data]).done().out;
    for said in ["WACHTLIJST SPECIALISTISCHE JEUGDHULP", "2019-vr1", "2020-vr2", "Status: open"] {
        assert!(course.contains(said), "no {said:?} in\n{course}");
    }
    let titled = run(&["series", "--title", "WACHTLIJST", "--json", "--data", &data]).done().out;
    let titled: Value = serde_json::from_str(&titled).expect("only JSON");
    let rows = titled["rijen"].as_array().expect("rows");
    assert!(
        rows.len() > 1 && rows.iter().all(|row| row["titel"].as_str().unwrap().to_lowercase().contains("wachtlijst"))
    );
}

#[test]
fn a_service_gives_the_series_that_its_folder_gives() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [&[&str]; 8] = [
        &["series"],
        &["series", "--json"],
        &["series", "--format", "csv"],
        &["series", "--lang", "en", "--now", "--node", "9"],
        &["series", "2019-vr1", "2020-vr2", "--kind", "voorziening", "--kind", "stoplicht"],
        &["series", "--from", "2019-09-01", "--until", "2020-04-01", "--json"],
        &["series", "--subject", "dossier/wachtlijst-jeugd"],
        &["series", "--known-at", "2019-12-31", "--title", "zorg"],
    ];
    let folder: Vec<String> = asks.iter().map(|ask| run(&[*ask, &["--data", &data]].concat()).done().out).collect();
    let service = Running::serve(&data);
    for (ask, expected) in asks.iter().zip(folder) {
        let through = run(&[*ask, &["--url", &service.address]].concat()).done();
        assert!(through.out == expected, "{ask:?} differs:\n{}\n{expected}", through.out);
    }
}

#[test]
fn a_workbook_of_series_has_a_column_a_round() {
    let place = Place::new();
    let data = place.loaded();
    let file = place.path("reeksen.xlsx");
    run(&["series", "--data", &data, "--format", "xlsx", "-o", &file]).done();
    let bytes = std::fs::read(&file).expect("it was written");
    assert!(bytes.starts_with(b"PK"), "a workbook is a zip file");
}

#[test]
fn a_series_that_can_not_be_is_refused_in_one_line() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |args: &[&str]| run(&[&["series", "--data", &data], args].concat());
    ask(&["2031-vr1"]).refused(2, &["2031-vr1"]);
    ask(&["2020-vr2/raad"]).refused(2, &["2020-vr2", "raad"]);
    ask(&["2020-vr2/1", "--now"]).refused(2, &["vaststelling"]);
    ask(&["2020-vr2", "--from", "2019-01-01"]).refused(2, &["--from"]);
    ask(&["--node", "8Z"]).refused(2, &["8Z"]);
    ask(&["--kind", "besluit"]).refused(2, &["besluit", "taakstelling"]);
    ask(&["--subject", "ronde/2020-vr2"]).refused(2, &["dossier"]);
    ask(&["--subject", "dossier/niets"]).refused(2, &["dossier/niets"]);
    ask(&["--title", " "]).refused(2, &["titel"]);
    ask(&["--position", "999"]).refused(2, &["999"]);
}
