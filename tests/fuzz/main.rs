//! Short runs of the fuzz targets: every stored input unchanged, then mutations of them, then random bytes.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test fuzz` runs longer, and `... --test fuzz frames` one target only.
//! What it finds is fixed and stored in `tests/fuzz/corpus/<target>/`, with a name that describes it.
//! `PEILDATUM_WRITE=1 cargo test --test fuzz corpus` writes the inputs that are generated from the recorded streams.

#![expect(clippy::unwrap_used, reason = "helpers of tests: where one fails, its line is the message")]

mod corpus;
mod signed;
mod targets;

use std::cell::Cell;
use std::panic::catch_unwind;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use targets::{TARGETS, Target};

/// The maximum number of mutations of one input: enough to reach a second field, few enough to stay close to a valid
/// one.
const EDITS_MAX: usize = 6;

/// One mutation of an input.
#[derive(Debug, Clone)]
enum Edit {
    /// Flips the bits of a mask in one byte.
    Flip(Index, u8),
    /// Replaces up to eight bytes by a boundary value.
    Border(Index, u64, u8),
    /// Removes a range.
    Cut(Index, Index),
    /// Repeats a range.
    Repeat(Index, Index),
    /// Inserts a range of another input.
    Splice(Index, Index, Index, Index),
    /// Inserts a word that is meaningful to some decoder.
    Word(Index, usize),
    /// Truncates the input here.
    End(Index),
}

const WORDS: [&str; 28] = [
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "-1",
    "9007199254740992",
    "1e999",
    "\u{0}",
    "\u{feff}",
    "\r\n",
    "\u{202e}",
    "é",
    "e\u{301}",
    "2019-02-30",
    "0000-01-01",
    "9999-12-31",
    "2019-04-01T00:00:00.000001Z",
    "%00",
    "%ff",
    "&",
    "=",
    "../",
    "onderdeel/9A1.1",
    "herstelt",
    "111222333",
    "Programma 9",
    "€ 1.000.000",
];

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), 1u8..).prop_map(|(at, mask)| Edit::Flip(at, mask)),
        2 => (at(), prop::sample::select(vec![0, 1, 0x7f, 0xff, 0x7fff_ffff, u64::from(u32::MAX), i64::MAX as u64, u64::MAX]), 1u8..=8)
            .prop_map(|(at, value, width)| Edit::Border(at, value, width)),
        2 => (at(), at()).prop_map(|(a, b)| Edit::Cut(a, b)),
        1 => (at(), at()).prop_map(|(a, b)| Edit::Repeat(a, b)),
        2 => (at(), at(), at(), at()).prop_map(|(at, other, a, b)| Edit::Splice(at, other, a, b)),
        2 => (at(), 0..WORDS.len()).prop_map(|(at, word)| Edit::Word(at, word)),
        1 => at().prop_map(Edit::End),
    ]
}

/// The maximum size of an input: a range that is doubled six times over is 64 times as long.
const INPUT_MAX: usize = 256 * 1024;

fn stretch(bytes: &[u8], a: Index, b: Index) -> std::ops::Range<usize> {
    let (a, b) = (a.index(bytes.len() + 1), b.index(bytes.len() + 1));
    a.min(b)..a.max(b)
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit, others: &[Vec<u8>]) {
    match edit {
        Edit::Flip(at, mask) if !bytes.is_empty() => {
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
        }
        Edit::Flip(..) => {}
        Edit::Border(at, value, width) => {
            let at = at.index(bytes.len() + 1);
            let end = bytes.len().min(at + usize::from(*width));
            bytes.splice(at..end, value.to_le_bytes()[..usize::from(*width)].iter().copied());
        }
        Edit::Cut(a, b) => drop(bytes.drain(stretch(bytes, *a, *b))),
        Edit::Repeat(a, b) => {
            let stretch = stretch(bytes, *a, *b);
            let again = bytes[stretch.clone()].to_vec();
            bytes.splice(stretch.end..stretch.end, again);
        }
        Edit::Splice(at, other, a, b) => {
            let other = &others[other.index(others.len())];
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, other[stretch(other, *a, *b)].iter().copied());
        }
        Edit::Word(at, word) => {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, WORDS[*word].bytes());
        }
        Edit::End(at) => bytes.truncate(at.index(bytes.len() + 1)),
    }
    bytes.truncate(INPUT_MAX);
}

/// Returns the stored inputs of a target, by name.
fn kept(name: &str) -> Vec<Vec<u8>> {
    let folder = corpus::folder().join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn all_targets() -> impl Iterator<Item = &'static Target> {
    TARGETS.iter().chain(&signed::TARGETS)
}

/// `times` is a multiple of the usual number of cases: cheap targets can have more.
fn run(name: &str, times: u32) {
    let (_, target) = all_targets().find(|(other, _)| *other == name).unwrap();
    let cases = Config::default().cases * times;
    let config = Config { failure_persistence: None, cases, ..Config::default() };
    println!("{}", attempt(name, *target, &config).unwrap_or_else(|error| panic!("{name}: {error}")));
}

/// Runs a target on the stored inputs, on mutations of them and on random bytes; returns the counts, or the violation.
fn attempt(name: &str, target: fn(&[u8]) -> bool, config: &Config) -> Result<String, String> {
    let inputs = kept(name);
    assert!(!inputs.is_empty(), "tests/fuzz/corpus/{name} is empty");
    let taken = inputs.iter().filter(|input| target(input)).count();
    assert!(taken > 0, "{name}: every kept input is refused, so nothing behind the first check is tried");
    let (tried, edited) = (Cell::new(0u32), Cell::new(0u32));
    let around = (any::<Index>(), prop::collection::vec(edit(), 1..=EDITS_MAX));
    TestRunner::new(config.clone())
        .run(&around, |(from, edits)| {
            let mut input = inputs[from.index(inputs.len())].clone();
            edits.iter().for_each(|edit| apply(&mut input, edit, &inputs));
            tried.set(tried.get() + 1);
            let taken = holds(target, &input)?;
            edited.set(edited.get() + u32::from(taken));
            Ok(())
        })
        .map_err(|error| error.to_string())?;
    TestRunner::new(config.clone())
        .run(&prop::collection::vec(any::<u8>(), 0..600), |input| holds(target, &input).map(|_| ()))
        .map_err(|error| error.to_string())?;
    let (kept, tried, edited, cases) = (inputs.len(), tried.get(), edited.get(), config.cases);
    Ok(format!("fuzz {name}: {taken} of {kept} kept inputs taken, {edited} of {tried} edits, and {cases} from nowhere"))
}

/// Runs a target on one input; a panic reports the input as text, in a form that can be stored as a file.
fn holds(target: fn(&[u8]) -> bool, input: &[u8]) -> Result<bool, TestCaseError> {
    catch_unwind(|| target(input)).map_err(|_| {
        let text = String::from_utf8_lossy(&input[..input.len().min(2_000)]);
        let hex = hex::encode(&input[..input.len().min(2_000)]);
        TestCaseError::fail(format!("a rule was broken (see the panic above) by {text:?}\nhex: {hex}"))
    })
}

macro_rules! short_runs {
    ($($test:ident $name:literal $times:literal)*) => {
        $(#[test] fn $test() { run($name, $times); })*

        #[test]
        fn every_target_has_a_short_run() {
            let mut named = vec![$($name),*];
            let mut all: Vec<&str> = all_targets().map(|(name, _)| *name).collect();
            named.sort_unstable();
            all.sort_unstable();
            assert_eq!(named, all);
        }
    };
}

short_runs! {
    frames "frame" 10
    pages "page" 10
    records "record" 10
    texts "texts" 10
    snapshots "snapshot" 10
    proposals "proposal" 10
    lines_of_an_export "export-line" 10
    files_of_an_import "import-file" 1
    report_pages "report-page" 2
    queries "query" 10
    bodies "body" 4
    words "words" 4
    notes "note" 4
    checkpoints "checkpoint" 10
    verifier_keys "verifier-key" 4
    signing_keys "signing-key" 4
    proofs "proof" 4
    paths_of_tiles "tile-path" 10
    bundles_of_entries "entries" 10
}

/// The number of cases in which a decoder that accepts too much must be found; each is found in some hundreds.
const SEEDED_CASES: u32 = 5_000;

#[test]
fn a_decoder_that_takes_too_much_is_found() {
    for (name, seeded) in signed::SEEDED {
        // A finding need not be minimised, so no time is spent on shrinking.
        let config =
            Config { failure_persistence: None, cases: SEEDED_CASES, max_shrink_iters: 0, ..Config::default() };
        let found = attempt(name, seeded, &config);
        assert!(found.is_err_and(|what| what.contains("a rule was broken")), "{name}: the bug was not found");
    }
}
