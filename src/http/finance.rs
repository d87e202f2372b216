//! The finance overview for controllers.

use axum::extract::State;
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::problem::Problem;
use super::query::Query;
use crate::app::audit;
use crate::app::queries::QueryError;
use crate::projections::finance::FinanceRequest;
use crate::render;

/// `GET /v1/financien`: totals, coverage, and the course of amounts.
pub async fn at(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let wish = wish.known_at(axes::known_at_moment(&query));
    let at = axes::point(&mut query, &site);
    let node = axes::node(&mut query);
    let year = query.number("begrotingsjaar", 1900, 2200).and_then(|year| i64::try_from(year).ok());
    query.finish()?;
    if at.position == 0 {
        return Err(QueryError::Empty.into());
    }
    let request = FinanceRequest { at, fiscal_year: year, node };
    let answer = site.run_large(move |service| {
        let found = audit::finance(service, &request)?;
        let json = serde_json::to_vec(&found).expect("amounts always serialise");
        Ok(wish.answer(json, render::FINANCE, render::finance_file_name))
    });
    answer.await
}
