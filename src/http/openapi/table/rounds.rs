//! Operations on the sealings of a round.

use serde_json::json;

use super::{BodyContent, Operation, Parameter, limit, list_of, operation, path_id, query, reference};
use crate::domain::ids::ID_PATTERN;

pub(super) fn sealings() -> Operation {
    let cursor = query(
        "cursor",
        "Uit de Link van de vorige bladzijde.",
        json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX }),
    );
    let summary = "De vaststellingen van een ronde, op volgorde van versie.";
    operation("get", "/v1/rondes/{id}/vaststellingen", "leesVaststellingen", "rapportage", summary)
        .with_parameters([round_id(), cursor, limit()])
        .with_response(200, "Een bladzijde.", list_of("Vaststelling"))
        .with_headers(&["Link"])
        .with_problems(&[404])
}

pub(super) fn seal() -> Operation {
    let summary = "Stelt een ronde vast: legt de digest van haar rapportage vast, als volgende versie.";
    operation("post", "/v1/rondes/{id}/vaststellingen", "stelVast", "rapportage", summary)
        .with_parameters([
            round_id(),
            query("actor", "Wie vastlegt.", json!({ "type": "string", "pattern": super::ACTOR })),
            query(
                "proef",
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
}

pub(super) fn round_id() -> Parameter {
    path_id("Het id van de ronde.", json!({ "type": "string", "pattern": ID_PATTERN }))
}
