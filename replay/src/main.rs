//! The auditor's tool: rebuilds reports from an export alone, without server, storage or network.
//!
//! Exit code 0: done. 1: the answer is negative (the export does not hold). 2: wrong use, or an export that was
//! refused.

mod bundle;
mod commands;
mod export;
mod failure;
mod output;
mod round_report;
mod rounds;
mod steps;
mod verify;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgGroup, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use failure::Failure;
use peildatum_arguments as arguments;
use peildatum_domain::language::{Language, Message};
use peildatum_domain::message;
use peildatum_domain::moment;
use peildatum_domain::time::{Day, Instant};

// The help texts are in the catalogue (`src/domain/language/*/audit.ftl`), under `help-replay-`.
#[derive(Debug, Parser)]
#[command(name = "replay", version, subcommand_required = true, arg_required_else_help = true)]
#[command(disable_help_subcommand = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(ReportArgs),
    Steps {
        export: PathBuf,
        #[arg(value_name = "SUBJECT")]
        subject: String,
        #[command(flatten)]
        known: KnownArgs,
        #[command(flatten)]
        format: FormatArgs,
    },
    Rounds {
        export: PathBuf,
        #[command(flatten)]
        format: FormatArgs,
    },
    Verify {
        export: PathBuf,
        #[command(flatten)]
        against: verify::AnchorArgs,
        #[command(flatten)]
        format: FormatArgs,
    },
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("of").required(true).args(["on", "round"])))]
struct ReportArgs {
    export: PathBuf,
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Day>,
    #[arg(long, value_name = "ID[/WHICH]", conflicts_with_all = ["known_at", "position"])]
    round: Option<String>,
    #[arg(long, conflicts_with = "format")]
    canonical: bool,
    #[arg(long, value_enum, default_value = "json", value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    known: KnownArgs,
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=2200))]
    fiscal_year: Option<i32>,
}

/// The event up to which things are known; by default the last of the export.
#[derive(Debug, Clone, Copy, Args)]
struct KnownArgs {
    #[arg(long, value_name = "INSTANT", value_parser = known_at, conflicts_with = "position")]
    known_at: Option<Instant>,
    #[arg(long, value_name = "POSITION")]
    position: Option<u64>,
}

/// The format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// `--format FORMAT`, or `--json` for short.
#[derive(Debug, Args)]
struct FormatArgs {
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT", conflicts_with = "json")]
    format: Format,
    #[arg(long)]
    json: bool,
}

impl FormatArgs {
    /// Returns the requested format.
    const fn chosen(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

fn day(text: &str) -> Result<Day, Message> {
    Day::parse(text).map_err(|_| message!("use-day"))
}

/// Parses a moment: a day means its end in the Netherlands; a time without a zone is Dutch time.
fn known_at(text: &str) -> Result<Instant, Message> {
    moment::parse_known_at(text).map_err(|error| error.message())
}

fn main() -> ExitCode {
    let language =
        arguments::language_of_run(std::env::args_os().skip(1), std::env::var(arguments::LANGUAGE_VARIABLE).ok());
    let parsed = arguments::localised_under("replay", Cli::command(), language).try_get_matches();
    let command = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli.command,
        Err(error) if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print().ok(); // a reader that closed the pipe needs no more
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
        Err(error) => return finish(Err(Failure::Usage(arguments::describe_usage_error(&error))), language),
    };
    let done = |output| (output, ExitCode::SUCCESS);
    let outcome = match command {
        Command::Report(args) => commands::report(&args, language).map(done),
        Command::Steps { export, subject, known, format } => {
            steps::steps(&export, &subject, known, format.chosen(), language).map(done)
        }
        Command::Rounds { export, format } => rounds::rounds(&export, format.chosen(), language),
        Command::Verify { export, against, format } if bundle::is_archive(&export) => {
            bundle::verify(&export, &against, format.chosen(), language)
        }
        Command::Verify { export, against, format } => verify::verify(&export, &against, format.chosen(), language),
    };
    finish(outcome, language)
}

/// Prints the output or the failure, and returns the exit code.
fn finish(outcome: Result<(Vec<u8>, ExitCode), Failure>, language: Language) -> ExitCode {
    match outcome {
        Ok((output, code)) => {
            let mut out = std::io::stdout().lock();
            // A reader that closed the pipe has what it wanted.
            out.write_all(&output).and_then(|()| out.flush()).ok();
            code
        }
        Err(failure) => {
            let line = output::one_line(&failure.message().in_language(language));
            eprintln!("replay: {line}");
            ExitCode::from(failure.exit_code())
        }
    }
}
