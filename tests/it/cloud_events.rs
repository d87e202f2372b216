//! CloudEvents: the rules of the specification and of the Dutch profile, for every event of the recorded streams, and
//! the committed schema.

use jsonschema::Validator;
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
