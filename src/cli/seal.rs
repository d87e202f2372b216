//! `peildatum seal`: seals a round for a body, after showing what that fixes and what is still open.

use clap::Args;
use serde_json::{Map, Value, json};

use super::client::{Client, read_all};
use super::confirm::{ask_on_terminal, confirm_on_terminal};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options;
use super::options::FolderArgs;
use super::report::query_failure;
use super::{import, language, login, output};
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
use crate::app::sealing::{SealError, SealRequest, preview_sealing, seal};
use crate::app::{AppError, Service};
use crate::domain::actor::Actor;
use crate::domain::event::{Body, SealingPurport};
use crate::domain::ids::RoundId;
use crate::domain::proposal::FieldError;
use crate::domain::time::{Day, Instant};
use crate::language::{Argument, Language, Message, day_as_known};
use crate::message;
use crate::render::Style;
use crate::render::text::sentences;

// The help text is in the catalogue.
#[derive(Args)]
pub struct Seal {
    #[arg(value_name = "ROUND", value_parser = options::parse_round_id)]
    round: String,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    opening: FolderArgs,
    #[arg(long, value_name = "BODY", value_parser = Body::ALL.map(Body::name))]
    body: String,
    #[arg(long, value_name = "PURPORT", value_parser = SealingPurport::ALL.map(SealingPurport::name))]
    purport: Option<String>,
    #[arg(long, value_name = "KENMERK")]
    decision: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    decided_on: Option<Day>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u32).range(1..))]
    position: Option<u32>,
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,
    #[arg(long)]
    accept_unreviewed: bool,
    #[arg(long, value_name = "INSTANT", value_parser = options::parse_instant)]
    recorded_at: Option<Instant>,
    #[arg(long)]
    out_of_order: bool,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    #[arg(long)]
    json: bool,
}

/// Where a round is sealed: in an open folder, or through a service.
enum SealTarget<'a> {
    Folder(&'a Service, Actor),
    Service(&'a Client, Actor),
}

impl Seal {
    /// Shows what will be fixed and what is still open, and seals the round. On a terminal it asks for confirmation; in
    /// a pipe it does not.
    ///
    /// # Errors
    /// [`Failure`] when a rule refuses it, or there is no such round or log; exit 1 when the user says no.
    pub fn run(&self) -> Result<(), Failure> {
        let actor = import::local_administrator(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        let round = RoundId::parse(&self.round)
            .map_err(|_| Failure::refused(message!("round-no-id", id = self.round.as_str())))?;
        match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder(&folder, self.opening.options(), |service| {
                self.with(&SealTarget::Folder(service, actor.clone()), &round)
            }),
            LogLocation::Service(client) => self.with(&SealTarget::Service(&client, actor), &round),
        }
    }

    fn with(&self, sealer: &SealTarget<'_>, round: &RoundId) -> Result<(), Failure> {
        let mut said = self.request_body();
        if !self.dry_run && self.purport.is_none() {
            said.insert("strekking".to_owned(), ask_purport()?.into());
        }
        let seen = sealer.preview(round, &Value::Object(said.clone()))?;
        if self.dry_run {
            let written = if self.json { format!("{seen}\n") } else { shown(&seen, output::style(None)) };
            return output::emit(written.as_bytes(), None);
        }
        let obstacles = seen["belemmeringen"].as_array().map(Vec::as_slice).unwrap_or_default();
        if !obstacles.is_empty() {
            let why = obstacles.iter().filter_map(|obstacle| obstacle["melding"].as_str()).map(Message::verbatim);
            return Err(Failure::refused(Message::joined(why.collect(), "; ")));
        }
        self.show(&seen)?;
        confirm_on_terminal(|| Ok(message!("sealing-question")))?;
        // The round is sealed exactly as it was shown.
        said.insert("positie".to_owned(), seen["positie"].clone());
        said.insert("digest".to_owned(), seen["digest"].clone());
        let sealed = sealer.seal(round, &Value::Object(said))?;
        let written = if self.json { format!("{sealed}\n") } else { as_text(&sealed, language()) };
        output::emit(written.as_bytes(), None)
    }

    /// Shows the preview before sealing: on stdout, or on stderr when stdout takes JSON.
    fn show(&self, seen: &Value) -> Result<(), Failure> {
        if self.json {
            output::print_line(shown(seen, output::style(None)).trim_end());
            return Ok(());
        }
        output::emit(shown(seen, output::style(None)).as_bytes(), None)
    }

    /// The body of the request, the same for a folder and a service.
    fn request_body(&self) -> Map<String, Value> {
        let mut said = Map::new();
        let mut put = |key: &str, value: Option<Value>| said.extend(value.map(|value| (key.to_owned(), value)));
        put("orgaan", Some(json!(self.body)));
        put("strekking", self.purport.as_ref().map(|purport| json!(purport)));
        put("besluit", self.decision.as_ref().map(|number| json!(number)));
        put("genomenOp", self.decided_on.map(|day| json!(day.to_string())));
        put("reden", self.reason.as_ref().map(|reason| json!(reason)));
        put("positie", self.position.map(|position| json!(position)));
        put("digest", self.digest.as_ref().map(|digest| json!(digest)));
        put("onbeoordeeld", self.accept_unreviewed.then_some(json!(true)));
        put("geregistreerdOp", self.recorded_at.map(|moment| json!(moment.to_string())));
        put("buitenVolgorde", self.out_of_order.then_some(json!(true)));
        said
    }
}

impl SealTarget<'_> {
    fn preview(&self, round: &RoundId, said: &Value) -> Result<Value, Failure> {
        match self {
            SealTarget::Folder(service, actor) => {
                let request = SealRequest::for_preview(round, said).map_err(wrong)?;
                let seen = preview_sealing(service, &request, actor).map_err(|e| seal_failure(&e))?;
                Ok(serde_json::to_value(seen.view(language())).expect("a preview always serialises"))
            }
            SealTarget::Service(client, actor) => post_sealing(client, round, said, actor, true),
        }
    }

    fn seal(&self, round: &RoundId, said: &Value) -> Result<Value, Failure> {
        match self {
            SealTarget::Folder(service, actor) => {
                let request = SealRequest::from_json(round, said).map_err(wrong)?;
                let sealed = seal(service, &request, actor).map_err(|e| seal_failure(&e))?;
                Ok(serde_json::to_value(sealed).expect("a sealing always serialises"))
            }
            SealTarget::Service(client, actor) => post_sealing(client, round, said, actor, false),
        }
    }
}

fn post_sealing(
    client: &Client,
    round: &RoundId,
    said: &Value,
    actor: &Actor,
    dry_run: bool,
) -> Result<Value, Failure> {
    let target = RequestTarget::of(format!("/v1/rondes/{}/vaststellingen", round.as_str()));
    let target = target.with(keys::ACTOR, actor.id()).with_flag(keys::DRY_RUN, dry_run);
    let answer = client.post(&target, "application/json", said.to_string().as_bytes(), &|_| None)?;
    serde_json::from_slice(&read_all(client, answer)?).map_err(|e| client.no_json(&e))
}

pub(super) fn wrong(errors: Vec<FieldError>) -> Failure {
    location::app_failure(&AppError::Input { index: 0, errors })
}

pub(super) fn seal_failure(error: &SealError) -> Failure {
    match error {
        SealError::Query(error) => query_failure(error),
        SealError::App(error) => location::app_failure(error),
    }
}

/// The purport. Asks the user at a terminal, when the command line does not state it.
fn ask_purport() -> Result<String, Failure> {
    let words = SealingPurport::words();
    let answer = ask_on_terminal(&message!("sealing-ask-purport", words = words.as_str()))?;
    let found = answer.as_deref().and_then(SealingPurport::from_name);
    let missing = || Failure::refused(message!("seal-purport-missing", words = words));
    found.map(|purport| purport.name().to_owned()).ok_or_else(missing)
}

/// The sentences of a preview, wrapped to the terminal.
fn shown(seen: &Value, style: Style) -> String {
    sentences(&seen["woorden"], style)
}

fn as_text(sealed: &Value, language: Language) -> String {
    let word = |key: &str| sealed[key].as_str().unwrap_or_default().to_owned();
    let number = |key: &str| sealed[key].as_u64().unwrap_or_default();
    let as_it_is = message!(
        "sealed-as",
        round = word("ronde"),
        version = number("versie"),
        body = Argument::word(word("orgaan")),
        purport = Argument::word(word("strekking"))
    );
    let at = message!("sealed-at", position = number("positie"), at = number("positieVaststelling"));
    let labelled = [
        (message!("sealed-round"), as_it_is.in_language(language)),
        (message!("sealed-date"), day_as_known(language, &word("peildatum"), None)),
        (message!("sealed-position"), at.in_language(language)),
        (message!("sealed-digest"), word("digest")),
        (message!("sealed-skeleton"), word("digestGeraamte")),
        (message!("sealed-root"), word("wortel")),
    ];
    labelled.iter().map(|(label, value)| format!("{:<12}{value}\n", label.in_language(language))).collect()
}
