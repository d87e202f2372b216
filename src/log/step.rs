//! The places between two steps of a write where a test stops the process. Outside tests there is nothing here.

/// Says that a step was done.
#[cfg(not(test))]
pub(crate) const fn reached(_step: &str) {}

#[cfg(test)]
pub(crate) use stopping::{reached, stop_after};

#[cfg(test)]
mod stopping {
    use std::io::Write;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// How many steps are left; 0 when the process is not to stop.
    static LEFT: AtomicUsize = AtomicUsize::new(0);

    /// From now on the process stops dead when it has done this many steps, from 1.
    pub(crate) fn stop_after(steps: usize) {
        LEFT.store(steps, Ordering::SeqCst);
    }

    /// Stops as a kill would: nothing is flushed, dropped or answered. Only the step is named, past the runner's capture.
    pub(crate) fn reached(step: &str) {
        let left = LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left == Ok(1) {
            std::io::stdout().lock().write_all(format!("stopped after {step}\n").as_bytes()).ok();
            std::process::abort();
        }
    }
}
