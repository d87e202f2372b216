//! The engine between staging and the sync: what readers see, which events are the same, and what a failed commit
//! leaves.

use serde_json::json;

use super::*;
use crate::app::clock::FixedClock;
use crate::app::clock_watch::ClockTrust;
use crate::app::new_event::ProposedEvent;
use crate::app::prepare::prepare;
use crate::domain::actor::Actor;
use crate::domain::ids::EventId;
use crate::domain::text::Slug;
use crate::domain::time::Instant;
use crate::input;
use crate::log::folder::{DiskAppender, IfMissing, Log};
use crate::log::storage::Appender;

struct Bench {
    engine: LogEngine,
    batch: Batch,
    appender: DiskAppender,
    reader: LogReader,
    state: Arc<RwLock<State>>,
    _folder: tempfile::TempDir,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let Log { appender, reader, secrets, tree, .. } = Log::open(folder.path(), IfMissing::Create).unwrap();
    let state = Arc::new(RwLock::new(State::new()));
    let clock = Arc::new(FixedClock::at(Instant::from_micros(1_000_000)));
    let clock = Arc::new(ClockWatch::open(folder.path(), clock, ClockTrust::Checked, None));
    let engine = LogEngine::new(
        Arc::clone(&state),
        clock,
        (reader.clone(), Arc::default()),
        secrets,
        tree,
        (folder.path().to_owned(), Vec::new()),
    );
    Bench { engine, batch: Batch::new(1), appender, reader, state, _folder: folder }
}

fn request(bench: &Bench, events: &[(u8, &str, &str)]) -> WriteRequest {
    let actor = Arc::new(Actor::new("a", None, Slug::parse("beheren").unwrap()).unwrap());
    let items = events.iter().map(|(id, code, title)| {
        let value = json!({ "type": "nl.peildatum.onderdeel.opgenomen", "onderwerp": format!("onderdeel/{code}"),
            "ingangsdatum": "2019-01-01", "gegevens": { "niveau": "programma", "titel": title } });
        let slot = bench.engine.secrets.take().unwrap();
        let proposal = input::proposal(&value).unwrap();
        let event = NewEvent::Proposal(ProposedEvent::new(proposal, EventId::from_bytes([*id; 16]), &actor));
        WriteItem::New(Arc::new(prepare(event, &slot, [0; 32]).unwrap()))
    });
    WriteRequest { events: items.collect(), if_match: None, times: TimePolicy::Live, purpose: Purpose::Write }
}

impl Bench {
    /// Stages a request as the writer does.
    fn stage(&mut self, request: WriteRequest) -> Result<Vec<Outcome>, AppError> {
        let before = self.batch.len();
        let decided = self.engine.stage(request, &mut self.batch);
        if decided.is_err() {
            self.batch.truncate(before);
        }
        decided
    }

    fn commit(&mut self) {
        let frame = self.batch.finish().unwrap();
        let head = self.appender.append(frame.header().first - 1, &frame).unwrap();
        let published = self.reader.head().clone();
        self.engine.on_committed(head, &|| published.publish(head)).unwrap();
    }
}

#[test]
fn what_is_staged_is_judged_against_but_not_read() {
    let mut bench = bench();
    bench.stage(request(&bench, &[(1, "9", "a")])).unwrap();
    assert_eq!((bench.state.read().head(), bench.reader.head().get()), (1, 0));
    assert_eq!(bench.reader.read(1).unwrap(), None);
    let twice = bench.stage(request(&bench, &[(2, "8", "b"), (3, "9", "c")])).unwrap_err();
    assert_eq!((twice.code(), twice.index(), bench.batch.len()), ("bestaat-al", Some(1), 1));
    assert_eq!(bench.state.read().head(), 1, "the refused request is gone, the staged one stays");
    bench.commit();
    assert!(bench.reader.read(1).unwrap().is_some());
}

#[test]
fn the_same_event_is_known_while_it_is_staged_and_after() {
    let mut bench = bench();
    bench.stage(request(&bench, &[(1, "9", "a")])).unwrap();
    assert_eq!(bench.stage(request(&bench, &[(1, "9", "a")])).unwrap(), [Outcome::Known(1)]);
    let other = bench.stage(request(&bench, &[(1, "9", "b")])).unwrap_err();
    assert_eq!(other.code(), "id-bestaat-met-andere-inhoud");
    bench.commit();
    // Prepared before the commit, staged after it.
    assert_eq!(bench.stage(request(&bench, &[(1, "9", "a")])).unwrap(), [Outcome::Known(1)]);
    let other = bench.stage(request(&bench, &[(1, "9", "b")])).unwrap_err();
    assert_eq!(other.code(), "id-bestaat-met-andere-inhoud");
    assert!(bench.batch.is_empty());
}

#[test]
fn a_failed_commit_leaves_nothing_of_what_was_staged() {
    let mut bench = bench();
    bench.stage(request(&bench, &[(1, "9", "a")])).unwrap();
    bench.commit();
    bench.stage(request(&bench, &[(2, "8", "b"), (3, "7", "c")])).unwrap();
    bench.stage(request(&bench, &[(4, "6", "d")])).unwrap();
    bench.engine.on_failed();
    let state = bench.state.read();
    assert_eq!(state.head(), 1);
    assert!(state.subject("onderdeel/9").is_some() && state.subject("onderdeel/8").is_none());
}

#[test]
fn leaves_follow_what_is_written_and_nothing_else() {
    let mut bench = bench();
    bench.stage(request(&bench, &[(1, "9", "a")])).unwrap();
    let dry = WriteRequest { purpose: Purpose::DryRun, ..request(&bench, &[(2, "8", "b")]) };
    assert!(matches!(bench.stage(dry).unwrap()[..], [Outcome::Added(LogPlace { position: 2, .. })]));
    bench.stage(request(&bench, &[(3, "9", "c")])).unwrap_err();
    bench.stage(request(&bench, &[(4, "7", "d")])).unwrap();
    bench.commit();
    assert_eq!((bench.engine.tree.size(), bench.reader.head().get()), (2, 2));
}
