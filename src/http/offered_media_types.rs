//! The media types that a route offers. A client that accepts none of them is refused before any work is done.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::accept;
use super::problem::Problem;
use crate::message;

/// Middleware around the handler of one route, with the media types of its responses: answers 406 if the client accepts
/// none of them. Unknown addresses and methods do not reach it; they have problems of their own.
pub async fn refuse_other_media_types(
    State(offered): State<Arc<[&'static str]>>,
    request: Request,
    next: Next,
) -> Response {
    if offered.is_empty() || offered.iter().any(|kind| accept::accepts(request.headers(), kind)) {
        return next.run(request).await;
    }
    let detail = message!("problem-format-offered", offered = offered.join(", "));
    Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail).into_response()
}
