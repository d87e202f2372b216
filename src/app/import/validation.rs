//! Validates a whole import on a copy of the state, before anything of it is written.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::lines::{ImportFile, LineContent, LineId, LineText, ValidatedLine};
use super::restored_sealings::check_sealings;
use super::{ImportOptions, Imported, LinePlace};
use crate::app::admission::{self, RequestTimes, TimePolicy};
use crate::app::clock_watch::ClockDoubt;
use crate::app::error::AppError;
use crate::app::new_event::{NewEvent, ProposedEvent};
use crate::app::service::Service;
use crate::app::warnings::after_sealing;
use crate::domain::actor::Actor;
use crate::domain::bsn;
use crate::domain::event::EventType;
use crate::domain::header::ActorRef;
use crate::domain::ids::EventId;
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::state::State;
use crate::domain::text::Text;
use crate::log::canonical::write_content;
use crate::log::record::{Hash, Record};
use crate::message;
use crate::projections::after_sealing::SealingCoverages;

/// The counts, the new erasures with the event that each hits, and the lines of each file.
pub type ValidatedImport = (Imported, Vec<(LinePlace, EventId)>, Vec<Vec<ValidatedLine>>);

/// A line with all of its validation that needs no state.
pub struct CheckedLine {
    content: LineContent,
    text: LineText,
    /// Possible personal data in its texts.
    warnings: Vec<FieldError>,
    /// The digest of its content.
    digest: Hash,
}

impl CheckedLine {
    /// Checks a line of an import.
    pub fn of(content: LineContent, text: LineText) -> CheckedLine {
        let mut sent = Vec::with_capacity(1024);
        let warnings = match &content {
            LineContent::Proposal(proposal, _) => {
                proposal_content(proposal, &mut sent);
                bsn::warnings(proposal)
            }
            LineContent::Record(record) => {
                let (provenance, reason) = (record.provenance.as_ref(), record.reason.as_deref());
                write_content(&record.header.borrowed(), &record.data, provenance, reason, &mut sent);
                Vec::new()
            }
        };
        CheckedLine { content, text, warnings, digest: Sha256::digest(sent).into() }
    }
}

/// Writes what a line says, without its id.
fn proposal_content(proposal: &Proposal, out: &mut Vec<u8>) {
    let Proposal { body, provenance_body, reason, .. } = proposal;
    // Neither an id nor an actor is in the content.
    let header = proposal.header_of(EventId::from_bytes([0; 16]), ActorRef { id: "", role: "" });
    write_content(&header, body, provenance_body.as_ref(), reason.as_ref().map(Text::as_str), out);
}

/// The validation of an import: the lines so far, applied to a copy of the state.
pub struct ImportValidation<'a> {
    /// The counts so far.
    pub counted: Imported,
    service: &'a Service,
    actor: Arc<Actor>,
    options: ImportOptions,
    state: State,
    /// The sealings in `state`.
    covers: SealingCoverages,
    moments: RequestTimes,
    /// Why the clock can not be right, if so.
    doubt: Option<ClockDoubt>,
    /// The last file that has a line, and how often each line without an id occurred in it so far.
    met: (usize, HashMap<EventId, u64>),
    /// The lines of each file so far.
    lines: Vec<Vec<ValidatedLine>>,
    /// The files that have a line.
    filled: BTreeSet<usize>,
    /// The digest of the content of each new event, to detect another event under the same id.
    seen: HashMap<EventId, Hash>,
    /// Dropped nodes: the rules about their children apply to the files as a whole.
    drops: Vec<(u64, LinePlace, NewEvent)>,
    /// Restored sealings: each must reproduce its report.
    sealed: Vec<(u64, LinePlace)>,
    /// New erasures, and the event that each hits.
    erasures: Vec<(LinePlace, EventId)>,
    /// Restored records without texts: an erasure of each must be in the log or the files.
    erased: Vec<(u64, LinePlace)>,
}

impl<'a> ImportValidation<'a> {
    /// Starts a validation of the events of `actor` in so many files against the log at present. Staged events of others count: they are
    /// accepted, unless the service fails.
    pub fn new(service: &'a Service, actor: &'a Actor, options: ImportOptions, files: usize) -> ImportValidation<'a> {
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
            actor: Arc::new(actor.clone()),
            options,
            state,
            moments,
            doubt,
            met: (0, HashMap::new()),
            lines: vec![Vec::new(); files],
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
        let CheckedLine { content, text, warnings, digest } = line;
        let event = match content {
            LineContent::Proposal(proposal, id) => {
                if proposal.unreviewed() && !self.options.accept_unreviewed {
                    let message = message!("import-unreviewed");
                    return Err(AppError::input(0, "herkomst.oordeel", "niet-nagekeken", message));
                }
                self.counted.unreviewed += u64::from(proposal.unreviewed());
                NewEvent::Proposal(ProposedEvent::new(proposal, self.id_of(place, &id), &self.actor))
            }
            LineContent::Record(record) => {
                if !self.options.keep_times {
                    let message = message!("import-full-record");
                    return Err(AppError::input(0, "verbintenis", "volledig-record", message));
                }
                self.counted.unreviewed += u64::from(record.unreviewed());
                NewEvent::Restored(record)
            }
        };
        let id = event.id();
        self.lines[place.0].push(ValidatedLine { text, id });
        if self.is_known(&event, &digest)? {
            self.counted.known += 1;
            if !self.is_erased(id) {
                self.counted.warnings.add(place, warnings);
            }
            let position = self.state.position_of(id).expect("what is known lies in the state");
            self.warn_of_sealed_day(place, position, &event);
            return Ok(());
        }
        self.refuse_by_the_clock(&event)?;
        let position = self.state.head() + 1;
        admission::admit(&mut self.state, 0, &event, &self.moments)?;
        self.counted.added += 1;
        self.counted.times_not_kept += u64::from(!self.options.keep_times && event.stated_recorded_at().is_some());
        self.counted.warnings.add(place, warnings);
        self.warn_of_sealed_day(place, position, &event);
        self.seen.insert(id, digest);
        if let NewEvent::Restored(record) = &event
            && record.kind == EventType::RoundSealed
        {
            self.sealed.push((position, place));
            self.covers = SealingCoverages::known(&self.state, position);
        }
        self.erasures.extend(erased_by(&event).map(|hit| (place, hit)));
        self.counted.erasures += u64::from(event.kind() == EventType::EventErased);
        match &event {
            NewEvent::Proposal(new) if new.proposal.kind() == EventType::NodeDropped => {
                self.drops.push((position, place, event));
            }
            NewEvent::Restored(record) if record.is_erased() => self.erased.push((position, place)),
            NewEvent::Proposal(_) | NewEvent::Sealing(_) | NewEvent::Restored(_) => {}
        }
        Ok(())
    }

    /// Returns whether a file, from 0, has a line.
    pub fn has_lines(&self, file: usize) -> bool {
        self.filled.contains(&file)
    }

    /// Returns the id of the event of a line, and counts the line.
    fn id_of(&mut self, place: LinePlace, id: &LineId) -> EventId {
        let line = match id {
            LineId::Given(id) => return *id,
            LineId::Derived(line) => line,
        };
        if self.met.0 != place.0 {
            self.met = (place.0, HashMap::new());
        }
        let first = line.id(1);
        let met = self.met.1.entry(first).or_default();
        *met += 1;
        if *met == 1 { first } else { line.id(*met) }
    }

    /// Refuses an event that would be recorded at a moment of a clock that can not be right.
    fn refuse_by_the_clock(&self, event: &NewEvent) -> Result<(), AppError> {
        match (event, self.doubt) {
            (NewEvent::Proposal(_) | NewEvent::Sealing(_), Some(doubt)) => Err(AppError::Clock(doubt)),
            (NewEvent::Restored(_), _) | (_, None) => Ok(()),
        }
    }

    /// Adds a warning when the day was sealed already; not for full records, which are restored as they were.
    fn warn_of_sealed_day(&mut self, place: LinePlace, position: u64, event: &NewEvent) {
        if let NewEvent::Proposal(new) = event {
            let warning = after_sealing(&self.state, &self.covers, position, Some(&new.proposal));
            self.counted.warnings.add(place, warning.into_iter().collect());
        }
    }

    /// Checks the rules that only the whole import can satisfy.
    ///
    /// # Errors
    /// The place of the line that is refused, and why.
    pub fn end(self, files: &[ImportFile]) -> Result<ValidatedImport, (LinePlace, AppError)> {
        let drops = self.drops.iter().enumerate().map(|(index, (position, _, event))| (*position, index, event));
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
        Ok((self.counted, self.erasures, self.lines))
    }

    /// Whether the texts of a known event were erased: nothing of this line is kept then.
    fn is_erased(&self, id: EventId) -> bool {
        let row = self.state.position_of(id).and_then(|position| self.state.at(position));
        row.is_some_and(|(_, row)| row.erased_at != 0)
    }

    /// Whether the log, or the files so far, contain this event.
    fn is_known(&self, event: &NewEvent, digest: &Hash) -> Result<bool, AppError> {
        let id = event.id();
        if let Some(seen) = self.seen.get(&id) {
            let position = self.state.position_of(id).expect("what was seen was applied");
            return if seen == digest { Ok(true) } else { Err(AppError::Conflict { index: 0, id, position }) };
        }
        if let NewEvent::Restored(record) = event
            && let Some(other) = self.service.record_of(id)?
        {
            return if same_record(record, &other) {
                Ok(true)
            } else {
                Err(AppError::Conflict { index: 0, id, position: other.position })
            };
        }
        if self.service.known(0, id, || event.content())?.is_some() {
            return Ok(true);
        }
        // Staged by another caller at this moment: the writer compares the contents.
        Ok(self.state.position_of(id).is_some())
    }
}

/// The id of the event that an erasure hits.
fn erased_by(event: &NewEvent) -> Option<EventId> {
    (event.kind() == EventType::EventErased).then(|| EventId::parse(event.subject().id()).ok()).flatten()
}

/// A known record is the same when its position, commitment and recorded-at moment are; its text may have been erased
/// since.
fn same_record(record: &Record, other: &Record) -> bool {
    record.position == other.position
        && record.commitment == other.commitment
        && record.recorded_at == other.recorded_at
}
