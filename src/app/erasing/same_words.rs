//! Finds other events with the same words as the events that an erasure hits, in one pass over all texts of the log.

use std::collections::BTreeMap;

use serde_json::Value;

use super::text_match::{Overlap, SearchTexts};
use crate::app::service::Service;
use crate::domain::event::{EventType, TYPE_PREFIX};
use crate::domain::ids::EventId;
use crate::domain::proposal::Proposal;
use crate::log::LogError;
use crate::log::record::Record;
use crate::projections::search::{texts_in, texts_of};

/// Erasures of one request whose words are searched for. Usually there is one; the words of a hundred notes of 20,000
/// characters take some 50 MB during the search.
pub const ERASURES_MAX: usize = 100;
/// Fields that are named for one erasure; further ones are only counted.
const NAMED_MAX: usize = 1_000;

/// A field of another event that contains the same words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchingField {
    /// The position of the event.
    pub position: u64,
    /// Its id.
    pub id: EventId,
    /// Its subject.
    pub subject: String,
    /// Its type.
    pub kind: EventType,
    /// The path of the field: `gegevens.tekst`.
    pub field: String,
    /// How much of it is the same.
    pub extent: Overlap,
}

impl MatchingField {
    /// Returns it as JSON, never with the words themselves.
    pub fn to_json(&self) -> Value {
        serde_json::json!({
            "positie": self.position,
            "id": self.id.to_string(),
            "onderwerp": self.subject,
            "type": format!("{TYPE_PREFIX}{}", self.kind.name()),
            "veld": self.field,
            "omvang": self.extent.name(),
        })
    }
}

/// The result for one erasure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchingFields {
    /// The first fields, in log order.
    pub named: Vec<MatchingField>,
    /// How many fields there are.
    pub count: usize,
    /// Whether the search was impossible: the text of the erased event is missing since the log was restored without
    /// its secrets.
    pub lost: bool,
}

/// The words that erasures are about to destroy, read before they are. They are freed when this is dropped.
#[derive(Debug, Default)]
pub struct ErasedWords {
    /// The events that are hit.
    targets: Vec<EventId>,
    /// The events that are hit and whose texts are missing.
    lost: Vec<EventId>,
    sought: SearchTexts,
}

impl ErasedWords {
    /// Reads the words of the events that erasures among these proposals hit, in the log or among the proposals
    /// themselves; `None` when there is no erasure. An event that was erased before has no words any more.
    ///
    /// # Errors
    /// [`LogError`] when a record can not be read.
    pub fn before(service: &Service, proposals: &[Proposal]) -> Result<Option<ErasedWords>, LogError> {
        let erasures: Vec<&Proposal> =
            proposals.iter().filter(|proposal| proposal.kind() == EventType::EventErased).collect();
        let hit = erasures.iter().filter_map(|erasure| EventId::parse(erasure.subject.id()).ok());
        let words = ErasedWords::of(service, hit, proposals)?;
        Ok((!erasures.is_empty()).then_some(words))
    }

    /// Reads the words of the first `ERASURES_MAX` of these events, in the log or among the proposals that are sent
    /// with their erasures.
    ///
    /// # Errors
    /// [`LogError`] when a record can not be read.
    pub fn of(
        service: &Service,
        hit: impl Iterator<Item = EventId>,
        proposals: &[Proposal],
    ) -> Result<ErasedWords, LogError> {
        let mut words = ErasedWords::default();
        for id in hit.take(ERASURES_MAX) {
            let owner = words.targets.len();
            match service.record_of(id)? {
                Some(record) if record.lost => {
                    words.lost.push(id);
                    continue;
                }
                Some(record) if record.is_erased() => continue,
                Some(record) => {
                    texts_of(&record.data, record.reason.as_deref(), &mut |_, text| words.sought.add(owner, text))
                }
                None => {
                    let Some(sent) = proposals.iter().find(|proposal| proposal.id == Some(id)) else { continue };
                    let reason = sent.reason.as_ref().map(|reason| reason.as_str());
                    texts_of(&sent.body, reason, &mut |_, text| words.sought.add(owner, text));
                }
            }
            words.targets.push(id);
        }
        Ok(words)
    }

    /// Searches all texts of the log in one pass, without a lock: appends go on meanwhile. Returns for each event that
    /// is hit the fields that contain the same words.
    ///
    /// # Errors
    /// [`LogError`] when a record can not be read.
    pub fn look(&self, service: &Service) -> Result<BTreeMap<EventId, MatchingFields>, LogError> {
        let mut found: BTreeMap<EventId, MatchingFields> =
            self.targets.iter().map(|id| (*id, MatchingFields::default())).collect();
        found.extend(self.lost.iter().map(|id| (*id, MatchingFields { lost: true, ..MatchingFields::default() })));
        if self.targets.is_empty() {
            return Ok(found);
        }
        service.for_each(1, service.durable_head(), &mut |record| {
            if !record.is_erased() {
                self.compare(&record, &mut found);
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn compare(&self, record: &Record, found: &mut BTreeMap<EventId, MatchingFields>) {
        let mut add = |field: &str, same: Vec<(usize, Overlap)>| {
            for (owner, extent) in same {
                let target = self.targets[owner];
                let Some(of_target) = found.get_mut(&target).filter(|_| target != record.id) else { continue };
                of_target.count += 1;
                if of_target.named.len() < NAMED_MAX {
                    let (position, id, kind) = (record.position, record.id, record.kind);
                    let (subject, field) = (record.subject.to_string(), field.to_owned());
                    of_target.named.push(MatchingField { position, id, subject, kind, field, extent });
                }
            }
        };
        texts_of(&record.data, record.reason.as_deref(), &mut |field, text| add(field, self.sought.same_as(text)));
        if let Some(name) = &record.actor.name {
            add("actor.naam", self.sought.in_shared(name.as_str()));
        }
        if let Some(provenance) = &record.provenance {
            texts_in(provenance, "herkomst", &mut |field, text| add(field, self.sought.in_shared(text)));
        }
    }
}
