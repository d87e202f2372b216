//! A decision that is recorded together with the sealing that rests on it.

use serde_json::{Value, json};

use crate::domain::event::{Body, DecisionKind, EventType, Purport, SealingPurport};
use crate::domain::ids::SubjectKind;
use crate::domain::proposal::FieldError;
use crate::pages::recording::{DECISION_EVENT_KEY, NUMBER_KEY, TITLE_KEY, Typed};

/// The longest id of a decision that is made from its number.
const ID_MAX: usize = 64;

/// Returns the event of a decision that is recorded here, as a caller of the API would send it; none where none is.
pub fn decision_of(typed: &Typed) -> Option<Value> {
    let number = typed.get(NUMBER_KEY).trim();
    let title = typed.get(TITLE_KEY).trim();
    if number.is_empty() && title.is_empty() {
        return None;
    }
    let is_council = typed.get("orgaan") == Body::Council.name();
    let purport = match SealingPurport::from_name(typed.get("strekking")) {
        Some(SealingPurport::Offered) => Purport::Proposed,
        Some(SealingPurport::Noted) => Purport::ForInformation,
        Some(SealingPurport::Adopted | SealingPurport::AdoptedAmended) | None => Purport::Adopted,
    };
    let kind = if is_council { DecisionKind::CouncilDecision } else { DecisionKind::ExecutiveDecision };
    Some(json!({
        "id": typed.get(DECISION_EVENT_KEY),
        "type": EventType::DecisionTaken.full_name(),
        "onderwerp": format!("{}/{}", SubjectKind::Decision.name(), decision_id(number)),
        "ingangsdatum": typed.get("genomenOp").trim(),
        "gegevens": { "kenmerk": number, "titel": title, "soort": kind.name(), "strekking": purport.name(), "orgaan": typed.get("orgaan") },
    }))
}

/// Returns the id of a decision that is made from its number: `rv-26.0012` for `RV 26.0012`.
pub fn decision_id(number: &str) -> String {
    let mut id = String::new();
    for c in number.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => id.push(c.to_ascii_lowercase()),
            '.' if !id.is_empty() => id.push('.'),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    id.truncate(ID_MAX);
    id.trim_end_matches(['-', '.']).to_owned()
}

/// Renames what is wrong with the event of a decision to the inputs that it was made from.
pub fn of_decision(errors: Vec<FieldError>) -> Vec<FieldError> {
    let input = |field: &str| match field {
        "gegevens.titel" => TITLE_KEY,
        "ingangsdatum" | "genomenOp" => "genomenOp",
        "gegevens.orgaan" => "orgaan",
        _ => NUMBER_KEY,
    };
    let mut errors: Vec<FieldError> =
        errors.into_iter().map(|error| FieldError { field: input(&error.field).to_owned(), ..error }).collect();
    errors.dedup_by(|a, b| a.field == b.field);
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_decision_follows_from_its_number() {
        for (number, id) in [
            ("RV 26.0012", "rv-26.0012"),
            ("B&W 19.0017", "b-w-19.0017"),
            ("A.22.0057/01", "a.22.0057-01"),
            (" -- ", ""),
            ("./x.", "x"),
        ] {
            assert_eq!(decision_id(number), id);
        }
        assert!(decision_id(&"a".repeat(200)).len() <= ID_MAX);
    }
}
