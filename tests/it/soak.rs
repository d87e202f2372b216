//! A long-running service: mixed load, kills, a full disk, clock jumps and erasures. No acknowledged event is lost,
//! every response is either right or a clear refusal, and memory stays flat.
//!
//! Short in the tests; an hour with
//! `PEILDATUM_SOAK_SECONDS=3600 cargo nextest run --release -E 'test(/^soak::/)' --no-capture`.

mod ground;
mod ledger;
mod load;

use std::time::{Duration, Instant};

use peildatum::app::clock::{Clock, SystemClock};
use serde_json::Value;

use self::ground::Ground;
use self::ledger::Ledger;
use self::load::Load;
use crate::cli::run;
use crate::faults::told;

/// The duration in the tests: every fault twice.
const SECONDS: u64 = 40;

/// The maximum resident memory of a service under this load: 64 MiB of responses and as much of arriving bodies, as
/// much again for a verification of the whole log with its second index and for what the allocator keeps, 64 MiB of the
/// engine's cache and buffers; and 4 KiB for each event, in the index of the service and in that of a verification.
const KIB_AT_REST: u64 = 5 * 64 * 1024;
const KIB_PER_EVENT: u64 = 4;

/// One fault after the other, each followed by a period in which everything must work.
fn faults(ground: &Ground, until: Instant, calm: Duration) -> Vec<(&'static str, u64)> {
    let mut done = [("kill", 0), ("clock back", 0), ("clock ahead", 0), ("full disk", 0), ("stop", 0)];
    let mut at = 0;
    while Instant::now() < until || done.iter().any(|(_, count)| *count == 0) {
        std::thread::sleep(calm);
        match done[at].0 {
            "kill" => {
                ground.kill();
                ground.start();
            }
            "clock back" => bent(ground, "-1h"),
            "clock ahead" => bent(ground, "+30y"),
            "full disk" => {
                ground.set_full(true);
                std::thread::sleep(Duration::from_secs(2));
                ground.set_full(false);
            }
            _ => {
                let ended = ground.stop();
                assert_eq!(ended.code, 0, "a stop that was asked for ends well: {}", ended.err);
                ground.start();
            }
        }
        done[at].1 += 1;
        at = (at + 1) % done.len();
    }
    std::thread::sleep(calm);
    done.into()
}

/// Shifts the clock for a while. The service reads it once a second.
fn bent(ground: &Ground, offset: &str) {
    ground.set_clock(offset);
    std::thread::sleep(Duration::from_millis(2500));
    ground.set_clock("+0");
    std::thread::sleep(Duration::from_millis(1500));
}

#[test]
fn under_mixed_load_with_kills_a_full_disk_and_a_jumping_clock_nothing_is_lost_and_every_answer_is_clear() {
    let seconds = std::env::var("PEILDATUM_SOAK_SECONDS").ok().and_then(|told| told.parse().ok()).unwrap_or(SECONDS);
    let (ground, ledger) = (Ground::new(seconds), Ledger::default());
    ground.start();
    let load = Load::new(&ground, &ledger, seconds);
    load.begin();
    let mut measured: Vec<(u64, usize)> = Vec::new();
    let (done, followed) = std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| load.write());
        }
        let load = &load;
        for first in [0, 1_000] {
            scope.spawn(move || load.look(first));
        }
        scope.spawn(|| load.erase());
        scope.spawn(|| load.check());
        scope.spawn(|| load.probe());
        let follower = scope.spawn(|| load.follow());
        let sampler = scope.spawn(|| {
            let mut seen = Vec::new();
            while !load.over.load(std::sync::atomic::Ordering::Relaxed) {
                seen.extend(ground.measured());
                std::thread::sleep(Duration::from_millis(250));
            }
            seen
        });
        // The clients are also stopped if a fault panics, or they would run for ever.
        let ends = Ends(load);
        let calm = Duration::from_millis((seconds * 1000 / 20).max(1000));
        let done = faults(&ground, Instant::now() + Duration::from_secs(seconds), calm);
        drop(ends);
        measured = sampler.join().expect("it ends");
        (done, follower.join().expect("it ends"))
    });
    assert_eq!(ground.stop().code, 0);
    assert_eq!(ledger.all_wrong(), Vec::<String>::new(), "{}", ledger.told());
    let events = holds(&ground, &ledger);
    let most = |samples: &[(u64, usize)]| samples.iter().map(|(kib, _)| *kib).max().expect("it was measured");
    let thirds: Vec<u64> = measured.chunks(measured.len().div_ceil(3)).map(most).collect();
    let (resident, descriptors) = (most(&measured), measured.iter().map(|(_, files)| *files).max());
    told(&format!(
        "soak: {seconds} s, {events} events, followed to {followed}, {done:?}, resident at most {resident} KiB ({thirds:?} of each third), {descriptors:?} descriptors\n{}",
        ledger.told()
    ));
    assert!(resident < KIB_AT_REST + events * KIB_PER_EVENT, "{resident} KiB resident for {events} events");
}

/// Checks that everything acknowledged is present, once, at its position, and with its text unless that was erased.
fn holds(ground: &Ground, ledger: &Ledger) -> u64 {
    let verified = run(&["verify", "--data", &ground.data()]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let exported = run(&["export", "--data", &ground.data()]).done().out;
    let log: Vec<Value> =
        exported.lines().map(|line| serde_json::from_str(line).expect("a line is a record")).collect();
    let tomorrow =
        peildatum::domain::time::Instant::from_micros(SystemClock.now().micros() + 86_400_000_000).to_string();
    for (id, position) in ledger.recorded() {
        let record = &log[usize::try_from(position).expect("a position is small") - 1];
        assert_eq!(record["id"], *id, "at {position}");
        let has_text = !record["gegevens"]["tekst"].is_null();
        let wants_text = record["type"] == "nl.peildatum.toelichting.vastgelegd" && !ledger.is_erased(&id);
        assert!(has_text || !wants_text, "{id} at {position} lost its text: {record}");
        let moment = record["geregistreerdOp"].as_str().expect("a record has its moment");
        assert!(*moment < *tomorrow, "a clock that was ahead stamped {position}: {moment}");
    }
    let ids: std::collections::BTreeSet<&str> = log.iter().filter_map(|record| record["id"].as_str()).collect();
    assert_eq!(ids.len(), log.len(), "each event once");
    log.len() as u64
}

/// Signals the end of the soak when dropped.
struct Ends<'l, 'a>(&'l Load<'a>);

impl Drop for Ends<'_, '_> {
    fn drop(&mut self) {
        self.0.over.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}
