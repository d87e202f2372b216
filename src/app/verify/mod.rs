//! Verifies a log by recomputing everything: frames, order, times, records, texts, commitments, slots, versions, tree,
//! head note, and the report of every sealing.

mod fault_collector;
mod to_json;

use std::collections::{BTreeMap, HashMap};

use self::fault_collector::FaultCollector;
use super::error::AppError;
use super::rebuild::erased_positions;
use super::service::Service;
use super::text_reads::{LogTexts, query_with_texts};
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{FieldValue, State, StateError};
use crate::faults::{Conclusion, Defect, FailedSealing, FailureReason, Fault, Unchecked};
use crate::log::LogError;
use crate::log::codec::{StoredCore, StoredRecord, has_only_known_fields};
use crate::log::head_note::HeadFile;
use crate::log::record::Hash;
use crate::log::record_decoder::RecordError;
use crate::log::secrets::SlotPool;
use crate::log::storage::Reader;
use crate::log::tree::Frontier;
use crate::log::{commitment, record_decoder};
use crate::message;
use crate::projections::sealing::{self, Sealing, SealingVerdict, all_sealings};

/// Progress is reported every this many records.
const PROGRESS_EVERY: u64 = 1_000;

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Records that were verified: all up to the head when it began.
    pub events: u64,
    /// Records whose texts were erased according to the log.
    pub erased: u64,
    /// Records whose texts are missing because the log was restored without its secrets.
    pub missing: u64,
    /// The recomputed root of the tree over them.
    pub root: Hash,
    /// Every sealing that could be checked, in the order of the log.
    pub sealings: Vec<CheckedSealing>,
    /// What does not hold, in log order, once for each event; at most 100.
    pub faults: Vec<Fault>,
    /// The number of faults.
    pub found: u64,
}

/// A sealing, and whether the log still reproduces what it fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedSealing {
    /// The sealing.
    pub sealing: Sealing,
    /// The result of its check; [`SealingVerdict::Differs`] is a fault, too.
    pub verdict: SealingVerdict,
}

impl Verified {
    /// Whether nothing was found that does not hold.
    pub const fn holds(&self) -> bool {
        self.found == 0
    }

    /// The conclusion. A folder by itself proves neither who signed it nor that it is the log that others know.
    pub fn conclusion(&self) -> Conclusion {
        Conclusion { faults: self.found, unchecked: vec![Unchecked::Signature, Unchecked::Completeness] }
    }
}

/// Verifies the log up to its present head. `tell` receives (done, total).
///
/// # Errors
/// [`AppError::Log`] when the system refuses to read; damage is a fault, not an error.
pub fn verify(service: &Service, tell: &mut dyn FnMut(u64, u64)) -> Result<Verified, AppError> {
    let head = service.durable_head();
    let mut check = Verification::new(service);
    check.head_note(service)?;
    check.roots = sealed_positions(&service.state(), head);
    let read = service.reader().for_each(1, head, &mut |position, bytes| {
        check.record(position, bytes)?;
        if position.is_multiple_of(PROGRESS_EVERY) {
            tell(position, head);
        }
        Ok(())
    });
    match read {
        Ok(()) => {}
        Err(LogError::Damaged(damage)) => {
            tracing::warn!(%damage, "the log can not be read on");
            check.found.defect(damage.position, None, Defect::Unreadable);
        }
        Err(other) => return Err(other.into()),
    }
    check.erasures(service);
    if check.edge.size() == head && service.root(head)? != Some(check.edge.root()) {
        check.found.whole(message!("fault-stored-tree"));
    }
    let sealings = check.sealings(service);
    tell(head, head);
    let (root, Verification { edge, erased, lost, found, .. }) = (check.edge.root(), check);
    let (faults, found) = found.into_faults();
    service.note_verification(edge.size(), found);
    Ok(Verified { events: edge.size(), erased, missing: lost, root, sealings, faults, found })
}

/// The positions that sealings name: the root of the log at each is noted while the records are read.
fn sealed_positions(state: &State, head: u64) -> BTreeMap<u64, Option<Hash>> {
    let rounds = state.subjects_of(SubjectKind::Round).iter().map(|no| state.entry(*no));
    let named = rounds.flat_map(|entry| {
        let sealed = entry.rows.iter().filter(|row| row.kind == EventType::RoundSealed);
        sealed.filter_map(|row| match entry.cell(row, Field::Position) {
            Some(FieldValue::Number(position)) => u64::try_from(position).ok(),
            _ => None, // a sealing without a position is reported when it is checked
        })
    });
    named.filter(|position| (1..=head).contains(position)).map(|position| (position, None)).collect()
}

struct Verification<'a> {
    secrets: &'a SlotPool,
    state: State,
    edge: Frontier,
    /// Each slot and the position that names it: a key must encrypt one text only.
    slots: HashMap<u64, u64>,
    /// The root of the tree at the positions that sealings name, as far as the records were read.
    roots: BTreeMap<u64, Option<Hash>>,
    /// Positions of records whose slot is erased.
    without_text: Vec<u64>,
    erased: u64,
    /// Records whose text nothing opens because the log was restored without its secrets.
    lost: u64,
    found: FaultCollector<'a>,
}

impl<'a> Verification<'a> {
    fn new(service: &'a Service) -> Verification<'a> {
        Verification {
            secrets: service.secrets(),
            state: State::new(),
            edge: Frontier::default(),
            slots: HashMap::new(),
            roots: BTreeMap::new(),
            without_text: Vec::new(),
            erased: 0,
            lost: 0,
            found: FaultCollector::of(service),
        }
    }

    /// Checks only that the head note can be read. Its position is no evidence here: it lags after a crash between a
    /// sync and its note, and leads while a commit waits to be published. Opening verifies that the log does not end
    /// before it.
    fn head_note(&mut self, service: &Service) -> Result<(), LogError> {
        if HeadFile::peek(&service.folder().join("head"))?.is_none() {
            self.found.whole(message!("fault-head-note"));
        }
        Ok(())
    }

    /// Verifies one record. Damage is a fault; the other checks of the record still run as far as they can.
    fn record(&mut self, position: u64, bytes: &[u8]) -> Result<(), LogError> {
        let stored = match StoredRecord::decode(bytes) {
            Ok(stored) => stored,
            Err(error) => {
                tracing::warn!(position, error = error.message().logged(), "a record can not be read");
                self.found.defect(position, None, Defect::Unreadable);
                return Ok(());
            }
        };
        let mut wrong = Vec::new();
        if stored.position != position {
            wrong.push(Defect::OtherPosition(stored.position));
        }
        if let Some(with) = self.slots.insert(stored.slot, position) {
            wrong.push(Defect::SharedKey { with });
        }
        match record_decoder::decode_stored_record(&stored, self.secrets) {
            Ok(record) => {
                if record.lost {
                    self.lost += 1;
                } else if record.is_erased() {
                    self.without_text.push(position);
                }
                wrong.extend(commitment::check_commitments(&record).err().map(Defect::from));
            }
            Err(RecordError::Secrets(error)) => return Err(error),
            Err(RecordError::Seal(_)) => wrong.push(Defect::TextNotOpened),
            Err(
                error @ (RecordError::Codec(_) | RecordError::Core(_) | RecordError::Name(_) | RecordError::TextLeft),
            ) => {
                tracing::warn!(position, error = error.message().logged(), "a record can not be read");
                wrong.push(Defect::Unreadable);
            }
        }
        if let Ok(core) = StoredCore::decode(stored.core)
            && !has_only_known_fields(&core.data)
        {
            wrong.push(Defect::Inconsistent(StateError::UnknownField(stored.header.id)));
        }
        wrong.extend(self.order(position, &stored));
        for defect in wrong {
            self.found.defect(position, Some(&stored), defect);
        }
        self.edge.append(record_decoder::stored_leaf_hash(&stored), &mut Vec::new());
        if let Some(root) = self.roots.get_mut(&self.edge.size()) {
            *root = Some(self.edge.root());
        }
        Ok(())
    }

    /// Verifies the order of the records: recorded-at never falls, and the version of the subject is right.
    fn order(&mut self, position: u64, stored: &StoredRecord<'_>) -> Vec<Defect> {
        let mut wrong = Vec::new();
        if self.state.recorded_at(position - 1).is_some_and(|last| stored.recorded_at < last) {
            wrong.push(Defect::RecordedEarlier);
        }
        match stored.folded().map_err(|_| Defect::Shape).and_then(|fact| self.state.apply(&fact).map_err(Defect::from))
        {
            Ok(no) => {
                let (found, wanted) = (stored.subject_version, self.state.entry(no).version);
                if found != wanted {
                    wrong.push(Defect::Version { found: found.into(), wanted: wanted.into() });
                }
            }
            Err(defect) => wrong.push(defect),
        }
        wrong
    }

    /// Rebuilds the report of every sealing.
    fn sealings(&mut self, service: &Service) -> Vec<CheckedSealing> {
        let found = match all_sealings(&self.state, &LogTexts(service), self.state.head()) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(error = error.message().logged(), "the sealings can not be read");
                self.found.defect(error.position, None, Defect::Unreadable);
                return Vec::new();
            }
        };
        let check = |sealing: &Sealing| {
            let root = self.roots.get(&sealing.position).copied().flatten();
            let verdict = sealing::check_sealing(&self.state, &LogTexts(service), sealing, root.as_ref());
            match verdict {
                // An erasure during this run is known to the live state only.
                Ok(SealingVerdict::Differs { .. }) => query_with_texts(service, |state, contents| {
                    sealing::check_sealing(state, contents, sealing, root.as_ref())
                }),
                verdict => verdict,
            }
        };
        let judged: Vec<_> = found.into_iter().map(|sealing| (check(&sealing), sealing)).collect();
        let failed = judged.iter().filter_map(|(verdict, sealing)| match verdict {
            Ok(SealingVerdict::Differs { what }) => Some(FailedSealing { sealing, why: FailureReason::Differs(what) }),
            Ok(SealingVerdict::TextsMissing { .. }) => {
                Some(FailedSealing { sealing, why: FailureReason::TextsMissing })
            }
            Ok(SealingVerdict::Holds | SealingVerdict::HoldsButErased { .. }) => None,
            Err(error) => Some(FailedSealing { sealing, why: FailureReason::NotChecked(error) }),
        });
        self.found.sealings(&failed.collect::<Vec<_>>(), &self.state, &LogTexts(service));
        let told = judged
            .into_iter()
            .filter_map(|(verdict, sealing)| Some(CheckedSealing { verdict: verdict.ok()?, sealing }));
        told.collect()
    }

    /// Verifies that a text is gone if and only if the log says that it was erased.
    fn erasures(&mut self, service: &Service) {
        let asked = erased_positions(&self.state);
        // An erasure during this run is known to the live state only.
        let live = erased_positions(&service.state());
        let gone = std::mem::take(&mut self.without_text);
        if self.lost > 0 {
            self.found.texts_missing(self.lost);
        }
        for position in asked.iter().filter(|position| gone.binary_search(position).is_err()) {
            let by = self.state.at(*position).map(|(_, row)| u64::from(row.erased_at)).filter(|by| *by != 0);
            self.found.defect(*position, None, Defect::TextNotErased { by });
        }
        for position in gone {
            if live.binary_search(&position).is_ok() {
                self.erased += 1;
            } else {
                self.found.defect(position, None, Defect::TextMissing);
            }
        }
    }
}
