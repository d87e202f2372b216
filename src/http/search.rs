//! Search over the texts of all rounds.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::app_state::AppState;
use super::axes;
use super::problem::Problem;
use super::query::Query;
use crate::app::search::{HITS_DEFAULT, HITS_MAX, SearchQuery, search};
use crate::domain::ids::Subject;
use crate::message;
use crate::projections::feed::EventFilter;
use crate::projections::search::{SEARCH_TEXT_MAX, SEARCH_TEXT_MIN, SearchText};

/// `GET /v1/zoeken`: the events with these words in their texts, the newest first.
pub async fn find(State(site): State<AppState>, mut query: Query) -> Result<Response, Problem> {
    let wrong = || message!("query-search-text", least = SEARCH_TEXT_MIN, most = SEARCH_TEXT_MAX);
    let text = query.value("tekst", |text| SearchText::parse(text).map_err(|_| wrong()));
    if text.is_none() && !query.refused("tekst") {
        query.refuse("tekst", "verplicht", wrong());
    }
    let node = axes::node(&mut query);
    let subject = query.value("onderwerp", Subject::parse).map(|subject| subject.as_str().to_owned());
    let before = query.number("cursor", 1, u64::from(u32::MAX));
    let limit = query.number("limit", 1, HITS_MAX as u64).and_then(|limit| usize::try_from(limit).ok());
    query.finish()?;
    let Some(text) = text else { return Err(Problem::internal()) };
    let filter = EventFilter { kind: None, subject, node };
    let asked = SearchQuery { text, filter, before, limit: limit.unwrap_or(HITS_DEFAULT) };
    let link = link(&asked, limit);
    let page = site.run_large(move |service| Ok(search(service, &asked)?)).await?;
    let mut answer = Json(page.hits).into_response();
    if let Some(next) = page.next {
        let link = HeaderValue::from_str(&format!("<{link}&cursor={next}>; rel=\"next\""));
        answer.headers_mut().insert(header::LINK, link.expect("a percent-encoded text is ASCII"));
    }
    Ok(answer)
}

/// Returns the address of the same search, without a cursor.
fn link(asked: &SearchQuery, limit: Option<usize>) -> String {
    let mut link = format!("/v1/zoeken?tekst={}", utf8_percent_encode(asked.text.as_str(), NON_ALPHANUMERIC));
    let mut add = |key: &str, value: &str| link.push_str(&format!("&{key}={value}"));
    if let Some(node) = &asked.filter.node {
        add("onderdeel", node);
    }
    if let Some(subject) = &asked.filter.subject {
        add("onderwerp", subject);
    }
    if let Some(limit) = limit {
        add("limit", &limit.to_string());
    }
    link
}
