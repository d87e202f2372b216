//! Parses moments as people write them: a day, which means its end, or a time of day, which is Dutch time unless a zone
//! is given. Machines write instants ([`Instant::parse`]).

use chrono::{DateTime, LocalResult, NaiveDateTime, NaiveTime, TimeZone as _};
use chrono_tz::Europe::Amsterdam;

use super::time::{Day, Instant};
use crate::calendar;
use crate::language::Message;
use crate::message;

/// The errors of a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MomentError {
    /// Neither a day nor a moment, or one that does not exist in the calendar.
    Form(String),
    /// The time is in the hour that is skipped in spring.
    LeftOut(String),
    /// The time is in the hour that occurs twice in autumn, so it is ambiguous.
    Twice {
        /// The first time, with its UTC offset.
        first: String,
        /// The second time, with its UTC offset.
        second: String,
    },
}

impl MomentError {
    /// Returns a message for the person who wrote the moment.
    pub fn message(&self) -> Message {
        match self {
            MomentError::Form(text) => message!("moment-form", text = text),
            MomentError::LeftOut(text) => message!("moment-left-out", text = text),
            MomentError::Twice { first, second } => message!("moment-twice", first = first, second = second),
        }
    }
}

/// Returns the first moment of a day in the Netherlands.
pub fn begin_of_day(day: Day) -> Instant {
    Instant::from_micros(calendar::begin_of_day(day.date()).timestamp_micros())
}

/// Returns the last moment of a day in the Netherlands: everything recorded on that day was recorded by then. Bounds
/// are inclusive, so it is the last microsecond before midnight.
pub fn end_of_day(day: Day) -> Instant {
    Instant::from_micros(calendar::end_of_day(day.date()).timestamp_micros())
}

/// Parses a known-at bound written by a person. A day means its end in the Netherlands; anything else is parsed by
/// [`parse_moment`].
///
/// # Errors
/// [`MomentError`] for another form, and for a local time that the Dutch clock skipped or had twice.
pub fn parse_known_at(text: &str) -> Result<Instant, MomentError> {
    let text = text.trim();
    if text.len() == DAY_LEN { Day::parse(text).map(end_of_day).map_err(|_| form(text)) } else { parse_moment(text) }
}

/// Parses a moment: `2019-05-28T10:00:00Z`, `2019-05-28T12:00+02:00`, or without a zone in Dutch time,
/// `2019-05-28 12:00`.
///
/// # Errors
/// As for [`parse_known_at`]; a day without a time is also an error.
pub fn parse_moment(text: &str) -> Result<Instant, MomentError> {
    let text = text.trim();
    let at = |separator: char| text.get(DAY_LEN..).is_some_and(|rest| rest.starts_with(separator));
    if !(at('T') || at('t') || at(' ')) {
        return Err(form(text));
    }
    let (day, time) = (&text[..DAY_LEN], &text[DAY_LEN + 1..]);
    let time = time.trim_start().to_ascii_uppercase();
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (time, zone) = time.split_at(zone);
    let time = time.trim_end();
    // A time of day without seconds means the start of that minute.
    let whole = if time.len() == "12:00".len() { format!("{time}:00") } else { time.to_owned() };
    if zone.is_empty() {
        dutch(day, &whole, text)
    } else {
        Instant::parse(&format!("{day}T{whole}{zone}")).map_err(|_| form(text))
    }
}

/// The length of `2019-05-28`.
const DAY_LEN: usize = 10;

fn form(text: &str) -> MomentError {
    MomentError::Form(text.chars().take(40).collect())
}

/// Parses a time of day on the clock of the Netherlands.
fn dutch(day: &str, time: &str, text: &str) -> Result<Instant, MomentError> {
    let bad = || form(text);
    let date = Day::parse(day).map_err(|_| bad())?.date();
    let looks = time.len() >= "12:00:00".len() && time.is_char_boundary(2) && time.as_bytes()[2] == b':';
    let time =
        if looks { NaiveTime::parse_from_str(time, "%H:%M:%S%.f").map_err(|_| bad())? } else { return Err(bad()) };
    let written: NaiveDateTime = date.and_time(time);
    let instant = |local: DateTime<chrono_tz::Tz>| Instant::from_micros(local.timestamp_micros());
    match Amsterdam.from_local_datetime(&written) {
        LocalResult::Single(local) => Ok(instant(local)),
        LocalResult::Ambiguous(first, second) => {
            let shown = |local: DateTime<chrono_tz::Tz>| local.format("%Y-%m-%dT%H:%M:%S%:z").to_string();
            Err(MomentError::Twice { first: shown(first), second: shown(second) })
        }
        LocalResult::None => Err(MomentError::LeftOut(text.chars().take(40).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        parse_known_at(text).map_or_else(|error| format!("{error:?}"), |instant| instant.to_string())
    }

    #[test]
    fn a_day_begins_where_the_one_before_it_ended() {
        let begin = |day: &str| begin_of_day(Day::parse(day).unwrap());
        assert_eq!(begin("2019-05-28").to_string(), "2019-05-27T22:00:00Z");
        assert_eq!(begin("2019-11-28").to_string(), "2019-11-27T23:00:00Z");
        for (day, next) in [("2019-03-30", "2019-03-31"), ("2019-10-27", "2019-10-28"), ("2019-12-31", "2020-01-01")] {
            let end = end_of_day(Day::parse(day).unwrap());
            assert_eq!(begin(next).micros(), end.micros() + 1, "{day}");
        }
    }

    #[test]
    fn a_day_is_its_end_in_the_netherlands() {
        assert_eq!(read("2019-05-28"), "2019-05-28T21:59:59.999999Z"); // summer time, two hours ahead
        assert_eq!(read("2019-12-31"), "2019-12-31T22:59:59.999999Z");
        assert_eq!(read("2019-03-31"), "2019-03-31T21:59:59.999999Z", "the day on which an hour was left out");
        assert_eq!(read("2019-10-27"), "2019-10-27T22:59:59.999999Z", "the day on which an hour came twice");
        let day = Day::parse("2019-05-28").unwrap();
        assert_eq!(calendar::day_that_ends(end_of_day(day).utc()), Some(day.date()));
        assert_eq!(calendar::day_that_ends(Instant::parse("2019-05-28T22:00:00Z").unwrap().utc()), None);
        assert!(read("2019-02-29").starts_with("Form"));
    }

    #[test]
    fn a_time_needs_no_seconds_and_without_a_zone_is_dutch_time() {
        for (text, wanted) in [
            ("2019-05-28T12:00Z", "2019-05-28T12:00:00Z"),
            ("2019-05-28T12:00+02:00", "2019-05-28T10:00:00Z"),
            ("2019-05-28 12:00", "2019-05-28T10:00:00Z"),
            ("2019-05-28T12:00:30", "2019-05-28T10:00:30Z"),
            ("2019-12-28 12:00:30.5", "2019-12-28T11:00:30.500000Z"),
            (" 2019-05-28t10:00:00z ", "2019-05-28T10:00:00Z"),
            ("2019-10-27T02:30+01:00", "2019-10-27T01:30:00Z"),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
        for bad in [
            "",
            "gisteren",
            "2019-05-28T",
            "2019-05-28T12",
            "2019-05-28T25:00",
            "2019-05-28 12:00 uur",
            "2019-05-28x12:00",
            "é019-05-28 12:00",
            "2019-05-28T12:0é",
        ] {
            assert!(read(bad).starts_with("Form"), "{bad}: {}", read(bad));
        }
        assert!(parse_moment("2019-05-28").is_err(), "a day alone is no moment");
    }

    #[test]
    fn an_hour_that_the_clock_had_twice_or_not_is_asked_for() {
        assert!(read("2019-10-27 02:30").contains("2019-10-27T02:30:00+01:00"), "{}", read("2019-10-27 02:30"));
        assert!(read("2019-03-31 02:30").starts_with("LeftOut"));
    }
}
