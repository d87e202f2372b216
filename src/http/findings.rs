//! The findings of a round.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;

use super::language::{self, Reads};
use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use super::{axes, report};
use crate::app::findings::{self, FindingsOf, FindingsQuery};
use crate::app::queries::KnownAt;
use crate::domain::ids::is_id;
use crate::message;
use crate::projections::sealing::Which;

/// `GET /v1/rondes/{id}/signalen`: what a controller should look at in a round.
///
/// Of a sealed round the point that its newest sealing fixed, unless `versie`, `orgaan`, `nu`, `positie` or `beschikbaarOp` says
/// otherwise.
pub async fn of_round(
    State(site): State<Site>,
    Path(round): Path<String>,
    Reads(language): Reads,
    mut query: Query,
) -> Result<Response, Problem> {
    let code = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) };
    let node = query.value("onderdeel", code);
    let of = standpoint(&mut query, &site);
    query.finish()?;
    let query = FindingsQuery { round, of, node };
    let found = site.read(move |service| Ok(findings::findings(service, &query)?)).await?;
    Ok(language::said_in(language, Json(found.said_in(language))))
}

/// A sealing, or a position; both would be two answers.
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
