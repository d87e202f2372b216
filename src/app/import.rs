//! Import: validates files of lines as a whole, then appends them in order.
//!
//! Validation runs on a copy of the state, so it holds nobody up; the writer decides each event again. A crash leaves a
//! prefix, which importing the same files completes: known events are skipped.

mod erasure_warnings;
mod in_order;
mod lines;
mod restored_sealings;
mod validation;

pub use erasure_warnings::SAME_WORDS;
pub use lines::{ImportFile, LINE_MAX};

use std::collections::BTreeMap;
use std::sync::Arc;

use super::engine::{Outcome, Purpose, TimePolicy, WriteItem, WriteRequest};
use super::error::AppError;
use super::new_event::ProposedEvent;
use super::prepare;
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::service::Service;
use super::warnings::AFTER_SEALING;
use crate::domain::actor::Actor;
use crate::domain::proposal::FieldError;
use crate::language::Message;
use crate::message;
use erasure_warnings::ErasureWarnings;
use in_order::in_order;
use lines::{LineBatch, LineBatches, LineContent, ValidatedLine, changed};
use validation::{CheckedLine, ImportValidation};

/// Warnings about texts that an import lists: at some 200 bytes each they are 200 KB of its answer. All warnings are
/// counted.
pub const WARNINGS_MAX: usize = 1_000;
/// Warnings about a day that was sealed already that an import lists. A page that comes late has one on every line;
/// listing all would hide the other warnings and add nothing to the first ones.
pub const SEALED_DAYS_MAX: usize = 20;

/// Options of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Lines with a recorded-at moment keep it; required for full records.
    pub keep_times: bool,
    /// Accepts drafts that nobody has reviewed.
    pub accept_unreviewed: bool,
    /// Validates everything and writes nothing.
    pub dry_run: bool,
}

impl ImportOptions {
    /// Writes the options as the target of a request.
    pub fn to_target(self) -> RequestTarget {
        RequestTarget::of("/v1/invoer")
            .with_flag(keys::DRY_RUN, self.dry_run)
            .with_flag(keys::KEEP_TIMES, self.keep_times)
            .with_flag(keys::ACCEPT_UNREVIEWED, self.accept_unreviewed)
    }

    /// Reads the options.
    pub fn from_query(query: &mut Query) -> ImportOptions {
        ImportOptions {
            dry_run: query.flag(keys::DRY_RUN),
            keep_times: query.flag(keys::KEEP_TIMES),
            accept_unreviewed: query.flag(keys::ACCEPT_UNREVIEWED),
        }
    }
}

/// The result of an import, or of a dry run of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Lines with an event.
    pub lines: u64,
    /// Events that are new.
    pub added: u64,
    /// Events that the log already had.
    pub known: u64,
    /// Lines that still have to be reviewed.
    pub unreviewed: u64,
    /// New events that destroy texts.
    pub erasures: u64,
    /// Lines with a recorded-at moment while keeping it was not asked for.
    pub times_not_kept: u64,
    /// Indexes of the files without an event, from 0.
    pub empty_files: Vec<usize>,
    /// Warnings: possible personal data in the texts of lines, days that were sealed already, and other places where
    /// the words of an erased text occur. The first two are not given for full records, which are restored as they
    /// were.
    pub warnings: Warnings,
}

/// Warnings that the caller should look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Warnings {
    /// The number of warnings per code.
    pub found: BTreeMap<&'static str, u64>,
    /// The first warnings, in order of the lines: at most [`SEALED_DAYS_MAX`] about days and [`WARNINGS_MAX`] about
    /// texts.
    pub first: Vec<LineWarning>,
}

/// A warning and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineWarning {
    /// The index of the file, from 0.
    pub file: usize,
    /// The line in the file, from 1.
    pub line: u64,
    /// The field and the kind of warning, never the text that was found.
    pub warning: FieldError,
}

impl Warnings {
    fn add(&mut self, (file, line): LinePlace, warnings: Vec<FieldError>) {
        for warning in warnings {
            *self.found.entry(warning.code).or_default() += 1;
            let of_days = warning.code == AFTER_SEALING;
            let listed = self.first.iter().filter(|one| (one.warning.code == AFTER_SEALING) == of_days).count();
            if listed < if of_days { SEALED_DAYS_MAX } else { WARNINGS_MAX } {
                self.first.push(LineWarning { file, line, warning });
            }
        }
    }

    /// The total number of warnings.
    pub fn count(&self) -> u64 {
        self.found.values().sum()
    }
}

/// The progress of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportProgress {
    /// Lines validated so far; the total is not known yet.
    Judged(u64),
    /// Lines written so far, and the total.
    Written(u64, u64),
}

/// Imports files, in order, as one whole.
///
/// # Errors
/// [`AppError::Input`] when no file has an event. [`AppError::Line`] for the first line that is refused: then nothing
/// was written, unless its `written` is above 0, because others wrote at the same time or the file changed. [`AppError::Read`],
/// [`AppError::Clock`], [`AppError::Log`], and [`AppError::Partly`] when one of these stopped the import after a part
/// was written.
pub fn import(
    service: &Service,
    files: &[ImportFile],
    actor: &Actor,
    options: ImportOptions,
    tell: &mut dyn FnMut(ImportProgress),
) -> Result<Imported, AppError> {
    let mut judging = ImportValidation::new(service, actor, options, files.len());
    let mut requests = 0;
    in_order(
        LineBatches::of(files),
        |batch: Result<LineBatch, AppError>| Ok::<_, AppError>(checked(batch?)),
        |batches| {
            for batch in batches {
                requests += 1;
                for (place, line) in batch? {
                    let judged = line.and_then(|line| judging.validate_line(place, line));
                    judged.map_err(|cause| at_line(files, place, cause, 0))?;
                    tell(ImportProgress::Judged(judging.counted.lines));
                }
            }
            Ok::<_, AppError>(())
        },
    )?;
    if judging.counted.lines == 0 {
        let names: Vec<Message> = files.iter().map(|file| Message::verbatim(&file.name)).collect();
        return Err(AppError::input(0, "", "geen-gebeurtenissen", message!("import-nothing", files = names)));
    }
    judging.counted.empty_files = (0..files.len()).filter(|file| !judging.has_lines(*file)).collect();
    let (mut judged, erasures, validated) =
        judging.end(files).map_err(|(place, cause)| at_line(files, place, cause, 0))?;
    let erasing = ErasureWarnings::before(service, erasures)?;
    if options.dry_run || judged.added == 0 {
        erasing.warn(service, &mut judged.warnings);
        return Ok(judged);
    }
    let writing = Writing {
        service,
        files,
        actor: Arc::new(actor.clone()),
        times: if options.keep_times { TimePolicy::Keep } else { TimePolicy::Live },
        purpose: if requests <= 1 { Purpose::Write } else { Purpose::WritePart },
        validated,
    };
    let written = writing.run(judged.lines, tell)?;
    erasing.warn(service, &mut judged.warnings);
    let Imported { unreviewed, erasures, warnings, empty_files, times_not_kept, .. } = judged;
    Ok(Imported { unreviewed, erasures, warnings, empty_files, times_not_kept, ..written })
}

/// The index of a file, from 0, and a line in it, from 1.
type LinePlace = (usize, u64);

fn at_line(files: &[ImportFile], (file, line): LinePlace, cause: AppError, written: u64) -> AppError {
    match cause {
        AppError::Log(_)
        | AppError::Clock(_)
        | AppError::Read { .. }
        | AppError::Write(_)
        | AppError::Partly { .. }
        | AppError::Line { .. } => cause,
        AppError::Refused(_) | AppError::Conflict { .. } | AppError::Precondition { .. } | AppError::Input { .. } => {
            AppError::Line { file: files[file].name.clone(), line, cause: Box::new(cause), written }
        }
    }
}

/// Parses the lines of a batch, and does of their validation what needs no state. The first that is refused is the last.
fn checked(batch: LineBatch) -> Vec<(LinePlace, Result<CheckedLine, AppError>)> {
    let mut checked = Vec::with_capacity(batch.len());
    for (place, line) in batch {
        let line = line.parse().map(|content| CheckedLine::of(content, line.text_digest()));
        let is_refused = line.is_err();
        checked.push((place, line));
        if is_refused {
            break;
        }
    }
    checked
}

/// Prepared lines, and their places.
struct ImportBatch {
    request: WriteRequest,
    places: Vec<LinePlace>,
}

struct Writing<'a> {
    service: &'a Service,
    files: &'a [ImportFile],
    actor: Arc<Actor>,
    times: TimePolicy,
    purpose: Purpose,
    /// The lines of each file.
    validated: Vec<Vec<ValidatedLine>>,
}

impl Writing<'_> {
    /// Lines are parsed and prepared on all cores while this thread waits for the writer: the processor works while the
    /// disk syncs.
    fn run(&self, lines: u64, tell: &mut dyn FnMut(ImportProgress)) -> Result<Imported, AppError> {
        let prepare = |batch: Result<LineBatch, AppError>| self.prepare(batch?);
        in_order(LineBatches::of(self.files), prepare, |batches| self.write_all(batches, lines, tell))
    }

    fn prepare(&self, lines: LineBatch) -> Result<ImportBatch, AppError> {
        let mut events: Vec<Option<WriteItem>> = Vec::with_capacity(lines.len());
        let (mut places, mut restored) = (Vec::with_capacity(lines.len()), Vec::new());
        for (index, (place, line)) in lines.into_iter().enumerate() {
            places.push(place);
            let at = |cause| at_line(self.files, place, cause, 0);
            // There may be more lines than were validated, in a file that grew.
            let validated = self.validated[place.0].get(line.before).ok_or_else(changed).map_err(at)?;
            events.push(match line.parse_again(validated).map_err(at)? {
                LineContent::Proposal(proposal, _) => {
                    let new = ProposedEvent::new(proposal, validated.id, &self.actor);
                    Some(self.service.item(index, new, self.purpose).map_err(at)?)
                }
                LineContent::Record(record) => {
                    match self.service.known(index, record.id, || record.content()).map_err(at)? {
                        Some(position) => Some(WriteItem::Known(position)),
                        None => {
                            restored.push((index, record));
                            None
                        }
                    }
                }
            });
        }
        let salts: Vec<_> = restored.iter().map(|(_, record)| record.text_salt).collect();
        for (slot, (index, record)) in self.service.slots_for(&salts)?.iter().zip(restored) {
            let prepared = prepare::prepare_restored(record, slot);
            let prepared = prepared.map_err(|cause| at_line(self.files, places[index], cause, 0))?;
            events[index] = Some(WriteItem::New(Arc::new(prepared)));
        }
        let events = events.into_iter().map(|item| item.expect("each line is known, proposed or restored")).collect();
        let request = WriteRequest { events, if_match: None, times: self.times, purpose: self.purpose };
        Ok(ImportBatch { request, places })
    }

    fn write_all(
        &self,
        batches: &mut dyn Iterator<Item = Result<ImportBatch, AppError>>,
        lines: u64,
        tell: &mut dyn FnMut(ImportProgress),
    ) -> Result<Imported, AppError> {
        let mut done = Imported::default();
        let mut last: Vec<(usize, u64)> = vec![(0, 0); self.files.len()];
        for batch in batches {
            let ImportBatch { request, places } = batch.map_err(|error| with_written(error, done.added))?;
            let items = request.events.clone();
            let new = items.iter().any(|item| matches!(item, WriteItem::New(_)));
            let outcomes = if new {
                self.service.submit(request).map_err(|cause| {
                    let place = cause.index().and_then(|index| places.get(index)).copied().unwrap_or((0, 1));
                    with_written(at_line(self.files, place, cause, done.added), done.added)
                })?
            } else {
                Vec::new()
            };
            let added = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Added(_))).count() as u64;
            done.lines += items.len() as u64;
            done.added += added;
            done.known += items.len() as u64 - added;
            tell(ImportProgress::Written(done.lines, lines));
            for (file, line) in places {
                last[file] = (last[file].0 + 1, line);
            }
        }
        let shorter = last.iter().zip(&self.validated).position(|((count, _), validated)| *count < validated.len());
        if let Some(file) = shorter {
            let place = (file, last[file].1 + 1);
            return Err(with_written(at_line(self.files, place, changed(), done.added), done.added));
        }
        Ok(done)
    }
}

fn with_written(error: AppError, so_far: u64) -> AppError {
    match error {
        AppError::Line { file, line, cause, .. } => AppError::Line { file, line, cause, written: so_far },
        other if so_far > 0 => AppError::Partly { cause: Box::new(other), written: so_far },
        other => other,
    }
}
