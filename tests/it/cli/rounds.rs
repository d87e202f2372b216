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
    let adopted = ["--purport", "vastgesteld", "--accept-unreviewed"];
    let seal = |round: &str, more: &[&str]| run(&[&["seal", round, "--data", &data], more].concat());
    let adopt = |round: &str, more: &[&str]| seal(round, &[more, &adopted].concat());
    let sealed =
        seal("2019-vr1", &["--body", "college", "--purport", "aangeboden", "--accept-unreviewed", "--json"]).done();
    let sealed = json_of(&sealed.out);
    assert_eq!((&sealed["versie"], &sealed["strekking"]), (&json!(1), &json!("aangeboden")));
    seal("2019-vr1", &["--body", "raad"]).refused(2, &["--purport", "aangeboden", "vastgesteld", "ter-kennisname"]);
    let told = adopt("2019-vr1", &["--body", "raad", "--decision", "B&W 19.0017", "--decided-on", "2019-05-28"]).done();
    assert!(told.out.contains("\nronde       2019-vr1, versie 2 (raad, vastgesteld)\n"), "{}", told.out);
    adopt("2019-vr1", &["--body", "raad"]).refused(2, &["ronde/2019-vr1", "raad", "heropen"]);
    adopt("2019-vr9", &["--body", "raad"]).refused(2, &["2019-vr9"]);
    adopt("2019-vr2", &["--body", "raad", "--decision", "B&W 99.9999"]).refused(2, &["B&W 99.9999"]);
    seal("2019-vr2", &["--body", "burgemeester"]).refused(2, &["college", "raad"]);
    adopt("2019/vr2", &["--body", "raad"]).refused(2, &["2019/vr2"]);

    let late = r#"{"type":"nl.peildatum.stoplicht.gezet","onderwerp":"onderdeel/9A1.1","ingangsdatum":"2019-04-01","gegevens":{"kleur":"rood","ronde":"2019-vr1"}}"#;
    run_with(&["import", "--data", &data, "-"], late.as_bytes()).refused(2, &["stdin:1", "2019-vr1", "vastgesteld"]);
    let reopened = r#"{"type":"nl.peildatum.ronde.heropend","onderwerp":"ronde/2019-vr1","ingangsdatum":"2019-06-11","gegevens":{"reden":"Fout"}}"#;
    run_with(&["import", "--data", &data, "-"], format!("{reopened}\n{late}").as_bytes()).done();
    adopt("2019-vr1", &["--body", "college"]).refused(2, &["reden"]);
    adopt("2019-vr1", &["--body", "college", "--reason", "Hersteld"]).done();
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
    assert!(verified.contains("\n2019-vr1/1  college  peildatum 1 april 2019  positie 291  klopt\n"), "{verified}");
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
    let adopt =
        ["seal", "--url", &url, "--body", "raad", "--purport", "vastgesteld", "--accept-unreviewed", "--out-of-order"];
    let sealed = run(&[&adopt, &["2019-vr1", "--actor", "griffie:test", "--json"][..]].concat()).done();
    let sealed = json_of(&sealed.out);
    run(&[&adopt, &["2019-vr1"][..]].concat()).refused(2, &["heropen"]);
    run(&[&adopt, &["2019-vr9"][..]].concat()).refused(2, &["2019-vr9"]);
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

#[test]
fn what_a_sealing_fixes_and_what_is_open_is_shown_before_and_a_dry_run_seals_nothing() {
    let place = Place::new();
    let data = place.loaded();
    let draft = r#"{"type":"nl.peildatum.toelichting.vastgelegd","onderwerp":"onderdeel/9A1.1","ingangsdatum":"2019-04-01","gegevens":{"tekst":"Uit de pagina gelezen.","ronde":"2019-vr1"},"herkomst":{"document":"pagina.txt","oordeel":"nakijken"}}"#;
    run_with(&["import", "--data", &data, "--accept-unreviewed", "-"], draft.as_bytes()).done();
    let seal = ["seal", "2019-vr1", "--data", &data, "--body", "college"];
    let with = |more: &[&str]| run(&[&seal, more].concat());

    let seen = with(&["--dry-run"]).done().out;
    for words in [
        "Ronde 2019-vr1",
        "1 april 2019",
        "versie 1, door het college",
        "strekking",
        "toelichtingen",
        "stoplichten",
        "bedragen",
    ] {
        assert!(seen.contains(words), "{words} is not in {seen}");
    }
    assert!(
        seen.contains("2 concepten zijn niet nagekeken (posities 97, 292)") && seen.contains("eerste vaststelling"),
        "{seen}"
    );
    assert!(seen.contains("--accept-unreviewed"), "{seen}");
    assert!(seen.lines().all(|line| line.chars().count() <= 80), "{seen}");
    let told = json_of(&with(&["--purport", "aangeboden", "--dry-run", "--json"]).done().out);
    assert_eq!(
        (&told["strekking"], &told["belemmeringen"][0]["code"]),
        (&json!("aangeboden"), &json!("niet-nagekeken"))
    );
    assert_eq!(told["belemmeringen"].as_array().expect("a list").len(), 1);
    let english = run(&[&["--lang", "en"], &seal[..], &["--dry-run"]].concat()).done().out;
    assert!(english.contains("2 drafts were not reviewed") && !english.contains("concept"), "{english}");

    with(&["--purport", "aangeboden"]).refused(2, &["2 concepten", "posities 97, 292", "--accept-unreviewed"]);
    let listed = json_of(&run(&["rounds", "2019-vr1", "--data", &data, "--json"]).done().out);
    assert_eq!(listed[0]["status"], "open", "nothing was sealed");
    let sealed = with(&["--purport", "aangeboden", "--accept-unreviewed"]).done().out;
    assert!(
        sealed.contains("2 concepten zijn niet nagekeken (posities 97, 292)")
            && sealed.contains("versie 1 (college, aangeboden)"),
        "{sealed}"
    );
    let next = run(&["seal", "2019-vr1", "--data", &data, "--body", "raad", "--dry-run"]).done().out;
    assert!(
        next.contains("versie 2, door de raad")
            && next.contains("De vorige vaststelling is versie 1, door het college"),
        "{next}"
    );
}
