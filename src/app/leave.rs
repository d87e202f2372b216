//! Stops work whose caller is gone, at the next record that it would read: nobody is left to receive its result.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::log::LogError;

thread_local! {
    /// Set to true when the caller of the work on this thread is gone.
    static GONE: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// The caller of some work: gone when this is dropped.
#[derive(Debug, Default)]
pub struct Asker(Arc<AtomicBool>);

impl Asker {
    /// The flag that the work checks.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Clears the thread's flag, also when the work panics.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        GONE.take();
    }
}

/// Runs work on this thread for a caller that may go away meanwhile.
pub fn on_behalf_of<T>(gone: Arc<AtomicBool>, work: impl FnOnce() -> T) -> T {
    let _forget = Forget;
    GONE.replace(Some(gone));
    work()
}

/// Fails when the caller is gone. Nobody sees the error.
///
/// # Errors
/// [`LogError::Closed`].
pub(super) fn go_on() -> Result<(), LogError> {
    let gone = GONE.with_borrow(|gone| gone.as_ref().is_some_and(|gone| gone.load(Ordering::Acquire)));
    if gone { Err(LogError::Closed) } else { Ok(()) }
}
