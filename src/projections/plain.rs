//! The plain definition of a report: a full scan of the records, as the words at the top of `projections` say it.
//!
//! Slow and without an index; the property test holds the fast one against it. It works on the JSON of the records and
//! shares no code with the fast one but the order of codes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::domain::ids::compare_codes;
use crate::domain::time::{Day, Precision};
use crate::log::record::Record;
use crate::projections::period_end;

/// A field's value and the record that set it.
type Fields<'r> = BTreeMap<&'r str, (&'r Value, &'r Record)>;

/// The log up to the position, and the day.
pub struct Plain<'r> {
    pub log: Vec<&'r Record>,
    pub day: Day,
    pub year: i64,
    pub round: Option<String>,
}

const LATE: Day = Day::from_number(i32::MAX);

impl<'r> Plain<'r> {
    fn find(&self, id: &str) -> Option<&'r Record> {
        self.log.iter().find(|r| r.id.to_string() == id).copied()
    }

    fn withdrawn(&self, record: &Record) -> bool {
        let subject = format!("gebeurtenis/{}", record.id);
        self.log.iter().any(|r| r.kind.name() == "gebeurtenis.ingetrokken" && r.subject.as_str() == subject)
    }

    fn counts(&self, record: &Record) -> bool {
        let corrections = self.log.iter().filter(|r| r.corrects == Some(record.id));
        !self.withdrawn(record) && corrections.into_iter().all(|by| self.withdrawn(by))
    }

    fn rank(&self, record: &Record) -> u64 {
        match record.corrects.and_then(|id| self.find(&id.to_string())) {
            Some(corrected) => self.rank(corrected),
            None => record.position,
        }
    }

    /// The events of a subject that count and hold by `day`, by (day, rank).
    fn standing(&self, subject: &str, day: Day) -> Vec<&'r Record> {
        let by_position = subject.starts_with("ronde/");
        let own = self.log.iter().copied().filter(|r| r.subject.as_str() == subject && self.counts(r));
        let mut rows: Vec<&Record> = own.filter(|r| by_position || r.effective_on <= day).collect();
        rows.sort_by_key(|r| (if by_position { LATE } else { r.effective_on }, self.rank(r)));
        rows
    }

    fn later(&self, subject: &str) -> Vec<&'r Record> {
        let own = self.log.iter().copied().filter(|r| r.subject.as_str() == subject && self.counts(r));
        let mut rows: Vec<&Record> = own.filter(|r| r.effective_on > self.day).collect();
        rows.sort_by_key(|r| (r.effective_on, self.rank(r)));
        rows
    }

    fn shows(&self, subject: &str) -> bool {
        let introductions = self.standing(subject, LATE).into_iter().filter(|r| r.kind.introduces());
        match introductions.map(|r| r.effective_on).min() {
            Some(first) => first <= self.day,
            None => !self.standing(subject, self.day).is_empty(),
        }
    }

    /// Fields set one over the other, from the start of the present life on.
    fn fold(&self, subject: &str, day: Day) -> (Fields<'r>, Vec<&'r Record>) {
        let rows = self.standing(subject, day);
        let lives = ["onderdeel/", "bijstelling/", "mijlpaal/"].iter().any(|kind| subject.starts_with(kind));
        let start = if lives { rows.iter().rposition(|r| r.kind.introduces()).unwrap_or(0) } else { 0 };
        let apart = ["toelichting.vastgelegd", "stoplicht.gezet", "indicator.gemeten"];
        let rows: Vec<_> = rows[start..].iter().copied().filter(|r| !apart.contains(&r.kind.name())).collect();
        (set_over(&rows), rows)
    }

    fn status(rows: &[&'r Record]) -> Option<&'r Record> {
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
        ];
        rows.iter().rfind(|r| r.kind.introduces() || changes.contains(&r.kind.name())).copied()
    }

    /// Times of standing of a node: first day, and the record that ended it.
    fn intervals(&self, code: &str) -> Vec<(Day, Option<&'r Record>)> {
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

    fn stands(&self, code: &str) -> bool {
        self.intervals(code).last().is_some_and(|(_, end)| end.is_none())
    }

    fn resolve(&self, named: &str, day: Day) -> String {
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
                set_over(&structure).get("bovenliggend").and_then(|(v, _)| v.as_str()).map(str::to_owned)
            };
            let Some(next) = next else { return named.to_owned() };
            (code, day) = (next, end.effective_on);
        }
    }

    fn above(&self, code: &str) -> Option<String> {
        if !self.stands(code) {
            return None;
        }
        let (fields, _) = self.fold(&format!("onderdeel/{code}"), self.day);
        let (parent, by) = fields.get("bovenliggend")?;
        Some(self.resolve(parent.as_str().unwrap(), by.effective_on))
    }

    fn parent(&self, code: &str) -> Option<String> {
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

    fn subjects(&self, kind: &str) -> BTreeSet<String> {
        self.log.iter().map(|r| r.subject.as_str().to_owned()).filter(|s| s.starts_with(kind)).collect()
    }

    /// Node (none: it can not be told), the dropped code it was recorded under, and its case.
    fn place(&self, fields: &Fields<'r>) -> (Option<String>, Option<String>, Option<String>) {
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

    fn amount(&self, id: &str) -> Option<Fields<'r>> {
        let subject = format!("bijstelling/{id}");
        let (fields, rows) = self.fold(&subject, self.day);
        let dropped = Self::status(&rows).is_some_and(|r| r.kind.name() == "bijstelling.vervallen");
        (self.shows(&subject) && !dropped).then_some(fields)
    }

    /// The amounts that point at another by `dekt` or `realiseert`, both standing.
    fn pointing(&self, field: &str) -> Vec<(String, String)> {
        let ids = self.subjects("bijstelling/").into_iter().map(|s| s["bijstelling/".len()..].to_owned());
        let pairs = ids.filter_map(|id| Some((self.amount(&id)?.get(field)?.0.as_str()?.to_owned(), id)));
        pairs.filter(|(to, _)| self.amount(to).is_some()).map(|(to, from)| (from, to)).collect()
    }

    fn shown_amounts(&self) -> BTreeSet<String> {
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

fn set_over<'r>(rows: &[&'r Record]) -> Fields<'r> {
    let mut fields = Fields::new();
    for row in rows {
        for (key, value) in &row.data {
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
    }
    fields
}

/// What hangs on a node or a case.
#[derive(Default)]
struct Hanging<'r> {
    notes: Vec<(&'r Record, Option<String>)>,
    lights: Vec<(&'r Record, Option<String>)>,
    lists: BTreeMap<&'static str, Vec<Value>>,
    announced: Vec<&'r Record>,
}

type Hangs<'r> = BTreeMap<Option<String>, Hanging<'r>>;

impl<'r> Plain<'r> {
    /// The report of everything, without its basis.
    pub fn report(&self) -> Value {
        let (mut nodes, mut cases): (Hangs<'r>, Hangs<'r>) = Default::default();
        self.hang_nodes(&mut nodes);
        let placed_cases = self.hang_cases(&mut nodes, &mut cases);
        let amounts = self.hang_things(&mut nodes, &mut cases);
        for (node, view) in placed_cases {
            let hanging = &cases[&Some(view["id"].as_str().unwrap().to_owned())];
            let view = self.with_hanging(view, hanging, &["bijstellingen", "voorzieningen", "mijlpalen"]);
            nodes.entry(node).or_default().lists.entry("dossiers").or_default().push(view);
        }
        // A node may be part of a code on which nothing hangs.
        while let Some(missing) =
            nodes.keys().flatten().filter_map(|code| self.parent(code)).find(|p| !nodes.contains_key(&Some(p.clone())))
        {
            nodes.insert(Some(missing), Hanging::default());
        }
        let decisions = self.decisions(&nodes, &cases);
        json!({ "onderdelen": self.below(None, &nodes), "financien": self.finance(&amounts), "besluiten": decisions })
    }

    fn hang_nodes(&self, nodes: &mut Hangs<'r>) {
        for subject in self.subjects("onderdeel/") {
            let code = &subject["onderdeel/".len()..];
            let introduced = self.standing(&subject, LATE).iter().any(|r| r.kind.introduces());
            if self.stands(code) || !introduced && self.shows(&subject) {
                nodes.entry(Some(code.to_owned())).or_default();
            }
            for row in self.standing(&subject, self.day) {
                let to = self.resolve(code, row.effective_on);
                let dropped = (to != code).then(|| code.to_owned());
                match row.kind.name() {
                    "toelichting.vastgelegd" => nodes.entry(Some(to)).or_default().notes.push((row, dropped)),
                    "stoplicht.gezet" => nodes.entry(Some(to)).or_default().lights.push((row, dropped)),
                    _ => {}
                }
            }
            for row in self.later(&subject) {
                let home =
                    if self.stands(code) { Some(code.to_owned()) } else { self.standing_above(code, row.effective_on) };
                nodes.entry(home).or_default().announced.push(row);
            }
        }
    }

    fn standing_above(&self, code: &str, then: Day) -> Option<String> {
        let (mut code, mut seen) = (code.to_owned(), BTreeSet::new());
        while seen.insert(code.clone()) {
            let (fields, _) = self.fold(&format!("onderdeel/{code}"), then);
            let (parent, by) = fields.get("bovenliggend")?;
            code = self.resolve(parent.as_str().unwrap(), by.effective_on);
            if self.stands(&code) {
                return Some(code);
            }
        }
        None
    }

    fn hang_cases(&self, nodes: &mut Hangs<'r>, cases: &mut Hangs<'r>) -> Vec<(Option<String>, Value)> {
        let mut placed = Vec::new();
        for subject in self.subjects("dossier/") {
            let id = subject["dossier/".len()..].to_owned();
            let (fields, rows) = self.fold(&subject, self.day);
            let status = Self::status(&rows);
            let closed = status.filter(|r| r.kind.name() == "dossier.gesloten");
            let alive = closed.is_none_or(|r| i64::from(r.effective_on.year()) == self.year);
            let (node, dropped, _) = self.place(&fields);
            if !(alive && self.shows(&subject)) {
                for row in self.later(&subject) {
                    nodes.entry(self.future_node(&subject, row)).or_default().announced.push(row);
                }
                continue;
            }
            let hanging = cases.entry(Some(id.clone())).or_default();
            for row in self.standing(&subject, self.day) {
                match row.kind.name() {
                    "toelichting.vastgelegd" => hanging.notes.push((row, None)),
                    "stoplicht.gezet" => hanging.lights.push((row, None)),
                    _ => {}
                }
            }
            hanging.announced = self.later(&subject);
            let mut view = self.object(&id, "titel", &fields, &rows, &["soort", "eigenaar", "samenvatting"]);
            view.insert("status".into(), if closed.is_some() { "gesloten" } else { "open" }.into());
            view.insert("sinds".into(), day_of(status));
            view.insert("uitkomst".into(), closed.and(value(&fields, "uitkomst")).unwrap_or(Value::Null));
            for list in ["partijen", "verwijzingen"] {
                view.insert(list.into(), value(&fields, list).unwrap_or_else(|| json!([])));
            }
            view.insert("onderdeelVervallen".into(), json!(dropped));
            placed.push((node, Value::Object(view)));
        }
        placed
    }

    fn future_node(&self, subject: &str, row: &Record) -> Option<String> {
        let (node, _, _) = self.place(&self.fold(subject, row.effective_on).0);
        let node = node?;
        if self.stands(&node) { Some(node) } else { self.standing_above(&node, row.effective_on) }
    }

    /// Facilities, amounts, indicators and milestones; gives the amounts shown with their nodes, for the totals.
    fn hang_things(&self, nodes: &mut Hangs<'r>, cases: &mut Hangs<'r>) -> Vec<(Option<String>, Fields<'r>)> {
        let (shown_amounts, mut amounts) = (self.shown_amounts(), Vec::new());
        for (kind, list) in [
            ("voorziening", "voorzieningen"),
            ("bijstelling", "bijstellingen"),
            ("indicator", "indicatoren"),
            ("mijlpaal", "mijlpalen"),
        ] {
            for subject in self.subjects(&format!("{kind}/")) {
                let id = &subject[kind.len() + 1..];
                let (fields, rows) = self.fold(&subject, self.day);
                let status = Self::status(&rows);
                let ended = status.filter(|r| {
                    ["voorziening.gesloten", "mijlpaal.gehaald", "mijlpaal.vervallen"].contains(&r.kind.name())
                });
                let alive = match kind {
                    "bijstelling" => shown_amounts.contains(id),
                    _ => ended.is_none_or(|r| i64::from(r.effective_on.year()) == self.year),
                };
                let (node, mut dropped, case) = self.place(&fields);
                let in_case = case.clone().filter(|case| cases.contains_key(&Some(case.clone())));
                let shown = self.shows(&subject) && alive;
                if shown {
                    dropped = dropped.filter(|_| in_case.is_none());
                    let mut view = match kind {
                        "voorziening" => self.facility(id, &fields, &rows),
                        "bijstelling" => self.adjustment(id, &fields, &rows),
                        "indicator" => self.indicator(id, &fields, &rows),
                        _ => self.milestone(id, &fields, &rows),
                    };
                    view.insert("onderdeelVervallen".into(), json!(dropped));
                    if kind != "indicator" {
                        view.insert("dossier".into(), json!(case));
                    }
                    if kind == "bijstelling" {
                        amounts.push((node.clone(), fields));
                    }
                    let home = if in_case.is_some() { cases.entry(in_case) } else { nodes.entry(node) };
                    home.or_default().lists.entry(list).or_default().push(Value::Object(view));
                }
                if !(shown && kind == "voorziening") {
                    for row in self.later(&subject) {
                        let (_, _, case) = self.place(&self.fold(&subject, row.effective_on).0);
                        let home = match case.filter(|case| cases.contains_key(&Some(case.clone()))) {
                            Some(case) => cases.entry(Some(case)),
                            None => nodes.entry(self.future_node(&subject, row)),
                        };
                        home.or_default().announced.push(row);
                    }
                }
            }
        }
        amounts
    }

    fn facility(&self, id: &str, fields: &Fields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let mut view = self.object(
            id,
            "naam",
            fields,
            rows,
            &["soort", "capaciteit", "locatie", "tijdelijk", "vervangenDoor", "besluit"],
        );
        let status = Self::status(rows);
        let word = match status.map(|r| r.kind.name()) {
            Some("voorziening.gesloten") => "gesloten",
            Some("voorziening.beperkt") => "beperkt-open",
            _ => "open",
        };
        view.insert("status".into(), word.into());
        view.insert("sinds".into(), day_of(status));
        for field in ["reden", "omvang"] {
            let by_status = fields.get(field).filter(|(_, by)| Some(by.position) == status.map(|r| r.position));
            view.insert(field.into(), by_status.map_or(Value::Null, |(v, _)| (*v).clone()));
        }
        view.insert("aangekondigd".into(), announced(&self.later(&format!("voorziening/{id}"))));
        view
    }

    fn adjustment(&self, id: &str, fields: &Fields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let names = [
            "bedragInCenten",
            "soort",
            "effect",
            "stand",
            "lastenBaten",
            "duur",
            "begrotingsjaar",
            "eenheidBron",
            "taakveld",
            "besluit",
            "dekt",
            "realiseert",
        ];
        let mut view = self.object(id, "omschrijving", fields, rows, &names);
        let by = |field: &str| -> Vec<String> {
            let pairs = self.pointing(field).into_iter().filter(|(_, to)| to == id);
            pairs.map(|(from, _)| from).collect()
        };
        let (covered, realised) = (by("dekt"), by("realiseert"));
        let all: BTreeSet<&String> = covered.iter().chain(&realised).collect();
        let kind = fields.get("soort").and_then(|(v, _)| v.as_str()).unwrap_or_default();
        let told = !all.is_empty() || ["taakstelling", "tekort", "tegenvaller"].contains(&kind);
        let cents = |f: &Fields<'_>| f.get("bedragInCenten").and_then(|(v, _)| v.as_i64());
        let taken: Option<i64> = all.iter().map(|other| cents(&self.amount(other).unwrap())).sum();
        let open = cents(fields).zip(taken).map(|(amount, taken)| amount - taken).filter(|_| told);
        view.insert("pm".into(), fields.contains_key("pm").into());
        view.insert("openInCenten".into(), json!(open));
        view.insert("gedektDoor".into(), json!(covered));
        view.insert("gerealiseerdDoor".into(), json!(realised));
        view
    }

    fn indicator(&self, id: &str, fields: &Fields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let mut view = self.object(id, "naam", fields, rows, &["eenheid", "richting", "bron"]);
        let all = self.standing(&format!("indicator/{id}"), self.day);
        let measured = all.iter().copied().filter(|r| r.kind.name() == "indicator.gemeten");
        let mut periods: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for row in measured {
            periods.entry(row.data["periode"].as_str().unwrap()).or_default().push(row);
        }
        let latest = periods.into_iter().max_by_key(|(period, _)| (period_end(period), period.len()));
        let measured = latest.as_ref().map(|(_, rows)| set_over(rows)).unwrap_or_default();
        for field in ["periode", "waarde", "ontwikkeling", "norm", "status"] {
            view.insert(field.into(), value(&measured, field).unwrap_or(Value::Null));
        }
        let year = latest.as_ref().map_or_else(|| self.day.year().to_string(), |(period, _)| period[..4].to_owned());
        let target = fields.get("streefwaarden").and_then(|(targets, _)| targets.get(&year)).cloned();
        view.insert("streefwaarde".into(), target.unwrap_or(Value::Null));
        if let Some((_, rows)) = &latest {
            let last = rows.last().unwrap();
            view.insert("nauwkeurigheid".into(), precision(last));
            view.insert("positie".into(), last.position.into());
            if measured.values().any(|(_, by)| by.unreviewed()) {
                view.insert("oordeel".into(), "nakijken".into());
            }
        }
        let mut both: BTreeMap<&str, u64> = fields.iter().map(|(f, (_, by))| (*f, by.position)).collect();
        both.extend(measured.iter().map(|(f, (_, by))| (*f, by.position)));
        view.insert("posities".into(), positions(both));
        view
    }

    fn milestone(&self, id: &str, fields: &Fields<'r>, rows: &[&'r Record]) -> Map<String, Value> {
        let mut view =
            self.object(id, "omschrijving", fields, rows, &["per", "orgaan", "resultaat", "reden", "nauwkeurigheid"]);
        let status = Self::status(rows);
        let word = match status.map(|r| r.kind.name()) {
            Some("mijlpaal.gehaald") => "gehaald",
            Some("mijlpaal.vervallen") => "vervallen",
            _ => "gepland",
        };
        view.insert("status".into(), word.into());
        view.insert("sinds".into(), day_of(status));
        view.insert("afhankelijkVan".into(), value(fields, "afhankelijkVan").unwrap_or_else(|| json!([])));
        view
    }

    fn decisions(&self, nodes: &Hangs<'r>, cases: &Hangs<'r>) -> Value {
        let listed = |list: &str| -> BTreeSet<String> {
            let all = nodes.values().chain(cases.values()).flat_map(|h| h.lists.get(list)).flatten();
            all.map(|v| v["id"].as_str().unwrap().to_owned()).collect()
        };
        let kinds = [
            ("voorziening", listed("voorzieningen")),
            ("bijstelling", listed("bijstellingen")),
            ("indicator", listed("indicatoren")),
            ("mijlpaal", listed("mijlpalen")),
        ];
        let mut views = Vec::new();
        for subject in self.subjects("besluit/") {
            let (fields, rows) = self.fold(&subject, self.day);
            let status = Self::status(&rows);
            let concerns = fields.get("betreft").is_some_and(|(all, by)| {
                all.as_array().unwrap().iter().any(|one| {
                    let (kind, id) = one.as_str().unwrap().split_once('/').unwrap();
                    match kind {
                        "onderdeel" => nodes.contains_key(&Some(self.resolve(id, by.effective_on))),
                        "dossier" => cases.contains_key(&Some(id.to_owned())),
                        _ => kinds.iter().any(|(other, ids)| *other == kind && ids.contains(id)),
                    }
                })
            });
            let of_year = status.is_some_and(|r| i64::from(r.effective_on.year()) == self.year);
            if self.shows(&subject) && (of_year || concerns) {
                let id = &subject["besluit/".len()..];
                let mut view = self.object(
                    id,
                    "titel",
                    &fields,
                    &rows,
                    &["kenmerk", "soort", "strekking", "voorbehoud", "orgaan", "url"],
                );
                view.insert("betreft".into(), value(&fields, "betreft").unwrap_or_else(|| json!([])));
                view.insert("ingangsdatum".into(), day_of(status.or(rows.last().copied())));
                views.push(Value::Object(view));
            }
        }
        Value::Array(views)
    }

    fn finance(&self, amounts: &[(Option<String>, Fields<'r>)]) -> Value {
        let names = ["soort", "effect", "stand", "lastenBaten", "duur"];
        let mut totals: Vec<(Option<i64>, String, Vec<Option<String>>, i64, u64)> = Vec::new();
        for (node, fields) in amounts {
            let year = fields.get("begrotingsjaar").and_then(|(v, _)| v.as_i64());
            let words: Vec<_> =
                names.iter().map(|n| fields.get(n).and_then(|(v, _)| v.as_str()).map(str::to_owned)).collect();
            let node = node.clone().unwrap_or_default();
            let cents = fields.get("bedragInCenten").and_then(|(v, _)| v.as_i64());
            match totals.iter_mut().find(|t| (t.0, &t.1, &t.2) == (year, &node, &words)) {
                Some(total) => {
                    (total.3, total.4) = (total.3 + cents.unwrap_or(0), total.4 + u64::from(cents.is_none()))
                }
                None => totals.push((year, node, words, cents.unwrap_or(0), u64::from(cents.is_none()))),
            }
        }
        totals.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| compare_codes(&a.1, &b.1)).then_with(|| a.2.cmp(&b.2)));
        let row = |(year, node, words, cents, pm): &(Option<i64>, String, Vec<Option<String>>, i64, u64)| {
            json!({ "begrotingsjaar": year, "onderdeel": node, "soort": words[0], "effect": words[1], "stand": words[2],
                "lastenBaten": words[3], "duur": words[4], "bedragInCenten": cents, "aantalPm": pm })
        };
        totals.iter().map(row).collect()
    }

    fn below(&self, above: Option<&str>, nodes: &Hangs<'r>) -> Value {
        let mut codes: Vec<&String> =
            nodes.keys().flatten().filter(|code| self.parent(code).as_deref() == above).collect();
        codes.sort_by(|a, b| compare_codes(a, b));
        let mut views: Vec<Value> = codes.into_iter().map(|code| self.node(code, nodes)).collect();
        if above.is_none()
            && let Some(nowhere) = nodes.get(&None)
        {
            let mut view = self.node_object("", &Fields::new(), &[], false);
            view.insert("titel".into(), "Zonder onderdeel".into());
            views.push(self.with_hanging(Value::Object(view), nowhere, &NODE_LISTS));
        }
        Value::Array(views)
    }

    fn node(&self, code: &str, nodes: &Hangs<'r>) -> Value {
        let (fields, rows) = self.fold(&format!("onderdeel/{code}"), self.day);
        let mut view = self.node_object(code, &fields, &rows, !self.stands(code));
        view.insert("onderdelen".into(), self.below(Some(code), nodes));
        self.with_hanging(Value::Object(view), &nodes[&Some(code.to_owned())], &NODE_LISTS)
    }

    fn node_object(&self, code: &str, fields: &Fields<'r>, rows: &[&'r Record], dropped: bool) -> Map<String, Value> {
        let mut view = self.object(code, "titel", fields, rows, &["niveau", "commissie", "missie"]);
        let code = view.remove("id").unwrap();
        view.insert("code".into(), code);
        view.insert("vervallen".into(), dropped.into());
        view.insert("onderdelen".into(), json!([]));
        for list in ["portefeuilles", "voortzettingVan"] {
            view.insert(list.into(), value(fields, list).unwrap_or_else(|| json!([])));
        }
        view
    }

    fn with_hanging(&self, view: Value, hanging: &Hanging<'r>, lists: &[&str]) -> Value {
        let Value::Object(mut view) = view else { unreachable!("views are objects") };
        for list in lists {
            view.insert((*list).to_owned(), hanging.lists.get(list).map_or_else(|| json!([]), |all| json!(all)));
        }
        let (notes, carried) = self.group(&hanging.notes);
        let mut notes: Vec<_> = notes.into_iter().map(|(row, dropped)| (row, dropped)).collect();
        notes.sort_by_key(|(r, _)| (r.data.get("volgorde").and_then(Value::as_i64).unwrap_or(i64::MAX), self.rank(r)));
        let note = |(row, dropped): &(&Record, Option<String>)| {
            let rows = [*row];
            let fields = set_over(&rows);
            let mut view = self.object(
                &row.id.to_string(),
                "",
                &fields,
                &rows,
                &["kop", "tekst", "oorzaak", "gevolg", "bijsturing", "ronde", "volgorde", "vervolgOp"],
            );
            view.insert("dossiers".into(), value(&fields, "dossiers").unwrap_or_else(|| json!([])));
            view.insert("ingangsdatum".into(), row.effective_on.to_string().into());
            view.insert("overgenomen".into(), carried.into());
            view.insert("onderdeelVervallen".into(), json!(dropped));
            view.insert("posities".into(), json!({}));
            Value::Object(view)
        };
        view.insert("toelichtingen".into(), notes.iter().map(note).collect());
        view.insert("stoplicht".into(), self.light(&hanging.lights));
        let mut later = hanging.announced.clone();
        later.sort_by_key(|r| (r.effective_on, self.rank(r)));
        view.insert("aangekondigd".into(), announced(&later));
        Value::Object(view)
    }

    fn light(&self, lights: &[(&'r Record, Option<String>)]) -> Value {
        let (mut group, carried) = self.group(lights);
        group.sort_by_key(|(r, _)| (r.effective_on, self.rank(r)));
        let Some((last, dropped)) = group.last() else { return Value::Null };
        let rows: Vec<&Record> = group.iter().map(|(row, _)| *row).collect();
        let fields = set_over(&rows);
        let mut view = self.object("", "", &fields, &rows, &["kleur", "tijd", "geld", "kwaliteit", "ronde"]);
        view.remove("id");
        view.insert("ingangsdatum".into(), last.effective_on.to_string().into());
        view.insert("nauwkeurigheid".into(), precision(last));
        view.insert("overgenomen".into(), carried.into());
        view.insert("onderdeelVervallen".into(), json!(dropped));
        Value::Object(view)
    }

    /// The group of notes or lights that is shown, and whether it was carried over.
    fn group(&self, all: &[(&'r Record, Option<String>)]) -> (Vec<(&'r Record, Option<String>)>, bool) {
        let mut groups: BTreeMap<String, Vec<(&Record, Option<String>)>> = BTreeMap::new();
        for (row, dropped) in all {
            let bound = row.data.get("ronde").and_then(Value::as_str);
            let key = bound.map_or_else(|| row.effective_on.to_string(), |round| format!("ronde/{round}"));
            groups.entry(key).or_default().push((row, dropped.clone()));
        }
        let date =
            |key: &str| -> Option<String> { Some(self.fold(key, self.day).0.get("peildatum")?.0.as_str()?.to_owned()) };
        if let Some(round) = &self.round {
            let own = format!("ronde/{round}");
            if let Some(group) = groups.remove(&own) {
                return (group, false);
            }
            let limit = date(&own);
            groups.retain(|key, _| !key.starts_with("ronde/") || limit.is_none() || date(key) <= limit);
        }
        let newest = groups.into_values().max_by_key(|g| g.iter().map(|(r, _)| (r.effective_on, self.rank(r))).max());
        (newest.unwrap_or_default(), self.round.is_some())
    }

    /// The object of a subject: its id, its name, fields as they stand, and where they come from.
    fn object(
        &self,
        id: &str,
        name: &str,
        fields: &Fields<'r>,
        rows: &[&'r Record],
        names: &[&str],
    ) -> Map<String, Value> {
        let mut view = Map::new();
        view.insert("id".into(), id.into());
        if !name.is_empty() {
            view.insert(name.into(), value(fields, name).unwrap_or_else(|| id.into()));
        }
        for field in names {
            view.insert((*field).to_owned(), value(fields, field).unwrap_or(Value::Null));
        }
        let status = Self::status(rows);
        let unreviewed = fields.values().any(|(_, by)| by.unreviewed()) || status.is_some_and(Record::unreviewed);
        view.insert("oordeel".into(), if unreviewed { "nakijken".into() } else { Value::Null });
        if !names.contains(&"nauwkeurigheid") {
            view.insert("nauwkeurigheid".into(), status.or(rows.last().copied()).map_or(Value::Null, precision));
        }
        let mut all: BTreeMap<&str, u64> = fields.iter().map(|(f, (_, by))| (*f, by.position)).collect();
        if let Some(status) = status {
            all.entry("status").or_insert(status.position);
        }
        view.insert("posities".into(), positions(all));
        view.insert("positie".into(), rows.last().map_or(0, |r| r.position).into());
        view
    }
}

const NODE_LISTS: [&str; 5] = ["dossiers", "voorzieningen", "bijstellingen", "indicatoren", "mijlpalen"];

fn value(fields: &Fields<'_>, field: &str) -> Option<Value> {
    fields.get(field).map(|(value, _)| (*value).clone())
}

fn day_of(record: Option<&Record>) -> Value {
    record.map_or(Value::Null, |r| r.effective_on.to_string().into())
}

fn precision(record: &Record) -> Value {
    if record.precision == Precision::Day { Value::Null } else { record.precision.name().into() }
}

fn positions(all: BTreeMap<&str, u64>) -> Value {
    let distinct: BTreeSet<u64> = all.values().copied().collect();
    if distinct.len() > 1 { json!(all) } else { json!({}) }
}

fn announced(rows: &[&Record]) -> Value {
    let row = |r: &&Record| {
        json!({ "onderwerp": r.subject.as_str(), "wat": r.kind.name(), "per": r.effective_on.to_string(), "positie": r.position,
            "nauwkeurigheid": precision(r), "oordeel": if r.unreviewed() { json!("nakijken") } else { Value::Null } })
    };
    rows.iter().map(row).collect()
}
