//! The finance overview for controllers.

use axum::extract::State;
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::problem::Problem;
use super::query::Query;
use crate::app::audit::{self, FinanceQuery};
use crate::render;

/// `GET /v1/financien`: totals, coverage, and the course of amounts.
pub async fn at(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let asked = FinanceQuery::from_query(&mut query, &axes::in_log(&site));
    query.finish()?;
    let wish = wish.known_at(asked.at.known.moment());
    let answer = site.run_large(move |service| {
        let found = audit::finance(service, &asked.resolve(service)?)?;
        let json = serde_json::to_vec(&found).expect("amounts always serialise");
        Ok(wish.answer(json, render::FINANCE, render::finance_file_name))
    });
    answer.await
}
