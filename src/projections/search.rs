//! Finds words in the texts of events, whatever their capitals and accents.
//!
//! A search text is one or more words; all of them must occur in one text of an event, in any order, also as parts of
//! longer words. Words between double quotes must occur as they stand, one after the other.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::domain::field::Field;
use crate::folded_text::{FoldedText, folded};
use crate::log::record::Record;

/// The most characters of a search text.
pub const SEARCH_TEXT_MAX: usize = 200;

/// The fewest letters and digits of a search text: one letter occurs in nearly every text.
pub const SEARCH_TEXT_MIN: usize = 2;

/// Fields of one event that are named with what was found in them.
const FIELDS_MAX: usize = 5;

/// Characters that are shown before and after what was found.
const CONTEXT: usize = 80;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText {
    written: String,
    terms: Vec<String>,
}

/// A search text is empty, too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusableSearchText;

impl SearchText {
    /// Parses a search text.
    ///
    /// # Errors
    /// [`UnusableSearchText`] for fewer than [`SEARCH_TEXT_MIN`] letters and digits, or more than [`SEARCH_TEXT_MAX`]
    /// characters.
    pub fn parse(text: &str) -> Result<SearchText, UnusableSearchText> {
        if text.chars().count() > SEARCH_TEXT_MAX {
            return Err(UnusableSearchText);
        }
        let mut terms = Vec::new();
        for (at, part) in text.split('"').enumerate() {
            let part = folded(part);
            if at % 2 == 1 {
                terms.push(part);
            } else {
                terms.extend(part.split(' ').map(str::to_owned));
            }
        }
        terms.retain(|term| !term.is_empty());
        let told = terms.iter().flat_map(|term| term.chars()).filter(|c| c.is_alphanumeric()).count();
        if told < SEARCH_TEXT_MIN {
            return Err(UnusableSearchText);
        }
        Ok(SearchText { written: text.to_owned(), terms })
    }

    /// Returns the text as it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Returns the texts of an event in which all words occur, with what was found. Erased texts are not in the record,
    /// so they are never found.
    pub fn find_in(&self, record: &Record) -> Vec<TextHit> {
        let mut hits = Vec::new();
        texts_of(&record.data, record.reason.as_deref(), &mut |field, text| {
            if hits.len() < FIELDS_MAX
                && let Some(hit) = self.hit(field, text)
            {
                hits.push(hit);
            }
        });
        hits
    }

    /// Returns a text in pieces, each with whether it is one of the words that were searched for.
    pub fn marked(&self, text: &str) -> Vec<(String, bool)> {
        let plain = FoldedText::of(text);
        let mut found: Vec<Range<usize>> = self.terms.iter().flat_map(|term| plain.find_all(term)).collect();
        found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let (mut pieces, mut done) = (Vec::new(), 0);
        for range in found.into_iter().filter(|range| !range.is_empty()) {
            // A word within another one, or partly over it, is marked with that one.
            let start = range.start.max(done);
            if start >= range.end {
                continue;
            }
            if start > done {
                pieces.push((text[done..start].to_owned(), false));
            }
            pieces.push((text[start..range.end].to_owned(), true));
            done = range.end;
        }
        if done < text.len() {
            pieces.push((text[done..].to_owned(), false));
        }
        pieces
    }

    fn hit(&self, field: &str, text: &str) -> Option<TextHit> {
        let plain = folded(text);
        if !self.terms.iter().all(|term| plain.contains(term.as_str())) {
            return None;
        }
        let found = FoldedText::of(text).find(self.terms.first()?)?;
        let begin = text[..found.start].char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let end = text[found.end..].char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| found.end + at);
        let before = match begin {
            0 => text[..found.start].to_owned(),
            begin => format!("…{}", from_word(&text[begin..found.start])),
        };
        let after = match end == text.len() {
            true => text[found.end..].to_owned(),
            false => format!("{}…", to_word(&text[found.end..end])),
        };
        Some(TextHit { field: field.to_owned(), before, found: text[found].to_owned(), after })
    }
}

/// Returns the text from its first whole word on.
fn from_word(text: &str) -> &str {
    text.split_once(char::is_whitespace).map_or(text, |(_, rest)| rest)
}

/// Returns the text up to its last whole word.
fn to_word(text: &str) -> &str {
    text.rsplit_once(char::is_whitespace).map_or(text, |(rest, _)| rest)
}

/// What was found in one text of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextHit {
    /// The path of the field: `gegevens.tekst`.
    pub field: String,
    /// What stands before it.
    pub before: String,
    /// What was found, as it was written.
    pub found: String,
    /// What stands after it.
    pub after: String,
}

/// Calls `give` with each text of the event itself and the path of its field. The name of the actor and the source
/// document are left out: many events share these.
pub fn texts_of(data: &Map<String, Value>, reason: Option<&str>, give: &mut dyn FnMut(&str, &str)) {
    texts_in(data, "gegevens", give);
    if let Some(reason) = reason {
        give("toelichtingWijziging", reason);
    }
}

/// Calls `give` with each text in an object and the path of its field.
pub fn texts_in(object: &Map<String, Value>, path: &str, give: &mut dyn FnMut(&str, &str)) {
    for (key, value) in object {
        let is_text = Field::from_name(key).is_some_and(Field::is_text);
        let path = format!("{path}.{key}");
        match value {
            Value::String(text) if is_text => give(&path, text),
            Value::Object(inner) => texts_in(inner, &path, give),
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let path = format!("{path}[{at}]");
                    match item {
                        Value::String(text) if is_text => give(&path, text),
                        Value::Object(inner) => texts_in(inner, &path, give),
                        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
                    }
                }
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::kit::TestLog;

    fn log() -> TestLog {
        let mut log = TestLog::default();
        let data =
            json!({ "kop": "Crèche", "tekst": "De wachtlijst voor de crèche groeit; er wachten twaalf gezinnen." });
        log.add("toelichting.vastgelegd", "onderdeel/9", "2019-05-01", data);
        log
    }

    fn found(text: &str, log: &TestLog) -> Vec<TextHit> {
        SearchText::parse(text).unwrap().find_in(&log.records[0])
    }

    #[test]
    fn all_words_occur_in_one_text_in_any_order_and_a_quoted_phrase_as_it_stands() {
        let log = log();
        for (text, fields) in [
            ("CRECHE", 2),
            ("gezinnen wachtlijst", 1),
            ("wacht", 1),
            ("creche onderwijs", 0),
            ("\"twaalf gezinnen\"", 1),
            ("\"gezinnen twaalf\"", 0),
            ("\"twaalf  gezinnen\" crèche", 1),
        ] {
            assert_eq!(found(text, &log).len(), fields, "{text}");
        }
    }

    #[test]
    fn what_was_found_is_shown_as_it_was_written() {
        let log = log();
        let hit = found("creche", &log).pop().unwrap();
        assert_eq!((hit.field.as_str(), hit.found.as_str()), ("gegevens.tekst", "crèche"));
        assert_eq!(hit.before, "De wachtlijst voor de ");
        assert!(hit.after.starts_with(" groeit"));
        let mut long = TestLog::default();
        let text = format!("{} naald {}", "hooi ".repeat(100), "stro ".repeat(100));
        long.add("toelichting.vastgelegd", "onderdeel/9", "2019-05-01", json!({ "tekst": text }));
        let hit = found("naald", &long).pop().unwrap();
        assert!(hit.before.starts_with("…hooi") && hit.after.ends_with("stro…"), "{hit:?}");
        assert!(hit.before.chars().count() <= CONTEXT + 1 && hit.after.chars().count() <= CONTEXT + 1);
    }

    #[test]
    fn every_word_that_was_searched_for_is_marked_and_the_text_stays_whole() {
        let marked = |words: &str, text: &str| SearchText::parse(words).unwrap().marked(text);
        let shown = |words: &str, text: &str| {
            let piece = |(piece, is_match): (String, bool)| if is_match { format!("[{piece}]") } else { piece };
            marked(words, text).into_iter().map(piece).collect::<String>()
        };
        assert_eq!(shown("creche wacht", "De crèche: WACHT op wachtlijst"), "De [crèche]: [WACHT] op [wacht]lijst");
        assert_eq!(shown("lijst wachtlijst", "de wachtlijst"), "de [wachtlijst]");
        assert_eq!(shown("wachtl tlijst", "wachtlijst"), "[wachtl][ijst]");
        assert_eq!(shown("niets", "hier"), "hier");
        let text = "Ééns\u{301} ﬁets  ﬁets";
        assert_eq!(marked("eens fiets", text).into_iter().map(|(piece, _)| piece).collect::<String>(), text);
    }

    #[test]
    fn an_erased_text_is_never_found() {
        let mut log = log();
        log.erase(1);
        assert_eq!(found("gezinnen", &log), Vec::new());
    }

    #[test]
    fn a_text_that_occurs_nearly_everywhere_or_nowhere_is_refused() {
        for text in ["", "  ", "\"\"", "a", "-?", &"x".repeat(SEARCH_TEXT_MAX + 1)] {
            assert_eq!(SearchText::parse(text), Err(UnusableSearchText), "{text:?}");
        }
    }
}
