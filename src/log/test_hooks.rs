//! Hooks for tests, between the steps of a write, where a test can stop the process or inspect it, and before a reader
//! goes to the disk. Without the feature `testkit` they do nothing.

/// Marks that a step was completed.
#[cfg(not(any(test, feature = "testkit")))]
pub const fn reached(_step: &str) {}

/// Marks that a reader is about to read records.
#[cfg(not(any(test, feature = "testkit")))]
pub const fn reading() {}

#[cfg(any(test, feature = "testkit"))]
pub use stopping::{HookPoint, reached, reading, stop_after, watch};

#[cfg(any(test, feature = "testkit"))]
mod stopping {
    use std::cell::Cell;
    use std::io::Write;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    /// The point that the process has reached.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum HookPoint<'s> {
        /// After this step of a write, on the writing thread.
        After(&'s str),
        /// Before records are read, on the reading thread.
        Reading,
    }

    type Watcher = Arc<dyn Fn(HookPoint<'_>) + Send + Sync>;

    static WATCHER: OnceLock<Watcher> = OnceLock::new();

    thread_local! {
        /// Set while the watcher runs, so that its own steps do not call it again.
        static WATCHING: Cell<bool> = const { Cell::new(false) };
    }

    /// From now on calls the watcher at each point, synchronously on the thread that reaches it. Can be set once per
    /// process; such tests run in a process of their own.
    pub fn watch(watcher: impl Fn(HookPoint<'_>) + Send + Sync + 'static) {
        assert!(WATCHER.set(Arc::new(watcher)).is_ok(), "one test of this process watches");
    }

    fn notify(place: HookPoint<'_>) {
        let Some(watcher) = WATCHER.get().filter(|_| !WATCHING.get()) else { return };
        WATCHING.set(true);
        watcher(place);
        WATCHING.set(false);
    }

    /// Marks that a reader is about to read records.
    pub fn reading() {
        notify(HookPoint::Reading);
    }

    /// The number of steps left before the process stops; 0 when it must not stop.
    static LEFT: AtomicUsize = AtomicUsize::new(0);

    /// From now on the process aborts once it has completed this many steps, counted from 1.
    pub fn stop_after(steps: usize) {
        LEFT.store(steps, Ordering::SeqCst);
    }

    /// Marks that a step was completed, and aborts when it is the last one allowed. As after a kill, nothing is
    /// flushed, dropped or answered; only the name of the step is written, bypassing the output capture of the test
    /// runner.
    pub fn reached(step: &str) {
        notify(HookPoint::After(step));
        let left = LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left == Ok(1) {
            std::io::stdout().lock().write_all(format!("stopped after {step}\n").as_bytes()).ok();
            std::process::abort();
        }
    }
}
