//! The help of `record`, generated from the catalogue: the types with their purpose; for one type its fields with their
//! form, allowed words and bounds, and an example.

use std::fmt::Write as _;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Args as _, Command};
use serde_json::Value;

use super::Event;
use crate::arguments;
use crate::cli::{language, output};
use crate::domain::event::EventType;
use crate::domain::event_form::{Form, FormField, ValueForm, purpose};
use crate::domain::schema;
use crate::language::{Language, Message};
use crate::message;

/// The most columns for the name of a field before its description.
const NAME_WIDTH: usize = 24;

/// The most columns of the help: longer lines are hard to read.
const HELP_WIDTH: usize = 100;
/// The position of the fields among the arguments: last.
const FIELDS_ORDER: usize = 999;

/// Adds a subcommand for each type.
pub(super) fn types(mut command: Command) -> Command {
    for kind in EventType::ALL {
        let inner = Command::new(kind.name()).about(purpose(*kind, language())).alias(kind.full_name()).defer(one_type);
        command = command.subcommand(inner);
    }
    command
        .subcommand_value_name("TYPE")
        .subcommand_help_heading(message!("record-types").in_language(language()))
        .after_help(message!("record-after-types").in_language(language()))
}

/// Completes the subcommand of one type, which is found by its name.
fn one_type(command: Command) -> Command {
    let kind = EventType::from_name(command.get_name()).expect("each command is named after a type");
    let form = Form::of(kind);
    let command =
        arguments::localised_subcommand(Event::augment_args(command), language(), "record", "peildatum record");
    // After the localisation: the possible values are for completions, not for the help.
    let command =
        command.mut_arg("fields", |fields| fields.value_parser(FieldsParser(form)).display_order(FIELDS_ORDER));
    // Only an erasure is irreversible and asks for confirmation.
    let command = command.mut_arg("yes", |yes| yes.hide(kind != EventType::EventErased));
    let purpose = purpose(kind, language());
    let command = command.about(purpose.clone()).long_about(purpose);
    command.after_help(after(kind, form, language(), output::width().min(HELP_WIDTH)))
}

/// The part of the help with the fields of a type and an example.
pub(super) fn after(kind: EventType, form: &Form, language: Language, width: usize) -> String {
    if kind == EventType::RoundSealed {
        return message!("record-use-seal", round = "RONDE", body = "college", purport = "aangeboden")
            .in_language(language);
    }
    let mut text = String::new();
    let mut line = |line: &str| writeln!(text, "{line}").expect("a string takes every line");
    line(&message!("record-fields").in_language(language));
    for field in &form.fields {
        write_field(field, "", language, width, &mut line);
    }
    form.provenance
        .iter()
        .for_each(|field| write_field_line(field, "", provenance(field, language), (language, width), &mut line));
    line("");
    textwrap::wrap(&message!("record-values").in_language(language), width).iter().for_each(|one| line(one));
    line("");
    line(&message!("record-example").in_language(language));
    example(kind, width).lines().for_each(line);
    text
}

/// Writes one field, and the fields inside it.
fn write_field(field: &FormField, inside: &str, language: Language, width: usize, line: &mut dyn FnMut(&str)) {
    write_field_line(field, inside, holds(&field.shape, language), (language, width), line);
    let parts = match &field.shape {
        ValueForm::Object(parts) => Some((parts, format!("{inside}{}.", field.name))),
        ValueForm::List(of) => match &**of {
            ValueForm::Object(parts) => Some((parts, format!("{inside}{}[0].", field.name))),
            _ => None,
        },
        _ => None,
    };
    if let Some((parts, inside)) = parts {
        parts.iter().for_each(|part| write_field(part, &inside, language, width, line));
    }
}

/// The parts of the provenance, in one line: they are the same for every type.
fn provenance(field: &FormField, language: Language) -> String {
    let ValueForm::Object(parts) = &field.shape else { return holds(&field.shape, language) };
    let parts: Vec<String> = parts.iter().map(|part| format!("{}.{}", field.name, part.name)).collect();
    message!("record-holds-provenance", parts = parts.join(", ")).in_language(language)
}

/// Writes a field with its meaning and form.
fn write_field_line(
    field: &FormField,
    inside: &str,
    holds: String,
    (language, width): (Language, usize),
    line: &mut dyn FnMut(&str),
) {
    let name = format!("{inside}{}{}", field.name, if field.required { " *" } else { "" });
    let said = field.meaning_in(language);
    let rest = " ".repeat(NAME_WIDTH + 2);
    let first =
        if name.chars().count() < NAME_WIDTH { format!("  {name:<NAME_WIDTH$}") } else { format!("  {name}  ") };
    let options = textwrap::Options::new(width).initial_indent(&first).subsequent_indent(&rest);
    let text = if said.is_empty() { holds } else { format!("{said}; {holds}") };
    textwrap::wrap(&text, options).iter().for_each(|one| line(one));
}

/// The form of a field, in words.
fn holds(shape: &ValueForm, language: Language) -> String {
    let words = |words: Vec<String>| words.join(", ");
    let said: Message = match shape {
        ValueForm::Text(most) => message!("record-holds-text", most = *most),
        ValueForm::Token(pattern) => schema::form_of(pattern),
        ValueForm::Word(all) => {
            message!("record-holds-word", words = words(all.iter().map(|(word, _)| word.clone()).collect()))
        }
        ValueForm::Choice(all) if all.len() == 1 => {
            message!("record-holds-one", word = words(all.iter().map(Value::to_string).collect()))
        }
        ValueForm::Choice(all) => {
            message!("record-holds-word", words = words(all.iter().map(Value::to_string).collect()))
        }
        ValueForm::Integer(least, most) => message!("record-holds-whole", least = *least, most = most.to_string()),
        ValueForm::Flag => message!("record-holds-flag"),
        ValueForm::List(of) => match &**of {
            ValueForm::Object(_) => message!("record-holds-parts-list"),
            of => message!("record-holds-list", of = holds(of, language)),
        },
        ValueForm::Object(_) => message!("record-holds-parts"),
        ValueForm::Keyed(of) => message!("record-holds-keyed", of = holds(of, language)),
    };
    said.in_language(language)
}

/// An example command that works, as typed in a shell, over as many lines as it takes.
pub(super) fn example(kind: EventType, width: usize) -> String {
    let mut words = vec!["peildatum record".to_owned(), kind.name().to_owned()];
    for (at, argument) in kind.example().iter().enumerate() {
        words.push(quoted(argument));
        if at == 0 && !kind.holds_from_position() {
            words.push("--on 2026-01-01".to_owned());
        }
    }
    words.push("--data DIR".to_owned());
    let (mut text, mut room) = (String::new(), 0);
    for word in words {
        let length = word.chars().count() + 1;
        if text.is_empty() {
            text.push_str("  ");
            room = width - 4; // two before it, and a space and a backslash behind
        } else if length > room {
            text.push_str(" \\\n    ");
            room = width - 6;
        } else {
            text.push(' ');
        }
        text.push_str(&word);
        room = room.saturating_sub(length);
    }
    text
}

/// Quotes an argument for a shell.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@+".contains(c);
    if argument.chars().all(plain) {
        return argument.to_owned();
    }
    match argument.split_once('=') {
        Some((name, value)) => format!("{name}='{}'", value.replace('\'', "'\\''")),
        None => format!("'{}'", argument.replace('\'', "'\\''")),
    }
}

/// A parser that accepts any text, and offers completions for a shell.
#[derive(Clone)]
struct FieldsParser(&'static Form);

impl TypedValueParser for FieldsParser {
    type Value = String;

    fn parse_ref(&self, _: &Command, _: Option<&clap::Arg>, value: &std::ffi::OsStr) -> Result<String, clap::Error> {
        value.to_str().map(str::to_owned).ok_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidUtf8))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.fields.iter().flat_map(completions).map(PossibleValue::new)))
    }
}

/// `soort=budget` for each allowed word of a field, else `titel=`.
fn completions(field: &FormField) -> Vec<String> {
    let name = &field.name;
    match &field.shape {
        ValueForm::Word(words) => words.iter().map(|(word, _)| format!("{name}={word}")).collect(),
        ValueForm::Choice(choices) => choices.iter().map(|one| format!("{name}={one}")).collect(),
        ValueForm::Flag => vec![format!("{name}=true"), format!("{name}=false")],
        ValueForm::Object(parts) => parts.iter().flat_map(completions).map(|inner| format!("{name}.{inner}")).collect(),
        ValueForm::Text(_)
        | ValueForm::Token(_)
        | ValueForm::Integer(..)
        | ValueForm::List(_)
        | ValueForm::Keyed(_) => {
            vec![format!("{name}=")]
        }
    }
}
