//! From which day something holds that a page says and the log does not.

use serde_json::{Value, json};

use super::super::PageRound;
use super::super::known_facts::KnownRound;
use crate::domain::time::Day;

/// The days between which a difference can have begun.
pub(super) struct PageDays {
    /// The id of the round of the page.
    pub round: String,
    /// The reporting date of the page.
    pub reporting_date: Day,
    /// The last day that the round reports on: its reporting date in the log, where the page has a later one.
    pub last_reported: Day,
    /// The reporting date of the newest round in the log before the page.
    pub earlier_round: Option<Day>,
    /// Whether the page is the first one of its budget year: its tree holds from 1 January.
    is_first_of_year: bool,
}

impl PageDays {
    pub fn of(page: &PageRound, rounds: &[KnownRound]) -> PageDays {
        let earlier: Vec<(&KnownRound, Day)> = rounds
            .iter()
            .filter(|round| round.id != page.id)
            .filter_map(|round| Some((round, round.reporting_date?)))
            .filter(|(_, day)| *day < page.reporting_date)
            .collect();
        let earlier_round = earlier.iter().map(|(_, day)| *day).max();
        let is_of_year = |(round, _): &(&KnownRound, Day)| round.fiscal_year == Some(page.fiscal_year);
        let is_first_of_year =
            !earlier.iter().any(is_of_year) && earlier_round.is_none_or(|day| day < page.structure_day);
        let same = rounds.iter().find(|round| round.id == page.id).and_then(|round| round.reporting_date);
        PageDays {
            round: page.id.clone(),
            reporting_date: page.reporting_date,
            last_reported: same.map_or(page.reporting_date, |known| known.min(page.reporting_date)),
            earlier_round,
            is_first_of_year,
        }
    }

    /// Dates a difference with the log: no later than the reporting date, since the newest round before it still said
    /// otherwise. A day that the page itself gives stays, if it lies between the two.
    pub fn date_change(&self, event: &mut Value) {
        let assumed = event["herkomst"]["aangenomen"].as_array().cloned().unwrap_or_default();
        let is_assumed = assumed.iter().any(|field| field == "ingangsdatum");
        let day = event["ingangsdatum"].as_str().and_then(|day| Day::parse(day).ok());
        let is_shown_otherwise = day.zip(self.earlier_round).is_some_and(|(day, earlier)| day <= earlier);
        if self.is_first_of_year || !(is_assumed || is_shown_otherwise) {
            return;
        }
        event["ingangsdatum"] = json!(self.reporting_date.to_string());
        event["ingangsdatumNauwkeurigheid"] = json!("uiterlijk");
        event["herkomst"]["oordeel"] = json!("nakijken");
        if !is_assumed {
            event["herkomst"]["aangenomen"] =
                assumed.into_iter().chain([json!("ingangsdatum")]).collect::<Vec<_>>().into();
        }
    }
}
