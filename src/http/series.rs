//! Series over rounds.

use axum::extract::State;
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::problem::Problem;
use super::query::Query;
use crate::app::series::{SeriesQuery, series};
use crate::render;

/// `GET /v1/reeksen`: one row a subject, one column a round.
pub async fn over_rounds(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let asked = SeriesQuery::from_query(&mut query, &axes::in_log(&site));
    query.finish()?;
    let wish = wish.known_at(asked.known.moment());
    let whole = asked.node.is_none() && asked.subject.is_none();
    let answer = site.run_large_or_vast(whole, move |service| {
        let json = serde_json::to_vec(&series(service, &asked)?).expect("series always serialise");
        Ok(wish.answer(json, render::SERIES, render::series_file_name))
    });
    answer.await
}
