//! The command line: one file a subcommand, and what they share.
//!
//! Results go to stdout and nothing else does; a summary, a warning or an error goes to stderr. A command ends with 0 when it
//! did what was asked, 1 when the answer is "no", 2 when it was used wrongly or its input was refused, 3 when the data
//! folder is damaged or in use. An error is one line that says what, where and what to do; nothing is half-done.

mod backup;
mod bundle;
mod client;
mod compare;
mod config;
mod demo;
mod erase;
mod export;
mod extract;
mod failure;
mod finance;
mod findings;
mod history;
mod import;
mod joined;
mod key;
mod known;
mod login;
mod options;
mod output;
mod place;
mod report;
mod restore;
mod rounds;
mod seal;
mod serve;
mod server;
mod streams;
mod tiles;
mod verify;
mod webhooks;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// What `--help` ends with.
const EXIT_CODES: &str = "Exit codes: 0 done; 1 the answer is \"no\"; 2 wrong use or refused input; 3 the data folder is \
                          damaged or in use.\nLogs go to stderr; PEILDATUM_LOG (or RUST_LOG) sets their filter.";

/// Reports on the social domain of a municipality for any date, as known at any moment, from a log that is never edited.
#[derive(Parser)]
#[command(name = "peildatum", version, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = EXIT_CODES, disable_help_subcommand = true, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Extract(extract::Extract),
    Import(import::Import),
    Export(export::Export),
    Report(report::Report),
    Compare(compare::Compare),
    History(history::History),
    Rounds(rounds::Rounds),
    Seal(seal::Seal),
    Findings(findings::Findings),
    Finance(finance::Finance),
    Verify(verify::Verify),
    Erase(erase::Erase),
    Bundle(bundle::Bundle),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Key(key::Key),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let command = match CommandLine::try_parse() {
        Ok(parsed) => parsed.command,
        Err(error) => return parse_failed(&error),
    };
    start_logging(&command);
    let ended = match command {
        Command::Demo(demo) => demo.run(),
        Command::Serve(serve) => serve.run(),
        Command::Extract(extract) => extract.run(),
        Command::Import(import) => import.run(),
        Command::Export(export) => export.run(),
        Command::Report(report) => report.run(),
        Command::Compare(compare) => compare.run(),
        Command::History(history) => history.run(),
        Command::Rounds(rounds) => rounds.run(),
        Command::Seal(seal) => seal.run(),
        Command::Findings(findings) => findings.run(),
        Command::Finance(finance) => finance.run(),
        Command::Verify(verify) => verify.run(),
        Command::Erase(erase) => erase.run(),
        Command::Bundle(bundle) => bundle.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Key(key) => key.run(),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => tell(failure),
    }
}

/// Help and version are what was asked for; all else is wrong use.
fn parse_failed(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print().ok(); // a reader that went away has read enough
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::Exit::Refused as u8))
        }
        _ => tell(failure::usage(error)),
    }
}

fn tell(failure: Failure) -> ExitCode {
    match failure {
        Failure::Told(exit, line) => {
            output::tell(format_args!("error: {line}"));
            ExitCode::from(exit as u8)
        }
        Failure::Answered(exit) => ExitCode::from(exit as u8),
        Failure::ReaderGone => ExitCode::SUCCESS,
    }
}

/// Logs to stderr: a command only what went wrong, the service also what it does.
fn start_logging(command: &Command) {
    let quiet = match command {
        Command::Serve(_) => "info",
        Command::Demo(_)
        | Command::Extract(_)
        | Command::Import(_)
        | Command::Export(_)
        | Command::Report(_)
        | Command::Compare(_)
        | Command::History(_)
        | Command::Findings(_)
        | Command::Rounds(_)
        | Command::Finance(_)
        | Command::Seal(_)
        | Command::Verify(_)
        | Command::Erase(_)
        | Command::Bundle(_)
        | Command::Backup(_)
        | Command::Restore(_)
        | Command::Key(_) => "warn",
    };
    let asked = ["PEILDATUM_LOG", "RUST_LOG"].iter().find_map(|key| std::env::var(key).ok());
    // What the storage engine has to say is told as our own error, in one line.
    let filter = asked.unwrap_or_else(|| format!("{quiet},sled=off"));
    let filter = tracing_subscriber::EnvFilter::new(filter);
    let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(ansi).init();
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_of_every_command_are_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_usage_error_is_one_line() {
        let error = CommandLine::try_parse_from(["peildatum", "report", "--on", "2019-04-01"]).err().expect("no place");
        let Failure::Told(exit, line) = failure::usage(&error) else { panic!("a usage error is told") };
        assert_eq!(exit, failure::Exit::Refused);
        assert!(line.contains("--data") && line.contains("--url") && !line.contains('\n'), "{line}");
    }
}
