//! `peildatum findings`: what a controller should look at in a round.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::read_all;
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormat, FileFormatArgs};
use super::output;
use super::report::{parse_round, query_failure};
use crate::app::findings::{self, FindingsOf, FindingsQuery};
use crate::app::queries::KnownAt;
use crate::domain::time::Instant;
use crate::message;
use crate::projections::sealing::SealingSelector;
use crate::render::{self, text};

/// What a controller should look at in a round
#[derive(Args)]
pub struct Findings {
    /// The round: as of now when it is open, else as its newest sealing fixed it; 2021-vr2/2 and 2021-vr2/college name a sealing
    #[arg(value_name = "ROUND[/BODY or /VERSION]")]
    round: String,
    #[command(flatten)]
    place: PlaceArgs,
    /// As known now, also of a round that is sealed
    #[arg(long, conflicts_with_all = ["known_at", "position"])]
    now: bool,
    /// As known at this moment, such as 2019-05-28T10:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = options::parse_known_at, conflicts_with = "position")]
    known_at: Option<Instant>,
    /// As known up to and with this event
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..))]
    position: Option<u64>,
    /// One node with what is below it, such as 9 or 9A1.1 (default: everything)
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    #[command(flatten)]
    format: FileFormatArgs,
    /// Writes the findings to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Findings {
    /// Prints the findings.
    ///
    /// # Errors
    /// [`Failure`] when the round is unknown, or the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let (format, file) = (self.format.chosen(), self.output.as_deref());
        output::fit_for(format, file)?;
        let query = self.query()?;
        let mut found: Value = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                let found = findings::findings(service, &query).map_err(|e| query_failure(&e))?;
                Ok(serde_json::to_value(found.in_language(format.language())).expect("findings always serialise"))
            })?,
            // The service writes the sentences of a CSV in the language of CSV files, whatever the language of the run
            // is.
            LogLocation::Service(client) if format == FileFormat::Csv => {
                return output::emit(&read_all(&client, client.get(&query.to_target(), "text/csv")?)?, file);
            }
            LogLocation::Service(client) => client.json(&query.to_target())?,
        };
        if let Some(moment) = self.known_at.filter(|_| format != FileFormat::Json) {
            render::set_asked_at(&mut found["basis"], moment);
        }
        output::emit_as(format, file, &found, text::findings, (render::FINDINGS, None))
    }

    fn query(&self) -> Result<FindingsQuery, Failure> {
        let (round, which) = parse_round(&self.round)?;
        let known = match (self.now, self.known_at, self.position) {
            (true, _, _) => Some(KnownAt::Head),
            (false, Some(moment), _) => Some(KnownAt::Moment(moment)),
            (false, None, Some(position)) => Some(KnownAt::Position(position)),
            (false, None, None) => None,
        };
        let of = match (which, known) {
            (which, None) => FindingsOf::Round(which),
            (SealingSelector::Newest, Some(known)) => FindingsOf::Known(known),
            (SealingSelector::Body(_) | SealingSelector::Version(_), Some(_)) => {
                return Err(Failure::refused(message!("findings-known-and-sealing")));
            }
        };
        Ok(FindingsQuery { round, of, node: self.node.clone() })
    }
}
