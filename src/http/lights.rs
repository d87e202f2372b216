//! The lights of nodes as a list.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::Value;

use super::accept::ResponsePreferences;
use super::app_state::AppState;
use super::axes;
use super::events::{PAGE_DEFAULT, PAGE_MAX};
use super::problem::Problem;
use super::query::{Query, choice};
use super::subjects::{COUNT_KEY, set_total};
use crate::app::queries::QueryError;
use crate::app::text_reads::query_with_texts;
use crate::domain::event::Colour;
use crate::domain::ids::{RoundId, is_id};
use crate::message;
use crate::projections::lights::{LightsRequest, lights};
use crate::render;

/// `GET /v1/stoplichten`: every node that has a light at a point, with it. The next page uses the point of the first.
pub async fn list(
    State(site): State<AppState>,
    wish: ResponsePreferences,
    mut query: Query,
) -> Result<Response, Problem> {
    let at = axes::point(&mut query, &site);
    let limit = query.number("limit", 1, PAGE_MAX);
    let after =
        query.value("cursor", |text| if is_id(text) { Ok(text.to_owned()) } else { Err(message!("query-no-cursor")) });
    let colour = query.value("kleur", |word| choice(word, &Colour::ALL.map(Colour::name)));
    let round = query.value("ronde", |id| RoundId::parse(id).map(|id| id.as_str().to_owned()));
    let node = axes::node(&mut query);
    let counted = query.flag(COUNT_KEY);
    query.finish()?;
    let most = usize::try_from(limit.unwrap_or(PAGE_DEFAULT)).expect("at most a thousand");
    let mut target = format!("/v1/stoplichten?geldigOp={}&positie={}", at.day, at.position);
    let limit = limit.map(|limit| limit.to_string());
    for (key, value) in [("limit", &limit), ("onderdeel", &node), ("kleur", &colour), ("ronde", &round)] {
        target.extend(value.iter().map(|value| format!("&{key}={value}")));
    }
    let asked = LightsRequest { node, colour, round, after, limit: most };
    let listing = site.run_large(move |service| {
        let found = query_with_texts(service, |state, contents| lights(state, contents, at, &asked));
        let found = found.map_err(QueryError::from)?;
        let json = serde_json::to_vec(&found.lights).expect("lights always serialise");
        let name = |_: &Value, extension: &str| format!("stoplichten-{}-positie-{}.{extension}", at.day, at.position);
        Ok((wish.answer(json, render::LIGHTS, name), found.next, found.total))
    });
    let (mut answer, next, total) = listing.await?;
    if let Some(next) = next {
        let link = format!("<{target}&cursor={next}>; rel=\"next\"");
        answer.headers_mut().append(header::LINK, HeaderValue::from_str(&link).expect("ids and numbers are ASCII"));
    }
    set_total(&mut answer, counted.then_some(total));
    Ok(answer)
}
