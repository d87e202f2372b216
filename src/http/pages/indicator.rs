//! `GET /indicatoren/{id}`: the series of an indicator, as known now.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::{Visit, respond, viewer};
use crate::app::queries::{self, KnownAt, QueryError};
use crate::domain::ids::{SubjectKind, is_id};
use crate::domain::state::AsOf;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::pages::indicator::{IndicatorPage, Measurement, page};
use crate::projections::EventRange;
use crate::render::without_control_characters;

/// The events that a series is read from: a measurement a month, with three corrections each, for twenty years.
const EVENTS_MAX: usize = 1_000;

/// `GET /indicatoren/{id}`
pub async fn indicator(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let kind = SubjectKind::Indicator;
    let subject = format!("{}/{}", kind.name(), id.chars().take(80).collect::<String>());
    if !is_id(&id) {
        return Err(QueryError::NoSuchSubject(subject).into());
    }
    let asked = site.clone();
    let page = site.run_large(move |service| {
        let position = queries::resolve_position(service, KnownAt::Head)?;
        let part = EventRange { after: 0, limit: EVENTS_MAX, until: None };
        let found = queries::history_page(service, &subject, position, part)?;
        let rows: Vec<Value> = found.rows.iter().map(without_control_characters).collect();
        let at = AsOf { day: service.now().amsterdam_day(), position };
        let indicator = queries::found(service, kind, &id, at)?.unwrap_or_default();
        let (indicator, series) = (without_control_characters(&indicator), series(&rows));
        Ok(page(&IndicatorPage {
            reader,
            viewer: Some(viewer(&asked)),
            id: &id,
            indicator: &indicator,
            series: &series,
        }))
    });
    Ok(respond(reader, page.await?))
}

/// Returns the measurements that count, one a period: of several the one with the latest day, then the newest.
fn series(rows: &[Value]) -> Vec<Measurement> {
    let counting = || rows.iter().filter(|row| row["teltMee"] == true).map(|row| (row, &row["gebeurtenis"]));
    let targets = counting().filter_map(|(_, event)| event["gegevens"]["streefwaarden"].as_object()).next_back();
    let mut found: BTreeMap<(String, String), (&str, Measurement)> = BTreeMap::new();
    for (row, event) in counting() {
        let data = &event["gegevens"];
        let Some(period) = data["periode"].as_str() else { continue };
        let text = |key: &str| data[key].as_str().map(str::to_owned);
        let year = period.split('-').next().unwrap_or_default();
        let measurement = Measurement {
            period: period.to_owned(),
            value: text("waarde"),
            trend: text("ontwikkeling"),
            norm: text("norm"),
            status: text("status"),
            target: targets.and_then(|targets| targets.get(year)).and_then(Value::as_str).map(str::to_owned),
            position: row["positie"].as_u64().unwrap_or_default(),
        };
        let day = event["ingangsdatum"].as_str().unwrap_or_default();
        let key = (year.to_owned(), period.to_owned());
        if found.get(&key).is_none_or(|(other, _)| *other <= day) {
            found.insert(key, (day, measurement));
        }
    }
    found.into_values().map(|(_, measurement)| measurement).collect()
}
