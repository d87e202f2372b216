//! Days, moments, amounts and numbers as a Dutch reader expects them.

use chrono::{DateTime, Datelike as _};

use crate::domain::event::EventType;
use crate::domain::time::{Day, Instant, MONTHS};

/// A day, as exactly as it is known: `1 april 2019`, `maart 2019`, `uiterlijk 1 april 2019`.
pub fn day(iso: &str, precision: Option<&str>) -> String {
    let Ok(parsed) = Day::parse(iso) else { return iso.to_owned() };
    let date = parsed.date();
    let (year, month) = (date.year(), MONTHS[date.month0() as usize]);
    let whole = format!("{} {month} {year}", date.day());
    match precision {
        Some("maand") => format!("{month} {year}"),
        Some("kwartaal") => format!("{}e kwartaal {year}", date.month0() / 3 + 1),
        Some("jaar") => year.to_string(),
        Some("uiterlijk") => format!("uiterlijk {whole}"),
        Some("onbekend") => "onbekende dag".to_owned(),
        _ => whole,
    }
}

/// A moment on the clocks of Amsterdam: `28 mei 2019, 12:00:00`.
pub fn moment(iso: &str) -> String {
    let Ok(instant) = Instant::parse(iso) else { return iso.to_owned() };
    let utc = DateTime::from_timestamp_micros(instant.micros()).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC);
    let local = utc.with_timezone(&chrono_tz::Europe::Amsterdam);
    format!("{}, {}", day(&local.format("%Y-%m-%d").to_string(), None), local.format("%H:%M:%S"))
}

/// An amount in eurocents: `€ 1.234.567,89`. The blank after the sign does not break.
pub fn euros(cents: i64) -> String {
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let sign = if cents < 0 { "-" } else { "" };
    format!("€\u{a0}{sign}{},{rest:02}", thousands(whole))
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// A decimal string with a comma: `78,5`.
pub fn decimal(value: &str) -> String {
    value.replace('.', ",")
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
    fn a_day_is_told_as_exactly_as_it_is_known() {
        let told = ["maand", "kwartaal", "jaar", "uiterlijk", "onbekend"].map(|p| day("2019-03-01", Some(p)));
        assert_eq!(told, ["maart 2019", "1e kwartaal 2019", "2019", "uiterlijk 1 maart 2019", "onbekende dag"]);
        assert_eq!(day("2019-03-01", None), "1 maart 2019");
        assert_eq!(moment("2019-05-28T10:00:00Z"), "28 mei 2019, 12:00:00");
    }

    #[test]
    fn amounts_are_in_dutch_notation() {
        let told = [0, 5, 100, 123_456_789, -7_500_000].map(euros);
        let told = told.map(|amount| amount.replace('\u{a0}', " "));
        assert_eq!(told, ["€ 0,00", "€ 0,05", "€ 1,00", "€ 1.234.567,89", "€ -75.000,00"]);
    }
}
