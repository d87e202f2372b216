//! Compares two texts word by word.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::model::{Fate, Word};

/// The most work for one pair of texts, in words times words, after the shared start and end are set aside: 4 million
/// steps take some 10 ms. Beyond it the whole middle is reported as removed and added, which is also correct.
const STEPS_MAX: usize = 4_000_000;

/// Returns the pieces that were kept, removed and added, in order. The kept and removed pieces together are `from`, the
/// kept and added ones `to`.
pub(super) fn diff_words(from: &str, to: &str) -> Vec<Word> {
    let (a, b) = (split(from), split(to));
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (middle_a, middle_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut out = Pieces::default();
    out.push(Fate::Same, &a[..head]);
    if middle_a.len().saturating_mul(middle_b.len()) > STEPS_MAX {
        out.push(Fate::Gone, middle_a);
        out.push(Fate::Added, middle_b);
    } else {
        for op in capture_diff_slices(Algorithm::Myers, middle_a, middle_b) {
            let (tag, old, new) = op.as_tag_tuple();
            match tag {
                DiffTag::Equal => out.push(Fate::Same, &middle_a[old]),
                DiffTag::Delete => out.push(Fate::Gone, &middle_a[old]),
                DiffTag::Insert => out.push(Fate::Added, &middle_b[new]),
                DiffTag::Replace => {
                    out.push(Fate::Gone, &middle_a[old]);
                    out.push(Fate::Added, &middle_b[new]);
                }
            }
        }
    }
    out.push(Fate::Same, &a[a.len() - tail..]);
    out.0
}

#[derive(Default)]
struct Pieces(Vec<Word>);

impl Pieces {
    fn push(&mut self, fate: Fate, words: &[&str]) {
        let text: String = words.concat();
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.fate == fate => last.text.push_str(&text),
            _ => self.0.push(Word { fate, text }),
        }
    }
}

/// Splits a text into words, runs of blanks, and single other characters. Concatenated they are exactly the text.
fn split(text: &str) -> Vec<&str> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Word,
        Blank,
        Other,
    }
    let class = |c: char| match c {
        _ if c.is_alphanumeric() => Class::Word,
        _ if c.is_whitespace() => Class::Blank,
        _ => Class::Other,
    };
    let mut words = Vec::new();
    let mut from = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if last.is_some_and(|last| last != now || now == Class::Other) {
            words.push(&text[from..at]);
            from = at;
        }
        last = Some(now);
    }
    if from < text.len() {
        words.push(&text[from..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn side(words: &[Word], other: Fate) -> String {
        words.iter().filter(|word| word.fate != other).map(|word| word.text.as_str()).collect()
    }

    #[test]
    fn a_word_that_changed_is_told_with_what_stayed_around_it() {
        let told = diff_words("De kosten zijn 3 ton.", "De kosten zijn 4 ton, per jaar.");
        let shown: Vec<_> = told.iter().map(|word| (word.fate, word.text.as_str())).collect();
        assert_eq!(
            shown,
            [
                (Fate::Same, "De kosten zijn "),
                (Fate::Gone, "3"),
                (Fate::Added, "4"),
                (Fate::Same, " ton"),
                (Fate::Added, ", per jaar"),
                (Fate::Same, "."),
            ]
        );
    }

    #[test]
    fn very_long_texts_that_share_nothing_are_told_as_gone_and_come() {
        let (a, b) = ("een ".repeat(3_000), "twee ".repeat(3_000));
        assert_eq!(
            diff_words(&a, &b).iter().map(|word| word.fate).collect::<Vec<_>>(),
            [Fate::Gone, Fate::Added, Fate::Same]
        );
    }

    proptest! {
        /// Nothing of either text is lost, added or moved.
        #[test]
        fn the_pieces_give_both_texts(a in "[ab .,é\n]{0,40}", b in "[ab .,é\n]{0,40}") {
            let told = diff_words(&a, &b);
            prop_assert_eq!(side(&told, Fate::Added), a.clone());
            prop_assert_eq!(side(&told, Fate::Gone), b.clone());
            prop_assert!(told.iter().all(|word| !word.text.is_empty()));
            prop_assert!(a != b || told.iter().all(|word| word.fate == Fate::Same));
        }
    }
}
