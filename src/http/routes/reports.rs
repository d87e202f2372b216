//! Routes that return a report.

use serde_json::json;

use super::rounds::round_id;
use super::{Method, Parameter, Route, day, known, operation, query, reference};
use crate::domain::event::Body;
use crate::domain::ids::ID_PATTERN;
use crate::http::openapi::report_of_any_shape;
use crate::http::report as handlers;

pub(super) fn report() -> Route {
    let required = Parameter { required: true, what: "De peildatum.", ..day() };
    operation(
        Method::GET,
        "/v1/rapportage",
        "leesRapportage",
        "rapportage",
        "De rapportage voor een peildatum, zoals bekend op een moment.",
    )
    .with_parameters([required])
    .with_parameters(known())
    .with_parameters(scope())
    .with_document_response("De rapportage; dezelfde basis geeft dezelfde bytes.", reference("Rapportage"))
    .with_problems(&[404])
    .answered_by(handlers::by_date)
}

pub(super) fn round_report() -> Route {
    operation(
        Method::GET,
        "/v1/rondes/{id}/rapportage",
        "leesRapportageVanRonde",
        "rapportage",
        "De rapportage van een ronde: haar nieuwste vaststelling, of zoals nu bekend zolang zij open is.",
    )
    .with_parameters([
        round_id(),
        query(
            "orgaan",
            "De nieuwste vaststelling door dit orgaan.",
            json!({ "type": "string", "enum": Body::ALL.map(Body::name) }),
        ),
        query(
            "versie",
            "De vaststelling met deze versie. Niet samen met orgaan.",
            json!({ "type": "integer", "minimum": 1, "maximum": super::POSITION_MAX }),
        ),
    ])
    .with_parameters(scope())
    .with_document_response("De rapportage; staat zegt of zij nog is wat werd vastgesteld.", report_of_any_shape())
    .with_problems(&[404, 409])
    .answered_by(handlers::of_round)
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
