//! Webhook subscriptions, `/v1/abonnementen`: registering them, and the results of their deliveries.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::access::pause_orphaned;
use super::app_state::AppState;
use super::body::{self, ReceivedBody};
use super::language::{self, CallerLanguage};
use super::problem::Problem;
use super::query::{NoQuery, Query, next_link};
use crate::access::caller::Caller;
use crate::app::feed_query::{limit, page_size};
use crate::app::query_keys as keys;
use crate::app::request_target::RequestTarget;
use crate::language::Language;
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
    let language = language::preferred(request.headers());
    let ReceivedBody { what: sent, held: _held } = body::json(&site, request).await?;
    let order = RegistrationRequest::parse(&sent).map_err(Problem::bad_input)?;
    let (subscription, secret) = register_for(&site, &caller, order).await?;
    let mut shown = view(&site, &subscription, language);
    shown["geheim"] = secret.into();
    let location = format!("/v1/abonnementen/{}", subscription.id());
    let location = HeaderValue::from_str(&location).expect("a UUID in a path");
    let answer = (StatusCode::CREATED, [(header::LOCATION, location)], Json(shown));
    Ok(language::with_language(language, answer))
}

/// Registers a subscription for a caller. It goes on to its end, also where the caller does not wait for it: a webhook
/// that nobody is noted for would go on for ever.
pub(super) async fn register_for(
    site: &AppState,
    caller: &Caller,
    order: RegistrationRequest,
) -> Result<(Arc<Subscription>, String), Problem> {
    let (site, caller) = (site.clone(), caller.clone());
    let registering = tokio::spawn(async move {
        let (subscription, secret) = site.subscriptions().register(order).await?;
        if let Err(problem) = note_owner(&site, &caller, subscription.id()).await {
            site.subscriptions().remove(subscription.id()).await.ok(); // nobody has its secret
            return Err(problem);
        }
        // The token may have been withdrawn meanwhile.
        pause_orphaned(site.tokens(), site.subscriptions()).await?;
        Ok((subscription, secret))
    });
    registering.await.unwrap_or_else(|_| Err(Problem::internal()))
}

/// Notes whose a subscription is that was made or resumed: it is paused when their token is withdrawn.
pub(super) async fn note_owner(site: &AppState, caller: &Caller, id: SubscriptionId) -> Result<(), Problem> {
    let Some(token) = caller.token() else { return Ok(()) };
    let tokens = Arc::clone(site.tokens());
    site.run_to_end((), move |_| Ok(tokens.note_subscription(token, id)?)).await
}

/// `GET /v1/abonnementen`: the subscriptions in the order of registration.
pub async fn list(
    State(site): State<AppState>,
    CallerLanguage(language): CallerLanguage,
    mut query: Query,
) -> Result<Response, Problem> {
    let limit = page_size(limit(&mut query));
    let parse = |text: &str| SubscriptionId::parse(text).ok_or_else(|| message!("query-subscription-id"));
    let after = query.value(keys::CURSOR, parse);
    query.finish()?;
    let (page, more) = site.subscriptions().list(after, limit)?;
    let shown = page.iter().map(|subscription| view(&site, subscription, language)).collect();
    let last = page.last().filter(|_| more).map(|subscription| subscription.id().to_string());
    Ok(language::with_language(language, paged(shown, "/v1/abonnementen", last, limit)))
}

/// `GET /v1/abonnementen/{id}`: one subscription.
pub async fn one(
    State(site): State<AppState>,
    CallerLanguage(language): CallerLanguage,
    Path(id): Path<String>,
    _: NoQuery,
) -> Result<Response, Problem> {
    let subscription = site.subscriptions().one(parse(&id)?)?;
    Ok(shown(&site, &subscription, language))
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
) -> Result<Response, Problem> {
    let language = language::preferred(request.headers());
    let id = parse(&id)?;
    let ReceivedBody { what: sent, held: _held } = body::json(&site, request).await?;
    let rotation = Rotation::parse(&sent).map_err(Problem::bad_input)?;
    let (subscription, secret) = site.subscriptions().rotate(id, rotation).await?;
    let mut shown = view(&site, &subscription, language);
    shown["geheim"] = secret.into();
    Ok(language::with_language(language, Json(shown)))
}

/// `POST /v1/abonnementen/{id}/pauze`: pauses a subscription.
pub async fn pause(
    State(site): State<AppState>,
    CallerLanguage(language): CallerLanguage,
    Path(id): Path<String>,
    _: NoQuery,
) -> Result<Response, Problem> {
    let subscription = site.subscriptions().pause(parse(&id)?).await?;
    Ok(shown(&site, &subscription, language))
}

/// `POST /v1/abonnementen/{id}/hervatting`: resumes a subscription where it was, or after another position.
pub async fn resume(
    State(site): State<AppState>,
    caller: Caller,
    CallerLanguage(language): CallerLanguage,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<Response, Problem> {
    let after = query.number(keys::AFTER, 0, u64::from(u32::MAX));
    query.finish()?;
    let subscription = site.subscriptions().resume(parse(&id)?, after).await?;
    note_owner(&site, &caller, subscription.id()).await?;
    Ok(shown(&site, &subscription, language))
}

/// `GET /v1/abonnementen/{id}/bezorgingen`: the last deliveries, the oldest first.
pub async fn deliveries(
    State(site): State<AppState>,
    Path(id): Path<String>,
    mut query: Query,
) -> Result<Response, Problem> {
    let limit = page_size(limit(&mut query));
    let after = query.number(keys::CURSOR, 0, u64::MAX).unwrap_or(0);
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

/// Returns a subscription as its owner sees it, in the language of the caller.
pub(super) fn view(site: &AppState, subscription: &Subscription, language: Language) -> Value {
    json!(SubscriptionView::of(subscription, site.service().durable_head(), language))
}

fn shown(site: &AppState, subscription: &Subscription, language: Language) -> Response {
    language::with_language(language, Json(view(site, subscription, language)))
}

/// Parses the id in an address.
///
/// # Errors
/// A problem 404.
pub(super) fn parse(id: &str) -> Result<SubscriptionId, Problem> {
    SubscriptionId::parse(id).ok_or_else(|| SubscriptionError::NoSuchSubscription.into())
}

fn paged(shown: Vec<Value>, path: &str, last: Option<String>, limit: usize) -> Response {
    let mut headers = HeaderMap::new();
    if let Some(cursor) = last {
        let target = RequestTarget::of(path).with(keys::CURSOR, cursor).with(keys::LIMIT, limit);
        headers.insert(header::LINK, next_link(&target));
    }
    (headers, Json(Value::Array(shown))).into_response()
}
