//! Days, moments, amounts and numbers as a Dutch reader expects them.

use chrono::DateTime;

use crate::domain::event::EventType;
use crate::domain::notation;
pub use crate::domain::notation::euros;
use crate::domain::time::Instant;

/// A day, as exactly as it is known: `1 april 2019`. Its blanks do not break: a day at the end of a line goes on whole.
pub fn day(iso: &str, precision: Option<&str>) -> String {
    notation::day(iso, precision).replace(' ', "\u{a0}")
}

/// A moment on the clocks of Amsterdam: `28 mei 2019, 12:00:00`.
pub fn moment(iso: &str) -> String {
    let Ok(instant) = Instant::parse(iso) else { return iso.to_owned() };
    let utc = DateTime::from_timestamp_micros(instant.micros()).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC);
    let local = utc.with_timezone(&chrono_tz::Europe::Amsterdam);
    format!("{}, {}", day(&local.format("%Y-%m-%d").to_string(), None), local.format("%H:%M:%S"))
}

/// A decimal string with a comma: `78,5`.
pub fn decimal(value: &str) -> String {
    value.replace('.', ",")
}

/// The words that set an amount or a total apart: of those that are not known, what it is that nobody knows.
pub fn of_amount<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Vec<String> {
    let word = |key: &str| match value(key)? {
        "onbekend" => Some(format!("{key} onbekend")),
        known => Some(words(known)),
    };
    ["soort", "effect", "stand", "lastenBaten", "duur"].into_iter().filter_map(word).collect()
}

/// A word of a list, such as `beschermd-wonen`, as it reads in a sentence.
pub fn words(token: &str) -> String {
    token.replace('-', " ")
}

/// The same with a capital.
pub fn capital(token: &str) -> String {
    let mut chars = token.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The shape of a traffic light: tells the colours apart where no colour is seen.
pub fn shape(colour: &str) -> &'static str {
    match colour {
        "groen" => "●",
        "oranje" => "▲",
        "rood" => "■",
        _ => "?",
    }
}

/// What an event that takes effect later will do.
pub fn announced(kind: &str) -> &str {
    use EventType as T;
    let Some(known) = EventType::from_name(kind.trim_start_matches(crate::domain::event::TYPE_PREFIX)) else {
        return kind;
    };
    match known {
        T::NodeRecorded => "wordt opgenomen",
        T::NodeChanged | T::CaseChanged | T::DecisionChanged | T::RoundChanged => "wordt gewijzigd",
        T::NodeDropped | T::MilestoneDropped | T::AdjustmentDropped => "vervalt",
        T::CaseOpened | T::FacilityOpened | T::RoundOpened => "gaat open",
        T::CaseClosed => "wordt gesloten",
        T::CaseReopened | T::RoundReopened | T::FacilityReopened => "gaat weer open",
        T::NoteRecorded => "toelichting",
        T::LightSet => "ander stoplicht",
        T::MilestonePlanned => "wordt gepland",
        T::MilestoneMoved => "verschuift",
        T::MilestoneMet => "gehaald",
        T::AdjustmentRecorded => "nieuw bedrag",
        T::AdjustmentChanged => "ander bedrag",
        T::FacilityCapacityChanged => "andere capaciteit",
        T::FacilityRestricted => "beperkt open",
        T::FacilityClosed => "sluit",
        T::IndicatorRecorded => "wordt gevolgd",
        T::IndicatorMeasured => "meting",
        T::DecisionTaken => "besluit",
        T::RoundSealed => "wordt vastgesteld",
        T::RoundPublished => "wordt gepubliceerd",
        T::EventWithdrawn => "wordt ingetrokken",
        T::EventErased => "wordt gewist",
    }
}

/// What is counted rather than told one by one where it is of a later day: it is no change that somebody announced.
pub fn counted(kind: &str) -> Option<&'static str> {
    match kind {
        "toelichting.vastgelegd" => Some("toelichtingen"),
        "stoplicht.gezet" => Some("stoplichten"),
        "indicator.gemeten" => Some("metingen"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_on_the_clocks_of_amsterdam() {
        assert_eq!(moment("2019-05-28T10:00:00Z").replace('\u{a0}', " "), "28 mei 2019, 12:00:00");
    }
}
