//! Sealed rounds later on: restored from an export, with erased texts, in histories and in the list of rounds.

use super::sealing::{note, reopened, round, with_round};
use super::*;
use peildatum::app::queries::{self, KnownAt};
use peildatum::log::commitment::SplitEvent;
use peildatum::log::export::parse;
use peildatum::log::record::RecordView;
use peildatum::projections::sealing::{SealingSelector, SealingVerdict};

const KEEP: ImportOptions = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };

/// Alters one line of an export and commits to it again, as a forger would.
fn forged(export: &str, line: usize, change: impl Fn(&mut Value)) -> String {
    let mut lines: Vec<String> = export.lines().map(str::to_owned).collect();
    let mut value: Value = serde_json::from_str(&lines[line - 1]).unwrap();
    change(&mut value);
    let mut record = parse(&value).unwrap();
    let split = SplitEvent::of_record(&record).unwrap();
    let committed = split.commitments(&record.text_salt.unwrap(), &record.core_salt).unwrap();
    (record.text_commitment, record.commitment) = committed;
    lines[line - 1] = record.to_json(RecordView::Export).to_string();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A round sealed by both bodies, reopened, with a new note, and sealed again; the log ends at position 8.
fn sealed_three_times() -> Opened {
    let log = with_round();
    log.seal("2025-vr1", "college");
    log.seal("2025-vr1", "raad");
    log.append(&[reopened("2025-vr1"), note("Nagekomen", Some("2025-vr1"))]).unwrap();
    let said = json!({ "orgaan": "raad", "strekking": "gewijzigd-vastgesteld", "reden": "Nagekomen", "genomenOp": "2026-03-02" });
    log.try_seal("2025-vr1", &said).unwrap();
    log
}

#[test]
fn sealings_that_are_put_back_hold_and_one_that_does_not_is_refused_with_its_line() {
    let log = sealed_three_times();
    let export = log.exported();
    let other = Opened::new();
    other.import(&export, KEEP).unwrap();
    assert_eq!(other.exported(), export);
    assert!(other.verified().holds() && other.verified().sealings.len() == 3);
    let refused = |file: &str| {
        let log = Opened::new();
        let told = log.import(file, KEEP).unwrap_err().to_string();
        assert_eq!(log.service.durable_head(), 0, "nothing was written");
        told
    };
    let other_digest =
        forged(&export, 5, |line| line["gegevens"]["digest"] = format!("sha256:{}", "0".repeat(64)).into());
    let told = refused(&other_digest);
    assert!(
        told.starts_with("lines.ndjson:5: gegevens.digest: vaststelling 2 van ronde 2025-vr1 op positie 5"),
        "{told}"
    );
    let other_text = forged(&export, 3, |line| line["gegevens"]["tekst"] = "De wachtlijst krimpt".into());
    let told = refused(&other_text);
    assert!(told.starts_with("lines.ndjson:4: ") && told.contains("een andere wortel"), "{told}");
    // The same on top of an existing log.
    let part = Opened::new();
    let first: String = export.lines().take(4).map(|line| format!("{line}\n")).collect();
    part.import(&first, KEEP).unwrap();
    let told = part.import(&other_digest, KEEP).unwrap_err().to_string();
    assert!(told.starts_with("lines.ndjson:5: gegevens.digest"), "{told}");
    assert_eq!(part.import(&export, KEEP).unwrap().added, 4);
    assert!(part.verified().holds());
}

#[test]
fn a_sealing_holds_but_for_an_erased_text_also_when_it_is_put_back() {
    let log = sealed_three_times();
    let note = log.service.state().id_at(3).unwrap();
    let erasure = json!({ "type": "nl.peildatum.gebeurtenis.gewist", "onderwerp": format!("gebeurtenis/{note}"),
        "ingangsdatum": "2026-03-02", "gegevens": { "grondslag": "artikel 17 AVG", "besluit": "B&W 26.0012" } });
    log.append(&[erasure]).unwrap();
    let told = |log: &Opened| {
        let verified = log.verified();
        assert!(verified.holds(), "an erasure is no alarm: {verified:?}");
        verified.sealings.into_iter().map(|checked| checked.verdict).collect::<Vec<_>>()
    };
    let verdicts = told(&log);
    let SealingVerdict::HoldsButErased { erased } = &verdicts[0] else { panic!("{verdicts:?}") };
    assert_eq!((erased[0].position, erased[0].by), (3, 9));
    assert_eq!(erased[0].decision.as_deref(), Some("B&W 26.0012"));
    let report = log.report_of("2025-vr1", SealingSelector::Version(1));
    assert_eq!(report["staat"]["oordeel"], "klopt-behoudens-wissing");
    assert_eq!(report["staat"]["gewist"], json!([3]));
    let other = Opened::new();
    other.import(&log.exported(), KEEP).unwrap();
    assert_eq!(told(&other), verdicts);
    assert_eq!(told(&other.reopened()), verdicts);
}

#[test]
fn a_history_tells_in_which_sealed_reports_an_event_stood_and_when_the_council_was_told() {
    let log = sealed_three_times();
    let rows = |log: &Opened, known| {
        let history = queries::history(&log.service, "onderdeel/9", known).unwrap();
        let row = |row: &Value| {
            let versions = row["gerapporteerdIn"].as_array().unwrap().iter().map(|one| one["versie"].as_u64().unwrap());
            (
                row["positie"].as_u64().unwrap(),
                versions.collect::<Vec<_>>(),
                row["eerstGemeldAanRaad"]["versie"].as_u64(),
            )
        };
        history["gebeurtenissen"].as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    let wanted = vec![(1, vec![1, 2, 3], Some(2)), (3, vec![1, 2, 3], Some(2)), (7, vec![3], Some(3))];
    assert_eq!(rows(&log, KnownAt::Head), wanted);
    assert_eq!(rows(&log, KnownAt::Head), wanted, "from what was kept");
    assert_eq!(rows(&log, KnownAt::Position(4)), vec![(1, vec![1], None), (3, vec![1], None)], "as known then");
    let told = queries::history(&log.service, "onderdeel/9", KnownAt::Head).unwrap();
    let first = &told["gebeurtenissen"][2]["eerstGemeldAanRaad"];
    let wanted = json!({ "aangekondigd": false, "ronde": "2025-vr1", "orgaan": "raad", "versie": 3, "genomenOp": "2026-03-02", "positie": 7 });
    assert_eq!(*first, wanted);
}

#[test]
fn a_round_is_open_sealed_reopened_and_published() {
    let log = with_round();
    let status = |log: &Opened| queries::rounds(&log.service, Some("2025-vr1")).unwrap()[0]["status"].clone();
    let published = |version: u32| {
        json!({ "type": "nl.peildatum.ronde.gepubliceerd", "onderwerp": "ronde/2025-vr1", "ingangsdatum": "2026-03-02",
            "gegevens": { "moment": "2026-03-02T10:00:00Z", "url": "https://voorbeeld.example/vr1", "versie": version,
                "weergaven": [{ "formaat": "pdf", "sha256": "a".repeat(64) }] } })
    };
    assert_eq!(status(&log), "open");
    assert_eq!(log.append(&[published(1)]).unwrap_err().code(), "vaststelling-onbekend");
    log.seal("2025-vr1", "college");
    assert_eq!(status(&log), "vastgesteld");
    log.append(&[published(1)]).unwrap();
    assert_eq!(status(&log), "gepubliceerd");
    log.seal("2025-vr1", "raad");
    assert_eq!(status(&log), "vastgesteld", "what the council adopted is not published yet");
    log.append(&[published(2), reopened("2025-vr1")]).unwrap();
    assert_eq!(status(&log), "heropend");
    log.append(&[round("2025-vr2", "2025-10-01")]).unwrap();
    let all = queries::rounds(&log.service, None).unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["vaststellingen"].as_array().unwrap().len(), 2);
    assert_eq!(all[0]["publicaties"][0]["url"], "https://voorbeeld.example/vr1");
    assert_eq!(all[0]["publicaties"][1]["weergaven"], json!([{ "formaat": "pdf", "sha256": "a".repeat(64) }]));
    assert!(queries::rounds(&log.service, Some("2025-vr9")).is_err());
}

#[test]
fn a_decision_is_found_by_its_number() {
    let log = with_round();
    let decision = |id: &str| {
        json!({ "type": "nl.peildatum.besluit.genomen", "onderwerp": format!("besluit/{id}"), "ingangsdatum": "2026-03-01",
            "gegevens": { "soort": "collegebesluit", "kenmerk": "B&W 26.0001", "titel": "Rapportage", "strekking": "vastgesteld" } })
    };
    let said = json!({ "orgaan": "college", "strekking": "vastgesteld", "besluit": "B&W 26.0001" });
    let refused = |log: &Opened| log.try_seal("2025-vr1", &said).unwrap_err().to_string();
    assert!(refused(&log).contains("B&W 26.0001"));
    log.append(&[decision("bw-26.0001")]).unwrap();
    assert_eq!(log.try_seal("2025-vr1", &said).unwrap().decision.as_deref(), Some("bw-26.0001"));
    log.append(&[decision("bw-26.0001-2")]).unwrap();
    assert!(refused(&log).contains("meer dan één"));
}
