//! Findings of a round: as text, as JSON, through a service, and refusals.

use serde_json::Value;

use super::{Place, Running, command, ran, run};

#[test]
fn findings_are_told_gravest_first_with_what_they_rest_on() {
    let place = Place::new();
    let data = place.loaded();
    let text = run(&["findings", "2020-vr2", "--data", &data]).done().out;
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what:?} in\n{text}"));
    assert!(at("Stoplicht zonder bijsturing (hoog, 1)") < at("Prestatie zonder toelichting (midden, "));
    assert!(at("Prestatie zonder toelichting (midden, ") < at("Concept niet nagekeken (laag, 2)"));
    assert!(text.contains("2 april 2020 tot en met 1 september 2020, na ronde 2020-vr1"), "{text}");
    assert!(text.contains("onderdeel/8B1.1, posities 91, 263"), "{text}");
    for (columns, most) in [("80", 80), ("120", 120)] {
        let text = ran(command(&["findings", "2020-vr2", "--data", &data]).env("COLUMNS", columns)).done().out;
        let widest = text.lines().map(|line| line.chars().count()).max().expect("it has lines");
        assert!(widest <= most && widest > most - 10, "{columns}: {widest}");
    }
}

#[test]
fn a_service_gives_the_findings_that_its_folder_gives() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [&[&str]; 5] = [
        &["findings", "2020-vr2"],
        &["findings", "2020-vr2", "--json"],
        &["findings", "2019-vr1", "--node", "9", "--json"],
        &["findings", "2019-vr1", "--known-at", "2019-05-28T10:00:00Z", "--json"],
        &["findings", "2019-vr1", "--now", "--json"],
    ];
    let folder: Vec<String> = asks.iter().map(|ask| run(&[*ask, &["--data", &data]].concat()).done().out).collect();
    let service = Running::serve(&data);
    for (ask, expected) in asks.iter().zip(folder) {
        let through = run(&[*ask, &["--url", &service.address]].concat()).done();
        assert!(through.out == expected, "{ask:?} differs:\n{}\n{expected}", through.out);
    }
    let json: Value =
        serde_json::from_str(&run(&["findings", "2020-vr2", "--url", &service.address, "--json"]).done().out)
            .expect("only JSON");
    assert_eq!(json["tellingen"]["prestatie-zonder-toelichting"], 13);
    run(&["findings", "2031-vr1", "--url", &service.address]).refused(2, &["2031-vr1"]);
    run(&["findings", "2020-vr2/1", "--url", &service.address]).refused(2, &["2020-vr2", "1"]);
}

#[test]
fn a_round_or_sealing_that_is_not_there_is_refused_in_one_line() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |args: &[&str]| run(&[&["findings", "--data", &data], args].concat());
    ask(&["2031-vr1"]).refused(2, &["2031-vr1"]);
    ask(&["2020-vr2/raad"]).refused(2, &["2020-vr2", "raad"]);
    ask(&["2020-vr2/7"]).refused(2, &["2020-vr2", "7"]);
    ask(&["2020-vr2/zeven"]).refused(2, &["zeven", "college"]);
    ask(&["2020-vr2/1", "--now"]).refused(2, &["--now"]);
    ask(&["2020-vr2", "--node", "8Z"]).refused(2, &["8Z"]);
    ask(&["2020-vr2", "--position", "999"]).refused(2, &["999", "291"]);
    ask(&["geen ronde"]).refused(2, &["geen ronde"]);
}

#[test]
fn a_service_gives_the_money_that_its_folder_gives() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [&[&str]; 3] = [
        &["finance", "--on", "2020-09-01"],
        &["finance", "--on", "2020-09-01", "--fiscal-year", "2019", "--node", "7", "--json"],
        &["finance", "--on", "2019-09-01", "--known-at", "2019-10-01T10:00:00Z", "--json"],
    ];
    let folder: Vec<String> = asks.iter().map(|ask| run(&[*ask, &["--data", &data]].concat()).done().out).collect();
    assert!(folder[0].lines().all(|line| line.chars().count() <= 80), "{}", folder[0]);
    let service = Running::serve(&data);
    for (ask, expected) in asks.iter().zip(folder) {
        let through = run(&[*ask, &["--url", &service.address]].concat()).done();
        assert!(through.out == expected, "{ask:?} differs:\n{}\n{expected}", through.out);
    }
    run(&["finance", "--on", "2020-09-01", "--node", "8Z", "--url", &service.address]).refused(2, &["8Z"]);
}
