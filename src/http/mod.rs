//! HTTP: every route in one list, one file per resource, one file that maps errors to statuses.
//!
//! A request passes the `middleware`; its query and body are parsed strictly (`query`, `body`, `json`); a handler
//! (`access` says who may) calls the service; and errors become problem documents (`problem`). `routes` joins each handler with its description (`operation`), and `openapi`
//! makes the document for machines from them.

mod accept;
pub mod access;
mod admin;
mod agenda;
mod app_state;
mod axes;
mod backup;
pub mod body;
pub mod body_limits;
mod bundle;
mod byte_budget;
mod comparison;
mod compression;
mod conditional;
mod connection;
mod connection_limits;
mod connection_stage;
pub mod descriptors;
pub mod erasures;
pub mod events;
mod finance;
mod findings;
mod for_people;
pub mod gate;
mod hosts;
mod json;
pub mod language;
mod last_verification;
mod lights;
pub mod metrics;
mod middleware;
mod multipart;
mod offered_media_types;
mod openapi;
pub mod operation;
mod pages;
pub mod peer;
mod piecewise;
pub mod problem;
mod query;
mod report;
mod rounds;
pub mod routes;
mod search;
pub mod series;
pub mod serve;
mod sessions;
mod socket;
pub mod spans;
mod stream;
mod subjects;
mod subscriptions;
mod tables;
mod tlog;
pub mod tls;
mod tokens;
pub mod transfer;
pub mod watch;

pub use app_state::{AppState, HttpSettings, max_followers};
pub use connection_limits::Limits;
pub use middleware::API_VERSION;
pub use pages::page_routes;
pub use serve::{serve, serve_over};

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::Service;

/// Builds the router with every route of the service.
pub fn router(service: Service, settings: HttpSettings) -> Router {
    metrics::install();
    let spans = settings.spans.clone();
    let guarded = axum::middleware::from_fn_with_state(hosts::PublicAddress::of(&settings.origin), hosts::guard);
    let site = AppState::new(service, settings);
    let actions = Arc::new(access::RouteActions::of_routes(page_routes::table()));
    let identified = axum::middleware::from_fn_with_state((site.clone(), actions), access::identify);
    let counted = axum::middleware::from_fn_with_state(Arc::clone(site.answers()), byte_budget::account_responses);
    let compressed = axum::middleware::from_fn_with_state(site.clone(), compression::compress);
    let routes = page_routes::add_to(routes::router())
        .fallback(middleware::no_such_address)
        .with_state(site)
        .layer(counted)
        .layer(compressed)
        .layer(guarded);
    // Who asks is found out around everything that may refuse or fail, so that the access log has each request.
    wrapped(bounded(routes).layer(identified), spans)
}

/// Adds the middleware that every response passes.
pub fn finish(routes: Router) -> Router {
    wrapped(bounded(routes), None)
}

fn bounded(routes: Router) -> Router {
    routes
        // Bodies are bounded where they are read, each with its own limit and message.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(middleware::panicked))
}

fn wrapped(routes: Router, spans: Option<spans::Spans>) -> Router {
    routes.layer(axum::middleware::from_fn_with_state(spans, middleware::wrap))
}
