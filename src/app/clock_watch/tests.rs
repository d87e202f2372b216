//! Clocks that can not be right, on both sides of each bound.

use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use super::*;

/// A machine whose wall clock and time since boot are set by hand.
struct Machine {
    clock: AtomicI64,
    running: AtomicI64,
}

impl Machine {
    fn at(moment: &str) -> Arc<Machine> {
        Arc::new(Machine { clock: AtomicI64::new(at(moment).micros()), running: AtomicI64::new(0) })
    }

    fn set(&self, moment: &str) {
        self.clock.store(at(moment).micros(), SeqCst);
    }

    /// Time passes, on both clocks.
    fn passes(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap();
        self.clock.fetch_add(micros, SeqCst);
        self.running.fetch_add(micros, SeqCst);
    }

    /// Only the wall clock moves on.
    fn jumps(&self, by: Duration) {
        self.clock.fetch_add(i64::try_from(by.as_micros()).unwrap(), SeqCst);
    }
}

impl Clock for Machine {
    fn now(&self) -> Instant {
        Instant::from_micros(self.clock.load(SeqCst))
    }

    fn since_boot(&self) -> Option<Duration> {
        Some(Duration::from_micros(self.running.load(SeqCst).unsigned_abs()))
    }
}

const MICRO: Duration = Duration::from_micros(1);

fn at(moment: &str) -> Instant {
    Instant::parse(moment).unwrap()
}

fn watch(folder: &Path, machine: &Arc<Machine>, last: Option<Instant>) -> ClockWatch {
    ClockWatch::open(folder, Arc::clone(machine) as Arc<dyn Clock>, ClockTrust::Checked, last)
}

#[test]
fn a_clock_outside_the_years_of_this_program_is_doubted() {
    let folder = tempfile::tempdir().unwrap();
    for (moment, wanted) in [
        ("1970-01-01T00:00:00Z", "Reset"),
        ("2014-12-31T23:59:59.999999Z", "Reset"),
        ("2056-11-29T12:00:00Z", "Beyond"),
        ("2041-01-01T00:00:00Z", "Beyond"),
    ] {
        let doubt = watch(folder.path(), &Machine::at(moment), None).now(None).unwrap_err();
        assert!(format!("{doubt:?}").starts_with(wanted), "{moment}: {doubt:?}");
    }
    for moment in ["2015-01-01T00:00:00Z", "2040-12-31T23:59:59.999999Z"] {
        watch(folder.path(), &Machine::at(moment), None).now(None).unwrap();
    }
}

#[test]
fn a_clock_behind_the_last_event_is_doubted_from_five_minutes_on() {
    let folder = tempfile::tempdir().unwrap();
    let machine = Machine::at("2026-11-29T12:00:00Z");
    let edge = plus(machine.now(), BEHIND_MAX);
    watch(folder.path(), &machine, Some(edge)).now(Some(edge)).unwrap();
    let last = plus(edge, MICRO);
    let doubt = watch(folder.path(), &machine, Some(last)).now(Some(last)).unwrap_err();
    assert_eq!(doubt, ClockDoubt::Behind { now: machine.now(), last });
}

#[test]
fn a_clock_that_comes_further_than_the_machine_ran_is_doubted_from_an_hour_on() {
    let folder = tempfile::tempdir().unwrap();
    let machine = Machine::at("2026-11-29T12:00:00Z");
    let watch = watch(folder.path(), &machine, None);
    machine.passes(QUIET_MAX * 2); // a service may stand idle, and a machine may sleep
    watch.now(None).unwrap();
    machine.jumps(JUMP_MAX);
    watch.now(None).unwrap();
    let expected = Instant::from_micros(machine.now().micros() - i64::try_from(JUMP_MAX.as_micros()).unwrap());
    machine.jumps(MICRO);
    assert_eq!(watch.now(None), Err(ClockDoubt::Jumped { now: machine.now(), expected }));
    // After a correction the clock is trusted again; after a correction downwards, its time counts from there.
    machine.set("2026-11-29T12:00:00Z");
    watch.now(None).unwrap();
    machine.jumps(JUMP_MAX + MICRO);
    assert!(matches!(watch.now(None), Err(ClockDoubt::Jumped { .. })));
}

#[test]
fn a_folder_in_which_nothing_was_recorded_for_200_days_asks_whether_the_clock_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let machine = Machine::at("2026-11-29T12:00:00Z");
    watch(folder.path(), &machine, None).recorded();
    let noted = machine.now();
    machine.jumps(QUIET_MAX);
    watch(folder.path(), &machine, None).now(None).unwrap();
    machine.jumps(MICRO);
    let quiet = watch(folder.path(), &machine, None);
    assert_eq!(quiet.now(None), Err(ClockDoubt::Quiet { now: machine.now(), noted }));
    // After confirmation the clock is trusted, and the next recording is noted for the next opening.
    let told = ClockWatch::open(folder.path(), Arc::clone(&machine) as Arc<dyn Clock>, ClockTrust::Confirmed, None);
    told.now(None).unwrap();
    told.recorded();
    watch(folder.path(), &machine, None).now(None).unwrap();
}

#[test]
fn a_clock_that_was_put_by_hand_is_believed_and_leaves_no_note() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(crate::app::clock::FixedClock::at(Instant::from_micros(0)));
    let watch = ClockWatch::open(folder.path(), clock, ClockTrust::Checked, Some(at("2026-11-29T12:00:00Z")));
    watch.now(Some(at("2026-11-29T12:00:00Z"))).unwrap();
    watch.recorded();
    assert!(!folder.path().join(FILE).exists());
}
