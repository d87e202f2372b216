//! Appends what was accepted in a review, as one batch.
//!
//! The id of each event follows from the review and the draft. So a batch that was recorded just before the service was
//! killed, or whose button was pressed twice, is known to the log.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::reading::OpenReview;
use super::{Judged, Review, ReviewError, ReviewId};
use crate::app::engine::TimePolicy;
use crate::app::error::AppError;
use crate::app::judging::JudgedBatch;
use crate::app::prepare::id_of_line;
use crate::app::queries::QueryError;
use crate::app::service::Service;
use crate::domain::actor::Actor;
use crate::domain::ids::EventId;
use crate::domain::proposal::{FieldError, Proposal};
use crate::domain::time::{Day, Instant};
use crate::input;
use crate::language::Message;
use crate::log::commitment::canonical_json;
use crate::projections::comparison::Comparison;

/// How often a batch is judged: between judging and reading, others may record.
const TRIES_MAX: usize = 3;

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
    /// The report of the round now beside the same with the batch, and its date; none where there is none to compare.
    pub differences: Option<(Day, Comparison)>,
}

/// Returns the id of the event that a draft of a review becomes.
fn event_id(review: &ReviewId, key: &str) -> EventId {
    id_of_line(&json!([review.as_str(), key]), 0)
}

impl Service {
    /// Returns the moment of its own at which a page of before is recorded; none for a page of now.
    ///
    /// # Errors
    /// The code and the sentence of why the log does not take the page at that moment.
    pub fn moment_of(&self, open: &OpenReview) -> Result<Option<Instant>, (&'static str, Message)> {
        let on = open.review.page.published_on.as_deref().and_then(|day| Day::parse(day).ok());
        on.map(|on| self.own_moment(on)).transpose()
    }

    /// Returns what is recorded of a review, a page of before at its own moment.
    ///
    /// # Errors
    /// [`ReviewError::Bound`] where the log does not take the page at that moment.
    pub fn batch_of(&self, open: &OpenReview) -> Result<Vec<BatchItem>, ReviewError> {
        Ok(open.batch(self.moment_of(open).map_err(|(code, why)| ReviewError::Bound(code, why))?))
    }

    /// Drops the day on which the page of a review was published: it is then recorded as of now.
    ///
    /// # Errors
    /// Those of reading and writing the review.
    pub fn record_as_of_now(&self, id: &ReviewId, by: &str) -> Result<(), ReviewError> {
        self.change_review(id, by, |review, _| {
            review.page.published_on = None;
            Ok(())
        })?;
        Ok(())
    }
}

impl OpenReview {
    /// Returns true for a page of before, which is recorded at its own moment.
    pub fn has_own_moment(&self) -> bool {
        self.review.page.published_on.is_some()
    }

    /// Returns the same review with its page as of now.
    #[must_use]
    pub fn as_of_now(mut self) -> OpenReview {
        self.review.page.published_on = None;
        self
    }

    /// Returns the reporting date of its round, as it was chosen or as the page says it.
    pub fn reporting_date(&self) -> Option<&str> {
        let said = || self.drafts.iter().find_map(|draft| draft.event()["gegevens"]["peildatum"].as_str());
        self.review.page.reporting_date.as_deref().or_else(said)
    }

    /// Returns what is recorded, in the order of the page: introductions before what refers to them.
    fn batch(&self, at: Option<Instant>) -> Vec<BatchItem> {
        let item = |key: &str, judged: Judged, event: &Value| {
            let mut event = event.clone();
            event["id"] = json!(event_id(&self.review.id, key).to_string());
            if let Some(at) = at {
                event["geregistreerdOp"] = json!(at.to_string());
            }
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

    /// Judges what would be recorded, without recording it: every draft that does not fit, the warnings of the rest, and
    /// where everything fits what the report of the round then says otherwise. Not to be called from async code.
    ///
    /// # Errors
    /// [`ReviewError`] that is about no draft, such as a clock that can not be right.
    pub fn check_batch(&self, open: &OpenReview, actor: &Actor) -> Result<CheckedBatch, ReviewError> {
        let items = self.batch_of(open)?;
        let times = if open.has_own_moment() { TimePolicy::Keep } else { TimePolicy::Live };
        let refused_alone = |items, refused| CheckedBatch { items, refused, ..CheckedBatch::default() };
        let all = match proposals(&items) {
            Ok(all) => all,
            Err(refused) => return Ok(refused_alone(items, refused)),
        };
        let mut tries = 0;
        loop {
            tries += 1;
            let judged = match self.judge_each(all.clone(), actor, times) {
                Ok(judged) => judged,
                Err(error) => match error.index() {
                    Some(index) => return Ok(refused_alone(items, vec![(index, error)])),
                    None => return Err(error.into()),
                },
            };
            let differs =
                if judged.refused.is_empty() { judged.differences(self, &open.review.page.round) } else { Ok(None) };
            let differences = match differs {
                Err(QueryError::Unreadable(_)) if tries < TRIES_MAX => continue,
                differs => differs?,
            };
            let JudgedBatch { refused, warnings, .. } = judged;
            return Ok(CheckedBatch { items, refused, warnings, differences });
        }
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
