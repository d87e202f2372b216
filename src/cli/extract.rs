//! `peildatum extract`: turns a report page saved as text into draft events, to be reviewed and imported.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::authorities::AuthorityArgs;
use super::client::Client;
use super::failure::{Failure, one_line};
use super::location;
use super::options;
use super::output;
use crate::app::known_log::{ComparedDrafts, compare};
use crate::app::request_target::RequestTarget;
use crate::app::text_reads::query_with_texts;
use crate::domain::event::RoundKind;
use crate::domain::time::{Day, Instant};
use crate::extract::{self, Extraction, LineCounts, Options};
use crate::faults::Defect;
use crate::language::{Message, describe_io_error};
use crate::log::export;
use crate::message;
use crate::projections::{InMemoryLog, RecordReadError};

/// The longest line of an export: the same limit as for an import.
const EXPORT_LINE_MAX: u64 = crate::app::import::LINE_MAX as u64;

/// Reads a report page saved as text and prints draft events as NDJSON
///
/// The drafts go to stdout, a summary and everything uncertain to stderr. What is uncertain is marked `nakijken`: look at it,
/// and import it with --accept-unreviewed or correct it first.
#[derive(Args)]
pub struct Extract {
    /// The page as text
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The round that the page reports, such as 2021-vr2
    #[arg(long, value_name = "ID", value_parser = options::parse_round_id)]
    round: String,
    /// The budget year (default: what the page, the round's id or the reporting date say)
    #[arg(long, value_name = "YEAR")]
    fiscal_year: Option<i32>,
    /// The reporting date, where the page gives none
    #[arg(long, value_name = "DATE", value_parser = options::parse_day)]
    reporting_date: Option<Day>,
    /// The programme of a page that names none: 6, or 6=TITLE
    #[arg(long, value_name = "CODE[=TITLE]", value_parser = <extract::Programme as std::str::FromStr>::from_str)]
    programme: Option<extract::Programme>,
    /// The kind of round, where neither the page nor the id of the round says it
    #[arg(long, value_name = "KIND", value_parser = RoundKind::ALL.map(RoundKind::name))]
    kind: Option<String>,
    /// Reads a page whose heading names another year or number than the round
    #[arg(long)]
    accept_heading: bool,
    /// Leaves out proposals: cases and milestones from plain sentences
    #[arg(long)]
    no_proposals: bool,
    /// When it was recorded: each draft gets this moment, for an import with --keep-times
    #[arg(long, value_name = "INSTANT", value_parser = options::parse_instant)]
    recorded_at: Option<Instant>,
    /// A data folder, or the address of a service: leaves out what that log says already, marks what differs
    #[arg(long, value_name = "DIR|URL")]
    against: Option<String>,
    /// The token that the service at --against asks for
    #[arg(long, env = "PEILDATUM_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
    #[command(flatten)]
    authorities: AuthorityArgs,
}

impl Extract {
    /// Prints the drafts.
    ///
    /// # Errors
    /// [`Failure`] when the page is no report page, or the log of `--against` can not be read.
    pub fn run(&self) -> Result<(), Failure> {
        let page = std::fs::read(&self.file).map_err(|e| Failure::file("read", &self.file, &e))?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let options = Options {
            round: self.round.clone(),
            fiscal_year: self.fiscal_year,
            reporting_date: self.reporting_date.map(|day| day.to_string()),
            recorded_at: self.recorded_at.map(|moment| moment.to_string()),
            programme: self.programme.clone(),
            kind: self.kind.as_deref().and_then(RoundKind::from_name),
            accepts_heading: self.accept_heading,
            without_proposals: self.no_proposals,
            document: name,
        };
        let found = extract::extract(&page, &options)
            .map_err(|e| Failure::refused(message!("extract-refused", file = self.name(), why = e.message())))?;
        let lines = found.line_counts();
        let drafts = match self.against.as_deref() {
            None => found,
            Some(url) if url.starts_with("http://") || url.starts_with("https://") => {
                let log = fetch(&Client::new(url, self.token.clone(), &self.authorities)?)?;
                let against = compare(&found, log.state(), &log, log.state().head()).map_err(unreadable)?;
                self.of_round(against)?
            }
            Some(folder) => location::with_folder_to_read(Path::new(folder), |service| {
                let head = service.durable_head();
                let left = query_with_texts(service, |state, contents| compare(&found, state, contents, head));
                self.of_round(left.map_err(unreadable)?)
            })?,
        };
        output::emit(drafts.to_ndjson().as_bytes(), None)?;
        self.print_summary(&drafts, &lines);
        Ok(())
    }

    /// Refuses a page that is not of its round, as the log has that.
    fn of_round(&self, compared: ComparedDrafts) -> Result<Extraction, Failure> {
        match compared.differs.filter(|_| !self.accept_heading) {
            Some(why) => Err(Failure::refused(message!("extract-refused", file = self.name(), why = why.message()))),
            None => Ok(compared.drafts),
        }
    }

    /// Prints the summary, and what has to be reviewed.
    fn print_summary(&self, drafts: &Extraction, lines: &LineCounts) {
        let (file, language) = (self.name(), super::language());
        for notice in &drafts.notices {
            let what = one_line(&notice.message.in_language(language));
            output::print_message(&message!("extract-line", file = file.as_str(), line = notice.lines.0, what = what));
        }
        self.print_line_counts(lines);
        let counts: Vec<Message> = drafts.counts().iter().map(|(kind, count)| counted(kind, *count)).collect();
        if counts.is_empty() {
            output::print_message(&message!("extract-summary-none", file = file));
            return;
        }
        output::print_message(&message!(
            "extract-summary",
            file = file,
            count = drafts.drafts.len(),
            kinds = counts,
            review = message!("extract-summary-review", count = drafts.unreviewed()),
        ));
    }

    /// Prints how many lines of the page were used, and which were not.
    fn print_line_counts(&self, LineCounts { all, drafted, noticed: told, unused }: &LineCounts) {
        output::print_message(&message!(
            "extract-lines",
            file = self.name(),
            count = *all,
            drafted = *drafted,
            told = *told,
            unused = unused.len(),
            which = listed(unused),
        ));
    }

    /// The file as it was given.
    fn name(&self) -> String {
        self.file.display().to_string()
    }
}

/// Formats line numbers: `3, 5-7`.
fn listed(lines: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, to)) if *to + 1 == *line => *to = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let told = |(from, to): &(u32, u32)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    runs.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// The number of drafts of a type in words: `3 besluiten`.
fn counted(kind: &str, count: usize) -> Message {
    match kind {
        "ronde.geopend" => message!("extract-count-round", count = count),
        "ronde.gewijzigd" => message!("extract-count-round-change", count = count),
        "onderdeel.opgenomen" => message!("extract-count-node", count = count),
        "onderdeel.gewijzigd" => message!("extract-count-node-change", count = count),
        "onderdeel.vervallen" => message!("extract-count-node-drop", count = count),
        "dossier.geopend" => message!("extract-count-case", count = count),
        "dossier.gewijzigd" => message!("extract-count-case-change", count = count),
        "mijlpaal.gepland" => message!("extract-count-milestone", count = count),
        "mijlpaal.verschoven" => message!("extract-count-milestone-move", count = count),
        "voorziening.geopend" => message!("extract-count-opening", count = count),
        "voorziening.gesloten" => message!("extract-count-closing", count = count),
        "voorziening.heropend" => message!("extract-count-reopening", count = count),
        "voorziening.beperkt" => message!("extract-count-restriction", count = count),
        "besluit.genomen" => message!("extract-count-decision", count = count),
        "besluit.gewijzigd" => message!("extract-count-decision-change", count = count),
        "bijstelling.vastgelegd" => message!("extract-count-amount", count = count),
        "bijstelling.gewijzigd" => message!("extract-count-amount-change", count = count),
        "bijstelling.opnieuw-gemeld" => message!("extract-count-amount-again", count = count),
        "toelichting.vastgelegd" => message!("extract-count-note", count = count),
        "stoplicht.gezet" => message!("extract-count-light", count = count),
        other => Message::verbatim(format!("{count} {other}")),
    }
}

fn unreadable(error: RecordReadError) -> Failure {
    Failure::folder(message!("extract-log-unreadable", position = error.position))
}

/// Fetches the log of a service through its export.
fn fetch(client: &Client) -> Result<InMemoryLog, Failure> {
    let answer = client.get(&RequestTarget::of("/v1/export"), "application/x-ndjson")?;
    let mut reader = std::io::BufReader::new(answer);
    let mut log = InMemoryLog::default();
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        let read = std::io::Read::take(&mut reader, EXPORT_LINE_MAX).read_line(&mut line);
        if read.map_err(|e| client.unreadable(message!("broke-off", why = describe_io_error(&e))))? == 0 {
            break;
        }
        let record = export::parse_line(number, line.trim_end()).map_err(|e| client.unreadable(e.message()))?;
        log.push(record).map_err(|e| {
            client.unreadable(message!("extract-export-line", line = number, why = Defect::from(e).message()))
        })?;
    }
    Ok(log)
}
