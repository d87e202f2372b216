//! The plain definition of a comparison: every subject at three points, by a full scan of the records, paired and held side by side
//! as the words at the top of `comparison` say it. Shares nothing with the fast one but the order of codes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::domain::ids::compare_codes;
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::projections::plain::Plain;

type Fields = Map<String, Value>;
/// Nature, subject, subject before, note before, note after, field, from, to, change.
pub(in crate::projections::comparison) type PlainRow = [Value; 9];

const OUT: [&str; 9] =
    ["positie", "posities", "id", "code", "oordeel", "aangekondigd", "vervallen", "onderdeelVervallen", "onderdelen"];
const SAID: [&str; 6] = ["kop", "tekst", "oorzaak", "gevolg", "bijsturing", "dossiers"];
const PLACES: [&str; 4] = ["onderdeel", "bovenliggend", "dossier", "onderwerp"];

/// Notes and light of one node or case.
#[derive(Default, Clone)]
pub(in crate::projections::comparison) struct On<'r> {
    pub notes: Vec<&'r Record>,
    pub light: Fields,
}

/// One point.
pub(in crate::projections::comparison) struct Side<'r> {
    pub plain: Plain<'r>,
}

impl<'r> Side<'r> {
    pub fn subjects(&self) -> BTreeSet<String> {
        let kinds = ["onderdeel/", "dossier/", "voorziening/", "bijstelling/", "indicator/", "mijlpaal/", "besluit/"];
        kinds.iter().flat_map(|kind| self.plain.subjects(kind)).collect()
    }

    pub fn alive(&self, subject: &str) -> bool {
        let (_, rows) = self.plain.fold(subject, self.plain.day);
        let ended = Plain::status(&rows)
            .is_some_and(|r| ["onderdeel.vervallen", "bijstelling.vervallen"].contains(&r.kind.name()));
        self.plain.shows(subject) && !ended
    }

    /// The fields of a subject, without those that say nothing; none where it is not there.
    pub fn fields(&self, subject: &str) -> Option<Fields> {
        if !self.alive(subject) {
            return None;
        }
        let plain = &self.plain;
        let (kind, id) = subject.split_once('/').unwrap();
        let (fields, rows) = plain.fold(subject, plain.day);
        let text = |field: &str| fields.get(field).map_or(Value::Null, |(value, _)| (*value).clone());
        let list = |field: &str| fields.get(field).map_or_else(|| json!([]), |(value, _)| (*value).clone());
        let mut view = match kind {
            "onderdeel" => {
                let mut view = plain.object(id, "titel", &fields, &rows, &["niveau", "commissie", "missie"]);
                view.insert("portefeuilles".into(), list("portefeuilles"));
                view.insert("voortzettingVan".into(), list("voortzettingVan"));
                view.insert("bovenliggend".into(), json!(plain.parent(id)));
                view
            }
            "dossier" => {
                let mut view = plain.object(id, "titel", &fields, &rows, &["soort", "eigenaar", "samenvatting"]);
                let status = Plain::status(&rows);
                let closed = status.is_some_and(|r| r.kind.name() == "dossier.gesloten");
                view.insert("status".into(), if closed { "gesloten" } else { "open" }.into());
                view.insert("sinds".into(), json!(status.map(|r| r.effective_on.to_string())));
                view.insert("uitkomst".into(), if closed { text("uitkomst") } else { Value::Null });
                view.insert("partijen".into(), list("partijen"));
                view.insert("verwijzingen".into(), list("verwijzingen"));
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
                let names = ["kenmerk", "soort", "strekking", "voorbehoud", "orgaan", "url"];
                let mut view = plain.object(id, "titel", &fields, &rows, &names);
                view.insert("betreft".into(), list("betreft"));
                let day = Plain::status(&rows).or(rows.last().copied()).map(|r| r.effective_on.to_string());
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

    /// What hangs on every node and case.
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
            let mut group: Vec<&Record> = plain.group(&all).0.into_iter().map(|(row, _)| row).collect();
            group.sort_by_key(|r| (r.effective_on, plain.rank(r)));
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

    fn life(&self, code: &str) -> Option<Day> {
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

pub(in crate::projections::comparison) fn nothing(field: &str, value: &Value) -> bool {
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

/// Each subject on the left with its other side, then those of the right that have none.
fn sides(x: &Side<'_>, y: &Side<'_>) -> (BTreeMap<String, Option<String>>, BTreeMap<String, Option<String>>) {
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

/// The rows of one step.
pub(in crate::projections::comparison) fn step(nature: &str, x: &Side<'_>, y: &Side<'_>) -> Vec<PlainRow> {
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
    rows.rows
}

type Other<'f> = &'f dyn Fn(&String) -> Option<String>;
type Hangs<'r> = BTreeMap<String, On<'r>>;

fn notes<'r>(
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
    let mut found: Vec<((String, &Record), (String, &Record))> = Vec::new();
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

pub(in crate::projections::comparison) fn note_fields(note: &Record, itself: bool) -> Fields {
    let mut fields = Fields::new();
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

struct Rows<'n> {
    nature: &'n str,
    rows: Vec<PlainRow>,
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

    fn subject(&mut self, left: Option<&String>, right: Option<&String>, from: Option<Fields>, to: Option<Fields>) {
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

    fn fields(
        &mut self,
        left: Option<&String>,
        right: Option<&String>,
        ids: Ids,
        from: Fields,
        to: Fields,
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
        for (name, value) in note_fields(note, true) {
            let (from, to) = if left.is_some() { (value, Value::Null) } else { (Value::Null, value) };
            let change = if left.is_some() { "vervallen" } else { "toegevoegd" };
            self.push(left, right, ids.clone(), &name, from, to, change);
        }
    }
}

/// Amounts that stand, by year, words and node: cents, and how many are p.m.
pub(in crate::projections::comparison) fn totals(side: &Side<'_>) -> BTreeMap<(String, String), (i64, u64)> {
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
