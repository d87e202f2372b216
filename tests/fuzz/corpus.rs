//! The inputs that are generated from the recorded streams: committed, written with `PEILDATUM_WRITE=1`, and compared
//! with the output of the present version, as far as that is deterministic.

use std::fs;
use std::path::{Path, PathBuf};

use peildatum::app::import::{ImportFile, ImportOptions, import};
use peildatum::app::{OpenOptions, Service};
use peildatum::domain::actor::Actor;
use peildatum::domain::state::State;
use peildatum::domain::text::Slug;
use peildatum::log::codec::{StoredRecord, encode_texts};
use peildatum::log::folder::{IfMissing, Log};
use peildatum::log::frame::Batch;
use peildatum::log::storage::Reader;

/// The folder of the inputs.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")
}

fn stream(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("replay/streams").join(name);
    fs::read_to_string(path).unwrap()
}

/// Returns one record of each type and version in the recorded stream, as the log stores it, with the type's name.
fn stored_records() -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
    let service = Service::open(&data, options).unwrap();
    let actor = Actor::new("lokaal:toets", None, Slug::parse("beheren").unwrap()).unwrap();
    let file = folder.path().join("stroom.ndjson");
    fs::write(&file, stream("voorbeeldstad.v1.ndjson")).unwrap();
    let options = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
    import(&service, &[ImportFile::at(&file)], &actor, options, &mut |_| {}).unwrap();
    service.close().unwrap();
    drop(service);
    let log = Log::open(&data, IfMissing::Refuse).unwrap();
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    log.reader
        .for_each(1, u64::MAX, &mut |_, bytes| {
            let name = StoredRecord::decode(bytes).unwrap().header.kind.name().to_owned();
            if !found.iter().any(|(other, _)| *other == name) {
                found.push((name, bytes.to_vec()));
            }
            Ok(())
        })
        .unwrap();
    found
}

fn write(target: &str, name: &str, bytes: &[u8]) {
    let folder = folder().join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}

#[test]
fn the_corpus_holds_what_the_recorded_streams_give() {
    if std::env::var_os("PEILDATUM_WRITE").is_some() {
        write_all();
    }
    for (target, at_least) in [("record", 15), ("frame", 2), ("export-line", 1), ("proposal", 15)] {
        let there = fs::read_dir(folder().join(target)).unwrap().count();
        assert!(there >= at_least, "{target} has {there} inputs; write them with PEILDATUM_WRITE=1");
    }
    for (target, name, bytes) in crate::signed::made() {
        let kept = fs::read(folder().join(target).join(&name)).unwrap_or_default();
        assert!(kept == bytes, "{target}/{name} is not what this version makes; write it with PEILDATUM_WRITE=1");
    }
    for entry in fs::read_dir(folder().join("record")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "made") {
            assert!(StoredRecord::decode(&fs::read(&path).unwrap()).is_ok(), "{} is a record no more", path.display());
        }
    }
}

fn write_all() {
    for (target, name, bytes) in crate::signed::made() {
        write(target, &name, &bytes);
    }
    let records = stored_records();
    for (name, bytes) in &records {
        write("record", &format!("{name}.made"), bytes);
    }
    let mut state = State::new();
    let mut one_after_another = Batch::new(1);
    for (name, bytes) in records.iter().take(6) {
        let stored = StoredRecord::decode(bytes).unwrap();
        let mut single = Batch::new(stored.position);
        single.push(bytes).unwrap();
        let frame = single.finish().unwrap();
        let framed = [&stored.position.to_be_bytes(), frame.as_bytes()].concat();
        write("frame", &format!("{name}.made"), &framed);
        one_after_another.push(bytes).unwrap();
        let (key, page) = frame.pages().next().unwrap();
        write("page", &format!("{name}.made"), &[&key.to_bytes()[..], &page].concat());
        let mut fact = stored.folded().unwrap();
        fact.position = state.head() + 1;
        if state.apply(&fact).is_ok() {
            state.release_savepoints();
        }
    }
    let frame = one_after_another.finish().unwrap();
    write("frame", "zes-records.made", &[&1u64.to_be_bytes(), frame.as_bytes()].concat());
    // These inputs are mostly header and table, so that an edit hits those.
    let mut tiny = Batch::new(7);
    (0..20u8).for_each(|at| assert!(tiny.push(&vec![at; usize::from(at % 3)]).is_some()));
    let frame = tiny.finish().unwrap();
    write("frame", "twintig-korte.made", &[&7u64.to_be_bytes(), frame.as_bytes()].concat());
    let mut snapshot = Vec::new();
    state.to_snapshot(&mut snapshot);
    write("snapshot", "zes-gebeurtenissen.made", &snapshot);
    write("texts", "twee.made", &encode_texts(&["een kop", "een tekst met € en ë"]).unwrap());
    write("texts", "geen.made", &encode_texts(&[]).unwrap());
    let city = stream("voorbeeldstad.v1.ndjson");
    let mut seen: Vec<String> = Vec::new();
    for line in city.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let kind = value["type"].as_str().unwrap().trim_start_matches("nl.peildatum.").to_owned();
        if !seen.contains(&kind) {
            write("proposal", &format!("{kind}.made"), line.as_bytes());
            write("body", &format!("{kind}.made"), line.as_bytes());
            seen.push(kind);
        }
    }
    let first: String = city.lines().take(12).map(|line| format!("{line}\n")).collect();
    write("import-file", "twaalf-regels.made", first.as_bytes());
}
