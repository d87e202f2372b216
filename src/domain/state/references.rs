//! References between subjects: which subjects must be looked at when one changes.

use super::rows::{SubjectReference, reference_kind};
use super::undo::Undo;
use super::{FieldValue, State, SubjectNo, Symbol, kind_of};
use crate::event_core::{CoreFields, CoreValue};
use crate::field::Field;

impl State {
    /// Stores, for each subject, which subjects ever referred to it. Those that a report must look at are among them.
    pub(super) fn store_references(&mut self, from: SubjectNo, field: Field, value: FieldValue, since: u32) {
        let Some(target) = reference_kind(field) else { return };
        let symbols: Vec<Symbol> = match value {
            FieldValue::Token(symbol) => vec![symbol],
            FieldValue::Tokens(_) => self.list(value).to_vec(),
            FieldValue::Clear | FieldValue::Flag(_) | FieldValue::Number(_) | FieldValue::Stored => return,
        };
        for symbol in symbols {
            let name = match target {
                Some(kind) => format!("{}/{}", kind.name(), self.token(symbol)),
                None => self.token(symbol).to_owned(),
            };
            let Ok(kind) = kind_of(&name) else { continue };
            let to = self.subject_or_new(&name, kind);
            if to != from && self.entry(from).refers_to().all(|other| other != to) {
                self.subjects[from.index()].refers_to.push(SubjectReference { subject: to, since });
                self.subjects[to.index()].referrers.push(SubjectReference { subject: from, since });
                self.record_undo(Undo::Reference { from, to });
            }
        }
    }

    /// Stores the reference to the decision that fulfils a reservation, which is inside a nested object.
    pub(super) fn store_fulfilment(&mut self, no: SubjectNo, inner: &CoreFields<'_>, since: u32) {
        for (number, value) in inner {
            if let (Some(field @ Field::FulfilledBy), CoreValue::Token(token)) = (Field::from_number(*number), value) {
                let value = FieldValue::Token(self.symbols.intern(token));
                self.store_references(no, field, value, since);
            }
        }
    }
}
