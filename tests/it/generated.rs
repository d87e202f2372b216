//! Files that are generated and committed: each has one generator, here or in the file that knows its content.
//!
//! A test compares; `PEILDATUM_WRITE=1 cargo test --test it generated` writes.

use std::path::Path;

use peildatum::domain::event::EventType;
use peildatum::domain::schema::event_schema;
use serde_json::Value;

/// Compares the file at `path` (from the root of the repository) with what its generator makes, or writes it.
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
         What is not published yet is written by PEILDATUM_WRITE=1 cargo test --test it generated"
    );
}

/// Indented, with a line end: what a person reads and git compares.
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
