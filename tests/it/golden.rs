//! The worked example of `tests/golden`: one event up to its Merkle leaf, with its bytes read by independent code.
//!
//! The file is compared and written like the other generated files. Its content is the format, so a change of it is a
//! new format and not a new golden file.

#![expect(clippy::unwrap_used, reason = "the helpers of a test assert as the tests do")]
#![expect(clippy::mem_forget, reason = "written by the derive of the other reader of the format")]

use std::sync::Arc;

use base64::Engine as _;
use peildatum::app::new_event::{NewEvent, ProposedEvent};
use peildatum::app::prepare::{LogPlace, Prepared, prepare};
use peildatum::domain::actor::Actor;
use peildatum::domain::ids::EventId;
use peildatum::domain::text::{Slug, Text};
use peildatum::domain::time::Instant;
use peildatum::log::codec::{StoredCore, StoredRecord};
use peildatum::log::commitment::{self, LeafFields, SplitEvent, canonical_json, commit, leaf_entry};
use peildatum::log::record::{Record, RecordView};
use peildatum::log::secrets::Slot;
use peildatum::log::{export, record_decoder, text_cipher, tree};
use serde_json::{Value, json};
use wincode::{SchemaRead, SchemaWrite};

use crate::generated;

const PATH: &str = "tests/golden/record.v1.json";

/// Returns bytes that are obviously not random: from, from + 1, ...
fn counting(from: u8) -> [u8; 32] {
    std::array::from_fn(|index| from.wrapping_add(index as u8))
}

fn slot() -> Slot {
    Slot { number: 6, key: counting(0), salt: counting(64) }
}

fn sent() -> Value {
    json!({
        "id": "019c0000-0000-7000-8000-000000000007",
        "type": "nl.peildatum.dossier.geopend",
        "onderwerp": "dossier/wachtlijst-beschermd-wonen",
        "ingangsdatum": "2021-09-01",
        "ingangsdatumNauwkeurigheid": "maand",
        "gegevens": {
            "titel": "Wachtlijst beschermd wonen",
            "soort": "wachtlijst",
            "onderdeel": "9D1.4",
            "samenvatting": "De wachtlijst loopt op; cliënten wachten langer dan \"de norm\".\nZie de nota.",
            "partijen": [{ "naam": "Stichting De Brug", "rol": "aanbieder" }],
            "verwijzingen": [
                { "soort": "zaak", "id": "Z-21-0042" },
                { "soort": "document", "url": "https://voorbeeld.example/nota", "label": "Nota" }
            ]
        },
        "herkomst": { "document": "voortgang.txt", "regels": [120, 124], "oordeel": "nakijken", "aangenomen": ["ingangsdatum"] },
        "toelichtingWijziging": "Overgenomen uit de voortgangsrapportage."
    })
}

fn prepared() -> Prepared {
    let proposal = peildatum::input::proposal(&sent()).unwrap();
    let (id, name, role) =
        (proposal.id.unwrap(), Text::parse("Jan de Vries").unwrap(), Slug::parse("vastleggen").unwrap());
    let actor = Actor::new("oidc:jan", Some(name), role).unwrap();
    let event = NewEvent::Proposal(ProposedEvent::new(proposal, id, &Arc::new(actor)));
    prepare(event, &slot(), counting(128)).unwrap()
}

const PLACE: LogPlace = LogPlace {
    position: 7,
    subject_version: 1,
    recorded_at: Instant::from_micros(1_632_132_000_000_000),
    logged_at: Instant::from_micros(1_767_225_600_123_456),
};

/// Returns the text and the core that a record commits to, in canonical form.
fn committed_to(record: &Record) -> (Vec<u8>, Vec<u8>) {
    let split = SplitEvent::of_record(record).unwrap();
    let text = canonical_json(&split.text_json().unwrap());
    (text, canonical_json(&split.core_json(&record.text_commitment).unwrap()))
}

fn example() -> Value {
    let prepared = prepared();
    let record = prepared.record(&PLACE);
    let stored = prepared.stored(&PLACE);
    let mut bytes = Vec::new();
    stored.encode(&mut bytes);
    let (text, core) = committed_to(&record);
    let place = LeafFields {
        position: PLACE.position,
        subject_version: PLACE.subject_version,
        recorded_at: PLACE.recorded_at,
        logged_at: PLACE.logged_at,
        logged_by: &record.logged_by,
    };
    let leaf = leaf_entry(&place, &record.commitment);
    let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let root = tree::leaf_hash(&leaf);
    json!({
        "verstuurd": sent(),
        "record": record.to_json(RecordView::Export),
        "tekst": string(&text),
        "verbintenisTekst": hex::encode(commit(&record.text_salt.unwrap(), &text)),
        "kern": string(&core),
        "verbintenis": hex::encode(commit(&record.core_salt, &core)),
        "blad": string(&leaf),
        "bladhash": hex::encode(root),
        "wortelAlsEnigBlad": base64::engine::general_purpose::STANDARD.encode(root),
        "vak": { "nummer": slot().number, "sleutel": hex::encode(slot().key), "zout": hex::encode(slot().salt) },
        "opgeslagenKern": hex::encode(stored.core),
        "opgeslagen": hex::encode(&bytes),
    })
}

#[test]
fn the_worked_example_is_what_this_version_writes() {
    generated::same(PATH, &generated::pretty(&example()));
}

#[test]
fn the_worked_example_is_read_back_from_its_bytes() {
    let golden: Value = serde_json::from_str(include_str!("../golden/record.v1.json")).unwrap();
    let bytes = hex::decode(golden["opgeslagen"].as_str().unwrap()).unwrap();
    let stored = StoredRecord::decode(&bytes).unwrap();
    let texts = text_cipher::decrypt(&slot(), stored.header.id, stored.flags & 1 != 0, stored.text).unwrap();
    assert_eq!(texts.len(), 8, "{texts:?}");
    let record = export::parse(&golden["record"]).unwrap();
    assert_eq!(commitment::check_commitments(&record), Ok(()));
    assert_eq!(record.commitment, stored.commitment);
    assert_eq!(record.id, EventId::parse("019c0000-0000-7000-8000-000000000007").unwrap());
    assert_eq!(hex::encode(record_decoder::stored_leaf_hash(&stored)), golden["bladhash"].as_str().unwrap());
}

/// Decodes the stored core as another implementation of the format would.
#[derive(Debug, PartialEq, SchemaRead, SchemaWrite)]
struct Core {
    data: Vec<(u8, CoreValue)>,
    provenance: Option<Vec<(u8, CoreValue)>>,
}

#[derive(Debug, PartialEq, SchemaRead, SchemaWrite)]
enum CoreValue {
    Null,
    Flag(bool),
    Number(i64),
    Token(String),
    Tokens(Vec<String>),
    Numbers(Vec<i64>),
    Text,
    Texts(u32),
    Object(Vec<(u8, CoreValue)>),
    Objects(Vec<Vec<(u8, CoreValue)>>),
    Map(Vec<(String, String)>),
}

#[test]
fn the_stored_core_is_read_the_same_by_other_code() {
    let golden: Value = serde_json::from_str(include_str!("../golden/record.v1.json")).unwrap();
    let bytes = hex::decode(golden["opgeslagenKern"].as_str().unwrap()).unwrap();
    let ours = StoredCore::decode(&bytes).unwrap();
    let theirs: Core = wincode::deserialize(&bytes).unwrap();
    assert_eq!(format!("{:?} {:?}", theirs.data, theirs.provenance), format!("{:?} {:?}", ours.data, ours.provenance));
    assert_eq!(wincode::serialize(&theirs).unwrap(), bytes);
}

#[test]
fn a_leaf_entry_is_canonical_json() {
    for logged_by in ["lokaal:jan", "een \"naam\"\n met \\ en é"] {
        let place = LeafFields {
            position: 4_294_967_294,
            subject_version: 12,
            recorded_at: PLACE.recorded_at,
            logged_at: PLACE.logged_at,
            logged_by,
        };
        let entry = leaf_entry(&place, &counting(1));
        let value: Value = serde_json::from_slice(&entry).unwrap();
        assert_eq!(entry, serde_json_canonicalizer::to_vec(&value).unwrap());
        assert_eq!(value["positie"], 4_294_967_294_u64);
        assert_eq!(value.as_object().unwrap().len(), 7);
    }
    let example = example();
    for part in ["tekst", "kern", "blad"] {
        let text = example[part].as_str().unwrap();
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(text.as_bytes(), serde_json_canonicalizer::to_vec(&value).unwrap(), "{part}");
    }
}
