//! `peildatum --completions SHELL`: prints completions for a shell, generated from the same declarations as the help.
//! For `record` they include the types of events, their fields and the allowed values.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;

use super::output;

/// The option; its value is the shell. It is used without a command.
pub const OPTION: &str = "--completions";

/// Returns the shell that completions are asked for; `None` when the option is not given.
pub fn requested_shell(arguments: &[OsString]) -> Option<Shell> {
    let first = arguments.get(1)?.to_str()?;
    let shell = match first.strip_prefix(OPTION)? {
        "" => arguments.get(2)?.to_str()?,
        rest => rest.strip_prefix('=')?,
    };
    shell.parse().ok()
}

/// Prints the completions.
pub fn print(shell: Shell, mut command: Command) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "peildatum", &mut script);
    match output::emit(&script, None) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => super::print_failure(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completions_are_asked_for_by_the_name_of_a_shell() {
        let asked = |line: &str| requested_shell(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(asked("peildatum --completions bash"), Some(Shell::Bash));
        assert_eq!(asked("peildatum --completions=fish"), Some(Shell::Fish));
        for other in ["peildatum", "peildatum --completions", "peildatum --completions nushell", "peildatum report"] {
            assert_eq!(asked(other), None, "{other}");
        }
    }
}
