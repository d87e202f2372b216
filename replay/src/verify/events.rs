//! Judges each event of an export, by itself and among the others: as recorded, erased, or defective. A fault does not
//! stop the verification; whatever can still be checked after it is checked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use peildatum_audit::faults::{Defect, EventName, Fault};
use peildatum_domain::event::EventType;
use peildatum_domain::ids::EventId;
use peildatum_domain::language::{Language, Message};
use peildatum_domain::message;
use peildatum_domain::time::Instant;
use peildatum_projections::InMemoryLog;
use peildatum_projections::sealing::Erased;
use peildatum_records::commitment::{check_commitments, leaf_entry_of};
use peildatum_records::record::{Hash, Record};
use peildatum_records::tree::leaf_hash;
use serde_json::{Value, json};

use super::order::find_in_order;
use crate::export::ParsedLine;

/// The judgement of one line.
pub struct JudgedEvent {
    /// The line number in the export, from 1.
    pub line: u64,
    /// The position in the record, or, for an unreadable line, the position that it must have had; `None` when that is
    /// unknown or another line has the position.
    pub position: Option<u64>,
    /// The leaf hash in the Merkle tree of the log; `None` for an unreadable line.
    pub leaf: Option<Hash>,
    /// The erasure of its texts.
    pub erased: Option<Erased>,
    /// Whether the text is missing because the log was restored without its secrets.
    pub lost: bool,
    /// The defects.
    pub defects: Vec<Defect>,
    /// The id, and the name that readers know it by; `None` for an unreadable line.
    named: Option<(EventId, EventName)>,
}

/// The judged events of an export.
pub struct JudgedEvents {
    /// The events, in line order.
    pub events: Vec<JudgedEvent>,
    /// Positions without a line, between the first position and the last one that is in order.
    pub missing: Vec<RangeInclusive<u64>>,
    /// The log as far as it can be built from the first position on.
    pub log: InMemoryLog,
    /// Index into `events` by position.
    by_position: BTreeMap<u64, usize>,
}

/// Judges the lines of an export.
pub fn judge(lines: Vec<ParsedLine>) -> JudgedEvents {
    let (events, mut records) = judge_lines(lines);
    let mut judged =
        JudgedEvents { events, missing: Vec::new(), log: InMemoryLog::default(), by_position: BTreeMap::new() };
    judged.assign_positions();
    judged.check_order();
    judged.check_erasures(&records);
    judged.build_log(&mut records);
    judged
}

/// Judges each line by itself.
fn judge_lines(lines: Vec<ParsedLine>) -> (Vec<JudgedEvent>, Vec<Option<Record>>) {
    let readable = |line: &ParsedLine| line.record.as_ref().ok().map(|record| record.position);
    let there: HashSet<u64> = lines.iter().filter_map(readable).collect();
    let (mut events, mut records) = (Vec::with_capacity(lines.len()), Vec::with_capacity(lines.len()));
    let mut last = 0;
    for ParsedLine { number, record } in lines {
        let mut event = JudgedEvent {
            line: number,
            position: None,
            leaf: None,
            erased: None,
            lost: false,
            defects: Vec::new(),
            named: None,
        };
        match record {
            Ok(record) => {
                last = record.position;
                event.position = Some(record.position);
                event.leaf = Some(leaf_hash(&leaf_entry_of(&record)));
                event.named = Some((record.id, EventName::of(&record)));
                event.defects.extend(check_commitments(&record).err().map(Defect::from));
                records.push(Some(record));
            }
            Err(why) => {
                // A damaged line is assumed to be at the position after the previous line.
                let place = last.saturating_add(1);
                if !there.contains(&place) {
                    last = place;
                    event.position = Some(place);
                }
                event.defects.push(Defect::NotARecord { line: number, why });
                records.push(None);
            }
        }
        events.push(event);
    }
    (events, records)
}

impl JudgedEvents {
    /// Assigns each position to the first line that has it.
    fn assign_positions(&mut self) {
        for (at, event) in self.events.iter_mut().enumerate() {
            let Some(position) = event.position else { continue };
            let first = *self.by_position.entry(position).or_insert(at);
            if first != at {
                event.defects.push(Defect::DuplicatePosition { first: first as u64 + 1, line: event.line });
                event.position = None;
            }
        }
    }

    /// Adds defects for lines that are out of order, and finds the positions missing between those in order.
    fn check_order(&mut self) {
        let placed: Vec<usize> = (0..self.events.len()).filter(|at| self.events[*at].position.is_some()).collect();
        let positions: Vec<u64> = placed.iter().filter_map(|at| self.events[*at].position).collect();
        let mut last = 0;
        for (at, fits) in placed.into_iter().zip(find_in_order(&positions)) {
            let event = &mut self.events[at];
            if fits {
                last = event.position.map_or(last, |position| position.max(last));
            } else {
                event.defects.push(Defect::OutOfOrder { line: event.line });
            }
        }
        let mut next = 1;
        for position in self.by_position.keys().copied().chain([last + 1]).filter(|position| *position <= last + 1) {
            if position > next {
                self.missing.push(next..=position - 1);
            }
            next = position + 1;
        }
    }

    /// Finds which event erased which texts, and adds defects for texts that are missing or present contrary to the
    /// events.
    fn check_erasures(&mut self, records: &[Option<Record>]) {
        let mut by: HashMap<&str, Erased> = HashMap::new();
        let word = |record: &Record, key: &str| record.data.get(key).and_then(Value::as_str).map(str::to_owned);
        for record in records.iter().flatten().filter(|record| record.kind == EventType::EventErased) {
            let (ground, decision) = (word(record, "grondslag"), word(record, "besluit"));
            let erased = Erased { position: 0, by: record.position, ground, decision };
            by.insert(record.subject.as_str().split_once('/').map_or("", |(_, id)| id), erased);
        }
        for (event, record) in self.events.iter_mut().zip(records) {
            let Some(record) = record else { continue };
            let said = by.get(record.id.to_string().as_str()).filter(|erased| erased.by > record.position);
            match (record.is_erased(), said) {
                (true, Some(erased)) => event.erased = Some(Erased { position: record.position, ..erased.clone() }),
                (true, None) if record.lost => event.lost = true,
                (true, None) => event.defects.push(Defect::TextMissing),
                (false, Some(erased)) => event.defects.push(Defect::TextNotErased { by: Some(erased.by) }),
                (false, None) => {}
            }
        }
    }

    /// Builds the log in position order, and checks times and subject versions up to the end.
    fn build_log(&mut self, records: &mut [Option<Record>]) {
        let mut line = ExpectedNext::default();
        let mut whole = true;
        for (position, at) in &self.by_position {
            let Some(record) = records[*at].take() else {
                (whole, line.whole) = (false, false);
                continue;
            };
            line.whole &= *position == line.last + 1;
            line.last = *position;
            let wrong = &mut self.events[*at].defects;
            let before = wrong.len();
            line.check_next(&record, wrong);
            whole &= *position == self.log.state().head() + 1;
            if !whole {
                continue;
            }
            if let Err(error) = self.log.push(record) {
                whole = false;
                if wrong.len() == before {
                    wrong.push(error.into()); // otherwise it was just reported
                }
            }
        }
    }

    /// Returns the leaves by position from the first on; `None` for a position that is missing or unreadable.
    pub fn leaves(&self) -> Vec<Option<Hash>> {
        let last = self.last();
        (1..=last).map(|position| self.by_position.get(&position).and_then(|at| self.events[*at].leaf)).collect()
    }

    /// Returns the last position of the export, not counting lines beyond it that are out of order.
    pub fn last(&self) -> u64 {
        let missing: u64 = self.missing.iter().map(|range| range.end() - range.start() + 1).sum();
        let there = self.by_position.keys().zip(1..).take_while(|(position, count)| **position <= count + missing);
        there.last().map_or(0, |(position, _)| *position)
    }

    /// Returns the leaf of the event at a position.
    pub fn leaf(&self, position: u64) -> Option<Hash> {
        self.by_position.get(&position).and_then(|at| self.events[*at].leaf)
    }

    /// Returns the event at a position.
    pub fn at_mut(&mut self, position: u64) -> Option<&mut JudgedEvent> {
        self.by_position.get(&position).map(|at| &mut self.events[*at])
    }

    /// Returns the number of sealings beyond the point up to which the log could be built.
    pub fn sealings_beyond(&self) -> usize {
        let head = self.log.state().head();
        let is_sealing =
            |at: &usize| self.events[*at].named.as_ref().is_some_and(|(_, name)| name.kind == EventType::RoundSealed);
        self.by_position.range(head + 1..).filter(|(_, at)| is_sealing(at)).count()
    }
}

/// What the next event must follow.
struct ExpectedNext {
    last: u64,
    recorded_at: Option<Instant>,
    /// The last version of each subject.
    versions: HashMap<String, u32>,
    /// The subject of each event by id: a withdrawal or an erasure increments the version of that subject, too.
    subjects: HashMap<String, String>,
    /// False once an event is missing: its effect on versions is unknown.
    whole: bool,
}

impl Default for ExpectedNext {
    fn default() -> Self {
        let (versions, subjects) = (HashMap::new(), HashMap::new());
        ExpectedNext { last: 0, recorded_at: None, versions, subjects, whole: true }
    }
}

impl ExpectedNext {
    fn check_next(&mut self, record: &Record, wrong: &mut Vec<Defect>) {
        if self.recorded_at.is_some_and(|last| last > record.recorded_at) {
            wrong.push(Defect::RecordedEarlier);
        }
        self.recorded_at = Some(record.recorded_at);
        let subject = record.subject.as_str();
        let (wanted, found) = (self.versions.get(subject).map_or(0, |last| *last) + 1, record.subject_version);
        if found < wanted || (self.whole && found > wanted) {
            wrong.push(Defect::Version { found: found.into(), wanted: wanted.into() });
        }
        self.versions.insert(subject.to_owned(), found);
        if let Some(hit) = subject.split_once('/').and_then(|(_, id)| self.subjects.get(id))
            && matches!(record.kind, EventType::EventWithdrawn | EventType::EventErased)
        {
            *self.versions.entry(hit.clone()).or_default() += 1;
        }
        self.subjects.insert(record.id.to_string(), subject.to_owned());
    }
}

impl JudgedEvent {
    /// Returns the verdict in JSON.
    pub fn verdict(&self) -> &'static str {
        match (&self.erased, self.defects.is_empty()) {
            (_, false) => "afwijkend",
            (Some(_), true) => "gewist",
            (None, true) if self.lost => "tekst-ontbreekt",
            (None, true) => "zoals-geregistreerd",
        }
    }

    /// Returns the defects as a fault under the name of the event; `None` when there are none.
    pub fn fault(&self) -> Option<Fault> {
        if self.defects.is_empty() {
            return None;
        }
        let defects = self.defects.clone();
        Some(match (&self.named, self.position) {
            (Some((_, name)), _) => Fault::of_event(name, defects),
            (None, Some(position)) => {
                Fault { defects, ..Fault::named(position, Message::verbatim(position.to_string())) }
            }
            (None, None) => Fault { defects, ..Fault::of_log(0, Vec::new()) },
        })
    }

    /// Describes the erasure, with its event, decision and ground.
    pub fn erasure(&self) -> Option<Message> {
        let (erased, (_, name)) = (self.erased.as_ref()?, self.named.as_ref()?);
        let word = |word: &Option<String>| word.clone().map_or_else(|| message!("nobody-knows"), Message::verbatim);
        let (decision, ground) = (word(&erased.decision), word(&erased.ground));
        Some(message!("verify-erased", name = name.message(), by = erased.by, decision = decision, ground = ground))
    }

    /// Converts the judgement to the JSON of `--json`.
    pub fn to_json(&self, language: Language) -> Value {
        let named = self.named.as_ref();
        let wrong = self.defects.iter().map(|defect| defect.message().in_language(language));
        json!({
            "positie": self.position, "regel": self.line,
            "id": named.map(|(id, _)| id.to_string()), "type": named.map(|(_, name)| name.kind.full_name()),
            "onderwerp": named.map(|(_, name)| &name.subject), "oordeel": self.verdict(), "gewist": self.erased,
            "afwijkingen": wrong.collect::<Vec<_>>(),
        })
    }
}
