//! `peildatum token`: makes, lists and withdraws the tokens by which programs and people enter a service.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::client::{Client, read_all};
use super::failure::Failure;
use super::import;
use super::location::{self, LogLocation, PlaceArgs};
use super::login;
use super::options;
use super::output;
use crate::access::record::{NewToken, TokenView};
use crate::access::store::{TokenError, TokenStore};
use crate::access::token::TokenId;
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
use crate::app::{OpenOptions, Service};
use crate::domain::access::Role;
use crate::domain::text::Slug;
use crate::domain::time::Instant;
use crate::language::{Argument, Message};
use crate::log::LogError;
use crate::log::folder::IfMissing;
use crate::message;

const PATH: &str = "/v1/toegangsbewijzen";

/// Makes, lists and withdraws tokens
#[derive(Args)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand)]
enum TokenCommand {
    Create(Create),
    List(ListTokens),
    Withdraw(WithdrawToken),
}

/// Makes a token, and prints it: it is never shown again
#[derive(Args)]
struct Create {
    /// The name of who or what uses it: whoever records with it is called token:<name>
    #[arg(value_name = "NAME", value_parser = Slug::parse)]
    name: Slug,
    /// What it may do: lezen, rapporteren, controleren, vaststellen or beheren
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    role: Role,
    /// A node that it records about, with what is below it, for the role rapporteren; more than once for more
    #[arg(long = "node", value_name = "CODE")]
    nodes: Vec<String>,
    /// The last day on which it is valid, at most 400 days ahead
    #[arg(long, value_name = "DATE", value_parser = options::parse_known_at)]
    until: Instant,
    #[command(flatten)]
    place: PlaceArgs,
    /// Prints what was made as JSON
    #[arg(long)]
    json: bool,
}

/// Lists the tokens, with those that are over
#[derive(Args)]
struct ListTokens {
    #[command(flatten)]
    place: PlaceArgs,
    /// Prints them as JSON
    #[arg(long)]
    json: bool,
}

/// Withdraws a token: it opens nothing from then on
#[derive(Args)]
struct WithdrawToken {
    /// The id of the token, which stands in the list and in the token itself
    #[arg(value_name = "ID", value_parser = parse_id)]
    id: TokenId,
    #[command(flatten)]
    place: PlaceArgs,
}

fn parse_role(text: &str) -> Result<Role, Message> {
    let roles = || Role::ALL.map(Role::name).join(", ");
    Role::from_name(text).ok_or_else(|| message!("token-role-choose", roles = roles()))
}

fn parse_id(text: &str) -> Result<TokenId, Message> {
    TokenId::parse(text).ok_or_else(|| message!("token-none"))
}

impl Token {
    /// Does what was asked.
    ///
    /// # Errors
    /// [`Failure`] when the folder or the service refuses it.
    pub fn run(&self) -> Result<(), Failure> {
        match &self.command {
            TokenCommand::Create(create) => create.run(),
            TokenCommand::List(list) => list.run(),
            TokenCommand::Withdraw(withdraw) => withdraw.run(),
        }
    }
}

impl Create {
    fn run(&self) -> Result<(), Failure> {
        let wanted =
            NewToken { name: self.name.clone(), role: self.role, nodes: self.nodes.clone(), expires_at: self.until };
        let made: Value = match self.place.place()? {
            LogLocation::Folder(folder) => {
                // The first token may be made before the service runs for the first time, also in a folder that is still empty.
                let options = OpenOptions { if_missing: IfMissing::Create, ..OpenOptions::default() };
                location::with_folder(&folder, options, |service| {
                    let by = import::local_administrator(&login::local_actor())?;
                    let store = TokenStore::open(service);
                    let (view, token) = store.create(&wanted, by.id()).map_err(|error| failure(&error))?;
                    let mut made = json!(view);
                    made["toegangsbewijs"] = token.as_str().into();
                    Ok(made)
                })?
            }
            LogLocation::Service(client) => {
                let sent = json!({ "naam": wanted.name.as_str(), "rol": wanted.role, "onderdelen": wanted.nodes,
                    "vervaltOp": wanted.expires_at });
                let answer =
                    client
                        .post(&RequestTarget::of(PATH), "application/json", sent.to_string().as_bytes(), &|_| None)?;
                serde_json::from_slice(&read_all(&client, answer)?).map_err(|error| client.no_json(&error))?
            }
        };
        if self.json {
            return output::emit(format!("{made}\n").as_bytes(), None);
        }
        let text = |key: &str| made[key].as_str().unwrap_or_default().to_owned();
        output::print_message(&message!(
            "token-made",
            id = text("id"),
            name = text("naam"),
            role = Argument::word(text("rol")),
            until = self.until
        ));
        output::emit(format!("{}\n", text("toegangsbewijs")).as_bytes(), None)
    }
}

impl ListTokens {
    fn run(&self) -> Result<(), Failure> {
        let tokens: Vec<Value> = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service: &Service| {
                let tokens: Vec<TokenView> = TokenStore::open(service).list().map_err(|error| failure(&error))?;
                Ok(tokens.iter().map(|token| json!(token)).collect())
            })?,
            LogLocation::Service(client) => fetch(&client)?,
        };
        if self.json {
            return output::emit(format!("{}\n", Value::Array(tokens)).as_bytes(), None);
        }
        if tokens.is_empty() {
            output::print_message(&message!("token-list-none"));
            return Ok(());
        }
        let lines: Vec<String> = tokens.iter().map(line).collect();
        output::emit(format!("{}\n", lines.join("\n")).as_bytes(), None)
    }
}

/// Reads page after page.
fn fetch(client: &Client) -> Result<Vec<Value>, Failure> {
    let (mut all, mut target) = (Vec::new(), RequestTarget::of(PATH));
    loop {
        let (answer, link) = client.get_page(&target)?;
        let page: Vec<Value> =
            serde_json::from_slice(&read_all(client, answer)?).map_err(|error| client.no_json(&error))?;
        let last = page.last().and_then(|token| token["id"].as_str()).map(str::to_owned);
        all.extend(page);
        match last.filter(|_| link.is_some()) {
            Some(last) => target = RequestTarget::of(PATH).with(keys::CURSOR, last),
            None => return Ok(all),
        }
    }
}

/// Returns a token on one line: what it is, whether it is valid, and when it was used.
fn line(token: &Value) -> String {
    let language = super::language();
    let text = |key: &str| token[key].as_str().unwrap_or_default();
    let moment = |key: &str| Instant::parse(text(key)).ok();
    let word = |key: &str| message!("tokens-word", word = Argument::word(text(key))).in_language(language);
    let nodes: Vec<&str> = token["onderdelen"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let nodes = if nodes.is_empty() { String::new() } else { format!(" ({})", nodes.join(", ")) };
    let said = |message: Message| message.in_language(language);
    let until = moment("vervaltOp").map(|at| said(message!("token-line-until", moment = at)));
    let used = moment("laatstGebruiktOp")
        .map_or_else(|| message!("token-line-unused"), |at| message!("token-line-used", moment = at));
    let ended = moment("ingetrokkenOp").map(|at| said(message!("token-line-withdrawn", moment = at)));
    let parts = [Some(word("status")), until, ended, Some(said(used))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}  {}  {}{nodes}: {}", text("id"), text("naam"), word("rol"), parts.join(", "))
}

impl WithdrawToken {
    fn run(&self) -> Result<(), Failure> {
        match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder(&folder, OpenOptions::default(), |service| {
                // The subscriptions that were made with it are paused when the service starts.
                TokenStore::open(service).withdraw(self.id).map(drop).map_err(|error| failure(&error))
            })?,
            LogLocation::Service(client) => drop(client.delete(&RequestTarget::of(format!("{PATH}/{}", self.id)))?),
        }
        output::print_message(&message!("token-ended", id = self.id.to_string()));
        Ok(())
    }
}

fn failure(error: &TokenError) -> Failure {
    match error {
        TokenError::Input(errors) => {
            Failure::refused(Message::joined(errors.iter().map(|error| error.named()).collect(), "; "))
        }
        TokenError::Log(error @ LogError::Damaged(_)) => location::log_failure(error),
        TokenError::Log(_)
        | TokenError::NameTaken
        | TokenError::TooMany
        | TokenError::NoSuchToken
        | TokenError::WithdrawnUnsaved(_) => Failure::refused(error.message()),
    }
}
