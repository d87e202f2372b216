//! What takes effect between two days: as a document, or as a calendar that programs follow.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::accept::{ResponsePreferences, prefers};
use super::app_state::AppState;
use super::problem::Problem;
use super::query::Query;
use super::{axes, conditional, language};
use crate::app::agenda::{AgendaQuery, agenda};
use crate::app::calendar::{MEDIA_TYPE, calendar};
use crate::language::Language;
use crate::message;
use crate::pages::address::LANGUAGE_KEY;
use crate::render;

/// Reads an agenda from a query of the API.
fn read(query: &mut Query, site: &AppState) -> AgendaQuery {
    AgendaQuery::from_query(query, site.service().now().amsterdam_day(), &axes::in_log(site))
}

/// `GET /v1/agenda`: what takes effect between two days; as a calendar for who prefers that.
pub async fn between(State(site): State<AppState>, headers: HeaderMap, mut query: Query) -> Result<Response, Problem> {
    let asked = read(&mut query, &site);
    query.finish()?;
    if prefers(&headers, MEDIA_TYPE) {
        let language = language::preferred(&headers);
        return follow(&site, headers, asked, language).await;
    }
    let wish = ResponsePreferences::of(&headers)?.known_at(asked.known.moment());
    let answer = site.run_large(move |service| {
        let json = serde_json::to_vec(&agenda(service, &asked)?).expect("an agenda always serialises");
        Ok(wish.answer(json, render::AGENDA, render::agenda_file_name))
    });
    answer.await
}

/// `GET /agenda.ics`: the same as a calendar, for programs that send no `Accept`. The language may stand in the address,
/// since they send none either.
pub async fn feed(State(site): State<AppState>, headers: HeaderMap, mut query: Query) -> Result<Response, Problem> {
    let named = query.value(LANGUAGE_KEY, |tag| Language::parse(tag).ok_or_else(|| message!("query-language")));
    let asked = read(&mut query, &site);
    query.finish()?;
    let language = named.unwrap_or_else(|| language::preferred(&headers));
    follow(&site, headers, asked, language).await
}

/// Answers with a calendar. A program that has it already gets 304, which costs it nothing each time it looks.
async fn follow(
    site: &AppState,
    headers: HeaderMap,
    asked: AgendaQuery,
    language: Language,
) -> Result<Response, Problem> {
    let base = site.settings().origin.base().to_owned();
    let answer = site.run_large(move |service| {
        let found = agenda(service, &asked)?;
        let text = calendar(&serde_json::to_value(&found).expect("an agenda always serialises"), &base, language);
        let tag = conditional::etag(&[text.as_bytes()]);
        if conditional::matches(headers.get_all(header::IF_NONE_MATCH), &tag) {
            return Ok(conditional::not_modified(tag));
        }
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
            (header::VARY, HeaderValue::from_static("accept")),
            (header::ETAG, tag),
        ];
        Ok(language::with_language(language, (headers, text)))
    });
    answer.await
}
