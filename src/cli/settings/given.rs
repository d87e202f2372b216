//! What was given for each setting, by whom, and everything that is wrong with it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::section::Section;
use super::{ALL, Kind, PROVIDERS, Setting, file};
use crate::language::Message;
use crate::message;

/// The folder in which systemd puts the credentials of a service, and how a path names it.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// The value of a setting.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of a text or a path.
    Text(String),
    /// Of a number.
    Number(u64),
    /// Of a switch.
    Switch(bool),
    /// Of several texts, or of a claim by its keys.
    Texts(Vec<String>),
    /// Of texts by name.
    Pairs(BTreeMap<String, String>),
}

/// Where a value was given. The order is that in which problems are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// On this line of the file, from 1.
    Line(usize),
    /// By this variable of the environment.
    Variable(String),
    /// By this option of the command line.
    Flag(&'static str),
    /// Nowhere: it is missing.
    Nowhere,
}

/// What one table gives: the top of the file with what stands in its sections, or one provider.
#[derive(Debug, Default)]
pub struct Values {
    /// The values, by key.
    pub values: BTreeMap<&'static str, (Value, Place)>,
    /// The keys of values that are none, which count as given.
    pub wrong: BTreeSet<&'static str>,
    /// The sections that are there, with their first place.
    pub sections: BTreeMap<String, Place>,
}

/// Something that is wrong.
#[derive(Debug)]
pub struct SettingProblem {
    /// Where.
    pub place: Place,
    /// With which setting or section; empty for the file as a whole.
    pub about: String,
    /// What.
    pub what: Message,
}

/// Where the values come from.
#[derive(Default)]
pub struct Sources<'a> {
    /// The file, with its text.
    pub file: Option<(&'a Path, String)>,
    /// The environment.
    pub environment: Vec<(String, OsString)>,
    /// What the command line gives, by option.
    pub flags: Vec<(&'static str, String)>,
}

/// Everything that was given.
#[derive(Debug, Default)]
pub struct Given {
    file: Option<PathBuf>,
    top: Values,
    providers: Vec<Values>,
    problems: RefCell<Vec<SettingProblem>>,
}

impl<'a> Sources<'a> {
    /// Returns those of this process.
    ///
    /// # Errors
    /// Why the file can not be read.
    pub fn of_process(
        file: Option<&'a Path>,
        flags: Vec<(&'static str, String)>,
    ) -> Result<Sources<'a>, (PathBuf, std::io::Error)> {
        let read = |path: &'a Path| {
            std::fs::read_to_string(path).map(|text| (path, text)).map_err(|error| (path.to_owned(), error))
        };
        let named = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        Ok(Sources { file: file.map(read).transpose()?, environment: named.collect(), flags })
    }
}

impl Given {
    /// Reads all sources: the command line goes before the environment, and that before the file.
    pub fn read(sources: Sources<'_>) -> Given {
        let mut given = Given { file: sources.file.as_ref().map(|(path, _)| (*path).to_owned()), ..Given::default() };
        let credentials = sources.environment.iter().find(|(name, _)| name == CREDENTIALS).map(|(_, value)| value);
        let credentials = credentials.map(PathBuf::from);
        if let Some((_, text)) = &sources.file {
            file::read(text, &mut given);
        }
        let outside = ALL.iter().filter(|setting| setting.section() != PROVIDERS);
        for setting in outside {
            let variable = setting.variable_name().and_then(|name| {
                let (_, value) = sources.environment.iter().find(|(given, _)| *given == name)?;
                Some((Place::Variable(name), value.to_string_lossy().into_owned()))
            });
            // An empty variable is how many programs leave one out.
            let variable = variable.filter(|(_, text)| !text.is_empty());
            let flag = sources.flags.iter().find(|(flag, _)| Some(*flag) == setting.flag);
            let flag = flag.map(|(flag, text)| (Place::Flag(flag), text.clone()));
            // What a stronger source replaces is checked as well: it is wrong all the same.
            for (place, text) in variable.into_iter().chain(flag) {
                given.top.wrong.remove(setting.key);
                match parse(setting.kind, &text) {
                    Ok(value) => given.put(None, setting, value, place),
                    Err(what) => given.refuse_value(None, setting, place, what),
                }
            }
        }
        given.expand(credentials.as_deref());
        given
    }

    /// Reads the text of a file, without other sources.
    #[cfg(test)]
    pub fn of_text(text: &str) -> Given {
        Given::read(Sources { file: Some((Path::new("test.toml"), text.to_owned())), ..Sources::default() })
    }

    /// Keeps a value, of the top or of a provider.
    pub fn put(&mut self, provider: Option<usize>, setting: &Setting, value: Value, place: Place) {
        let values = self.table(provider);
        if !setting.section().is_empty() {
            values.sections.entry(setting.section().to_owned()).or_insert_with(|| place.clone());
        }
        values.values.insert(setting.key, (value, place));
    }

    /// Notes that a value is none.
    pub fn refuse_value(&mut self, provider: Option<usize>, setting: &Setting, place: Place, what: Message) {
        self.table(provider).wrong.insert(setting.key);
        self.refuse(place, setting.key.to_owned(), what);
    }

    /// Notes something that is wrong.
    pub fn refuse(&self, place: Place, about: String, what: Message) {
        self.problems.borrow_mut().push(SettingProblem { place, about, what });
    }

    /// Returns a table of values: of a provider, or the top.
    pub fn table(&mut self, provider: Option<usize>) -> &mut Values {
        match provider {
            None => &mut self.top,
            Some(at) => {
                while self.providers.len() <= at {
                    self.providers.push(Values::default());
                }
                &mut self.providers[at]
            }
        }
    }

    /// Puts the folder of credentials in the paths that name it.
    fn expand(&mut self, credentials: Option<&Path>) {
        let prefix = format!("${CREDENTIALS}/");
        let mut missing = Vec::new();
        for values in std::iter::once(&mut self.top).chain(&mut self.providers) {
            for setting in ALL.iter().filter(|setting| setting.kind == Kind::Path) {
                let Some((Value::Text(text), place)) = values.values.get_mut(setting.key) else { continue };
                let Some(name) = text.strip_prefix(&prefix) else { continue };
                match credentials {
                    Some(folder) => *text = folder.join(name).display().to_string(),
                    None => {
                        values.wrong.insert(setting.key);
                        missing.push((place.clone(), setting.key.to_owned()));
                    }
                }
            }
            let wrong = std::mem::take(&mut values.wrong);
            values.values.retain(|key, _| !wrong.contains(key));
            values.wrong = wrong;
        }
        for (place, key) in missing {
            self.refuse(place, key, message!("config-no-credentials"));
        }
    }

    /// Returns the settings outside the providers.
    pub fn top(&self) -> Section<'_> {
        Section { given: self, values: &self.top }
    }

    /// Returns the settings of each provider.
    pub fn providers(&self) -> impl Iterator<Item = Section<'_>> {
        self.providers.iter().map(|values| Section { given: self, values })
    }

    /// Returns everything that is wrong, each once, in the order of the file and then of the other sources.
    pub fn problems(&self) -> Vec<Message> {
        let mut found: Vec<(Place, Message)> = Vec::new();
        for SettingProblem { place, about, what } in self.problems.borrow().iter() {
            let what = if about.is_empty() {
                what.clone()
            } else {
                message!("config-key", key = about.as_str(), what = what.clone())
            };
            let file = self.file.as_deref().map_or_else(String::new, |path| path.display().to_string());
            let told = match place {
                Place::Line(line) => message!("config-line", file = file, line = *line, what = what),
                Place::Variable(name) => message!("config-key", key = name.as_str(), what = what),
                Place::Flag(flag) => message!("config-key", key = format!("--{flag}"), what = what),
                Place::Nowhere => what,
            };
            if !found.iter().any(|(_, other)| *other == told) {
                found.push((place.clone(), told));
            }
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found.into_iter().map(|(_, told)| told).collect()
    }
}

/// Reads the text of a variable or an option as a value.
fn parse(kind: Kind, text: &str) -> Result<Value, Message> {
    match kind {
        Kind::Text | Kind::Path => Ok(Value::Text(text.to_owned())),
        Kind::Number(least, most) => match text.parse() {
            Ok(number) => in_range(number, (least, most)),
            Err(_) => Err(message!("config-value", found = text)),
        },
        Kind::Switch => match text {
            "true" => Ok(Value::Switch(true)),
            "false" => Ok(Value::Switch(false)),
            _ => Err(message!("config-switch", found = text)),
        },
        Kind::Texts => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Ok(Value::Texts(parts.map(str::to_owned).collect()))
        }
        Kind::Claim | Kind::Pairs => Err(message!("config-in-file-only")),
    }
}

/// Returns a number that is within its bounds.
///
/// # Errors
/// Which they are.
pub fn in_range(number: u64, (least, most): (u64, u64)) -> Result<Value, Message> {
    if (least..=most).contains(&number) {
        return Ok(Value::Number(number));
    }
    Err(message!("use-number-between", least = least.to_string(), most = most.to_string()))
}
