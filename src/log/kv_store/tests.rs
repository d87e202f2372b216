//! The key-value store: entries survive a kill of the process, and entries changed from outside are refused.

use super::*;

fn put(shelf: &mut dyn KvStore, changes: &[(&str, Option<&str>)]) {
    let changes = changes.iter().map(|(name, content)| ((*name).to_owned(), content.map(|c| c.as_bytes().to_vec())));
    shelf.apply(&changes.collect()).unwrap();
}

fn names(shelf: &dyn KvStore) -> Vec<String> {
    shelf.all().unwrap().into_keys().collect()
}

fn refused(data: &Path) -> String {
    DiskKvStore::open(data).err().expect("it is refused").to_string()
}

#[test]
fn what_was_put_is_there_again_and_what_was_removed_is_not() {
    let data = tempfile::tempdir().unwrap();
    let mut shelf = DiskKvStore::open(data.path()).unwrap();
    put(&mut shelf, &[("a", Some("1")), ("b", Some("2"))]);
    put(&mut shelf, &[("a", None), ("c", Some("3")), ("b", Some("22"))]);
    drop(shelf);
    let shelf = DiskKvStore::open(data.path()).unwrap();
    assert_eq!(names(&shelf), ["b", "c"]);
    assert_eq!(shelf.all().unwrap()["b"], b"22");
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(data.path().join(FOLDER)).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o700, "it holds secrets");
}

#[test]
fn an_entry_that_is_gone_or_changed_behind_its_back_is_refused() {
    let spoil = |change: &dyn Fn(&mut Store)| {
        let data = tempfile::tempdir().unwrap();
        let mut shelf = DiskKvStore::open(data.path()).unwrap();
        put(&mut shelf, &[("a", Some("1")), ("b", Some("2"))]);
        change(&mut shelf.store);
        drop(shelf);
        refused(data.path())
    };
    let gone = spoil(&|store| store.put([(&b"a"[..], None)].into_iter()).unwrap());
    assert!(gone.contains("er zijn 2 dingen geschreven en 1 gevonden"), "{gone}");
    let swapped = spoil(&|store| store.put([(&b"a"[..], Some(&wrap("b", b"2")[..]))].into_iter()).unwrap());
    assert!(swapped.contains("a is niet wat er is geschreven"), "{swapped}");
}

#[test]
fn an_older_engine_than_was_acknowledged_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let mut shelf = DiskKvStore::open(data.path()).unwrap();
    put(&mut shelf, &[("a", Some("1"))]);
    drop(shelf);
    let engine = data.path().join(FOLDER).join("engine");
    let old = data.path().join("old");
    files::create_dir(&old).unwrap();
    for name in ["db", "conf"] {
        files::copy(&engine.join(name), &old.join(name)).unwrap();
    }
    let mut shelf = DiskKvStore::open(data.path()).unwrap();
    put(&mut shelf, &[("a", Some("2"))]);
    drop(shelf);
    std::fs::remove_dir_all(&engine).unwrap();
    std::fs::rename(&old, &engine).unwrap();
    assert!(refused(data.path()).contains("eindigt met schrijfbeurt 1, terwijl 2 was toegezegd"));
    std::fs::remove_dir_all(&engine).unwrap();
    assert!(
        refused(data.path()).contains("eindigt met schrijfbeurt 0, terwijl 2 was toegezegd"),
        "never an empty one instead"
    );
}

#[test]
fn every_change_is_synced_before_it_returns() {
    struct Counts(std::sync::Arc<std::sync::atomic::AtomicUsize>);
    impl Syncer for Counts {
        fn sync(&mut self, file: &std::fs::File) -> std::io::Result<()> {
            self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            file.sync_data()
        }
    }
    let data = tempfile::tempdir().unwrap();
    let count = std::sync::Arc::default();
    let mut shelf = DiskKvStore::open_with(data.path(), Box::new(Counts(std::sync::Arc::clone(&count)))).unwrap();
    let before = count.load(std::sync::atomic::Ordering::SeqCst);
    put(&mut shelf, &[("a", Some("1"))]);
    assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), before + 1);
}
