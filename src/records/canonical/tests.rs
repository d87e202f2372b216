//! The bytes of a record and its parts beside the values that define them.

use super::*;
use crate::commitment::canonical_json;
use crate::domain::actor::Actor;
use crate::domain::event::EventType;
use crate::domain::header::{ActorRef, Header};
use crate::domain::ids::{EventId, Subject};
use crate::domain::text::{Slug, Text};
use crate::domain::time::{Day, Instant};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,6}", "\\PC{0,4}", "[\"\\\\\n\t\u{1}/é€𝄞]{0,4}"]
}

/// A value that a field of this kind may have, in an object this deep.
fn value_of(field: Field, depth: u32) -> BoxedStrategy<Value> {
    let texts = prop_oneof![text().prop_map(Value::from), prop::collection::vec(text(), 0..3).prop_map(Value::from),];
    if field == Field::Targets {
        return prop::collection::btree_map(text(), text(), 0..3)
            .prop_map(|map| map.into_iter().map(|(key, value)| (key, Value::from(value))).collect())
            .boxed();
    }
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text().prop_map(Value::from),
        prop::collection::vec(any::<i32>(), 1..3).prop_map(Value::from),
        prop::collection::vec(text(), 0..3).prop_map(Value::from),
    ];
    match (field.is_text(), depth) {
        (true, _) => texts.boxed(),
        (false, 0) => plain.boxed(),
        (false, _) => prop_oneof![
            4 => plain,
            1 => object(depth - 1).prop_map(Value::Object),
            1 => prop::collection::vec(object(depth - 1).prop_map(Value::Object), 1..3).prop_map(Value::from),
        ]
        .boxed(),
    }
}

fn object(depth: u32) -> BoxedStrategy<Map<String, Value>> {
    let field = prop::sample::select(Field::ALL.to_vec());
    let entry = field.prop_flat_map(move |field| (Just(field.name().to_owned()), value_of(field, depth)));
    prop::collection::vec(entry, 0..6).prop_map(Map::from_iter).boxed()
}

fn header(seed: u8, subject: &str) -> Header<&str, ActorRef<'_>> {
    Header {
        id: EventId::from_bytes([seed; 16]),
        kind: EventType::ALL[usize::from(seed) % EventType::ALL.len()],
        schema_version: 1 + seed % 3,
        subject,
        effective_on: Day::from_number(i32::from(seed) * 97),
        precision: Precision::ALL[usize::from(seed) % Precision::ALL.len()],
        corrects: seed.is_multiple_of(2).then(|| EventId::from_bytes([seed ^ 0xff; 16])),
        actor: ActorRef { id: "oidc:a@b", role: "beheren" },
    }
}

proptest! {
    #[test]
    fn the_json_of_a_record_is_that_of_its_values(
        data in object(1),
        provenance in prop::option::of(object(1)),
        (reason, name) in (prop::option::of(text()), prop::option::of("[a-z]{1,4}")),
        (seed, salt, lost) in (any::<u8>(), prop::option::of(any::<[u8; 32]>()), any::<bool>()),
        erased_fields in prop::collection::vec(prop::sample::select(Field::ALL.to_vec()), 0..3),
    ) {
        let name = name.map(|name| Text::parse(&name).unwrap());
        let actor = Actor::new("oidc:a@b", name, Slug::parse("beheren").unwrap()).unwrap();
        let record = Record {
            header: header(seed, "").with(Subject::parse("onderdeel/9").unwrap(), actor),
            position: u64::from(seed) * 1_000,
            subject_version: u32::from(seed),
            data,
            erased_fields,
            provenance,
            reason,
            recorded_at: Instant::from_micros(i64::from(seed) * 1_234_567_891),
            logged_at: Instant::from_micros(i64::from(seed) * 1_234_567_000),
            logged_by: "lokaal:\"a\"".to_owned(),
            core_salt: [seed; 32],
            text_salt: salt,
            lost,
            text_commitment: [seed ^ 1; 32],
            commitment: [seed ^ 2; 32],
        };
        for view in [RecordView::Feed, RecordView::Export] {
            let mut bytes = Vec::new();
            record.write_json(view, &mut bytes);
            prop_assert_eq!(bytes, canonical_json(&record.to_json(view)));
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_values(
        data in object(2),
        provenance in prop::option::of(object(1)),
        (reason, name) in (prop::option::of(text()), prop::option::of(text())),
        (seed, gone) in (any::<u8>(), 0..3_usize),
    ) {
        let split = SplitEvent::of(header(seed, "onderdeel/9"), &data, provenance.as_ref(), reason.as_deref(), name.as_deref());
        let mut split = split.unwrap();
        // A text that is not there is the same error for both.
        split.texts.truncate(split.texts.len().saturating_sub(gone / 2));
        let mut bytes = b"before".to_vec();
        let written = split.write_texts(&mut bytes).map(|()| bytes[6..].to_vec());
        prop_assert_eq!(written, split.text_json().map(|json| canonical_json(&json)));
        let mut bytes = Vec::new();
        let written = split.write_core(&[seed; 32], &mut bytes).map(|()| bytes);
        prop_assert_eq!(written, split.core_json(&[seed; 32]).map(|json| canonical_json(&json)));
        let (header, mut bytes) = (split.header, Vec::new());
        write_content(&header, &data, provenance.as_ref(), reason.as_deref(), &mut bytes);
        prop_assert_eq!(bytes, canonical_json(&header.content(&data, provenance.as_ref(), reason.as_deref())));
    }
}
