//! Routes on the audit bundle of a sealed round.

use serde_json::json;

use super::rounds::round_id;
use super::{Action, BodyContent, Method, Parameter, Route, body, operation, query, version};
use crate::app::query_keys as keys;
use crate::http::bundle;

pub(super) fn all() -> Vec<Route> {
    let whole = operation(
        Method::GET,
        "/v1/rondes/{id}/bundel",
        "maakBundel",
        "bewijs",
        "Alles om een vaststelling na te rekenen, in één bestand; zonder orgaan of versie de nieuwste.",
    )
    .with_parameters(asked())
    .with_response(
        200,
        "De bundel, met het hele logboek tot haar checkpoint. Wie haar afgebroken krijgt ziet dat.",
        BodyContent::Archive,
    )
    .with_headers(&["Content-Disposition"])
    .with_problems(&[404, 409, 503])
    .answered_by(Action::Bundle, bundle::of_round);
    let half_page = operation(
        Method::GET,
        "/v1/rondes/{id}/raadsstuk",
        "maakRaadsstuk",
        "bewijs",
        "Digest, checkpoint en sleutel van een vaststelling als halve bladzijde voor een raadsstuk.",
    )
    .with_parameters(asked())
    .with_response(200, "Hooguit 30 regels van 80 tekens.", BodyContent::Text)
    .with_problems(&[404, 409])
    .answered_by(Action::Bundle, bundle::half_page);
    vec![whole, half_page]
}

fn asked() -> [Parameter; 4] {
    let differing = "Ook als het logboek niet meer geeft wat is vastgesteld; dan staat dat erin. Zonder: 409.";
    [
        round_id(),
        body("De nieuwste vaststelling door dit orgaan."),
        version("De vaststelling met deze versie; niet samen met orgaan."),
        query(keys::ACCEPT_DIFFERING, differing, json!({ "type": "boolean", "default": false })),
    ]
}
