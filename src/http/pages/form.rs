//! Reads what a form of a page sent.

use crate::http::problem::Problem;
use crate::http::query::decode;
use crate::message;

/// The most inputs of a form: a list of 200 rows of four parts, and the fields beside it.
const INPUTS_MAX: usize = 1_000;

/// Returns the names and values of the inputs, in order.
///
/// # Errors
/// A problem 400 for what is no UTF-8 after decoding, and for too many inputs.
pub(super) fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, Problem> {
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
