//! `GET /beheer`: how the service is, in words: the alarms and what was measured.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::{Visit, respond, viewer};
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::http::watch::alarms::{ALL, Severity};
use crate::http::watch::{Measured, measure};
use crate::language::{Argument, Message};
use crate::message;
use crate::pages::watch::{AlarmRow, AlarmState, WatchPage, page};

/// `GET /beheer`
pub async fn show(State(site): State<AppState>, Visit { reader, caller, query }: Visit) -> Result<Response, Problem> {
    query.finish()?;
    let measured = measure(&site).await;
    let alarms: Vec<AlarmRow> = ALL
        .iter()
        .map(|alarm| AlarmRow {
            slug: alarm.slug,
            is_critical: alarm.severity == Severity::Critical,
            state: match alarm.is_on(&measured) {
                Some(true) => AlarmState::On,
                Some(false) => AlarmState::Off,
                None => AlarmState::Unknown,
            },
        })
        .collect();
    let facts = facts(&measured);
    let viewer = viewer(&caller);
    Ok(respond(reader, page(&WatchPage { reader, viewer, alarms: &alarms, facts: &facts })))
}

/// Returns what was measured, each with its name.
fn facts(measured: &Measured) -> Vec<(Message, Message)> {
    let never = || message!("watch-never");
    let mut all = vec![
        (
            message!("watch-log"),
            message!("watch-log-value", head = measured.head, moment = moment(measured.last_event)),
        ),
        (
            message!("watch-signed"),
            message!("watch-log-value", head = measured.signed, moment = moment(measured.signed_at)),
        ),
        (
            message!("watch-verified"),
            measured.verified.map_or_else(never, |(at, faults)| {
                message!("watch-verified-value", moment = moment(Some(at)), faults = faults)
            }),
        ),
        (
            message!("watch-backed-up"),
            measured.backed_up.map_or_else(never, |(at, position)| {
                message!("watch-log-value", head = position, moment = moment(Some(at)))
            }),
        ),
    ];
    if let Some(disk) = measured.disk {
        let value = message!("watch-disk-value", free = bytes(disk.free), size = bytes(disk.size));
        all.push((message!("watch-disk"), value));
        all.push((message!("watch-folder"), bytes(disk.folder)));
    }
    if measured.certificate_end.is_some() {
        all.push((message!("watch-certificate"), moment(measured.certificate_end)));
    }
    let webhooks = &measured.webhooks;
    all.push((
        message!("watch-webhooks"),
        message!(
            "watch-webhooks-value",
            active = webhooks.active,
            paused = webhooks.paused,
            stuck = webhooks.stuck,
            behind = webhooks.behind
        ),
    ));
    let (open, behind) = measured.streams;
    all.push((message!("watch-streams"), message!("watch-streams-value", open = open, behind = behind)));
    let (running, waiting) =
        measured.work.iter().fold((0, 0), |(r, w), (_, running, waiting)| (r + running, w + waiting));
    all.push((message!("watch-work"), message!("watch-work-value", running = running, waiting = waiting)));
    if let Some(memory) = measured.process.memory {
        all.push((message!("watch-memory"), bytes(memory)));
    }
    if measured.process.started.is_some() {
        all.push((message!("watch-started"), moment(measured.process.started)));
    }
    all.push((message!("watch-version"), Message::verbatim(env!("CARGO_PKG_VERSION"))));
    all
}

/// Returns a moment in seconds since 1970 as people read it.
#[expect(clippy::cast_possible_truncation, reason = "whole seconds of a moment that a clock gave")]
fn moment(seconds: Option<f64>) -> Message {
    let moment = seconds.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds as i64, 0));
    moment.map_or_else(|| message!("watch-never"), |moment| message!("watch-moment", moment = Argument::Moment(moment)))
}

/// Returns a number of bytes in the unit in which it has one to three digits.
fn bytes(number: u64) -> Message {
    let units = ["kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut shown = number / 1_000;
    while shown >= 1_000 && unit + 1 < units.len() {
        shown /= 1_000;
        unit += 1;
    }
    Message::verbatim(format!("{shown} {}", units[unit]))
}
