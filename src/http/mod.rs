//! HTTP: every route in one function, one file per resource, one file that maps errors to statuses.
//!
//! A request passes the `middleware`; its query and body are parsed strictly (`query`, `body`, `json`); a handler
//! calls the service; and errors become problem documents (`problem`). `openapi` describes all of it for machines.

mod accept;
mod app_state;
mod axes;
mod backup;
pub mod body;
mod bundle;
mod byte_budget;
mod comparison;
mod conditional;
mod connection;
pub mod descriptors;
pub mod events;
mod finance;
mod findings;
pub mod gate;
mod home;
mod hosts;
mod json;
pub mod language;
pub mod metrics;
mod middleware;
mod offered_media_types;
pub mod openapi;
mod operations;
mod piecewise;
pub mod problem;
mod query;
mod report;
mod rounds;
pub mod serve;
mod socket;
mod stream;
mod subjects;
mod subscriptions;
mod tables;
mod tlog;
pub mod transfer;

pub use app_state::{AppState, HttpSettings, max_followers};
pub use middleware::API_VERSION;
pub use serve::{Limits, serve};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::Service;
use query::Query;

/// Returns the resources of the domain: the path of each, and the operation ids of its list and of its single item.
pub fn subjects_path() -> Vec<(&'static str, String, String)> {
    let capital = openapi::capital;
    subjects::RESOURCES
        .map(|(resource, kind)| {
            (resource, format!("lees{}", capital(resource)), format!("lees{}", capital(kind.name())))
        })
        .into()
}

/// Builds the router with every route of the service.
pub fn router(service: Service, settings: HttpSettings) -> Router {
    metrics::install();
    let mut router = Router::new()
        .route("/", get(home::page))
        .route("/v1/gebeurtenissen", get(events::feed).post(events::append))
        .route("/v1/gebeurtenissen/stroom", get(stream::stream))
        .route("/v1/gebeurtenissen/{id}", get(events::one))
        .route("/v1/gebeurtenissen/{id}/bewijs", get(tlog::of_event))
        .route("/v1/rapportage", get(report::by_date))
        .route("/v1/abonnementen", get(subscriptions::list).post(subscriptions::register))
        .route("/v1/abonnementen/{id}", get(subscriptions::one).delete(subscriptions::remove))
        .route("/v1/abonnementen/{id}/geheim", post(subscriptions::rotate))
        .route("/v1/abonnementen/{id}/pauze", post(subscriptions::pause))
        .route("/v1/abonnementen/{id}/hervatting", post(subscriptions::resume))
        .route("/v1/abonnementen/{id}/bezorgingen", get(subscriptions::deliveries))
        .route("/v1/abonnementen/{id}/bezorgingen/{positie}/herhaling", post(subscriptions::resend))
        .route("/v1/abonnementen/{id}/onbestelbare-bezorgingen", get(subscriptions::dead_letters))
        .route("/v1/rondes/{id}/rapportage", get(report::of_round))
        .route("/v1/rondes/{id}/vaststellingen", get(rounds::sealings).post(rounds::seal_round))
        .route("/v1/rondes/{id}/bundel", get(bundle::of_round))
        .route("/v1/rondes/{id}/raadsstuk", get(bundle::half_page))
        .route("/v1/rondes/{id}/signalen", get(findings::of_round))
        .route("/v1/financien", get(finance::at))
        .route("/v1/vergelijking", get(comparison::compare))
        .route("/v1/export", get(transfer::export))
        .route("/v1/back-up", get(backup::records))
        .route("/v1/back-up/geheim", get(backup::secrets))
        .route("/v1/invoer", post(transfer::import))
        .route("/v1/controles", post(transfer::verification))
        .route("/v1/consistentiebewijzen", get(tlog::consistency))
        .route("/tlog/checkpoint", get(tlog::checkpoint))
        .route("/tlog/tile/{niveau}/{*pad}", get(tlog::tile))
        .route("/v1/openapi.json", get(operations::document))
        .route("/v1/woordenlijst", get(operations::words))
        .route("/v1/tabelschemas/{id}", get(tables::schema))
        .route("/livez", get(operations::live))
        .route("/readyz", get(operations::ready))
        .route("/metrics", get(operations::measurements))
        .route("/.well-known/security.txt", get(operations::security));
    for (resource, kind) in subjects::RESOURCES {
        let list = move |State(site): State<AppState>, headers: HeaderMap, query: Query| {
            subjects::list(site, (resource, kind), headers, query)
        };
        let one = move |State(site): State<AppState>, Path(id): Path<String>, headers: HeaderMap, query: Query| {
            subjects::one(site, (kind, id), headers, query)
        };
        let audit = move |State(site): State<AppState>, Path(id): Path<String>, query: Query| {
            subjects::audit(site, (resource, kind), id, query)
        };
        let history = move |State(site): State<AppState>, Path(id): Path<String>, query: Query| {
            subjects::history(site, kind, id, query)
        };
        router = router
            .route(&format!("/v1/{resource}"), get(list))
            .route(&format!("/v1/{resource}/{{id}}"), get(one))
            .route(&format!("/v1/{resource}/{{id}}/geschiedenis"), get(history))
            .route(&format!("/v1/{resource}/{{id}}/audittrail"), get(audit));
    }
    let guarded = axum::middleware::from_fn_with_state(hosts::PublicAddress::of(&settings.origin), hosts::guard);
    let site = AppState::new(service, settings);
    let counted = axum::middleware::from_fn_with_state(site.clone(), byte_budget::account_responses);
    finish(router.fallback(middleware::no_such_address).with_state(site).layer(counted).layer(guarded))
}

/// Adds the middleware that every response passes.
pub fn finish(routes: Router) -> Router {
    routes
        // Bodies are bounded where they are read, each with its own limit and message.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(axum::middleware::from_fn(middleware::wrap))
}
