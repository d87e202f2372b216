//! What a reader is told of a comparison as a whole: what herstel, weergave and nieuw mean between these two points, and which part
//! of it was asked for.
//!
//! The text and the workbook both say it, so that the one does not name another day than the other.

use serde_json::Value;

use super::wording;
use crate::language::Language;

/// What a correction is here. It is of the date of the side that was known first: where B was known before A, (B, A) was
/// compared and turned, so then of the date of B.
pub fn correction(found: &Value, language: Language) -> String {
    match is_turned(found) {
        false => format!("wat nu anders wordt gezegd over {}", day(found, "van", language)),
        true => format!("wat eerder anders werd gezegd over {}", day(found, "naar", language)),
    }
}

/// What is new here: between the two dates, whichever of them comes first.
pub fn new(found: &Value, language: Language) -> String {
    let iso = |side: &str| found[side]["peildatum"].as_str();
    match iso("naar").cmp(&iso("van")) {
        std::cmp::Ordering::Less => {
            format!(
                "wat veranderde tussen {} en {}, achterstevoren",
                day(found, "naar", language),
                day(found, "van", language)
            )
        }
        std::cmp::Ordering::Greater if is_turned(found) => {
            format!("wat veranderde tussen {} en {}", day(found, "van", language), day(found, "naar", language))
        }
        // Nothing before it then names the day.
        std::cmp::Ordering::Greater if is_left_out(found, "herstel") => {
            format!("wat veranderde sinds {}", day(found, "van", language))
        }
        std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => "wat sindsdien veranderde".to_owned(),
    }
}

/// What a view is here: the date that is looked at otherwise is that of corrections.
pub fn view(found: &Value, _language: Language) -> String {
    let look = |side: &str| match found[side]["ronde"].as_str() {
        Some(round) => format!("als ronde {round}"),
        None => "als dag, zonder ronde".to_owned(),
    };
    format!("wat alleen anders wordt getoond: van kijkt {}, naar {}", look("van"), look("naar"))
}

/// True where differences of this nature were not asked for: that there are none of them says nothing.
pub fn is_left_out(found: &Value, nature: &str) -> bool {
    found["filter"]["aard"].as_str().is_some_and(|wanted| wanted != nature)
}

/// True where a part was asked for.
pub fn is_filtered(found: &Value) -> bool {
    found["filter"]["onderdeel"].is_string() || filter(found, Language::Dutch).is_some()
}

/// What was asked for beside an element, such as `herstel; soort voorziening`; none where that is everything.
pub fn filter(found: &Value, language: Language) -> Option<String> {
    let asked = &found["filter"];
    let parts = [asked["aard"].as_str().map(str::to_owned), kinds(asked, language), minimum(asked, language)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(parts.join("; ")).filter(|told| !told.is_empty())
}

/// `soorten voorziening, stoplicht`.
fn kinds(asked: &Value, language: Language) -> Option<String> {
    let kinds = asked["soorten"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .map(|word| wording::words(language, word))
        .collect::<Vec<_>>();
    let name = if kinds.len() == 1 { "soort" } else { "soorten" };
    Some(format!("{name} {}", kinds.join(", "))).filter(|_| !kinds.is_empty())
}

fn minimum(asked: &Value, language: Language) -> Option<String> {
    let cents = asked["minimum"].as_i64()?;
    Some(format!("bedragen die ten minste {} verschillen, en p.m.", wording::euros(language, cents)))
}

/// What the totals are of; none where they are of everything. An element and kinds bound them, a nature and a minimum do not.
pub fn totals(found: &Value, language: Language) -> Option<String> {
    let asked = &found["filter"];
    let node = asked["onderdeel"].as_str().map(|code| format!("onderdeel {code} met wat eronder valt"));
    let of: Vec<String> = [node, kinds(asked, language)].into_iter().flatten().collect();
    let of = Some(format!("Alleen van {}.", of.join(", "))).filter(|_| !of.is_empty());
    let nature = asked["aard"].as_str().map(|nature| format!("de beperking tot {nature}"));
    let minimum = asked["minimum"].as_i64().map(|_| "het minimum".to_owned());
    let unbound: Vec<String> = [nature, minimum].into_iter().flatten().collect();
    let verb = if unbound.len() == 1 { "geldt" } else { "gelden" };
    let unbound = Some(wording::capital(&format!("{} {verb} niet voor de totalen.", unbound.join(" en "))))
        .filter(|_| !unbound.is_empty());
    let told: Vec<String> = [of, unbound].into_iter().flatten().collect();
    Some(told.join(" ")).filter(|told| !told.is_empty())
}

/// True where B was known before A.
fn is_turned(found: &Value) -> bool {
    found["naar"]["positie"].as_u64() < found["van"]["positie"].as_u64()
}

/// The reporting date of a side.
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
        [correction(&found, Language::Dutch), new(&found, Language::Dutch)].map(|told| told.replace('\u{a0}', " "))
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
            (filter(&found, Language::Dutch), totals(&found, Language::Dutch), is_filtered(&found))
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
        assert_eq!(new(&found, Language::Dutch).replace('\u{a0}', " "), "wat veranderde sinds 31 maart 2024");
        assert!(is_left_out(&found, "herstel") && !is_left_out(&found, "nieuw"));
    }
}
