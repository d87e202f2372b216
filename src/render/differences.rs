//! Wording shared by the text and the tables of a comparison: field names, changed words, warnings as sentences.

use serde_json::Value;

use super::labels::label_in_sentence;
use super::report_columns::kind_of;
use super::table::{ColumnKind, join_each, joined, party, reference};
use super::wording::{self, erased};
use crate::comparison_reach;
use crate::language::{Language, Message};
use crate::message;

/// How many unchanged words are shown on either side of a change; words between are left out.
const CONTEXT_WORDS: usize = 6;

/// Formats a value for a program: words of lists, days and numbers as they were recorded.
pub fn format_for_programs(language: Language, key: &str, value: &Value) -> String {
    match key {
        "partijen" => join_each(value, party),
        "verwijzingen" => join_each(value, reference),
        "taakveld" => task_field(value),
        "voorbehoud" => reservation(language, value),
        _ => joined(value),
    }
}

/// Formats a reservation: `Mits de raad het krediet verleent (raad, vervuld door krediet-2021)`.
fn reservation(language: Language, told: &Value) -> String {
    if !told.is_object() {
        return joined(told);
    }
    let fulfilled = told["vervuldDoor"].as_str().map(|by| message!("compare-fulfilled-by", decision = by));
    let fulfilled = fulfilled.map(|by| by.in_language(language));
    let facts: Vec<String> =
        told["orgaan"].as_str().map(|word| wording::words(language, word)).into_iter().chain(fulfilled).collect();
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    format!("{}{facts}", told["tekst"].as_str().map_or_else(|| erased(language), str::to_owned))
}

/// Formats a task field: `6.72 (Iv3 2019)`.
fn task_field(field: &Value) -> String {
    let year = field["iv3Jaar"].as_i64().map_or_else(String::new, |year| format!(" (Iv3 {year})"));
    field["code"].as_str().map_or_else(|| joined(field), |code| format!("{code}{year}"))
}

/// Returns the kind of a field of the report; none for a field that only a comparison has.
pub fn kind(key: &str) -> Option<ColumnKind> {
    kind_of(key)
}

/// Returns true for fields in eurocents.
pub fn is_amount(key: &str) -> bool {
    kind_of(key) == Some(ColumnKind::Cents)
}

/// Formats a value of a field as a line of text; none where there is no value.
pub fn format_value(language: Language, key: &str, value: &Value) -> Option<String> {
    let told = match (key, value) {
        (_, Value::Null) => return None,
        (_, Value::Bool(true)) => message!("compare-yes").in_language(language),
        (_, Value::Bool(false)) => message!("compare-no").in_language(language),
        ("partijen", Value::Array(parties)) => {
            parties.iter().map(|party| party_in_words(language, party)).collect::<Vec<_>>().join(", ")
        }
        ("verwijzingen", Value::Array(references)) => {
            references.iter().map(|one| reference_in_words(language, one)).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Array(items)) => list(language, key, items),
        ("taakveld" | "voorbehoud", _) => format_for_programs(language, key, value),
        (_, Value::Object(said)) => {
            let told = |(key, value): (&String, &Value)| {
                Some(format!("{} {}", label_in_sentence(language, key), self::format_value(language, key, value)?))
            };
            said.iter().filter_map(told).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Number(_) | Value::String(_)) => single(language, key, value),
    };
    Some(told).filter(|told| !told.is_empty())
}

/// Formats a party: `Woonstichting De Dakpan (verbonden partij)`.
fn party_in_words(language: Language, told: &Value) -> String {
    let name = told["naam"].as_str().map_or_else(|| message!("erased").in_language(language), str::to_owned);
    let role = told["rol"].as_str().map(|word| format!(" ({})", wording::words(language, word)));
    format!("{name}{}", role.unwrap_or_default())
}

/// Formats a reference: `vervolg op wachtlijst-jeugd`, `uitvoering van Motie Rookvrij (motie-rookvrij)`.
pub fn reference_in_words(language: Language, told: &Value) -> String {
    let text = |key: &str| told[key].as_str();
    let what = match (text("label"), text("id").or_else(|| text("url"))) {
        (Some(label), Some(target)) => format!("{label} ({target})"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => message!("erased").in_language(language),
    };
    let kind = wording::words(language, text("rol").or_else(|| text("soort")).unwrap_or_default());
    format!("{kind} {what}")
}

/// Formats a number, day, word or text, by the kind of its field.
fn single(language: Language, key: &str, value: &Value) -> String {
    match (kind_of(key), value) {
        (Some(ColumnKind::Cents), Value::Number(cents)) => {
            cents.as_i64().map_or_else(|| cents.to_string(), |cents| wording::euros(language, cents))
        }
        (Some(ColumnKind::Day), Value::String(day)) => wording::day(language, day, None),
        (Some(ColumnKind::Decimal), Value::String(digits)) => wording::decimal(language, digits),
        (Some(ColumnKind::Colour), Value::String(colour)) => {
            format!("{}\u{a0}{}", wording::shape(colour), wording::words(language, colour))
        }
        (Some(ColumnKind::Word), Value::String(word)) => wording::words(language, word),
        _ => format_for_programs(language, key, value),
    }
}

/// Joins the members of a list by commas, since a semicolon separates fields.
fn list(language: Language, key: &str, items: &[Value]) -> String {
    let told: Vec<String> = items.iter().filter_map(|item| format_value(language, key, item)).collect();
    // Members that are objects contain commas themselves.
    told.join(if items.iter().any(Value::is_object) { "; " } else { ", " })
}

/// Formats a changed text: `[-weg-]` and `{+erbij+}`, by marks and not by colour. Where hardly anything is unchanged,
/// the old text comes before the new one.
pub fn format_words(pieces: &[Value], length: Length) -> String {
    let runs = runs(pieces);
    if rewritten(&runs) {
        let side = |pick: fn(&Run) -> &str| brief(runs.iter().map(pick).collect::<String>().trim(), length);
        let (before, after) = (side(|run| run.before()), side(|run| run.after()));
        return format!("[-{before}-] {{+{after}+}}");
    }
    let last = runs.len().saturating_sub(1);
    let told = runs.iter().enumerate().map(|(at, run)| match run {
        Run::Same(text) if length != Length::Whole => shortened(text, at == 0, at == last),
        Run::Same(text) => text.clone(),
        Run::Changed { gone, added } => changed(&brief(gone, length), &brief(added, length)),
    });
    told.collect()
}

/// A stretch of a text on both sides.
#[derive(Debug, PartialEq, Eq)]
enum Run {
    Same(String),
    Changed { gone: String, added: String },
}

impl Run {
    fn before(&self) -> &str {
        match self {
            Run::Same(text) => text,
            Run::Changed { gone, .. } => gone,
        }
    }
    fn after(&self) -> &str {
        match self {
            Run::Same(text) => text,
            Run::Changed { added, .. } => added,
        }
    }
}

/// Groups the pieces into stretches: changes with only blanks between them are joined.
fn runs(pieces: &[Value]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let text = piece["tekst"].as_str().unwrap_or_default();
        let inside = text.trim().is_empty() && at > 0 && at + 1 < pieces.len();
        match (piece["soort"].as_str(), runs.last_mut()) {
            (Some("weg"), Some(Run::Changed { gone, .. })) => gone.push_str(text),
            (Some("erbij"), Some(Run::Changed { added, .. })) => added.push_str(text),
            (Some("weg"), _) => runs.push(Run::Changed { gone: text.to_owned(), added: String::new() }),
            (Some("erbij"), _) => runs.push(Run::Changed { gone: String::new(), added: text.to_owned() }),
            (_, Some(Run::Changed { gone, added })) if inside => {
                gone.push_str(text);
                added.push_str(text);
            }
            (_, Some(Run::Same(same))) => same.push_str(text),
            (_, Some(Run::Changed { .. }) | None) => runs.push(Run::Same(text.to_owned())),
        }
    }
    runs
}

/// Returns true where less than a third of the longer text is unchanged: single words that occur in both by chance are
/// not informative.
fn rewritten(runs: &[Run]) -> bool {
    let length = |pick: fn(&Run) -> &str| runs.iter().map(|run| pick(run).trim().len()).sum::<usize>();
    let same: usize = runs.iter().map(|run| if let Run::Same(text) = run { text.trim().len() } else { 0 }).sum();
    runs.len() > 1 && same * 3 < length(|run| run.before()).max(length(|run| run.after()))
}

/// Puts the marks directly around the words; the blanks stay outside.
fn changed(gone: &str, added: &str) -> String {
    let blanks = |text: &str| {
        let inner = text.trim();
        let before = text.len() - text.trim_start().len();
        (text[..before].to_owned(), inner.to_owned(), text[before + inner.len()..].to_owned())
    };
    let ((before, gone, after), (lead, added, trail)) = (blanks(gone), blanks(added));
    match (gone.is_empty(), added.is_empty()) {
        (true, true) => {
            if after.is_empty() {
                format!("{lead}{trail}")
            } else {
                format!("{before}{after}")
            }
        }
        (false, true) => format!("{before}[-{gone}-]{after}"),
        (true, false) => format!("{lead}{{+{added}+}}{trail}"),
        (false, false) => format!("{before}[-{gone}-]{{+{added}+}}{}", if trail.is_empty() { after } else { trail }),
    }
}

/// How much of the unchanged text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// All of it.
    Whole,
    /// Only the unchanged text beside a change.
    Shortened,
    /// As `Shortened`, and only the beginning of added and removed text.
    Brief,
}

/// Characters of a changed stretch in `Brief`: about two lines.
const BRIEF: usize = 160;

/// Returns the beginning of a stretch, cut at a whole word.
fn brief(text: &str, length: Length) -> String {
    let Some((end, _)) = text.char_indices().nth(BRIEF).filter(|_| length == Length::Brief) else {
        return text.to_owned();
    };
    let kept = &text[..end];
    let whole = kept.rfind(char::is_whitespace).map_or(kept, |blank| &kept[..blank]);
    format!("{}…", whole.trim_end())
}

fn shortened(text: &str, first: bool, last: bool) -> String {
    let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    let (head, tail) = (if first { 0 } else { CONTEXT_WORDS }, if last { 0 } else { CONTEXT_WORDS });
    if words.len() <= head + tail + 2 {
        return text.to_owned();
    }
    let (head, tail) = (words[..head].concat(), words[words.len() - tail..].concat());
    match (head.is_empty(), tail.is_empty()) {
        (true, _) => format!("… {tail}"),
        (false, true) => format!("{}…", head),
        (false, false) => format!("{} … {tail}", head.trim_end()),
    }
}

/// Formats the change of a field as a line of text: `24 → 20`, or for a text its changed words. An amount that becomes
/// p.m. or stops being so is shown as a change; the JSON calls it added or dropped, since `pm: false` is no value there.
pub fn format_change(language: Language, row: &Value, length: Length) -> String {
    let key = row["veld"].as_str().unwrap_or_default();
    let none = if row["gewist"] == true { erased(language) } else { "–".to_owned() };
    let pieces = row["woorden"].as_array().map_or(&[][..], Vec::as_slice);
    if !pieces.is_empty() {
        return format_words(pieces, length);
    }
    let flags = row["van"].is_boolean() && row["naar"].is_boolean();
    let change = row["wijziging"].as_str().filter(|_| !flags);
    let side = |side: &str| format_value(language, key, &row[side]).map(|told| brief(&told, length));
    match (side("van"), side("naar"), change) {
        (None, Some(to), Some("toegevoegd")) => to,
        // Something added had no value before, and something dropped has none now.
        (None, None, Some("toegevoegd")) => none,
        (None, None, Some("vervallen")) => format!("{none} → –"),
        (from, to, _) => {
            let side = |side: Option<String>| side.unwrap_or_else(|| none.clone());
            format!("{} → {}", side(from), side(to))
        }
    }
}

/// Returns the meaning of a warning as a sentence.
pub fn warning(word: &str) -> Message {
    match word {
        "andere-weergave" => message!("compare-warn-other-view"),
        "andere-soort-ronde" => message!("compare-warn-other-kind"),
        "ander-begrotingsjaar" => message!("compare-warn-other-year"),
        "niet-gerapporteerde-programmas" => message!("compare-warn-unreported"),
        "ander-detailniveau" => message!("compare-warn-other-detail"),
        "andere-doelenboom" => message!("compare-warn-other-tree"),
        "achteraf-ingevoerd" => message!("compare-warn-afterwards"),
        "pm-bedragen" => message!("compare-warn-pro-memorie"),
        "tussenliggende-rondes" => message!("compare-warn-rounds-between"),
        "gewiste-teksten" => message!("compare-warn-erased"),
        "ontbrekende-teksten" => message!("compare-warn-missing"),
        "nog-na-te-kijken" => message!("compare-warn-unreviewed"),
        "naar-eerder-bekend" => message!("compare-warn-known-earlier"),
        "naar-eerdere-peildatum" => message!("compare-warn-earlier-date"),
        other => Message::verbatim(other),
    }
}

/// Returns the meaning of a warning in a few words.
pub fn short_warning(word: &str, found: &Value) -> Message {
    match word {
        "andere-weergave" => {
            let count = found["samenvatting"]["weergave"]["aantal"].as_u64().unwrap_or(0);
            message!("compare-mind-other-view", count = count)
        }
        "andere-soort-ronde" => message!("compare-mind-other-kind"),
        "ander-begrotingsjaar" => message!("compare-mind-other-year"),
        "niet-gerapporteerde-programmas" => comparison_reach::short(found),
        "ander-detailniveau" => message!("compare-mind-other-detail"),
        "andere-doelenboom" => message!("compare-mind-other-tree"),
        "achteraf-ingevoerd" => message!("compare-mind-afterwards"),
        "pm-bedragen" => message!("compare-mind-pro-memorie"),
        "tussenliggende-rondes" => message!("compare-mind-rounds-between"),
        "gewiste-teksten" => message!("compare-mind-erased"),
        "ontbrekende-teksten" => message!("compare-mind-missing"),
        "nog-na-te-kijken" => message!("compare-mind-unreviewed"),
        "naar-eerder-bekend" => message!("compare-mind-known-earlier"),
        "naar-eerdere-peildatum" => message!("compare-mind-earlier-date"),
        other => Message::verbatim(other),
    }
}

#[cfg(test)]
mod tests;
