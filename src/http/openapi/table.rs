//! The table of routes: every operation of the service, with what goes in and what comes out; one file an area.

mod backup;
mod bundle;
mod comparison;
mod events;
mod findings;
mod log;
mod reports;
mod rounds;
mod running;
mod subjects;
mod subscriptions;
mod tlog;

use schemars::{JsonSchema as _, SchemaGenerator};
use serde_json::{Value, json};

use super::reference;
use crate::domain::time::{DAY_PATTERN, Instant};
use crate::http::accept::Form;
use crate::http::events::{PAGE_DEFAULT, PAGE_MAX};
use crate::http::subjects::RESOURCES;

/// The groups of operations.
pub const TAGS: [(&str, &str); 7] = [
    ("gebeurtenissen", "Wat is vastgelegd, in de volgorde van het logboek"),
    ("rapportage", "De stand voor een peildatum"),
    ("onderwerpen", "Onderdelen, dossiers, voorzieningen en wat er meer is, met hun geschiedenis"),
    ("logboek", "Het logboek als geheel: meenemen, inlezen, narekenen"),
    ("abonnementen", "Wie van nieuwe gebeurtenissen hoort: webhooks"),
    ("bewijs", "Checkpoints, tegels en bewijzen: nagaan zonder ons te vertrouwen"),
    ("beheer", "Beschrijving en bewaking van de dienst"),
];

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// In lower case.
    pub method: &'static str,
    /// With parameters in braces.
    pub path: String,
    /// Unique.
    pub id: String,
    /// One of `TAGS`.
    pub tag: &'static str,
    /// What it does.
    pub summary: String,
    /// What may be asked.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Content>,
    /// What comes back when it goes well.
    pub answers: Vec<Answer>,
    /// The statuses of the problems it may answer.
    pub problems: Vec<u16>,
}

/// Something that may be asked.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub what: &'static str,
    /// What it may be.
    pub schema: Value,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

impl Place {
    /// The word of the standard.
    pub const fn name(self) -> &'static str {
        match self {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        }
    }
}

/// A body.
#[derive(Debug, Clone)]
pub enum Content {
    /// JSON by this schema.
    Json(Value),
    /// JSON by this schema, or by `Accept` the same as CSV or a workbook.
    Forms(Value),
    /// Lines of JSON, each by this schema.
    Lines(Value),
    /// Server-sent events, the data of each by this schema.
    Events(Value),
    /// Plain text.
    Text,
    /// HTML.
    Page,
    /// No body.
    Nothing,
    /// Bytes without a form of their own.
    Bytes,
    /// A zip.
    Archive,
}

impl Content {
    /// What it may come as.
    pub const fn media_types(&self) -> &'static [&'static str] {
        match self {
            Content::Json(_) => &["application/json"],
            Content::Forms(_) => const { &[Form::Json.media_type(), Form::Csv.media_type(), Form::Xlsx.media_type()] },
            Content::Lines(_) => &["application/x-ndjson"],
            // A stream is told by what is in it as well.
            Content::Events(_) => &[crate::http::stream::MEDIA_TYPE, crate::subscriptions::cloud_event::MEDIA_TYPE],
            Content::Text => &["text/plain"],
            Content::Page => &["text/html"],
            Content::Bytes => &["application/octet-stream"],
            Content::Archive => &[crate::http::bundle::ZIP],
            Content::Nothing => &[],
        }
    }
}

/// One good answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// What it means.
    pub what: &'static str,
    /// Its body.
    pub content: Content,
    /// Headers beside those that every answer has.
    pub headers: Vec<&'static str>,
}

/// Every operation, in the order of the document.
pub fn operations() -> Vec<Operation> {
    let mut all = vec![
        events::append(),
        events::feed(),
        events::stream(),
        events::record(),
        reports::report(),
        reports::round_report(),
        comparison::comparison(),
    ];
    all.extend([rounds::sealings(), rounds::seal()]);
    all.extend([findings::findings(), findings::finance()]);
    for (resource, kind) in RESOURCES {
        all.extend([subjects::list(resource, kind), subjects::one(resource, kind), subjects::history(resource, kind)]);
        all.push(subjects::audit(resource, kind));
    }
    all.extend([log::export(), log::import(), log::verification()]);
    all.extend(backup::all());
    all.extend(subscriptions::subscriptions());
    all.extend(bundle::all());
    all.extend(tlog::all());
    all.extend(running::running());
    all
}

fn operation(method: &'static str, path: &str, id: &str, tag: &'static str, summary: &str) -> Operation {
    // Any request may be addressed to another host or want another form; what changes something may come from the page of another; and but for what
    // tells of the service itself, any may be more than the service bears at the moment.
    let mut problems = if method == "get" { vec![400, 406, 421, 500] } else { vec![400, 403, 406, 421, 500] };
    if tag != "beheer" {
        problems.push(503);
    }
    Operation {
        method,
        path: path.to_owned(),
        id: id.to_owned(),
        tag,
        summary: summary.to_owned(),
        parameters: Vec::new(),
        body: None,
        answers: Vec::new(),
        problems,
    }
}

impl Operation {
    fn asks(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Operation {
        self.parameters.extend(parameters);
        self
    }
    fn sends(mut self, body: Content) -> Operation {
        self.body = Some(body);
        self.problems.extend([408, 413, 415, 503, 507]);
        self
    }
    fn answers(mut self, status: u16, what: &'static str, content: Content) -> Operation {
        self.answers.push(Answer { status, what, content, headers: Vec::new() });
        self
    }
    /// Answers with a document in each of its forms, unless the client has it already.
    fn answers_forms(self, what: &'static str, schema: Value) -> Operation {
        self.answers(200, what, Content::Forms(schema)).with_headers(&["ETag", "Link"]).unless_unchanged()
    }
    fn with_headers(mut self, headers: &[&'static str]) -> Operation {
        let last = self.answers.last_mut().expect("called after an answer");
        last.headers.extend(headers);
        self
    }
    /// Who has the answer already, and says so, is told so.
    fn unless_unchanged(mut self) -> Operation {
        self.parameters.push(Parameter {
            name: "If-None-Match",
            place: Place::Header,
            required: false,
            what: "De ETag van een eerder antwoord: is het nog hetzelfde, dan volgt 304 zonder inhoud.",
            schema: json!({ "type": "string" }),
        });
        self.answers(304, "Het antwoord is nog dat van de ETag in If-None-Match.", Content::Nothing)
            .with_headers(&["ETag"])
    }
    fn or_problems(mut self, statuses: &[u16]) -> Operation {
        self.problems.extend(statuses);
        self
    }
}

fn query(name: &'static str, what: &'static str, schema: Value) -> Parameter {
    Parameter { name, place: Place::Query, required: false, what, schema }
}

fn path_id(what: &'static str, schema: Value) -> Parameter {
    Parameter { name: "id", place: Place::Path, required: true, what, schema }
}

fn day() -> Parameter {
    let what = "De dag waarvoor de stand geldt; zonder: vandaag, in Amsterdam.";
    query("geldigOp", what, json!({ "type": "string", "format": "date", "pattern": DAY_PATTERN }))
}

fn known() -> [Parameter; 2] {
    let moment =
        "Het moment waarop iets bekend was; niet na nu en niet voor de eerste gebeurtenis. Niet samen met positie.";
    let position = "De laatste positie die meetelt; zonder: de laatste die er is.";
    [
        query("beschikbaarOp", moment, instant()),
        query("positie", position, json!({ "type": "integer", "minimum": 1, "maximum": POSITION_MAX })),
    ]
}

/// Positions and versions stay below 2^32.
const POSITION_MAX: u32 = u32::MAX;

/// Who records.
const ACTOR: &str = "^[A-Za-z0-9:@._-]{1,100}$";

/// A moment as it is read.
fn instant() -> Value {
    Instant::json_schema(&mut SchemaGenerator::default()).to_value()
}

fn limit() -> Parameter {
    let schema = json!({ "type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE_DEFAULT });
    query("limit", "Hoeveel er hooguit op een bladzijde staan.", schema)
}

fn list_of(name: &str) -> Content {
    Content::Json(json!({ "type": "array", "items": reference(name) }))
}

/// A word with a capital first: part of a name.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
