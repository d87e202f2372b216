//! `peildatum agenda`: what takes effect between two days, also as a calendar.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormat};
use super::output;
use super::report::query_failure;
use crate::app::agenda::{AgendaQuery, Period, agenda};
use crate::app::calendar::calendar;
use crate::app::queries::KnownAt;
use crate::domain::time::{Day, Instant};
use crate::render::{self, text};

/// How an agenda is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AgendaFormat {
    /// Text, for a terminal.
    Text,
    /// The JSON of the API.
    Json,
    /// Comma-separated values, for programs.
    Csv,
    /// A workbook, for people.
    Xlsx,
    /// A calendar (iCalendar), for calendar programs.
    Ics,
}

impl AgendaFormat {
    /// Returns the format as other documents have it; none for a calendar.
    const fn of_file(self) -> Option<FileFormat> {
        match self {
            AgendaFormat::Text => Some(FileFormat::Text),
            AgendaFormat::Json => Some(FileFormat::Json),
            AgendaFormat::Csv => Some(FileFormat::Csv),
            AgendaFormat::Xlsx => Some(FileFormat::Xlsx),
            AgendaFormat::Ics => None,
        }
    }
}

/// What takes effect between two days: closings, openings, restrictions, decisions, planned milestones
#[derive(Args)]
pub struct Agenda {
    #[command(flatten)]
    place: PlaceArgs,
    /// The first day (default: 30 days ago)
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    from: Option<Day>,
    /// The last day (default: a year from today)
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    to: Option<Day>,
    /// What was known at this moment, such as 2019-05-28T10:00:00Z (default: all that is known)
    #[arg(long, value_name = "INSTANT", value_parser = options::parse_known_at, conflicts_with = "position")]
    known_at: Option<Instant>,
    /// What was known up to and with this event
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..))]
    position: Option<u64>,
    /// One node with what is below it, such as 9 or 9A1.1 (default: everything)
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    /// How the agenda is written
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT", conflicts_with = "json")]
    format: AgendaFormat,
    /// Short for --format json
    #[arg(long)]
    json: bool,
    /// Writes the agenda to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Agenda {
    /// Prints the agenda.
    ///
    /// # Errors
    /// [`Failure`] when the days are no period, the node is unknown, or the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let format = if self.json { AgendaFormat::Json } else { self.format };
        let file = self.output.as_deref();
        if let Some(format) = format.of_file() {
            output::fit_for(format, file)?;
        }
        let mut base = String::new();
        let mut found: Value = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                let period = Period::of(self.from, self.to, service.now().amsterdam_day());
                let period = period.map_err(Failure::refused)?;
                let query = AgendaQuery { period, known: self.known(), node: self.node.clone() };
                let found = agenda(service, &query).map_err(|e| query_failure(&e))?;
                Ok(serde_json::to_value(found).expect("an agenda always serialises"))
            })?,
            LogLocation::Service(client) => {
                client.base().clone_into(&mut base);
                self.fetch(&client)?
            }
        };
        let Some(format) = format.of_file() else {
            return output::emit(calendar(&found, &base, super::language()).as_bytes(), file);
        };
        if let Some(moment) = self.known_at.filter(|_| format != FileFormat::Json) {
            render::set_asked_at(&mut found["basis"], moment);
        }
        output::emit_as(format, file, &found, text::agenda, (render::AGENDA, None))
    }

    fn known(&self) -> KnownAt {
        match (self.known_at, self.position) {
            (Some(moment), _) => KnownAt::Moment(moment),
            (None, Some(position)) => KnownAt::Position(position),
            (None, None) => KnownAt::Head,
        }
    }

    /// Sends the same query to a service, which fills in the days that were not given.
    fn fetch(&self, client: &Client) -> Result<Value, Failure> {
        let target = AgendaQuery::target(self.from, self.to, self.known(), self.node.as_deref());
        let bytes = read_all(client, client.get(&target, "application/json")?)?;
        serde_json::from_slice(&bytes).map_err(|e| client.no_json(&e))
    }
}
