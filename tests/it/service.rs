//! A service in a temporary folder with a clock that the test controls, and the events that the tests record in it.

#![expect(clippy::unwrap_used, reason = "the helpers of a test assert as the tests do")]

mod appending;
mod branches;
mod cancelling;
mod erasing;
mod following;
mod importing;
mod marker;
mod replaying;
mod restarting;
mod sealed;
mod sealing;
mod signing;
mod verifying;
mod wiping;

use std::path::Path;
use std::sync::Arc;

use peildatum::app::clock::FixedClock;
use peildatum::app::import::{ImportFile, ImportOptions, Imported, import};
use peildatum::app::{AppError, AppendOptions, Appended, OpenOptions, Service};
use peildatum::domain::actor::Actor;
use peildatum::domain::proposal::Proposal;
use peildatum::domain::text::{Slug, Text};
use peildatum::domain::time::Instant;
use peildatum::log::folder::IfMissing;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The start time of the clock of every test.
const BEGIN: &str = "2026-03-02T09:00:00Z";

struct Opened {
    service: Service,
    clock: Arc<FixedClock>,
    folder: TempDir,
}

fn moment(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn actor() -> Actor {
    Actor::new("lokaal:test", Some(Text::parse("Tess Tester").unwrap()), Slug::parse("beheren").unwrap()).unwrap()
}

fn event(value: Value) -> Proposal {
    peildatum::input::proposal(&value).unwrap_or_else(|errors| panic!("{value}: {errors:?}"))
}

fn node(code: &str, title: &str) -> Value {
    json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{code}"), "ingangsdatum": "2019-01-01",
        "gegevens": { "niveau": "programma", "titel": title } })
}

fn with_id(mut event: Value, number: u32) -> Value {
    event["id"] = format!("00000000-0000-7000-8000-{number:012x}").into();
    event
}

fn recorded(mut event: Value, moment: &str) -> Value {
    event["geregistreerdOp"] = moment.into();
    event
}

fn open_at(folder: &Path, clock: &Arc<FixedClock>) -> Service {
    let (if_missing, clock) = (IfMissing::Create, Arc::clone(clock) as _);
    Service::open(folder, OpenOptions { if_missing, clock, ..OpenOptions::default() }).unwrap()
}

/// A folder that is not open.
struct Closed {
    clock: Arc<FixedClock>,
    folder: TempDir,
}

impl Closed {
    fn opened(self) -> Opened {
        Opened { service: open_at(self.folder.path(), &self.clock), clock: self.clock, folder: self.folder }
    }
}

impl Opened {
    fn new() -> Opened {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(moment(BEGIN)));
        Opened { service: open_at(folder.path(), &clock), clock, folder }
    }

    fn closed(self) -> Closed {
        let Opened { service, clock, folder } = self;
        service.close().unwrap();
        Closed { clock, folder }
    }

    fn reopened(self) -> Opened {
        self.closed().opened()
    }

    fn append(&self, events: &[Value]) -> Result<Appended, AppError> {
        self.append_with(events, AppendOptions::default())
    }

    fn append_with(&self, events: &[Value], options: AppendOptions) -> Result<Appended, AppError> {
        self.service.append(events.iter().cloned().map(event).collect(), &actor(), options)
    }

    fn import(&self, lines: &str, options: ImportOptions) -> Result<Imported, AppError> {
        let file = ImportFile::bytes("lines.ndjson", lines.as_bytes());
        import(&self.service, &[file], &actor(), options, &mut |_| {})
    }

    fn exported(&self) -> String {
        let mut out = Vec::new();
        peildatum::app::export::export(&self.service, None, &mut out, &mut |_, _| {}).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn verified(&self) -> peildatum::app::verify::Verified {
        peildatum::app::verify::verify(&self.service, &mut |_, _| {}).unwrap()
    }
}

fn lines(events: &[Value]) -> String {
    events.iter().map(|event| format!("{event}\n")).collect()
}

/// Returns a stream of the repository.
fn stream(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("replay/streams").join(name)).unwrap()
}
