//! The OpenAPI 3.1 document, generated from the operations of the routes and the schemas of the events.

mod refusals;
mod schemas;

use serde_json::{Map, Value, json};

use super::accept::DocumentFormat;
use super::access::Permission;
use super::middleware::API_VERSION;
use super::operation::{BodyContent, Operation, Parameter, ResponseSpec};
pub use schemas::{report_of_any_shape, subject_name};

/// The groups of operations, with their descriptions.
const TAGS: [(&str, &str); 8] = [
    ("gebeurtenissen", "Wat is vastgelegd, in de volgorde van het logboek"),
    ("rapportage", "De stand voor een peildatum"),
    ("onderwerpen", "Onderdelen, dossiers, voorzieningen en wat er meer is, met hun geschiedenis"),
    ("logboek", "Het logboek als geheel: meenemen, inlezen, narekenen"),
    ("abonnementen", "Wie van nieuwe gebeurtenissen hoort: webhooks"),
    ("toegang", "Wie erin mag: toegangsbewijzen, en wissingen waar er twee voor nodig zijn"),
    ("bewijs", "Checkpoints, tegels en bewijzen: nagaan zonder ons te vertrouwen"),
    ("beheer", "Beschrijving en bewaking van de dienst"),
];

/// Describes these operations as a document.
pub fn describe(operations: &[Operation]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        // Routes outside the base path follow standards of their own: health, metrics, tiles, `security.txt`.
        let Some(below) = operation.path.strip_prefix(BASE) else { continue };
        let path = paths.entry(below).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = describe_operation(operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Peildatum",
            "summary": "Wat is gemeld over het sociaal domein, voor elke peildatum en zoals het op elk moment bekend was.",
            "description": DESCRIPTION,
            "version": API_VERSION,
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" }
        },
        "servers": [{ "url": BASE, "description": "De dienst die dit document gaf" }],
        "tags": TAGS.map(|(name, what)| json!({ "name": name, "description": what })),
        // Without configuration of access nobody signs in.
        "security": [{ (SCHEME): [] }, {}],
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "headers": headers(),
            "securitySchemes": { (SCHEME): { "type": "http", "scheme": "bearer", "bearerFormat": "pd_", "description": SIGNING_IN } },
            "responses": {
                "Probleem": problem("Een probleem (RFC 9457): wat er mis is, waar, en wat te doen."),
                "TeVeelVerzoeken": too_many(),
            }
        }
    })
}

const DESCRIPTION: &str = "Twee assen: `geldigOp` is de dag waarvoor de stand geldt, `beschikbaarOp` (of `positie`) het moment waarop \
    iets bekend was; beide grenzen tellen mee. Momenten staan in UTC. Lijsten gaan met `cursor` en `limit`; de header Link \
    wijst de volgende bladzijde, en een totaal is er niet. Onbekende parameters en velden worden geweigerd; alle fouten \
    staan in één antwoord. GET-adressen antwoorden ook op HEAD. Een moment is RFC 3339 met zijn afstand tot UTC; -00:00 is er UTC. \
    Waar een goed gevormd verzoek toch 400 kan krijgen, zegt x-weigeringen bij dat antwoord welke velden en codes dat zijn. x-tekst \
    bij een veld zegt dat het vrije tekst is, die gewist kan worden: dan is het er niet meer. Naast dit document: /livez, /readyz en \
    /metrics voor beheer, /tlog voor wie het logboek controleert (C2SP tlog-tiles) en /.well-known/security.txt.";

/// The name of the way to sign in.
const SCHEME: &str = "toegangsbewijs";

const SIGNING_IN: &str = "Waar toegang is ingericht: een toegangsbewijs in Authorization: Bearer, nooit in een adres. x-rollen bij elke bewerking \
    zegt welke rol haar mag; waar rapporteren dat mag, gaat het om de eigen onderdelen.";

/// The base path of the API, which contains the major version.
const BASE: &str = "/v1";

/// Describes a response that is a problem.
fn problem(what: &str) -> Value {
    json!({
        "description": what,
        "headers": common_headers(),
        "content": { "application/problem+json": { "schema": reference("Probleem") } }
    })
}

/// Describes the refusal of who sends too many requests.
fn too_many() -> Value {
    let mut told = problem(
        "Er kwamen te veel verzoeken van wie dit vroeg, of van dat adres (te-veel-verzoeken). Er is niets gedaan.",
    );
    told["headers"]["Retry-After"] = json!({ "$ref": "#/components/headers/Retry-After" });
    told
}

/// Returns a reference to a schema of the document.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn describe_operation(operation: &Operation) -> Value {
    let mut answers: Map<String, Value> = Map::new();
    for answer in &operation.answers {
        answers.insert(answer.status.to_string(), describe_answer(answer));
    }
    for status in &operation.problems {
        let described = if *status == 429 { "TeVeelVerzoeken" } else { "Probleem" };
        answers.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{described}") }));
    }
    let refusals = refusals::of(operation);
    if !refusals.is_empty() {
        answers.insert("400".into(), refusals::described(&refusals));
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.summary,
        "tags": [operation.tag],
        "parameters": operation.parameters.iter().map(describe_parameter).collect::<Vec<_>>(),
        "responses": answers,
        "x-rollen": operation.permission.roles(),
    });
    if operation.permission == Permission::Open {
        described["security"] = json!([]);
    }
    if let Some(body) = &operation.body {
        described["requestBody"] = json!({ "required": true, "content": content(body) });
    }
    described
}

fn describe_parameter(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name,
        "in": parameter.place.name(),
        "required": parameter.required,
        "description": parameter.what,
        "schema": schemas::to_plain(parameter.schema.clone()),
    })
}

fn describe_answer(answer: &ResponseSpec) -> Value {
    let mut headers = common_headers();
    for name in &answer.headers {
        headers[*name] = json!({ "$ref": format!("#/components/headers/{name}") });
    }
    let mut described = json!({ "description": answer.what, "headers": headers });
    let bodies = content(&answer.content);
    if bodies != json!({}) {
        described["content"] = bodies;
    }
    described
}

fn content(content: &BodyContent) -> Value {
    let mut told = bare_content(content);
    for kind in told.as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
        kind["schema"] = schemas::to_plain(kind["schema"].take());
    }
    told
}

fn bare_content(content: &BodyContent) -> Value {
    match content {
        BodyContent::Json(schema) => json!({ "application/json": { "schema": schema } }),
        BodyContent::Forms(schema) => json!({
            "application/json": { "schema": schema },
            "text/csv": { "schema": { "type": "string" } },
            (DocumentFormat::Xlsx.media_type()): { "schema": { "type": "string", "contentMediaType": DocumentFormat::Xlsx.media_type() } },
        }),
        BodyContent::Calendar(schema) => {
            let mut all = bare_content(&BodyContent::Forms(schema.clone()));
            all[crate::app::calendar::MEDIA_TYPE] = json!({ "schema": { "type": "string" } });
            all
        }
        BodyContent::Lines(schema) => json!({ "application/x-ndjson": { "schema": schema } }),
        BodyContent::Events(schema) => json!({ "text/event-stream": { "schema": {
            "type": "string",
            "description": "Blokken van id (de positie) en data (JSON op één regel); een blok zonder data is een teken van leven.",
            "contentMediaType": "application/json",
            "contentSchema": schema
        } } }),
        BodyContent::Text => json!({ "text/plain": { "schema": { "type": "string" } } }),
        BodyContent::Page => json!({ "text/html": { "schema": { "type": "string" } } }),
        BodyContent::Bytes => json!({ "application/octet-stream": { "schema": {} } }),
        BodyContent::Archive => json!({ (super::bundle::ZIP): { "schema": {} } }),
        BodyContent::Nothing => json!({}),
    }
}

fn common_headers() -> Value {
    json!({
        "API-Version": { "$ref": "#/components/headers/API-Version" },
        "X-Request-Id": { "$ref": "#/components/headers/X-Request-Id" }
    })
}

fn headers() -> Value {
    let header = |what: &str, schema: Value| json!({ "description": what, "schema": schemas::to_plain(schema) });
    let text = || json!({ "type": "string" });
    json!({
        "API-Version": header("De versie van deze API, op elk antwoord.", json!({ "type": "string", "const": API_VERSION })),
        "X-Request-Id": header("Noem dit bij een melding.", text()),
        "Link": header("De volgende bladzijde (rel=\"next\"), als die er is; bij CSV wat de kolommen bevatten (rel=\"describedby\").", text()),
        "X-Laatste-Positie": header(
            "Tot waar deze bladzijde keek: de cursor voor wie later verder leest.",
            json!({ "type": "integer", "minimum": 0 })
        ),
        "X-Aantal": header("Hoeveel er op alle bladzijden samen staan, als aantal=true is gevraagd.", json!({ "type": "integer", "minimum": 0 })),
        "Retry-After": header("Over hoeveel seconden het weer kan.", json!({ "type": "integer", "minimum": 1 })),
        "X-Accel-Buffering": header("Zegt een reverse proxy elk stuk meteen door te geven.", json!({ "const": "no" })),
        "ETag": header("Voor If-None-Match. Bij een gebeurtenis en een onderwerp begint hij met de onderwerpVersie, en gaat hij ook in If-Match.", text()),
        "Location": header("Het adres van de gebeurtenis.", text()),
        "Content-Disposition": header("De naam van het bestand.", text())
    })
}
