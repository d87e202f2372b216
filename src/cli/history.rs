//! `peildatum history`: all events of a subject, with the changes of each.

use clap::Args;

use super::failure::Failure;
use super::location::{self, LogLocation, PlaceArgs};
use super::options::{self, Format, FormatArgs};
use super::output;
use super::report::query_failure;
use crate::app::queries::{self, KnownAt};
use crate::app::subject_query::HistoryQuery;
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
            LogLocation::Service(client) => {
                client.json(&HistoryQuery::whole(&self.subject, KnownAt::Head).to_target())?
            }
        };
        let written = match self.format.chosen() {
            Format::Json => format!("{history}\n"),
            Format::Text => text::history(&history, output::style(None)),
        };
        output::emit(written.as_bytes(), None)
    }
}
