//! Reads the configuration file: TOML, held against the table of settings, with everything that is wrong and where.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::given::{Given, Place, Value, in_range};
use super::shown::shown as told;
use super::{ALL, Kind, PROVIDERS, Setting};
use crate::language::Message;
use crate::message;

/// The most providers: a municipality has one or two.
const PROVIDERS_MAX: usize = 16;

/// Reads the text of the file.
pub fn read(text: &str, given: &mut Given) {
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        Reader { text, given }.table(document.get_ref(), "", None);
        return;
    }
    // What the parser made of the rest would only give problems that are none.
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        given.refuse(Place::Line(line(text, at)), String::new(), message!("config-no-toml"));
    }
}

/// Returns the line of a place in the text, from 1.
fn line(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

struct Reader<'a> {
    text: &'a str,
    given: &'a mut Given,
}

impl Reader<'_> {
    /// Reads a table of the file, of which `section` is the name with those above it.
    fn table(&mut self, table: &DeTable<'_>, section: &str, provider: Option<usize>) {
        for (name, value) in table {
            let place = Place::Line(line(self.text, name.span().start));
            let path =
                if section.is_empty() { name.get_ref().to_string() } else { format!("{section}.{}", name.get_ref()) };
            if let Some(setting) = ALL.iter().find(|setting| setting.key == path) {
                self.setting(setting, value, provider, place);
            } else if ALL
                .iter()
                .any(|setting| setting.key.strip_prefix(&path).is_some_and(|rest| rest.starts_with('.')))
            {
                self.section(&path, value, place);
            } else {
                let known = message!("config-unknown-key", key = path.as_str(), known = known_in(section).join(", "));
                self.given.refuse(place, String::new(), known);
            }
        }
    }

    fn section(&mut self, path: &str, value: &Spanned<DeValue<'_>>, place: Place) {
        match value.get_ref() {
            DeValue::Table(inner) if path != PROVIDERS => {
                self.given.table(None).sections.entry(path.to_owned()).or_insert(place);
                self.table(inner, path, None);
            }
            DeValue::Array(all) if path == PROVIDERS => {
                self.given.table(None).sections.entry(path.to_owned()).or_insert_with(|| place.clone());
                if all.len() > PROVIDERS_MAX {
                    let most = message!("config-openid-many", max = PROVIDERS_MAX);
                    self.given.refuse(place, String::new(), most);
                    return;
                }
                for (at, one) in all.iter().enumerate() {
                    let place = Place::Line(line(self.text, one.span().start));
                    let DeValue::Table(inner) = one.get_ref() else {
                        self.given.refuse(place, path.to_owned(), message!("config-section", section = path));
                        continue;
                    };
                    self.given.table(Some(at)).sections.insert(path.to_owned(), place);
                    self.table(inner, path, Some(at));
                }
            }
            _ => self.given.refuse(place, String::new(), message!("config-section", section = path)),
        }
    }

    fn setting(&mut self, setting: &Setting, value: &Spanned<DeValue<'_>>, provider: Option<usize>, place: Place) {
        match of_kind(setting.kind, value.get_ref()) {
            Ok(value) => self.given.put(provider, setting, value, place),
            Err(what) => {
                let shown = self.text.get(value.span()).unwrap_or_default();
                let what = what.unwrap_or_else(|| message!("config-value", found = first_line(&told(shown))));
                self.given.refuse_value(provider, setting, place, what);
            }
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(60).collect()
}

/// Returns the keys and the sections that a section has.
fn known_in(section: &str) -> Vec<&'static str> {
    let mut known: Vec<&'static str> = Vec::new();
    for setting in ALL {
        let rest = if section.is_empty() {
            Some(setting.key)
        } else {
            setting.key.strip_prefix(section).and_then(|rest| rest.strip_prefix('.'))
        };
        let Some(name) = rest.and_then(|rest| rest.split('.').next()) else { continue };
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

/// Reads a value as one of its kind; the error is what is wrong, where the value itself does not say so.
fn of_kind(kind: Kind, value: &DeValue<'_>) -> Result<Value, Option<Message>> {
    match (kind, value) {
        (Kind::Text | Kind::Path | Kind::Claim, DeValue::String(text)) => Ok(Value::Text(text.to_string())),
        (Kind::Switch, DeValue::Boolean(is_on)) => Ok(Value::Switch(*is_on)),
        (Kind::Number(least, most), DeValue::Integer(number)) => {
            let digits = number.as_str().replace('_', "");
            let read = u64::from_str_radix(&digits, number.radix()).ok();
            // A negative number is too small, and one of too many digits too large: both are out of the bounds.
            let read = read.unwrap_or(if digits.starts_with('-') && least > 0 { 0 } else { u64::MAX });
            in_range(read, (least, most)).map_err(Some)
        }
        (Kind::Texts | Kind::Claim, DeValue::Array(all)) => {
            let text = |one: &Spanned<DeValue<'_>>| match one.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                _ => None,
            };
            all.iter().map(text).collect::<Option<_>>().map(Value::Texts).ok_or(None)
        }
        (Kind::Pairs, DeValue::Table(table)) => {
            let pair = |(name, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
                let DeValue::String(text) = value.get_ref() else { return None };
                Some((name.get_ref().to_string(), text.to_string()))
            };
            table.iter().map(pair).collect::<Option<_>>().map(Value::Pairs).ok_or(None)
        }
        _ => Err(None),
    }
}
