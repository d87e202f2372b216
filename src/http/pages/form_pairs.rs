//! What the body of a form holds, as pairs of a name and a value.

use crate::domain::proposal::FieldError;
use crate::http::problem::Problem;
use crate::http::query::decode;
use crate::message;

/// The most inputs of a form: a list of 200 rows of four parts, and the fields beside it.
const INPUTS_MAX: usize = 1_000;

/// Parses the body of a form.
///
/// # Errors
/// A problem 400 if it is not UTF-8, or has too many inputs.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let unreadable = || Problem::bad_field("", "ongeldige-tekst", message!("query-not-utf8"));
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
    let mut pairs = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        if pairs.len() == INPUTS_MAX {
            return Err(Problem::bad_field("", "te-veel", message!("recording-inputs-max", max = INPUTS_MAX)));
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((decode(name).ok_or_else(unreadable)?, decode(value).ok_or_else(unreadable)?));
    }
    Ok(pairs)
}

/// Refuses inputs that a form does not have.
///
/// # Errors
/// A problem 400 that names them.
pub(super) fn refuse_unknown<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(), Problem> {
    let unknown = names.into_iter().map(|name| name.chars().take(80).collect::<String>());
    let errors: Vec<FieldError> =
        unknown.map(|name| FieldError::new(name, "onbekend-veld", message!("field-unknown"))).collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::bad_input(errors)) }
}
