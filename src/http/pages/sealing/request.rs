//! What was typed to seal a round, as a request of the API.

use serde_json::{Map, Value};

use crate::app::Service;
use crate::domain::proposal::FieldError;
use crate::domain::time::Day;
use crate::message;
use crate::pages::recording::{ORDER_KEY, OWN_DAY_KEY, TEXT_KEYS, TICKED, Typed, UNREVIEWED_KEY};

/// The key of the moment at which a sealing of before is recorded.
pub const RECORDED_AT: &str = "geregistreerdOp";

/// Returns what was typed as a request of the API, of now.
pub fn said_in(typed: &Typed) -> Map<String, Value> {
    let mut said = Map::new();
    for key in TEXT_KEYS {
        let value = typed.get(key).trim();
        if !value.is_empty() {
            said.insert(key.to_owned(), value.into());
        }
    }
    for key in [UNREVIEWED_KEY, ORDER_KEY] {
        if typed.get(key) == TICKED {
            said.insert(key.to_owned(), true.into());
        }
    }
    said
}

/// Returns the moment of its own day, where the box for that is ticked.
///
/// # Errors
/// What is wrong with that day.
pub fn moment_in(service: &Service, typed: &Typed) -> Result<Option<Value>, Vec<FieldError>> {
    if typed.get(OWN_DAY_KEY) != TICKED {
        return Ok(None);
    }
    let wrong = |code, why| vec![FieldError::new("genomenOp", code, why)];
    let day = typed.get("genomenOp").trim();
    if day.is_empty() {
        return Err(wrong("verplicht", message!("seal-day-missing")));
    }
    let day = Day::parse(day).map_err(|error| wrong("ongeldige-waarde", error.message()))?;
    let at = service.own_moment(day).map_err(|(code, why)| wrong(code, message!("own-moment-untick", why = why)))?;
    Ok(Some(at.to_string().into()))
}

/// Returns what was typed as a request of the API: at the moment of its own day, where the box for that is ticked.
///
/// # Errors
/// What is wrong with that day; the rest is judged with the request.
pub fn request_of(service: &Service, typed: &Typed) -> Result<Map<String, Value>, Vec<FieldError>> {
    let mut said = said_in(typed);
    if let Some(at) = moment_in(service, typed)? {
        said.insert(RECORDED_AT.to_owned(), at);
    }
    Ok(said)
}
