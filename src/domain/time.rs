//! The two time axes: valid time (the civil day a fact holds from) and transaction time (the instant it was recorded).
//! This module never reads a clock.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::language::{Argument, Message};
use crate::{message, word_enum};

/// The pattern of a day, for JSON Schema. Whether the day exists is checked separately.
pub const DAY_PATTERN: &str = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$";

/// A civil day in Europe/Amsterdam, on the valid-time axis. It is stored as days since 1970-01-01.
///
/// Invariant: a day of the calendar between the years 1000 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i32);

/// The errors of a day or an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeError {
    /// Not `JJJJ-MM-DD`, or a day that does not exist in the calendar.
    BadDay(String),
    /// Not an RFC 3339 instant.
    BadInstant(String),
}

impl TimeError {
    /// Returns a description of the error, as a sentence.
    pub fn message(&self) -> Message {
        match self {
            TimeError::BadDay(found) => message!("time-no-day", found = found),
            TimeError::BadInstant(found) => message!("time-no-instant", found = found),
        }
    }
}

impl From<TimeError> for Message {
    fn from(error: TimeError) -> Message {
        error.message()
    }
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for TimeError {}

impl Day {
    /// Parses `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`TimeError::BadDay`] for another form or a day that does not exist.
    pub fn parse(text: &str) -> Result<Day, TimeError> {
        let bad = || TimeError::BadDay(text.chars().take(40).collect());
        calendar::parse_day(text).map(Day::from_date).ok_or_else(bad)
    }

    /// Returns the day of a year, month and day of the month, if it exists in the calendar.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::from_date)
    }

    /// Returns the day of a date of the calendar library.
    pub fn from_date(date: NaiveDate) -> Day {
        Day(date.to_epoch_days())
    }

    /// Creates the day with this number since 1970-01-01, as the log stores it.
    pub const fn from_number(days: i32) -> Day {
        Day(days)
    }

    /// Returns the number of days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Returns the calendar year.
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// Returns the day as a date of the calendar library.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written by hand because a report contains thousands of days, and a format string would be parsed again for
        // each.
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for Day {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        Day::parse(&text)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl From<Day> for Argument {
    fn from(day: Day) -> Argument {
        Argument::Day(day.date())
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Dag".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "pattern": DAY_PATTERN })
    }
}

word_enum! {
    /// How exactly a day is known: "in maart" is 1 March with [`Precision::Month`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
    #[schemars(inline)]
    // The order is that of the stored numbers.
    pub enum Precision {
        /// The day itself.
        Day = "dag",
        /// Some day of that month.
        Month = "maand",
        /// Some day of that quarter.
        Quarter = "kwartaal",
        /// Some day of that year.
        Year = "jaar",
        /// That day or before it.
        AtLatest = "uiterlijk",
        /// The source gives no day.
        Unknown = "onbekend",
    }
}

/// A moment on the transaction-time axis: whole microseconds since 1970, in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Instant(i64);

impl Instant {
    /// Parses an RFC 3339 instant with any offset. Digits beyond the microsecond are cut off.
    ///
    /// # Errors
    /// [`TimeError::BadInstant`] for another form or a moment that does not exist.
    pub fn parse(text: &str) -> Result<Instant, TimeError> {
        let bad = || TimeError::BadInstant(text.chars().take(40).collect());
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| bad())?;
        if moment.timestamp_subsec_nanos() >= 1_000_000_000 {
            return Err(bad()); // a leap second has no number on this axis
        }
        Ok(Instant(moment.timestamp_micros()))
    }

    /// Creates the instant with this number of microseconds since 1970, as the log stores it.
    pub const fn from_micros(micros: i64) -> Instant {
        Instant(micros)
    }

    /// Returns the number of microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Returns the instant as a type of the calendar library.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Returns the civil day in Amsterdam at this moment.
    pub fn amsterdam_day(self) -> Day {
        Day::from_date(calendar::amsterdam_day(self.utc()))
    }
}

impl fmt::Display for Instant {
    /// Writes UTC with `Z`, with no fraction or with exactly six digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = self.utc();
        let format = if self.0 % 1_000_000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Micros };
        f.write_str(&moment.to_rfc3339_opts(format, true))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for Instant {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        Instant::parse(&text)
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> String {
        instant.to_string()
    }
}

impl From<Instant> for Argument {
    fn from(instant: Instant) -> Argument {
        Argument::Moment(instant.utc())
    }
}

impl JsonSchema for Instant {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time", "pattern":
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        assert_eq!(Day::parse("2019-04-01").unwrap().to_string(), "2019-04-01");
        assert_eq!(Day::parse("2020-02-29").unwrap().number() - Day::parse("2020-02-28").unwrap().number(), 1);
        for bad in ["2019-02-29", "2019-13-01", "2019-4-1", "0999-01-01", "+019-01-01", "2019-04-01T00:00", "é019-04-0"]
        {
            assert!(Day::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_instant_is_shown_in_utc_with_no_fraction_or_six_digits() {
        let shown = |text: &str| Instant::parse(text).unwrap().to_string();
        assert_eq!(shown("2019-05-28T12:00:00+02:00"), "2019-05-28T10:00:00Z");
        assert_eq!(shown("2019-05-28T10:00:00.5Z"), "2019-05-28T10:00:00.500000Z");
        assert!(Instant::parse("2019-05-28").is_err());
    }

    #[test]
    fn the_day_of_an_instant_is_the_one_in_amsterdam() {
        let day = |text: &str| Instant::parse(text).unwrap().amsterdam_day().to_string();
        assert_eq!(day("2019-03-31T22:30:00Z"), "2019-04-01"); // summer time, two hours ahead
        assert_eq!(day("2019-12-31T22:30:00Z"), "2019-12-31"); // winter time, one hour ahead
    }
}
