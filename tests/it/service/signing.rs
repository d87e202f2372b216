//! Signing: when a checkpoint is made, what it may cover, and refusals if key or checkpoint do not fit the log.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use peildatum::app::clock::FixedClock;
use peildatum::app::{KeyMade, OpenOptions, Service};
use peildatum::log::LogError;
use peildatum::log::checkpoint::SignedCheckpoint;
use peildatum::log::signed_note::{KeyName, Signer};
use peildatum::log::signing::Rekey;

use super::{Closed, Opened, node};

fn on_disk(folder: &Path) -> String {
    fs::read_to_string(folder.join("checkpoint")).unwrap()
}

fn with_nodes(count: u32) -> Opened {
    let opened = Opened::new();
    for number in 0..count {
        opened.append(&[node(&format!("{}", number + 1), "Programma")]).unwrap();
    }
    opened
}

/// Opens a folder that is refused, and returns the reason.
fn refused(closed: &Closed, options: OpenOptions) -> LogError {
    match Service::open(closed.folder.path(), options) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

/// Opens a damaged folder, and returns the text of the refusal.
fn damaged(closed: &Closed) -> String {
    let error = refused(closed, OpenOptions::default());
    assert!(error.is_damage_or_in_use(), "{error}");
    assert!(error.to_string().contains("uit een back-up"), "it says what to do: {error}");
    error.to_string()
}

#[test]
fn a_new_folder_gets_a_key_of_its_own_and_a_checkpoint_of_nothing() {
    let opened = Opened::new();
    assert_eq!(opened.service.key_made(), Some(KeyMade::NewFolder));
    let verifier = opened.service.verifier();
    assert!(verifier.to_string().starts_with("peildatum/"));
    let mode = fs::metadata(opened.folder.path().join("key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let signed = SignedCheckpoint::open(&on_disk(opened.folder.path()), &verifier).unwrap();
    assert_eq!((signed.checkpoint.size, signed.checkpoint.root), (0, peildatum::log::tree::empty_root()));
    let format = fs::read_to_string(opened.folder.path().join("FORMAT")).unwrap();
    assert_eq!(format, format!("peildatum 1\nsigned {verifier}\n"));
    let again = opened.reopened();
    assert_eq!(again.service.key_made(), Some(KeyMade::NewFolder), "told until something is recorded under it");
    again.append(&[node("1", "Programma")]).unwrap();
    let again = again.reopened();
    assert_eq!((again.service.key_made(), again.service.verifier()), (None, verifier));
    assert_ne!(Opened::new().service.verifier(), again.service.verifier());
}

#[test]
fn closing_signs_the_head_and_opening_finds_it() {
    let opened = with_nodes(3);
    let root = opened.service.root(3).unwrap().unwrap();
    let verifier = opened.service.verifier();
    let closed = opened.closed();
    let signed = SignedCheckpoint::open(&on_disk(closed.folder.path()), &verifier).unwrap();
    assert_eq!((signed.checkpoint.size, signed.checkpoint.root), (3, root));
    assert_eq!(*closed.opened().service.checkpoint(), signed);
}

#[test]
fn a_commit_is_signed_within_seconds_without_being_asked_and_many_commits_share_a_checkpoint() {
    let opened = Opened::new();
    let before = opened.service.checkpoint();
    for number in 1..=30 {
        opened.append(&[node(&number.to_string(), "Programma")]).unwrap();
    }
    let (mut sizes, tries) = (vec![before.checkpoint.size], 400);
    for _ in 0..tries {
        let size = opened.service.checkpoint().checkpoint.size;
        if *sizes.last().unwrap() != size {
            sizes.push(size);
        }
        if size == 30 {
            break;
        }
        std::thread::park_timeout(Duration::from_millis(25)); // another thread signs; this only waits before looking again
    }
    assert_eq!(sizes.last(), Some(&30));
    assert!(sizes.len() < 10, "not one for each commit: {sizes:?}");
    let signed = SignedCheckpoint::open(&on_disk(opened.folder.path()), &opened.service.verifier()).unwrap();
    assert_eq!(signed.checkpoint.size, 30);
}

#[test]
fn what_is_shown_is_on_disk_already_and_asking_twice_gives_the_same() {
    let opened = with_nodes(2);
    let signed = opened.service.sign_now().unwrap();
    assert_eq!(signed.checkpoint.size, 2);
    assert_eq!(on_disk(opened.folder.path()), signed.note);
    assert_eq!(opened.service.sign_now().unwrap(), signed);
}

#[test]
fn a_log_that_ends_before_its_checkpoint_is_refused_with_the_position() {
    let shorter = with_nodes(3).closed();
    let longer = with_nodes(3);
    let key = shorter.folder.path().join("key");
    let signer = Signer::parse(fs::read_to_string(key).unwrap().trim_end()).unwrap();
    let mut checkpoint = longer.service.sign_now().unwrap().checkpoint.clone();
    checkpoint.origin = signer.name().clone();
    checkpoint.size = 5;
    fs::write(shorter.folder.path().join("checkpoint"), checkpoint.sign(&signer).note).unwrap();
    let told = damaged(&shorter);
    assert!(
        told.contains(
            "beschadigd op positie 4: het logboek eindigt op 3, maar tot en met 5 is een checkpoint ondertekend"
        ),
        "{told}"
    );
    assert!(told.contains("export --until 3"), "{told}");
}

#[test]
fn a_log_with_another_root_at_its_checkpoint_is_refused() {
    let (one, other) = (with_nodes(3), with_nodes(3));
    let other = other.closed();
    let signer = fs::read_to_string(other.folder.path().join("key")).unwrap();
    let signer = Signer::parse(signer.trim_end()).unwrap();
    let mut checkpoint = one.service.sign_now().unwrap().checkpoint.clone();
    checkpoint.origin = signer.name().clone();
    checkpoint.size = 2;
    fs::write(other.folder.path().join("checkpoint"), checkpoint.sign(&signer).note).unwrap();
    let told = damaged(&other);
    assert!(
        told.contains(
            "op positie 2: gebeurtenis 1 tot en met 2 zijn niet die waarvoor het laatste checkpoint is ondertekend"
        ),
        "{told}"
    );
}

#[test]
fn a_log_that_was_altered_after_it_was_signed_is_refused() {
    // The tree is truncated, so that it is rebuilt from the records; the altered record comes from another log.
    let (one, other) = (with_nodes(3).closed(), with_nodes(3).closed());
    for name in ["log", "head", "secrets", "tree"] {
        let (from, to) = (other.folder.path().join(name), one.folder.path().join(name));
        if to.is_dir() {
            fs::remove_dir_all(&to).unwrap();
            fs::rename(from, to).unwrap();
        } else {
            fs::copy(from, to).unwrap();
        }
    }
    assert!(damaged(&one).contains("op positie 3: gebeurtenis 1 tot en met 3 zijn niet die"), "{}", damaged(&one));
}

#[test]
fn a_key_or_a_checkpoint_that_is_gone_or_another_is_told_and_never_made_anew_in_silence() {
    let wrecked = |wreck: &dyn Fn(&Path)| {
        let closed = with_nodes(2).closed();
        wreck(closed.folder.path());
        damaged(&closed)
    };
    let told = wrecked(&|folder| fs::remove_file(folder.join("key")).unwrap());
    assert!(
        told.contains("is beschadigd: de sleutel key ontbreekt, terwijl het logboek is ondertekend als peildatum/"),
        "{told}"
    );
    let told = wrecked(&|folder| fs::remove_file(folder.join("checkpoint")).unwrap());
    assert!(told.contains("het laatste checkpoint ontbreekt"), "{told}");
    let told = wrecked(&|folder| fs::write(folder.join("checkpoint"), "").unwrap());
    assert!(told.contains("klopt niet: dit is geen ondertekende notitie"), "{told}");
    let told = wrecked(&|folder| {
        let note = on_disk(folder).replace("\n2\n", "\n1\n");
        fs::write(folder.join("checkpoint"), note).unwrap();
    });
    assert!(told.contains("klopt niet: de handtekening past niet bij de tekst"), "{told}");
    let told = wrecked(&|folder| fs::write(folder.join("checkpoint"), [0xff, 0xfe]).unwrap());
    assert!(told.contains("is geen tekst"), "{told}");
    let told = wrecked(&|folder| fs::write(folder.join("key"), "PRIVATE+KEY+x").unwrap());
    assert!(told.contains("is niet te lezen"), "{told}");
    let other = Signer::from_seed(KeyName::parse("elders.example").unwrap(), &[1; 32]);
    let told = wrecked(&|folder| fs::write(folder.join("key"), other.to_secret()).unwrap());
    assert!(
        told.contains("is elders.example+") && told.contains("maar het logboek is ondertekend als peildatum/"),
        "{told}"
    );
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    let closed = with_nodes(1).closed();
    let key = closed.folder.path().join("key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let told = refused(&closed, OpenOptions::default()).to_string();
    assert!(told.contains("mode 0640") && told.contains("chmod 600"), "{told}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    closed.opened();
}

#[test]
fn a_folder_of_before_there_were_keys_gets_one() {
    let closed = with_nodes(2).closed();
    let folder = closed.folder.path();
    fs::remove_file(folder.join("key")).unwrap();
    fs::remove_file(folder.join("checkpoint")).unwrap();
    fs::write(folder.join("FORMAT"), "peildatum 1\n").unwrap();
    let opened = closed.opened();
    assert_eq!(opened.service.key_made(), Some(KeyMade::OlderFolder));
    assert_eq!(opened.service.checkpoint().checkpoint.size, 2);
}

#[test]
fn a_stop_between_key_checkpoint_and_format_leaves_a_folder_that_opens() {
    for removed in [&["checkpoint"][..], &[]] {
        let closed = with_nodes(2).closed();
        let folder = closed.folder.path();
        removed.iter().for_each(|name| fs::remove_file(folder.join(name)).unwrap());
        fs::write(folder.join("FORMAT"), "peildatum 1\n").unwrap();
        let opened = closed.opened();
        assert_eq!((opened.service.key_made(), opened.service.checkpoint().checkpoint.size), (None, 2));
        assert!(fs::read_to_string(opened.folder.path().join("FORMAT")).unwrap().contains("\nsigned "));
    }
}

fn options(clock: &Arc<FixedClock>, origin: Option<&str>, rekey: Rekey) -> OpenOptions {
    let origin = origin.map(|name| KeyName::parse(name).unwrap());
    OpenOptions { clock: Arc::clone(clock) as _, origin, rekey, ..OpenOptions::default() }
}

#[test]
fn a_name_changes_only_on_an_explicit_word() {
    let closed = with_nodes(2).closed();
    let told = refused(&closed, options(&closed.clock, Some("stad.example/log"), Rekey::Keep)).to_string();
    assert!(
        told.contains("niet als stad.example/log") && told.contains("peildatum key --name stad.example/log"),
        "{told}"
    );
    let name = KeyName::parse("stad.example/log").unwrap();
    let service =
        Service::open(closed.folder.path(), options(&closed.clock, None, Rekey::Rename(name.clone()))).unwrap();
    assert_eq!((service.key_made(), service.verifier().name().clone()), (Some(KeyMade::Asked), name.clone()));
    assert_eq!(service.checkpoint().checkpoint.origin, name);
    service.close().unwrap();
    drop(service);
    let opened =
        Service::open(closed.folder.path(), options(&closed.clock, Some("stad.example/log"), Rekey::Keep)).unwrap();
    assert_eq!(opened.key_made(), None);
}

#[test]
fn a_lost_key_or_checkpoint_is_made_anew_on_an_explicit_word_and_a_checkpoint_that_is_left_still_binds() {
    let closed = with_nodes(2).closed();
    fs::remove_file(closed.folder.path().join("key")).unwrap();
    let renew = || options(&closed.clock, None, Rekey::Renew(None));
    let service = Service::open(closed.folder.path(), renew()).unwrap();
    let name = service.verifier().name().clone();
    assert!(name.as_str().starts_with("peildatum/"), "under the old name");
    service.close().unwrap();
    drop(service);
    fs::remove_file(closed.folder.path().join("checkpoint")).unwrap();
    let service = Service::open(closed.folder.path(), renew()).unwrap();
    assert_eq!((service.verifier().name(), service.checkpoint().checkpoint.size), (&name, 2));
    service.close().unwrap();
    drop(service);
    let text = on_disk(closed.folder.path());
    fs::write(closed.folder.path().join("checkpoint"), text.replace("\n2\n", "\n1\n")).unwrap();
    assert!(refused(&closed, renew()).to_string().contains("klopt niet"));
}

#[test]
fn a_tree_file_that_lies_behind_changes_no_answer() {
    let opened = with_nodes(9);
    let service = &opened.service;
    let id = service.state().id_at(4).unwrap();
    service.sign_now().unwrap();
    let tile = peildatum::log::tiles::Tile::parse("0/000.p/9").unwrap();
    let answers = || {
        (service.inclusion_proof_of(id).unwrap(), service.tile(tile).unwrap(), service.consistency_proof(3, 9).unwrap())
    };
    let (root, before) = (service.root(9).unwrap(), answers());
    for kept in [330, 100, 32, 0] {
        let file = fs::File::options().write(true).open(opened.folder.path().join("tree")).unwrap();
        file.set_len(kept).unwrap();
        assert!((service.root(9).unwrap(), answers()) == (root, before.clone()), "{kept} bytes of it are left");
    }
}
