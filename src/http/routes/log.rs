//! Routes on the log as a whole.

use serde_json::json;

use super::{Action, BodyContent, Method, Route, operation, query, reference};
use crate::app::query_keys as keys;
use crate::http::transfer;

pub(super) fn export() -> Route {
    operation(
        Method::GET,
        "/v1/export",
        "exporteer",
        "logboek",
        "Het logboek als regels JSON, met zouten en verbintenissen.",
    )
    .with_parameters([query(
        keys::UNTIL,
        "De laatste positie.",
        json!({ "type": "integer", "minimum": 1, "maximum": super::POSITION_MAX }),
    )])
    .with_response(200, "Volledige records, op volgorde.", BodyContent::Lines(reference("VolledigRecord")))
    .with_problems(&[503])
    .answered_by(Action::Export, transfer::export)
}

pub(super) fn import() -> Route {
    let flag = |name, what| query(name, what, json!({ "type": "boolean", "default": false }));
    operation(
        Method::POST,
        "/v1/invoer",
        "leesIn",
        "logboek",
        "Leest een bestand in: helemaal of niet. Nog eens hetzelfde voegt niets toe.",
    )
    .with_parameters([
        flag(keys::DRY_RUN, "Alleen beoordelen; er wordt niets vastgelegd."),
        flag(keys::KEEP_TIMES, "Houdt geregistreerdOp van de regels aan; nodig voor volledige records."),
        flag(keys::ACCEPT_UNREVIEWED, "Neemt ook concepten aan die niemand nakeek."),
        query(keys::ACTOR, "Wie vastlegt.", json!({ "type": "string", "pattern": super::ACTOR })),
    ])
    .with_body(BodyContent::Lines(json!({ "anyOf": [reference("Gebeurtenis"), reference("VolledigRecord")] })))
    .with_response(201, "Er is iets vastgelegd.", BodyContent::Json(reference("Invoer")))
    .with_response(200, "Er kwam niets bij: een proef, of alles was al bekend.", BodyContent::Json(reference("Invoer")))
    .with_problems(&[409])
    .answered_by(Action::Import, transfer::import)
}

pub(super) fn verification() -> Route {
    operation(Method::POST, "/v1/controles", "rekenNa", "logboek", "Rekent alles na wat na te rekenen is.")
        .with_response(200, "De uitkomst, ook als iets niet klopt.", BodyContent::Json(reference("Controle")))
        .with_problems(&[503])
        .answered_by(Action::Verify, transfer::verification)
}
