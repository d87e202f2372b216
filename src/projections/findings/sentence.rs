//! The sentence of a finding, and the records that it needs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Finding;
use super::collect::{Draft, Look};
use super::odd::Oddity;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::notation::{day, euros};
use crate::domain::state::{State, SubjectNo};
use crate::domain::time::{Day, Precision};
use crate::log::record::Record;
use crate::projections::words::Records;

/// A name or text longer than this is cut in a sentence.
const QUOTE_MAX: usize = 120;

/// What there is to tell of a finding beside the names.
#[derive(Debug)]
pub(super) enum Told {
    NoNote { carried_over: Option<(Day, Precision)> },
    Quiet { last: Option<(Day, Precision)> },
    LightWithoutSteering { colour: String },
    LightUnknown,
    Passed { due: Day, precision: Option<String> },
    Open { cents: Option<i64>, open: Option<i64> },
    AcrossYears { year: i64, other: SubjectNo, other_year: i64 },
    Reservation { position: u64 },
    NotReviewed { count: usize },
    NoReason { position: u64, corrected: u64 },
    Exceeded { by: i64 },
    Odd { oddity: Oddity, kind: EventType, day: Day, against: Option<(EventType, Day)> },
}

impl Told {
    fn reads(&self) -> Vec<u64> {
        match self {
            Told::Reservation { position } => vec![*position],
            Told::NoReason { position, corrected } => vec![*corrected, *position],
            Told::NoNote { .. }
            | Told::Quiet { .. }
            | Told::LightWithoutSteering { .. }
            | Told::LightUnknown
            | Told::Passed { .. }
            | Told::Open { .. }
            | Told::AcrossYears { .. }
            | Told::NotReviewed { .. }
            | Told::Exceeded { .. }
            | Told::Odd { .. } => Vec::new(),
        }
    }

    fn others(&self) -> Option<SubjectNo> {
        match self {
            Told::AcrossYears { other, .. } => Some(*other),
            Told::NoNote { .. }
            | Told::Quiet { .. }
            | Told::LightWithoutSteering { .. }
            | Told::LightUnknown
            | Told::Passed { .. }
            | Told::Open { .. }
            | Told::Reservation { .. }
            | Told::NotReviewed { .. }
            | Told::NoReason { .. }
            | Told::Exceeded { .. }
            | Told::Odd { .. } => None,
        }
    }
}

/// Drafts on their way to sentences.
pub(super) struct Speaker<'a, 's> {
    look: &'a Look<'a, 's>,
    drafts: &'a [Draft],
    /// Where the name of each subject lies.
    names: BTreeMap<SubjectNo, (Field, u64)>,
}

impl<'a, 's> Speaker<'a, 's> {
    pub fn new(look: &'a Look<'a, 's>, drafts: &'a [Draft]) -> Speaker<'a, 's> {
        let subjects = drafts.iter().flat_map(|draft| std::iter::once(draft.subject).chain(draft.told.others()));
        let names = subjects.filter_map(|no| Some((no, name_at(look, no)?))).collect();
        Speaker { look, drafts, names }
    }

    /// The records that the sentences need, ascending.
    pub fn wanted(&self) -> Vec<u64> {
        let told = self.drafts.iter().flat_map(|draft| draft.told.reads());
        let mut positions: Vec<u64> = self.names.values().map(|(_, position)| *position).chain(told).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// The findings, with their sentences; what turns out to be none when it is read is left out.
    pub fn findings(&self, records: &Records) -> Vec<Finding> {
        let kept = self.drafts.iter().filter(|draft| self.holds(draft, records));
        kept.map(|draft| self.finding(draft, records)).collect()
    }

    fn state(&self) -> &'s State {
        self.look.state()
    }

    fn finding(&self, draft: &Draft, records: &Records) -> Finding {
        let state = self.state();
        Finding {
            code: draft.code,
            severity: draft.code.severity(),
            message: self.sentence(draft, records),
            node: draft.nodes.first().map(|no| state.entry(*no).id().to_owned()),
            subject: state.entry(draft.subject).name.to_string(),
            positions: draft.positions.iter().copied().collect(),
        }
    }

    /// What only a record can tell: that a reservation is open, that a correction gives no reason.
    fn holds(&self, draft: &Draft, records: &Records) -> bool {
        let state = self.state();
        match &draft.told {
            Told::Reservation { position } => {
                let fulfilled = records[position].data[Field::Reservation.name()][Field::FulfilledBy.name()].as_str();
                let decision =
                    fulfilled.and_then(|id| state.subject(&format!("{}/{id}", SubjectKind::Decision.name())));
                !decision.is_some_and(|decision| self.look.is_taken(decision))
            }
            Told::NoReason { position, corrected } => {
                let (record, before) = (&records[position], &records[corrected]);
                !record.is_erased() && record.reason.is_none() && !is_review(record, before)
            }
            Told::NoNote { .. }
            | Told::Quiet { .. }
            | Told::LightWithoutSteering { .. }
            | Told::LightUnknown
            | Told::Passed { .. }
            | Told::Open { .. }
            | Told::AcrossYears { .. }
            | Told::NotReviewed { .. }
            | Told::Exceeded { .. }
            | Told::Odd { .. } => true,
        }
    }

    fn sentence(&self, draft: &Draft, records: &Records) -> String {
        let what = capital(&self.called(draft.subject, records));
        match &draft.told {
            Told::NoNote { carried_over: None } => format!("{what} heeft nog geen toelichting."),
            Told::NoNote { carried_over: Some((on, precision)) } => {
                format!(
                    "{what} heeft voor deze ronde nog geen toelichting; getoond wordt die van {}.",
                    on_day(*on, *precision)
                )
            }
            Told::Quiet { last } => {
                let since = last.map_or_else(String::new, |(on, precision)| {
                    format!("; het laatste is van {}", on_day(on, precision))
                });
                let from = day(&self.look.point.from.to_string(), None);
                format!("Over {} is sinds {from} niets vastgelegd{since}.", self.called(draft.subject, records))
            }
            Told::LightWithoutSteering { colour } => format!(
                "Het stoplicht van {} staat op {colour}, maar geen toelichting erbij noemt oorzaak, gevolg en bijsturing alle drie.",
                self.called(draft.subject, records)
            ),
            Told::LightUnknown => {
                format!("Van het stoplicht van {} is de kleur onbekend.", self.called(draft.subject, records))
            }
            Told::Passed { due, precision } => {
                let due = day(&due.to_string(), precision.as_deref());
                format!("{what} stond voor {due} en is niet gehaald, verschoven of vervallen.")
            }
            Told::Open { cents, open } => match (cents, open) {
                (Some(cents), Some(open)) => {
                    format!(
                        "Van {} ({}) staat nog {} open.",
                        self.called(draft.subject, records),
                        euros(*cents),
                        euros(*open)
                    )
                }
                (Some(_) | None, _) => format!(
                    "Hoeveel van {} openstaat is niet te zeggen: een bedrag is p.m.",
                    self.called(draft.subject, records)
                ),
            },
            Told::AcrossYears { year, other, other_year } => format!(
                "{what} van {year} dekt {} van {other_year}, en geen besluit over die dekking is vastgelegd.",
                self.called(*other, records)
            ),
            Told::Reservation { position } => {
                let reservation = &records[position].data[Field::Reservation.name()];
                let text = reservation[Field::Body.name()].as_str().map_or("(tekst gewist)".to_owned(), cut);
                format!("{what} is genomen onder een voorbehoud dat nog niet is vervuld: {text}")
            }
            Told::NotReviewed { count: 1 } => format!("{what}: een concept is nog niet nagekeken."),
            Told::NotReviewed { count } => format!("{what}: {count} concepten zijn nog niet nagekeken."),
            Told::NoReason { position, corrected } => {
                format!("{what}: positie {position} herstelt positie {corrected} en zegt niet waarom.")
            }
            Told::Exceeded { by } => format!(
                "Van {} is {} meer gedekt of ingevuld dan het bedrag.",
                self.called(draft.subject, records),
                euros(*by)
            ),
            Told::Odd { oddity, kind, day, against } => odd(&what, *oddity, *kind, *day, *against),
        }
    }

    /// A subject as a reader knows it: `prestatie 9A1.1 (Organiseren van de toegang)`, `dossier "Wachtlijst"`.
    fn called(&self, no: SubjectNo, records: &Records) -> String {
        let state = self.state();
        let entry = state.entry(no);
        let name = self.names.get(&no).and_then(|(field, position)| records[position].data.get(field.name()));
        let name = name.and_then(Value::as_str).map(cut);
        match entry.kind {
            SubjectKind::Node => {
                let level = self.look.picture.tree.node(no).folded.settings.token(Field::Level);
                let level = level.map_or(entry.kind.name(), |level| state.token(level));
                let title = name.map_or_else(String::new, |title| format!(" ({title})"));
                format!("{level} {}{title}", entry.id())
            }
            SubjectKind::Decision => format!("besluit {}", name.as_deref().unwrap_or(entry.id())),
            kind => {
                let name = name.unwrap_or_else(|| entry.id().to_owned());
                format!("{} \"{name}\"", kind.name())
            }
        }
    }
}

/// The field that names a subject, and the event that set it.
fn name_at(look: &Look<'_, '_>, no: SubjectNo) -> Option<(Field, u64)> {
    let state = look.state();
    let field = match state.entry(no).kind {
        SubjectKind::Node | SubjectKind::Case | SubjectKind::Round => Field::Title,
        SubjectKind::Facility | SubjectKind::Indicator => Field::Name,
        SubjectKind::Adjustment | SubjectKind::Milestone => Field::Description,
        SubjectKind::Decision => Field::PaperNumber,
        SubjectKind::Event => return None,
    };
    Some((field, state.fold(no, look.point.at).settings.get(field)?.position))
}

/// True for a correction that says the same and only takes `nakijken` away.
fn is_review(record: &Record, before: &Record) -> bool {
    let same = record.data == before.data;
    let same_day = (record.effective_on, record.precision) == (before.effective_on, before.precision);
    same && same_day && before.unreviewed() && !record.unreviewed()
}

fn odd(what: &str, oddity: Oddity, kind: EventType, on: Day, against: Option<(EventType, Day)>) -> String {
    let same_day = against.is_some_and(|(_, day)| day == on);
    let on = day(&on.to_string(), None);
    let before =
        against.map_or_else(String::new, |(kind, on)| format!("{} per {}", said_of(kind), day(&on.to_string(), None)));
    let said = said_of(kind);
    match oddity {
        Oddity::Early if same_day => {
            let first = against.map_or("", |(kind, _)| said_of(kind));
            format!("{what}: {said} per {on}, maar {first} op diezelfde dag is later vastgelegd en gaat voor.")
        }
        Oddity::Early => format!("{what}: {said} per {on}, eerder dan {before}."),
        Oddity::Twice => format!("{what}: {said} per {on}, terwijl het er al was ({before})."),
        Oddity::Already => format!("{what}: {said} per {on}, terwijl dat al zo was ({before})."),
        Oddity::Ended => format!("{what}: {said} per {on}, terwijl het toen al was beëindigd ({before})."),
        Oddity::Nameless => format!("{what}: de vastlegging zelf is ingetrokken, de rest telt nog mee."),
    }
}

/// What an event says of its subject: `gesloten`.
fn said_of(kind: EventType) -> &'static str {
    kind.name().split('.').nth(1).unwrap_or_default()
}

fn on_day(on: Day, precision: Precision) -> String {
    day(&on.to_string(), Some(precision.name()))
}

/// The text on one line, cut where it is long.
fn cut(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTE_MAX {
        return line;
    }
    let kept: String = line.chars().take(QUOTE_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
