//! Import and export: checks, repeated imports of a file, completing a prefix, and restoring a log unchanged.

use super::*;
use peildatum::app::import::ImportProgress;

const KEEP: ImportOptions = ImportOptions { keep_times: true, accept_unreviewed: false, dry_run: false };
const PLAIN: ImportOptions = ImportOptions { keep_times: false, accept_unreviewed: false, dry_run: false };

#[test]
fn the_same_file_twice_adds_nothing() {
    let log = Opened::new();
    let change = json!({ "type": "nl.peildatum.stoplicht.gezet", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-04-01",
        "gegevens": { "kleur": "groen" } });
    // The same line three times is three events; the same file again adds none.
    let file = lines(&[node("9", "Sociaal domein"), change.clone(), change.clone(), change]);
    let first = log.import(&file, PLAIN).unwrap();
    assert_eq!((first.lines, first.added, first.known), (4, 4, 0));
    let second = log.import(&file, PLAIN).unwrap();
    assert_eq!((second.lines, second.added, second.known), (4, 0, 4));
    assert_eq!(log.service.durable_head(), 4);
}

#[test]
fn a_file_that_changes_after_it_was_validated_is_refused() {
    let [first, second, third] = ["9", "8", "7"].map(|code| lines(&[node(code, "Programma")]));
    let other = lines(&[node("8", "Een ander programma")]);
    let unreadable = "{".repeat(second.len());
    for later in [
        format!("{first}{other}{third}"),
        format!("{first}{third}{second}"),
        format!("{first}{unreadable}\n{third}"),
        format!("{first}{second}{third}{first}"),
    ] {
        let log = Opened::new();
        let path = log.folder.path().join("lines.ndjson");
        std::fs::write(&path, format!("{first}{second}{third}")).unwrap();
        let refused = import(&log.service, &[ImportFile::at(&path)], &actor(), PLAIN, &mut |progress| {
            if progress == ImportProgress::Judged(3) {
                std::fs::write(&path, &later).unwrap();
            }
        });
        let error = refused.unwrap_err();
        assert!(error.to_string().contains("het bestand veranderde"), "{later}: {error}");
        assert_eq!(log.service.durable_head(), 0);
    }
    // Of several files the one that changed is named, at the first line that is gone.
    for (shorter, later, line) in [(0, &first, 2), (0, &String::new(), 1), (1, &String::new(), 1)] {
        let log = Opened::new();
        let paths = ["een", "twee"].map(|name| log.folder.path().join(name));
        std::fs::write(&paths[0], format!("{first}{second}")).unwrap();
        std::fs::write(&paths[1], &third).unwrap();
        let files = paths.each_ref().map(|path| ImportFile::at(path));
        let refused = import(&log.service, &files, &actor(), PLAIN, &mut |progress| {
            if progress == ImportProgress::Judged(3) {
                std::fs::write(&paths[shorter], later).unwrap();
            }
        });
        let (error, place) = (refused.unwrap_err().to_string(), format!("{}:{line}: ", paths[shorter].display()));
        assert!(error.starts_with(&place) && error.contains("het bestand veranderde"), "{place}{error}");
        assert!(log.service.durable_head() > 0, "what was there still is recorded, and told of");
    }
}

#[test]
fn the_recorded_streams_load_with_their_moments() {
    for name in ["voorbeeldstad.v1.ndjson", "voorbeeldstad.v2.ndjson", "leiden.v1.ndjson"] {
        let log = Opened::new();
        log.clock.set(moment("2026-11-22T00:00:00Z"));
        let text = stream(name);
        let options = ImportOptions { accept_unreviewed: true, ..KEEP };
        let done = log.import(&text, options).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(done.added, text.lines().count() as u64);
        let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let record = log.service.record(1).unwrap().unwrap();
        assert_eq!(record.recorded_at, moment(first["geregistreerdOp"].as_str().unwrap()));
        let report = log.verified();
        assert!(report.holds(), "{name}: {report:?}");
    }
}

#[test]
fn the_first_bad_line_refuses_the_whole_file_and_is_named() {
    let log = Opened::new();
    let mut bad = node("8", "b");
    bad["ingangsdatum"] = "morgen".into();
    bad["gegevens"]["niveau"] = "hoofdstuk".into();
    let file = format!("{}\n{}", lines(&[node("9", "a")]), lines(&[bad, node("7", "c")]));
    match log.import(&file, PLAIN).unwrap_err() {
        AppError::Line { file, line, cause, written } => {
            assert_eq!((file.as_str(), line, written), ("lines.ndjson", 3, 0), "blank lines count");
            let AppError::Input { errors, .. } = *cause else { panic!("{cause}") };
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, ["gegevens.niveau", "ingangsdatum"], "{errors:?}");
        }
        other => panic!("{other}"),
    }
    let refused = lines(&[node("9", "a"), node("8", "b"), node("9", "again")]);
    let error = log.import(&refused, PLAIN).unwrap_err();
    assert_eq!(error.code(), "bestaat-al");
    assert!(error.to_string().starts_with("lines.ndjson:3: "), "{error}");
    let error = log.import("{\"type\": \n", PLAIN).unwrap_err();
    assert!(error.to_string().starts_with("lines.ndjson:1: "), "{error}");
    let long = format!("{}\n\"{}\"\n", node("9", "a"), "x".repeat(5 << 20));
    assert!(log.import(&long, PLAIN).unwrap_err().to_string().starts_with("lines.ndjson:2: "));
    let marked = format!("\u{feff}\n\"{}\"\n", "x".repeat(5 << 20));
    assert!(
        log.import(&marked, PLAIN).unwrap_err().to_string().starts_with("lines.ndjson:1: "),
        "the first that is wrong"
    );
    assert_eq!(log.service.durable_head(), 0);
}

#[test]
fn rules_about_the_whole_hold_over_the_requests_that_few_long_lines_take() {
    let log = Opened::new();
    let mut child = node("9A", "Opvang");
    (child["gegevens"]["niveau"], child["gegevens"]["bovenliggend"]) = ("beleidsterrein".into(), "9".into());
    log.import(&lines(&[node("8", "Werk"), node("9", "Sociaal domein"), child]), PLAIN).unwrap();
    let drop = |code: &str| {
        json!({ "type": "nl.peildatum.onderdeel.vervallen", "onderwerp": format!("onderdeel/{code}"),
            "ingangsdatum": "2019-02-01", "gegevens": { "opvolgers": [] } })
    };
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/8", "ingangsdatum": "2019-02-01",
        "gegevens": { "tekst": "x".repeat(20_000) } });
    // More bytes than one request takes lie between an element and the one below it.
    let mut events = vec![drop("9")];
    events.extend(std::iter::repeat_n(note, 130));
    assert!(log.import(&lines(&events), PLAIN).is_err(), "its child would be left");
    events.push(drop("9A"));
    assert_eq!(log.import(&lines(&events), PLAIN).unwrap().added, 132);
}

#[test]
fn drafts_that_nobody_looked_at_are_refused_unless_asked_for() {
    let log = Opened::new();
    let mut draft = node("9", "a");
    draft["herkomst"] = json!({ "document": "pagina.txt", "regels": [3, 4], "oordeel": "nakijken" });
    let error = log.import(&lines(&[draft.clone()]), PLAIN).unwrap_err();
    assert!(error.to_string().contains("--accept-unreviewed"), "{error}");
    assert_eq!(log.import(&lines(&[draft]), ImportOptions { accept_unreviewed: true, ..PLAIN }).unwrap().added, 1);
}

#[test]
fn a_dry_run_tells_what_would_be_added_and_writes_nothing() {
    let log = Opened::new();
    log.import(&lines(&[node("9", "a")]), PLAIN).unwrap();
    let dry = ImportOptions { dry_run: true, ..PLAIN };
    let would = log.import(&lines(&[node("9", "a"), node("8", "b")]), dry).unwrap();
    assert_eq!((would.lines, would.added, would.known), (2, 1, 1));
    assert_eq!(log.service.durable_head(), 1);
}

#[test]
fn a_prefix_left_by_a_crash_is_completed_by_the_same_file() {
    let log = Opened::new();
    let events: Vec<Value> = (0..2500).map(|number| node(&format!("9.{number}"), "a")).collect();
    log.import(&lines(&events[..1200]), PLAIN).unwrap();
    let log = log.reopened();
    let done = log.import(&lines(&events), PLAIN).unwrap();
    assert_eq!((done.lines, done.added, done.known), (2500, 1300, 1200));
    assert_eq!(log.service.durable_head(), 2500);
    let titles = log.service.records_at(&[1, 1200, 1201, 2500]).unwrap();
    let subjects: Vec<&str> = titles.iter().map(|record| record.subject.id()).collect();
    assert_eq!(subjects, ["9.0", "9.1199", "9.1200", "9.2499"]);
}

#[test]
fn an_export_put_back_gives_the_same_export_and_the_same_root() {
    let log = Opened::new();
    log.clock.set(moment("2026-11-22T00:00:00Z"));
    log.import(&stream("voorbeeldstad.v1.ndjson"), ImportOptions { accept_unreviewed: true, ..KEEP }).unwrap();
    let (head, text) = (log.service.durable_head(), log.exported());
    for line in text.lines().take(50) {
        peildatum::log::export::parse_line(1, line).unwrap();
    }

    let other = Opened::new();
    let refused = other.import(&text, PLAIN).unwrap_err();
    assert!(refused.to_string().contains("--keep-times"), "{refused}");
    other.import(&text, KEEP).unwrap();
    assert_eq!(other.exported(), text);
    assert_eq!(other.service.root(head).unwrap(), log.service.root(head).unwrap());
    assert_eq!(other.import(&text, KEEP).unwrap().added, 0, "putting it back twice adds nothing");
    assert!(other.verified().holds());

    let part: String = text.lines().take(20).map(|line| format!("{line}\n")).collect();
    let third = Opened::new();
    third.import(&part, KEEP).unwrap();
    assert_eq!(third.import(&text, KEEP).unwrap().added, head - 20);
    assert_eq!(third.exported(), text);
}

#[test]
fn a_full_record_must_fit_and_hold() {
    let log = Opened::new();
    log.append(&[node("9", "a"), node("8", "b")]).unwrap();
    let text = log.exported();
    let second = text.lines().nth(1).unwrap();
    let other = Opened::new();
    let gap = other.import(second, KEEP).unwrap_err();
    assert!(gap.to_string().contains("positie is 2, hier zou 1 volgen"), "{gap}");
    let changed = text.replace("\"titel\":\"b\"", "\"titel\":\"c\"");
    let error = other.import(&changed, KEEP).unwrap_err();
    assert_eq!(error.to_string(), "lines.ndjson:2: verbintenis: tekst gewijzigd");
    let spelled = text.replacen("Z\"", "+00:00\"", 1);
    assert!(other.import(&spelled, KEEP).is_err());
    other.append(&[node("9", "a")]).unwrap();
    assert!(
        other.import(&text, KEEP).unwrap_err().to_string().contains("positie"),
        "another log is not put back over this one"
    );
}

#[test]
fn an_export_ends_where_it_is_asked_to() {
    let log = Opened::new();
    log.append(&[node("9", "a"), node("8", "b")]).unwrap();
    let mut out = Vec::new();
    assert_eq!(peildatum::app::export::export(&log.service, Some(1), &mut out, &mut |_, _| {}).unwrap().until, 1);
    assert_eq!(String::from_utf8(out).unwrap().lines().count(), 1);
    let past = peildatum::app::export::export(&log.service, Some(3), &mut Vec::new(), &mut |_, _| {}).unwrap_err();
    assert!(past.to_string().contains("de laatste is 2"), "{past}");
}
