//! Routes on back-ups.

use serde_json::json;

use super::{Action, BodyContent, Method, Route, operation, query};
use crate::app::query_keys as keys;
use crate::http::backup;

pub(super) fn all() -> Vec<Route> {
    let records = operation(
        Method::GET,
        "/v1/back-up",
        "maakBackUp",
        "logboek",
        "De records met verzegelde teksten; zonder het geheim is er geen tekst in te lezen.",
    )
    .with_response(
        200,
        "Het bestand van een back-up. Wie het afgebroken krijgt ziet dat aan het einde.",
        BodyContent::Bytes,
    )
    .with_problems(&[503])
    .answered_by(Action::BackUp, backup::records);
    let secrets = operation(
        Method::GET,
        "/v1/back-up/geheim",
        "maakGeheimVanBackUp",
        "logboek",
        "De sleutels en zouten van een back-up, om apart en korter te bewaren. De ondertekensleutel is er niet bij.",
    )
    .with_parameters([
        query(
            keys::POSITION,
            "De laatste positie van de back-up.",
            json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX }),
        ),
        query(
            keys::ROOT,
            "De wortel op die positie, hexadecimaal.",
            json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
        ),
    ])
    .with_response(200, "Het geheim bij die back-up.", BodyContent::Bytes)
    .with_problems(&[400, 409, 503])
    .answered_by(Action::BackUp, backup::secrets);
    vec![records, secrets]
}
