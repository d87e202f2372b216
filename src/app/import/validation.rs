//! Validates a whole import on a copy of the state, before anything of it is written.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

use super::lines::{ImportFile, LineContent, LineId};
use super::restored_sealings::check_sealings;
use super::{ImportOptions, Imported, LinePlace};
use crate::app::admission::{self, RequestTimes, TimePolicy};
use crate::app::clock_watch::ClockDoubt;
use crate::app::error::AppError;
use crate::app::prepare::EventSource;
use crate::app::service::Service;
use crate::app::warnings::after_sealing;
use crate::domain::actor::Actor;
use crate::domain::bsn;
use crate::domain::event::EventType;
use crate::domain::ids::EventId;
use crate::domain::proposal::FieldError;
use crate::domain::state::State;
use crate::log::commitment::canonical_json;
use crate::log::record::{Hash, Record};
use crate::message;
use crate::projections::after_sealing::SealingCoverages;

/// The counts, the new erasures with the event that each hits, and the lines that occur more than once.
pub type ValidatedImport = (Imported, Vec<(LinePlace, EventId)>, RepeatedLines);

/// A line with all of its validation that needs no state.
pub struct CheckedLine {
    source: EventSource,
    id: LineId,
    /// Possible personal data in its texts.
    warnings: Vec<FieldError>,
    /// The digest of its content.
    digest: Hash,
}

impl CheckedLine {
    /// Checks a line.
    pub fn of(content: LineContent) -> CheckedLine {
        let (source, id, warnings) = match content {
            LineContent::Proposal(proposal, id) => {
                let warnings = bsn::warnings(&proposal);
                (EventSource::Proposal(proposal), id, warnings)
            }
            LineContent::Record(record) => {
                let id = LineId::Given(record.id);
                (EventSource::Restored(record), id, Vec::new())
            }
        };
        let digest = Sha256::digest(canonical_json(&source.content())).into();
        CheckedLine { source, id, warnings, digest }
    }
}

/// The lines without an id that occurred before in their file, and how often with this one.
#[derive(Debug, Default)]
pub struct RepeatedLines(HashMap<LinePlace, u64>);

impl RepeatedLines {
    /// Returns the id of the event of a line.
    pub fn id(&self, place: LinePlace, id: &LineId) -> EventId {
        match id {
            LineId::Given(id) => *id,
            LineId::Derived(line) => line.id(self.0.get(&place).copied().unwrap_or(1)),
        }
    }
}

/// The validation of an import: the lines so far, applied to a copy of the state.
pub struct ImportValidation<'a> {
    /// The counts so far.
    pub counted: Imported,
    service: &'a Service,
    actor: &'a Actor,
    options: ImportOptions,
    state: State,
    /// The sealings in `state`.
    covers: SealingCoverages,
    moments: RequestTimes,
    /// Why the clock can not be right, if so.
    doubt: Option<ClockDoubt>,
    /// The last file that has a line, and how often each line without an id occurred in it so far.
    met: (usize, HashMap<EventId, u64>),
    repeated: RepeatedLines,
    /// The files that have a line.
    filled: BTreeSet<usize>,
    /// The digest of the content of each new event, to detect another event under the same id.
    seen: HashMap<EventId, Hash>,
    /// Dropped nodes: the rules about their children apply to the files as a whole.
    drops: Vec<(u64, LinePlace, EventSource)>,
    /// Restored sealings: each must reproduce its report.
    sealed: Vec<(u64, LinePlace)>,
    /// New erasures, and the event that each hits.
    erasures: Vec<(LinePlace, EventId)>,
    /// Restored records without texts: an erasure of each must be in the log or the files.
    erased: Vec<(u64, LinePlace)>,
}

impl<'a> ImportValidation<'a> {
    /// Starts a validation of events of `actor` against the log at present. Staged events of others count: they are
    /// accepted, unless the service fails.
    pub fn new(service: &'a Service, actor: &'a Actor, options: ImportOptions) -> ImportValidation<'a> {
        let mut state = service.state().clone();
        state.release_savepoints();
        let times = if options.keep_times { TimePolicy::Keep } else { TimePolicy::Live };
        let moments = RequestTimes::of(&state, service.now(), times);
        let doubt = service.clock_doubt();
        let counted = Imported::default();
        let covers = SealingCoverages::known(&state, state.head());
        ImportValidation {
            counted,
            covers,
            service,
            actor,
            options,
            state,
            moments,
            doubt,
            met: (0, HashMap::new()),
            repeated: RepeatedLines::default(),
            filled: BTreeSet::new(),
            seen: HashMap::new(),
            drops: Vec::new(),
            sealed: Vec::new(),
            erasures: Vec::new(),
            erased: Vec::new(),
        }
    }

    /// Validates the next line.
    ///
    /// # Errors
    /// [`AppError`] when the line is refused.
    pub fn validate_line(&mut self, place: LinePlace, line: CheckedLine) -> Result<(), AppError> {
        self.counted.lines += 1;
        self.filled.insert(place.0);
        let id = self.id_of(place, &line.id);
        let CheckedLine { source, warnings, digest, .. } = line;
        self.refuse_by_the_options(&source)?;
        if self.is_known(id, &source, &digest)? {
            self.counted.known += 1;
            if !self.is_erased(id) {
                self.counted.warnings.add(place, warnings);
            }
            let position = self.state.position_of(id).expect("what is known lies in the state");
            self.warn_of_sealed_day(place, position, &source);
            return Ok(());
        }
        self.refuse_by_the_clock(&source)?;
        let position = self.state.head() + 1;
        admission::admit(&mut self.state, 0, (&source, self.actor), &self.moments, |position, recorded_at| {
            source.fact(id, position, recorded_at)
        })?;
        self.counted.added += 1;
        self.counted.times_not_kept += u64::from(!self.options.keep_times && says_when(&source));
        self.counted.warnings.add(place, warnings);
        self.warn_of_sealed_day(place, position, &source);
        self.seen.insert(id, digest);
        if let EventSource::Restored(record) = &source
            && record.kind == EventType::RoundSealed
        {
            self.sealed.push((position, place));
            self.covers = SealingCoverages::known(&self.state, position);
        }
        self.erasures.extend(erased_by(&source).map(|hit| (place, hit)));
        match &source {
            EventSource::Proposal(proposal) if proposal.kind() == EventType::NodeDropped => {
                self.drops.push((position, place, source));
            }
            EventSource::Restored(record) if record.is_erased() => self.erased.push((position, place)),
            EventSource::Proposal(_) | EventSource::Sealing(_) | EventSource::Restored(_) => {}
        }
        Ok(())
    }

    /// Returns whether a file, from 0, has a line.
    pub fn has_lines(&self, file: usize) -> bool {
        self.filled.contains(&file)
    }

    /// Returns the id of the event of a line, and counts the line.
    fn id_of(&mut self, place: LinePlace, id: &LineId) -> EventId {
        if let LineId::Derived(line) = id {
            if self.met.0 != place.0 {
                self.met = (place.0, HashMap::new());
            }
            let met = self.met.1.entry(line.id(0)).or_default();
            *met += 1;
            if *met > 1 {
                self.repeated.0.insert(place, *met);
            }
        }
        self.repeated.id(place, id)
    }

    /// Refuses what the caller did not ask for.
    fn refuse_by_the_options(&mut self, source: &EventSource) -> Result<(), AppError> {
        let unreviewed = match source {
            EventSource::Proposal(proposal) | EventSource::Sealing(proposal) => {
                if proposal.unreviewed() && !self.options.accept_unreviewed {
                    let message = message!("import-unreviewed");
                    return Err(AppError::input(0, "herkomst.oordeel", "niet-nagekeken", message));
                }
                proposal.unreviewed()
            }
            EventSource::Restored(record) => {
                if !self.options.keep_times {
                    let message = message!("import-full-record");
                    return Err(AppError::input(0, "verbintenis", "volledig-record", message));
                }
                record.unreviewed()
            }
        };
        self.counted.unreviewed += u64::from(unreviewed);
        Ok(())
    }

    /// Refuses an event that would be recorded at a moment of a clock that can not be right.
    fn refuse_by_the_clock(&self, source: &EventSource) -> Result<(), AppError> {
        match (source, self.doubt) {
            (EventSource::Proposal(_) | EventSource::Sealing(_), Some(doubt)) => Err(AppError::Clock(doubt)),
            (EventSource::Restored(_), _) | (_, None) => Ok(()),
        }
    }

    /// Adds a warning when the day was sealed already; not for full records, which are restored as they were.
    fn warn_of_sealed_day(&mut self, place: LinePlace, position: u64, source: &EventSource) {
        if let EventSource::Proposal(proposal) = source {
            let warning = after_sealing(&self.state, &self.covers, position, Some(proposal));
            self.counted.warnings.add(place, warning.into_iter().collect());
        }
    }

    /// Checks the rules that only the whole import can satisfy.
    ///
    /// # Errors
    /// The place of the line that is refused, and why.
    pub fn end(self, files: &[ImportFile]) -> Result<ValidatedImport, (LinePlace, AppError)> {
        let drops = self.drops.iter().enumerate().map(|(index, (position, _, source))| (*position, index, source));
        admission::check_whole_request(&self.state, drops).map_err(|cause| {
            let place = cause.index().map_or((0, 1), |index| self.drops[index].1);
            (place, cause)
        })?;
        check_sealings(self.service, &self.state, files, &self.sealed)?;
        for (position, place) in self.erased {
            let (_, row) = self.state.at(position).expect("it was applied at this position");
            if row.erased_at == 0 {
                let message = message!("import-erasure-missing");
                return Err((place, AppError::input(0, "gewist", "wissing-ontbreekt", message)));
            }
        }
        Ok((self.counted, self.erasures, self.repeated))
    }

    /// Whether the texts of a known event were erased: nothing of this line is kept then.
    fn is_erased(&self, id: EventId) -> bool {
        let row = self.state.position_of(id).and_then(|position| self.state.at(position));
        row.is_some_and(|(_, row)| row.erased_at != 0)
    }

    /// Whether the log, or the files so far, contain this event.
    fn is_known(&self, id: EventId, source: &EventSource, digest: &Hash) -> Result<bool, AppError> {
        if let Some(seen) = self.seen.get(&id) {
            let position = self.state.position_of(id).expect("what was seen was applied");
            return if seen == digest { Ok(true) } else { Err(AppError::Conflict { index: 0, id, position }) };
        }
        if let EventSource::Restored(record) = source
            && let Some(other) = self.service.record_of(id)?
        {
            return if same_record(record, &other) {
                Ok(true)
            } else {
                Err(AppError::Conflict { index: 0, id, position: other.position })
            };
        }
        if self.service.known(0, id, || source.content())?.is_some() {
            return Ok(true);
        }
        // Staged by another caller at this moment: the writer compares the contents.
        Ok(self.state.position_of(id).is_some())
    }
}

/// Whether a line has a recorded-at moment.
fn says_when(source: &EventSource) -> bool {
    match source {
        EventSource::Proposal(proposal) | EventSource::Sealing(proposal) => proposal.recorded_at.is_some(),
        EventSource::Restored(_) => true,
    }
}

/// The id of the event that an erasure hits.
fn erased_by(source: &EventSource) -> Option<EventId> {
    let (kind, subject) = match source {
        EventSource::Proposal(proposal) => (proposal.kind(), &proposal.subject),
        EventSource::Restored(record) => (record.kind, &record.subject),
        EventSource::Sealing(_) => return None,
    };
    (kind == EventType::EventErased).then(|| EventId::parse(subject.id()).ok()).flatten()
}

/// A known record is the same when its position, commitment and recorded-at moment are; its text may have been erased
/// since.
fn same_record(record: &Record, other: &Record) -> bool {
    record.position == other.position
        && record.commitment == other.commitment
        && record.recorded_at == other.recorded_at
}
