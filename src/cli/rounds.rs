//! `peildatum rounds`: the rounds, the status of each, and its sealings and publications.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::Client;
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::feed_query::page_size;
use crate::app::queries::{self, QueryError};
use crate::app::subject_query::{ListQuery, Point, SubjectQuery};
use crate::domain::ids::{SubjectKind, is_id};
use crate::message;
use crate::render::{self, text};

/// The rounds: which are open, sealed, reopened or published, with their sealings
#[derive(Args)]
pub struct Rounds {
    /// Only this round, such as 2021-vr2
    #[arg(value_name = "ROUND", value_parser = options::parse_round_id)]
    round: Option<String>,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    format: FileFormatArgs,
    /// Writes the rounds to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Rounds {
    /// Prints the rounds.
    ///
    /// # Errors
    /// [`Failure`] when there is no such round or log.
    pub fn run(&self) -> Result<(), Failure> {
        let (format, file) = (self.format.chosen(), self.output.as_deref());
        output::fit_for(format, file)?;
        if let Some(id) = self.round.as_deref().filter(|id| !is_id(id)) {
            return Err(query_failure(&QueryError::NoSuchRound(id.to_owned())));
        }
        let rounds = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                let found = match &self.round {
                    Some(id) => queries::complete_round(service, id).map(|round| vec![round]),
                    None => queries::rounds(service, None),
                };
                found.map_err(|e| query_failure(&e))
            })?,
            LogLocation::Service(client) => self.ask(&client)?,
        };
        output::emit_as(format, file, &Value::Array(rounds), text::rounds, (render::ROUNDS, None))
    }

    fn ask(&self, client: &Client) -> Result<Vec<Value>, Failure> {
        let kind = SubjectKind::Round;
        if let Some(id) = &self.round {
            let query = SubjectQuery { kind, id: id.clone(), at: Point::NOW };
            return Ok(vec![client.json(&query.to_target())?]);
        }
        let mut query = ListQuery::first(kind);
        let mut all: Vec<Value> = Vec::new();
        loop {
            let Value::Array(page) = client.json(&query.to_target())? else {
                return Err(client.unreadable(message!("answer-no-list")));
            };
            let ended = page.len() < page_size(query.limit);
            all.extend(page);
            if ended {
                return Ok(all);
            }
            query.after = all.last().and_then(|round| round["id"].as_str()).map(str::to_owned);
        }
    }
}
