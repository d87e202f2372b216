//! Search over the texts of all rounds.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::app_state::AppState;
use super::problem::Problem;
use super::query::{Query, next_link};
use crate::app::search::{SearchQuery, search};

/// `GET /v1/zoeken`: the events with these words in their texts, the newest first.
pub async fn find(State(site): State<AppState>, mut query: Query) -> Result<Response, Problem> {
    let asked = SearchQuery::from_query(&mut query);
    let mut asked = query.finish_with(asked)?;
    let this = asked.clone();
    let page = site.run_large(move |service| Ok(search(service, &this)?)).await?;
    let mut answer = Json(page.hits).into_response();
    if page.next.is_some() {
        asked.before = page.next;
        answer.headers_mut().insert(header::LINK, next_link(&asked.to_target()));
    }
    Ok(answer)
}
