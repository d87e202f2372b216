//! The agenda, as a query on a service.

use super::Service;
use super::queries::{self, KnownAt, QueryError};
use super::query_keys as keys;
use super::request_target::{Query, RequestTarget};
use super::text_reads::query_with_texts;
use super::time_axes::{self, InLog};
use crate::domain::time::Day;
use crate::language::Message;
use crate::message;
use crate::projections::agenda::{AGENDA_DAYS_MAX, Agenda, AgendaError, AgendaRequest, agenda as build};

/// How far before today an agenda begins where no first day was asked for: what took effect in the last month is news.
const DAYS_BACK: i32 = 30;

/// How far after today it ends where no last day was asked for: a year, with the day itself.
const DAYS_AHEAD: i32 = 365;

/// A query for an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaQuery {
    /// The first and the last day.
    pub period: Period,
    /// Up to where events are known.
    pub known: KnownAt,
    /// Only what belongs to this node or to what is below it.
    pub node: Option<String>,
}

impl AgendaQuery {
    /// Writes a query as the target of a request. The service fills in the days that are not given.
    pub fn target(from: Option<Day>, until: Option<Day>, known: KnownAt, node: Option<&str>) -> RequestTarget {
        let days = RequestTarget::of("/v1/agenda").with_some(keys::FROM, from).with_some(keys::UNTIL, until);
        days.known(known).with_some(keys::NODE, node)
    }

    /// Reads the query. Two days that are no period are refused.
    pub fn from_query(query: &mut Query, today: Day, in_log: InLog<'_>) -> AgendaQuery {
        let known = KnownAt::from_query(query, in_log);
        AgendaQuery { period: Period::from_query(query, today), known, node: time_axes::node(query) }
    }
}

/// The first and the last day of an agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

/// Why two days are no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodError {
    /// The last day is before the first.
    Order,
    /// They are further apart than [`AGENDA_DAYS_MAX`].
    Length,
}

impl From<PeriodError> for Message {
    fn from(error: PeriodError) -> Message {
        match error {
            PeriodError::Order => message!("query-agenda-order"),
            PeriodError::Length => message!("query-agenda-length", most = AGENDA_DAYS_MAX),
        }
    }
}

impl Period {
    /// Reads the period of a query, and refuses two days that are none. What was refused stands in the query.
    pub fn from_query(query: &mut Query, today: Day) -> Period {
        let (from, until) = (query.value(keys::FROM, Day::parse), query.value(keys::UNTIL, Day::parse));
        Period::of(from, until, today).unwrap_or_else(|error| {
            let code = match error {
                PeriodError::Order => "verkeerde-volgorde",
                PeriodError::Length => "periode-te-lang",
            };
            query.refuse(keys::UNTIL, code, error);
            Period { from: today, until: today }
        })
    }

    /// Returns the period of an agenda: as asked. Without a first day it begins a month before today, or before the last
    /// day where that is earlier; without a last day it ends a year after today, or after the first day where that is
    /// later, and never later than it may.
    ///
    /// # Errors
    /// [`PeriodError`] for days in the wrong order or too far apart.
    pub fn of(from: Option<Day>, until: Option<Day>, today: Day) -> Result<Period, PeriodError> {
        let shifted = |day: Day, by: i32| Day::from_number(day.number().saturating_add(by));
        let period = Period {
            from: from.unwrap_or_else(|| shifted(until.map_or(today, |until| until.min(today)), -DAYS_BACK)),
            until: until.unwrap_or_else(|| {
                let ahead = shifted(from.map_or(today, |from| from.max(today)), DAYS_AHEAD);
                from.map_or(ahead, |from| ahead.min(shifted(from, AGENDA_DAYS_MAX - 1)))
            }),
        };
        match period.until.number() - period.from.number() {
            ..0 => Err(PeriodError::Order),
            AGENDA_DAYS_MAX.. => Err(PeriodError::Length),
            _ => Ok(period),
        }
    }
}

/// Returns what takes effect between two days.
///
/// # Errors
/// [`QueryError`] for an unknown moment, position or node, for more entries than there is room for, and for a log that
/// can not be read.
pub fn agenda(service: &Service, query: &AgendaQuery) -> Result<Agenda, QueryError> {
    let Period { from, until } = query.period;
    let position = queries::resolve_position(service, query.known)?;
    let request = AgendaRequest { from, until, position, node: query.node.clone() };
    Ok(query_with_texts(service, |state, contents| build(state, contents, &request))?)
}

impl From<AgendaError> for QueryError {
    fn from(error: AgendaError) -> QueryError {
        match error {
            AgendaError::Report(error) => error.into(),
            AgendaError::TooManyEntries { entries } => QueryError::AgendaFull { entries },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn a_period_is_a_month_back_and_a_year_ahead_unless_asked_otherwise() {
        let today = day("2021-06-15");
        let of = |from: Option<&str>, until: Option<&str>| {
            let period = Period::of(from.map(day), until.map(day), today)?;
            Ok::<_, PeriodError>((period.from.to_string(), period.until.to_string()))
        };
        let told = |from: &str, until: &str| Ok((from.to_owned(), until.to_owned()));
        assert_eq!(of(None, None), told("2021-05-16", "2022-06-15"));
        assert_eq!(of(Some("2021-01-01"), None), told("2021-01-01", "2022-06-15"));
        assert_eq!(of(Some("2023-01-01"), None), told("2023-01-01", "2024-01-01"));
        assert_eq!(of(Some("2001-01-01"), None), told("2001-01-01", "2011-01-08"), "as long as it may be");
        assert_eq!(of(None, Some("2019-12-31")), told("2019-12-01", "2019-12-31"));
        assert_eq!(of(Some("2019-04-01"), Some("2019-04-01")), told("2019-04-01", "2019-04-01"));
        assert_eq!(of(Some("2019-04-02"), Some("2019-04-01")), Err(PeriodError::Order));
        assert_eq!(of(Some("2010-01-01"), Some("2030-01-01")), Err(PeriodError::Length));
    }
}
