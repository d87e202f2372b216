//! Days and amounts as a Dutch reader expects them in a sentence.

use chrono::Datelike as _;

use super::time::{Day, MONTHS};

/// A day, as exactly as it is known: `1 april 2019`, `maart 2019`, `uiterlijk 1 april 2019`.
pub fn day(iso: &str, precision: Option<&str>) -> String {
    let Ok(parsed) = Day::parse(iso) else { return iso.to_owned() };
    let date = parsed.date();
    let (year, month) = (date.year(), MONTHS[date.month0() as usize]);
    let whole = format!("{} {month} {year}", date.day());
    match precision {
        Some("maand") => format!("{month} {year}"),
        Some("kwartaal") => format!("{}e kwartaal {year}", date.month0() / 3 + 1),
        Some("jaar") => year.to_string(),
        Some("uiterlijk") => format!("uiterlijk {whole}"),
        Some("onbekend") => "onbekende dag".to_owned(),
        _ => whole,
    }
}

/// An amount in eurocents: `€ 1.234.567,89`. The blank after the sign does not break.
pub fn euros(cents: impl Into<i128>) -> String {
    let cents: i128 = cents.into();
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let sign = if cents < 0 { "-" } else { "" };
    format!("€\u{a0}{sign}{},{rest:02}", thousands(whole))
}

fn thousands(number: u128) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_as_exactly_as_it_is_known() {
        let told = ["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"].map(|p| day("2019-03-01", Some(p)));
        assert_eq!(told, ["maart 2019", "1e kwartaal 2019", "2019", "uiterlijk 1 maart 2019", "onbekende dag"]);
        assert_eq!(day("2019-03-01", None), "1 maart 2019");
    }

    #[test]
    fn amounts_are_in_dutch_notation() {
        let told = [0, 5, 100, 123_456_789, -7_500_000].map(euros);
        let told = told.map(|amount| amount.replace('\u{a0}', " "));
        assert_eq!(told, ["€ 0,00", "€ 0,05", "€ 1,00", "€ 1.234.567,89", "€ -75.000,00"]);
    }
}
