//! Converts panics of the storage engine into values: damage makes it panic.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
    thread,
};

/// Runs `call` and returns the first line of the message when it panics, without the usual report on stderr: the caller
/// turns it into a one-line error.
pub(super) fn catch_panics<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    silence_engine_panics();
    let before = IN_ENGINE.replace(true);
    let told = panic::catch_unwind(AssertUnwindSafe(call));
    IN_ENGINE.set(before);
    told.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("panic").lines().next().unwrap_or_default().chars().take(200).collect()
    })
}

thread_local! {
    static IN_ENGINE: Cell<bool> = const { Cell::new(false) };
}

fn silence_engine_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let engine_thread = thread::current().name().is_some_and(|name| name.starts_with("sled-io-"));
            if !IN_ENGINE.get() && !engine_thread {
                report(info);
            }
        }));
    });
}
