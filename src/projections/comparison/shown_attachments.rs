//! The notes and the light that a report of a point shows on a node or case, and what they say.

use serde_json::Value as Json;

use super::compared_value::{ComparedFields, ComparedValue, TextPlace};
use super::point_view::PointView;
use crate::domain::event::EventType;
use crate::domain::field::Field;
use crate::domain::ids::SubjectKind;
use crate::domain::state::{EventRow, FieldValue, State, SubjectNo};
use crate::notes::{self, Attached};

/// The notes and the light that a report of this point shows on a node or case.
#[derive(Debug, Default)]
pub(crate) struct ShownAttachments<'s> {
    /// In reading order.
    pub notes: Vec<Attached<'s>>,
    /// The events the light is folded from, in order.
    pub lights: Vec<Attached<'s>>,
    /// Whether the notes, and the light, come from elsewhere than the round of this point.
    pub carried_over: (bool, bool),
}

impl<'s> PointView<'s> {
    /// Returns the notes and the light shown on a node or case.
    pub fn shown_on(&self, home: SubjectNo, contributors: &[SubjectNo]) -> ShownAttachments<'s> {
        let state = self.state();
        let (mut all_notes, mut all_lights) = (Vec::new(), Vec::new());
        for &subject in contributors {
            for row in self.view().rows(subject) {
                let list = match row.kind {
                    EventType::NoteRecorded => &mut all_notes,
                    EventType::LightSet => &mut all_lights,
                    _ => continue,
                };
                if self.home(subject, row) == Some(home) {
                    list.push(Attached { subject, row });
                }
            }
        }
        let mut notes = notes::shown_in_tree(self.tree(), &all_notes, self.round.as_ref());
        notes::sort_in_reading_order(state, &mut notes.members);
        let lights = notes::shown_in_tree(self.tree(), &all_lights, self.round.as_ref());
        let carried_over = (notes.carried_over, lights.carried_over);
        let light = notes::group_lights(state, &lights.members).into_iter().next().unwrap_or_default();
        ShownAttachments { notes: notes.members, lights: light, carried_over }
    }

    /// Returns where a note or light of `subject` is attached: the case, while it shows, or the node that its code
    /// refers to.
    pub fn home(&self, subject: SubjectNo, row: &EventRow) -> Option<SubjectNo> {
        match self.state().entry(subject).kind {
            SubjectKind::Case => self.exists(subject).then_some(subject),
            _ => Some(self.tree().resolve(subject, row.day)),
        }
    }

    /// Returns the colours of a light.
    pub(super) fn colours(&self, lights: &[Attached<'s>]) -> ComparedFields {
        let folded = notes::fold_light(self.state(), lights);
        let colour = |field| folded.settings.token(field).map(|token| self.state().token(token));
        COLOURS.iter().map(|field| (field.name().to_owned(), ComparedValue::Core(colour(*field).into()))).collect()
    }

    /// Returns where the heading of a note is recorded.
    pub(super) fn heading(&self, attached: &Attached<'_>) -> Option<TextPlace> {
        let set = self.state().entry(attached.subject).cell(attached.row, Field::Heading) == Some(FieldValue::Stored);
        set.then(|| TextPlace::of(u64::from(attached.row.position), Field::Heading))
    }

    /// Returns the content fields of a note; with `itself` also its date and round, which differ for a note that
    /// replaces another.
    pub(super) fn note(&self, attached: &Attached<'s>, itself: bool) -> ComparedFields {
        let (state, entry) = (self.state(), self.state().entry(attached.subject));
        let mut fields = ComparedFields::new();
        for field in CONTENT_FIELDS.iter().chain(PLACEMENT_FIELDS.iter().filter(|_| itself)) {
            let position = u64::from(attached.row.position);
            let value: Json = match entry.cell(attached.row, *field) {
                Some(FieldValue::Stored) => {
                    fields.insert(field.name().to_owned(), ComparedValue::Text(TextPlace::of(position, *field)));
                    continue;
                }
                Some(FieldValue::Token(token)) => state.token(token).into(),
                Some(FieldValue::Number(number)) => number.into(),
                Some(list @ FieldValue::Tokens(_)) => {
                    state.list(list).iter().map(|token| state.token(*token)).collect()
                }
                Some(FieldValue::Clear | FieldValue::Flag(_)) | None if *field == Field::Cases => {
                    Json::Array(Vec::new())
                }
                Some(FieldValue::Clear | FieldValue::Flag(_)) | None => Json::Null,
            };
            fields.insert(field.name().to_owned(), ComparedValue::Core(value));
        }
        if itself {
            let precision = crate::views::precision_name(attached.row.precision);
            fields.insert("ingangsdatum".to_owned(), ComparedValue::Core(attached.row.day.to_string().into()));
            fields.insert("nauwkeurigheid".to_owned(), ComparedValue::Core(precision.into()));
        }
        fields
    }
}

/// The fields by which lights are compared.
pub(super) const COLOURS: [Field; 4] = [Field::Colour, Field::Time, Field::Money, Field::Quality];
/// The content fields of a note.
const CONTENT_FIELDS: [Field; 6] =
    [Field::Heading, Field::Body, Field::Cause, Field::Consequence, Field::Steering, Field::Cases];
/// The fields that place a note: its round, its order and the note it follows up on.
const PLACEMENT_FIELDS: [Field; 3] = [Field::Round, Field::Order, Field::FollowUpOn];

/// Returns the subjects whose notes may be attached to `home`: itself, and ended nodes that refer to it, directly or
/// through others.
pub(crate) fn contributors(state: &State, home: SubjectNo) -> Vec<SubjectNo> {
    let mut found = vec![home];
    if state.entry(home).kind != SubjectKind::Node {
        return found;
    }
    let mut at = 0;
    while at < found.len() {
        for other in state.entry(found[at]).referrers() {
            if !found.contains(&other) && ever_dropped(state, other) {
                found.push(other);
            }
        }
        at += 1;
    }
    found
}

/// Returns true for a node that some event dropped, whether or not that event counts.
pub(super) fn ever_dropped(state: &State, no: SubjectNo) -> bool {
    let entry = state.entry(no);
    entry.kind == SubjectKind::Node && entry.rows.iter().any(|row| row.kind == EventType::NodeDropped)
}
