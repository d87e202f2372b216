//! Webhook subscriptions, `/v1/abonnementen`: registering them, and the results of their deliveries.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::app_state::AppState;
use super::body::{self, ReceivedBody};
use super::events::{PAGE_DEFAULT, PAGE_MAX};
use super::problem::Problem;
use super::query::{NoQuery, Query};
use crate::access::caller::Caller;
use crate::message;
use crate::subscriptions::SubscriptionError;
use crate::subscriptions::registration::RegistrationRequest;
use crate::subscriptions::registry::{Subscription, SubscriptionId};
use crate::subscriptions::rotation::Rotation;
use crate::subscriptions::view::{DeadLetterView, DeliveryView, SubscriptionView};

/// `POST /v1/abonnementen`: registers a subscription after a handshake with the receiver. Only this response contains
/// the secret.
pub async fn register(
    State(site): State<AppState>,
    caller: Caller,
    _: NoQuery,
    request: Request,
) -> Result<Response, Problem> {
    let ReceivedBody { what: sent, held: _held } = body::json(&site, request).await?;
    let order = RegistrationRequest::parse(&sent).map_err(Problem::bad_input)?;
    let (subscription, secret) = site.subscriptions().register(order).await?;
    if let Some(token) = caller.token() {
        let (tokens, id) = (Arc::clone(site.tokens()), subscription.id());
        site.run_to_end((), move |_| Ok(tokens.note_subscription(token, id)?)).await?;
    }
    let mut shown = view(&site, &subscription);
    shown["geheim"] = secret.into();
    let location = format!("/v1/abonnementen/{}", subscription.id());
    let location = HeaderValue::from_str(&location).expect("a UUID in a path");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(shown)).into_response())
}

/// `GET /v1/abonnementen`: the subscriptions in the order of registration.
pub async fn list(State(site): State<AppState>, mut query: Query) -> Result<Response, Problem> {
    let limit = limit(&mut query);
    let parse = |text: &str| SubscriptionId::parse(text).ok_or_else(|| message!("query-subscription-id"));
    let after = query.value("cursor", parse);
    query.finish()?;
    let (page, more) = site.subscriptions().list(after, limit)?;
    let shown = page.iter().map(|subscription| view(&site, subscription)).collect();
    let last = page.last().filter(|_| more).map(|subscription| subscription.id().to_string());
    Ok(paged(shown, "/v1/abonnementen", last, limit))
}

/// `GET /v1/abonnementen/{id}`: one subscription.
pub async fn one(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<Json<Value>, Problem> {
    let subscription = site.subscriptions().one(parse(&id)?)?;
    Ok(Json(view(&site, &subscription)))
}

/// `DELETE /v1/abonnementen/{id}`: removes a subscription.
pub async fn remove(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<StatusCode, Problem> {
    site.subscriptions().remove(parse(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/abonnementen/{id}/geheim`: rotates the secret. Only this response contains the new one.
pub async fn rotate(
    State(site): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let ReceivedBody { what: sent, held: _held } = body::json(&site, request).await?;
    let rotation = Rotation::parse(&sent).map_err(Problem::bad_input)?;
    let (subscription, secret) = site.subscriptions().rotate(id, rotation).await?;
    let mut shown = view(&site, &subscription);
    shown["geheim"] = secret.into();
    Ok(Json(shown))
}

/// `POST /v1/abonnementen/{id}/pauze`: pauses a subscription.
pub async fn pause(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<Json<Value>, Problem> {
    let subscription = site.subscriptions().pause(parse(&id)?).await?;
    Ok(Json(view(&site, &subscription)))
}

/// `POST /v1/abonnementen/{id}/hervatting`: resumes a subscription where it was, or after another position.
pub async fn resume(
    State(site): State<AppState>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<Json<Value>, Problem> {
    let after = query.number("na", 0, u64::from(u32::MAX));
    query.finish()?;
    let subscription = site.subscriptions().resume(parse(&id)?, after).await?;
    Ok(Json(view(&site, &subscription)))
}

/// `GET /v1/abonnementen/{id}/bezorgingen`: the last deliveries, the oldest first.
pub async fn deliveries(
    State(site): State<AppState>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<Response, Problem> {
    let limit = limit(&mut query);
    let after = query.number("cursor", 0, u64::MAX).unwrap_or(0);
    query.finish()?;
    let (page, more) = site.subscriptions().deliveries(parse(&id)?, after, limit)?;
    let shown = page.iter().map(|delivery| json!(DeliveryView::of(delivery))).collect();
    let last = page.last().filter(|_| more).map(|delivery| delivery.number.to_string());
    Ok(paged(shown, &format!("/v1/abonnementen/{id}/bezorgingen"), last, limit))
}

/// `POST /v1/abonnementen/{id}/bezorgingen/{positie}/herhaling`: delivers an event once more, and returns the result.
pub async fn resend(
    State(site): State<AppState>,
    Path((id, position)): Path<(String, String)>,
    _: NoQuery,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let position = position.parse().map_err(|_| Problem::not_found(message!("problem-position")))?;
    let delivery = site.subscriptions().resend(id, position).await?;
    Ok(Json(json!(DeliveryView::of(&delivery))))
}

/// `GET /v1/abonnementen/{id}/onbestelbare-bezorgingen`: the dead letters, by position.
pub async fn dead_letters(
    State(site): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
) -> Result<Json<Value>, Problem> {
    let letters = site.subscriptions().dead_letters(parse(&id)?)?;
    Ok(Json(letters.iter().map(|letter| json!(DeadLetterView::of(letter))).collect()))
}

fn view(site: &AppState, subscription: &Subscription) -> Value {
    json!(SubscriptionView::of(subscription, site.service().durable_head()))
}

fn parse(id: &str) -> Result<SubscriptionId, Problem> {
    SubscriptionId::parse(id).ok_or_else(|| SubscriptionError::NoSuchSubscription.into())
}

fn limit(query: &mut Query) -> usize {
    usize::try_from(query.number("limit", 1, PAGE_MAX).unwrap_or(PAGE_DEFAULT)).expect("at most a thousand")
}

fn paged(shown: Vec<Value>, path: &str, last: Option<String>, limit: usize) -> Response {
    let mut headers = HeaderMap::new();
    if let Some(cursor) = last {
        let link = format!("<{path}?cursor={cursor}&limit={limit}>; rel=\"next\"");
        headers.insert(header::LINK, HeaderValue::from_str(&link).expect("ids and numbers are ASCII"));
    }
    (headers, Json(Value::Array(shown))).into_response()
}
