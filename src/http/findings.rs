//! The findings of a round.

use axum::extract::{Path, State};
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::problem::Problem;
use super::query::Query;
use super::{axes, language};
use crate::app::findings::{self, FindingsQuery};
use crate::render;

/// `GET /v1/rondes/{id}/signalen`: the findings that a controller should review in a round.
///
/// For a sealed round they are computed at the point that its newest sealing fixed, unless `versie`, `orgaan`, `nu`,
/// `positie` or `beschikbaarOp` names another.
pub async fn of_round(
    State(site): State<AppState>,
    Path(round): Path<String>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let language = wish.language();
    let asked = FindingsQuery::from_query(round, &mut query, &axes::in_log(&site));
    query.finish()?;
    let wish = wish.known_at(asked.moment());
    let answer = site.run_large(move |service| {
        let found = findings::findings(service, &asked)?.in_language(language);
        let json = serde_json::to_vec(&found).expect("findings always serialise");
        Ok(wish.answer(json, render::FINDINGS, render::findings_file_name))
    });
    Ok(language::with_language(language, answer.await?))
}
