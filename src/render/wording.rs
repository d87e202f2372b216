//! Formats days, moments, amounts and words for a text or a workbook, in the language of the reader.

use serde_json::Value;

use super::ASKED;
use crate::domain::event::{EventType, TYPE_PREFIX};
use crate::domain::time::Instant;
use crate::language::{self, Language, Message};
pub use crate::language::{decimal, euros, word as words};
use crate::message;

/// Formats a day with its precision: `1 april 2019`. Its blanks do not break, so a day at the end of a line moves on as
/// a whole.
pub fn day(language: Language, iso: &str, precision: Option<&str>) -> String {
    language::day_as_known(language, iso, precision).replace(' ', "\u{a0}")
}

/// Formats a moment in Dutch local time, and states that it is: `28 mei 2019, 12:00:00 (Nederlandse tijd)`. Its day
/// does not break.
pub fn moment(language: Language, iso: &str) -> String {
    let Ok(instant) = Instant::parse(iso) else { return iso.to_owned() };
    let told = language::moment(language, instant.utc());
    told.split_once(',').map_or_else(|| told.clone(), |(day, clock)| format!("{},{clock}", day.replace(' ', "\u{a0}")))
}

/// Returns the label and the text for what a basis knows: its moment and position. Where a moment was asked for, the
/// text has that and the event it resolved to; otherwise only the event.
pub fn known_label_and_text(language: Language, basis: &Value) -> (String, String) {
    let position = basis["positie"].as_u64().unwrap_or_default();
    let at = |key: &str| basis[key].as_str().map(|iso| moment(language, iso));
    let recorded = at("beschikbaarOp").unwrap_or_else(|| message!("nobody-knows").in_language(language));
    let (name, told) = match at(ASKED) {
        Some(asked) => {
            (message!("known-at"), message!("known-at-asked", asked = asked, position = position, recorded = recorded))
        }
        None => (message!("known-until"), message!("known-until-event", position = position, recorded = recorded)),
    };
    (name.in_language(language), told.in_language(language))
}

/// Returns the words that distinguish an amount or a total. For an unknown word it names what is unknown.
pub fn amount_words<'v>(language: Language, value: impl Fn(&str) -> Option<&'v str>) -> Vec<String> {
    let unknown = |key: &str| match key {
        "soort" => message!("words-kind-unknown"),
        "effect" => message!("words-effect-unknown"),
        "stand" => message!("words-standing-unknown"),
        "lastenBaten" => message!("words-side-unknown"),
        _ => message!("words-duration-unknown"),
    };
    let word = |key: &str| match value(key)? {
        "onbekend" => Some(unknown(key).in_language(language)),
        known => Some(words(language, known)),
    };
    ["soort", "effect", "stand", "lastenBaten", "duur"].into_iter().filter_map(word).collect()
}

/// Returns the text with a capital.
pub fn capital(token: &str) -> String {
    let mut chars = token.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns the shape of a traffic light, which distinguishes the colours where no colour is seen.
pub fn shape(colour: &str) -> &'static str {
    match colour {
        "groen" => "●",
        "oranje" => "▲",
        "rood" => "■",
        _ => "?",
    }
}

/// Formats a colour as shape and word, which stay together: `■ rood`.
pub fn light(language: Language, colour: &str) -> String {
    format!("{}\u{a0}{}", shape(colour), words(language, colour))
}

/// Describes what an event that takes effect later will do.
pub fn announced(language: Language, kind: &str) -> String {
    let known = EventType::from_name(kind.trim_start_matches(TYPE_PREFIX));
    known.map_or_else(|| kind.to_owned(), |known| will_do(known).in_language(language))
}

fn will_do(kind: EventType) -> Message {
    use EventType as T;
    match kind {
        T::NodeRecorded => message!("words-will-be-recorded"),
        T::NodeChanged | T::CaseChanged | T::DecisionChanged | T::RoundChanged => message!("words-will-change"),
        T::NodeDropped | T::MilestoneDropped | T::AdjustmentDropped => message!("words-will-be-dropped"),
        T::CaseOpened | T::FacilityOpened | T::RoundOpened => message!("words-will-open"),
        T::CaseClosed => message!("words-will-be-closed"),
        T::CaseReopened | T::RoundReopened | T::FacilityReopened => message!("words-will-reopen"),
        T::NoteRecorded => message!("words-note"),
        T::LightSet => message!("words-other-light"),
        T::MilestonePlanned => message!("words-will-be-planned"),
        T::MilestoneMoved => message!("words-will-move"),
        T::MilestoneMet => message!("words-met"),
        T::AdjustmentRecorded => message!("words-new-amount"),
        T::AdjustmentChanged => message!("words-other-amount"),
        T::AdjustmentToldAgain => message!("words-told-again"),
        T::FacilityCapacityChanged => message!("words-other-capacity"),
        T::FacilityRestricted => message!("words-restricted"),
        T::FacilityClosed => message!("words-closes"),
        T::IndicatorRecorded => message!("words-will-be-followed"),
        T::IndicatorMeasured => message!("words-measurement"),
        T::DecisionTaken => message!("words-decision"),
        T::RoundSealed => message!("words-will-be-sealed"),
        T::RoundPublished => message!("words-will-be-published"),
        T::EventWithdrawn => message!("words-will-be-withdrawn"),
        T::EventErased => message!("words-will-be-erased"),
    }
}

/// Returns the message that counts events of this kind, for kinds that are counted rather than listed when they are of
/// a later day: they are not changes that somebody announced.
pub fn counting_message(kind: &str) -> Option<fn(usize) -> Message> {
    match kind {
        "toelichting.vastgelegd" => Some(|count| message!("words-notes-counted", count = count)),
        "stoplicht.gezet" => Some(|count| message!("words-lights-counted", count = count)),
        "indicator.gemeten" => Some(|count| message!("words-measurements-counted", count = count)),
        _ => None,
    }
}

/// Formats the aspects of a light: `tijd ■ rood, geld ▲ oranje`.
pub fn aspects(language: Language, set: &Value) -> String {
    let aspects = [
        ("tijd", message!("aspect-time")),
        ("geld", message!("aspect-money")),
        ("kwaliteit", message!("aspect-quality")),
    ];
    let told = aspects.into_iter().filter_map(|(key, name)| {
        let colour = set[key].as_str()?;
        Some(format!("{} {}", name.in_language(language), light(language, colour)))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Returns the placeholder for an erased text.
pub fn erased(language: Language) -> String {
    message!("compare-erased").in_language(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_on_the_clocks_of_the_netherlands_and_says_so() {
        let told = |language| moment(language, "2019-05-28T10:00:00Z").replace('\u{a0}', " ");
        assert_eq!(told(Language::Dutch), "28 mei 2019, 12:00:00 (Nederlandse tijd)");
        assert_eq!(told(Language::English), "28 May 2019, 12:00:00 (Dutch time)");
    }

    #[test]
    fn the_moment_asked_is_told_before_the_event_it_led_to() {
        let mut basis = serde_json::json!({ "positie": 57, "beschikbaarOp": "2019-05-28T10:00:00Z" });
        let told = |basis: &Value| {
            let (name, told) = known_label_and_text(Language::Dutch, basis);
            format!("{name}: {told}").replace('\u{a0}', " ")
        };
        assert_eq!(told(&basis), "Bekend tot en met: positie 57 van 28 mei 2019, 12:00:00 (Nederlandse tijd)");
        crate::set_asked_at(&mut basis, crate::domain::moment::parse_known_at("2019-06-02").unwrap());
        assert_eq!(
            told(&basis),
            "Zoals bekend op: 2 juni 2019, einde van de dag (Nederlandse tijd); laatste gebeurtenis tot dan: positie 57 van \
             28 mei 2019, 12:00:00 (Nederlandse tijd)"
        );
    }
}
