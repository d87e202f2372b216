//! The reviews on disk: a file each, in a folder of their own. One service holds a data folder, so a lock in memory
//! orders the changes.

use std::collections::BTreeSet;
use std::path::Path;

use parking_lot::Mutex;

use super::{
    DRAFTS_MAX, FILE_BYTES_MAX, FORM, LINES_MAX, PAGE_BYTES_MAX, REVIEWS_MAX, Review, ReviewError, ReviewId, SourcePage,
};
use crate::app::prepare::random_bytes;
use crate::app::service::Service;
use crate::log::LogError;
use crate::log::kept_files::KeptFiles;
use crate::message;

/// The folder of the reviews, inside the data folder.
const FOLDER: &str = "reviews";

/// What follows the name of a review in the name of its receipt.
const RECEIPT: &str = ".receipt";

/// The files of the reviews. A receipt goes before the review that it is of, which a kill may have left.
#[derive(Debug)]
pub struct ReviewFiles {
    files: KeptFiles,
    changing: Mutex<()>,
}

impl ReviewFiles {
    /// Names the files of a data folder.
    pub(in crate::app) fn in_folder(folder: &Path) -> ReviewFiles {
        ReviewFiles { files: KeptFiles::at(folder.join(FOLDER)), changing: Mutex::new(()) }
    }

    /// Reads a review; none where there is no such file, or none that this program reads.
    fn read(&self, id: &ReviewId) -> Result<Option<Review>, LogError> {
        let receipt = self.files.read(&format!("{}{RECEIPT}", id.as_str()))?;
        let found = if receipt.is_some() { receipt } else { self.files.read(id.as_str())? };
        let Some(bytes) = found else { return Ok(None) };
        let read: Result<Review, _> = serde_json::from_slice(&bytes);
        match read {
            Ok(review) if review.form == FORM => Ok(Some(review)),
            Ok(_) => Ok(None),
            Err(error) => {
                tracing::warn!(review = id.as_str(), %error, "a review can not be read");
                Ok(None)
            }
        }
    }

    fn write(&self, review: &Review) -> Result<(), ReviewError> {
        let bytes = serde_json::to_vec(review).expect("a review is plain data");
        if bytes.len() > FILE_BYTES_MAX {
            return Err(ReviewError::too_large());
        }
        if review.receipt.is_none() {
            self.files.put(review.id.as_str(), &bytes)?;
        } else {
            self.files.put(&format!("{}{RECEIPT}", review.id.as_str()), &bytes)?;
            self.files.remove(review.id.as_str())?;
        }
        Ok(())
    }

    fn remove(&self, id: &ReviewId) -> Result<(), LogError> {
        self.files.remove(id.as_str())?;
        self.files.remove(&format!("{}{RECEIPT}", id.as_str()))
    }

    fn all(&self) -> Result<Vec<Review>, LogError> {
        let names = self.files.names()?;
        let ids: BTreeSet<ReviewId> =
            names.iter().filter_map(|name| ReviewId::parse(name.strip_suffix(RECEIPT).unwrap_or(name))).collect();
        let read: Result<Vec<Option<Review>>, LogError> = ids.iter().map(|id| self.read(id)).collect();
        Ok(read?.into_iter().flatten().collect())
    }
}

impl Service {
    /// Returns the open reviews, the one that was changed last first, after removing those that expired.
    ///
    /// # Errors
    /// [`LogError::Io`] when the folder can not be read.
    pub fn reviews(&self) -> Result<Vec<Review>, LogError> {
        let _changing = self.inner.reviews.changing.lock();
        self.open_reviews()
    }

    /// Returns how many reviews are open, by the names of their files alone.
    ///
    /// # Errors
    /// [`LogError::Io`] when the folder can not be read.
    pub fn unfinished_reviews(&self) -> Result<usize, LogError> {
        let names = self.inner.reviews.files.names()?;
        let is_done = |id: &str| names.iter().any(|name| name.strip_suffix(RECEIPT) == Some(id));
        Ok(names.iter().filter(|name| ReviewId::parse(name).is_some() && !is_done(name)).count())
    }

    /// Does the same as [`Service::reviews`] while the reviews are locked.
    fn open_reviews(&self) -> Result<Vec<Review>, LogError> {
        let files = &self.inner.reviews;
        let mut all = files.all()?;
        // A clock that can not be right expires nothing.
        if self.refuse_read_only().is_ok() && self.clock_doubt().is_none() {
            files.files.remove_half_written()?;
            let now = self.now();
            for expired in all.iter().filter(|review| review.is_expired(now)) {
                files.remove(&expired.id)?;
            }
            all.retain(|review| !review.is_expired(now));
        }
        all.retain(|review| review.receipt.is_none());
        all.sort_by_key(|review| std::cmp::Reverse(review.changed));
        Ok(all)
    }

    /// Returns a review, or its receipt.
    ///
    /// # Errors
    /// [`ReviewError::Gone`] when there is none; [`ReviewError::App`] when it can not be read.
    pub fn review(&self, id: &ReviewId) -> Result<Review, ReviewError> {
        let is_expired = |review: &Review| self.clock_doubt().is_none() && review.is_expired(self.now());
        self.inner.reviews.read(id)?.filter(|review| !is_expired(review)).ok_or(ReviewError::Gone)
    }

    /// Keeps a new review of a page, which was read before.
    ///
    /// # Errors
    /// [`ReviewError::Bound`] when there are too many, or the page is too large; [`ReviewError::App`] when it can not be
    /// written.
    pub fn keep_review(&self, page: SourcePage, drafts: usize, by: &str) -> Result<ReviewId, ReviewError> {
        self.refuse_writing()?;
        if page.bytes.len() > PAGE_BYTES_MAX {
            let message = message!("review-page-too-large", max = PAGE_BYTES_MAX / 1024);
            return Err(ReviewError::Bound("te-groot", message));
        }
        // A return alone ends a line as well; both together count as two.
        let lines = page.bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        if lines > LINES_MAX {
            return Err(ReviewError::Bound("te-groot", message!("review-too-many-lines", max = LINES_MAX)));
        }
        if drafts > DRAFTS_MAX {
            let message = message!("review-too-many-drafts", count = drafts, max = DRAFTS_MAX);
            return Err(ReviewError::Bound("te-veel", message));
        }
        let _changing = self.inner.reviews.changing.lock();
        if self.open_reviews()?.len() >= REVIEWS_MAX {
            return Err(ReviewError::too_many());
        }
        let now = self.now().micros();
        let review = Review {
            form: FORM,
            id: ReviewId(hex::encode(random_bytes::<16>()?)),
            version: 1,
            begun: now,
            changed: now,
            changed_by: by.to_owned(),
            page,
            drafts,
            verdicts: std::collections::BTreeMap::new(),
            receipt: None,
        };
        self.inner.reviews.write(&review)?;
        Ok(review.id)
    }

    /// Changes a review, and returns it as it then is. `change` sees it as it is now, and gets the version that it will
    /// have.
    ///
    /// # Errors
    /// The error of `change`, and those of reading and writing.
    pub(super) fn change_review(
        &self,
        id: &ReviewId,
        by: &str,
        change: impl FnOnce(&mut Review, u32) -> Result<(), ReviewError>,
    ) -> Result<Review, ReviewError> {
        self.refuse_writing()?;
        let files = &self.inner.reviews;
        let _changing = files.changing.lock();
        // What was recorded holds positions only, whoever decides about a draft a moment later.
        let mut review = files.read(id)?.filter(|review| review.receipt.is_none()).ok_or(ReviewError::Gone)?;
        let version = review.version + 1;
        change(&mut review, version)?;
        review.version = version;
        review.changed = self.now().micros();
        by.clone_into(&mut review.changed_by);
        files.write(&review)?;
        Ok(review)
    }

    /// Drops a review with its page.
    ///
    /// # Errors
    /// [`LogError::ReadOnly`] or [`LogError::Io`].
    pub fn drop_review(&self, id: &ReviewId) -> Result<(), LogError> {
        self.refuse_read_only()?;
        let _changing = self.inner.reviews.changing.lock();
        self.inner.reviews.remove(id)
    }
}
