//! `/sessies`: one's own sessions, and for who manages access those of everybody; ending them.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::sent::{FormInputs, Sent, query_in};
use super::{Visit, respond, see_other, viewer};
use crate::access::caller::Caller;
use crate::access::sessions::SessionId;
use crate::domain::access::Action;
use crate::http::access::must_be_in_role;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::sessions as api;
use crate::message;
use crate::pages::address::Address;
use crate::pages::recording::STEP_KEY;
use crate::pages::sessions::{END, END_OTHERS, END_PERSON, SHOWN_MAX, SessionsPage, sessions_page};

/// `GET /sessies`
pub async fn list(State(site): State<AppState>, Visit { reader, caller, query }: Visit) -> Result<Response, Problem> {
    query.finish()?;
    let shown = |of: Option<&str>| -> (Vec<Value>, usize) {
        let all = api::found(&site, &caller, of);
        let more = all.len().saturating_sub(SHOWN_MAX);
        (all.iter().take(SHOWN_MAX).map(|session| json!(session)).collect(), more)
    };
    let own = shown(Some(caller.actor().id()));
    let manages = caller.may(Action::ManageTokens);
    let all = if manages { Some(shown(None)) } else { None };
    let page = sessions_page(&SessionsPage {
        reader,
        viewer: viewer(&caller),
        own: &own.0,
        all: all.as_ref().map(|(sessions, more)| (sessions.as_slice(), *more)),
        is_limited: site.settings().access.is_some(),
    });
    Ok(respond(reader, page))
}

/// What a button of the page does.
pub enum SessionStep {
    /// Ends one session.
    One(SessionId),
    /// Ends one's own sessions but for this one.
    Others,
    /// Ends everything of somebody.
    Person(String),
}

impl FormInputs for SessionStep {
    fn read(bytes: &[u8]) -> Result<SessionStep, Problem> {
        let mut query = query_in(bytes)?;
        let step = query.text(STEP_KEY).unwrap_or_default();
        query.finish()?;
        let (word, about) = step.split_once(':').unwrap_or((&step, ""));
        let read = match word {
            END => SessionId::parse(about).map(SessionStep::One),
            END_OTHERS if about.is_empty() => Some(SessionStep::Others),
            END_PERSON if !about.is_empty() => Some(SessionStep::Person(about.to_owned())),
            _ => None,
        };
        read.ok_or_else(|| Problem::bad_field(STEP_KEY, "ongeldige-waarde", message!("session-step-wrong")))
    }
}

/// `POST /sessies`: ends sessions. Whose they may be is asked here, since one form does both.
pub async fn end(
    State(site): State<AppState>,
    Sent { reader, caller, form: step, .. }: Sent<SessionStep>,
) -> Result<Response, Problem> {
    let me = caller.actor().id();
    match step {
        SessionStep::One(id) if api::end_and_note(&site, &caller, id, Some(me)) => {}
        SessionStep::One(id) => {
            manages(&caller)?;
            // One that ended meanwhile is what was asked for.
            api::end_and_note(&site, &caller, id, None);
        }
        SessionStep::Others => {
            caller.note_about(me);
            site.sessions().end_others(me, caller.session());
        }
        SessionStep::Person(who) => {
            manages(&caller)?;
            api::end_all_of(&site, &caller, &who);
        }
    }
    Ok(see_other(Address::of(&["sessies"]), reader))
}

fn manages(caller: &Caller) -> Result<(), Problem> {
    must_be_in_role(caller, &[Action::ManageTokens])?;
    caller.note([Action::ManageTokens]);
    Ok(())
}
