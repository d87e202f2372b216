//! The reference implementation of the rounds before a round, by programme, and of what a round says of an amount: by the
//! descriptions at the top of `round_windows` and `telling`, a scan of the records.

use super::PlainReport;
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::reporting_dates::ROUNDS_BACK;

const LATE: Day = Day::from_number(i32::MAX);

impl PlainReport<'_> {
    /// Returns the rounds that account for the past with an earlier reporting date than the day, the newest first.
    pub(crate) fn rounds_before(&self) -> Vec<(Day, String)> {
        let mut before = Vec::new();
        for subject in self.subjects("ronde/") {
            let (fields, _) = self.fold(&subject, LATE);
            let field = |key: &str| fields.get(key).and_then(|(value, _)| value.as_str());
            let Some((kind, date)) = field("soort").zip(field("peildatum")) else { continue };
            let (id, date) = (subject["ronde/".len()..].to_owned(), Day::parse(date).unwrap());
            let is_other = self.round.as_ref() != Some(&id);
            if is_other && date < self.day && !["programmabegroting", "kaderbrief"].contains(&kind) {
                before.push((date, id));
            }
        }
        before.sort();
        before.reverse();
        before
    }

    /// Returns true when an earlier round, as these records know it, covers a programme.
    pub(crate) fn is_covered_by(&self, round: &str, date: Day, known: Vec<&Record>, programme: Option<&str>) -> bool {
        let round = Some(round.to_owned());
        let earlier = PlainReport { log: known, day: date, year: self.year, round, version: self.version };
        let scope = earlier.scope(earlier.round.as_deref().unwrap());
        let has_scope = scope.named.is_some() || !scope.came.is_empty();
        let Some(programme) = programme.filter(|_| has_scope) else { return true };
        let goes_on_as = |code: &str| self.programme_of(&self.resolve(code, date));
        let mut covered = scope.programmes.iter().filter(|code| scope.covers(code));
        covered.any(|code| goes_on_as(code).as_deref() == Some(programme))
    }

    /// Returns the reporting date of the round before, for what belongs to a programme.
    pub(crate) fn date_before(&self, programme: Option<&str>) -> Option<Day> {
        let mut before = self.rounds_before().into_iter().take(ROUNDS_BACK);
        let covers = |(date, round): &(Day, String)| self.is_covered_by(round, *date, self.log.clone(), programme);
        before.find(covers).map(|(date, _)| date)
    }

    /// Returns what the round of the report says of an amount that stands.
    pub(crate) fn telling(&self, subject: &str) -> &'static str {
        let node = self.place(&self.fold(subject, self.day).0).0;
        let before = self.date_before(node.and_then(|node| self.programme_of(&node)).as_deref());
        let in_window = |on| before.is_none_or(|before| before < on);
        let mut told = "overgenomen";
        for event in self.standing(subject, self.day) {
            told = match event.kind.name() {
                "bijstelling.vastgelegd" if in_window(event.effective_on) => return "nieuw",
                "bijstelling.gewijzigd" if in_window(event.effective_on) => "gewijzigd",
                "bijstelling.opnieuw-gemeld" if told == "overgenomen" && self.is_own(&event.data["ronde"]) => {
                    "opnieuw-gemeld"
                }
                _ => told,
            };
        }
        told
    }

    fn is_own(&self, round: &serde_json::Value) -> bool {
        self.round.as_deref() == round.as_str()
    }
}
