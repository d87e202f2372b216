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
use crate::app::queries::{self, KnownAt, QueryError, ReportQuery, ReportTarget};
use crate::app::report_parts::ReportParts;
use crate::domain::event::Body;
use crate::message;
use crate::projections::sealing::SealingSelector;
use crate::render;

/// `GET /v1/rapportage`: the report for a day, as known at a moment.
pub async fn by_date(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let on = axes::day(&mut query);
    let asked = axes::known_at_moment(&query);
    let position = axes::position(&mut query, &site);
    let (node, fiscal_year) = scope(&mut query);
    if on.is_none() && !query.refused("geldigOp") {
        query.refuse("geldigOp", "verplicht", message!("query-reporting-date"));
    }
    query.finish()?;
    let Some(on) = on else { return Err(Problem::internal()) };
    if position == 0 {
        return Err(QueryError::Empty.into());
    }
    let of = ReportTarget::Day { on, known: KnownAt::Position(position) };
    answer(&site, wish.known_at(asked), ReportQuery { of, node, fiscal_year }).await
}

/// `GET /v1/rondes/{id}/rapportage`: the report of a round, which is its newest sealing, or as known now while it is
/// open.
pub async fn of_round(
    State(site): State<AppState>,
    Path(id): Path<String>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let (node, fiscal_year) = scope(&mut query);
    let which = which(&mut query);
    query.finish()?;
    let query = ReportQuery { of: ReportTarget::Round { id, which }, node, fiscal_year };
    answer(&site, wish, query).await
}

/// Reads which sealing of a round is meant, by `orgaan` or `versie`; the default is the newest.
pub(super) fn which(query: &mut Query) -> SealingSelector {
    let body = query.value("orgaan", |word| Body::from_name(word).ok_or_else(|| message!("query-body")));
    let version = query.number("versie", 1, u64::from(u32::MAX)).and_then(|version| u32::try_from(version).ok());
    match (body, version) {
        (Some(_), Some(_)) => {
            query.refuse("orgaan", "orgaan-of-versie", message!("query-body-or-version"));
            SealingSelector::Newest
        }
        (Some(body), None) => SealingSelector::Body(body),
        (None, Some(version)) => SealingSelector::Version(version),
        (None, None) => SealingSelector::Newest,
    }
}

fn scope(query: &mut Query) -> (Option<String>, Option<i32>) {
    let node = axes::node(query);
    let year = query.number("begrotingsjaar", 1900, 2200);
    (node, year.and_then(|year| i32::try_from(year).ok()))
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
        let json = queries::report(service, &query)?.json;
        Ok(wish.answer(json, render::REPORT, render::report_file_name))
    });
    answer.await
}
