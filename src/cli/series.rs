//! `peildatum series`: one row a subject, one column a round.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormat, FileFormatArgs};
use super::output;
use super::report::{parse_round, query_failure};
use crate::app::queries::KnownAt;
use crate::app::series::{SeriesQuery, series, subject, title};
use crate::domain::time::{Day, Instant};
use crate::language::Message;
use crate::message;
use crate::projections::sealing::SealingSelector;
use crate::projections::series::{RoundSelection, SeriesView, is_kind};
use crate::render::{self, text};

/// One row a subject, one column a round: lights, notes, amounts, facilities, indicators, and the tree
#[derive(Args)]
pub struct Series {
    /// The rounds, such as 2020-vr1 2021-vr2/college (default: all)
    #[arg(value_name = "ROUND[/BODY or /VERSION]", conflicts_with_all = ["from", "until"])]
    rounds: Vec<String>,
    #[command(flatten)]
    place: PlaceArgs,
    /// Only rounds with this reporting date or a later one
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    from: Option<Day>,
    /// Only rounds with this reporting date or an earlier one
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    until: Option<Day>,
    /// Every round as known now, and not as it reported
    #[arg(long)]
    now: bool,
    /// What was known at this moment, such as 2019-05-28T10:00:00Z (default: all that is known)
    #[arg(long, value_name = "INSTANT", value_parser = options::parse_known_at, conflicts_with = "position")]
    known_at: Option<Instant>,
    /// What was known up to and with this event
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..))]
    position: Option<u64>,
    /// One node with what is below it, such as 9 or 9A1.1, also under its earlier codes (default: everything)
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    /// Only this kind; may be repeated
    #[arg(long, value_name = "SOORT", value_parser = parse_kind)]
    kind: Vec<String>,
    /// Only this subject, with the texts of its notes
    #[arg(long, value_name = "SUBJECT", value_parser = subject)]
    subject: Option<String>,
    /// Only rows with this in their title
    #[arg(long, value_name = "TEXT", value_parser = title)]
    title: Option<String>,
    #[command(flatten)]
    format: FileFormatArgs,
    /// Writes the series to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Series {
    /// Prints the series.
    ///
    /// # Errors
    /// [`Failure`] when a round, node or subject is unknown, or the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let (format, file) = (self.format.chosen(), self.output.as_deref());
        output::fit_for(format, file)?;
        let query = self.query()?;
        let mut found: Value = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                let found = series(service, &query).map_err(|e| query_failure(&e))?;
                Ok(serde_json::to_value(found).expect("series always serialise"))
            })?,
            LogLocation::Service(client) => client.json(&query.to_target())?,
        };
        if let Some(moment) = self.known_at.filter(|_| format != FileFormat::Json) {
            render::set_asked_at(&mut found["basis"], moment);
        }
        output::emit_as(format, file, &found, text::series, (render::SERIES, None))
    }

    fn query(&self) -> Result<SeriesQuery, Failure> {
        let named = self.rounds.iter().map(|round| parse_round(round)).collect::<Result<Vec<_>, _>>()?;
        if self.now && named.iter().any(|(_, which)| *which != SealingSelector::Newest) {
            return Err(Failure::refused(message!("query-now-or-sealing")));
        }
        let rounds = match named.is_empty() {
            true => RoundSelection::Between { from: self.from, until: self.until },
            false => RoundSelection::Named(named),
        };
        Ok(SeriesQuery {
            rounds,
            known: match (self.known_at, self.position) {
                (Some(moment), _) => KnownAt::Moment(moment),
                (None, Some(position)) => KnownAt::Position(position),
                (None, None) => KnownAt::Head,
            },
            view: if self.now { SeriesView::AsKnownNow } else { SeriesView::AsReported },
            node: self.node.clone(),
            kinds: self.kind.clone(),
            subject: self.subject.clone(),
            title: self.title.clone(),
        })
    }
}

fn parse_kind(word: &str) -> Result<String, Message> {
    if is_kind(word) { Ok(word.to_owned()) } else { Err(message!("series-kind-unknown", kind = word)) }
}
