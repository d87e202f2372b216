//! What a reader is told of a comparison as a whole: what herstel and nieuw mean between these two points.
//!
//! The text and the workbook both say it, so that the one does not name another day than the other.

use serde_json::Value;

use super::dutch;

/// What a correction is here. It is of the date of the side that was known first: where B was known before A, (B, A) was
/// compared and turned, so then of the date of B.
pub fn correction(found: &Value) -> String {
    match is_turned(found) {
        false => format!("wat nu anders wordt gezegd over {}", day(found, "van")),
        true => format!("wat eerder anders werd gezegd over {}", day(found, "naar")),
    }
}

/// What is new here: between the two dates, whichever of them comes first.
pub fn new(found: &Value) -> String {
    let iso = |side: &str| found[side]["peildatum"].as_str();
    match iso("naar").cmp(&iso("van")) {
        std::cmp::Ordering::Less => {
            format!("wat veranderde tussen {} en {}, achterstevoren", day(found, "naar"), day(found, "van"))
        }
        std::cmp::Ordering::Greater if is_turned(found) => {
            format!("wat veranderde tussen {} en {}", day(found, "van"), day(found, "naar"))
        }
        std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => "wat sindsdien veranderde".to_owned(),
    }
}

/// True where B was known before A.
fn is_turned(found: &Value) -> bool {
    found["naar"]["positie"].as_u64() < found["van"]["positie"].as_u64()
}

/// The reporting date of a side.
fn day(found: &Value, side: &str) -> String {
    found[side]["peildatum"].as_str().map_or_else(String::new, |iso| dutch::day(iso, None))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(from: (&str, u64), to: (&str, u64)) -> [String; 2] {
        let side = |(on, position): (&str, u64)| json!({ "peildatum": on, "positie": position });
        let found = json!({ "van": side(from), "naar": side(to) });
        [correction(&found), new(&found)].map(|told| told.replace('\u{a0}', " "))
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
}
