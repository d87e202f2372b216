//! The reference implementation of a report: a full scan of the records, by the description at the top of
//! `projections`.
//!
//! It is slow and has no index; a property test compares the fast implementation with it. It works on the JSON of the
//! records and shares no code with the fast one except the order of codes and the end of a period.

mod place;
mod scope;
mod sealed;
mod telling;
mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

pub(crate) use place::PlainAttachments;
use serde_json::Value;

use crate::domain::field::Field;
use crate::domain::ids::compare_codes;
use crate::domain::time::Day;
use crate::log::record::Record;

/// The value of each field and the record that set it.
type SetFields<'r> = BTreeMap<&'r str, (&'r Value, &'r Record)>;

/// The log up to a position, and the parameters of a report.
pub struct PlainReport<'r> {
    pub log: Vec<&'r Record>,
    pub day: Day,
    pub year: i64,
    pub round: Option<String>,
    /// The version of the shape, which selects the rules.
    pub version: u32,
}

/// The value of a list of texts that were erased.
static NO_TEXTS: LazyLock<Value> = LazyLock::new(|| Value::Array(Vec::new()));

const LATE: Day = Day::from_number(i32::MAX);

impl<'r> PlainReport<'r> {
    pub(super) fn find(&self, id: &str) -> Option<&'r Record> {
        self.log.iter().find(|r| r.id.to_string() == id).copied()
    }

    pub(super) fn withdrawn(&self, record: &Record) -> bool {
        let subject = format!("gebeurtenis/{}", record.id);
        self.log.iter().any(|r| r.kind.name() == "gebeurtenis.ingetrokken" && r.subject.as_str() == subject)
    }

    pub(super) fn counts(&self, record: &Record) -> bool {
        let corrections = self.log.iter().filter(|r| r.corrects == Some(record.id));
        !self.withdrawn(record) && corrections.into_iter().all(|by| self.withdrawn(by))
    }

    pub(super) fn rank(&self, record: &Record) -> u64 {
        match record.corrects.and_then(|id| self.find(&id.to_string())) {
            Some(corrected) => self.rank(corrected),
            None => record.position,
        }
    }

    /// Returns the events of a subject that count and hold from `day` or earlier, by (day, rank).
    pub(super) fn standing(&self, subject: &str, day: Day) -> Vec<&'r Record> {
        let by_position = subject.starts_with("ronde/");
        let own = self.log.iter().copied().filter(|r| r.subject.as_str() == subject && self.counts(r));
        let mut rows: Vec<&Record> = own.filter(|r| by_position || r.effective_on <= day).collect();
        rows.sort_by_key(|r| (if by_position { LATE } else { r.effective_on }, self.rank(r)));
        rows
    }

    pub(super) fn later(&self, subject: &str) -> Vec<&'r Record> {
        let own = self.log.iter().copied().filter(|r| r.subject.as_str() == subject && self.counts(r));
        let takes_effect = |r: &&Record| r.kind.name() != "bijstelling.opnieuw-gemeld";
        let mut rows: Vec<&Record> = own.filter(|r| r.effective_on > self.day).filter(takes_effect).collect();
        rows.sort_by_key(|r| (r.effective_on, self.rank(r)));
        rows
    }

    pub(super) fn shows(&self, subject: &str) -> bool {
        let introductions = self.standing(subject, LATE).into_iter().filter(|r| r.kind.introduces());
        match introductions.map(|r| r.effective_on).min() {
            Some(first) => first <= self.day,
            None => !self.standing(subject, self.day).is_empty(),
        }
    }

    /// Folds the fields, where a later event overrides an earlier one, from the start of the current life on.
    pub(super) fn fold(&self, subject: &str, day: Day) -> (SetFields<'r>, Vec<&'r Record>) {
        let rows = self.standing(subject, day);
        let lives = ["onderdeel/", "bijstelling/", "mijlpaal/"].iter().any(|kind| subject.starts_with(kind));
        let start = if lives { rows.iter().rposition(|r| r.kind.introduces()).unwrap_or(0) } else { 0 };
        let apart = ["toelichting.vastgelegd", "stoplicht.gezet", "indicator.gemeten", "bijstelling.opnieuw-gemeld"];
        let rows: Vec<_> = rows[start..].iter().copied().filter(|r| !apart.contains(&r.kind.name())).collect();
        if self.version == 1 {
            return (fold_fields(&rows), rows);
        }
        let mut fields = SetFields::new();
        for row in &rows {
            if sets_status(row) {
                fields.retain(|key, _| !belongs_to_status(subject, key));
            }
            let said = fields.clone();
            let said_with_status = |key: &str| {
                !sets_status(row)
                    && belongs_to_status(subject, key)
                    && said.get(key).is_some_and(|(_, by)| sets_status(by))
            };
            set_one(&mut fields, row, said_with_status);
        }
        (fields, rows)
    }

    pub(super) fn status(rows: &[&'r Record]) -> Option<&'r Record> {
        rows.iter().rfind(|r| sets_status(r)).copied()
    }

    /// Returns the intervals in which a node exists: the first day, and the record that ended it.
    pub(super) fn intervals(&self, code: &str) -> Vec<(Day, Option<&'r Record>)> {
        let mut intervals: Vec<(Day, Option<&Record>)> = Vec::new();
        for row in self.standing(&format!("onderdeel/{code}"), self.day) {
            let stands = intervals.last().is_some_and(|(_, end)| end.is_none());
            match row.kind.name() {
                "onderdeel.opgenomen" if !stands => intervals.push((row.effective_on, None)),
                "onderdeel.vervallen" if stands => intervals.last_mut().unwrap().1 = Some(row),
                _ => {}
            }
        }
        intervals
    }

    pub(super) fn stands(&self, code: &str) -> bool {
        self.intervals(code).last().is_some_and(|(_, end)| end.is_none())
    }

    pub(super) fn resolve(&self, named: &str, day: Day) -> String {
        let (mut code, mut day, mut ends) = (named.to_owned(), day, BTreeSet::new());
        loop {
            let intervals = self.intervals(&code);
            let holds =
                |(from, end): &&(Day, Option<&Record>)| *from <= day && end.is_none_or(|r| r.effective_on > day);
            let found = intervals
                .iter()
                .find(holds)
                .or_else(|| intervals.iter().find(|(from, _)| *from > day))
                .or(intervals.last());
            let Some((_, end)) = found else { return named.to_owned() };
            let Some(end) = end else { return code };
            if !ends.insert(end.position) {
                return named.to_owned();
            }
            let successors = end.data["opvolgers"].as_array().unwrap();
            let next = if successors.len() == 1 {
                successors[0].as_str().map(str::to_owned)
            } else {
                let rows = self.standing(&format!("onderdeel/{code}"), end.effective_on);
                let before: Vec<_> = rows.iter().copied().take_while(|r| r.position != end.position).collect();
                let start = before.iter().rposition(|r| r.kind.introduces()).unwrap_or(0);
                let structure: Vec<_> =
                    before[start..].iter().copied().filter(|r| r.kind.name().starts_with("onderdeel.")).collect();
                fold_fields(&structure).get("bovenliggend").and_then(|(v, _)| v.as_str()).map(str::to_owned)
            };
            let Some(next) = next else { return named.to_owned() };
            (code, day) = (next, end.effective_on);
        }
    }

    pub(super) fn above(&self, code: &str) -> Option<String> {
        if !self.stands(code) {
            return None;
        }
        let (fields, _) = self.fold(&format!("onderdeel/{code}"), self.day);
        let (parent, by) = fields.get("bovenliggend")?;
        Some(self.resolve(parent.as_str().unwrap(), by.effective_on))
    }

    pub(super) fn parent(&self, code: &str) -> Option<String> {
        let parent = self.above(code)?;
        let mut path = vec![code.to_owned()];
        let mut next = Some(parent.clone());
        while let Some(up) = next {
            if up == code {
                let lowest = path.iter().min_by(|a, b| compare_codes(a, b)).unwrap();
                return (lowest != code).then_some(parent);
            }
            if path.contains(&up) {
                break;
            }
            next = self.above(&up);
            path.push(up);
        }
        Some(parent)
    }

    pub(super) fn subjects(&self, kind: &str) -> BTreeSet<String> {
        self.log.iter().map(|r| r.subject.as_str().to_owned()).filter(|s| s.starts_with(kind)).collect()
    }

    /// Returns the node (`None` when it can not be determined), the dropped code the subject was recorded under, and
    /// its case.
    pub(super) fn place(&self, fields: &SetFields<'r>) -> (Option<String>, Option<String>, Option<String>) {
        let case = fields.get("dossier").map(|(v, _)| v.as_str().unwrap().to_owned());
        let of_case = case.as_ref().map(|id| {
            let subject = format!("dossier/{id}");
            self.fold(&subject, if self.shows(&subject) { self.day } else { LATE }).0
        });
        let node = of_case.as_ref().unwrap_or(fields).get("onderdeel").map(|(v, by)| {
            let named = v.as_str().unwrap();
            (named.to_owned(), self.resolve(named, by.effective_on))
        });
        let dropped = node.as_ref().filter(|(named, to)| named != to).map(|(named, _)| named.clone());
        (node.map(|(_, to)| to), dropped, case)
    }

    pub(super) fn amount(&self, id: &str) -> Option<SetFields<'r>> {
        let subject = format!("bijstelling/{id}");
        let (fields, rows) = self.fold(&subject, self.day);
        let dropped = Self::status(&rows).is_some_and(|r| r.kind.name() == "bijstelling.vervallen");
        (self.shows(&subject) && !dropped).then_some(fields)
    }

    /// Returns the pairs of amounts that are linked by `dekt` or `realiseert`, both in effect.
    pub(super) fn pointing(&self, field: &str) -> Vec<(String, String)> {
        let ids = self.subjects("bijstelling/").into_iter().map(|s| s["bijstelling/".len()..].to_owned());
        let pairs = ids.filter_map(|id| Some((self.amount(&id)?.get(field)?.0.as_str()?.to_owned(), id)));
        pairs.filter(|(to, from)| to != from && self.amount(to).is_some()).map(|(to, from)| (from, to)).collect()
    }

    pub(super) fn shown_amounts(&self) -> BTreeSet<String> {
        let ids = self.subjects("bijstelling/").into_iter().map(|s| s["bijstelling/".len()..].to_owned());
        let of_year = |id: &String| {
            self.amount(id)
                .is_some_and(|f| f.get("begrotingsjaar").is_none_or(|(year, _)| year.as_i64() == Some(self.year)))
        };
        let mut shown: BTreeSet<String> = ids.filter(of_year).collect();
        let links: Vec<_> = self.pointing("dekt").into_iter().chain(self.pointing("realiseert")).collect();
        loop {
            let before = shown.len();
            for (from, to) in &links {
                if shown.contains(from) || shown.contains(to) {
                    shown.extend([from.clone(), to.clone()]);
                }
            }
            if shown.len() == before {
                return shown;
            }
        }
    }
}

/// Returns true for an event that sets the status of its subject: whether it exists, is open, closed, met or sealed.
fn sets_status(record: &Record) -> bool {
    let changes = [
        "onderdeel.vervallen",
        "dossier.gesloten",
        "dossier.heropend",
        "mijlpaal.gehaald",
        "mijlpaal.vervallen",
        "bijstelling.vervallen",
        "voorziening.beperkt",
        "voorziening.gesloten",
        "voorziening.heropend",
        "ronde.heropend",
        "ronde.vastgesteld",
    ];
    record.kind.introduces() || changes.contains(&record.kind.name())
}

/// Returns true for a field that is set with a status and is not a field of the subject itself.
fn belongs_to_status(subject: &str, key: &str) -> bool {
    let sealing = ["besluit", "orgaan", "strekking", "genomenOp", "versie", "positie", "wortel", "digest"];
    let sealing_or_publication =
        ["digestGeraamte", "rapportageVersie", "softwareVersie", "moment", "url", "weergaven", "vervangt"];
    match subject.split_once('/').unwrap().0 {
        "voorziening" => ["reden", "omvang", "vervangenDoor", "besluit"].contains(&key),
        "dossier" => ["reden", "uitkomst"].contains(&key),
        "mijlpaal" => ["reden", "resultaat"].contains(&key),
        "onderdeel" => ["reden", "opvolgers"].contains(&key),
        "bijstelling" => key == "reden",
        "ronde" => key == "reden" || sealing.contains(&key) || sealing_or_publication.contains(&key),
        _ => false,
    }
}

pub(super) fn fold_fields<'r>(rows: &[&'r Record]) -> SetFields<'r> {
    let mut fields = SetFields::new();
    rows.iter().for_each(|row| set_one(&mut fields, row, |_| false));
    fields
}

/// Applies one event. A text that was erased was set by that event, and has no value any more.
fn set_one<'r>(fields: &mut SetFields<'r>, row: &'r Record, left_out: impl Fn(&str) -> bool) {
    for (key, value) in row.data.iter().filter(|(key, _)| !left_out(key)) {
        if row.kind.name() == "ronde.vastgesteld" && key == "peildatum" {
            continue; // a sealing names its reporting date, and does not set that of the round
        }
        match key.as_str() {
            "pm" if !value.is_null() => drop(fields.remove("bedragInCenten")),
            "bedragInCenten" if !value.is_null() => drop(fields.remove("pm")),
            _ => {}
        }
        if value.is_null() {
            fields.remove(key.as_str())
        } else {
            fields.insert(key, (value, row))
        };
    }
    let erased = row.erased_fields.iter().filter(|field| !row.data.contains_key(field.name()));
    for erased in erased.filter(|field| !left_out(field.name())) {
        let gone = if *erased == Field::Portfolios { &*NO_TEXTS } else { &Value::Null };
        fields.insert(erased.name(), (gone, row));
    }
}
