//! Compares a report page with a log: reads from the log what the extraction needs to know of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::domain::event::EventType;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{AsOf, State, SubjectNo};
use crate::domain::time::Day;
use crate::extract::{
    ExistingFacts, Extraction, KnownAdjustment, KnownCase, KnownChange, KnownDecision, KnownFacility, KnownMilestone,
    KnownNode, KnownReservation, KnownRound, RoundDifference, differs_from_round, leave_out_known,
};
use crate::log::record::Record;
use crate::projections::telling::{Telling, tellings};
use crate::projections::{RecordReadError, RecordSource, node_of};

/// A page beside a log.
pub struct ComparedDrafts {
    /// The drafts that add something to the log.
    pub drafts: Extraction,
    /// How the page differs from its round as the log has that.
    pub differs: Option<RoundDifference>,
}

/// Compares a page with a log as known at `head`.
///
/// # Errors
/// [`RecordReadError`] for a record that can not be read.
pub fn compare(
    found: &Extraction,
    state: &State,
    contents: &dyn RecordSource,
    head: u64,
) -> Result<ComparedDrafts, RecordReadError> {
    // The day is the reporting date of the page, or the day from which its tree holds.
    let day = found.round.reporting_date.max(found.round.structure_day);
    let known = KnownLog::new(state, contents, day, head);
    let differs = differs_from_round(&found.round, &known.rounds());
    let drafts = leave_out_known(found.clone(), &known);
    known.unreadable().map_or(Ok(ComparedDrafts { drafts, differs }), Err)
}

/// A log, with the day at which a page is compared with it.
struct KnownLog<'a> {
    state: &'a State,
    contents: &'a dyn RecordSource,
    at: AsOf,
    /// The first record that could not be read: the trait of the extraction has no errors.
    unreadable: RefCell<Option<RecordReadError>>,
}

impl<'a> KnownLog<'a> {
    /// Creates a view of the log up to `head`, for a page that reports what holds on `day`.
    fn new(state: &'a State, contents: &'a dyn RecordSource, day: Day, head: u64) -> KnownLog<'a> {
        KnownLog { state, contents, at: AsOf { day, position: head }, unreadable: RefCell::new(None) }
    }

    /// The error of the first record that could not be read, if any: the answers are not valid then.
    fn unreadable(self) -> Option<RecordReadError> {
        self.unreadable.into_inner()
    }

    /// The point that includes everything known, also what takes effect later.
    fn ever(&self) -> AsOf {
        AsOf { day: Day::from_number(i32::MAX), ..self.at }
    }

    /// Finds a subject with at least one event that counts, whatever its day.
    fn find(&self, kind: SubjectKind, id: &str) -> Option<SubjectNo> {
        let no = self.state.subject(&format!("{}/{id}", kind.name()))?;
        (!self.state.standing_rows(no, self.ever()).is_empty()).then_some(no)
    }

    fn is_recorded(&self, no: SubjectNo) -> bool {
        !self.state.standing_rows(no, self.ever()).is_empty()
    }

    /// The point at which a subject is read: the day of the page, or any day where the subject begins later.
    fn point(&self, no: SubjectNo) -> AsOf {
        if self.state.is_visible(no, self.at) { self.at } else { self.ever() }
    }

    fn records(&self, positions: &[u64]) -> Vec<Arc<Record>> {
        self.contents.records(positions).unwrap_or_else(|error| {
            self.unreadable.borrow_mut().get_or_insert(error);
            Vec::new()
        })
    }

    /// The fields of a subject at its point, texts included.
    fn fields(&self, no: SubjectNo) -> Map<String, Value> {
        let folded = self.state.fold(no, self.point(no));
        let mut positions: Vec<u64> = folded.settings.iter().map(|(_, setting)| setting.position).collect();
        positions.sort_unstable();
        positions.dedup();
        let records: BTreeMap<u64, Arc<Record>> =
            self.records(&positions).into_iter().map(|record| (record.position, record)).collect();
        let value = |field: &str, position| records.get(&position).and_then(|record| record.data.get(field)).cloned();
        folded
            .settings
            .iter()
            .filter_map(|(field, setting)| Some((field.name().to_owned(), value(field.name(), setting.position)?)))
            .collect()
    }

    /// The code of the node that a subject belongs to, as it stands at its point.
    fn node_of(&self, no: SubjectNo) -> Option<String> {
        node_of(self.state, self.point(no), no).map(|node| self.state.entry(node).id().to_owned())
    }

    /// The records of one type that count for a subject, in the order in which they take effect.
    fn standing(&self, subject: &str, kind: EventType) -> Vec<Arc<Record>> {
        let Some(no) = self.state.subject(subject) else { return Vec::new() };
        let rows = self.state.standing_rows(no, self.ever());
        let positions: Vec<u64> =
            rows.iter().filter(|row| row.kind == kind).map(|row| u64::from(row.position)).collect();
        self.records(&positions)
    }
}

fn text(fields: &Map<String, Value>, key: &str) -> Option<String> {
    fields.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn texts(fields: &Map<String, Value>, key: &str) -> Vec<String> {
    let items = fields.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn whole(fields: &Map<String, Value>, key: &str) -> Option<i64> {
    fields.get(key).and_then(Value::as_i64)
}

impl ExistingFacts for KnownLog<'_> {
    fn rounds(&self) -> Vec<KnownRound> {
        let rounds = self.state.subjects_of(SubjectKind::Round).iter().filter(|no| self.is_recorded(**no));
        rounds
            .map(|no| {
                let fields = self.fields(*no);
                KnownRound {
                    id: self.state.entry(*no).id().to_owned(),
                    kind: text(&fields, "soort").unwrap_or_default(),
                    fiscal_year: whole(&fields, "begrotingsjaar").and_then(|year| i32::try_from(year).ok()),
                    sequence: whole(&fields, "volgnummer"),
                    reporting_date: text(&fields, "peildatum").and_then(|day| Day::parse(&day).ok()),
                    programmes: fields.contains_key("programmas").then(|| texts(&fields, "programmas")),
                }
            })
            .collect()
    }

    fn nodes(&self) -> Vec<KnownNode> {
        let stands = |no: &&SubjectNo| {
            let status = self.state.fold(**no, self.at).status;
            status.is_some_and(|status| status.kind == EventType::NodeRecorded)
        };
        let nodes = self.state.subjects_of(SubjectKind::Node).iter().filter(stands);
        nodes
            .map(|no| {
                let fields = self.fields(*no);
                KnownNode {
                    code: self.state.entry(*no).id().to_owned(),
                    title: text(&fields, "titel").unwrap_or_default(),
                    level: text(&fields, "niveau").unwrap_or_default(),
                    parent: text(&fields, "bovenliggend"),
                    committee: text(&fields, "commissie"),
                    portfolios: texts(&fields, "portefeuilles"),
                    mission: text(&fields, "missie"),
                }
            })
            .collect()
    }

    fn cases(&self) -> Vec<KnownCase> {
        let cases = self.state.subjects_of(SubjectKind::Case).iter().copied().filter(|no| self.is_recorded(*no));
        cases
            .map(|no| {
                let status = self.state.fold(no, self.point(no)).status;
                let fields = self.fields(no);
                KnownCase {
                    id: self.state.entry(no).id().to_owned(),
                    kind: text(&fields, "soort").unwrap_or_default(),
                    node: self.node_of(no),
                    is_open: status.is_none_or(|status| status.kind != EventType::CaseClosed),
                    summary: text(&fields, "samenvatting"),
                }
            })
            .collect()
    }

    fn milestones(&self) -> Vec<KnownMilestone> {
        let all = self.state.subjects_of(SubjectKind::Milestone).iter().copied().filter(|no| self.is_recorded(*no));
        all.map(|no| KnownMilestone {
            id: self.state.entry(no).id().to_owned(),
            node: self.node_of(no),
            due: text(&self.fields(no), "per"),
        })
        .collect()
    }

    fn facility(&self, id: &str) -> Option<KnownFacility> {
        let no = self.find(SubjectKind::Facility, id)?;
        let name = text(&self.fields(no), "naam").unwrap_or_default();
        let rows = self.state.standing_rows(no, self.ever());
        let positions: Vec<u64> = rows.iter().map(|row| u64::from(row.position)).collect();
        let changes = rows.iter().zip(self.records(&positions)).map(|(row, record)| {
            let kind = row.kind.name();
            KnownChange {
                kind: kind.split_once('.').map_or(kind, |(_, word)| word).to_owned(),
                day: row.day.to_string(),
                id: record.id.to_string(),
                data: record.data.clone(),
            }
        });
        Some(KnownFacility { name, changes: changes.collect() })
    }

    fn decision(&self, id: &str) -> Option<KnownDecision> {
        let fields = self.fields(self.find(SubjectKind::Decision, id)?);
        let purport = text(&fields, "strekking").unwrap_or_default();
        let reservation = fields.get("voorbehoud").and_then(Value::as_object).map(|under| KnownReservation {
            text: text(under, "tekst").unwrap_or_default(),
            body: text(under, "orgaan"),
            fulfilled_by: text(under, "vervuldDoor"),
        });
        Some(KnownDecision { purport, concerns: texts(&fields, "betreft"), reservation })
    }

    fn adjustments(&self, round: &str) -> Vec<KnownAdjustment> {
        let stands = |no: &SubjectNo| {
            let status = self.state.fold(*no, self.point(*no)).status;
            status.is_some_and(|status| status.kind == EventType::AdjustmentRecorded)
        };
        let all = self.state.subjects_of(SubjectKind::Adjustment).iter().copied().filter(stands);
        let all: Vec<SubjectNo> = all.collect();
        let told = tellings(self.state, self.at, round, &all);
        let each = all.into_iter().zip(told);
        each.map(|(no, telling)| {
            let begins = self.state.introduced_on(no, self.at.position);
            let mut data = self.fields(no);
            if let (Some(named), Some(node)) = (data.get_mut("onderdeel"), self.node_of(no)) {
                *named = node.into();
            }
            KnownAdjustment {
                id: self.state.entry(no).id().to_owned(),
                data,
                begins_later: begins.filter(|day| *day > self.at.day),
                is_told: telling != Telling::CarriedOver,
            }
        })
        .collect()
    }

    fn has_note(&self, subject: &str, round: Option<&str>, text: &str) -> bool {
        self.standing(subject, EventType::NoteRecorded).iter().any(|note| {
            let field = |key: &str| note.data.get(key).and_then(Value::as_str);
            field("tekst") == Some(text) && (round.is_none() || field("ronde") == round)
        })
    }

    fn light(&self, subject: &str, round: Option<&str>) -> Option<String> {
        let lights = self.standing(subject, EventType::LightSet);
        let of_round = |light: &&Arc<Record>| light.data.get("ronde").and_then(Value::as_str) == round;
        lights.iter().rev().find(of_round).and_then(|light| text(&light.data, "kleur"))
    }
}
