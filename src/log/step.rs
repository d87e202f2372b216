//! The places between two steps of a write where a test stops the process or looks around, and those where a reader goes to the
//! disk. Outside tests there is nothing here.

/// Says that a step was done.
#[cfg(not(test))]
pub(crate) const fn reached(_step: &str) {}

/// Says that a reader is about to read records.
#[cfg(not(test))]
pub(crate) const fn reading() {}

#[cfg(test)]
pub(crate) use stopping::{Place, reached, reading, stop_after, watch};

#[cfg(test)]
mod stopping {
    use std::cell::Cell;
    use std::io::Write;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    /// Where the process is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Place<'s> {
        /// After this step of a write, on the thread that writes.
        After(&'s str),
        /// Before records are read, on the thread that reads.
        Reading,
    }

    type Watcher = Arc<dyn Fn(Place<'_>) + Send + Sync>;

    static WATCHER: OnceLock<Watcher> = OnceLock::new();

    thread_local! {
        /// What the watcher does itself is not watched.
        static WATCHING: Cell<bool> = const { Cell::new(false) };
    }

    /// From now on this is called at each place, on the thread that gets there, which waits for it. Once in a process: tests run
    /// in one of their own.
    pub(crate) fn watch(watcher: impl Fn(Place<'_>) + Send + Sync + 'static) {
        assert!(WATCHER.set(Arc::new(watcher)).is_ok(), "one test of this process watches");
    }

    fn tell(place: Place<'_>) {
        let Some(watcher) = WATCHER.get().filter(|_| !WATCHING.get()) else { return };
        WATCHING.set(true);
        watcher(place);
        WATCHING.set(false);
    }

    /// Says that a reader is about to read records.
    pub(crate) fn reading() {
        tell(Place::Reading);
    }

    /// How many steps are left; 0 when the process is not to stop.
    static LEFT: AtomicUsize = AtomicUsize::new(0);

    /// From now on the process stops dead when it has done this many steps, from 1.
    pub(crate) fn stop_after(steps: usize) {
        LEFT.store(steps, Ordering::SeqCst);
    }

    /// Stops as a kill would: nothing is flushed, dropped or answered. Only the step is named, past the runner's capture.
    pub(crate) fn reached(step: &str) {
        tell(Place::After(step));
        let left = LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left == Ok(1) {
            std::io::stdout().lock().write_all(format!("stopped after {step}\n").as_bytes()).ok();
            std::process::abort();
        }
    }
}
