//! CloudEvents: the rules of the specification and of the Dutch profile 1.1, for every event of the recorded streams, and
//! the committed schema. A table of the profile stands in the documentation.

use jsonschema::Validator;
use peildatum::domain::event::EventType;
use peildatum::domain::time::Instant;
use peildatum::log::record::{Record, RecordView};
use peildatum::projections::RecordSource as _;
use peildatum::subscriptions::{CloudEvent, Origin};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::generated::{pretty, same};
use crate::recorded::stream;

fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
    let mut schema = generator.into_root_schema_for::<CloudEvent>().to_value();
    schema["$id"] = json!("urn:nl:peildatum:cloud-event:v2");
    schema["title"] = json!("cloud-event");
    schema
}

/// The requirements of the specification for an event in structured JSON, written again as a schema.
fn rules() -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    json!({
        "type": "object",
        "required": ["id", "source", "specversion", "type"],
        "propertyNames": { "pattern": "^([a-z0-9]{1,20}|data_base64)$" },
        "additionalProperties": { "type": ["string", "boolean", "integer"] },
        "properties": {
            "id": text, "subject": text, "type": text, "datacontenttype": text,
            "source": { "type": "string", "minLength": 1, "format": "uri-reference" },
            "specversion": { "const": "1.0" },
            "time": { "type": "string", "format": "date-time" },
            "dataref": { "type": "string", "format": "uri-reference" },
            "data": true
        }
    })
}

fn checking(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).expect("the schema is a schema")
}

fn records(name: &str) -> Vec<Record> {
    let log = stream(name);
    let all: Vec<u64> = (1..=log.state().head()).collect();
    let records = log.records(&all).expect("the stream is in memory");
    records.into_iter().map(|record| (*record).clone()).collect()
}

fn origin() -> Origin {
    let origin = Origin::default().with_source("urn:nld:oin:00000001823288444000:systeem:peildatum");
    origin.and_then(|origin| origin.with_base("https://peildatum.gemeente.example/")).expect("both are well formed")
}

fn json_of(event: &CloudEvent) -> Value {
    serde_json::to_value(event).expect("an event is JSON")
}

#[test]
fn the_schema_of_a_cloud_event_is_committed() {
    same("schemas/cloud-event.v2.json", &pretty(&schema()));
}

#[test]
fn every_event_of_the_streams_keeps_the_rules_full_and_thin() {
    let checks = [checking(&rules()), checking(&schema())];
    for name in ["voorbeeldstad.v1.ndjson", "leiden.v1.ndjson"] {
        for record in records(name) {
            for event in [CloudEvent::full(&record, &origin()), CloudEvent::thin(&record, &Origin::default())] {
                let event = json_of(&event);
                for check in &checks {
                    let errors: Vec<String> = check.iter_errors(&event).map(|error| error.to_string()).collect();
                    assert_eq!(errors, Vec::<String>::new(), "{event:#}");
                }
            }
        }
    }
}

#[test]
fn a_full_event_carries_the_record_and_a_thin_one_where_it_lies() {
    // An imported event, which this log wrote later than it was recorded.
    let logged_at = Instant::parse("2026-11-02T12:00:00Z").expect("a moment");
    let mut record = records("voorbeeldstad.v1.ndjson")[41].clone();
    record.logged_at = logged_at;
    let record = &record;
    let full = json_of(&CloudEvent::full(record, &origin()));
    assert_eq!(full["data"], record.to_json(RecordView::Feed));
    assert_eq!(full["datacontenttype"], "application/json");
    let mut thin = json_of(&CloudEvent::thin(record, &origin()));
    let id = record.id.to_string();
    let wanted = json!({
        "specversion": "1.0", "id": id, "source": "urn:nld:oin:00000001823288444000:systeem:peildatum",
        "type": record.kind.full_name(), "subject": record.subject.as_str(), "time": "2019-01-08T09:17:05Z",
        "sequence": "0000000042",
        "dataref": format!("https://peildatum.gemeente.example/v1/gebeurtenissen/{id}")
    });
    assert_eq!(thin, wanted);
    thin["data"] = full["data"].clone();
    thin["datacontenttype"] = full["datacontenttype"].clone();
    assert_eq!(thin, full, "beside the data they are the same");
}

#[test]
fn a_sequence_says_nothing_of_its_type_that_it_does_not_keep() {
    // The extension has one type, `Integer`: the decimal text of an integer, which others read without leading zeros.
    for record in records("voorbeeldstad.v1.ndjson") {
        let event = json_of(&CloudEvent::full(&record, &origin()));
        let sequence = event["sequence"].as_str().expect("text");
        assert!(event.get("sequencetype").is_none() || !sequence.starts_with('0'), "{event:#}");
    }
}

#[test]
fn events_of_today_are_events_by_the_first_schema_too() {
    let first = include_str!("../../schemas/cloud-event.v1.json");
    let first = checking(&serde_json::from_str(first).expect("a schema is JSON"));
    for record in records("voorbeeldstad.v1.ndjson") {
        assert!(first.is_valid(&json_of(&CloudEvent::full(&record, &origin()))));
    }
}

#[test]
fn the_order_of_the_log_is_the_order_of_the_sequence_as_text() {
    let record = records("voorbeeldstad.v1.ndjson").remove(0);
    let at = |position| {
        let mut at = record.clone();
        at.position = position;
        CloudEvent::thin(&at, &origin())
    };
    let positions = [1, 9, 10, 99, 100, 2_147_483_647, 2_147_483_648, u64::from(u32::MAX)];
    let events = positions.map(at);
    assert!(events.windows(2).all(|pair| pair[0].sequence < pair[1].sequence));
}

/// The Dutch profile 1.1, attribute by attribute: how it stands, and what there is to say.
const PROFILE: [(&str, &str, &str); 11] = [
    (
        "id",
        "meets",
        "the id of the event itself, by which `/v1/gebeurtenissen/{id}` gives it; of `ingegaan` that of the entry with the day",
    ),
    (
        "source",
        "meets",
        "a `urn:nld:`, with the OIN and the system where `event-source` is configured; without it `urn:nld:peildatum`, which is good for one machine",
    ),
    ("specversion", "meets", "`1.0`"),
    (
        "type",
        "meets",
        "`nl.peildatum.` and the word of the glossary, without an organisation and without a version; `/v1/woordenlijst` and the schemas explain it",
    ),
    ("datacontenttype", "meets", "`application/json`, where there is `data`"),
    (
        "dataschema",
        "explained",
        "not sent: `Record` in the OpenAPI document describes the data, and a part of a document has no absolute address",
    ),
    ("subject", "meets", "the subject of the event, never a text that may have to be erased"),
    (
        "time",
        "meets",
        "when the event was recorded (`geregistreerdOp`), in UTC; the day on which it holds is in the data",
    ),
    ("dataref", "meets", "the address of the record, for as long as the log is there; a thin event has nothing else"),
    (
        "sequence",
        "meets",
        "the position with leading zeros, so that its order as text is that of the log; without `sequencetype`, since a filter leaves gaps",
    ),
    (
        "size",
        "meets",
        "a thin event is below 64 KiB; a full one carries its texts, which are bounded but may be larger",
    ),
];

#[test]
fn the_table_in_the_documentation_has_every_attribute_of_the_profile() {
    let table: String =
        PROFILE.iter().map(|(name, stands, told)| format!("| `{name}` | {stands} | {told} |\n")).collect();
    let (path, head) = ("docs/following-events.md", "| attribute | | |\n| --- | --- | --- |\n");
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("the page is there");
    let (before, rest) = text.split_once(head).expect("the table is there");
    let after = rest.split_once("\n## ").expect("another part follows it").1;
    same(path, &format!("{before}{head}{table}\n## {after}"));
}

/// Runs a check on every event of the streams, thin and full.
fn for_each(check: impl Fn(&Record, &Value)) {
    for record in records("voorbeeldstad.v1.ndjson") {
        check(&record, &json_of(&CloudEvent::full(&record, &origin())));
        check(&record, &json_of(&CloudEvent::thin(&record, &origin())));
    }
}

#[test]
fn profile_id_is_that_of_the_event_and_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for record in records("voorbeeldstad.v1.ndjson") {
        let event = json_of(&CloudEvent::full(&record, &origin()));
        assert_eq!(event["id"], record.id.to_string());
        assert!(seen.insert(record.id));
    }
}

#[test]
fn profile_source_is_a_urn_of_nld_and_no_address_of_data() {
    for_each(|_, event| assert!(event["source"].as_str().expect("text").starts_with("urn:nld:oin:")));
    for wrong in ["https://stad.example/peildatum", "urn:isbn:1", "urn:nld:", "peildatum"] {
        assert!(Origin::default().with_source(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn profile_specversion_is_one() {
    for_each(|_, event| assert_eq!(event["specversion"], "1.0"));
}

#[test]
fn profile_type_is_a_reversed_domain_name_that_is_explained() {
    let words = include_str!("../../schemas/woordenlijst.json");
    for kind in EventType::ALL {
        let name = kind.full_name();
        let parts: Vec<&str> = name.split('.').collect();
        assert!(parts.len() >= 3 && parts[..2] == ["nl", "peildatum"], "{name}");
        assert!(
            parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')),
            "{name}"
        );
        assert!(words.contains(&format!("\"{}\"", kind.name())), "{name} stands in the glossary");
    }
}

#[test]
fn profile_datacontenttype_is_json_where_there_is_data() {
    for_each(|_, event| {
        let kind = event.get("datacontenttype").and_then(Value::as_str);
        assert_eq!(kind, event.get("data").map(|_| "application/json"));
    });
}

#[test]
fn profile_dataschema_is_not_sent() {
    for_each(|_, event| assert!(event.get("dataschema").is_none()));
}

#[test]
fn profile_subject_holds_no_text_that_may_be_erased() {
    for_each(|record, event| {
        assert_eq!(event["subject"], record.subject.as_str());
        let attributes = event.as_object().expect("an object").iter().filter(|(key, _)| *key != "data");
        let attributes: String = attributes.map(|(_, value)| value.to_string()).collect();
        for key in ["tekst", "titel", "naam", "omschrijving"] {
            if let Some(text) = record.data.get(key).and_then(Value::as_str).filter(|text| text.contains(' ')) {
                assert!(!attributes.contains(text), "{attributes}");
            }
        }
    });
}

#[test]
fn profile_time_is_when_it_was_recorded() {
    for_each(|record, event| {
        let time = event["time"].as_str().expect("text");
        assert!(time.ends_with('Z') && time == record.recorded_at.to_string(), "{time}");
    });
}

#[test]
fn profile_dataref_leads_to_the_record() {
    for_each(|record, event| {
        let address = event["dataref"].as_str().expect("text");
        assert!(address.ends_with(&format!("/v1/gebeurtenissen/{}", record.id)), "{address}");
    });
}

#[test]
fn profile_sequence_is_ordered_as_text() {
    let sequences: Vec<String> =
        records("voorbeeldstad.v1.ndjson").iter().map(|record| CloudEvent::thin(record, &origin()).sequence).collect();
    assert!(sequences.windows(2).all(|pair| pair[0] < pair[1]) && sequences[0] == "0000000001");
}

#[test]
fn profile_size_of_a_thin_event_is_below_what_everyone_takes() {
    let longest = Origin::default().with_source(&format!("urn:nld:{}", "x".repeat(400)));
    let longest =
        longest.and_then(|origin| origin.with_base(&format!("https://{}.example", "x".repeat(400)))).expect("they fit");
    for record in records("voorbeeldstad.v1.ndjson") {
        assert!(json_of(&CloudEvent::thin(&record, &longest)).to_string().len() < 64 * 1024);
    }
}
