//! Notices where a page breaks off in the middle of a sentence: what it says last is then not sure.

use serde_json::json;

use super::headings::{self, Heading};
use super::lines::Line;
use super::notes::Note;
use super::{Extraction, Notice, dutch_text};
use crate::message;

/// Words with which no sentence ends.
const OPEN: [&str; 44] = [
    "de", "het", "een", "van", "voor", "op", "in", "met", "door", "naar", "bij", "uit", "over", "om", "te", "ten",
    "ter", "tot", "en", "of", "maar", "dat", "die", "als", "dan", "is", "zijn", "wordt", "worden", "werd", "werden",
    "heeft", "hebben", "zal", "zullen", "kan", "kunnen", "deze", "dit", "onze", "hun", "per", "omdat", "zodat",
];
/// A line without a mark at its end is taken for a sentence that breaks off from this many words; a shorter one may be
/// an item of a list.
const WORDS_MIN: usize = 6;

/// Returns the line on which the page breaks off: its last one, where that is text of a note and no whole sentence.
pub(super) fn find_cut_off(lines: &[Line], notes: &[Note]) -> Option<u32> {
    let is_furniture = |line: &Line| headings::classify_line(line) == Heading::Ignored;
    let last = lines.iter().rev().find(|line| !line.is_blank() && !is_furniture(line))?;
    let note = notes.iter().find(|note| (note.span.0..=note.span.1).contains(&last.number))?;
    let text = last.text.trim_end();
    if text.ends_with('…') || text.ends_with("...") {
        return Some(last.number);
    }
    if dutch_text::ends_sentence(text) {
        return None;
    }
    let word = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let is_open = text.ends_with([',', '-', '–', '(', ':'])
        || OPEN.contains(&word.as_str())
        || text.matches('(').count() > text.matches(')').count();
    let sentences = note.sentences();
    let words = sentences.last().map_or(0, |sentence| sentence.text.split_whitespace().count());
    // A page that writes whole sentences ends its last one too.
    let closes = |note: &&Note| note.sentences().last().is_some_and(|last| dutch_text::ends_sentence(&last.text));
    let others = notes.iter().filter(|other| other.span != note.span).count();
    let closing = notes.iter().filter(|other| other.span != note.span).filter(closes).count();
    let writes_whole = sentences.len() > 1 || (others > 0 && closing * 2 >= others) || others == 0;
    (is_open || (words >= WORDS_MIN && writes_whole)).then_some(last.number)
}

/// Marks every draft that was read from the line on which the page breaks off.
pub(super) fn mark_cut_off(extraction: &mut Extraction, line: u32) {
    for draft in &mut extraction.drafts {
        let holds = (draft.lines.0..=draft.lines.1).contains(&line) && !draft.is_of_page();
        if holds {
            draft.event["herkomst"]["oordeel"] = json!("nakijken");
            draft.uncertain.get_or_insert_with(|| message!("extract-cut-off"));
        }
    }
    extraction.notices.push(Notice::new((line as usize, line as usize), message!("extract-cut-off")));
    extraction.notices.sort_by_key(|notice| notice.lines);
    extraction.cut_off = Some(line);
}
