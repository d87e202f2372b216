//! Recomputes everything that can be: frames, order, times, records, texts, commitments, slots, versions, tree, head note,
//! and the report of every sealing.

use std::collections::{BTreeMap, HashMap};

use super::apart::{Texts, read_apart};
use super::error::AppError;
use super::rebuild::erased_positions;
use super::service::Service;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{State, Value};
use crate::log::LogError;
use crate::log::codec::{StoredCore, StoredRecord, known_fields};
use crate::log::head::HeadFile;
use crate::log::record::Hash;
use crate::log::secrets::SlotPool;
use crate::log::storage::Reader;
use crate::log::tree::Edge;
use crate::log::{commitment, entry};
use crate::projections::Contents;
use crate::projections::sealing::{self, Sealing, Verdict, all_sealings};

/// Told of progress every this many records.
const TELL_EVERY: u64 = 1_000;
/// Findings kept with their sentence; the rest is counted.
const FINDINGS_MAX: usize = 100;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Records that were looked at: all up to the head when it began.
    pub events: u64,
    /// Records whose texts were erased, as the log says.
    pub erased: u64,
    /// The root of the tree over them, recomputed.
    pub root: Hash,
    /// Every sealing that could be checked, in the order of the log.
    pub sealings: Vec<CheckedSealing>,
    /// What does not hold, in the order in which it was found; at most 100.
    pub findings: Vec<Finding>,
    /// How many findings there are.
    pub found: u64,
}

/// A sealing, and whether the log still gives what it fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedSealing {
    /// The sealing.
    pub sealing: Sealing,
    /// What its check says; [`Verdict::Differs`] is a finding, too.
    pub verdict: Verdict,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where; 0 when it is about the whole.
    pub position: u64,
    /// What.
    pub what: String,
}

impl Verified {
    /// True when everything holds.
    pub const fn holds(&self) -> bool {
        self.found == 0
    }
}

/// Verifies the log up to its present head. `tell` gets (done, of).
///
/// # Errors
/// [`AppError::Log`] when the system refuses to read; what is damaged is a finding, not an error.
pub fn verify(service: &Service, tell: &mut dyn FnMut(u64, u64)) -> Result<Verified, AppError> {
    let head = service.durable_head();
    let mut check = Check::new(service.secrets());
    check.head_note(service)?;
    check.roots = sealed_positions(&service.state(), head);
    let read = service.reader().for_each(1, head, &mut |position, bytes| {
        check.record(position, bytes)?;
        if position.is_multiple_of(TELL_EVERY) {
            tell(position, head);
        }
        Ok(())
    });
    match read {
        Ok(()) => {}
        Err(LogError::Damaged(damage)) => check.find(damage.position, damage.what),
        Err(other) => return Err(other.into()),
    }
    check.erasures(service);
    if check.edge.size() == head && service.root(head)? != Some(check.edge.root()) {
        check.find(0, "the stored tree has another root than the records give".to_owned());
    }
    let sealings = check.sealings(service);
    tell(head, head);
    let (root, Check { edge, erased, findings, found, .. }) = (check.edge.root(), check);
    Ok(Verified { events: edge.size(), erased, root, sealings, findings, found })
}

/// The positions that sealings name: what the root of the log was there is kept while the records pass.
fn sealed_positions(state: &State, head: u64) -> BTreeMap<u64, Option<Hash>> {
    let rounds = state.subjects_of(SubjectKind::Round).iter().map(|no| state.entry(*no));
    let named = rounds.flat_map(|entry| {
        let sealed = entry.rows.iter().filter(|row| row.kind == EventType::RoundSealed);
        sealed.filter_map(|row| match entry.cell(row, Field::Position) {
            Some(Value::Number(position)) => u64::try_from(position).ok(),
            _ => None, // no position is told when it is checked
        })
    });
    named.filter(|position| (1..=head).contains(position)).map(|position| (position, None)).collect()
}

struct Check<'a> {
    secrets: &'a SlotPool,
    state: State,
    edge: Edge,
    /// Each slot and the position that names it: a key must seal one text only.
    slots: HashMap<u64, u64>,
    /// The root of the tree at the positions that sealings name, as far as the records gave it.
    roots: BTreeMap<u64, Option<Hash>>,
    /// Positions of records whose slot is erased.
    without_text: Vec<u64>,
    erased: u64,
    findings: Vec<Finding>,
    found: u64,
}

impl<'a> Check<'a> {
    fn new(secrets: &'a SlotPool) -> Check<'a> {
        Check {
            secrets,
            state: State::new(),
            edge: Edge::default(),
            slots: HashMap::new(),
            roots: BTreeMap::new(),
            without_text: Vec::new(),
            erased: 0,
            findings: Vec::new(),
            found: 0,
        }
    }

    fn find(&mut self, position: u64, what: String) {
        self.found += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { position, what });
        }
    }

    /// Where the note stands says nothing here: it lags after a kill between a sync and its note, and leads while a commit
    /// waits to be published. That the log does not end before it is made sure of at opening.
    fn head_note(&mut self, service: &Service) -> Result<(), LogError> {
        if HeadFile::peek(&service.folder().join("head"))?.is_none() {
            self.find(0, "the head note can not be read".to_owned());
        }
        Ok(())
    }

    /// One record. A damaged one is a finding, and the rest is looked at all the same as far as that goes.
    fn record(&mut self, position: u64, bytes: &[u8]) -> Result<(), LogError> {
        let stored = match StoredRecord::decode(bytes) {
            Ok(stored) => stored,
            Err(error) => {
                self.find(position, error.to_string());
                return Ok(());
            }
        };
        if stored.position != position {
            self.find(position, format!("the record says that it is at {}", stored.position));
        }
        if let Some(other) = self.slots.insert(stored.slot, position) {
            self.find(position, format!("its text was sealed under the key of the record at {other}"));
        }
        match entry::open_stored(&stored, self.secrets) {
            Ok(record) => {
                if record.is_erased() {
                    self.without_text.push(position);
                }
                if let Err(error) = commitment::check(&record) {
                    self.find(position, error.to_string());
                }
            }
            Err(entry::EntryError::Secrets(error)) => return Err(error),
            Err(error) => self.find(position, error.to_string()),
        }
        if let Ok(core) = StoredCore::decode(stored.core)
            && !known_fields(&core.data)
        {
            self.find(position, "it has a field that this version does not know".to_owned());
        }
        self.order(position, &stored);
        self.edge.append(entry::leaf(&stored), &mut Vec::new());
        if let Some(root) = self.roots.get_mut(&self.edge.size()) {
            *root = Some(self.edge.root());
        }
        Ok(())
    }

    /// Its place among the others: times that never fall, and the version of its subject.
    fn order(&mut self, position: u64, stored: &StoredRecord<'_>) {
        if self.state.recorded_at(position - 1).is_some_and(|last| stored.recorded_at < last) {
            self.find(position, "it was recorded before the event that precedes it".to_owned());
        }
        let applied = match stored.fact() {
            Ok(fact) => self.state.apply(&fact).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match applied {
            Ok(no) => {
                let version = self.state.entry(no).version;
                if version != stored.subject_version {
                    let what =
                        format!("it says version {} of its subject, counted is {version}", stored.subject_version);
                    self.find(position, what);
                }
            }
            Err(error) => self.find(position, error),
        }
    }

    /// Builds the report of every sealing again.
    fn sealings(&mut self, service: &Service) -> Vec<CheckedSealing> {
        let found = match all_sealings(&self.state, &Texts(service), self.state.head()) {
            Ok(found) => found,
            Err(error) => {
                self.find(error.position, format!("the sealings can not be checked: {error}"));
                return Vec::new();
            }
        };
        let mut checked = Vec::with_capacity(found.len());
        for sealing in found {
            let root = self.roots.get(&sealing.position).copied().flatten();
            let Sealing { round, version, body, at, .. } = &sealing;
            let name = format!("sealing {version} of round {round} by {body}");
            let verdict = sealing::check(&self.state, &Texts(service), &sealing, root.as_ref());
            // What was erased while this ran is known to the live state only.
            let again = matches!(verdict, Ok(Verdict::Differs { .. }));
            let live =
                |state: &State, contents: &dyn Contents| sealing::check(state, contents, &sealing, root.as_ref());
            let verdict = if again { read_apart(service, live) } else { verdict };
            match verdict {
                Ok(verdict) => {
                    if !verdict.differences().is_empty() {
                        self.find(*at, format!("ALARM: {name} DIFFERS: {}", verdict.differences().join("; ")));
                    }
                    checked.push(CheckedSealing { sealing, verdict });
                }
                Err(error) => self.find(*at, format!("{name} can not be checked: {error}")),
            }
        }
        checked
    }

    /// A text is gone when and only when the log says that it was erased.
    fn erasures(&mut self, service: &Service) {
        let asked = erased_positions(&self.state);
        // What was erased while this ran is known to the live state only.
        let live = erased_positions(&service.state());
        let gone = std::mem::take(&mut self.without_text);
        for position in asked.iter().filter(|position| gone.binary_search(position).is_err()) {
            self.find(*position, "the log says that its text was erased, and it is there".to_owned());
        }
        for position in gone {
            if live.binary_search(&position).is_ok() {
                self.erased += 1;
            } else {
                self.find(position, "its text is gone, and no event says that it was erased".to_owned());
            }
        }
    }
}
