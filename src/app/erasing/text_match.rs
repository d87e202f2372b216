//! Decides which texts contain the same words: a comparison word by word that ignores white space, capitals and
//! punctuation.
//!
//! Two texts contain the same words when they are equal as a whole, or when a sentence of one occurs in the other. A
//! sentence counts when it can hardly occur by chance; a text of a few words, such as a name, counts as one sentence.
//! Checking a text costs one look-up per word, however many texts are searched for.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

/// A sentence within a longer text counts from this many words and letters on; below that, "aan het college" would be
/// found everywhere.
const SENTENCE_WORDS_MIN: usize = 4;
const SENTENCE_LETTERS_MIN: usize = 20;
/// A text of no more than a few words counts from this many words and letters on, since a name is no longer.
const SHORT_WORDS_MIN: usize = 2;
const SHORT_LETTERS_MIN: usize = 8;
/// A whole text counts from this many letters on.
const WHOLE_LETTERS_MIN: usize = 3;

/// How much of a text is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overlap {
    /// All of it.
    Whole,
    /// A sentence of it, or the text as a sentence of the other one.
    Part,
}

impl Overlap {
    /// The Dutch word at the border.
    pub const fn name(self) -> &'static str {
        match self {
            Overlap::Whole => "geheel",
            Overlap::Part => "deel",
        }
    }
}

/// A text as its words, with the end of each sentence.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WordList {
    words: Vec<Box<str>>,
    /// The number of words before each end of a sentence, ascending; the last is the number of words.
    ends: Vec<usize>,
}

impl WordList {
    /// Splits a text into words and sentences.
    pub fn of(text: &str) -> WordList {
        let mut found = WordList::default();
        for line in text.lines() {
            for part in line.split_whitespace() {
                let words = part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                found.words.extend(words.map(|word| word.to_lowercase().into()));
                if part.ends_with(['.', '!', '?', ':', ';']) {
                    found.end_sentence();
                }
            }
            found.end_sentence();
        }
        found
    }

    fn end_sentence(&mut self) {
        if self.ends.last().copied().unwrap_or(0) < self.words.len() {
            self.ends.push(self.words.len());
        }
    }

    /// The sentences that can hardly be the same by chance; for a short text, the text itself.
    fn sentences(&self) -> Vec<Range<usize>> {
        if self.words.len() < SENTENCE_WORDS_MIN {
            let whole = (self.words.len() >= SHORT_WORDS_MIN).then_some(0..self.words.len());
            return whole.filter(|whole| self.letters(whole.clone()) >= SHORT_LETTERS_MIN).into_iter().collect();
        }
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let all = starts.zip(&self.ends).map(|(start, end)| start..*end);
        let telling =
            |at: &Range<usize>| at.len() >= SENTENCE_WORDS_MIN && self.letters(at.clone()) >= SENTENCE_LETTERS_MIN;
        all.filter(telling).collect()
    }

    fn letters(&self, at: Range<usize>) -> usize {
        self.words[at].iter().map(|word| word.chars().count()).sum()
    }
}

/// The texts to search for, each with its owner.
#[derive(Debug, Default)]
pub struct SearchTexts {
    texts: Vec<(usize, WordList)>,
    /// Every two adjacent words, by a hash of both: the text, and the index of the first word.
    pairs: HashMap<u64, Vec<(usize, usize)>>,
    /// The first two words of each sentence, by a hash of both: the text, and the sentence.
    begins: HashMap<u64, Vec<(usize, Range<usize>)>>,
    /// Whole texts, by a hash of all their words.
    wholes: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
}

impl SearchTexts {
    /// Adds a text of `owner`.
    pub fn add(&mut self, owner: usize, text: &str) {
        let (no, words) = (self.texts.len(), WordList::of(text));
        if words.letters(0..words.words.len()) >= WHOLE_LETTERS_MIN {
            self.wholes.entry(self.hasher.hash_one(&words.words)).or_default().push(no);
        }
        for (at, pair) in words.words.windows(2).enumerate() {
            self.pairs.entry(self.hasher.hash_one(pair)).or_default().push((no, at));
        }
        for sentence in words.sentences() {
            let begin = self.hasher.hash_one(&words.words[sentence.start..sentence.start + 2]);
            self.begins.entry(begin).or_default().push((no, sentence));
        }
        self.texts.push((owner, words));
    }

    /// Returns the owners of texts that contain the same words as this one, each once, with the largest extent.
    pub fn same_as(&self, text: &str) -> Vec<(usize, Overlap)> {
        let other = WordList::of(text);
        let mut found = self.standing_in(&other);
        for sentence in other.sentences().into_iter().map(|at| &other.words[at]) {
            for (no, at) in self.pairs.get(&self.hasher.hash_one(&sentence[..2])).into_iter().flatten() {
                if self.texts[*no].1.words[*at..].starts_with(sentence) {
                    found.push((self.texts[*no].0, Overlap::Part));
                }
            }
        }
        each_once(found)
    }

    /// Returns the owners of texts that occur in this one, as a whole or with a sentence. For a text that many events
    /// share, such as the name of a document, the reverse (this text occurs in one that is searched for) is not
    /// reported.
    pub fn in_shared(&self, text: &str) -> Vec<(usize, Overlap)> {
        each_once(self.standing_in(&WordList::of(text)))
    }

    fn standing_in(&self, other: &WordList) -> Vec<(usize, Overlap)> {
        let mut found: Vec<(usize, Overlap)> = Vec::new();
        let mut add = |no: usize, extent| found.push((self.texts[no].0, extent));
        for no in self.wholes.get(&self.hasher.hash_one(&other.words)).into_iter().flatten() {
            if self.texts[*no].1.words == other.words {
                add(*no, Overlap::Whole);
            }
        }
        for (at, pair) in other.words.windows(2).enumerate() {
            for (no, sentence) in self.begins.get(&self.hasher.hash_one(pair)).into_iter().flatten() {
                if other.words[at..].starts_with(&self.texts[*no].1.words[sentence.clone()]) {
                    add(*no, Overlap::Part);
                }
            }
        }
        found
    }
}

/// Keeps each owner once, with the largest extent.
fn each_once(mut found: Vec<(usize, Overlap)>) -> Vec<(usize, Overlap)> {
    found.sort_unstable();
    found.dedup_by_key(|(owner, _)| *owner);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(erased: &str, other: &str) -> Option<Overlap> {
        let mut sought = SearchTexts::default();
        sought.add(7, erased);
        let found = sought.same_as(other);
        assert!(found.len() <= 1 && found.iter().all(|(owner, _)| *owner == 7));
        found.first().map(|(_, extent)| *extent)
    }

    #[test]
    fn the_same_text_is_the_same_whatever_a_typist_varies() {
        assert_eq!(same("Mevrouw  Jansen\nwacht.", "mevrouw Jansen wacht"), Some(Overlap::Whole));
        assert_eq!(same("Jansen", "JANSEN!"), Some(Overlap::Whole));
        assert_eq!(same("Jansen/Pietersen: (wachten)", "jansen, pietersen - wachten"), Some(Overlap::Whole));
        assert_eq!(same("", ""), None);
        assert_eq!(same("ja", "ja"), None, "too little to be the same of anything");
    }

    #[test]
    fn a_sentence_in_a_longer_text_is_found_either_way_round() {
        let sentence = "Mevrouw Jansen wacht al een jaar op opvang.";
        let longer = format!("De wachtlijst groeit. {sentence} Er is geen plek.");
        assert_eq!(same(sentence, &longer), Some(Overlap::Part));
        assert_eq!(same(&longer, sentence), Some(Overlap::Part));
        assert_eq!(same(&longer, &format!("Tekort: {sentence}")), Some(Overlap::Part), "one sentence of each");
        assert_eq!(same("Volgens haar: mevrouw Jansen wacht al een jaar op opvang", sentence), Some(Overlap::Part));
    }

    #[test]
    fn a_name_is_found_in_a_text_and_chance_is_not() {
        assert_eq!(same("Jan Jansen", "De heer Jan Jansen belde."), Some(Overlap::Part));
        assert_eq!(same("De heer Jan Jansen belde.", "Jan Jansen"), Some(Overlap::Part));
        assert_eq!(same("Jan Jansen", "In de Jan Jansenstraat"), None, "whole words");
        assert_eq!(same("Wachtlijst", "De wachtlijst groeit."), None, "one word of many");
        assert_eq!(
            same("Dat is zo. De rest volgt later dit jaar nog.", "Dat is zo. Verder niets bijzonders te melden nu."),
            None
        );
    }

    #[test]
    fn many_texts_are_sought_at_once_and_each_owner_is_named_once() {
        let mut sought = SearchTexts::default();
        sought.add(1, "Jan Jansen");
        sought.add(1, "Jan Jansen belde over de opvang van zijn zoon.");
        sought.add(2, "Piet Pietersen");
        let found = sought.same_as("Jan Jansen belde over de opvang van zijn zoon. Piet Pietersen ook.");
        assert_eq!(found, [(1, Overlap::Part), (2, Overlap::Part)]);
    }

    #[test]
    fn the_name_of_a_document_is_found_for_what_stands_in_it_and_not_for_standing_in_a_text() {
        let mut sought = SearchTexts::default();
        sought.add(1, "Jan Jansen");
        sought.add(2, "In de Tweede voortgangsrapportage stond het ook.");
        assert_eq!(sought.in_shared("Klacht Jan Jansen.txt"), [(1, Overlap::Part)]);
        assert_eq!(sought.in_shared("Tweede voortgangsrapportage"), []);
        assert_eq!(sought.same_as("Tweede voortgangsrapportage"), [(2, Overlap::Part)]);
    }
}
