//! `peildatum rounds`: the rounds, the status of each, and its sealings and publications.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, FileFormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::queries::{self, QueryError};
use crate::domain::ids::is_id;
use crate::message;
use crate::render::{self, text};

/// Rounds that are requested from a service at one time.
const PAGE: usize = 1_000;

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
                queries::rounds(service, self.round.as_deref()).map_err(|e| query_failure(&e))
            })?,
            LogLocation::Service(client) => self.ask(&client)?,
        };
        output::emit_as(format, file, &Value::Array(rounds), text::rounds, (render::ROUNDS, None))
    }

    fn ask(&self, client: &Client) -> Result<Vec<Value>, Failure> {
        let get = |path: &str, query: &[(&str, String)]| -> Result<Value, Failure> {
            let bytes = read_all(client, client.get(path, query, "application/json")?)?;
            serde_json::from_slice(&bytes).map_err(|e| client.no_json(&e))
        };
        if let Some(id) = &self.round {
            return Ok(vec![get(&format!("/v1/rondes/{id}"), &[])?]);
        }
        let mut all: Vec<Value> = Vec::new();
        loop {
            let last = all.last().and_then(|round| round["id"].as_str()).map(str::to_owned);
            let query: Vec<(&str, String)> = [("limit", Some(PAGE.to_string())), ("cursor", last)]
                .into_iter()
                .filter_map(|(key, value)| Some((key, value?)))
                .collect();
            let Value::Array(page) = get("/v1/rondes", &query)? else {
                return Err(client.unreadable(message!("answer-no-list")));
            };
            let ended = page.len() < PAGE;
            all.extend(page);
            if ended {
                return Ok(all);
            }
        }
    }
}
