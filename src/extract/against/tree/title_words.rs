//! How much two titles have in common. A word that many titles of a level have tells little: "Uitvoering geven aan".

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::dutch_text;

/// Words that say nothing about what a title is about.
const EMPTY: [&str; 21] = [
    "aan", "als", "bij", "dat", "der", "die", "door", "een", "haar", "het", "hun", "met", "naar", "ook", "over", "tot",
    "uit", "van", "voor", "worden", "zijn",
];

/// The words of the titles of one level, each with the number of titles that have it.
pub(super) struct TitleWords(BTreeMap<String, u32>);

impl TitleWords {
    pub fn of<'a>(titles: impl Iterator<Item = &'a str>) -> TitleWords {
        let mut counts = BTreeMap::new();
        for title in titles {
            words(title).into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
        }
        TitleWords(counts)
    }

    /// Returns what a set of words tells: less for a word that more titles have.
    fn weight<'w>(&self, words: impl IntoIterator<Item = &'w String>) -> f64 {
        words.into_iter().map(|word| 1.0 / f64::from(self.0.get(word).copied().unwrap_or(1).max(1))).sum()
    }

    /// Returns true when two titles share at least half of what the shorter one tells.
    pub fn are_alike(&self, one: &str, other: &str) -> bool {
        if dutch_text::normalize(one) == dutch_text::normalize(other) {
            return true;
        }
        let (one, other) = (words(one), words(other));
        let shared = self.weight(one.intersection(&other));
        shared > 0.0 && shared * 2.0 >= self.weight(&one).min(self.weight(&other))
    }

    /// Returns which part of what a set of words tells is also in another set, from 0 to 1.
    pub fn covered(&self, part: &BTreeSet<String>, whole: &BTreeSet<String>) -> f64 {
        let all = self.weight(part);
        if all > 0.0 { self.weight(part.intersection(whole)) / all } else { 0.0 }
    }
}

/// Returns the words of a title that tell something.
pub(super) fn words(title: &str) -> BTreeSet<String> {
    let normal = dutch_text::normalize(title);
    normal.split(' ').filter(|word| word.len() > 2 && !EMPTY.contains(word)).map(str::to_owned).collect()
}
