//! Parses `FIELD=VALUE` into the data of an event: each value is parsed by the schema of its field.
//!
//! A title of digits stays a text, `true` in a text stays a word, and a list is split only where the field is a list. A
//! value that does not fit is passed on as typed, so that the error of the schema says what is expected.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use serde_json::{Map, Value};

use crate::domain::event_form::{Form, FormField, IN_CENTS, ValueForm};
use crate::domain::json;
use crate::domain::money::parse_euros;
use crate::domain::suggestions::nearest;
use crate::language::{Message, describe_io_error};
use crate::message;

/// Keys of an event that are options of the command instead.
const OPTIONS: [(&str, &str); 6] = [
    ("ingangsdatum", "--on"),
    ("ingangsdatumNauwkeurigheid", "--precision"),
    ("herstelt", "--corrects"),
    ("toelichtingWijziging", "--why"),
    ("id", "--id"),
    ("actor", "--actor"),
];
/// The largest text that is read from a file or from stdin: the largest field takes 20,000 characters.
const TEXT_BYTES_MAX: u64 = 1 << 20;

/// Parses the assignments into the keys of the event: `gegevens`, and `herkomst` when it is given.
///
/// # Errors
/// Everything that is wrong with the assignments.
pub fn parse_assignments(form: &Form, given: &[String]) -> Result<Map<String, Value>, Vec<Message>> {
    let mut event = Map::from_iter([("gegevens".to_owned(), Value::Object(Map::new()))]);
    let (mut wrong, mut stdin_by, mut cleared) = (Vec::new(), None, BTreeSet::new());
    for one in given {
        let read = parse_assignment(form, one).and_then(|(path, raw)| {
            let raw = read_text(&raw, one, &mut stdin_by)?;
            if cleared.contains(&shown(&path)) {
                return Err(message!("record-twice", field = shown(&path)));
            }
            set_value(form, &mut event, &path, &raw)?;
            cleared.extend((raw == "null").then(|| shown(&path)));
            Ok(())
        });
        wrong.extend(read.err());
    }
    if wrong.is_empty() { Ok(event) } else { Err(wrong) }
}

/// One step of a path: a key, or an index in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum KeyOrIndex {
    Key(String),
    Index(usize),
}

/// Splits `taakveld.code=6.81` into a path and the text after the first `=`.
fn parse_assignment(form: &Form, given: &str) -> Result<(Vec<KeyOrIndex>, String), Message> {
    let Some((name, value)) = given.split_once('=') else {
        return Err(message!(
            "record-no-equals",
            given = given,
            field = form.fields.first().map_or("veld", |field| &*field.name)
        ));
    };
    let name = name.strip_prefix("gegevens.").unwrap_or(name);
    let mut path = Vec::new();
    for part in name.split('.') {
        let (key, places) = part.split_once('[').map_or((part, ""), |(key, places)| (key, places));
        path.push(KeyOrIndex::Key(key.to_owned()));
        for place in places.split('[').filter(|place| !place.is_empty()) {
            let place = place.strip_suffix(']').and_then(|place| place.parse().ok()).filter(|place| *place < 1000);
            path.push(KeyOrIndex::Index(place.ok_or_else(|| message!("record-bad-place", field = name))?));
        }
    }
    Ok((path, value.to_owned()))
}

/// The text of the value, read from the file or stdin that `@FILE` or `-` names.
fn read_text(raw: &str, given: &str, stdin_by: &mut Option<String>) -> Result<String, Message> {
    let field = || given.split('=').next().unwrap_or_default().to_owned();
    let read = |source: &mut dyn std::io::Read, from: &str| {
        let mut bytes = Vec::new();
        source.take(TEXT_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|e| {
            message!("record-file-unreadable", field = field(), file = from, why = describe_io_error(&e))
        })?;
        if bytes.len() as u64 > TEXT_BYTES_MAX {
            return Err(message!("record-too-large", field = field(), file = from));
        }
        let text = String::from_utf8(bytes).map_err(|_| message!("record-no-text", field = field(), file = from))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
        Ok(text.to_owned())
    };
    match raw.strip_prefix('@') {
        Some(literal) if literal.starts_with('@') => Ok(literal.to_owned()),
        Some(path) => match std::fs::File::open(Path::new(path)) {
            Ok(mut file) => read(&mut file, path),
            Err(e) => {
                Err(message!("record-file-unreadable", field = field(), file = path, why = describe_io_error(&e)))
            }
        },
        None if raw == "-" => match stdin_by.replace(field()) {
            Some(other) => Err(message!("record-stdin-twice", field = field(), other = other)),
            None => read(&mut std::io::stdin().lock(), "-"),
        },
        None => Ok(raw.to_owned()),
    }
}

/// Sets one value in the event.
fn set_value(form: &Form, event: &mut Map<String, Value>, path: &[KeyOrIndex], raw: &str) -> Result<(), Message> {
    let Some(KeyOrIndex::Key(first)) = path.first() else { unreachable!("a path begins with a key") };
    let (field, euros) = match form.field(first) {
        Some(field) => (field, false),
        None => match form.field(&format!("{first}{IN_CENTS}")) {
            Some(field) => (field, true),
            None => return Err(unknown_field(form.fields.iter().chain(&form.provenance), first, "")),
        },
    };
    let value_at = ValueTarget { name: shown(path), nullable: field.nullable };
    let data = if form.provenance.iter().any(|other| other.name == field.name) {
        event
    } else {
        let Some(Value::Object(data)) = event.get_mut("gegevens") else { unreachable!("it was put there") };
        data
    };
    let slot = data.entry(field.name.clone()).or_insert(Value::Null);
    if euros {
        let cents = parse_euros(raw).ok_or_else(|| message!("record-no-euros", field = &**first, value = raw))?;
        return set_once(slot, &value_at, cents.into());
    }
    set_at_path(slot, &field.shape, &path[1..], raw, value_at)
}

/// The target of a value, with its name as typed.
struct ValueTarget {
    name: String,
    nullable: bool,
}

fn set_at_path(
    slot: &mut Value,
    shape: &ValueForm,
    rest: &[KeyOrIndex],
    raw: &str,
    spot: ValueTarget,
) -> Result<(), Message> {
    let at = |spot: ValueTarget, field: &FormField| ValueTarget { nullable: field.nullable, ..spot };
    match (shape, rest) {
        (ValueForm::List(of), []) => add(slot, of, raw, &spot),
        (_, []) => {
            let value = single(shape, raw, &spot)?;
            set_once(slot, &spot, value)
        }
        (ValueForm::Object(parts), [KeyOrIndex::Key(key), rest @ ..]) => {
            match parts.iter().find(|part| part.name == *key) {
                Some(part) => {
                    let inner = object(slot, &spot)?.entry(key.clone()).or_insert(Value::Null);
                    set_at_path(inner, &part.shape, rest, raw, at(spot, part))
                }
                None => Err(unknown_field(parts, key, &spot.name)),
            }
        }
        (ValueForm::Keyed(of), [KeyOrIndex::Key(key), rest @ ..]) => {
            let inner = object(slot, &spot)?.entry(key.clone()).or_insert(Value::Null);
            set_at_path(inner, of, rest, raw, ValueTarget { nullable: false, ..spot })
        }
        (ValueForm::List(of), [KeyOrIndex::Index(place), rest @ ..]) => {
            let items = list(slot, &spot)?;
            if *place > items.len() {
                return Err(message!("record-place-skipped", field = &spot.name, next = items.len()));
            }
            if *place == items.len() {
                items.push(Value::Null);
            }
            set_at_path(&mut items[*place], of, rest, raw, ValueTarget { nullable: false, ..spot })
        }
        (ValueForm::List(of), [KeyOrIndex::Key(_), ..]) if matches!(**of, ValueForm::Object(_)) => {
            let (field, rest) = spot.name.split_once('.').unwrap_or((&spot.name, ""));
            Err(message!("record-list-needs-place", field = field, part = rest))
        }
        (_, [_, ..]) => Err(message!("record-no-parts", field = &spot.name)),
    }
}

/// Parses a value that is no list.
fn single(shape: &ValueForm, raw: &str, spot: &ValueTarget) -> Result<Value, Message> {
    if raw == "null" {
        return if spot.nullable { Ok(Value::Null) } else { Err(message!("record-not-cleared", field = &spot.name)) };
    }
    Ok(match shape {
        ValueForm::Text(_)
        | ValueForm::Token(_)
        | ValueForm::Word(_)
        | ValueForm::Integer(..)
        | ValueForm::Flag
        | ValueForm::Choice(_) => shape.typed(raw),
        ValueForm::Object(parts) => {
            whole_json(raw, spot, '{', &parts.iter().map(|part| &*part.name).collect::<Vec<_>>())?
        }
        ValueForm::Keyed(_) => whole_json(raw, spot, '{', &["…"])?,
        ValueForm::List(_) => unreachable!("a list is added to"),
    })
}

/// Adds to a list: `a,b`, one more item, or a whole JSON list.
fn add(slot: &mut Value, of: &ValueForm, raw: &str, spot: &ValueTarget) -> Result<(), Message> {
    if raw == "null" {
        return set_once(slot, spot, single(&ValueForm::Flag, raw, spot)?);
    }
    let more = match (raw.chars().next(), of) {
        (Some('['), _) => match whole_json(raw, spot, '[', &[])? {
            Value::Array(more) => more,
            other => vec![other],
        },
        (None, _) => Vec::new(),
        (Some('{'), ValueForm::Object(_)) => vec![single(of, raw, spot)?],
        (_, ValueForm::Object(parts)) => {
            let part = parts.first().map_or("", |part| &part.name);
            return Err(message!("record-list-needs-place", field = &spot.name, part = part));
        }
        (Some(_), _) => {
            let item = ValueTarget { name: spot.name.clone(), nullable: false };
            raw.split(',').map(|one| single(of, one.trim(), &item)).collect::<Result<_, _>>()?
        }
    };
    list(slot, spot)?.extend(more);
    Ok(())
}

/// Parses a value that was typed as JSON.
fn whole_json(raw: &str, spot: &ValueTarget, opens: char, parts: &[&str]) -> Result<Value, Message> {
    if !raw.starts_with(opens) {
        let examples: Vec<String> = parts.iter().map(|part| format!("{}.{part}=…", spot.name)).collect();
        return Err(message!("record-has-parts", field = &spot.name, parts = examples.join(", ")));
    }
    json::parse(raw.as_bytes()).map_err(|error| {
        let (_, column) = json::error_position(raw.as_bytes(), &error);
        message!("record-bad-json", field = &spot.name, column = column, why = json::error_reason(&error))
    })
}

fn set_once(slot: &mut Value, spot: &ValueTarget, value: Value) -> Result<(), Message> {
    if !slot.is_null() {
        return Err(message!("record-twice", field = &spot.name));
    }
    *slot = value;
    Ok(())
}

fn object<'v>(slot: &'v mut Value, spot: &ValueTarget) -> Result<&'v mut Map<String, Value>, Message> {
    if slot.is_null() {
        *slot = Value::Object(Map::new());
    }
    slot.as_object_mut().ok_or_else(|| message!("record-twice", field = &spot.name))
}

fn list<'v>(slot: &'v mut Value, spot: &ValueTarget) -> Result<&'v mut Vec<Value>, Message> {
    if slot.is_null() {
        *slot = Value::Array(Vec::new());
    }
    slot.as_array_mut().ok_or_else(|| message!("record-twice", field = &spot.name))
}

fn unknown_field<'f>(fields: impl IntoIterator<Item = &'f FormField>, name: &str, inside: &str) -> Message {
    let known: Vec<&str> = fields.into_iter().map(|field| &*field.name).collect();
    let typed = match inside.rsplit_once('.') {
        Some((above, _)) => format!("{above}.{name}"),
        None => name.to_owned(),
    };
    if let Some((_, option)) = OPTIONS.iter().find(|(key, _)| *key == typed) {
        return message!("record-is-option", field = typed, option = *option);
    }
    match nearest(name, known.iter().copied()).as_slice() {
        [] => message!("record-no-such-field", field = typed, known = known.join(", ")),
        near => message!("record-unknown-field", field = typed, near = near.join(", ")),
    }
}

fn shown(path: &[KeyOrIndex]) -> String {
    let mut name = String::new();
    for step in path {
        match step {
            KeyOrIndex::Key(key) if name.is_empty() => name.push_str(key),
            KeyOrIndex::Key(key) => {
                name.push('.');
                name.push_str(key);
            }
            KeyOrIndex::Index(place) => name.push_str(&format!("[{place}]")),
        }
    }
    name
}
