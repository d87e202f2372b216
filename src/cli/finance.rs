//! `peildatum finance`: the amounts on a day, with their totals and what covers what.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormat, FileFormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::audit::{self, FinanceQuery};
use crate::app::queries::KnownAt;
use crate::app::subject_query::Point;
use crate::domain::time::{Day, Instant};
use crate::render::{self, text};

/// The amounts that stand on a day: totals, what covers what, and how forecasts moved
#[derive(Args)]
pub struct Finance {
    #[command(flatten)]
    place: PlaceArgs,
    /// The day, such as 2019-04-01
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    on: Day,
    /// What was known at this moment, such as 2019-05-28T10:00:00Z (default: all that is known)
    #[arg(long, value_name = "INSTANT", value_parser = options::parse_known_at, conflicts_with = "position")]
    known_at: Option<Instant>,
    /// What was known up to and with this event
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..))]
    position: Option<u64>,
    /// One budget year (default: all, and amounts without one)
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i64).range(1900..=2200))]
    fiscal_year: Option<i64>,
    /// One node with what is below it, such as 9 or 9A (default: everything)
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    #[command(flatten)]
    format: FileFormatArgs,
    /// Writes the amounts to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Finance {
    /// Prints the amounts.
    ///
    /// # Errors
    /// [`Failure`] when the point is unknown, or the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let (format, file) = (self.format.chosen(), self.output.as_deref());
        output::fit_for(format, file)?;
        let query = self.query();
        let mut found = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                let found = query.resolve(service).and_then(|request| audit::finance(service, &request));
                let found = found.map_err(|e| query_failure(&e))?;
                Ok(serde_json::to_value(found).expect("amounts always serialise"))
            })?,
            LogLocation::Service(client) => client.json(&query.to_target())?,
        };
        if let Some(moment) = self.known_at.filter(|_| format != FileFormat::Json) {
            render::set_asked_at(&mut found["basis"], moment);
        }
        output::emit_as(format, file, &found, text::finance, (render::FINANCE, None))
    }

    fn query(&self) -> FinanceQuery {
        let at = Point { on: Some(self.on), known: self.known() };
        FinanceQuery { at, node: self.node.clone(), fiscal_year: self.fiscal_year }
    }

    const fn known(&self) -> KnownAt {
        match (self.known_at, self.position) {
            (Some(moment), _) => KnownAt::Moment(moment),
            (None, Some(position)) => KnownAt::Position(position),
            (None, None) => KnownAt::Head,
        }
    }
}
