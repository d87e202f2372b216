//! `peildatum search`: finds words in the texts of all rounds.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, Format, FormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::request_target::Query;
use crate::app::search::{HITS_MAX, SearchQuery, search};
use crate::domain::ids::Subject;
use crate::language::Message;
use crate::message;
use crate::projections::feed::EventFilter;
use crate::projections::search::{SEARCH_TEXT_MAX, SEARCH_TEXT_MIN, SearchText};
use crate::render::text;

/// Finds words in the texts of all rounds, the newest first; erased texts are never found
#[derive(Args)]
pub struct Search {
    /// The words, all of which must occur in one text; between double quotes as they stand
    #[arg(value_name = "TEXT", value_parser = search_text)]
    text: SearchText,
    #[command(flatten)]
    place: PlaceArgs,
    /// One node with what is below it, such as 9 or 9A1.1 (default: everything)
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    /// Only this subject, such as dossier/wachtlijst
    #[arg(long, value_name = "SUBJECT", value_parser = options::parse_subject)]
    subject: Option<Subject>,
    /// At most so many hits
    #[arg(long, value_name = "COUNT", default_value = "50", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Only events before this position, to go on from an earlier search
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(u64).range(1..))]
    before: Option<u64>,
    #[command(flatten)]
    format: FormatArgs,
    /// Writes the hits to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Search {
    /// Prints what was found.
    ///
    /// # Errors
    /// [`Failure`] when the node is unknown, or the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let file = self.output.as_deref();
        let (hits, next) = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                self.all(|query| {
                    let page = search(service, query).map_err(|e| query_failure(&e))?;
                    let hits = page.hits.iter().map(|hit| serde_json::to_value(hit).expect("a hit always serialises"));
                    Ok((hits.collect(), page.next))
                })
            })?,
            LogLocation::Service(client) => self.all(|query| fetch(&client, query))?,
        };
        let hits = Value::Array(hits);
        let written = match self.format.chosen() {
            Format::Json => format!("{hits}\n"),
            Format::Text => text::hits(&hits, next, output::style(file)),
        };
        output::emit(written.as_bytes(), file)
    }

    /// Asks page after page until there are enough hits, or the first event of the log is reached.
    fn all(
        &self,
        mut page: impl FnMut(&SearchQuery) -> Result<(Vec<Value>, Option<u64>), Failure>,
    ) -> Result<(Vec<Value>, Option<u64>), Failure> {
        let subject = self.subject.as_ref().map(|subject| subject.as_str().to_owned());
        let filter = EventFilter { kind: None, subject, node: self.node.clone() };
        let most = self.limit as usize;
        let page_of = |hits: usize| Some((most - hits).min(HITS_MAX));
        let mut query = SearchQuery { text: self.text.clone(), filter, before: self.before, limit: page_of(0) };
        let mut hits: Vec<Value> = Vec::new();
        loop {
            let (found, next) = page(&query)?;
            hits.extend(found);
            if next.is_none() || hits.len() >= most {
                return Ok((hits, next));
            }
            (query.before, query.limit) = (next, page_of(hits.len()));
        }
    }
}

fn search_text(text: &str) -> Result<SearchText, Message> {
    SearchText::parse(text).map_err(|_| message!("query-search-text", least = SEARCH_TEXT_MIN, most = SEARCH_TEXT_MAX))
}

/// Asks a service for a page, and reads where the next one begins.
fn fetch(client: &Client, query: &SearchQuery) -> Result<(Vec<Value>, Option<u64>), Failure> {
    let (answer, link) = client.get_page(&query.to_target())?;
    let next = link.and_then(|link| SearchQuery::from_query(&mut Query::of_link(&link)?)?.before);
    let bytes = read_all(client, answer)?;
    let hits = serde_json::from_slice(&bytes).map_err(|e| client.no_json(&e))?;
    Ok((hits, next))
}
