//! The auditor's tool: rebuilds reports from an export alone, without server, storage or network.
//!
//! Exit 0: done. 1: the answer is no (the export does not hold). 2: wrong use, or an export that was refused.

mod commands;
mod export;
mod rounds;
mod sealed;
mod steps;
mod verify;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use peildatum::domain::moment;
use peildatum::domain::time::{Day, Instant};
use peildatum::language::Message;

/// Rebuilds reports from an export of a Peildatum log, and checks that it holds.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The report for a reporting date: the same JSON as the service gives
    Report(ReportArgs),
    /// The whole state of a subject before and after each of its events
    Steps {
        /// The export; - for standard input
        export: PathBuf,
        /// What to show, such as voorziening/gebouw-c
        #[arg(value_name = "ONDERWERP")]
        subject: String,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        format: steps::FormatArgs,
    },
    /// Recomputes every sealing: the report, its digests, and the root of the log at its position
    Rounds {
        /// The export; - for standard input
        export: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Says of each event whether it is as recorded, erased, or altered, and of each sealing whether it holds
    ///
    /// With a checkpoint also whether this is the log that was signed. Without one nobody is held to anything: whoever wrote
    /// the export may have written all of it. Exit 0: everything holds; 1: something does not; 2: wrong use, or a file that
    /// can not be read.
    Verify {
        /// The export; - for standard input
        export: PathBuf,
        #[command(flatten)]
        against: verify::AnchorArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// The export; - for standard input
    export: PathBuf,
    /// The reporting date: the day the state is true for
    #[arg(long, value_name = "DATE", value_parser = Day::parse, required_unless_present = "round")]
    on: Option<Day>,
    /// Instead of a date the round: its newest sealing; ID/college, ID/raad or ID/2 for one sealing
    #[arg(long, value_name = "ID[/WHICH]", conflicts_with_all = ["on", "known_at", "position"])]
    round: Option<String>,
    /// Only the bytes that the digest is over: for sha256sum
    #[arg(long)]
    canonical: bool,
    #[command(flatten)]
    known: Known,
    /// One element of the goal tree, with what is below it
    #[arg(long, value_name = "CODE")]
    node: Option<String>,
    /// The budget year; by default that of the reporting date
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=2200))]
    fiscal_year: Option<i32>,
}

/// Up to which event things are known; by default the last of the export.
#[derive(Debug, Clone, Copy, Args)]
struct Known {
    /// As known at this moment, such as 2019-05-28T10:00:00Z
    #[arg(long, value_name = "INSTANT", value_parser = known_at, conflicts_with = "position")]
    known_at: Option<Instant>,
    /// As known at this position of the log
    #[arg(long)]
    position: Option<u64>,
}

/// A day means its end in the Netherlands; a time without a zone is Dutch time.
fn known_at(text: &str) -> Result<Instant, Message> {
    moment::known_at(text).map_err(|error| error.message())
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Rounds { export, json } => return told(rounds::rounds(&export, json)),
        Command::Report(args) => commands::report(&args),
        Command::Steps { export, subject, known, format } => steps::steps(&export, &subject, known, &format),
        Command::Verify { export, against, json } => return told(verify::verify(&export, &against, json)),
    };
    told(outcome.map(|output| (output, ExitCode::SUCCESS)))
}

/// Prints what there is to say, and ends with its exit code.
fn told(outcome: Result<(Vec<u8>, ExitCode), commands::Failure>) -> ExitCode {
    match outcome {
        Ok((output, code)) => {
            let mut out = std::io::stdout().lock();
            // Whoever stopped reading has what they wanted.
            out.write_all(&output).and_then(|()| out.flush()).ok();
            code
        }
        Err(failure) => {
            eprintln!("replay: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
