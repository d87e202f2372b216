//! Tokens, `/v1/toegangsbewijzen`: which there are, making one, withdrawing one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::access::pause_orphaned;
use super::app_state::AppState;
use super::body::{self, ReceivedBody};
use super::problem::Problem;
use super::query::{self, NoQuery, Query};
use crate::access::caller::Caller;
use crate::access::record::{NewToken, TokenView};
use crate::access::store::TokenError;
use crate::access::token::TokenId;

/// `GET /v1/toegangsbewijzen`: the tokens in the order in which they were made.
pub async fn list(State(site): State<AppState>, query: Query) -> Result<Response, Problem> {
    let all = || Ok(site.tokens().list()?);
    query::page(query, "/v1/toegangsbewijzen", all, (|token| token.id, TokenId::parse))
}

/// `POST /v1/toegangsbewijzen`: makes a token. Only this response contains it.
pub async fn create(
    State(site): State<AppState>,
    caller: Caller,
    _: NoQuery,
    request: Request,
) -> Result<Response, Problem> {
    let ReceivedBody { what: sent, held: _held } = body::json(&site, request).await?;
    let wanted = NewToken::parse(&sent).map_err(Problem::bad_input)?;
    let (view, token) = make(&site, &caller, wanted).await?;
    let mut shown: Value = json!(view);
    shown["toegangsbewijs"] = token.as_str().into();
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

/// Makes a token, on a thread that may block.
///
/// # Errors
/// A problem; nothing was made.
pub(super) async fn make(
    site: &AppState,
    caller: &Caller,
    wanted: NewToken,
) -> Result<(TokenView, Zeroizing<String>), Problem> {
    let (tokens, by) = (Arc::clone(site.tokens()), caller.actor().id().to_owned());
    site.run_to_end((), move |_| Ok(tokens.create(&wanted, &by)?)).await
}

/// `DELETE /v1/toegangsbewijzen/{id}`: withdraws a token.
pub async fn withdraw(State(site): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<StatusCode, Problem> {
    end(&site, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws a token: what is open with it ends, and the subscriptions that were made with it pause.
///
/// # Errors
/// A problem 404; one if that could not be saved, where the token opens nothing all the same.
pub(super) async fn end(site: &AppState, id: &str) -> Result<(), Problem> {
    let id = TokenId::parse(id).ok_or(TokenError::NoSuchToken)?;
    let site = site.clone();
    // To its end, also where who asked does not wait for it.
    let ending = tokio::spawn(async move {
        let tokens = Arc::clone(site.tokens());
        let withdrawn = site.run_to_end((), move |_| Ok(tokens.withdraw(id)?)).await;
        site.sessions().end_all_of(id);
        // Also where it could not be saved: whoever asked wants it to end.
        let paused = pause_orphaned(site.tokens(), site.subscriptions()).await;
        withdrawn?;
        Ok(paused?)
    });
    ending.await.unwrap_or_else(|_| Err(Problem::internal()))
}
