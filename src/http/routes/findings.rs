//! Routes that return findings or amounts.

use serde_json::json;

use super::rounds::round_id;
use super::{Action, Method, Route, body, day, fiscal_year, known, node, operation, query, reference, version};
use crate::app::query_keys as keys;
use crate::http;

pub(super) fn findings() -> Route {
    operation(
        Method::GET,
        "/v1/rondes/{id}/signalen",
        "leesSignalen",
        "rapportage",
        "Waar een controller naar moet kijken voordat de rapportage van een ronde de deur uitgaat.",
    )
    .with_parameters([round_id()])
    .with_parameters(known())
    .with_parameters([
        node("Alleen wat bij dit onderdeel hoort of bij wat eronder valt."),
        version("Zoals bij deze vaststelling. Zonder: bij de nieuwste, en van een open ronde zoals nu bekend."),
        body("Zoals bij de nieuwste vaststelling door dit orgaan."),
        query(keys::NOW, "Zoals nu bekend, ook van een vastgestelde ronde.", json!({ "type": "boolean" })),
    ])
    .with_document_response("De signalen, de zwaarste eerst.", reference("Signalen"))
    .with_problems(&[404, 409])
    .answered_by(Action::Read, http::findings::of_round)
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
        node("Alleen wat bij dit onderdeel hoort of bij wat eronder valt."),
        fiscal_year("Alleen bedragen van dit jaar, met alles wat daaraan door dekking of realisatie is verbonden; `buitenBeeld` telt de rest. Zonder: alle jaren, en bedragen zonder jaar."),
    ])
    .with_document_response("De bedragen.", reference("Financien"))
    .with_problems(&[404, 409])
    .answered_by(Action::Read, http::finance::at)
}
