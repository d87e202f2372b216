//! Routes on the sealings of a round.

use serde_json::json;

use super::{Action, BodyContent, Method, Parameter, Route, limit, list_of, operation, path_id, query, reference};
use crate::app::query_keys as keys;
use crate::domain::ids::ID_PATTERN;
use crate::http::rounds;

pub(super) fn sealings() -> Route {
    let cursor = query(
        keys::CURSOR,
        "Uit de Link van de vorige bladzijde.",
        json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX }),
    );
    let summary = "De vaststellingen van een ronde, op volgorde van versie.";
    operation(Method::GET, "/v1/rondes/{id}/vaststellingen", "leesVaststellingen", "rapportage", summary)
        .with_parameters([round_id(), cursor, limit()])
        .with_response(200, "Een bladzijde.", list_of("VaststellingVanRonde"))
        .with_headers(&["Link"])
        .with_problems(&[404])
        .answered_by(Action::Read, rounds::sealings)
}

pub(super) fn seal() -> Route {
    let summary = "Stelt een ronde vast: legt de digest van haar rapportage vast, als volgende versie.";
    operation(Method::POST, "/v1/rondes/{id}/vaststellingen", "stelVast", "rapportage", summary)
        .with_parameters([
            round_id(),
            query(keys::ACTOR, "Wie vastlegt.", json!({ "type": "string", "pattern": super::ACTOR })),
            query(
                keys::DRY_RUN,
                "Toont wat vast zou komen te liggen en wat nog open is, en stelt niets vast.",
                json!({ "type": "boolean", "default": false }),
            ),
        ])
        .with_body(BodyContent::Json(reference("Vaststellingsverzoek")))
        .with_response(
            200,
            "De proef: zo zou de ronde worden vastgesteld. `strekking` mag hier nog ontbreken.",
            BodyContent::Json(reference("VoorgenomenVaststelling")),
        )
        .with_response(201, "De ronde is vastgesteld.", BodyContent::Json(reference("Vaststelling")))
        .with_headers(&["Location"])
        .with_problems(&[404, 409])
        .answered_by(Action::Seal, rounds::seal_round)
}

pub(super) fn round_id() -> Parameter {
    path_id("Het id van de ronde.", json!({ "type": "string", "pattern": ID_PATTERN }))
}
