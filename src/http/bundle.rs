//! The audit bundle of a sealed round, and the half page about it for a council paper.
//!
//! A bundle contains the whole log with every text, so it requires the same rights as an export.

use std::io;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::query::Query;
use super::report::which;
use super::site::{Site, Work};
use crate::bundle::{Differing, gather};
use crate::projections::sealing::Which;

/// The media type of a zip file.
pub const ZIP: &str = "application/zip";
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// `GET /v1/rondes/{id}/bundel`: the bundle of a sealing, by default the newest.
pub async fn of_round(State(site): State<Site>, Path(id): Path<String>, query: Query) -> Result<Response, Problem> {
    let (which, differing) = asked(query)?;
    let pass = site.enter(Work::Bundle).await?;
    let (bundle, pass) = site.finish((), move |service| Ok((gather(service, &id, which, differing)?, pass))).await?;
    let name = HeaderValue::try_from(format!("attachment; filename=\"{}\"", bundle.file_name()));
    let name = name.expect("ids and numbers are ASCII");
    let body = site.stream(pass, move |service, out| {
        bundle.write(service, out, &mut |_, _| {}).map(drop).map_err(io::Error::other)
    });
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(ZIP)), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, body).into_response())
}

/// `GET /v1/rondes/{id}/raadsstuk`: only the half page.
pub async fn half_page(State(site): State<Site>, Path(id): Path<String>, query: Query) -> Result<Response, Problem> {
    let (which, differing) = asked(query)?;
    let page = site.large(move |service| Ok(crate::bundle::half_page(service, &id, which, differing)?)).await?;
    Ok(([(header::CONTENT_TYPE, TEXT)], page).into_response())
}

/// Reads which sealing is meant, and whether one is accepted that the log no longer reproduces.
fn asked(mut query: Query) -> Result<(Which, Differing), Problem> {
    let which = which(&mut query);
    let differing = if query.flag("afwijkend") { Differing::Accept } else { Differing::Refuse };
    query.finish()?;
    Ok((which, differing))
}
