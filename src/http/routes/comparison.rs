//! The route that compares two reports.

use serde_json::json;

use super::{Action, Method, Parameter, Route, node, operation, query, reference};
use crate::app::query_keys as keys;
use crate::domain::money::CENTS_MAX;
use crate::http::comparison;
use crate::projections::comparison::{KINDS, Nature};

pub(super) fn comparison() -> Route {
    operation(
        Method::GET,
        "/v1/vergelijking",
        "vergelijk",
        "rapportage",
        "Wat verschilt tussen twee rapportages, wat daarvan herstel is, wat alleen weergave en wat nieuw, en door welke gebeurtenissen.",
    )
    .with_parameters([point(keys::FROM, "De eerste rapportage: ronde:ID, ronde:ID/college, ronde:ID/2, dag, dag@moment of dag@positie."),
        point(keys::TO, "De tweede rapportage, in dezelfde vormen."),
        node("Alleen dit onderdeel en wat eronder valt."),
        query(
            keys::KINDS,
            "Alleen deze soorten, gescheiden door komma's: van onderwerp (voorziening), toelichting, stoplicht, of de eigen soort \
             (taakstelling). Beperkt ook de totalen. Wat is gevraagd staat in filter van het antwoord.",
            json!({ "type": "string", "pattern": kinds() }),
        ),
        query(
            keys::NATURE,
            "Alleen wat hersteld is, alleen wat verschilt doordat er anders wordt gekeken, of alleen wat nieuw is. Beperkt de verschillen, \
             niet de totalen.",
            json!({ "enum": Nature::ALL.map(Nature::name) }),
        ),
        query(
            keys::MINIMUM,
            "Alleen bedragen die ten minste zoveel eurocent verschillen, en die p.m. Beperkt de verschillen, niet de totalen.",
            json!({ "type": "integer", "minimum": 0, "maximum": CENTS_MAX }),
        ),
        query(keys::UNRENEWED, "Ook wat naar toont en niemand vernieuwde.", json!({ "type": "boolean", "default": false })),
    ])
    .with_document_response("De vergelijking.", reference("Vergelijking"))
    .with_problems(&[404, 409])
    .answered_by(Action::Read, comparison::compare)
}

fn point(name: &'static str, what: &'static str) -> Parameter {
    Parameter { required: true, ..query(name, what, json!({ "type": "string", "pattern": POINT })) }
}

/// The pattern of a point: a round with a body or a version, or a day with a moment or a position.
const POINT: &str = "^((ronde:)?[A-Za-z0-9][A-Za-z0-9.-]{0,63}(/(college|raad|[1-9][0-9]{0,8}))?|\
    [1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(@([1-9][0-9]{0,8}|\
    [1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})))?)$";

/// Returns the pattern of kinds separated by commas.
fn kinds() -> String {
    let one = KINDS.iter().map(String::as_str).collect::<Vec<_>>().join("|");
    format!("^({one})(,({one}))*$")
}
