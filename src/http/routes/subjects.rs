//! Routes on subjects: lists, single subjects and their history.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::json;

use super::{
    Action, BodyContent, Method, Parameter, Route, capital, counted, day, known, limit, list_of, node, operation,
    path_id, query, reference,
};
use crate::app::query_keys as keys;
use crate::app::subject_query::{CASE_STATUSES, OWNER_MAX, is_placed};
use crate::domain::event::CaseKind;
use crate::domain::ids::{ID_PATTERN, SubjectKind};
use crate::http::AppState;
use crate::http::openapi::subject_name;
use crate::http::query::Query;
use crate::http::subjects;

pub(super) fn list(resource: &'static str, kind: SubjectKind) -> Route {
    let cursor =
        query(keys::CURSOR, "Uit de Link van de vorige bladzijde.", json!({ "type": "string", "pattern": ID_PATTERN }));
    let summary = format!("Wat er van de soort {} staat op een dag, zoals bekend op een moment.", kind.name());
    let schema = json!({ "type": "array", "items": reference(&subject_name(kind)) });
    let what = "Een bladzijde, op volgorde van id.";
    let list = operation(
        Method::GET,
        &format!("/v1/{resource}"),
        &format!("lees{}", capital(resource)),
        "onderwerpen",
        &summary,
    )
    .with_parameters([day()])
    .with_parameters(known())
    .with_parameters(filters(kind))
    .with_parameters([cursor, limit(), counted()]);
    let list = match kind {
        SubjectKind::Round => list
            .with_response(200, what, BodyContent::Forms(schema))
            .with_headers(&["Link", "ETag", "X-Aantal"])
            .with_not_modified(),
        _ => list
            .with_response(200, what, BodyContent::Json(schema))
            .with_headers(&["Link", "X-Aantal"])
            .with_problems(&[404]), // the other lists have one format
    };
    list.answered_by(Action::Read, move |State(site): State<AppState>, headers: HeaderMap, query: Query| {
        subjects::list(site, kind, headers, query)
    })
}

/// Returns what a list of this kind can be limited to.
fn filters(kind: SubjectKind) -> Vec<Parameter> {
    let mut all = Vec::new();
    if is_placed(kind) {
        all.push(node("Alleen wat bij dit onderdeel hoort of bij wat eronder valt."));
    }
    if kind == SubjectKind::Case {
        all.extend([
            query("status", "Alleen dossiers met deze status.", json!({ "enum": CASE_STATUSES })),
            query("soort", "Alleen dossiers van deze soort.", json!({ "enum": CaseKind::ALL.map(CaseKind::name) })),
            query(
                "eigenaar",
                "Alleen dossiers van deze afdeling. Hoofdletters en accenten maken niet uit.",
                json!({ "type": "string", "minLength": 1, "maxLength": OWNER_MAX, "pattern": "[^ ]" }),
            ),
        ]);
    }
    all
}

pub(super) fn one(resource: &str, kind: SubjectKind) -> Route {
    let summary = format!("Eén onderwerp van de soort {}, zoals het er staat.", kind.name());
    operation(
        Method::GET,
        &format!("/v1/{resource}/{{id}}"),
        &format!("lees{}", capital(kind.name())),
        "onderwerpen",
        &summary,
    )
    .with_parameters([path_id("Het id, zonder de soort.", json!({ "type": "string", "pattern": ID_PATTERN }))])
    .with_parameters([day()])
    .with_parameters(known())
    .with_response(200, "Zoals het er staat.", BodyContent::Json(reference(&subject_name(kind))))
    .with_headers(&["ETag"])
    .with_not_modified()
    .with_problems(&[404])
    .answered_by(
        Action::Read,
        move |State(site): State<AppState>, Path(id): Path<String>, headers: HeaderMap, query: Query| {
            subjects::one(site, (kind, id), headers, query)
        },
    )
}

pub(super) fn history(resource: &str, kind: SubjectKind) -> Route {
    let path = format!("/v1/{resource}/{{id}}/geschiedenis");
    let id = format!("leesGeschiedenisVan{}", capital(kind.name()));
    operation(Method::GET, &path, &id, "onderwerpen", "Alle gebeurtenissen van een onderwerp, met wat elke veranderde.")
        .with_parameters([path_id("Het id, zonder de soort.", json!({ "type": "string", "pattern": ID_PATTERN }))])
        .with_parameters([until()])
        .with_parameters(known())
        .with_response(200, "De geschiedenis.", BodyContent::Json(reference("Geschiedenis")))
        .with_problems(&[404])
        .answered_by(Action::Read, move |State(site): State<AppState>, Path(id): Path<String>, query: Query| {
            subjects::history(site, (kind, id), query)
        })
}

pub(super) fn audit(resource: &'static str, kind: SubjectKind) -> Route {
    let path = format!("/v1/{resource}/{{id}}/audittrail");
    let id = format!("leesAudittrailVan{}", capital(kind.name()));
    let cursor = query(
        keys::CURSOR,
        "Uit de Link van de vorige bladzijde.",
        json!({ "type": "integer", "minimum": 0, "maximum": super::POSITION_MAX }),
    );
    let summary = "Wie wat deed, wanneer en waarom, met de toestand ervoor en erna, in de velden van de ZGW-standaard.";
    operation(Method::GET, &path, &id, "onderwerpen", summary)
        .with_parameters([path_id("Het id, zonder de soort.", json!({ "type": "string", "pattern": ID_PATTERN }))])
        .with_parameters([until()])
        .with_parameters(known())
        .with_parameters([cursor, limit()])
        .with_response(200, "Een bladzijde, op volgorde van vastleggen.", list_of("AuditTrail"))
        .with_headers(&["Link"])
        .with_problems(&[404])
        .answered_by(Action::ReadAudit, move |State(site): State<AppState>, Path(id): Path<String>, query: Query| {
            subjects::audit(site, (kind, id), query)
        })
}

fn until() -> Parameter {
    Parameter { what: "Laat gebeurtenissen weg die pas na deze dag gelden.", ..day() }
}
