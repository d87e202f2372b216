//! `GET /`: the rounds as a list of tasks.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::{Visit, parsed, respond, viewer};
use crate::access::caller::Caller;
use crate::app::Service;
use crate::app::findings::{FindingsOf, FindingsQuery, present_findings};
use crate::app::queries::{self, QueryError};
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::pages::door::{self, Door, RoundCounts, RoundTask};
use crate::pages::reader::Reader;
use crate::projections::sealing::SealingSelector;

/// The rounds of which is counted what is to be done, the newest first: each costs as much as its findings, and in a
/// year there are five.
const COUNTED_MAX: usize = 6;

/// `GET /`
pub async fn door(State(site): State<AppState>, Visit { reader, caller, query }: Visit) -> Result<Response, Problem> {
    query.finish()?;
    let page = site.run_large_or_vast(true, move |service| Ok(build(&caller, service, reader)?));
    Ok(respond(reader, page.await?))
}

fn build(caller: &Caller, service: &Service, reader: Reader) -> Result<String, QueryError> {
    let (head, today) = (service.durable_head(), service.now().amsterdam_day().to_string());
    let recorded_at = service.state().recorded_at(head).filter(|_| head > 0).map(|moment| moment.to_string());
    let rounds = if head == 0 { Vec::new() } else { newest_first(service)? };
    let counts: Vec<Option<RoundCounts>> =
        rounds.iter().take(COUNTED_MAX).map(|round| counts(service, round, reader)).collect::<Result<_, _>>()?;
    let tasks = rounds.iter().zip(counts.into_iter().chain(std::iter::repeat(None)));
    let rounds = tasks.map(|(round, counts)| RoundTask { round, counts }).collect();
    let unfinished = service.unfinished_reviews()?;
    Ok(door::page(&Door { reader, viewer: viewer(caller), rounds, head, recorded_at, today: &today, unfinished }))
}

/// Returns the rounds, the newest first.
pub(super) fn newest_first(service: &Service) -> Result<Vec<Value>, QueryError> {
    let rounds = queries::rounds(service, None)?;
    let mut rounds: Vec<Value> = rounds.iter().map(crate::render::without_control_characters).collect();
    rounds.sort_by(|a, b| {
        b["peildatum"].as_str().cmp(&a["peildatum"].as_str()).then(a["id"].as_str().cmp(&b["id"].as_str()))
    });
    Ok(rounds)
}

/// Counts what is to be done for a round; none where its reporting date lies before everything that is known.
fn counts(service: &Service, round: &Value, reader: Reader) -> Result<Option<RoundCounts>, QueryError> {
    let Some(id) = round["id"].as_str() else { return Ok(None) };
    let of = FindingsOf::Round(SealingSelector::Newest);
    let query = FindingsQuery { round: id.to_owned(), of, node: None };
    let found = match present_findings(service, &query) {
        Ok(found) => found.in_language(reader.language),
        Err(QueryError::RoundBeforeFirstDay { .. } | QueryError::NoSuchRound(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    // What the round does not report is not asked of it.
    let own = queries::complete_round(service, id)?;
    let programmes = own["volledigheid"].as_array().into_iter().flatten();
    let covered = programmes.filter(|programme| programme["gedekt"] != false);
    let outputs = covered.filter_map(|programme| programme["prestaties"].as_u64()).sum();
    let found = parsed(&serde_json::to_vec(&found).expect("findings always serialise"));
    Ok(Some(door::counts(&found, outputs)))
}
