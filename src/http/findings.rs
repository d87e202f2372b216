//! The findings of a round.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use super::{accept, axes};
use crate::app::findings::{self, FindingsOf, FindingsQuery};
use crate::app::queries::KnownAt;
use crate::domain::ids::is_id;

/// `GET /v1/rondes/{id}/signalen`: what a controller should look at in a round.
///
/// Of a sealed round the point that its newest sealing fixed, unless `versie`, `orgaan`, `nu`, `positie` or `beschikbaarOp` says
/// otherwise.
pub async fn of_round(
    State(site): State<Site>,
    Path(round): Path<String>,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    accept::json(&headers)?;
    let code = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err("hier hoort een code zoals 9A1.1") };
    let node = query.value("onderdeel", code);
    let of = standpoint(&mut query, &site);
    query.finish()?;
    let query = FindingsQuery { round, of, node };
    let found = site.read(move |service| Ok(findings::findings(service, &query)?)).await?;
    Ok(Json(found).into_response())
}

fn standpoint(query: &mut Query, site: &Site) -> FindingsOf {
    let body = |text: &str| match text {
        "college" | "raad" => Ok(text.to_owned()),
        _ => Err("hier hoort college of raad"),
    };
    let body = query.value("orgaan", body);
    let version = query.number("versie", 1, u64::from(u32::MAX)).and_then(|version| i64::try_from(version).ok());
    let now = query.flag("nu");
    let known = axes::known(query, site);
    let asked = [body.is_some(), version.is_some(), now, known.is_some()];
    if asked.iter().filter(|asked| **asked).count() > 1 {
        query.refuse("versie", "een-van-deze", "geef er hooguit één van versie, orgaan, nu, positie en beschikbaarOp");
    }
    match (body, version, known) {
        (Some(body), _, _) => FindingsOf::Body(body),
        (_, Some(version), _) => FindingsOf::Version(version),
        (_, _, Some(position)) => FindingsOf::Known(KnownAt::Position(position)),
        (None, None, None) if now => FindingsOf::Known(KnownAt::Head),
        (None, None, None) => FindingsOf::Newest,
    }
}
