//! Localises the argument parser: its help, and its errors. The parser itself only supports English.
//!
//! The texts of a command are in the catalogue under `help-<command>` (with the suffix `-more` for what `--help` adds),
//! those of an argument under `help-<command>-<argument>`, or `help-arg-<argument>` if several commands share it.

use std::ffi::OsString;

use clap::builder::ValueRange;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

use peildatum_domain::language::{Language, Message, names, sentence};
use peildatum_domain::message;

/// The environment variable that sets the language if `--lang` does not.
pub const LANGUAGE_VARIABLE: &str = "PEILDATUM_LANG";

/// Returns the language of a run: that of `--lang`, else that of [`LANGUAGE_VARIABLE`], else Dutch. The parser refuses an
/// invalid `--lang`.
pub fn language_of_run(arguments: impl Iterator<Item = OsString>, variable: Option<String>) -> Language {
    let arguments: Vec<String> = arguments.map(|one| one.to_string_lossy().into_owned()).collect();
    let mut asked = None;
    for (at, one) in arguments.iter().enumerate() {
        match one.strip_prefix("--lang") {
            _ if one == "--" => break,
            Some("") => asked = arguments.get(at + 1).map(String::as_str),
            Some(rest) => asked = rest.strip_prefix('=').or(asked),
            None => {}
        }
    }
    asked.map(str::to_owned).or(variable).and_then(|tag| Language::parse(&tag)).unwrap_or_default()
}

/// Returns `command` with its help and that of all its subcommands in `language`, and with `--lang` and `--help` of our
/// own.
pub fn localised(command: Command, language: Language) -> Command {
    localised_under("", command, language)
}

/// Like [`localised`], for another program. Its texts are under `help-<program>`, and those of its commands under
/// `help-<program>-<command>`.
pub fn localised_under(program: &str, command: Command, language: Language) -> Command {
    let lang = Arg::new("lang").long("lang").value_name("LANG").value_parser(["nl", "en"]).global(true);
    // The language is read before the parser runs, so that the words of the parser are in it too.
    let version = Arg::new("version").long("version").short('V').action(ArgAction::Version);
    let command = command.arg(lang.action(ArgAction::Set)).arg(version);
    let name = command.get_name().to_owned();
    of_command(command, language, program, &name)
}

/// Like [`localised`], for a command that is only built when it is needed. Its texts are under `help-<path>`, and users
/// type it as `program`.
pub fn localised_subcommand(command: Command, language: Language, path: &str, program: &str) -> Command {
    of_command(command, language, path, program)
}

fn of_command(command: Command, language: Language, path: &str, program: &str) -> Command {
    let upper = |name: &str| sentence_named(language, name).to_uppercase();
    let say = |name: String| names(language).get_key_value(&name).map(|(name, _)| sentence(language, name, &[]));
    let own = |argument: &str| {
        let shared = format!("help-arg-{argument}");
        if path.is_empty() { say(shared) } else { say(format!("help-{path}-{argument}")).or_else(|| say(shared)) }
    };
    let name = if path.is_empty() { "help-program".to_owned() } else { format!("help-{path}") };
    let mut command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(message!("help-commands").in_language(language))
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
            message!("help-usage").in_language(language)
        ));
    if let Some(about) = say(name.clone()) {
        let more = say(format!("{name}-more"));
        let long = more.map_or_else(|| about.clone(), |more| format!("{about}\n\n{more}"));
        command = command.long_about(long).about(about);
    }
    if let Some(after) = say(format!("{name}-after")) {
        command = command.after_help(after);
    }
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help);
    command = command.arg(help);
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for id in ids {
        command = command.mut_arg(&id, |arg| of_argument(arg, language, own(&id.replace('_', "-"))));
    }
    // Replaces the words of the parser in the usage, after all arguments are named.
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace("[OPTIONS]", &format!("[{}]", upper("help-options-word")));
    let usage = usage.replace("<COMMAND>", &format!("<{}>", upper("help-command-word")));
    // A command that is built when it is needed already has its parents in the usage.
    let named = path.is_empty() || path == program || usage.starts_with(program);
    let parents = if named { String::new() } else { format!("{program} ") };
    command = command.override_usage(format!("{parents}{usage}"));
    let inner: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in inner {
        let path = if path.is_empty() { name.clone() } else { format!("{path}-{name}") };
        command = command.mut_subcommand(&name, |inner| of_command(inner, language, &path, program));
    }
    command
}

/// Returns a message without values by a computed name.
fn sentence_named(language: Language, name: &str) -> String {
    sentence(language, name, &[])
}

fn of_argument(arg: Arg, language: Language, help: Option<String>) -> Arg {
    let heading = if arg.is_positional() { message!("help-arguments") } else { message!("help-options") };
    let takes_value = arg.get_num_args().unwrap_or(ValueRange::SINGLE).takes_values()
        && matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    // An argument with long help alone was declared in the language of the run, and keeps it.
    let declared = arg.get_long_help().filter(|_| arg.get_help().is_none()).map(ToString::to_string);
    let mut said = declared.or(help).unwrap_or_default();
    if takes_value {
        let words: Vec<String> = arg.get_possible_values().iter().map(|one| one.get_name().to_owned()).collect();
        if !words.is_empty() {
            said.push_str(&message!("help-possible", words = words.join(", ")).in_language(language));
        }
        let usual: Vec<String> =
            arg.get_default_values().iter().map(|one| one.to_string_lossy().into_owned()).collect();
        if !usual.is_empty() {
            said.push_str(&message!("help-default", value = usual.join(", ")).in_language(language));
        }
    }
    let shown: Vec<String> =
        arg.get_value_names().unwrap_or_default().iter().map(|name| value_name(name, language)).collect();
    let arg = if takes_value && !shown.is_empty() { arg.value_names(shown) } else { arg };
    let arg = arg.help_heading(heading.in_language(language));
    // A negative number is an invalid value and not an unknown option: `--position -3`.
    let arg = if takes_value {
        arg.hide_default_value(true).hide_possible_values(true).hide_env(true).allow_negative_numbers(true)
    } else {
        arg
    };
    arg.long_help(said.clone()).help(said)
}

/// Returns the placeholder of a value in the usage: `DATE`, `DATUM`.
fn value_name(name: &str, language: Language) -> String {
    let key = format!("help-value-{}", name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    names(language).get_key_value(&key).map_or_else(|| name.to_owned(), |(key, _)| sentence(language, key, &[]))
}

/// Describes wrong usage of a program, in one sentence.
pub fn describe_usage_error(error: &clap::Error) -> Message {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let said = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => message!("use-value-missing", argument = argument),
        ErrorKind::InvalidValue => {
            message!("use-value-unknown", argument = argument, value = value, words = text(ContextKind::ValidValue))
        }
        ErrorKind::UnknownArgument => {
            let near = match text(ContextKind::SuggestedArg) {
                near if near.is_empty() => Message::verbatim(""),
                near => message!("use-suggestion", near = near),
            };
            message!("use-argument-unknown", argument = argument, near = near)
        }
        ErrorKind::InvalidSubcommand => {
            // The most likely suggestion comes last.
            let near = match error.get(ContextKind::SuggestedSubcommand) {
                Some(ContextValue::Strings(near)) => near.last().map(String::as_str),
                Some(ContextValue::String(near)) => Some(near.as_str()),
                _ => None,
            };
            let near = near.map_or_else(|| Message::verbatim(""), |near| message!("use-suggestion", near = near));
            message!("use-command-unknown", command = text(ContextKind::InvalidSubcommand), near = near)
        }
        ErrorKind::ValueValidation => {
            let source = std::error::Error::source(error);
            let why = match source.and_then(|source| source.downcast_ref::<Message>()) {
                Some(message) => message.clone(),
                None => describe_number_error(error, source),
            };
            message!("use-value-wrong", argument = argument, value = value, why = why)
        }
        ErrorKind::NoEquals => message!("use-no-equals", argument = argument),
        ErrorKind::TooManyValues => message!("use-too-many", argument = argument, value = value),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => message!("use-too-few", argument = argument),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == argument => message!("use-twice", argument = argument),
            prior => message!("use-conflict", argument = argument, other = prior),
        },
        ErrorKind::MissingRequiredArgument => message!("use-missing", argument = argument),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            message!("use-no-command")
        }
        ErrorKind::InvalidUtf8 => message!("use-no-text"),
        _ => Message::verbatim(error.kind().to_string()),
    };
    message!("use-see-help", said = said)
}

/// Translates the errors of the parser about numbers.
fn describe_number_error(error: &clap::Error, source: Option<&(dyn std::error::Error + 'static)>) -> Message {
    let said = source.map_or_else(|| error.kind().to_string(), ToString::to_string);
    if source.is_some_and(|source| source.is::<std::num::ParseIntError>()) || said.contains("digit") {
        let typed = error.get(ContextKind::InvalidValue).map(ToString::to_string).unwrap_or_default();
        if typed.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit())) {
            return message!("use-number-below-zero");
        }
        return message!("use-whole-number");
    }
    let bounds = said.split_once(" is not in ").map(|(_, bounds)| bounds.trim_end_matches('.').to_owned());
    match bounds.as_deref().and_then(|bounds| bounds.split_once("..")) {
        Some((least, most)) if most.len() > 12 || most.is_empty() => message!("use-number-from", least = least),
        Some((least, most)) => message!("use-number-between", least = least, most = most.trim_start_matches('=')),
        None => message!("use-whole-number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(arguments: &[&str], variable: Option<&str>) -> Language {
        language_of_run(arguments.iter().map(OsString::from), variable.map(str::to_owned))
    }

    #[test]
    fn a_run_is_in_dutch_unless_it_or_its_surroundings_ask_for_english() {
        assert_eq!(asked(&["report"], None), Language::Dutch);
        assert_eq!(asked(&["report", "--lang", "en"], None), Language::English);
        assert_eq!(asked(&["--lang=en", "report"], None), Language::English);
        assert_eq!(asked(&["report"], Some("en")), Language::English);
        assert_eq!(asked(&["report", "--lang", "nl"], Some("en")), Language::Dutch);
        assert_eq!(asked(&["record", "--", "--lang", "en"], None), Language::Dutch);
    }
}
