//! The report by date as known at a moment, or of a round.

use axum::extract::{Path, State};
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::conditional;
use super::piecewise::piecewise_body;
use super::problem::Problem;
use super::query::Query;
use crate::app::queries::{self, ReportQuery};
use crate::app::report_parts::ReportParts;
use crate::render;

/// `GET /v1/rapportage`: the report for a day, as known at a moment.
pub async fn by_date(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let asked = ReportQuery::from_query(&mut query, &axes::in_log(&site));
    let asked = query.finish_with(asked)?;
    answer(&site, wish.known_at(asked.moment()), asked).await
}

/// `GET /v1/rondes/{id}/rapportage`: the report of a round, which is its newest sealing, or as known now while it is
/// open.
pub async fn of_round(
    State(site): State<AppState>,
    Path(id): Path<String>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let asked = ReportQuery::of_round(id, &mut query);
    query.finish()?;
    answer(&site, wish, asked).await
}

async fn answer(site: &AppState, wish: ResponsePreferences, query: ReportQuery) -> Result<Response, Problem> {
    if wish.is_json() && query.node.is_none() && site.is_vast() {
        let asked = query.clone();
        let begun = site.run_large(move |service| Ok(ReportParts::begin(service, &asked)?)).await?;
        if let Some(parts) = begun {
            // The bytes do not exist yet, so the tag is made from what determines them: the query, the log up to that
            // point, and later erasures, which are events of the log too.
            let head = site.service().durable_head().to_le_bytes();
            let tag = conditional::etag(&[parts.basis().as_bytes(), &head]);
            if wish.has(&tag) {
                return Ok(conditional::not_modified(tag));
            }
            let body = piecewise_body(site, parts, |service, parts| Ok(parts.next(service)?)).await?;
            return Ok(wish.json(body, tag));
        }
    }
    let answer = site.run_large_or_vast(query.node.is_none(), move |service| {
        let json = queries::report(service, &query)?;
        Ok(wish.answer(json.to_vec(), render::REPORT, render::report_file_name))
    });
    answer.await
}
