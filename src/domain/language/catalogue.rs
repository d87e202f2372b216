//! The sentences of each language, compiled into the program and parsed once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Argument, Language, amount, time, words};
use crate::field::Field;

/// Declares the areas, each of which is a file in both folders.
macro_rules! areas {
    ($($area:literal)*) => {
        const DUTCH: &[(&str, &str)] = &[$(($area, include_str!(concat!("nl/", $area, ".ftl")))),*];
        const ENGLISH: &[(&str, &str)] = &[$(($area, include_str!(concat!("en/", $area, ".ftl")))),*];
    };
}

areas! {
    "access"
    "agenda"
    "audit"
    "backup"
    "command-line"
    "common"
    "comparison"
    "controle"
    "extract"
    "finance"
    "findings"
    "forms"
    "help"
    "http"
    "labels"
    "log"
    "openid"
    "paginas"
    "projections"
    "record"
    "report"
    "review"
    "rules"
    "series"
    "serve"
    "service"
    "settings"
    "subscriptions"
    "vastleggen"
    "vaststellen"
    "volgen"
    "watch"
    "words"
}

type Bundle = FluentBundle<FluentResource>;

fn sources(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Dutch => DUTCH,
        Language::English => ENGLISH,
    }
}

fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 2] = [const { OnceLock::new() }; 2];
    BUNDLES[language as usize].get_or_init(|| {
        let tag: LanguageIdentifier = language.tag().parse().expect("both tags are of BCP 47");
        let mut bundle = Bundle::new_concurrent(vec![tag]);
        // Terminals and JSON would show the isolation marks of right-to-left text; no language here needs them.
        bundle.set_use_isolating(false);
        for (area, text) in sources(language) {
            let resource = FluentResource::try_new((*text).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{}/{area}.ftl: {errors:?}; a test reads each", language.tag()));
            // A duplicate name keeps its first sentence, which is no reason to end a program. A test finds it.
            let added = bundle.add_resource(resource);
            debug_assert!(added.is_ok(), "{}/{area}.ftl: {added:?}", language.tag());
        }
        bundle
    })
}

/// The start of the name of a label: `label-bedrag-in-centen` is that of the field `bedragInCenten`.
const LABEL: &str = "label-";

/// Returns the sentence called `name`. A label that is missing follows from its field. Any other name that is missing is
/// returned as it is; a test checks all names in both languages.
pub fn sentence(language: Language, name: &str, arguments: &[(&'static str, Argument)]) -> String {
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(name).and_then(|message| message.value()) else {
        let label = name.strip_prefix(LABEL).and_then(|words| field_label(language, &joined(words)));
        debug_assert!(label.is_some(), "no message {name} in {}", language.tag());
        return label.unwrap_or_else(|| name.to_owned());
    };
    let mut values = FluentArgs::with_capacity(arguments.len());
    for (key, argument) in arguments {
        values.set(*key, value(language, argument));
    }
    let mut errors = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
    debug_assert!(errors.is_empty(), "{name} in {}: {errors:?}", language.tag());
    said
}

/// Returns the label of the field `key` of a JSON document: the message `label-bedrag-in-centen` for `bedragInCenten`,
/// or else the name of the field in the catalogue of fields. `None` for a key without a label. A point leads into an
/// object, as in `taakveld.code`.
pub fn label(language: Language, key: &str) -> Option<String> {
    let name = format!("{LABEL}{}", separated(key, '-'));
    if bundle(language).has_message(&name) {
        return Some(sentence(language, &name, &[]));
    }
    field_label(language, key)
}

/// Returns the label that follows from the declaration of a field: its name.
pub(super) fn field_label(language: Language, key: &str) -> Option<String> {
    let english = Field::from_name(key)?.english_name()?;
    Some(with_capital(&match language {
        Language::Dutch => separated(key, ' '),
        Language::English => english.to_owned(),
    }))
}

/// Returns the key whose words these are: `vervangenDoor` for `vervangen-door`.
fn joined(words: &str) -> String {
    let mut parts = words.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |key, word| key + &with_capital(word))
}

/// Returns a key in small letters, with `between` between its words: `vervangenDoor` as `vervangen door`.
fn separated(key: &str, between: char) -> String {
    let mut words = String::with_capacity(key.len() + 4);
    for c in key.chars() {
        match c {
            '.' => words.push(between),
            c if c.is_ascii_uppercase() => words.extend([between, c.to_ascii_lowercase()]),
            c => words.push(c),
        }
    }
    words
}

fn with_capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn value(language: Language, argument: &Argument) -> FluentValue<'static> {
    match argument {
        Argument::Text(text) => FluentValue::from(text.clone()),
        Argument::Number(number) => FluentValue::from(*number),
        Argument::Day(date) => FluentValue::from(time::day(language, *date)),
        Argument::Moment(moment) => FluentValue::from(time::moment(language, *moment)),
        Argument::KnownDay(iso, precision) => {
            FluentValue::from(time::day_as_known(language, iso, precision.as_deref()))
        }
        Argument::Amount(cents) => FluentValue::from(amount::euros(language, *cents)),
        Argument::Word(token) => FluentValue::from(words::word(language, token)),
        Argument::Message(message) => FluentValue::from(message.in_language(language)),
        Argument::List(messages) => {
            let said: Vec<String> = messages.iter().map(|message| message.in_language(language)).collect();
            FluentValue::from(said.join(", "))
        }
    }
}

/// Returns the files of a language, by area.
#[cfg(test)]
pub(super) fn texts(language: Language) -> &'static [(&'static str, &'static str)] {
    sources(language)
}

/// Returns the names of all messages of a language, with the area of each. Panics if a name occurs twice.
///
/// Every argument of the command line asks for one, so the catalogue is read once.
pub fn names(language: Language) -> &'static BTreeMap<String, &'static str> {
    static DUTCH: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| read_names(Language::Dutch));
    static ENGLISH: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| read_names(Language::English));
    match language {
        Language::Dutch => &DUTCH,
        Language::English => &ENGLISH,
    }
}

fn read_names(language: Language) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for (area, text) in sources(language) {
        for line in text.lines() {
            let name = line.split(" =").next().unwrap_or_default();
            let is_name = line.contains(" =") && name.starts_with(|c: char| c.is_ascii_lowercase());
            if is_name && !name.contains(' ') {
                let twice = found.insert(name.to_owned(), *area);
                assert_eq!(twice, None, "{name} stands twice in {}", language.tag());
            }
        }
    }
    found
}

/// Returns the variables that each message of a language uses, without `$`.
pub fn variables(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in sources(language).iter().flat_map(|(_, text)| text.lines()) {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            line.split(" =").next().unwrap_or_default().clone_into(&mut current);
            found.entry(current.clone()).or_default();
        }
        if line.starts_with('#') {
            continue;
        }
        for part in line.split('$').skip(1) {
            let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(part.len());
            found.entry(current.clone()).or_default().insert(part[..end].to_owned());
        }
    }
    found
}
