//! The queries of requests: [`Query`] is an extractor, and what it refuses is a problem 400.

use std::convert::Infallible;
use std::fmt::Display;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::problem::Problem;
use crate::app::feed_query::{limit, page_size};
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
pub use crate::app::request_target::{Query, decode};
use crate::domain::proposal::FieldError;
use crate::message;

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

/// Answers with a page of a list that is in memory: what comes after the item that the cursor of the query names, with a
/// link to the page after it.
///
/// # Errors
/// A problem 400 for a query of another form, and a cursor that names no item of the list.
pub fn page<T: Serialize, I: PartialEq + Display>(
    mut query: Query,
    path: &str,
    list: impl FnOnce() -> Result<Vec<T>, Problem>,
    (id, parse): (impl Fn(&T) -> I, impl FnOnce(&str) -> Option<I>),
) -> Result<Response, Problem> {
    let limit = page_size(limit(&mut query));
    let after = query.value(keys::CURSOR, |text| parse(text).ok_or_else(|| message!("query-no-cursor")));
    query.finish()?;
    let mut all = list()?;
    if let Some(after) = after {
        let last = all.iter().position(|item| id(item) == after);
        let foreign = || Problem::bad_field(keys::CURSOR, "ongeldige-waarde", message!("query-no-cursor"));
        all.drain(..=last.ok_or_else(foreign)?);
    }
    let mut headers = HeaderMap::new();
    if all.len() > limit {
        all.truncate(limit);
        let next = RequestTarget::of(path).with(keys::CURSOR, id(&all[limit - 1])).with(keys::LIMIT, limit);
        headers.insert(header::LINK, next_link(&next));
    }
    Ok((headers, Json(all)).into_response())
}

/// Returns the value of a `Link` header to the next page.
pub fn next_link(target: &RequestTarget) -> HeaderValue {
    HeaderValue::from_str(&format!("<{target}>; rel=\"next\"")).expect("a percent-encoded target is ASCII")
}
