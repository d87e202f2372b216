//! The findings of a round.

use axum::extract::{Path, State};
use axum::response::Response;

use super::accept::Wish;
use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use super::{axes, language, report};
use crate::app::findings::{self, FindingsOf, FindingsQuery};
use crate::app::queries::KnownAt;
use crate::message;
use crate::projections::sealing::Which;
use crate::render;

/// `GET /v1/rondes/{id}/signalen`: the findings that a controller should review in a round.
///
/// For a sealed round they are computed at the point that its newest sealing fixed, unless `versie`, `orgaan`, `nu`,
/// `positie` or `beschikbaarOp` names another.
pub async fn of_round(
    State(site): State<Site>,
    Path(round): Path<String>,
    wish: Wish,
    mut query: Query,
) -> Result<Response, Problem> {
    let language = wish.language();
    let wish = wish.known_at(axes::asked(&query));
    let node = axes::node(&mut query);
    let of = standpoint(&mut query, &site);
    query.finish()?;
    let query = FindingsQuery { round, of, node };
    let answer = site.large(move |service| {
        let found = findings::findings(service, &query)?.said_in(language);
        let json = serde_json::to_vec(&found).expect("findings always serialise");
        Ok(wish.answer(json, render::FINDINGS, render::findings_file_name))
    });
    Ok(language::said_in(language, answer.await?))
}

/// Reads a sealing or a position; giving both is refused.
fn standpoint(query: &mut Query, site: &Site) -> FindingsOf {
    let which = report::which(query);
    let now = query.flag("nu");
    let known = axes::known(query, site);
    let asked = [which != Which::Newest, now, known.is_some()];
    if asked.iter().filter(|asked| **asked).count() > 1 {
        query.refuse("nu", "een-van-deze", message!("query-one-of-these"));
    }
    match known {
        Some(position) => FindingsOf::Known(KnownAt::Position(position)),
        None if now => FindingsOf::Known(KnownAt::Head),
        None => FindingsOf::Round(which),
    }
}
