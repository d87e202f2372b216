//! Formats days and moments for people in the Netherlands, in either language.

use chrono::{DateTime, Datelike as _, LocalResult, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Europe::Amsterdam;

use super::{Argument, Language};
use crate::calendar::{MONTHS, day_that_ends, parse_day};
use crate::message;

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Returns the name of the month of a day: `april`, `April`.
pub fn month(language: Language, date: NaiveDate) -> &'static str {
    let months = match language {
        Language::Dutch => MONTHS,
        Language::English => ENGLISH_MONTHS,
    };
    months[date.month0() as usize]
}

/// Formats a civil day: `1 april 2019`, `1 April 2019`.
pub fn day(language: Language, date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month(language, date), date.year())
}

/// Formats a day with its precision: `1 april 2019`, `maart 2019`, `uiterlijk 1 april 2019`. The precision is the word
/// at the border: `maand`, `kwartaal`, `jaar`, `uiterlijk`, `onbekend`. Text that is not a day is returned as it is.
pub fn day_as_known(language: Language, iso: &str, precision: Option<&str>) -> String {
    let Some(date) = parse_day(iso) else { return iso.to_owned() };
    let (year, month) = (date.year(), month(language, date));
    match precision {
        Some("maand") => format!("{month} {year}"),
        Some("kwartaal") => {
            message!("quarter-of-year", quarter = date.month0() / 3 + 1, year = year).in_language(language)
        }
        Some("jaar") => year.to_string(),
        Some("uiterlijk") => message!("at-the-latest", day = Argument::Day(date)).in_language(language),
        Some("onbekend") => message!("day-unknown").in_language(language),
        _ => day(language, date),
    }
}

/// Formats a moment in Dutch local time, and names that zone: `28 mei 2019, 12:00:00 (Nederlandse tijd)`. In the hour
/// that occurs twice in October it adds the UTC offset. The last moment of a day is described as the end of that day.
pub fn moment(language: Language, moment: DateTime<Utc>) -> String {
    let local = moment.with_timezone(&Amsterdam);
    let date = local.date_naive();
    if let Some(day) = day_that_ends(moment) {
        return message!("moment-end-of-day", day = Argument::Day(day)).in_language(language);
    }
    let clock = local.format("%H:%M:%S").to_string();
    let twice = matches!(Amsterdam.from_local_datetime(&local.naive_local()), LocalResult::Ambiguous(..));
    let told = if twice {
        let offset = local.format("%:z").to_string();
        message!("moment-twice-a-day", day = Argument::Day(date), clock = clock, offset = offset)
    } else {
        message!("moment-of-day", day = Argument::Day(date), clock = clock)
    };
    told.in_language(language)
}
