//! The files of a bundle that are derived from its log, its checkpoint and its key: the report and all that describes
//! it. Making a bundle writes these files; checking a bundle builds them again and compares.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::domain::ids::SubjectKind;
use crate::domain::state::State;
use crate::language::Language;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::record::Hash;
use crate::projections::BuiltReport;
use crate::projections::sealing::{
    NamedPositions, Sealing, SealingVerdict, checked_sealing_json, equal_version, is_sealed,
};
use crate::render::text::{self, BundleInfo};
use crate::render::{self, Style};

/// Present only when the log no longer reproduces what was sealed.
pub const DIFFERS: &str = "AFWIJKEND.txt";
/// Explains how anyone can check the bundle.
pub const READ_ME: &str = "LEESMIJ.txt";
/// The export of the log.
pub const LOG: &str = "log.ndjson";
/// The signed checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// The verifier key.
pub const KEY: &str = "sleutel.txt";
/// The hashes of all other files.
pub const SUMS: &str = "SHA256SUMS";
/// The sealing with its verdict.
pub const SEALING: &str = "vaststelling.json";
/// The bytes covered by the digest of the report.
pub const CANONICAL: &str = "rapportage.canoniek.json";
/// The bytes covered by the digest of the skeleton.
pub const SKELETON: &str = "geraamte.json";
/// The report as the service serves it.
pub const REPORT: &str = "rapportage.json";
/// The folder with the inclusion proofs.
pub const PROOFS: &str = "bewijzen/";
/// Files meant for people: another version of the program may word them or lay them out differently.
pub const RENDERED: [&str; 7] =
    [READ_ME, DIFFERS, "raadsstuk.txt", "rapportage.txt", "rapportage.csv", "rapportage.xlsx", KEY];

/// The input from which the files are derived.
#[derive(Debug)]
pub struct BundleSources<'s> {
    /// The sealing.
    pub sealing: &'s Sealing,
    /// The version of the newest sealing of the same round.
    pub newest: u32,
    /// The verdict of the check of the sealing.
    pub verdict: &'s SealingVerdict,
    /// The root of the log at the position of the sealing.
    pub root: &'s Hash,
    /// The signed checkpoint of the log.
    pub signed: &'s SignedCheckpoint,
    /// The verifier key.
    pub key: String,
    /// The version of the program that makes the bundle.
    pub software: &'s str,
}

/// The derived content of a bundle.
#[derive(Debug)]
pub struct DerivedFiles {
    /// The values that the texts show.
    pub texts: BundleInfo,
    /// The report.
    pub report: BuiltReport,
    /// The JSON report as the service serves it, with `staat`.
    pub report_json: Vec<u8>,
    /// The positions of the events that have an inclusion proof of their own.
    pub proved_positions: Vec<u64>,
}

impl DerivedFiles {
    /// Derives the content. `state` is that of the log; `answer` is the report of the sealing as the log gives it now.
    pub fn derive(state: &State, answer: BuiltReport, sources: &BundleSources<'_>) -> DerivedFiles {
        let BundleSources { sealing, newest, verdict, root, signed, .. } = sources;
        let size = signed.checkpoint.size;
        let served = answer.canonical_with_state(root, Some((sealing, verdict)));
        let report: Value = serde_json::from_slice(&served).expect("a report was written as JSON");
        let proved = proved(state, sealing, verdict, &report, size);
        let told = BundleInfo {
            sealed: checked_sealing_json(sealing, verdict),
            report,
            canonical_digest: answer.digest.clone(),
            size,
            root: STANDARD.encode(signed.checkpoint.root),
            note: signed.note.clone(),
            key: sources.key.clone(),
            newer: (*newest > sealing.version).then_some(*newest),
            equal_to: equal_version(state, sealing),
            reopened: !is_sealed(state, &sealing.round, size),
            software: sources.software.to_owned(),
            // What goes to a council is in the language of the council, Dutch.
            language: Language::Dutch,
        };
        DerivedFiles { texts: told, report: answer, report_json: served, proved_positions: proved }
    }

    /// Returns whether the log no longer reproduces what was sealed.
    pub fn differs(&self) -> bool {
        self.texts.sealed["oordeel"].as_str() == (SealingVerdict::Differs { what: Vec::new() }).name()
    }

    /// Renders each file, with its name, in the order of the archive: files meant for people come first.
    pub fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let told = &self.texts;
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
            (REPORT, self.report_json.clone()),
            (CANONICAL, self.report.canonical.clone()),
            (SKELETON, self.report.skeleton.clone()),
            (CHECKPOINT, told.note.clone().into_bytes()),
            (KEY, text::key(told).into_bytes()),
        ]);
        files
    }
}

/// Returns the positions to prove: the sealing and the other events of its round, every event that the report names,
/// and the events that erased one of these.
fn proved(state: &State, sealing: &Sealing, verdict: &SealingVerdict, report: &Value, size: u64) -> Vec<u64> {
    let NamedPositions { shown: mut positions, announced } = NamedPositions::of(report);
    positions.extend(announced);
    positions.insert(sealing.at);
    positions.extend(verdict.erased().iter().map(|erased| erased.by));
    let no = state.subject(&format!("{}/{}", SubjectKind::Round.name(), sealing.round));
    positions.extend(no.iter().flat_map(|no| &state.entry(*no).rows).map(|row| u64::from(row.position)));
    let known: BTreeSet<u64> = positions.into_iter().filter(|position| (1..=size).contains(position)).collect();
    known.into_iter().collect()
}

/// Returns the name of the file with the proof of an event.
pub fn proof_name(position: u64, id: impl std::fmt::Display) -> String {
    format!("{PROOFS}{position}-{id}.tlog-proof")
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
