//! Rounds on the command line: sealed in a folder and through a service, read back, listed, verified.

use serde_json::{Value, json};

use super::{Place, Running, run, run_with};

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_round_is_sealed_read_back_listed_and_verified() {
    let place = Place::new();
    let data = place.loaded();
    let seal = |round: &str, more: &[&str]| run(&[&["seal", round, "--data", &data], more].concat());
    let sealed = seal("2019-vr1", &["--body", "college", "--purport", "aangeboden", "--json"]).done();
    let sealed = json_of(&sealed.out);
    assert_eq!((&sealed["versie"], &sealed["strekking"]), (&json!(1), &json!("aangeboden")));
    let told = seal("2019-vr1", &["--body", "raad", "--decision", "B&W 19.0017", "--decided-on", "2019-05-28"]).done();
    assert!(told.out.starts_with("round       2019-vr1, version 2 (raad, vastgesteld)\n"), "{}", told.out);
    seal("2019-vr1", &["--body", "raad"]).refused(2, &["ronde/2019-vr1", "raad", "heropen"]);
    seal("2019-vr9", &["--body", "raad"]).refused(2, &["2019-vr9"]);
    seal("2019-vr2", &["--body", "raad", "--decision", "B&W 99.9999"]).refused(2, &["B&W 99.9999"]);
    seal("2019-vr2", &["--body", "burgemeester"]).refused(2, &["college", "raad"]);
    seal("2019/vr2", &["--body", "raad"]).refused(2, &["2019/vr2"]);

    let late = r#"{"type":"nl.peildatum.stoplicht.gezet","onderwerp":"onderdeel/9A1.1","ingangsdatum":"2019-04-01","gegevens":{"kleur":"rood","ronde":"2019-vr1"}}"#;
    run_with(&["import", "--data", &data, "-"], late.as_bytes()).refused(2, &["stdin:1", "2019-vr1", "vastgesteld"]);
    let reopened = r#"{"type":"nl.peildatum.ronde.heropend","onderwerp":"ronde/2019-vr1","ingangsdatum":"2019-06-11","gegevens":{"reden":"Fout"}}"#;
    run_with(&["import", "--data", &data, "-"], format!("{reopened}\n{late}").as_bytes()).done();
    seal("2019-vr1", &["--body", "college"]).refused(2, &["reden"]);
    seal("2019-vr1", &["--body", "college", "--reason", "Hersteld"]).done();
    let published = r#"{"type":"nl.peildatum.ronde.gepubliceerd","onderwerp":"ronde/2019-vr1","ingangsdatum":"2019-06-12","gegevens":{"moment":"2019-06-12T09:00:00Z","url":"https://voorbeeld.example","versie":3,"weergaven":[]}}"#;
    run_with(&["import", "--data", &data, "-"], published.as_bytes()).done();

    let report = |round: &str| json_of(&run(&["report", "--data", &data, "--round", round, "--json"]).done().out);
    assert_eq!(report("2019-vr1")["staat"]["vaststelling"]["versie"], 3);
    assert_eq!(report("2019-vr1/college")["staat"]["vaststelling"]["versie"], 3);
    assert_eq!(report("2019-vr1/raad")["staat"]["vaststelling"]["versie"], 2);
    assert_eq!(report("2019-vr1/1")["staat"]["digest"], sealed["digest"]);
    assert_eq!(report("2019-vr2")["staat"]["vaststelling"], Value::Null);
    run(&["report", "--data", &data, "--round", "2019-vr1/4"]).refused(2, &["2019-vr1", "4", "rounds"]);
    let text = run(&["report", "--data", &data, "--round", "2019-vr1/1"]).done().out;
    assert!(text.contains("Vastgesteld       versie 1: aangeboden door college"), "{text}");

    let listed = run(&["rounds", "--data", &data]).done().out;
    assert!(listed.contains("Status            gepubliceerd") && listed.contains("Status            open"), "{listed}");
    assert!(listed.lines().all(|line| line.chars().count() <= 80), "{listed}");
    let one = json_of(&run(&["rounds", "2019-vr1", "--data", &data, "--json"]).done().out);
    assert_eq!((one.as_array().expect("a list").len(), &one[0]["status"]), (1, &json!("gepubliceerd")));
    run(&["rounds", "2019-vr9", "--data", &data]).refused(2, &["2019-vr9"]);

    let verified = run(&["verify", "--data", &data]).done().out;
    assert!(verified.contains("\n2019-vr1/1 college peildatum 2019-04-01 positie 291 klopt\n"), "{verified}");
    assert_eq!(
        json_of(&run(&["verify", "--data", &data, "--json"]).done().out)["vaststellingen"][2]["oordeel"],
        "klopt"
    );
}

#[test]
fn the_same_through_a_running_service() {
    let place = Place::new();
    let data = place.loaded();
    let service = Running::serve(&data);
    let url = service.address.clone();
    let sealed =
        run(&["seal", "2019-vr1", "--url", &url, "--body", "raad", "--actor", "griffie:test", "--json"]).done();
    let sealed = json_of(&sealed.out);
    run(&["seal", "2019-vr1", "--url", &url, "--body", "raad"]).refused(2, &["heropen"]);
    run(&["seal", "2019-vr9", "--url", &url, "--body", "raad"]).refused(2, &["2019-vr9"]);
    let report = run(&["report", "--url", &url, "--round", "2019-vr1/raad", "--json"]).done().out;
    let listed = run(&["rounds", "--url", &url, "--json"]).done().out;
    let one = run(&["rounds", "2019-vr1", "--url", &url]).done().out;
    let verified = json_of(&run(&["verify", "--url", &url, "--json"]).done().out);
    assert_eq!(verified["vaststellingen"][0]["oordeel"], "klopt");
    service.stop("-INT");
    assert_eq!(run(&["report", "--data", &data, "--round", "2019-vr1/raad", "--json"]).done().out, report);
    assert_eq!(run(&["rounds", "--data", &data, "--json"]).done().out, listed);
    assert_eq!(run(&["rounds", "2019-vr1", "--data", &data]).done().out, one);
    assert_eq!(json_of(&report)["staat"]["vaststelling"], sealed);
    let exported = run(&["export", "--data", &data]).done().out;
    assert!(exported.lines().last().expect("a line").contains("griffie:test"));
}
