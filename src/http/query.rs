//! The queries of requests: [`Query`] is an extractor, and what it refuses is a problem 400.

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::request::Parts;
use std::convert::Infallible;

use super::problem::Problem;
use crate::app::request_target::RequestTarget;
pub use crate::app::request_target::{Query, decode};
use crate::domain::proposal::FieldError;

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query, Infallible> {
        Ok(Query::parse(parts.uri.query().unwrap_or_default()))
    }
}

/// What is wrong with the keys of a query.
impl From<Vec<FieldError>> for Problem {
    fn from(errors: Vec<FieldError>) -> Problem {
        Problem::bad_input(errors)
    }
}

/// An extractor for routes without a query, which refuses any key.
#[derive(Debug)]
pub struct NoQuery;

impl<S: Sync> FromRequestParts<S> for NoQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<NoQuery, Problem> {
        Ok(Query::parse(parts.uri.query().unwrap_or_default()).finish().map(|()| NoQuery)?)
    }
}

/// Returns the value of a `Link` header to the next page.
pub fn next_link(target: &RequestTarget) -> HeaderValue {
    HeaderValue::from_str(&format!("<{target}>; rel=\"next\"")).expect("a percent-encoded target is ASCII")
}
