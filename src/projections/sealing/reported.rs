//! In which sealed reports an event stood: the positions that each of them names.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Sealing;

/// A sealing with the positions that its report names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPositions {
    /// The sealing.
    pub sealing: Sealing,
    /// What its report shows.
    pub positions: Arc<BTreeSet<u64>>,
}

/// The positions that a report names, in the form it is given out: each `positie` and all `posities`.
pub fn shown_positions(report: &Value) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    // The basis names the position it is known at, which is no event that it shows.
    let parts = report.as_object().into_iter().flatten().filter(|(key, _)| !matches!(key.as_str(), "basis" | "staat"));
    parts.for_each(|(_, part)| collect(part, &mut found));
    found
}

fn collect(value: &Value, found: &mut BTreeSet<u64>) {
    match value {
        Value::Object(object) => {
            for (key, part) in object {
                match (key.as_str(), part) {
                    ("positie", Value::Number(position)) => found.extend(position.as_u64().filter(|at| *at > 0)),
                    ("posities", Value::Object(by_field)) => found.extend(by_field.values().filter_map(Value::as_u64)),
                    _ => collect(part, found),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Fills in, in a history as it is given out, which of these sealings showed each event.
pub fn tell_reported(history: &mut Value, all: &[SealedPositions]) {
    for row in history["gebeurtenissen"].as_array_mut().into_iter().flatten() {
        let ReportedIn { all, first_to_council } = ReportedIn::of(all, row["positie"].as_u64().unwrap_or(0));
        row["gerapporteerdIn"] = all;
        row["eerstGemeldAanRaad"] = first_to_council;
    }
}

/// The sealings whose report showed an event.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedIn {
    /// `gerapporteerdIn`: ronde, orgaan, versie, genomenOp, positie of each, in the order of the log.
    pub all: Value,
    /// `eerstGemeldAanRaad`: the first of them by the council; null where there is none.
    pub first_to_council: Value,
}

impl ReportedIn {
    /// Which of these sealings showed the event at `position`. `all` is in the order of the log.
    pub fn of(all: &[SealedPositions], position: u64) -> ReportedIn {
        let shown: Vec<&Sealing> =
            all.iter().filter(|sealed| sealed.positions.contains(&position)).map(|sealed| &sealed.sealing).collect();
        let council = shown.iter().find(|sealing| sealing.body == crate::domain::event::Body::Council.name());
        ReportedIn {
            all: shown.iter().map(|sealing| told(sealing)).collect(),
            first_to_council: council.map_or(Value::Null, |sealing| told(sealing)),
        }
    }
}

fn told(sealing: &Sealing) -> Value {
    json!({
        "ronde": sealing.round,
        "orgaan": sealing.body,
        "versie": sealing.version,
        "genomenOp": sealing.decided_on,
        "positie": sealing.position,
    })
}
