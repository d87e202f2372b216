//! The form that tries an operation: a field for each parameter. It leads to the address that is asked; with a script the
//! answer shows below it.

use maud::{Markup, html};
use serde_json::Value;

use super::{Described, FOLDER, TRY, name};
use crate::address::Address;
use crate::json::{list, text};
use crate::language::Message;
use crate::message;
use crate::reader::Reader;

/// Returns the form.
pub(super) fn form(reader: Reader, one: &Described<'_>) -> Markup {
    let say = |told: Message| reader.say(&told);
    html! {
        h3 { (say(message!("page-api-try"))) }
        form.try method="get" action=(Address::of(&[FOLDER, TRY, one.id()])) data-bezig=(say(message!("page-api-busy")))
            data-meer=(say(message!("page-api-longer"))) data-bestand=(say(message!("page-api-file"))) data-weg=(say(message!("page-api-gone"))) {
            div.choices {
                @for parameter in one.asked() { (field(reader, one, parameter)) }
                button type="submit" { (say(message!("page-api-ask"))) span.hidden { " " (one.id()) } }
            }
            div.answer hidden {
                p role="status" {}
                details { summary { (say(message!("page-api-headers"))) } pre.head {} }
                pre.body tabindex="0" {}
            }
        }
    }
}

/// Returns the field of a parameter. A choice has an empty one, which leaves the parameter out.
fn field(reader: Reader, one: &Described<'_>, parameter: &Value) -> Markup {
    let (id, schema) = (format!("{}-{}", one.id(), name(parameter)), &parameter["schema"]);
    let is_required = parameter["required"] == true;
    let options: Vec<&str> = match text(schema, "type") {
        Some("boolean") => vec!["true", "false"],
        _ => list(schema, "enum").iter().filter_map(Value::as_str).collect(),
    };
    let kind = match (text(schema, "type"), text(schema, "format")) {
        (Some("integer"), _) => "number",
        (_, Some("date")) => "date",
        _ => "text",
    };
    html! {
        div.field {
            label for=(id) {
                code { (name(parameter)) }
                @if is_required { " " span.subtle { (reader.say(&message!("recording-required"))) } }
            }
            @if options.is_empty() { input type=(kind) id=(id) name=(name(parameter)) required[is_required] autocomplete="off"; }
            @else {
                select id=(id) name=(name(parameter)) required[is_required] {
                    option value="" { (reader.say(&message!("page-api-not-asked"))) }
                    @for option in options { option value=(option) { (option) } }
                }
            }
        }
    }
}
