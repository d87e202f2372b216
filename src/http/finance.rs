//! Money as a controller adds it up.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::axes;
use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use crate::app::audit;
use crate::app::queries::QueryError;
use crate::domain::ids::is_id;
use crate::message;
use crate::projections::finance::FinanceRequest;

/// `GET /v1/financien`: totals, coverage, and how amounts moved.
pub async fn at(State(site): State<Site>, mut query: Query) -> Result<Response, Problem> {
    let at = axes::at(&mut query, &site);
    let code = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) };
    let node = query.value("onderdeel", code);
    let year = query.number("begrotingsjaar", 1900, 2200).and_then(|year| i64::try_from(year).ok());
    query.finish()?;
    if at.position == 0 {
        return Err(QueryError::Empty.into());
    }
    let request = FinanceRequest { at, fiscal_year: year, node };
    let found = site.read(move |service| Ok(audit::finance(service, &request)?)).await?;
    Ok(Json(found).into_response())
}
