//! Tests of messages in both languages: their contents, and the formatting of values in them.

use chrono::DateTime;

use super::*;
use crate::field::Field;

#[test]
fn both_languages_have_every_message_with_the_same_values_in_the_same_area() {
    let [dutch, english] = Language::ALL.map(names);
    assert_eq!(dutch, english);
    let [dutch, english] = Language::ALL.map(variables);
    assert_eq!(dutch, english);
}

/// Words that occur in only one of the two languages.
const DUTCH_WORDS: [&str; 10] = ["het", "een", "niet", "geen", "voor", "deze", "wordt", "naar", "zijn", "nog"];
const ENGLISH_WORDS: [&str; 10] = ["the", "this", "not", "with", "from", "and", "which", "there", "for", "were"];

#[test]
fn no_sentence_has_words_of_the_other_language() {
    for (language, folder) in [(Language::Dutch, "nl"), (Language::English, "en")] {
        let foreign = match language {
            Language::Dutch => ENGLISH_WORDS,
            Language::English => DUTCH_WORDS,
        };
        for (area, text) in catalogue::texts(language) {
            for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
                let said = line.split_once(" =").map_or(line, |(_, said)| said);
                // Text between backticks or braces is user input or a placeholder.
                let said = outside(said);
                let found = said.split(|c: char| !c.is_alphabetic()).find(|word| foreign.contains(word));
                assert_eq!(found, None, "{folder}/{area}.ftl:{}: {line}", number + 1);
            }
        }
    }
}

/// Returns `text` without the parts in braces, backticks or quotes.
fn outside(text: &str) -> String {
    let (mut kept, mut depth, mut quoted) = (String::new(), 0_u32, false);
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '`' => quoted = !quoted,
            c if depth == 0 && !quoted => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[test]
fn a_moment_is_told_in_dutch_time_and_the_hour_that_comes_twice_says_which() {
    let at = |iso: &str| DateTime::parse_from_rfc3339(iso).unwrap().to_utc();
    assert_eq!(moment(Language::Dutch, at("2019-05-28T10:00:00Z")), "28 mei 2019, 12:00:00 (Nederlandse tijd)");
    assert_eq!(moment(Language::English, at("2019-01-28T10:00:00Z")), "28 January 2019, 11:00:00 (Dutch time)");
    assert_eq!(
        moment(Language::Dutch, at("2019-05-28T21:59:59.999999Z")),
        "28 mei 2019, einde van de dag (Nederlandse tijd)"
    );
    let twice = ["2019-10-27T00:30:00Z", "2019-10-27T01:30:00Z"].map(|iso| moment(Language::Dutch, at(iso)));
    assert_eq!(
        twice,
        [
            "27 oktober 2019, 02:30:00 (Nederlandse tijd, UTC+02:00)",
            "27 oktober 2019, 02:30:00 (Nederlandse tijd, UTC+01:00)"
        ]
    );
}

#[test]
fn a_message_waits_for_its_language_also_inside_another() {
    let inner = message!("and-more", count = 2_u64);
    let outer = Message::joined(vec![Message::verbatim("gebouw-c"), inner], ": ");
    assert_eq!(outer.to_string(), "gebouw-c: en nog 2");
    assert_eq!(outer.in_language(Language::English), "gebouw-c: and 2 more");
}

#[test]
fn amounts_words_and_days_stand_in_a_message_as_their_language_has_them() {
    let said = |argument: Argument| {
        let message = Message::named("at-the-latest", vec![("day", argument)]);
        Language::ALL.map(|language| message.in_language(language).replace('\u{a0}', " "))
    };
    assert_eq!(said(Argument::amount(123_450)), ["uiterlijk € 1.234,50", "€1,234.50 at the latest"]);
    assert_eq!(said(Argument::word("rood")), ["uiterlijk rood", "red at the latest"]);
    let march = Argument::known_day("2019-03-01", Some("maand"));
    assert_eq!(said(march), ["uiterlijk maart 2019", "March 2019 at the latest"]);
}

#[test]
fn a_day_is_told_as_exactly_as_it_is_known() {
    let precisions = ["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"];
    let told = |language| precisions.map(|precision| day_as_known(language, "2019-03-01", Some(precision)));
    let dutch = ["maart 2019", "1e kwartaal 2019", "2019", "uiterlijk 1 maart 2019", "onbekende dag"];
    let english = ["March 2019", "quarter 1 of 2019", "2019", "1 March 2019 at the latest", "unknown day"];
    assert_eq!([told(Language::Dutch), told(Language::English)], [dutch, english]);
    assert_eq!(day_as_known(Language::Dutch, "2019-03-01", None), "1 maart 2019");
    assert_eq!(day_as_known(Language::Dutch, "eens", None), "eens");
}

#[test]
fn a_language_is_known_by_its_tag_and_by_a_locale() {
    let known = ["nl", "en-GB", "en_US.UTF-8", "NL_nl"].map(Language::parse);
    assert_eq!(known, [Language::Dutch, Language::English, Language::English, Language::Dutch].map(Some));
    assert_eq!([Language::parse("C.UTF-8"), Language::parse("")], [None, None]);
}

#[test]
fn a_label_that_follows_from_its_field_is_not_written_again_and_is_found_by_its_name() {
    let name = |field: &Field| {
        let words = field.name().chars().flat_map(|c| {
            let dash = c.is_ascii_uppercase().then_some('-');
            dash.into_iter().chain([c.to_ascii_lowercase()])
        });
        format!("label-{}", words.collect::<String>())
    };
    let labels = |field: &Field| Language::ALL.map(|language| catalogue::field_label(language, field.name()));
    let written = |field: &&Field| names(Language::Dutch).contains_key(&name(field));
    let repeated: Vec<String> = Field::ALL
        .iter()
        .filter(written)
        .filter(|field| {
            labels(field) == Language::ALL.map(|language| Some(catalogue::sentence(language, &name(field), &[])))
        })
        .map(name)
        .collect();
    assert_eq!(repeated, Vec::<String>::new());
    let told = Message::named("label-vervangen-door", Vec::new());
    assert_eq!(Language::ALL.map(|language| told.in_language(language)), ["Vervangen door", "Replaced by"]);
}
