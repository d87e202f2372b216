//! The views of subjects in a report: one declaration per kind, in a file of its own.
//!
//! A declaration lists the fields of a view once, with their meaning. The struct, its canonical JSON, its JSON Schema
//! and the code that fills it follow from it; so do the columns of files, the OpenAPI document and the plain report
//! that tests compare with, which read the list of [`ReadField`]s. The name, number and class of a recorded field are in
//! the catalogue ([`Field`]).

mod adjustment;
mod announced;
mod case;
mod decision;
mod declaration;
mod facility;
mod indicator;
mod light;
mod milestone;
mod node;
mod note;
mod object_schema;
mod source;
#[cfg(test)]
mod tests;
mod trace;

pub use adjustment::AdjustmentView;
pub use announced::AnnouncedView;
pub use case::CaseView;
pub use decision::DecisionView;
pub use facility::FacilityView;
pub use indicator::{IndicatorView, period_end};
pub use light::LightView;
pub use milestone::MilestoneView;
pub use node::NodeView;
pub use note::NoteView;
pub use trace::{EventTrace, Positions};

pub(crate) use indicator::latest_period;
pub(crate) use source::SubjectSource;
pub(crate) use trace::{judgement, positions, precision, precision_name};

use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::rules::ReportRules;

/// How a view reads a recorded field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// An id, a code, a word or a day.
    Token,
    /// A whole number.
    Number,
    /// True or false, or nothing when it was never set.
    Flag,
    /// Whether it is set.
    IsSet,
    /// A list of tokens, empty when it was never set.
    Tokens,
    /// A free text.
    Text,
    /// The name of the subject; its id where no introduction set a name.
    Name,
    /// A free text that belongs to the event that set the status, and is not shown with another status.
    StatusText,
    /// A free text that is shown only while the subject is closed.
    ClosingText,
    /// A list of free texts, empty when it was never set.
    Texts,
    /// An object.
    Nested,
    /// A list of objects, empty when it was never set.
    List,
    /// A token of the latest measurement.
    Measured,
}

/// A field of a view that is read from the recorded field of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadField {
    /// The field, whose name is the key.
    pub field: Field,
    /// How it is read.
    pub read: Read,
    /// The first version of the report that has it.
    pub since: ReportRules,
}

/// A view, for code that treats all views alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredView {
    /// The word of what it is a view of: in tables, and in the names of schemas.
    pub fact: &'static str,
    /// The event that first sets its fields.
    pub event: EventType,
    /// The fields that it reads as they were recorded.
    pub fields: &'static [ReadField],
}

/// Every view. A new kind of subject is a line here.
pub const VIEWS: [DeclaredView; 9] = [
    declared("onderdeel", EventType::NodeRecorded, NodeView::FIELDS),
    declared("toelichting", EventType::NoteRecorded, NoteView::FIELDS),
    declared("stoplicht", EventType::LightSet, LightView::FIELDS),
    declared("dossier", EventType::CaseOpened, CaseView::FIELDS),
    declared("voorziening", EventType::FacilityOpened, FacilityView::FIELDS),
    declared("bijstelling", EventType::AdjustmentRecorded, AdjustmentView::FIELDS),
    declared("indicator", EventType::IndicatorRecorded, IndicatorView::FIELDS),
    declared("mijlpaal", EventType::MilestonePlanned, MilestoneView::FIELDS),
    declared("besluit", EventType::DecisionTaken, DecisionView::FIELDS),
];

const fn declared(fact: &'static str, event: EventType, fields: &'static [ReadField]) -> DeclaredView {
    DeclaredView { fact, event, fields }
}
