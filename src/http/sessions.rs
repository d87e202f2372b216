//! The sessions of browsers, `/v1/sessies` for administrators and `/v1/eigen-sessies` for everybody: which go on, and ending
//! them. Streams in a session end with it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::app_state::AppState;
use super::problem::Problem;
use super::query::{self, NoQuery, Query};
use crate::access::caller::Caller;
use crate::access::sessions::{SessionId, SessionView};
use crate::message;

/// The address of the sessions of everybody.
pub const PATH: &str = "/v1/sessies";
/// The address of one's own sessions.
pub const OWN_PATH: &str = "/v1/eigen-sessies";
/// The key that names whose sessions end.
pub const WHO_KEY: &str = "wie";

/// The longest id of an actor.
const WHO_MAX: usize = 300;

/// How much ended.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline, deny_unknown_fields)]
pub struct EndedSessions {
    /// The number of sessions that ended.
    #[serde(rename = "beeindigdeSessies")]
    pub ended: usize,
}

/// `GET /v1/sessies`: those of everybody, the newest first.
pub async fn list(State(site): State<AppState>, caller: Caller, query: Query) -> Result<Response, Problem> {
    page(&site, &caller, query, (PATH, None))
}

/// `GET /v1/eigen-sessies`: those of who asks, the newest first.
pub async fn own(State(site): State<AppState>, caller: Caller, query: Query) -> Result<Response, Problem> {
    page(&site, &caller, query, (OWN_PATH, Some(caller.actor().id())))
}

fn page(site: &AppState, caller: &Caller, query: Query, (path, of): (&str, Option<&str>)) -> Result<Response, Problem> {
    let all = || Ok(found(site, caller, of));
    let parse = |text: &str| SessionId::parse(text).map(|id| id.to_string());
    query::page(query, path, all, (|session: &SessionView| session.id.clone(), parse))
}

/// Returns the sessions of everybody, or of one actor, the newest first.
pub(super) fn found(site: &AppState, caller: &Caller, of: Option<&str>) -> Vec<SessionView> {
    site.sessions().list(of, caller.session(), site.service().now())
}

/// `DELETE /v1/sessies/{id}`: ends one session.
pub async fn end_one(
    State(site): State<AppState>,
    Path(id): Path<String>,
    caller: Caller,
    _: NoQuery,
) -> Result<StatusCode, Problem> {
    end_session(&site, &caller, &id, None)
}

/// `DELETE /v1/eigen-sessies/{id}`: ends one session of who asks.
pub async fn end_own(
    State(site): State<AppState>,
    Path(id): Path<String>,
    caller: Caller,
    _: NoQuery,
) -> Result<StatusCode, Problem> {
    end_session(&site, &caller, &id, Some(caller.actor().id()))
}

/// Ends one session, of anybody or of one person, and notes whose it was. Returns whether there was one.
pub(super) fn end_and_note(site: &AppState, caller: &Caller, id: SessionId, of: Option<&str>) -> bool {
    let name = id.to_string();
    let session = found(site, caller, of).into_iter().find(|session| session.id == name);
    let ended = site.sessions().end_one(id, of);
    if let (true, Some(session)) = (ended, session) {
        caller.note_about(&session.who);
    }
    ended
}

fn end_session(site: &AppState, caller: &Caller, id: &str, of: Option<&str>) -> Result<StatusCode, Problem> {
    let ended = SessionId::parse(id).is_some_and(|id| end_and_note(site, caller, id, of));
    if ended { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found(message!("session-unknown"))) }
}

/// `DELETE /v1/sessies?wie=`: ends everything of one person.
pub async fn end_person(State(site): State<AppState>, caller: Caller, mut query: Query) -> Result<Response, Problem> {
    let who = query.text(WHO_KEY).filter(|who| !who.is_empty());
    match &who {
        None => query.refuse(WHO_KEY, "verplicht", message!("field-required")),
        Some(who) if who.chars().count() > WHO_MAX => query.refuse(WHO_KEY, "te-lang", message!("session-who-long")),
        Some(_) => {}
    }
    query.finish()?;
    let ended = end_all_of(&site, &caller, &who.unwrap_or_default());
    Ok(Json(EndedSessions { ended }).into_response())
}

/// Ends the sessions of a person, and what a provider issued to them until now. Returns how many sessions.
pub(super) fn end_all_of(site: &AppState, caller: &Caller, who: &str) -> usize {
    caller.note_about(who);
    if let Some(access) = &site.settings().access {
        access.providers.end_person(who, site.service().now());
    }
    let ended = site.sessions().end_others(who, None);
    tracing::info!(who, ended, "the sessions of somebody were ended");
    ended
}
