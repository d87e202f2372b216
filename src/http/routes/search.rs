//! The route that searches texts.

use serde_json::json;

use super::{Action, BodyContent, Method, Parameter, Route, operation, query, reference};
use crate::app::query_keys as keys;
use crate::app::search::{HITS_DEFAULT, HITS_MAX};
use crate::domain::ids::ID_PATTERN;
use crate::http;
use crate::projections::search::{SEARCH_TEXT_MAX, SEARCH_TEXT_MIN};

pub(super) fn search() -> Route {
    let text = Parameter {
        required: true,
        ..query(
            keys::SEARCH_TEXT,
            "De woorden, die alle in één tekst voorkomen; tussen dubbele aanhalingstekens zoals ze er staan. Hoofdletters en accenten \
             maken niet uit.",
            json!({ "type": "string", "minLength": SEARCH_TEXT_MIN, "maxLength": SEARCH_TEXT_MAX, "pattern": "[0-9A-Za-z][^\"]*[0-9A-Za-z]" }),
        )
    };
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": HITS_MAX, "default": HITS_DEFAULT });
    let cursor = json!({ "type": "integer", "minimum": 1, "maximum": super::POSITION_MAX });
    operation(
        Method::GET,
        "/v1/zoeken",
        "zoek",
        "rapportage",
        "De gebeurtenissen met deze woorden in hun teksten, van alle rondes, de nieuwste eerst. Een gewiste tekst wordt niet gevonden. \
         Een bladzijde kan minder vinden dan gevraagd, ook niets, terwijl er een volgende is.",
    )
    .with_parameters([
        text,
        query(
            keys::NODE,
            "Alleen wat bij dit onderdeel hoort of bij wat eronder valt, op de eigen dag en positie van de gebeurtenis.",
            json!({ "type": "string", "pattern": ID_PATTERN }),
        ),
        query(keys::SUBJECT, "Alleen dit onderwerp.", reference("Onderwerp")),
        query(keys::CURSOR, "Alleen gebeurtenissen voor deze positie: de volgende bladzijde staat in Link.", cursor),
        query(keys::LIMIT, "Hoeveel er hooguit op een bladzijde staan.", limit),
    ])
    .with_response(
        200,
        "Wat is gevonden.",
        BodyContent::Json(json!({ "type": "array", "items": reference("Vondst") })),
    )
    .with_headers(&["Link"])
    .with_problems(&[404])
    .answered_by(Action::Read, http::search::find)
}
