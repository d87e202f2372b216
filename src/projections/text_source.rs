//! Where the texts of a report come from: the records, their commitments, or (while the needed records are collected)
//! nowhere.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::domain::event_core::{CoreFields, RecordPart, join_texts, split_texts};
use crate::domain::field::Field;
use crate::log::record::Record;

/// A source of the values that the state does not hold: free texts and nested values.
pub trait TextSource {
    /// Returns a free text of the event at `position`; `None` where it was erased.
    fn text(&self, position: u64, field: Field) -> Option<String>;
    /// Returns a list of free texts of the event at `position`.
    fn texts(&self, position: u64, field: Field) -> Vec<String>;
    /// Returns a nested value of the event at `position`; null where there is none.
    fn nested(&self, position: u64, field: Field) -> Value;
}

/// Returns no texts and collects the positions of the records that a few objects need. For a whole report see the
/// module `wanted`.
#[derive(Debug, Default)]
pub struct TextCollector(RefCell<BTreeSet<u64>>);

impl TextCollector {
    /// Returns the collected positions, ascending.
    pub fn positions(self) -> Vec<u64> {
        self.0.into_inner().into_iter().collect()
    }
}

impl TextSource for TextCollector {
    fn text(&self, position: u64, _: Field) -> Option<String> {
        self.0.borrow_mut().insert(position);
        None
    }
    fn texts(&self, position: u64, _: Field) -> Vec<String> {
        self.0.borrow_mut().insert(position);
        Vec::new()
    }
    fn nested(&self, position: u64, _: Field) -> Value {
        self.0.borrow_mut().insert(position);
        Value::Null
    }
}

/// The records of a report, by position.
pub type Records = BTreeMap<u64, Arc<Record>>;

/// Returns the texts in full.
#[derive(Debug)]
pub struct FullText<'r>(pub &'r Records);

impl TextSource for FullText<'_> {
    fn text(&self, position: u64, field: Field) -> Option<String> {
        value(self.0, position, field)?.as_str().map(str::to_owned)
    }
    fn texts(&self, position: u64, field: Field) -> Vec<String> {
        let list = value(self.0, position, field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
    fn nested(&self, position: u64, field: Field) -> Value {
        value(self.0, position, field).cloned().unwrap_or(Value::Null)
    }
}

/// Replaces every text by the commitment of its event, so that the result is the same before and after an erasure.
#[derive(Debug)]
pub struct Commitments<'r>(pub &'r Records);

impl Commitments<'_> {
    fn commitment(&self, position: u64) -> String {
        self.0.get(&position).map_or_else(String::new, |record| hex::encode(record.text_commitment))
    }
}

impl TextSource for Commitments<'_> {
    fn text(&self, position: u64, _: Field) -> Option<String> {
        Some(self.commitment(position))
    }
    fn texts(&self, position: u64, _: Field) -> Vec<String> {
        vec![self.commitment(position)]
    }
    /// Returns the core of the nested value, and one commitment for the texts inside it.
    fn nested(&self, position: u64, field: Field) -> Value {
        let Some(value) = value(self.0, position, field) else { return Value::Null };
        let object = Map::from_iter([(field.name().to_owned(), value.clone())]);
        let fields: CoreFields<'_> = split_texts(&object, &mut Vec::new()).expect("a record holds known fields");
        let core = join_texts(&fields, &mut std::iter::empty(), RecordPart::Core).expect("the core wants no texts");
        let core = core.into_iter().next().map_or(Value::Null, |(_, core)| core);
        match field {
            Field::References | Field::Parties | Field::Reservation => {
                Value::from_iter([("kern", core), ("tekst", self.commitment(position).into())])
            }
            _ => core,
        }
    }
}

fn value(records: &Records, position: u64, field: Field) -> Option<&Value> {
    // A missing record would silently leave a text out of the report, so the caller must have read every record that
    // the report needs.
    let record = records.get(&position).expect("every record that a report shows was read");
    record.data.get(field.name())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::kit::TestLog;

    #[test]
    fn every_way_to_read_a_text_collects_its_record() {
        let collector = TextCollector::default();
        assert_eq!(collector.text(7, Field::Title), None);
        assert_eq!(collector.texts(3, Field::Portfolios), Vec::<String>::new());
        assert_eq!(collector.nested(5, Field::References), Value::Null);
        assert_eq!(collector.positions(), [3, 5, 7]);
    }

    #[test]
    fn a_commitment_stands_for_each_text_and_list_of_texts() {
        let mut log = TestLog::default();
        let data = json!({ "niveau": "programma", "titel": "Zorg", "portefeuilles": ["Een", "Twee"] });
        let position = log.add("onderdeel.opgenomen", "onderdeel/9", "2019-01-01", data);
        let record = Arc::clone(&log.records[0]);
        let commitment = hex::encode(record.text_commitment);
        let records = Records::from([(position, record)]);
        let source = Commitments(&records);
        assert_eq!(source.text(position, Field::Title).as_deref(), Some(commitment.as_str()));
        assert_eq!(source.texts(position, Field::Portfolios), [commitment]);
        assert_eq!(FullText(&records).texts(position, Field::Portfolios), ["Een", "Twee"]);
    }
}
