//! Tests of the declaration of views.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::declaration::order_of;
use super::*;

#[test]
fn the_json_of_a_view_has_its_keys_in_the_order_of_rfc_8785() {
    let keys = ["soort", "id", "naam", "naVaststelling", "positie", "posities", "oordeel"];
    let order: [usize; 7] = order_of(&keys);
    assert_eq!(order.map(|at| keys[at]), ["id", "naVaststelling", "naam", "oordeel", "positie", "posities", "soort"]);
}

/// What is left out of reports of version 1 is not required; every other key of the JSON is, and the schema has no more.
#[test]
fn the_schema_of_a_view_requires_what_its_json_always_has() {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = generator.root_schema_for::<LightView>().to_value();
    let trace =
        EventTrace { after_sealings: None, precision: None, judgement: None, positions: Positions::new(), position: 3 };
    let light = LightView {
        colour: Some("rood".to_owned()),
        time: None,
        money: None,
        quality: None,
        round: None,
        effective_on: "2021-01-01".to_owned(),
        carried_over: false,
        dropped_node: None,
        beside: None,
        trace,
    };
    let written = json!(light);
    let keys: Vec<&String> = written.as_object().unwrap().keys().collect();
    assert_eq!(json!(keys), schema["required"]);
    let whole = LightView {
        beside: Some(Vec::new()),
        trace: EventTrace { after_sealings: Some(Vec::new()), ..light.trace.clone() },
        ..light
    };
    let described: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(json!(json!(whole).as_object().unwrap().keys().collect::<Vec<_>>()), json!(described));
    assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string(&whole).unwrap()).unwrap(), json!(whole));
}

#[test]
fn a_view_names_each_recorded_field_once() {
    for DeclaredView { fact, fields, .. } in VIEWS {
        let names: std::collections::BTreeSet<&str> = fields.iter().map(|read| read.field.name()).collect();
        assert_eq!(names.len(), fields.len(), "{fact}");
    }
}
