//! `peildatum erase`: destroys the texts of one event on legal ground; the event itself stays. Before and after, it
//! lists the other events with the same words.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::client::Client;
use super::confirm::{Audience, YesArgs};
use super::failure::Failure;
use super::import::local_administrator;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::FolderArgs;
use super::options::{Format, FormatArgs};
use super::{login, output};
use crate::app::clock::{Clock, SystemClock};
use crate::app::erasing::ErasedWords;
use crate::app::feed_query::FeedQuery;
use crate::app::preview::{PreviewError, preview_event};
use crate::app::request_target::RequestTarget;
use crate::app::{AppError, AppendOptions, Service};
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::ids::{EventId, SubjectKind};
use crate::domain::proposal::Proposal;
use crate::domain::time::Day;
use crate::http::events::append_response_json;
use crate::input;
use crate::message;
use crate::render::text;

// The help text is in the catalogue.
#[derive(Args)]
pub struct Erase {
    #[arg(value_name = "EVENT")]
    event: String,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    opening: FolderArgs,
    #[arg(long, value_name = "TEXT")]
    ground: String,
    #[arg(long, value_name = "NUMBER")]
    decision: String,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    #[command(flatten)]
    yes: YesArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Where an event is erased: in an open folder, or through a service.
enum EraseTarget<'a> {
    Folder(&'a Service, Actor),
    Service(&'a Client),
}

impl Erase {
    /// Erases the texts, and lists the other events with the same words: before, when the user is asked or on a dry
    /// run, and after.
    ///
    /// # Errors
    /// [`Failure`] when the event is unknown, was erased before, or is an erasure itself; in a pipe without `--yes`;
    /// exit 1 when the user says no.
    pub fn run(&self) -> Result<(), Failure> {
        match self.place.place()? {
            LogLocation::Folder(folder) => self.in_folder(&folder),
            LogLocation::Service(client) => self.with(&EraseTarget::Service(&client)),
        }
    }

    fn in_folder(&self, folder: &Path) -> Result<(), Failure> {
        let actor = local_administrator(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        location::with_folder(folder, self.opening.options(), |service| {
            self.with(&EraseTarget::Folder(service, actor.clone()))
        })
    }

    fn with(&self, eraser: &EraseTarget<'_>) -> Result<(), Failure> {
        let id = match self.position() {
            Some(position) => eraser.id_at(position)?,
            None => self.event.clone(),
        };
        let erasure = self.erasure(&id, eraser.today());
        if self.dry_run {
            return self.tell(&eraser.preview(&erasure)?);
        }
        self.yes.confirm_with(|reader| {
            let seen = eraser.preview(&erasure)?;
            Ok(match reader {
                Audience::Person => {
                    message!("erase-question", what = text::erased(&seen, output::style(None)).trim_end())
                }
                Audience::Pipe => message!(
                    "erase-in-a-pipe",
                    position = seen["wist"].as_u64().unwrap_or_default(),
                    count = seen["aantalZelfdeWoorden"].as_u64().unwrap_or_default()
                ),
            })
        })?;
        self.tell(&eraser.erase(&erasure)?)
    }

    fn tell(&self, told: &Value) -> Result<(), Failure> {
        let written = match self.format.chosen() {
            Format::Json => format!("{told}\n"),
            Format::Text => text::erased(told, output::style(None)),
        };
        output::emit(written.as_bytes(), None)
    }

    /// The argument as a position: an id has hyphens or letters, a position has neither.
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

impl EraseTarget<'_> {
    fn today(&self) -> Day {
        match self {
            EraseTarget::Folder(service, _) => service.now().amsterdam_day(),
            EraseTarget::Service(_) => SystemClock.now().amsterdam_day(),
        }
    }

    fn id_at(&self, position: u64) -> Result<String, Failure> {
        match self {
            EraseTarget::Folder(service, _) => {
                let id = service.state().id_at(position).filter(|_| position <= service.durable_head());
                id.map(|id: EventId| id.to_string()).ok_or_else(|| no_position(position))
            }
            EraseTarget::Service(client) => fetch_event_id(client, position),
        }
    }

    /// Returns what the erasure would do and what would remain to be reviewed; nothing is erased.
    fn preview(&self, erasure: &Value) -> Result<Value, Failure> {
        match self {
            EraseTarget::Folder(service, actor) => {
                let seen = preview_event(service, &proposal(erasure)?, actor, None).map_err(|error| match error {
                    PreviewError::App(error) => location::app_failure(&error),
                    PreviewError::Query(error) => super::report::query_failure(&error),
                })?;
                Ok(seen.to_json(super::language()))
            }
            EraseTarget::Service(client) => Ok(client.append(erasure, true, None)?.1),
        }
    }

    fn erase(&self, erasure: &Value) -> Result<Value, Failure> {
        match self {
            EraseTarget::Folder(service, actor) => {
                let proposals = vec![proposal(erasure)?];
                let words = ErasedWords::before(service, &proposals).map_err(|e| location::app_failure(&e.into()))?;
                let appended = service.append(proposals, actor, AppendOptions::default());
                let appended = appended.map_err(|e| location::app_failure(&e))?;
                Ok(append_response_json(service, &appended.records, words.as_ref()).swap_remove(0))
            }
            EraseTarget::Service(client) => Ok(client.append(erasure, false, None)?.1),
        }
    }
}

fn proposal(erasure: &Value) -> Result<Proposal, Failure> {
    input::proposal(erasure).map_err(|errors| location::app_failure(&AppError::Input { index: 0, errors }))
}

pub fn fetch_event_id(client: &Client, position: u64) -> Result<String, Failure> {
    let health: Value = client.json(&RequestTarget::of("/readyz"))?;
    let before = position.checked_sub(1).filter(|before| health["positie"].as_u64() > Some(*before));
    let before = before.ok_or_else(|| no_position(position))?;
    let page: Value = client.json(&FeedQuery::one_after(before).to_target())?;
    page[0]["id"].as_str().map(str::to_owned).ok_or_else(|| no_position(position))
}

fn no_position(position: u64) -> Failure {
    Failure::refused(message!("erase-no-position", position = position))
}
