//! Describes the columns of a CSV as a Table Schema (Frictionless), so that a reader need not guess from the first rows
//! whether a column holds whole numbers, decimals or codes that look like numbers.

use serde_json::{Value, json};

use super::FileFormats;
use super::csv::{self, head};
use super::table::{Column, ColumnKind};

/// Columns that hold a moment. Their kind is text, so they are listed here.
const MOMENTS: [&str; 3] = ["beschikbaarOp", "geregistreerdOp", "moment"];

/// Returns the schema of the CSV of these files.
pub fn table_schema(files: FileFormats) -> Value {
    let fields: Vec<Value> = files.columns.iter().map(field).collect();
    json!({
        "name": files.name,
        "description": "Een leeg veld is geen waarde. Voor een tekst die een rekenblad voor een formule zou houden staat een \
            apostrof; zie de uitleg bij CSV in README.",
        "missingValues": [""],
        "fields": fields,
    })
}

fn field(column: &Column) -> Value {
    let mut field = json!({ "name": head(column), "title": column.heading(csv::LANGUAGE), "description": column.key });
    let (kind, format) = match column.kind {
        ColumnKind::Id if MOMENTS.contains(&column.key) => ("datetime", Some("any")),
        ColumnKind::Prose
        | ColumnKind::Name
        | ColumnKind::Id
        | ColumnKind::Trail
        | ColumnKind::Word
        | ColumnKind::Event
        | ColumnKind::Colour => ("string", None),
        ColumnKind::Whole | ColumnKind::Cents => ("integer", None),
        ColumnKind::Decimal => ("number", None),
        ColumnKind::Day => ("date", None),
        ColumnKind::Flag => ("boolean", None),
    };
    field["type"] = kind.into();
    if let Some(format) = format {
        field["format"] = format.into();
    }
    if column.kind == ColumnKind::Flag {
        field["trueValues"] = json!(["ja"]);
        field["falseValues"] = json!(["nee"]);
    }
    field
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::FILES;

    #[test]
    fn every_column_has_a_name_of_its_own_and_a_type() {
        for files in FILES {
            let schema = table_schema(files);
            let fields = schema["fields"].as_array().unwrap();
            let names: BTreeSet<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
            assert_eq!(names.len(), fields.len(), "{}: {schema:#}", files.name);
        }
    }
}
