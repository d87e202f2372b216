//! `GET /vergelijken`: two reports beside each other.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::report::{rounds_at, sealings_of};
use super::{Visit, parsed, respond, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::comparison::{ComparisonQuery, comparison};
use crate::app::points::PointQuery;
use crate::app::queries::{self, KnownAt, QueryError};
use crate::domain::query_keys as keys;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::language::Message;
use crate::message;
use crate::pages::address::Address;
use crate::pages::comparison::{Compared, ComparisonPage, KIND_KEY, NATURE_KEY, page};
use crate::pages::reader::Reader;
use crate::projections::ReportRequest;
use crate::projections::comparison::{KINDS, Nature, is_kind};

/// How many pairs of rounds are offered to begin with.
const SUGGESTED_MAX: usize = 8;

/// What is asked for on the page.
struct ComparisonWanted {
    /// The two points as they were written.
    written: [String; 2],
    /// The two points; none while one of them is still to be chosen.
    points: Option<[PointQuery; 2]>,
    nature: Option<Nature>,
    kind: Option<String>,
}

impl ComparisonWanted {
    fn read(query: &mut Query) -> ComparisonWanted {
        let written = [keys::FROM, keys::TO].map(|key| query.peek(key).unwrap_or_default().trim().to_owned());
        let [from, to] = [keys::FROM, keys::TO].map(|key| point(query, key));
        let nature = query.value(NATURE_KEY, |word| Nature::from_name(word).ok_or_else(|| message!("query-nature")));
        query.drop_blank(KIND_KEY);
        let kind = query.value(KIND_KEY, kind);
        ComparisonWanted { written, points: from.zip(to).map(|(from, to)| [from, to]), nature, kind }
    }
}

/// Reads one of the two points; none where it is empty. The `+` of an offset that was not percent-encoded arrives as a
/// blank, which has no other meaning here.
fn point(query: &mut Query, key: &'static str) -> Option<PointQuery> {
    query.drop_blank(key);
    query.value(key, |text| PointQuery::parse(&text.trim().replace(' ', "+")))
}

fn kind(word: &str) -> Result<String, Message> {
    if is_kind(word) {
        Ok(word.to_owned())
    } else {
        Err(message!("query-kind", kind = word.chars().take(40).collect::<String>()))
    }
}

/// `GET /vergelijken`
pub async fn compare(
    State(site): State<AppState>,
    Visit { reader, caller, mut query }: Visit,
) -> Result<Response, Problem> {
    let asked = ComparisonWanted::read(&mut query);
    query.finish()?;
    let page = site.run_large_or_vast(asked.points.is_some(), move |service| build(&caller, service, reader, &asked));
    Ok(respond(reader, page.await?))
}

fn build(caller: &Caller, service: &Service, reader: Reader, asked: &ComparisonWanted) -> Result<String, Problem> {
    let compared = asked.points.clone().map(|points| compared(service, points, asked)).transpose()?;
    let rounds = match queries::resolve_position(service, KnownAt::Head) {
        Ok(head) => rounds_at(service, head)?,
        Err(QueryError::Empty) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let choices = choices(reader, &rounds);
    let suggested = suggested(&rounds);
    let nature = asked.nature.map(Nature::name);
    let kinds: Vec<&str> = KINDS.iter().map(String::as_str).collect();
    let [from, to] = &asked.written;
    let here = Address::of(&["vergelijken"])
        .with_some(keys::FROM, Some(from.as_str()).filter(|text| !text.is_empty()))
        .with_some(keys::TO, Some(to.as_str()).filter(|text| !text.is_empty()))
        .with_some(NATURE_KEY, nature)
        .with_some(KIND_KEY, asked.kind.as_deref());
    Ok(page(&ComparisonPage {
        reader,
        viewer: Some(viewer(caller)),
        here,
        points: [from, to],
        choices: &choices,
        kinds: &kinds,
        asked: (nature, asked.kind.as_deref()),
        compared: compared
            .as_ref()
            .map(|(found, reports)| Compared { found, reports: Some([&reports[0], &reports[1]]) }),
        suggested: &suggested,
    }))
}

/// Compares, and builds both reports for the matrix of lights.
fn compared(
    service: &Service,
    [from, to]: [PointQuery; 2],
    asked: &ComparisonWanted,
) -> Result<(Value, [Value; 2]), Problem> {
    let query = ComparisonQuery {
        from,
        to,
        node: None,
        kinds: asked.kind.iter().cloned().collect(),
        nature: asked.nature,
        minimum_cents: None,
        unrenewed: true,
    };
    let found = comparison(service, &query).map_err(Problem::from)?;
    let found = parsed(&serde_json::to_vec(&found).expect("a comparison always serialises"));
    let report = |side: &str| -> Result<Value, Problem> {
        let basis = &found[side];
        let on = basis["peildatum"].as_str().and_then(|day| crate::domain::time::Day::parse(day).ok());
        let on = on.ok_or_else(Problem::internal)?;
        let position = basis["positie"].as_u64().unwrap_or_default();
        let round = basis["ronde"].as_str().map(str::to_owned);
        let request = ReportRequest { on, position, node: None, fiscal_year: None, round };
        Ok(parsed(&queries::report_at(service, &request)?))
    };
    let reports = [report("van")?, report("naar")?];
    Ok((found, reports))
}

/// Returns the points to choose from: each round, and each of its sealings.
fn choices(reader: Reader, rounds: &[Value]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for round in rounds {
        let id = round["id"].as_str().unwrap_or_default();
        all.push((id.to_owned(), round["titel"].as_str().unwrap_or(id).to_owned()));
        all.extend(sealings_of(reader, round).into_iter().map(|(version, told)| (format!("{id}/{version}"), told)));
    }
    all
}

/// Returns each round with the one after it, the newest first.
fn suggested(rounds: &[Value]) -> Vec<(String, String)> {
    let mut dated: Vec<(&str, &str)> =
        rounds.iter().filter_map(|round| Some((round["peildatum"].as_str()?, round["id"].as_str()?))).collect();
    dated.sort_unstable();
    let pairs = dated.windows(2).rev().take(SUGGESTED_MAX);
    pairs.map(|pair| (pair[0].1.to_owned(), pair[1].1.to_owned())).collect()
}
