//! The lights of nodes as a list.

use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use serde_json::Value;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::problem::Problem;
use super::query::{Query, next_link};
use super::subjects::set_total;
use crate::app::feed_query::page_size;
use crate::app::queries::{KnownAt, QueryError};
use crate::app::subject_query::{LightsQuery, Point};
use crate::app::text_reads::query_with_texts;
use crate::projections::lights::lights;
use crate::render;

/// `GET /v1/stoplichten`: every node that has a light at a point, with it. The next page uses the point of the first.
pub async fn list(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let mut asked = LightsQuery::from_query(&mut query, &axes::in_log(&site));
    query.finish()?;
    let at = axes::point(&site, asked.at)?;
    let (filter, after, limit) = (asked.filter.clone(), asked.after.take(), page_size(asked.limit));
    let listing = site.run_large(move |service| {
        let found = query_with_texts(service, |state, contents| {
            lights(state, contents, at, &filter, (after.as_deref(), limit))
        });
        let found = found.map_err(QueryError::from)?;
        let json = serde_json::to_vec(&found.lights).expect("lights always serialise");
        let name = |_: &Value, extension: &str| format!("stoplichten-{}-positie-{}.{extension}", at.day, at.position);
        Ok((wish.answer(json, render::LIGHTS, name), found.next, found.total))
    });
    let (mut answer, next, total) = listing.await?;
    set_total(&mut answer, asked.counted.then_some(total));
    if next.is_some() {
        asked.at = Point { on: Some(at.day), known: KnownAt::Position(at.position) };
        (asked.after, asked.counted) = (next, false); // it was counted already
        answer.headers_mut().append(header::LINK, next_link(&asked.to_target()));
    }
    Ok(answer)
}
