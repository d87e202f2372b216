//! The day on which what is of before will be recorded, and a doubt where it does not fit its round.

use maud::{Markup, html};

use crate::domain::time::Day;
use crate::language::Message;
use crate::message;
use crate::reader::Reader;
use crate::render::wording;

/// How many days after its reporting date a page is published at most, as far as nobody doubts.
const DAYS_AFTER_MAX: i64 = 366;

/// Returns on which day something will be recorded, both days as `YYYY-MM-DD`.
pub fn own_day(reader: Reader, day: &str, reporting_date: Option<&str>) -> Markup {
    html! {
        p { (reader.say(&message!("own-moment-told", day = wording::day(reader.language, day, None)))) }
        @if let Some(doubt) = reporting_date.and_then(|date| doubt(reader, day, date)) {
            div.warning { p { (reader.say(&doubt)) } }
        }
    }
}

/// Returns why a day does not fit the round: it lies before the reporting date, or long after it.
fn doubt(reader: Reader, day: &str, date: &str) -> Option<Message> {
    let number = |iso: &str| Some(i64::from(Day::parse(iso).ok()?.number()));
    let (own, reporting) = (number(day)?, number(date)?);
    let date = wording::day(reader.language, date, None);
    if own < reporting {
        return Some(message!("own-moment-before", date = date));
    }
    (own - reporting > DAYS_AFTER_MAX).then(|| message!("own-moment-long-after", date = date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_day_before_the_reporting_date_or_more_than_a_year_after_it_is_doubted() {
        let reader = Reader::at_service(Language::Dutch, false);
        for (day, doubted) in [
            ("2021-08-31", Some("voor de peildatum")),
            ("2021-09-01", None),
            ("2022-09-01", None),
            ("2022-09-03", Some("meer dan een jaar na de peildatum")),
        ] {
            let told = own_day(reader, day, Some("2021-09-01")).into_string();
            assert!(told.contains("Wordt vastgelegd op"), "{told}");
            assert_eq!(told.contains("Klopt die dag?"), doubted.is_some(), "{day}: {told}");
            assert!(doubted.is_none_or(|words| told.contains(words)), "{day}: {told}");
        }
        assert!(
            !own_day(reader, "2021-08-31", None).into_string().contains("Klopt"),
            "without a date nothing is doubted"
        );
    }
}
