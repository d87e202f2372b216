//! Reads what directly follows an amount: the letters of tables and headings, and words that make it only a difference.

/// The meaning of letters: V and N for the effect, I and S for the duration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Letters {
    pub effect: Option<&'static str>,
    pub duration: Option<&'static str>,
}

impl Letters {
    /// Returns true when there are any letters.
    pub fn any(self) -> bool {
        self.effect.is_some() || self.duration.is_some()
    }
}

pattern!(LETTERS, r"^\s*\(?\s*(?:([VN])\b(?:\s*[/,-]?\s*\(?([IS])\b)?|([IS])\b(?:\s*[/,-]?\s*\(?([VN])\b)?)");
pattern!(
    DIFFERENCE,
    r"(?i)^\s*(?:euro\s+)?(?:minder|meer|hoger|lager|voordeliger|nadeliger|gunstiger|ongunstiger|beter|slechter)\s+dan\b"
);
pattern!(
    TURNED,
    r"(?i)\b(?:omgeslagen|omgebogen|veranderd|gewijzigd|bijgesteld|opgelopen|teruggelopen|gedaald|gestegen|gegroeid)\s+(?:in|naar|tot)\b|\b(?:nu|inmiddels|thans)\b"
);
pattern!(EARLIER, r"(?i)\b(?:eerst|eerder|was|waren|oorspronkelijk|verwachtten|gingen\b.*\buit)\b");
pattern!(BECAME, r"(?i)\b(?:omgeslagen|omgebogen|veranderd|gewijzigd|bijgesteld|opgelopen|teruggelopen)\b");
pattern!(OTHER_MATTER, r"(?i)\b(?:daarnaast|ook|tevens|verder|plus)\b");

/// Reads the letters at the start of the text after an amount: `V`, `(N)`, `V/I`, `S`.
pub(super) fn letters(after: &str) -> Letters {
    let Some(found) = LETTERS.captures(after) else { return Letters::default() };
    let letter = |one: usize, other: usize| found.get(one).or_else(|| found.get(other)).map(|letter| letter.as_str());
    let effect = letter(1, 4).map(|letter| if letter == "V" { "voordeel" } else { "nadeel" });
    let duration = letter(2, 3).map(|letter| if letter == "I" { "incidenteel" } else { "structureel" });
    Letters { effect, duration }
}

/// Returns true when the text after an amount makes it the difference between another amount and something.
pub(super) fn is_difference(after: &str) -> bool {
    DIFFERENCE.is_match(after)
}

/// Returns true when an amount replaces the one before it, by the words before that one and those between them:
/// `was eerst € 10 en is nu`, `€ 10 is omgeslagen in`.
pub(super) fn replaces_previous(before: &str, between: &str) -> bool {
    if OTHER_MATTER.is_match(between) || !TURNED.is_match(between) {
        return false;
    }
    BECAME.is_match(between) || EARLIER.is_match(before) || EARLIER.is_match(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_behind_an_amount_say_its_effect_and_how_long_it_lasts() {
        let told = |after: &str| {
            let found = letters(after);
            (found.effect, found.duration)
        };
        assert_eq!(told(" V"), (Some("voordeel"), None));
        assert_eq!(told(" (N) volgt"), (Some("nadeel"), None));
        assert_eq!(told(" V/I"), (Some("voordeel"), Some("incidenteel")));
        assert_eq!(told(" N S"), (Some("nadeel"), Some("structureel")));
        assert_eq!(told(" I/N"), (Some("nadeel"), Some("incidenteel")));
        for none in [" Voor de opvang", " in 2031", "", " Incidenteel", ", V en N"] {
            assert_eq!(told(none), (None, None), "{none:?}");
        }
    }

    #[test]
    fn an_amount_takes_the_place_of_another_only_where_the_words_say_so() {
        assert!(replaces_previous("Een voordeel van ", " is omgeslagen in een nadeel van "));
        assert!(replaces_previous("Het tekort was eerst ", " en is nu "));
        assert!(!replaces_previous("Het tekort is ", " en het voordeel is "));
        assert!(!replaces_previous("Het tekort was ", ", daarnaast is er nu "));
    }
}
