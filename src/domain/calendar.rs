//! The calendar and the clock of the Netherlands, in the types of the calendar library. Both time axes ([`crate::time`]) and
//! the texts that people read use it.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Europe::Amsterdam;

/// The Dutch names of the months.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// Parses `YYYY-MM-DD`; none for another form, a day that does not exist, or a year before 1000.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| -> Option<u32> {
        let digits = text.get(range)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if year < 1000 { None } else { NaiveDate::from_ymd_opt(year as i32, month, day) }
}

/// Returns the civil day in Amsterdam at a moment.
pub(crate) fn amsterdam_day(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Amsterdam).date_naive()
}

/// Returns the first moment of a day.
pub(crate) fn begin_of_day(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    // If the clock was put forward at midnight there is no midnight, and the day begins after the hour that is skipped.
    let begins =
        (0..=24).find_map(|hour| Amsterdam.from_local_datetime(&(midnight + TimeDelta::hours(hour))).earliest());
    begins.map_or(DateTime::<Utc>::MAX_UTC, |local| local.to_utc())
}

/// Returns the last moment of a day, in microseconds.
pub(crate) fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    begin_of_day(day.checked_add_days(Days::new(1)).unwrap_or(day)) - TimeDelta::microseconds(1)
}

/// Returns the day of which this is the last moment, if there is one. `--known-at 2019-05-28` means such a moment.
pub(crate) fn day_that_ends(moment: DateTime<Utc>) -> Option<NaiveDate> {
    let day = amsterdam_day(moment);
    (end_of_day(day) == moment).then_some(day)
}
