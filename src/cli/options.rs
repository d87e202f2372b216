//! Options that several commands share, and how their values are read.

use clap::{Args, ValueEnum};

use crate::domain::ids::Subject;
use crate::domain::time::{Day, Instant};

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Dutch text, for a terminal or a page.
    Text,
    /// The JSON of the API.
    Json,
}

/// `--format FORMAT`, or `--json` for short.
#[derive(Args)]
pub struct FormatArgs {
    /// How the result is written
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT", conflicts_with = "json")]
    format: Format,
    /// Short for --format json
    #[arg(long)]
    json: bool,
}

impl FormatArgs {
    /// The format that was asked for.
    pub const fn chosen(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

/// How a report or a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// Dutch text, for a terminal or a page.
    Text,
    /// The JSON of the API.
    Json,
    /// Comma-separated values, for programs: a row a fact, amounts in eurocents.
    Csv,
    /// A workbook, for people: a sheet a kind of fact, amounts in euros.
    Xlsx,
}

/// `--format FORMAT` of what also goes into files, or `--json` for short.
#[derive(Args)]
pub struct FileFormatArgs {
    /// How the result is written; html is not there yet
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT", conflicts_with = "json")]
    format: FileFormat,
    /// Short for --format json
    #[arg(long)]
    json: bool,
}

impl FileFormatArgs {
    /// The format that was asked for.
    pub const fn chosen(&self) -> FileFormat {
        if self.json { FileFormat::Json } else { self.format }
    }
}

/// Reads a day, with an error in English.
pub fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|_| "no existing day in the form YYYY-MM-DD, such as 2019-04-01".to_owned())
}

/// Reads an instant, with an error in English.
pub fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|_| "no instant in the form 2019-05-28T10:00:00Z".to_owned())
}

/// Reads a subject, with an error in English.
pub fn subject(text: &str) -> Result<Subject, String> {
    Subject::parse(text).map_err(|_| {
        "no subject in the form KIND/ID, such as voorziening/gebouw-c or onderdeel/9A1.1; kinds are onderdeel, dossier, \
         mijlpaal, bijstelling, voorziening, indicator, besluit and ronde"
            .to_owned()
    })
}
