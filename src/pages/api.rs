//! The API described for people, from its OpenAPI document: by purpose, each operation with what it takes, answers and
//! refuses, and a form that tries it (`attempt`).

mod attempt;

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::address::Address;
use crate::assets::Script;
use crate::frame::{Frame, Section, Viewer, document};
use crate::json::{list, text};
use crate::language::{Language, Message};
use crate::message;
use crate::parts::{script, scrolled};
use crate::reader::Reader;

/// The first part of the address.
pub const FOLDER: &str = "api";
/// The part of an address below which operations are tried.
pub const TRY: &str = "proberen";

/// The base path of the API. The paths of the document stand below it.
pub const BASE: &str = "/v1";

/// The contents of the page.
pub struct ApiPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// The OpenAPI document.
    pub document: &'a Value,
    /// The address of the service.
    pub base: &'a str,
}

/// An operation of the document.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// Its path below [`BASE`], with parameters in braces.
    pub path: &'a str,
    /// Its method, in lower case.
    pub method: &'a str,
    /// What the document says of it.
    pub operation: &'a Value,
}

impl<'a> Described<'a> {
    /// Returns its parameters in the query and the path, which a form can ask.
    pub fn asked(&self) -> impl Iterator<Item = &'a Value> {
        let asked = |one: &&Value| matches!(text(one, "in"), Some("query" | "path"));
        list(self.operation, "parameters").iter().filter(asked)
    }

    /// Returns true if a form can try it: it reads, and its answer ends.
    pub fn can_be_tried(&self) -> bool {
        let answers = self.operation["responses"].as_object().into_iter().flat_map(Map::values);
        let is_endless = |answer: &Value| answer["content"]["text/event-stream"].is_object();
        self.method == "get" && !answers.into_iter().any(is_endless)
    }

    fn id(&self) -> &'a str {
        text(self.operation, "operationId").unwrap_or_default()
    }
}

/// Returns the operations of a document, in its order.
pub fn operations(document: &Value) -> impl Iterator<Item = Described<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| Described { path, method, operation })
    })
}

/// Returns the page.
pub fn page(asked: &ApiPage<'_>) -> String {
    let reader = asked.reader;
    let say = |told: Message| reader.say(&told);
    let frame = Frame {
        reader,
        here: Address::of(&[FOLDER]),
        title: say(message!("page-api-title")),
        section: Some(Section::Api),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! {
            p.lead { (say(message!("page-api-lead"))) }
            ul.tools {
                li { a href=(Address::of(&["v1", "openapi.json"])) { (say(message!("page-api-document"))) } }
                li { a href=(Address::of(&["abonnementen"]).read_by(reader)) { (say(message!("page-api-follow"))) } }
            }
        },
    };
    let content = html! {
        p { (say(message!("page-api-how"))) }
        pre.line tabindex="0" { code { "curl '" (asked.base) (BASE) "/rapportage?geldigOp=2019-04-01'" } }
        p lang=[dutch(reader)] { (text(&asked.document["info"], "description").unwrap_or_default().replace('`', "")) }
        nav.filters aria-label=(say(message!("page-api-groups"))) {
            ul { @for tag in list(asked.document, "tags") { li { a href=(format!("#{}", name(tag))) lang=[dutch(reader)] { (name(tag)) } } } }
        }
        @for tag in list(asked.document, "tags") { (group(asked, tag)) }
        (script(Script::Try))
    };
    document(&frame, &content)
}

fn name(tag: &Value) -> &str {
    text(tag, "name").unwrap_or_default()
}

/// Returns the language of the document for a reader of another.
fn dutch(reader: Reader) -> Option<&'static str> {
    (reader.language != Language::Dutch).then(|| Language::Dutch.tag())
}

fn group(asked: &ApiPage<'_>, tag: &Value) -> Markup {
    let reader = asked.reader;
    let of_group = |one: &Described<'_>| list(one.operation, "tags").iter().any(|of| of.as_str() == Some(name(tag)));
    html! {
        section.operations aria-labelledby=(name(tag)) {
            h2 id=(name(tag)) lang=[dutch(reader)] { (crate::render::wording::capital(name(tag))) }
            p lang=[dutch(reader)] { (text(tag, "description").unwrap_or_default()) "." }
            @for one in operations(asked.document).filter(of_group) { (operation(reader, &one)) }
        }
    }
}

fn operation(reader: Reader, one: &Described<'_>) -> Markup {
    let say = |told: Message| reader.say(&told);
    let parameters = list(one.operation, "parameters");
    html! {
        details.operation id=(one.id()) {
            summary {
                code.method { (one.method.to_ascii_uppercase()) } " " code { (BASE) (one.path) }
                span.what lang=[dutch(reader)] { (text(one.operation, "summary").unwrap_or_default()) }
            }
            @if !parameters.is_empty() {
                h3 { (say(message!("page-api-takes"))) }
                (scrolled(&say(message!("page-api-takes")), &table(reader, parameters)))
            }
            @if let Some(content) = one.operation["requestBody"]["content"].as_object() {
                h3 { (say(message!("page-api-body"))) }
                p { (content_in_words(content)) }
            }
            (answers(reader, one))
            @if one.can_be_tried() { (attempt::form(reader, one)) }
        }
    }
}

fn table(reader: Reader, parameters: &[Value]) -> Markup {
    let say = |told: Message| reader.say(&told);
    html! {
        table {
            thead { tr {
                th scope="col" { (say(message!("page-api-name"))) }
                th scope="col" { (say(message!("page-api-place"))) }
                th scope="col" { (say(message!("page-api-values"))) }
                th scope="col" { (say(message!("page-api-meaning"))) }
            } }
            tbody {
                @for one in parameters {
                    tr {
                        th scope="row" { code { (name(one)) } @if one["required"] == true { " " span.mark { (say(message!("page-api-required"))) } } }
                        td { (say(place(one))) }
                        td { (values(&one["schema"])) }
                        td.prose lang=[dutch(reader)] { (text(one, "description").unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

fn place(parameter: &Value) -> Message {
    match text(parameter, "in").unwrap_or_default() {
        "path" => message!("page-api-in-path"),
        "header" => message!("page-api-in-header"),
        _ => message!("page-api-in-query"),
    }
}

/// The most values that stand in the table; the field of the form has them all.
const VALUES_SHOWN: usize = 6;

/// Returns what a schema allows, in the words of the document: values, format, bounds.
fn values(schema: &Value) -> String {
    let options = list(schema, "enum");
    if !options.is_empty() {
        let shown: Vec<&str> = options.iter().filter_map(Value::as_str).take(VALUES_SHOWN).collect();
        return shown.join(", ") + if options.len() > VALUES_SHOWN { ", …" } else { "" };
    }
    let either = list(schema, "oneOf");
    if !either.is_empty() {
        return either.iter().map(values).collect::<Vec<_>>().join(" | ");
    }
    let bounds = [("minimum", "≥ "), ("maximum", "≤ "), ("default", "= ")];
    let bounds = bounds
        .into_iter()
        .filter(|(key, _)| !schema[*key].is_null())
        .map(|(key, sign)| format!("{sign}{}", schema[key]));
    let kind = text(schema, "format").or_else(|| text(schema, "type")).map(str::to_owned);
    let value = schema.get("const").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    kind.or(value).or_else(|| reference(schema)).into_iter().chain(bounds).collect::<Vec<_>>().join(" ")
}

/// Returns the name of the schema that one refers to.
fn reference(schema: &Value) -> Option<String> {
    text(schema, "$ref").and_then(|path| path.rsplit('/').next()).map(str::to_owned)
}

/// Returns the media types of a body, each with the name of its schema where it has one.
fn content_in_words(content: &Map<String, Value>) -> Markup {
    html! {
        @for (at, (kind, of)) in content.iter().enumerate() {
            @if at > 0 { ", " }
            code { (kind) }
            @let schema = &of["schema"];
            @let names: Vec<String> = std::iter::once(schema).chain(list(schema, "oneOf")).filter_map(reference).collect();
            @let items = reference(&schema["items"]).map(|name| format!("[{name}]"));
            @let names: Vec<String> = names.into_iter().chain(items).collect();
            @if !names.is_empty() { " (" (names.join(", ")) ")" }
        }
    }
}

/// Returns what it answers, and what it refuses with which code.
fn answers(reader: Reader, one: &Described<'_>) -> Markup {
    let say = |told: Message| reader.say(&told);
    let all = || one.operation["responses"].as_object().into_iter().flatten();
    let is_problem = |status: &str| status.starts_with(['4', '5']);
    let refusals = list(&one.operation["responses"]["400"], "x-weigeringen");
    let statuses: Vec<&str> = all().map(|(status, _)| status.as_str()).filter(|status| is_problem(status)).collect();
    html! {
        h3 { (say(message!("page-api-answers"))) }
        ul {
            @for (status, answer) in all().filter(|(status, _)| !is_problem(status)) {
                li {
                    strong { (status) } " " span lang=[dutch(reader)] { (text(answer, "description").unwrap_or_default()) }
                    @if let Some(content) = answer["content"].as_object() { " " (content_in_words(content)) }
                }
            }
            @if !statuses.is_empty() { li { (say(message!("page-api-problems", statuses = statuses.join(", ")))) } }
        }
        @if !refusals.is_empty() {
            h3 { (say(message!("page-api-refusals"))) }
            ul {
                @for refusal in refusals {
                    li {
                        code { (text(refusal, "veld").unwrap_or_default()) } ": " code { (text(refusal, "code").unwrap_or_default()) }
                        ", " span lang=[dutch(reader)] { (text(refusal, "wanneer").unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
