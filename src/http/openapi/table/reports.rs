//! Operations that answer with a report.

use serde_json::json;

use super::{Content, Operation, Parameter, day, known, operation, path_id, query, reference};
use crate::domain::ids::ID_PATTERN;

pub(super) fn report() -> Operation {
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

pub(super) fn round_report() -> Operation {
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
