//! Tests of the agenda: by example, and against its plain definition.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{AgendaError, AgendaRequest, agenda};
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::plain::PlainReport;
use crate::tests::kit::{TestLog, with_cases};
use crate::tests::random::{CODES, DAYS, Seeds, log_of};

fn asked(log: &TestLog, from: &str, until: &str, position: u64, node: Option<&str>) -> Value {
    let day = |text| Day::parse(text).unwrap();
    let request = AgendaRequest { from: day(from), until: day(until), position, node: node.map(str::to_owned) };
    serde_json::to_value(agenda(&log.state, log, &request).unwrap()).unwrap()["agendapunten"].take()
}

/// Returns what stands in the agenda of 2019 as known at a position: the day, what it is, and its subject.
fn of_2019(log: &TestLog, position: u64) -> Vec<(String, String, String)> {
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let all = asked(log, "2019-01-01", "2019-12-31", position, None);
    all.as_array().unwrap().iter().map(|e| (text(e, "per"), text(e, "wat"), text(e, "onderwerp"))).collect()
}

fn told(day: &str, what: &str, subject: &str) -> (String, String, String) {
    (day.to_owned(), what.to_owned(), subject.to_owned())
}

#[test]
fn what_moved_stands_on_its_new_day_only_and_what_was_withdrawn_nowhere() {
    let mut log = TestLog::default();
    let building = json!({ "naam": "Gebouw C", "soort": "maatschappelijke-opvang", "onderdeel": "9" });
    log.add("voorziening.geopend", "voorziening/c", "2018-01-01", building);
    let closes = log.add("voorziening.gesloten", "voorziening/c", "2019-04-01", json!({ "reden": "huur" }));
    let moved = log.correct(closes, "2019-04-08", json!({ "reden": "huur" }));
    assert_eq!(of_2019(&log, closes), [told("2019-04-01", "voorziening.gesloten", "voorziening/c")]);
    assert_eq!(of_2019(&log, moved), [told("2019-04-08", "voorziening.gesloten", "voorziening/c")]);
    let of = |position| asked(&log, "2019-01-01", "2019-12-31", position, None)[0].clone();
    let (before, after) = (of(closes), of(moved));
    assert_eq!(before["id"], after["id"], "an entry that moves is the same entry");
    assert_eq!((&after["naam"], &after["reden"]), (&json!("Gebouw C"), &json!("huur")));
    assert_eq!((&before["laatstePositie"], &after["laatstePositie"]), (&json!(closes), &json!(moved)));
    let withdrawn = log.withdraw(moved);
    assert_eq!(of_2019(&log, withdrawn), [told("2019-04-01", "voorziening.gesloten", "voorziening/c")]);
    let again = asked(&log, "2019-01-01", "2019-12-31", withdrawn, None)[0].clone();
    assert_eq!(again["laatstePositie"], json!(withdrawn), "it rises, also when an earlier day holds again");
    let gone = log.withdraw(closes);
    assert_eq!(of_2019(&log, gone), []);
}

#[test]
fn a_milestone_stands_on_the_day_it_is_planned_for_until_it_is_met_or_dropped() {
    let mut log = TestLog::default();
    let plan = json!({ "omschrijving": "Gunning", "onderdeel": "9", "per": "2019-06-01", "nauwkeurigheid": "maand" });
    let planned = log.add("mijlpaal.gepland", "mijlpaal/m", "2019-01-01", plan);
    let moved =
        log.add("mijlpaal.verschoven", "mijlpaal/m", "2019-05-01", json!({ "per": "2019-09-01", "reden": "later" }));
    let met = log.add("mijlpaal.gehaald", "mijlpaal/m", "2019-09-03", json!({}));
    assert_eq!(of_2019(&log, planned), [told("2019-06-01", "mijlpaal.gepland", "mijlpaal/m")]);
    assert_eq!(of_2019(&log, moved), [told("2019-09-01", "mijlpaal.verschoven", "mijlpaal/m")]);
    assert_eq!(of_2019(&log, met), []);
    let of = |position| asked(&log, "2019-01-01", "2019-12-31", position, None)[0].clone();
    assert_eq!(of(planned)["nauwkeurigheid"], "maand");
    assert_eq!(of(planned)["id"], of(moved)["id"]);
    assert_eq!(of(moved)["reden"], "later");
}

#[test]
fn an_erased_name_or_reason_is_in_no_agenda() {
    let mut log = TestLog::default();
    let building = json!({ "naam": "Geheim", "soort": "vrouwenopvang", "onderdeel": "9" });
    let opened = log.add("voorziening.geopend", "voorziening/c", "2019-01-01", building);
    let closed = log.add("voorziening.gesloten", "voorziening/c", "2019-04-01", json!({ "reden": "verhuist" }));
    log.erase(opened);
    log.erase(closed);
    let all = asked(&log, "2019-01-01", "2019-12-31", log.state.head(), None);
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    for entry in all.as_array().unwrap() {
        assert_eq!((&entry["naam"], &entry["reden"]), (&Value::Null, &Value::Null), "{entry}");
        assert!(entry["laatstePositie"].as_u64() > Some(closed), "an erasure is news for who follows it: {entry}");
    }
}

#[test]
fn an_agenda_of_a_node_is_of_all_below_it_and_an_unknown_node_is_refused() {
    let mut log = TestLog::default();
    log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", json!({ "niveau": "programma", "titel": "M" }));
    let below = json!({ "niveau": "beleidsterrein", "titel": "O", "bovenliggend": "9" });
    log.add("onderdeel.opgenomen", "onderdeel/9A", "2019-01-01", below);
    log.add("onderdeel.opgenomen", "onderdeel/8", "2019-01-01", json!({ "niveau": "programma", "titel": "J" }));
    let building = json!({ "naam": "C", "soort": "wijkteam", "onderdeel": "9A" });
    log.add("voorziening.geopend", "voorziening/c", "2019-02-01", building);
    let motion = json!({ "soort": "motie", "kenmerk": "M", "titel": "Motie", "strekking": "vastgesteld",
        "betreft": ["voorziening/c"] });
    log.add("besluit.genomen", "besluit/m", "2019-03-01", motion);
    let of = |node| asked(&log, "2019-01-01", "2019-12-31", log.state.head(), node).as_array().map(Vec::len);
    assert_eq!((of(None), of(Some("9")), of(Some("9A")), of(Some("8"))), (Some(2), Some(2), Some(2), Some(0)));
    let day = |text| Day::parse(text).unwrap();
    let ask = |node: &str, position| {
        let (from, until) = (day("2019-01-01"), day("2019-12-31"));
        agenda(&log.state, &log, &AgendaRequest { from, until, position, node: Some(node.to_owned()) })
    };
    assert!(matches!(ask("7", 5), Err(AgendaError::Report(_))), "nobody ever named it");
    assert!(matches!(ask("8", 2), Err(AgendaError::Report(_))), "nobody had recorded it by then");
}

/// The plain definition, over the records as they are.
struct PlainAgenda<'r>(Vec<&'r Record>);

impl<'r> PlainAgenda<'r> {
    fn on(&self, day: Day) -> PlainReport<'r> {
        PlainReport { log: self.0.clone(), day, year: 0, round: None, version: 2 }
    }

    /// Returns the entries as (day, rank, position, type, subject).
    fn entries(&self, from: Day, until: Day) -> Vec<(Day, u64, u64, &'static str, String)> {
        let last = self.on(Day::from_number(i32::MAX));
        let kinds = ["geopend", "capaciteit-gewijzigd", "beperkt", "gesloten", "heropend"];
        let is_entry = |record: &Record| match record.kind.name().split_once('.') {
            Some(("voorziening", change)) => kinds.contains(&change),
            _ => record.kind.name() == "besluit.genomen",
        };
        let dated = self.0.iter().filter(|record| is_entry(record) && last.counts(record));
        let dated = dated.map(|r| (r.effective_on, last.rank(r), r.position, r.kind.name(), r.subject.to_string()));
        let plans = last.subjects("mijlpaal/").into_iter().filter_map(|subject| {
            let (fields, rows) = last.fold(&subject, last.day);
            let status = PlainReport::status(&rows);
            let ended = status.is_some_and(|by| ["mijlpaal.gehaald", "mijlpaal.vervallen"].contains(&by.kind.name()));
            let (due, by) = fields.get("per").filter(|_| !ended)?;
            let due = Day::parse(due.as_str()?).ok()?;
            Some((due, last.rank(status.unwrap_or(by)), by.position, by.kind.name(), subject))
        });
        let mut all: Vec<_> = dated.chain(plans).filter(|entry| from <= entry.0 && entry.0 <= until).collect();
        all.sort();
        all
    }

    /// Returns the nodes that a subject refers to on a day, or refers to through a case or through what it concerns.
    fn homes(&self, subject: &str, day: Day, seen: &mut Vec<String>) -> Vec<(String, Day)> {
        if seen.contains(&subject.to_owned()) {
            return Vec::new();
        }
        seen.push(subject.to_owned());
        if let Some(code) = subject.strip_prefix("onderdeel/") {
            return vec![(code.to_owned(), day)];
        }
        let at = self.on(day);
        let last = Day::from_number(i32::MAX);
        let first = at.standing(subject, last).iter().filter(|r| r.kind.introduces()).map(|r| r.effective_on).min();
        let (fields, _) = at.fold(subject, first.map_or(day, |first| first.max(day)));
        let mut found = Vec::new();
        if let Some((code, by)) = fields.get("onderdeel") {
            found.push((code.as_str().unwrap().to_owned(), by.effective_on));
        }
        let case = fields.get("dossier").map(|(id, _)| format!("dossier/{}", id.as_str().unwrap()));
        let concerned = fields.get("betreft").map(|(list, _)| list.as_array().unwrap().as_slice()).unwrap_or_default();
        let through = case.into_iter().chain(concerned.iter().map(|subject| subject.as_str().unwrap().to_owned()));
        for target in through {
            found.extend(self.homes(&target, day, seen));
        }
        found
    }

    /// Returns the node that an entry belongs to, and all nodes that it is below.
    fn owners(&self, subject: &str, day: Day) -> (Option<String>, BTreeSet<String>) {
        let at = self.on(day);
        let homes = self.homes(subject, day, &mut Vec::new());
        let own = homes.first().map(|(code, day)| at.resolve(code, *day));
        let mut all = BTreeSet::new();
        let mut next: Vec<String> =
            homes.iter().flat_map(|(code, day)| [code.clone(), at.resolve(code, *day)]).collect();
        while let Some(code) = next.pop() {
            if all.insert(code.clone()) {
                next.extend(at.parent(&code));
            }
        }
        (own, all)
    }
}

proptest! {
    #![proptest_config(with_cases(300))]

    #[test]
    fn the_agenda_agrees_with_its_plain_definition(
        all in prop::collection::vec(any::<Seeds>(), 1..70), from in 0..DAYS.len(), span in 0..DAYS.len(), known in 1..=100u64,
        node in 0..=CODES.len(),
    ) {
        let log = log_of(&all);
        let position = 1 + known * (log.state.head() - 1) / 100;
        let (from, until) = (Day::parse(DAYS[from]).unwrap(), Day::parse(DAYS[(from + span).min(DAYS.len() - 1)]).unwrap());
        let node = CODES.get(node).map(|code| (*code).to_owned());
        let request = AgendaRequest { from, until, position, node: node.clone() };
        let plain = PlainAgenda(log.records[..position as usize].iter().map(AsRef::as_ref).collect());
        let has_node = node.as_ref().is_none_or(|code| plain.0.iter().any(|r| r.subject.as_str() == format!("onderdeel/{code}")));
        let fast = agenda(&log.state, &log, &request);
        prop_assert_eq!(fast.is_ok(), has_node);
        let Ok(fast) = fast else { return Ok(()) };
        let fast: Vec<_> = fast.entries.iter()
            .map(|e| (e.due.clone(), e.id.clone(), e.position, e.what, e.subject.clone(), e.node.clone())).collect();
        let id = |rank: u64| log.records[rank as usize - 1].id.to_string();
        let expected: Vec<_> = plain.entries(from, until).into_iter()
            .map(|(due, rank, position, what, subject)| { let owners = plain.owners(&subject, due); (due, rank, position, what, subject, owners) })
            .filter(|(.., (_, all))| node.as_ref().is_none_or(|code| all.contains(code)))
            .map(|(due, rank, position, what, subject, (own, _))| (due.to_string(), id(rank), position, what, subject, own)).collect();
        prop_assert_eq!(fast, expected);
    }
}
