//! Two reports side by side.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::accept::{self, Form};
use super::language::Reads;
use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use crate::app::comparison::{ComparisonError, ComparisonQuery, Side, comparison};
use crate::app::points::PointAsked;
use crate::domain::ids::is_id;
use crate::domain::money::CENTS_MAX;
use crate::language::{Language, Message};
use crate::message;
use crate::projections::comparison::{Comparison, Nature, is_kind};
use crate::render;

/// `GET /v1/vergelijking`: what differs between two reports, and why.
pub async fn compare(
    State(site): State<Site>,
    Reads(language): Reads,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let form = accept::form(&headers)?;
    let (from, to) = (point(&mut query, "van"), point(&mut query, "naar"));
    let node =
        query.value("onderdeel", |text| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) });
    let kinds = query.value("soort", kinds).unwrap_or_default();
    let nature = query.value("aard", |word| Nature::from_name(word).ok_or_else(|| message!("query-nature")));
    let minimum = query.number("minimum", 0, CENTS_MAX.unsigned_abs());
    let unrenewed = query.flag("nietVernieuwd");
    query.finish()?;
    let (Some(from), Some(to)) = (from, to) else { return Err(Problem::internal()) };
    let minimum_cents = minimum.and_then(|cents| i64::try_from(cents).ok());
    let asked = ComparisonQuery { from, to, node, kinds, nature, minimum_cents, unrenewed };
    let (body, name) = site.read(move |service| Ok(formed((form, language), &comparison(service, &asked)?))).await?;
    Ok(form.answer(body, &name, language))
}

/// One of the two points. A `+` of an offset that was not encoded arrives as a blank, and can mean nothing else here.
fn point(query: &mut Query, key: &'static str) -> Option<PointAsked> {
    let point = query.value(key, |text| PointAsked::parse(&text.replace(' ', "+")));
    if point.is_none() && !query.refused(key) {
        query.refuse(key, "verplicht", message!("query-points"));
    }
    point
}

/// `voorziening,stoplicht`.
fn kinds(text: &str) -> Result<Vec<String>, Message> {
    let of = |word: &str| match is_kind(word) {
        true => Ok(word.to_owned()),
        false => Err(message!("query-kind", kind = word.chars().take(40).collect::<String>())),
    };
    text.split(',').map(of).collect()
}

/// The comparison in a form, and the name of the file that it is then.
fn formed((form, language): (Form, Language), found: &Comparison) -> (Vec<u8>, String) {
    let json = serde_json::to_vec(found).expect("a comparison always serialises");
    if form == Form::Json {
        return (json, String::new());
    }
    let found: Value = serde_json::from_slice(&json).expect("it was written as JSON");
    let body = match form {
        Form::Json => json,
        Form::Csv => render::comparison_csv(&found),
        Form::Xlsx => render::comparison_xlsx(&found, language),
    };
    (body, render::comparison_file_name(&found, form.extension()))
}

impl From<ComparisonError> for Problem {
    fn from(error: ComparisonError) -> Problem {
        match error {
            ComparisonError::Query(error) => Problem::from(error),
            ComparisonError::Points(points) => {
                let named = points.into_iter().map(|(side, error)| match side {
                    Side::From => ("van", error),
                    Side::To => ("naar", error),
                });
                Problem::of_fields(named.collect())
            }
        }
    }
}
