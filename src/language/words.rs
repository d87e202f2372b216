//! Words of lists, such as `beschermd-wonen`, as they read in a sentence of either language.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Language;
use crate::domain::glossary::{Term, terms};

/// A word of a list as it reads in a sentence: `beschermd wonen`, `sheltered housing`. The English one is that of the glossary;
/// a word that the glossary does not have stays as it is.
pub fn word(language: Language, token: &str) -> String {
    let english = match language {
        Language::Dutch => None,
        Language::English => glossary().get(token).map(|term| term.english),
    };
    english.map_or_else(|| token.replace('-', " "), str::to_owned)
}

/// Read once: a report asks thousands of words.
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
