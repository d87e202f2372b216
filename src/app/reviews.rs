//! Reviews of report pages: a page that was pasted or uploaded, and what a person judged of its drafts so far. It is
//! unsaved work and no part of the log, so it is kept beside it: bounded, for a while, and erasable (decision 32).
//!
//! A review holds the page, how it is read, and a verdict per draft; the drafts themselves are extracted and compared
//! with the log anew each time ([`reading`]). A draft is known by a digest of what it says, so a verdict is always about
//! what its person saw. What was accepted is appended as one batch ([`recording`]); then the page is dropped, and a
//! receipt stays for a while, so that a button pressed twice shows what the first press did. Drafts that an import
//! recorded are reviewed in [`recorded`].

mod files;
pub mod reading;
pub mod recorded;
pub mod recording;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::append_limits::APPEND_MAX;
use super::error::AppError;
use super::query_error::QueryError;
use crate::domain::event::RoundKind;
use crate::domain::time::Instant;
use crate::extract::{ExtractError, Options, RoundDifference};
use crate::language::Message;
use crate::log::LogError;
use crate::message;
pub use files::ReviewFiles;

/// The most reviews that are open at one time: five rounds of four programmes.
pub const REVIEWS_MAX: usize = 20;

/// The most bytes of a page: fifty times the larger of the real pages that the extraction was built on.
pub const PAGE_BYTES_MAX: usize = 256 * 1024;

/// The most lines of a page, which its review shows one by one: at 26 bytes a line they are as many bytes.
pub const LINES_MAX: usize = 10_000;

/// The most bytes of a review on disk: its page, the drafts of it, and as much again of what was typed. All reviews
/// together are at most 80 MiB.
const FILE_BYTES_MAX: usize = 4 << 20;

/// The most drafts of a page: they are appended as one batch.
pub const DRAFTS_MAX: usize = APPEND_MAX;

/// The days for which a review that nobody touches is kept. It may hold personal data that was pasted by mistake.
pub const DAYS_KEPT: i64 = 30;

/// The days for which a receipt is kept: whoever presses again does so soon.
const RECEIPT_DAYS: i64 = 2;

/// The form of the files; a file of another form is left alone.
const FORM: u32 = 1;

/// The name of a review in addresses: random, so it can not be guessed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReviewId(String);

impl ReviewId {
    /// Parses 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<ReviewId> {
        let right = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        right.then(|| ReviewId(text.to_owned()))
    }

    /// Returns it as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A report page, and how it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePage {
    /// The name of the document.
    pub document: String,
    /// The page as it was uploaded, or the text that was pasted.
    #[serde(with = "base64_text")]
    pub bytes: Vec<u8>,
    /// The id of the round.
    pub round: String,
    /// The kind of round, if it was chosen.
    pub kind: Option<String>,
    /// The budget year, if it was chosen.
    pub fiscal_year: Option<i32>,
    /// The reporting date, if it was chosen or the log has it.
    pub reporting_date: Option<String>,
    /// The day on which it was published, for a page of before that is recorded at its own moment.
    #[serde(default)]
    pub published_on: Option<String>,
    /// The programme of a page that names none: `6`, `6=Jeugd en zorg`.
    pub programme: Option<String>,
    /// Whether a page is read whose heading names another year or number than the round.
    pub accepts_heading: bool,
    /// Whether cases and milestones from plain sentences are left out.
    pub without_proposals: bool,
}

impl SourcePage {
    /// Returns the options with which it is extracted.
    ///
    /// # Errors
    /// [`ReviewError::Page`] for a programme in a wrong form.
    pub fn options(&self) -> Result<Options, ReviewError> {
        let programme = self.programme.as_deref().map(str::parse).transpose();
        Ok(Options {
            round: self.round.clone(),
            fiscal_year: self.fiscal_year,
            reporting_date: self.reporting_date.clone(),
            recorded_at: None,
            programme: programme.map_err(|why| ReviewError::Page(ExtractError::Option(why)))?,
            kind: self.kind.as_deref().and_then(RoundKind::from_name),
            accepts_heading: self.accepts_heading,
            without_proposals: self.without_proposals,
            document: self.document.clone(),
        })
    }
}

/// Bytes as Base64.
mod base64_text {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// What a person decided about a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Judged {
    /// It is recorded, as reviewed.
    Accepted,
    /// It is recorded as an import of unreviewed drafts does: its mark stays.
    Unseen,
    /// It is not recorded.
    Dropped,
}

/// The verdict on a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// What was decided.
    pub judged: Judged,
    /// The event that is recorded, without an id; none for what is dropped.
    pub event: Option<Value>,
    /// Whether a person changed the event.
    pub is_changed: bool,
    /// The version of the review that it came with.
    pub version: u32,
    /// Who decided.
    pub by: String,
}

impl Verdict {
    /// Returns the event, if it is recorded.
    pub fn recorded(&self) -> Option<&Value> {
        self.event.as_ref().filter(|_| self.judged != Judged::Dropped)
    }
}

/// What was recorded of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The positions of the events, in order.
    pub positions: Vec<u64>,
    /// How many drafts were dropped.
    pub dropped: usize,
}

/// A review as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// The form of the file.
    form: u32,
    /// Its name.
    pub id: ReviewId,
    /// How often it was changed, from 1.
    pub version: u32,
    /// When it was begun, in microseconds.
    begun: i64,
    /// When it was changed last, in microseconds.
    changed: i64,
    /// Who changed it last.
    pub changed_by: String,
    /// The page; empty in a receipt.
    pub page: SourcePage,
    /// How many drafts it had when it was begun.
    pub drafts: usize,
    /// The verdicts, by the key of the draft.
    pub verdicts: BTreeMap<String, Verdict>,
    /// What was recorded, when it was.
    pub receipt: Option<Receipt>,
}

impl Review {
    /// Returns what stays of it when it was recorded.
    fn into_receipt(self, positions: Vec<u64>) -> Review {
        let dropped = self.verdicts.values().filter(|verdict| verdict.judged == Judged::Dropped).count();
        let SourcePage { round, published_on, .. } = self.page;
        let page = SourcePage { round, published_on, ..SourcePage::default() };
        Review { page, verdicts: BTreeMap::new(), receipt: Some(Receipt { positions, dropped }), ..self }
    }
}

impl Review {
    /// When it was begun.
    pub const fn begun_at(&self) -> Instant {
        Instant::from_micros(self.begun)
    }

    /// When it was changed last.
    pub const fn changed_at(&self) -> Instant {
        Instant::from_micros(self.changed)
    }

    /// Returns true when it is no longer kept.
    fn is_expired(&self, now: Instant) -> bool {
        let days = if self.receipt.is_some() { RECEIPT_DAYS } else { DAYS_KEPT };
        now.micros() - self.changed > days * 86_400_000_000
    }
}

/// Why something about a review was not done. Nothing was changed then.
#[derive(Debug)]
pub enum ReviewError {
    /// There is no such review: it was recorded and its receipt is gone, or dropped, or expired.
    Gone,
    /// The page can not be read.
    Page(ExtractError),
    /// The page is not of its round as the log has that.
    OtherRound(RoundDifference),
    /// Somebody else decided about the same draft, or changed what is about to be recorded.
    Moved,
    /// There is no such draft any more.
    NoSuchDraft,
    /// A bound is reached: the sentence says which and what to do.
    Bound(&'static str, Message),
    /// It can not be written.
    App(AppError),
    /// The log can not be read.
    Query(QueryError),
}

impl From<LogError> for ReviewError {
    fn from(error: LogError) -> ReviewError {
        ReviewError::App(error.into())
    }
}

impl From<AppError> for ReviewError {
    fn from(error: AppError) -> ReviewError {
        ReviewError::App(error)
    }
}

impl From<QueryError> for ReviewError {
    fn from(error: QueryError) -> ReviewError {
        ReviewError::Query(error)
    }
}

impl ReviewError {
    /// Returns the bound on the number of open reviews.
    fn too_many() -> ReviewError {
        ReviewError::Bound("te-veel-ingelezen", message!("review-too-many", max = REVIEWS_MAX))
    }

    /// Returns the bound on the bytes of a review.
    fn too_large() -> ReviewError {
        ReviewError::Bound("te-groot", message!("review-too-large", max = FILE_BYTES_MAX >> 20))
    }
}
