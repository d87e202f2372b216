//! Routes that return findings or amounts.

use serde_json::json;

use super::{Method, Route, day, known, operation, path_id, query, reference};
use crate::domain::event::Body;
use crate::domain::ids::ID_PATTERN;
use crate::http;

pub(super) fn findings() -> Route {
    operation(
        Method::GET,
        "/v1/rondes/{id}/signalen",
        "leesSignalen",
        "rapportage",
        "Waar een controller naar moet kijken voordat de rapportage van een ronde de deur uitgaat.",
    )
    .with_parameters([path_id("Het id van de ronde.", json!({ "type": "string", "pattern": ID_PATTERN }))])
    .with_parameters(known())
    .with_parameters([
        query(
            "onderdeel",
            "Alleen wat bij dit onderdeel hoort of bij wat eronder valt.",
            json!({ "type": "string", "pattern": ID_PATTERN }),
        ),
        query(
            "versie",
            "Zoals bij deze vaststelling. Zonder: bij de nieuwste, en van een open ronde zoals nu bekend.",
            json!({ "type": "integer", "minimum": 1, "maximum": super::POSITION_MAX }),
        ),
        query(
            "orgaan",
            "Zoals bij de nieuwste vaststelling door dit orgaan.",
            json!({ "type": "string", "enum": Body::ALL.map(Body::name) }),
        ),
        query("nu", "Zoals nu bekend, ook van een vastgestelde ronde.", json!({ "type": "boolean" })),
    ])
    .with_document_response("De signalen, de zwaarste eerst.", reference("Signalen"))
    .with_problems(&[404, 409])
    .answered_by(http::findings::of_round)
}

pub(super) fn finance() -> Route {
    operation(
        Method::GET,
        "/v1/financien",
        "leesFinancien",
        "rapportage",
        "Alle bedragen die er op een dag staan: totalen per programma en beleidsterrein, dekking, en hoe een raming verliep.",
    )
    .with_parameters([day()])
    .with_parameters(known())
    .with_parameters([
        query(
            "onderdeel",
            "Alleen wat bij dit onderdeel hoort of bij wat eronder valt.",
            json!({ "type": "string", "pattern": ID_PATTERN }),
        ),
        query(
            "begrotingsjaar",
            "Alleen bedragen van dit jaar, met alles wat daaraan door dekking of realisatie is verbonden; `buitenBeeld` telt de rest. Zonder: alle jaren, en bedragen zonder jaar.",
            json!({ "type": "integer", "minimum": 1900, "maximum": 2200 }),
        ),
    ])
    .with_document_response("De bedragen.", reference("Financien"))
    .with_problems(&[404, 409])
    .answered_by(http::finance::at)
}
