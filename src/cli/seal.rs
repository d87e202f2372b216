//! `peildatum seal`: a body seals a round; the report it fixes is told by its digest.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Map, Value, json};

use super::client::{Client, read_all};
use super::failure::Failure;
use super::options;
use super::place::{self, Place, PlaceArgs};
use super::report::of_query;
use super::{import, login, output};
use crate::app::sealing::{SealError, SealRequest, seal};
use crate::domain::actor::Actor;
use crate::domain::ids::RoundId;
use crate::domain::time::Day;
use crate::log::folder::IfMissing;

/// Seals a round: fixes the digest of its report, as the next version
///
/// The report is that of the round for its own reporting date, with all that is known now. It can be built again at any
/// time, and verify holds it against what was sealed.
#[derive(Args)]
pub struct Seal {
    /// The round, such as 2021-vr2
    #[arg(value_name = "ROUND", value_parser = options::round)]
    round: String,
    #[command(flatten)]
    place: PlaceArgs,
    /// Which body seals it
    #[arg(long, value_name = "BODY", value_parser = ["college", "raad"])]
    body: String,
    /// What the body did with the report
    #[arg(long, value_name = "PURPORT", default_value = "vastgesteld", value_parser = PURPORTS)]
    purport: String,
    /// The decision it rests on, by its number such as `B&W 21.0017` or by its id
    #[arg(long, value_name = "KENMERK")]
    decision: Option<String>,
    /// The day that decision was taken
    #[arg(long, value_name = "DATE", value_parser = options::day)]
    decided_on: Option<Day>,
    /// Why; needed when the round was reopened
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Only when the report that was seen, known at this position, is still the one of the round
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u32).range(1..))]
    position: Option<u32>,
    /// Only when the report has this digest
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,
    /// Who records (default: lokaal:<login name>)
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Prints the sealing as JSON
    #[arg(long)]
    json: bool,
}

const PURPORTS: [&str; 4] = ["aangeboden", "vastgesteld", "gewijzigd-vastgesteld", "ter-kennisname"];

impl Seal {
    /// Seals, and tells what was sealed.
    ///
    /// # Errors
    /// [`Failure`] when a rule refuses it, or there is no such round or log.
    pub fn run(&self) -> Result<(), Failure> {
        let actor = import::local(&self.actor.clone().unwrap_or_else(login::local_actor))?;
        let round = RoundId::parse(&self.round).map_err(|_| {
            Failure::refused(format_args!("{:?} is no id of a round; give one such as 2021-vr2", self.round))
        })?;
        let sealed = match self.place.place()? {
            Place::Folder(folder) => place::with_folder(&folder, IfMissing::Refuse, |service| {
                let request = SealRequest::from_json(&round, &self.said())
                    .map_err(|errors| place::of_app(&crate::app::AppError::Input { index: 0, errors }))?;
                let sealed = seal(service, &request, &actor).map_err(|e| of_seal(&e))?;
                Ok(serde_json::to_value(sealed).expect("a sealing always serialises"))
            })?,
            Place::Service(client) => self.ask(&client, &round, &actor)?,
        };
        let written = if self.json { format!("{sealed}\n") } else { as_text(&sealed) };
        output::emit(written.as_bytes(), None)
    }

    /// What is sent: the same to a folder and to a service.
    fn said(&self) -> Value {
        let mut said = Map::new();
        let mut put = |key: &str, value: Option<Value>| said.extend(value.map(|value| (key.to_owned(), value)));
        put("orgaan", Some(json!(self.body)));
        put("strekking", Some(json!(self.purport)));
        put("besluit", self.decision.as_ref().map(|number| json!(number)));
        put("genomenOp", self.decided_on.map(|day| json!(day.to_string())));
        put("reden", self.reason.as_ref().map(|reason| json!(reason)));
        put("positie", self.position.map(|position| json!(position)));
        put("digest", self.digest.as_ref().map(|digest| json!(digest)));
        Value::Object(said)
    }

    fn ask(&self, client: &Client, round: &RoundId, actor: &Actor) -> Result<Value, Failure> {
        let path = format!("/v1/rondes/{}/vaststellingen", round.as_str());
        let query = [("actor", actor.id().to_owned())];
        let sent = self.said().to_string();
        let answer = client.post(&path, &query, "application/json", sent.as_bytes(), &|_| None)?;
        serde_json::from_slice(&read_all(client, answer)?).map_err(|e| client.unreadable(e))
    }
}

fn of_seal(error: &SealError) -> Failure {
    match error {
        SealError::Query(error) => of_query(error),
        SealError::App(error) => place::of_app(error),
    }
}

fn as_text(sealed: &Value) -> String {
    let word = |key: &str| sealed[key].as_str().unwrap_or_default().to_owned();
    let mut text = String::new();
    let mut line =
        |label: &str, value: String| writeln!(text, "{label:<12}{value}").expect("a string takes every line");
    line(
        "round",
        format!("{}, version {} ({}, {})", word("ronde"), sealed["versie"], word("orgaan"), word("strekking")),
    );
    line("date", word("peildatum"));
    line("position", format!("{} (sealed at {})", sealed["positie"], sealed["positieVaststelling"]));
    line("digest", word("digest"));
    line("skeleton", word("digestGeraamte"));
    line("root", word("wortel"));
    text
}
