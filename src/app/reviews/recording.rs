//! Appends what was accepted in a review, as one batch.
//!
//! The id of each event follows from the review and the draft. So a batch that was recorded just before the service was
//! killed, or whose button was pressed twice, is known to the log.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::reading::OpenReview;
use super::{Judged, Review, ReviewError, ReviewId};
use crate::app::error::AppError;
use crate::app::prepare::id_of_line;
use crate::app::service::{AppendOptions, Service};
use crate::domain::actor::Actor;
use crate::domain::ids::EventId;
use crate::domain::proposal::{FieldError, Proposal};
use crate::input;
use crate::log::commitment::canonical_json;

/// The most drafts that are refused by a rule in one preview. Each is a preview of its own without those before it.
const REFUSED_MAX: usize = 20;

/// A draft that is recorded.
#[derive(Debug, Clone)]
pub struct BatchItem {
    /// Its key.
    pub key: String,
    /// The event with its id.
    pub event: Value,
    /// Whether it is recorded as nobody looked at it.
    pub is_unseen: bool,
}

/// A batch as the rules judge it.
#[derive(Debug, Default)]
pub struct CheckedBatch {
    /// What is recorded, in order.
    pub items: Vec<BatchItem>,
    /// What does not fit: the index of the draft, and why.
    pub refused: Vec<(usize, AppError)>,
    /// Warnings: the index of the draft, possible personal data in its texts, and a day that was sealed already.
    pub warnings: Vec<(usize, FieldError)>,
}

/// Returns the id of the event that a draft of a review becomes.
fn event_id(review: &ReviewId, key: &str) -> EventId {
    id_of_line(&json!([review.as_str(), key]), 0)
}

impl OpenReview {
    /// Returns what is recorded, in the order of the page: introductions before what refers to them.
    pub fn batch(&self) -> Vec<BatchItem> {
        let item = |key: &str, judged: Judged, event: &Value| {
            let mut event = event.clone();
            event["id"] = json!(event_id(&self.review.id, key).to_string());
            BatchItem { key: key.to_owned(), event, is_unseen: judged == Judged::Unseen }
        };
        let accepted = self.drafts.iter().filter_map(|draft| {
            let verdict = draft.verdict.as_ref()?;
            Some(item(&draft.key, verdict.judged, verdict.recorded()?))
        });
        accepted.collect()
    }
}

/// Returns a digest of a batch, by which a form names what its person saw.
pub fn digest_of(items: &[BatchItem]) -> String {
    let events: Value = items.iter().map(|item| item.event.clone()).collect();
    hex::encode(&Sha256::digest(canonical_json(&events))[..16])
}

/// Parses a batch.
///
/// # Errors
/// The index of each draft with a wrong form, and what is wrong with it.
pub fn proposals(items: &[BatchItem]) -> Result<Vec<Proposal>, Vec<(usize, AppError)>> {
    let (mut proposals, mut wrong) = (Vec::with_capacity(items.len()), Vec::new());
    for (index, item) in items.iter().enumerate() {
        match input::proposal(&item.event) {
            Ok(proposal) => proposals.push(proposal),
            Err(errors) => wrong.push((index, AppError::Input { index, errors })),
        }
    }
    if wrong.is_empty() { Ok(proposals) } else { Err(wrong) }
}

impl Service {
    /// Returns the positions of the events of a review that the log has.
    pub(super) fn recorded_already(&self, review: &Review) -> Vec<u64> {
        let accepted = review.verdicts.iter().filter(|(_, verdict)| verdict.recorded().is_some());
        let mut positions: Vec<u64> =
            accepted.filter_map(|(key, _)| self.position_of(event_id(&review.id, key))).collect();
        positions.sort_unstable();
        positions
    }

    /// Judges what would be recorded, without recording it: every draft that does not fit, and the warnings of the rest.
    /// Not to be called from async code.
    ///
    /// # Errors
    /// [`AppError`] that is about no draft, such as a full disk.
    pub fn check_batch(&self, open: &OpenReview, actor: &Actor) -> Result<CheckedBatch, AppError> {
        let items = open.batch();
        let all = match proposals(&items) {
            Ok(all) => all,
            Err(refused) => return Ok(CheckedBatch { items, refused, warnings: Vec::new() }),
        };
        let mut left: Vec<usize> = (0..items.len()).collect();
        let mut refused = Vec::new();
        let options = AppendOptions { if_match: None, keep_times: false, dry_run: true };
        let warnings = loop {
            let some = left.iter().map(|index| all[*index].clone()).collect();
            match self.append(some, actor, options) {
                Ok(appended) => break appended.warnings,
                Err(error) => match error.index().filter(|index| *index < left.len()) {
                    Some(index) if refused.len() < REFUSED_MAX => refused.push((left.remove(index), error)),
                    Some(_) => break Vec::new(),
                    None => return Err(error),
                },
            }
        };
        let warnings = left.iter().zip(warnings);
        let warnings = warnings.flat_map(|(index, all)| all.into_iter().map(|warning| (*index, warning))).collect();
        Ok(CheckedBatch { items, refused, warnings })
    }

    /// Drops the page of a review that was recorded; a receipt stays.
    ///
    /// # Errors
    /// Those of reading and writing the review.
    pub fn finish_review(&self, id: &ReviewId, positions: Vec<u64>, by: &str) -> Result<Review, ReviewError> {
        let done = self.review(id)?;
        if done.receipt.is_some() {
            return Ok(done);
        }
        self.change_review(id, by, |review, _| {
            *review = review.clone().into_receipt(positions);
            Ok(())
        })
    }
}
