//! The day from which a draft holds: what the page says of it, and what is assumed where the page does not say it.

use chrono::{Datelike, NaiveDate};

use super::dates::DayMatch;
use super::round::Round;
use crate::domain::time::Precision;

/// The day from which a draft holds, with the precision of the page.
pub(super) struct DraftDay {
    pub day: NaiveDate,
    pub precision: Precision,
    pub is_assumed: bool,
}

impl DraftDay {
    pub fn exactly(day: NaiveDate) -> Self {
        Self { day, precision: Precision::Day, is_assumed: false }
    }

    /// Returns the first of January of the budget year: on a page nodes have no day of their own.
    pub fn first_of_year(round: &Round) -> Self {
        Self { day: round.structure_day(), precision: Precision::Day, is_assumed: true }
    }

    /// Returns the day that a sentence gives, else no later than the reporting date.
    pub fn named_or_latest(found: Option<&DayMatch>, round: &Round) -> Self {
        match found {
            Some(found) => Self { day: found.day, precision: found.precision, is_assumed: found.inferred },
            None => Self { day: round.reporting_date, precision: Precision::AtLatest, is_assumed: true },
        }
    }

    /// Returns the day from which a facility is assumed to have been open.
    pub fn open_by(closing: NaiveDate, round: &Round) -> Self {
        let year = round.year.min(closing.year());
        let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(closing);
        // It was open by then: since when, the page does not say.
        Self { day, precision: Precision::AtLatest, is_assumed: true }
    }
}
