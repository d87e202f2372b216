//! Compares the facilities of a page with those of a log: what reopened, and what was put off.

use serde_json::{Value, json};

use super::super::Draft;
use super::super::known_facts::{KnownChange, KnownFacility};
use super::days::PageDays;
use super::{DraftVerdict, Replacement, civil};
use crate::domain::time::Day;
use crate::message;

pub(super) fn judge(draft: &Draft, known: &KnownFacility, days: &PageDays) -> DraftVerdict {
    let day = draft.event["ingangsdatum"].as_str().unwrap_or_default();
    let change = draft.kind().trim_start_matches("voorziening.");
    if known.changes.iter().any(|known| known.kind == change && known.day == day) {
        return DraftVerdict::Drop;
    }
    if change == "geopend" && draft.presupposed {
        return DraftVerdict::Drop;
    }
    if let Some(moved) = put_off(draft, change, known, days) {
        return correction(draft, moved, day);
    }
    let opens = |kind: &str| matches!(kind, "geopend" | "heropend");
    let last = known.changes.iter().rev().find(|known| known.day.as_str() <= day);
    match (change, last.map(|known| (known.kind.as_str(), known.day.as_str()))) {
        ("geopend", Some(("gesloten", _))) => DraftVerdict::becomes(
            "voorziening.heropend",
            json!({}),
            message!("extract-known-reopened", name = known.name.as_str()),
        ),
        ("geopend", _) => DraftVerdict::Differs(message!("extract-known-open", name = known.name.as_str())),
        ("gesloten", Some(("gesloten", on))) => {
            DraftVerdict::Differs(message!("extract-known-closed", known = civil(on), said = civil(day)))
        }
        ("beperkt", Some(("gesloten", on))) => {
            DraftVerdict::Differs(message!("extract-known-closed-restricted", known = civil(on)))
        }
        ("heropend", Some((kind, on))) if opens(kind) => {
            DraftVerdict::Differs(message!("extract-known-already-open", known = civil(on)))
        }
        (_, _) => DraftVerdict::Keep,
    }
}

/// Returns the change of the log that the draft gives another day: the last one of its kind that nothing has undone
/// since. A draft without a day of its own puts nothing off.
fn put_off<'a>(draft: &Draft, change: &str, known: &'a KnownFacility, days: &PageDays) -> Option<&'a KnownChange> {
    if draft.event["ingangsdatumNauwkeurigheid"] == "uiterlijk" {
        return None;
    }
    let undone = match change {
        "gesloten" => "heropend",
        "geopend" | "heropend" => "gesloten",
        _ => return None,
    };
    let at = known.changes.iter().rposition(|known| known.kind == change)?;
    let is_undone = known.changes[at + 1..].iter().any(|later| later.kind == undone);
    let was_announced = |moved: &&KnownChange| {
        let day = Day::parse(&moved.day).ok();
        day.zip(days.earlier_round).is_some_and(|(day, earlier)| day > earlier)
    };
    // An opening that the log only assumed, or that is long past, is no plan.
    Some(&known.changes[at]).filter(|_| !is_undone).filter(|moved| change == "gesloten" || was_announced(moved))
}

/// Returns a correction of the day of a change in the log. Its other fields stay.
fn correction(draft: &Draft, moved: &KnownChange, day: &str) -> DraftVerdict {
    let mut data = Value::Object(moved.data.clone());
    for (field, value) in draft.event["gegevens"].as_object().into_iter().flatten() {
        if data[field.as_str()].is_null() {
            data[field.as_str()] = value.clone();
        }
    }
    let kind = match moved.kind.as_str() {
        "gesloten" => "voorziening.gesloten",
        "geopend" => "voorziening.geopend",
        _ => "voorziening.heropend",
    };
    let why = message!("extract-known-put-off", known = civil(&moved.day), said = civil(day));
    DraftVerdict::Becomes(Box::new(Replacement { kind, subject: None, data, corrects: Some(moved.id.clone()), why }))
}
