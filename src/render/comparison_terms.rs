//! Explains a comparison as a whole: what herstel, weergave and nieuw mean between these two points, and which part was
//! requested.
//!
//! The text and the workbook share these sentences, so that both name the same day.

use std::cmp::Ordering;

use serde_json::Value;

use super::wording;
use crate::language::{Language, Message};
use crate::message;

/// Formats a side: `ronde 2021-vr2, peildatum 1 september 2021 (positie 79)`.
pub fn point(basis: &Value, language: Language) -> String {
    let day = basis["peildatum"].as_str().map_or_else(String::new, |iso| wording::day(language, iso, None));
    let position = basis["positie"].as_u64().unwrap_or(0);
    let point = match basis["ronde"].as_str() {
        Some(round) => message!("compare-point-of-round", round = round, day = day, position = position),
        None => message!("compare-point-of-day", day = day, position = position),
    };
    point.in_language(language)
}

/// Explains what a correction is here. It concerns the date of the side that was known first: where B was known before
/// A, (B, A) was compared and reversed, so it concerns the date of B.
pub fn explain_correction(found: &Value, language: Language) -> String {
    let told = match is_reversed(found) {
        false => message!("compare-correction", day = day(found, "van", language)),
        true => message!("compare-correction-turned", day = day(found, "naar", language)),
    };
    told.in_language(language)
}

/// Explains what is new here: changes between the two dates, whichever of them comes first.
pub fn explain_new(found: &Value, language: Language) -> String {
    let iso = |side: &str| found[side]["peildatum"].as_str();
    let (from, to) = (day(found, "van", language), day(found, "naar", language));
    let told = match iso("naar").cmp(&iso("van")) {
        Ordering::Less => message!("compare-new-backwards", first = to, last = from),
        Ordering::Greater if is_reversed(found) => message!("compare-new-between", first = from, last = to),
        // In this case no earlier line names the day.
        Ordering::Greater if is_left_out(found, "herstel") => message!("compare-new-since", day = from),
        Ordering::Equal | Ordering::Greater => message!("compare-new"),
    };
    told.in_language(language)
}

/// Explains what a view is here: how either side is viewed.
pub fn explain_view(found: &Value, language: Language) -> String {
    let look = |side: &str| match found[side]["ronde"].as_str() {
        Some(round) => message!("compare-look-round", round = round),
        None => message!("compare-look-day"),
    };
    message!("compare-view", from = look("van"), to = look("naar")).in_language(language)
}

/// Returns true where differences of this nature were not requested: that there are none is then not informative.
pub fn is_left_out(found: &Value, nature: &str) -> bool {
    found["filter"]["aard"].as_str().is_some_and(|wanted| wanted != nature)
}

/// Returns true where only a part was requested.
pub fn is_filtered(found: &Value) -> bool {
    found["filter"]["onderdeel"].is_string() || filter(found, Language::Dutch).is_some()
}

/// Formats the filter besides the element, such as `herstel; soort voorziening`; none where there is no filter.
pub fn filter(found: &Value, language: Language) -> Option<String> {
    let asked = &found["filter"];
    let nature = asked["aard"].as_str().map(|nature| wording::words(language, nature));
    let said = |message: Message| message.in_language(language);
    let parts = [nature, kinds(asked, language).map(said), minimum(asked, language).map(said)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(parts.join("; ")).filter(|told| !told.is_empty())
}

/// Formats the kinds: `soorten voorziening, stoplicht`.
fn kinds(asked: &Value, language: Language) -> Option<Message> {
    let kinds: Vec<String> = asked["soorten"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .map(|word| wording::words(language, word))
        .collect();
    (!kinds.is_empty()).then(|| message!("compare-kinds", count = kinds.len(), kinds = kinds.join(", ")))
}

fn minimum(asked: &Value, language: Language) -> Option<Message> {
    let cents = asked["minimum"].as_i64()?;
    Some(message!("compare-minimum", amount = wording::euros(language, cents)))
}

/// Explains what the totals cover; none where they cover everything. An element and kinds limit them, a nature and a
/// minimum do not.
pub fn explain_totals(found: &Value, language: Language) -> Option<String> {
    let asked = &found["filter"];
    let node = asked["onderdeel"].as_str().map(|code| message!("compare-totals-node", code = code));
    let of: Vec<Message> = node.into_iter().chain(kinds(asked, language)).collect();
    let of = (!of.is_empty()).then(|| message!("compare-totals-of", of = Message::joined(of, ", ")));
    let unbound = match (asked["aard"].as_str(), asked["minimum"].is_i64()) {
        (Some(nature), true) => Some(message!("compare-totals-beyond-both", nature = wording::words(language, nature))),
        (Some(nature), false) => {
            Some(message!("compare-totals-beyond-nature", nature = wording::words(language, nature)))
        }
        (None, true) => Some(message!("compare-totals-beyond-minimum")),
        (None, false) => None,
    };
    let told: Vec<Message> = of.into_iter().chain(unbound).collect();
    (!told.is_empty()).then(|| Message::joined(told, " ").in_language(language))
}

/// Returns true where B was known before A.
fn is_reversed(found: &Value) -> bool {
    found["naar"]["positie"].as_u64() < found["van"]["positie"].as_u64()
}

/// Returns the reporting date of a side.
fn day(found: &Value, side: &str, language: Language) -> String {
    found[side]["peildatum"].as_str().map_or_else(String::new, |iso| wording::day(language, iso, None))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(from: (&str, u64), to: (&str, u64)) -> [String; 2] {
        let side = |(on, position): (&str, u64)| json!({ "peildatum": on, "positie": position });
        let found = json!({ "van": side(from), "naar": side(to) });
        [explain_correction(&found, Language::Dutch), explain_new(&found, Language::Dutch)]
            .map(|told| told.replace('\u{a0}', " "))
    }

    #[test]
    fn a_correction_is_of_the_date_of_the_side_that_was_known_first() {
        let (march, august) = ("2024-03-31", "2024-08-31");
        assert_eq!(
            told((march, 24), (august, 41)),
            ["wat nu anders wordt gezegd over 31 maart 2024", "wat sindsdien veranderde"]
        );
        assert_eq!(
            told((august, 41), (march, 24)),
            [
                "wat eerder anders werd gezegd over 31 maart 2024",
                "wat veranderde tussen 31 maart 2024 en 31 augustus 2024, achterstevoren"
            ]
        );
        assert_eq!(
            told((march, 41), (august, 24)),
            [
                "wat eerder anders werd gezegd over 31 augustus 2024",
                "wat veranderde tussen 31 maart 2024 en 31 augustus 2024"
            ]
        );
        assert_eq!(
            told((august, 24), (march, 41)),
            [
                "wat nu anders wordt gezegd over 31 augustus 2024",
                "wat veranderde tussen 31 maart 2024 en 31 augustus 2024, achterstevoren"
            ]
        );
    }

    #[test]
    fn what_was_left_out_is_told_and_what_the_totals_are_of() {
        let told = |asked: Value| {
            let found = json!({ "filter": asked });
            (filter(&found, Language::Dutch), explain_totals(&found, Language::Dutch), is_filtered(&found))
        };
        let everything = json!({ "aard": null, "minimum": null, "onderdeel": null, "soorten": [] });
        assert_eq!(told(everything), (None, None, false));
        assert_eq!(
            told(json!({ "aard": null, "minimum": null, "onderdeel": "9A", "soorten": [] })),
            (None, Some("Alleen van onderdeel 9A met wat eronder valt.".to_owned()), true)
        );
        let (filter, totals, _) = told(
            json!({ "aard": "herstel", "minimum": 500, "onderdeel": "9A", "soorten": ["budget", "taakstelling"] }),
        );
        assert_eq!(
            filter.unwrap().replace('\u{a0}', " "),
            "herstel; soorten budget, taakstelling; bedragen die ten minste € 5,00 verschillen, en p.m."
        );
        assert_eq!(
            totals.unwrap(),
            "Alleen van onderdeel 9A met wat eronder valt, soorten budget, taakstelling. De beperking tot herstel en het \
             minimum gelden niet voor de totalen."
        );
    }

    #[test]
    fn what_is_new_names_its_day_where_no_line_on_corrections_does() {
        let side = |on: &str| json!({ "peildatum": on, "positie": 3 });
        let found = json!({ "van": side("2024-03-31"), "naar": side("2024-08-31"), "filter": { "aard": "nieuw" } });
        assert_eq!(explain_new(&found, Language::Dutch).replace('\u{a0}', " "), "wat veranderde sinds 31 maart 2024");
        assert!(is_left_out(&found, "herstel") && !is_left_out(&found, "nieuw"));
    }
}
