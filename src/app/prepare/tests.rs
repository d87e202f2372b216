//! Generated ids, and how prepared events are read back.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::app::new_event::ProposedEvent;
use crate::domain::actor::Actor;
use crate::domain::proposal::Proposal;
use crate::domain::text::{Slug, Text};
use crate::input;
use crate::log::codec::FLAG_COMPRESSED;
use crate::log::secrets::Slot;
use crate::log::{commitment, record_decoder, text_cipher};

fn proposal() -> Proposal {
    input::proposal(&json!({ "type": "nl.peildatum.onderdeel.gewijzigd", "onderwerp": "onderdeel/9A1.1",
        "ingangsdatum": "2019-04-01", "gegevens": { "missie": null, "portefeuilles": ["Zorg", "Jeugd"], "bovenliggend": "9A1" },
        "herkomst": { "document": "a.txt", "oordeel": "nakijken" }, "toelichtingWijziging": "omdat" }))
    .unwrap()
}

fn new_event(id: EventId) -> NewEvent {
    let actor = Actor::new("lokaal:a", Some(Text::parse("A").unwrap()), Slug::parse("beheren").unwrap()).unwrap();
    NewEvent::Proposal(ProposedEvent::new(proposal(), id, &Arc::new(actor)))
}

const PLACE: LogPlace = LogPlace {
    position: 3,
    subject_version: 2,
    recorded_at: Instant::from_micros(5),
    logged_at: Instant::from_micros(6),
};

#[test]
fn what_is_stored_opens_to_the_record_that_was_answered() {
    let slot = Slot { number: 4, key: [1; 32], salt: [2; 32] };
    let id = EventId::from_bytes([7; 16]);
    let prepared = prepare(new_event(id), &slot, [3; 32]).unwrap();
    let answered = prepared.record(&PLACE);
    assert_eq!(commitment::check_commitments(&answered), Ok(()));
    assert_eq!(answered.content(), prepared.event.content());

    let mut bytes = Vec::new();
    prepared.stored(&PLACE).encode(&mut bytes);
    assert!(bytes.len() <= prepared.stored_len());
    let stored = StoredRecord::decode(&bytes).unwrap();
    let texts = text_cipher::decrypt(&slot, id, stored.flags & FLAG_COMPRESSED != 0, stored.text).unwrap();
    assert_eq!(record_decoder::build_record(&stored, Some((&texts, slot.salt))).unwrap(), answered);
    let mut fewer = texts.clone();
    fewer.pop();
    assert!(record_decoder::build_record(&stored, Some((&fewer, slot.salt))).is_err());
    let more: Vec<String> = texts.iter().cloned().chain(["x".to_owned()]).collect();
    assert!(record_decoder::build_record(&stored, Some((&more, slot.salt))).is_err());

    let fact = stored.folded().unwrap();
    let ours = prepared.event.folded(3, PLACE.recorded_at).unwrap();
    assert_eq!((fact.header, fact.fields, fact.unreviewed), (ours.header, ours.fields, true));
}

#[test]
fn a_record_whose_text_was_erased_keeps_its_commitment_and_is_restored_as_such() {
    let slot = Slot { number: 4, key: [1; 32], salt: [2; 32] };
    let prepared = prepare(new_event(EventId::from_bytes([7; 16])), &slot, [3; 32]).unwrap();
    let mut bytes = Vec::new();
    prepared.stored(&PLACE).encode(&mut bytes);
    let erased = record_decoder::build_record(&StoredRecord::decode(&bytes).unwrap(), None).unwrap();
    assert!(erased.is_erased());
    assert_eq!(erased.data, *json!({ "missie": null, "bovenliggend": "9A1" }).as_object().unwrap());
    assert_eq!((&erased.reason, &erased.actor.name), (&None, &None));
    assert_eq!(commitment::check_commitments(&erased), Ok(()));
    let mut forged = erased.clone();
    forged.data.insert("missie".to_owned(), json!("vervalst"));
    assert_eq!(
        commitment::check_commitments(&forged),
        Err(commitment::CommitmentError::Text),
        "no salt holds a text that was put back"
    );
    let mut forged = erased.clone();
    forged.reason = Some("vervalst".to_owned());
    assert_eq!(commitment::check_commitments(&forged), Err(commitment::CommitmentError::Text));

    let restored = prepare_restored(Box::new(erased.clone()), &slot).unwrap();
    let mut bytes = Vec::new();
    restored.stored(&PLACE).encode(&mut bytes);
    assert_eq!(record_decoder::build_record(&StoredRecord::decode(&bytes).unwrap(), None).unwrap(), erased);
}

#[test]
fn a_line_without_an_id_gets_the_same_one_each_time_it_is_met() {
    let line = json!({ "b": 1, "a": "é" });
    let id = id_of_line(&line, 1);
    assert_eq!(id, id_of_line(&serde_json::from_str(r#"{"a":"é","b":1}"#).unwrap(), 1));
    assert_ne!(id, id_of_line(&line, 2));
    // SHA-256 of {"a":"é","b":1}1, with the version and variant of a UUIDv8 set.
    let digest = Sha256::digest("{\"a\":\"é\",\"b\":1}1");
    assert_eq!(id.bytes()[..6], digest[..6]);
    assert_eq!((id.bytes()[6] >> 4, id.bytes()[8] >> 6), (8, 2));
}

#[test]
fn an_id_that_is_made_carries_its_moment() {
    let id = new_id(Instant::from_micros(1_767_225_600_123_456)).unwrap();
    let uuid = uuid::Uuid::from_bytes(id.bytes());
    assert_eq!(uuid.get_version_num(), 7);
    assert_eq!(uuid.get_timestamp().unwrap().to_unix(), (1_767_225_600, 123_000_000));
    assert_ne!(id, new_id(Instant::from_micros(1_767_225_600_123_456)).unwrap());
}
