//! Table Schemas that describe the columns of the CSV responses, which link to them.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode};
use serde_json::Value;

use super::problem::Problem;
use super::query::NoQuery;
use crate::render::{FILES, FileFormats, table_schema};

/// `GET /v1/tabelschemas/{id}`: the columns of one kind of CSV.
pub async fn schema(Path(id): Path<String>, _: NoQuery) -> Result<Json<Value>, Problem> {
    let files = FILES.into_iter().find(|files| files.name == id);
    files.map(|files| Json(table_schema(files))).ok_or_else(|| Problem::of_status(StatusCode::NOT_FOUND))
}

/// Returns the `Link` header of a CSV to the description of its columns.
pub fn described_by(files: FileFormats) -> HeaderValue {
    let link = format!("</v1/tabelschemas/{}>; rel=\"describedby\"; type=\"application/json\"", files.name);
    HeaderValue::from_str(&link).expect("names are ASCII")
}
