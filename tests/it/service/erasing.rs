//! Texts that were erased: a log with erasures put back, an erasure that a stop left undone done again.

use super::*;
use peildatum::app::prepare::{Place, prepare};
use peildatum::domain::ids::EventId;
use peildatum::log::record::Shape;
use peildatum::log::secrets::Slot;

const KEEP: ImportOptions = ImportOptions { keep_times: true, accept_unreviewed: false, dry_run: false };

/// A record of an export, as it is while its text is there.
fn first() -> Value {
    let log = Opened::new();
    log.append(&[with_id(node("9", "Jan Jansen"), 1)]).unwrap().records[0].to_json(Shape::Export)
}

/// The same after its text was erased.
fn without_text(mut record: Value) -> Value {
    record["gegevens"].as_object_mut().unwrap().remove("titel");
    record["actor"].as_object_mut().unwrap().remove("naam");
    record.as_object_mut().unwrap().remove("zoutTekst");
    record["gewist"] = true.into();
    record
}

/// The event that says so, at position 2.
fn erasure() -> Value {
    let slot = Slot { number: 0, key: [1; 32], salt: [2; 32] };
    let proposal = event(json!({ "type": "nl.peildatum.gebeurtenis.gewist",
        "onderwerp": "gebeurtenis/00000000-0000-7000-8000-000000000001", "ingangsdatum": "2026-03-02",
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } }));
    let id = EventId::from_bytes([8; 16]);
    let prepared = prepare(proposal, id, &Arc::new(actor()), &slot, [3; 32]).unwrap();
    let at = Instant::from_micros(moment(BEGIN).micros() + 1);
    prepared.record(&Place { position: 2, subject_version: 1, recorded_at: at, logged_at: at }).to_json(Shape::Export)
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

#[test]
fn this_log_does_not_erase_yet() {
    let log = Opened::new();
    log.append(&[with_id(node("9", "a"), 1)]).unwrap();
    let asked = json!({ "type": "nl.peildatum.gebeurtenis.gewist",
        "onderwerp": "gebeurtenis/00000000-0000-7000-8000-000000000001", "ingangsdatum": "2026-03-02",
        "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    assert_eq!(log.append(&[asked]).unwrap_err().code(), "wissen-nog-niet-mogelijk");
}
