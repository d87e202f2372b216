//! The findings of a round.

use axum::extract::{Path, State};
use axum::response::Response;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::problem::Problem;
use super::query::Query;
use super::{axes, language, report};
use crate::app::findings::{self, FindingsOf, FindingsQuery};
use crate::app::queries::KnownAt;
use crate::message;
use crate::projections::sealing::SealingSelector;
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
    let wish = wish.known_at(axes::known_at_moment(&query));
    let node = axes::node(&mut query);
    let of = standpoint(&mut query, &site);
    query.finish()?;
    let query = FindingsQuery { round, of, node, with_since: true };
    let answer = site.run_large(move |service| {
        let found = findings::findings(service, &query)?.in_language(language);
        let json = serde_json::to_vec(&found).expect("findings always serialise");
        Ok(wish.answer(json, render::FINDINGS, render::findings_file_name))
    });
    Ok(language::with_language(language, answer.await?))
}

/// Reads a sealing or a position; giving both is refused.
fn standpoint(query: &mut Query, site: &AppState) -> FindingsOf {
    let which = report::which(query);
    let now = query.flag("nu");
    let known = axes::explicit_position(query, site);
    let asked = [which != SealingSelector::Newest, now, known.is_some()];
    if asked.iter().filter(|asked| **asked).count() > 1 {
        query.refuse("nu", "een-van-deze", message!("query-one-of-these"));
    }
    match known {
        Some(position) => FindingsOf::Known(KnownAt::Position(position)),
        None if now => FindingsOf::Known(KnownAt::Head),
        None => FindingsOf::Round(which),
    }
}
