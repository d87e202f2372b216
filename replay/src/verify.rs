//! `replay verify`: verifies an export event by event and round by round, and against a signed checkpoint.

mod anchor;
mod events;
mod order;
mod rendering;
mod tile_check;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use peildatum_audit::faults::{Conclusion, Defect, FailedSealing, Fault, Unchecked, attribute_failures};
use peildatum_domain::language::Language;
use peildatum_domain::message;
use peildatum_projections::InMemoryLog;
use peildatum_projections::sealing::{Sealing, SealingVerdict};
use peildatum_records::checkpoint::SignedCheckpoint;
use peildatum_records::record::{Hash, Record};

use crate::Format;
use crate::export;
use crate::failure::Failure;
use crate::rounds::{self, CheckedSealing};
pub use anchor::{Anchor, read_key, read_key_text};
use events::JudgedEvents;
pub use events::judge;

/// The sources against which the export is verified.
#[derive(Debug, Args)]
pub struct AnchorArgs {
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub tiles: Option<PathBuf>,
}

/// The result of verifying an export.
pub struct Verified {
    judged: JudgedEvents,
    rounds: Vec<CheckedSealing>,
    /// The checkpoint against which the log was verified, followed by others from the same file.
    anchors: Vec<Anchor>,
    /// The number of tiles examined; `None` when none were given.
    tiles: Option<usize>,
    /// The faults, one per event, in log order.
    faults: Vec<Fault>,
}

/// Verifies an export; exit code 1 when something does not hold.
pub fn verify(
    file: &Path,
    args: &AnchorArgs,
    format: Format,
    language: Language,
) -> Result<(Vec<u8>, ExitCode), Failure> {
    let anchors = Anchor::read(args)?;
    let verified = verify_judged(judge(export::read_lines(file)?), anchors, args.tiles.as_deref())?;
    let told = match format {
        Format::Json => format!("{}\n", verified.to_json(language)),
        Format::Text => verified.as_text(language),
    };
    let code = if verified.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    Ok((told.into_bytes(), code))
}

/// Verifies events that were judged one by one against checkpoints, tiles and sealings.
pub fn verify_judged(
    mut judged: JudgedEvents,
    anchors: Vec<Anchor>,
    tiles: Option<&Path>,
) -> Result<Verified, Failure> {
    let leaves = judged.leaves();
    let mut of_tiles = None;
    if let (Some(folder), Some(anchor)) = (tiles, anchors.first()) {
        let found = tile_check::check_tiles(folder, anchor, &leaves)?;
        for position in &found.other {
            let event = judged.at_mut(*position).expect("a leaf is that of an event");
            event.defects.push(Defect::NotSigned);
        }
        of_tiles = Some(found);
    }
    let mut faults: Vec<Fault> =
        judged.missing.iter().map(|range| Fault::missing(*range.start(), *range.end())).collect();
    faults.extend(judged.events.iter().filter_map(events::JudgedEvent::fault));
    faults.sort_by_key(|fault| fault.position); // stable: faults of one position keep the order they were found in
    if let Some((first, others)) = anchors.split_first() {
        first.check_leaves(&leaves, &mut faults);
        others.iter().for_each(|other| other.check_leaves_as_other(&leaves, &mut faults));
    }
    let tiles = of_tiles.map(|found| {
        faults.extend(found.wrong.into_iter().map(|what| Fault::of_log(0, vec![what])));
        found.tiles
    });
    let lost = judged.events.iter().filter(|event| event.lost).count();
    if lost > 0 {
        faults.push(Fault::texts_missing(lost as u64));
    }
    let rounds = rounds::check_all(&judged.log);
    let failed: Vec<FailedSealing<'_>> = rounds.iter().filter_map(CheckedSealing::failure).collect();
    attribute_failures(&mut faults, &failed, judged.log.state(), &judged.log);
    add_unreached_sealings(&judged, &mut faults);
    faults.sort_by_key(|fault| fault.position);
    Ok(Verified { judged, rounds, anchors, tiles, faults })
}

/// Reports sealings past the point up to which the log could be built: they are not checked. The report goes to the
/// fault at that point.
fn add_unreached_sealings(judged: &JudgedEvents, faults: &mut Vec<Fault>) {
    let count = judged.sealings_beyond();
    if count == 0 {
        return;
    }
    let told = message!("fault-not-reached", count = count);
    let head = judged.log.state().head();
    match faults.iter_mut().find(|fault| fault.position > head) {
        Some(fault) => fault.clauses.push(told),
        None => faults.push(Fault::of_log(0, vec![told])),
    }
}

impl Verified {
    /// Returns the faults, one per event.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Returns what could not be checked.
    pub fn unchecked(&self) -> Vec<Unchecked> {
        match self.anchors.first() {
            Some(anchor) => anchor.unchecked(self.judged.last()),
            None => vec![Unchecked::Signature, Unchecked::Completeness],
        }
    }

    /// Returns whether every event is as recorded and at its position, so that everything derived from the log can be
    /// rebuilt.
    pub fn events_hold(&self) -> bool {
        self.judged.missing.is_empty() && self.judged.events.iter().all(|event| event.defects.is_empty() && !event.lost)
    }

    /// Returns the log as far as it could be built.
    pub const fn log(&self) -> &InMemoryLog {
        &self.judged.log
    }

    /// Returns the record at a position, as far as the log could be built.
    pub fn record(&self, position: u64) -> Option<&Record> {
        let at = usize::try_from(position.checked_sub(1)?).ok()?;
        self.judged.log.all().get(at).map(|record| &**record)
    }

    /// Returns the leaf hash at a position.
    pub fn leaf(&self, position: u64) -> Option<Hash> {
        self.judged.leaf(position)
    }

    /// Returns the checkpoint against which the log was verified, as it was signed.
    pub fn signed(&self) -> Option<&SignedCheckpoint> {
        self.anchors.first()?.signed.as_ref()
    }

    /// Returns the sealing of a round with this version, its verdict, and the newest version of that round.
    pub fn sealing(&self, round: &str, version: u64) -> Option<(&Sealing, &SealingVerdict, u32)> {
        let of_round = || {
            self.rounds
                .iter()
                .filter_map(CheckedSealing::sealing_and_verdict)
                .filter(|(sealing, _)| sealing.round == round)
        };
        let newest = of_round().map(|(sealing, _)| sealing.version).max()?;
        let (sealing, verdict) = of_round().find(|(sealing, _)| u64::from(sealing.version) == version)?;
        Some((sealing, verdict, newest))
    }

    fn conclusion(&self) -> Conclusion {
        Conclusion { faults: self.faults.len() as u64, unchecked: self.unchecked() }
    }
}
