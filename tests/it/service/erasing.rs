//! Erased texts: restoring a log with erasures, and completing an erasure that was interrupted by a stop.

use super::sealing::{round, with_round};
use super::*;
use peildatum::app::new_event::{NewEvent, ProposedEvent};
use peildatum::app::prepare::{LogPlace, prepare};
use peildatum::domain::ids::EventId;
use peildatum::log::record::RecordView;
use peildatum::log::secrets::Slot;
use peildatum::projections::sealing::SealingSelector;

const KEEP: ImportOptions = ImportOptions { keep_times: true, accept_unreviewed: false, dry_run: false };

/// A record of an export, while its text exists.
fn first() -> Value {
    let log = Opened::new();
    log.append(&[with_id(node("9", "Jan Jansen"), 1)]).unwrap().records[0].to_json(RecordView::Export)
}

/// The same record after its text was erased.
fn without_text(mut record: Value) -> Value {
    record["gegevens"].as_object_mut().unwrap().remove("titel");
    record["actor"].as_object_mut().unwrap().remove("naam");
    record.as_object_mut().unwrap().remove("zoutTekst");
    record["gewist"] = true.into();
    record
}

/// The erasure event, at position 2.
fn erasure() -> Value {
    let slot = Slot { number: 0, key: [1; 32], salt: [2; 32] };
    let proposal = event(json!({ "type": "nl.peildatum.gebeurtenis.gewist",
        "onderwerp": "gebeurtenis/00000000-0000-7000-8000-000000000001", "ingangsdatum": "2026-03-02",
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } }));
    let id = EventId::from_bytes([8; 16]);
    let prepared =
        prepare(NewEvent::Proposal(ProposedEvent::new(proposal, id, &Arc::new(actor()))), &slot, [3; 32]).unwrap();
    let at = Instant::from_micros(moment(BEGIN).micros() + 1);
    prepared
        .record(&LogPlace { position: 2, subject_version: 1, recorded_at: at, logged_at: at })
        .to_json(RecordView::Export)
}

#[test]
fn a_log_with_an_erasure_is_put_back_without_the_text() {
    let log = Opened::new();
    let file = lines(&[without_text(first()), erasure()]);
    assert_eq!(log.import(&file, KEEP).unwrap().added, 2);
    assert_eq!(log.exported().lines().count(), 2);
    let report = log.verified();
    assert!(report.holds() && report.erased == 1, "{report:?}");
    let log = log.reopened();
    assert!(log.service.record(1).unwrap().unwrap().is_erased());
    assert_eq!(log.import(&file, KEEP).unwrap().added, 0);
    let again = log.append(&[with_id(node("9", "Jan Jansen"), 1)]).unwrap();
    assert!(again.added == 0 && again.records[0].is_erased(), "answered as known and erased");
}

#[test]
fn a_record_without_its_text_needs_the_event_that_says_so() {
    let log = Opened::new();
    let refused = log.import(&lines(&[without_text(first())]), KEEP).unwrap_err();
    assert!(refused.to_string().starts_with("lines.ndjson:1: gewist"), "{refused}");
    assert_eq!(log.service.durable_head(), 0);
}

#[test]
fn putting_back_an_erasure_erases() {
    let log = Opened::new();
    log.import(&lines(&[first(), erasure()]), KEEP).unwrap();
    assert!(log.service.record(1).unwrap().unwrap().is_erased());
    assert!(!log.exported().contains("Jan Jansen"));
    assert!(log.verified().holds());
}

#[test]
fn opening_does_an_erasure_again_that_a_stop_left_undone() {
    let log = Opened::new();
    log.import(&lines(&[first()]), KEEP).unwrap();
    let secrets = std::fs::read(log.folder.path().join("secrets")).unwrap();
    log.import(&lines(&[erasure()]), KEEP).unwrap();
    let log = log.closed();
    let path = log.folder.path().join("secrets");
    let mut undone = std::fs::read(&path).unwrap();
    undone[..64].copy_from_slice(&secrets[..64]);
    std::fs::write(&path, undone).unwrap();
    let log = log.opened();
    assert!(log.service.record(1).unwrap().unwrap().is_erased());
    assert_eq!(std::fs::read(&path).unwrap()[..64], [0; 64]);
    assert!(log.verified().holds());
}

/// Returns the erasure of the event with this number, as a caller sends it.
pub fn erasing(number: u32) -> Value {
    json!({ "type": "nl.peildatum.gebeurtenis.gewist",
        "onderwerp": format!("gebeurtenis/00000000-0000-7000-8000-{number:012x}"), "ingangsdatum": "2026-03-02",
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } })
}

#[test]
fn an_erasure_takes_the_text_and_leaves_the_rest() {
    let log = Opened::new();
    let before = log.append(&[with_id(node("9", "Jan Jansen"), 1)]).unwrap().records[0].clone();
    let root = log.service.root(1).unwrap();
    assert_eq!(log.append(&[erasing(1)]).unwrap().added, 1);
    let after = log.service.record(1).unwrap().unwrap();
    assert!(after.is_erased() && !after.to_json(RecordView::Export).to_string().contains("Jan Jansen"));
    assert_eq!((after.commitment, after.text_commitment), (before.commitment, before.text_commitment));
    assert_eq!(after.data, *json!({ "niveau": "programma" }).as_object().unwrap(), "core stays");
    assert_eq!(log.service.root(1).unwrap(), root);
    assert_eq!(log.append(&[erasing(1)]).unwrap_err().code(), "al-gewist");
    let unknown = log.append(&[erasing(7)]).unwrap_err();
    assert_eq!(unknown.code(), "gebeurtenis-onbekend");
    let report = log.verified();
    assert!(report.holds() && report.erased == 1, "{report:?}");
    let log = log.reopened();
    assert_eq!(log.service.record(1).unwrap().unwrap(), after);
    let again = log.append(&[with_id(node("9", "Jan Jansen"), 1)]).unwrap();
    assert!(again.added == 0 && again.records == [after], "answered as known and erased");
}

#[test]
fn what_is_erased_in_the_request_that_records_it_is_answered_as_erased() {
    let log = Opened::new();
    let answered =
        log.append(&[with_id(node("9", "Jan Jansen"), 1), with_id(erasing(1), 2), node("8", "Werk")]).unwrap();
    assert_eq!(answered.records.iter().map(|record| record.is_erased()).collect::<Vec<_>>(), [true, false, false]);
    assert!(log.service.record(1).unwrap().unwrap().is_erased());
    assert!(log.reopened().verified().holds());
}

#[test]
fn the_events_that_may_hold_the_same_words_are_named() {
    let log = Opened::new();
    let note = |number, text: &str, follows: Option<u32>, corrects: Option<u32>| {
        let id = |number: u32| format!("00000000-0000-7000-8000-{number:012x}");
        let mut note = with_id(
            json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9",
            "ingangsdatum": "2026-02-01", "gegevens": { "tekst": text } }),
            number,
        );
        if let Some(follows) = follows {
            note["gegevens"]["vervolgOp"] = id(follows).into();
        }
        if let Some(corrects) = corrects {
            note["herstelt"] = id(corrects).into();
        }
        note
    };
    let withdrawal = json!({ "type": "nl.peildatum.gebeurtenis.ingetrokken", "ingangsdatum": "2026-03-02",
        "onderwerp": "gebeurtenis/00000000-0000-7000-8000-000000000005", "gegevens": { "reden": "Genoemd: Jan Jansen" } });
    log.append(&[
        with_id(node("9", "Opvang"), 1),
        note(2, "Jan Jansen", None, None),
        note(3, "Jan Jansen wacht", None, Some(2)),
        note(4, "Iets anders", None, None),
        note(5, "Jan Jansen wacht nog", Some(3), None),
        note(6, "En nog", Some(5), None),
        with_id(withdrawal, 7),
    ])
    .unwrap();
    let ties = |position| {
        let related = log.service.related(position);
        related.iter().map(|other| (other.position, other.tie.word())).collect::<Vec<_>>()
    };
    assert_eq!(ties(2), [(3, "herstel"), (5, "vervolg"), (6, "vervolg"), (7, "intrekking")]);
    assert_eq!(ties(6), [(2, "vervolg"), (3, "vervolg"), (5, "vervolg"), (7, "intrekking")]);
    assert_eq!(ties(4), []);
    log.append(&[erasing(3)]).unwrap();
    assert_eq!(ties(2), [(5, "vervolg"), (6, "vervolg"), (7, "intrekking")], "what is erased holds no words");
}

#[test]
fn an_erasure_says_nothing_that_would_have_to_be_erased() {
    for (key, text, code) in [
        ("toelichtingWijziging", "op verzoek van j.jansen@voorbeeld.nl", "e-mailadres"),
        ("toelichtingWijziging", "nummer 123456782", "mogelijk-bsn"),
        ("toelichtingWijziging", "bel 06-12345678", "telefoonnummer"),
    ] {
        let mut asked = erasing(1);
        asked[key] = text.into();
        let errors = peildatum::input::proposal(&asked).unwrap_err();
        assert_eq!(errors.iter().map(|error| (error.field.as_str(), error.code)).collect::<Vec<_>>(), [(key, code)]);
    }
    let mut asked = erasing(1);
    asked["gegevens"]["besluit"] = "op verzoek van Jan Jansen".into();
    assert_eq!(peildatum::input::proposal(&asked).unwrap_err()[0].field, "gegevens.besluit");
}

#[test]
fn a_text_that_was_erased_still_was_there_after_an_export_was_put_back() {
    let log = Opened::new();
    let renamed = json!({ "type": "nl.peildatum.onderdeel.gewijzigd", "onderwerp": "onderdeel/9", "ingangsdatum": "2019-02-01",
        "gegevens": { "titel": "Jan Jansen" } });
    log.append(&[with_id(node("9", "Sociaal domein"), 2), with_id(renamed, 1)]).unwrap();
    let records: Vec<Value> = log.exported().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut gone = without_text(records[1].clone());
    gone["gewisteVelden"] = json!(["titel"]);
    let mut erasure = erasure();
    erasure["positie"] = 3.into();
    let file = lines(&[records[0].clone(), gone, erasure]);
    let other = Opened::new();
    // The erasure commits to no position, so it may have another one here.
    other.import(&file, KEEP).unwrap();
    assert!(other.verified().holds());
    assert_eq!(other.exported(), file, "an export that is put back gives the same export");
    let report = |log: &Opened| {
        let of = peildatum::app::queries::ReportTarget::Day {
            on: peildatum::domain::time::Day::parse("2019-03-01").unwrap(),
            known: peildatum::app::queries::KnownAt::Head,
        };
        let query = peildatum::app::queries::ReportQuery { of, node: None, fiscal_year: None };
        let report = peildatum::app::queries::report(&log.service, &query).unwrap();
        serde_json::from_slice::<Value>(&report).unwrap()
    };
    let shown = report(&other);
    assert_eq!(shown["onderdelen"][0]["titel"], Value::Null, "not the title that it had before");
    assert_eq!(shown["staat"]["gewist"], json!([2]));
    assert_eq!(report(&other.reopened())["staat"]["digestGeraamte"], shown["staat"]["digestGeraamte"]);
}

/// Returns every sealing of the log with the result of its check.
fn verdicts(log: &Opened) -> Vec<(String, Value)> {
    let told = |round: &str, version: u32| {
        let state = log.report_of(round, SealingSelector::Version(version))["staat"].clone();
        (state["oordeel"].as_str().unwrap().to_owned(), state["wissingen"].clone())
    };
    vec![told("2025-vr1", 1), told("2025-vr2", 1), told("2025-vr2", 2)]
}

#[test]
fn a_sealing_that_held_the_text_holds_but_for_it_and_no_other_changes() {
    let log = with_round();
    log.seal("2025-vr1", "college");
    log.append(&[round("2025-vr2", "2025-12-01"), node("8", "Werk")]).unwrap();
    let report = log.report_of("2025-vr1", SealingSelector::Newest);
    log.seal("2025-vr2", "college");
    let named = json!({ "type": "nl.peildatum.onderdeel.gewijzigd", "onderwerp": "onderdeel/8", "ingangsdatum": "2025-11-01",
        "gegevens": { "titel": "Werk van Jan", "portefeuilles": ["Jan", "Piet"], "missie": "Jan" },
        "herkomst": { "document": "nota Jan" } });
    let named = log.append(&[with_id(named, 99)]).unwrap().records[0].position;
    log.seal("2025-vr2", "raad");
    let none = json!([]);
    let all_hold =
        |verdicts: &[(String, Value)]| verdicts.iter().all(|told| *told == ("klopt".to_owned(), none.clone()));
    assert!(all_hold(&verdicts(&log)));

    let by = log.append(&[erasing(99)]).unwrap().records[0].position;
    let erasures = json!([{ "positie": named, "door": by, "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" }]);
    let told = verdicts(&log);
    assert!(all_hold(&told[..2]), "{told:?}");
    assert_eq!(told[2], ("klopt-behoudens-wissing".to_owned(), erasures));
    assert_eq!(log.report_of("2025-vr1", SealingSelector::Newest), report, "not a byte of it changes");
    let shown = log.report_of("2025-vr2", SealingSelector::Version(2));
    assert_eq!(shown["onderdelen"][0]["titel"], Value::Null, "what was erased, and not what it was before that");
    assert!(log.verified().holds(), "{:?}", log.verified());

    // The same in a log imported from the export. The export names the erased texts, so the skeleton is the same.
    let exported = log.exported();
    let other = Opened::new();
    other.import(&exported, KEEP).unwrap();
    assert_eq!(verdicts(&other), told);
    assert_eq!(other.report_of("2025-vr2", SealingSelector::Version(2)), shown);
    assert_eq!(other.exported(), exported);
    // Without those fields the report would differ, so such a log is not restored.
    let fields = r#""gewisteVelden":["missie","portefeuilles","titel"]"#;
    assert!(exported.contains(fields), "{exported}");
    let other = Opened::new();
    let refused = other.import(&exported.replace(fields, r#""gewisteVelden":["missie"]"#), KEEP).unwrap_err();
    assert!(refused.to_string().contains("vaststelling 2 van ronde 2025-vr2 op positie 9 klopt niet"), "{refused}");
}

#[test]
fn only_an_administrator_erases_by_whatever_way_in() {
    let log = Opened::new();
    log.append(&[with_id(node("9", "Jan Jansen"), 1)]).unwrap();
    let recorder = Actor::new("oidc:jan", None, Slug::parse("vastleggen").unwrap()).unwrap();
    let append = |options| log.service.append(vec![event(erasing(1))], &recorder, options).unwrap_err();
    assert_eq!(append(AppendOptions::default()).code(), "rol-niet-bevoegd");
    assert_eq!(append(AppendOptions { dry_run: true, ..AppendOptions::default() }).code(), "rol-niet-bevoegd");
    let file = |lines: &str| [ImportFile::bytes("lines.ndjson", lines.as_bytes())];
    for dry_run in [true, false] {
        let options = ImportOptions { dry_run, ..ImportOptions::default() };
        let lines = lines(&[node("8", "Werk"), erasing(1)]);
        let refused = import(&log.service, &file(&lines), &recorder, options, &mut |_| {}).unwrap_err();
        assert!(
            refused.code() == "rol-niet-bevoegd" && refused.to_string().starts_with("lines.ndjson:2: "),
            "{refused}"
        );
    }
    assert_eq!(log.service.durable_head(), 1, "not a line of the file");
    assert!(!log.service.record(1).unwrap().unwrap().is_erased());

    // An erasure by an administrator elsewhere keeps its own actor, whoever restores it.
    let export = lines(&[without_text(first()), erasure()]);
    let other = Opened::new();
    assert_eq!(import(&other.service, &file(&export), &recorder, KEEP, &mut |_| {}).unwrap().added, 2);
    assert_eq!(log.append(&[erasing(1)]).unwrap().added, 1);
}
