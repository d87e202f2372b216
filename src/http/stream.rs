//! `GET /v1/gebeurtenissen/stroom`: the events as server-sent events, from any position on and then live.
//!
//! The response is always `text/event-stream`. A client that names `application/cloudevents+json` in `Accept` gets
//! CloudEvents as the data of each event, any other gets records. Headers ask proxies to forward every piece at once
//! and unchanged.

mod arrivals;
mod frame;
pub mod relay;
mod selection;
mod subscriber;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::app_state::AppState;
use super::connection_stage::ConnectionHandle;
use super::events::must_be_known;
use super::problem::Problem;
use super::query::Query;
use super::{accept, axes, language};
use crate::access::caller::Caller;
use crate::app::feed_query::EventSelection;
use crate::app::query_keys as keys;
use crate::domain::time::Day;
use crate::message;
use crate::subscriptions::cloud_event;
use frame::StreamFormat;
use selection::StreamSelection;
use subscriber::{StreamPermission, Subscriber};

/// The media type of server-sent events.
pub const MEDIA_TYPE: &str = "text/event-stream";

/// The header with which a client resumes: the id of the last event it received.
pub const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The word for the last position of the log.
pub const HEAD: &str = "hoofd";

/// Reverse proxies buffer responses; the most widely used one respects this header.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// `GET /v1/gebeurtenissen/stroom`
pub async fn stream(
    State(site): State<AppState>,
    caller: Caller,
    mut query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let format = format(request.headers())?;
    let language = language::preferred(request.headers());
    let head = site.service().durable_head();
    let from_head = query.peek(keys::AFTER) == Some(HEAD);
    let begin = query.value(keys::AFTER, |text| match text {
        HEAD => Ok(head),
        digits => position(digits, head).ok_or_else(|| message!("query-position-stream-or", head = head, word = HEAD)),
    });
    let resumed = match request.headers().get(LAST_EVENT_ID).map(HeaderValue::to_str) {
        None | Some(Ok("")) => None,
        Some(Ok(text)) => {
            let found = position(text, head);
            if found.is_none() {
                query.refuse("Last-Event-ID", "positie-onbekend", message!("query-position-stream", head = head));
            }
            found
        }
        Some(Err(_)) => {
            query.refuse("Last-Event-ID", "positie-onbekend", message!("stream-no-position"));
            None
        }
    };
    let EventSelection { filter, since } = EventSelection::from_query(&mut query);
    let since = axes::since(&mut query, &site, since);
    let tells_arrivals = query.flag(keys::ARRIVALS);
    query.finish()?;
    if let Some(node) = filter.node.clone() {
        site.run_small(move |service| must_be_known(service, Some(&node))).await?;
    }
    let asked = StreamSelection { filter, format };
    let seat = site.relay().join(asked).ok_or_else(full)?;
    let link = request.extensions().get::<ConnectionHandle>().cloned().unwrap_or_default();
    link.streams();
    // A returning client resumes where it was, even if its URL still has the original start.
    let after = resumed.or(begin).unwrap_or(0).max(since);
    // Who returns gets what began since; who starts at the head or at the first event, what begins from now on.
    let told_until = match tells_arrivals {
        true => Some(last_day(&site, resumed.or(begin.filter(|_| !from_head))).await?),
        false => None,
    };
    let permission = StreamPermission { pass: caller.pass(), service: site.service().clone() };
    let every = site.settings().heartbeat;
    let body = Subscriber::new(seat, (after, told_until), link, permission, (every, language)).into_body();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform")),
        (header::VARY, HeaderValue::from_static("accept, last-event-id")),
        (UNBUFFERED, HeaderValue::from_static("no")),
    ];
    Ok((headers, body).into_response())
}

/// Returns the day up to which a reader knows what took effect: that on which the last event it got was recorded.
async fn last_day(site: &AppState, position: Option<u64>) -> Result<Day, Problem> {
    let day = site.run_small(move |service| {
        let today = service.now().amsterdam_day();
        let recorded = position.and_then(|position| service.state().recorded_at(position));
        Ok(recorded.map_or(today, |moment| moment.amsterdam_day().min(today)))
    });
    day.await
}

/// Parses a position that the log has, or 0.
fn position(text: &str, head: u64) -> Option<u64> {
    let digits = !text.is_empty() && text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|position| digits && *position <= head)
}

/// Returns the format that the client accepts.
fn format(headers: &HeaderMap) -> Result<StreamFormat, Problem> {
    if accept::accepts_by_name(headers, cloud_event::MEDIA_TYPE) {
        return Ok(StreamFormat::CloudEvents);
    }
    if accept::accepts(headers, MEDIA_TYPE) {
        return Ok(StreamFormat::Records);
    }
    let detail = message!("problem-stream-format");
    Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "formaat-niet-beschikbaar", detail))
}

fn full() -> Problem {
    let detail = message!("problem-followers");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "te-veel-volgers", detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("60"))
}
