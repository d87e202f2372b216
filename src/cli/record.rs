//! `peildatum record`: records one event of any type. The types, their fields and what they are for come from the
//! catalogue of events and its schemas; this code names no type and no field of one, except the two types that have a
//! command of their own.

mod assignments;
mod help;

use std::path::Path;

use clap::{ArgMatches, Args, Command, FromArgMatches};
use serde_json::{Map, Value};

use super::client::Client;
use super::confirm::YesArgs;
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::FolderArgs;
use super::report::query_failure;
use super::{import, language, login, options, output};
use crate::app::clock::{Clock as _, SystemClock};
use crate::app::erasing::ErasedWords;
use crate::app::feed_query::FeedQuery;
use crate::app::preview::{self, PreviewError};
use crate::app::queries::{self, KnownAt};
use crate::app::request_target::RequestTarget;
use crate::app::subject_query::HistoryQuery;
use crate::app::{AppError, AppendOptions, Service};
use crate::domain::event::{EventType, TYPE_PREFIX};
use crate::domain::event_form::Form;
use crate::domain::ids::{Subject, SubjectKind};
use crate::domain::proposal::{FieldError, nearest_types};
use crate::domain::time::{Day, Precision};
use crate::http::events::append_response_json;
use crate::input;
use crate::language::Message;
use crate::message;
use crate::render::text;

/// The arguments of the command.
pub struct Record {
    kind: TypedEvent,
}

enum TypedEvent {
    /// A type of the catalogue, with its arguments.
    Known(EventType, Box<Event>),
    /// A name that is no type.
    Unknown(String),
}

/// What every type takes.
#[derive(Args)]
pub(super) struct Event {
    #[arg(value_name = "SUBJECT")]
    subject: String,
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    on: Option<Day>,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    opening: FolderArgs,
    #[arg(long, value_name = "EVENT")]
    corrects: Option<String>,
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[arg(long, value_name = "PRECISION", value_parser = Precision::ALL.map(Precision::name))]
    precision: Option<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_name = "UUID")]
    id: Option<String>,
    #[arg(long, value_name = "VERSION")]
    if_match: Option<u32>,
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    yes: YesArgs,
}

impl FromArgMatches for Record {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Record, clap::Error> {
        let (name, inner) = matches.subcommand().expect("a type is required");
        let kind = match EventType::from_name(name) {
            Some(kind) => TypedEvent::Known(kind, Box::new(Event::from_arg_matches(inner)?)),
            None => TypedEvent::Unknown(name.to_owned()),
        };
        Ok(Record { kind })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Record::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Record {
    fn augment_args(command: Command) -> Command {
        // The help is built from the schemas of 32 types: deferred until `record` is used.
        command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .allow_external_subcommands(true)
            .defer(help::types)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Record::augment_args(command)
    }
}

impl Record {
    /// Records the event, or shows what recording it would change.
    ///
    /// # Errors
    /// [`Failure`] when it is no event of the type, or a rule refuses it.
    pub fn run(&self) -> Result<(), Failure> {
        match &self.kind {
            TypedEvent::Unknown(name) => {
                let near =
                    nearest_types(name).into_iter().map(|kind| Message::verbatim(kind.name())).collect::<Vec<_>>();
                Err(Failure::refused(match near.is_empty() {
                    true => message!("record-unknown-type", name = name),
                    false => message!("record-unknown-type-near", name = name, near = near),
                }))
            }
            TypedEvent::Known(EventType::RoundSealed, event) => {
                let round = event.subject.rsplit('/').next().unwrap_or_default();
                let typed =
                    assignments::parse_assignments(Form::of(EventType::RoundSealed), &event.fields).unwrap_or_default();
                let typed = |key: &str| typed.get("gegevens").and_then(|data| data[key].as_str()).map(str::to_owned);
                let body = typed("orgaan").unwrap_or_else(|| "college".to_owned());
                let purport = typed("strekking").unwrap_or_else(|| "aangeboden".to_owned());
                Err(Failure::refused(message!("record-use-seal", round = round, body = body, purport = purport)))
            }
            TypedEvent::Known(kind, event) => event.run(*kind),
        }
    }
}

/// Moves the type of the event to the front of the arguments: `record --data DIR TYPE` means the same as `record TYPE
/// --data DIR`.
pub fn type_first(mut arguments: Vec<std::ffi::OsString>) -> Vec<std::ffi::OsString> {
    let Some(at) = arguments.iter().position(|one| one == "record") else { return arguments };
    let is_type = |one: &std::ffi::OsString| {
        let name = one.to_string_lossy();
        EventType::from_name(name.strip_prefix(TYPE_PREFIX).unwrap_or(&name)).is_some()
    };
    if let Some(found) = arguments.iter().skip(at + 1).position(is_type) {
        let kind = arguments.remove(at + 1 + found);
        arguments.insert(at + 1, kind);
    }
    arguments
}

impl Event {
    fn run(&self, kind: EventType) -> Result<(), Failure> {
        let form = Form::of(kind);
        let given = assignments::parse_assignments(form, &self.fields).map_err(|wrong| refused(kind, wrong))?;
        if kind == EventType::EventErased && !self.dry_run {
            self.yes.confirm(&message!("record-erases", event = &self.subject))?;
        }
        match self.place.place()? {
            LogLocation::Folder(folder) => self.in_folder(kind, &folder, given),
            LogLocation::Service(client) => self.at_service(kind, &client, given),
        }
    }

    fn in_folder(&self, kind: EventType, folder: &Path, given: Map<String, Value>) -> Result<(), Failure> {
        let actor = import::local_administrator(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        import::with_new_folder(folder, self.dry_run, &self.opening, |service| {
            let id_at = |position| {
                let id = service.state().id_at(position).filter(|_| position <= service.durable_head());
                id.map(|id| id.to_string()).ok_or_else(|| no_position(position))
            };
            let event = self.event(kind, given, service.now().amsterdam_day(), &id_at)?;
            let proposal = input::proposal(&event).map_err(|errors| refused(kind, of_fields(&errors)))?;
            if self.dry_run {
                let preview = preview::preview_event(service, &proposal, &actor, self.if_match);
                return self.print_preview(&preview.map_err(|e| preview_failure(kind, &e))?.to_json(language()));
            }
            let options = AppendOptions { if_match: self.if_match, ..AppendOptions::default() };
            let proposals = vec![proposal];
            let words = ErasedWords::before(service, &proposals).map_err(|e| input_failure(kind, &e.into()))?;
            let appended = service.append(proposals, &actor, options).map_err(|e| input_failure(kind, &e))?;
            let mut record = append_response_json(service, &appended.records, words.as_ref()).swap_remove(0);
            if !appended.warnings[0].is_empty() {
                record["waarschuwingen"] =
                    appended.warnings[0].iter().map(|warning| warning.to_json(language())).collect();
            }
            self.print_recorded(&record, appended.added > 0, || changes_in(service, &record))
        })
    }

    fn at_service(&self, kind: EventType, client: &Client, given: Map<String, Value>) -> Result<(), Failure> {
        let id_at = |position| fetch_event_id(client, position);
        let event = self.event(kind, given, SystemClock.now().amsterdam_day(), &id_at)?;
        // Errors of form are reported here, with the fields as they were typed.
        input::proposal(&event).map_err(|errors| refused(kind, of_fields(&errors)))?;
        let (is_new, answer) = client.append(&event, self.dry_run, self.if_match)?;
        if self.dry_run {
            self.print_preview(&answer)
        } else {
            self.print_recorded(&answer, is_new, || changes_at(client, &answer))
        }
    }

    /// Builds the JSON of the event that is sent.
    fn event(
        &self,
        kind: EventType,
        mut event: Map<String, Value>,
        today: Day,
        id_at: &dyn Fn(u64) -> Result<String, Failure>,
    ) -> Result<Value, Failure> {
        // An event that takes effect from its position needs no day.
        let on = self.on.or_else(|| kind.holds_from_position().then_some(today));
        let on = on.ok_or_else(|| Failure::refused(message!("record-no-day", kind = kind.name())))?;
        let mut put =
            |key: &str, value: Option<String>| event.extend(value.map(|value| (key.to_owned(), value.into())));
        put("type", Some(kind.full_name()));
        put("onderwerp", Some(subject(kind, &self.subject, id_at)?));
        put("ingangsdatum", Some(on.to_string()));
        put("ingangsdatumNauwkeurigheid", self.precision.clone());
        put("id", self.id.clone());
        put("herstelt", self.corrects.as_ref().map(|event| event_id(event, id_at)).transpose()?);
        put("toelichtingWijziging", self.why.clone());
        Ok(Value::Object(event))
    }

    fn print_recorded(
        &self,
        record: &Value,
        is_new: bool,
        changes: impl FnOnce() -> Vec<Value>,
    ) -> Result<(), Failure> {
        let written = match self.json {
            true => format!("{record}\n"),
            false => text::recorded(record, is_new, &changes(), output::style(None)),
        };
        output::emit(written.as_bytes(), None)
    }

    fn print_preview(&self, preview: &Value) -> Result<(), Failure> {
        let written = match self.json {
            true => format!("{preview}\n"),
            false => text::preview(preview, output::style(None)),
        };
        output::emit(written.as_bytes(), None)
    }
}

/// The full subject. The kind may be left out for a type that is about one kind only, and an event may be named by its
/// position.
fn subject(kind: EventType, typed: &str, id_at: &dyn Fn(u64) -> Result<String, Failure>) -> Result<String, Failure> {
    let named = match (kind.subject_kinds(), typed.contains('/')) {
        ([only], false) => format!("{}/{typed}", only.name()),
        _ => typed.to_owned(),
    };
    match named.split_once('/') {
        Some((kind, id)) if kind == SubjectKind::Event.name() => Ok(format!("{kind}/{}", event_id(id, id_at)?)),
        _ => Ok(named),
    }
}

/// The id of an event that is named by its id or by its position: a position has neither letters nor hyphens.
fn event_id(named: &str, id_at: &dyn Fn(u64) -> Result<String, Failure>) -> Result<String, Failure> {
    named.parse().map_or_else(|_| Ok(named.to_owned()), id_at)
}

fn no_position(position: u64) -> Failure {
    Failure::refused(message!("record-no-position", position = position))
}

/// Fetches the id of the event at a position of a service.
fn fetch_event_id(client: &Client, position: u64) -> Result<String, Failure> {
    let before = position.checked_sub(1).ok_or_else(|| no_position(position))?;
    let page: Value = client.json(&FeedQuery::one_after(before).to_target())?;
    page[0]["id"].as_str().map(str::to_owned).ok_or_else(|| no_position(position))
}

/// The changes of an event that was just recorded: those in the last row of the history of its subject, or of the
/// subject of the event it hit.
fn changes_in(service: &Service, record: &Value) -> Vec<Value> {
    let Some(position) = record["positie"].as_u64() else { return Vec::new() };
    let subject = {
        let state = service.state();
        let hit = hit(record).and_then(|id| state.position_of(crate::domain::ids::EventId::parse(&id).ok()?));
        state.at(hit.unwrap_or(position)).map(|(no, _)| state.entry(no).name.to_string())
    };
    let history = subject.and_then(|subject| queries::history(service, &subject, KnownAt::Position(position)).ok());
    history.map(|history| changes_of(&history, position)).unwrap_or_default()
}

/// Fetches the same from a service. The event is recorded already, so an error only leaves the changes out.
fn changes_at(client: &Client, record: &Value) -> Vec<Value> {
    let Some(position) = record["positie"].as_u64() else { return Vec::new() };
    let subject = match hit(record) {
        Some(id) => {
            client.json(&RequestTarget::of(format!("/v1/gebeurtenissen/{id}"))).ok().map(|hit| hit["onderwerp"].clone())
        }
        None => Some(record["onderwerp"].clone()),
    };
    let subject = subject.and_then(|subject| Subject::parse(subject.as_str()?).ok());
    let query = subject.map(|subject| HistoryQuery::whole(&subject, KnownAt::Position(position)));
    let history = query.and_then(|query| client.json(&query.to_target()).ok());
    history.map(|history| changes_of(&history, position)).unwrap_or_default()
}

/// The id of the event that a withdrawal or an erasure is about.
fn hit(record: &Value) -> Option<String> {
    let subject = Subject::parse(record["onderwerp"].as_str()?).ok()?;
    (subject.kind() == SubjectKind::Event).then(|| subject.id().to_owned())
}

fn changes_of(history: &Value, position: u64) -> Vec<Value> {
    let rows = history["gebeurtenissen"].as_array().into_iter().flatten();
    let row = rows.rev().find(|row| row["positie"] == position);
    row.and_then(|row| row["wijzigingen"].as_array().cloned()).unwrap_or_default()
}

/// The errors of fields, each with the name that was typed.
fn of_fields(errors: &[FieldError]) -> Vec<Message> {
    let told = |error: &FieldError| match error.field.strip_prefix("gegevens.").unwrap_or(&error.field) {
        "" => error.message.clone(),
        field => message!("record-field-wrong", field = field, why = error.message.clone()),
    };
    errors.iter().map(told).collect()
}

fn refused(kind: EventType, wrong: Vec<Message>) -> Failure {
    Failure::refused(message!("record-refused", wrong = Message::joined(wrong, "; "), kind = kind.name()))
}

fn input_failure(kind: EventType, error: &AppError) -> Failure {
    match error {
        AppError::Input { errors, .. } => refused(kind, of_fields(errors)),
        other => location::app_failure(other),
    }
}

fn preview_failure(kind: EventType, error: &PreviewError) -> Failure {
    match error {
        PreviewError::App(error) => input_failure(kind, error),
        PreviewError::Query(error) => query_failure(error),
    }
}

#[cfg(test)]
mod tests;
