//! Search over all rounds: as text, as JSON, through a service, and refusals.

use serde_json::Value;

use super::{Place, Running, command, ran, run};

#[test]
fn words_are_found_with_their_place_and_the_sealings_they_were_in() {
    let place = Place::new();
    let data = place.loaded();
    let text = run(&["search", "wachtlijst", "--data", &data]).done().out;
    for said in
        ["dossier/wachtlijst-jeugd", "positie 59", "nooit vastgesteld", "[Wachtlijst] specialistische", "gevonden."]
    {
        assert!(text.contains(said), "no {said:?} in\n{text}");
    }
    let narrow = ran(command(&["search", "wachtlijst", "--data", &data]).env("COLUMNS", "80")).done().out;
    assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
    let first = run(&["search", "wachtlijst", "--limit", "1", "--data", &data]).done().out;
    assert!(first.contains("1 gebeurtenis gevonden") && first.contains("--before "), "{first}");
    let nothing = run(&["search", "olifantenpaadje", "--data", &data]).done().out;
    assert_eq!(nothing, "Niets gevonden.\n");
}

#[test]
fn a_service_finds_what_its_folder_finds() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [&[&str]; 5] = [
        &["search", "opvang"],
        &["search", "opvang", "--json", "--limit", "130"],
        &["search", "\"beschermd wonen\"", "--node", "9"],
        &["search", "jeugdhulp", "--subject", "dossier/wachtlijst-jeugd", "--lang", "en"],
        &["search", "opvang", "--before", "100", "--limit", "3"],
    ];
    let folder: Vec<String> = asks.iter().map(|ask| run(&[*ask, &["--data", &data]].concat()).done().out).collect();
    let hits: Value = serde_json::from_str(&folder[1]).expect("only JSON");
    assert!(hits.as_array().expect("a list").len() > 3, "{hits}");
    let service = Running::serve(&data);
    for (ask, expected) in asks.iter().zip(folder) {
        let through = run(&[*ask, &["--url", &service.address]].concat()).done();
        assert!(through.out == expected, "{ask:?} differs:\n{}\n{expected}", through.out);
    }
}

#[test]
fn a_search_that_can_not_be_is_refused_in_one_line() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |args: &[&str]| run(&[&["search", "--data", &data], args].concat());
    ask(&["a"]).refused(2, &["ten minste 2"]);
    ask(&["opvang", "--node", "8Z"]).refused(2, &["8Z"]);
    ask(&["opvang", "--subject", "gebouw-c"]).refused(2, &["voorziening/gebouw-c"]);
}
