//! Options that several commands share, and the parsers of their values.

use clap::{Args, ValueEnum};

use crate::app::{ClockTrust, OpenOptions};
use crate::domain::ids::{Subject, SubjectKind};
use crate::domain::moment;
use crate::domain::time::{Day, Instant};
use crate::language::{Language, Message};
use crate::log::folder::AfterCrash;
use crate::message;

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
    /// The requested format.
    pub const fn chosen(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

/// Parses the id of a round, with or without the prefix `ronde:`.
pub fn parse_round_id(text: &str) -> Result<String, Message> {
    Ok(crate::projections::sealing::strip_round_prefix(text).to_owned())
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
    /// A page, for people: one file that is mailed or printed and loads nothing from outside.
    Html,
}

impl FileFormat {
    /// The language of the output: that of the run, except for CSV.
    pub fn language(self) -> Language {
        match self {
            FileFormat::Csv => crate::render::csv::LANGUAGE,
            FileFormat::Text | FileFormat::Json | FileFormat::Xlsx | FileFormat::Html => super::language(),
        }
    }
}

/// `--format FORMAT` of what also goes into files, or `--json` for short.
#[derive(Args)]
pub struct FileFormatArgs {
    /// How the result is written; html is there for reports and comparisons
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT", conflicts_with = "json")]
    format: FileFormat,
    /// Short for --format json
    #[arg(long)]
    json: bool,
}

impl FileFormatArgs {
    /// The requested format.
    pub const fn chosen(&self) -> FileFormat {
        if self.json { FileFormat::Json } else { self.format }
    }
}

/// `--without-copy`, to open a folder after an unclean stop where a copy of its log does not fit, and `--trust-clock`:
/// the word that the clock of this machine is right, whatever speaks against it.
#[derive(Args)]
pub struct FolderArgs {
    #[arg(long, conflicts_with = "url")]
    trust_clock: bool,
    #[arg(long, conflicts_with = "url")]
    without_copy: bool,
}

impl FolderArgs {
    /// Whether the clock is trusted without checks.
    pub const fn trust(&self) -> ClockTrust {
        if self.trust_clock { ClockTrust::Confirmed } else { ClockTrust::Checked }
    }

    /// What is done first after an unclean stop.
    pub const fn after_crash(&self) -> AfterCrash {
        if self.without_copy { AfterCrash::SkipCopy } else { AfterCrash::CopyFirst }
    }

    /// The options for opening an existing folder to record in it.
    pub fn options(&self) -> OpenOptions {
        OpenOptions { trust: self.trust(), after_crash: self.after_crash(), ..OpenOptions::default() }
    }
}

/// Parses a day.
pub fn parse_day(text: &str) -> Result<Day, Message> {
    Day::parse(text).map_err(|_| message!("use-day"))
}

/// Parses a moment: an instant, or a local time in the Netherlands.
pub fn parse_instant(text: &str) -> Result<Instant, Message> {
    moment::parse_moment(text).map_err(|error| error.message())
}

/// Parses up to when things are known: a moment, or a day, which stands for its end in the Netherlands.
pub fn parse_known_at(text: &str) -> Result<Instant, Message> {
    moment::parse_known_at(text).map_err(|error| error.message())
}

/// Parses a subject.
pub fn parse_subject(text: &str) -> Result<Subject, Message> {
    let kinds = || SubjectKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    Subject::parse(text).map_err(|_| message!("use-subject", kinds = kinds()))
}
