//! Exports the log as lines of JSON: full records with salts and commitments. Also exports a folder that opening
//! refuses.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use super::damage::damage;
use super::error::AppError;
use super::service::Service;
use crate::domain::event::EventType;
use crate::domain::ids::EventId;
use crate::log::LogError;
use crate::log::codec::StoredRecord;
use crate::log::record::{Record, RecordView};
use crate::log::salvage::Salvage;
use crate::log::storage::Reader;
use crate::log::{commitment, record_decoder};
use crate::message;

/// Progress is reported every this many records.
const PROGRESS_EVERY: u64 = 1_000;

/// The result of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// The last position.
    pub until: u64,
    /// Records whose texts are missing because the log was restored without its secrets.
    pub missing: u64,
}

/// The result of an export of a folder that opening refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salvaged {
    /// Records written.
    pub written: u64,
    /// The last position that can be read.
    pub holds_until: u64,
    /// The last position that was acknowledged, if known.
    pub acknowledged: Option<u64>,
}

/// Writes the records from 1 to `until`, or to the head. `tell` receives (done, total).
///
/// # Errors
/// [`AppError::Input`] when `until` lies past the head; [`AppError::Write`]; [`AppError::Log`] when a record can not be
/// read or differs from what was recorded.
pub fn export(
    service: &Service,
    until: Option<u64>,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<Exported, AppError> {
    let erased = |position| service.state().at(position).is_some_and(|(_, row)| row.erased_at != 0);
    write_records(service, until, out, tell, &|record| check_as_recorded(service.folder(), record, erased))
}

/// Exports a log that is known to differ from what was recorded, to show how it differs.
///
/// # Errors
/// As for [`export`], except that records that differ from what was recorded are written as they are.
pub fn export_as_it_is(
    service: &Service,
    until: Option<u64>,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<Exported, AppError> {
    write_records(service, until, out, tell, &|_| Ok(()))
}

/// Records read at one time for a part of an export.
const PART_RECORDS: u64 = 20;

/// Returns the next lines after a position, about `bytes` of them, and the position after which the next part starts;
/// `None` when `until`, which is at most the head, was reached.
///
/// # Errors
/// [`AppError::Log`] when a record can not be read or differs from what was recorded.
pub fn export_part(
    service: &Service,
    (after, until): (u64, u64),
    bytes: usize,
) -> Result<(Vec<u8>, Option<u64>), AppError> {
    let erased = |position| service.state().at(position).is_some_and(|(_, row)| row.erased_at != 0);
    let (mut lines, mut at) = (Vec::with_capacity(bytes), after);
    while at < until && lines.len() < bytes {
        let last = until.min(at + PART_RECORDS);
        let positions: Vec<u64> = (at + 1..=last).collect();
        for record in service.records_at(&positions)? {
            check_as_recorded(service.folder(), &record, erased)?;
            record.write_json(RecordView::Export, &mut lines);
            lines.push(b'\n');
        }
        at = last;
    }
    Ok((lines, (at < until).then_some(at)))
}

fn write_records(
    service: &Service,
    until: Option<u64>,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(u64, u64),
    judge: &dyn Fn(&Record) -> Result<(), LogError>,
) -> Result<Exported, AppError> {
    let head = service.durable_head();
    let until = until.unwrap_or(head);
    if until > head {
        let message = message!("export-past-head", until = until, head = head);
        return Err(AppError::input(0, "positie", "positie-na-hoofd", message));
    }
    let mut lines = ExportWriter { out, tell, until, failed: None, missing: 0 };
    let read = service.for_each(1, until, &mut |record| {
        judge(&record)?;
        lines.write(&record)
    });
    let missing = lines.missing;
    lines.end(read)?;
    Ok(Exported { until, missing })
}

/// Writes the readable records of a folder that opening refuses, from 1 to `until` or as far as it holds. Changes
/// nothing in the folder.
///
/// # Errors
/// As for [`export`]; what was written before the error is valid.
pub fn export_refused(
    folder: &Path,
    until: Option<u64>,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<Salvaged, AppError> {
    let salvage = Salvage::open(folder)?;
    let holds_until = salvage.holds_until;
    let until = until.unwrap_or(holds_until);
    let missing = |position| damage(folder, position, message!("damage-ends-before"));
    if until > holds_until {
        return Err(missing(holds_until + 1).into());
    }
    let secrets = salvage.secrets.as_ref();
    let secrets = secrets.ok_or_else(|| damage(folder, 1, message!("damage-no-secrets")))?;
    // The erasure of a text may lie in the part that is lost. It must be found only where everything acknowledged is
    // there.
    let whole = salvage.acknowledged.is_some_and(|acknowledged| acknowledged <= holds_until);
    let by_events = if whole { Some(erased_in(&salvage, folder)?) } else { None };
    let mut lines = ExportWriter { out, tell, until, failed: None, missing: 0 };
    let read = salvage.reader.for_each(1, until, &mut |position, bytes| {
        let record =
            record_decoder::decode_record(bytes, secrets).map_err(|error| damage(folder, position, error.message()))?;
        check_as_recorded(folder, &record, |_| by_events.as_ref().is_none_or(|ids| ids.contains(&record.id)))?;
        lines.write(&record)
    });
    lines.end(read)?;
    Ok(Salvaged { written: until, holds_until, acknowledged: salvage.acknowledged })
}

/// Refuses a record that differs from what was recorded: a damaged slot gives another salt, or makes a text look
/// erased.
fn check_as_recorded(folder: &Path, record: &Record, erased: impl FnOnce(u64) -> bool) -> Result<(), LogError> {
    let position = record.position;
    if record.lost {
        return Ok(()); // the record says so itself, and the caller reports it
    }
    if record.is_erased() && !erased(position) {
        let what = message!("damage-text-gone");
        return Err(damage(folder, position, what));
    }
    commitment::check_commitments(record).map_err(|error| damage(folder, position, error.message()))
}

/// The ids of the erased events, according to the events of a refused folder.
fn erased_in(salvage: &Salvage, folder: &Path) -> Result<HashSet<EventId>, LogError> {
    let mut ids = HashSet::new();
    salvage.reader.for_each(1, salvage.holds_until, &mut |position, bytes| {
        let stored = StoredRecord::decode(bytes).map_err(|error| damage(folder, position, error.message()))?;
        if stored.header.kind == EventType::EventErased {
            ids.extend(stored.header.subject.split_once('/').and_then(|(_, id)| EventId::parse(id).ok()));
        }
        Ok(())
    })?;
    Ok(ids)
}

/// The output of an export. It keeps a write error, since the read callback can only stop with a [`LogError`].
struct ExportWriter<'a> {
    out: &'a mut dyn Write,
    tell: &'a mut dyn FnMut(u64, u64),
    until: u64,
    failed: Option<std::io::Error>,
    /// Records whose texts are missing.
    missing: u64,
}

impl ExportWriter<'_> {
    fn write(&mut self, record: &Record) -> Result<(), LogError> {
        self.missing += u64::from(record.lost);
        let mut line = Vec::with_capacity(1024);
        record.write_json(RecordView::Export, &mut line);
        line.push(b'\n');
        if let Err(error) = self.out.write_all(&line) {
            self.failed = Some(error);
            return Err(LogError::Closed); // this error only stops the reading: `end` returns the real one
        }
        if record.position.is_multiple_of(PROGRESS_EVERY) {
            (self.tell)(record.position, self.until);
        }
        Ok(())
    }

    fn end(self, read: Result<(), LogError>) -> Result<(), AppError> {
        if let Some(error) = self.failed {
            return Err(AppError::Write(error));
        }
        read?;
        self.out.flush().map_err(AppError::Write)?;
        (self.tell)(self.until, self.until);
        Ok(())
    }
}
