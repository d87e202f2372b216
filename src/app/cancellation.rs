//! Stops work whose caller is gone, at the next record that it would read: nobody is left to receive its result.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::log::LogError;

thread_local! {
    /// Set to true when the caller of the work on this thread is gone.
    static CANCELLED: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// The caller of some work: gone when this is dropped.
#[derive(Debug, Default)]
pub struct CancelOnDrop(Arc<AtomicBool>);

impl CancelOnDrop {
    /// The flag that the work checks.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Clears the thread's flag, also when the work panics.
struct ClearOnDrop;

impl Drop for ClearOnDrop {
    fn drop(&mut self) {
        CANCELLED.take();
    }
}

/// Runs work on this thread for a caller that may go away meanwhile.
pub fn run_cancellable<T>(gone: Arc<AtomicBool>, work: impl FnOnce() -> T) -> T {
    let _forget = ClearOnDrop;
    CANCELLED.replace(Some(gone));
    work()
}

/// Fails when the caller is gone. Nobody sees the error.
///
/// # Errors
/// [`LogError::Closed`].
pub(super) fn check_cancelled() -> Result<(), LogError> {
    let gone = CANCELLED.with_borrow(|gone| gone.as_ref().is_some_and(|gone| gone.load(Ordering::Acquire)));
    if gone { Err(LogError::Closed) } else { Ok(()) }
}
