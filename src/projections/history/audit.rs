//! The audit trail of a subject in the fields of the ZGW standard: who did what, when and why, with the whole state
//! before and after each event, computed by the same fold as histories.
//!
//! A note, a light and a measurement are resources of their own below their subject, as a status is below a case in
//! that standard: their state is that of the note, the light or the period. A field that the standard does not have is
//! added: `positie`, which is also the cursor.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::view::NamedValues;
use super::{EntryEffect, EntryStates, EventRange, HistoryEntry, HistoryError, object, read_rows};
use crate::RecordSource;
use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::domain::state::State;
use crate::domain::time::Day;
use crate::log::record::Record;

/// The component that recorded the audit trail, which is this service.
const SOURCE: &str = "peildatum";

/// One action on a subject.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AuditRow {
    /// Place in the log.
    #[serde(rename = "positie")]
    pub position: u64,
    /// The id of the event.
    pub uuid: String,
    /// The component.
    #[serde(rename = "bron")]
    pub source: &'static str,
    /// Who wrote it to this log: the service, or whoever imported it.
    #[serde(rename = "applicatieId")]
    pub application: String,
    /// The same for readers.
    #[serde(rename = "applicatieWeergave")]
    pub application_label: String,
    /// Who recorded it.
    #[serde(rename = "gebruikersId")]
    pub user: String,
    /// The same for readers; empty where there is no name or it was erased.
    #[serde(rename = "gebruikersWeergave")]
    pub user_label: String,
    /// `create`, `update` (a correction), `partial_update` or `destroy`.
    #[serde(rename = "actie")]
    pub action: &'static str,
    /// The type of the event.
    #[serde(rename = "actieWeergave")]
    pub action_label: String,
    /// The HTTP status that such an action answers.
    #[serde(rename = "resultaat")]
    pub outcome: u16,
    /// The address of the subject.
    #[serde(rename = "hoofdObject")]
    pub main_object: String,
    /// What was acted on: the kind of subject, or `toelichting`, `stoplicht`, `meting`.
    pub resource: &'static str,
    /// Its address.
    #[serde(rename = "resourceUrl")]
    pub resource_url: String,
    /// Why; empty where nobody said.
    #[serde(rename = "toelichting")]
    pub reason: String,
    /// What was acted on, for readers.
    #[serde(rename = "resourceWeergave")]
    pub resource_label: String,
    /// When it was recorded.
    #[serde(rename = "aanmaakdatum")]
    pub recorded_at: String,
    /// The state before and after.
    #[serde(rename = "wijzigingen")]
    pub changes: AuditChanges,
}

/// The state around an action, on the day the event holds from.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AuditChanges {
    /// The state before; null where there was none.
    #[serde(rename = "oud")]
    pub old: Value,
    /// The state after; null where none is left.
    #[serde(rename = "nieuw")]
    pub new: Value,
}

/// One page of an audit trail.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// The actions, in the order of the log.
    pub rows: Vec<AuditRow>,
    /// The position after which the next page begins; `None` at the end.
    pub next: Option<u64>,
    /// The earliest day from which an event of the subject holds, over all its events.
    pub begin: Option<Day>,
}

/// The addresses of the resources of an audit trail.
#[derive(Debug, Clone, Copy)]
pub struct Addresses<'a> {
    /// The part before `/v1`, such as `https://peildatum.gemeente.example`, or empty.
    pub base: &'a str,
    /// The path of the kind of the subject, such as `voorzieningen`.
    pub collection: &'a str,
}

/// Returns a page of the audit trail of `subject` as known at `position`.
///
/// # Errors
/// The errors of [`super::history`].
pub fn audit(
    state: &State,
    contents: &dyn RecordSource,
    (subject, position): (&str, u64),
    part: EventRange,
    addresses: Addresses<'_>,
) -> Result<AuditPage, HistoryError> {
    let told = read_rows(state, contents, subject, position, part)?;
    let main_object = state.subject(subject).map_or_else(String::new, |no| {
        format!("{}/v1/{}/{}", addresses.base, addresses.collection, state.entry(no).id())
    });
    let row = |(act, record, before, after): &EntryStates<'_>| {
        row(act, record, (before, after), subject, &main_object, addresses.base)
    };
    Ok(AuditPage { rows: told.rows.iter().map(row).collect(), next: told.next, begin: told.begin })
}

fn row(
    act: &HistoryEntry<'_>,
    record: &Record,
    (before, after): (&NamedValues, &NamedValues),
    subject: &str,
    main_object: &str,
    base: &str,
) -> AuditRow {
    let state = |view: &NamedValues| match object(view) {
        Value::Object(fields) if fields.is_empty() => Value::Null,
        state => state,
    };
    let (old, new) = (state(before), state(after));
    let (action, outcome) = match (act.effect, old.is_null(), new.is_null()) {
        (EntryEffect::Recorded, _, false) if act.row.corrects != 0 => ("update", 200),
        (_, true, false) => ("create", 201),
        (_, false, true) => ("destroy", 204),
        (_, false, false) | (_, true, true) => ("partial_update", 200),
    };
    let own = match act.row.kind {
        EventType::NoteRecorded => Some("toelichting"),
        EventType::LightSet => Some("stoplicht"),
        EventType::IndicatorMeasured => Some("meting"),
        EventType::AdjustmentToldAgain => Some("opnieuw-gemeld"),
        _ => None,
    };
    let kind = subject.split_once('/').map_or("", |(kind, _)| kind);
    let kind = SubjectKind::from_name(kind).map_or("onderwerp", SubjectKind::name);
    let why = |key: &str| record.data.get(key).and_then(Value::as_str).map(str::to_owned);
    let reason = record.reason.clone().or_else(|| why("reden")).or_else(|| why("grondslag")).unwrap_or_default();
    AuditRow {
        position: act.position,
        uuid: record.id.to_string(),
        source: SOURCE,
        application: record.logged_by.to_string(),
        application_label: "Peildatum".to_owned(),
        user: record.actor.id().to_owned(),
        user_label: record.actor.name.as_ref().map_or_else(String::new, |name| name.as_str().to_owned()),
        action,
        action_label: record.kind.name().to_owned(),
        outcome,
        main_object: main_object.to_owned(),
        resource: own.unwrap_or(kind),
        resource_url: match own {
            Some(_) => format!("{base}/v1/gebeurtenissen/{}", record.id),
            None => main_object.to_owned(),
        },
        reason,
        resource_label: subject.to_owned(),
        recorded_at: record.recorded_at.to_string(),
        changes: AuditChanges { old, new },
    }
}
