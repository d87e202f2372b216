//! Generated files that are committed. Each has one generator, here or in the file that defines its content.
//!
//! A test compares them; `PEILDATUM_WRITE=1 cargo test --test it committed` writes them.

use std::path::Path;

use peildatum::domain::event::EventType;
use peildatum::domain::schema::{close_objects, event_schema};
use peildatum::domain::time::Day;
use peildatum::projections::comparison::{COMPARISON_VERSION, Comparison};
use peildatum::projections::findings::{FINDINGS_VERSION, Findings, FindingsRequest, findings};
use peildatum::projections::{REPORT_VERSION, Report, ReportRequest, ReportRules, report_in_version};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::recorded::stream;

/// Compares the file at `path` (from the root of the repository) with the output of its generator, or writes it.
pub fn same(path: &str, content: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("PEILDATUM_WRITE").is_some() {
        std::fs::create_dir_all(file.parent().expect("the path names a file in a folder"))
            .expect("folders can be made");
        std::fs::write(&file, content).expect("the repository can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == content,
        "{path} is not what its generator makes. A published schema never changes: make a new version. \
         What is not published yet is written by PEILDATUM_WRITE=1 cargo test --test it committed"
    );
}

/// Returns indented JSON with a final newline, for people and for git.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

#[test]
fn every_type_of_event_has_its_committed_schema() {
    for kind in EventType::ALL {
        let path = format!("schemas/gebeurtenissen/{}.v{}.json", kind.name(), kind.schema_version());
        same(&path, &pretty(&event_schema(*kind)));
    }
}

/// Returns the schema of a response, with its name and version.
fn answer_schema<T: JsonSchema>(name: &str, version: u32) -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    schema["$id"] = json!(format!("urn:nl:peildatum:{name}:v{version}"));
    schema["title"] = json!(name);
    schema
}

/// Returns the schema of the report without `staat`, which is what a sealing fixes.
fn report_schema() -> Value {
    answer_schema::<Report>("rapportage", REPORT_VERSION)
}

#[test]
fn the_comparison_has_its_committed_schema() {
    let schema = answer_schema::<Comparison>("vergelijking", COMPARISON_VERSION);
    same(&format!("schemas/vergelijking.v{COMPARISON_VERSION}.json"), &pretty(&schema));
}

#[test]
fn the_report_has_its_committed_schema() {
    same(&format!("schemas/rapportage.v{REPORT_VERSION}.json"), &pretty(&report_schema()));
}

fn findings_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Findings>().to_value();
    schema["$id"] = json!(format!("urn:nl:peildatum:signalen:v{FINDINGS_VERSION}"));
    schema["title"] = json!("signalen");
    schema
}

#[test]
fn findings_have_their_committed_schema() {
    same(&format!("schemas/signalen.v{FINDINGS_VERSION}.json"), &pretty(&findings_schema()));
}

#[test]
fn findings_of_the_recorded_streams_have_the_shape_of_the_schema() {
    let schema = jsonschema::draft202012::new(&findings_schema()).expect("the schema is a schema");
    for (name, round) in [("leiden.v1.ndjson", "2021-vr2"), ("voorbeeldstad.v1.ndjson", "2020-vr2")] {
        let log = stream(name);
        let (round, position) = (round.to_owned(), log.state().head());
        let request = FindingsRequest { round, position, version: None, head: position, node: None, with_since: true };
        let found = findings(log.state(), &log, &request).expect("findings");
        assert!(found.findings.len() > 20, "{name}");
        let json = serde_json::to_value(&found).expect("findings are JSON");
        let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
    }
}

/// Returns the committed schema of a shape. Those of earlier shapes no longer have a generator.
fn committed_report_schema(version: u32) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/rapportage.v{version}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("every shape has its schema")).expect("a schema is JSON")
}

/// Shapes that no type generates any more, as published, with their SHA-256.
const FROZEN: [(&str, &str); 9] = [
    ("cloud-event.v1.json", "ddd4c8e354c5708cba4b3a3ce584b4ba8851f6bae04e041972301326623976e9"),
    ("gebeurtenissen/ronde.geopend.v1.json", "69318bbef3bc1078c9b1a2bd338881056b051cae10b301799d65a2806caea346"),
    ("gebeurtenissen/ronde.gewijzigd.v1.json", "7d92cc8b1dca1673df680418d253c335615aa295df79a19958b5e9155b039e5c"),
    ("rapportage.v1.json", "89a21a4780f8c0cfc6c4af038ca3af07d1a56af35a48b02821275994105071bb"),
    ("signalen.v1.json", "102d592fed2708682d481b6b45dc0e0987930548c0382b93de56affa7ebba41e"),
    ("signalen.v2.json", "73acae8cb079af6922bd502df1198dbc6ea67df97b6dae11e0fe55079dbdd1a5"),
    ("signalen.v3.json", "7837a0c0554cb47c64f9289e130c468ec58dbd2c48a3d555e708a39a63a19c85"),
    ("vergelijking.v1.json", "ae38667946c8b00d2ad4a6f32fc74345125d38014db86a6fb92efa09d0b577e5"),
    ("vergelijking.v2.json", "0de552b9bbb7bba739aff7d2e75a0ac583c14e64dab0d227a75cdef72da64acd"),
];

#[test]
fn published_schemas_of_earlier_shapes_are_frozen() {
    use sha2::Digest as _;
    for (name, digest) in FROZEN {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
        let text = std::fs::read(file).expect("every published shape has its schema");
        assert_eq!(hex::encode(sha2::Sha256::digest(text)), digest, "{name}");
    }
}

#[test]
fn reports_of_the_recorded_streams_have_the_shape_of_the_schema() {
    for version in ReportRules::ALL.map(ReportRules::version) {
        reports_have_their_shape(version);
    }
}

fn reports_have_their_shape(version: u32) {
    let mut schema = committed_report_schema(version);
    close_objects(&mut schema);
    let schema = jsonschema::draft202012::new(&schema).expect("the schema is a schema");
    for (name, on) in [
        ("leiden.v1.ndjson", "2019-04-01"),
        ("leiden.v1.ndjson", "2021-09-01"),
        ("voorbeeldstad.v1.ndjson", "2019-04-01"),
        ("voorbeeldstad.v1.ndjson", "2020-09-01"),
    ] {
        let log = stream(name);
        let on = Day::parse(on).expect("a day");
        let request = ReportRequest { on, position: log.state().head(), node: None, fiscal_year: None, round: None };
        let answer = report_in_version(version, log.state(), &log, &request).expect("a report");
        let json: Value = serde_json::from_slice(&answer.canonical).expect("a report is JSON");
        let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name} on {on:?} in version {version}");
    }
}
