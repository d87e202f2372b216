//! What of a bundle follows from its log, its checkpoint and its key: every file but those three. Whoever makes a bundle writes
//! these files, and whoever checks one makes them again and compares.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::domain::ids::SubjectKind;
use crate::domain::state::State;
use crate::language::Language;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::record::Hash;
use crate::projections::ReportAnswer;
use crate::projections::sealing::{NamedPositions, Sealing, Verdict, checked_json, is_sealed};
use crate::render::text::{self, Bundled};
use crate::render::{self, Style};

/// There only where the log no longer gives what was sealed.
pub const DIFFERS: &str = "AFWIJKEND.txt";
/// How anybody checks a bundle.
pub const READ_ME: &str = "LEESMIJ.txt";
/// The log.
pub const LOG: &str = "log.ndjson";
/// The signed checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// The verifier key.
pub const KEY: &str = "sleutel.txt";
/// The hash of every other file.
pub const SUMS: &str = "SHA256SUMS";
/// The sealing with what its check says.
pub const SEALING: &str = "vaststelling.json";
/// The bytes that the digest is over.
pub const CANONICAL: &str = "rapportage.canoniek.json";
/// The bytes that the digest of the skeleton is over.
pub const SKELETON: &str = "geraamte.json";
/// The report as the service gives it.
pub const REPORT: &str = "rapportage.json";
/// Where the proofs lie.
pub const PROOFS: &str = "bewijzen/";
/// What people read: another version of the program may word or lay it out otherwise.
pub const RENDERED: [&str; 7] =
    [READ_ME, DIFFERS, "raadsstuk.txt", "rapportage.txt", "rapportage.csv", "rapportage.xlsx", KEY];

/// What a bundle is made from.
#[derive(Debug)]
pub struct Sources<'s> {
    /// The sealing.
    pub sealing: &'s Sealing,
    /// The version of the newest sealing of its round.
    pub newest: u32,
    /// What the check of the sealing says.
    pub verdict: &'s Verdict,
    /// The root of the log at the position of the sealing.
    pub root: &'s Hash,
    /// What was signed of the log.
    pub signed: &'s SignedCheckpoint,
    /// The verifier key.
    pub key: String,
    /// The version of the program that makes it.
    pub software: &'s str,
}

/// The files that follow.
#[derive(Debug)]
pub struct Derived {
    /// What the texts tell.
    pub told: Bundled,
    /// The report.
    pub answer: ReportAnswer,
    /// The report as the service gives it, with `staat`.
    pub served: Vec<u8>,
    /// The events with a proof of their own.
    pub proved: Vec<u64>,
}

impl Derived {
    /// Derives them. `state` is that of the log, `answer` the report of the sealing as the log gives it now.
    pub fn of(state: &State, answer: ReportAnswer, sources: &Sources<'_>) -> Derived {
        let Sources { sealing, newest, verdict, root, signed, .. } = sources;
        let size = signed.checkpoint.size;
        let served = answer.with_state(root, Some((sealing, verdict)));
        let report: Value = serde_json::from_slice(&served).expect("a report was written as JSON");
        let proved = proved(state, sealing, verdict, &report, size);
        let told = Bundled {
            sealed: checked_json(sealing, verdict),
            report,
            canonical_digest: answer.digest.clone(),
            size,
            root: STANDARD.encode(signed.checkpoint.root),
            note: signed.note.clone(),
            key: sources.key.clone(),
            newer: (*newest > sealing.version).then_some(*newest),
            reopened: !is_sealed(state, &sealing.round, size),
            software: sources.software.to_owned(),
            // What goes to a council is in the language of the council.
            language: Language::Dutch,
        };
        Derived { told, answer, served, proved }
    }

    /// True where the log no longer gives what was sealed.
    pub fn differs(&self) -> bool {
        self.told.sealed["oordeel"].as_str() == (Verdict::Differs { what: Vec::new() }).name()
    }

    /// Each with its name, in the order of the archive: first what people read.
    pub fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let told = &self.told;
        let mut files = vec![(READ_ME, text::read_me(told).into_bytes())];
        if self.differs() {
            files.push((DIFFERS, text::differs(told).into_bytes()));
        }
        files.extend([
            ("raadsstuk.txt", text::half_page(told).into_bytes()),
            (SEALING, pretty(&told.sealed)),
            ("basis.json", pretty(&told.report["basis"])),
            (
                "rapportage.txt",
                text::report(&told.report, Style { language: told.language, ..Style::default() }).into_bytes(),
            ),
            ("rapportage.csv", render::report_csv(&told.report)),
            ("rapportage.xlsx", render::report_xlsx(&told.report, told.language)),
            (REPORT, self.served.clone()),
            (CANONICAL, self.answer.canonical.clone()),
            (SKELETON, self.answer.skeleton.clone()),
            (CHECKPOINT, told.note.clone().into_bytes()),
            (KEY, text::key(told).into_bytes()),
        ]);
        files
    }
}

/// The sealing and the other events of its round, every event that the report names, and those that erased one of these.
fn proved(state: &State, sealing: &Sealing, verdict: &Verdict, report: &Value, size: u64) -> Vec<u64> {
    let NamedPositions { shown: mut positions, announced } = NamedPositions::of(report);
    positions.extend(announced);
    positions.insert(sealing.at);
    positions.extend(verdict.erased().iter().map(|erased| erased.by));
    let no = state.subject(&format!("{}/{}", SubjectKind::Round.name(), sealing.round));
    positions.extend(no.iter().flat_map(|no| &state.entry(*no).rows).map(|row| u64::from(row.position)));
    let known: BTreeSet<u64> = positions.into_iter().filter(|position| (1..=size).contains(position)).collect();
    known.into_iter().collect()
}

/// The name of the file with the proof of an event.
pub fn proof_name(position: u64, id: impl std::fmt::Display) -> String {
    format!("{PROOFS}{position}-{id}.tlog-proof")
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
