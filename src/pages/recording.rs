//! Recording from a page: what can be recorded, the form of each type of event, and the preview of what the report will
//! say. Forms are made from the schemas of the events; only the order of the types and what a field can be chosen from
//! are written here.

pub(crate) mod fields;
mod form;
mod form_page;
mod preview;
mod sealing;
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use maud::html;

use crate::address::Address;
use crate::domain::access::Action;
use crate::domain::event::EventType;
use crate::domain::event_form::{FormField, ValueForm, purpose};
use crate::domain::ids::SubjectKind;
use crate::frame::{Frame, Section, Viewer, document};
use crate::language::Message;
use crate::message;
use crate::parts::event_kind;
use crate::reader::Reader;
use crate::render::wording;
pub use form::page as form_page;
pub(crate) use form::{content_fields, summary as form_summary};
pub use form_page::{FormPage, Trouble};
pub use preview::{PreviewPage, page as preview_page};
pub use sealing::{
    DECISION_EVENT_KEY, NUMBER_KEY, ORDER_KEY, OWN_DAY_KEY, SEAL, SHOWN_KEYS, SealPage, SealedPage, TEXT_KEYS,
    TITLE_KEY, UNREVIEWED_KEY, seal_confirmation, seal_form, sealed_page, sealing_keys, sealing_link, to_sealing,
    waits_for_sealing,
};
pub use typed::{ENVELOPE, SEEN_KEY, STEP_KEY, TICKED, Typed};

/// The key of the subject that a form begins with.
pub const SUBJECT_KEY: &str = "onderwerp";
/// The key of the round that a form begins with.
pub const ROUND_KEY: &str = "ronde";
/// The key of the day that a form begins with.
pub const DAY_KEY: &str = "ingangsdatum";
/// The key of the event that a form corrects.
pub const CORRECTS_KEY: &str = "herstelt";

/// The button that checks what was typed.
pub const CHECK: &str = "controleren";
/// The button that goes back to the form.
pub const CHANGE: &str = "wijzigen";
/// The button that records.
pub const RECORD: &str = "vastleggen";

/// What belongs together in the list of what can be recorded, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Progress,
    Money,
    Facilities,
    Indicators,
    Milestones,
    Decisions,
    Cases,
    Rounds,
    Tree,
}

impl Group {
    const ALL: [Group; 9] = [
        Group::Progress,
        Group::Money,
        Group::Facilities,
        Group::Indicators,
        Group::Milestones,
        Group::Decisions,
        Group::Cases,
        Group::Rounds,
        Group::Tree,
    ];

    fn name(self) -> Message {
        match self {
            Group::Progress => message!("recording-group-progress"),
            Group::Money => message!("label-bijstellingen"),
            Group::Facilities => message!("label-voorzieningen"),
            Group::Indicators => message!("label-indicatoren"),
            Group::Milestones => message!("label-mijlpalen"),
            Group::Decisions => message!("label-besluiten"),
            Group::Cases => message!("label-dossiers"),
            Group::Rounds => message!("page-nav-rounds"),
            Group::Tree => message!("page-report-nodes"),
        }
    }

    /// Returns the group of a type; none for a type that is reached from an event or has a place of its own.
    const fn of(kind: EventType) -> Option<Group> {
        use EventType as T;
        Some(match kind {
            T::NoteRecorded | T::LightSet => Group::Progress,
            T::AdjustmentRecorded | T::AdjustmentChanged | T::AdjustmentToldAgain | T::AdjustmentDropped => {
                Group::Money
            }
            T::FacilityOpened
            | T::FacilityCapacityChanged
            | T::FacilityRestricted
            | T::FacilityClosed
            | T::FacilityReopened => Group::Facilities,
            T::IndicatorMeasured | T::IndicatorRecorded => Group::Indicators,
            T::MilestonePlanned | T::MilestoneMoved | T::MilestoneMet | T::MilestoneDropped => Group::Milestones,
            T::DecisionTaken | T::DecisionChanged => Group::Decisions,
            T::CaseOpened | T::CaseChanged | T::CaseClosed | T::CaseReopened => Group::Cases,
            T::RoundOpened | T::RoundChanged | T::RoundReopened | T::RoundPublished => Group::Rounds,
            T::NodeRecorded | T::NodeChanged | T::NodeDropped => Group::Tree,
            T::RoundSealed | T::EventWithdrawn | T::EventErased => return None,
        })
    }
}

/// Returns true if events of this type are recorded with a form. A sealing computes its report first, and an erasure
/// can not be undone: both are asked in another way.
pub const fn has_form(kind: EventType) -> bool {
    !matches!(kind, EventType::RoundSealed | EventType::EventErased)
}

/// Returns the address of the form of a type.
pub fn to_form(kind: EventType) -> Address {
    Address::of(&["vastleggen", kind.name()])
}

/// The contents of the list of what can be recorded.
pub struct FormsPage<'a> {
    /// Who reads it.
    pub reader: Reader,
    /// Who is looking.
    pub viewer: Viewer<'a>,
    /// Why nothing can be recorded now; none where it can.
    pub closed: Option<&'a Message>,
}

/// Returns the list of what can be recorded.
pub fn forms_page(asked: &FormsPage<'_>) -> String {
    let reader = asked.reader;
    let frame = Frame {
        reader,
        here: Address::of(&["vastleggen"]),
        title: reader.say(&message!("recording-title")),
        section: Some(Section::Recording),
        viewer: Some(asked.viewer),
        bar: html! {},
        stand: html! { p.lead { (reader.say(&message!("recording-lead"))) } },
    };
    let content = html! {
        (closed(reader, asked.closed))
        @for group in Group::ALL {
            @let may = |kind: &&EventType| reader.may(Action::of_event(**kind, false));
            @let kinds: Vec<&EventType> = EventType::ALL.iter().filter(|kind| Group::of(**kind) == Some(group)).filter(may).collect();
            @if !kinds.is_empty() {
                h2 { (reader.say(&group.name())) }
                ul.recordable {
                    @for kind in kinds {
                        li {
                            a href=(to_form(*kind).read_by(reader)) { (event_kind(reader.language, kind.name())) }
                            span.subtle { " " (wording::capital(&purpose(*kind, reader.language))) }
                        }
                    }
                }
            }
        }
        h2 { (reader.say(&message!("recording-group-events"))) }
        p { (reader.say(&message!("recording-how-events"))) }
        p { (reader.say(&message!("recording-how-others"))) }
    };
    document(&frame, &content)
}

/// Returns why nothing can be recorded now.
pub(crate) fn closed(reader: Reader, why: Option<&Message>) -> maud::Markup {
    html! { @if let Some(why) = why { div.warning { p { (reader.say(&message!("recording-closed", why = why.clone()))) } } } }
}

/// Something that can be chosen for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value of the field.
    pub value: String,
    /// What a person reads.
    pub told: String,
}

/// What the fields of a form are chosen from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The subjects of each kind that stand on the day, by id.
    pub subjects: BTreeMap<SubjectKind, Vec<Choice>>,
    /// The departments that answer for cases.
    pub owners: Vec<Choice>,
    /// The notes of the subject.
    pub notes: Vec<Choice>,
}

/// What a field is chosen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChoiceSource {
    /// Subjects of one kind, by id.
    Kind(SubjectKind),
    /// Nodes and cases, by kind and id.
    Anything,
    /// Departments.
    Owners,
    /// Notes of the subject.
    Notes,
}

impl ChoiceSource {
    /// Returns what a field is chosen from; none where it is typed.
    fn of(field: &FormField) -> Option<ChoiceSource> {
        let shape = if let ValueForm::List(of) = &field.shape { of } else { &field.shape };
        if field.name == "eigenaar" {
            return Some(ChoiceSource::Owners);
        }
        if !matches!(shape, ValueForm::Token(_)) {
            return None;
        }
        Some(match field.name.as_str() {
            "onderdeel" | "bovenliggend" | "voortzettingVan" | "opvolgers" | "programmas" => {
                ChoiceSource::Kind(SubjectKind::Node)
            }
            "dossier" | "dossiers" => ChoiceSource::Kind(SubjectKind::Case),
            "ronde" => ChoiceSource::Kind(SubjectKind::Round),
            "besluit" | "vervuldDoor" => ChoiceSource::Kind(SubjectKind::Decision),
            "dekt" | "realiseert" => ChoiceSource::Kind(SubjectKind::Adjustment),
            "vervangenDoor" => ChoiceSource::Kind(SubjectKind::Facility),
            "betreft" | "afhankelijkVan" => ChoiceSource::Anything,
            "vervolgOp" => ChoiceSource::Notes,
            _ => return None,
        })
    }
}

/// What a form needs of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormNeeds {
    /// The kinds of subject to choose from.
    pub kinds: BTreeSet<SubjectKind>,
    /// Whether departments are chosen from.
    pub owners: bool,
    /// Whether notes of the subject are chosen from.
    pub notes: bool,
}

/// Returns what the form of a type needs of the log.
pub fn wanted(kind: EventType) -> FormNeeds {
    fn add(field: &FormField, wanted: &mut FormNeeds) {
        match ChoiceSource::of(field) {
            Some(ChoiceSource::Kind(kind)) => drop(wanted.kinds.insert(kind)),
            Some(ChoiceSource::Anything) => wanted.kinds.extend([SubjectKind::Node, SubjectKind::Case]),
            Some(ChoiceSource::Owners) => wanted.owners = true,
            Some(ChoiceSource::Notes) => wanted.notes = true,
            None => {}
        }
        let shape = if let ValueForm::List(of) = &field.shape { of } else { &field.shape };
        if let ValueForm::Object(parts) = shape {
            parts.iter().for_each(|part| add(part, wanted));
        }
    }
    let mut wanted = FormNeeds::default();
    typed::roots(kind).for_each(|(_, field)| add(field, &mut wanted));
    if !kind.introduces() {
        wanted.kinds.extend(kind.subject_kinds().iter().filter(|kind| **kind != SubjectKind::Event));
    }
    wanted
}

#[cfg(test)]
mod tests;
