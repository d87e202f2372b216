//! Previews what recording one event would change, without recording it: the rules judge it, and the report of its own
//! day is built with and without it, as known at that point.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::appending::{AppendOptions, Appended};
use super::erasing::{ErasedWords, review_json};
use super::error::AppError;
use super::queries::QueryError;
use super::service::Service;
use super::text_reads::{LogTexts, LogTextsWith};
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, Subject};
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::state::{AsOf, State};
use crate::domain::time::Day;
use crate::language::Language;
use crate::log::record::{Record, RecordView};
use crate::projections::comparison::{self, ComparisonPoint, ComparisonRequest, Difference};
use crate::projections::{RecordReadError, RecordSource, ReportError, lists};

/// How often a preview is tried: between judging and reading, others may record about the same subject.
const TRIES_MAX: usize = 3;

/// What recording an event would change.
#[derive(Debug, Clone)]
pub struct EventPreview {
    /// The record that would be written, or that the log has already.
    pub record: Record,
    /// False when the log has the event already: then nothing would change.
    pub is_new: bool,
    /// Possible personal data in its texts.
    pub warnings: Vec<FieldError>,
    /// The day of the report.
    pub on: Day,
    /// The subject as that report shows it now; `None` where it does not.
    pub before: Option<Value>,
    /// The subject as that report would show it with the event.
    pub after: Option<Value>,
    /// All differences in the report of that day, also of other subjects.
    pub differences: Vec<Difference>,
    /// For an erasure, what would remain to be reviewed.
    pub left: Map<String, Value>,
}

impl EventPreview {
    /// The preview as JSON for the API, with its sentences in `language`.
    pub fn to_json(&self, language: Language) -> Value {
        let warnings: Vec<Value> = self.warnings.iter().map(|warning| warning.to_json(language)).collect();
        let mut told = json!({
            "proef": true,
            "gebeurtenis": self.record.to_json(RecordView::Feed),
            "toegevoegd": u8::from(self.is_new),
            "geldigOp": self.on.to_string(),
            "voor": self.before,
            "na": self.after,
            "verschillen": self.differences,
            "waarschuwingen": warnings,
        });
        told.as_object_mut().expect("it was made as an object").extend(self.left.clone());
        told
    }
}

/// Why a preview fails.
#[derive(Debug)]
pub enum PreviewError {
    /// The event is refused.
    App(AppError),
    /// The report can not be built.
    Query(QueryError),
}

impl From<AppError> for PreviewError {
    fn from(error: AppError) -> PreviewError {
        PreviewError::App(error)
    }
}

impl From<ReportError> for PreviewError {
    fn from(error: ReportError) -> PreviewError {
        PreviewError::Query(error.into())
    }
}

/// Judges `proposal` as if `actor` recorded it now, and builds the report that would follow. Not to be called from
/// async code.
///
/// # Errors
/// [`PreviewError`] when a rule refuses it, or the report can not be built.
pub fn preview_event(
    service: &Service,
    proposal: &Proposal,
    actor: &Actor,
    if_match: Option<u32>,
) -> Result<EventPreview, PreviewError> {
    let options = AppendOptions { if_match, keep_times: false, dry_run: true };
    let words = ErasedWords::before(service, std::slice::from_ref(proposal)).map_err(AppError::from)?;
    let found = words.map(|words| words.look(service)).transpose().map_err(AppError::from)?.unwrap_or_default();
    let hit = (proposal.kind() == EventType::EventErased).then(|| EventId::parse(proposal.subject.id()).ok()).flatten();
    let mut tries = 0;
    loop {
        let appended = service.append(vec![proposal.clone()], actor, options)?;
        tries += 1;
        match build_preview(service, appended) {
            Err(PreviewError::Query(QueryError::Unreadable(_))) if tries < TRIES_MAX => {}
            Err(error) => return Err(error),
            Ok(mut preview) => {
                let hit = hit.and_then(|hit| Some((service.position_of(hit)?, found.get(&hit))));
                preview.left = hit.map(|(at, found)| review_json(service, at, found)).unwrap_or_default();
                return Ok(preview);
            }
        }
    }
}

fn build_preview(service: &Service, appended: Appended) -> Result<EventPreview, PreviewError> {
    let Appended { mut records, mut warnings, added } = appended;
    let (record, warnings) = (records.swap_remove(0), warnings.swap_remove(0));
    let mut state = service.state().clone();
    let (subject, on) = shown_subject(&state, &record);
    let mut preview = EventPreview {
        record,
        is_new: added > 0,
        warnings,
        on,
        before: None,
        after: None,
        differences: Vec::new(),
        left: Map::new(),
    };
    let known = state.head();
    let texts = LogTexts(service);
    preview.before = part(&state, &texts, subject.as_ref(), AsOf { day: on, position: known })?;
    if added == 0 {
        preview.after.clone_from(&preview.before);
        return Ok(preview);
    }
    let mut record = preview.record.clone();
    record.position = known + 1;
    let fact = record.folded().map_err(|error| unreadable(known + 1, error))?;
    state.apply(&fact).map_err(|error| unreadable(known + 1, error))?;
    let contents = LogTextsWith { texts, added: vec![Arc::new(record)] };
    preview.after = part(&state, &contents, subject.as_ref(), AsOf { day: on, position: known + 1 })?;
    if known > 0 {
        let point = |position| ComparisonPoint { on, position, round: None };
        let request = ComparisonRequest {
            from: point(known),
            to: point(known + 1),
            node: None,
            kinds: Vec::new(),
            nature: None,
            minimum_cents: None,
            unrenewed: false,
        };
        preview.differences = comparison::compare(&state, &contents, &request)?.differences;
    }
    Ok(preview)
}

/// The subject to show, and the day: for a withdrawal or an erasure, those of the event it hits.
fn shown_subject(state: &State, record: &Record) -> (Option<Subject>, Day) {
    let hit = match record.kind {
        EventType::EventWithdrawn | EventType::EventErased => {
            EventId::parse(record.subject.id()).ok().and_then(|id| state.position_of(id))
        }
        _ => return (Some(record.subject.clone()), record.effective_on), // every other type concerns its own subject
    };
    let row = hit.and_then(|position| state.at(position));
    let subject = row.and_then(|(no, _)| Subject::parse(&state.entry(no).name).ok());
    (subject, row.map_or(record.effective_on, |(_, row)| row.day))
}

fn part(
    state: &State,
    contents: &dyn RecordSource,
    subject: Option<&Subject>,
    at: AsOf,
) -> Result<Option<Value>, ReportError> {
    match subject.filter(|_| at.position > 0) {
        Some(subject) => lists::find(state, contents, subject.kind(), subject.id(), at),
        None => Ok(None),
    }
}

fn unreadable(position: u64, error: impl std::error::Error + Send + Sync + 'static) -> PreviewError {
    PreviewError::Query(QueryError::Unreadable(RecordReadError { position, source: error.into() }))
}
