//! `compare` from outside: formats, exit codes, both ways to read the log, and one-line errors for invalid points.

use serde_json::Value;

use super::{Place, Running, run};

#[test]
fn what_differs_is_told_and_counts_for_the_exit_code() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |more: &[&str]| run(&[&["compare", "2019-04-01@119", "2019-04-01@120", "--data", &data], more].concat());
    let text = ask(&[]).done().out;
    let told = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("↺ herstel (gecorrigeerd)") && told.contains("Status gesloten → open"), "{text}");
    assert!(ask(&["--all"]).done().out.len() >= text.len());
    let english = ask(&["--lang", "en"]).done().out;
    assert!(english.starts_with("COMPARISON: 1 ↺ correction") && english.contains("(Dutch time)"), "{english}");
    assert_eq!(ask(&["--exit-code"]).code, 1);
    assert_eq!(ask(&["--exit-code", "--nature", "nieuw"]).code, 0);
    assert_eq!(ask(&["--exit-code", "--nature", "weergave"]).code, 0);
    assert_eq!(run(&["compare", "2019-04-01", "2019-04-01", "--data", &data, "--exit-code"]).code, 0);
    let json: Value = serde_json::from_str(&ask(&["--json"]).done().out).expect("only JSON");
    assert_eq!(json["verschillen"][0]["onderwerp"], "voorziening/gebouw-c");
    assert!(ask(&["--format", "csv"]).done().out.starts_with("Feit,Peildatum van,"));
    let file = place.path("verschil.xlsx");
    ask(&["--format", "xlsx", "-o", &file]).done();
    assert!(std::fs::read(&file).expect("it was written").starts_with(b"PK"));
    ask(&["--format", "pdf"]).refused(2, &["pdf", "text, json, csv, xlsx, html"]);
}

#[test]
fn behind_the_day_of_a_point_a_day_means_its_end_in_the_netherlands_and_the_moment_asked_is_told() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |from: &str| run(&["compare", from, "2019-04-01@120", "--data", &data]).done().out;
    let (day, instant) = (ask("2019-04-01@2019-05-28"), ask("2019-04-01@2019-05-28T21:59:59.999999Z"));
    assert_eq!(day, instant);
    let told = day.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("28 mei 2019, einde van de dag (Nederlandse tijd)"), "{day}");
}

#[test]
fn a_service_compares_as_its_folder_does() {
    let place = Place::new();
    let data = place.loaded();
    let asks: [&[&str]; 3] = [
        &["compare", "ronde:2019-vr1", "ronde:2019-vr2", "--unrenewed"],
        &[
            "compare",
            "2019-04-01@2019-05-28T10:00:00Z",
            "2019-09-01@160",
            "--kind",
            "bijstelling",
            "--kind",
            "stoplicht",
            "--node",
            "7",
            "--json",
        ],
        &["compare", "2019-04-01@160", "2019-04-01@119", "--minimum", "100", "--nature", "herstel", "--format", "csv"],
    ];
    let folder: Vec<String> = asks.iter().map(|ask| run(&[*ask, &["--data", &data]].concat()).done().out).collect();
    let service = Running::serve(&data);
    for (ask, expected) in asks.iter().zip(folder) {
        let through = run(&[*ask, &["--url", &service.address]].concat()).done();
        assert!(through.out == expected, "{ask:?} differs:\n{}\n{expected}", through.out);
    }
    run(&["compare", "ronde:2031-vr1", "2019-04-01", "--url", &service.address]).refused(2, &["2031-vr1"]);
}

#[test]
fn a_bare_id_of_a_round_is_that_round_wherever_a_round_is_named() {
    let place = Place::new();
    let data = place.loaded();
    let same = |of: &dyn Fn(&str) -> Vec<String>| {
        let said = ["2019-vr1", "ronde:2019-vr1"].map(|round| {
            let arguments = of(round);
            run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).done().out
        });
        assert!(said[0] == said[1] && !said[0].is_empty(), "{:?}: {said:?}", of("ID"));
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    same(&|round| words(&["compare", round, "2019-vr2", "--data", &data]));
    same(&|round| words(&["compare", "2019-04-01", round, "--data", &data, "--json"]));
    same(&|round| words(&["report", "--round", round, "--data", &data]));
    same(&|round| words(&["findings", round, "--data", &data]));
    same(&|round| words(&["rounds", round, "--data", &data]));
    let seal = ["seal", "ronde:2019-vr1", "--data", &data, "--body", "college", "--purport", "aangeboden"];
    run(&[&seal[..], &["--accept-unreviewed"]].concat()).done();
    let sealed = |round: &str| run(&["compare", &format!("{round}/college"), "2019-vr2", "--data", &data]).done().out;
    assert_eq!(sealed("2019-vr1"), sealed("ronde:2019-vr1"));
    same(&|round| words(&["report", "--round", &format!("{round}/1"), "--data", &data]));
    same(&|round| words(&["findings", &format!("{round}/college"), "--data", &data]));
    same(&|round| words(&["bundle", round, "--half-page", "--data", &data]));
    let service = Running::serve(&data);
    same(&|round| words(&["compare", round, "2019-vr2", "--url", &service.address]));
    run(&["compare", "gisteren", "2019-vr2", "--url", &service.address])
        .refused(2, &["gisteren", "geen ronde die is geopend"]);
    run(&["compare", "2019-vr1/burgemeester", "2019-vr2", "--data", &data]).refused(2, &["na de schuine streep"]);
}

#[test]
fn a_point_that_is_not_there_is_named_with_what_to_do() {
    let place = Place::new();
    let data = place.loaded();
    let ask = |from: &str, to: &str| run(&["compare", from, to, "--data", &data]);
    ask("gisteren", "2019-04-01").refused(2, &["A (gisteren)", "geen dag en geen ronde", "2020-vr2", "2019-04-01"]);
    ask("vandaag of morgen", "2019-04-01").refused(2, &["vandaag of morgen", "2021-vr2/college", "dag@positie"]);
    ask("2019-04-31", "2019-04-01").refused(2, &["2019-04-31", "deze dag bestaat niet"]);
    ask("2019-04-01", "2019-04-01@nu").refused(2, &["2019-04-01@nu", "2019-05-28"]);
    ask("2019-04-01", "2019-04-01@0").refused(2, &["2019-04-01@0", "positie vanaf 1"]);
    ask("ronde:2019-vr1/wethouder", "2019-04-01").refused(2, &["college, raad"]);
    ask("ronde:2031-vr1", "2019-04-01").refused(2, &["A (ronde:2031-vr1)", "niet geopend"]);
    ask("2019-04-01", "ronde:2019-vr1/9").refused(2, &["B (ronde:2019-vr1/9)", "geen vaststelling 9"]);
    ask("2019-04-01@292", "2017-01-01")
        .refused(2, &["A (2019-04-01@292)", "1 tot en met 291", "B (2017-01-01)", "1 januari 2019"]);
    ask("2019-04-01@2001-01-01T00:00:00Z", "2019-04-01").refused(2, &["nog niets bekend"]);
    ask("2019-04-01", "2019-04-01@9999-01-01T00:00:00Z").refused(2, &["ligt na nu"]);
    run(&["report", "--data", &data, "--on", "2018-12-31"]).refused(2, &["31 december 2018", "1 januari 2019"]);
    run(&["compare", "2019-04-01", "2019-05-01", "--kind", "hond", "--data", &data])
        .refused(2, &["hond", "voorziening"]);
    for minimum in ["-5", "-0.5", "vijf", "5,00"] {
        let asked = run(&["compare", "2019-04-01", "2019-05-01", "--minimum", minimum, "--data", &data]);
        asked.refused(2, &[minimum, "--minimum", "nul of meer hele eurocenten"]);
    }
    run(&["compare", "2019-04-01", "--data", &data]).refused(2, &["<B>"]);
}
