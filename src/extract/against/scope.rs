//! Adds the programmes of a page to what a round in the log covers.

use serde_json::json;

use crate::{Draft, KnownRound};

/// Returns the change of the round that also names the programmes of this page; none where the round names them, or
/// names none: then it covers what is recorded for it.
pub(super) fn extended(opened: &Draft, known: &KnownRound) -> Option<Draft> {
    let named = known.programmes.as_ref()?;
    let of_page = opened.event["gegevens"]["programmas"].as_array()?;
    let added = of_page.iter().filter_map(|code| code.as_str()).filter(|code| !named.iter().any(|one| one == code));
    let all: Vec<&str> = named.iter().map(String::as_str).chain(added).collect();
    if all.len() == named.len() {
        return None;
    }
    let mut event = opened.event.clone();
    event["type"] = json!("nl.peildatum.ronde.gewijzigd");
    event["gegevens"] = json!({ "programmas": all });
    // Whatever was assumed of the round as a whole is not part of this change.
    event["herkomst"]["oordeel"] = json!("zeker");
    event["herkomst"].as_object_mut()?.remove("aangenomen");
    Some(Draft { event, uncertain: None, ..opened.clone() })
}
