//! Every page, with who may open it; and the table of who may call what.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::{
    accessibility, agenda, api, asset, comparison, events, history, indicator, money, openid, recording, report,
    review, sealing, sealings, search, series, sessions, sign_in, subscriptions, tokens, unreviewed, watch,
};
use crate::domain::access::Action;
use crate::http::access::{Permission, RouteAccess, require};
use crate::http::agenda::feed as agenda_feed;
use crate::http::app_state::AppState;
use crate::http::conditional::tag_lasting_pages;
use crate::http::hosts::refuse_foreign_form;
use crate::http::operation::Operation;
use crate::http::routes::operations;

/// A page, or what a form of one is sent to, with who may open it.
struct PageRoute {
    access: RouteAccess,
    handler: MethodRouter<AppState>,
}

/// Declares a page: its method, its path, who may open it, and its handler.
fn page<H, T>(method: Method, path: &str, permission: impl Into<Permission>, handler: H) -> PageRoute
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let permission = permission.into();
    let filter = MethodFilter::try_from(method.clone()).expect("pages have standard methods");
    let mut handler = on(filter, handler);
    if !method.is_safe() {
        handler = handler.route_layer(from_fn(own_form));
    }
    let handler = handler.route_layer(from_fn_with_state(Arc::new(permission.clone()), require));
    PageRoute { access: RouteAccess { method, path: path.to_owned(), permission }, handler }
}

/// Declares what another program calls, which shows by itself who it is: no browser sends it, so no page does.
fn called<H, T>(method: Method, path: &str, handler: H) -> PageRoute
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let filter = MethodFilter::try_from(method.clone()).expect("pages have standard methods");
    let access = RouteAccess { method, path: path.to_owned(), permission: Permission::Open };
    PageRoute { access, handler: on(filter, handler) }
}

/// Middleware of whatever a form is sent to: a page of this service sent it.
async fn own_form(request: Request, next: Next) -> Response {
    match refuse_foreign_form(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Every page. `/` is in the table of operations, since programs find it as well.
fn pages() -> Vec<PageRoute> {
    let get = Method::GET;
    // What is recorded is asked again when it is known: a form is of one type of event.
    let recording = [Action::Record, Action::Correct, Action::Publish];
    vec![
        page(get.clone(), "/rapportage", Action::Read, report::by_date),
        page(get.clone(), "/rondes/{id}", Action::Read, report::of_round),
        page(get.clone(), "/rondes/{id}/vaststellen", Action::Seal, sealing::form),
        page(Method::POST, "/rondes/{id}/vaststellen", Action::Seal, sealing::record),
        page(get.clone(), "/vergelijken", Action::Read, comparison::compare),
        page(get.clone(), "/geschiedenis/{soort}/{id}", Action::Read, history::history),
        page(get.clone(), "/gebeurtenissen", Action::Read, events::events),
        page(get.clone(), "/gebeurtenissen/{id}", Action::Read, events::event),
        page(get.clone(), "/over-de-jaren", Action::Read, series::over_the_years),
        page(get.clone(), "/agenda", Action::Read, agenda::between),
        page(get.clone(), "/agenda.ics", Action::Read, agenda_feed),
        page(get.clone(), "/zoeken", Action::Read, search::find),
        page(get.clone(), "/geld", Action::Read, money::money),
        page(get.clone(), "/indicatoren/{id}", Action::Read, indicator::indicator),
        page(get.clone(), "/controle", Action::Read, sealings::sealings),
        // Who may record nothing reads there why.
        page(get.clone(), "/vastleggen", Action::Read, recording::index),
        page(get.clone(), "/vastleggen/{soort}", recording, recording::form),
        page(Method::POST, "/vastleggen/{soort}", recording, recording::record),
        page(get.clone(), "/inlezen", Action::Record, review::index),
        page(Method::POST, "/inlezen", Action::Record, review::take),
        page(get.clone(), "/inlezen/{id}", Action::Record, review::show),
        page(Method::POST, "/inlezen/{id}", Action::Record, review::judge),
        page(get.clone(), "/inlezen/{id}/concepten/{concept}", Action::Record, review::change::form),
        page(Method::POST, "/inlezen/{id}/concepten/{concept}", Action::Record, review::change::keep),
        page(get.clone(), "/inlezen/{id}/vastleggen", Action::Record, review::confirm::show),
        page(Method::POST, "/inlezen/{id}/vastleggen", Action::Record, review::confirm::record),
        page(Method::POST, "/inlezen/{id}/weggooien", Action::Record, review::discard),
        page(get.clone(), "/nakijken", Action::SeeDrafts, unreviewed::show),
        page(Method::POST, "/nakijken", Action::Correct, unreviewed::confirm),
        page(get.clone(), "/abonnementen", Action::ManageSubscriptions, subscriptions::index),
        page(Method::POST, "/abonnementen", Action::ManageSubscriptions, subscriptions::register),
        page(get.clone(), "/abonnementen/{id}", Action::ManageSubscriptions, subscriptions::one),
        page(Method::POST, "/abonnementen/{id}", Action::ManageSubscriptions, subscriptions::change),
        page(get.clone(), "/abonnementen/{id}/verwijderen", Action::ManageSubscriptions, subscriptions::ask_delete),
        page(Method::POST, "/abonnementen/{id}/verwijderen", Action::ManageSubscriptions, subscriptions::delete),
        page(get.clone(), "/api", Action::Read, api::describe),
        page(get.clone(), "/api/proberen/{operatie}", Action::Read, api::attempt),
        page(get.clone(), "/toegang", Action::ManageTokens, tokens::list),
        page(Method::POST, "/toegang", Action::ManageTokens, tokens::create),
        page(Method::POST, "/toegang/{id}/intrekking", Action::ManageTokens, tokens::withdraw),
        page(get.clone(), "/sessies", Action::ManageOwnSessions, sessions::list),
        page(Method::POST, "/sessies", Action::ManageOwnSessions, sessions::end),
        page(get.clone(), "/beheer", Action::Watch, watch::show),
        page(get.clone(), "/aanmelden", Permission::Open, sign_in::form),
        page(Method::POST, "/aanmelden", Permission::Open, sign_in::sign_in),
        page(get.clone(), "/aanmelden/{naam}", Permission::Open, openid::begin),
        page(get.clone(), "/aanmelden/{naam}/terug", Permission::Open, openid::come_back),
        called(Method::POST, "/aanmelden/{naam}/einde", openid::end),
        page(Method::POST, "/afmelden", Permission::Open, sign_in::sign_out),
        page(get.clone(), "/toegankelijkheid", Permission::Open, accessibility),
        page(get, "/bestanden/{naam}", Permission::Open, asset),
    ]
}

/// Adds the pages to the routes.
pub fn add_to(router: Router<AppState>) -> Router<AppState> {
    let pages = pages().into_iter().fold(Router::new(), |pages, page| pages.route(&page.access.path, page.handler));
    router.merge(pages.route_layer(from_fn(tag_lasting_pages)))
}

/// Returns who may call each route, those of pages too.
pub fn table() -> Vec<RouteAccess> {
    let of_programs = operations().into_iter();
    let mut table: Vec<RouteAccess> = of_programs
        .map(|Operation { method, path, permission, .. }| RouteAccess { method, path, permission })
        .collect();
    table.extend(pages().into_iter().map(|page| page.access));
    table
}
