//! Finds days in a sentence: `15 juni 2021`, `per 1 april`, `in maart`, `eerste kwartaal 2021`, `eind 2020`.

use std::ops::Range;

use chrono::NaiveDate;
use regex::Captures;

use crate::domain::calendar::MONTHS;
use crate::domain::time::Precision;

/// A day that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DayMatch {
    pub range: Range<usize>,
    pub day: NaiveDate,
    pub precision: Precision,
    /// The sentence does not name the year, or only a part of it: the day is then an assumption.
    pub inferred: bool,
    /// The word before it: `op`, `per`, `in`.
    pub lead: String,
}

pattern!(
    LONG,
    r"(?i)\b(\d{1,2})(?:e|ste)?\s+(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)(?:\s+((?:19|20)\d\d))?\b"
);
pattern!(SHORT, r"\b(\d{1,2})[-/](\d{1,2})[-/]((?:19|20)\d\d)\b");
pattern!(ISO, r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b");
pattern!(
    QUARTER,
    r"(?i)\b(?:(eerste|tweede|derde|vierde|[1-4](?:e|de|ste))\s+kwartaal|kwartaal\s+([1-4])|q([1-4]))(?:\s+(?:van\s+)?((?:19|20)\d\d))?\b"
);
pattern!(
    MONTH,
    r"(?i)\b(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)(?:\s+((?:19|20)\d\d))?\b"
);
pattern!(PART, r"(?i)\b(begin|voorjaar|medio|zomer|najaar|eind|einde)\s+(?:van\s+)?((?:19|20)\d\d)\b");
pattern!(YEAR, r"(?i)\bin\s+((?:19|20)\d\d)\b");

/// Returns the days of a sentence in order; a missing year is assumed to be `year`.
pub(super) fn find_days(text: &str, year: i32) -> Vec<DayMatch> {
    let mut found: Vec<DayMatch> = Vec::new();
    let readers: [(&regex::Regex, DayReader); 7] = [
        (&LONG, long),
        (&SHORT, short),
        (&ISO, iso),
        (&QUARTER, quarter),
        (&MONTH, month),
        (&PART, part),
        (&YEAR, whole_year),
    ];
    for (pattern, read) in readers {
        for captures in pattern.captures_iter(text) {
            let Some(range) = captures.get(0).map(|whole| whole.range()) else { continue };
            let is_free = found.iter().all(|other| other.range.end <= range.start || range.end <= other.range.start);
            if let (true, Some((day, precision, inferred))) = (is_free, read(&captures, year)) {
                let lead = lead(&text[..range.start]);
                let precision =
                    if is_limit(&lead) && precision == Precision::Day { Precision::AtLatest } else { precision };
                found.push(DayMatch { range, day, precision, inferred, lead });
            }
        }
    }
    found.sort_by_key(|found| found.range.start);
    found
}

/// Returns the first day in a text that is written in full, for uses that may not infer one.
pub(super) fn exact(text: &str) -> Option<NaiveDate> {
    let found = find_days(text, 1);
    found.into_iter().find(|found| found.precision == Precision::Day && !found.inferred).map(|found| found.day)
}

type DayReader = fn(&Captures<'_>, i32) -> Option<(NaiveDate, Precision, bool)>;

/// Returns the word that leads to a day, skipping an article and `maand`.
fn lead(before: &str) -> String {
    let mut words = before.split_whitespace().rev().map(|word| word.trim_start_matches('(').to_lowercase());
    words.find(|word| !matches!(word.as_str(), "het" | "de" | "maand")).unwrap_or_default()
}

fn is_limit(lead: &str) -> bool {
    matches!(lead, "uiterlijk" | "voor" | "vóór")
}

fn number<T: std::str::FromStr>(captures: &Captures<'_>, group: usize) -> Option<T> {
    captures.get(group)?.as_str().parse().ok()
}

fn month_of(captures: &Captures<'_>, group: usize) -> Option<u32> {
    let name = captures.get(group)?.as_str().to_lowercase();
    MONTHS.iter().zip(1..).find(|(month, _)| **month == name).map(|(_, number)| number)
}

fn long(captures: &Captures<'_>, year: i32) -> Option<(NaiveDate, Precision, bool)> {
    let said = number(captures, 3);
    let day = NaiveDate::from_ymd_opt(said.unwrap_or(year), month_of(captures, 2)?, number(captures, 1)?)?;
    Some((day, Precision::Day, said.is_none()))
}

fn short(captures: &Captures<'_>, _: i32) -> Option<(NaiveDate, Precision, bool)> {
    let day = NaiveDate::from_ymd_opt(number(captures, 3)?, number(captures, 2)?, number(captures, 1)?)?;
    Some((day, Precision::Day, false))
}

fn iso(captures: &Captures<'_>, _: i32) -> Option<(NaiveDate, Precision, bool)> {
    let day = NaiveDate::from_ymd_opt(number(captures, 1)?, number(captures, 2)?, number(captures, 3)?)?;
    Some((day, Precision::Day, false))
}

fn quarter(captures: &Captures<'_>, year: i32) -> Option<(NaiveDate, Precision, bool)> {
    let word = (1..=3).find_map(|group| captures.get(group))?.as_str().to_lowercase();
    let quarter = match word.as_str() {
        "eerste" => 1,
        "tweede" => 2,
        "derde" => 3,
        "vierde" => 4,
        digits => digits.chars().next()?.to_digit(10)?,
    };
    let said = number(captures, 4);
    let day = NaiveDate::from_ymd_opt(said.unwrap_or(year), quarter * 3 - 2, 1)?;
    Some((day, Precision::Quarter, said.is_none()))
}

fn month(captures: &Captures<'_>, year: i32) -> Option<(NaiveDate, Precision, bool)> {
    let said = number(captures, 2);
    Some((NaiveDate::from_ymd_opt(said.unwrap_or(year), month_of(captures, 1)?, 1)?, Precision::Month, said.is_none()))
}

/// Parses a part of a year. It has no day of its own: for the end of a year the day is no later than its last day.
fn part(captures: &Captures<'_>, _: i32) -> Option<(NaiveDate, Precision, bool)> {
    let year = number(captures, 2)?;
    let (month, day, precision) = match captures.get(1)?.as_str().to_lowercase().as_str() {
        "begin" => (1, 1, Precision::Quarter),
        "voorjaar" => (4, 1, Precision::Quarter),
        "medio" | "zomer" => (7, 1, Precision::Unknown),
        "najaar" => (10, 1, Precision::Quarter),
        _ => (12, 31, Precision::AtLatest),
    };
    Some((NaiveDate::from_ymd_opt(year, month, day)?, precision, true))
}

fn whole_year(captures: &Captures<'_>, _: i32) -> Option<(NaiveDate, Precision, bool)> {
    Some((NaiveDate::from_ymd_opt(number(captures, 1)?, 1, 1)?, Precision::Year, false))
}
