//! Finds the sealed reports that showed or announced an event, by the positions that each report names.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::Sealing;
use crate::domain::event::{Body, EventType};

/// A sealing with the positions that its report names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPositions {
    /// The sealing.
    pub sealing: Sealing,
    /// The positions that its report names.
    pub positions: Arc<NamedPositions>,
}

/// The positions that a report names in its published form: each `positie` and all `posities`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedPositions {
    /// The positions of what holds on its reporting date.
    pub shown: BTreeSet<u64>,
    /// The positions of announced events. Of these the report contains only the kind, the subject and the day, and not
    /// the other fields.
    pub announced: BTreeSet<u64>,
}

impl NamedPositions {
    /// Collects the positions that `report` names.
    pub fn of(report: &Value) -> NamedPositions {
        let mut found = NamedPositions::default();
        // The basis names the position that the report is known at, which is not an event that the report shows.
        let parts = report.as_object().into_iter().flatten();
        let parts = parts.filter(|(key, _)| !matches!(key.as_str(), "basis" | "staat"));
        parts.for_each(|(_, part)| found.collect(part, false));
        found
    }

    fn collect(&mut self, value: &Value, to_come: bool) {
        match value {
            Value::Object(object) => {
                for (key, part) in object {
                    let list = if to_come { &mut self.announced } else { &mut self.shown };
                    match (key.as_str(), part) {
                        ("positie", Value::Number(position)) => list.extend(position.as_u64().filter(|at| *at > 0)),
                        ("posities", Value::Object(by_field)) => {
                            list.extend(by_field.values().filter_map(Value::as_u64))
                        }
                        (key, part) => self.collect(part, to_come || key == "aangekondigd"),
                    }
                }
            }
            Value::Array(parts) => parts.iter().for_each(|part| self.collect(part, to_come)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// Fills in, in a serialised history, which of these sealings showed or announced each event.
pub fn add_reported_in(history: &mut Value, all: &[SealedPositions]) {
    if let Some(rows) = history["gebeurtenissen"].as_array_mut() {
        add_reported_in_rows(rows, all);
    }
}

/// Fills in the same in rows of a history.
pub fn add_reported_in_rows(rows: &mut [Value], all: &[SealedPositions]) {
    for row in rows {
        let kind = row["gebeurtenis"]["type"].as_str().and_then(EventType::parse);
        let ReportedIn { all, first_to_council } = ReportedIn::of(all, row["positie"].as_u64().unwrap_or(0), kind);
        row["gerapporteerdIn"] = all;
        row["eerstGemeldAanRaad"] = first_to_council;
    }
}

/// The sealings whose report showed or announced an event.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedIn {
    /// The value of `gerapporteerdIn`: ronde, orgaan, versie, genomenOp and positie of each, in the order of the log,
    /// and whether it only announced the event.
    pub all: Value,
    /// The value of `eerstGemeldAanRaad`: the first sealing by the council that reported the contents of the event;
    /// null where there is none.
    pub first_to_council: Value,
}

impl ReportedIn {
    /// Finds which of these sealings named the event at `position`, which is of `kind`. `all` must be in the order of
    /// the log.
    pub fn of(all: &[SealedPositions], position: u64, kind: Option<EventType>) -> ReportedIn {
        let named = all.iter().filter_map(|sealed| {
            let shown = sealed.positions.shown.contains(&position);
            (shown || sealed.positions.announced.contains(&position)).then_some((&sealed.sealing, !shown))
        });
        let named: Vec<(&Sealing, bool)> = named.collect();
        let council = named.iter().find(|(sealing, announced)| {
            sealing.body == Body::Council.name() && (!announced || kind.is_some_and(is_reported_by_announcement))
        });
        ReportedIn {
            all: named.iter().map(|(sealing, announced)| sealing_json(sealing, *announced)).collect(),
            first_to_council: council.map_or(Value::Null, |(sealing, announced)| sealing_json(sealing, *announced)),
        }
    }
}

/// Returns true for events whose contents are reported when they are announced, for example that something closes on a
/// day. The colour of a light or the text of a note is not.
const fn is_reported_by_announcement(kind: EventType) -> bool {
    kind.sets_status() && !kind.introduces()
}

fn sealing_json(sealing: &Sealing, announced: bool) -> Value {
    json!({
        "ronde": sealing.round,
        "orgaan": sealing.body,
        "versie": sealing.version,
        "genomenOp": sealing.decided_on,
        "positie": sealing.position,
        "aangekondigd": announced,
    })
}
