//! The plain definition of series: every subject in every round, by a full scan of the records, as the module
//! documentation of `series` describes. It pairs nodes as the plain definition of a comparison does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::comparison::tests::plain::{On, Side, sides};
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::plain::PlainReport;

/// One column: the round, the records that count, and the day.
pub(super) struct PlainColumn<'r> {
    pub side: Side<'r>,
    hangs: BTreeMap<String, On<'r>>,
}

/// A node over the columns, as `onderdeel/code`: standing, or dropped by a record.
#[derive(Clone)]
enum NodeAt<'r> {
    Absent,
    Stands(String),
    Dropped(String, &'r Record),
}

impl<'r> PlainColumn<'r> {
    pub fn new(log: Vec<&'r Record>, day: Day, year: i64, round: &str) -> PlainColumn<'r> {
        let side = Side { plain: PlainReport { log, day, year, round: Some(round.to_owned()), version: 2 } };
        PlainColumn { hangs: side.hangs(), side }
    }

    fn life(&self, subject: &str) -> Option<Day> {
        self.side.life(subject.strip_prefix("onderdeel/").unwrap())
    }

    /// Returns what became of the life of a node that began on `begin`.
    fn end(&self, subject: &str, begin: Option<Day>) -> NodeAt<'r> {
        let code = subject.strip_prefix("onderdeel/").unwrap();
        let lives = self.side.plain.intervals(code);
        match lives.into_iter().find(|(from, _)| Some(*from) == begin).and_then(|(_, end)| end) {
            Some(end) => NodeAt::Dropped(subject.to_owned(), end),
            None => NodeAt::Absent,
        }
    }

    fn title(&self, subject: &str, field: &str, day: Day) -> Value {
        let (fields, _) = self.side.plain.fold(subject, day);
        let id = subject.split_once('/').unwrap().1;
        fields.get(field).map_or_else(|| id.into(), |(value, _)| (*value).clone())
    }

    /// Adds the light and the notes of a node or case.
    fn hang(&self, cell: &mut Map<String, Value>, subject: &str) {
        let Some(on) = self.hangs.get(subject) else { return };
        let round = self.side.plain.round.clone().unwrap();
        if !on.light.is_empty() {
            cell.insert("kleur".into(), on.light.get("kleur").cloned().unwrap_or(Value::Null));
        }
        if !on.notes.is_empty() {
            let own = on.notes.iter().all(|note| note.data.get("ronde").and_then(Value::as_str) == Some(&round));
            cell.insert("toelichtingen".into(), on.notes.len().into());
            cell.insert("overgenomen".into(), (!own).into());
        }
    }

    fn node(&self, at: &NodeAt<'r>) -> Value {
        let plain = &self.side.plain;
        let mut cell = Map::new();
        match at {
            NodeAt::Absent => return Value::Null,
            NodeAt::Stands(subject) => {
                let code = subject.strip_prefix("onderdeel/").unwrap();
                cell.insert("code".into(), code.into());
                cell.insert("onderdeel".into(), json!(plain.parent(code)));
                cell.insert("titel".into(), self.title(subject, "titel", plain.day));
                self.hang(&mut cell, subject);
            }
            NodeAt::Dropped(subject, end) => {
                cell.insert("code".into(), subject.strip_prefix("onderdeel/").unwrap().into());
                cell.insert("status".into(), "vervallen".into());
                cell.insert("sinds".into(), end.effective_on.to_string().into());
                cell.insert("opvolgers".into(), end.data["opvolgers"].clone());
                cell.insert("titel".into(), self.title(subject, "titel", end.effective_on));
            }
        }
        cell.into()
    }

    /// Returns what is known of what the round says of an amount.
    fn told(&self, subject: &str, shown_amounts: &BTreeSet<String>) -> Option<&'static str> {
        let plain = &self.side.plain;
        let programme = |subject: &str| plain.programme_of(&plain.place(&plain.fold(subject, plain.day).0).0?);
        let own = programme(subject);
        let beside = shown_amounts
            .iter()
            .map(|id| format!("bijstelling/{id}"))
            .any(|other| own.is_some() && programme(&other) == own && plain.telling(&other) == "opnieuw-gemeld");
        Some(plain.telling(subject)).filter(|told| *told != "overgenomen" || beside)
    }

    /// Returns the cells of a subject that is no node, by period.
    fn subject(&self, subject: &str, shown_amounts: &BTreeSet<String>) -> BTreeMap<Option<String>, Value> {
        let plain = &self.side.plain;
        let mut cells = BTreeMap::new();
        if !plain.shows(subject) {
            return cells;
        }
        let (kind, id) = subject.split_once('/').unwrap();
        let (fields, rows) = plain.fold(subject, plain.day);
        let mut cell = Map::new();
        let mut say = |key: &str, value: Value| drop(cell.insert(key.to_owned(), value));
        say("onderdeel", json!(plain.place(&fields).0));
        let name = match kind {
            "dossier" => "titel",
            "voorziening" | "indicator" => "naam",
            _ => "omschrijving",
        };
        say("titel", self.title(subject, name, plain.day));
        let status = PlainReport::status(&rows);
        match kind {
            "dossier" => {
                let closed = status.is_some_and(|row| row.kind.name() == "dossier.gesloten");
                say("status", if closed { "gesloten" } else { "open" }.into());
                self.hang(&mut cell, subject);
            }
            "voorziening" => {
                let view = plain.facility(id, &fields, &rows);
                say("status", view["status"].clone());
                say("capaciteit", view["capaciteit"].clone());
            }
            "mijlpaal" => {
                let view = plain.milestone(id, &fields, &rows);
                say("status", view["status"].clone());
                say("per", view["per"].clone());
            }
            "bijstelling" => {
                let year = fields.get("begrotingsjaar").and_then(|(year, _)| year.as_i64());
                if shown_amounts.contains(id) {
                    let view = plain.adjustment(id, &fields, &rows);
                    say("bedragInCenten", view["bedragInCenten"].clone());
                    say("openInCenten", view["openInCenten"].clone());
                    say("gemeld", self.told(subject, shown_amounts).into());
                } else if plain.amount(id).is_none() && year.is_none_or(|year| year == plain.year) {
                    say("status", "vervallen".into());
                } else {
                    return cells;
                }
            }
            _ => {
                let measured = plain.standing(subject, plain.day);
                let mut periods: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
                for row in measured.into_iter().filter(|row| row.kind.name() == "indicator.gemeten") {
                    let period = periods.entry(row.data["periode"].as_str().unwrap().to_owned()).or_default();
                    for field in ["waarde", "status"] {
                        period.extend(row.data.get(field).map(|value| (field.to_owned(), value.clone())));
                    }
                }
                for (period, fields) in periods {
                    let cell = cell.clone().into_iter().chain(fields).collect::<Map<String, Value>>();
                    cells.insert(Some(period), cell.into());
                }
                if !cells.is_empty() {
                    return cells;
                }
            }
        }
        cells.insert(None, cell.into());
        cells
    }
}

/// Returns every row: its subject, its period, and its cells.
pub(super) fn rows(columns: &[PlainColumn<'_>]) -> Vec<Value> {
    let mut rows = Vec::new();
    for chain in chains(columns) {
        let cells: Vec<Value> = chain.iter().zip(columns).map(|(at, column)| column.node(at)).collect();
        let last = cells.iter().rfind(|cell| !cell.is_null()).unwrap();
        rows.push(json!({ "onderwerp": format!("onderdeel/{}", last["code"].as_str().unwrap()), "periode": null, "cellen": cells }));
    }
    let mut found: BTreeMap<(String, Option<String>), Vec<Value>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let shown = column.side.plain.shown_amounts();
        for kind in ["dossier/", "voorziening/", "bijstelling/", "indicator/", "mijlpaal/"] {
            for subject in column.side.plain.subjects(kind) {
                for (period, cell) in column.subject(&subject, &shown) {
                    let empty = || vec![Value::Null; columns.len()];
                    found.entry((subject.clone(), period)).or_insert_with(empty)[at] = cell;
                }
            }
        }
    }
    let measured: BTreeSet<String> =
        found.keys().filter(|(_, period)| period.is_some()).map(|(subject, _)| subject.clone()).collect();
    for ((subject, period), cells) in found {
        if period.is_some() || !measured.contains(&subject) {
            rows.push(json!({ "onderwerp": subject, "periode": period, "cellen": cells }));
        }
    }
    rows
}

/// Follows every node over the columns.
fn chains<'r>(columns: &[PlainColumn<'r>]) -> Vec<Vec<NodeAt<'r>>> {
    let mut chains: Vec<Vec<NodeAt<'r>>> = Vec::new();
    let mut standing: BTreeMap<String, usize> = BTreeMap::new();
    let mut ended: BTreeMap<(String, Option<Day>), usize> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let mut now: BTreeMap<String, usize> = BTreeMap::new();
        if at > 0 {
            let (right_of, _) = sides(&columns[at - 1].side, &column.side);
            for (subject, chain) in &standing {
                let right = right_of.get(subject).cloned().unwrap_or_else(|| Some(subject.clone()));
                match right.filter(|right| column.side.alive(right)) {
                    Some(right) => drop(now.insert(right, *chain)),
                    None => drop(ended.insert((subject.clone(), columns[at - 1].life(subject)), *chain)),
                }
            }
        }
        for subject in column.side.plain.subjects("onderdeel/") {
            if column.side.alive(&subject) && !now.contains_key(&subject) {
                let chain = ended.remove(&(subject.clone(), column.life(&subject))).unwrap_or_else(|| {
                    chains.push(vec![NodeAt::Absent; at]);
                    chains.len() - 1
                });
                now.insert(subject, chain);
            }
        }
        chains.iter_mut().for_each(|chain| chain.resize(at + 1, NodeAt::Absent));
        for (subject, chain) in &now {
            chains[*chain][at] = NodeAt::Stands(subject.clone());
        }
        for ((subject, begin), chain) in &ended {
            chains[*chain][at] = column.end(subject, *begin);
        }
        standing = now;
    }
    chains
}
