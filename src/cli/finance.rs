//! `peildatum finance`: the amounts on a day, with their totals and what covers what.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormat, FileFormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::audit;
use crate::app::queries::{self, KnownAt};
use crate::domain::state::AsOf;
use crate::domain::time::{Day, Instant};
use crate::projections::finance::FinanceRequest;
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
        let mut found = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                let position = queries::resolve_position(service, self.known()).map_err(|e| query_failure(&e))?;
                let at = AsOf { day: self.on, position };
                let request = FinanceRequest { at, fiscal_year: self.fiscal_year, node: self.node.clone() };
                let found = audit::finance(service, &request).map_err(|e| query_failure(&e))?;
                Ok(serde_json::to_value(found).expect("amounts always serialise"))
            })?,
            LogLocation::Service(client) => self.ask(&client)?,
        };
        if let Some(moment) = self.known_at.filter(|_| format != FileFormat::Json) {
            render::set_asked_at(&mut found["basis"], moment);
        }
        output::emit_as(format, file, &found, text::finance, (render::FINANCE, None))
    }

    const fn known(&self) -> KnownAt {
        match (self.known_at, self.position) {
            (Some(moment), _) => KnownAt::Moment(moment),
            (None, Some(position)) => KnownAt::Position(position),
            (None, None) => KnownAt::Head,
        }
    }

    /// Sends the same query to a service.
    fn ask(&self, client: &Client) -> Result<Value, Failure> {
        let mut keys: Vec<(&str, String)> = vec![("geldigOp", self.on.to_string())];
        match self.known() {
            KnownAt::Head => {}
            KnownAt::Moment(moment) => keys.push(("beschikbaarOp", moment.to_string())),
            KnownAt::Position(position) => keys.push(("positie", position.to_string())),
        }
        keys.extend(self.node.iter().map(|code| ("onderdeel", code.clone())));
        keys.extend(self.fiscal_year.iter().map(|year| ("begrotingsjaar", year.to_string())));
        let bytes = read_all(client, client.get("/v1/financien", &keys, "application/json")?)?;
        serde_json::from_slice(&bytes).map_err(|e| client.no_json(&e))
    }
}
