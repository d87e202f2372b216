//! Routes for verifying the log: checkpoint, tiles and proofs.

use serde_json::json;

use super::{
    Action, BodyContent, Method, Operation, Parameter, ParameterLocation, Route, operation, path_id, query, reference,
};
use crate::app::query_keys as keys;
use crate::http::tlog;

pub(super) fn all() -> [Route; 4] {
    let get =
        |path: &str, id: &str, summary: &str| -> Operation { operation(Method::GET, path, id, "bewijs", summary) };
    let in_path = |name, what, schema| Parameter { name, place: ParameterLocation::Path, required: true, what, schema };
    let size =
        |name, what| query(name, what, json!({ "type": "integer", "minimum": 1, "maximum": super::POSITION_MAX }));
    let from = Parameter { required: true, ..size(keys::FROM, "De positie van het oudere checkpoint.") };
    [
        get("/tlog/checkpoint", "leesCheckpoint", "Het laatste ondertekende checkpoint (C2SP tlog-checkpoint).")
            .with_response(200, "Een ondertekende notitie: naam, aantal gebeurtenissen, wortel.", BodyContent::Text)
            .answered_by(Action::Read, tlog::checkpoint),
        get("/tlog/tile/{niveau}/{*pad}", "leesTegel", "Een tegel van de boom of van zijn bladeren (C2SP tlog-tiles).")
            .with_parameters([
                in_path(
                    "niveau",
                    "Het niveau van de tegel, of entries voor bladeren.",
                    json!({ "type": "string", "pattern": "^([0-9]|[1-5][0-9]|6[0-3]|entries)$" }),
                ),
                in_path(
                    "pad",
                    "Het volgnummer in groepen van drie cijfers, met .p/ en de breedte als de tegel niet vol is.",
                    json!({ "type": "string", "pattern": "^(x[0-9]{3}/)*[0-9]{3}(\\.p/[1-9][0-9]{0,2})?$" }),
                ),
            ])
            .with_response(200, "De tegel; hij verandert nooit.", BodyContent::Bytes)
            .with_problems(&[404])
            .answered_by(Action::Read, tlog::tile),
        get(
            "/v1/gebeurtenissen/{id}/bewijs",
            "bewijsGebeurtenis",
            "Dat de gebeurtenis in het logboek staat (C2SP tlog-proof), met de zouten die de inhoud controleerbaar maken.",
        )
        .with_parameters([path_id("Het id van de gebeurtenis.", json!({ "type": "string", "format": "uuid" }))])
        .with_response(200, "Een bewijs dat op zichzelf staat.", BodyContent::Text)
        .with_problems(&[404, 507])
        .answered_by(Action::Read, tlog::of_event),
        get("/v1/consistentiebewijzen", "bewijsGroei", "Dat het logboek tussen twee posities alleen groeide (RFC 6962).")
            .with_parameters([from, size(keys::TO, "De positie van het nieuwere; zonder: die van het laatste checkpoint.")])
            .with_response(200, "De twee wortels en het bewijs.", BodyContent::Json(reference("Consistentie")))
            .answered_by(Action::Read, tlog::consistency),
    ]
}
