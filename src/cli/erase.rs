//! `peildatum erase`: destroys the texts of one event on legal ground; the event itself stays.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::client::{Client, read_all};
use super::failure::Failure;
use super::import::local;
use super::options::{Format, FormatArgs};
use super::place::{self, Place, PlaceArgs};
use super::{login, output};
use crate::app::clock::{Clock, SystemClock};
use crate::app::{AppendOptions, Service};
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::proposal::Proposal;
use crate::domain::time::Day;
use crate::http::events::answered_json;
use crate::log::folder::IfMissing;

/// Destroys the texts of an event for good; codes, numbers and days stay, and so do all proofs
///
/// The texts are gone from every date and position, also earlier ones. What backups and exports hold is theirs: see restore.
#[derive(Args)]
pub struct Erase {
    /// The event: its id, or its position in the log
    #[arg(value_name = "EVENT")]
    event: String,
    #[command(flatten)]
    place: PlaceArgs,
    /// The legal ground, without a name: "artikel 17 AVG"
    #[arg(long, value_name = "TEXT")]
    ground: String,
    /// The number of the decision it rests on, such as "B&W 26.0012"
    #[arg(long, value_name = "NUMBER")]
    decision: String,
    /// Who records it in a folder (default: lokaal:<login name>); a service knows by itself
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    #[command(flatten)]
    format: FormatArgs,
}

impl Erase {
    /// Erases, and names the other events that may hold the same words.
    ///
    /// # Errors
    /// [`Failure`] when the event is not there, was erased before, or is an erasure itself.
    pub fn run(&self) -> Result<(), Failure> {
        let done = match self.place.place()? {
            Place::Folder(folder) => self.in_folder(&folder)?,
            Place::Service(client) => self.at_service(&client)?,
        };
        let written = match self.format.chosen() {
            Format::Json => format!("{done}\n"),
            Format::Text => as_text(&done),
        };
        output::emit(written.as_bytes(), None)
    }

    fn in_folder(&self, folder: &Path) -> Result<Value, Failure> {
        let actor = local(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        place::with_folder(folder, IfMissing::Refuse, |service| {
            let id = match self.position() {
                Some(position) => at_position(service, position)?,
                None => self.event.clone(),
            };
            let proposal =
                Proposal::from_json(&self.erasure(&id, service.now().amsterdam_day())).map_err(|errors| {
                    let told: Vec<_> =
                        errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
                    Failure::refused(told.join("; "))
                })?;
            let appended = service.append(vec![proposal], &actor, AppendOptions::default());
            let appended = appended.map_err(|e| place::of_app(&e))?;
            Ok(answered_json(service, &appended.records[0]))
        })
    }

    fn at_service(&self, client: &Client) -> Result<Value, Failure> {
        let id = match self.position() {
            Some(position) => asked(client, position)?,
            None => self.event.clone(),
        };
        let erasure = self.erasure(&id, SystemClock.now().amsterdam_day()).to_string();
        let answer = client.post("/v1/gebeurtenissen", &[], "application/json", erasure.as_bytes(), &|_| None)?;
        serde_json::from_slice(&read_all(client, answer)?).map_err(|e| client.unreadable(e))
    }

    /// An id has hyphens or letters, a position has neither.
    fn position(&self) -> Option<u64> {
        self.event.parse().ok()
    }

    fn erasure(&self, id: &str, today: Day) -> Value {
        json!({
            "type": EventType::EventErased.full_name(),
            "onderwerp": format!("{}/{id}", SubjectKind::Event.name()),
            "ingangsdatum": today.to_string(),
            "gegevens": { "grondslag": self.ground, "besluit": self.decision },
        })
    }
}

fn at_position(service: &Service, position: u64) -> Result<String, Failure> {
    let id = service.state().id_at(position).filter(|_| position <= service.durable_head());
    id.map(|id: EventId| id.to_string()).ok_or_else(|| no_position(position))
}

fn asked(client: &Client, position: u64) -> Result<String, Failure> {
    let health: Value = json_at(client, "/readyz", &[])?;
    let before = position.checked_sub(1).filter(|before| health["positie"].as_u64() > Some(*before));
    let before = before.ok_or_else(|| no_position(position))?;
    let query = [("cursor", before.to_string()), ("limit", "1".to_owned())];
    let page = json_at(client, "/v1/gebeurtenissen", &query)?;
    page[0]["id"].as_str().map(str::to_owned).ok_or_else(|| no_position(position))
}

fn json_at(client: &Client, path: &str, query: &[(&str, String)]) -> Result<Value, Failure> {
    let answer = client.get(path, query, "application/json")?;
    serde_json::from_slice(&read_all(client, answer)?).map_err(|e| client.unreadable(e))
}

fn no_position(position: u64) -> Failure {
    Failure::refused(format_args!("there is no event at position {position}; history and reports name positions"))
}

fn as_text(done: &Value) -> String {
    let mut text = format!("the texts of position {} are gone; position {} says so\n", done["wist"], done["positie"]);
    let related = done["verwant"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !related.is_empty() {
        text.push_str("these may hold the same words, and were left alone:\n");
    }
    for other in related {
        let tie = match other["verband"].as_str().unwrap_or_default() {
            "herstel" => "same chain of corrections",
            "intrekking" => "its withdrawal",
            _ => "follow-up",
        };
        text.push_str(&format!("  {} {} ({tie})\n", other["positie"], other["id"].as_str().unwrap_or_default()));
    }
    text
}
