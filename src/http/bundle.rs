//! The audit bundle of a sealed round, and the half page about it for a council paper.
//!
//! A bundle contains the whole log with every text, so it requires the same rights as an export.

use std::io;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::app_state::{AppState, WorkKind};
use super::problem::Problem;
use super::query::Query;
use crate::bundle::{BundleQuery, prepare_bundle};

/// The media type of a zip file.
pub const ZIP: &str = "application/zip";
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// `GET /v1/rondes/{id}/bundel`: the bundle of a sealing, by default the newest.
pub async fn of_round(
    State(site): State<AppState>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<Response, Problem> {
    let BundleQuery { round, which, differing } = BundleQuery::from_query(id, &mut query);
    query.finish()?;
    let pass = site.enter(WorkKind::Bundle).await?;
    let (bundle, pass) =
        site.run_to_end((), move |service| Ok((prepare_bundle(service, &round, which, differing)?, pass))).await?;
    let name = HeaderValue::try_from(format!("attachment; filename=\"{}\"", bundle.file_name()));
    let name = name.expect("ids and numbers are ASCII");
    let body = site.stream(pass, move |service, out| {
        bundle.write(service, out, &mut |_, _| {}).map(drop).map_err(io::Error::other)
    });
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(ZIP)), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, body).into_response())
}

/// `GET /v1/rondes/{id}/raadsstuk`: only the half page.
pub async fn half_page(
    State(site): State<AppState>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<Response, Problem> {
    let BundleQuery { round, which, differing } = BundleQuery::from_query(id, &mut query);
    query.finish()?;
    let page = site.run_large(move |service| Ok(crate::bundle::half_page(service, &round, which, differing)?)).await?;
    Ok(([(header::CONTENT_TYPE, TEXT)], page).into_response())
}
