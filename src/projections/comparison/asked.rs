//! Single values that a point of a comparison can be asked for.

use super::compared_value::ComparedValue;
use super::point_view::PointView;
use super::shown_attachments::{ShownAttachments, contributors};
use crate::domain::field::Field;
use crate::domain::state::SubjectNo;
use crate::notes::Attached;

/// A value that a point of a comparison has.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    /// A field of a subject.
    Field(SubjectNo, String),
    /// Whether a subject exists.
    Exists(SubjectNo),
    /// A colour of the light on a node or case.
    Colour(SubjectNo, Field),
    /// Whether the note at this position is shown on a node or case.
    Note(SubjectNo, u32),
}

impl Asked {
    /// Returns the subject, or the node or case.
    pub const fn subject(&self) -> SubjectNo {
        match self {
            Asked::Field(no, _) | Asked::Exists(no) | Asked::Colour(no, _) | Asked::Note(no, _) => *no,
        }
    }
}

impl<'s> PointView<'s> {
    /// Returns a value at this point, which is prepared for its subject. An open part that can not be represented is no
    /// value: a comparison that has one is refused before.
    pub(super) fn answer(&self, asked: &Asked) -> ComparedValue {
        match asked {
            Asked::Field(no, field) => {
                let fields = self.fields(*no).ok().flatten();
                fields.and_then(|mut fields| fields.remove(field)).unwrap_or(ComparedValue::NONE)
            }
            Asked::Exists(no) => ComparedValue::Core(self.exists(*no).into()),
            Asked::Colour(home, _) | Asked::Note(home, _) => {
                let shown = self.shown_on(*home, &contributors(self.state(), *home));
                self.shown_answer(&shown, asked).unwrap_or(ComparedValue::NONE)
            }
        }
    }

    /// Returns the answer to a question about a note or light, given what is shown on the node or case.
    pub(super) fn shown_answer(&self, shown: &ShownAttachments<'s>, asked: &Asked) -> Option<ComparedValue> {
        match asked {
            Asked::Colour(_, colour) => self.colours(&shown.lights).remove(colour.name()),
            Asked::Note(_, position) => {
                let is_it = |note: &Attached<'_>| note.row.position == *position;
                Some(ComparedValue::Core(shown.notes.iter().any(is_it).into()))
            }
            Asked::Field(..) | Asked::Exists(_) => None,
        }
    }
}
