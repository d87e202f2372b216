//! Closing and opening: everything is present, other processes are refused, and a refused folder is read as far as it
//! is valid.

use super::*;
use peildatum::app::export::export_refused;
use peildatum::log::LogError;

fn try_open(folder: &Path) -> Result<Service, LogError> {
    Service::open(folder, OpenOptions::default())
}

#[test]
fn after_a_restart_everything_is_there() {
    let log = Opened::new();
    log.clock.set(moment("2026-11-22T00:00:00Z"));
    let keep = ImportOptions { keep_times: true, accept_unreviewed: true, dry_run: false };
    log.import(&stream("voorbeeldstad.v1.ndjson"), keep).unwrap();
    let (head, text) = (log.service.durable_head(), log.exported());
    let root = log.service.root(head).unwrap();
    let log = log.reopened();
    assert_eq!(log.exported(), text);
    assert_eq!(log.service.root(head).unwrap(), root);
    assert_eq!(log.service.state().head(), head);
    assert_eq!(log.append(&[node("1", "nieuw")]).unwrap().records[0].position, head + 1);
    assert!(log.verified().holds());
}

#[test]
fn opening_tells_how_far_it_is() {
    let log = Opened::new();
    log.append(&[node("9", "a")]).unwrap();
    let log = log.closed();
    let (sender, told) = std::sync::mpsc::channel();
    let progress = Box::new(move |done, of| sender.send((done, of)).unwrap());
    Service::open(log.folder.path(), OpenOptions { progress, ..OpenOptions::default() }).unwrap().close().unwrap();
    assert_eq!(told.iter().last(), Some((1, 1)));
}

#[test]
fn a_folder_that_is_missing_or_taken_is_refused_with_what_to_do() {
    let log = Opened::new();
    let taken = try_open(log.folder.path()).err().unwrap();
    assert!(taken.is_damage_or_in_use() && taken.to_string().contains("--url"), "{taken}");
    let missing = try_open(&log.folder.path().join("elders")).err().unwrap();
    assert!(missing.to_string().contains("die map is er niet"), "{missing}");
}

#[test]
fn a_refused_folder_is_exported_as_far_as_it_holds() {
    let log = Opened::new();
    log.append(&[node("9", "a")]).unwrap();
    log.append(&[node("8", "b")]).unwrap();
    let text = log.exported();
    let log = log.closed();
    // Without its head note a folder does not show how far it was acknowledged, so it is refused.
    std::fs::write(log.folder.path().join("head"), [0; 16]).unwrap();
    let refused = try_open(log.folder.path()).err().unwrap();
    assert!(refused.is_damage_or_in_use() && refused.to_string().contains("export"), "{refused}");
    let mut out = Vec::new();
    let saved = export_refused(log.folder.path(), None, &mut out, &mut |_, _| {}).unwrap();
    assert_eq!((saved.written, saved.holds_until), (2, 2));
    assert_eq!(String::from_utf8(out).unwrap(), text);
    let mut out = Vec::new();
    export_refused(log.folder.path(), Some(1), &mut out, &mut |_, _| {}).unwrap();
    assert_eq!(String::from_utf8(out).unwrap().lines().count(), 1);
}

/// Returns the state as bytes, which must be equal after a snapshot and after a rebuild.
fn state_bytes(log: &Opened) -> Vec<u8> {
    let mut bytes = Vec::new();
    log.service.state().to_snapshot(&mut bytes);
    bytes
}

#[test]
fn a_snapshot_and_the_rest_give_the_same_state_as_a_rebuild() {
    let log = Opened::new();
    let plain = ImportOptions::default();
    let many: Vec<Value> = (0..1200).map(|number| node(&format!("9.{number}"), "a")).collect();
    log.import(&lines(&many), plain).unwrap();
    let log = log.closed();
    let path = log.folder.path().join("snapshot");
    let kept = std::fs::read(&path).unwrap();
    let log = log.opened();
    log.append(&[node("8", "b"), node("7", "c")]).unwrap();
    let log = log.closed();
    assert_eq!(std::fs::read(&path).unwrap(), kept, "two events more are not worth another one");
    let log = log.opened();
    let from_snapshot = state_bytes(&log);
    assert!(log.verified().holds());

    let log = log.closed();
    std::fs::remove_file(&path).unwrap();
    let log = log.opened();
    assert_eq!(state_bytes(&log), from_snapshot);
}

#[test]
fn a_snapshot_is_written_while_the_service_runs_and_serves_a_start_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::at(moment(BEGIN)));
    let options = OpenOptions {
        if_missing: IfMissing::Create,
        clock: Arc::clone(&clock) as _,
        events_between_snapshots: 500,
        ..OpenOptions::default()
    };
    let service = Service::open(folder.path(), options).unwrap();
    let log = Opened { service, clock, folder };
    let many: Vec<Value> = (0..600).map(|number| node(&format!("9.{number}"), "a")).collect();
    log.append(&many).unwrap();
    let begin = std::time::Instant::now();
    while log.service.last_snapshot() < 600 {
        assert!(begin.elapsed() < std::time::Duration::from_secs(60), "no snapshot was written");
        std::thread::yield_now();
    }
    log.append(&[node("8", "b")]).unwrap();
    let right = state_bytes(&log);
    // A kill leaves what is there while the service runs: the note of the head says that nobody closed the folder.
    let left = ["snapshot", "head"].map(|name| (name, std::fs::read(log.folder.path().join(name)).unwrap()));
    assert_eq!(left[0].1[8..16], 600_u64.to_le_bytes());
    let kill = |log: Opened| {
        let log = log.closed();
        left.iter().for_each(|(name, bytes)| std::fs::write(log.folder.path().join(name), bytes).unwrap());
        std::fs::write(log.folder.path().join("snapshot.new"), "half").unwrap();
        log
    };
    let log = kill(log).opened();
    assert_eq!((log.service.last_snapshot(), state_bytes(&log)), (600, right.clone()));
    assert!(!log.folder.path().join("snapshot.new").exists());
    assert!(log.verified().holds());

    // Where the tree is another than the snapshot names, neither is used.
    let log = kill(log);
    let tree = log.folder.path().join("tree");
    let mut bytes = std::fs::read(&tree).unwrap();
    bytes.iter_mut().for_each(|byte| *byte ^= 1);
    std::fs::write(&tree, bytes).unwrap();
    let log = log.opened();
    assert_eq!((log.service.last_snapshot(), state_bytes(&log)), (0, right));
    assert!(log.verified().holds());
}

#[test]
fn a_snapshot_that_is_damaged_or_of_another_log_is_passed_over() {
    let log = Opened::new();
    let many: Vec<Value> = (0..1200).map(|number| node(&format!("9.{number}"), "a")).collect();
    log.import(&lines(&many), ImportOptions::default()).unwrap();
    let right = state_bytes(&log);
    let mut log = log.closed();
    let path = log.folder.path().join("snapshot");
    let kept = std::fs::read(&path).unwrap();
    for at in [0, 4, 8, 20, 50, 60, kept.len() / 2, kept.len() - 1] {
        let mut bytes = kept.clone();
        bytes[at] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let opened = log.opened();
        assert_eq!(state_bytes(&opened), right, "byte {at}");
        log = opened.closed();
    }
    std::fs::write(&path, &kept[..kept.len() - 7]).unwrap();
    let opened = log.opened();
    assert_eq!(state_bytes(&opened), right);

    let other = Opened::new();
    other.append(&[node("1", "x")]).unwrap();
    let other = other.closed();
    std::fs::write(other.folder.path().join("snapshot"), &kept).unwrap();
    assert_eq!(other.opened().service.state().head(), 1);
}
