//! How many events one append has, judged in one place for every border.

use crate::domain::proposal::FieldError;
use crate::message;

/// The most events of one append: 1,000 texts of 20,000 characters of two bytes are 40 MB, which one frame holds.
pub const APPEND_MAX: usize = 1000;

/// The code of a list with no event or too many.
pub const COUNT_CODE: &str = "aantal-gebeurtenissen";

/// Checks how many events one append has.
///
/// # Errors
/// The error of a list without events, or with more than [`APPEND_MAX`].
pub fn check_count(count: usize) -> Result<(), FieldError> {
    if (1..=APPEND_MAX).contains(&count) {
        return Ok(());
    }
    Err(FieldError::new("", COUNT_CODE, message!("events-count", max = APPEND_MAX, count = count)))
}

/// Checks that an expected version comes with one event: it is the version of the subject of that event.
///
/// # Errors
/// The error of the header.
pub fn check_if_match(if_match: Option<u32>, count: usize) -> Result<(), FieldError> {
    if if_match.is_none() || count == 1 {
        return Ok(());
    }
    Err(FieldError::new("If-Match", "if-match-bij-meer", message!("events-if-match-one")))
}
