//! Compares texts as people type them: without regard for capitals and accents, and with every run of blanks as one.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Returns the text in lower case, without accents, with one blank for each run of blanks, and without blanks at its
/// ends. Compatibility forms are plain letters: a ligature or a wide letter is found by what people type.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut folded, c));
    folded.trim().to_owned()
}

fn push(folded: &mut String, c: char) {
    // Nearly all characters are ASCII, which has no accents.
    if c.is_ascii() {
        return push_plain(folded, c.to_ascii_lowercase());
    }
    let plain = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    // The lower case of some letters has an accent again.
    plain.filter(|c| !is_combining_mark(*c)).for_each(|c| push_plain(folded, c));
}

fn push_plain(folded: &mut String, c: char) {
    match (c.is_whitespace(), folded.ends_with(' ')) {
        (false, _) => folded.push(c),
        (true, false) => folded.push(' '),
        (true, true) => {}
    }
}

/// A folded text that knows where each of its parts stands in the text as it was written.
#[derive(Debug)]
pub struct FoldedText {
    folded: String,
    /// For each byte of the folded text, the byte at which its character begins in the text.
    begins: Vec<usize>,
    /// The bytes of the text.
    length: usize,
}

impl FoldedText {
    /// Folds a text.
    pub fn of(text: &str) -> FoldedText {
        let (mut folded, mut begins) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
        for (at, c) in text.char_indices() {
            push(&mut folded, c);
            begins.resize(folded.len(), at);
        }
        FoldedText { folded, begins, length: text.len() }
    }

    /// Returns where a folded term first stands in the text, in bytes.
    pub fn find(&self, term: &str) -> Option<Range<usize>> {
        self.find_all(term).next()
    }

    /// Returns every place where a folded term stands in the text, in bytes, from left to right.
    pub fn find_all(&self, term: &str) -> impl Iterator<Item = Range<usize>> {
        let places = self.folded.match_indices(term).map(|(at, found)| at..at + found.len());
        places.filter(|range| !range.is_empty()).map(|range| self.as_written(range))
    }

    /// Returns where a part of the folded text stands in the text as it was written. It must not be empty.
    fn as_written(&self, folded: Range<usize>) -> Range<usize> {
        let begin = self.begins.get(folded.start).copied().unwrap_or(self.length);
        // It ends where the next character begins: marks that were left out belong to the letter before them. A term
        // that ends within a letter that became several takes the whole letter.
        let rest = self.begins.get(folded.end - 1..).unwrap_or_default();
        let end = rest.iter().copied().find(|next| Some(*next) != rest.first().copied()).unwrap_or(self.length);
        begin..end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn capitals_accents_and_runs_of_blanks_make_no_difference() {
        for (text, plain) in [
            ("Financiën", "financien"),
            ("  CRÈCHE\n\tDe  Brug ", "creche de brug"),
            ("e\u{301}e\u{301}n", "een"),
            ("oﬃcieel", "officieel"),
            ("ＡＢＣ", "abc"),
            ("İstanbul", "istanbul"),
            ("", ""),
        ] {
            assert_eq!(folded(text), plain, "{text:?}");
        }
    }

    #[test]
    fn what_is_found_is_cut_from_the_text_as_it_was_written() {
        let found = |text: &'static str, term: &str| FoldedText::of(text).find(term).map(|range| &text[range]);
        assert_eq!(found("De cre\u{300}che groeit", "creche"), Some("cre\u{300}che"));
        assert_eq!(found("Een oﬃcieel stuk", "of"), Some("oﬃ"));
        assert_eq!(found("twaalf \n\t gezinnen.", "twaalf gezinnen"), Some("twaalf \n\t gezinnen"));
        assert_eq!(found("CRÈCHE", "creche"), Some("CRÈCHE"));
        assert_eq!(found("niets", "iets anders"), None);
    }

    proptest! {
        /// Whatever a text holds, what is found in it is a part of it that folds to at least what was sought.
        #[test]
        fn a_part_of_a_text_is_found_in_it(text in "\\PC{0,40}", from in 0..40usize, length in 1..10usize) {
            let part: String = text.chars().skip(from).take(length).collect();
            let term = folded(&part);
            prop_assume!(!term.is_empty());
            let range = FoldedText::of(&text).find(&term);
            prop_assert!(range.is_some(), "{term:?} in {text:?}");
            let found = &text[range.unwrap()];
            prop_assert!(folded(found).contains(&term), "{found:?} for {term:?}");
        }
    }
}
