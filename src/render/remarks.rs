//! Remarks that a reader must not miss about an object of a report: in brackets in the text, in a column of their own
//! on a sheet.

use serde_json::Value;

use super::{ages, list, telling, wording};
use crate::language::Language;
use crate::message;

/// Returns the remarks about an object.
pub fn remarks_of(language: Language, object: &Value) -> Vec<String> {
    let text = |key: &str| object[key].as_str();
    let flags = [("overgenomen", message!("mark-carried-over")), ("vervallen", message!("mark-dropped"))];
    let flags = flags.into_iter().filter(|(key, _)| object[*key] == true).map(|(_, mark)| mark.in_language(language));
    let told = text(telling::TOLD).map(|word| wording::words(language, word));
    let node =
        text("onderdeelVervallen").map(|code| message!("mark-of-dropped-node", code = code).in_language(language));
    let judgement = text("oordeel").map(|word| wording::words(language, word));
    let mut rounds: Vec<&str> = list(object, "naVaststelling").iter().filter_map(|one| one["ronde"].as_str()).collect();
    rounds.dedup();
    let late =
        (!rounds.is_empty()).then(|| message!("mark-after-sealing", rounds = rounds.join(", ")).in_language(language));
    let older = text(ages::OLDER).map(|round| message!("mark-older", round = round).in_language(language));
    let year = object[ages::OTHER_YEAR].as_i64();
    let year = year.map(|year| message!("mark-other-year", year = year.to_string()).in_language(language));
    flags.chain(told).chain(node).chain(judgement).chain(late).chain(older).chain(year).collect()
}
