//! Work on many items at a time whose results come in the order of the items.

use std::num::NonZero;
use std::sync::mpsc::sync_channel;
use std::thread;

/// Items, and results, that wait at each worker (back-pressure on reading).
const WAITING: usize = 1;
/// The most workers: beyond that, whoever takes the results is what the others wait for.
const WORKERS_MAX: usize = 8;

/// Does `work` on each item, on as many threads as there are cores, and hands the results to `take` in the order of the
/// items. When `take` returns early, what was not begun is left.
pub fn in_order<T: Send, R: Send, O>(
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    take: impl FnOnce(&mut dyn Iterator<Item = R>) -> O,
) -> O {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(WORKERS_MAX);
    thread::scope(|scope| {
        let work = &work;
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for _ in 0..workers {
            let (input, waiting) = sync_channel(WAITING);
            let (done, output) = sync_channel(WAITING);
            scope.spawn(move || {
                for item in waiting {
                    if done.send(work(item)).is_err() {
                        return; // nobody takes the results any more
                    }
                }
            });
            inputs.push(input);
            outputs.push(output);
        }
        scope.spawn(move || {
            for (item, worker) in items.zip((0..workers).cycle()) {
                if inputs[worker].send(item).is_err() {
                    return;
                }
            }
        });
        // Each worker has every n-th item, so that taking turns gives the order. The first without one is the end.
        take(&mut (0..workers).cycle().map_while(|worker| outputs[worker].recv().ok()))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::in_order;

    proptest! {
        #[test]
        fn the_results_are_those_of_one_thread_in_its_order(items: Vec<u16>, taken in 0..40_usize) {
            let work = |item: u16| (item, u32::from(item) * 3);
            let plain: Vec<_> = items.iter().copied().map(work).collect();
            prop_assert_eq!(in_order(items.iter().copied(), work, |results| results.collect::<Vec<_>>()), &plain[..]);
            let some = in_order(items.iter().copied(), work, |results| results.take(taken).collect::<Vec<_>>());
            prop_assert_eq!(some, &plain[..taken.min(plain.len())]);
        }
    }

    #[test]
    fn whoever_stops_taking_ends_the_work() {
        let done = AtomicUsize::new(0);
        let first = in_order(0.., |_| done.fetch_add(1, Ordering::Relaxed), |results| results.next());
        assert!(first.is_some(), "of endless items one was taken");
    }

    #[test]
    fn a_panic_is_no_early_end() {
        let ended = std::panic::catch_unwind(|| in_order(0..9, |item| assert_ne!(item, 5), |results| results.count()));
        assert!(ended.is_err());
    }
}
