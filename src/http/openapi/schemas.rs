//! The schemas of the document: events, records, reports and subjects from their types, and the other responses by
//! hand.

mod answers;
mod erasing;
mod fields;
mod history;
mod plain_schema;
mod preview;
mod records;
mod reports;
mod subjects;
mod types;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::reference;
use crate::access::record::{TokenView, new_token_schema};
use crate::access::second_person::{ErasureRequest, new_request_schema};
use crate::access::sessions::SessionView;
use crate::app::sealing::PreviewView;
use crate::app::search::SearchHit;
use crate::domain::ids::Subject;
use crate::http::sessions::EndedSessions;
use crate::projections::AuditRow;
use crate::projections::Report;
use crate::projections::agenda::Agenda;
use crate::projections::agenda::arrivals::ArrivalView;
use crate::projections::comparison::Comparison;
use crate::projections::finance::Finance;
use crate::projections::findings::Findings;
use crate::projections::lights::NodeLight;
use crate::projections::sealing::{Erased, Sealing};
use crate::projections::series::Series;
use crate::subscriptions::registration::registration_schema;
use crate::subscriptions::rotation::rotation_schema;
use crate::subscriptions::view::{DeadLetterView, DeliveryView, SubscriptionView};
use crate::subscriptions::{ArrivalEvent, CloudEvent};
use answers::warnings;
pub use plain_schema::to_plain;
pub use reports::any_shape as report_of_any_shape;
pub use subjects::name as subject_name;

/// Returns every schema by name.
pub fn all() -> Map<String, Value> {
    // The order matters: of two types with one name, the later one gets a number.
    let types = types::Types::new()
        .with::<Report>()
        .with::<Comparison>()
        .with::<Findings>()
        .with::<Finance>()
        .with::<Series>()
        .with::<SearchHit>()
        .with::<Agenda>()
        .with::<NodeLight>()
        .with::<ArrivalView>()
        .with::<ArrivalEvent>();
    let types = types.with::<AuditRow>().with::<Sealing>().with::<Erased>().with::<PreviewView>();
    let mut all = types.components();
    reports::complete(&mut all);
    all["Vondst"]["properties"]["gerapporteerdIn"] = history::sealings();
    let subjects = subjects::all(&all);
    all.extend(subjects);
    all.extend(records::all());
    let checked = reports::checked_sealing(&all["Vaststelling"]);
    let listed = reports::listed_sealing(&all["Vaststelling"]);
    for (name, schema) in [
        ("Onderwerp", Subject::json_schema(&mut schemars::SchemaGenerator::default()).to_value()),
        ("CloudEvent", cloud_event()),
        ("Staat", reports::state()),
        ("Vaststellingsverzoek", answers::seal_request()),
        ("GecontroleerdeVaststelling", checked),
        ("VaststellingVanRonde", listed),
        ("Probleem", answers::problem()),
        ("Fout", answers::error()),
        ("Waarschuwing", answers::warning()),
        ("Geschiedenis", history::history()),
        ("Proef", preview::preview()),
        ("Invoer", answers::import()),
        ("Controle", answers::verification()),
        ("Consistentie", answers::consistency()),
        ("Woord", answers::word()),
        ("Abonnementsaanvraag", registration_schema()),
        ("Geheimwissel", rotation_schema()),
        ("Abonnement", of_type::<SubscriptionView>()),
        ("NieuwAbonnement", answers::new_subscription()),
        ("Bezorging", of_type::<DeliveryView>()),
        ("OnbestelbareBezorging", of_type::<DeadLetterView>()),
        ("Wisverzoek", of_type::<ErasureRequest>()),
        ("Wisverzoeksaanvraag", new_request_schema()),
        ("Sessie", of_type::<SessionView>()),
        ("BeeindigdeSessies", of_type::<EndedSessions>()),
        ("Toegangsbewijs", of_type::<TokenView>()),
        ("NieuwToegangsbewijs", answers::new_token()),
        ("Toegangsbewijsaanvraag", new_token_schema()),
    ] {
        all.insert(name.into(), schema);
    }
    all.values_mut().for_each(plain_schema::make_plain);
    all
}

/// Returns a closed object schema with these required and optional properties.
fn object(required: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        required.iter().chain(optional).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "additionalProperties": false, "required": names, "properties": properties })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn hex() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

fn count(from: u32) -> Value {
    json!({ "type": "integer", "minimum": from })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time", "pattern": "Z$" })
}

/// Returns the schema of the result of checking a sealing.
fn sealing_verdict() -> Value {
    json!({ "type": "string", "enum": ["klopt", "klopt-behoudens-wissing", "afwijkend"] })
}

/// Returns the schema of a type, with everything that it refers to inlined.
fn of_type<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|s| s.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Returns the schema of a CloudEvent with a record as its data.
fn cloud_event() -> Value {
    let mut schema = of_type::<CloudEvent>();
    schema["properties"]["data"] = reference("Record");
    schema
}
