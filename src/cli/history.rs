//! `peildatum history`: all events of a subject, with the changes of each.

use clap::Args;
use serde_json::Value;

use super::client::{Client, read_all};
use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, Format, FormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::queries::{self, KnownAt};
use crate::domain::ids::Subject;
use crate::render::text;

/// All events of a subject, with what each changed
#[derive(Args)]
pub struct History {
    /// The subject, such as voorziening/gebouw-c or onderdeel/9A1.1
    #[arg(value_name = "SUBJECT", value_parser = options::parse_subject)]
    subject: Subject,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    format: FormatArgs,
}

impl History {
    /// Prints the history.
    ///
    /// # Errors
    /// [`Failure`] when nothing was recorded about the subject, or the log can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let history = match self.place.place()? {
            LogLocation::Folder(folder) => location::with_folder_to_read(&folder, |service| {
                queries::history(service, self.subject.as_str(), KnownAt::Head).map_err(|e| query_failure(&e))
            })?,
            LogLocation::Service(client) => fetch_history(&client, &self.subject)?,
        };
        let written = match self.format.chosen() {
            Format::Json => format!("{history}\n"),
            Format::Text => text::history(&history, output::style(None)),
        };
        output::emit(written.as_bytes(), None)
    }
}

fn fetch_history(client: &Client, subject: &Subject) -> Result<Value, Failure> {
    let path = format!("/v1/{}/{}/geschiedenis", subject.kind().collection(), subject.id());
    let bytes = read_all(client, client.get(&path, &[], "application/json")?)?;
    serde_json::from_slice(&bytes).map_err(|e| client.no_json(&e))
}
