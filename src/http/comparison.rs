//! The comparison of two reports.

use axum::extract::State;
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::problem::Problem;
use super::query::Query;
use crate::app::comparison::{ComparisonError, ComparisonQuery, ComparisonSide, comparison};
use crate::app::query_keys as keys;
use crate::render;

/// `GET /v1/vergelijking`: the differences between two reports, and their causes.
pub async fn compare(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let asked = ComparisonQuery::from_query(&mut query);
    let asked = query.finish_with(asked)?;
    let answer = site.run_large_or_vast(asked.node.is_none(), move |service| {
        let json = serde_json::to_vec(&comparison(service, &asked)?).expect("a comparison always serialises");
        Ok(wish.answer(json, render::COMPARISON, render::comparison_file_name))
    });
    answer.await
}

impl From<ComparisonError> for Problem {
    fn from(error: ComparisonError) -> Problem {
        match error {
            ComparisonError::Query(error) => Problem::from(error),
            ComparisonError::Points(points) => {
                let named = points.into_iter().map(|(side, error)| match side {
                    ComparisonSide::From => (keys::FROM, error),
                    ComparisonSide::To => (keys::TO, error),
                });
                Problem::of_fields(named.collect())
            }
        }
    }
}
