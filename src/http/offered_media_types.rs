//! The media types that each address offers, from the table of the OpenAPI document. A client that accepts none of them
//! is refused before any work is done.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::http::{HeaderMap, Method, StatusCode};

use super::accept;
use super::openapi::operations;
use super::problem::Problem;
use crate::message;

/// The media types of each operation, by method and path, with the path in the notation of the router.
type Offers = HashMap<(&'static str, String), Vec<&'static str>>;

/// Returns a problem 406 if the client accepts none of the media types of this route. Unknown addresses and methods
/// have problems of their own.
pub fn check_accept(method: &Method, route: &str, headers: &HeaderMap) -> Option<Problem> {
    let method = match method.as_str() {
        "GET" | "HEAD" => "get",
        "POST" => "post",
        "DELETE" => "delete",
        _ => return None, // no route has another method
    };
    // The router writes a catch-all parameter as `{*pad}`.
    let offered = offers().get(&(method, route.replace("{*", "{")))?;
    if offered.is_empty() || offered.iter().any(|kind| accept::accepts(headers, kind)) {
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
