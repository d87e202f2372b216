//! The plain definition of a comparison: every subject at four points, by a full scan of the records, paired and
//! compared as the module documentation of `comparison` describes. It shares nothing with the fast one but the order of
//! codes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::plain_rows::{Rows, notes};
use crate::domain::ids::compare_codes;
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::plain::PlainReport;
use crate::{CaseView, DecisionView, NodeView};

pub(crate) type ComparedFields = Map<String, Value>;
/// Nature, subject, subject before, note before, note after, field, from, to, change.
pub(crate) type PlainRow = [Value; 9];

const OUT: [&str; 9] =
    ["positie", "posities", "id", "code", "oordeel", "aangekondigd", "vervallen", "onderdeelVervallen", "onderdelen"];

/// Notes and light of one node or case.
#[derive(Default, Clone)]
pub(crate) struct On<'r> {
    pub notes: Vec<&'r Record>,
    pub light: ComparedFields,
}

/// One point.
pub(crate) struct Side<'r> {
    pub plain: PlainReport<'r>,
}

impl<'r> Side<'r> {
    pub fn subjects(&self) -> BTreeSet<String> {
        let kinds = ["onderdeel/", "dossier/", "voorziening/", "bijstelling/", "indicator/", "mijlpaal/", "besluit/"];
        kinds.iter().flat_map(|kind| self.plain.subjects(kind)).collect()
    }

    pub fn alive(&self, subject: &str) -> bool {
        let (_, rows) = self.plain.fold(subject, self.plain.day);
        let ended = PlainReport::status(&rows)
            .is_some_and(|r| ["onderdeel.vervallen", "bijstelling.vervallen"].contains(&r.kind.name()));
        self.plain.shows(subject) && !ended
    }

    /// Returns the fields of a subject, without empty values; none where it does not exist.
    pub fn fields(&self, subject: &str) -> Option<ComparedFields> {
        if !self.alive(subject) {
            return None;
        }
        let plain = &self.plain;
        let (kind, id) = subject.split_once('/').unwrap();
        let (fields, rows) = plain.fold(subject, plain.day);
        let mut view = match kind {
            "onderdeel" => {
                let mut view = plain.object(id, NodeView::FIELDS, &fields, &rows);
                view.insert("bovenliggend".into(), json!(plain.parent(id)));
                view
            }
            "dossier" => {
                let mut view = plain.object(id, CaseView::FIELDS, &fields, &rows);
                let status = PlainReport::status(&rows);
                let closed = status.is_some_and(|r| r.kind.name() == "dossier.gesloten");
                view.insert("status".into(), if closed { "gesloten" } else { "open" }.into());
                view.insert("sinds".into(), json!(status.map(|r| r.effective_on.to_string())));
                view
            }
            "voorziening" => plain.facility(id, &fields, &rows),
            "bijstelling" => plain.adjustment(id, &fields, &rows),
            "indicator" => {
                let mut view = plain.indicator(id, &fields, &rows);
                if view["periode"].is_null() {
                    view.insert("streefwaarde".into(), Value::Null);
                }
                view
            }
            "mijlpaal" => plain.milestone(id, &fields, &rows),
            _ => {
                let mut view = plain.object(id, DecisionView::FIELDS, &fields, &rows);
                let day = PlainReport::status(&rows).or(rows.last().copied()).map(|r| r.effective_on.to_string());
                view.insert("ingangsdatum".into(), json!(day));
                if let Some((reservation, _)) = fields.get("voorbehoud") {
                    let by = reservation["vervuldDoor"].as_str();
                    view.insert(
                        "voorbehoudVervuld".into(),
                        by.is_some_and(|by| self.alive(&format!("besluit/{by}"))).into(),
                    );
                }
                view
            }
        };
        let (node, _, case) = plain.place(&fields);
        if !["onderdeel", "besluit"].contains(&kind) {
            view.insert("onderdeel".into(), json!(node));
        }
        if ["voorziening", "bijstelling", "mijlpaal"].contains(&kind) {
            view.insert("dossier".into(), json!(case));
        }
        view.retain(|field, value| !OUT.contains(&field.as_str()) && !nothing(field, value));
        Some(view)
    }

    /// Returns what is attached to every node and case.
    pub fn hangs(&self) -> BTreeMap<String, On<'r>> {
        let plain = &self.plain;
        let mut notes: BTreeMap<String, Vec<(&'r Record, Option<String>)>> = BTreeMap::new();
        let mut lights = notes.clone();
        for subject in plain.subjects("onderdeel/").into_iter().chain(plain.subjects("dossier/")) {
            for row in plain.standing(&subject, plain.day) {
                let home = match subject.strip_prefix("onderdeel/") {
                    Some(code) => format!("onderdeel/{}", plain.resolve(code, row.effective_on)),
                    None if self.alive(&subject) => subject.clone(),
                    None => continue,
                };
                match row.kind.name() {
                    "toelichting.vastgelegd" => notes.entry(home).or_default().push((row, None)),
                    "stoplicht.gezet" => lights.entry(home).or_default().push((row, None)),
                    _ => {}
                }
            }
        }
        let mut hangs: BTreeMap<String, On<'r>> = BTreeMap::new();
        for (home, all) in notes {
            let mut group: Vec<&Record> = plain.group(&all).0.into_iter().map(|(row, _)| row).collect();
            group.sort_by_key(|r| (r.data.get("volgorde").and_then(Value::as_i64).unwrap_or(i64::MAX), plain.rank(r)));
            hangs.entry(home).or_default().notes = group;
        }
        for (home, all) in lights {
            let group = plain.lights(&all).0.into_iter().next().unwrap_or_default().into_iter().map(|(row, _)| row);
            let light = &mut hangs.entry(home).or_default().light;
            for row in group {
                for field in ["kleur", "tijd", "geld", "kwaliteit"] {
                    if let Some(colour) = row.data.get(field) {
                        light.insert(field.into(), colour.clone());
                    }
                }
            }
        }
        hangs
    }

    pub fn life(&self, code: &str) -> Option<Day> {
        self.plain.intervals(code).last().map(|(from, _)| *from)
    }

    fn successors(&self, code: &str, begin: Option<Day>) -> Vec<String> {
        let (mut found, mut seen, mut queue) =
            (Vec::new(), BTreeSet::new(), VecDeque::from([(code.to_owned(), begin)]));
        while let Some((code, from)) = queue.pop_front() {
            let ends = self.plain.intervals(&code).into_iter().map(|(_, end)| end);
            let after = |end: &Option<&Record>| match (end, from) {
                (Some(end), Some(from)) => end.effective_on > from,
                _ => true,
            };
            let Some(Some(end)) = ends.into_iter().find(after) else { continue };
            if seen.insert(end.position) {
                for next in end.data["opvolgers"].as_array().unwrap() {
                    found.push(next.as_str().unwrap().to_owned());
                    queue.push_back((next.as_str().unwrap().to_owned(), Some(end.effective_on)));
                }
            }
        }
        found
    }
}

pub(super) fn nothing(field: &str, value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty) || field == "pm" && *value == false
}

fn goes_on_from(here: &Side<'_>, there: &Side<'_>, new: &str, old: &str) -> bool {
    let (mut seen, mut queue) = (BTreeSet::from([new.to_owned()]), VecDeque::from([new.to_owned()]));
    while let Some(code) = queue.pop_front() {
        let (fields, _) = there.plain.fold(&format!("onderdeel/{code}"), there.plain.day);
        let listed = fields.get("voortzettingVan").and_then(|(v, _)| v.as_array()).cloned().unwrap_or_default();
        for before in listed.iter().map(|code| code.as_str().unwrap().to_owned()) {
            if before == old {
                return true;
            }
            let subject = format!("onderdeel/{before}");
            if seen.insert(before.clone()) && !here.alive(&subject) && !there.alive(&subject) {
                queue.push_back(before);
            }
        }
    }
    false
}

/// Returns each subject on the left with its other side, then the subjects on the right that have none.
pub(crate) fn sides(
    x: &Side<'_>,
    y: &Side<'_>,
) -> (BTreeMap<String, Option<String>>, BTreeMap<String, Option<String>>) {
    let codes: BTreeSet<String> =
        x.plain.subjects("onderdeel/").union(&y.plain.subjects("onderdeel/")).cloned().collect();
    let code = |subject: &str| subject["onderdeel/".len()..].to_owned();
    let mut same: BTreeSet<&String> = BTreeSet::new();
    for subject in &codes {
        let (a, b) = (x.life(&code(subject)), y.life(&code(subject)));
        let between = |side: &Side<'_>| match (a, b) {
            (Some(a), Some(b)) => side
                .plain
                .intervals(&code(subject))
                .iter()
                .any(|(_, end)| end.is_some_and(|end| a.min(b) < end.effective_on && end.effective_on <= a.max(b))),
            _ => false,
        };
        if x.alive(subject) && y.alive(subject) && !between(x) && !between(y) {
            same.insert(subject);
        }
    }
    let sorted = |side: &Side<'_>| {
        let mut rest: Vec<String> =
            codes.iter().filter(|s| side.alive(s) && !same.contains(s)).map(|s| code(s)).collect();
        rest.sort_by(|a, b| compare_codes(a, b));
        rest
    };
    let (left, right) = (sorted(x), sorted(y));
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for l in &left {
        let free = |r: &&String| !taken.values().any(|t| t == *r);
        let first = y.successors(l, x.life(l)).into_iter().find(|r| right.contains(r) && free(&r));
        let then = || right.iter().filter(free).find(|r| goes_on_from(x, y, r, l)).cloned();
        let turned = || {
            let took = |r: &&String| x.successors(r, y.life(r)).contains(l) || goes_on_from(y, x, l, r);
            right.iter().filter(free).find(took).cloned()
        };
        if let Some(r) = first.or_else(then).or_else(turned) {
            taken.insert(l.clone(), r);
        }
    }
    let name = |code: &String| format!("onderdeel/{code}");
    let (mut right_of, mut left_of) = (BTreeMap::new(), BTreeMap::new());
    for no in left.iter().filter(|l| right.contains(l)) {
        right_of.insert(name(no), None);
        left_of.insert(name(no), None);
    }
    for (l, r) in &taken {
        right_of.entry(name(r)).or_insert(None);
        left_of.entry(name(l)).or_insert(None);
    }
    for (l, r) in &taken {
        right_of.insert(name(l), Some(name(r)));
        left_of.insert(name(r), Some(name(l)));
    }
    (right_of, left_of)
}

/// Returns the rows of one step.
pub(super) fn step(nature: &str, x: &Side<'_>, y: &Side<'_>) -> Vec<PlainRow> {
    let (right_of, left_of) = sides(x, y);
    let right = |s: &String| right_of.get(s).cloned().unwrap_or_else(|| Some(s.clone()));
    let left = |s: &String| left_of.get(s).cloned().unwrap_or_else(|| Some(s.clone()));
    let mut rows = Rows { nature, rows: Vec::new() };
    let all: BTreeSet<String> = x.subjects().union(&y.subjects()).cloned().collect();
    for subject in &all {
        let other = right(subject);
        rows.subject(Some(subject), other.as_ref(), x.fields(subject), other.as_ref().and_then(|o| y.fields(o)));
        if left(subject).is_none() {
            rows.subject(None, Some(subject), None, y.fields(subject));
        }
    }
    let (on_left, on_right) = (x.hangs(), y.hangs());
    let homes: BTreeSet<&String> = on_left.keys().chain(on_right.keys()).collect();
    let pairs: BTreeSet<(Option<String>, Option<String>)> =
        homes.iter().flat_map(|h| [(Some((*h).clone()), right(h)), (left(h), Some((*h).clone()))]).collect();
    let light = |on: &BTreeMap<String, On<'_>>, home: &Option<String>| {
        home.as_ref().and_then(|h| on.get(h)).map(|o| o.light.clone())
    };
    for (l, r) in &pairs {
        let (from, to) = (light(&on_left, l).unwrap_or_default(), light(&on_right, r).unwrap_or_default());
        rows.fields(l.as_ref(), r.as_ref(), (None, None), from, to, false);
    }
    notes((x, y), (&on_left, &on_right), (&right, &left), &mut rows);
    // A place that only has another code is the same place.
    let node = |code: &Value| code.as_str().map(|code| format!("onderdeel/{code}"));
    rows.rows.retain(|row| {
        let [field, from, to] = [&row[5], &row[6], &row[7]];
        let is_place = *field == "onderdeel" || *field == "bovenliggend";
        !(is_place && node(from).zip(node(to)).is_some_and(|(from, to)| right(&from) == Some(to)))
    });
    rows.rows
}

/// Returns the amounts that stand, by year, words and node: cents, and how many are p.m.
pub(super) fn totals(side: &Side<'_>) -> BTreeMap<(String, String), (i64, u64)> {
    let mut totals: BTreeMap<(String, String), (i64, u64)> = BTreeMap::new();
    for subject in side.plain.subjects("bijstelling/") {
        let Some(fields) = side.fields(&subject) else { continue };
        let words =
            ["begrotingsjaar", "soort", "effect", "stand", "lastenBaten", "duur"].map(|w| fields.get(w).cloned());
        let node = fields.get("onderdeel").and_then(Value::as_str).unwrap_or_default().to_owned();
        let total = totals.entry((json!(words).to_string(), node)).or_default();
        match fields.get("bedragInCenten") {
            Some(cents) => total.0 += cents.as_i64().unwrap(),
            None => total.1 += 1,
        }
    }
    totals
}
