//! The form for a new webhook: everything that was typed, and what is wrong at the top and beside each field.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{FOLDER, SubscriptionsPage};
use crate::address::Address;
use crate::domain::event::EventType;
use crate::domain::proposal::FieldError;
use crate::language::Message;
use crate::message;
use crate::parts::event_kind;
use crate::recording::TICKED;
use crate::render::wording;

/// The inputs of the form. Their names are the places in the order of the API; `startNa` is the position of `start`.
const INPUTS: [&str; 10] = [
    "url",
    "filter.types",
    "filter.onderwerp",
    "filter.onderdeel",
    ARRIVALS,
    "vorm",
    "start",
    "startNa",
    "geheim",
    "token",
];

/// The box for what takes effect on a day.
const ARRIVALS: &str = "ingegaan";

/// The word in `start` for a position, which stands in `startNa`.
const AFTER: &str = "na";

/// What was typed, by the names of the inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedInputs(Vec<(String, String)>);

/// Returns the names that the form does not have.
pub fn unknown_inputs(pairs: &[(String, String)]) -> Vec<&str> {
    pairs.iter().map(|(name, _)| name.as_str()).filter(|name| input_of(name).is_none()).collect()
}

impl TypedInputs {
    /// Takes what a form sent.
    pub const fn new(pairs: Vec<(String, String)>) -> TypedInputs {
        TypedInputs(pairs)
    }

    fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(other, _)| input_of(other) == Some(name)).map(|(_, value)| value.trim())
    }

    /// Returns what was typed as the order that the API takes. What was left open is left out.
    pub fn order(&self) -> Value {
        let mut order = json!({ "filter": {} });
        for name in ["url", "vorm", "geheim", "token"] {
            put(&mut order, name, self.get(name));
        }
        match self.get("start") {
            // Text that is no position is refused as a start.
            AFTER => {
                let typed = self.get("startNa");
                order["start"] = typed.parse::<u64>().map_or_else(|_| typed.into(), Value::from);
            }
            start => put(&mut order, "start", start),
        }
        for name in ["onderwerp", "onderdeel"] {
            put(&mut order["filter"], name, self.get(&format!("filter.{name}")));
        }
        if self.get(ARRIVALS) == TICKED {
            order[ARRIVALS] = true.into();
        }
        let types: Vec<&str> = self.all("filter.types").filter(|kind| !kind.is_empty()).collect();
        if !types.is_empty() {
            order["filter"]["types"] = types.into();
        }
        order
    }
}

fn put(order: &mut Value, name: &str, value: &str) {
    if !value.is_empty() {
        order[name] = value.into();
    }
}

/// Returns the input that an error is about, or that a box to tick belongs to: `filter.types[3]` is one of `filter.types`.
fn input_of(field: &str) -> Option<&'static str> {
    let field = field.split('[').next().unwrap_or_default();
    INPUTS.into_iter().find(|name| *name == field)
}

fn id_of(name: &str) -> String {
    name.replace('.', "-")
}

fn label(name: &str) -> Message {
    match name {
        "url" => message!("page-subscriptions-address"),
        "filter.types" => message!("page-subscriptions-types"),
        "filter.onderwerp" => message!("page-subscriptions-subject"),
        "filter.onderdeel" => message!("page-subscriptions-node"),
        ARRIVALS => message!("page-subscriptions-arrivals"),
        "vorm" => message!("page-subscriptions-shape"),
        "start" => message!("page-subscriptions-start"),
        "startNa" => message!("page-subscriptions-start-after"),
        "geheim" => message!("page-subscriptions-secret"),
        _ => message!("page-subscriptions-token"),
    }
}

/// Returns everything that is wrong, each with a link to its field.
pub(super) fn summary(asked: &SubscriptionsPage<'_>) -> Markup {
    let reader = asked.reader;
    html! {
        @if !asked.errors.is_empty() {
            div.warning role="alert" {
                h2 { (reader.say(&message!("page-subscriptions-not-yet"))) }
                ul {
                    @for error in asked.errors {
                        li {
                            @match input_of(&error.field) {
                                Some(name) => { a href=(format!("#{}", id_of(name))) { (reader.say(&label(name))) } ": " },
                                None => @if !error.field.is_empty() { (error.field) ": " },
                            }
                            (reader.say(&error.message))
                        }
                    }
                }
            }
        }
    }
}

/// Returns the form.
pub(super) fn form(asked: &SubscriptionsPage<'_>) -> Markup {
    let reader = asked.reader;
    let typed = asked.typed;
    let say = |told: Message| reader.say(&told);
    let is_open = !asked.errors.is_empty();
    let line = |name: &'static str, kind: &'static str, hint: Message, required: bool| {
        ask(asked, name, &hint, |described| {
            html! {
                input type=(kind) id=(id_of(name)) name=(name) value=(typed.get(name)) required[required] autocomplete="off"
                    aria-describedby=(described) aria-invalid=[is_wrong(asked, name).then_some("true")];
            }
        })
    };
    html! {
        details.new-one open[is_open] {
            summary { (say(message!("page-subscriptions-new"))) }
            p { (say(message!("page-subscriptions-new-how"))) }
            form.record method="post" action=(Address::of(&[FOLDER]).read_by(reader)) novalidate {
                (line("url", "url", message!("page-subscriptions-address-hint"), true))
                (types(asked))
                (line("filter.onderwerp", "text", message!("page-subscriptions-subject-hint"), false))
                (line("filter.onderdeel", "text", message!("page-subscriptions-node-hint"), false))
                p.tick.alone {
                    input type="checkbox" id=(ARRIVALS) name=(ARRIVALS) value=(TICKED) checked[typed.get(ARRIVALS) == TICKED];
                    label for=(ARRIVALS) { (say(message!("page-subscriptions-arrivals"))) }
                }
                (choice(asked, "vorm", &message!("page-subscriptions-shape-hint"), &[
                    ("dun", message!("page-subscriptions-thin")), ("volledig", message!("page-subscriptions-full")),
                ]))
                (choice(asked, "start", &message!("page-subscriptions-start-hint"), &[
                    ("hoofd", message!("page-subscriptions-head")), ("begin", message!("page-subscriptions-begin")),
                    (AFTER, message!("page-subscriptions-after")),
                ]))
                (line("startNa", "text", message!("page-subscriptions-start-after-hint", head = asked.head), false))
                (line("geheim", "password", message!("page-subscriptions-secret-hint"), false))
                (line("token", "password", message!("page-subscriptions-token-hint"), false))
                p.hint { (say(message!("page-subscriptions-asks"))) }
                button.primary type="submit" { (say(message!("page-subscriptions-make"))) }
            }
        }
    }
}

fn errors_of<'a>(asked: &'a SubscriptionsPage<'_>, name: &str) -> Vec<&'a FieldError> {
    asked.errors.iter().filter(|error| input_of(&error.field) == Some(name)).collect()
}

fn is_wrong(asked: &SubscriptionsPage<'_>, name: &str) -> bool {
    !errors_of(asked, name).is_empty()
}

/// Returns a control with its label, its hint and its errors. `control` gets the ids of what describes it.
fn ask(asked: &SubscriptionsPage<'_>, name: &str, hint: &Message, control: impl FnOnce(&str) -> Markup) -> Markup {
    let (reader, id) = (asked.reader, id_of(name));
    let wrong = is_wrong(asked, name);
    let described = if wrong { format!("{id}-hint {id}-fout") } else { format!("{id}-hint") };
    html! {
        div.ask.wrong[wrong] {
            label for=(id) {
                (reader.say(&label(name)))
                @if name == "url" { " " span.subtle { (reader.say(&message!("recording-required"))) } }
            }
            p.hint id=(format!("{id}-hint")) { (reader.say(hint)) }
            (wrongs(asked, name))
            (control(&described))
        }
    }
}

fn wrongs(asked: &SubscriptionsPage<'_>, name: &str) -> Markup {
    let errors = errors_of(asked, name);
    html! {
        @if !errors.is_empty() {
            p.error id=(format!("{}-fout", id_of(name))) {
                @for (at, error) in errors.iter().enumerate() { @if at > 0 { br; } (wording::capital(&asked.reader.say(&error.message))) }
            }
        }
    }
}

fn choice(asked: &SubscriptionsPage<'_>, name: &str, hint: &Message, of: &[(&str, Message)]) -> Markup {
    ask(asked, name, hint, |described| {
        html! {
            select id=(id_of(name)) name=(name) aria-describedby=(described) {
                @for (value, told) in of { option value=(value) selected[asked.typed.get(name) == *value] { (asked.reader.say(told)) } }
            }
        }
    })
}

/// Returns a box to tick for each type of event.
fn types(asked: &SubscriptionsPage<'_>) -> Markup {
    let (reader, name) = (asked.reader, "filter.types");
    let chosen: Vec<&str> = asked.typed.all(name).collect();
    html! {
        fieldset.ask.wrong[is_wrong(asked, name)] id=(id_of(name)) {
            legend { (reader.say(&label(name))) }
            p.hint { (reader.say(&message!("page-subscriptions-types-hint"))) }
            (wrongs(asked, name))
            ul.ticks {
                @for (at, kind) in EventType::ALL.iter().enumerate() {
                    @let (value, id) = (kind.full_name(), format!("type-{}", id_of(kind.name())));
                    li {
                        input type="checkbox" id=(id) name=(format!("{name}[{at}]")) value=(value) checked[chosen.contains(&value.as_str())];
                        label for=(id) { (event_kind(reader.language, kind.name())) }
                    }
                }
            }
        }
    }
}
