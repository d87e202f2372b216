//! Work whose asker is gone stops at the next record that it would read: nobody is left to take its answer.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::log::LogError;

thread_local! {
    /// Set once whoever asked for the work of this thread is gone.
    static GONE: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Whoever asks for work: gone when it is dropped.
#[derive(Debug, Default)]
pub struct Asker(Arc<AtomicBool>);

impl Asker {
    /// What the work looks at.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Forgets the asker, also when the work panics.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        GONE.take();
    }
}

/// Runs work of this thread for somebody who may go away meanwhile.
pub fn on_behalf_of<T>(gone: Arc<AtomicBool>, work: impl FnOnce() -> T) -> T {
    let _forget = Forget;
    GONE.replace(Some(gone));
    work()
}

/// Ends work whose asker is gone. What it ends with nobody gets to see.
///
/// # Errors
/// [`LogError::Closed`].
pub(super) fn go_on() -> Result<(), LogError> {
    let gone = GONE.with_borrow(|gone| gone.as_ref().is_some_and(|gone| gone.load(Ordering::Acquire)));
    if gone { Err(LogError::Closed) } else { Ok(()) }
}
