//! `peildatum report`: the report for a date or a round, as text, JSON, CSV, a workbook or a page.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::read_all;
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormat, FileFormatArgs};
use super::output;
use crate::app::queries::neither_day_nor_round;
use crate::app::queries::{self, KnownAt, QueryError, ReportQuery, ReportTarget};
use crate::domain::json;
use crate::domain::time::{Day, Instant};
use crate::message;
use crate::pages;
use crate::projections::sealing::{RoundNameError, SealingSelector, parse_round_name, strip_round_prefix};
use crate::render::{self, text};

/// The report for a date, as known at a moment; or of a round
#[derive(Args)]
pub struct Report {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    of: Of,
    /// What was known at this moment, such as 2019-05-28T10:00:00Z (default: all that is known)
    #[arg(long, value_name = "INSTANT", value_parser = options::parse_known_at, conflicts_with_all = ["position", "round"])]
    known_at: Option<Instant>,
    /// What was known up to and with this event
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "round")]
    position: Option<u64>,
    /// The budget year (default: the round's, or the year of the reporting date)
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=2200))]
    fiscal_year: Option<i32>,
    /// One node with what is below it, such as 9 or 9A1.1 (default: all programmes)
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    #[command(flatten)]
    format: FileFormatArgs,
    /// Writes the report to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Of {
    /// The reporting date, such as 2019-04-01
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    on: Option<Day>,
    /// The round: its newest sealing, or as known now while it is open; ID/college, ID/raad or ID/2 for one sealing
    #[arg(long, value_name = "ID[/WHICH]")]
    round: Option<String>,
}

impl Report {
    /// Prints the report.
    ///
    /// # Errors
    /// [`Failure`] when there is no such report, or it can not be written.
    pub fn run(&self) -> Result<(), Failure> {
        let query = self.query()?;
        let (format, file) = (self.format.chosen(), self.output.as_deref());
        output::fit_for(format, file)?;
        let mut canonical = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                queries::report(service, &query).map(|report| report.to_vec()).map_err(|e| query_failure(&e))
            })?,
            LogLocation::Service(client) => read_all(&client, client.get(&query.to_target(), "application/json")?)?,
        };
        if format == FileFormat::Json {
            canonical.push(b'\n');
            return output::emit(&canonical, file);
        }
        let mut report: Value = serde_json::from_slice(&canonical)
            .map_err(|e| Failure::refused(message!("report-unreadable", why = json::error_reason(&e))))?;
        if let Some(moment) = self.known_at {
            render::set_asked_at(&mut report["basis"], moment);
        }
        output::emit_as(format, file, &report, text::report, (render::REPORT, Some(pages::report::file)))
    }

    fn query(&self) -> Result<ReportQuery, Failure> {
        let of = match (&self.of.on, &self.of.round) {
            (Some(on), _) => ReportTarget::Day { on: *on, known: self.known() },
            (None, Some(round)) => {
                let (id, which) = parse_round(round)?;
                ReportTarget::Round { id, which }
            }
            (None, None) => unreachable!("the argument group is required"),
        };
        Ok(ReportQuery { of, node: self.node.clone(), fiscal_year: self.fiscal_year })
    }

    fn known(&self) -> KnownAt {
        match (self.known_at, self.position) {
            (Some(moment), _) => KnownAt::Moment(moment),
            (None, Some(position)) => KnownAt::Position(position),
            (None, None) => KnownAt::Head,
        }
    }
}

/// Parses `ID`, `ID/college` or `ID/2`, with or without the prefix `ronde:`.
pub fn parse_round(text: &str) -> Result<(String, SealingSelector), Failure> {
    match parse_round_name(text) {
        Ok((id, which)) => Ok((id.to_owned(), which)),
        Err(RoundNameError::Round) => Err(query_failure(&QueryError::NoSuchRound(text.to_owned()))),
        Err(RoundNameError::Selector) => {
            let id = strip_round_prefix(text).split('/').next().unwrap_or_default();
            Err(Failure::refused(message!("query-which", text = text, id = id)))
        }
    }
}

/// Converts an error of a query to a failure of the command.
pub fn query_failure(error: &QueryError) -> Failure {
    use QueryError as E;
    Failure::refused(match error {
        E::Empty => message!("query-empty"),
        E::NoSuchPosition { position, head } => message!("query-no-position", position = *position, head = *head),
        E::BeforeFirst { moment, first } => message!("query-before-first", moment = *moment, first = *first),
        E::BeforeFirstDay { on, first } => message!("query-before-first-day", on = *on, first = *first),
        E::RoundBeforeFirstDay { round, on, first } => {
            message!("query-round-before-first-day", round = round, on = *on, first = *first)
        }
        E::InFuture { moment, now } => message!("query-in-future", moment = *moment, now = *now),
        E::BadRound(_) => message!("query-bad-round"),
        E::NoSuchRound(id) => message!("query-no-round", round = id),
        E::NeitherDayNorRound { text, rounds } => neither_day_nor_round(text, rounds),
        E::NoSuchNode(code) => message!("query-no-node", code = code),
        E::NoSuchSubject(subject) => message!("query-no-subject", subject = subject),
        E::NoSuchSealing { round, which } => message!("query-no-sealing", round = round, which = which),
        E::NoSuchDecision(number) => message!("query-no-decision", number = number),
        E::SeveralDecisions(number) => message!("query-several-decisions", number = number),
        E::UnknownShape(version) => message!("query-unknown-shape", version = *version),
        E::Overflow => message!("query-overflow"),
        E::TooManyRounds { .. } | E::TooManyCells | E::AgendaFull { .. } => error.message(),
        E::Unreadable(error) => return Failure::folder(message!("query-unreadable", position = error.position)),
        E::Log(error) => return location::log_failure(error),
    })
}
