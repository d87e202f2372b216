//! Routes on tokens.

use serde_json::json;

use super::{Action, BodyContent, Method, Route, limit, list_of, operation, path_id, query, reference};
use crate::access::token::TOKEN_ID_PATTERN;
use crate::http::tokens;

const PATH: &str = "/v1/toegangsbewijzen";

pub(super) fn all() -> [Route; 3] {
    let cursor = "Het id van het laatste dat u zag.";
    let id = || json!({ "type": "string", "pattern": TOKEN_ID_PATTERN });
    let make = "Maakt een toegangsbewijs voor een programma of een mens, met één rol, tot een moment.";
    let end = "Trekt een toegangsbewijs in: het opent meteen niets meer, stromen en sessies ermee eindigen, en abonnementen die ermee zijn \
        aangemeld pauzeren.";
    [
        operation(Method::GET, PATH, "leesToegangsbewijzen", "toegang", "De toegangsbewijzen, ook die voorbij zijn.")
            .with_parameters([query("cursor", cursor, id()), limit()])
            .with_response(200, "Een bladzijde.", list_of("Toegangsbewijs"))
            .with_headers(&["Link"])
            .answered_by(Action::ManageTokens, tokens::list),
        operation(Method::POST, PATH, "maakToegangsbewijs", "toegang", make)
            .with_body(BodyContent::Json(reference("Toegangsbewijsaanvraag")))
            .with_response(
                201,
                "Gemaakt; alleen dit antwoord toont het.",
                BodyContent::Json(reference("NieuwToegangsbewijs")),
            )
            .with_problems(&[409])
            .answered_by(Action::ManageTokens, tokens::create),
        operation(Method::DELETE, &format!("{PATH}/{{id}}"), "trekToegangsbewijsIn", "toegang", end)
            .with_parameters([path_id("Het id van het toegangsbewijs.", id())])
            .with_response(204, "Ingetrokken.", BodyContent::Nothing)
            .with_problems(&[404, 507])
            .answered_by(Action::ManageTokens, tokens::withdraw),
    ]
}
