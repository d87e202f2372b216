//! The route that lists the lights of nodes.

use serde_json::json;

use super::{Action, BodyContent, Method, Route, counted, day, known, limit, node, operation, query, reference};
use crate::domain::event::Colour;
use crate::domain::ids::ID_PATTERN;
use crate::http;

pub(super) fn lights() -> Route {
    let id = || json!({ "type": "string", "pattern": ID_PATTERN });
    operation(
        Method::GET,
        "/v1/stoplichten",
        "leesStoplichten",
        "rapportage",
        "De onderdelen die op een dag een stoplicht hebben, met dat stoplicht, zoals bekend op een moment.",
    )
    .with_parameters([day()])
    .with_parameters(known())
    .with_parameters([
        node("Alleen dit onderdeel en wat eronder valt."),
        query("kleur", "Alleen stoplichten van deze kleur.", json!({ "enum": Colour::ALL.map(Colour::name) })),
        query("ronde", "Alleen stoplichten die voor deze ronde zijn gezet.", id()),
        query("cursor", "Uit de Link van de vorige bladzijde.", id()),
        limit(),
        counted(),
    ])
    .with_response(
        200,
        "Een bladzijde, op volgorde van code.",
        BodyContent::Forms(json!({ "type": "array", "items": reference("OnderdeelMetStoplicht") })),
    )
    .with_headers(&["ETag", "Link", "X-Aantal"])
    .with_not_modified()
    .with_problems(&[404])
    .answered_by(Action::Read, http::lights::list)
}
