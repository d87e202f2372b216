//! Builds the JSON Schema of a view.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The schema of an object under construction.
pub(super) struct ObjectSchema {
    description: String,
    properties: Map<String, Value>,
    required: Vec<String>,
}

impl ObjectSchema {
    /// Creates the schema of an object with this comment.
    pub fn new(about: &[&str]) -> ObjectSchema {
        ObjectSchema { description: description(about), properties: Map::new(), required: Vec::new() }
    }

    /// Adds a key that is always written. A reader of the published report may leave out what may be null.
    pub fn add<T: JsonSchema>(&mut self, generator: &mut SchemaGenerator, key: &str, about: &[&str]) {
        let may_be_null = self.describe::<T>(generator, key, about);
        if generator.contract().is_serialize() || !may_be_null {
            self.required.push(key.to_owned());
        }
    }

    /// Adds a key that earlier versions of the report do not have. The published schema is that of one version.
    pub fn add_optional<T: JsonSchema>(&mut self, generator: &mut SchemaGenerator, key: &str, about: &[&str]) {
        let may_be_null = self.describe::<T>(generator, key, about);
        if generator.contract().is_deserialize() && !may_be_null {
            self.required.push(key.to_owned());
        }
    }

    fn describe<T: JsonSchema>(&mut self, generator: &mut SchemaGenerator, key: &str, about: &[&str]) -> bool {
        let mut schema = generator.subschema_for::<T>();
        schema.insert("description".to_owned(), description(about).into());
        let schema = schema.to_value();
        let null = Value::from("null");
        let may_be_null = schema["type"].as_array().is_some_and(|types| types.contains(&null))
            || schema["anyOf"].as_array().is_some_and(|either| either.iter().any(|one| one["type"] == null));
        self.properties.insert(key.to_owned(), schema);
        may_be_null
    }

    /// Returns the schema; the required keys stand in order.
    pub fn finish(mut self) -> Schema {
        self.required.sort_unstable();
        let schema = json!({
            "description": self.description,
            "type": "object",
            "properties": self.properties,
            "required": self.required,
        });
        Schema::try_from(schema).expect("an object is a schema")
    }
}

/// Joins the lines of a comment.
fn description(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}
