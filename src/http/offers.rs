//! Which media types each address answers with, from the table that the OpenAPI document is made of: who takes none of them is told
//! so before anything is done.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::http::{HeaderMap, Method, StatusCode};

use super::accept;
use super::openapi::operations;
use super::problem::Problem;
use crate::message;

/// The media types of an operation, by its method and its path as the router writes it.
type Offers = HashMap<(&'static str, String), Vec<&'static str>>;

/// A problem 406 where a client takes nothing of what this route answers with. Addresses and methods that are not there have a
/// problem of their own.
pub fn refused(method: &Method, route: &str, headers: &HeaderMap) -> Option<Problem> {
    let method = match method.as_str() {
        "GET" | "HEAD" => "get",
        "POST" => "post",
        "DELETE" => "delete",
        _ => return None, // no route has another
    };
    // The router writes a rest of a path as `{*pad}`.
    let offered = offers().get(&(method, route.replace("{*", "{")))?;
    if offered.is_empty() || offered.iter().any(|kind| accept::takes(headers, kind)) {
        return None;
    }
    let detail = message!("problem-format-offered", offered = offered.join(", "));
    Some(Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail))
}

fn offers() -> &'static Offers {
    static OFFERS: OnceLock<Offers> = OnceLock::new();
    OFFERS.get_or_init(|| {
        let of = |operation: super::openapi::Operation| {
            let kinds =
                operation.answers.iter().flat_map(|answer| answer.content.media_types().iter().copied()).collect();
            ((operation.method, operation.path), kinds)
        };
        operations().into_iter().map(of).collect()
    })
}
