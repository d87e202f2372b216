//! Finds papers of the executive and the council in a sentence: their number in canonical form, and what they decided.

use std::ops::Range;

use regex::Captures;

use super::dutch_text;
use crate::language::Message;
use crate::message;

/// A paper that a sentence mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub range: Range<usize>,
    /// The Dutch word at the border: `collegebesluit`, `raadsvoorstel`, ...
    pub kind: &'static str,
    /// Its number in canonical form, or its name.
    pub number: String,
    pub as_found: String,
    /// Its title, where the sentence gives one.
    pub title: Option<String>,
    /// What is uncertain about its kind or number.
    pub uncertain: Option<Message>,
}

impl Mention {
    /// Returns the part of the subject after the slash: `bw-19.0017`.
    pub fn slug(&self) -> String {
        let slug = dutch_text::slug(&self.number.replace("B&W", "bw"));
        if slug.is_empty() { "besluit".to_owned() } else { slug }
    }
}

pattern!(
    NUMBERED,
    r"(?i)\b(B\s?(?:&(?:amp;)?|en|\+|/)?\s?W|college(?:besluit|voorstel)|RV|raadsvoorstel|RB|raadsbesluit)(?:[- ]?(?:besluit|nummer|nr\.?))?[\s.:-]{0,3}(\d{2})\.(\d{4})(/\d{1,2})?\b"
);
pattern!(LETTERED, r"\b([AM])[. ]{0,2}(\d{2})\.(\d{4})(?:\s?/\s?(\d{1,2}))?\b");
pattern!(BARE, r"\b(\d{2})\.(\d{4})(/\d{1,2})?\b");
pattern!(FRAMEWORK, r"(?i)\b(kaderbrief|kadernota)\s+(20\d\d(?:\s?[-–/]\s?20\d\d)?)\b");
pattern!(QUOTED, r#"(?i)\b(motie|amendement)\s+['"‘’“”„`]([^'"‘’“”„`]{2,80})['"‘’“”`]"#);
pattern!(
    NAMED,
    r"\b([Mm]otie|[Aa]mendement)\s+(\p{Lu}[\w-]*(?:\s+(?:\p{Lu}[\w-]*|\d{4}|(?:van|de|het|en|voor|in|op|der|tot|met)\s+(?:(?:de|het)\s+)?\p{Lu}[\w-]*))*)"
);
// The rest of a name in lower case, up to its number in brackets.
pattern!(NAME_GOES_ON, r"^(?:\s[\p{Ll}-]+){1,6}\s\($");
pattern!(SHARED, r"^\s*(?:,|en|/|&)\s*$");
pattern!(ABOUT_COUNCIL, r"(?i)\b(raad|gemeenteraad|raadsvoorstel)\b");
pattern!(ABOUT_EXECUTIVE, r"(?i)\b(college|burgemeester en wethouders)\b");

type MentionReader = fn(&Captures<'_>) -> Option<Mention>;

/// Returns the papers of a sentence, in order and without duplicates.
pub(super) fn find_papers(sentence: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let readers: [(&regex::Regex, MentionReader); 5] =
        [(&NUMBERED, numbered), (&LETTERED, lettered), (&FRAMEWORK, framework), (&QUOTED, named), (&NAMED, named)];
    for (pattern, read) in readers {
        for mention in pattern.captures_iter(sentence).filter_map(|captures| read(&captures)) {
            if found.iter().all(|other| is_apart(other, &mention.range)) {
                found.push(mention);
            }
        }
    }
    for captures in BARE.captures_iter(sentence) {
        let Some(whole) = captures.get(0) else { continue };
        // After a euro sign or within a longer number it is an amount or a part.
        let is_number = sentence[..whole.start()].trim_end().ends_with(['€', '.']);
        if is_number || !found.iter().all(|other| is_apart(other, &whole.range())) {
            continue;
        }
        found.extend(bare(sentence, &captures, &found));
    }
    found.sort_by_key(|mention| mention.range.start);
    unique(join_names(sentence, found))
}

fn is_apart(mention: &Mention, range: &Range<usize>) -> bool {
    mention.range.end <= range.start || range.end <= mention.range.start
}

fn text<'a>(captures: &Captures<'a>, group: usize) -> &'a str {
    captures.get(group).map_or("", |found| found.as_str())
}

fn mention(captures: &Captures<'_>, kind: &'static str, number: String) -> Option<Mention> {
    let whole = captures.get(0)?;
    let as_found = whole.as_str().to_owned();
    Some(Mention { range: whole.range(), kind, number, as_found, title: None, uncertain: None })
}

fn numbered(captures: &Captures<'_>) -> Option<Mention> {
    let (prefix, kind) = match text(captures, 1).to_lowercase().as_str() {
        "rv" | "raadsvoorstel" => ("RV", "raadsvoorstel"),
        "rb" | "raadsbesluit" => ("RB", "raadsbesluit"),
        _ => ("B&W", "collegebesluit"),
    };
    let number = format!("{prefix} {}.{}{}", text(captures, 2), text(captures, 3), text(captures, 4));
    mention(captures, kind, number)
}

fn lettered(captures: &Captures<'_>) -> Option<Mention> {
    let kind = if text(captures, 1) == "A" { "amendement" } else { "motie" };
    let part = captures.get(4).map(|part| format!("/{:0>2}", part.as_str())).unwrap_or_default();
    mention(captures, kind, format!("{}.{}.{}{part}", text(captures, 1), text(captures, 2), text(captures, 3)))
}

fn framework(captures: &Captures<'_>) -> Option<Mention> {
    let years: String = text(captures, 2).chars().filter(|c| !c.is_whitespace()).collect();
    let word = if text(captures, 1).eq_ignore_ascii_case("kaderbrief") { "Kaderbrief" } else { "Kadernota" };
    let number = format!("{word} {}", years.replace(['–', '/'], "-"));
    let title = Some(number.clone());
    mention(captures, "kaderbrief", number).map(|mention| Mention { title, ..mention })
}

/// Reads a paper by its name. A motion is known by that name; an amendment has a number, which the page does not give.
fn named(captures: &Captures<'_>) -> Option<Mention> {
    let is_motion = text(captures, 1).eq_ignore_ascii_case("motie");
    let name = dutch_text::cut(text(captures, 2).trim(), 80);
    let (kind, word, uncertain) = if is_motion {
        ("motie", "Motie", None)
    } else {
        ("overig", "Amendement", Some(message!("extract-amendment-unnumbered")))
    };
    let number = format!("{} {name}", word.to_lowercase());
    let title = Some(format!("{word} {name}"));
    mention(captures, kind, number).map(|mention| Mention { title, uncertain, ..mention })
}

/// Reads a number without a prefix. It gets the prefix of its list or of the body that the sentence names, or none.
fn bare(sentence: &str, captures: &Captures<'_>, found: &[Mention]) -> Option<Mention> {
    let digits = text(captures, 0);
    let start = captures.get(0)?.start();
    let in_list = found
        .iter()
        .filter(|other| other.range.end <= start && SHARED.is_match(&sentence[other.range.end..start]))
        .find_map(|other| other.number.split_once(' ').map(|(prefix, _)| (prefix.to_owned(), other.kind)));
    let said = (ABOUT_EXECUTIVE.is_match(sentence), ABOUT_COUNCIL.is_match(sentence));
    let (number, kind) = match (in_list, said) {
        (Some((prefix, kind)), _) => (format!("{prefix} {digits}"), kind),
        (None, (true, false)) => (format!("B&W {digits}"), "collegebesluit"),
        (None, (false, true)) => (format!("RV {digits}"), "raadsvoorstel"),
        (None, (true, true) | (false, false)) => (digits.to_owned(), "overig"),
    };
    let uncertain = Some(message!("extract-number-bare"));
    mention(captures, kind, number).map(|mention| Mention { uncertain, ..mention })
}

/// Joins number and name of one paper, as in `motie Rookvrij (M.22.0057/01)`.
fn join_names(sentence: &str, found: Vec<Mention>) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::new();
    for mention in found {
        match joined.last_mut() {
            Some(last) if belongs(sentence, last, &mention) => {
                let rest = sentence.get(last.range.end..mention.range.start).filter(|rest| NAME_GOES_ON.is_match(rest));
                let rest = rest.map_or("", |rest| rest.trim_end_matches(" ("));
                let title = last.title.take().map(|title| title + rest).or(mention.title.clone());
                let range = last.range.start..mention.range.end;
                let numbered = if mention.number.starts_with(['A', 'M']) { mention } else { last.clone() };
                *last = Mention { range, title, uncertain: None, ..numbered };
            }
            _ => joined.push(mention),
        }
    }
    joined
}

fn belongs(sentence: &str, name: &Mention, number: &Mention) -> bool {
    let is_name = |mention: &Mention| mention.title.is_some() && mention.kind != "kaderbrief";
    let is_lettered = |mention: &Mention| mention.number.starts_with("A.") || mention.number.starts_with("M.");
    let between = sentence.get(name.range.end..number.range.start).unwrap_or("-");
    let only_marks =
        between.trim().chars().all(|c| matches!(c, '(' | ',' | '\'' | '"')) || NAME_GOES_ON.is_match(between);
    only_marks && ((is_name(name) && is_lettered(number)) || (is_lettered(name) && is_name(number)))
}

/// Removes duplicates. A bare number after the same number with its prefix is the same paper.
fn unique(found: Vec<Mention>) -> Vec<Mention> {
    let mut unique: Vec<Mention> = Vec::new();
    for mention in found {
        let is_same = |other: &Mention| {
            other.number == mention.number
                || (mention.uncertain.is_some() && other.number.ends_with(&format!(" {}", mention.as_found)))
        };
        if !unique.iter().any(is_same) {
            unique.push(mention);
        }
    }
    unique
}

pattern!(NOT_YET, r"(?i)\b(niet|nog te|moet nog|ter vaststelling|vast te stellen|wordt|worden|zal|zullen)\b");

/// Returns what was decided, from the words beside the number: in its own brackets, else in the sentence if it names
/// only one paper.
pub(super) fn purport(sentence: &str, mention: &Mention, is_only: bool) -> &'static str {
    let own = piece(sentence, &mention.range);
    let own = own.replace(&mention.as_found, " ");
    match (word(&own), is_only) {
        (Some(purport), _) => purport,
        (None, true) => word(&sentence.replace(&mention.as_found, " ")).unwrap_or("onbekend"),
        (None, false) => "onbekend",
    }
}

fn word(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["ter kennisname", "ter kennisgeving", "kennisgenomen"]) {
        return Some("ter-kennisname");
    }
    if has(&["verworpen"]) {
        return Some("verworpen");
    }
    if has(&["voorgesteld", "ter vaststelling", "voor te stellen"]) {
        return Some("voorgesteld");
    }
    if NOT_YET.is_match(text) {
        return None;
    }
    if has(&["inspraak vrijgegeven", "vrijgegeven voor inspraak", "vrijgegeven voor de inspraak"]) {
        return Some("vrijgegeven-voor-inspraak");
    }
    if has(&["beschikbaar gesteld", "beschikbaargesteld"]) {
        return Some("beschikbaar-gesteld");
    }
    has(&["vastgesteld", "aangenomen", "vaststelling"]).then_some("vastgesteld")
}

/// Returns the part of the sentence that contains the number: within brackets, and there between commas.
pub(super) fn piece<'a>(sentence: &'a str, range: &Range<usize>) -> &'a str {
    let open = sentence[..range.start].rfind('(').filter(|open| !sentence[*open..range.start].contains(')'));
    let Some(open) = open else { return "" };
    let close = sentence[range.end..].find(')').map_or(sentence.len(), |close| range.end + close);
    let from = sentence[open..range.start].rfind([',', ';']).map_or(open + 1, |comma| open + comma + 1);
    let to = sentence[range.end..close].find([',', ';']).map_or(close, |comma| range.end + comma);
    &sentence[from..to]
}

/// Returns the body that decided: by the kind of paper, or by the sentence if it names one.
pub(super) fn body(sentence: &str, mention: &Mention) -> Option<&'static str> {
    match mention.kind {
        "collegebesluit" => Some("college"),
        "raadsbesluit" | "motie" | "amendement" => Some("raad"),
        _ => match (ABOUT_EXECUTIVE.is_match(sentence), ABOUT_COUNCIL.is_match(sentence)) {
            (true, false) => Some("college"),
            (false, true) => Some("raad"),
            (true, true) | (false, false) => None,
        },
    }
}

pattern!(
    SUBJECT,
    r"(?:\b[Hh]et\s+)?\b((?:[Uu]itvoerings)?[Pp]rogramma|[Bb]eleidskader|[Bb]eleidsplan|[Bb]eleidsnota|[Nn]ota|[Vv]erordening|[Aa]ctieplan|[Vv]isie|[Aa]genda)\s+((?:'|‘)?\p{Lu}[\w-]*(?:\s+(?:\p{Lu}[\w-]*|20\d\d(?:-20\d\d)?|(?:van|de|het|en|voor|in|op)\s+\p{Lu}[\w-]*))*|[^,.()]{3,60}?\s20\d\d\s?-\s?20\d\d)"
);

/// Returns what the paper is about, where the sentence names a programme, framework or the like.
pub(super) fn subject(sentence: &str, mention: &Mention) -> Option<String> {
    let found: Vec<Captures<'_>> = SUBJECT
        .captures_iter(sentence)
        .filter(|found| found.get(0).is_some_and(|whole| is_apart(mention, &whole.range())))
        .collect();
    let [found] = found.as_slice() else { return None };
    let kind = text(found, 1);
    let mut letters = kind.chars();
    let capital = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    Some(dutch_text::cut(&format!("{capital}{} {}", letters.as_str(), text(found, 2)), 200))
}
