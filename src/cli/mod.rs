//! The command line: one file per subcommand, and what they share.
//!
//! Results go to stdout and nothing else does; summaries, warnings and errors go to stderr. A command ends with 0 when
//! it did what was asked, 1 when the answer is "no", 2 for wrong use or refused input, 3 when the data folder is
//! damaged or in use. An error is one line that says what, where and what to do; no command is half-done.

mod access;
mod agenda;
mod authorities;
mod backup;
mod bundle;
mod client;
mod compare;
mod completion;
mod concat_files;
mod config;
mod confirm;
mod demo;
mod enter;
mod erase;
mod erasure;
mod export;
mod extract;
mod failure;
mod finance;
mod findings;
mod history;
mod import;
mod key;
mod location;
mod log_lines;
mod login;
mod openid;
mod options;
mod output;
mod outside_checkpoint;
mod record;
mod report;
mod restore;
mod rounds;
mod seal;
mod search;
mod series;
mod serve;
mod serve_check;
mod server;
mod settings;
mod streams;
mod target;
mod tiles;
mod token;
mod verify;
mod webhooks;

use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::arguments;
use crate::language::Language;
use crate::message;
use failure::Failure;

// The help texts are in the catalogue (`src/domain/language/*/help.ftl`), under the names of commands and arguments.
#[derive(Parser)]
#[command(name = "peildatum", version, subcommand_required = true, arg_required_else_help = true)]
#[command(disable_help_subcommand = true, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
    // Handled before parsing, since it needs no command.
    #[arg(long, value_name = "SHELL", value_enum)]
    completions: Option<clap_complete::Shell>,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Extract(extract::Extract),
    Enter(enter::Enter),
    Import(import::Import),
    Record(record::Record),
    Export(export::Export),
    Report(report::Report),
    Compare(compare::Compare),
    History(history::History),
    Rounds(rounds::Rounds),
    Seal(seal::Seal),
    Findings(findings::Findings),
    Finance(finance::Finance),
    Series(series::Series),
    Agenda(agenda::Agenda),
    Search(search::Search),
    Verify(verify::Verify),
    Erase(erase::Erase),
    Erasure(erasure::Erasure),
    Bundle(bundle::Bundle),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Key(key::Key),
    Token(token::Token),
}

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// The language of this run: for what it prints, and for what it asks of a service.
pub fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let asked =
        arguments::language_of_run(std::env::args_os().skip(1), std::env::var(arguments::LANGUAGE_VARIABLE).ok());
    let language = *LANGUAGE.get_or_init(|| asked);
    let typed: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let parser = arguments::localised(CommandLine::command(), language);
    if let Some(shell) = completion::requested_shell(&typed) {
        return completion::print(shell, parser);
    }
    let parsed = parser.try_get_matches_from(record::type_first(typed));
    let command = match parsed.and_then(|matches| CommandLine::from_arg_matches(&matches)) {
        Ok(CommandLine { command, completions: _ }) => command,
        Err(error) => return parse_failed(&error),
    };
    let log = start_logging(&command);
    let ended = match command {
        Command::Demo(demo) => demo.run(),
        Command::Serve(serve) => serve.run(),
        Command::Extract(extract) => extract.run(),
        Command::Enter(enter) => enter.run(),
        Command::Import(import) => import.run(),
        Command::Record(record) => record.run(),
        Command::Export(export) => export.run(),
        Command::Report(report) => report.run(),
        Command::Compare(compare) => compare.run(),
        Command::History(history) => history.run(),
        Command::Rounds(rounds) => rounds.run(),
        Command::Seal(seal) => seal.run(),
        Command::Findings(findings) => findings.run(),
        Command::Finance(finance) => finance.run(),
        Command::Series(series) => series.run(),
        Command::Agenda(agenda) => agenda.run(),
        Command::Search(search) => search.run(),
        Command::Verify(verify) => verify.run(),
        Command::Erase(erase) => erase.run(),
        Command::Erasure(erasure) => erasure.run(),
        Command::Bundle(bundle) => bundle.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Key(key) => key.run(),
        Command::Token(token) => token.run(),
    };
    // What is still to be logged comes before the reason why the run ends.
    let is_read = log.is_none_or(log_lines::LogThread::finish);
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Error(exit, _) | Failure::Errors(exit, _)) if !is_read => ExitCode::from(exit as u8),
        Err(failure) => print_failure(failure),
    }
}

/// Help and version are successful output; every other error is wrong use.
fn parse_failed(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print().ok(); // a reader that went away has read enough
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::Exit::Refused as u8))
        }
        _ => print_failure(Failure::refused(arguments::describe_usage_error(error))),
    }
}

fn print_failure(failure: Failure) -> ExitCode {
    let print = |line| {
        let said = message!("error", what = line).in_language(language());
        output::print_line(failure::one_line(&said));
    };
    match failure {
        Failure::Error(exit, line) => {
            print(line);
            ExitCode::from(exit as u8)
        }
        Failure::Errors(exit, lines) => {
            lines.into_iter().for_each(print);
            ExitCode::from(exit as u8)
        }
        Failure::Answered(exit) => ExitCode::from(exit as u8),
        Failure::ReaderGone => ExitCode::SUCCESS,
    }
}

/// Starts logging to stderr: a command logs only what went wrong, the service also what it does. The service has a thread
/// that writes the lines.
fn start_logging(command: &Command) -> Option<log_lines::LogThread> {
    let (quiet, serves) = match command {
        Command::Serve(_) => ("info", true),
        Command::Demo(_) => ("warn", true),
        Command::Extract(_)
        | Command::Enter(_)
        | Command::Import(_)
        | Command::Record(_)
        | Command::Export(_)
        | Command::Report(_)
        | Command::Compare(_)
        | Command::History(_)
        | Command::Findings(_)
        | Command::Rounds(_)
        | Command::Finance(_)
        | Command::Series(_)
        | Command::Agenda(_)
        | Command::Search(_)
        | Command::Seal(_)
        | Command::Verify(_)
        | Command::Erase(_)
        | Command::Erasure(_)
        | Command::Bundle(_)
        | Command::Backup(_)
        | Command::Restore(_)
        | Command::Key(_)
        | Command::Token(_) => ("warn", false),
    };
    let asked = ["PEILDATUM_LOG", "RUST_LOG"].iter().find_map(|key| std::env::var(key).ok());
    // Errors of the storage engine are reported as our own error, in one line.
    let filter = asked.unwrap_or_else(|| format!("{quiet},sled=off"));
    let filter = tracing_subscriber::EnvFilter::new(filter);
    let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi);
    // Without a thread to spare, the lines are written where they arise.
    match serves.then(|| log_lines::start(std::io::stderr(), log_lines::dropped_lines)) {
        Some(Ok((writer, thread))) => {
            lines.with_writer(writer).init();
            Some(thread)
        }
        Some(Err(_)) | None => {
            lines.with_writer(std::io::stderr).init();
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_of_every_command_are_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_usage_error_names_what_is_missing_in_both_languages() {
        let parser = || arguments::localised(CommandLine::command(), Language::Dutch);
        let error = parser().try_get_matches_from(["peildatum", "report", "--on", "2019-04-01"]).expect_err("no place");
        for language in Language::ALL {
            let line = arguments::describe_usage_error(&error).in_language(language);
            assert!(line.contains("--data") && line.contains("--url") && !line.contains('\n'), "{line}");
        }
    }

    /// Collects every command by its path, such as `report`, and the names of its arguments.
    fn commands(command: &clap::Command, path: &str, found: &mut Vec<(String, Vec<String>)>) {
        let arguments = command.get_arguments().map(|arg| arg.get_id().to_string().replace('_', "-"));
        found.push((path.to_owned(), arguments.collect()));
        for inner in command.get_subcommands() {
            let path =
                if path.is_empty() { inner.get_name().to_owned() } else { format!("{path}-{}", inner.get_name()) };
            commands(inner, &path, found);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_help() {
        let known = crate::language::names(Language::Dutch);
        let mut found = Vec::new();
        commands(&CommandLine::command(), "", &mut found);
        let mut missing = Vec::new();
        let settings: Vec<&str> = settings::ALL.iter().filter_map(|setting| setting.flag).collect();
        for (path, arguments) in &found {
            if !path.is_empty() && !known.contains_key(&format!("help-{path}")) {
                missing.push(format!("help-{path}"));
            }
            let told = |arg: &str| {
                known.contains_key(&format!("help-{path}-{arg}")) || known.contains_key(&format!("help-arg-{arg}"))
            };
            // What a setting means is said once, in its own message.
            let is_setting = |arg: &str| path == "serve" && settings.contains(&arg);
            missing.extend(
                arguments.iter().filter(|arg| !told(arg) && !is_setting(arg)).map(|arg| format!("help-{path}-{arg}")),
            );
        }
        assert_eq!(missing, Vec::<String>::new());
        let used = |name: &str| {
            name.starts_with("help-arg-")
                || name.starts_with("help-value-")
                || found.iter().any(|(path, arguments)| {
                    let own = if path.is_empty() { "help-program".to_owned() } else { format!("help-{path}") };
                    [own.clone(), format!("{own}-more"), format!("{own}-after")].contains(&name.to_owned())
                        || arguments.iter().any(|arg| name == format!("{own}-{arg}"))
                })
        };
        let words = [
            "help-usage",
            "help-commands",
            "help-arguments",
            "help-options",
            "help-possible",
            "help-default",
            "help-options-word",
            "help-command-word",
        ];
        let stale: Vec<&String> = known
            .iter()
            .filter(|(name, area)| **area == "help" && !words.contains(&name.as_str()) && !used(name))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(stale, Vec::<&String>::new());
    }
}
