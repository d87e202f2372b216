//! What every view says of the events that set it.

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde::ser::SerializeMap;

use super::object_schema::ObjectSchema;
use crate::after_sealing::SealingName;
use crate::domain::state::SubjectState;
use crate::domain::time::Precision;

/// The position of the event that set each field; empty when one event set them all.
pub type Positions = BTreeMap<&'static str, u64>;

/// The events that set a view, and what is known of them.
#[derive(Debug, Clone, PartialEq)]
pub struct EventTrace {
    /// The sealings after which something of it was recorded that is about a day they cover; `None` in reports of
    /// version 1.
    pub after_sealings: Option<Vec<SealingName>>,
    /// How exactly its day is known; none means to the day.
    pub precision: Option<&'static str>,
    /// `nakijken` while somebody still has to look at it.
    pub judgement: Option<&'static str>,
    /// Which event set each field, where there was more than one.
    pub positions: Positions,
    /// The event that last set it.
    pub position: u64,
}

impl EventTrace {
    /// Its keys.
    pub const KEYS: [&'static str; 5] = ["naVaststelling", "nauwkeurigheid", "oordeel", "posities", "positie"];

    /// Writes the value of one of its keys.
    ///
    /// # Errors
    /// The error of the serializer.
    pub(super) fn serialize_part<M: SerializeMap>(&self, part: usize, map: &mut M) -> Result<(), M::Error> {
        let key = Self::KEYS[part];
        match part {
            0 => self.after_sealings.as_ref().map_or(Ok(()), |sealings| map.serialize_entry(key, sealings)),
            1 => map.serialize_entry(key, &self.precision),
            2 => map.serialize_entry(key, &self.judgement),
            3 => map.serialize_entry(key, &self.positions),
            _ => map.serialize_entry(key, &self.position),
        }
    }

    /// Adds its keys to the schema of a view.
    pub(super) fn describe(schema: &mut ObjectSchema, generator: &mut SchemaGenerator) {
        let [after, precision, judgement, positions, position] = Self::KEYS;
        let about = "The sealings after which something of it was recorded that is about a day they cover.";
        schema.add_optional::<Vec<SealingName>>(generator, after, &[about]);
        let about = "How exactly its day is known; none means to the day.";
        schema.add::<Option<&'static str>>(generator, precision, &[about]);
        let about = "`nakijken` while somebody still has to look at it.";
        schema.add::<Option<&'static str>>(generator, judgement, &[about]);
        let about = "Which event set each field, where there was more than one.";
        schema.add::<Positions>(generator, positions, &[about]);
        schema.add::<u64>(generator, position, &["The event that last set it."]);
    }
}

/// Returns the precision as a report shows it: `None` when it is to the day.
pub(crate) fn precision_name(precision: Precision) -> Option<&'static str> {
    (precision != Precision::Day).then(|| precision.name())
}

/// Returns the precision of the day of the status.
pub(crate) fn precision(folded: &SubjectState) -> Option<&'static str> {
    folded.status.or(folded.last).and_then(|event| precision_name(event.precision))
}

/// Returns `nakijken` while an event that sets something shown has not been reviewed.
pub(crate) fn judgement(folded: &SubjectState) -> Option<&'static str> {
    let unreviewed = folded.settings.iter().any(|(_, setting)| setting.unreviewed)
        || folded.status.is_some_and(|status| status.unreviewed);
    unreviewed.then_some("nakijken")
}

/// Returns which event set each field; empty when one event set them all.
pub(crate) fn positions(folded: &SubjectState) -> Positions {
    let mut set = folded.settings.iter().map(|(_, setting)| setting.position).chain(folded.status.map(|s| s.position));
    let first = set.next();
    if set.all(|position| Some(position) == first) {
        return Positions::new();
    }
    let mut positions: Positions =
        folded.settings.iter().map(|(field, setting)| (field.name(), setting.position)).collect();
    if let Some(status) = folded.status {
        positions.entry("status").or_insert(status.position);
    }
    positions
}
