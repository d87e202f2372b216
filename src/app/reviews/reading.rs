//! A review as it stands: the drafts of its page that add something to the log as it is now, each with its verdict.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Judged, Review, ReviewError, ReviewId, SourcePage, Verdict};
use crate::app::known_log::{ComparedDrafts, compare};
use crate::app::query_error::QueryError;
use crate::app::service::Service;
use crate::app::text_reads::query_with_texts;
use crate::extract::{self, Draft, Extraction};
use crate::log::commitment::canonical_json;
use crate::projections::RecordReadError;

/// A page that was read, beside the log as it is now.
#[derive(Debug, Clone)]
pub struct ReadPage {
    /// Everything that the page says.
    pub found: Extraction,
    /// What of it adds something to the log.
    pub new: Extraction,
}

impl ReadPage {
    /// Returns each draft that adds something, with its key.
    fn keyed(&self) -> Vec<(String, Draft)> {
        let mut met: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
        let key = |draft: &Draft, met: &mut BTreeMap<Vec<u8>, u32>| {
            let said = canonical_json(&draft.event);
            let occurrence = met.entry(said.clone()).or_default();
            *occurrence += 1;
            let digest = Sha256::new().chain_update(&said).chain_update(occurrence.to_be_bytes()).finalize();
            hex::encode(&digest[..8])
        };
        self.new.drafts.iter().map(|draft| (key(draft, &mut met), draft.clone())).collect()
    }
}

/// A draft in a review.
#[derive(Debug, Clone)]
pub struct ReviewDraft {
    /// A digest of what the page says, by which verdicts name it.
    pub key: String,
    /// The draft as the page says it.
    pub draft: Draft,
    /// What was decided about it; none yet.
    pub verdict: Option<Verdict>,
}

impl ReviewDraft {
    /// Returns the event as it would be recorded: as it was changed, else as the page says it.
    pub fn event(&self) -> &Value {
        self.verdict.as_ref().and_then(|verdict| verdict.event.as_ref()).unwrap_or(&self.draft.event)
    }
}

/// A review as it stands.
#[derive(Debug, Clone)]
pub struct OpenReview {
    /// The review as it is kept.
    pub review: Review,
    /// The lines of the page, from number 1.
    pub lines: Vec<String>,
    /// The page beside the log.
    pub read: ReadPage,
    /// The drafts, introductions before what refers to them.
    pub drafts: Vec<ReviewDraft>,
    /// Verdicts to record what the page, beside the log as it is now, does not add any more.
    pub moot: Vec<(String, Verdict)>,
}

impl OpenReview {
    /// Returns how many drafts have no verdict yet.
    pub fn undecided(&self) -> usize {
        self.drafts.iter().filter(|draft| draft.verdict.is_none()).count()
    }

    /// Returns the draft with this key.
    ///
    /// # Errors
    /// [`ReviewError::NoSuchDraft`].
    pub fn draft(&self, key: &str) -> Result<&ReviewDraft, ReviewError> {
        self.drafts.iter().find(|draft| draft.key == key).ok_or(ReviewError::NoSuchDraft)
    }
}

/// A review that is open, or what was recorded of it.
#[derive(Debug, Clone)]
pub enum ReviewStanding {
    /// It goes on.
    Open(Box<OpenReview>),
    /// It was recorded.
    Recorded(Box<Review>),
}

/// Which drafts a verdict is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which<'a> {
    /// One draft, by its key.
    One(&'a str),
    /// All of a type that nobody decided about.
    Kind(&'a str),
    /// All that nobody decided about.
    Rest,
}

/// Returns the event of a draft that somebody looked at: nothing of it is to be reviewed any more.
pub fn reviewed(mut event: Value) -> Value {
    if event["herkomst"].is_object() {
        event["herkomst"]["oordeel"] = json!("zeker");
    }
    event
}

impl Service {
    /// Reads a page beside the log as it is now.
    ///
    /// # Errors
    /// [`ReviewError::Page`], [`ReviewError::OtherRound`], and [`ReviewError::Query`] when the log can not be read.
    pub fn read_page(&self, page: &SourcePage) -> Result<ReadPage, ReviewError> {
        let found = extract::extract(&page.bytes, &page.options()?).map_err(ReviewError::Page)?;
        let head = self.durable_head();
        if head == 0 {
            return Ok(ReadPage { new: found.clone(), found });
        }
        let compared: Result<ComparedDrafts, RecordReadError> =
            query_with_texts(self, |state, contents| compare(&found, state, contents, head));
        let ComparedDrafts { drafts, differs } = compared.map_err(QueryError::from)?;
        match differs.filter(|_| !page.accepts_heading) {
            Some(differs) => Err(ReviewError::OtherRound(differs)),
            None => Ok(ReadPage { new: drafts, found }),
        }
    }

    /// Reads a page, and keeps a review of it.
    ///
    /// # Errors
    /// As for [`Service::read_page`] and [`Service::keep_review`].
    pub fn begin_review(&self, page: SourcePage, by: &str) -> Result<ReviewId, ReviewError> {
        let read = self.read_page(&page)?;
        self.keep_review(page, read.new.drafts.len(), by)
    }

    /// Returns a review as it stands. One whose batch was recorded just before the service was killed is finished first.
    ///
    /// # Errors
    /// As for [`Service::review`] and [`Service::read_page`].
    pub fn standing_review(&self, id: &ReviewId) -> Result<ReviewStanding, ReviewError> {
        let review = self.review(id)?;
        if review.receipt.is_some() {
            return Ok(ReviewStanding::Recorded(Box::new(review)));
        }
        let recorded = self.recorded_already(&review);
        if !recorded.is_empty() {
            let review = match self.refuse_writing() {
                Ok(()) => self.finish_review(&review.id, recorded, &review.changed_by)?,
                Err(_) => review.into_receipt(recorded),
            };
            return Ok(ReviewStanding::Recorded(Box::new(review)));
        }
        let page = SourcePage { accepts_heading: true, ..review.page.clone() };
        let read = self.read_page(&page)?;
        let lines = extract::page_lines(&review.page.bytes).map_err(ReviewError::Page)?;
        let keyed = read.keyed();
        let is_left = |key: &String| keyed.iter().all(|(other, _)| other != key);
        let moot = review.verdicts.iter().filter(|(key, verdict)| verdict.recorded().is_some() && is_left(key));
        let moot = moot.map(|(key, verdict)| (key.clone(), verdict.clone())).collect();
        let verdict = |key: &str| review.verdicts.get(key).cloned();
        let drafts = keyed.into_iter().map(|(key, draft)| ReviewDraft { verdict: verdict(&key), key, draft }).collect();
        Ok(ReviewStanding::Open(Box::new(OpenReview { review, lines, read, drafts, moot })))
    }

    /// Decides about drafts of a review. `seen` is the version that the person saw: what another decided since about
    /// the same draft is not written over.
    ///
    /// # Errors
    /// [`ReviewError::Moved`], [`ReviewError::NoSuchDraft`], and those of reading and writing the review.
    pub fn judge_drafts(
        &self,
        open: &OpenReview,
        which: &Which<'_>,
        judged: Option<Judged>,
        (seen, by): (u32, &str),
    ) -> Result<Review, ReviewError> {
        let of_kind = |draft: &&ReviewDraft, kind: &str| draft.draft.kind() == kind;
        let chosen: Vec<&ReviewDraft> = match which {
            Which::One(key) => match open.draft(key) {
                Ok(draft) => vec![draft],
                // What is moot can still be dropped.
                Err(_) if judged.is_none() && open.moot.iter().any(|(other, _)| other == key) => Vec::new(),
                Err(error) => return Err(error),
            },
            Which::Kind(kind) => open.drafts.iter().filter(|draft| of_kind(draft, kind)).collect(),
            Which::Rest => open.drafts.iter().collect(),
        };
        let alone = matches!(which, Which::One(_));
        self.change_review(&open.review.id, by, |review, version| {
            if let Which::One(key) = which {
                refuse_moved(review, key, seen)?;
                if judged.is_none() {
                    review.verdicts.remove(*key);
                }
            }
            for draft in chosen {
                let before = review.verdicts.get(&draft.key);
                if before.is_some() && !alone {
                    continue;
                }
                let Some(judged) = judged else { continue };
                let kept = before.filter(|verdict| verdict.is_changed).and_then(|verdict| verdict.event.clone());
                let is_changed = kept.is_some();
                let event = match judged {
                    Judged::Accepted => Some(kept.unwrap_or_else(|| reviewed(draft.draft.event.clone()))),
                    Judged::Unseen => Some(kept.unwrap_or_else(|| draft.draft.event.clone())),
                    Judged::Dropped => kept,
                };
                review
                    .verdicts
                    .insert(draft.key.clone(), Verdict { judged, event, is_changed, version, by: by.to_owned() });
            }
            Ok(())
        })
    }

    /// Accepts a draft as a person changed it.
    ///
    /// # Errors
    /// [`ReviewError::Moved`], and those of reading and writing the review.
    pub fn change_draft(
        &self,
        id: &ReviewId,
        (key, event): (&str, Value),
        (seen, by): (u32, &str),
    ) -> Result<Review, ReviewError> {
        self.change_review(id, by, |review, version| {
            refuse_moved(review, key, seen)?;
            let event = Some(reviewed(event));
            let verdict = Verdict { judged: Judged::Accepted, event, is_changed: true, version, by: by.to_owned() };
            review.verdicts.insert(key.to_owned(), verdict);
            Ok(())
        })
    }
}

/// Refuses to write over what was decided about a draft after the person saw it.
fn refuse_moved(review: &Review, key: &str, seen: u32) -> Result<(), ReviewError> {
    let decided = review.verdicts.get(key).map_or(0, |verdict| verdict.version);
    if decided > seen { Err(ReviewError::Moved) } else { Ok(()) }
}
