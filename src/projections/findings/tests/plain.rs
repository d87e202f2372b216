//! The reference implementation of findings: a full scan of the records, by the table at the top of `findings`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::plain_inconsistencies::{last_of, odd};
use crate::domain::field::Field;
use crate::domain::time::Day;
use crate::log::record::Record;
use crate::plain::{PlainAttachments, PlainReport};
use crate::tests::kit::TestLog;

const LATE: Day = Day::from_number(i32::MAX);

/// The codes whose positions are compared as well; for the other codes no single rule defines the positions.
pub(super) const WITH_POSITIONS: [&str; 7] = [
    "na-vaststelling",
    "stoplicht-onbekend",
    "mijlpaal-verstreken",
    "besluit-onder-voorbehoud",
    "concept-niet-nagekeken",
    "herstel-zonder-reden",
    "stand-ongerijmd",
];

/// Formats a finding on one line.
pub(super) fn line(code: &str, subject: &str, positions: &[u64]) -> String {
    let mut positions = positions.to_vec();
    positions.sort_unstable();
    positions.dedup();
    if WITH_POSITIONS.contains(&code) { format!("{code} {subject} {positions:?}") } else { format!("{code} {subject}") }
}

type AttachmentsByOwner<'r> = BTreeMap<Option<String>, PlainAttachments<'r>>;

pub(super) struct Scan<'r> {
    pub(super) plain: PlainReport<'r>,
    pub(super) round: String,
    pub(super) nodes: AttachmentsByOwner<'r>,
    cases: AttachmentsByOwner<'r>,
    /// Each case that is shown, with its node.
    placed: Vec<(Option<String>, String)>,
    found: Vec<String>,
}

/// Returns the findings of a round as known at a position, sorted; `None` where the round was not opened by then.
pub(super) fn findings(log: &TestLog, round: &str, position: u64) -> Option<Vec<String>> {
    let records: Vec<&Record> = log.records[..position as usize].iter().map(AsRef::as_ref).collect();
    let ever = PlainReport { log: records.clone(), day: LATE, year: 0, round: None, version: 2 };
    let (day, year) = dated(&ever, &format!("ronde/{round}"))?;
    let plain = PlainReport { log: records, day, year, round: Some(round.to_owned()), version: 2 };
    let before = plain.rounds_before().into_iter().next().map(|(_, round)| format!("ronde/{round}"));
    let (mut nodes, mut cases): (AttachmentsByOwner<'_>, AttachmentsByOwner<'_>) = Default::default();
    plain.attach_nodes(&mut nodes);
    // A node that ended is shown for a case that still belongs to it.
    let mut placed = Vec::new();
    for (node, case) in plain.attach_cases(&mut nodes, &mut cases) {
        nodes.entry(node.clone()).or_default();
        placed.push((node, case["id"].as_str().unwrap().to_owned()));
    }
    plain.attach_subjects(&mut nodes, &mut cases);
    while let Some(above) =
        nodes.keys().flatten().filter_map(|code| plain.parent(code)).find(|p| !nodes.contains_key(&Some(p.clone())))
    {
        nodes.insert(Some(above), PlainAttachments::default());
    }
    let mut scan = Scan { plain, round: round.to_owned(), nodes, cases, placed, found: Vec::new() };
    scan.programmes();
    scan.outputs();
    scan.lights();
    scan.quiet_cases();
    scan.milestones();
    scan.amounts();
    scan.not_told();
    scan.decisions();
    scan.behind();
    scan.late(before);
    scan.found.sort();
    Some(scan.found)
}

/// Returns true for a correction that changes nothing but removes `nakijken`.
fn is_review(row: &Record, corrected: &Record) -> bool {
    let same = |r: &Record| (r.data.clone(), r.effective_on, r.precision);
    same(row) == same(corrected) && corrected.unreviewed() && !row.unreviewed()
}

/// Returns the reporting date and budget year of a round that was opened.
fn dated(ever: &PlainReport<'_>, round: &str) -> Option<(Day, i64)> {
    ever.standing(round, LATE).iter().find(|r| r.kind.introduces())?;
    let (fields, _) = ever.fold(round, LATE);
    let day = Day::parse(fields.get("peildatum")?.0.as_str()?).unwrap();
    Some((day, fields["begrotingsjaar"].0.as_i64().unwrap()))
}

impl<'r> Scan<'r> {
    pub(super) fn add(&mut self, code: &str, subject: &str, positions: &[u64]) {
        self.found.push(line(code, subject, positions));
    }

    pub(super) fn of_round(&self, record: &Record) -> bool {
        record.data.get("ronde").and_then(Value::as_str) == Some(&self.round)
    }

    /// Returns the objects in the lists with this name, over all nodes and cases.
    fn listed(&self, list: &str) -> Vec<Value> {
        self.nodes.values().chain(self.cases.values()).flat_map(|h| h.lists.get(list)).flatten().cloned().collect()
    }

    fn is_open(&self, case: &str) -> bool {
        let (_, rows) = self.plain.fold(case, self.plain.day);
        PlainReport::status(&rows).is_none_or(|r| r.kind.name() != "dossier.gesloten")
    }

    /// Returns the notes of a node, with those of the cases that it shows; or those of a case, with the notes elsewhere
    /// that name it.
    pub(super) fn notes_of(&self, subject: &str) -> Vec<&'r Record> {
        match subject.split_once('/').unwrap() {
            ("onderdeel", code) => {
                let own = self.nodes[&Some(code.to_owned())].notes.iter().map(|(note, _)| *note);
                let cases = self.placed.iter().filter(|(node, _)| node.as_deref() == Some(code));
                own.chain(cases.flat_map(|(_, case)| self.notes_of(&format!("dossier/{case}")))).collect()
            }
            (_, id) => {
                let own: Vec<&Record> = self.cases[&Some(id.to_owned())].notes.iter().map(|(note, _)| *note).collect();
                let subjects = self.plain.subjects("onderdeel/").into_iter().chain(self.plain.subjects("dossier/"));
                let all = subjects.filter(|other| other != subject);
                let all = all.flat_map(|other| self.plain.standing(&other, self.plain.day));
                let names = |note: &&Record| {
                    note.data.get("dossiers").is_some_and(|all| all.as_array().unwrap().contains(&id.into()))
                };
                own.into_iter().chain(all.filter(names)).collect()
            }
        }
    }

    /// Returns the positions of the notes that are shown with the lights of a node, including its cases, or of a case.
    fn shown_with(&self, subject: &str) -> Vec<u64> {
        let shown = |on: &PlainAttachments<'r>| -> Vec<u64> {
            self.plain.group(&on.notes).0.into_iter().map(|(note, _)| note.position).collect()
        };
        match subject.split_once('/').unwrap() {
            ("onderdeel", code) => {
                let cases = self.placed.iter().filter(|(node, _)| node.as_deref() == Some(code));
                let cases = cases.flat_map(|(_, case)| shown(&self.cases[&Some(case.clone())]));
                shown(&self.nodes[&Some(code.to_owned())]).into_iter().chain(cases).collect()
            }
            (_, id) => shown(&self.cases[&Some(id.to_owned())]),
        }
    }

    fn lights(&mut self) {
        let owners = self.nodes.iter().filter_map(|(code, on)| Some((format!("onderdeel/{}", code.as_ref()?), on)));
        let cases = self.cases.iter().filter_map(|(id, on)| Some((format!("dossier/{}", id.as_ref()?), on)));
        let mut told = Vec::new();
        let shown = owners.chain(cases.filter(|(case, _)| self.is_open(case))).flat_map(|(subject, on)| {
            let lights = self.plain.lights(&on.lights).0;
            lights.into_iter().map(move |light| (subject.clone(), light))
        });
        for (subject, light) in shown {
            let group: Vec<&Record> = light.into_iter().map(|(row, _)| row).collect();
            let Some(setter) = group.iter().rfind(|row| row.data.contains_key("kleur")) else { continue };
            let with = self.shown_with(&subject);
            let bound = |row: &Record| row.data.get("ronde").cloned();
            let beside = |note: &Record| {
                let together =
                    bound(note) == bound(setter) && (bound(note).is_some() || note.effective_on == setter.effective_on);
                together || self.of_round(note) || with.contains(&note.position)
            };
            let said = |note: &Record, name: &str, field: Field| {
                note.data.get(name).is_some_and(|value| !value.is_null()) || note.erased_fields.contains(&field)
            };
            let all_three =
                [("oorzaak", Field::Cause), ("gevolg", Field::Consequence), ("bijsturing", Field::Steering)];
            let steered = self
                .notes_of(&subject)
                .into_iter()
                .any(|note| beside(note) && all_three.iter().all(|(name, field)| said(note, name, *field)));
            match setter.data["kleur"].as_str() {
                Some("onbekend") => told.push(("stoplicht-onbekend", subject, vec![setter.position])),
                Some("oranje" | "rood") if !steered => told.push(("stoplicht-zonder-bijsturing", subject, Vec::new())),
                _ => {}
            }
        }
        told.iter().for_each(|(code, subject, positions)| self.add(code, subject, positions));
    }

    fn quiet_cases(&mut self) {
        let plain = &self.plain;
        let notes_on = plain.subjects("onderdeel/").into_iter().chain(plain.subjects("dossier/"));
        let notes: Vec<&Record> = notes_on.flat_map(|subject| plain.standing(&subject, plain.day)).collect();
        let things = ["voorziening/", "bijstelling/", "mijlpaal/"].into_iter().flat_map(|kind| plain.subjects(kind));
        let things: Vec<String> = things.collect();
        let mut quiet = Vec::new();
        for id in self.cases.keys().flatten() {
            let subject = format!("dossier/{id}");
            let names = |note: &&&Record| {
                note.data.get("dossiers").is_some_and(|all| all.as_array().unwrap().contains(&id.as_str().into()))
            };
            let mut signs: Vec<&Record> = notes.iter().filter(names).copied().collect();
            signs.extend(plain.standing(&subject, plain.day));
            for thing in &things {
                let (fields, _) = plain.fold(thing, plain.day);
                if fields.get("dossier").is_some_and(|(case, _)| *case == id.as_str()) {
                    signs.extend(plain.standing(thing, plain.day));
                }
            }
            let node = self.placed.iter().find(|(_, case)| case == id).and_then(|(node, _)| node.clone());
            let programme = node.and_then(|node| plain.programme_of(&node));
            let new_year = Day::from_ymd(plain.day.year(), 1, 1).unwrap();
            let before = plain.date_before(programme.as_deref());
            let from = before.map_or(new_year, |before| Day::from_number(before.number() + 1));
            let heard = |row: &&Record| from <= row.effective_on && row.effective_on <= plain.day || self.of_round(row);
            let covered = programme.is_none_or(|programme| plain.scope(&self.round).covers(&programme));
            if self.is_open(&subject) && covered && !signs.iter().any(heard) {
                quiet.push(subject);
            }
        }
        quiet.iter().for_each(|subject| self.add("dossier-stil", subject, &[]));
    }

    fn milestones(&mut self) {
        for view in self.listed("mijlpalen") {
            let subject = format!("mijlpaal/{}", view["id"].as_str().unwrap());
            let (fields, rows) = self.plain.fold(&subject, self.plain.day);
            let status = PlainReport::status(&rows);
            let planned = status.is_none_or(|r| r.kind.name() == "mijlpaal.gepland");
            let Some((due, by)) = fields.get("per").filter(|_| planned) else { continue };
            let due = Day::parse(due.as_str().unwrap()).unwrap();
            let precision = fields.get("nauwkeurigheid").and_then(|(word, _)| word.as_str()).unwrap_or("dag");
            if last_of(due, precision).is_some_and(|last| last < self.plain.day) {
                let positions: Vec<u64> =
                    [Some(by.position), status.map(|r| r.position)].into_iter().flatten().collect();
                self.add("mijlpaal-verstreken", &subject, &positions);
            }
        }
    }

    fn is_taken(&self, id: &str) -> bool {
        let subject = format!("besluit/{id}");
        let (fields, _) = self.plain.fold(&subject, self.plain.day);
        let purport = fields.get("strekking").and_then(|(word, _)| word.as_str());
        self.plain.shows(&subject) && !["voorgesteld", "verworpen"].contains(&purport.unwrap_or(""))
    }

    fn amounts(&mut self) {
        for view in self.listed("bijstellingen") {
            let id = view["id"].as_str().unwrap();
            let subject = format!("bijstelling/{id}");
            let open = view["openInCenten"].as_i64();
            let fields = self.plain.amount(id).unwrap();
            if open.is_some_and(|open| open < 0) {
                self.found.push(format!("stand-ongerijmd {subject} te veel"));
            } else if view["soort"] == "taakstelling" && open != Some(0) {
                self.add("taakstelling-open", &subject, &[]);
            }
            let Some(target) = fields.get("dekt").and_then(|(id, _)| self.plain.amount(id.as_str()?)) else { continue };
            let year =
                |of: &BTreeMap<&str, (&Value, &Record)>| of.get("begrotingsjaar").map(|(year, _)| (*year).clone());
            if year(&fields).is_none() || year(&target).is_none() || year(&fields) == year(&target) {
                continue;
            }
            let concerns = |decision: &String| {
                let (fields, _) = self.plain.fold(decision, self.plain.day);
                fields.get("betreft").is_some_and(|(all, _)| all.as_array().unwrap().contains(&subject.as_str().into()))
            };
            let concerning = self.plain.subjects("besluit/").into_iter().filter(concerns);
            let named = fields.get("besluit").and_then(|(id, _)| id.as_str()).map(str::to_owned);
            let all: Vec<String> = concerning.map(|d| d["besluit/".len()..].to_owned()).chain(named).collect();
            if !all.iter().any(|id| self.is_taken(id)) {
                self.add("dekking-over-jaargrens", &subject, &[]);
            }
        }
    }

    fn shown_decisions(&self) -> Vec<String> {
        let views = self.plain.decisions(&self.nodes, &self.cases);
        views.as_array().unwrap().iter().map(|view| format!("besluit/{}", view["id"].as_str().unwrap())).collect()
    }

    fn decisions(&mut self) {
        for subject in self.shown_decisions() {
            let (fields, _) = self.plain.fold(&subject, self.plain.day);
            let Some((reservation, by)) = fields.get("voorbehoud") else { continue };
            if !reservation["vervuldDoor"].as_str().is_some_and(|id| self.is_taken(id)) {
                let position = by.position;
                self.add("besluit-onder-voorbehoud", &subject, &[position]);
            }
        }
    }

    /// Adds what was recorded after the newest sealing of this round, then what else was recorded after that of the
    /// previous round.
    fn late(&mut self, before: Option<String>) {
        let log = self.plain.log.clone();
        let newest =
            |round: &str| log.iter().rfind(|r| r.kind.name() == "ronde.vastgesteld" && r.subject.as_str() == round);
        let sealings = [newest(&format!("ronde/{}", self.round)), before.as_deref().and_then(newest)];
        let mut told = Vec::new();
        for sealing in sealings.into_iter().flatten() {
            let mut late: BTreeMap<String, Vec<u64>> = BTreeMap::new();
            for record in log.iter().filter(|record| record.position > sealing.data["positie"].as_u64().unwrap()) {
                // An amount that is told again is no other for it.
                let about = self.about(record).filter(|about| about.kind.name() != "bijstelling.opnieuw-gemeld");
                let Some(about) = about else { continue };
                let corrected = about.corrects.and_then(|id| self.plain.find(&id.to_string()));
                let day = corrected.map_or(about.effective_on, |old| old.effective_on.min(about.effective_on));
                let covered = day.to_string().as_str() <= sealing.data["peildatum"].as_str().unwrap();
                let old = record.corrects.and_then(|id| self.plain.find(&id.to_string()));
                let review = old.is_some_and(|old| is_review(record, old));
                if covered && !told.contains(&record.position) {
                    told.push(record.position);
                    let list = late.entry(about.subject.as_str().to_owned()).or_default();
                    list.extend((!review).then_some(record.position));
                }
            }
            for (subject, positions) in late.into_iter().filter(|(_, positions)| !positions.is_empty()) {
                self.add("na-vaststelling", &subject, &positions);
            }
        }
    }

    /// Returns the event itself, or the event that it withdrew; `None` for events of rounds and erasures.
    fn about<'p>(&'p self, record: &'p Record) -> Option<&'p Record> {
        let of_day =
            |record: &Record| !["ronde/", "gebeurtenis/"].iter().any(|kind| record.subject.as_str().starts_with(kind));
        if record.kind.name() == "gebeurtenis.ingetrokken" {
            return self.plain.find(&record.subject.as_str()["gebeurtenis/".len()..]).filter(|hit| of_day(hit));
        }
        Some(record).filter(|record| of_day(record))
    }

    /// Returns every subject that is shown.
    fn shown(&self) -> Vec<String> {
        let mut shown: Vec<String> = self.nodes.keys().flatten().map(|code| format!("onderdeel/{code}")).collect();
        shown.extend(self.cases.keys().flatten().map(|id| format!("dossier/{id}")));
        let lists = [
            ("voorziening", "voorzieningen"),
            ("bijstelling", "bijstellingen"),
            ("indicator", "indicatoren"),
            ("mijlpaal", "mijlpalen"),
        ];
        for (kind, list) in lists {
            shown.extend(self.listed(list).iter().map(|view| format!("{kind}/{}", view["id"].as_str().unwrap())));
        }
        shown.extend(self.shown_decisions());
        shown
    }

    fn behind(&mut self) {
        let apart = |row: &&Record| ["toelichting.vastgelegd", "stoplicht.gezet"].contains(&row.kind.name());
        let mut behind: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
        for subject in self.shown().into_iter().chain([format!("ronde/{}", self.round)]) {
            let rows = self.plain.standing(&subject, self.plain.day);
            behind.insert(subject, rows.into_iter().filter(|row| !apart(row)).collect());
        }
        for on in self.nodes.values().chain(self.cases.values()) {
            for list in [&on.notes, &on.lights] {
                for (row, _) in self.plain.group(list).0 {
                    behind.entry(row.subject.as_str().to_owned()).or_default().push(row);
                }
            }
        }
        let mut told = Vec::new();
        for (subject, rows) in behind {
            let drafts: Vec<u64> =
                rows.iter().filter(|row| row.unreviewed() && !self.is_adopted(row)).map(|row| row.position).collect();
            if !drafts.is_empty() {
                told.push(("concept-niet-nagekeken", subject.clone(), drafts));
            }
            for row in rows {
                let Some(corrected) = row.corrects.and_then(|id| self.plain.find(&id.to_string())) else { continue };
                if row.reason.is_none() && !row.is_erased() && !is_review(row, corrected) {
                    told.push(("herstel-zonder-reden", subject.clone(), vec![corrected.position, row.position]));
                }
            }
        }
        for subject in self.shown() {
            for positions in odd(&self.plain.standing(&subject, self.plain.day)) {
                told.push(("stand-ongerijmd", subject.clone(), positions));
            }
        }
        told.iter().for_each(|(code, subject, positions)| self.add(code, subject, positions));
    }
}
