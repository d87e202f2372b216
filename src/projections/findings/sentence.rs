//! Writes the sentences of findings, and finds the records that they need.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Finding;
use super::collect::FindingCollector;
use super::inconsistencies::Inconsistency;
use super::pending::{FindingDetails, LateEvent, PendingFinding};
use crate::after_sealing::SealingName;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{State, SubjectNo};
use crate::domain::time::{Day, Precision};
use crate::language::{Argument, Message};
use crate::log::record::Record;
use crate::message;
use crate::text_source::Records;

/// A name or text longer than this, in characters, is cut in a sentence.
const QUOTE_MAX: usize = 120;
/// The number of events that one sentence names; the rest is counted.
const EVENTS_NAMED_MAX: usize = 3;

/// Turns collected findings into sentences.
pub(super) struct FindingWriter<'a, 's> {
    collector: &'a FindingCollector<'a, 's>,
    drafts: &'a [PendingFinding],
    /// The field with the name of each subject, and the position of the record that contains it.
    names: BTreeMap<SubjectNo, (Field, u64)>,
}

impl<'a, 's> FindingWriter<'a, 's> {
    pub fn new(collector: &'a FindingCollector<'a, 's>, drafts: &'a [PendingFinding]) -> FindingWriter<'a, 's> {
        let subjects =
            drafts.iter().flat_map(|draft| std::iter::once(draft.subject).chain(draft.details.other_subject()));
        let names = subjects.filter_map(|no| Some((no, name_at(collector, no)?))).collect();
        FindingWriter { collector, drafts, names }
    }

    /// Prepares a writer that only decides which findings stand.
    pub fn without_names(
        collector: &'a FindingCollector<'a, 's>,
        drafts: &'a [PendingFinding],
    ) -> FindingWriter<'a, 's> {
        FindingWriter { collector, drafts, names: BTreeMap::new() }
    }

    /// Returns the positions of the records that the sentences need, ascending.
    pub fn record_positions(&self) -> Vec<u64> {
        let told = self.drafts.iter().flat_map(|draft| draft.details.record_positions());
        let mut positions: Vec<u64> = self.names.values().map(|(_, position)| *position).chain(told).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// Returns the findings with their sentences. A finding that the records contradict is left out.
    pub fn findings(&self, records: &Records) -> Vec<Finding> {
        self.confirmed(records).map(|draft| self.finding(draft, records)).collect()
    }

    /// Returns the findings that the records do not contradict.
    pub fn confirmed(&self, records: &Records) -> impl Iterator<Item = &'a PendingFinding> {
        self.drafts.iter().filter(move |draft| self.is_confirmed(draft, records))
    }

    fn state(&self) -> &'s State {
        self.collector.state()
    }

    fn finding(&self, draft: &PendingFinding, records: &Records) -> Finding {
        let state = self.state();
        let positions: BTreeSet<u64> = match &draft.details {
            FindingDetails::AfterSealing { events, .. } => {
                without_reviews(events, records).map(|event| event.position).collect()
            }
            _ => draft.positions.clone(), // the other kinds do not depend on the records
        };
        Finding {
            code: draft.code,
            severity: draft.code.severity(),
            message: self.sentence(draft, records),
            node: draft.nodes.first().map(|no| state.entry(*no).id().to_owned()),
            subject: state.entry(draft.subject).name.to_string(),
            positions: positions.into_iter().collect(),
            since: None,
        }
    }

    /// Checks what only a record can decide: that a reservation is open, that a correction gives no reason.
    fn is_confirmed(&self, draft: &PendingFinding, records: &Records) -> bool {
        let state = self.state();
        match &draft.details {
            FindingDetails::Reservation { position } => {
                let fulfilled = records[position].data[Field::Reservation.name()][Field::FulfilledBy.name()].as_str();
                let decision =
                    fulfilled.and_then(|id| state.subject(&format!("{}/{id}", SubjectKind::Decision.name())));
                !decision.is_some_and(|decision| self.collector.is_taken(decision))
            }
            FindingDetails::NoReason { position, corrected } => {
                let (record, before) = (&records[position], &records[corrected]);
                !record.is_erased() && record.reason.is_none() && !is_review(record, before)
            }
            FindingDetails::AfterSealing { events, .. } => without_reviews(events, records).next().is_some(),
            FindingDetails::NotReported { .. }
            | FindingDetails::NotTakenUp { .. }
            | FindingDetails::NoNote { .. }
            | FindingDetails::QuietCase { .. }
            | FindingDetails::LightWithoutSteering { .. }
            | FindingDetails::LightUnknown
            | FindingDetails::MilestonePassed { .. }
            | FindingDetails::TargetOpen { .. }
            | FindingDetails::NotToldAgain { .. }
            | FindingDetails::AcrossYears { .. }
            | FindingDetails::NotReviewed { .. }
            | FindingDetails::Exceeded { .. }
            | FindingDetails::Inconsistent { .. } => true,
        }
    }

    fn sentence(&self, draft: &PendingFinding, records: &Records) -> Message {
        let first = || self.subject_name(draft.subject, records, true);
        let what = || self.subject_name(draft.subject, records, false);
        let day = |(on, precision): &(Day, Precision)| known_day(*on, *precision);
        match &draft.details {
            FindingDetails::NotReported { is_named: true } => message!("finding-programme-expected", what = first()),
            FindingDetails::NotReported { is_named: false } => {
                message!("finding-programme-not-reported", what = first())
            }
            FindingDetails::NotTakenUp { code } => {
                message!("finding-programme-unknown", round = what(), code = code.as_str())
            }
            FindingDetails::NoNote { carried_over: None } => message!("finding-no-note", what = first()),
            FindingDetails::NoNote { carried_over: Some(last) } => {
                message!("finding-note-carried-over", what = first(), day = day(last))
            }
            FindingDetails::QuietCase { from, last: None } => message!("finding-quiet", what = what(), from = *from),
            FindingDetails::QuietCase { from, last: Some(last) } => {
                message!("finding-quiet-last", what = what(), from = *from, last = day(last))
            }
            FindingDetails::LightWithoutSteering { colour } => {
                message!("finding-light-without-steering", what = what(), colour = Argument::word(colour))
            }
            FindingDetails::LightUnknown => message!("finding-light-unknown", what = what()),
            FindingDetails::MilestonePassed { due, precision } => {
                let due = Argument::known_day(&due.to_string(), precision.as_deref());
                message!("finding-milestone-passed", what = first(), due = due)
            }
            FindingDetails::TargetOpen { cents: Some(cents), open: Some(open) } => {
                let (amount, open) = (Argument::amount(*cents), Argument::amount(*open));
                message!("finding-target-open", what = what(), amount = amount, open = open)
            }
            FindingDetails::TargetOpen { .. } => message!("finding-target-unknown", what = what()),
            FindingDetails::NotToldAgain { since } => {
                message!("finding-amount-not-told", what = first(), day = day(since))
            }
            FindingDetails::AcrossYears { year, other, other_year } => {
                let other = self.subject_name(*other, records, false);
                let (own, other_year) = (year.to_string(), other_year.to_string());
                message!(
                    "finding-cover-across-years",
                    what = first(),
                    year = own,
                    other = other,
                    other_year = other_year
                )
            }
            FindingDetails::Reservation { position } => {
                let reservation = &records[position].data[Field::Reservation.name()];
                match reservation[Field::Body.name()].as_str() {
                    Some(text) => message!("finding-reservation", what = first(), text = truncate(text)),
                    None if records[position].lost => message!("finding-reservation-missing", what = first()),
                    None => message!("finding-reservation-erased", what = first()),
                }
            }
            FindingDetails::NotReviewed { count } => message!("finding-not-reviewed", what = first(), count = *count),
            FindingDetails::NoReason { position, corrected } => {
                message!("finding-no-reason", what = first(), position = *position, corrected = *corrected)
            }
            FindingDetails::AfterSealing { sealing, events } => {
                after_sealing_sentence(first(), sealing, without_reviews(events, records))
            }
            FindingDetails::Exceeded { by } => message!("finding-exceeded", what = what(), by = Argument::amount(*by)),
            FindingDetails::Inconsistent { inconsistency, kind, day, against } => {
                inconsistency_sentence(first(), *inconsistency, *kind, *day, *against)
            }
        }
    }

    /// Returns a subject as a reader knows it: `prestatie 9A1.1 (Organiseren van de toegang)`, `dossier "Wachtlijst"`.
    /// `first` makes it the first word of a sentence.
    fn subject_name(&self, no: SubjectNo, records: &Records, first: bool) -> Message {
        let state = self.state();
        let entry = state.entry(no);
        let name = self.names.get(&no).and_then(|(field, position)| records[position].data.get(field.name()));
        let name = name.and_then(Value::as_str).map(truncate);
        let level = match entry.kind {
            SubjectKind::Node => self.collector.contents.tree.node(no).folded.settings.token(Field::Level),
            _ => None,
        };
        let kind = level.map_or(entry.kind.name(), |level| state.token(level));
        let kind =
            if first { message!("subject-kind-first", kind = kind) } else { message!("subject-kind", kind = kind) };
        match (entry.kind, name) {
            (SubjectKind::Node, None) => message!("subject-code", kind = kind, code = entry.id()),
            (SubjectKind::Node, Some(title)) => {
                message!("subject-code-title", kind = kind, code = entry.id(), title = title)
            }
            (SubjectKind::Decision, name) => {
                message!("subject-code", kind = kind, code = name.unwrap_or_else(|| entry.id().to_owned()))
            }
            (_, name) => message!("subject-name", kind = kind, name = name.unwrap_or_else(|| entry.id().to_owned())),
        }
    }
}

/// Returns the events that do more than review a draft.
fn without_reviews<'e>(events: &'e [LateEvent], records: &'e Records) -> impl Iterator<Item = &'e LateEvent> {
    let reviews =
        |event: &&LateEvent| event.reviews.is_some_and(|draft| is_review(&records[&event.position], &records[&draft]));
    events.iter().filter(move |event| !reviews(event))
}

fn after_sealing_sentence<'e>(
    what: Message,
    sealing: &SealingName,
    events: impl Iterator<Item = &'e LateEvent>,
) -> Message {
    let events: Vec<&LateEvent> = events.collect();
    let told = |event: &&LateEvent| {
        let day = known_day(event.day, event.precision);
        message!("finding-late-event", said = event_word(event.kind), day = day, position = event.position)
    };
    let mut named: Vec<Message> = events.iter().take(EVENTS_NAMED_MAX).map(told).collect();
    if events.len() > EVENTS_NAMED_MAX {
        named.push(message!("and-more", count = events.len() - EVENTS_NAMED_MAX));
    }
    let (round, version, body) = (sealing.round.as_str(), sealing.version, sealing.body.as_str());
    message!("finding-after-sealing", what = what, round = round, version = version, body = body, events = named)
}

/// Returns the field that names a subject, and the position of the event that set it.
fn name_at(collector: &FindingCollector<'_, '_>, no: SubjectNo) -> Option<(Field, u64)> {
    let state = collector.state();
    let kind = state.entry(no).kind;
    // People know a decision by its number.
    let field = if kind == SubjectKind::Decision { Field::PaperNumber } else { kind.named_by()? };
    Some((field, state.fold(no, collector.point.at).settings.get(field)?.position))
}

/// Returns true for a correction that changes nothing but removes `nakijken`.
fn is_review(record: &Record, before: &Record) -> bool {
    let same = record.data == before.data;
    let same_day = (record.effective_on, record.precision) == (before.effective_on, before.precision);
    same && same_day && before.unreviewed() && !record.unreviewed()
}

fn inconsistency_sentence(
    what: Message,
    inconsistency: Inconsistency,
    kind: EventType,
    on: Day,
    against: Option<(EventType, Day)>,
) -> Message {
    let same_day = against.is_some_and(|(_, day)| day == on);
    let said = event_word(kind);
    let Some((first, first_on)) = against else { return message!("finding-odd-nameless", what = what) };
    let first = event_word(first);
    match inconsistency {
        Inconsistency::Early if same_day => {
            message!("finding-odd-same-day", what = what, said = said, on = on, first = first)
        }
        Inconsistency::Early => {
            message!("finding-odd-early", what = what, said = said, on = on, first = first, first_on = first_on)
        }
        Inconsistency::Twice => {
            message!("finding-odd-twice", what = what, said = said, on = on, first = first, first_on = first_on)
        }
        Inconsistency::Already => {
            message!("finding-odd-already", what = what, said = said, on = on, first = first, first_on = first_on)
        }
        Inconsistency::Ended => {
            message!("finding-odd-ended", what = what, said = said, on = on, first = first, first_on = first_on)
        }
        Inconsistency::Nameless => message!("finding-odd-nameless", what = what),
    }
}

/// Returns the word for what an event records about its subject: `gesloten`; a note and a light are named by what they
/// are.
fn event_word(kind: EventType) -> Message {
    let word = match kind {
        EventType::NoteRecorded | EventType::LightSet => kind.name().split('.').next(),
        _ => kind.name().split('.').nth(1),
    };
    message!("said-of-subject", said = word.unwrap_or_default())
}

fn known_day(on: Day, precision: Precision) -> Argument {
    Argument::known_day(&on.to_string(), Some(precision.name()))
}

/// Returns the text on one line, cut to [`QUOTE_MAX`].
fn truncate(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTE_MAX {
        return line;
    }
    let kept: String = line.chars().take(QUOTE_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}
