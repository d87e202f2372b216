//! `peildatum erasure`: asks a running service for an erasure that a second person confirms, and confirms one.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::client::{Client, read_all};
use super::confirm::{Audience, YesArgs};
use super::erase::fetch_event_id;
use super::failure::Failure;
use super::location::{LogLocation, PlaceArgs};
use super::output;
use crate::app::feed_query::PAGE_MAX;
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
use crate::http::erasures::PATH;
use crate::language::Message;
use crate::message;
use crate::render::text;

/// Asks a running service for an erasure that a second person confirms, and confirms one
#[derive(Args)]
pub struct Erasure {
    #[command(subcommand)]
    command: ErasureCommand,
}

#[derive(Subcommand)]
enum ErasureCommand {
    Request(Ask),
    List(ListRequests),
    Confirm(Confirm),
    Withdraw(WithdrawRequest),
}

/// Asks for an erasure, which somebody else confirms within three days; nothing is erased yet
#[derive(Args)]
struct Ask {
    /// The event whose texts are to be destroyed, by its position or id
    #[arg(value_name = "EVENT")]
    event: String,
    /// The legal ground
    #[arg(long, value_name = "TEXT")]
    ground: String,
    /// The number of the decision
    #[arg(long, value_name = "NUMBER")]
    decision: String,
    #[command(flatten)]
    place: PlaceArgs,
}

/// Lists the erasures that wait for a second person
#[derive(Args)]
struct ListRequests {
    #[command(flatten)]
    place: PlaceArgs,
    /// Prints them as JSON
    #[arg(long)]
    json: bool,
}

/// Confirms an erasure that somebody else asked for: the texts are destroyed
#[derive(Args)]
struct Confirm {
    /// The id of the request, which stands in the list
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    yes: YesArgs,
}

/// Takes a request back: nothing is erased
#[derive(Args)]
struct WithdrawRequest {
    /// The id of the request, which stands in the list
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    place: PlaceArgs,
}

impl Erasure {
    /// Does what was asked.
    ///
    /// # Errors
    /// [`Failure`] when the service refuses it.
    pub fn run(&self) -> Result<(), Failure> {
        match &self.command {
            ErasureCommand::Request(ask) => ask.run(),
            ErasureCommand::List(list) => list.run(),
            ErasureCommand::Confirm(confirm) => confirm.run(),
            ErasureCommand::Withdraw(withdraw) => {
                client(&withdraw.place)?.delete(&RequestTarget::of(address(&withdraw.id)))?;
                output::print_message(&message!("erasure-withdrawn", id = withdraw.id.as_str()));
                Ok(())
            }
        }
    }
}

/// Returns the service: who has the folder itself erases with `peildatum erase`.
fn client(place: &PlaceArgs) -> Result<Client, Failure> {
    match place.place()? {
        LogLocation::Service(client) => Ok(client),
        LogLocation::Folder(_) => Err(Failure::refused(message!("erasure-no-folder"))),
    }
}

fn address(id: &str) -> String {
    format!("{PATH}/{id}")
}

/// Returns a request on one line.
fn line(request: &Value) -> String {
    let text = |key: &str| request[key].as_str().unwrap_or_default();
    let said = message!(
        "erasure-line",
        event = text("gebeurtenis"),
        ground = text("grondslag"),
        decision = text("besluit"),
        by = text("gevraagdDoor"),
        until = text("vervaltOp")
    );
    format!("{}  {}", text("id"), said.in_language(super::language()))
}

impl Ask {
    fn run(&self) -> Result<(), Failure> {
        let client = client(&self.place)?;
        let event = match self.event.parse() {
            Ok(position) => fetch_event_id(&client, position)?,
            Err(_) => self.event.clone(),
        };
        let sent = json!({ "gebeurtenis": event, "grondslag": self.ground, "besluit": self.decision });
        let answer =
            client.post(&RequestTarget::of(PATH), "application/json", sent.to_string().as_bytes(), &|_| None)?;
        let asked: Value = serde_json::from_slice(&read_all(&client, answer)?).map_err(|e| client.no_json(&e))?;
        let text = |key: &str| asked[key].as_str().unwrap_or_default();
        output::print_message(&message!("erasure-asked-now", until = text("vervaltOp")));
        output::emit(format!("{}\n", text("id")).as_bytes(), None)
    }
}

impl ListRequests {
    fn run(&self) -> Result<(), Failure> {
        let all: Value = client(&self.place)?.json(&RequestTarget::of(PATH).with(keys::LIMIT, PAGE_MAX))?;
        if self.json {
            return output::emit(format!("{all}\n").as_bytes(), None);
        }
        let lines: Vec<String> = all.as_array().into_iter().flatten().map(line).collect();
        if lines.is_empty() {
            output::print_message(&message!("erasure-list-none"));
            return Ok(());
        }
        output::emit(format!("{}\n", lines.join("\n")).as_bytes(), None)
    }
}

impl Confirm {
    fn run(&self) -> Result<(), Failure> {
        let client = client(&self.place)?;
        self.yes.confirm_with(|reader| {
            let asked = format!("{}.", line(&client.json(&RequestTarget::of(address(&self.id)))?));
            Ok(match reader {
                Audience::Person => message!("erase-question", what = asked),
                Audience::Pipe => Message::verbatim(asked),
            })
        })?;
        let target = RequestTarget::of(format!("{}/bevestigingen", address(&self.id)));
        let answer = client.post(&target, "application/json", b"", &|_| None)?;
        let told: Value = serde_json::from_slice(&read_all(&client, answer)?).map_err(|e| client.no_json(&e))?;
        output::emit(text::erased(&told, output::style(None)).as_bytes(), None)
    }
}
