//! Sealings in an import of full records: each must reproduce its report from the records, before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::LinePlace;
use super::in_order::in_order;
use super::lines::{ImportFile, LineBatch, LineBatches, LineContent};
use crate::app::error::AppError;
use crate::app::service::Service;
use crate::domain::state::State;
use crate::language::Message;
use crate::log::LogError;
use crate::log::commitment::leaf_entry_of;
use crate::log::record::{Hash, Record};
use crate::log::tree::{Frontier, leaf_hash};
use crate::message;
use crate::projections::sealing::{
    Sealing, SealingCheckError, SealingDifference, SealingVerdict, check_sealing, sealing_at,
};
use crate::projections::{RecordReadError, RecordSource};

/// Sealings checked in one pass over the files: with reports of 2,000 records of 1 KiB each they take 100 MB at most,
/// and the reports of one municipality share most of their records.
const AT_ONCE: usize = 50;

/// Checks the sealings at these positions of `state`, which contains the log and all of the files.
///
/// # Errors
/// The place of the first sealing that does not hold, and why.
pub fn check_sealings(
    service: &Service,
    state: &State,
    files: &[ImportFile],
    sealed: &[(u64, LinePlace)],
) -> Result<(), (LinePlace, AppError)> {
    for some in sealed.chunks(AT_ONCE) {
        let (_, first) = some[0];
        let sealings: Vec<(Sealing, LinePlace)> =
            some.iter().filter_map(|(position, place)| Some((sealing_at(state, *position)?, *place))).collect();
        let wanted = PositionCollector::default();
        for (sealing, _) in &sealings {
            check_sealing(state, &wanted, sealing, None).ok(); // it only collects the positions that it would read
        }
        let positions = sealings.iter().map(|(sealing, _)| sealing.position).collect();
        let mut asked = wanted.positions();
        // An erased text is explained by the event that erased it.
        let erasures = asked.iter().filter_map(|position| Some(u64::from(state.at(*position)?.1.erased_at)));
        let erasures: Vec<u64> = erasures.filter(|at| *at != 0).collect();
        asked.extend(erasures);
        let gathered = ImportedRecords::of(service, files, &asked, &positions).map_err(|error| (first, error))?;
        for (sealing, place) in &sealings {
            let root = gathered.roots.get(&sealing.position);
            verdict(state, &gathered, sealing, root).map_err(|error| (*place, error))?;
        }
    }
    Ok(())
}

fn verdict(state: &State, gathered: &ImportedRecords, sealing: &Sealing, root: Option<&Hash>) -> Result<(), AppError> {
    let what = match check_sealing(state, gathered, sealing, root) {
        Ok(SealingVerdict::Holds | SealingVerdict::HoldsButErased { .. }) => return Ok(()),
        Ok(SealingVerdict::TextsMissing { missing }) => {
            let message = message!("import-texts-missing", count = missing.len());
            return Err(AppError::input(0, "geheimOntbreekt", "teksten-ontbreken", message));
        }
        Ok(SealingVerdict::Differs { what }) => {
            Message::joined(what.iter().map(SealingDifference::message).collect(), "; ")
        }
        Err(error @ (SealingCheckError::UnknownShape { .. } | SealingCheckError::UnreadableRecord(_))) => {
            error.message()
        }
    };
    let Sealing { round, version, at, .. } = sealing;
    let message = message!("import-sealing-differs", version = *version, round = round, position = *at, what = what);
    Err(AppError::input(0, "gegevens.digest", "vaststelling-afwijkend", message))
}

/// A [`RecordSource`] without records that collects the positions it is asked for.
#[derive(Default)]
struct PositionCollector(Mutex<BTreeSet<u64>>);

impl PositionCollector {
    fn positions(&self) -> BTreeSet<u64> {
        self.0.lock().map(|asked| asked.clone()).unwrap_or_default()
    }
}

impl RecordSource for PositionCollector {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        if let Ok(mut asked) = self.0.lock() {
            asked.extend(positions);
        }
        Err(RecordReadError { position: 0, source: "it is only asked for".into() })
    }
}

/// The records that the checks read, and the roots they compare with.
struct ImportedRecords {
    records: BTreeMap<u64, Arc<Record>>,
    roots: BTreeMap<u64, Hash>,
}

impl ImportedRecords {
    fn of(
        service: &Service,
        files: &[ImportFile],
        wanted: &BTreeSet<u64>,
        rooted: &BTreeSet<u64>,
    ) -> Result<ImportedRecords, AppError> {
        let head = service.durable_head();
        let mut gathered = ImportedRecords { records: BTreeMap::new(), roots: BTreeMap::new() };
        let there: Vec<u64> = wanted.iter().copied().take_while(|position| *position <= head).collect();
        for record in service.records_at(&there)? {
            gathered.records.insert(record.position, Arc::new(record));
        }
        for position in rooted.iter().take_while(|position| **position <= head) {
            gathered.roots.extend(service.root(*position)?.map(|root| (*position, root)));
        }
        let mut edge = service.edge(head)?;
        let parsed = |batch: Result<LineBatch, AppError>| -> Result<Vec<LineContent>, AppError> {
            batch?.iter().map(|(_, line)| line.parse()).collect()
        };
        in_order(LineBatches::of(files), parsed, |batches| {
            for batch in batches {
                for line in batch? {
                    if let LineContent::Record(record) = line {
                        gathered.take(*record, &mut edge, wanted, rooted);
                    }
                }
            }
            Ok::<_, AppError>(())
        })?;
        Ok(gathered)
    }

    /// Adds a record of the files to the tree, and keeps of it what is wanted.
    fn take(&mut self, record: Record, edge: &mut Frontier, wanted: &BTreeSet<u64>, rooted: &BTreeSet<u64>) {
        if record.position == edge.size() + 1 {
            edge.append(leaf_hash(&leaf_entry_of(&record)), &mut Vec::new());
            if rooted.contains(&record.position) {
                self.roots.insert(record.position, edge.root());
            }
        }
        if wanted.contains(&record.position) {
            self.records.insert(record.position, Arc::new(record));
        }
    }
}

impl RecordSource for ImportedRecords {
    fn records(&self, positions: &[u64]) -> Result<Vec<Arc<Record>>, RecordReadError> {
        let record = |position: &u64| {
            let missing = || RecordReadError { position: *position, source: "it is not in the import".into() };
            self.records.get(position).cloned().ok_or_else(missing)
        };
        positions.iter().map(record).collect()
    }
}

impl Service {
    /// The right edge of the tree over the first `size` records, to which more leaves can be appended.
    fn edge(&self, size: u64) -> Result<Frontier, LogError> {
        Frontier::at_size(&self.inner.tree, size)
    }
}
