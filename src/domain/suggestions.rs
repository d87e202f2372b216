//! Suggests a few known names that may have been meant by an unknown one.

/// The maximum number of suggestions.
const NEAREST_MAX: usize = 3;
/// The minimum likeness of two names, on a scale to 1: one wrong letter in five, or two swapped letters.
const ALIKE: f64 = 0.8;

/// Returns the known names that are most like `name`, the nearest first.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let likeness = |known: &str| {
        let known = known.to_lowercase();
        let within = name.len() >= 3 && (known.contains(&name) || name.contains(&known));
        let whole = strsim::jaro_winkler(&name, &known).max(strsim::normalized_damerau_levenshtein(&name, &known));
        if within { whole.max(ALIKE) } else { whole }
    };
    let mut alike: Vec<(f64, &str)> =
        known.into_iter().map(|known| (likeness(known), known)).filter(|(likeness, _)| *likeness >= ALIKE).collect();
    alike.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    alike.into_iter().take(NEAREST_MAX).map(|(_, known)| known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_the_name_that_was_meant_and_nothing_else_is_offered() {
        let known = ["titel", "soort", "onderdeel", "bedragInCenten", "begrotingsjaar"];
        assert_eq!(nearest("titl", known), ["titel"]);
        assert_eq!(nearest("Onderdel", known), ["onderdeel"]);
        assert_eq!(nearest("bedrag", known), ["bedragInCenten"]);
        assert_eq!(nearest("qqq", known), Vec::<&str>::new());
    }
}
