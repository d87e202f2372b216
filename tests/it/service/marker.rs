//! Erased means destroyed: an erased text, its salt and its key are in no file of the folder, in no encoding.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use peildatum::domain::ids::EventId;
use peildatum::log::record::RecordView;
use peildatum::log::secrets::Slot;
use peildatum::log::text_cipher;

use super::*;

/// The marker in the text, the heading, the document, the reason and the name of the actor.
const MARKERS: [&str; 5] =
    ["Marjolein Zoutspiegel", "Kopregel Quibus", "nota-wijdenes-8841.docx", "omdat Bastiaan belde", "Wubbo Okkelberg"];

/// Long enough to be compressed before it is encrypted.
fn texts() -> [String; 5] {
    let [text, rest @ ..] = MARKERS;
    let text = format!("Er is gesproken met {text} over de wachtlijst. {}", "De wachtlijst is lang. ".repeat(20));
    let [heading, document, reason, name] = rest.map(str::to_owned);
    [heading, text, document, reason, name]
}

fn marked() -> (Value, Actor) {
    let [heading, text, document, reason, name] = texts();
    let note = json!({ "type": "nl.peildatum.toelichting.vastgelegd", "onderwerp": "onderdeel/9", "ingangsdatum": "2026-02-01",
        "gegevens": { "tekst": text, "kop": heading }, "herkomst": { "document": document }, "toelichtingWijziging": reason });
    let role = Slug::parse("beheren").unwrap();
    (with_id(note, 2), Actor::new("lokaal:test", Some(Text::parse(&name).unwrap()), role).unwrap())
}

/// Returns every encoding in which `secret` could be in a file: plain, UTF-16, hexadecimal, and both alphabets of
/// base64 at each of the three possible offsets.
fn writings(secret: &[u8]) -> Vec<Vec<u8>> {
    let wide: Vec<u8> = secret.iter().flat_map(|byte| [*byte, 0]).collect();
    let mut all = vec![secret.to_vec(), wide, hex::encode(secret).into(), hex::encode_upper(secret).into()];
    for shift in 0..3 {
        let padded = [&[0; 3][..shift], secret].concat();
        // Only the characters that depend on the secret alone.
        let (from, until) = ((shift * 8).div_ceil(6), padded.len() * 8 / 6);
        all.push(STANDARD_NO_PAD.encode(&padded)[from..until].into());
        all.push(URL_SAFE_NO_PAD.encode(&padded)[from..until].into());
    }
    all
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// Returns the files below `folder` that contain `secret` in any encoding.
fn holding(folder: &Path, secret: &[u8]) -> Vec<String> {
    let writings = writings(secret);
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        writings.iter().any(|writing| find(&bytes, writing).is_some())
    };
    let name = |path: PathBuf| path.strip_prefix(folder).unwrap().display().to_string();
    files_below(folder).into_iter().filter(holds).map(name).collect()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == what[0]) {
        from += at;
        if bytes[from..].starts_with(what) {
            return Some(from);
        }
        from += 1;
    }
    None
}

/// What must be destroyed: the words, the salt and the key; and what stays: the encrypted bytes.
struct Secrets {
    slot: Slot,
    sealed: Vec<u8>,
}

impl Secrets {
    /// Reads the secrets of the record at position 2, and proves that the search can find what it will look for.
    fn of(log: &Opened) -> Secrets {
        let record = log.service.record(2).unwrap().unwrap();
        assert_eq!(record.data["kop"], MARKERS[1]);
        let salt = record.text_salt.unwrap();
        let folder = log.folder.path();
        assert_eq!(holding(folder, &salt), ["secrets"]);
        let bytes = std::fs::read(folder.join("secrets")).unwrap();
        let at = find(&bytes, &salt).unwrap();
        let key: [u8; 32] = bytes[at - 32..at].try_into().unwrap();
        assert_eq!(holding(folder, &key), ["secrets"]);
        let slot = Slot { number: at as u64 / 64, key, salt };
        let texts = texts();
        let sealed = text_cipher::encrypt(&slot, record.id, &texts.each_ref().map(String::as_str)).unwrap();
        assert!(sealed.compressed);
        let secrets = Secrets { slot, sealed: sealed.bytes };
        assert_eq!(holding(folder, &secrets.sealed), ["log/db"], "the text lies there, and sealed");
        secrets
    }

    fn are_gone_from(&self, folder: &Path) {
        for secret in MARKERS.iter().map(|marker| marker.as_bytes()).chain([&self.slot.key[..], &self.slot.salt[..]]) {
            assert_eq!(holding(folder, secret), Vec::<String>::new(), "{}", String::from_utf8_lossy(secret));
        }
        // The compressor leaves new words unchanged, so the search would find a text that was compressed but not
        // encrypted.
        let packed = lz4_flex::block::compress_prepend_size(texts()[1].as_bytes());
        assert!(find(&packed, MARKERS[0].as_bytes()).is_some());
        // The encrypted text is still in the log: only the key protected it, and no 32 bytes of the remaining secrets
        // decrypt it.
        assert!(holding(folder, &self.sealed).contains(&"log/db".to_owned()));
        let id = EventId::parse("00000000-0000-7000-8000-000000000002").unwrap();
        assert!(text_cipher::decrypt(&self.slot, id, true, &self.sealed).is_ok());
        for window in std::fs::read(folder.join("secrets")).unwrap().windows(32) {
            let slot = Slot { key: window.try_into().unwrap(), ..self.slot };
            assert!(text_cipher::decrypt(&slot, id, true, &self.sealed).is_err());
        }
    }
}

fn erase(log: &Opened) {
    let erased = log.append(&[super::erasing::erasing(2)]).unwrap();
    assert_eq!(erased.added, 1);
    assert!(log.service.record(2).unwrap().unwrap().is_erased());
}

fn with_marked_note() -> Opened {
    let log = Opened::new();
    log.append(&[with_id(node("9", "Opvang"), 1)]).unwrap();
    let (note, actor) = marked();
    log.service.append(vec![event(note)], &actor, AppendOptions::default()).unwrap();
    log.append(&[with_id(node("8", "Werk"), 3)]).unwrap();
    log
}

/// Copies the folder as a kill at this moment would leave it.
fn as_killed(log: &Opened) -> Closed {
    let folder = tempfile::tempdir().unwrap();
    for file in files_below(log.folder.path()) {
        let to = folder.path().join(file.strip_prefix(log.folder.path()).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(&file, &to).unwrap();
    }
    std::fs::create_dir_all(folder.path().join("log/blobs")).unwrap();
    Closed { clock: Arc::clone(&log.clock), folder }
}

#[test]
fn the_search_finds_every_writing() {
    let folder = tempfile::tempdir().unwrap();
    for (number, writing) in writings(MARKERS[0].as_bytes()).iter().enumerate() {
        let name = format!("planted-{number}");
        std::fs::write(folder.path().join(&name), [b"before", &writing[..], b"after"].concat()).unwrap();
        assert_eq!(holding(folder.path(), MARKERS[0].as_bytes()).len(), number + 1, "{name}");
    }
}

#[test]
fn what_was_erased_lies_in_no_file_any_more() {
    let log = with_marked_note();
    let secrets = Secrets::of(&log);
    erase(&log);
    secrets.are_gone_from(log.folder.path());
    let log = log.reopened();
    assert!(log.verified().holds());
    secrets.are_gone_from(log.closed().folder.path());
}

#[test]
fn what_was_erased_lies_in_no_copy_that_unclean_stops_left() {
    let before = with_marked_note();
    let secrets = Secrets::of(&before);
    // The copy of the engine's files that this opening keeps contains the encrypted text.
    let log = as_killed(&before).opened();
    assert_eq!(holding(log.folder.path(), &secrets.sealed), ["before-open/db", "log/db"]);
    erase(&log);
    secrets.are_gone_from(log.folder.path());
    let log = as_killed(&log).opened();
    assert!(log.verified().holds());
    secrets.are_gone_from(log.closed().folder.path());
}

#[test]
fn an_export_and_what_is_built_of_it_hold_nothing_of_it() {
    let log = with_marked_note();
    let secrets = Secrets::of(&log);
    assert!(log.exported().contains(MARKERS[0]) && log.exported().contains(&hex::encode(secrets.slot.salt)));
    erase(&log);
    let exported = log.exported();
    let other = Opened::new();
    let keep = ImportOptions { keep_times: true, ..ImportOptions::default() };
    other.import(&exported, keep).unwrap();
    assert_eq!(other.exported(), exported);
    assert_eq!(other.service.root(4).unwrap(), log.service.root(4).unwrap());
    let other = other.closed();
    std::fs::write(other.folder.path().join("export"), exported).unwrap();
    for secret in MARKERS.iter().map(|marker| marker.as_bytes()).chain([&secrets.slot.key[..], &secrets.slot.salt[..]])
    {
        assert_eq!(holding(other.folder.path(), secret), Vec::<String>::new());
    }
    let record = log.service.record(2).unwrap().unwrap();
    assert_eq!(record.to_json(RecordView::Feed)["gewist"], true);
}
