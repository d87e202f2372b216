//! The plain definition of a comparison: its rows, and how notes are paired.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::plain::{On, PlainRow, Side, nothing};
use crate::log::record::Record;

type ComparedFields = Map<String, Value>;
const SAID: [&str; 6] = ["kop", "tekst", "oorzaak", "gevolg", "bijsturing", "dossiers"];
const PLACES: [&str; 4] = ["onderdeel", "bovenliggend", "dossier", "onderwerp"];

/// A note with its home.
type Placed<'r> = (String, &'r Record);
type Other<'f> = &'f dyn Fn(&String) -> Option<String>;
type Hangs<'r> = BTreeMap<String, On<'r>>;

#[expect(clippy::too_many_lines, reason = "the four ways of pairing, one after the other")]
pub(super) fn notes<'r>(
    (x, y): (&Side<'r>, &Side<'r>),
    (on_left, on_right): (&Hangs<'r>, &Hangs<'r>),
    (right, left): (Other<'_>, Other<'_>),
    rows: &mut Rows<'_>,
) {
    let flat = |on: &Hangs<'r>| -> Vec<(String, &'r Record)> {
        let mut all: Vec<_> = on.iter().flat_map(|(home, on)| on.notes.iter().map(|n| (home.clone(), *n))).collect();
        all.sort_by_key(|(_, note)| x.plain.rank(note).min(y.plain.rank(note)));
        all
    };
    let rank = |note: &Record| y.plain.rank(note);
    let (mut ls, mut rs) = (flat(on_left), flat(on_right));
    let parted =
        |l: &String, r: &String| l == r && (right(l).is_some_and(|o| o != *l) || left(r).is_some_and(|o| o != *r));
    let mut found: Vec<(Placed<'r>, Placed<'r>)> = Vec::new();
    let join =
        |ls: &mut Vec<(String, &'r Record)>, rs: &mut Vec<(String, &'r Record)>, a: u64, b: u64, found: &mut Vec<_>| {
            let at = ls.iter().position(|(_, n)| rank(n) == a).zip(rs.iter().position(|(_, n)| rank(n) == b));
            if let Some((i, j)) = at.filter(|(i, j)| !parted(&ls[*i].0, &rs[*j].0)) {
                found.push((ls.remove(i), rs.remove(j)));
            }
        };
    for (_, note) in ls.clone() {
        join(&mut ls, &mut rs, rank(note), rank(note), &mut found);
    }
    let whole = |note: &'r Record| -> Vec<u64> {
        let (mut ranks, mut next) = (Vec::new(), note);
        while let Some(id) = next.data.get("vervolgOp").and_then(Value::as_str) {
            next = y.plain.find(id).unwrap();
            if ranks.contains(&rank(next)) {
                break;
            }
            ranks.push(rank(next));
        }
        ranks
    };
    for turned in [false, true] {
        let (from, to) = if turned { (ls.clone(), rs.clone()) } else { (rs.clone(), ls.clone()) };
        let mut taken = BTreeSet::new();
        for (_, note) in from {
            let target = whole(note).into_iter().find(|r| to.iter().any(|(_, n)| rank(n) == *r));
            if let Some(target) = target.filter(|t| taken.insert(*t)) {
                let (a, b) = if turned { (rank(note), target) } else { (target, rank(note)) };
                join(&mut ls, &mut rs, a, b, &mut found);
            }
        }
    }
    for home in on_left.keys().cloned().collect::<Vec<_>>() {
        let Some(other) = right(&home).filter(|other| left(other).as_ref() == Some(&home)) else { continue };
        let headings = |on: &Hangs<'r>, home: &String| -> Vec<(String, u64)> {
            let notes = on.get(home).map_or(&[][..], |on| &on.notes);
            let kop = |n: &&Record| n.data.get("kop").and_then(Value::as_str).map(str::to_owned);
            let all: Vec<(String, u64)> = notes.iter().filter_map(|n| Some((kop(n)?, rank(n)))).collect();
            all.iter().filter(|(k, _)| all.iter().filter(|(o, _)| o == k).count() == 1).cloned().collect()
        };
        for (kop, a) in headings(on_left, &home) {
            for (_, b) in headings(on_right, &other).into_iter().filter(|(o, _)| *o == kop) {
                join(&mut ls, &mut rs, a, b, &mut found);
            }
        }
        let rest = |all: &[(String, &'r Record)], home: &String| -> Vec<u64> {
            all.iter().filter(|(h, _)| h == home).map(|(_, n)| rank(n)).collect()
        };
        if let ([a], [b]) = (&rest(&ls, &home)[..], &rest(&rs, &other)[..]) {
            join(&mut ls, &mut rs, *a, *b, &mut found);
        }
    }
    for ((l, a), (r, b)) in found {
        let itself = rank(a) == rank(b);
        let ids = (Some(a.id.to_string()), Some(b.id.to_string()));
        if right(&l).as_ref() != Some(&r) && l != r {
            rows.push(Some(&l), Some(&r), ids.clone(), "onderwerp", json!(l), json!(r), "verplaatst");
        }
        if a.position != b.position {
            rows.fields(Some(&l), Some(&r), ids, note_fields(a, itself), note_fields(b, itself), true);
        }
    }
    for (l, a) in ls {
        rows.note_alone(Some(&l), None, a);
    }
    for (r, b) in rs {
        rows.note_alone(None, Some(&r), b);
    }
}

pub(super) fn note_fields(note: &Record, itself: bool) -> ComparedFields {
    let mut fields = ComparedFields::new();
    let names = SAID.iter().chain(["ronde", "volgorde", "vervolgOp"].iter().filter(|_| itself));
    for name in names {
        if let Some(value) = note.data.get(*name).filter(|value| !nothing(name, value)) {
            fields.insert((*name).into(), value.clone());
        }
    }
    if itself {
        fields.insert("ingangsdatum".into(), note.effective_on.to_string().into());
        if note.precision != crate::domain::time::Precision::Day {
            fields.insert("nauwkeurigheid".into(), note.precision.name().into());
        }
    }
    fields
}

/// The rows of one step, as they are collected.
pub(super) struct Rows<'n> {
    pub nature: &'n str,
    pub rows: Vec<PlainRow>,
}

type Ids = (Option<String>, Option<String>);

impl Rows<'_> {
    #[expect(clippy::too_many_arguments, reason = "the columns of a row")]
    fn push(
        &mut self,
        left: Option<&String>,
        right: Option<&String>,
        ids: Ids,
        field: &str,
        from: Value,
        to: Value,
        change: &str,
    ) {
        let before = left.filter(|left| right.is_some_and(|right| right != *left));
        let (nature, subject) = (json!(self.nature), json!(right.or(left)));
        self.rows.push([
            nature,
            subject,
            json!(before),
            json!(ids.0),
            json!(ids.1),
            json!(field),
            from,
            to,
            json!(change),
        ]);
    }

    pub fn subject(
        &mut self,
        left: Option<&String>,
        right: Option<&String>,
        from: Option<ComparedFields>,
        to: Option<ComparedFields>,
    ) {
        let none = (None, None);
        match (&from, &to) {
            (None, None) => return,
            (Some(_), None) => self.push(left, right, none, "bestaan", json!(true), json!(false), "vervallen"),
            (None, Some(_)) => self.push(left, right, none, "bestaan", json!(false), json!(true), "toegevoegd"),
            (Some(_), Some(_)) if left != right => {
                let code = |s: Option<&String>| json!(s.unwrap()["onderdeel/".len()..]);
                self.push(left, right, none, "code", code(left), code(right), "gewijzigd");
            }
            (Some(_), Some(_)) => {}
        }
        let both = from.is_some() && to.is_some();
        self.fields(left, right, (None, None), from.unwrap_or_default(), to.unwrap_or_default(), both);
    }

    pub fn fields(
        &mut self,
        left: Option<&String>,
        right: Option<&String>,
        ids: Ids,
        from: ComparedFields,
        to: ComparedFields,
        both: bool,
    ) {
        let names: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
        for name in names {
            let (a, b) = (from.get(name).cloned().unwrap_or(Value::Null), to.get(name).cloned().unwrap_or(Value::Null));
            if a == b {
                continue;
            }
            let change = match (a.is_null(), b.is_null()) {
                _ if both && PLACES.contains(&name.as_str()) => "verplaatst",
                (true, _) => "toegevoegd",
                (_, true) => "vervallen",
                _ => "gewijzigd",
            };
            self.push(left, right, ids.clone(), name, a, b, change);
        }
    }

    fn note_alone(&mut self, left: Option<&String>, right: Option<&String>, note: &Record) {
        let id = Some(note.id.to_string());
        let ids = if left.is_some() { (id, None) } else { (None, id) };
        let mut fields = note_fields(note, true);
        fields.entry("tekst").or_insert(Value::Null); // always a row, even for an erased text
        for (name, value) in fields {
            let (from, to) = if left.is_some() { (value, Value::Null) } else { (Value::Null, value) };
            let change = if left.is_some() { "vervallen" } else { "toegevoegd" };
            self.push(left, right, ids.clone(), &name, from, to, change);
        }
    }
}
