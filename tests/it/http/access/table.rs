//! The table of access cell by cell: every role at every route and method, of the API and of pages. The routes are those
//! of the router itself, so a new one is here too; who may call it is written again by hand.

use std::path::Path;

use peildatum::domain::access::{self, Role};
use peildatum::http::access::Permission;
use peildatum::http::access::RouteAccess;
use peildatum::http::page_routes::table;
use peildatum::http::routes::{document, operations};

use super::Guarded;
use crate::generated::same;

/// Who may call a route, without the code that the router reads.
fn expected(method: &str, path: &str) -> Option<Vec<&'static str>> {
    const ALL: [&str; 5] = ["lezen", "rapporteren", "controleren", "vaststellen", "beheren"];
    let open = [
        "/livez",
        "/readyz",
        "/.well-known/security.txt",
        "/v1/openapi.json",
        "/toegankelijkheid",
        "/bestanden/{naam}",
        "/aanmelden",
        "/aanmelden/{naam}",
        "/aanmelden/{naam}/terug",
        "/aanmelden/{naam}/einde",
        "/afmelden",
    ];
    if open.contains(&path) {
        return None;
    }
    let first = |start: &str| path.starts_with(start);
    Some(match (method, path) {
        _ if first("/v1/abonnementen")
            || first("/v1/toegangsbewijzen")
            || first("/v1/wisverzoeken")
            || first("/v1/sessies")
            || first("/toegang")
            || first("/beheer") =>
        {
            vec!["beheren"]
        }
        _ if first("/v1/eigen-sessies") || first("/sessies") => ALL.to_vec(),
        _ if first("/abonnementen") => vec!["beheren"],
        _ if first("/inlezen") => vec!["rapporteren", "controleren"],
        (_, "/rondes/{id}/vaststellen") => vec!["vaststellen"],
        ("POST", "/nakijken") => vec!["controleren"],
        _ if ["/v1/export", "/v1/invoer"].contains(&path) || first("/v1/back-up") => vec!["beheren"],
        ("POST", "/v1/controles") => vec!["controleren", "beheren"],
        ("POST", "/v1/gebeurtenissen") => vec!["rapporteren", "controleren", "vaststellen", "beheren"],
        (_, "/vastleggen/{soort}") => vec!["rapporteren", "controleren", "vaststellen"],
        ("POST", "/v1/rondes/{id}/vaststellingen") => vec!["vaststellen"],
        ("GET", _) if path.ends_with("/audittrail") => vec!["controleren"],
        ("GET", _) if first("/v1/rondes/{id}/bundel") || first("/v1/rondes/{id}/raadsstuk") => {
            vec!["controleren", "vaststellen", "beheren"]
        }
        ("GET", _) => ALL.to_vec(),
        _ => panic!("{method} {path} changes something, and who may is not written here"),
    })
}

pub(super) fn concrete(path: &str) -> String {
    let tile = path.replace("{niveau}/{*pad}", "0/000.p/100");
    tile.replace("{id}", "x").replace("{positie}", "1").replace("{soort}", "stoplicht.gezet").replace("{naam}", "x")
}

#[test]
fn every_route_says_who_may_call_it_and_says_what_was_agreed() {
    for RouteAccess { method, path, permission } in table() {
        let told = match &permission {
            Permission::Open => None,
            Permission::AnyOf(_) => Some(permission.roles().into_iter().map(Role::name).collect::<Vec<_>>()),
        };
        assert_eq!(told, expected(method.as_str(), &path), "{method} {path}");
    }
    assert!(table().len() > 90, "{}", table().len());
}

#[tokio::test]
async fn every_cell_of_role_route_and_method_is_as_the_table_says() {
    let guarded = Guarded::new();
    let tokens = Role::ALL.map(|role| (role, guarded.token(role)));
    for RouteAccess { method, path, .. } in table() {
        let (expected, concrete) = (expected(method.as_str(), &path), concrete(&path));
        // A stream has no end, which a test reads only with a body.
        let with_head = method == "GET" && !path.ends_with("/stroom");
        let methods = if with_head { vec!["GET", "HEAD"] } else { vec![method.as_str()] };
        for method in methods {
            for (role, token) in &tokens {
                let cell = format!("{method} {path} as {}", role.name());
                let answer = guarded.call(method, &concrete, token).await;
                let is_allowed = expected.as_ref().is_none_or(|roles| roles.contains(&role.name()));
                // The form of one type asks for what that type does: this one records.
                let is_other_form = method != "POST" && path == "/vastleggen/{soort}" && *role == Role::Sealer;
                let is_allowed = is_allowed && !is_other_form;
                let refused = answer.status == 403 && (method == "HEAD" || answer.text.contains("rol-niet-bevoegd"));
                assert_eq!(refused, !is_allowed, "{cell}: {} {}", answer.status, answer.text);
                assert_ne!(answer.status, 401, "{cell}");
                assert!(!answer.status.is_server_error(), "{cell}: {}", answer.text);
            }
            let nobody = guarded.send(method, &concrete, &[], "").await;
            assert_eq!(nobody.status == 401, expected.is_some(), "{method} {path}: {}", nobody.status);
        }
    }
}

#[tokio::test]
async fn what_the_table_does_not_name_is_refused() {
    let guarded = Guarded::new();
    let token = guarded.token(Role::Administrator);
    for (method, path) in [("DELETE", "/v1/gebeurtenissen"), ("PUT", "/v1/export"), ("POST", "/toegang/x")] {
        let answer = guarded.call(method, path, &token).await;
        assert!([404, 405].contains(&answer.status.as_u16()), "{method} {path}: {}", answer.status);
    }
}

#[test]
fn the_document_says_of_each_operation_who_may_call_it() {
    for operation in operations().iter().filter(|operation| operation.path.starts_with("/v1/")) {
        let path = operation.path.strip_prefix("/v1").unwrap();
        let described = &document()["paths"][path][operation.method.as_str().to_lowercase()];
        let roles = expected(operation.method.as_str(), &operation.path);
        let told: Vec<&str> =
            described["x-rollen"].as_array().unwrap().iter().filter_map(|role| role.as_str()).collect();
        assert_eq!(told, roles.clone().unwrap_or_else(|| Role::ALL.map(Role::name).to_vec()), "{path}");
        let statuses = &described["responses"];
        assert_eq!(statuses["401"].is_object() && statuses["403"].is_object(), roles.is_some(), "{path}");
    }
    assert_eq!(document()["components"]["securitySchemes"]["toegangsbewijs"]["scheme"], "bearer");
}

#[test]
fn the_table_in_the_documentation_is_that_of_the_code() {
    let path = "docs/access.md";
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let (before, rest) = page.split_once("| action | ").unwrap();
    let after = rest.split_once("\n\n").unwrap().1;
    same(path, &format!("{before}{}\n{after}", access::table()));
}
