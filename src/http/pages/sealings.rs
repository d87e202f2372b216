//! `GET /controle`: what was reported when, and what the log can be checked with.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::report::rounds_at;
use super::{SCRIPTS_POLICY, Visit, respond_under, viewer};
use crate::app::queries::{self, KnownAt, QueryError};
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::pages::sealings::{SealingsPage, page};

/// `GET /controle`
pub async fn sealings(
    State(site): State<AppState>,
    Visit { reader, caller, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let asked = site.clone();
    let page = site.run_large(move |service| {
        let rounds = match queries::resolve_position(service, KnownAt::Head) {
            Ok(head) => rounds_at(service, head)?,
            Err(QueryError::Empty) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let all = rounds.iter().flat_map(|round| round["vaststellingen"].as_array().into_iter().flatten());
        let mut sealings: Vec<Value> = all.cloned().collect();
        sealings.sort_by_key(|sealed| std::cmp::Reverse(sealed["positieVaststelling"].as_u64()));
        let (checkpoint, key) = (service.checkpoint().note.clone(), service.verifier().to_string());
        let viewer = viewer(&caller);
        let own = asked.last_verification().get();
        Ok(page(&SealingsPage {
            reader,
            viewer,
            sealings: &sealings,
            rounds: &rounds,
            checkpoint: &checkpoint,
            key: &key,
            own: own.as_deref(),
        }))
    });
    Ok(respond_under(SCRIPTS_POLICY, reader, page.await?))
}
