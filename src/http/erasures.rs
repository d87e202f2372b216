//! Erasures that wait for a second person, `/v1/wisverzoeken`: asking, confirming, taking back.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::app_state::AppState;
use super::body::{self, ReceivedBody};
use super::events;
use super::language::CallerLanguage;
use super::problem::Problem;
use super::query::{self, NoQuery, Query};
use crate::access::caller::Caller;
use crate::access::second_person::{ErasureRequest, NewErasureRequest, RequestRefusal};
use crate::app::prepare;
use crate::app::preview::{PreviewError, preview_event};
use crate::domain::actor::Actor;
use crate::domain::ids::EventId;
use crate::domain::text::Text;

/// The address of the requests.
pub const PATH: &str = "/v1/wisverzoeken";

/// `GET /v1/wisverzoeken`: those that wait, in the order in which they were asked.
pub async fn list(State(site): State<AppState>, query: Query) -> Result<Response, Problem> {
    let all = || Ok(site.erasures().list(site.service().now()));
    query::page(query, PATH, all, (|one| one.id, |text| EventId::parse(text).ok()))
}

/// `GET /v1/wisverzoeken/{id}`
pub async fn one(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<Response, Problem> {
    Ok(Json(site.erasures().find(parse(&id)?, site.service().now())?).into_response())
}

/// `POST /v1/wisverzoeken`: asks for an erasure. It is judged as if it were recorded now; nothing is.
pub async fn ask(
    State(site): State<AppState>,
    caller: Caller,
    _: NoQuery,
    request: Request,
) -> Result<Response, Problem> {
    let ReceivedBody { what: sent, held: _held } = body::json(&site, request).await?;
    let wanted = NewErasureRequest::parse(&sent).map_err(Problem::bad_input)?;
    let now = site.service().now();
    let asked = wanted.asked(prepare::new_id(now)?, caller.actor().id(), site.tokens().hands(caller.actor().id()), now);
    let proposal = asked.proposal(now.amsterdam_day()).map_err(Problem::bad_input)?;
    let actor = caller.actor().clone();
    site.run_large(move |service| {
        preview_event(service, &proposal, &actor, None).map(drop).map_err(|error| match error {
            PreviewError::App(error) => Problem::from(error),
            PreviewError::Query(error) => Problem::from(error),
        })
    })
    .await?;
    site.erasures().add(asked.clone())?;
    tracing::info!(id = %asked.id, event = %asked.event, by = asked.asked_by, "an erasure waits for a second person");
    Ok((StatusCode::CREATED, Json(asked)).into_response())
}

/// `POST /v1/wisverzoeken/{id}/bevestigingen`: somebody else confirms, and the texts are destroyed.
pub async fn confirm(
    State(site): State<AppState>,
    Path(id): Path<String>,
    caller: Caller,
    CallerLanguage(language): CallerLanguage,
    _: NoQuery,
) -> Result<Response, Problem> {
    let (now, id) = (site.service().now(), parse(&id)?);
    if site.tokens().is_ended(&site.erasures().find(id, now)?.asked_by, now) {
        // Whoever took the access away did not mean what was asked with it.
        site.erasures().remove(id, now)?;
        return Err(RequestRefusal::Unknown.into());
    }
    // From here on nobody else confirms it or takes it back.
    let asked = site.erasures().take(id, now, &site.tokens().hands(caller.actor().id()))?;
    // A task of its own: whoever hangs up leaves no erasure half told.
    let erased = tokio::spawn(async move {
        let told = match asked.proposal(now.amsterdam_day()) {
            Ok(proposal) => events::erase(&site, proposal, &for_two(caller.actor(), &asked), language).await,
            Err(errors) => Err(Problem::bad_input(errors)),
        };
        if told.is_err() {
            site.erasures().add(asked).ok(); // unless it was asked again meanwhile
        }
        told
    });
    let told = erased.await.map_err(|_| Problem::internal())??;
    Ok((StatusCode::CREATED, told).into_response())
}

/// Returns the actor of an erasure by two: who confirmed, with in the name, which stays with every erasure, who asked.
fn for_two(confirmed: &Actor, asked: &ErasureRequest) -> Actor {
    let name = confirmed.name.as_ref().map_or_else(|| confirmed.id().to_owned(), |name| name.as_str().to_owned());
    let of = |name: &str| Text::parse(&format!("{name}, op verzoek van {}", asked.asked_by)).ok();
    let mut actor = confirmed.clone();
    // A long name gives way to the id, which always fits.
    actor.name = of(&name).or_else(|| of(confirmed.id()));
    actor
}

/// `DELETE /v1/wisverzoeken/{id}`: takes a request back.
pub async fn withdraw(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<StatusCode, Problem> {
    site.erasures().remove(parse(&id)?, site.service().now())?;
    Ok(StatusCode::NO_CONTENT)
}

fn parse(id: &str) -> Result<EventId, Problem> {
    EventId::parse(id).map_err(|_| RequestRefusal::Unknown.into())
}
