//! The report, by date and as known at a moment, or of a round.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::accept::{self, Form};
use super::axes;
use super::language::Reads;
use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use crate::app::queries::{self, KnownAt, QueryError, ReportOf, ReportQuery};
use crate::domain::event::Body;
use crate::domain::ids::is_id;
use crate::domain::time::Instant;
use crate::language::Language;
use crate::message;
use crate::projections::sealing::Which;
use crate::render;

/// `GET /v1/rapportage`: the report for a day, as known at a moment.
pub async fn by_date(
    State(site): State<Site>,
    Reads(language): Reads,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let form = accept::form(&headers)?;
    let on = axes::day(&mut query);
    let asked = axes::asked(&query);
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
    let of = ReportOf::Day { on, known: KnownAt::Position(position) };
    answer(&site, Wish { form, asked, language }, ReportQuery { of, node, fiscal_year }).await
}

/// `GET /v1/rondes/{id}/rapportage`: the report of a round: its newest sealing, or as known now while it is open.
pub async fn of_round(
    State(site): State<Site>,
    Path(id): Path<String>,
    Reads(language): Reads,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let form = accept::form(&headers)?;
    let (node, fiscal_year) = scope(&mut query);
    let which = which(&mut query);
    query.finish()?;
    let query = ReportQuery { of: ReportOf::Round { id, which }, node, fiscal_year };
    answer(&site, Wish { form, asked: None, language }, query).await
}

/// Which report of a round: `orgaan` or `versie`, and without either its newest.
pub(super) fn which(query: &mut Query) -> Which {
    let body = query.value("orgaan", |word| Body::from_name(word).ok_or_else(|| message!("query-body")));
    let version = query.number("versie", 1, u64::from(u32::MAX)).and_then(|version| u32::try_from(version).ok());
    match (body, version) {
        (Some(_), Some(_)) => {
            query.refuse("orgaan", "orgaan-of-versie", message!("query-body-or-version"));
            Which::Newest
        }
        (Some(body), None) => Which::Body(body),
        (None, Some(version)) => Which::Version(version),
        (None, None) => Which::Newest,
    }
}

fn scope(query: &mut Query) -> (Option<String>, Option<i32>) {
    let code = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) };
    let node = query.value("onderdeel", code);
    let year = query.number("begrotingsjaar", 1900, 2200);
    (node, year.and_then(|year| i32::try_from(year).ok()))
}

/// How an answer is wanted.
#[derive(Clone, Copy)]
struct Wish {
    form: Form,
    asked: Option<Instant>,
    language: Language,
}

async fn answer(site: &Site, wish: Wish, query: ReportQuery) -> Result<Response, Problem> {
    let (body, name) = site.read(move |service| Ok(formed(wish, queries::report(service, &query)?.json))).await?;
    Ok(wish.form.answer(body, &name, wish.language))
}

/// The report in a form, and the name of the file that it is then.
fn formed(Wish { form, asked, language }: Wish, json: Vec<u8>) -> (Vec<u8>, String) {
    if form == Form::Json {
        return (json, String::new());
    }
    let mut report: Value = serde_json::from_slice(&json).expect("a report was written as JSON");
    if let Some(moment) = asked {
        render::note_asked(&mut report["basis"], moment);
    }
    let body = match form {
        Form::Json => json,
        Form::Csv => render::report_csv(&report),
        Form::Xlsx => render::report_xlsx(&report, language),
    };
    (body, render::report_file_name(&report, form.extension()))
}
