//! Routes that return a report.

use super::rounds::round_id;
use super::{Action, Method, Parameter, Route, body, day, fiscal_year, known, node, operation, reference, version};
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
    .answered_by(Action::Read, handlers::by_date)
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
        body("De nieuwste vaststelling door dit orgaan."),
        version("De vaststelling met deze versie. Niet samen met orgaan."),
    ])
    .with_parameters(scope())
    .with_document_response("De rapportage; staat zegt of zij nog is wat werd vastgesteld.", report_of_any_shape())
    .with_problems(&[404, 409])
    .answered_by(Action::Read, handlers::of_round)
}

fn scope() -> [Parameter; 2] {
    [
        node("Alleen dit onderdeel en wat eronder valt."),
        fiscal_year("Zonder: dat van de ronde, of het jaar van de peildatum."),
    ]
}
