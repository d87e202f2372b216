//! The fields of a form: a control for each form of a value, with its label, what it means, and what is wrong with it.

use maud::{Markup, html};
use serde_json::Value;

use super::form_page::FormPage;
use super::typed::{CLEARS, ROW_KEY, ROW_VALUE, TICKED};
use super::{Choice, ChoiceSource};
use crate::domain::event_form::{FormField, ValueForm};
use crate::domain::ids::SubjectKind;
use crate::domain::schema::form_of;
use crate::domain::time::{DAY_PATTERN, Day};
use crate::language::Message;
use crate::message;
use crate::reader::Reader;
use crate::render::{labels, wording};

/// A text of at most so many characters is asked on one line.
const LINE_MAX: u64 = 300;

/// With more than so many choices a field is typed, with the choices as suggestions.
const SELECT_MAX: usize = 200;

/// The open rows that a list offers besides what it holds.
const OPEN_ROWS: usize = 2;

/// Returns the id of the element of a field.
pub(crate) fn id_of(path: &str) -> String {
    path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// What stands around a control.
pub(crate) struct Around<'a> {
    /// The name of the input, which is that of its errors too.
    pub path: &'a str,
    /// The label.
    pub label: String,
    /// What it means and holds.
    pub hint: String,
    /// Whether it must be filled in.
    pub required: bool,
}

/// Returns a control of an event with its label, its hint and its errors, and what somebody else recorded meanwhile.
pub(super) fn labelled(asked: &FormPage<'_>, around: &Around<'_>, control: impl FnOnce(&str) -> Markup) -> Markup {
    let errors = errors_of(asked, around.path);
    ask(asked.reader, around, &errors, |described| {
        html! { (control(described)) (meanwhile(asked, around.path)) }
    })
}

/// Returns a control with its label, its hint and its errors. `control` gets the ids of what describes it.
pub(crate) fn ask(
    reader: Reader,
    around: &Around<'_>,
    errors: &[&Message],
    control: impl FnOnce(&str) -> Markup,
) -> Markup {
    let id = id_of(around.path);
    let mut described = Vec::new();
    described.extend((!around.hint.is_empty()).then(|| format!("{id}-hint")));
    described.extend((!errors.is_empty()).then(|| format!("{id}-fout")));
    html! {
        div.ask.wrong[!errors.is_empty()] {
            label for=(id) {
                (around.label)
                @if around.required { " " span.subtle { (reader.say(&message!("recording-required"))) } }
            }
            @if !around.hint.is_empty() { p.hint id=(format!("{id}-hint")) { (around.hint) } }
            (told(reader, &id, errors))
            (control(&described.join(" ")))
        }
    }
}

fn told(reader: Reader, id: &str, errors: &[&Message]) -> Markup {
    html! {
        @if !errors.is_empty() {
            p.error id=(format!("{id}-fout")) {
                @for (at, error) in errors.iter().enumerate() { @if at > 0 { br; } (wording::capital(&reader.say(error))) }
            }
        }
    }
}

fn errors_of<'a>(asked: &'a FormPage<'_>, path: &str) -> Vec<&'a Message> {
    asked.errors.iter().filter(|error| error.field == path).map(|error| &error.message).collect()
}

/// Returns what somebody else recorded in this field meanwhile, beside what is typed here.
fn meanwhile(asked: &FormPage<'_>, path: &str) -> Markup {
    let key = path.strip_prefix("gegevens.").unwrap_or(path);
    let now = asked.meanwhile.iter().rev().find_map(|row| {
        let changes = row["wijzigingen"].as_array()?;
        changes.iter().find(|change| change["veld"] == key).map(|change| &change["naar"])
    });
    html! {
        @if let Some(now) = now {
            p.meanwhile {
                (asked.reader.say(&message!("recording-meanwhile-now", value = crate::render::text::value_in_words(asked.reader.language, key, now))))
            }
        }
    }
}

/// Returns a field with all its parts.
pub(super) fn field(asked: &FormPage<'_>, field: &FormField, path: &str) -> Markup {
    let language = asked.reader.language;
    // The English meanings come from the code, which marks names.
    let meaning = wording::capital(&field.meaning_in(language).replace('`', ""));
    match &field.shape {
        ValueForm::List(of) => group(asked, field, path, &meaning, &rows(asked, field, of, path)),
        ValueForm::Object(parts) => group(asked, field, path, &meaning, &self::parts(asked, parts, path)),
        ValueForm::Keyed(of) => group(asked, field, path, &meaning, &table(asked, of, path)),
        shape @ (ValueForm::Text(_)
        | ValueForm::Token(_)
        | ValueForm::Word(_)
        | ValueForm::Choice(_)
        | ValueForm::Integer(..)
        | ValueForm::Flag) => {
            let holds = if field.is_amount() { Some(message!("recording-euros")) } else { holds(field, shape) };
            let hint = [
                Some(meaning).filter(|_| !field.is_amount()),
                holds.map(|holds| wording::capital(&asked.reader.say(&holds))),
            ];
            let around = Around {
                path,
                label: label(asked, field),
                hint: hint.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". "),
                required: is_required(field, path),
            };
            html! {
                (labelled(asked, &around, |described| control(asked, field, shape, path, described)))
                @if is_clearable(asked, field, path) { (clears(asked, field, path)) }
            }
        }
    }
}

fn label(asked: &FormPage<'_>, field: &FormField) -> String {
    let name = labels::field(asked.reader.language, &field.name);
    if field.is_amount() { format!("{name} (€)") } else { name }
}

/// Returns true for a field that each event of the type has. A part of a field is needed only where the field is used.
fn is_required(field: &FormField, path: &str) -> bool {
    field.required && path.strip_prefix("gegevens.").is_some_and(|name| name == field.name)
}

/// Returns true for a field that a change may clear: one with a value may lose it.
fn is_clearable(asked: &FormPage<'_>, field: &FormField, path: &str) -> bool {
    asked.kind.is_change() && field.nullable && path.starts_with("gegevens.")
}

fn clears(asked: &FormPage<'_>, field: &FormField, path: &str) -> Markup {
    let name = format!("{CLEARS}{path}");
    let id = id_of(&name);
    let label = labels::label_in_sentence(asked.reader.language, &field.name);
    html! {
        p.tick {
            input type="checkbox" id=(id) name=(name) value=(TICKED) checked[asked.typed.get(&name) == TICKED];
            label for=(id) { (asked.reader.say(&message!("recording-clear", field = label))) }
        }
    }
}

fn group(asked: &FormPage<'_>, field: &FormField, path: &str, meaning: &str, inside: &Markup) -> Markup {
    let id = id_of(path);
    let errors = errors_of(asked, path);
    let described = (!errors.is_empty()).then(|| format!("{id}-fout"));
    html! {
        fieldset.ask.wrong[!errors.is_empty()] id=(id) tabindex="-1" aria-describedby=[described] {
            legend {
                (label(asked, field))
                @if is_required(field, path) { " " span.subtle { (asked.reader.say(&message!("recording-required"))) } }
            }
            @if !meaning.is_empty() { p.hint { (meaning) } }
            (told(asked.reader, &id, &errors))
            (inside)
            @if is_clearable(asked, field, path) { (clears(asked, field, path)) }
        }
    }
}

fn parts(asked: &FormPage<'_>, parts: &[FormField], path: &str) -> Markup {
    html! { @for part in parts { (field(asked, part, &format!("{path}.{}", part.name))) } }
}

/// Returns the rows of a list, and open ones for more.
fn rows(asked: &FormPage<'_>, of_list: &FormField, of: &ValueForm, path: &str) -> Markup {
    let (reader, held) = (asked.reader, asked.typed.rows(path));
    html! {
        @for row in 0..held + OPEN_ROWS {
            @let at = format!("{path}[{row}]");
            @let name = reader.say(&message!("recording-row", number = row + 1));
            @match of {
                ValueForm::Object(parts) => {
                    @if row <= held {
                        fieldset.row { legend { (name) } (self::parts(asked, parts, &at)) }
                    }
                }
                of => {
                    (labelled(asked, &Around { path: &at, label: name, hint: String::new(), required: false },
                        |described| control(asked, of_list, of, &at, described)))
                }
            }
        }
    }
}

/// Returns the rows of a table of values by a key, such as a year.
fn table(asked: &FormPage<'_>, of: &ValueForm, path: &str) -> Markup {
    let (reader, typed) = (asked.reader, asked.typed);
    let input = |at: &str, name: &Message, error_at: &str| {
        let around = Around { path: at, label: reader.say(name), hint: String::new(), required: false };
        let errors = errors_of(asked, error_at);
        html! {
            (labelled(asked, &around, |described| line(at, typed.get(at), described, false)))
            @for error in errors { p.error { (wording::capital(&reader.say(error))) } }
        }
    };
    html! {
        @for row in 0..typed.rows(path) + OPEN_ROWS {
            @let key = format!("{path}[{row}].{ROW_KEY}");
            fieldset.row {
                legend { (reader.say(&message!("recording-row", number = row + 1))) }
                (input(&key, &message!("recording-row-year"), ""))
                @let value = format!("{path}[{row}].{ROW_VALUE}");
                (input(&value, &message!("label-waarde"), &format!("{path}.{}", typed.get(&key))))
                @if let Some(holds) = holds_of(of) { p.hint { (wording::capital(&reader.say(&holds))) } }
            }
        }
    }
}

/// Returns what a field takes, where its control does not show it.
fn holds(field: &FormField, shape: &ValueForm) -> Option<Message> {
    if ChoiceSource::of(field).is_some_and(|source| source != ChoiceSource::Owners) {
        return None;
    }
    holds_of(shape)
}

fn holds_of(shape: &ValueForm) -> Option<Message> {
    match shape {
        ValueForm::Text(most) => Some(message!("record-holds-text", most = *most)),
        ValueForm::Token(pattern) if pattern != DAY_PATTERN => Some(form_of(pattern)),
        ValueForm::Integer(least, most) if *most < i64::from(u32::MAX) => {
            Some(message!("record-holds-whole", least = *least, most = most.to_string()))
        }
        ValueForm::Token(_)
        | ValueForm::Word(_)
        | ValueForm::Choice(_)
        | ValueForm::Integer(..)
        | ValueForm::Flag
        | ValueForm::List(_)
        | ValueForm::Object(_)
        | ValueForm::Keyed(_) => None,
    }
}

fn control(asked: &FormPage<'_>, field: &FormField, shape: &ValueForm, path: &str, described: &str) -> Markup {
    let (reader, value) = (asked.reader, asked.typed.get(path));
    let required = is_required(field, path);
    if let Some(choices) = choices(asked, field) {
        return chosen(asked, path, &choices, described, required);
    }
    let yes_or_no = |word: &str| match word {
        "true" => reader.say(&message!("recording-yes")),
        "false" => reader.say(&message!("recording-no")),
        other => other.to_owned(),
    };
    let told = |value: &str, told: String| Choice { value: value.to_owned(), told };
    match shape {
        ValueForm::Text(most) if *most > LINE_MAX => area(path, value, described, required),
        ValueForm::Token(pattern) if pattern == DAY_PATTERN => day(path, value, described, required),
        ValueForm::Word(all) => words(asked, all.iter().map(|(word, _)| word.as_str()), path, (described, required)),
        ValueForm::Choice(values) => {
            let all: Vec<Choice> =
                values.iter().map(Value::to_string).map(|value| told(&value, yes_or_no(&value))).collect();
            select(asked, path, &all, described, required)
        }
        ValueForm::Flag => {
            let all = ["true", "false"].map(|value| told(value, yes_or_no(value)));
            select(asked, path, &all, described, required)
        }
        ValueForm::Text(_)
        | ValueForm::Token(_)
        | ValueForm::Integer(..)
        | ValueForm::List(_)
        | ValueForm::Object(_)
        | ValueForm::Keyed(_) => line(path, value, described, required),
    }
}

/// Returns a list of words to choose from.
pub(super) fn words<'w>(
    asked: &FormPage<'_>,
    all: impl Iterator<Item = &'w str>,
    path: &str,
    (described, required): (&str, bool),
) -> Markup {
    let name = |word: &str| wording::capital(&wording::words(asked.reader.language, word));
    let all: Vec<Choice> = all.map(|word| Choice { value: word.to_owned(), told: name(word) }).collect();
    select(asked, path, &all, described, required)
}

/// Returns what a field is chosen from; none where it is typed.
fn choices(asked: &FormPage<'_>, field: &FormField) -> Option<Vec<Choice>> {
    let of_kind = |kind: SubjectKind| asked.choices.subjects.get(&kind).cloned().unwrap_or_default();
    Some(match ChoiceSource::of(field)? {
        ChoiceSource::Kind(kind) => of_kind(kind),
        ChoiceSource::Anything => {
            [SubjectKind::Node, SubjectKind::Case].into_iter().flat_map(|kind| full(asked, kind)).collect()
        }
        ChoiceSource::Owners => asked.choices.owners.clone(),
        ChoiceSource::Notes => asked.choices.notes.clone(),
    })
}

/// Returns the subjects of a kind by kind and id.
pub(super) fn full(asked: &FormPage<'_>, kind: SubjectKind) -> Vec<Choice> {
    let all = asked.choices.subjects.get(&kind).map_or(&[][..], Vec::as_slice);
    let full =
        |choice: &Choice| Choice { value: format!("{}/{}", kind.name(), choice.value), told: choice.told.clone() };
    all.iter().map(full).collect()
}

/// Returns a list to choose from, or a line with suggestions where there are many, or where something else may be typed.
pub(super) fn chosen(asked: &FormPage<'_>, path: &str, choices: &[Choice], described: &str, required: bool) -> Markup {
    let value = asked.typed.get(path);
    // A department may be a new one, and a round names programmes of which nothing is recorded yet.
    let is_free = path == "gegevens.eigenaar" || path.starts_with("gegevens.programmas");
    if !is_free && (1..=SELECT_MAX).contains(&choices.len()) {
        return select(asked, path, choices, described, required);
    }
    let id = id_of(path);
    let list = format!("{id}-keuzes");
    let described = Some(described).filter(|ids| !ids.is_empty());
    html! {
        input type="text" id=(id) name=(path) value=(value) list=[(!choices.is_empty()).then_some(&list)] autocomplete="off"
            aria-describedby=[described] required[required];
        @if !choices.is_empty() {
            datalist id=(list) { @for choice in choices { option value=(choice.value) { (choice.told) } } }
        }
    }
}

fn select(asked: &FormPage<'_>, path: &str, choices: &[Choice], described: &str, required: bool) -> Markup {
    choice_list(asked.reader, (path, asked.typed.get(path)), choices, described, required)
}

/// Returns a list to choose from, of which the value is chosen.
pub(crate) fn choice_list(
    reader: Reader,
    (path, value): (&str, &str),
    choices: &[Choice],
    described: &str,
    required: bool,
) -> Markup {
    let described = Some(described).filter(|ids| !ids.is_empty());
    let is_listed = value.is_empty() || choices.iter().any(|choice| choice.value == value);
    html! {
        select id=(id_of(path)) name=(path) aria-describedby=[described] required[required] {
            option value="" { (reader.say(&message!("recording-choose"))) }
            // What was typed elsewhere, or does not stand any more, stays.
            @if !is_listed { option value=(value) selected { (value) } }
            @for choice in choices { option value=(choice.value) selected[choice.value == value] { (choice.told) } }
        }
    }
}

/// Returns a field for a day. A text that is no day is shown as it was typed, which such a field would hide.
pub(crate) fn day(path: &str, value: &str, described: &str, required: bool) -> Markup {
    if !value.is_empty() && Day::parse(value).is_err() {
        return line(path, value, described, required);
    }
    let described = Some(described).filter(|ids| !ids.is_empty());
    html! { input type="date" id=(id_of(path)) name=(path) value=(value) aria-describedby=[described] required[required]; }
}

pub(crate) fn line(path: &str, value: &str, described: &str, required: bool) -> Markup {
    let described = Some(described).filter(|ids| !ids.is_empty());
    html! {
        input type="text" id=(id_of(path)) name=(path) value=(value) autocomplete="off" aria-describedby=[described] required[required];
    }
}

pub(crate) fn area(path: &str, value: &str, described: &str, required: bool) -> Markup {
    let described = Some(described).filter(|ids| !ids.is_empty());
    // A browser drops the first line end of a text area.
    html! {
        textarea id=(id_of(path)) name=(path) rows="5" aria-describedby=[described] required[required] { "\n" (value) }
    }
}
