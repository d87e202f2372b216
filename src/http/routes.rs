//! Every route of the service, one file per area.
//!
//! A route is one expression: its method, its address, its description and its handler. The router, the OpenAPI document
//! and the media types of an address all come from this list, so a route without a description does not exist.

mod admin;
mod agenda;
mod backup;
mod bundle;
mod comparison;
mod erasures;
mod events;
mod findings;
mod lights;
mod log;
mod reports;
mod rounds;
mod search;
mod series;
mod sessions;
mod subjects;
mod subscriptions;
mod tlog;
mod tokens;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use schemars::{JsonSchema as _, SchemaGenerator};
use serde_json::{Value, json};

use super::access::{Permission, require};
use super::app_state::AppState;
use super::offered_media_types::refuse_other_media_types;
use super::openapi::{self, reference};
use super::operation::{BodyContent, Operation, Parameter, ParameterLocation, capital, operation};
use super::subjects::RESOURCES;
use crate::app::feed_query::{PAGE_DEFAULT, PAGE_MAX};
use crate::app::query_keys as keys;
use crate::domain::access::Action;
use crate::domain::event::Body;
use crate::domain::ids::ID_PATTERN;
use crate::domain::time::{DAY_PATTERN, Instant};

/// A route: what the document says about it, and what answers it. [`Operation::answered_by`] is the only way to make one.
struct Route {
    operation: Operation,
    handler: MethodRouter<AppState>,
}

impl Operation {
    /// Joins the operation with who may call it, and with its handler, which answers the method of the operation. Who may
    /// not call it, and then a client that accepts none of the media types of the operation, is refused before the handler
    /// does any work.
    fn answered_by<H, T>(self, permission: impl Into<Permission>, handler: H) -> Route
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let method = MethodFilter::try_from(self.method.clone()).expect("operations have standard methods");
        let offered: Arc<[&'static str]> = self.media_types().into();
        let operation = self.permitted_by(permission.into());
        let handler = on(method, handler).route_layer(from_fn_with_state(offered, refuse_other_media_types));
        let handler = handler.route_layer(from_fn_with_state(Arc::new(operation.permission.clone()), require));
        Route { operation, handler }
    }
}

/// Builds the router of all routes. It joins the routes that share a path.
pub fn router() -> Router<AppState> {
    let mut routes = all();
    // `Allow` names the methods of a path in the order in which they were added.
    routes.sort_by_key(|route| route.operation.method != Method::GET);
    routes.into_iter().fold(Router::new(), |router, route| router.route(&route.operation.path, route.handler))
}

/// Returns every operation.
pub fn operations() -> Vec<Operation> {
    all().into_iter().map(|route| route.operation).collect()
}

/// Returns the OpenAPI document of the routes.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi::describe(&operations()));
    &DOCUMENT
}

fn all() -> Vec<Route> {
    let mut all = vec![
        events::append(),
        events::feed(),
        events::stream(),
        events::record(),
        reports::report(),
        reports::round_report(),
        comparison::comparison(),
        series::series(),
        search::search(),
        agenda::agenda(),
        lights::lights(),
    ];
    all.extend([rounds::sealings(), rounds::seal()]);
    all.extend([findings::findings(), findings::finance()]);
    for kind in RESOURCES {
        let resource = kind.collection();
        all.extend([subjects::list(resource, kind), subjects::one(resource, kind), subjects::history(resource, kind)]);
        all.push(subjects::audit(resource, kind));
    }
    all.extend([log::export(), log::import(), log::verification()]);
    all.extend(backup::all());
    all.extend(subscriptions::subscriptions());
    all.extend(tokens::all());
    all.extend(sessions::all());
    all.extend(erasures::all());
    all.extend(bundle::all());
    all.extend(tlog::all());
    all.extend(admin::running());
    all
}

fn query(name: &'static str, what: &'static str, schema: Value) -> Parameter {
    Parameter { name, place: ParameterLocation::Query, required: false, what, schema }
}

fn path_id(what: &'static str, schema: Value) -> Parameter {
    Parameter { name: "id", place: ParameterLocation::Path, required: true, what, schema }
}

fn day() -> Parameter {
    let what = "De dag waarvoor de stand geldt; zonder: vandaag, in Amsterdam.";
    query(keys::ON, what, json!({ "type": "string", "format": "date", "pattern": DAY_PATTERN }))
}

fn known() -> [Parameter; 2] {
    let moment =
        "Het moment waarop iets bekend was; niet na nu en niet voor de eerste gebeurtenis. Niet samen met positie.";
    let position = "De laatste positie die meetelt; zonder: de laatste die er is.";
    [
        query(keys::KNOWN_AT, moment, instant()),
        query(keys::POSITION, position, json!({ "type": "integer", "minimum": 1, "maximum": POSITION_MAX })),
    ]
}

/// One node with what is below it.
fn node(what: &'static str) -> Parameter {
    query(keys::NODE, what, json!({ "type": "string", "pattern": ID_PATTERN }))
}

/// The body of a sealing.
fn body(what: &'static str) -> Parameter {
    query(keys::BODY, what, json!({ "type": "string", "enum": Body::ALL.map(Body::name) }))
}

/// The version of a sealing.
fn version(what: &'static str) -> Parameter {
    query(keys::VERSION, what, json!({ "type": "integer", "minimum": 1, "maximum": POSITION_MAX }))
}

/// A budget year.
fn fiscal_year(what: &'static str) -> Parameter {
    query(keys::FISCAL_YEAR, what, json!({ "type": "integer", "minimum": 1900, "maximum": 2200 }))
}

/// The maximum of positions and versions, which stay below 2^32.
const POSITION_MAX: u32 = u32::MAX;

/// The pattern of an actor id.
const ACTOR: &str = "^[A-Za-z0-9:@._-]{1,100}$";

/// Returns the schema of a moment in a request.
fn instant() -> Value {
    Instant::json_schema(&mut SchemaGenerator::default()).to_value()
}

fn limit() -> Parameter {
    let schema = json!({ "type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE_DEFAULT });
    query(keys::LIMIT, "Hoeveel er hooguit op een bladzijde staan.", schema)
}

/// Whether all of a list is counted.
fn counted() -> Parameter {
    let what = "Telt ook hoeveel er op alle bladzijden samen staan: X-Aantal. Met limit=1 is dat alleen het aantal.";
    query(keys::COUNT, what, json!({ "type": "boolean", "default": false }))
}

fn list_of(name: &str) -> BodyContent {
    BodyContent::Json(json!({ "type": "array", "items": reference(name) }))
}
