//! The sealings of a round: listing them, and sealing.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::app_state::{AppState, WorkKind};
use super::body::{self, ReceivedBody};
use super::language::{self, CallerLanguage};
use super::problem::Problem;
use super::query::{Query, next_link};
use crate::access::caller::Caller;
use crate::app::feed_query::{limit, page_size};
use crate::app::queries::{self, QueryError, ReportQuery, ReportTarget};
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
use crate::app::sealing::{SealError, SealRequest, preview_sealing, seal};
use crate::domain::ids::RoundId;
use crate::projections::sealing::{SealingSelector, listed};

/// `GET /v1/rondes/{id}/vaststellingen`: the sealings of a round, by version.
pub async fn sealings(
    State(site): State<AppState>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<Response, Problem> {
    let limit = limit(&mut query);
    let after = query.number(keys::CURSOR, 0, u64::from(u32::MAX)).unwrap_or(0);
    query.finish()?;
    let most = page_size(limit);
    let round = id.clone();
    let mut all = site.run_large(move |service| Ok(listed(queries::sealings(service, &round)?))).await?;
    all.retain(|one| u64::from(one.sealing.version) > after);
    let next = all.get(most).and_then(|_| all.get(most - 1)).map(|last| last.sealing.version);
    all.truncate(most);
    let mut answer = Json(all).into_response();
    if let Some(next) = next {
        let target = RequestTarget::of(format!("/v1/rondes/{id}/vaststellingen")).with(keys::CURSOR, next);
        answer.headers_mut().insert(header::LINK, next_link(&target.with_some(keys::LIMIT, limit)));
    }
    Ok(answer)
}

/// `POST /v1/rondes/{id}/vaststellingen`: seals the round. With `proef=true` it returns what that would fix and what is
/// still open.
pub async fn seal_round(
    State(site): State<AppState>,
    caller: Caller,
    CallerLanguage(language): CallerLanguage,
    Path(id): Path<String>,
    mut query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let actor = site.actor(&caller, &mut query);
    let is_trial = query.flag(keys::DRY_RUN);
    query.finish()?;
    let round = RoundId::parse(&id).map_err(QueryError::from)?;
    let ReceivedBody { what: sent, held: _held } = body::json(&site, request).await?;
    if is_trial {
        let request = SealRequest::for_preview(&round, &sent).map_err(Problem::bad_input)?;
        let seen =
            site.run_large(move |service| Ok(preview_sealing(service, &request, &actor)?.view(language))).await?;
        return Ok(language::with_language(language, Json(seen)));
    }
    let request = SealRequest::from_json(&round, &sent).map_err(Problem::bad_input)?;
    let pass = site.enter(WorkKind::Append).await?;
    let sealed = site.run_to_end(pass, move |service| Ok(seal(service, &request, &actor)?)).await?;
    let of = ReportTarget::Round { id, which: SealingSelector::Version(sealed.version) };
    let report = ReportQuery { of, node: None, fiscal_year: None }.to_target();
    let location = HeaderValue::from_str(&report.to_string()).expect("a percent-encoded target is ASCII");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(sealed)).into_response())
}

impl From<SealError> for Problem {
    fn from(error: SealError) -> Problem {
        match error {
            SealError::Query(error) => Problem::from(error),
            SealError::App(error) => Problem::from(error),
        }
    }
}
