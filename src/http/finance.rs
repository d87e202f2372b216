//! Money as a controller adds it up.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::accept::{self, Form};
use super::axes;
use super::language::Reads;
use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use crate::app::audit;
use crate::app::queries::QueryError;
use crate::domain::ids::is_id;
use crate::message;
use crate::projections::finance::FinanceRequest;
use crate::render;

/// `GET /v1/financien`: totals, coverage, and how amounts moved.
pub async fn at(
    State(site): State<Site>,
    Reads(language): Reads,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let form = accept::form(&headers)?;
    let asked = axes::asked(&query);
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
    let mut found = serde_json::to_value(found).expect("amounts always serialise");
    if let Some(moment) = asked.filter(|_| form != Form::Json) {
        render::note_asked(&mut found["basis"], moment);
    }
    let body = match form {
        Form::Json => serde_json::to_vec(&found).expect("a value always serialises"),
        Form::Csv => render::finance_csv(&found),
        Form::Xlsx => render::finance_xlsx(&found, language),
    };
    Ok(form.answer(body, &render::finance_file_name(&found, form.extension()), language))
}
