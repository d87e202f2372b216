//! Formats amounts and decimal numbers in the notation of a language.

use super::Language;

/// Formats an amount in eurocents: `€ 1.234.567,89`, `€1,234,567.89`. The blank after the sign is non-breaking.
pub fn euros(language: Language, cents: impl Into<i128>) -> String {
    let cents: i128 = cents.into();
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let sign = if cents < 0 { "-" } else { "" };
    match language {
        Language::Dutch => format!("€\u{a0}{sign}{},{rest:02}", thousands(whole, '.')),
        Language::English => format!("{sign}€{}.{rest:02}", thousands(whole, ',')),
    }
}

/// Formats a decimal number that is recorded with a point: `78,5`, `78.5`.
pub fn decimal(language: Language, digits: &str) -> String {
    match language {
        Language::Dutch => digits.replace('.', ","),
        Language::English => digits.to_owned(),
    }
}

fn thousands(number: u128, mark: char) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_in_the_notation_of_their_language() {
        let told =
            |language| [0, 5, 100, 123_456_789, -7_500_000].map(|cents| euros(language, cents).replace('\u{a0}', " "));
        assert_eq!(told(Language::Dutch), ["€ 0,00", "€ 0,05", "€ 1,00", "€ 1.234.567,89", "€ -75.000,00"]);
        assert_eq!(told(Language::English), ["€0.00", "€0.05", "€1.00", "€1,234,567.89", "-€75,000.00"]);
        assert_eq!(Language::ALL.map(|language| decimal(language, "-78.5")), ["-78,5", "-78.5"]);
    }
}
