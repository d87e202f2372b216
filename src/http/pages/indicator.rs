//! `GET /indicatoren/{id}`: the series of an indicator, as known now.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::{Visit, respond, viewer};
use crate::app::Service;
use crate::app::queries::{self, KnownAt, QueryError};
use crate::domain::ids::{SubjectKind, is_id};
use crate::domain::state::AsOf;
use crate::http::app_state::AppState;
use crate::http::problem::Problem;
use crate::pages::indicator::{IndicatorPage, Measurement, page};
use crate::projections::EventRange;
use crate::render::without_control_characters;

/// The events that are read at a time: a measurement a month, with three corrections each, for twenty years.
const EVENTS_MAX: usize = 1_000;

/// `GET /indicatoren/{id}`
pub async fn indicator(
    State(site): State<AppState>,
    Path(id): Path<String>,
    Visit { reader, caller, query }: Visit,
) -> Result<Response, Problem> {
    query.finish()?;
    let kind = SubjectKind::Indicator;
    let subject = format!("{}/{}", kind.name(), id.chars().take(80).collect::<String>());
    if !is_id(&id) {
        return Err(QueryError::NoSuchSubject(subject).into());
    }
    let page = site.run_large(move |service| {
        let position = queries::resolve_position(service, KnownAt::Head)?;
        let rows = counting(service, &subject, position)?;
        let at = AsOf { day: service.now().amsterdam_day(), position };
        let indicator = queries::found(service, kind, &id, at)?.unwrap_or_default();
        let (indicator, series) = (without_control_characters(&indicator), series(&rows));
        Ok(page(&IndicatorPage { reader, viewer: viewer(&caller), id: &id, indicator: &indicator, series: &series }))
    });
    Ok(respond(reader, page.await?))
}

/// Returns the events of the subject that count, of all parts of its history.
fn counting(service: &Service, subject: &str, position: u64) -> Result<Vec<Value>, QueryError> {
    let (mut rows, mut after) = (Vec::new(), 0);
    loop {
        let part = EventRange { after, limit: EVENTS_MAX, until: None };
        let found = queries::history_page(service, subject, position, part)?;
        let counting = found.rows.iter().filter(|row| row["teltMee"] == true);
        rows.extend(counting.map(without_control_characters));
        match found.next {
            Some(next) => after = next,
            None => return Ok(rows),
        }
    }
}

/// Returns the measurements, one a period: of several the one with the latest day, then the newest. The targets are
/// chosen alike.
fn series(rows: &[Value]) -> Vec<Measurement> {
    let events = || rows.iter().map(|row| &row["gebeurtenis"]);
    let with_targets = events().filter(|event| event["gegevens"]["streefwaarden"].is_object());
    let newest = with_targets.max_by_key(|event| event["ingangsdatum"].as_str());
    let targets = newest.and_then(|event| event["gegevens"]["streefwaarden"].as_object());
    let mut found: BTreeMap<(String, String), (&str, Measurement)> = BTreeMap::new();
    for (row, event) in rows.iter().zip(events()) {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_value_of_a_period_and_the_targets_are_those_of_the_latest_day_whenever_they_were_recorded() {
        let row = |position: u64, day: &str, data: Value| json!({ "positie": position, "gebeurtenis": { "ingangsdatum": day, "gegevens": data } });
        let rows = [
            row(1, "2019-01-01", json!({ "streefwaarden": { "2019": "80" } })),
            row(2, "2019-06-01", json!({ "streefwaarden": { "2019": "85" } })),
            row(3, "2019-09-01", json!({ "periode": "2019", "waarde": "78" })),
            // Recorded last, of an earlier day.
            row(4, "2019-02-01", json!({ "streefwaarden": { "2019": "82" } })),
            row(5, "2019-08-01", json!({ "periode": "2019", "waarde": "77" })),
        ];
        let series = series(&rows);
        let told: Vec<_> =
            series.iter().map(|one| (one.value.as_deref(), one.target.as_deref(), one.position)).collect();
        assert_eq!(told, [(Some("78"), Some("85"), 3)]);
    }
}
