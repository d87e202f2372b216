//! What a comparison says about programmes that a side does not report, and about what was first entered. The text, the
//! workbook and the page share these sentences.

use serde_json::Value;

use super::wording::words;
use crate::language::{Language, Message};
use crate::message;

/// The words in `reikwijdte`, each with its key in the summary and the counts, in the order in which they are shown.
pub const REACHES: [(&str, &str); 2] =
    [("niet-gerapporteerd", "nietGerapporteerd"), ("voor-het-eerst-ingevoerd", "eersteInvoer")];

/// The lists of a part of the summary, in the order in which they are counted.
const KINDS: [&str; 9] = [
    "onderdelen",
    "toelichtingen",
    "stoplichten",
    "dossiers",
    "bijstellingen",
    "voorzieningen",
    "indicatoren",
    "mijlpalen",
    "besluiten",
];

/// Returns what was found of each, with its count: `24 voor het eerst ingevoerd`.
pub fn counted(found: &Value) -> impl Iterator<Item = (&'static str, u64)> {
    let count = |key: &str| found["samenvatting"][key]["aantal"].as_u64().unwrap_or(0);
    REACHES.into_iter().map(move |(word, key)| (word, count(key))).filter(|(_, count)| *count > 0)
}

/// Formats what a part of the summary counts: `onderdelen 24, toelichtingen 12`.
pub fn contents(part: &Value, language: Language) -> String {
    let told = KINDS.iter().filter_map(|kind| {
        let lists = part[*kind].as_object().into_iter().flatten();
        let count: usize =
            lists.filter(|(key, _)| *key != "status").filter_map(|(_, list)| list.as_array()).map(Vec::len).sum();
        (count > 0).then(|| format!("{} {count}", words(language, kind)))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Returns a sentence for each programme that a side does not report: `7 Sport: niet gerapporteerd in "naar"`.
pub fn programmes(found: &Value, language: Language) -> Vec<String> {
    let all = found["nietGerapporteerd"].as_array().map_or(&[][..], Vec::as_slice);
    all.iter().map(|one| format!("{}: {}", name(one), sides(one).in_language(language))).collect()
}

/// Returns the name of a programme: its code and title.
fn name(one: &Value) -> String {
    let title = one["titel"].as_str().map_or_else(String::new, |title| format!(" {title}"));
    format!("{}{title}", one["code"].as_str().unwrap_or_default())
}

fn sides(one: &Value) -> Message {
    match (one["reikwijdte"].as_str(), one["van"] == true, one["naar"] == true) {
        (Some("voor-het-eerst-ingevoerd"), _, _) => message!("compare-programme-first"),
        (_, false, true) => message!("compare-programme-not-from"),
        (_, true, false) => message!("compare-programme-not-to"),
        _ => message!("compare-programme-neither"),
    }
}

/// Names the programmes in a few words: `7, 8 en nog 2 niet gerapporteerd`.
pub fn short(found: &Value) -> Message {
    const NAMED: usize = 3;
    let all = found["nietGerapporteerd"].as_array().map_or(&[][..], Vec::as_slice);
    let codes: Vec<&str> = all.iter().filter_map(|one| one["code"].as_str()).collect();
    let more = codes.len().saturating_sub(NAMED);
    let codes = codes[..codes.len() - more].join(", ");
    message!("compare-mind-unreported", codes = codes, more = more)
}

/// Explains what rows of this kind are, and are not.
pub fn explain(reach: &str, language: Language) -> String {
    let told = match reach {
        "voor-het-eerst-ingevoerd" => message!("compare-first-entered-how"),
        _ => message!("compare-unreported-how"),
    };
    told.in_language(language)
}
