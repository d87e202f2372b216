//! The findings of a round.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::accept::{self, Form};
use super::language::Reads;
use super::problem::Problem;
use super::query::Query;
use super::site::Site;
use super::{axes, report};
use crate::app::findings::{self, FindingsOf, FindingsQuery};
use crate::app::queries::KnownAt;
use crate::domain::ids::is_id;
use crate::message;
use crate::projections::sealing::Which;
use crate::render;

/// `GET /v1/rondes/{id}/signalen`: what a controller should look at in a round.
///
/// Of a sealed round the point that its newest sealing fixed, unless `versie`, `orgaan`, `nu`, `positie` or `beschikbaarOp` says
/// otherwise.
pub async fn of_round(
    State(site): State<Site>,
    Path(round): Path<String>,
    Reads(language): Reads,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let form = accept::form(&headers)?;
    let asked = axes::asked(&query);
    let code = |text: &str| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-code")) };
    let node = query.value("onderdeel", code);
    let of = standpoint(&mut query, &site);
    query.finish()?;
    let query = FindingsQuery { round, of, node };
    let found = site.read(move |service| Ok(findings::findings(service, &query)?)).await?;
    let mut found = serde_json::to_value(found.said_in(language)).expect("findings always serialise");
    if let Some(moment) = asked.filter(|_| form != Form::Json) {
        render::note_asked(&mut found["basis"], moment);
    }
    let body = match form {
        Form::Json => serde_json::to_vec(&found).expect("a value always serialises"),
        Form::Csv => render::findings_csv(&found),
        Form::Xlsx => render::findings_xlsx(&found, language),
    };
    let mut answer = form.answer(body, &render::findings_file_name(&found, form.extension()), language);
    if form != Form::Xlsx {
        super::language::mark(answer.headers_mut(), language); // a workbook says so already
    }
    Ok(answer)
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
