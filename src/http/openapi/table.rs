//! The table of routes: every operation of the service, with what goes in and what comes out.

use serde_json::{Value, json};

use super::reference;
use crate::domain::event::EventType;
use crate::domain::ids::{ID_PATTERN, SubjectKind};
use crate::http::events::{PAGE_DEFAULT, PAGE_MAX};
use crate::http::subjects::RESOURCES;

/// The groups of operations.
pub const TAGS: [(&str, &str); 5] = [
    ("gebeurtenissen", "Wat is vastgelegd, in de volgorde van het logboek"),
    ("rapportage", "De stand voor een peildatum"),
    ("onderwerpen", "Onderdelen, dossiers, voorzieningen en wat er meer is, met hun geschiedenis"),
    ("logboek", "Het logboek als geheel: meenemen, inlezen, narekenen"),
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
    /// Lines of JSON, each by this schema.
    Lines(Value),
    /// Plain text.
    Text,
    /// HTML.
    Page,
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
    let mut all = vec![append(), feed(), record(), report(), round_report()];
    for (resource, kind) in RESOURCES {
        all.extend([list(resource, kind), one(resource, kind), history(resource, kind)]);
    }
    all.extend([export(), import(), verification()]);
    all.extend(running());
    all
}

fn operation(method: &'static str, path: &str, id: &str, tag: &'static str, summary: &str) -> Operation {
    Operation {
        method,
        path: path.to_owned(),
        id: id.to_owned(),
        tag,
        summary: summary.to_owned(),
        parameters: Vec::new(),
        body: None,
        answers: Vec::new(),
        problems: vec![400, 500],
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
    fn with_headers(mut self, headers: &[&'static str]) -> Operation {
        let last = self.answers.last_mut().expect("called after an answer");
        last.headers.extend(headers);
        self
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
    query("geldigOp", what, json!({ "type": "string", "format": "date" }))
}

fn known() -> [Parameter; 2] {
    let moment =
        "Het moment waarop iets bekend was; niet na nu en niet voor de eerste gebeurtenis. Niet samen met positie.";
    let position = "De laatste positie die meetelt; zonder: de laatste die er is.";
    [
        query("beschikbaarOp", moment, json!({ "type": "string", "format": "date-time" })),
        query("positie", position, json!({ "type": "integer", "minimum": 1 })),
    ]
}

fn limit() -> Parameter {
    let schema = json!({ "type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE_DEFAULT });
    query("limit", "Hoeveel er hooguit op een bladzijde staan.", schema)
}

fn scope() -> [Parameter; 2] {
    [
        query(
            "onderdeel",
            "Alleen dit onderdeel en wat eronder valt.",
            json!({ "type": "string", "pattern": ID_PATTERN }),
        ),
        query(
            "begrotingsjaar",
            "Zonder: dat van de ronde, of het jaar van de peildatum.",
            json!({ "type": "integer", "minimum": 1900, "maximum": 2200 }),
        ),
    ]
}

fn list_of(name: &str) -> Content {
    Content::Json(json!({ "type": "array", "items": reference(name) }))
}

fn append() -> Operation {
    let one_or_more = json!({ "oneOf": [
        reference("Gebeurtenis"),
        { "type": "array", "minItems": 1, "maxItems": crate::http::events::APPEND_MAX, "items": reference("Gebeurtenis") }
    ] });
    let back = json!({ "oneOf": [reference("Record"), { "type": "array", "items": reference("Record") }] });
    let if_match = Parameter {
        name: "If-Match",
        place: Place::Header,
        required: false,
        what: "De onderwerpVersie die u het laatst zag, voor één gebeurtenis: \"3\". Zonder wordt niet vergeleken.",
        schema: json!({ "type": "string", "pattern": "^\"[0-9]{1,10}\"$" }),
    };
    operation(
        "post",
        "/v1/gebeurtenissen",
        "legVast",
        "gebeurtenissen",
        "Legt één gebeurtenis vast, of meer samen: alle of geen.",
    )
    .asks([if_match])
    .sends(Content::Json(one_or_more))
    .answers(201, "Vastgelegd: de records, in de volgorde waarin ze kwamen.", Content::Json(back.clone()))
    .with_headers(&["ETag", "Location"])
    .answers(200, "Alles was al bekend: de records zoals ze er staan.", Content::Json(back))
    .with_headers(&["ETag", "Location"])
    .or_problems(&[409, 412])
}

fn feed() -> Operation {
    let types: Vec<String> = EventType::ALL.iter().map(|kind| kind.full_name()).collect();
    let since = "Alleen wat op of na dit moment is vastgelegd.";
    let node =
        "Alleen wat bij dit onderdeel hoort of bij wat eronder valt, op de eigen dag en positie van de gebeurtenis.";
    operation(
        "get",
        "/v1/gebeurtenissen",
        "leesGebeurtenissen",
        "gebeurtenissen",
        "De gebeurtenissen, in de volgorde van het logboek.",
    )
    .asks([
        query("cursor", "De laatste positie die u zag.", json!({ "type": "integer", "minimum": 0 })),
        limit(),
        query("type", "Alleen dit type.", json!({ "enum": types })),
        query("onderwerp", "Alleen dit onderwerp, met wat er van is ingetrokken of gewist.", reference("Onderwerp")),
        query("onderdeel", node, json!({ "type": "string", "pattern": ID_PATTERN })),
        query("vanaf", since, json!({ "type": "string", "format": "date-time" })),
    ])
    .answers(200, "Een bladzijde. Met een filter kan die leeg zijn en toch een volgende hebben.", list_of("Record"))
    .with_headers(&["Link", "X-Laatste-Positie"])
    .or_problems(&[404])
}

fn record() -> Operation {
    operation("get", "/v1/gebeurtenissen/{id}", "leesGebeurtenis", "gebeurtenissen", "Eén gebeurtenis.")
        .asks([path_id("Het id van de gebeurtenis.", json!({ "type": "string", "format": "uuid" }))])
        .answers(200, "Het record.", Content::Json(reference("Record")))
        .or_problems(&[404])
}

fn report() -> Operation {
    let required = Parameter { required: true, what: "De peildatum.", ..day() };
    operation(
        "get",
        "/v1/rapportage",
        "leesRapportage",
        "rapportage",
        "De rapportage voor een peildatum, zoals bekend op een moment.",
    )
    .asks([required])
    .asks(known())
    .asks(scope())
    .answers(200, "De rapportage; dezelfde basis geeft dezelfde bytes.", Content::Json(reference("Rapportage")))
    .or_problems(&[404, 406])
}

fn round_report() -> Operation {
    operation(
        "get",
        "/v1/rondes/{id}/rapportage",
        "leesRapportageVanRonde",
        "rapportage",
        "De rapportage van een ronde, voor haar eigen peildatum, zoals nu bekend.",
    )
    .asks([path_id("Het id van de ronde.", json!({ "type": "string", "pattern": ID_PATTERN }))])
    .asks(scope())
    .answers(200, "De rapportage.", Content::Json(reference("Rapportage")))
    .or_problems(&[404, 406])
}

fn list(resource: &str, kind: SubjectKind) -> Operation {
    let cursor =
        query("cursor", "Uit de Link van de vorige bladzijde.", json!({ "type": "string", "pattern": ID_PATTERN }));
    let summary = format!("Wat er van de soort {} staat op een dag, zoals bekend op een moment.", kind.name());
    operation("get", &format!("/v1/{resource}"), &format!("lees{}", capital(resource)), "onderwerpen", &summary)
        .asks([day()])
        .asks(known())
        .asks([cursor, limit()])
        .answers(200, "Een bladzijde, op volgorde van id.", list_of("Stand"))
        .with_headers(&["Link"])
}

fn one(resource: &str, kind: SubjectKind) -> Operation {
    let summary = format!("Eén onderwerp van de soort {}, zoals het er staat.", kind.name());
    operation(
        "get",
        &format!("/v1/{resource}/{{id}}"),
        &format!("lees{}", capital(kind.name())),
        "onderwerpen",
        &summary,
    )
    .asks([path_id("Het id, zonder de soort.", json!({ "type": "string", "pattern": ID_PATTERN }))])
    .asks([day()])
    .asks(known())
    .answers(200, "Zoals het er staat.", Content::Json(reference("Stand")))
    .or_problems(&[404])
}

fn history(resource: &str, kind: SubjectKind) -> Operation {
    let path = format!("/v1/{resource}/{{id}}/geschiedenis");
    let id = format!("leesGeschiedenisVan{}", capital(kind.name()));
    let until = Parameter { what: "Laat gebeurtenissen weg die pas na deze dag gelden.", ..day() };
    operation("get", &path, &id, "onderwerpen", "Alle gebeurtenissen van een onderwerp, met wat elke veranderde.")
        .asks([path_id("Het id, zonder de soort.", json!({ "type": "string", "pattern": ID_PATTERN }))])
        .asks([until])
        .asks(known())
        .answers(200, "De geschiedenis.", Content::Json(reference("Geschiedenis")))
        .or_problems(&[404])
}

fn export() -> Operation {
    operation("get", "/v1/export", "exporteer", "logboek", "Het logboek als regels JSON, met zouten en verbintenissen.")
        .asks([query("tot", "De laatste positie.", json!({ "type": "integer", "minimum": 1 }))])
        .answers(200, "Volledige records, op volgorde.", Content::Lines(reference("VolledigRecord")))
        .or_problems(&[503])
}

fn import() -> Operation {
    let flag = |name, what| query(name, what, json!({ "type": "boolean", "default": false }));
    operation(
        "post",
        "/v1/invoer",
        "leesIn",
        "logboek",
        "Leest een bestand in: helemaal of niet. Nog eens hetzelfde voegt niets toe.",
    )
    .asks([
        flag("proef", "Alleen beoordelen; er wordt niets vastgelegd."),
        flag("metTijden", "Houdt geregistreerdOp van de regels aan; nodig voor volledige records."),
        flag("onbeoordeeld", "Neemt ook concepten aan die niemand nakeek."),
        query("actor", "Wie vastlegt.", json!({ "type": "string", "maxLength": 100 })),
    ])
    .sends(Content::Lines(json!({ "anyOf": [reference("Gebeurtenis"), reference("VolledigRecord")] })))
    .answers(201, "Er is iets vastgelegd.", Content::Json(reference("Invoer")))
    .answers(200, "Er kwam niets bij: een proef, of alles was al bekend.", Content::Json(reference("Invoer")))
    .or_problems(&[409])
}

fn verification() -> Operation {
    operation("post", "/v1/controles", "rekenNa", "logboek", "Rekent alles na wat na te rekenen is.")
        .answers(200, "De uitkomst, ook als iets niet klopt.", Content::Json(reference("Controle")))
        .or_problems(&[503])
}

fn running() -> [Operation; 7] {
    let get = |path: &str, id: &str, summary: &str| operation("get", path, id, "beheer", summary);
    let object = || Content::Json(json!({ "type": "object" }));
    let healthy = || Content::Json(reference("Gezondheid"));
    [
        get("/v1/openapi.json", "leesBeschrijving", "Deze beschrijving.").answers(200, "OpenAPI 3.1.", object()),
        get("/v1/woordenlijst", "leesWoordenlijst", "Elke naam die hier voorkomt, met zijn betekenis.").answers(
            200,
            "Op volgorde van naam.",
            list_of("Woord"),
        ),
        get("/livez", "leeft", "Antwoordt zolang het proces antwoordt.").answers(200, "Het leeft.", healthy()),
        get("/readyz", "isKlaar", "Of de dienst gebeurtenissen aanneemt en teruggeeft.")
            .answers(200, "Klaar.", healthy())
            .or_problems(&[503]),
        get("/metrics", "leesMetingen", "Metingen voor Prometheus.").answers(200, "De metingen.", Content::Text),
        get("/.well-known/security.txt", "leesMeldpunt", "Waar een zwakke plek te melden is (RFC 9116).").answers(
            200,
            "Het meldpunt.",
            Content::Text,
        ),
        get("/", "leesBegin", "Een bladzijde die zegt wat dit is.").answers(200, "HTML.", Content::Page),
    ]
}

pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
