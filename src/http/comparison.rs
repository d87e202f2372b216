//! The comparison of two reports.

use axum::extract::State;
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::problem::Problem;
use super::query::Query;
use crate::app::comparison::{ComparisonError, ComparisonQuery, Side, comparison};
use crate::app::points::PointQuery;
use crate::domain::money::CENTS_MAX;
use crate::language::Message;
use crate::message;
use crate::projections::comparison::{Nature, is_kind};
use crate::render;

/// `GET /v1/vergelijking`: the differences between two reports, and their causes.
pub async fn compare(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let (from, to) = (point(&mut query, "van"), point(&mut query, "naar"));
    let node = axes::node(&mut query);
    let kinds = query.value("soort", kinds).unwrap_or_default();
    let nature = query.value("aard", |word| Nature::from_name(word).ok_or_else(|| message!("query-nature")));
    let minimum = query.number("minimum", 0, CENTS_MAX.unsigned_abs());
    let unrenewed = query.flag("nietVernieuwd");
    query.finish()?;
    let (Some(from), Some(to)) = (from, to) else { return Err(Problem::internal()) };
    let minimum_cents = minimum.and_then(|cents| i64::try_from(cents).ok());
    let asked = ComparisonQuery { from, to, node, kinds, nature, minimum_cents, unrenewed };
    let answer = site.run_large_or_vast(asked.node.is_none(), move |service| {
        let json = serde_json::to_vec(&comparison(service, &asked)?).expect("a comparison always serialises");
        Ok(wish.answer(json, render::COMPARISON, render::comparison_file_name))
    });
    answer.await
}

/// Reads one of the two points. The `+` of an offset that was not percent-encoded arrives as a blank, which has no
/// other meaning here.
fn point(query: &mut Query, key: &'static str) -> Option<PointQuery> {
    let point = query.value(key, |text| PointQuery::parse(&text.replace(' ', "+")));
    if point.is_none() && !query.refused(key) {
        query.refuse(key, "verplicht", message!("query-points"));
    }
    point
}

/// Parses `voorziening,stoplicht`.
fn kinds(text: &str) -> Result<Vec<String>, Message> {
    let of = |word: &str| match is_kind(word) {
        true => Ok(word.to_owned()),
        false => Err(message!("query-kind", kind = word.chars().take(40).collect::<String>())),
    };
    text.split(',').map(of).collect()
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
