//! Formats words of lists, such as `beschermd-wonen`, for a sentence in either language.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Language;
use crate::glossary::{Term, terms};

/// Returns a word of a list as written in a sentence: `beschermd wonen`, `sheltered housing`. The English word is that
/// of the glossary; a word that is missing there is returned as it is.
pub fn word(language: Language, token: &str) -> String {
    let english = match language {
        Language::Dutch => None,
        Language::English => glossary().get(token).map(|term| term.english),
    };
    english.map_or_else(|| token.replace('-', " "), str::to_owned)
}

/// Returns the glossary, which is built once, since a report looks up thousands of words.
fn glossary() -> &'static BTreeMap<&'static str, Term> {
    static GLOSSARY: OnceLock<BTreeMap<&'static str, Term>> = OnceLock::new();
    GLOSSARY.get_or_init(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_list_is_that_of_the_glossary_in_english() {
        let told = |token| Language::ALL.map(|language| word(language, token));
        assert_eq!(told("beschermd-wonen"), ["beschermd wonen", "sheltered housing"]);
        assert_eq!(told("van-later"), ["van later", "van later"]);
    }
}
