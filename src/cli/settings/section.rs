//! The settings of one section as the rest of the program asks for them, and those that the command line gives.

use std::collections::BTreeMap;
use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::given::{Given, Place, Value, Values};
use super::{ALL, Setting, Usual};
use crate::language::{Message, sentence};
use crate::message;

/// The settings of the top of the file and its sections, or of one provider.
///
/// Whoever asks for a value gets the usual one where nobody gave any, or where what was given is wrong: that is noted,
/// so that everything that is wrong can be told at once.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    pub(super) given: &'a Given,
    pub(super) values: &'a Values,
}

impl<'a> Section<'a> {
    fn value(&self, setting: &Setting) -> Option<&'a Value> {
        self.values.values.get(setting.key).map(|(value, _)| value)
    }

    /// Returns a text, or the usual one.
    pub fn text(&self, setting: &Setting) -> Option<&'a str> {
        match (self.value(setting), setting.usual) {
            (Some(Value::Text(text)), _) => Some(text),
            (None, Usual::Text(usual)) if !self.is_given(setting) => Some(usual),
            _ => None,
        }
    }

    /// Returns a path.
    pub fn path(&self, setting: &Setting) -> Option<&'a Path> {
        self.text(setting).map(Path::new)
    }

    /// Returns a number, or the usual one.
    ///
    /// # Panics
    /// If the setting is no number.
    pub fn number(&self, setting: &Setting) -> u64 {
        match (self.value(setting), setting.usual) {
            (Some(Value::Number(number)), _) => *number,
            (_, Usual::Number(usual)) => usual,
            _ => panic!("{} is no number", setting.key),
        }
    }

    /// Returns a number that has no usual one.
    pub fn given_number(&self, setting: &Setting) -> Option<u64> {
        match self.value(setting) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Returns a number that fits in 32 bits by its bounds.
    pub fn small_number(&self, setting: &Setting) -> u32 {
        u32::try_from(self.number(setting)).expect("the bounds of the setting are those of 32 bits")
    }

    /// Returns a number of seconds.
    pub fn seconds(&self, setting: &Setting) -> std::time::Duration {
        std::time::Duration::from_secs(self.number(setting))
    }

    /// Returns whether a switch is on.
    pub fn is_on(&self, setting: &Setting) -> bool {
        matches!(self.value(setting), Some(Value::Switch(true)))
    }

    /// Returns the texts, or the usual one.
    pub fn texts(&self, setting: &Setting) -> Vec<String> {
        match (self.value(setting), setting.usual) {
            (Some(Value::Texts(all)), _) => all.clone(),
            (None, Usual::Text(usual)) if !self.is_given(setting) => vec![usual.to_owned()],
            _ => Vec::new(),
        }
    }

    /// Returns the keys of a claim: those of a list, or the one text with its dots; none where it is not given.
    pub fn claim(&self, setting: &Setting) -> Option<Result<&'a [String], &'a str>> {
        match (self.value(setting), setting.usual) {
            (Some(Value::Texts(keys)), _) => Some(Ok(keys)),
            (Some(Value::Text(text)), _) => Some(Err(text)),
            (None, Usual::Text(usual)) if !self.is_given(setting) => Some(Err(usual)),
            _ => None,
        }
    }

    /// Returns the texts by name.
    pub fn pairs(&self, setting: &Setting) -> BTreeMap<String, String> {
        match self.value(setting) {
            Some(Value::Pairs(all)) => all.clone(),
            _ => BTreeMap::new(),
        }
    }

    /// Returns a text as `parse` reads it; what it refuses is noted.
    pub fn parsed<T>(&self, setting: &Setting, parse: impl FnOnce(&'a str) -> Result<T, Message>) -> Option<T> {
        let text = self.text(setting)?;
        parse(text).map_err(|what| self.refuse(setting, what)).ok()
    }

    /// Returns whether somebody gave this setting, also where what they gave is wrong.
    pub fn is_given(&self, setting: &Setting) -> bool {
        self.values.values.contains_key(setting.key) || self.values.wrong.contains(setting.key)
    }

    /// Returns whether the section is there, or one of its settings is given.
    pub fn has_section(&self, name: &str) -> bool {
        let inside =
            |there: &String| there == name || there.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.values.sections.keys().any(inside)
    }

    /// Notes what is wrong with the value of a setting.
    pub fn refuse(&self, setting: &Setting, what: Message) {
        let place = self.values.values.get(setting.key).map(|(_, place)| place.clone());
        let section = || self.values.sections.get(setting.section()).cloned();
        self.given.refuse(place.or_else(section).unwrap_or(Place::Nowhere), setting.key.to_owned(), what);
    }

    /// Notes what is wrong with a section as a whole.
    pub fn refuse_section(&self, name: &str, what: Message) {
        let place = self.values.sections.get(name).cloned().unwrap_or(Place::Nowhere);
        self.given.refuse(place, String::new(), what);
    }
}

/// The options of the command line that give settings.
#[derive(Debug, Default)]
pub struct SettingArgs {
    /// What each gives, by option.
    pub flags: Vec<(&'static str, String)>,
}

fn with_flags() -> impl Iterator<Item = (&'static Setting, &'static str)> {
    ALL.iter().filter_map(|setting| setting.flag.map(|flag| (setting, flag)))
}

impl clap::FromArgMatches for SettingArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<SettingArgs, clap::Error> {
        let given = with_flags().filter_map(|(_, flag)| Some((flag, matches.get_one::<String>(flag)?.clone())));
        Ok(SettingArgs { flags: given.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = SettingArgs::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for SettingArgs {
    /// Adds an option for each setting that has one, with its meaning as help, in the language of the run.
    fn augment_args(command: Command) -> Command {
        with_flags().fold(command, |command, (setting, flag)| {
            let arg = Arg::new(flag).long(flag).value_name(setting.value_name());
            command.arg(arg.long_help(setting.help().in_language(crate::cli::language())))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        SettingArgs::augment_args(command)
    }
}

impl Setting {
    /// Returns the placeholder of a value on the command line; the catalogue has it in both languages.
    fn value_name(&self) -> &'static str {
        match (self.kind, self.key) {
            (super::Kind::Path, "data") => "DIR",
            (super::Kind::Path, _) => "FILE",
            (_, "listen") => "ADDR",
            _ => "URL",
        }
    }

    /// Returns its meaning as a message, with its variable and what counts without it.
    fn help(&self) -> Message {
        let variable = self.variable_name().unwrap_or_default();
        let meaning = sentence(crate::cli::language(), &self.meaning(), &[]);
        match self.usual {
            Usual::Text(usual) => {
                message!("config-help-usual", meaning = meaning, variable = variable, key = self.key, usual = usual)
            }
            Usual::Nothing | Usual::Number(_) => {
                message!("config-help", meaning = meaning, variable = variable, key = self.key)
            }
        }
    }
}
