//! What the text and the tables of a comparison both say: fields by name, words that went and came, warnings as sentences.

use serde_json::Value;

use super::dutch;
use super::report_tables::{header_of, kind_of};
use super::table::{Kind, joined};

/// Words that stayed, shown on either side of those that went or came; what lies between is left out.
const CONTEXT_WORDS: usize = 6;

/// A field as a reader calls it.
pub fn field(key: &str) -> String {
    match key {
        "bestaan" => "Bestaan".to_owned(),
        "bovenliggend" => "Valt onder".to_owned(),
        "code" => "Code".to_owned(),
        "taakveld" => "Taakveld".to_owned(),
        "voorbehoud" => "Voorbehoud".to_owned(),
        key => header_of(key).map_or_else(|| dutch::capital(key), str::to_owned),
    }
}

/// True for fields in eurocents.
pub fn is_amount(key: &str) -> bool {
    kind_of(key) == Some(Kind::Cents)
}

/// A value of a field in a line of text; none where there is none.
pub fn value(key: &str, value: &Value) -> Option<String> {
    let told = match (kind_of(key), value) {
        (_, Value::Null) => return None,
        (_, Value::Bool(flag)) => if *flag { "ja" } else { "nee" }.to_owned(),
        (Some(Kind::Cents), Value::Number(cents)) => cents.as_i64().map_or_else(|| cents.to_string(), dutch::euros),
        (Some(Kind::Day), Value::String(day)) => dutch::day(day, None),
        (Some(Kind::Decimal), Value::String(digits)) => dutch::decimal(digits),
        (Some(Kind::Colour), Value::String(colour)) => format!("{}\u{a0}{colour}", dutch::shape(colour)),
        (Some(Kind::Word), Value::String(word)) => dutch::words(word),
        _ => joined(value),
    };
    Some(told).filter(|told| !told.is_empty())
}

/// The words of a text that changed: `[-weg-]` and `{+erbij+}`, by marks and not by colour; long stretches that stayed are
/// shortened when `short` is asked for.
pub fn words(pieces: &[Value], length: Length) -> String {
    let mut told = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let text = piece["tekst"].as_str().unwrap_or_default();
        match piece["soort"].as_str() {
            Some("weg") => told.push_str(&marked("[-", text, "-]")),
            Some("erbij") => told.push_str(&marked("{+", text, "+}")),
            _ if length == Length::Shortened => {
                told.push_str(&shortened(text, at == 0, at + 1 == pieces.len()));
            }
            _ => told.push_str(text),
        }
    }
    told
}

/// How much of what stayed is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// All of it.
    Whole,
    /// What stands beside a change.
    Shortened,
}

/// The marks stand at the words; the blanks around them stay outside.
fn marked(open: &str, text: &str, close: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let before = &text[..text.len() - text.trim_start().len()];
    let after = &text[text.trim_end().len()..];
    format!("{before}{open}{inner}{close}{after}")
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

/// What a warning means, in a sentence.
pub fn warning(word: &str) -> &str {
    match word {
        "andere-soort-ronde" => "De rondes zijn niet van dezelfde soort.",
        "ander-begrotingsjaar" => "De begrotingsjaren verschillen.",
        "ander-detailniveau" => "De een rapporteert fijner dan de ander.",
        "andere-doelenboom" => {
            "De doelenboom is veranderd; totalen per onderdeel staan niet altijd naast hetzelfde onderdeel."
        }
        "achteraf-ingevoerd" => "Een deel is pas later in dit logboek gezet dan het moment dat is genoemd.",
        "pm-bedragen" => "Er zijn bedragen p.m.; die tellen in geen totaal mee.",
        "tussenliggende-rondes" => "Tussen de twee peildatums ligt nog een ronde.",
        "gewiste-teksten" => "Een tekst is gewist; of de woorden verschilden is niet meer te zeggen.",
        "nog-na-te-kijken" => "Een deel berust op gegevens die nog moeten worden nagekeken.",
        "naar-eerder-bekend" => "Naar was eerder bekend dan van; herstel staat achterstevoren.",
        "naar-eerdere-peildatum" => "De peildatum van naar ligt voor die van van.",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::projections::comparison::Warning;

    #[test]
    fn words_that_went_and_came_are_marked_and_what_stayed_is_shortened() {
        let pieces = [
            json!({ "soort": "gelijk", "tekst": "een twee drie vier vijf zes zeven acht negen tien " }),
            json!({ "soort": "weg", "tekst": "oud " }),
            json!({ "soort": "erbij", "tekst": "nieuw " }),
            json!({ "soort": "gelijk", "tekst": "elf twaalf" }),
        ];
        assert_eq!(words(&pieces, Length::Shortened), "… vijf zes zeven acht negen tien [-oud-] {+nieuw+} elf twaalf");
        assert!(words(&pieces, Length::Whole).starts_with("een twee drie"));
    }

    #[test]
    fn every_warning_is_a_sentence() {
        let schema = schemars::schema_for!(Warning).to_value().to_string();
        let words: Vec<&str> =
            schema.split('"').filter(|word| word.contains('-') && !word.contains([' ', '/'])).collect();
        assert!(words.contains(&Warning::ProMemorie.name()), "{words:?}");
        for word in words {
            assert!(warning(word).ends_with('.'), "{word}");
        }
    }
}
