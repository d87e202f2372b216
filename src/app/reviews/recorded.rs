//! Drafts in the log that nobody reviewed: which a round shows, and the corrections that say that somebody looked at
//! them (decision 17).

use serde_json::{Value, json};

use super::reading::reviewed;
use crate::app::findings::{FindingsOf, FindingsQuery, present_findings};
use crate::app::prepare::id_of_line;
use crate::app::queries::{KnownAt, QueryError};
use crate::app::service::Service;
use crate::domain::ids::EventId;
use crate::domain::proposal::{FieldError, Proposal};
use crate::input;
use crate::log::record::{Record, RecordView};
use crate::projections::findings::FindingCode;

/// Why the correction is recorded, in the language of what is recorded.
const LOOKED_AT: &str = "Nagekeken.";

/// Returns the drafts behind what a round shows now that nobody reviewed, by position: at most `max`, and how many there
/// are.
///
/// # Errors
/// [`QueryError`] for a round that was never opened, and a log that can not be read.
pub fn unreviewed_of_round(service: &Service, round: &str, max: usize) -> Result<(Vec<Record>, usize), QueryError> {
    let query = FindingsQuery { round: round.to_owned(), of: FindingsOf::Known(KnownAt::Head), node: None };
    let found = present_findings(service, &query)?;
    let drafts = found.findings.iter().filter(|finding| finding.code == FindingCode::NotReviewed);
    let mut positions: Vec<u64> = drafts.flat_map(|finding| finding.positions.iter().copied()).collect();
    positions.sort_unstable();
    positions.dedup();
    let count = positions.len();
    positions.truncate(max);
    Ok((service.records_at(&positions)?, count))
}

/// Returns the id of the correction that a form records about an event.
pub fn confirmation_id(of: EventId, form: &str) -> EventId {
    id_of_line(&json!([form, of.to_string()]), 0)
}

/// Returns the correction that says that somebody looked at a draft and that it is right. `form` names the form that was
/// pressed: pressed twice it records once.
///
/// # Errors
/// What is wrong with its form, as for an event that was recorded under an earlier rule.
pub fn confirmation(record: &Record, form: &str) -> Result<Proposal, Vec<FieldError>> {
    let said = record.to_json(RecordView::Feed);
    let mut event = json!({});
    for key in ["type", "onderwerp", "ingangsdatum", "ingangsdatumNauwkeurigheid", "gegevens", "herkomst"] {
        if !said[key].is_null() {
            event[key] = said[key].clone();
        }
    }
    let mut event: Value = reviewed(event);
    event["herstelt"] = json!(record.id.to_string());
    event["toelichtingWijziging"] = json!(LOOKED_AT);
    event["id"] = json!(confirmation_id(record.id, form).to_string());
    input::proposal(&event)
}
