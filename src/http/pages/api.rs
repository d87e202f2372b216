//! `GET /api`: the API described; and `GET /api/proberen/{operatie}`, which leads from a form to the address that it asks.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{ASKING_POLICY, Visit, respond_under, viewer};
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::routes;
use crate::message;
use crate::pages::address::Address;
use crate::pages::api::{ApiPage, BASE, Described, operations, page};

/// `GET /api`: the API described for people.
pub async fn describe(
    State(site): State<AppState>,
    Visit { reader, caller, query }: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query.finish()?;
    let base = super::base(&site, &headers);
    let page = page(&ApiPage { reader, viewer: viewer(&caller), document: routes::document(), base: &base });
    Ok(respond_under(ASKING_POLICY, reader, page))
}

/// `GET /api/proberen/{operatie}`: sends the browser to the address that a form asks for, without what was left open.
pub async fn attempt(Path(id): Path<String>, mut query: Query) -> Result<Response, Problem> {
    let known = operations(routes::document()).find(|one| one.operation["operationId"] == *id);
    let known = known.filter(Described::can_be_tried).ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))?;
    let mut path: Vec<String> = [BASE, known.path].concat().split('/').skip(1).map(str::to_owned).collect();
    let mut pairs = Vec::new();
    for parameter in known.asked() {
        let name = parameter["name"].as_str().unwrap_or_default();
        query.drop_blank(name);
        match (query.text(name), parameter["in"] == "path") {
            (Some(value), true) => {
                path.iter_mut().filter(|part| **part == format!("{{{name}}}")).for_each(|part| part.clone_from(&value))
            }
            (Some(value), false) => pairs.push((name, value)),
            (None, true) => query.refuse(name, "ontbreekt", message!("page-api-missing", name = name)),
            (None, false) => {}
        }
    }
    query.finish()?;
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let to = pairs.into_iter().fold(Address::of(&parts), |to, (name, value)| to.with(name, value));
    let to = HeaderValue::from_str(&to.to_string()).expect("an address is ASCII");
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}
