//! `replay report --round`: the sealed reports, from an export alone.

use std::io::Write as _;
use std::process::{Command, Output};

use peildatum_projections::InMemoryLog;
use peildatum_projections::sealing::{SealingVerdict, all_sealings};
use peildatum_records::record::RecordView;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::recorded::stream;

fn export_of(log: &InMemoryLog) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    for record in log.all() {
        writeln!(file, "{}", record.to_json(RecordView::Export)).expect("it can be written");
    }
    file
}

fn report(file: &NamedTempFile, args: &[&str]) -> Output {
    let mut replay = Command::new(env!("CARGO_BIN_EXE_replay"));
    replay.arg("report").arg(file.path()).args(args).output().expect("replay runs")
}

fn done(output: Output) -> Vec<u8> {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn every_sealed_report_comes_back_with_the_digest_that_was_sealed() {
    let log = stream("voorbeeldstad.v2.ndjson");
    let file = export_of(&log);
    let sealings = all_sealings(log.state(), &log, log.state().head()).expect("every record is there");
    assert_eq!(sealings.len(), 8);
    for sealing in sealings {
        let round = format!("{}/{}", sealing.round, sealing.version);
        let canonical = done(report(&file, &["--round", &round, "--canonical"]));
        assert_eq!(format!("sha256:{}", hex(&Sha256::digest(&canonical))), sealing.digest, "{round}");
        let told = done(report(&file, &["--round", &round]));
        assert_eq!(told.last(), Some(&b'\n'));
        let told: Value = serde_json::from_slice(&told).expect("JSON");
        assert_eq!((&told["staat"]["digest"], &told["staat"]["oordeel"]), (&sealing.digest.into(), &"klopt".into()));
        assert_eq!(told["staat"]["vaststelling"]["versie"], sealing.version);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_round_is_its_newest_sealing_or_that_of_a_body_and_an_open_one_is_as_of_the_end() {
    let file = export_of(&stream("voorbeeldstad.v2.ndjson"));
    let state =
        |args: &[&str]| serde_json::from_slice::<Value>(&done(report(&file, args))).expect("JSON")["staat"].clone();
    for (round, version) in [("2019-vr1", 4), ("2019-vr1/college", 3), ("2019-vr1/raad", 4), ("2019-vr2", 2)] {
        assert_eq!(state(&["--round", round])["vaststelling"]["versie"], version, "{round}");
    }
    let open = state(&["--round", "2020-vr2"]);
    assert_eq!((&open["vaststelling"], &open["oordeel"]), (&Value::Null, &Value::Null));
    let part = state(&["--round", "2019-vr1", "--node", "9"]);
    assert_eq!(part["oordeel"].as_str(), SealingVerdict::Holds.name(), "of the whole that was sealed");
    let plain = done(report(&file, &["--on", "2019-04-01", "--position", "123", "--canonical"]));
    assert_eq!(plain.last(), Some(&b'}'), "nothing after the bytes that are hashed");
}

#[test]
fn a_round_that_is_not_there_is_refused() {
    let file = export_of(&stream("voorbeeldstad.v2.ndjson"));
    let refused = |args: &[&str], said: &str| {
        let output = report(&file, args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{told}");
        assert!(told.contains(said), "{said} in {told}");
    };
    refused(&["--round", "2019-vr9"], "ronde 2019-vr9 was op die positie nog niet geopend");
    refused(&["--round", "2019-vr1/9"], "ronde 2019-vr1 heeft geen vaststelling 9");
    refused(&["--round", "2019-vr1/koning"], "--round 2019-vr1/koning: geef het id");
    refused(&["--round", "2019 vr1"], "--round 2019 vr1: geef het id");
    refused(&["--round", "2019-vr1", "--position", "3"], "gaat niet samen met");
    refused(&["--round", "2019-vr1", "--on", "2019-04-01"], "gaat niet samen met");
    refused(&[], "--on");
}
