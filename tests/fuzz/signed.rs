//! Fuzz targets for data that is signed, stored or exchanged: notes, checkpoints, keys, proofs, tiles. Each has exactly
//! one encoding, and nothing is trusted that was not signed.
//!
//! Each rule takes its decoder as an argument, so that the tests can show that it detects faults: for each target,
//! [`SEEDED`] has a decoder that accepts too much.

use std::sync::LazyLock;

use peildatum::log::checkpoint::Checkpoint;
use peildatum::log::proof::InclusionProof;
use peildatum::log::signed_note::{KeyName, SignedNote, Signer, Verifier};
use peildatum::log::tiles::{self, Tile};
use peildatum::log::tree::{self, Hash, Tree, leaf_hash};

use crate::targets::Target;

/// The targets.
pub const TARGETS: [Target; 7] = [
    ("note", |data| note(data, signed_text)),
    ("checkpoint", |data| checkpoint(data, |text| Checkpoint::parse(text).ok())),
    ("verifier-key", |data| one_form(data, |text| Verifier::parse(text).ok().map(|key| key.to_string()))),
    ("signing-key", |data| one_form(data, |text| Signer::parse(text).ok().map(|key| signing(&key)))),
    ("proof", |data| proof(data, |text| InclusionProof::parse(text).ok())),
    ("tile-path", |data| tile_path(data, Tile::parse)),
    ("entries", |data| entries(data, tiles::parse_entries)),
];

/// The same rules with decoders that accept too much, each of which must be found.
pub const SEEDED: [Target; 7] = [
    // Does not check signatures.
    ("note", |data| note(data, |note| Some(SignedNote::parse(note).ok()?.unverified_text().to_owned()))),
    // Ignores what follows the root on its line.
    ("checkpoint", |data| {
        checkpoint(data, |text| {
            let at = text.match_indices('\n').nth(1)?.0 + 1 + ROOT_LENGTH;
            Checkpoint::parse(&format!("{}\n", text.get(..at)?)).ok()
        })
    }),
    // Ignores what follows a key.
    ("verifier-key", |data| {
        let length = signer().verifier().to_string().len();
        one_form(data, |text| Verifier::parse(text.get(..length)?).ok().map(|key| key.to_string()))
    }),
    ("signing-key", |data| {
        let length = signer().to_secret().len();
        one_form(data, |text| Signer::parse(text.get(..length)?).ok().map(|key| signing(&key)))
    }),
    // Skips lines that are not a hash.
    ("proof", |data| {
        proof(data, |text| {
            let hash_or_word = |line: &&str| line.len() == ROOT_LENGTH || line.contains(' ') || !line.contains('=');
            let (head, checkpoint) = text.split_once("\n\n")?;
            let lines: Vec<&str> = head.lines().filter(hash_or_word).collect();
            InclusionProof::parse(&format!("{}\n\n{checkpoint}", lines.join("\n"))).ok()
        })
    }),
    // Ignores what follows the last digit.
    ("tile-path", |data| tile_path(data, |path| Tile::parse(path.trim_end_matches(|c: char| !c.is_ascii_digit())))),
    // Drops an incomplete entry.
    ("entries", |data| {
        entries(data, |bundle| (0..=bundle.len()).rev().find_map(|end| tiles::parse_entries(&bundle[..end])))
    }),
];

/// A root in base64.
const ROOT_LENGTH: usize = 44;
/// The number of leaves of the log in the corpus: odd, so that its tree is not full.
const LEAVES: u64 = 11;
/// The sizes with a signed checkpoint.
const SIZES: [u64; 4] = [0, 1, 8, LEAVES];

static TREE: LazyLock<Tree> = LazyLock::new(|| {
    let mut tree = Tree::default();
    (0..LEAVES).for_each(|leaf| tree.append(leaf_hash(&entry(leaf))));
    tree
});

fn entry(index: u64) -> Vec<u8> {
    format!("{{\"positie\":{}}}", index + 1).into_bytes()
}

fn signer() -> Signer {
    Signer::from_seed(KeyName::parse("fuzz.example/log").expect("a name"), &[9; 32])
}

fn root(size: u64) -> Hash {
    match tree::root(&*TREE, size) {
        Ok(root) => root,
        Err(never) => match never {},
    }
}

fn signed(size: u64) -> Checkpoint {
    Checkpoint { origin: signer().name().clone(), size, root: root(size) }
}

/// Generates the stored inputs: target, name and bytes.
pub fn made() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut made = Vec::new();
    let mut keep = |target, name: &str, bytes: &[u8]| made.push((target, format!("{name}.made"), bytes.to_vec()));
    for size in SIZES {
        let signed = signed(size).sign(&signer());
        keep("note", &format!("omvang-{size}"), signed.note.as_bytes());
        keep("checkpoint", &format!("omvang-{size}"), signed.checkpoint.text().as_bytes());
    }
    keep("checkpoint", "met-meer-regels", format!("{}een regel van een ander\n", signed(8).text()).as_bytes());
    keep("verifier-key", "sleutel", signer().verifier().to_string().as_bytes());
    keep("signing-key", "sleutel", signer().to_secret().as_bytes());
    for index in [0, 6, LEAVES - 1] {
        let hashes = match tree::inclusion_proof(&*TREE, index, LEAVES) {
            Ok(hashes) => hashes,
            Err(never) => match never {},
        };
        for (name, extra) in [("kaal", None), ("met-record", Some(entry(index)))] {
            let checkpoint = signed(LEAVES).sign(&signer()).note;
            let proof = InclusionProof { extra, index, hashes: hashes.clone(), checkpoint };
            keep("proof", &format!("{index}-{name}"), proof.to_string().as_bytes());
        }
    }
    for path in ["0/000", "0/123.p/7", "3/x001/x234/067", "63/999.p/255", "entries/000", "entries/x012/345.p/1"] {
        keep("tile-path", &path.replace('/', "_"), path.as_bytes());
    }
    let mut bundle = Vec::new();
    (0..LEAVES).for_each(|leaf| tiles::push_entry(&mut bundle, &entry(leaf)));
    keep("entries", "elf", &bundle);
    made
}

/// Returns the text of a note, if our key signed it.
fn signed_text(note: &str) -> Option<String> {
    SignedNote::parse(note).ok()?.verify(&signer().verifier()).ok().map(str::to_owned)
}

/// Whatever is done to a note, it contains nothing that was not signed.
fn note(data: &[u8], open: impl Fn(&str) -> Option<String>) -> bool {
    let Some(text) = std::str::from_utf8(data).ok().and_then(open) else { return false };
    assert!(SIZES.iter().any(|size| signed(*size).text() == text), "what was never signed is believed: {text:?}");
    true
}

/// The three lines of a checkpoint have one encoding, and further lines have no meaning.
fn checkpoint(data: &[u8], parse: impl Fn(&str) -> Option<Checkpoint>) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let Some(checkpoint) = parse(text) else { return false };
    assert!(text.starts_with(&checkpoint.text()), "a checkpoint has one form");
    assert_eq!(parse(&checkpoint.text()), Some(checkpoint));
    true
}

/// What is decoded is encoded to the same bytes.
fn one_form(data: &[u8], again: impl Fn(&str) -> Option<String>) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let Some(again) = again(text) else { return false };
    assert_eq!(again, text, "it has one form");
    true
}

/// The secret form of a key signs what its public half verifies, and does not appear in its debug output.
fn signing(key: &Signer) -> String {
    let secret = key.to_secret();
    let note = key.sign("tekst\n").expect("a text");
    assert_eq!(SignedNote::parse(&note).expect("a note").verify(&key.verifier()), Ok("tekst\n"));
    let hidden = secret.rsplit('+').next().expect("its last part");
    assert!(!format!("{key:?}").contains(hidden), "the debug form shows the secret");
    secret
}

/// A proof has one encoding; whatever is done to it, it only proves a leaf at its own index in its own tree.
fn proof(data: &[u8], parse: impl Fn(&str) -> Option<InclusionProof>) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let Some(proof) = parse(text) else { return false };
    assert_eq!(proof.to_string(), text, "a proof has one form");
    for leaf in 0..LEAVES {
        let hash = leaf_hash(&entry(leaf));
        let proved = tree::verify_inclusion(hash, proof.index, LEAVES, &proof.hashes, &root(LEAVES));
        assert!(!proved || leaf == proof.index, "leaf {leaf} is proved at {}", proof.index);
        tree::verify_inclusion(hash, proof.index, u64::MAX, &proof.hashes, &root(LEAVES));
    }
    for old in [proof.index, LEAVES, u64::MAX] {
        let other = [0; 32];
        let proved = tree::verify_consistency(old, &other, LEAVES, &root(LEAVES), &proof.hashes);
        assert!(!proved, "another root is the beginning of this tree");
        tree::verify_consistency(old, &other, u64::MAX, &root(LEAVES), &proof.hashes);
    }
    true
}

/// The path of a tile has one form; a tile of a tree is within its size.
fn tile_path(data: &[u8], parse: impl Fn(&str) -> Option<Tile>) -> bool {
    let Ok(path) = std::str::from_utf8(data) else { return false };
    let Some(tile) = parse(path) else { return false };
    assert_eq!(tile.to_string(), format!("tile/{path}"), "a path has one form");
    for size in [0, 1, 300, 70_000, u64::MAX] {
        if tile.is_in_tree(size) && tile.kind == tiles::TileKind::Entries {
            let positions = tile.positions();
            assert!(*positions.end() <= size && positions.end() - positions.start() < 256);
        }
    }
    true
}

/// A bundle tile contains its entries and nothing else.
fn entries<'a>(data: &'a [u8], read: impl Fn(&'a [u8]) -> Option<Vec<&'a [u8]>>) -> bool {
    let Some(entries) = read(data) else { return false };
    let mut again = Vec::new();
    entries.into_iter().for_each(|entry| tiles::push_entry(&mut again, entry));
    assert_eq!(again, data, "a bundle has one form");
    true
}
